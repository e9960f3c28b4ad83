"""The path of a number: from a figure back to where it comes from, as far as it does not fork."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

from ledger.view.figure_view import FigureRef, FigureView, LinkView

#: The end of a path: an origin, a trail end, a loop, a fork, or the greatest length.
PathEnd = Literal["origin", "trail end", "loop", "parts", "far"]
#: Longer paths are not named step by step: nobody would read them in a sentence.
MOST_STEPS = 40


class FigurePath(NamedTuple):
    """The path from a figure back; `passed` are the figures on it after the one it starts from."""

    #: The links into each figure on the path; the last figure may have several.
    steps: tuple[tuple[LinkView, ...], ...]
    passed: tuple[FigureView, ...]
    last: FigureView
    end: PathEnd

    @property
    def closing(self) -> FigureRef | None:
        """The figure that the last one relays where that closes a loop of several; None for any other path."""
        if self.end != "loop" or len(self.steps) < 2 or self.steps[-1][0].relation != "relay":
            return None
        return self.steps[-1][0].inputs[0].figure


def path_back(start: FigureView, view_of: Callable[[int], FigureView | None]) -> FigurePath:
    """Return the path from a figure back to its origin, along relays and derivations that were not retracted.

    `view_of` gives the view of a figure by sequence number, None where there is none.
    """
    steps: list[tuple[LinkView, ...]] = []
    seen = {start.seq: start}
    at = start
    end: PathEnd | None = None
    while end is None and (links := at.came_by):
        if len(steps) == MOST_STEPS:
            end = "far"
            break
        steps.append(links)
        above = links[0].inputs[0].figure.seq
        if len(links) > 1 or len(links[0].inputs) > 1:
            end = "parts"
        elif above in seen or (following := view_of(above)) is None:
            end = "loop"
        else:
            at = seen[above] = following
    return FigurePath(
        steps=tuple(steps),
        passed=tuple(seen.values())[1:],
        last=at,
        end=end or ("origin" if at.is_origin else "trail end"),
    )
