"""The corrections that hold: one that was itself corrected was undone."""

from __future__ import annotations

from collections.abc import Iterable


def holding(corrections: Iterable[tuple[int, int]]) -> set[int]:
    """Return the corrections that were not undone, of pairs (its sequence number, that of what it corrects).

    A correction holds unless one that holds speaks of it. References point backwards, so that whatever speaks
    of a correction has a greater sequence number: one pass from the newest entry down settles it.
    """
    undone: set[int] = set()
    held: set[int] = set()
    for seq, of in sorted(corrections, reverse=True):
        if seq not in undone:
            held.add(seq)
            undone.add(of)
    return held
