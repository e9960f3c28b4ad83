"""Makes frozen records as fast as others: a record is filled in as an instance of a twin, and then becomes what it is.

`__init__` of a frozen dataclass sets each field by a call of ``object.__setattr__``. A twin with the same slots that is
not frozen sets them three times as fast, and an object may change its class for one with the same slots. The twin is
given its fields by position: names that come from JSON would be compared with all of its own. Most of the time that it
takes to decode a figure goes into this, and a check of a whole ledger decodes all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, make_dataclass
from typing import Any, TypeVar, cast

R = TypeVar("R")


def quick(record_class: type[R]) -> Callable[[Mapping[str, Any]], R]:
    """Return what makes records of a frozen dataclass with slots from their fields by name, as the class does."""
    given: Any = record_class
    slots = [(part.name, part.type) for part in fields(given)]
    twin = make_dataclass(record_class.__name__, slots, slots=True, eq=False, repr=False)
    defaults = {part.name: part.default for part in fields(given)}
    required = [name for name, default in defaults.items() if default is MISSING]

    def made(values: Mapping[str, Any]) -> R:
        # In the order of the defaults; what is unknown comes last, and is an argument too many.
        filled = {**defaults, **values}
        for name in required:
            if filled[name] is MISSING:
                raise TypeError(f"{record_class.__name__} lacks {name}")
        record: Any = twin(*filled.values())
        record.__class__ = record_class
        return cast(R, record)

    return made
