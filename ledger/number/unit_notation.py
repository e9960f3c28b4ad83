"""The notation of units in records: singular nouns, ``/`` for per, ``^2``. What they mean is in `unit`."""

from __future__ import annotations

import re
from functools import lru_cache

# Letters of any script, so that a desk may count in its own language; signs such as % or € have names.
_NOUN = r"[^\W\d][\w'’.\-]*(?:\^[1-9])?"
_UNIT = re.compile(rf"(?:1|{_NOUN}(?: {_NOUN})*(?:\*{_NOUN})*)(?:/{_NOUN}(?: {_NOUN})*)*")


@lru_cache(maxsize=1024)
def unit_problem(text: str) -> str | None:
    """Say what is wrong with a unit's notation, or None."""
    if _UNIT.fullmatch(text) is None:
        return (
            "not a unit: write plain singular nouns with / for per and ^2 for squared, such as "
            "conviction/week, GBP/person/year, percent, km^2, or 1 for a bare number"
        )
    return None
