"""Lists, counts and recorders in words. A module of its own, as many commands need nothing else of a view."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from ledger.trace.material import RecorderSignature

#: Words for the signature of a recorder, by its standing.
_SIGNED: Final = {
    "good": "{} (signed)",
    "revoked": "{} (signed by a key that had been replaced or revoked)",
    "unknown": "{}, as asserted (signed by a key that was not introduced as theirs)",
    "bad": "{}, as asserted (a signature in their name is not good)",
}


def listed(names: Sequence[str]) -> str:
    """Return names as a list in words: ``a, b and c``."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def counted(number: int, singular: str, plural: str | None = None) -> str:
    """Return a number with its noun: ``1 figure``, ``2 figures``."""
    return f"{number:,} {singular if number == 1 else plural or f'{singular}s'}"


def recorder_words(by: str, signature: RecorderSignature | None) -> str:
    """Return the name of a recorder, and whether it is signed or only asserted."""
    return _SIGNED[signature.standing].format(by) if signature is not None else f"{by}, as asserted"
