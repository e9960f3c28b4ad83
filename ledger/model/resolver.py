"""The questions that normalising a record asks of the ledger that it is for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol


class Resolver(Protocol):
    """Turns references into ids. Each method raises NotFoundError or AmbiguousError with a hint."""

    def agent(self, reference: str) -> str:
        """Return the id of the agent of this name, alias, key or id; one named for the first time is created."""

    def record(self, reference: str, kinds: frozenset[str]) -> tuple[str, str]:
        """Kind and id of the record referred to, which must be of one of `kinds`."""

    def judged(self, reference: str, kinds: frozenset[str]) -> tuple[str, str]:
        """Resolve as `record` does, but take the replacement where a key's record was misrecorded."""

    def moment(self, subject: str) -> str:
        """Return the time of a decision on `subject` made now: later than every earlier one on it."""

    def language(self, source: str) -> str | None:
        """Return the language of a source (its id), a BCP 47 tag, or None if it is unknown."""

    def digests(self, record_id: str) -> Mapping[str, str]:
        """Return the SHA-256 (hex) of every erasable text of a record by path: present, withheld or erased."""
