"""Text of one party does not turn round what stands beside it, whichever way it is written."""

from __future__ import annotations

import io

import pytest

from ledger.book import Ledger
from ledger.cli.console import Console
from ledger.model.visible import isolated, visible
from tests.formats.sheets import written

ARABIC = "المرصد السوري"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Mediazona, 2023-07-19", "Mediazona, 2023-07-19"),
        (f"{ARABIC}, 2023-07-19", f"\u2068{ARABIC}\u2069, 2023-07-19"),
        ("אבג (דה), 12", "\u2068אבג\u2069 (\u2068דה\u2069), 12"),
        ("Реутерс, 5", "Реутерс, 5"),
    ],
)
def test_a_run_from_right_to_left_is_set_apart(line: str, expected: str) -> None:
    assert isolated(line) == expected


def test_nobody_else_can_set_text_apart() -> None:
    assert isolated(visible("\u2068a\u2069")) == "\\u2068a\\u2069"


def test_terminal_notes_and_page_set_names_apart(ledger: Ledger) -> None:
    ledger.add("12 people", reported_by=[ARABIC, "Reuters"], stated="2024-05-01", primary=True)
    out = io.StringIO()
    Console(out).put(f"{ARABIC} and Reuters, 2024-05-01")
    for text in (out.getvalue(), *(written(ledger, name).decode() for name in ("cite", "markdown", "html"))):
        assert f"\u2068{ARABIC}\u2069" in text
