"""The exceptions that the ledger raises.

::

    LedgerError                 base class; `code` is stable, `hint` says what to do
    ├── InputError              the input is invalid; `problems` lists every problem
    ├── NotFoundError           a reference names no record; `near` lists similar names
    ├── AmbiguousError          a reference names several records; `candidates` lists them
    ├── ConflictError           the request contradicts what is recorded
    │   └── OvertakenError          somebody else recorded something about the same record meanwhile
    ├── TamperError             the stored data differ from what was recorded; `seq` is the first bad entry
    ├── ProofError              a proof does not hold; `evidence` holds contradicting notes
    ├── FormatError             a file does not have the format it was read as
    ├── FetchError              a web page could not be fetched
    └── StoreError              the ledger cannot be used: missing, unreachable, unreadable
        ├── MigrationNeededError    its tables are older or newer than this program
        └── StoreBusyError          another writer held the ledger for too long

Findings about figures are not exceptions: they are values that `check` and `trace` return.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem with the input.

    `pointer` is a JSON Pointer (RFC 6901) into the record, empty for the whole record. If the record came from a file,
    `file` and `line` (from 1) are its location, or `place` in the file's own terms, such as ``Figures!C7``.
    """

    pointer: str
    message: str
    file: str | None = None
    line: int | None = None
    place: str | None = None

    def __str__(self) -> str:
        if self.place is not None:
            return f"{self.file or '-'}:{self.place}: {self.message}"
        place = f"{self.pointer}: " if self.pointer else ""
        if self.line is not None:
            place = f"{self.file or '-'}:{self.line}: {place}"
        return f"{place}{self.message}"


class LedgerError(Exception):
    """The base class of all exceptions. `hint`, if there is one, says what to do."""

    code = "error"

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class InputError(LedgerError):
    """The input is invalid. `problems` holds the first 1,000 problems, `total` is their number."""

    code = "input"

    def __init__(
        self,
        message: str | None = None,
        *,
        problems: Sequence[Problem] = (),
        total: int | None = None,
        hint: str | None = None,
    ) -> None:
        self.problems = list(problems)
        self.total = len(self.problems) if total is None else total
        if message is None:
            message = str(self.problems[0]) if self.problems else "the input is wrong"
            if self.total > 1:
                message = f"{message} (and {self.total - 1} more)"
        super().__init__(message, hint=hint)


class NotFoundError(LedgerError):
    """A reference names no record of this ledger. `near` lists similar names."""

    code = "not-found"

    def __init__(self, message: str, *, near: Sequence[str] = (), hint: str | None = None) -> None:
        self.near = list(near)
        super().__init__(message, hint=hint)


class AmbiguousError(LedgerError):
    """A reference names more than one record. `candidates` describes each."""

    code = "ambiguous"

    def __init__(self, message: str, *, candidates: Sequence[str] = (), hint: str | None = None) -> None:
        self.candidates = list(candidates)
        super().__init__(message, hint=hint)


class ConflictError(LedgerError):
    """The request contradicts what is recorded."""

    code = "conflict"


class OvertakenError(ConflictError):
    """Somebody else recorded something about the same record since the user looked at it."""

    code = "overtaken"


class TamperError(LedgerError):
    """The stored data differ from what was recorded. `seq` is the first bad entry, if it is known."""

    code = "tamper"

    def __init__(self, message: str, *, seq: int | None = None, hint: str | None = None) -> None:
        self.seq = seq
        super().__init__(message, hint=hint)


class ProofError(LedgerError):
    """A signature, a proof or a checkpoint does not hold.

    `evidence` holds signed notes, as text, that contradict each other and so convict their signer.
    """

    code = "proof"

    def __init__(self, message: str, *, evidence: Sequence[str] = (), hint: str | None = None) -> None:
        self.evidence = list(evidence)
        super().__init__(message, hint=hint)


class FormatError(LedgerError):
    """A file does not have the format it was read as."""

    code = "format"


class FetchError(LedgerError):
    """A web page could not be fetched: an unknown host, no answer in time, or an answer that is not a page."""

    code = "fetch-failed"


class StoreError(LedgerError):
    """The ledger cannot be used: it is missing, unreachable, unreadable or read-only."""

    code = "store"


class MigrationNeededError(StoreError):
    """The tables are of another revision than this program."""

    code = "migration-needed"


class StoreBusyError(StoreError):
    """Another writer held the ledger for longer than the waiting time."""

    code = "busy"
