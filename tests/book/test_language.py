"""In which language a quantity in words is read: the quote's, else the source's, else the one given."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from typing import Any

import pytest

from ledger import Ledger
from ledger.errors import InputError

GERMAN = "knapp 5,2 Milliarden Euro"


def read_as(ledger: Ledger, key: str) -> Mapping[str, Any]:
    quantity: Mapping[str, Any] = ledger.show(key).record.line["quantity"]
    return quantity


def test_the_language_of_a_quantity_can_be_given(ledger: Ledger) -> None:
    ledger.add(GERMAN, reported_by=["Destatis"], key="fig-1", language="de")
    quantity = read_as(ledger, "fig-1")
    assert (quantity["value"], quantity["hedge"], quantity["unit"]) == ("5200000000", "nearly", "EUR")


def test_the_source_says_the_language(ledger: Ledger) -> None:
    source = {"record": "source", "key": "s", "url": "https://example.org/a", "language": "de-AT"}
    figure = {
        "record": "figure",
        "key": "fig-1",
        "quantity": GERMAN,
        "reported_by": ["Destatis"],
        "source": "s",
    }
    ledger.record([source, figure])
    assert read_as(ledger, "fig-1")["hedge"] == "nearly"
    # A source that is in the ledger already says it, too, and comes before the language given.
    ledger.add("rund 100 Urteile pro Woche", reported_by=["A"], source="s", key="fig-2", language="en")
    assert read_as(ledger, "fig-2")["unit"] == "Urteil/week"


def test_the_quote_comes_before_the_source(ledger: Ledger) -> None:
    ledger.record([{"record": "source", "key": "s", "url": "https://example.org/a", "language": "de"}])
    quote = {"exact": "1.234 tonnes", "language": "en"}
    ledger.add("1.234 tonnes", reported_by=["A"], source="s", quote=quote, key="fig-1")
    assert read_as(ledger, "fig-1")["value"] == "1.234"


def test_an_import_can_be_given_a_language(ledger: Ledger) -> None:
    line = json.dumps({"record": "figure", "key": "fig-1", "quantity": GERMAN, "reported_by": ["Destatis"]})
    ledger.import_(io.BytesIO(line.encode()), name="in.jsonl", language="de")
    assert read_as(ledger, "fig-1")["value"] == "5200000000"


def test_a_language_without_a_lexicon_is_refused(ledger: Ledger) -> None:
    with pytest.raises(InputError, match="'xx' cannot be read") as caught:
        ledger.add("5 people", reported_by=["A"], language="xx")
    assert "de, en" in (caught.value.hint or "")


@pytest.mark.parametrize(
    ("up", "down", "code"),
    [
        ("rund 500 Tote", "etwa 500 Tote", None),
        ("500 Tote", "500 Verletzte", "label-changed"),
        ("ein Plus von 5 %", "ein Minus von 5 %", "direction-changed"),
    ],
)
def test_a_relay_is_compared_in_the_language_given(
    ledger: Ledger, up: str, down: str, code: str | None
) -> None:
    ledger.add(up, reported_by=["A"], key="up", primary=True, language="de")
    ledger.add(down, reported_by=["B"], key="down", relays="up", language="de")
    found = [finding.code for finding in ledger.check(["down"]).findings if finding.code.endswith("changed")]
    assert found == ([] if code is None else [code])


def test_words_of_two_languages_are_not_compared_where_one_is_given(ledger: Ledger) -> None:
    ledger.add("about 500 people", reported_by=["A"], key="up", primary=True)
    ledger.add("rund 500 Menschen", reported_by=["B"], key="down", relays="up", language="de")
    assert [
        finding.code for finding in ledger.check(["down"]).findings if finding.code.endswith("changed")
    ] == []


def test_the_language_given_is_kept_where_nothing_else_says_it(ledger: Ledger) -> None:
    ledger.record([{"record": "source", "key": "s", "url": "https://example.org/a", "language": "de"}])
    ledger.add("rund 500 Menschen", reported_by=["A"], key="alone", language="de")
    ledger.add("rund 500 Menschen", reported_by=["B"], key="sourced", source="s", language="de")
    ledger.add("about 500 people", reported_by=["C"], key="english", language="en")
    lines = io.StringIO()
    ledger.export(lines, references=["alone", "sourced", "english"])
    languages = {
        record["key"]: record.get("language")
        for record in map(json.loads, lines.getvalue().splitlines())
        if record["record"] == "figure"
    }
    assert languages == {"alone": "de", "sourced": None, "english": None}
