"""Checks drafts: an article is a source, its versions are snapshots, and quotes locate its figures in the text."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import accumulate
from typing import Any, Final, NamedTuple

from ledger.article.anchoring import Anchor, Version, anchor, version
from ledger.article.scan import OFFER, ProposedFigure, Scan
from ledger.book import adding
from ledger.book.recording import record
from ledger.book.scanning import scan
from ledger.errors import InputError
from ledger.formats.trace_json import quantity_document
from ledger.model.text_quote import Span, find_quote, folded
from ledger.number.quantity import Quantity
from ledger.query.ledger_context import LedgerContext
from ledger.query.records import story_of
from ledger.query.references import find
from ledger.query.snapshots import SnapshotText, newest_snapshot, snapshots
from ledger.query.surroundings import resolution_of
from ledger.query.tracing import traced
from ledger.store import bodies as stored
from ledger.store import reach
from ledger.store.append import Outcome
from ledger.store.engine import Transaction, reading
from ledger.store.head import read_head
from ledger.store.lookup import by_ids
from ledger.view.draft_view import DraftFigure, DraftView, FoundInText, LinkInText, state_of
from ledger.view.figure_view import FigureView
from ledger.view.trace_view import TraceView, resolve

_SOURCE: Final = frozenset({"source"})
#: So many drafts on which people work at the same time are kept ready.
_DRAFTS: Final = 12
#: The length of a quote's prefix and suffix, in characters.
_AROUND: Final = 32


class _AnchorWords(NamedTuple):
    """The words that locate a figure in a text."""

    exact: str
    prefix: str | None
    suffix: str | None


def status(context: LedgerContext, reference: str, *, scanned: bool = True) -> DraftView:
    """Return the newest version of a draft with its figures; those not entered only if it is to be `scanned`.

    Raises NotFoundError for an unknown source, InputError if it has no snapshot with a text.
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
        resolution = resolution_of(connection, seqs, until)
        # Misrecorded figures that were removed are not traced; perhaps no figure is left.
        if seqs := [seq for seq in seqs if resolution.read(seq) is not None]:
            trace = traced(
                connection, seqs, direction="upstream", depth=None, until=until, as_of=None, story=found.seq,
                copies=True, wordings=True,
            )  # fmt: skip
            story = resolve(trace)
        described = stored.described(connection, [found.seq], until)[found.seq].body
        keys = stored.keys_of(connection, [found.seq], until)
        dismissals = _dismissals(connection, versions, until)
    newest = _prepared(versions[0].text, versions[1].text if len(versions) > 1 else "")
    figures = [] if story is None else list(_entered(story, newest, versions[1:]))
    unscanned = None
    if scanned:
        try:
            whole = _scanned(versions[0].text, described.get("language") or "en")
        except InputError as error:
            # Entered figures are shown even if the text cannot be scanned.
            unscanned = error.message
        else:
            figures = _with_numbers_found(figures, whole, _ignored(newest, dismissals))

    def place(figure: DraftFigure) -> tuple[bool, Span, str]:
        # A figure whose words changed is sorted at the words that replaced them.
        span = figure.span or figure.instead
        return span is None, span or Span(0, 0), figure.words

    figures.sort(key=place)
    return DraftView(
        size=until,
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
        is_scanned=scanned,
    )


@lru_cache(maxsize=_DRAFTS)
def _prepared(text: str, before: str) -> Version:
    """Prepare a version for anchoring; cached, because it is needed again after every judgement on it."""
    return version(text, before)


@lru_cache(maxsize=_DRAFTS)
def _scanned(text: str, language: str) -> Scan:
    """Scan a text and recompute its derivations. Raises InputError if its language is not supported."""
    return scan(None, text, language).scan


def _number(quantity: Quantity) -> tuple[str | None, ...]:
    return quantity.value, quantity.low, quantity.high


