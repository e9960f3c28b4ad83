"""The trace on the screen, the search above every screen, and what is handed out of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from ledger import Ledger
from ledger.book.worked_case import RECORDS
from ledger.errors import InputError
from tests.fresh_ledger import fresh_ledger

if TYPE_CHECKING:
    from tests.conftest import Browser
    from tests.web.conftest import Served


@pytest.fixture
def case_db(new_db: Callable[[], str]) -> str:
    """The worked case, in a file and on PostgreSQL."""
    where = new_db()
    with fresh_ledger(where, name="desk", who="Ann") as ledger:
        ledger.record(RECORDS)
    return where


def test_a_trace_shows_the_picture_the_steps_the_course_and_what_would_fall(
    served: Served, browser: Browser
) -> None:
    with browser.visit(served.address) as opened:
        page = opened.page
        page.goto(f"{served.root}/trace/mz-100")
        expect(page.locator("h1")).to_have_text("“100 convictions a week”")
        expect(page.locator(".picture svg")).to_be_visible()
        # The picture moves: its own script runs here as it does on a page.
        expect(page.locator(".graph-tools")).to_be_visible()
        falls = page.locator("section", has=page.locator("#falls"))
        expect(falls).to_contain_text("12 figures would fall")
        expect(falls).to_contain_text("Intelligence update")
        rows = page.locator(".chart tbody tr")
        assert rows.count() >= 3
        expect(rows.first).to_contain_text("Mediazona")
        expect(page.locator("#history ~ ol li").last).to_contain_text("Recorded: Mediazona")
        page.goto(f"{served.root}/trace/tdp-5200")
        expect(page.locator(".way .calc").first).to_contain_text("100 × 52 = 5,200")
        expect(page.locator(".headline")).to_contain_text("UK Ministry of Defence")
        assert (opened.console, opened.errors, opened.requests) == ([], [], [])


def test_all_that_would_fall_is_counted_and_some_of_it_listed(
    served: Served, browser: Browser, case_db: str
) -> None:
    relays = [
        {
            "record": "figure",
            "quantity": "100 convictions",
            "reported_by": [f"Paper {number}"],
            "relays": "hub",
            "stated": f"2025-01-{1 + number % 28:02}",
        }
        for number in range(205)
    ]
    with Ledger.open(case_db, who="Ann") as ledger:
        hub = {"record": "figure", "key": "hub", "quantity": "100 convictions", "stated": "2025-01-01"}
        ledger.record([hub, *relays])
    with browser.visit(served.address) as opened:
        opened.page.goto(f"{served.root}/trace/hub")
        falls = opened.page.locator("section", has=opened.page.locator("#falls"))
        expect(falls).to_contain_text("205 figures would fall. The first 200 are listed.")
        expect(falls.locator("ul.rows").first.locator("li")).to_have_count(200)
        course = opened.page.locator("section", has=opened.page.locator("#course"))
        expect(course).to_contain_text("More figures state it: the chart is of the 200 nearest.")
        answers = opened.page.locator("main")
        expect(answers).to_contain_text("Nothing: nothing is recorded before it")


def test_a_trace_as_of_an_earlier_time_does_not_know_what_came_later(
    served: Served, browser: Browser, case_db: str
) -> None:
    with Ledger.open(case_db, who="Ann") as ledger:
        before = ledger.size
        ledger.retract("mz-100", reason="counted twice")
    with browser.visit(served.address) as opened:
        page = opened.page
        page.goto(f"{served.root}/trace/mz-100")
        expect(page.locator(".read .chip.bad")).to_have_text("retracted")
        page.locator("#as-of").fill(str(before))
        page.locator("#as-of").press("Enter")
        page.wait_for_url(f"**as_of={before}")
        assert page.locator(".read .chip.bad").count() == 0
        # The address can be sent: it says which time is meant.
        assert page.url.endswith(f"/trace/mz-100?as_of={before}")
        # What is handed out is of that time too.
        page.get_by_text("Export", exact=True).click()
        assert page.locator("a[href*='/export/bundle']").count() == 0
        with page.expect_download() as downloading:
            page.locator("a[href*='/export/json']").click()
        document = Path(downloading.value.path()).read_text("utf-8")
        assert "counted twice" not in document
        assert f'"size":{before}' in document.replace(" ", "")
        with page.expect_download() as downloading:
            page.locator("a[href*='/export/html']").click()
        assert "counted twice" not in Path(downloading.value.path()).read_text("utf-8")
    with Ledger.open(case_db) as ledger, pytest.raises(InputError, match="a bundle proves"):
        ledger.export(StringIO(), format="bundle", references=["mz-100"], as_of=str(before))


def test_the_chart_can_be_read_on_a_phone(served: Served, browser: Browser) -> None:
    with browser.visit(served.address, width=360) as opened:
        page = opened.page
        page.goto(f"{served.root}/trace/mz-100")
        sizes = page.locator(".chart text").evaluate_all(
            "texts => texts.map(text => parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a)"
        )
        assert len(sizes) >= 6
        assert min(sizes) >= 11
        # No sign covers another.
        marks = page.locator(".chart circle").evaluate_all(
            "all => all.map(mark => mark.getBoundingClientRect())"
        )
        for at, mark in enumerate(marks):
            for beside in marks[:at]:
                assert (
                    abs(mark["x"] - beside["x"]) >= mark["width"]
                    or abs(mark["y"] - beside["y"]) >= mark["height"]
                )
        assert page.locator("body").evaluate("body => body.scrollWidth") <= 360


def test_a_story_lists_its_figures_the_worst_first(served: Served) -> None:
    with served.client() as client:
        found = client.get("/search", params={"q": "troops a year"})
        story = client.get("/trace/fn-5200").text.partition('href="/draft/')[2][:16]
        page = client.get(f"/draft/{story}")
    assert "5,200 troops a year" in found.text
    # A source without a text is no draft: its story is shown.
    assert page.url.path == f"/trace/{story}"
    assert page.text.index("5,200 troops a year") < page.text.index('id="picture"')


@pytest.mark.parametrize("name", ["bundle", "html", "card", "svg", "json", "claimreview"])
def test_a_trace_is_handed_out(served: Served, case_db: str, tmp_path: Path, name: str) -> None:
    Ledger.new_key("desk", tmp_path / "desk.key")
    with Ledger.open(case_db) as ledger:
        ledger.seal([tmp_path / "desk.key"])
    with served.client() as client:
        answer = client.get(f"/trace/tdp-5200/export/{name}")
        assert client.get("/trace/tdp-5200/export/xlsx").status_code == 404
    assert answer.status_code == 200
    assert "attachment" in answer.headers["content-disposition"]
    if name == "json":
        assert json.loads(answer.text)["figures"]


def test_search_answers_as_somebody_types_and_leads_on_by_keys(served: Served, browser: Browser) -> None:
    with browser.visit(served.address) as opened:
        page = opened.page
        page.keyboard.press("/")
        page.keyboard.type("desert")
        found = page.locator("#found a")
        expect(found).to_have_count(1)
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_url("**/trace/*")
        expect(page.locator("h1")).to_have_text("“at least 100 deserters every week”")


def test_one_letter_is_not_searched_for_until_somebody_means_it(served: Served) -> None:
    with served.client() as client:
        typing = {"HX-Request": "true"}
        assert "<a " not in client.get("/search?q=d", headers=typing).text
        assert "deserters" in client.get("/search?q=de", headers=typing).text
        assert "5,200" in client.get("/search?q=5", headers=typing).text
        assert "deserters" in client.get("/search?q=d").text


def test_what_is_not_there_is_said_with_what_is_near(served: Served) -> None:
    with served.client() as client:
        answer = client.get("/trace/mz-10")
    assert answer.status_code == 404
    assert "mz-100" in answer.text
