"""The page in a real browser: how it behaves, what it fits on, and that nothing hostile comes alive."""

from __future__ import annotations

import itertools
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pypdfium2 import PdfDocument

from ledger.book.worked_case import RECORDS
from tests.formats.page_desk import Desk
from tests.fresh_ledger import fresh_ledger

if TYPE_CHECKING:
    from tests.conftest import Browser, Opened


#: A telephone and a desk, by day and by night.
WINDOWS = [*itertools.product((360, 1280), ("light", "dark"))]


@pytest.mark.parametrize(("width", "scheme"), WINDOWS)
@pytest.mark.parametrize("references", [("story",), ("our-cases",), ("our-percent",), ()])
def test_it_is_quiet_and_fits(
    odd: Desk, browser: Browser, references: tuple[str, ...], width: int, scheme: str
) -> None:
    odd.seal()
    with browser.open(odd.file(*references), width=width, color_scheme=scheme) as opened:
        assert opened.page.evaluate("document.documentElement.scrollWidth") == width
        unfolded(opened)
        assert opened.page.evaluate("document.documentElement.scrollWidth") == width
        assert opened.page.locator(".finding").first.is_visible()
        assert opened.page.locator("figure.graph svg").is_visible()
        opened.assert_quiet()


@pytest.mark.parametrize(("width", "scheme"), WINDOWS)
@pytest.mark.parametrize("references", [("story",), ("our-cases",)])
def test_axe_finds_no_fault(
    odd: Desk, browser: Browser, references: tuple[str, ...], width: int, scheme: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    odd.seal()
    with browser.open(odd.file(*references), width=width, color_scheme=scheme, bypass_csp=True) as opened:
        unfolded(opened)
        found = Axe().run(opened.page)
        assert [
            (violation["id"], violation["impact"], [node["html"][:200] for node in violation["nodes"][:3]])
            for violation in found.response["violations"]
        ] == []
        assert found.response["passes"]


def test_the_answers_stand_on_the_first_screen(worked: Desk, browser: Browser) -> None:
    with browser.open(worked.file("tdp-5200")) as opened:
        short = opened.page.locator(".answers .short")
        assert short.count() == 5
        box = short.last.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] < 900
        # Nothing is unfolded, and the whole page stands on a screen.
        assert opened.page.evaluate("document.body.getBoundingClientRect().height") <= 800


def test_a_story_is_a_line_a_figure_before_anything_is_unfolded(worked: Desk, browser: Browser) -> None:
    with browser.open(worked.file(), width=360) as opened:
        assert opened.page.locator(".index > li").count() == 17
        assert opened.page.evaluate("document.documentElement.scrollHeight") <= 8 * 800


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_a_story_is_printed_on_eight_pages_unless_it_is_unfolded(
    worked: Desk, browser: Browser, paper: str
) -> None:
    with browser.open(worked.file(), java_script_enabled=False) as opened:
        assert printed_pages(opened.page.pdf(format=paper)) <= 8
    with browser.open(worked.file()) as opened:
        assert printed_pages(opened.page.pdf(format=paper)) <= 8
        opened.page.get_by_role("button", name="Unfold all").click()
        assert printed_pages(opened.page.pdf(format=paper)) > 8
        opened.page.get_by_role("button", name="Fold all").click()
        assert printed_pages(opened.page.pdf(format=paper)) <= 8


@pytest.mark.parametrize("script", [True, False])
def test_a_figure_is_printed_with_all_that_is_folded(worked: Desk, browser: Browser, script: bool) -> None:
    with browser.open(worked.file("tdp-5200"), java_script_enabled=script) as opened:
        printed = PdfDocument(opened.page.pdf(format="A4"))
        words = "".join(page.get_textpage().get_text_range() for page in printed)
        assert "assuming the trend continues" in " ".join(words.split()).casefold()
        assert opened.page.locator("details[open]").count() == 0


def printed_pages(document: bytes) -> int:
    """How many pages a PDF has."""
    return len(PdfDocument(document))


def test_whoever_is_led_to_what_is_folded_finds_it_open(worked: Desk, browser: Browser) -> None:
    with browser.open(worked.file("tdp-5200")) as opened:
        step = opened.page.locator("ol.steps > li").first
        assert not step.is_visible()
        opened.page.locator(".headline a.step").first.click()
        assert step.is_visible()
        opened.assert_quiet()


def unfolded(opened: Opened, heading: str = "") -> None:
    """Open what is folded, or one section of it, as a reader would."""
    for summary in opened.page.locator("details:not(.graph-words) > summary", has_text=heading).all():
        if summary.is_visible():
            summary.click()


def hash_of(opened: Opened) -> str:
    return str(opened.page.evaluate("location.hash"))


