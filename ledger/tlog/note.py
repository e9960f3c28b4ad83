"""Signed notes (https://c2sp.org/signed-note) with Ed25519 keys: read strictly, signed, verified.

A note is text and signature lines. Whoever made it is named by a key's name and its id, four bytes of a hash; only
the key itself, held by the reader, shows whether the signature is good. The library that computes Ed25519 is
imported when something is signed or verified.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from binascii import Error
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

#: More is not read: a note with every signature that is allowed is a few kilobytes.
MAX_NOTE_BYTES: Final = 100_000
#: A reader must take 16 (signed-note, "Format").
MAX_SIGNATURES: Final = 100

SEED_BYTES: Final = 32
_PUBLIC_BYTES: Final = 32
_KEY_ID_BYTES: Final = 4
#: The type of a plain Ed25519 signature (signed-note, "Signature types").
_ED25519: Final = b"\x01"
#: The type of a witness's timestamped Ed25519 signature (https://c2sp.org/tlog-cosignature).
_COSIGNATURE: Final = b"\x04"
#: How many bytes the time of a cosignature has, which stands before the signature, big-endian.
_TIME_BYTES: Final = 8
#: Seconds since 1970, which no cosignature reaches.
_END_OF_TIME: Final = 1 << 63
_SIGNATURE_LINE: Final = "— "
_CONTROL: Final = re.compile(r"[\x00-\x09\x0b-\x1f]")
_HEX_ID: Final = re.compile(r"[0-9a-f]{8}")


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: the key's name, its id (4 bytes) and the signature."""

    name: str
    key_id: bytes
    signature: bytes

    def __str__(self) -> str:
        return f"{_SIGNATURE_LINE}{self.name} {encode_base64(self.key_id + self.signature)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text, which ends in a newline, and its signatures, none of them known to be good."""

    text: str
    signatures: tuple[Signature, ...]

    def to_bytes(self) -> bytes:
        """Return the note as it is written: byte for byte what `parse_note` read."""
        return f"{self.text}\n{''.join(map(str, self.signatures))}".encode()


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key: `public` is 32 bytes (RFC 8032). Its text is for anybody to have.

    A `witness` signs with the time at which it had seen a log go on from what it saw before ("cosignature/v1").
    """

    name: str
    public: bytes
    witness: bool = False

    @property
    def key_id(self) -> bytes:
        """The first four bytes of SHA-256 over name, newline, signature type and public key."""
        return sha256(self.name.encode() + b"\n" + self._material()).digest()[:_KEY_ID_BYTES]

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{encode_base64(self._material())}"

    def _material(self) -> bytes:
        return (_COSIGNATURE if self.witness else _ED25519) + self.public


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A secret key: `seed` is 32 random bytes (RFC 8032), which no representation shows.

    A `witness` cosigns the checkpoints of others (tlog-cosignature), and needs a key that signs nothing else.
    """

    name: str
    seed: bytes = field(repr=False)
    witness: bool = False

    def __post_init__(self) -> None:
        if not is_key_name(self.name):
            raise ValueError("a key's name is not empty and holds no white space and no plus")
        if len(self.seed) != SEED_BYTES:
            raise ValueError(f"the seed of a key has {SEED_BYTES} bytes")

    def verifier(self) -> VerifierKey:
        """Return the public key that belongs to it."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        public = Ed25519PrivateKey.from_private_bytes(self.seed).public_key()
        return VerifierKey(self.name, public.public_bytes_raw(), self.witness)

    def sign(self, text: str) -> Signature:
        """Sign a note's text. Raises ValueError for the key of a witness."""
        if self.witness:
            raise ValueError("the key of a witness signs nothing but cosignatures")
        return Signature(self.name, self.verifier().key_id, self._signed(text.encode()))

    def cosign(self, text: str, moment: int) -> Signature:
        """Sign a checkpoint's text as a witness of it at a time, in whole seconds since 1970 (tlog-cosignature).

        Raises ValueError for another key than a witness's, and for a time that no cosignature can have.
        """
        if not self.witness:
            raise ValueError("only the key of a witness makes cosignatures")
        if not 0 < moment < _END_OF_TIME:
            raise ValueError("the time of a cosignature is a positive number of seconds below 2^63")
        stamped = moment.to_bytes(_TIME_BYTES, "big") + self._signed(_cosigned(text.encode(), moment))
        return Signature(self.name, self.verifier().key_id, stamped)

    def _signed(self, message: bytes) -> bytes:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return Ed25519PrivateKey.from_private_bytes(self.seed).sign(message)

    def encoded(self) -> str:
        """Return the secret as text, as golang.org/x/mod/sumdb/note writes a signer key. Keep it only in its file."""
        kind = _COSIGNATURE if self.witness else _ED25519
        return f"PRIVATE+KEY+{self.name}+{self.verifier().key_id.hex()}+{encode_base64(kind + self.seed)}"


