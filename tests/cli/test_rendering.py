"""Hostile, wide and deep: what is printed stays readable and does what it says."""

from __future__ import annotations

import io
import json
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.cli.console import Console
from ledger.cli.text_width import columns, wrap
from ledger.model.visible import visible, visible_json

if TYPE_CHECKING:
    from tests.cli.conftest import Desk

HOSTILE = "\x1b[31mred\x07 \u202egnitar\u202c \u2066x\u2069 zero\u200bwidth \x9b1m \u2028 \u200f\u061c"
#: What steers a terminal, or cannot be seen.
UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\u061c\ufeff]")


def test_hostile_text_is_seen_and_does_nothing(desk: Desk) -> None:
    record = {
        "record": "figure",
        "key": "k",
        "label": HOSTILE,
        "quantity": "5 cats",
        "reported_by": [HOSTILE],
        "quote": HOSTILE,
        "locator": HOSTILE,
        "note": HOSTILE,
    }
    desk("add", "-", stdin=json.dumps(record))
    desk("review", "k", "disputed", "--note", HOSTILE, who=f"Ann {HOSTILE}")
    desk("retract", "k", "--reason", HOSTILE)
    for words in (["trace", "k"], ["show", "k"], ["log"], ["list"], ["check"], ["impact", "k"]):
        answer = desk.answer(*words)
        assert not UNSEEN.search(answer.out + answer.err), words
    assert "\\x1b[31mred\\x07 \\u202egnitar\\u202c" in desk("trace", "k").out


def test_json_keeps_hostile_text_to_the_letter(desk: Desk) -> None:
    record = {"record": "figure", "key": "k", "quantity": "5 cats", "reported_by": ["A"], "quote": HOSTILE}
    desk("add", "-", stdin=json.dumps(record))
    answer = desk("trace", "k", "--json")
    assert answer.json()["figures"][0]["quote"]["exact"] == HOSTILE
    assert not UNSEEN.search(answer.out)


def test_a_mistyped_reference_cannot_paint_the_screen(desk: Desk) -> None:
    answer = desk.answer("show", "\x1b[2Jgone")
    assert "\x1b" not in answer.err
    assert "\x1b" not in desk.answer("\x1b[2Jgone").err


@given(st.text())
def test_visible_text_is_one_line_that_can_be_seen(text: str) -> None:
    shown = visible(text)
    assert not UNSEEN.search(shown)
    assert "\n" not in shown


@given(st.dictionaries(st.text(), st.text()))
def test_visible_json_is_the_same_value(value: dict[str, str]) -> None:
    shown = visible_json(json.dumps(value, ensure_ascii=False))
    assert json.loads(shown) == value
    assert not UNSEEN.search(shown)


WORDS = st.text(st.sampled_from("abc 漢字e\u0301ﾊ "), max_size=80)


@given(WORDS, st.integers(2, 30))
def test_lines_are_no_wider_than_asked_and_lose_nothing(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert all(columns(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_a_url_stands_whole() -> None:
    url = "https://example.org/" + "path/" * 40
    assert url in wrap(f"in {url} para 3", 40)


def test_wide_and_combining_characters_are_counted() -> None:
    assert columns("漢字") == 4
    assert columns("e\u0301") == 1
    assert columns("Медиазона") == 9


def test_colours_are_for_terminals_that_want_them(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert Console.on(Terminal(), colour=True).coloured
    assert not Console.on(Terminal(), colour=False).coloured
    assert not Console.on(io.StringIO(), colour=True).coloured
    monkeypatch.setenv("NO_COLOR", "1")
    assert not Console.on(Terminal(), colour=True).coloured


def test_a_page_is_as_wide_as_the_terminal_within_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    for wide, expected in (("60", 60), ("90", 90), ("300", 100), ("10", 40)):
        monkeypatch.setenv("COLUMNS", wide)
        assert Console.on(Terminal(), colour=False).width == expected
        assert Console.on(io.StringIO(), colour=False).width == 80


def test_a_long_chain_goes_straight_down(desk: Desk) -> None:
    records = [
        {"record": "figure", "key": f"c-{n}", "quantity": "5 cats", "reported_by": [f"Party {n}"]}
        | ({"relays": f"c-{n - 1}"} if n else {"primary": True})
        for n in range(1500)
    ]
    desk("import", "-", stdin="\n".join(map(json.dumps, records)))
    printed = desk("trace", "c-1499").out
    assert "\n[1500] 5 cats · c-0\n" in printed
    assert max(map(columns, printed.splitlines())) <= 80


def test_deep_branches_are_continued_below(desk: Desk) -> None:
    records: list[dict[str, object]] = [
        {"record": "figure", "key": "n-0", "quantity": "1 cats", "reported_by": ["A"], "primary": True}
    ]
    for n in range(1, 30):
        side = {
            "record": "figure",
            "key": f"s-{n}",
            "quantity": "1 cats",
            "reported_by": [f"S{n}"],
            "primary": True,
        }
        inputs = {"inputs": {"a": f"n-{n - 1}", "b": f"s-{n}"}, "formula": "a + b"}
        top = {"record": "figure", "key": f"n-{n}", "quantity": f"{n + 1} cats", "reported_by": ["A"]}
        records += [side, top | {"derived_from": inputs}]
    desk("import", "-", stdin="\n".join(map(json.dumps, records)))
    printed = desk("trace", "n-29").out
    assert "continued below, at [" in printed
    assert "continued: " in printed
    assert max(map(columns, printed.splitlines())) <= 80
    numbered = re.findall(
        r"^[ │├└─]*\[(\d+)\] (?!continued: )", printed.split("\nOrigins\n")[0], re.MULTILINE
    )
    assert sorted(map(int, numbered)) == list(range(1, 60))


def test_a_figure_met_twice_is_printed_once(desk: Desk) -> None:
    desk("add", "100 cats", "--reported-by", "A", "--primary", "--key", "one")
    for key in ("two", "three"):
        desk("add", "100 cats", "--reported-by", key.upper(), "--relays", "one", "--key", key)
    inputs = ("--from", "x=two", "--from", "y=three", "--formula", "x + y")
    desk("add", "200 cats", "--reported-by", "D", *inputs, "--key", "sum")
    printed = desk("trace", "sum").out
    assert printed.count("· one\n") == 1
    assert "└─ see [3] above: 100 cats (A)" in printed
