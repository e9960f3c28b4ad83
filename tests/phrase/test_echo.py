"""Numbers as an entry is echoed: thousands set apart and the scale in words, so that the noughts can be counted."""

from __future__ import annotations

import pytest

from ledger.phrase.rendering import render_count, render_scale


@pytest.mark.parametrize(
    ("number", "unit", "echo"),
    [
        ("500000000", "straw/day", "500,000,000 straw/day (500 million)"),
        ("1250000000", "GBP", "1,250,000,000 GBP (1.25 billion)"),
        ("5200", "conviction/year", "5,200 conviction/year"),
        ("-71500000", "USD", "-71,500,000 USD (-71.5 million)"),
        ("1234567", None, "1,234,567 (1.234567 million)"),
        ("1/3", "voter", "1/3 voter"),
        ("5", "1", "5"),
    ],
)
def test_a_number_is_echoed_with_its_scale(number: str, unit: str | None, echo: str) -> None:
    assert render_count(number, unit) == echo


def test_the_scale_is_in_the_words_of_the_language() -> None:
    assert render_scale("5200000000", "de") == "5,2 Milliarden"
    assert render_count("5200000000", "EUR", "de") == "5.200.000.000 EUR (5,2 Milliarden)"
