"""The draft on the screen, in a real browser over a real server: by keys alone, by two people, with hostile text."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from playwright.sync_api import expect

from ledger import Ledger
from ledger.book.capturing import Capture
from ledger.book.worked_case import RECORDS
from tests.fresh_ledger import fresh_ledger
from tests.web.desk_hands import Hands

if TYPE_CHECKING:
    from tests.conftest import Browser
    from tests.web.conftest import Served

ARTICLE = (Path(__file__).parents[1] / "article" / "worked_case.txt").read_text("utf-8")


@pytest.fixture
def case_db(new_db: Callable[[], str]) -> str:
    """The worked case, in a file and on PostgreSQL."""
    where = new_db()
    with fresh_ledger(where, name="desk", who="Ann") as ledger:
        ledger.record(RECORDS)
    return where


def test_the_worked_case_from_pasted_text_to_all_its_figures_judged(served: Served, browser: Browser) -> None:
    """Paste, enter what was found, say what the weekly number relays, judge each, add the one without a number."""
    with browser.visit(served.address) as opened:
        hands = Hands(opened.page)
        hands.paste(ARTICLE)
        assert set(hands.states()) == {"not-entered"}
        assert hands.at() == 1
        # The weekly number passes on the ministry's own; the first offer is the one of the same party.
        hands.press("a", "l", "1")
        expect(opened.page.locator("#panel .steps")).to_contain_text("Mediazona")
        hands.press("1", "c")
        # The yearly one is entered with the arithmetic that was found.
        hands.press("a")
        expect(opened.page.locator("#panel .calc")).to_contain_text("100 × 52 week/year = 5,200")
        hands.press("1", "c")
        hands.press("a", "1", "2", "c")
        # A sentence is no number to enter.
        hands.press("i")
        # Where a parser is installed it offers a statement without a number too.
        hands.press(*["i"] * (len(hands.states()) - 5))
        hands.press("a", "l", "1", "1", "c")
        states = hands.states()
        assert states == ["confirmed"] * 3 + ["ignored"] * (len(states) - 4) + ["confirmed"]
        assert len(hands.pressed) <= 120
        assert (opened.console, opened.errors, opened.requests, opened.dialogues) == ([], [], [], [])


def test_the_focus_goes_to_the_next_open_figure_after_each_action(served: Served, browser: Browser) -> None:
    with browser.visit(served.address) as opened:
        hands = Hands(opened.page)
        hands.paste(ARTICLE)
        hands.press("i")
        assert (hands.focused(), hands.at()) == (2, 2)
        hands.press("a")
        assert (hands.focused(), hands.states()[1]) == (2, "to-look-at")
        hands.press("c")
        assert (hands.focused(), hands.at()) == (3, 3)
        last = len(hands.states())
        hands.press(*["n"] * (last - 3))
        assert hands.focused() == last
        # Round the end, past what is settled.
        hands.press("n")
        assert hands.focused() == 3


def test_everything_is_taken_back_one_after_the_other(served: Served, browser: Browser, case_db: str) -> None:
    with browser.visit(served.address) as opened:
        hands = Hands(opened.page)
        hands.paste(ARTICLE)
        hands.press("i", "a", "c", "u")
        expect(opened.page.locator("#last")).to_contain_text("Confirmed")
        hands.press("Enter")
        assert hands.states()[:2] == ["ignored", "to-look-at"]
        hands.press("u", "Enter")
        assert hands.states()[:2] == ["ignored", "not-entered"]
        hands.press("u", "Enter")
        assert set(hands.states()) == {"not-entered"}
        hands.press("u")
        expect(opened.page.locator("#last")).to_contain_text("nothing of yours")
    with Ledger.open(case_db) as ledger:
        # Nothing is deleted: what was done and taken back is in the log.
        assert any(line.summary.startswith("confirmed") for line in ledger.log())


def test_a_letter_in_a_field_is_a_letter_and_a_key_held_down_judges_nothing(
    served: Served, browser: Browser
) -> None:
    with browser.visit(served.address) as opened:
        hands = Hands(opened.page)
        hands.paste(ARTICLE)
        hands.press("a")
        hands.press("d")
        hands.type("in doubt, ask the ministry xcai")
        assert hands.states()[0] == "to-look-at"
        hands.press("Control+Enter")
        assert hands.states()[0] != "confirmed"
        opened.page.locator("a.figure").first.click()
        expect(opened.page.locator("#panel .review")).to_contain_text("ask the ministry xcai")
        before = hands.states()
        opened.page.keyboard.down("j")
        opened.page.keyboard.down("c")
        opened.page.keyboard.down("c")
        hands.settle()
        assert sum(state == "confirmed" for state in hands.states()) <= before.count("confirmed") + 1


def test_the_second_of_two_people_is_told_before_anything_is_lost(
    served: Served, browser: Browser, case_db: str
) -> None:
    with browser.visit(served.address) as opened:
        hands = Hands(opened.page)
        hands.paste(ARTICLE)
        hands.press("a")
        source = opened.page.url.partition("/draft/")[2].partition("?")[0]
        with Ledger.open(case_db, who="Bob") as ledger:
            figure = ledger.draft_status(source).figures[0].view
            assert figure is not None
            ledger.review(figure.entry.id, "rejected", note="the month is wrong")
        hands.press("c")
        message = opened.page.locator("#message")
        expect(message).to_contain_text("Bob")
        expect(message).to_contain_text("Nothing of yours was recorded")
        assert hands.states()[0] == "wrong"
        with Ledger.open(case_db) as ledger:
            figure = ledger.draft_status(source).figures[0].view
            assert figure is not None
            assert [review.record.by for review in figure.reviews] == ["Bob"]
        # What the other wrote is on the screen now, and whoever decides after that is not held up.
        expect(opened.page.locator("#panel .review")).to_contain_text("the month is wrong")
        hands.press("r")
        assert hands.states()[0] == "confirmed"


def test_the_second_of_two_who_edit_a_figure_is_told_and_keeps_what_was_typed(
    served: Served, browser: Browser, case_db: str
) -> None:
    with browser.visit(served.address) as opened:
        hands, page = Hands(opened.page), opened.page
        hands.paste(ARTICLE)
        hands.press("a")
        page.locator("#text a.figure").first.click()
        hands.settle()
        hands.press("e")
        page.locator("#label").fill("soldiers tried")
        source = page.url.partition("/draft/")[2].partition("?")[0]
        with Ledger.open(case_db, who="Bob") as ledger:
            figure = ledger.draft_status(source).figures[0].view
            assert figure is not None
            ledger.amend(figure.entry.id, label="soldiers convicted", place="Russia")
            size = ledger.size
        page.keyboard.press("Control+Enter")
        message = page.locator("#message")
        expect(message).to_contain_text("This figure was changed since you looked: Bob, ")
        expect(message).to_contain_text("Nothing of yours was recorded")
        # What was typed stands beside what the other recorded, and what was not touched is the other's.
        expect(page.locator(".now")).to_have_text("Recorded now: soldiers convicted")
        expect(page.locator("#label")).to_be_focused()
        assert page.locator("#label").input_value() == "soldiers tried"
        assert page.locator("#place").input_value() == "Russia"
        with Ledger.open(case_db) as ledger:
            assert ledger.size == size
        page.keyboard.press("Control+Enter")
        expect(message).to_be_hidden()
        expect(page.locator("#panel .facts")).to_contain_text("soldiers tried")
        with Ledger.open(case_db) as ledger:
            figure = ledger.draft_status(source).figures[0].view
            assert figure is not None
            assert (figure.record.label, figure.record.place) == ("soldiers tried", "Russia")


def test_one_person_in_two_windows_is_told_before_anything_is_lost(
    served: Served, browser: Browser, case_db: str
) -> None:
    with browser.visit(served.address) as opened:
        first = Hands(opened.page)
        first.paste(ARTICLE)
        first.press("a")
        second = Hands(opened.page.context.new_page())
        second.page.goto(opened.page.url)
        second.settle()
        # What one does in one window is no news to that window.
        first.press("1", "c")
        assert first.states()[0] == "confirmed"
        second.page.locator("#text a.figure").first.click()
        second.press("d")
        second.type("which week?")
        second.press("Control+Enter")
        message = second.page.locator("#message")
        expect(message).to_contain_text("decided in another window since you looked: Ann, ")
        expect(second.page.locator("#panel .review")).to_contain_text("onfirmed")
        assert (second.at(), second.states()[0]) == (1, "confirmed")
        # A key decides, without loading anything anew, and what was typed is not typed again.
        second.press("r")
        expect(message).to_be_hidden()
        assert second.states()[0] == "to-look-at"
        second.page.locator("#text a.figure").first.click()
        expect(second.page.locator("#panel .review").last).to_contain_text("which week?")
        # Now the first window is the one that has not seen it; there the decision is left as it is.
        first.page.locator("#text a.figure").first.click()
        first.press("x")
        first.type("no")
        first.press("Control+Enter")
        expect(first.page.locator("#message")).to_contain_text("another window")
        first.press("Escape")
        assert first.states()[0] == "to-look-at"
        first.press("r")
        assert first.states()[0] == "to-look-at"
    with Ledger.open(case_db) as ledger:
        verdicts = [line.line["verdict"] for line in ledger.log() if line.kind == "review"]
        assert verdicts[-2:] == ["confirmed", "disputed"]


def test_two_who_ignore_the_same_number_ignore_it(served: Served, browser: Browser) -> None:
    with browser.visit(served.address) as opened:
        first = Hands(opened.page)
        first.paste(ARTICLE)
        second = Hands(opened.page.context.new_page())
        second.page.goto(opened.page.url)
        second.settle()
        first.press("i")
        second.press("i")
        assert (first.states()[0], second.states()[0]) == ("ignored", "ignored")
        second.page.locator("#text a.figure").first.click()
        second.press("i")
        assert second.states()[0] == "not-entered"


def test_a_long_draft_is_on_the_screen_before_its_figures_are_found(
    serve: Callable[..., Served], browser: Browser, case_db: str
) -> None:
    """Those that are entered are there at once, the others as they are found, and the shown figure stays the same."""
    with Ledger.open(case_db, who="Ann") as ledger:
        text = (
            f"{ARTICLE}\n\n" + "Nothing was said of any number here. " * 700 + "\n\nIn all, 41 homes burned."
        )
        captured = ledger.capture(text.encode(), Capture(name="a.txt", title="A long story", key="long"))
        ledger.enter_scanned(captured.source, [{"proposal": "s2", "action": "accept"}])
        entered = next(figure for figure in ledger.draft_status("long").figures if figure.view)
        assert entered.view is not None
    served = serve(case_db)
    with served.client() as client:
        first = client.get("/draft/long").text
        assert re.findall(r'data-handle="([^"]+)" data-state', first) == [entered.handle] * 2
        assert "Looking for figures that are not entered" in first
    with browser.visit(served.address) as opened:
        hands, page = Hands(opened.page), opened.page
        page.goto(f"{served.root}/draft/long?figure={entered.handle[:16]}")
        hands.settle()
        expect(page.locator("#counts")).not_to_contain_text("Looking for")
        assert hands.states() == ["not-entered", "to-look-at", *["not-entered"] * (len(hands.states()) - 2)]
        assert (hands.at(), hands.focused()) == (2, 2)
        hands.press("c")
        assert (hands.states()[1], hands.at()) == ("confirmed", 3)
        assert opened.errors == []


def test_a_desk_that_is_gone_is_told_in_plain_words(served: Served, browser: Browser) -> None:
    with browser.visit(served.address) as opened:
        hands, page = Hands(opened.page), opened.page
        hands.paste(ARTICLE)
        served.process.kill()
        served.process.wait()
        for key in ("i", "e", "u", "l"):
            page.locator("#message").evaluate("message => message.replaceChildren()")
            page.keyboard.press(key)
            expect(page.locator("#message")).to_contain_text("The desk cannot be reached")
            expect(page.locator("#message")).not_to_contain_text("fetch")
        page.keyboard.press("j")
        # Nobody is told that nothing was recorded: the answer is what is missing.
        page.keyboard.press("i")
        expect(page.locator("#message")).to_contain_text("may not be recorded")
        assert opened.errors == []


def test_words_that_were_selected_are_entered(served: Served, browser: Browser) -> None:
    with browser.visit(served.address) as opened:
        hands = Hands(opened.page)
        hands.paste(ARTICLE)
        opened.page.locator("#text").evaluate(
            """text => {
                const walk = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
                for (let node = walk.nextNode(); node; node = walk.nextNode()) {
                    const at = node.data.indexOf("a dramatic rise");
                    if (at >= 0) getSelection().setBaseAndExtent(node, at, node, at + 15);
                }
            }"""
        )
        hands.press("s")
        field = opened.page.locator("#quantity")
        expect(field).to_have_value("a dramatic rise")
        opened.page.locator("[name=unstated]").check()
        field.focus()
        hands.press("Control+Enter")
        expect(opened.page.locator("#panel h2")).to_have_text("a dramatic rise")
        assert len(hands.states()) == 6


@pytest.mark.parametrize("width", [360, 1280])
def test_hostile_text_is_text(
    new_db: Callable[[], str], serve: Callable[..., Served], browser: Browser, width: int
) -> None:
    hostile = (
        "</p><script>alert(1)</script> <img src=x onerror=alert(2)> 40 homes\u202e001\u202c were lost.\n\n"
        "{{ 7*7 }} {% raw %} 1,000 \u0000people, [/b] "
        + "9" * 400
        + " and 200 houses "
        + "w" * 3000
        + " burned."
    ).replace("\u0000", "")
    where = new_db()
    with fresh_ledger(where, who="Ann") as ledger:
        captured = ledger.capture(
            hostile.encode(),
            Capture(name="x.txt", title="<script>alert(3)</script>\u202e", media_type="text/plain"),
        )
        ledger.enter_scanned(captured.source, [{"proposal": "s1", "action": "accept"}])
    served = serve(where)
    with browser.visit(served.address, width=width) as opened:
        page = opened.page
        page.goto(f"{served.root}/draft/{captured.source}")
        text = page.locator("#text").inner_text()
        assert "<script>alert(1)</script>" in text
        assert "onerror=alert(2)" in text
        assert "{% raw %}" in text
        assert "\\u202e" in text
        assert "\u202e" not in page.content()
        assert page.locator("main script, main img").count() == 0
        assert (opened.errors, opened.requests, opened.dialogues) == ([], [], [])
        assert page.locator("body").evaluate("body => body.scrollWidth") <= width


def test_a_note_leaves_the_verdict_of_somebody_else_as_it_is(
    served: Served, browser: Browser, case_db: str
) -> None:
    with browser.visit(served.address) as opened:
        hands = Hands(opened.page)
        hands.paste(ARTICLE)
        hands.press("a")
        source = opened.page.url.partition("/draft/")[2].partition("?")[0]
        with Ledger.open(case_db, who="Bob") as ledger:
            figure = ledger.draft_status(source).figures[0].view
            assert figure is not None
            ledger.review(figure.entry.id, "confirmed", rating="True", note="seen in the update")
        opened.page.reload()
        hands.settle()
        opened.page.locator("a.figure").first.click()
        hands.press("m")
        hands.type("ask for the series")
        hands.press("Control+Enter")
        expect(opened.page.locator("#panel .note")).to_contain_text("ask for the series")
        expect(opened.page.locator("#panel .review")).to_contain_text("seen in the update")
        assert hands.states()[0] == "confirmed"
    with Ledger.open(case_db) as ledger:
        figure = ledger.draft_status(source).figures[0].view
        assert figure is not None
        assert [(review.record.by, review.record.verdict) for review in figure.reviews] == [
            ("Bob", "confirmed")
        ]


@pytest.mark.parametrize("role", ["reader", "recorder"])
def test_a_role_sees_no_button_that_it_may_not_use(
    case_db: str, serve: Callable[..., Served], role: str
) -> None:
    """Whoever may not judge finds no way to, on no screen; a reader finds none to record anything."""
    with Ledger.open(case_db, who="Ann") as ledger:
        captured = ledger.capture(ARTICLE.encode(), Capture(name="a.txt", title="A story", key="story"))
        ledger.enter_scanned(captured.source, [{"proposal": "s1", "action": "accept"}])
        ledger.record([{"record": "agent", "name": "UK Ministry of Defense"}])
    proxied = ("--trust-header", "X-User", "--trust-proxy", "127.0.0.1", "--role", f"Rae={role}")
    served = serve(case_db, *proxied)
    with httpx.Client(
        base_url=served.root, headers={"X-User": "Rae"}, follow_redirects=True, timeout=30
    ) as client:
        for path in ("/", "/draft/story", "/trace/tdp-5200", "/inbox"):
            answer = client.get(path)
            assert answer.status_code == 200, path
            actions = set(re.findall(r'(?:action|formaction|hx-post)="([^"]+)"', answer.text))
            actions -= {"/search", *(action for action in actions if action.startswith("/trace/"))}
            judging = {action for action in actions if action.endswith(("/review", "/same", "/proposal"))}
            assert judging == set(), path
            assert role == "recorder" or actions == set(), path
        draft = client.get("/draft/story").text
        token = re.search(r'data-csrf="([^"]+)"', draft)
        figure = re.search(r'data-handle="([0-9a-f]{64})"', draft)
        assert token is not None
        assert figure is not None
        form = {"csrf": token[1], "size": "999", "verdict": "confirmed"}
        assert client.post(f"/draft/story/{figure[1]}/review", data=form).status_code == 403
