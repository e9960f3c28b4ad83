"""Reads from JSON the decisions on the proposals of a scan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ledger.errors import InputError, Problem

ACTIONS: Final = ("accept", "skip")
_MEMBERS: Final = frozenset({"proposal", "words", "action", "fields"})
#: Fields that follow from the place in the text and cannot be decided.
_FIXED: Final = frozenset({"source", "snapshot", "title", "publisher", "published"})
_SELECTOR: Final = frozenset({"exact", "prefix", "suffix"})
_LONGEST_NAME: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The decision on a proposal, named by its local id: whether it is entered, and fields that override the scan's.

    `fields` are those of `adding.Addition`, and `passed_on`: the parties whose number is relayed. `relays` and `inputs`
    may name proposals by their local ids. For a figure that the scan did not propose, `words` quotes it from the text
    and `proposal` is any new name. `line` is the number of the decision in its file, from 1.
    """

    proposal: str
    accept: bool
    fields: Mapping[str, Any]
    words: Mapping[str, str] | None = None
    line: int | None = None

    def problem(self, pointer: str, message: str) -> Problem:
        """Return a problem with this decision, with its name and line."""
        if self.line is None:
            return Problem(pointer, f"{self.proposal}: {message}")
        return Problem(pointer, f"{self.proposal}: {message}", "decision", self.line)


def read_decisions(given: Iterable[object]) -> list[Decision]:
    """Read decisions from JSON values. Raises InputError with all problems, each with its line and proposal."""
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
    """Read a decision. Raises InputError with its first problem."""
    if not isinstance(value, Mapping):
        raise InputError(problems=[Problem("", "a decision is an object", "decision", line)])
    proposal, fields = value.get("proposal"), value.get("fields", {})
    if not isinstance(proposal, str) or not 0 < len(proposal) <= _LONGEST_NAME:
        message = "a proposal is the local id of a figure, such as s1"
        raise InputError(problems=[Problem("/proposal", message, "decision", line)])
    words = value.get("words")
    decision = Decision(
        proposal=proposal,
        accept=value.get("action") == "accept",
        fields=fields if isinstance(fields, Mapping) else {},
        words={"exact": words} if isinstance(words, str) else words,
        line=line,
    )
    unknown = sorted(value.keys() - _MEMBERS)
    pointer, message = "", ""
    if unknown:
        pointer, message = f"/{unknown[0]}", f"unknown field {unknown[0]}"
    elif value.get("action") not in ACTIONS:
        pointer, message = "/action", f"an action is {' or '.join(ACTIONS)}"
    elif not isinstance(fields, Mapping):
        pointer, message = "/fields", "fields are an object"
    elif fixed := sorted(fields.keys() & _FIXED):
        pointer, message = f"/fields/{fixed[0]}", f"fields are an object without {', '.join(sorted(_FIXED))}"
    elif not _is_selector(words):
        pointer, message = "/words", 'words are a string or {"exact", "prefix", "suffix"}'
    elif not isinstance(fields.get("relays"), str | None):
        pointer, message = "/fields/relays", "relays is one reference"
    elif not _names_references(fields.get("inputs")):
        pointer, message = "/fields/inputs", 'inputs name each reference: {"weekly": "s1"}'
    elif not _is_list_of_names(fields.get("passed_on")):
        pointer, message = "/fields/passed_on", 'this is a list of parties: ["Mediazona"]'
    if message:
        raise InputError(problems=[decision.problem(pointer, message)])
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
        isinstance(inputs, Mapping) and all(isinstance(reference, str) for reference in inputs.values())
    )


def _is_list_of_names(parties: object) -> bool:
    return parties is None or (isinstance(parties, list) and all(isinstance(name, str) for name in parties))
