"""Scanning files, sources and standard input, and searching for how a figure was computed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from ledger.model.schema import read_schema

if TYPE_CHECKING:
    from tests.cli.conftest import Desk

WORKED_CASE = (Path(__file__).parents[1] / "article" / "worked_case.txt").read_text(encoding="utf-8")


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_text(WORKED_CASE, encoding="utf-8")
    return path


def scanned(desk: Desk, *words: str, **how: Any) -> Any:
    """What a scan prints as JSON, which its schema allows."""
    document = desk("scan", *words, "--json", **how).json()
    jsonschema.validate(document, read_schema("scan.schema.json"))
    return document


def derived(desk: Desk, reference: str, code: int = 0) -> Any:
    """What a search for a derivation prints as JSON, which its schema allows."""
    answer = desk.answer("derive", reference, "--json")
    assert answer.code == code, answer
    document = answer.json()
    jsonschema.validate(document, read_schema("derive.schema.json"))
    return document


def test_a_file_is_scanned(desk: Desk, article: Path) -> None:
    document = scanned(desk, str(article))
    assert document["text"]["characters"] == len(WORKED_CASE)
    first = document["figures"][0]
    assert WORKED_CASE[slice(*first["number_span"])] == "100"
    assert first["quantity"]["hedge"] == "nearly"
    assert [party["name"] for party in first["attributed_to"]] == ["UK Ministry of Defence"]
    (link,) = (link for link in document["links"] if link["confidence"] >= 0.5)
    assert (link["relation"], link["inputs"], link["outcome"]) == ("derivation", {"weekly": "s1"}, "exact")


def test_standard_input_and_a_source_give_the_same(desk: Desk, article: Path) -> None:
    from_file = scanned(desk, str(article))
    assert scanned(desk, "-", stdin=WORKED_CASE) == from_file
    desk("capture", str(article), "--title", "The article", "--key", "article")
    figures = scanned(desk, "article")["figures"]
    assert [figure["quantity"] for figure in figures] == [
        figure["quantity"] for figure in from_file["figures"]
    ]


def test_a_person_reads_what_was_found(desk: Desk, article: Path) -> None:
    out = " ".join(desk("scan", str(article)).out.split())
    assert "Nearly 100 Russian soldiers a week (95%)" in out
    assert 'stated by UK Ministry of Defence ("the ministry")' in out
    assert "weekly * 52 week/year, with weekly = Nearly 100 Russian soldiers a week: exact" in out


def test_a_recorded_figure_is_named(desk: Desk, article: Path) -> None:
    desk("add", "close to 100 soldiers a week", "--reported-by", "UK Ministry of Defence", "--key", "weekly")
    weekly = desk("trace", "weekly", "--json").json()["figure"]
    assert scanned(desk, str(article))["figures"][0]["like"] == [weekly]


def test_what_is_neither_a_file_nor_a_source_is_refused(desk: Desk) -> None:
    answer = desk.answer("scan", "nowhere.txt")
    assert answer.code == 2
    assert "neither a file nor a source" in answer.err


def test_a_file_is_scanned_without_a_ledger(
    desk: Desk, article: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ledger.cli import run

    monkeypatch.chdir(article.parent)
    monkeypatch.delenv("LEDGER_DB", raising=False)
    assert run(["scan", str(article), "--json"]) == 0


def test_a_derivation_is_found_again(desk: Desk) -> None:
    for phrase, key in (("100 convictions a week", "weekly"), ("about 5,200 convictions a year", "yearly")):
        desk("add", phrase, "--reported-by", "UK Ministry of Defence", "--key", key)
    weekly = desk("trace", "weekly", "--json").json()["figure"]
    first = derived(desk, "yearly")["proposals"][0]
    assert first["formula"] == "weekly * 52 week/year"
    assert first["inputs"] == {"weekly": weekly}
    assert first["outcome"] == "exact"
    assert "by chance" in first["reason"]


def test_coincidence_is_met_with_silence(desk: Desk) -> None:
    for number, phrase in enumerate(
        ("120 houses", "80 children", "40 seats", "200 kinds of sweets", "17 dogs")
    ):
        desk("add", phrase, "--reported-by", "A", "--key", f"a{number}")
    assert derived(desk, "a2", code=1)["proposals"] == []
    assert "coincidence" in desk.answer("derive", "a2").err