def parse_note(data: bytes) -> Note:
    """Read a signed note (signed-note, "Format"). Raises ValueError for anything that is not one, with the reason.

    Stricter than the specification in one thing: base64 must be spelled in the one way that encoding gives.
    """
    if len(data) > MAX_NOTE_BYTES:
        raise ValueError(f"a note has at most {MAX_NOTE_BYTES:,} bytes")
    try:
        whole = data.decode("utf-8")
    except UnicodeDecodeError:
        raise ValueError("a note is UTF-8") from None
    if control := _CONTROL.search(whole):
        raise ValueError(f"a note holds no control character ({control[0]!r})")
    text, blank, block = whole.rpartition("\n\n")
    if not blank:
        raise ValueError("there is no blank line with signatures below it")
    *lines, rest = block.split("\n")
    if rest or not lines:
        raise ValueError("the last signature does not end its line")
    if len(lines) > MAX_SIGNATURES:
        raise ValueError(f"a note has at most {MAX_SIGNATURES} signatures")
    return Note(text + "\n", tuple(map(_signature, lines)))


def _signature(line: str) -> Signature:
    name, _, encoded = line.removeprefix(_SIGNATURE_LINE).partition(" ")
    if not line.startswith(_SIGNATURE_LINE) or not is_key_name(name):
        raise ValueError("a signature line is an em dash, the key's name and the signature")
    decoded = decode_base64(encoded)
    if len(decoded) <= _KEY_ID_BYTES:
        raise ValueError("a signature is a key id of 4 bytes and more")
    return Signature(name, decoded[:_KEY_ID_BYTES], decoded[_KEY_ID_BYTES:])


def signed(text: str, keys: Iterable[SigningKey], earlier: Iterable[Signature] = ()) -> Note:
    """Return a note of this text with the signatures made `earlier`, then one by each of `keys`.

    Raises ValueError for a text that is not one of a note, or for too many signatures.
    """
    if not text.endswith("\n") or _CONTROL.search(text):
        raise ValueError("the text of a note ends in a newline and holds no control character")
    made = (*earlier, *(key.sign(text) for key in keys))
    if not 0 < len(made) <= MAX_SIGNATURES:
        raise ValueError(f"a note has 1 to {MAX_SIGNATURES} signatures")
    return Note(text, made)


def verified_by(note: Note, keys: Iterable[VerifierKey]) -> tuple[VerifierKey, ...]:
    """Return those of the known `keys` that signed the note; the signatures of all others are ignored.

    Raises ValueError where a known key's signature is not good ("Signatures": the whole note is rejected), and where
    two different known keys share name and id.
    """
    known: dict[tuple[str, bytes], VerifierKey] = {}
    for key in keys:
        if known.setdefault((key.name, key.key_id), key) != key:
            raise ValueError(f"two different keys are called {key.name}+{key.key_id.hex()}")
    good: dict[VerifierKey, None] = {}
    for signature in note.signatures:
        signer = known.get((signature.name, signature.key_id))
        if signer is None or signer in good:
            continue
        if not _is_good(signer, note.text.encode(), signature.signature):
            raise ValueError(
                f"the signature by {signer.name} is not good: the text was changed, or the signature"
            )
        good[signer] = None
    return tuple(good)


