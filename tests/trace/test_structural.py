"""Findings in the shape of the graph, in what befell it upstream, and in reviews that were overtaken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.trace.context import Context
from ledger.trace.finding import Finding
from ledger.trace.notice import Narrator
from ledger.trace.registry import structural_notices

if TYPE_CHECKING:
    from tests.trace.conftest import Story


def check(story: Story) -> list[Finding]:
    """The structural findings of the whole ledger."""
    graph, bodies = story.graph(), story.bodies()
    context = Context(graph=graph, reviews=bodies.reviews, recorded=story.recorded)
    narrator = Narrator(bodies=bodies, resolution=graph.resolution)
    return [narrator.tell(notice) for notice in structural_notices(context)]


def found(story: Story, code: str) -> list[str]:
    """The figures on which a check of the whole ledger finds something."""
    return sorted(story.name(finding.figure) for finding in check(story) if finding.code == code)


def message(story: Story, code: str) -> str:
    """The message of the one finding of a code."""
    (finding,) = (finding for finding in check(story) if finding.code == code)
    return finding.message


def test_circular_reporting_is_one_finding_a_loop_and_shows_the_way_round(story: Story) -> None:
    for name in ("a", "b", "c", "outside"):
        story.figure(name)
    story.chain("a", "b", "c", "a")
    story.chain("c", "outside")
    assert len(found(story, "circular-report")) == 1
    shown = message(story, "circular-report")
    assert shown.count("←") == 3
    assert all(f"the {name}" in shown for name in ("a", "b", "c"))


def test_the_way_round_is_a_shortest_one_and_a_long_one_is_cut(story: Story) -> None:
    names = [f"n{number}" for number in range(30)]
    for name in names:
        story.figure(name)
    story.chain(*names, names[0])
    assert "(23 more)" in message(story, "circular-report")
    story.relay("n0", "n2")
    assert message(story, "circular-report").count("←") == 3


def test_a_loop_whose_link_was_retracted_is_no_loop(story: Story) -> None:
    story.figure("a")
    story.figure("b")
    story.relay("a", "b")
    link = story.relay("b", "a")
    assert found(story, "circular-report")
    story.correct(link)
    assert not found(story, "circular-report")


def test_a_party_that_has_its_number_back_through_somebody_else_cites_itself(story: Story) -> None:
    story.figure("update", by=["Ministry"], primary=True)
    story.figure("article", by=["Paper"])
    story.figure("speech", by=["Ministry"])
    story.chain("update", "article", "speech")
    assert found(story, "self-citation") == ["speech"]
    assert "Paper" in message(story, "self-citation")


def test_of_two_parties_that_cite_themselves_the_one_recorded_first_is_named(story: Story) -> None:
    # A part of a ledger numbers parties otherwise than the whole, and must name the same.
    for number in range(12):
        first, second, speech = (f"{name} {number}" for name in ("First", "Second", "speech"))
        for party in (first, second):
            story.figure(f"count by {party}", by=[party], primary=True)
            story.figure(f"paper on {party}")
            story.chain(f"count by {party}", f"paper on {party}")
        story.figure(speech, by=[first, second])
        story.relay(speech, f"paper on {second}")
        story.relay(speech, f"paper on {first}")
    cited = {
        story.name(finding.figure): finding.message
        for finding in check(story)
        if finding.code == "self-citation"
    }
    assert len(cited) == 12
    assert all(f"the paper on First {speech.split()[-1]})" in message for speech, message in cited.items())


def test_repeating_oneself_or_computing_is_no_self_citation(story: Story) -> None:
    story.figure("weekly", by=["Ministry"], primary=True)
    story.figure("headline", by=["Ministry"])
    story.figure("yearly", by=["Paper"])
    story.figure("speech", by=["Ministry"])
    story.chain("weekly", "headline")
    story.derive("yearly", "w * 52", w="weekly")
    story.chain("yearly", "speech")
    assert found(story, "self-citation") == []


def test_a_loop_is_circular_reporting_and_not_self_citation_as_well(story: Story) -> None:
    for name in ("a", "b"):
        story.figure(name)
    story.chain("a", "b", "a")
    assert found(story, "circular-report")
    assert found(story, "self-citation") == []


def test_a_party_cites_itself_however_long_the_way_round(story: Story) -> None:
    story.figure("update", by=["Ministry"], primary=True)
    names = [f"n{number}" for number in range(200)]
    for name in names:
        story.figure(name)
    story.figure("speech", by=["Ministry"])
    story.figure("echo")
    story.chain("update", *names, "speech", "echo")
    assert found(story, "self-citation") == ["speech"]


def test_self_citation_is_seen_through_a_loop(story: Story) -> None:
    story.figure("update", by=["Ministry"], primary=True)
    for name in ("a", "b"):
        story.figure(name)
    story.figure("speech", by=["Ministry"])
    story.chain("update", "a", "b", "a")
    story.chain("b", "speech")
    assert found(story, "self-citation") == ["speech"]


def test_a_check_says_single_origin_once_an_origin(story: Story) -> None:
    story.figure("count", primary=True)
    story.figure("other", primary=True)
    for name in ("paper", "radio", "blog", "both"):
        story.figure(name)
    story.chain("count", "paper", "blog")
    story.chain("count", "radio")
    story.chain("count", "both")
    story.chain("other", "both")
    assert found(story, "single-origin") == ["count"]
    assert message(story, "single-origin").startswith("4 parties")


def test_a_trace_says_single_origin_on_the_figure_asked_for(story: Story) -> None:
    story.figure("count", primary=True)
    for name in ("paper", "radio", "blog"):
        story.figure(name)
    story.chain("count", "paper", "blog")
    story.chain("count", "radio")
    assert ("single-origin", "blog") in story.codes(story.trace("blog"))
    assert ("single-origin", "count") in story.codes(story.trace("count"))


def test_no_single_origin_where_one_party_reports_or_two_origins_stand_behind(story: Story) -> None:
    story.figure("count", by=["Ministry"], primary=True)
    story.figure("repeat", by=["Ministry"])
    story.figure("other", primary=True)
    story.figure("article")
    story.chain("count", "repeat")
    story.chain("other", "article")
    story.chain("repeat", "article")
    assert ("single-origin", "article") not in story.codes(story.trace("article"))
    assert found(story, "single-origin") == []


def test_trail_ends_nobody_named_and_no_source(story: Story) -> None:
    story.figure("count", primary=True)
    story.figure("sourced", primary=True, source="report")
    story.figure("rumour")
    story.nobodys("anonymous")
    story.chain("count", "anonymous")
    assert found(story, "origin-unknown") == ["rumour"]
    assert found(story, "unattributed") == ["anonymous"]
    assert found(story, "unsourced") == ["count"]


def test_primary_is_ignored_where_something_is_upstream(story: Story) -> None:
    story.figure("rumour")
    story.figure("count", primary=True)
    story.chain("rumour", "count")
    assert found(story, "unsourced") == []
    assert found(story, "origin-unknown") == ["rumour"]


def test_a_retraction_is_told_of_everything_downstream_and_undone_again(story: Story) -> None:
    for name in ("count", "paper", "yearly", "loner"):
        story.figure(name, value="5200" if name == "yearly" else "100")
    story.chain("count", "paper")
    story.derive("yearly", "w * 52", w="paper")
    correction = story.correct("count")
    assert found(story, "upstream-retracted") == ["paper", "yearly"]
    story.correct(correction)
    assert found(story, "upstream-retracted") == []


def test_a_retracted_link_is_told_of_where_nothing_else_holds_the_figure_up(story: Story) -> None:
    for name in ("count", "other", "paper", "article"):
        story.figure(name)
    link = story.relay("paper", "count")
    story.chain("paper", "article")
    story.correct(link)
    assert found(story, "upstream-retracted") == ["article", "paper"]
    story.relay("paper", "other")
    assert found(story, "upstream-retracted") == []


def test_what_was_retracted_behind_a_retracted_link_is_no_concern(story: Story) -> None:
    for name in ("count", "other", "paper"):
        story.figure(name)
    link = story.relay("paper", "count")
    story.relay("paper", "other")
    story.correct("count")
    story.correct(link)
    assert found(story, "upstream-retracted") == []


def test_a_correction_names_the_replacement_and_what_a_derivation_would_now_give(story: Story) -> None:
    story.figure("weekly", value="100")
    story.figure("recount", value="110", by=["Recounter"])
    story.figure("yearly", value="5200", unit="conviction/year")
    story.figure("article")
    story.derive("yearly", "weekly * 52", weekly="weekly")
    story.chain("yearly", "article")
    story.correct("weekly", "recount")
    assert found(story, "upstream-corrected") == ["article", "yearly"]
    messages = {
        story.name(finding.figure): finding.message
        for finding in check(story)
        if finding.code == "upstream-corrected"
    }
    assert "Recounter" in messages["article"]
    assert "5,720 convictions per year" in messages["yearly"]


def test_the_nearest_harm_is_the_one_told_of(story: Story) -> None:
    for name in ("far", "near", "article"):
        story.figure(name)
    story.chain("far", "near", "article")
    story.correct("far")
    story.correct("near")
    messages = {
        story.name(finding.figure): finding.message
        for finding in check(story)
        if finding.code == "upstream-retracted"
    }
    assert "the near" in messages["article"]
    assert "the far" in messages["near"]


def test_a_typing_slip_of_ours_raises_nothing_upstream(story: Story) -> None:
    for name in ("typo", "right", "paper"):
        story.figure(name)
    story.chain("typo", "paper")
    story.correct("typo", "right", "misrecorded")
    assert not [finding for finding in check(story) if finding.code.startswith("upstream")]


def test_a_dispute_upstream_is_told_of_until_a_newer_verdict(story: Story) -> None:
    for name in ("count", "paper", "article"):
        story.figure(name)
    story.chain("count", "paper")
    link = story.relay("article", "paper")
    story.review("count", "disputed")
    assert found(story, "upstream-disputed") == ["article", "paper"]
    story.review("count", "confirmed")
    assert found(story, "upstream-disputed") == []
    story.review(link, "rejected")
    assert found(story, "upstream-disputed") == ["article"]


def test_a_review_that_was_taken_back_disputes_nothing(story: Story) -> None:
    story.figure("count")
    story.figure("paper")
    story.chain("count", "paper")
    review = story.review("count", "disputed")
    story.correct(review)
    assert found(story, "upstream-disputed") == []


def test_a_review_is_outdated_by_what_is_recorded_upstream_later(story: Story) -> None:
    story.figure("paper")
    story.figure("article")
    story.chain("paper", "article")
    story.review("article", "confirmed")
    assert found(story, "review-outdated") == []
    story.figure("count", primary=True)
    story.chain("count", "paper")
    assert found(story, "review-outdated") == ["article"]
    story.review("article", "confirmed")
    assert found(story, "review-outdated") == []


def test_a_review_is_outdated_by_corrections_their_undoing_and_disputes(story: Story) -> None:
    for name in ("count", "paper", "article"):
        story.figure(name)
    story.chain("count", "paper", "article")
    story.review("article", "confirmed")
    correction = story.correct("count")
    assert found(story, "review-outdated") == ["article"]
    story.review("article", "confirmed")
    story.correct(correction)
    assert found(story, "review-outdated") == ["article"]
    story.review("article", "confirmed")
    assert found(story, "review-outdated") == []
    story.review("count", "rejected")
    assert found(story, "review-outdated") == ["article"]


def test_a_slip_mended_upstream_outdates_a_review_and_one_mended_in_place_does_not(story: Story) -> None:
    for name in ("count", "right", "article", "better"):
        story.figure(name)
    story.chain("count", "article")
    story.review("article", "confirmed")
    story.correct("count", "right", "misrecorded")
    assert found(story, "review-outdated") == ["article"]
    story.review("article", "confirmed")
    story.correct("article", "better", "misrecorded")
    assert found(story, "review-outdated") == []


def test_a_link_that_was_recorded_wrong_outdates_a_review(story: Story) -> None:
    story.figure("count")
    story.figure("article")
    link = story.relay("article", "count")
    story.review("article", "confirmed")
    story.correct(link, cause="misrecorded")
    assert found(story, "review-outdated") == ["article"]


def test_the_review_of_a_link_is_outdated_by_its_inputs(story: Story) -> None:
    story.figure("count")
    story.figure("article")
    link = story.relay("article", "count")
    story.review(link, "confirmed")
    assert found(story, "review-outdated") == []
    story.correct("count")
    (finding,) = (finding for finding in check(story) if finding.code == "review-outdated")
    assert (story.name(finding.figure), finding.link) == ("article", link)


def test_a_story_signed_off_is_outdated_with_its_figures(story: Story) -> None:
    story.figure("count")
    story.figure("article", source="our story")
    story.chain("count", "article")
    story.review("our story", "confirmed")
    assert ("review-outdated", "article") not in story.codes(story.trace("article"))
    story.correct("count")
    assert ("review-outdated", "article") in story.codes(story.trace("article"))


def test_what_a_reviewer_accepted_is_still_shown(story: Story) -> None:
    story.figure("rumour")
    story.figure("article")
    link = story.relay("article", "rumour")
    story.review("rumour", "unverifiable", ["origin-unknown"])
    accepted = {finding.code: finding.accepted for finding in story.trace("rumour").findings}
    assert accepted["origin-unknown"] is True
    review = story.review(link, "confirmed", ["upstream-disputed"])
    story.review("rumour", "disputed")
    disputed = [finding for finding in story.trace("article").findings if finding.code == "upstream-disputed"]
    assert [finding.accepted for finding in disputed] == [False], "it is about the figure, not about the link"
    story.review("article", "confirmed", ["upstream-disputed"])
    disputed = [finding for finding in story.trace("article").findings if finding.code == "upstream-disputed"]
    assert [finding.accepted for finding in disputed] == [True]
    story.correct(review)
    assert story.trace("article").links[0].review is None


def test_a_statement_without_a_number_is_noted_once(story: Story) -> None:
    story.figure("rise", value=None)
    story.figure("article", value=None)
    story.figure("number")
    story.relay("article", "rise")
    assert found(story, "unquantified") == ["rise"]
    assert {finding.severity for finding in check(story) if finding.code == "unquantified"} == {"info"}
    assert story.codes(story.trace("article")) >= {("unquantified", "rise"), ("unquantified", "article")}
