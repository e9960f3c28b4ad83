"""Checks the signatures of recorders in a ledger: each against its entries and its key, and all against the seals."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ledger.errors import ProofError
from ledger.store import submissions
from ledger.store.engine import Transaction
from ledger.store.head import recorder_of
from ledger.store.logtree import root_at
from ledger.store.verify import CheckedLog
from ledger.tlog.merkle import CompactRange
from ledger.trust.sealing import Seal, bound_submissions


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureCounts:
    """The numbers of submissions that are signed: with a good key of their recorder, with one that was replaced or
    revoked before, and with one that no record makes the recorder's. `entries` are those under a good signature.
    """

    good: int
    revoked: int
    unknown: int
    entries: int


def signed_sizes(connection: Transaction, since: int) -> list[int]:
    """Return the sizes of the log at which recorders signed it, after the first `since` entries."""
    return [
        submission.last
        for submission in submissions.every(connection)
        if submission.note is not None and submission.last > since
    ]


def check(connection: Transaction, log: CheckedLog, origin: str | None) -> SignatureCounts | None:
    """Check every signature against its entries and the keys that were introduced; None where there are none.

    `log` has the roots at the sizes that `signed_sizes` names. Raises ProofError at the first signature that is not
    one over these entries.
    """
    if not any(submission.note is not None for submission in submissions.every(connection)):
        return None
    # What few ledgers need is imported for these alone.
    from ledger.query.signing import BAD, GOOD, REVOKED, UNKNOWN, PersonalKeys
    from ledger.tlog.note import parse_note
    from ledger.tlog.submission import SubmissionText, parse_submission_text

    keys = PersonalKeys(connection)
    counts = dict.fromkeys((GOOD, REVOKED, UNKNOWN), 0)
    entries = 0
    for submission in submissions.every(connection):
        if submission.note is None or submission.last > log.size:
            continue
        where = f"the recorder's signature on entries {submission.first:,} to {submission.last:,}"
        evidence = [submission.note.decode("utf-8", "backslashreplace")]
        try:
            text = parse_submission_text(parse_note(submission.note).text)
        except ValueError as error:
            raise ProofError(f"{where} cannot be read: {error}", evidence=evidence) from None
        root = log.roots.get(submission.last) or root_at(connection, submission.last)
        if text != SubmissionText(origin or "", submission.first, submission.last, root):
            raise ProofError(f"{where} is one over something else", evidence=evidence)
        recorder = recorder_of(connection, submission.last)
        signature = keys.signature(submission, recorder)
        if signature is None or signature.standing == BAD:
            raise ProofError(
                f"{where} is not good: it stands there in the name of {recorder}, whose key did not make it",
                evidence=evidence,
            )
        counts[signature.standing] += 1
        if signature.standing == GOOD:
            entries += submission.last - submission.first + 1
    if not any(counts.values()):
        return None
    return SignatureCounts(
        good=counts[GOOD], revoked=counts[REVOKED], unknown=counts[UNKNOWN], entries=entries
    )


def check_bound(connection: Transaction, seals: Iterable[Seal]) -> None:
    """Raise ProofError unless the submissions are those that checkpoints, in ascending order, are bound to."""
    tree = CompactRange.empty()
    following = submissions.every(connection)
    submission = next(following, None)
    for seal in seals:
        while submission is not None and submission.last <= seal.checkpoint.size:
            tree = tree.extend([submission.hash()])
            submission = next(following, None)
        count, root = bound_submissions(seal)
        if (tree.size, tree.root()) != (count, root):
            what = (
                f"{count - tree.size:,} of {count:,} were removed"
                if tree.size < count
                else f"{tree.size - count:,} were added later"
                if tree.size > count
                else "one was changed"
            )
            raise ProofError(
                f"the submissions of the first {seal.checkpoint.size:,} entries, with their recorders' signatures, are"
                f" not those that were sealed: {what}",
                evidence=[seal.text],
            )
