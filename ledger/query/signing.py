"""The signatures of recorders: the keys that records introduce, and the signatures on submissions held to them.

A key counts as a person's from the entry on that introduces it, if the submission of that entry is signed by the key
itself and, where the person had a key already, by that one too. From a correction of that entry on, until it is undone,
the key is replaced or revoked: what it signs later is shown as signed by a revoked key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from ledger.query.surroundings import resolution_of
from ledger.store import bodies as stored
from ledger.store import reach, submissions
from ledger.store.engine import Transaction
from ledger.store.submissions import StoredSubmission
from ledger.tlog.note import (
    Note,
    SigningKey,
    VerifierKey,
    parse_note,
    parse_verifier_key,
    signed,
    verified_by,
)
from ledger.tlog.submission import SubmissionText, parse_submission_text, person_named
from ledger.trace.material import RecorderSignature

GOOD: Final = "good"
#: The key had been replaced or revoked when it signed.
REVOKED: Final = "revoked"
#: No record makes the key the recorder's.
UNKNOWN: Final = "unknown"
#: The signature is not one by that key over these entries.
BAD: Final = "bad"


class IntroducedKey(NamedTuple):
    """A person's key: the entry that introduced it, the record's id, when and by whom, and whether it counts."""

    seq: int
    id: str
    key: VerifierKey
    at: str
    by: str
    counts: bool

    @property
    def person(self) -> str:
        """The person that the key belongs to."""
        return person_named(self.key.name)


def called(key: VerifierKey) -> str:
    """Return the name by which a key is shown: NAME+ID."""
    return f"{key.name}+{key.key_id.hex()}"


class PersonalKeys:
    """The introduced keys, and the standing of their signatures."""

    def __init__(self, connection: Transaction) -> None:
        self._connection = connection
        self._statuses: dict[tuple[int, int], str] = {}
        seqs = reach.introduced_keys(connection)
        self._corrected = bool(seqs) and any(
            row.kind == "correction" for row in reach.judged_rows(connection, set(seqs))
        )
        submitted = submissions.covering(connection, seqs)
        self.introduced: list[IntroducedKey] = []
        for entry in stored.read(connection, seqs):
            try:
                key = parse_verifier_key(entry.body["public"])
            except ValueError:
                continue
            introduced = IntroducedKey(entry.seq, entry.id, key, entry.at, entry.by, counts=False)
            counts = self._vouched(introduced, submitted.get(entry.seq))
            self.introduced.append(introduced._replace(counts=counts))

    def standing(self, person: str, seq: int) -> list[IntroducedKey]:
        """Return the keys of a person that count, and were neither replaced nor revoked as of an entry."""
        return [
            introduced
            for introduced in self.introduced
            if introduced.counts
            and introduced.person == person
            and introduced.seq <= seq
            and self.status(introduced, seq) == "current"
        ]

    def status(self, introduced: IntroducedKey, seq: int) -> str:
        """Return whether a key was ``current``, ``corrected`` (replaced) or ``retracted`` (revoked) as of an entry."""
        if not self._corrected:
            return "current"
        asked = (introduced.seq, seq)
        if asked not in self._statuses:
            found = resolution_of(self._connection, {introduced.seq}, seq)
            self._statuses[asked] = found.status(introduced.seq)
        return self._statuses[asked]

    def signature(self, submission: StoredSubmission, recorder: str) -> RecorderSignature | None:
        """Return the signature on a submission by who recorded it; None where it is not signed."""
        if submission.note is None:
            return None
        try:
            note = parse_note(submission.note)
            text = parse_submission_text(note.text)
        except ValueError:
            return RecorderSignature("", BAD)
        if (text.first, text.last) != (submission.first, submission.last):
            return RecorderSignature("", BAD)
        found = [*self._signatures(note, submission, recorder)]
        # One good signature is enough; where none is good, what is wrong comes before what is not known.
        return min(found, key=lambda signature: (GOOD, BAD, REVOKED, UNKNOWN).index(signature.standing))

    def _signatures(
        self, note: Note, submission: StoredSubmission, recorder: str
    ) -> Iterator[RecorderSignature]:
        for line in note.signatures:
            name = f"{line.name}+{line.key_id.hex()}"
            known = [
                introduced
                for introduced in self.introduced
                if introduced.counts
                and introduced.person == recorder
                and introduced.seq <= submission.last
                and (introduced.key.name, introduced.key.key_id) == (line.name, line.key_id)
            ]
            if not known:
                yield RecorderSignature(name, UNKNOWN)
            elif not _has_signed(note, known[-1].key):
                yield RecorderSignature(name, BAD)
            elif any(
                introduced.seq >= submission.first
                or self.status(introduced, submission.first - 1) == "current"
                for introduced in known
            ):
                yield RecorderSignature(name, GOOD)
            else:
                yield RecorderSignature(name, REVOKED)

    def _vouched(self, introduced: IntroducedKey, submission: StoredSubmission | None) -> bool:
        """Return whether a key signed the submission that introduces it, with the key that its person had before."""
        if submission is None or submission.note is None or introduced.by != introduced.person:
            return False
        try:
            note = parse_note(submission.note)
        except ValueError:
            return False
        before = self.standing(introduced.person, submission.first - 1)
        return _has_signed(note, introduced.key) and (
            not before or any(_has_signed(note, known.key) for known in before)
        )


def signatures_on(
    connection: Transaction, recorders: Mapping[int, str], submitted: Mapping[int, StoredSubmission]
) -> dict[int, tuple[RecorderSignature | None, str | None]]:
    """Return the signature on each of these entries, given with who recorded it and the submission that it is in."""
    keys: PersonalKeys | None = None
    found: dict[tuple[int, str], RecorderSignature | None] = {}
    for seq, submission in submitted.items():
        asked = (submission.number, recorders[seq])
        if asked not in found:
            if keys is None and submission.note is not None:
                keys = PersonalKeys(connection)
            found[asked] = None if keys is None else keys.signature(submission, recorders[seq])
    return {
        seq: (found[submission.number, recorders[seq]], submission.database_user)
        for seq, submission in submitted.items()
    }


def signer(keys: Iterable[SigningKey]) -> Callable[[SubmissionText], bytes]:
    """Return a function that signs a submission with each of some keys."""
    signing = tuple(keys)
    return lambda text: signed(str(text), signing).to_bytes()


def _has_signed(note: Note, key: VerifierKey) -> bool:
    try:
        return key in verified_by(note, [key])
    except ValueError:
        return False
