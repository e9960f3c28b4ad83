"""A slogan or a guess is an origin that nobody counted, and is said to be one; our own slips are in no list."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ledger.book import Ledger


@pytest.fixture
def coined(make_ledger: Callable[..., Ledger]) -> Ledger:
    """A slogan that another party repeats."""
    ledger = make_ledger()
    ledger.add("500 million straws a day", reported_by=["A campaign"], nature="coined", key="slogan")
    ledger.add("500 million straws a day", reported_by=["A paper"], relays="slogan", key="paper")
    return ledger


def test_a_coined_figure_is_an_origin(coined: Ledger) -> None:
    trace = coined.trace("paper")
    assert [origin.primary for origin in trace.origins] == [True]
    assert "origin-unknown" not in {finding.code for finding in trace.findings}
    coined.verify(deep=True)


def test_a_slip_that_was_mended_or_removed_is_in_no_list(coined: Ledger) -> None:
    coined.amend("slogan", place="US")
    coined.remove("paper")
    (listed,) = coined.list()
    assert (listed.entry.record.place, listed.status) == ("US", "current")
    assert [found.entry.record.place for found in coined.search("straws")] == ["US"]
