"""From the proposals of a scan, and what somebody decided on each, to figures of the ledger in one submission."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ledger.article.scan import OFFER, ProposedFigure
from ledger.book import adding
from ledger.book.capturing import Capture, Captured, capture
from ledger.book.recording import Steps, record
from ledger.book.scanning import Scanned, scan, snapshot_of
from ledger.errors import InputError, Problem
from ledger.formats.trace_json import quantity_document
from ledger.query.ledger_context import LedgerContext
from ledger.store.append import Outcome

ACTIONS: Final = ("accept", "skip")
_MEMBERS: Final = frozenset({"proposal", "action", "fields"})
#: What a scan says of a figure by its place in the text, and no decision changes.
_FIXED: Final = frozenset({"source", "snapshot", "title", "publisher", "published"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was decided on a proposal (its local id): whether it is entered, and the fields that go before the scan's.

    `fields` are those of `adding.Addition`; `relays` and `inputs` may name proposals by their local ids.
    """

    proposal: str
    accept: bool
    fields: Mapping[str, Any]


def read_decisions(given: Iterable[object]) -> list[Decision]:
    """Decisions from JSON values. Raises InputError with every problem, by its line."""
    decisions: list[Decision] = []
    problems: list[Problem] = []
    decided: set[str] = set()
    for line, value in enumerate(given, 1):
        if not isinstance(value, Mapping):
            problems.append(Problem("", "a decision is an object", "decision", line))
            continue
        proposal, action, fields = value.get("proposal"), value.get("action"), value.get("fields", {})
        unknown = sorted(value.keys() - _MEMBERS)
        if unknown:
            problems.append(Problem(f"/{unknown[0]}", f"unknown field {unknown[0]}", "decision", line))
        elif not isinstance(proposal, str) or proposal in decided:
            wrong = "is the local id of a figure, decided once"
            problems.append(Problem("/proposal", f"a proposal {wrong}", "decision", line))
        elif action not in ACTIONS:
            problems.append(Problem("/action", f"an action is {' or '.join(ACTIONS)}", "decision", line))
        elif not isinstance(fields, Mapping) or fields.keys() & _FIXED:
            wrong = f"fields are an object without {', '.join(sorted(_FIXED))}"
            problems.append(Problem("/fields", wrong, "decision", line))
        elif not isinstance(fields.get("relays"), str | None):
            problems.append(Problem("/fields/relays", "relays is one reference", "decision", line))
        elif not _names_references(fields.get("inputs")):
            wrong = 'inputs name each reference: {"weekly": "s1"}'
            problems.append(Problem("/fields/inputs", wrong, "decision", line))
        else:
            decided.add(proposal)
            decisions.append(Decision(proposal=proposal, accept=action == "accept", fields=fields))
    if problems:
        raise InputError(problems=problems)
    return decisions


def _names_references(inputs: object) -> bool:
    return inputs is None or (
        isinstance(inputs, Mapping) and all(isinstance(upstream, str) for upstream in inputs.values())
    )


def enter_document(
    context: LedgerContext, data: bytes, how: Capture, decisions: list[Decision], *, dry_run: bool = False
) -> Captured:
    """Capture a document and enter the accepted proposals of its text, all in one submission.

    Raises FormatError for a document that cannot be read, InputError for what cannot be recorded.
    """

    def following(text: str, language: str | None, source: str, snapshot: str) -> Steps:
        scanned = scan(context, text, language)
        return _Entering(scanned, decisions, source, snapshot).steps()

    return capture(context, data, how, dry_run=dry_run, following=following)


def enter_source(
    context: LedgerContext, reference: str, decisions: list[Decision], language: str | None = None,
    *, dry_run: bool = False,
) -> list[Outcome]:  # fmt: skip
    """Enter the accepted proposals of the newest snapshot of a source in one submission.

    Raises NotFoundError, and InputError for what cannot be recorded.
    """
    source, snapshot, text, described = snapshot_of(context, reference)
    scanned = scan(context, text, language or described)
    return record(context, _Entering(scanned, decisions, source, snapshot).steps(), dry_run=dry_run)


