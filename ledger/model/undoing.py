"""Finds the corrections that are in force: a correction that was itself corrected is undone."""

from __future__ import annotations

from collections.abc import Iterable


def holding(corrections: Iterable[tuple[int, int]]) -> set[int]:
    """Return the corrections that were not undone, of pairs (its sequence number, that of what it corrects).

    A correction is in force unless another one in force refers to it. References point backwards, so that whatever
    refers to a correction has a greater sequence number: one pass from the newest entry down is enough.
    """
    undone: set[int] = set()
    held: set[int] = set()
    for seq, of in sorted(corrections, reverse=True):
        if seq not in undone:
            held.add(seq)
            undone.add(of)
    return held
