"""What commands say where a table holds what fits nowhere, and where it is the program that is wrong."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from ledger.book import Ledger
from ledger.errors import LedgerError, StoreError, TamperError
from ledger.store import tables as t
from ledger.store.engine import reading
from tests.attacks.test_flipped_bits import READ

#: Values of which no column has use for every one.
ODD = ["'x'", "NULL", "999999", "-1", "''"]
CHANGES = 400 if os.environ.get("LEDGER_FULL") == "1" else 30

Tampering = Callable[[Ledger], AbstractContextManager[Connection]]


def changes() -> Iterator[tuple[str, str, str]]:
    """A table, a column of it, and what is put there."""
    for table in t.metadata.sorted_tables:
        for column in table.columns:
            yield from ((table.name, column.name, odd) for odd in ODD)


@pytest.mark.parametrize("number", range(CHANGES))
def test_a_row_that_fits_nowhere_is_an_error_with_a_way_to_mend_it(
    number: int, small: Ledger, tampering: Tampering
) -> None:
    table, column, odd = random.Random(number).choice(list(changes()))
    try:
        with tampering(small) as connection:
            held = f"SELECT {column} FROM {table} LIMIT 1"
            connection.execute(text(f"UPDATE {table} SET {column} = {odd} WHERE {column} IN ({held})"))
    except DBAPIError:
        # PostgreSQL takes no text for a number, and neither takes nothing where something must be.
        return
    for error in filter(None, (refused(small, ask) for ask in READ.values())):
        assert error.message
        assert "\n" not in error.message
        assert error.hint or isinstance(error, TamperError)


def refused(ledger: Ledger, ask: Callable[[Ledger], object]) -> LedgerError | None:
    """The ledger's own error where it cannot answer."""
    try:
        ask(ledger)
    except LedgerError as error:
        return error
    return None


def test_a_suspicion_names_the_command_that_verifies(small: Ledger, tampering: Tampering) -> None:
    with tampering(small) as connection:
        connection.execute(text("UPDATE edge SET relation = 'rumour'"))
    with pytest.raises(StoreError, match="does not fit together") as caught:
        small.trace("year")
    assert caught.value.hint is not None
    assert caught.value.hint.startswith("ledger verify --deep")
    with pytest.raises(TamperError):
        small.verify(deep=True)


def test_a_fault_of_the_program_is_not_taken_for_damage(large: Ledger) -> None:
    database = large._context.database
    asked: list[str] = []
    event.listen(database, "before_cursor_execute", lambda *given: asked.append(given[2]))
    for fault in (TypeError("a fault"), ValueError("a fault"), MemoryError("a fault"), KeyError("a fault")):
        with pytest.raises(type(fault), match="a fault"), reading(database):
            raise_it(fault)
    # Nothing was looked through because of it.
    assert not [statement for statement in asked if "entry" in statement]


def raise_it(fault: Any) -> None:
    """Be at fault."""
    raise fault
