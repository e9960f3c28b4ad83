"""Canonical JSON (RFC 8785) and the hashes of what is recorded.

A record has one spelling in bytes, whoever writes it down: object keys sorted by UTF-16 code units, no white
space, the shortest escapes, UTF-8. Numbers are integers below 2^53 in magnitude; a record spells any other
number as text, so the floating-point half of RFC 8785 has no counterpart here.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Final

SALT_BYTES: Final = 16

#: Integers of this magnitude and beyond are not exact in every JSON reader (RFC 8785, appendix D).
_INTEGER_LIMIT: Final = 2**53

_BY_CODE_POINT: Final = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, allow_nan=False, sort_keys=True, separators=(",", ":")
)
_AS_ORDERED: Final = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, allow_nan=False, sort_keys=False, separators=(",", ":")
)


def canonical(value: object) -> bytes:
    """The canonical JSON of `value` in UTF-8 (RFC 8785).

    `value` is made of str, int, bool, None, list, tuple and dict with str keys. Raises TypeError for
    anything else, floats included, and ValueError for an integer of 2^53 or beyond, a lone surrogate, or a
    value nested too deep to be written.
    """
    try:
        text = _BY_CODE_POINT.encode(value)
        if not _checked(value):
            text = _AS_ORDERED.encode(_ordered(value))
        return text.encode("utf-8")
    except RecursionError:
        raise ValueError("nested too deep to be written as JSON") from None
    except UnicodeEncodeError as error:
        lone = ord(error.object[error.start])
        raise ValueError(f"a lone surrogate (U+{lone:04X}) is no character and has no UTF-8") from None


def record_id(record: object) -> bytes:
    """The id of a record in normal form: the 32 bytes of SHA-256 over its canonical JSON."""
    return sha256(canonical(record)).digest()


def commitment(salt: bytes, text: bytes) -> bytes:
    """The SHA-256 that stands in a log leaf for erasable text: of 16 random bytes and the text in UTF-8.

    The salt keeps a short text from being guessed once it is erased. Raises ValueError for a salt of another
    length, which would leave open where the salt ends and the text begins.
    """
    if len(salt) != SALT_BYTES:
        raise ValueError(f"a salt has {SALT_BYTES} bytes, not {len(salt)}")
    return sha256(salt + text).digest()


def _checked(value: object) -> bool:
    """Whether sorting by code points is enough, which it is where every key is ASCII.

    Raises for what `json` would have written without complaint: floats, keys that are not text, big integers.
    The value has been written once, so it has no circle to be caught in.
    """
    ascii_keys = True
    found: list[object] = [value]
    for item in found:  # grows as containers are opened
        kind = type(item)
        if kind is str or item is None or kind is bool:
            continue
        if isinstance(item, dict):
            # Joining fails on a key that is not text, and tells at once whether all of them are ASCII.
            try:
                ascii_keys = "".join(item).isascii() and ascii_keys
            except TypeError:
                raise TypeError("an object key must be text") from None
            found += item.values()
        elif isinstance(item, list | tuple):
            found += item
        elif isinstance(item, int):
            if not -_INTEGER_LIMIT < item < _INTEGER_LIMIT:
                raise ValueError("an integer of 2^53 or beyond is not exact everywhere: write it as text")
        elif isinstance(item, float):
            raise TypeError("a float is never exact: write the number as text")
    return ascii_keys


def _ordered(value: object) -> object:
    """A copy of `value` with its keys in the order of their UTF-16 code units (RFC 8785, section 3.2.3)."""
    top: list[object] = [value]
    opened: list[list[object] | dict[str, object]] = [top]
    for holder in opened:  # grows as containers are copied
        slots = list(enumerate(holder)) if isinstance(holder, list) else list(holder.items())
        for slot, item in slots:
            copy: list[object] | dict[str, object]
            if isinstance(item, dict):
                copy = {key: item[key] for key in sorted(item, key=_utf16)}
            elif isinstance(item, list | tuple):
                copy = list(item)
            else:
                continue
            holder[slot] = copy  # type: ignore[index]
            opened.append(copy)
    return top[0]


def _utf16(key: str) -> bytes:
    """A key as the code units it is sorted by: a character beyond U+FFFF is two, and sorts before U+E000."""
    return key.encode("utf-16-be")
