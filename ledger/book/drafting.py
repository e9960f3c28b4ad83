"""Drafts: the desk's own article is a source, its versions are snapshots, its figures are anchored by their quotes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Final, NamedTuple

from ledger.article.anchoring import Anchor, Version, anchor, version
from ledger.article.scan import OFFER, ProposedFigure, scan_text
from ledger.errors import InputError
from ledger.model.text_quote import Span, find_quote, folded
from ledger.query.ledger_context import LedgerContext
from ledger.query.references import find
from ledger.query.snapshots import SnapshotText, snapshots
from ledger.query.tracing import traced
from ledger.store import bodies as stored
from ledger.store import reach
from ledger.store.engine import reading
from ledger.store.head import read_head
from ledger.view.draft_view import DraftFigure, DraftView, state_of
from ledger.view.figure_view import FigureView
from ledger.view.trace_view import TraceView, resolve

_SOURCE: Final = frozenset({"source"})


class _AnchorWords(NamedTuple):
    """The words by which a figure is anchored."""

    exact: str
    prefix: str | None
    suffix: str | None


def status(context: LedgerContext, reference: str) -> DraftView:
    """The newest version of a draft with its figures.

    Raises NotFoundError for no source, InputError for one without a snapshot that has a text.
    """
    with reading(context.database) as connection:
        found = find(connection, reference, who=None, kinds=_SOURCE)
        versions = snapshots(connection, found.id)
        if not versions:
            raise InputError(
                f"the source {reference[:60]} has no snapshot with a text",
                hint="ledger draft update SOURCE FILE records one",
            )
        until = read_head(connection).size
        seqs = reach.figures_of_source(connection, found.seq, until)
        story = None
        if seqs:
            trace = traced(
                connection, seqs, direction="upstream", depth=None, until=until, as_of=None, story=found.seq,
                copies=True, wordings=True,
            )  # fmt: skip
            story = resolve(trace)
        described = stored.described(connection, [found.seq], until)[found.seq].body
        keys = stored.keys_of(connection, [found.seq], until)
    newest = version(versions[0].text, versions[1].text if len(versions) > 1 else "")
    entered = [] if story is None else list(_entered(story, newest, versions[1:]))
    figures = [figure for figure, _ in entered]
    unscanned = None
    try:
        scanned = scan_text(versions[0].text, language=described.get("language") or "en")
    except InputError as error:
        # What is entered is still shown.
        unscanned = error.message
    else:
        figures += _not_entered(scanned.figures, entered)
    figures.sort(key=lambda figure: (figure.span is None, figure.span or Span(0, 0), figure.words))
    return DraftView(
        source=found.id,
        title=described.get("title"),
        key=keys.get(found.seq),
        snapshot=versions[0].id,
        retrieved=versions[0].retrieved,
        versions=len(versions),
        text=versions[0].text,
        figures=tuple(figures),
        trace=story,
        unscanned=unscanned,
    )


def _entered(
    story: TraceView, newest: Version, older: Sequence[SnapshotText]
) -> Iterator[tuple[DraftFigure, Span | None]]:
    """The figures that were asked for, each anchored in the newest version, or with the sentence in its place."""
    before = [folded(snapshot.text) for snapshot in older]
    asked = frozenset(story.asked)
    for figure in story.figures:
        if figure.seq not in asked:
            continue
        words = _words(figure)
        place = anchor(newest, *words) if words.exact else Anchor(None, 0)
        stood_before = place.span is None and any(find_quote(text, *words) for text in before)
        like = place.like
        now = None if like is None else newest.text[like.start : like.end].strip()
        placed = DraftFigure(
            view=figure,
            words=words.exact,
            state=state_of(figure, changed=stood_before),
            span=place.span,
            places=place.places,
            now=now,
        )
        yield placed, like


def _not_entered(
    scanned: Sequence[ProposedFigure], entered: Sequence[tuple[DraftFigure, Span | None]]
) -> Iterator[DraftFigure]:
    """The figures that a scan found in a text and that are not entered.

    A number in the words of an entered figure is that figure; so is the likeliest number of a sentence that took the
    place of its words, which is told as changed.
    """
    spans = [figure.span for figure, _ in entered if figure.span is not None]
    proposals = [
        proposal
        for proposal in scanned
        if proposal.figure_confidence >= OFFER
        and not any(_inside(proposal.number_span, span) for span in spans)
    ]
    for figure, sentence in entered:
        if figure.state == "changed" and sentence is not None:
            there = [proposal for proposal in proposals if _inside(proposal.number_span, sentence)]
            if there:
                proposals.remove(max(there, key=lambda proposal: _alike(proposal.quote.exact, figure.words)))
    for proposal in proposals:
        yield DraftFigure(
            view=None,
            words=proposal.quote.exact,
            state="not-entered",
            span=Span(*proposal.phrase_span),
            places=1,
            read_as=proposal.quantity,
        )


def _inside(inner: tuple[int, int], outer: Span) -> bool:
    return outer.start <= inner[0] and inner[1] <= outer.end


def _alike(first: str, second: str) -> float:
    """How alike two wordings are, from 0 to 1."""
    return SequenceMatcher(None, first.casefold(), second.casefold(), autojunk=False).ratio()


def _words(figure: FigureView) -> _AnchorWords:
    """What a figure is anchored by: its quote, else the phrase as it was worded."""
    quote = figure.record.quote
    if quote is not None and quote.exact:
        return _AnchorWords(quote.exact, quote.prefix, quote.suffix)
    return _AnchorWords(figure.record.quantity.text or "", None, None)
