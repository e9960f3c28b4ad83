"""Recorders' signatures in a bundle: each proved to be among those that the checkpoint is bound to.

A signature is over the root that the log had with the last entry of its submission. A consistency proof shows that the
log of the checkpoint begins with that one, and so that the entries of the bundle between the first and the last are
those that were signed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from ledger.errors import ProofError
from ledger.store import submissions
from ledger.store.engine import Transaction
from ledger.store.logtree import damage_reported
from ledger.store.submissions import StoredSubmission
from ledger.tlog.merkle import HASH_BYTES
from ledger.tlog.note import decode_base64, encode_base64, parse_note
from ledger.tlog.proof import MAX_SIZE, verify_consistency, verify_inclusion
from ledger.tlog.submission import parse_submission_text
from ledger.tlog.tiles import TILE_WIDTH, TiledTree, completed_tiles
from ledger.trust.sealing import Seal, bound_submissions

_MEMBERS: Final = {"number": int, "first": int, "last": int, "note": str, "path": list, "consistency": list}
_MOST_HASHES: Final = 2 * MAX_SIZE.bit_length()


def submitted_entries(
    connection: Transaction, seqs: Collection[int], seal: Seal, tree: TiledTree
) -> list[dict[str, Any]]:
    """Return the signed submissions of some entries for a bundle, with proofs; `tree` is that of the seal."""
    covering = submissions.covering(connection, seqs).values()
    signed = {submission.number: submission for submission in covering if submission.note is not None}
    if not signed:
        return []
    submitted = _tree(connection, bound_submissions(seal)[0])
    made = []
    with damage_reported(tree.size):
        for number, submission in sorted(signed.items()):
            note = (submission.note or b"").decode()
            entry: dict[str, Any] = {
                "number": number,
                "first": submission.first,
                "last": submission.last,
                "note": note,
                "path": [encode_base64(node) for node in submitted.inclusion(number - 1)],
                "consistency": [encode_base64(node) for node in tree.consistency(submission.last)],
            }
            if submission.database_user is not None:
                entry["database_user"] = submission.database_user
            made.append(entry)
    return made


def _tree(connection: Transaction, count: int) -> TiledTree:
    """Return the tree of the first submissions, made in memory."""
    hashes = [submission.hash() for submission in submissions.first(connection, count)]
    tiles: dict[tuple[int, int], bytes] = {}
    for tile in completed_tiles(0, hashes, [], lambda level, index: tiles[level, index]):
        tiles[tile.level, tile.index] = tile.hashes
    return TiledTree(count, lambda level, index: tiles[level, index], hashes[count - count % TILE_WIDTH :])


def proved_submissions(listed: Sequence[object], seal: Seal) -> list[StoredSubmission]:
    """Return the submissions that a bundle lists, each proved to be bound to its checkpoint. Raises ProofError."""
    count, root = bound_submissions(seal)
    found: list[StoredSubmission] = []
    last = 0
    for place, given in enumerate(listed):
        where = f"the bundle at /submissions/{place}"
        entry = _entry(given, where)
        if not last < entry["first"] <= entry["last"] <= seal.checkpoint.size:
            raise ProofError(
                f"{where}: submissions stand in the order of the log, up to that of the checkpoint"
            )
        last = entry["last"]
        user: str | None = entry.get("database_user")
        try:
            note = entry["note"].encode()
            signed = parse_submission_text(parse_note(note).text)
            path, consistency = ([*map(decode_base64, entry[name])] for name in ("path", "consistency"))
        except (ValueError, TypeError) as error:
            raise ProofError(f"{where} cannot be read: {error}") from None
        submission = StoredSubmission(entry["number"], entry["first"], last, user, note)
        if not 0 < submission.number <= count or not verify_inclusion(
            submission.hash(), submission.number - 1, count, root, path
        ):
            raise ProofError(f"{where} is not among those that were sealed: it was changed, or its proof")
        checkpoint = seal.checkpoint
        if (signed.origin, signed.first, signed.last) != (checkpoint.origin, submission.first, last) or (
            not verify_consistency(last, checkpoint.size, signed.root, checkpoint.root, consistency)
        ):
            raise ProofError(f"{where}: the signature is one over other entries than these")
        found.append(submission)
    return found


def _entry(given: object, where: str) -> Mapping[str, Any]:
    if not isinstance(given, dict) or not _MEMBERS.keys() <= given.keys() <= {*_MEMBERS, "database_user"}:
        raise ProofError(f"{where} is not a submission")
    for name, kind in {**_MEMBERS, "database_user": str}.items():
        if name in given and type(given[name]) is not kind:
            raise ProofError(f"{where}: {name} is of another type than it should be")
    if any(len(given[name]) > _MOST_HASHES for name in ("path", "consistency")):
        raise ProofError(f"{where}: a proof has no more than {_MOST_HASHES} hashes of {HASH_BYTES} bytes")
    return given
