"""Advice below a finding: what its message says already is not said again."""

from __future__ import annotations

import pytest

from ledger.view.wording import advice_beyond


@pytest.mark.parametrize(
    ("message", "advice", "beyond"),
    [
        (
            "the source counts troops per year, the relay troops without a time. Write the time of the source.",
            "Write the time of the source. The finding goes when both can mean the same time.",
            "The finding goes when both can mean the same time.",
        ),
        (
            "8 parties rest on one count. Write whose number it is, or find somebody who counted independently.",
            "Write whose count it is, and look for somebody who counted independently. The finding goes when a second "
            "origin is recorded.",
            "The finding goes when a second origin is recorded.",
        ),
        (
            "the source says “close to 100”, the relay “about 100”. Write “close to 100”.",
            "Write the hedge of the source, or go back to the figure before it.",
            "Write the hedge of the source, or go back to the figure before it.",
        ),
        (
            "a source and neither quote nor locator. Add the quote or the page: ledger amend REF --quote …",
            "Add the quote or the page: ledger amend REF --quote …. The finding goes when either is there.",
            "The finding goes when either is there.",
        ),
    ],
)
def test_an_advice_does_not_repeat_the_end_of_the_message(message: str, advice: str, beyond: str) -> None:
    assert advice_beyond(message, advice) == beyond
