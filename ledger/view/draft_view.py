"""The view of a draft: its text, and its figures where they stand in it, each with what is to be said of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ledger.model.text_quote import Span
from ledger.number.quantity import Quantity
from ledger.view.figure_view import FigureView
from ledger.view.trace_view import TraceView

#: What a figure of a draft can be, the most pressing first.
STATES: Final = ("changed", "wrong", "upstream-changed", "to-look-at", "not-entered", "confirmed")
#: Findings that say that something upstream is not as it was when the figure was looked at.
_UPSTREAM: Final = frozenset(
    {"upstream-retracted", "upstream-corrected", "upstream-disputed", "review-outdated"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftFigure:
    """A figure of a draft, as it stands in the newest version.

    `view` is None for one that was found in the text and not entered; `words` are those it is anchored by; `span` is
    its place (code points), None where they do not stand there; `now` the sentence that probably took their place;
    `places` how many places fit its quote equally well; `read_as` the number of one that was not entered.
    """

    view: FigureView | None
    words: str
    state: str
    span: Span | None
    places: int
    now: str | None = None
    read_as: Quantity | None = None

    @property
    def findings(self) -> tuple[str, ...]:
        """The codes of what is to be looked at, the worst first, without what a reviewer accepted."""
        if self.view is None:
            return ()
        return tuple(dict.fromkeys(found.code for found in self.view.findings if not found.accepted))


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftView:
    """The newest version of a draft: `snapshot` and `retrieved` say which, `text` what it says.

    `figures` are in reading order, those whose words do not stand in it last; `trace` is the view of them all and of
    what is upstream, None where no figure is entered.
    """

    source: str
    title: str | None
    key: str | None
    snapshot: str
    retrieved: str | None
    versions: int
    text: str
    figures: tuple[DraftFigure, ...]
    trace: TraceView | None
    #: Why figures that are not entered were not looked for, None where they were.
    unscanned: str | None = None

    def count(self, state: str) -> int:
        """How many figures are in a state."""
        return sum(figure.state == state for figure in self.figures)


def state_of(figure: FigureView, *, changed: bool) -> str:
    """What a figure is, of `STATES`. A verdict was given on words that stood there: on other words it is none."""
    verdict = None if figure.review is None else figure.review.record.verdict
    open_findings = [found for found in figure.findings if not found.accepted]
    if changed:
        return "changed"
    if any(found.code in _UPSTREAM for found in open_findings):
        return "upstream-changed"
    if verdict == "rejected" or any(found.severity == "error" for found in open_findings):
        return "wrong"
    return "confirmed" if verdict == "confirmed" else "to-look-at"
