"""The lines of a tree that say what a figure is, and how it came from another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from ledger.view.wording import (
    circumstances,
    correction_words,
    day,
    handle,
    label_beyond,
    latest_by_each,
    listed,
    parties,
    phrase,
    redaction_words,
    review_words,
    work_words,
)

if TYPE_CHECKING:
    from ledger.book.answer_types import Entry, Figure, Finding, Quote, Trace, TracedFigure, TracedLink, Work
    from ledger.cli.console import Role


class Mark(NamedTuple):
    """One line, before it is wrapped. The heading bears the figure's number."""

    text: str
    role: Role = "plain"
    heading: bool = False


class FigureBlock:
    """What is said of one figure. `together` are all figures said to be the same as it, itself included."""

    def __init__(
        self,
        trace: Trace,
        one: TracedFigure,
        together: Sequence[TracedFigure],
        revisions: Iterable[TracedLink],
        number: Callable[[int], str],
    ) -> None:
        self.trace = trace
        self.one = one
        self.together = together
        self.revisions = revisions
        self.number = number

    def marks(self) -> Iterator[Mark]:
        """Every line of the figure, its heading first."""
        entry = self.one.entry
        yield Mark(f"{phrase(entry.record.quantity)} · {handle(entry)}", "strong", heading=True)
        yield from self._origin()
        yield Mark(", ".join([parties(self.one.reporters), *circumstances(entry.record)]))
        if label := label_beyond(entry.record):
            yield Mark(f"counts: {label}")
        yield from _wording(entry.record)
        yield from _removed(entry)
        yield from _where(self.one.source, entry.record.locator)
        yield from self._status()
        for review in latest_by_each(self.trace.bodies.reviews.get(entry.seq, ())):
            against = review.record.verdict in ("disputed", "rejected")
            yield Mark(review_words(review), "bad" if against else "good")
        yield from self._beside()

    def _origin(self) -> Iterator[Mark]:
        graph = self.trace.graph
        node = graph.node(self.one.entry.seq)
        if self.one.falls is not None and not graph.is_root(node):
            yield Mark("FALLS with it", "bad") if self.one.falls else Mark("stands without it", "good")
        if graph.is_root(node):
            if any(one.entry.record.primary for one in self.together):
                yield Mark("ORIGIN: counted, measured or held by its reporter", "good")
            else:
                yield Mark("TRAIL END: where it came from is not known", "odd")

    def _status(self) -> Iterator[Mark]:
        trace, seq = self.trace, self.one.entry.seq
        resolution = trace.graph.resolution
        ruling = resolution.rulings.get(seq)
        if ruling is not None:
            entries = trace.bodies.corrections.get(seq, ())
            said = next((correction_words(one) for one in entries if one.seq == ruling.correction), None)
            replacement = ""
            if ruling.by is not None and ruling.by in trace.bodies.figures:
                by = trace.entry(ruling.by)
                names = [trace.bodies.parties[by.seqs[one]].name for one in by.record.reported_by]
                replacement = (
                    f"now {phrase(by.record.quantity)} ({listed(sorted(names))}) {self.number(by.seq)}"
                )
            text = "; ".join(part for part in (replacement, said) if part)
            yield Mark(f"{self.one.status.upper()}{': ' if text else ''}{text}", "bad")
        if typed := resolution.predecessors.get(seq):
            mended = [row for row in resolution.effective if row.of in typed]
            yield Mark(f"amended on {day(mended[-1].at)}: it had been recorded wrongly", "faint")

    def _beside(self) -> Iterator[Mark]:
        """What stands beside the figure: revisions, and what was said to be the same."""
        node = self.trace.graph.node
        for link in self.revisions:
            newer = node(link.figure) == node(self.one.entry.seq)
            other = link.inputs[0].figure if newer else link.figure
            verb = "revises" if newer else "revised by"
            entry = self.trace.entry(other)
            names = [self.trace.bodies.parties[entry.seqs[one]].name for one in entry.record.reported_by]
            stated = f", {entry.record.stated}" if entry.record.stated else ""
            withdrawn = ", this revision was retracted" if link.status == "retracted" else ""
            yield Mark(
                f"{verb} {phrase(entry.record.quantity)} ({listed(sorted(names)) or 'nobody named'}{stated}) "
                f"{self.number(other)}{withdrawn}",
                "odd",
            )
        for other_one in self.together:
            if other_one is not self.one:
                words = phrase(other_one.entry.record.quantity)
                yield Mark(
                    f"the same as {words} ({parties(other_one.reporters)}) · {handle(other_one.entry)}"
                )


