"""What is accepted of a scan goes into the ledger in one submission, by decisions as JSON Lines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from ledger.model.schema import read_schema

if TYPE_CHECKING:
    from tests.cli.conftest import Answer, Desk

ARTICLE = Path(__file__).parents[1] / "article" / "worked_case.txt"


@pytest.fixture
def article(desk: Desk, tmp_path: Path) -> Desk:
    """A desk with the text of the worked case."""
    (tmp_path / "article.txt").write_bytes(ARTICLE.read_bytes())
    return desk


def entered(desk: Desk, *decisions: dict[str, Any], document: str = "article.txt") -> Answer:
    """What comes of decisions on the proposals of a document."""
    lines = "\n".join(json.dumps(decision) for decision in decisions)
    return desk.answer("scan", document, "--add", "--decisions", "-", "--json", stdin=lines)


def accept(proposal: str, **fields: Any) -> dict[str, Any]:
    """The decision that enters a proposal."""
    return {"proposal": proposal, "action": "accept", "fields": fields}


def size(desk: Desk) -> int:
    """How many records there are."""
    return len(desk("log").out.splitlines())


def test_what_is_accepted_is_entered_with_its_place_and_its_links(article: Desk) -> None:
    skipped = {"proposal": "s3", "action": "skip"}
    answer = entered(article, accept("s2", key="yearly"), accept("s1", key="weekly"), skipped, accept("s5"))
    assert answer.code == 0, answer
    document = answer.json()
    jsonschema.validate(document, read_schema("outcomes.schema.json"))
    kinds = [outcome["record"] for outcome in document["outcomes"]]
    # The ministry passes on a number of Mediazona's, which is a figure of its own.
    assert (kinds.count("figure"), kinds.count("source"), kinds.count("snapshot")) == (4, 1, 1)
    shown = article("trace", "yearly").out
    assert "weekly * 52 week/year" in shown
    assert "UK Ministry of Defence" in shown
    figure = article("show", "weekly", "--json").out
    assert "Nearly 100 Russian soldiers a week" in figure
    assert "are being convicted for refusin" in figure


def test_a_draft_then_lists_what_was_skipped(article: Desk) -> None:
    article("draft", "new", "article.txt", "--key", "story")
    answer = entered(article, accept("s1"), accept("s2"), accept("s5"), document="story")
    assert answer.code == 0, answer
    figures = article("draft", "status", "story", "--json").json()["figures"]
    left = [figure["words"] for figure in figures if figure["state"] == "not-entered"]
    assert left == ["two soldiers", "two years"]


def test_fields_go_before_the_scan_and_name_proposals(article: Desk) -> None:
    fields = {"inputs": {"a_week": "s1"}, "formula": "a_week * 52", "reported_by": ["Our paper"]}
    answer = entered(article, accept("s1"), accept("s2", key="yearly", **fields))
    assert answer.code == 0, answer
    shown = article("trace", "yearly").out
    assert "a_week * 52" in shown
    assert "Our paper" in shown


def test_an_input_that_is_not_accepted_makes_no_link(article: Desk) -> None:
    assert entered(article, accept("s2", key="yearly")).code == 0
    assert "computed as" not in article("trace", "yearly").out


def origin_of(desk: Desk, key: str) -> dict[str, Any]:
    """The figure that one relays, as its trace has it."""
    trace = desk("trace", key, "--json").json()
    [link] = trace["links"]
    assert link["relation"] == "relay"
    [origin] = [figure for figure in trace["figures"] if figure["id"] == link["inputs"][0]["figure"]]
    assert isinstance(origin, dict)
    return origin


def test_a_number_that_a_party_passes_on_is_that_of_the_party_it_cites(article: Desk) -> None:
    assert entered(article, accept("s1", key="weekly", primary=True, label="convictions")).code == 0
    origin = origin_of(article, "weekly")
    assert [party["name"] for party in origin["reported_by"]] == ["Mediazona"]
    # Its own words were not seen, and what is said of the number here is not said by it.
    assert (origin["wording"], origin["label"], origin["primary"]) == ("unseen", "soldier", True)
    [weekly] = [f for f in article("trace", "weekly", "--json").json()["figures"] if f["key"] == "weekly"]
    assert [party["name"] for party in weekly["reported_by"]] == ["UK Ministry of Defence"]
    assert (weekly["label"], weekly["primary"]) == ("convictions", False)


def test_a_recorded_figure_of_the_party_that_is_cited_is_what_is_relayed(article: Desk) -> None:
    article("add", "100 convictions a week", "--reported-by", "Mediazona", "--primary", "--key", "mz-100")
    links = article("scan", "article.txt", "--json").json()["links"]
    offered = [link["inputs"] for link in links if link["relation"] == "relay" and link["figure"] == "s1"]
    assert offered == [[article("show", "mz-100", "--json").json()["record"]["id"]]]
    assert entered(article, accept("s1", key="weekly")).code == 0
    assert origin_of(article, "weekly")["key"] == "mz-100"


def test_whom_a_number_is_passed_on_from_can_be_put_right(article: Desk) -> None:
    decisions = accept("s1", key="weekly", passed_on=[]), accept("s2", key="yearly", passed_on=["Kremlin"])
    assert entered(article, *decisions).code == 0
    assert article("trace", "weekly", "--json").json()["links"] == []
    assert [party["name"] for party in origin_of(article, "yearly")["reported_by"]] == ["Kremlin"]


def test_words_that_the_scan_passed_over_can_be_entered(article: Desk) -> None:
    rise = {"proposal": "n1", "words": "a dramatic rise since March 2023", "action": "accept",
            "fields": {"hedge": "vague", "key": "awol", "reported_by": ["UK Ministry of Defence"]}}  # fmt: skip
    assert entered(article, rise).code == 0
    line = article("show", "awol", "--json").json()["record"]
    assert line["quantity"] == {"text": "a dramatic rise since March 2023", "hedge": "vague"}
    assert line["quote"]["suffix"].startswith(" in soldiers absent without")


@pytest.mark.parametrize(
    ("decisions", "words"),
    [
        ([accept("s1"), accept("s2", unit="//")], "decision:2: /fields/quantity/unit: s2: "),
        ([accept("s1"), accept("s5", relays="nobody")], "s5: no figure is called nobody"),
        ([accept("s1", key="a b"), accept("s5", nature="guessed")], "decision:1: /fields/key: s1: "),
        ([accept("s1", key="a b"), accept("s5", nature="guessed")], "s5: 'guessed' is none of"),
        ([accept("s1", key="same"), accept("s2", key="same")], "s2: another figure has the key same"),
        (
            [accept("s1", passed_on=["A"], relays="s5"), accept("s5")],
            "s1: a number is passed on from a party, or",
        ),
        ([accept("s1") | {"words": "two soldiers"}], "s1: this is a proposal of the scan"),
        ([accept("n1") | {"words": "Two Soldiers, then"}], "n1: the words do not stand in the text"),
        ([accept("n1") | {"words": "soldiers"}], "n1: the words stand in 4 places"),
        ([accept("n1") | {"words": 7}], "n1: words are a string or"),
        ([accept("s1"), accept("s99")], "the scan proposes no s99"),
        ([accept("s1"), accept("s1")], "decided once"),
        ([accept("s1"), {"proposal": "s2", "action": "maybe"}], "accept or skip"),
        ([accept("s1"), {"proposal": "s2", "action": "skip", "note": "x"}], "unknown field note"),
        ([accept("s1", peroid="2023")], "did you mean period?"),
        ([accept("s1"), accept("s2", inputs={"x": "s3"})], "s3 is not accepted"),
        ([accept("s1", relays="s2"), accept("s2", relays="s1")], "would come from itself"),
        ([accept("s1"), accept("s2", source="elsewhere")], "fields are an object without"),
        ([accept("s1"), accept("s2", relays=["s1"])], "relays"),
        ([accept("s1"), accept("s2", inputs="s1")], "inputs"),
    ],
)
def test_nothing_is_recorded_where_one_decision_is_wrong(
    article: Desk, decisions: list[dict[str, Any]], words: str
) -> None:
    before = size(article)
    answer = entered(article, *decisions)
    assert answer.code == 2, answer
    assert words in answer.err
    assert size(article) == before


def test_decisions_and_add_go_together(article: Desk) -> None:
    assert article.answer("scan", "article.txt", "--add").code == 2
    assert article.answer("scan", "article.txt", "--decisions", "-", stdin="{}").code == 2
    assert article("scan", "article.txt", "--add", "--json").json()["format"] == "ledger-scan/1"
