"""Bits of the database file flipped at random: each is found by `verify`, or changes nothing that anybody reads.

`LEDGER_FULL=1` flips 5,000.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from pathlib import Path

from ledger.book import Ledger
from ledger.errors import LedgerError
from ledger.formats.trace_json import trace_document
from ledger.view.trace_view import resolve
from tests.fresh_ledger import fresh_ledger
from tests.store.conftest import RECORDS

FLIPS = 5_000 if os.environ.get("LEDGER_FULL") == "1" else 60

#: As many as make full tiles.
MANY = [*RECORDS, *({"record": "agent", "name": f"party {number}"} for number in range(260))]

#: What people read of a ledger.
READ: dict[str, Callable[[Ledger], object]] = {
    "export": lambda ledger: list(ledger.export_lines()),
    "trace": lambda ledger: trace_document(resolve(ledger.trace("year"))),
    "impact": lambda ledger: trace_document(resolve(ledger.impact("mz"))),
    "check": lambda ledger: list(ledger.check().findings.with_subjects()),
    "log": lambda ledger: list(ledger.log()),
    "show": lambda ledger: ledger.show("weekly"),
    "search": lambda ledger: ledger.search("convictions"),
    "verify": lambda ledger: ledger.verify(),
}


def answer(place: Path, ask: Callable[[Ledger], object]) -> object:
    """What a ledger answers; an error of its own where it cannot."""
    try:
        return ask(Ledger.open(place, who="Ann"))
    except LedgerError as error:
        return error


def test_every_flipped_bit_is_found_or_harmless(tmp_path: Path) -> None:
    whole = tmp_path / "whole.db"
    fresh_ledger(whole, name="desk", who="Ann").record(MANY)
    wanted = {name: answer(whole, ask) for name, ask in READ.items()}
    assert not [answers for answers in wanted.values() if isinstance(answers, LedgerError)]
    content = whole.read_bytes()
    written = [at for at, byte in enumerate(content) if byte]
    dice = random.Random()
    found = 0
    for number in range(FLIPS):
        # Much of a file is empty: every other bit is one of what is written.
        at = dice.choice(written) if number % 2 else dice.randrange(len(content))
        flipped = bytearray(content)
        flipped[at] ^= 1 << dice.randrange(8)
        damaged = tmp_path / f"{number}.db"
        damaged.write_bytes(flipped)
        answers = {name: answer(damaged, ask) for name, ask in READ.items()}
        deep = answer(damaged, lambda ledger: ledger.verify(deep=True))
        if isinstance(deep, LedgerError):
            found += 1
            assert deep.message
            assert "\n" not in deep.message
        else:
            assert answers == wanted, f"bit flipped at {at} of {damaged}"
        damaged.unlink()
    assert found > FLIPS // 10