class _Entering:
    """The accepted figures of one scan on their way into the ledger, each after those it came from."""

    def __init__(self, scanned: Scanned, decisions: list[Decision], source: str, snapshot: str) -> None:
        self._figures = {figure.id: figure for figure in scanned.scan.figures}
        unknown = [decision.proposal for decision in decisions if decision.proposal not in self._figures]
        if unknown:
            raise InputError(
                f"the scan proposes no {unknown[0][:40]}", hint="ledger scan FILE --json lists the proposals"
            )
        self._links = [link for link in scanned.scan.links if link.confidence >= OFFER]
        self._accepted = {decision.proposal: decision for decision in decisions if decision.accept}
        self._place = {"source": source, "snapshot": snapshot}
        self._ids: dict[str, str] = {}

    def steps(self) -> Steps:
        """Yield the records; each is sent its id."""
        for figure in self._figures:
            if figure in self._accepted:
                yield from self._enter(figure, ())

    def _enter(self, name: str, above: tuple[str, ...]) -> Generator[Mapping[str, Any], str, None]:
        if name in self._ids:
            return
        if name in above:
            raise InputError(f"{name} would come from itself", hint="change its relays or inputs")
        fields = self._fields(self._figures[name])
        relays, inputs = fields.get("relays"), fields.get("inputs") or {}
        for upstream in (relays, *inputs.values()):
            if upstream in self._accepted:
                yield from self._enter(upstream, (*above, name))
        if relays:
            fields["relays"] = self._reference(relays)
        if inputs:
            fields["inputs"] = {part: self._reference(upstream) for part, upstream in inputs.items()}
        try:
            records = adding.steps(adding.addition(fields))
            following = next(records)
        except InputError as error:
            raise _in_proposal(error, name) from error
        while True:
            self._ids[name] = yield following
            try:
                following = records.send(self._ids[name])
            except StopIteration:
                return

    def _reference(self, name: str) -> str:
        """What a proposal became, or a reference as it is. Raises InputError for a proposal that is not entered."""
        if name in self._figures and name not in self._ids:
            raise InputError(f"{name} is not accepted, and another figure comes from it", hint="accept both")
        return self._ids.get(name, name)

    def _fields(self, figure: ProposedFigure) -> dict[str, Any]:
        """The fields of a figure: those decided on, else those of the scan."""
        quantity = quantity_document(figure.quantity)
        quote = {"exact": figure.quote.exact, "prefix": figure.quote.prefix, "suffix": figure.quote.suffix}
        fields: dict[str, Any] = {
            "quantity": {part: value for part, value in quantity.items() if value is not None},
            "quote": {part: words for part, words in quote.items() if words},
            "reported_by": [party.name for party in figure.parties],
            **self._place,
        }
        given = self._accepted[figure.id].fields
        if not {"relays", "inputs"} & given.keys():
            fields |= self._link(figure.id)
        return {**fields, **given}

    def _link(self, name: str) -> dict[str, Any]:
        """Where the scan says a figure came from, if all of that is entered too."""
        for link in self._links:
            upstream = [figure for _, figure in link.inputs]
            if link.figure != name or not all(figure in self._accepted for figure in upstream):
                continue
            if link.relation == "relay":
                return {"relays": upstream[0]}
            return {
                "inputs": dict(link.inputs),
                "formula": link.formula,
                "assumptions": list(link.assumptions),
            }
        return {}


def _in_proposal(error: InputError, name: str) -> InputError:
    """The same error, said of a proposal."""
    problems = [Problem(problem.pointer, f"{name}: {problem.message}") for problem in error.problems]
    return InputError(problems=problems, hint=error.hint) if problems else error