def _is_good(key: VerifierKey, text: bytes, signature: bytes) -> bool:
    """Return whether a signature is good (RFC 8032, section 5.1.7; of a witness, tlog-cosignature, "Format")."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    if key.witness:
        moment = int.from_bytes(signature[:_TIME_BYTES], "big")
        if moment >= _END_OF_TIME:
            return False
        text = _cosigned(text, moment)
        signature = signature[_TIME_BYTES:]
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, text)
    except (InvalidSignature, ValueError):
        return False
    return True


def _cosigned(text: bytes, moment: int) -> bytes:
    """Return what a witness signs of a checkpoint's text (tlog-cosignature, "Ed25519 signed message")."""
    return f"cosignature/v1\ntime {moment}\n".encode() + text


def parse_verifier_key(text: str) -> VerifierKey:
    """Read a verifier key (signed-note, "Verifier keys"). Raises ValueError for anything else."""
    name, key_id, encoded = _key_parts(text, "a verifier key is NAME+ID+KEY")
    witness = decode_base64(encoded)[:1] == _COSIGNATURE
    key = VerifierKey(name, _material(encoded, _PUBLIC_BYTES, _COSIGNATURE if witness else _ED25519), witness)
    if key.key_id.hex() != key_id:
        raise ValueError(
            "the id of the verifier key is not that of its name and key: a character was changed or lost"
        )
    return key


def parse_signing_key(text: str) -> SigningKey:
    """Read what `SigningKey.encoded` wrote. Raises ValueError, which does not repeat any of it."""
    mark, key_mark, rest = (*text.split("+", 2), "", "")[:3]
    if (mark, key_mark) != ("PRIVATE", "KEY"):
        raise ValueError("a signing key is PRIVATE+KEY+NAME+ID+KEY")
    name, key_id, encoded = _key_parts(rest, "a signing key is PRIVATE+KEY+NAME+ID+KEY")
    witness = decode_base64(encoded)[:1] == _COSIGNATURE
    key = SigningKey(name, _material(encoded, SEED_BYTES, _COSIGNATURE if witness else _ED25519), witness)
    if key.verifier().key_id.hex() != key_id:
        raise ValueError("the id of the signing key is not that of its name and key")
    return key


def is_key_name(name: str) -> bool:
    """Return whether a key may be called so: not empty, without white space, control characters and plus."""
    return bool(name) and "+" not in name and not _CONTROL.search(name) and not any(map(str.isspace, name))


def _key_parts(text: str, wanted: str) -> tuple[str, str, str]:
    # Base64 may hold a plus, a name may not.
    parts = text.split("+", 2)
    if len(parts) != 3 or not is_key_name(parts[0]) or not _HEX_ID.fullmatch(parts[1]):
        raise ValueError(wanted)
    return parts[0], parts[1], parts[2]


def _material(encoded: str, size: int, wanted: bytes) -> bytes:
    decoded = decode_base64(encoded)
    if decoded[:1] != wanted:
        raise ValueError("the key is not of the type Ed25519 (1), nor that of a witness (4)")
    if len(decoded) != 1 + size:
        raise ValueError(f"an Ed25519 key has {size} bytes")
    return decoded[1:]


def encode_base64(data: bytes) -> str:
    """Standard base64 (RFC 4648, section 4)."""
    return b64encode(data).decode("ascii")


def decode_base64(text: str) -> bytes:
    """Decode base64. Raises ValueError unless `text` is spelled as `encode_base64` spells it."""
    try:
        decoded = b64decode(text.encode("ascii"), validate=True)
    except (Error, UnicodeEncodeError):
        raise ValueError("that is not base64") from None
    if encode_base64(decoded) != text:
        raise ValueError("that is not base64 in its one spelling")
    return decoded
