"""Canonical JSON (RFC 8785) and the hashes of what is recorded.

A record has one spelling in bytes: object keys sorted by UTF-16 code units, no white
space, the shortest escapes, UTF-8. Numbers are integers below 2^53 in magnitude; a record spells any other
number as text, so the floating-point half of RFC 8785 has no counterpart here.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from json.encoder import encode_basestring as _quoted
from typing import Final

SALT_BYTES: Final = 16

#: Integers of this magnitude and beyond are not exact in every JSON reader (RFC 8785, appendix D).
_INTEGER_LIMIT: Final = 2**53


def canonical(value: object) -> bytes:
    """Return the canonical JSON of `value` in UTF-8 (RFC 8785).

    `value` is made of str, int, bool, None, list, tuple and dict with str keys. Raises TypeError for
    anything else, floats included, and ValueError for an integer of 2^53 or beyond, a lone surrogate, or a
    value nested too deep to be written.
    """
    try:
        return _spelled(value).encode("utf-8")
    except RecursionError:
        raise ValueError("nested too deep to be written as JSON") from None
    except UnicodeEncodeError as error:
        lone = ord(error.object[error.start])
        raise ValueError(f"a lone surrogate (U+{lone:04X}) is not a character and has no UTF-8") from None


def record_id(record: object) -> bytes:
    """Return the id of a record in normal form: the 32 bytes of SHA-256 over its canonical JSON."""
    return sha256(canonical(record)).digest()


def commitment(salt: bytes, text: bytes) -> bytes:
    """Return the SHA-256 that stands in a log leaf for erasable text: of 16 random bytes and the text in UTF-8.

    The salt keeps a short text from being guessed once it is erased. Raises ValueError for a salt of another
    length, which would leave open where the salt ends and the text begins.
    """
    if len(salt) != SALT_BYTES:
        raise ValueError(f"a salt has {SALT_BYTES} bytes, not {len(salt)}")
    return sha256(salt + text).digest()


def _spelled(value: object) -> str:
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, dict):
        # Most members are text: writing that here saves half of the calls.
        members = [
            f"{_quoted(key)}:{_quoted(item) if type(item) is str else _spelled(item)}"
            for key, item in _ordered(value)
        ]
        return "{" + ",".join(members) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join([_spelled(item) for item in value]) + "]"
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        if not -_INTEGER_LIMIT < value < _INTEGER_LIMIT:
            raise ValueError("an integer of 2^53 or beyond is not exact everywhere: write it as text")
        return str(int(value))
    if isinstance(value, float):
        raise TypeError("a float is never exact: write the number as text")
    raise TypeError(f"{type(value).__name__} has no spelling in JSON")


def _ordered(value: Mapping[str, object]) -> list[tuple[str, object]]:
    """Return the members of an object in the order of their keys' UTF-16 code units (RFC 8785, section 3.2.3)."""
    try:
        # Joining fails on a key that is not text, and shows at once whether all of them are ASCII: then code
        # points sort as code units do. A character beyond U+FFFF is two units, and sorts before U+E000.
        by_code_point = "".join(value).isascii()
    except TypeError:
        raise TypeError("an object key must be text") from None
    if by_code_point:
        return sorted(value.items())
    return sorted(value.items(), key=lambda member: member[0].encode("utf-16-be"))
