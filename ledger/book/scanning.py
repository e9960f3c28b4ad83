"""Scans texts for figures, and searches for the derivation of a recorded figure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice

from ledger.article.deriving import Candidate, Derivation, derive
from ledger.article.extract import media_type_of
from ledger.article.likeness import Known, Likeness
from ledger.article.links import ProposedLink
from ledger.article.parser import installed_parser
from ledger.article.scan import OFFER, ProposedFigure, Scan, scan_text
from ledger.book.extraction import extract_bounded
from ledger.errors import FormatError, InputError, NotFoundError
from ledger.model.record import Figure, Input, Link
from ledger.model.vocabulary import AGREEING, MAX_SNAPSHOT_TEXT
from ledger.number.quantity import Quantity
from ledger.query import records, surroundings, tracing
from ledger.query.ledger_context import LedgerContext
from ledger.query.references import find, look
from ledger.query.snapshots import newest_snapshot
from ledger.store import reach
from ledger.store.engine import Transaction, reading
from ledger.store.head import read_head
from ledger.store.search import by_words
from ledger.trace.material import Entry
from ledger.trace.notice import quantity_words
from ledger.trace.recompute import Recomputed, recompute

__all__ = [
    "Derived",
    "ProposedFigure",
    "ProposedLink",
    "RecordedFigure",
    "Scanned",
    "derive_figure",
    "names_source",
    "read_text",
    "scan",
]

#: The largest number of figures that are all compared; in a larger ledger only those that share a word.
_MOST_FIGURES = 5_000
_SOURCE = frozenset({"source"})
_FIGURE = frozenset({"figure"})


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedFigure:
    """A figure of the ledger that a figure of a text may be, or come from: its words, and the names of its parties."""

    id: str
    key: str | None
    words: str
    quantity: Quantity
    parties: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanned:
    """A scan with its derivations recomputed.

    `like` has the ids of the recorded figures that a figure may be, by local id; `recorded` are all that were compared,
    by id.
    """

    scan: Scan
    like: Mapping[str, tuple[str, ...]]
    recorded: Mapping[str, RecordedFigure]

    @staticmethod
    def offers(confidence: int) -> bool:
        """Return whether a proposal with this confidence (0 to 100) is offered rather than only listed."""
        return confidence >= OFFER


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """The proposed derivations of a figure, given by its id, the most likely first; `words` are those of the inputs."""

    figure: str
    quantity: Quantity
    proposals: tuple[Derivation, ...]
    words: Mapping[str, str]


def scan(context: LedgerContext | None, text: str, language: str | None = None) -> Scanned:
    """Scan a text and, with a ledger, find the recorded figures that its figures may be.

    Raises InputError if the text is too long or its language is not supported.
    """
    if len(text) > MAX_SNAPSHOT_TEXT:
        raise InputError(f"a text may have at most {MAX_SNAPSHOT_TEXT:,} characters")
    language = language or "en"
    scan = scan_text(text, language=language, parser=installed_parser(language))
    scan = replace(scan, links=tuple(_recomputed_links(scan)))
    if context is None:
        return Scanned(scan=scan, like={}, recorded={})
    known = {
        figure.id: figure
        for figure in recorded_figures(context, [figure.quote.exact for figure in scan.figures])
    }
    likeness = Likeness(
        Known(figure.id, figure.quantity, _lowered(figure.parties)) for figure in known.values()
    )
    like: dict[str, tuple[str, ...]] = {}
    links = list(scan.links)
    for figure in scan.figures:
        like[figure.id] = likeness.like(figure.quantity, _lowered(party.name for party in figure.parties))
        links += _relays_of_recorded(figure, likeness, known)
    links.sort(key=lambda link: (int(link.figure[1:]), -link.confidence))
    return Scanned(scan=replace(scan, links=tuple(links)), like=like, recorded=known)


def _lowered(names: Iterable[str]) -> frozenset[str]:
    return frozenset(name.lower() for name in names)


def _relays_of_recorded(
    figure: ProposedFigure, likeness: Likeness, known: Mapping[str, RecordedFigure]
) -> Iterator[ProposedLink]:
    """Yield a relay of the recorded figure with the same number of a party that the text relays, if there is one."""
    passed_on = _lowered(party.name for party in figure.passed_on)
    for recorded in likeness.like(figure.quantity, passed_on)[:1] if passed_on else ():
        if passed_on & _lowered(known[recorded].parties):
            yield ProposedLink(
                relation="relay",
                figure=figure.id,
                inputs=(("", recorded),),
                formula=None,
                assumptions=(),
                outcome=None,
                confidence=75,
                reason=f"{' and '.join(known[recorded].parties)} states the same number in the ledger",
            )


def read_text(data: bytes, name: str) -> tuple[str, str | None]:
    """Return the text of a document, given its bytes and file name, and its language if it states one.

    Plain text is not changed, so that places in it are those of the file. Raises FormatError if it cannot be read.
    """
    if media_type_of(data, name) in {"text/plain", "text/markdown"}:
        try:
            return data.decode("utf-8-sig"), None
        except UnicodeDecodeError as error:
            raise FormatError(
                f"{name or 'the text'} is not UTF-8: byte {error.start + 1} begins no character",
                hint="save it as UTF-8",
            ) from None
    document = extract_bounded(data, media_type_of(data, name))
    return document.text, document.language


def scan_source(context: LedgerContext, reference: str, language: str | None = None) -> Scanned:
    """Scan the newest snapshot of a source. Raises NotFoundError, or InputError if it has no text."""
    _, _, text, described = snapshot_of(context, reference)
    return scan(context, text, language or described)


def snapshot_of(context: LedgerContext, reference: str) -> tuple[str, str, str, str | None]:
    """Return the ids of a source and of its newest snapshot, the text, and the language of the source.

    Raises NotFoundError, or InputError if the source has no text.
    """
    with reading(context.database) as connection:
        source = find(connection, reference, who=None, kinds=_SOURCE)
        snapshot = newest_snapshot(connection, source.id)
        described = records.story_of(connection, source.seq, read_head(connection).size)
    if snapshot is None:
        raise InputError(
            f"{reference[:100]} has no snapshot with a text",
            hint=f"ledger capture FILE --source {reference[:100]} records one",
        )
    return source.id, snapshot.id, snapshot.text, described.language


def names_source(context: LedgerContext, reference: str) -> bool:
    """Return whether a reference names a source of the ledger."""
    with reading(context.database) as connection:
        found = look(connection, reference, who=None, kinds=_SOURCE)
    return found is not None and found.kind == "source"


def derive_figure(context: LedgerContext, reference: str) -> Derived:
    """Search for derivations of a figure from others of its source, of its story, or of the whole ledger.

    Raises NotFoundError, AmbiguousError.
    """
    with reading(context.database) as connection:
        who = context.who if reference == "@" else None
        found = find(connection, reference, who=who, kinds=_FIGURE)
        until = read_head(connection).size
        target = records.read_bodies(connection, [found.seq], (), until).figures[found.seq]
        near = _nearest(connection, target, until)
    below = {figure.entry.seq for figure in tracing.trace(context, target.id, direction="downstream").figures}
    story = _story(context, target)
    candidates = [_candidate(entry, target, story) for entry in near.values() if entry.seq not in below]
    quantities = {entry.id: entry.record.quantity for entry in near.values()}
    proposals = []
    for proposal in derive(_candidate(target, target, frozenset()), candidates):
        inputs = {name: quantities[figure] for name, figure in proposal.inputs}
        outcome = recomputed(target.record.quantity, inputs, proposal.formula, proposal.assumptions).outcome
        if outcome in AGREEING:
            proposals.append(replace(proposal, outcome=outcome))
    return Derived(
        figure=target.id,
        quantity=target.record.quantity,
        proposals=tuple(proposals),
        words={entry.id: entry.record.quantity.text or entry.key or entry.id for entry in near.values()},
    )


# Recorded figures.


def recorded_figures(context: LedgerContext, texts: Iterable[str]) -> Iterator[RecordedFigure]:
    """Yield the recorded figures that figures with these words may be."""
    with reading(context.database) as connection:
        until = read_head(connection).size
        seqs = list(islice((seq for seq, *_ in reach.every_figure(connection, until)), _MOST_FIGURES + 1))
        if len(seqs) > _MOST_FIGURES:
            numbers = {word for text in texts for word in text.split() if any(map(str.isdigit, word))}
            seqs = sorted(
                {seq for number in sorted(numbers) for seq in by_words(connection, number, until, 50)}
            )
        bodies = records.read_bodies(connection, seqs, (), until)
        resolution = surroundings.resolution_of(connection, seqs, until)
    for seq, entry in sorted(bodies.figures.items()):
        if resolution.status(seq) == "current":
            yield RecordedFigure(
                id=entry.id,
                key=entry.key,
                words=quantity_words(entry.record.quantity),
                quantity=entry.record.quantity,
                parties=tuple(bodies.parties[entry.seqs[agent]].name for agent in entry.record.reported_by),
            )


def _nearest(connection: Transaction, target: Entry[Figure], until: int) -> dict[int, Entry[Figure]]:
    """Return the current figures as possible inputs; in a large ledger, those of the source or with shared words."""
    seqs = list(islice((seq for seq, *_ in reach.every_figure(connection, until)), _MOST_FIGURES + 1))
    if len(seqs) > _MOST_FIGURES:
        near: set[int] = set()
        if target.record.source is not None:
            near.update(reach.figures_of_source(connection, target.seqs[target.record.source], until))
        for word in sorted(_words(target.record))[:8]:
            near.update(by_words(connection, word, until, 500))
        seqs = sorted(near)
    resolution = surroundings.resolution_of(connection, seqs, until)
    current = [seq for seq in seqs if seq != target.seq and resolution.status(seq) == "current"]
    return dict(records.read_bodies(connection, current, (), until).figures)


def _story(context: LedgerContext, target: Entry[Figure]) -> frozenset[int]:
    """Return the figures of the target's source and all upstream of them."""
    if target.record.source is None:
        return frozenset()
    try:
        story = tracing.trace(context, target.record.source, direction="upstream")
    except NotFoundError:
        return frozenset()
    return frozenset(figure.entry.seq for figure in story.figures)


