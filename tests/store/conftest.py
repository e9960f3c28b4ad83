"""Ledgers to damage, and the hand that damages them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ledger.book import Ledger
from ledger.errors import TamperError

RECORDS: list[dict[str, Any]] = [
    {"record": "agent", "name": "Mediazona", "aliases": ["Медиазона", "MZ"]},
    {"record": "source", "key": "update", "url": "https://example.org", "title": "Intelligence update"},
    {"record": "snapshot", "source": "update", "text": "close to 100 soldiers a week"},
    {"record": "figure", "key": "mz", "quantity": "100 convictions per week", "reported_by": ["Mediazona"]},
    {
        "record": "figure",
        "key": "mod",
        "relays": "mz",
        "source": "update",
        "quote": {"exact": "close to 100 soldiers a week", "translation": "около 100"},
        "note": "seen on paper",
        "reported_by": ["UK Ministry of Defence", "Mediazona"],
    },
    {"record": "figure", "key": "year", "quantity": "5,200 convictions per year",
     "derived_from": {"inputs": {"weekly": "mod", "other": "mz"}, "formula": "weekly * 52 + other - other"}},
    {"record": "review", "of": "year", "verdict": "confirmed"},
    {"record": "correction", "of": "mz", "by": "year", "cause": "withdrawn"},
    {"record": "same", "refs": ["mz", "mod"]},
    {"record": "key", "key": "weekly", "of": "mod"},
]  # fmt: skip
MANY = [*RECORDS, *({"record": "agent", "name": f"party {number}"} for number in range(600))]


Found = Callable[..., TamperError]


@pytest.fixture
def found() -> Found:
    """Gives the damage that verifying finds."""

    def find(ledger: Ledger, *, deep: bool = True) -> TamperError:
        with pytest.raises(TamperError) as caught:
            ledger.verify(deep=deep)
        assert caught.value.message
        return caught.value

    return find


@pytest.fixture
def small(make_ledger: Callable[..., Ledger]) -> Ledger:
    """A ledger with a row in every table but `tile`."""
    ledger = make_ledger()
    ledger.record(RECORDS)
    return ledger


@pytest.fixture
def large(make_ledger: Callable[..., Ledger]) -> Ledger:
    """A ledger of more than 600 entries, so that there are two full tiles."""
    ledger = make_ledger()
    ledger.record(MANY)
    return ledger