def test_a_click_on_the_graph_leads_to_the_step(worked: Desk, browser: Browser) -> None:
    with browser.open(worked.file("tdp-5200")) as opened:
        unfolded(opened, "The path of the number")
        node = opened.page.locator("figure.graph a.node", has_text="UK Ministry").first
        wanted = node.get_attribute("href")
        node.click()
        assert hash_of(opened) == wanted
        step = opened.page.locator(f"li{wanted}")
        assert step.locator("h3").inner_text() == "“close to 100 soldiers a week”"
        assert step.locator("h3").bounding_box() is not None
        opened.assert_quiet()


def test_the_graph_can_be_reached_by_keys_alone(worked: Desk, browser: Browser) -> None:
    with browser.open(worked.file("tdp-5200")) as opened:
        for _ in range(60):
            opened.page.keyboard.press("Tab")
            if opened.page.evaluate("document.activeElement.textContent").startswith(
                "The path of the number"
            ):
                opened.page.keyboard.press("Enter")
            if opened.page.evaluate("document.activeElement.matches('a.node')"):
                break
        wanted = opened.page.evaluate("document.activeElement.getAttribute('href')")
        assert wanted.startswith("#figure-")
        opened.page.keyboard.press("Enter")
        assert hash_of(opened) == wanted
        opened.assert_quiet()


def test_the_first_key_leads_past_the_head(worked: Desk, browser: Browser) -> None:
    with browser.open(worked.file("tdp-5200")) as opened:
        opened.page.keyboard.press("Tab")
        assert opened.page.evaluate("document.activeElement.textContent") == "To the contents"
        opened.page.keyboard.press("Enter")
        assert hash_of(opened) == "#main"


def test_headings_are_in_order(odd: Desk, browser: Browser) -> None:
    with browser.open(odd.file("story")) as opened:
        levels = opened.page.evaluate(
            "[...document.querySelectorAll('h1,h2,h3,h4')].map((h) => +h.tagName[1])"
        )
        assert levels.count(1) == 1
        assert levels[0] == 1
        assert all(following <= level + 1 for level, following in itertools.pairwise(levels))
        for landmark in ("header.top", "nav", "main", "footer"):
            assert opened.page.locator(f"body {landmark}").count() == 1


def test_nothing_hostile_comes_alive(odd: Desk, browser: Browser) -> None:
    odd.seal()
    with browser.open(odd.file("hostile")) as opened:
        assert (
            opened.page.locator("h1").inner_text().startswith("“<script>alert(1)</script><img src=x onerror")
        )
        assert opened.page.locator("main img, main script, main b:has-text('Mallory') b").count() == 0
        assert opened.page.evaluate("document.querySelectorAll('script').length") == 2
        assert opened.page.locator("a[href^='javascript']").count() == 0
        opened.assert_quiet()


def test_it_prints(odd: Desk, browser: Browser, tmp_path: Path) -> None:
    with browser.open(odd.file("our-cases"), color_scheme="dark") as opened:
        assert opened.page.pdf(format="A4").startswith(b"%PDF")
        opened.page.emulate_media(media="print", color_scheme="dark")
        assert not opened.page.locator("nav").is_visible()
        assert not opened.page.locator(".graph-tools").is_visible()
        assert opened.page.locator(".finding").first.is_visible()
        assert opened.page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
        opened.assert_quiet()


def test_it_can_be_read_without_scripts(worked: Desk, browser: Browser) -> None:
    with browser.open(worked.file("tdp-5200"), java_script_enabled=False) as opened:
        printed = opened.page.locator("main").inner_text()
        assert "Four parties report this number; the others have it from UK Ministry of Defence" in printed
        assert opened.page.locator("figure.graph a.node").count() == 4
        opened.assert_quiet()


def test_the_course_of_a_number_stands_on_its_page_where_three_values_are_dated(
    tmp_path: Path, browser: Browser
) -> None:
    long = "The ministry said this. " * 30 + "It said close to 100 soldiers a week."
    with fresh_ledger(tmp_path / "ledger.db", who="Ann") as ledger:
        ledger.record(RECORDS)
        ledger.amend("tdp-100", quote=long)
        file = tmp_path / "page.html"
        with file.open("w", encoding="utf-8") as stream:
            ledger.export(stream, format="html", references=["tdp-100"])
        second = StringIO()
        ledger.export(second, format="html", references=["mz-100"])
    assert '<figure class="chart">' not in second.getvalue()
    with browser.open(file, width=360) as opened:
        page = opened.page
        page.get_by_text("Its value over time, by party").click()
        rows = page.locator(".chart tbody tr")
        assert rows.count() >= 3
        assert "Mediazona" in rows.first.inner_text()
        assert page.locator(".chart svg circle").count() == rows.count()
        assert page.evaluate("document.documentElement.scrollWidth") == 360
        # A long quote is cut, and whole behind that.
        page.get_by_text("Step by step, from the origin").click()
        quote = page.locator("details.long").first
        assert quote.locator("p").is_hidden()
        quote.locator("summary").click()
        assert "close to 100 soldiers a week" in quote.locator("p").inner_text()
        opened.assert_quiet()
