"""The lines of a tree that describe a figure, and how it came from another."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from ledger.view.arithmetic import tone_of
from ledger.view.wording import (
    circumstances,
    correction_words,
    day,
    handle,
    label_beyond,
    made,
    parties,
    redaction_words,
    review_words,
    work_words,
)

if TYPE_CHECKING:
    from ledger.book.answer_types import Entry, Finding, Quote, Work
    from ledger.cli.console import Role
    from ledger.view.figure_view import FigureRef, LinkView
    from ledger.view.inherited import Inherited
    from ledger.view.trace_view import FigureGroup


class BlockLine(NamedTuple):
    """One line, before it is wrapped. The heading bears the figure's number."""

    text: str
    role: Role = "plain"
    heading: bool = False


class FigureBlock:
    """The lines about one figure. `number` gives how another figure is referred to."""

    def __init__(
        self, group: FigureGroup, inherited: Sequence[Inherited], number: Callable[[FigureRef], str]
    ) -> None:
        self.group = group
        self.inherited = inherited
        self.figure = group.main
        self.number = number

    def lines(self) -> Iterator[BlockLine]:
        """Yield every line of the figure, its heading first."""
        figure = self.figure
        yield BlockLine(f"{figure.words} · {handle(figure.entry)}", "strong", heading=True)
        yield from self._origin()
        yield BlockLine(", ".join([parties(figure.reporters), *circumstances(figure.record)]))
        if label := label_beyond(figure.record):
            yield BlockLine(f"counts: {label}")
        yield from self._unsaid()
        if figure.record.quote is not None:
            yield from _quoted(figure.record.quote)
        if figure.record.wording == "unseen":
            yield BlockLine("its own words are unseen: known through those who repeated it", "faint")
        yield from _removed(figure.entry)
        yield from _where(figure.source, figure.record.locator)
        yield from self._status()
        for review in figure.reviews:
            against = review.record.verdict in ("disputed", "rejected")
            yield BlockLine(review_words(review), "bad" if against else "good")
        yield from self._beside()

    def _unsaid(self) -> Iterator[BlockLine]:
        """Yield the fields that the party left out, never attributed to it."""
        if self.inherited:
            upstream = ", ".join(f"{field.name} {field.value}" for field in self.inherited)
            yield BlockLine(f"not said; upstream: {upstream}", "faint")

    def _origin(self) -> Iterator[BlockLine]:
        figure = self.figure
        if figure.falls is not None and not figure.role:
            yield (
                BlockLine("FALLS with it", "bad") if figure.falls else BlockLine("stands without it", "good")
            )
        if figure.role == "origin":
            did, coined = made(figure.record), figure.record.nature == "coined"
            words = _MADE.get(did, f"{did} by its reporter")
            yield BlockLine(f"ORIGIN: {words}", "odd" if coined else "good")
        elif figure.role:
            yield BlockLine("TRAIL END: where it came from is not known", "odd")

    def _status(self) -> Iterator[BlockLine]:
        figure = self.figure
        if figure.status != "current":
            parts = []
            if (now := figure.replaced_by) is not None:
                parts.append(f"now {now.words} ({parties(now.reporters)}) {self.number(now)}")
            if figure.correction is not None:
                parts.append(correction_words(figure.correction))
            text = "; ".join(parts)
            yield BlockLine(f"{figure.status.upper()}{': ' if text else ''}{text}", "bad")
        if figure.amended_at is not None:
            yield BlockLine(f"amended on {day(figure.amended_at)}: it had been recorded wrongly", "faint")

    def _beside(self) -> Iterator[BlockLine]:
        """Yield the figures beside this one: its revisions, and those judged to be the same."""
        members = {figure.seq for figure in self.group.figures}
        for link in self.group.revisions:
            newer = link.figure.seq in members
            beyond = link.inputs[0].figure if newer else link.figure
            verb = "revises" if newer else "revised by"
            stated = f", {beyond.record.stated}" if beyond.record.stated else ""
            withdrawn = ", this revision was retracted" if link.status == "retracted" else ""
            yield BlockLine(
                f"{verb} {beyond.words} ({parties(beyond.reporters)}{stated}) "
                f"{self.number(beyond)}{withdrawn}",
                "odd",
            )
        for same in self.group.figures:
            if same is not self.figure:
                words = same.words
                yield BlockLine(f"the same as {words} ({parties(same.reporters)}) · {handle(same.entry)}")