def _wording(figure: Figure) -> Iterator[Mark]:
    if figure.quote is not None:
        yield from _quoted(figure.quote)
    if not figure.restated:
        yield Mark("passed on without stating the number again", "faint")
    if figure.wording == "unseen":
        yield Mark("its own words are unseen: known through those who repeated it", "faint")


def _quoted(quote: Quote) -> Iterator[Mark]:
    yield Mark(f"“{quote.exact}”")
    if quote.translation:
        yield Mark(f"translated: “{quote.translation}”")


def _removed(entry: Entry[Any]) -> Iterator[Mark]:
    for redaction in entry.redactions:
        yield Mark(redaction_words(redaction), "odd")


def _where(source: Work | None, locator: str | None, verb: str = "in") -> Iterator[Mark]:
    """The source and the place in it; the URL on a line of its own."""
    if source is not None:
        words = work_words(source)
        place = f", {locator}" if locator else ""
        if words:
            yield Mark(f"{verb} {words}{place}")
        if source.url:
            yield Mark(source.url if words else f"{verb} {source.url}{place}", "faint" if words else "plain")
    elif locator:
        yield Mark(f"at {locator}")


class LinkBlock:
    """What is said of one link, `name` being what its formula calls the figure it is printed below.

    `found` are the findings on the link: what changed on the way is said where it changed.
    """

    def __init__(
        self, trace: Trace, link: TracedLink, name: str | None, found: Sequence[Finding], *, upstream: bool
    ) -> None:
        self.trace = trace
        self.link = link
        self.found = found
        self.name = name
        self.upstream = upstream

    def marks(self) -> Iterator[Mark]:
        """Every line of the link."""
        record = self.link.entry.record
        basis = "" if record.basis == "attributed" else f" ({_BASES[record.basis]})"
        if record.relation == "relay":
            yield Mark(f"{'relays' if self.upstream else 'relayed by'}{basis}")
        else:
            yield from self._derivation(basis)
        if record.quote is not None:
            yield from _quoted(record.quote)
        yield from _removed(self.link.entry)
        source = None if record.source is None else self.trace.bodies.works.get(
            self.link.entry.seqs[record.source]
        )  # fmt: skip
        yield from _where(source, record.locator, "according to")
        yield from self._changes()
        yield from self._decisions()

    def _changes(self) -> Iterator[Mark]:
        for severity, role in _ROLES.items():
            codes = sorted({one.code for one in self.found if one.severity == severity} - _SAID_ELSEWHERE)
            if codes:
                yield Mark(f"on this hop: {', '.join(codes)}", role)

    def _derivation(self, basis: str) -> Iterator[Mark]:
        record, check = self.link.entry.record, self.link.check
        formula = f" as {record.formula}" if record.formula else ""
        if self.upstream:
            yield Mark(f"computed{formula}{basis}")
        else:
            where = f"enters as {self.name}" if self.name else "enters a derivation"
            yield Mark(f"{where}, computed{formula}{basis}")
            yield from self._other_inputs()
        if check is not None:
            role: Role = "bad" if check.outcome in ("mismatch", "units-differ") else "good"
            if check.outcome == "undetermined":
                role = "odd"
            yield Mark(f"{check.outcome}: {check.message}", role)
        for assumption in record.assumptions:
            yield Mark(f"assuming {assumption}")

    def _other_inputs(self) -> Iterator[Mark]:
        for one in self.link.inputs:
            if one.name == self.name:
                continue
            entry = self.trace.entry(one.figure)
            names = [self.trace.bodies.parties[entry.seqs[ref]].name for ref in entry.record.reported_by]
            words = f"{phrase(entry.record.quantity)} ({listed(sorted(names)) or 'nobody named'})"
            yield Mark(f"with {one.name} = {words} · {handle(entry)}")

    def _decisions(self) -> Iterator[Mark]:
        seq, bodies = self.link.entry.seq, self.trace.bodies
        if self.link.status != "current":
            said = [correction_words(one) for one in bodies.corrections.get(seq, ())]
            yield Mark(f"LINK {self.link.status.upper()}{f': {said[-1]}' if said else ''}", "bad")
        for review in latest_by_each(bodies.reviews.get(seq, ())):
            yield Mark(f"link {review_words(review)}")


_ROLES: dict[str, Role] = {"error": "bad", "warning": "odd", "info": "faint"}
#: Findings that the figure or the derivation beside it tells already.
_SAID_ELSEWHERE = {"wording-unseen", "arithmetic-mismatch"}
_BASES = {"inferred": "inferred by us", "conjecture": "a conjecture"}
