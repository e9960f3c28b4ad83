"""Somebody at the desk: a browser, its keys counted, and what stands on the screen."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

# A machine that tests much at once answers late, and is right all the same.
expect.set_options(timeout=20_000)

#: What a person does not see happen: the answer to the last action is on its way.
BUSY = "[aria-busy]"


@dataclass
class Hands:
    """The hands of somebody at a page; every key they press is counted."""

    page: Page
    pressed: list[str] = field(default_factory=list)

    def press(self, *keys: str) -> None:
        """Press keys one after the other, each once what the last one did has arrived."""
        for key in keys:
            self.pressed.append(key)
            self.page.keyboard.press(key)
            self.settle()

    def type(self, text: str) -> None:
        """Type a text, key by key."""
        self.pressed += text
        self.page.keyboard.type(text)

    def settle(self) -> None:
        """Wait until everything that was asked for has arrived."""
        expect(self.page.locator(BUSY)).to_have_count(0)
        self.page.wait_for_load_state("networkidle")

    def paste(self, text: str) -> None:
        """Paste an article where the desk takes one, and open it as a draft."""
        self.page.locator("#text").focus()
        self.page.keyboard.insert_text(text)
        self.pressed.append("Control+V")
        self.pressed.append("Control+Enter")
        self.page.keyboard.press("Control+Enter")
        self.page.wait_for_url("**/draft/*")
        expect(self.page.locator("#panel .card")).to_be_visible()
        self.settle()

    def states(self) -> list[str]:
        """The state of every figure, in reading order."""
        marks = self.page.locator("#text a.figure:has(sup)")
        return [str(mark.get_attribute("data-state")) for mark in marks.all()]

    def at(self) -> int:
        """The number of the figure that is shown."""
        return int(self.page.locator("#panel .card").get_attribute("data-n") or 0)

    def focused(self) -> int:
        """The number of the mark that has the focus, 0 where none has."""
        mark = self.page.locator("a.figure:focus")
        return int(mark.get_attribute("data-n") or 0) if mark.count() else 0
