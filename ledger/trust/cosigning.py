"""Asks witnesses to cosign the newest checkpoint (https://c2sp.org/tlog-witness), and stores their signatures.

A witness receives sizes and hashes, but no records.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from ledger.errors import FetchError, InputError, ProofError
from ledger.query.ledger_context import LedgerContext
from ledger.store.engine import reading
from ledger.store.logtree import damage_reported, tree_at
from ledger.tlog.add_checkpoint import SIZE_TYPE, AddCheckpoint, parse_cosignatures
from ledger.tlog.note import Note, VerifierKey, verified_by
from ledger.trust.posting import check_address, post
from ledger.trust.sealing import Seal, SealReport, read_seal, with_signatures
from ledger.view.short_words import counted

#: The number of requests to a witness: its last size is learnt from an answer, and may grow before the next one.
_TRIES: Final = 3


def cosign(
    context: LedgerContext, report: SealReport, witnesses: Sequence[str], keys: Sequence[VerifierKey]
) -> SealReport:
    """Ask the witnesses at these addresses to cosign what was just sealed, and store the note with what they signed.

    `keys` are those of the witnesses: what others sign is ignored ("add-checkpoint"). A witness that cannot be
    reached is a warning in the report. Raises ProofError where a witness saw another history of this log: then
    nothing that a witness signed is stored.
    """
    known = [key for key in keys if key.witness]
    seal = read_seal(report.note.encode(), "what was sealed")
    cosigned: list[Note] = []
    warnings = list(report.warnings)
    for address in witnesses:
        try:
            answered = _ask(context, seal, address)
            good = verified_by(answered, known)
        except FetchError as error:
            warnings.append(error.message)
            continue
        except ValueError as error:
            warnings.append(f"{address}: {error}")
            continue
        # Signatures of unknown keys are left out.
        names = {(key.name, key.key_id) for key in good}
        ours = [
            found
            for found in answered.signatures[len(seal.note.signatures) :]
            if (found.name, found.key_id) in names
        ]
        if ours:
            cosigned.append(Note(answered.text, tuple(ours)))
        else:
            warnings.append(f"{address} signed with none of the keys given, and its signature is left out")
    added = sorted({signature.name for found in cosigned for signature in found.signatures})
    report = replace(report, added=(*report.added, *added))
    return with_signatures(context, report, cosigned, warnings, "the witnesses")


def check_asked(witnesses: Sequence[str], keys: Sequence[VerifierKey]) -> None:
    """Raise InputError for an address that cannot be a witness's, and for witnesses without a known key."""
    for address in witnesses:
        check_address(address, "a witness")
    if witnesses and not any(key.witness for key in keys):
        raise InputError(
            "nothing says which keys the witnesses sign with",
            hint="give each one's: --key NAME+ID+KEY, as the witness shows it",
        )


def _ask(context: LedgerContext, seal: Seal, address: str) -> Note:
    """Return the note with what a witness answered put to it.

    Raises FetchError where there is no such answer, ProofError where the witness saw another history.
    """
    size, old = seal.checkpoint.size, 0
    for _ in range(_TRIES):
        with reading(context.database) as connection, damage_reported(size):
            proof = tree_at(connection, size).consistency(old) if old else ()
        request = AddCheckpoint(old, tuple(proof), seal.note).to_bytes()
        status, media_type, body = post(
            f"{address.rstrip('/')}/add-checkpoint", request, "text/plain; charset=utf-8", "the witness"
        )
        if status == 200:
            return parse_cosignatures(body, seal.note)
        if status == 409 and media_type == SIZE_TYPE:
            old = _seen_size(body, address)
            if old > size:
                raise ProofError(
                    f"the witness {address} has seen {counted(old, 'entry', 'entries')} of this log, and there are"
                    f" {size:,}: what it saw is not all there",
                    evidence=[seal.text],
                    hint="this may be an old copy, or a second one that went its own way: seal the other",
                )
        elif status == 422:
            raise ProofError(
                f"the witness {address} saw another history: {_reason(body)}",
                evidence=[seal.text],
                hint="ledger verify --against a checkpoint that was kept says where they part",
            )
        else:
            raise FetchError(f"the witness {address} answers {status}: {_reason(body)}")
    raise FetchError(f"the witness {address} sees other checkpoints of this log at this moment")


def _seen_size(body: bytes, address: str) -> int:
    digits = body.removesuffix(b"\n")
    if not digits.isdigit() or len(digits) > 19:
        raise FetchError(f"the witness {address} answers with no size: {_reason(body)}")
    return int(digits)


def _reason(body: bytes) -> str:
    return body[:200].decode("utf-8", "replace").strip() or "nothing"
