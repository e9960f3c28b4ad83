"""Time stamps of an authority on seals (RFC 3161): who trusts the authority knows that a seal was made before a time.

A time stamp stands in the note as a signature line of its own, so that it goes wherever the note goes. Its name is the
authority's host, its type 0xff with ``rfc3161`` behind it (signed-note, "Signature types"), what is signed the note's
text; the signature is the authority's whole answer in DER. It is verified offline, with certificates of the reader's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from ledger.errors import FetchError, InputError, ProofError
from ledger.query.ledger_context import LedgerContext
from ledger.tlog.note import Note, Signature, parse_note
from ledger.trust.posting import check_address, post
from ledger.trust.sealing import SealReport, with_signatures

if TYPE_CHECKING:
    from cryptography.x509 import Certificate
    from rfc3161_client import TimeStampResponse

_TYPE: Final = b"\xffrfc3161"
_KEY_ID_BYTES: Final = 4
_MOST_CERTIFICATES: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class TimeStamp:
    """A good time stamp: the host of its authority, and the time (UTC) before which the seal was made."""

    authority: str
    at: str


def check_authorities(addresses: Sequence[str]) -> None:
    """Raise InputError for an address that cannot be an authority's, or if the library for time stamps is missing."""
    for address in addresses:
        check_address(address, "a time-stamping authority")
    if addresses:
        _library()


def stamp(context: LedgerContext, report: SealReport, addresses: Sequence[str]) -> SealReport:
    """Have the time-stamping authorities at these addresses stamp the newest seal, and store the note with the stamps.

    An authority that does not answer as asked is a warning in the report.
    """
    note = parse_note(report.note.encode())
    stamped: list[Note] = []
    warnings = list(report.warnings)
    for address in addresses:
        try:
            stamped.append(_stamped(note, address))
        except FetchError as error:
            warnings.append(error.message)
    return with_signatures(context, report, stamped, warnings, "the authorities")


def read_certificates(files: Sequence[Path]) -> list[Certificate]:
    """Read the certificates of trusted authorities from PEM files. Raises InputError for a file without one."""
    from cryptography.x509 import load_pem_x509_certificates

    _library()
    found: list[Certificate] = []
    for file in files:
        try:
            with file.open("rb") as stream:
                found += load_pem_x509_certificates(stream.read(_MOST_CERTIFICATES))
        except OSError as error:
            raise InputError(f"{file} cannot be read: {error.strerror}") from None
        except ValueError:
            raise InputError(
                f"{file} holds no certificate",
                hint="the authority publishes it: text that begins with -----BEGIN CERTIFICATE-----",
            ) from None
    return found


def time_stamps(note: Note, roots: Sequence[Certificate], what: str) -> tuple[TimeStamp, ...]:
    """Return the time stamps of a note that lead to one of the certificates `roots`, the earliest first.

    Others are ignored, like all signatures of unknown keys. Raises ProofError, which calls the note `what`, where
    there is none, or where a trusted authority stamped another text.
    """
    from rfc3161_client import VerificationError, VerifierBuilder, decode_timestamp_response

    digest = sha256(note.text.encode()).digest()
    good: list[TimeStamp] = []
    unreadable = ""
    for signature in note.signatures:
        if signature.key_id != _key_id(signature.name):
            continue
        try:
            response = decode_timestamp_response(signature.signature)
            signed = response.tst_info.message_imprint.message
        except ValueError as error:
            unreadable = f"; that of {signature.name} cannot be read: {_unreadable(error)}"
            continue
        try:
            VerifierBuilder(roots=list(roots)).build().verify(response, signed)
        except (VerificationError, ValueError):
            continue
        if signed != digest:
            raise ProofError(
                f"the time stamp of {signature.name} on {what} is of another text", evidence=[_text(note)]
            )
        good.append(TimeStamp(signature.name, _time(response)))
    if not good:
        raise ProofError(
            f"{what} has no time stamp of the authorities given{unreadable}",
            evidence=[_text(note)],
            hint="ledger seal --timestamp URL asks one",
        )
    return tuple(sorted(good, key=lambda stamp: stamp.at))


def _stamped(note: Note, address: str) -> Note:
    """Return the note with one more time stamp. Raises FetchError if the authority does not give one for its text."""
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder, decode_timestamp_response

    request = (
        TimestampRequestBuilder()
        .data(note.text.encode())
        .hash_algorithm(HashAlgorithm.SHA256)
        .nonce(nonce=True)
        .cert_request(cert_request=True)
        .build()
    )
    answer = post(address, request.as_bytes(), "application/timestamp-query", "the authority")
    if answer.status != 200:
        raise FetchError(f"the authority {address} answers {answer.status}")
    try:
        response = decode_timestamp_response(answer.body)
        info = response.tst_info
    except ValueError as error:
        raise FetchError(
            f"the authority {address} answers with no time stamp: {_unreadable(error)}"
        ) from None
    if (
        response.status != 0
        or info.nonce != request.nonce
        or info.message_imprint.message != sha256(note.text.encode()).digest()
    ):
        raise FetchError(f"the authority {address} answers with the time stamp of something else")
    name = urlsplit(address).hostname or address
    return Note(note.text, (Signature(name, _key_id(name), answer.body),))


def _unreadable(error: ValueError) -> str:
    """Return the reason why the library cannot read a time stamp, and the remedy.

    It wants strict DER. Some authorities send their certificates in another order than DER has for a set (X.690, 11.6).
    """
    return (
        f"{error}. If its certificates do not stand in the order of DER, which the library rfc3161-client refuses, have"
        " the authority mend that (the chain of its certificates, sorted by their bytes), or ask another one"
    )


def _key_id(name: str) -> bytes:
    return sha256(name.encode() + b"\n" + _TYPE).digest()[:_KEY_ID_BYTES]


def _time(response: TimeStampResponse) -> str:
    """Return the time of a stamp in UTC. Its accuracy is that of the authority's clock."""
    moment = response.tst_info.gen_time
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _text(note: Note) -> str:
    return note.to_bytes().decode()


def _library() -> None:
    """Raise InputError where the library that reads time stamps is not installed."""
    try:
        import rfc3161_client  # noqa: F401
    except ImportError:
        raise InputError(
            "time stamps need a library that is not installed",
            hint="pip install 'figure-ledger[timestamp]'",
        ) from None
