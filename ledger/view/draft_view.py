"""The view of a draft: its text, and its figures in their places, each with its state."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NamedTuple

from ledger.model.text_quote import Span
from ledger.number.quantity import Quantity
from ledger.view.figure_view import FigureView
from ledger.view.trace_view import TraceView

#: The states of a figure of a draft, the most pressing first.
STATES: Final = ("changed", "wrong", "upstream-changed", "to-look-at", "not-entered", "confirmed", "ignored")
#: The states of figures that nobody needs to look at any more.
SETTLED: Final = frozenset({"confirmed", "ignored"})
#: Findings that something upstream has changed since the figure was looked at.
_UPSTREAM: Final = frozenset(
    {"upstream-retracted", "upstream-corrected", "upstream-disputed", "review-outdated"}
)


class LinkInText(NamedTuple):
    """A proposed link by which a figure found in a text may have come from others in it.

    `relation` is ``relay`` or ``derivation``; `inputs` pair each name in the formula with the scan's local id;
    `outcome` is that of recomputing a derivation; `confidence` is in hundredths.
    """

    relation: str
    inputs: tuple[tuple[str, str], ...]
    formula: str | None
    assumptions: tuple[str, ...]
    outcome: str | None
    confidence: int


class FoundInText(NamedTuple):
    """A figure as a scan found it: its local id, who states it, with what confidence, and why."""

    id: str
    parties: tuple[str, ...]
    confidence: int
    reason: str
    links: tuple[LinkInText, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftFigure:
    """A figure of a draft, as it stands in the newest version.

    `view` is None for a figure that was found in the text and not entered. `words` anchor it; `span` is their place
    (code points), None where they are gone, and `now` the sentence that probably took their place; `instead` is where
    that stands, or the number in it that is most like the old one. `places` counts the places that fit its quote
    equally well; `read_as` is the number of a figure not entered; `found` what a scan says of its place; `mark` the
    number within `span`, where that is a longer quote; `ignored` the id of the judgement that it is not to be entered.
    """

    view: FigureView | None
    words: str
    state: str
    span: Span | None
    places: int
    now: str | None = None
    instead: Span | None = None
    read_as: Quantity | None = None
    found: FoundInText | None = None
    mark: Span | None = None
    ignored: str | None = None

    @property
    def handle(self) -> str:
        """Its name in an address: the id of its record, else its place in the text."""
        if self.view is not None:
            return self.view.entry.id
        return "" if self.span is None else f"{self.span.start}-{self.span.end}"

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to look at it."""
        return self.state not in SETTLED

    @property
    def findings(self) -> tuple[str, ...]:
        """The codes of its findings, the worst first, without those that a reviewer accepted."""
        if self.view is None:
            return ()
        return tuple(dict.fromkeys(found.code for found in self.view.findings if not found.accepted))


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftView:
    """The newest version of a draft: `snapshot` and `retrieved` identify it, `text` is its text.

    `figures` are in reading order: those whose words changed at the sentence that took their place, and last those
    without one. `trace` is the view of them all and of everything upstream, None where no figure is entered. `size` is
    that of the ledger, in entries.
    """

    size: int
    source: str
    title: str | None
    key: str | None
    snapshot: str
    retrieved: str | None
    versions: int
    text: str
    figures: tuple[DraftFigure, ...]
    trace: TraceView | None
    #: The reason why figures that are not entered cannot be found, None where they can.
    unscanned: str | None = None
    #: Whether figures that are not entered were looked for.
    is_scanned: bool = True

    def count(self, state: str) -> int:
        """Return how many figures are in a state."""
        return sum(figure.state == state for figure in self.figures)


def state_of(figure: FigureView, *, changed: bool) -> str:
    """Return the state of a figure, of `STATES`. A verdict on words that have changed since counts for nothing."""
    verdict = None if figure.review is None else figure.review.record.verdict
    open_findings = [found for found in figure.findings if not found.accepted]
    if changed:
        return "changed"
    if any(found.code in _UPSTREAM for found in open_findings):
        return "upstream-changed"
    if verdict == "rejected" or any(found.severity == "error" for found in open_findings):
        return "wrong"
    return "confirmed" if verdict == "confirmed" else "to-look-at"


class DraftSegment(NamedTuple):
    """A stretch of a draft between two marks. `figure` is the place in the list of the innermost figure it belongs to.

    `start` is where it begins in the text (code points); `ends` says that the figure's mark ends with it.
    """

    text: str
    start: int
    figure: int | None
    ends: bool


class DraftBlock(NamedTuple):
    """A paragraph of a draft; joined with the blank lines between them, the blocks are the text."""

    is_headline: bool
    segments: tuple[DraftSegment, ...]


#: A first line of at most so many characters, without a full stop, is the headline.
_HEADLINE: Final = 140


def blocks(draft: DraftView) -> tuple[DraftBlock, ...]:
    """Return the text of a draft in paragraphs, each in stretches that belong to one figure or to none.

    A figure whose words changed is marked at those that replaced them.
    """
    paragraphs = list(_paragraphs(draft.text))
    marks = [
        (place, number)
        for number, figure in enumerate(draft.figures)
        if (place := figure.mark or figure.span or figure.instead) is not None
    ]
    found = []
    for at, (start, end) in enumerate(paragraphs):
        line = draft.text[start:end]
        headline = (
            at == 0 and len(paragraphs) > 1 and len(line) <= _HEADLINE and not line.endswith((".", ":"))
        )
        here = [(place, number) for place, number in marks if place.start < end and start < place.end]
        found.append(DraftBlock(headline, tuple(_segments(draft.text, start, end, here))))
    return tuple(found)


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Yield where paragraphs begin and end; a form feed separates them as an empty line does."""
    start, at = 0, 0
    for line in text.splitlines(keepends=True):
        if not line.strip():
            if text[start:at].strip():
                yield start, start + len(text[start:at].rstrip())
            start = at + len(line)
        at += len(line)
    if text[start:].strip():
        yield start, start + len(text[start:].rstrip())


def _segments(text: str, start: int, end: int, marks: list[tuple[Span, int]]) -> Iterator[DraftSegment]:
    cuts = {start, end}
    for place, _ in marks:
        cuts.update({max(place.start, start), min(place.end, end)})
    ordered = sorted(cuts)
    for low, high in pairwise(ordered):
        around = [(place, number) for place, number in marks if place.start <= low and high <= place.end]
        inner = min(around, key=lambda mark: (mark[0].end - mark[0].start, mark[1]), default=None)
        yield DraftSegment(
            text[low:high],
            low,
            None if inner is None else inner[1],
            inner is not None and (inner[0].end == high),
        )
