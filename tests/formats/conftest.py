"""The ledgers whose pages are read and opened."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ledger.book.worked_case import RECORDS
from tests.formats.page_desk import ODD, Desk

if TYPE_CHECKING:
    from tests.conftest import Clock


@pytest.fixture
def clock(make_clock: Callable[[], Clock]) -> Clock:
    """A set clock."""
    return make_clock()


@pytest.fixture
def worked(tmp_path: Path, clock: Clock) -> Desk:
    """The worked case."""
    return Desk(tmp_path, [dict(record) for record in RECORDS], clock)


@pytest.fixture
def odd(tmp_path: Path, clock: Clock) -> Desk:
    """A story with everything odd in it."""
    desk = Desk(tmp_path, ODD, clock)
    desk.ledger.redact("cases", "note", reason="a private matter")
    return desk