def _quoted(quote: Quote) -> Iterator[BlockLine]:
    yield BlockLine(f"“{quote.exact}”")
    if quote.translation:
        yield BlockLine(f"translated: “{quote.translation}”")


def _removed(entry: Entry[Any]) -> Iterator[BlockLine]:
    for redaction in entry.redactions:
        yield BlockLine(redaction_words(redaction), "odd")


def _where(source: Work | None, locator: str | None, verb: str = "in") -> Iterator[BlockLine]:
    """Yield the source and the place in it; the URL on a line of its own."""
    if source is not None:
        words = work_words(source)
        place = f", {locator}" if locator else ""
        if words:
            yield BlockLine(f"{verb} {words}{place}")
        if source.url:
            yield BlockLine(
                source.url if words else f"{verb} {source.url}{place}", "faint" if words else "plain"
            )
    elif locator:
        yield BlockLine(f"at {locator}")


class LinkBlock:
    """The lines about one link; `name` is its formula's name for the figure that it is printed below.

    `found` are the findings on the link: what changed on the way is said where it changed.
    """

    def __init__(self, link: LinkView, name: str | None, found: Sequence[Finding], *, upstream: bool) -> None:
        self.link = link
        self.found = found
        self.name = name
        self.upstream = upstream

    def lines(self) -> Iterator[BlockLine]:
        """Yield every line of the link."""
        link, record = self.link, self.link.record
        basis = "" if record.basis == "attributed" else f" ({_BASES[record.basis]})"
        if record.relation == "relay":
            yield BlockLine(f"{'relays' if self.upstream else 'relayed by'}{basis}")
        else:
            yield from self._derivation(basis)
        if record.quote is not None:
            yield from _quoted(record.quote)
        yield from _removed(link.entry)
        yield from _where(link.source, record.locator, "according to")
        yield from self._changes()
        yield from self._decisions()

    def _changes(self) -> Iterator[BlockLine]:
        for severity, role in _ROLES.items():
            codes = {finding.code for finding in self.found if finding.severity == severity}
            if codes := codes - _SAID_ELSEWHERE:
                yield BlockLine(f"on this hop: {', '.join(sorted(codes))}", role)

    def _derivation(self, basis: str) -> Iterator[BlockLine]:
        record, check = self.link.record, self.link.check
        formula = f" as {record.formula}" if record.formula else ""
        if self.upstream:
            yield BlockLine(f"computed{formula}{basis}")
        else:
            where = f"enters as {self.name}" if self.name else "enters a derivation"
            yield BlockLine(f"{where}, computed{formula}{basis}")
            for given in self.link.inputs:
                if given.name != self.name:
                    figure = given.figure
                    words = f"{figure.words} ({parties(figure.reporters)})"
                    yield BlockLine(f"with {given.name} = {words} · {handle(figure.entry)}")
        if check is not None:
            yield BlockLine(f"{check.outcome}: {check.message}", tone_of(check.outcome))
        for assumption in record.assumptions:
            yield BlockLine(f"assuming {assumption}")

    def _decisions(self) -> Iterator[BlockLine]:
        link = self.link
        if link.status != "current":
            why = f": {correction_words(link.corrections[-1])}" if link.corrections else ""
            yield BlockLine(f"LINK {link.status.upper()}{why}", "bad")
        for review in link.reviews:
            yield BlockLine(f"link {review_words(review)}")


_COUNTED = "counted, measured or held by its reporter"
_MADE = {
    "counted": _COUNTED,
    "measured": _COUNTED,
    "coined": "coined by its reporter, counted by nobody",
    "stated": "stated by its reporter, without a number",
}
_ROLES: dict[str, Role] = {"error": "bad", "warning": "odd", "info": "faint"}
#: Findings that the figure or the derivation beside it shows already.
_SAID_ELSEWHERE = {"wording-unseen", "arithmetic-mismatch"}
_BASES = {"inferred": "inferred by us", "conjecture": "a conjecture"}
