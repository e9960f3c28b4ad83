"""Findings on quotes: exact to the digit, over all snapshots of a source, told alike by a trace and by a check."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ledger.book import Ledger
from ledger.book.capturing import Capture

URL = "https://example.org/update"
TEXT = "It said that close to 100 soldiers a week were convicted."
CODES = {"quote-lacks-number", "quote-not-found", "quote-gone", "no-locator", "not-archived"}


@pytest.fixture
def codes(make_ledger: Callable[..., Ledger]) -> Callable[..., set[str]]:
    """The codes on a figure with these fields, after these texts were captured one after another."""

    def tell(*texts: str, **fields: Any) -> set[str]:
        ledger = make_ledger()
        ledger.add("close to 100 soldiers a week", reported_by=["MoD"], key="weekly", source=URL, **fields)
        for text in texts:
            ledger.capture(text.encode(), Capture(name="update.txt", url=URL))
        traced = {found.code for found in ledger.trace("weekly").findings} & CODES
        assert traced == {found.code for found in ledger.check().findings} & CODES
        assert traced == {found.code for found in ledger.check(["weekly"]).findings} & CODES
        return traced

    return tell


def test_a_quote_in_the_newest_snapshot_is_in_order(codes: Callable[..., set[str]]) -> None:
    assert codes(TEXT, quote="close to 100 soldiers a week") == set()


def test_a_quote_in_no_snapshot_is_an_error(codes: Callable[..., set[str]]) -> None:
    assert codes(TEXT.replace("100", "101"), quote="close to 100 soldiers a week") == {"quote-not-found"}


def test_a_quote_in_an_older_snapshot_alone_is_gone(codes: Callable[..., set[str]]) -> None:
    newer = TEXT.replace("100", "120")
    assert codes(TEXT, newer, quote="close to 100 soldiers a week") == {"quote-gone"}


def test_a_quote_that_has_another_number_is_an_error(codes: Callable[..., set[str]]) -> None:
    assert codes(TEXT, quote="soldiers a week were convicted") == {"quote-lacks-number"}


def test_a_figure_says_where_it_stands_and_its_page_is_kept(codes: Callable[..., set[str]]) -> None:
    assert codes() == {"no-locator", "not-archived"}
    assert codes(locator="para 1") == {"not-archived"}
    assert codes(TEXT) == {"no-locator"}


def test_what_was_retracted_has_no_quote_to_mend(make_ledger: Callable[..., Ledger]) -> None:
    ledger = make_ledger()
    ledger.add("5 people", reported_by=["MoD"], key="five", source=URL, quote="6 people")
    ledger.retract("five", reason="withdrawn")
    assert not {found.code for found in ledger.check().findings} & CODES
    assert not {found.code for found in ledger.trace("five").findings} & CODES
