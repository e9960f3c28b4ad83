"""The assembled trace, as a whole and as the JSON of the contract."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from ledger.formats.trace_json import check_document, finding_document, trace_document
from ledger.view.trace_view import resolve

if TYPE_CHECKING:
    from tests.trace.conftest import Story

SCHEMAS = Path(__file__).parents[2] / "schema"


def validator(name: str) -> Draft202012Validator:
    """The published schema of that name."""
    return Draft202012Validator(json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8")))


@pytest.fixture
def convictions(story: Story) -> Story:
    """Nearly 100 a week, about 5,200 a year: who had it from whom."""
    story.figure("mz", by=["Mediazona"], primary=True)
    for outlet in ("Moscow Times", "Ukrainska Pravda"):
        story.figure(outlet)
        story.chain("mz", outlet)
    story.figure("mod-100", by=["UK Ministry of Defence"], source="update", locator="para 1")
    story.chain("mz", "mod-100")
    story.figure(
        "mod-5200",
        by=["UK Ministry of Defence"],
        source="update",
        value="5200",
        unit="conviction/year",
        nature="projected",
    )
    story.derive("mod-5200", "weekly * 52 week/year", weekly="mod-100")
    for outlet in ("Euromaidan Press", "Ukrinform", "Forces News", "Defense Post"):
        story.figure(outlet, value="5200", unit="conviction/year", source=f"{outlet} article")
        story.chain("mod-5200", outlet)
    return story


def test_the_worked_case_reads_as_a_reviewer_must_see_it(convictions: Story) -> None:
    document = trace_document(resolve(convictions.trace("Defense Post")))
    validator("trace").validate(document)
    assert [(figure["key"], figure["depth"]) for figure in document["figures"]] == [
        ("Defense Post", 0),
        ("mod-5200", 1),
        ("mod-100", 2),
        ("mz", 3),
    ]
    assert [link["relation"] for link in document["links"]] == ["relay", "derivation", "relay"]
    derivation = document["links"][1]
    assert derivation["check"]["outcome"] == "exact"
    assert derivation["check"]["expected"]["value"] == "5200"
    assert derivation["check"]["relative_difference"] == "0"
    assert derivation["inputs"][0]["name"] == "weekly"
    (origin,) = document["origins"]
    assert origin["agents"] == ["Mediazona"]
    assert origin["reach"] == {"figures": 9, "agents": 8}
    assert document["independent_origins"] == {"at_least": 1, "at_most": 1}
    single = [finding for finding in document["findings"] if finding["code"] == "single-origin"]
    assert [finding["figure"] for finding in single] == [document["figure"]]
    assert "8 parties" in single[0]["message"]


def test_if_the_origin_withdrew_all_of_it_falls_and_stands_again_when_undone(convictions: Story) -> None:
    document = trace_document(resolve(convictions.trace("mz", direction="downstream")))
    validator("trace").validate(document)
    assert [figure["falls"] for figure in document["figures"]] == [None] + [True] * 8
    assert len(document["affected_sources"]) == 5
    retraction = convictions.correct("mz")
    withdrawn = convictions.trace("Defense Post")
    assert ("upstream-retracted", "Defense Post") in convictions.codes(withdrawn)
    assert withdrawn.independent_origins.at_most == 0
    convictions.correct(retraction)
    assert convictions.trace("Defense Post").independent_origins.at_most == 1


def test_wrong_arithmetic_is_an_error_on_the_link(story: Story) -> None:
    story.figure("weekly", primary=True)
    story.figure("yearly", value="1200", unit="conviction/year")
    link = story.derive("yearly", "weekly * 52 week/year", weekly="weekly")
    trace = story.trace("yearly")
    (finding,) = (finding for finding in trace.findings if finding.code == "arithmetic-mismatch")
    assert (finding.severity, finding.link, story.name(finding.figure)) == ("error", link, "yearly")
    assert trace_document(resolve(trace))["links"][0]["check"]["outcome"] == "mismatch"
    story.correct(link)
    assert "arithmetic-mismatch" not in {finding.code for finding in story.trace("yearly").findings}


def test_a_relay_that_changed_the_number_is_a_finding_on_its_link(story: Story) -> None:
    story.figure("count", primary=True)
    story.figure("article", value="300")
    link = story.relay("article", "count")
    (finding,) = (finding for finding in story.trace("article").findings if finding.code == "value-changed")
    assert finding.link == link
    document = trace_document(resolve(story.trace("article")))
    changed = next(finding for finding in document["findings"] if finding["code"] == "value-changed")
    assert changed["link"] == document["links"][0]["id"]
    assert changed["figure"] == document["figure"]


def test_findings_come_worst_first(story: Story) -> None:
    story.figure("rumour")
    story.figure("article", value="300")
    story.chain("rumour", "article")
    severities = [finding.severity for finding in story.trace("article").findings]
    assert severities == sorted(severities, key=["error", "warning", "info"].index)
    assert len(set(severities)) > 1


def test_no_order_is_impossible_inside_a_loop(story: Story) -> None:
    story.figure("a", stated="2023-01-01")
    story.figure("b", stated="2023-06-01")
    story.relay("a", "b")
    assert "impossible-order" in {finding.code for finding in story.trace("a").findings}
    story.relay("b", "a")
    assert "impossible-order" not in {finding.code for finding in story.trace("a").findings}


def test_two_relays_that_hedge_in_opposite_directions_conflict_on_what_they_relay(story: Story) -> None:
    story.figure("count", primary=True)
    for name, hedge in (("over", "at-least"), ("under", "nearly")):
        seq = story.figure(name)
        entry = story.figures[seq]
        quantity = replace(entry.record.quantity, hedge=hedge)
        story.figures[seq] = entry._replace(record=replace(entry.record, quantity=quantity))
        story.chain("count", name)
    assert ("hedge-conflict", "count") in story.codes(story.trace("count", direction="downstream"))


def test_a_story_is_all_figures_of_a_source(convictions: Story) -> None:
    trace = convictions.trace("mod-100", "mod-5200", source="update")
    document = trace_document(resolve(trace))
    validator("trace").validate(document)
    assert document["figure"] is None
    assert document["source"]["title"] == "update"
    assert {figure["key"] for figure in document["figures"] if figure["depth"] == 0} == {
        "mod-100",
        "mod-5200",
    }
    singles = {finding["figure"] for finding in document["findings"] if finding["code"] == "single-origin"}
    assert len(singles) == 2
    assert document["independent_origins"] == {"at_least": 1, "at_most": 1}


def test_statuses_reviews_and_replacements_are_shown(story: Story) -> None:
    story.figure("count", primary=True)
    story.figure("recount", primary=True)
    story.figure("article")
    link = story.relay("article", "count")
    story.correct("count", "recount")
    story.correct(link)
    story.review("article", "confirmed")
    story.review("article", "disputed", ["single-origin"])
    document = trace_document(resolve(story.trace("article")))
    validator("trace").validate(document)
    article, count = document["figures"]
    assert article["review"]["verdict"] == "disputed"
    assert (count["status"], "replaced_by" in count, "replaced_by" in article) == ("corrected", True, False)
    assert document["links"][0]["status"] == "retracted"


def test_a_misrecorded_figure_is_shown_as_its_replacement_and_an_absent_one_alone(story: Story) -> None:
    for name in ("count", "typo", "right", "article"):
        story.figure(name)
    story.chain("count", "typo", "article")
    story.correct("typo", "right", "misrecorded")
    asked = trace_document(resolve(story.trace("typo")))
    assert [figure["key"] for figure in asked["figures"]] == ["right", "count"]
    assert asked["figure"] == asked["figures"][0]["id"]
    article = trace_document(resolve(story.trace("article")))
    assert article["links"][0]["inputs"][0]["figure"] == asked["figure"]
    story.correct("right", cause="misrecorded")
    alone = trace_document(resolve(story.trace("right")))
    assert [(figure["key"], figure["status"]) for figure in alone["figures"]] == [("right", "retracted")]
    assert alone["origins"] == []
    assert alone["links"] == []


def test_figures_said_to_be_the_same_are_shown_side_by_side(story: Story) -> None:
    story.figure("count", primary=True, by=["Agency"])
    story.figure("again", by=["Agency"])
    story.figure("article")
    story.chain("again", "article")
    story.same("count", "again")
    trace = story.trace("article")
    assert {(figure.entry.key, figure.depth) for figure in trace.figures} == {
        ("article", 0),
        ("count", 1),
        ("again", 1),
    }
    (origin,) = trace.origins
    assert (story.name(origin.figure), origin.primary) == ("count", True)


def test_what_the_depth_cut_off_still_has_its_say(convictions: Story) -> None:
    trace = convictions.trace("Defense Post", depth=1)
    document = trace_document(resolve(trace))
    validator("trace").validate(document)
    assert (len(document["figures"]), document["truncated"]) == (2, True)
    assert document["origins"][0]["reach"] == {"figures": 9, "agents": 8}
    convictions.review("Defense Post", "confirmed")
    convictions.correct("mz")
    codes = convictions.codes(convictions.trace("Defense Post", depth=1))
    assert {("upstream-retracted", "Defense Post"), ("review-outdated", "Defense Post")} <= codes


def test_the_same_records_in_another_order_give_the_same_trace(story: Story) -> None:
    reordered = type(story)()

    def tell(version: Story, names: list[str]) -> None:
        for name in names:
            version.figure(name, primary=name in ("a", "b"))
        for origin in sorted(("a", "b"), key=names.index):
            for middle in sorted(("x", "y"), key=names.index):
                version.chain(origin, middle)
        for middle in sorted(("x", "y"), key=names.index):
            version.chain(middle, "article")
        for origin in sorted(("a", "b"), key=names.index):
            version.correct(origin)

    tell(story, ["a", "b", "x", "y", "article"])
    tell(reordered, ["b", "a", "y", "article", "x"])
    documents = [trace_document(resolve(version.trace("article"))) for version in (story, reordered)]
    for document in documents:
        for figure in document["figures"]:
            del figure["recorded"]
    assert documents[0]["findings"] == documents[1]["findings"]
    assert documents[0] == documents[1]


def test_a_check_is_of_its_schema(story: Story) -> None:
    story.figure("rumour")
    trace = story.trace("rumour")
    findings = (
        finding_document(finding, story.figures[finding.figure].id, None) for finding in trace.findings
    )
    document = check_document(findings, figures=1, links=0)
    validator("check").validate(document)
    assert document["checked"] == {"figures": 1, "links": 0}
    assert [finding["code"] for finding in document["findings"]] == ["origin-unknown"]


def objects(schema: Any) -> Iterator[dict[str, Any]]:
    """Every object in a schema that says something about a value."""
    if isinstance(schema, dict):
        yield schema
        for part in schema.values():
            yield from objects(part)
    if isinstance(schema, list):
        for part in schema:
            yield from objects(part)


@pytest.mark.parametrize("name", ["trace", "check"])
def test_the_schemas_are_strict_and_describe_every_field(name: str) -> None:
    schema = validator(name).schema
    Draft202012Validator.check_schema(schema)
    for part in objects(schema):
        if part.get("type") == "object":
            assert part["additionalProperties"] is False
            for described in part["properties"].values():
                assert "description" in described or "$ref" in described
