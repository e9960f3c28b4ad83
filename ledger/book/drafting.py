"""Drafts: the desk's own article is a source, its versions are snapshots, its figures are anchored by their quotes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

from ledger.article.anchoring import Anchor, Version, anchor, version
from ledger.errors import InputError
from ledger.model.text_quote import Span, find_quote, folded
from ledger.query.ledger_context import LedgerContext
from ledger.query.references import find
from ledger.query.snapshots import SnapshotText, snapshots
from ledger.query.tracing import trace
from ledger.store import reach
from ledger.store.engine import reading
from ledger.store.head import read_head
from ledger.trace.document import Trace, TracedFigure
from ledger.trace.finding import Finding

#: What a figure of a draft can be, the most pressing first.
STATES: Final = ("changed", "wrong", "upstream-changed", "to-look-at", "not-entered", "confirmed")
#: Findings that say that something upstream is not as it was when the figure was looked at.
_UPSTREAM: Final = frozenset(
    {"upstream-retracted", "upstream-corrected", "upstream-disputed", "review-outdated"}
)
_SOURCE: Final = frozenset({"source"})


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftFigure:
    """A figure of a draft, as it stands in the newest version.

    `figure` is its id, None for one that was found in the text and not entered; `span` its place (code points), None
    where its words do not stand there any more; `now` the sentence that probably took their place; `places` how many
    places fit its quote equally well; `findings` the codes of what to look at, the worst first; `verdict` that of its
    newest review.
    """

    figure: str | None
    key: str | None
    words: str
    state: str
    span: Span | None
    places: int
    now: str | None = None
    findings: tuple[str, ...] = ()
    verdict: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftStatus:
    """The figures of a draft in reading order, as of its newest version; `previous` tells the version before."""

    source: str
    title: str | None
    key: str | None
    snapshot: str
    retrieved: str | None
    versions: int
    figures: tuple[DraftFigure, ...]

    def count(self, state: str) -> int:
        """How many figures are in a state."""
        return sum(figure.state == state for figure in self.figures)


class _Words(NamedTuple):
    """The words by which a figure is anchored."""

    exact: str
    prefix: str | None
    suffix: str | None


def status(context: LedgerContext, reference: str) -> DraftStatus:
    """The status of a draft. Raises NotFoundError for no source, InputError for one without a version."""
    with reading(context.database) as connection:
        found = find(connection, reference, who=None, kinds=_SOURCE)
        versions = snapshots(connection, found.id)
        if not versions:
            raise InputError(
                f"{reference[:100]} has no snapshot with a text",
                hint=f"ledger draft update {reference[:100]} FILE records one",
            )
        seqs = reach.figures_of_source(connection, found.seq, read_head(connection).size)
    story = trace(context, found.id, direction="upstream") if seqs else None
    newest = version(versions[0].text, versions[1].text if len(versions) > 1 else "")
    figures = [] if story is None else list(_figures(story, newest, versions[1:]))
    figures.sort(key=lambda figure: (figure.span is None, figure.span or Span(0, 0), figure.words))
    source = None if story is None else story.source
    return DraftStatus(
        source=found.id,
        title=None if source is None else source.title,
        key=None if source is None else source.key,
        snapshot=versions[0].id,
        retrieved=versions[0].retrieved,
        versions=len(versions),
        figures=tuple(figures),
    )


def _figures(story: Trace, newest: Version, older: Iterable[SnapshotText]) -> Iterable[DraftFigure]:
    """The figures that were asked for, each anchored in the newest version."""
    before = [folded(snapshot.text) for snapshot in older]
    found: dict[int, list[Finding]] = {}
    for finding in story.findings:
        if not finding.accepted:
            found.setdefault(finding.figure, []).append(finding)
    asked = frozenset(story.asked)
    for figure in story.figures:
        if figure.entry.seq not in asked:
            continue
        words = _words(figure)
        place = anchor(newest, *words) if words.exact else Anchor(None, 0)
        stood_before = any(find_quote(text, *words) for text in before)
        findings = found.get(figure.entry.seq, [])
        like = place.like
        yield DraftFigure(
            figure=figure.entry.id,
            key=figure.entry.key,
            words=words.exact,
            state=_state(figure, findings, changed=place.span is None and stood_before),
            span=place.span,
            places=place.places,
            now=None if like is None else newest.text[like.start : like.end].strip(),
            findings=tuple(dict.fromkeys(finding.code for finding in findings)),
            verdict=None if figure.review is None else figure.review.record.verdict,
        )


def _words(figure: TracedFigure) -> _Words:
    """What a figure is anchored by: its quote, else the phrase as it was worded."""
    record = figure.entry.record
    if record.quote is not None and record.quote.exact:
        return _Words(record.quote.exact, record.quote.prefix, record.quote.suffix)
    return _Words(record.quantity.text or "", None, None)


def _state(figure: TracedFigure, findings: Iterable[Finding], *, changed: bool) -> str:
    """What a figure is. A verdict was given on words that stood there: with other words it counts no more."""
    verdict = None if figure.review is None else figure.review.record.verdict
    codes = {finding.code for finding in findings}
    if changed:
        return "changed"
    if codes & _UPSTREAM:
        return "upstream-changed"
    if verdict == "rejected" or any(finding.severity == "error" for finding in findings):
        return "wrong"
    return "confirmed" if verdict == "confirmed" else "to-look-at"
