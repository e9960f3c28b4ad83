"""Everything the ledger raises.

::

    LedgerError                 anything below; `code` is stable, `hint` says how to mend it
    ├── InputError              what was given is wrong; `problems` lists every one
    ├── NotFoundError           a reference names nothing; `near` lists what is like it
    ├── AmbiguousError          a reference names several things; `candidates` lists them
    ├── ConflictError           what is asked contradicts what is recorded
    │   └── OvertakenError          somebody else decided something of the same record meanwhile
    ├── TamperError             what is stored is not what was recorded; `seq` is the first bad entry
    ├── ProofError              what was to be proved is not; `evidence` holds the notes that show it
    ├── FormatError             a file is not of the format it was read as
    ├── FetchError              a page on the web could not be fetched
    └── StoreError              the ledger cannot be used: missing, unreachable, unreadable
        ├── MigrationNeededError    its tables are older or newer than this program
        └── StoreBusyError          another writer held it for longer than the wait

A finding about somebody's figure is never an exception: it is a value that `check` and `trace` return.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with what was given.

    `pointer` is a JSON Pointer (RFC 6901) into the record, empty for the whole of it; `file` and `line`
    (counted from 1) say where the record stood, when it came from a file; `place` says so in the file's own
    words, such as ``Figures!C7``, where it has no lines.
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
    """The root of what the ledger raises. `hint`, where there is one, is a sentence that says what to do."""

    code = "error"

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class InputError(LedgerError):
    """What was given is wrong. `problems` holds the first 1,000, `total` how many there are."""

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
    """A reference names nothing in this ledger. `near` lists what is spelled like it."""

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
    """What is asked contradicts what is recorded."""

    code = "conflict"


class OvertakenError(ConflictError):
    """Somebody else decided something of the same record since whoever decides now looked at it."""

    code = "overtaken"


class TamperError(LedgerError):
    """What is stored is not what was recorded. `seq` is the first entry that does not fit, if it is known."""

    code = "tamper"

    def __init__(self, message: str, *, seq: int | None = None, hint: str | None = None) -> None:
        self.seq = seq
        super().__init__(message, hint=hint)


class ProofError(LedgerError):
    """What was to be proved is not: a signature, a proof or a checkpoint does not hold.

    `evidence` holds signed notes, as text, that contradict each other: whoever signed both is caught by them.
    """

    code = "proof"

    def __init__(self, message: str, *, evidence: Sequence[str] = (), hint: str | None = None) -> None:
        self.evidence = list(evidence)
        super().__init__(message, hint=hint)


class FormatError(LedgerError):
    """A file is not of the format it was read as."""

    code = "format"


class FetchError(LedgerError):
    """A page on the web could not be fetched: no such host, no answer in time, or an answer that is not a page."""

    code = "fetch-failed"


class StoreError(LedgerError):
    """The ledger cannot be used: it is missing, unreachable, unreadable or read-only."""

    code = "store"


class MigrationNeededError(StoreError):
    """The tables are of another revision than this program's."""

    code = "migration-needed"


class StoreBusyError(StoreError):
    """Another writer held the ledger for longer than the wait."""

    code = "busy"