def _marked(figure: DraftFigure, same: Sequence[ProposedFigure], scanned: Scan) -> DraftFigure:
    """Return a figure with the place of its number, if one of the `same` in the text lies within its quote."""
    if figure.span is None:
        return figure
    for proposal in same:
        if _inside(proposal.phrase_span, figure.span):
            return replace(
                figure,
                mark=Span(*proposal.phrase_span),
                found=_found_in_text(proposal, scanned),
            )
    return figure


def _found_in_text(proposal: ProposedFigure, scanned: Scan) -> FoundInText:
    """Return a figure that a scan found, with the links into it that are likely enough to offer."""
    links = tuple(
        LinkInText(link.relation, link.inputs, link.formula, link.assumptions, link.outcome, link.confidence)
        for link in scanned.links
        if link.figure == proposal.id and link.confidence >= OFFER
    )
    return FoundInText(
        proposal.id,
        tuple(party.name for party in proposal.parties),
        proposal.figure_confidence,
        proposal.reason,
        links,
    )


def _entered(story: TraceView, newest: Version, older: Sequence[SnapshotText]) -> Iterator[DraftFigure]:
    """Yield the requested figures with their places in the newest version, or the sentences that replaced them."""
    before = [folded(snapshot.text) for snapshot in older]
    asked = frozenset(story.asked)
    for figure in story.figures:
        if figure.seq not in asked:
            continue
        words = _words(figure)
        place = anchor(newest, *words) if words.exact else Anchor(None, 0)
        stood_before = place.span is None and any(find_quote(text, *words) for text in before)
        like = place.like
        yield DraftFigure(
            view=figure,
            words=words.exact,
            state=state_of(figure, changed=stood_before),
            span=place.span,
            places=place.places,
            now=None if like is None else newest.text[like.start : like.end],
            instead=like,
        )


def _with_numbers_found(
    entered: Sequence[DraftFigure], scanned: Scan, ignored: Mapping[Span, str]
) -> list[DraftFigure]:
    """Return the entered figures with the places of their numbers, and the figures that a scan found besides.

    A number within the words of an entered figure is that figure. If a sentence replaced these words, its most similar
    number is that figure too, which is reported as changed.
    """
    spans = sorted(figure.span for figure in entered if figure.span is not None)
    starts, ends = [span.start for span in spans], list(accumulate((span.end for span in spans), max))
    proposals = []
    by_number = defaultdict(list)
    for proposal in scanned.figures:
        by_number[_number(proposal.quantity)].append(proposal)
        # Of the spans that begin before it, one reaches beyond it.
        begun = bisect_right(starts, proposal.number_span[0])
        is_entered = begun > 0 and ends[begun - 1] >= proposal.number_span[1]
        if proposal.figure_confidence >= OFFER and not is_entered:
            proposals.append(proposal)
    figures = []
    for figure in entered:
        same = by_number[_number(figure.view.record.quantity)] if figure.view is not None else []
        marked = _marked(figure, same, scanned)
        if figure.state == "changed" and figure.instead is not None:
            there = [proposal for proposal in proposals if _inside(proposal.number_span, figure.instead)]
            if there:
                likest = max(there, key=lambda proposal: _alike(proposal.quote.exact, marked.words))
                proposals.remove(likest)
                marked = replace(marked, instead=Span(*likest.phrase_span))
        figures.append(marked)
    return figures + [
        DraftFigure(
            view=None,
            words=proposal.quote.exact,
            state="ignored" if proposal.phrase_span in ignored else "not-entered",
            span=Span(*proposal.phrase_span),
            places=1,
            read_as=proposal.quantity,
            found=_found_in_text(proposal, scanned),
            ignored=ignored.get(Span(*proposal.phrase_span)),
        )
        for proposal in proposals
    ]


def _dismissals(
    connection: Transaction, versions: Sequence[SnapshotText], until: int
) -> list[tuple[str, dict[str, str]]]:
    """Return the dismissals of words in versions of a draft: the id of each judgement, and the quote of the words."""
    texts = {version.id: version.text for version in versions}
    seqs = [seq for _, seq in by_ids(connection, map(bytes.fromhex, texts)).values()]
    dismissals = stored.judgements_on(connection, ("dismissal",), seqs, until)["dismissal"]
    return [
        (
            judgement.id,
            quoted(texts[judgement.body["of"]], Span(*map(int, judgement.body["place"].split("-")))),
        )
        for judgements in dismissals.values()
        for judgement in judgements
    ]


