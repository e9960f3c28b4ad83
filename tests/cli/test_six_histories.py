"""Six histories of numbers, entered as a fact-checker would: what page, card and story say on top."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.book import Ledger
from tests.cli.six_histories import HISTORIES

#: What stands on top of the page of each, without the steps.
TOP = {
    "straws": "Eco-Cycle computed it from “around 500 million straws a day” by Milo Cress [drinking straws used]: "
    "500 million × 365 = 182.5 billion, right, as far as its words go; look at this first: one origin behind many "
    "reports.",
    "bus": "Vote Leave computed “£350 million a week” from “£18.8 billion a year” by HM Treasury [gross contribution "
    "of the UK to the EU budget, before the rebate]: 18.8 billion ÷ 52 week/year = 361.538 million, wrong; look at "
    "this first: the sum does not come out, at Vote Leave.",
    "fish": "Ellen MacArthur Foundation projected “by 2050, more plastics than fish (by weight)”; look at this first: "
    "made firmer than it is.",
    "steps": "Yamasa coined “10,000 steps a day”; look at this first: hedge added.",
    "migration": "Out of date: “606,000” by ONS was corrected to “745,000” by ONS.",
    "jobs": "Carl Benedikt Frey and Michael Osborne estimated “about 47 percent of total US employment”; look at this "
    "first: made firmer than it is.",
}
#: The findings on each figure and what it rests on that are more than a note.
FOUND = {
    "straws": {"single-origin"},
    "bus": {"arithmetic-mismatch", "single-origin", "upstream-disputed"},
    "fish": {"nature-upgraded", "single-origin"},
    "steps": {"hedge-added", "single-origin"},
    "migration": {"label-changed", "single-origin", "upstream-corrected"},
    "jobs": {"hedge-dropped", "nature-upgraded", "single-origin"},
}


@pytest.fixture(params=HISTORIES, name="name")
def _name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(name="history")
def _history(name: str, tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.create(tmp_path / "ledger.db", who="Ann") as ledger:
        ledger.record(HISTORIES[name][0])
        yield ledger


def words(ledger: Ledger, reference: str, form: str) -> str:
    """An export as it is read, without the numbers of steps."""
    stream = io.StringIO()
    ledger.export(stream, references=[reference], format=form)
    text = re.sub(r"<(style|script)\b.*?</\1>", "", stream.getvalue(), flags=re.DOTALL)
    text = " ".join(html.unescape(re.sub(r"<[^>]*>", "", re.sub(r"</(p|li|dt|dd|h\d)>", " ", text))).split())
    return re.sub(r" \(step [0-9]+\)", "", text)


def test_page_card_and_story_say_on_top_what_matters(history: Ledger, name: str) -> None:
    _, figure, story = HISTORIES[name]
    for form in ("html", "card"):
        assert TOP[name] in words(history, figure, form)
    assert TOP[name].partition(";")[0] in words(history, story, "html")


def test_what_is_found_is_what_a_fact_checker_would_say(history: Ledger, name: str) -> None:
    trace = history.trace(HISTORIES[name][1])
    assert {finding.code for finding in trace.findings if finding.severity != "info"} == FOUND[name]


def test_no_sentence_of_a_page_is_given_twice_in_one_answer(history: Ledger, name: str) -> None:
    stream = io.StringIO()
    history.export(stream, references=[HISTORIES[name][1]], format="html")
    for answer in re.findall(r"<dd\b.*?</dd>", stream.getvalue(), flags=re.DOTALL):
        sentences = re.findall(r"<p[^>]*>(.*?)</p>", answer, flags=re.DOTALL)
        assert len(sentences) == len(set(sentences)), answer


def test_who_leaves_the_number_out_does_not_repeat_it(tmp_path: Path) -> None:
    with Ledger.create(tmp_path / "ledger.db", who="Ann") as ledger:
        vague = {"text": "ever more people", "value": None, "hedge": "vague"}
        ledger.record(
            [
                {
                    "record": "figure", "key": "a", "quantity": "5,000 people", "reported_by": ["A"], "primary": True,
                },
                {
                    "record": "figure", "key": "b", "quantity": "5,000 people", "reported_by": ["B"], "relays": "a",
                },
                {"record": "figure", "key": "c", "quantity": vague, "reported_by": ["C"], "relays": "a"},
            ]
        )  # fmt: skip
        (message,) = (
            finding.message for finding in ledger.trace("b").findings if finding.code == "single-origin"
        )
    assert "1 repeats it, 1 passes it on without a number" in message


def test_what_the_words_of_a_relay_say_is_not_called_unsaid() -> None:
    with Ledger.create("sqlite://", who="Ann") as ledger:
        ledger.record(HISTORIES["migration"][0])
        page = words(ledger, "paper-606", "html")
    # “Net migration into the UK was 606,000 in 2022” says what is counted, where and when.
    assert "Not said; upstream: it is estimated" in page
    assert "upstream: it counts net migration" not in page


def test_a_statement_without_a_number_is_not_called_one() -> None:
    with Ledger.create("sqlite://", who="Ann") as ledger:
        ledger.record(HISTORIES["fish"][0])
        page = words(ledger, "sketch-now", "html")
    assert "Where this statement comes from" in page
    assert "It states no number that somebody could repeat" in page
    assert "this number" not in page.partition("The path of the number")[0]


def test_an_advice_does_not_repeat_what_the_message_ends_with() -> None:
    with Ledger.create("sqlite://", who="Ann") as ledger:
        for records, _, _ in HISTORIES.values():
            ledger.record(records)
        for _, figure, story in HISTORIES.values():
            for reference in (figure, story):
                found = words(ledger, reference, "html")
                assert "Write the new number. Write the new number" not in found
                assert "Write whose count it is" not in found
                assert "Write how the number came about" not in found
