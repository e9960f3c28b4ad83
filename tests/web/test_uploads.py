"""An article comes in as a file: PDF, .docx, HTML and text, chosen in the form and dropped on the page."""

from __future__ import annotations

import base64
from collections.abc import Callable
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from docx import Document
from playwright.sync_api import expect

from tests.web.desk_hands import Hands

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.conftest import Browser
    from tests.web.conftest import Served

SENTENCES = "Ministers said on Monday that 40 new hospitals would be built. The cost is 3.7 billion pounds."
HTML = f"<!doctype html><html lang=en><title>Hospitals</title><body><article><h1>Hospitals</h1><p>{SENTENCES}</p>"


def _docx(_: Page) -> bytes:
    document = Document()
    document.add_paragraph(SENTENCES)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def _pdf(page: Page) -> bytes:
    """What the browser prints."""
    beside = page.context.new_page()
    beside.set_content(HTML)
    printed = beside.pdf()
    beside.close()
    return printed


FILES: dict[str, tuple[str, Callable[[Page], bytes]]] = {
    "draft.txt": ("text/plain", lambda _: SENTENCES.encode()),
    "draft.html": ("text/html", lambda _: HTML.encode()),
    "draft.docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", _docx),
    "draft.pdf": ("application/pdf", _pdf),
}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("way", ["chosen", "dropped"])
def test_a_file_is_captured_scanned_and_open_as_a_draft(
    served: Served, browser: Browser, name: str, way: str
) -> None:
    kind, made = FILES[name]
    with browser.visit(served.address) as opened:
        page = opened.page
        data = made(page)
        if way == "chosen":
            page.locator("#file").set_input_files({"name": name, "mimeType": kind, "buffer": data})
            page.get_by_role("button", name="Open as a draft").click()
        else:
            page.evaluate(
                """([name, kind, text]) => {
                    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
                    const dataTransfer = new DataTransfer();
                    dataTransfer.items.add(new File([bytes], name, { type: kind }));
                    for (const type of ["dragover", "drop"])
                        document.body.dispatchEvent(
                            new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
                }""",
                [name, kind, base64.b64encode(data).decode()],
            )
        page.wait_for_url("**/draft/*")
        hands = Hands(page)
        hands.settle()
        expect(page.locator("#text")).to_contain_text("40 new hospitals")
        assert hands.states() == ["not-entered", "not-entered"]
        hands.press("a")
        assert hands.states()[0] != "not-entered"
        assert (opened.errors, opened.dialogues) == ([], [])


def test_a_file_that_cannot_be_read_is_refused_in_words(served: Served, browser: Browser) -> None:
    with browser.visit(served.address) as opened:
        page = opened.page
        page.locator("#file").set_input_files(
            {"name": "draft.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 and nothing else"}
        )
        page.get_by_role("button", name="Open as a draft").click()
        expect(page.locator("main")).to_contain_text("The PDF cannot be opened")
        page.get_by_role("link", name="Back to the desk").click()
        expect(page.locator("h1")).to_have_text("Check a draft")