def quoted(text: str, place: Span) -> dict[str, str]:
    """Return the words at a place of a text as a quote, with the words around them."""
    quote = {
        "exact": text[place.start : place.end],
        "prefix": text[max(0, place.start - _AROUND) : place.start],
        "suffix": text[place.end : place.end + _AROUND],
    }
    return {part: words for part, words in quote.items() if words}


def _ignored(newest: Version, dismissals: Sequence[tuple[str, Mapping[str, str]]]) -> dict[Span, str]:
    """Return the dismissed places of a version, each with the id of the judgement."""
    ignored = {}
    for judgement, quote in dismissals:
        if "exact" in quote:
            place = anchor(newest, quote["exact"], quote.get("prefix"), quote.get("suffix"))
            if place.span is not None and place.places == 1:
                ignored[place.span] = judgement
    return ignored


def dismiss(context: LedgerContext, reference: str, place: Span) -> list[Outcome]:
    """Record that the words at a place of the newest version of a draft are not to be entered.

    Raises NotFoundError, or InputError for a place outside the text.
    """
    _, snapshot, _ = _newest(context, reference, place)
    where = f"{place.start}-{place.end}"
    return record(context, [{"record": "dismissal", "of": snapshot.id, "place": where}])


def enter(
    context: LedgerContext, reference: str, place: Span, fields: Mapping[str, Any], *, dry_run: bool = False
) -> list[Outcome]:
    """Enter the figure at a place of the newest version of a draft.

    `fields` are those of `adding.Addition`; missing ones are taken from a scan of that place. Raises NotFoundError, or
    InputError for a place outside the text or a figure that cannot be recorded.
    """
    source, snapshot, language = _newest(context, reference, place)
    stated: dict[str, Any] = {
        "quantity": snapshot.text[place.start : place.end],
        "quote": quoted(snapshot.text, place),
        "source": source,
        "snapshot": snapshot.id,
    }
    proposals = _scanned(snapshot.text, language or "en").figures
    proposal = next((figure for figure in proposals if figure.phrase_span == place), None)
    if proposal is not None:
        quantity = quantity_document(proposal.quantity)
        stated["quantity"] = {part: value for part, value in quantity.items() if value is not None}
        stated["reported_by"] = [party.name for party in proposal.parties]
    steps = adding.steps(adding.addition({**stated, **fields}), language)
    return record(
        context.reading(language), steps, keys=[fields["key"]] if fields.get("key") else (), dry_run=dry_run
    )


def _newest(context: LedgerContext, reference: str, place: Span) -> tuple[str, SnapshotText, str | None]:
    """Return the id of a draft, its newest version and its language.

    Raises NotFoundError, or InputError for a place outside that version.
    """
    with reading(context.database) as connection:
        source = find(connection, reference, who=None, kinds=_SOURCE)
        snapshot = newest_snapshot(connection, source.id)
        language = story_of(connection, source.seq, read_head(connection).size).language
    if snapshot is None or not 0 <= place.start < place.end <= len(snapshot.text):
        raise InputError("this is not a place in the text", hint="reload the draft: it has a newer version")
    return source.id, snapshot, language


def _inside(inner: tuple[int, int], outer: Span) -> bool:
    return outer.start <= inner[0] and inner[1] <= outer.end


def _alike(first: str, second: str) -> float:
    """Return the similarity of two wordings, from 0 to 1."""
    return SequenceMatcher(None, first.casefold(), second.casefold(), autojunk=False).ratio()


def _words(figure: FigureView) -> _AnchorWords:
    """Return the words that locate a figure: its quote, or else its quantity as it was worded."""
    quote = figure.record.quote
    if quote is not None and quote.exact:
        return _AnchorWords(quote.exact, quote.prefix, quote.suffix)
    return _AnchorWords(figure.record.quantity.text or "", None, None)
