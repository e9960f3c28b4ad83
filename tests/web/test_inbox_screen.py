"""The inbox: what waits, whose it is, parties that look alike, and the feed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pytest
from playwright.sync_api import expect
from sqlalchemy import text

from ledger import Ledger
from ledger.book.worked_case import RECORDS
from tests.fresh_ledger import fresh_ledger
from tests.intruder import intruding
from tests.web.desk_hands import Hands

if TYPE_CHECKING:
    from tests.conftest import Browser
    from tests.web.conftest import Served

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def case_db(new_db: Callable[[], str]) -> str:
    """The worked case, in a file and on PostgreSQL."""
    where = new_db()
    with fresh_ledger(where, name="desk", who="Ann") as ledger:
        ledger.record(RECORDS)
    return where


def test_what_changed_upstream_comes_first_and_is_told_once(
    served: Served, browser: Browser, case_db: str
) -> None:
    with Ledger.open(case_db, who="Ann") as ledger:
        ledger.retract("mz-100", reason="counted twice")
    with browser.visit(served.address) as opened:
        page = opened.page
        page.keyboard.press("b")
        page.wait_for_url("**/inbox")
        first = page.locator("section").first
        expect(first).to_contain_text("Changed upstream")
        expect(first.locator("li")).to_have_count(1)
        expect(first).to_contain_text("and 11 more")
        assert (opened.console, opened.errors, opened.requests) == ([], [], [])


def test_something_is_given_to_somebody_and_found_under_their_name(
    served: Served, browser: Browser, case_db: str
) -> None:
    with browser.visit(served.address) as opened:
        hands = Hands(opened.page)
        page = opened.page
        page.goto(f"{served.root}/inbox")
        expect(page.locator("[data-row]").first).to_be_visible()
        hands.press("j")
        words = page.locator("li[aria-current] b").inner_text()
        hands.press("m")
        expect(page.locator("li[aria-current] .given input[name=to]")).to_have_value("Ann")
        hands.press("j", "g")
        page.keyboard.type("Bea")
        page.keyboard.press("Enter")
        expect(page.locator("li[aria-current] .given input[name=to]")).to_have_value("Bea")
        page.goto(f"{served.root}/inbox?for=Ann")
        expect(page.locator("[data-row]")).to_have_count(1)
        expect(page.locator("[data-row] b")).to_have_text(words)
    with Ledger.open(case_db) as ledger:
        assert {item.assigned for item in ledger.inbox().items} == {"Ann", "Bea", None}


def test_two_parties_that_look_alike_are_joined_and_the_focus_goes_on(
    served: Served, browser: Browser, case_db: str
) -> None:
    with Ledger.open(case_db, who="Ann") as ledger:
        ledger.record([{"record": "agent", "name": "UK Ministry of Defense"}])
        ledger.record([{"record": "agent", "name": "Mediasona"}, {"record": "agent", "name": "Forces News."}])
    with browser.visit(served.address) as opened:
        hands = Hands(opened.page)
        page = opened.page
        page.goto(f"{served.root}/inbox")
        party = page.locator("section.party li", has_text="Defense")
        expect(party).to_be_visible()
        while page.locator("section.party li[aria-current]", has_text="Defense").count() == 0:
            hands.press("j")
        hands.press("=")
        # It asks first: one key joins nobody.
        expect(page.locator("li[aria-current] .sure:visible")).to_contain_text("count as one")
        hands.press("Enter")
        expect(party).to_have_count(0)
        expect(page.locator("li[aria-current]")).to_have_count(1)
    with Ledger.open(case_db) as ledger:
        agents = {agent.name: agent for agent in ledger.agents()}
        assert agents["UK Ministry of Defence"].same == ("UK Ministry of Defense",)


def test_the_second_of_two_who_decide_on_parties_is_told(
    served: Served, browser: Browser, case_db: str
) -> None:
    with Ledger.open(case_db, who="Ann") as ledger:
        ledger.record([{"record": "agent", "name": "UK Ministry of Defense"}])
    with browser.visit(served.address) as opened:
        hands, page = Hands(opened.page), opened.page
        page.goto(f"{served.root}/inbox")
        party = page.locator("section.party li", has_text="Defense")
        expect(party).to_be_visible()
        while page.locator("section.party li[aria-current]").count() == 0:
            hands.press("j")
        with Ledger.open(case_db, who="Bob") as ledger:
            ledger.same("UK Ministry of Defense", "UK Ministry of Defence")
            size = ledger.size
        hands.press("x", "Enter")
        expect(page.locator("#message")).to_contain_text("Somebody else was here since you looked: Bob, ")
        # The inbox is as it is now, and nothing is left to decide.
        expect(party).to_have_count(0)
    with Ledger.open(case_db) as ledger:
        assert ledger.size == size


def test_one_person_in_two_windows_of_the_inbox_is_told(
    served: Served, browser: Browser, case_db: str
) -> None:
    with Ledger.open(case_db, who="Ann") as ledger:
        ledger.record([{"record": "agent", "name": "UK Ministry of Defense"}])
        ledger.record([{"record": "agent", "name": "UK Ministry of Defence."}])
    with browser.visit(served.address) as opened:
        windows = [opened.page, opened.page.context.new_page()]
        for page in windows:
            page.goto(f"{served.root}/inbox")
            expect(page.locator("section.party li", has_text="Defense")).not_to_have_count(0)
        first, second = windows

        def decide(page: Any, lookalike: str, answer: str) -> None:
            row = page.locator("section.party li").filter(has_text=lookalike).first
            row.locator("summary", has_text=answer).click()
            row.locator(".sure button:visible").click()

        # What was decided here is no news here, also where the next decision is on one of the same parties.
        parties = first.locator("section.party li")
        before = parties.count()
        decide(first, "Defense", "Two parties")
        expect(parties).to_have_count(before - 1)
        decide(first, "Defence", "Two parties")
        expect(parties).to_have_count(before - 2)
        expect(first.locator("#message")).to_be_hidden()
        decide(second, "Defense", "Same party")
        expect(second.locator("#message")).to_contain_text(
            "decided in another window since you looked: Ann, "
        )
    with Ledger.open(case_db) as ledger:
        assert [line.line["same"] for line in ledger.log() if line.kind == "same"] == [False, False]


def test_the_list_is_narrowed_as_somebody_types(served: Served, browser: Browser) -> None:
    with browser.visit(served.address) as opened:
        page = opened.page
        page.goto(f"{served.root}/inbox")
        expect(page.locator("[data-row]").first).to_be_visible()
        page.keyboard.press("f")
        page.keyboard.type("deserters")
        expect(page.locator("[data-row]:visible")).to_have_count(1)
        page.keyboard.press("Escape")
        page.keyboard.press("j")
        expect(page.locator("li[aria-current]")).to_contain_text("deserters")


def test_the_feed_is_atom_and_says_what_waits(served: Served, case_db: str) -> None:
    with Ledger.open(case_db, who="Ann") as ledger:
        ledger.retract("mz-100", reason="<b>counted</b> twice & more")
    with served.program() as program:
        answer = program.get("/inbox.atom")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(answer.text)
    for name in ("title", "id", "updated"):
        assert feed.findtext(f"{ATOM}{name}")
    entries = feed.findall(f"{ATOM}entry")
    assert any(
        "Something upstream was withdrawn" in (entry.findtext(f"{ATOM}title") or "") for entry in entries
    )
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(ids)) == len(ids)
    for entry in entries:
        link = entry.find(f"{ATOM}link")
        assert link is not None
        assert link.get("href", "").startswith(served.root)


def test_what_an_assistant_proposed_is_recorded_by_a_person_alone(
    case_db: str,
    serve: Callable[..., Served],
    browser: Browser,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    with Ledger.open(case_db, who="Ann") as ledger:
        record = {"record": "figure", "quantity": "40 trials", "reported_by": ["Mediazona"]}
        ledger.propose([record], "the article says <b>so</b>", by="an assistant")
        size = ledger.size
    served = serve(case_db)
    with browser.visit(served.address) as opened:
        hands, page = Hands(opened.page), opened.page
        page.goto(f"{served.root}/inbox")
        proposal = page.locator("section.proposal li[data-row]")
        expect(proposal).to_contain_text("the article says <b>so</b>")
        hands.press("j", "=", "Enter")
        expect(proposal).to_have_count(0)
    with Ledger.open(case_db, who="Ann") as ledger:
        assert ledger.size > size
        assert ledger.proposals() == []


def test_what_cannot_be_accepted_any_more_is_told_and_waits_on(
    case_db: str, serve: Callable[..., Served], browser: Browser
) -> None:
    with Ledger.open(case_db, who="Ann") as ledger:
        ledger.propose([{"record": "figure", "quantity": "40 trials"}], "the article says so")
        records = [{"record": "figure", "quantity": "40 trials", "relays": "gone-since"}]
        with intruding(ledger) as connection:
            connection.execute(
                text("UPDATE proposal SET records = :records"), {"records": json.dumps(records)}
            )
    served = serve(case_db)
    with browser.visit(served.address) as opened:
        hands, page = Hands(opened.page), opened.page
        page.goto(f"{served.root}/inbox")
        hands.press("j", "=", "Enter")
        expect(page.locator("#message")).to_contain_text("gone-since")
        expect(page.locator("section.proposal li[data-row]")).to_have_count(1)
