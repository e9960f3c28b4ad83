"""Limits on how much costly work one person may ask for: a budget that fills up again with time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Final, TypeVar

#: The points that a person may spend at once, and those that come back each second. A check or a scan costs 5.
BUDGET: Final = 100.0
PER_SECOND: Final = 5.0

Handler = TypeVar("Handler", bound=Callable[..., object])


def costs(points: int) -> Callable[[Handler], Handler]:
    """Mark a handler as one that costs so many points of its caller's budget."""

    def mark(handler: Handler) -> Handler:
        handler.cost = points  # type: ignore[attr-defined]
        return handler

    return mark


class Limits:
    """The budgets of all users of the desk (a token bucket each). Safe in any thread."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._left: dict[str, tuple[float, float]] = {}
        self._lock = threading.Lock()

    def spend(self, name: str, points: int) -> float:
        """Spend points of somebody's budget; return 0, or the seconds until there are enough."""
        with self._lock:
            now = self._clock()
            left, then = self._left.get(name, (BUDGET, now))
            left = min(BUDGET, left + (now - then) * PER_SECOND)
            if left < points:
                return (points - left) / PER_SECOND
            self._left[name] = (left - points, now)
            return 0.0
