"""Decisions so far on the figures of a text, changed step by step; each step is kept and can be undone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ledger.cli.kept_draft import KeptDraft

if TYPE_CHECKING:
    from ledger.book.decisions import Decision
    from ledger.book.proposing import Submission

#: Where the card of the source comes, before the first figure.
SOURCE = -1
_TAKEN_BACK = 500


class Choices:
    """Decisions on the figures of a text, in reading order, and the person's current place.

    `at` is the place among `names`, `SOURCE` before the first, one behind the last for all of them together; `source`
    says how a document is captured.
    """

    def __init__(self, submission: Submission, draft: KeptDraft) -> None:
        self._submission = submission
        self._draft = draft
        self._before: list[str] = []
        self._states: dict[str, dict[str, Any]] = {}
        self.entered = dict(submission.entered())
        self.source: dict[str, Any] = {}
        self.first = SOURCE if submission.capture is not None else 0
        self.at = self.first
        self.names: list[str] = []
        self._order()

    def _order(self) -> None:
        """Put the figures into reading order: those offered and not entered before, and those pointed at by words."""
        scanned = self._submission.scanned
        offered = [
            figure.id
            for figure in scanned.scan.figures
            if scanned.offers(figure.figure_confidence) and figure.id not in self.entered
        ]
        pointed_at = [name for name, state in self._states.items() if state.get("words")]
        found = {name: self._submission.found(self.decision(name)) for name in (*offered, *pointed_at)}
        self.names = sorted(found, key=lambda name: found[name].span)

    # Asking.

    def accepted(self, name: str) -> bool | None:
        """Return whether a figure is accepted; None if it was not decided on."""
        return self._states.get(name, {}).get("accept")

    def given(self, name: str) -> dict[str, Any]:
        """Return the fields that were decided on."""
        return dict(self._states.get(name, {}).get("fields", {}))

    def decision(self, name: str, *, accept: bool | None = None) -> Decision:
        """Return the current decision on a figure; with `accept`, as if that had been decided."""
        from ledger.book.decisions import Decision

        state = self._states.get(name, {})
        accepted = bool(state.get("accept")) if accept is None else accept
        return Decision(
            proposal=name, accept=accepted, fields=state.get("fields", {}), words=state.get("words")
        )

    def decisions(self) -> list[Decision]:
        """Return all current decisions."""
        return [self.decision(name) for name in self.names if self.accepted(name) is not None]

    def rehearsed(self, name: str) -> list[Decision]:
        """Return the decisions with which a figure is tried: as if it, and what it comes from, were accepted."""
        given = self.given(name)
        wanted = {name, given.get("relays"), *(given.get("inputs") or {}).values()}
        return [
            self.decision(figure, accept=True if figure in wanted else None)
            for figure in self.names
            if figure in wanted or self.accepted(figure) is not None
        ]

    def count(self, accepted: bool | None) -> int:
        """Return how many figures are accepted, skipped or, with None, not decided."""
        return sum(self.accepted(name) is accepted for name in self.names)

    # Deciding.

    def change(self, name: str, **state: Any) -> None:
        """Decide on a figure: `accept`, `fields` or `words`."""
        self._remember()
        self._states[name] = {**self._states.get(name, {}), **state}
        if "words" in state:
            self._order()
        self.keep()

    def rename(self, old: str, new: str) -> None:
        """Give a party its fuller name on all figures that were not decided on; part of the change before it."""
        for name in self.names:
            if self.accepted(name) is not None:
                continue
            figure, given = self._submission.found(self.decision(name)), self.given(name)
            for field, found in (("reported_by", figure.parties), ("passed_on", figure.passed_on)):
                parties = given.get(field, found)
                if old in parties:
                    given[field] = [new if party == old else party for party in parties]
            if given:
                self._states[name] = {**self._states.get(name, {}), "fields": given}
        self.keep()

    def describe(self, source: Mapping[str, Any]) -> None:
        """Say how the document is captured."""
        self._remember()
        self.source = dict(source)
        self.keep()

    def point(self, words: Mapping[str, str]) -> str:
        """Add a figure by its words and go to it; returns its name. Raises InputError where it does not stand there."""
        number = 1 + sum(bool(state.get("words")) for state in self._states.values())
        name = f"n{number}"
        self.change(name, words=dict(words), accept=None)
        self.at = self.names.index(name)
        return name

    def drop(self, name: str) -> None:
        """Forget a figure that was pointed at."""
        self._states.pop(name, None)
        self._order()
        self.keep()

    def go(self, at: int) -> None:
        """Go to a place."""
        self.at = min(max(at, self.first), len(self.names))
        self.keep()

    def undo(self) -> bool:
        """Undo the last change, and go to where it was made. False if there is none."""
        if not self._before:
            return False
        self._restore(json.loads(self._before.pop()))
        self.keep()
        return True

    # Keeping.

    def resume(self, kept: Mapping[str, Any]) -> None:
        """Restore the kept decisions."""
        self._restore(kept)

    def keep(self) -> None:
        """Keep the decisions."""
        self._draft.answers = self._state()
        self._draft.keep()

    def recorded(self) -> None:
        """Delete the kept decisions once they are in the ledger."""
        self._draft.drop()

    def _state(self) -> dict[str, Any]:
        return {"at": self.at, "source": self.source, "figures": self._states}

    def _remember(self) -> None:
        self._before = [*self._before[-_TAKEN_BACK:], json.dumps(self._state())]

    def _restore(self, state: Mapping[str, Any]) -> None:
        self.source = dict(state["source"])
        self._states = {name: dict(figure) for name, figure in state["figures"].items()}
        self._order()
        self.go(state["at"])
