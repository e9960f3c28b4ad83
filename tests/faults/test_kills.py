"""Processes killed at random points of whatever writes. `LEDGER_FULL=1` kills 100 of each kind on each database."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.faults.conftest import Ordeal

FULL = os.environ.get("LEDGER_FULL") == "1"
#: Of each operation, on each database.
KILLS = 100 if FULL else 2


def test_whatever_is_killed_loses_nothing_acknowledged_and_leaves_nothing_by_half(
    new_ordeal: Callable[[str, int], Ordeal], operation: str
) -> None:
    ordeal = new_ordeal(operation, 300 if FULL and operation == "import" else 20)
    place = ordeal.prepared()
    begun = time.monotonic()
    whole = ordeal.run(place)
    took = time.monotonic() - begun
    assert whole.code == 0, whole.text
    ordeal.survived(place, *whole)
    dice = random.Random()
    left: list[int] = []
    for _ in range(KILLS):
        place = ordeal.prepared()
        after = dice.uniform(0, took * 1.1)
        outcome = ordeal.run(place, kill_after=after)
        left.append(outcome.code)
        ordeal.survived(place, *outcome)
    assert set(left) <= {0, -9}