def _candidate(entry: Entry[Figure], target: Entry[Figure], story: frozenset[int]) -> Candidate:
    record = entry.record
    same_source = record.source is not None and record.source == target.record.source
    distance = 0 if same_source else 1 if entry.seq in story else 2
    if target.record.source is None and set(record.reported_by) & set(target.record.reported_by):
        distance = 1
    return Candidate(entry.id, record.quantity, distance, _words(record))


def _words(record: Figure) -> frozenset[str]:
    """Return the words that describe what a figure is about."""
    described = " ".join(filter(None, (record.label, record.quantity.unit, record.place, record.period)))
    return frozenset(word for word in described.replace("/", " ").lower().split() if len(word) > 2)


# Recomputing.


def _recomputed_links(scan: Scan) -> Iterator[ProposedLink]:
    """Yield the links of a scan with recomputed derivations; one that does not agree loses confidence."""
    quantities = {figure.id: figure.quantity for figure in scan.figures}
    for link in scan.links:
        if link.relation != "derivation":
            yield link
            continue
        inputs = {name: quantities[figure] for name, figure in link.inputs}
        outcome = recomputed(quantities[link.figure], inputs, link.formula, link.assumptions).outcome
        if outcome in AGREEING:
            yield replace(link, outcome=outcome)
        else:
            yield replace(
                link,
                outcome=outcome,
                confidence=min(link.confidence, OFFER - 15),
                reason=f"{link.reason}; recomputing it gives {outcome}",
            )


def recomputed(
    stated: Quantity, inputs: Mapping[str, Quantity], formula: str | None, assumptions: tuple[str, ...]
) -> Recomputed:
    """Recompute a derivation as a check of the ledger does."""
    link = Link(
        relation="derivation",
        figure="",
        inputs=tuple(Input(name, name) for name in inputs),
        formula=formula,
        assumptions=assumptions,
    )
    figures = {name: Figure(quantity=quantity) for name, quantity in inputs.items()}
    return recompute(link, Figure(quantity=stated), figures)
