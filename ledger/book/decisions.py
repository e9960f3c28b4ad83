"""What somebody decided on each proposal of a scan, read from JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ledger.errors import InputError, Problem

ACTIONS: Final = ("accept", "skip")
_MEMBERS: Final = frozenset({"proposal", "words", "action", "fields"})
#: What a scan says of a figure by its place in the text, and no decision changes.
_FIXED: Final = frozenset({"source", "snapshot", "title", "publisher", "published"})
_SELECTOR: Final = frozenset({"exact", "prefix", "suffix"})
_LONGEST_NAME: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was decided on a proposal (its local id): whether it is entered, and the fields that go before the scan's.

    `fields` are those of `adding.Addition`, and `passed_on`: the parties whose number is passed on. `relays` and
    `inputs` may name proposals by their local ids. `words` are those of a figure that the scan did not propose, as
    they stand in the text; `proposal` is then a name of one's own. `line` counts from 1 where decisions were read.
    """

    proposal: str
    accept: bool
    fields: Mapping[str, Any]
    words: Mapping[str, str] | None = None
    line: int | None = None

    def problem(self, pointer: str, message: str) -> Problem:
        """What is wrong with it, with its name and where it stood."""
        if self.line is None:
            return Problem(pointer, f"{self.proposal}: {message}")
        return Problem(pointer, f"{self.proposal}: {message}", "decision", self.line)


def read_decisions(given: Iterable[object]) -> list[Decision]:
    """Decisions from JSON values. Raises InputError with every problem, by its line and its proposal."""
    decisions: list[Decision] = []
    problems: list[Problem] = []
    decided: set[str] = set()
    for line, value in enumerate(given, 1):
        try:
            decision = _read(value, line)
            if decision.proposal in decided:
                raise InputError(problems=[decision.problem("/proposal", "a proposal is decided once")])
        except InputError as error:
            problems += error.problems
        else:
            decided.add(decision.proposal)
            decisions.append(decision)
    if problems:
        raise InputError(problems=problems)
    return decisions


def _read(value: object, line: int) -> Decision:
    """One decision. Raises InputError with the first problem."""
    if not isinstance(value, Mapping):
        raise InputError(problems=[Problem("", "a decision is an object", "decision", line)])
    proposal, fields = value.get("proposal"), value.get("fields", {})
    if not isinstance(proposal, str) or not 0 < len(proposal) <= _LONGEST_NAME:
        wrong = "a proposal is the local id of a figure, such as s1"
        raise InputError(problems=[Problem("/proposal", wrong, "decision", line)])
    words = value.get("words")
    decision = Decision(
        proposal=proposal,
        accept=value.get("action") == "accept",
        fields=fields if isinstance(fields, Mapping) else {},
        words={"exact": words} if isinstance(words, str) else words,
        line=line,
    )
    unknown = sorted(value.keys() - _MEMBERS)
    pointer, wrong = "", ""
    if unknown:
        pointer, wrong = f"/{unknown[0]}", f"unknown field {unknown[0]}"
    elif value.get("action") not in ACTIONS:
        pointer, wrong = "/action", f"an action is {' or '.join(ACTIONS)}"
    elif not isinstance(fields, Mapping):
        pointer, wrong = "/fields", "fields are an object"
    elif fixed := sorted(fields.keys() & _FIXED):
        pointer, wrong = f"/fields/{fixed[0]}", f"fields are an object without {', '.join(sorted(_FIXED))}"
    elif not _is_selector(words):
        pointer, wrong = "/words", 'words are a string or {"exact", "prefix", "suffix"}'
    elif not isinstance(fields.get("relays"), str | None):
        pointer, wrong = "/fields/relays", "relays is one reference"
    elif not _names_references(fields.get("inputs")):
        pointer, wrong = "/fields/inputs", 'inputs name each reference: {"weekly": "s1"}'
    elif not _is_list_of_names(fields.get("passed_on")):
        pointer, wrong = "/fields/passed_on", 'this is a list of parties: ["Mediazona"]'
    if wrong:
        raise InputError(problems=[decision.problem(pointer, wrong)])
    return decision


def _is_selector(words: object) -> bool:
    if words is None or isinstance(words, str):
        return words != ""
    return (
        isinstance(words, Mapping)
        and words.keys() <= _SELECTOR
        and bool(words.get("exact"))
        and all(isinstance(part, str) for part in words.values())
    )


def _names_references(inputs: object) -> bool:
    return inputs is None or (
        isinstance(inputs, Mapping) and all(isinstance(upstream, str) for upstream in inputs.values())
    )


def _is_list_of_names(parties: object) -> bool:
    return parties is None or (isinstance(parties, list) and all(isinstance(name, str) for name in parties))
