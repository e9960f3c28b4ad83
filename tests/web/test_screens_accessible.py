"""Every screen, with every dialogue open, light and dark, on a phone and on a wide screen: nothing that axe minds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest
from playwright.sync_api import expect

from ledger import Ledger
from ledger.book.capturing import Capture
from tests.web.desk_hands import Hands

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.conftest import Browser
    from tests.web.conftest import Served

ARTICLE = (Path(__file__).parents[1] / "article" / "worked_case.txt").read_text("utf-8")


def faults(page: Page) -> list[str]:
    """What axe minds, by rule and place."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [f"{fault['id']}: {node['html'][:200]}" for fault in found for node in fault["nodes"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 768, 1280, 1920])
def test_axe_minds_nothing(
    served: Served, browser: Browser, case_db: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    with Ledger.open(case_db, who="Bob") as ledger:
        captured = ledger.capture(ARTICLE.encode(), Capture(name="a.txt", title="A story", key="story"))
        ledger.enter_scanned(
            captured.source, [{"proposal": name, "action": "accept"} for name in ("s1", "s2")]
        )
        figure = ledger.draft_status("story").figures[0].view
        assert figure is not None
        ledger.review(figure.entry.id, "disputed", note="which week?")
        ledger.record([{"record": "agent", "name": "UK Ministry of Defense"}])
        ledger.retract("mt-100", reason="withdrawn")
    # Axe's script is put into the page: the policy of the desk lets no script in from elsewhere.
    with browser.visit(served.address, width=width, color_scheme=scheme, bypass_csp=True) as opened:
        hands = Hands(opened.page)
        page = opened.page
        assert faults(page) == []
        for path in ("trace/tdp-5200", "trace/story", "inbox", "search?q=soldiers", "draft/story"):
            page.goto(f"{served.root}/{path}")
            page.wait_for_load_state("networkidle")
            assert (path, faults(page)) == (path, [])
            assert page.locator("body").evaluate("body => body.scrollWidth") <= width, path
        for keys in (["j"], ["e"], ["Escape", "l"], ["Escape", "="], ["Escape", "d"], ["Escape", "?"], ["Escape", "v"],
                     ["Escape", "u"], ["Escape", "n", "n"]):  # fmt: skip
            hands.press(*keys)
            assert (keys, faults(page)) == (keys, [])
        # Somebody else was first: it is said, and read out.
        with Ledger.open(case_db, who="Bob") as ledger:
            ledger.review(figure.entry.id, "confirmed", note="which week?")
        page.locator(f"a.figure[data-handle='{figure.entry.id}']").click()
        hands.press("c")
        expect(page.locator("#message")).to_contain_text("Bob")
        assert faults(page) == []
        page.locator("#search").fill("soldiers")
        expect(page.locator("#found a").first).to_be_visible()
        assert faults(page) == []
        for path in (
            "search?q=zzz",
            "inbox?for=Nobody",
            "trace/nothing-like-it",
            "nowhere",
            "draft/mz-100",
        ):
            page.goto(f"{served.root}/{path}")
            page.wait_for_load_state("networkidle")
            assert (path, faults(page)) == (path, [])
            assert page.locator("body").evaluate("body => body.scrollWidth") <= width, path
        opened.page.context.clear_cookies()
        page.goto(served.root)
        assert faults(page) == []


def test_a_long_name_leaves_the_bar_its_words_on_a_phone(
    serve: Callable[..., Served], browser: Browser, case_db: str
) -> None:
    served = serve(case_db, "--as", "The fact-checking desk of a newspaper with a long name")
    with browser.visit(served.address, width=360) as opened:
        page = opened.page
        tall = page.locator(".bar nav a").evaluate_all("links => links.map(link => link.offsetHeight)")
        assert max(tall) < 48, "the name of a screen is broken over lines"
        assert page.locator(".bar").evaluate("bar => bar.scrollWidth") <= 360
        search = page.locator("#search").bounding_box()
        assert search is not None
        assert search["width"] >= 90
