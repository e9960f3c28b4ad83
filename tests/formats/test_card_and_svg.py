"""The answer on a card, and the picture as a file: small, quiet, and true to the page."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from base64 import b64encode
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import pytest

from ledger.book import Ledger
from ledger.book.worked_case import RECORDS
from ledger.errors import InputError
from tests.conftest import Browser
from tests.formats.graph_stories import filled, hostile

SVG = "{http://www.w3.org/2000/svg}"


def exported(ledger: Ledger, name: str, *references: str) -> str:
    stream = io.StringIO()
    ledger.export(stream, format=name, references=references)
    return stream.getvalue()


def sentence(page: str) -> str:
    """The sentence on top, without its markup and the steps that it refers to."""
    (found,) = re.findall(r'<p class="headline">(.*?)</p>', page)
    return re.sub(r" \(step \d+\)", "", unescape(re.sub(r"<[^>]*>", "", found)))


def test_a_card_says_what_the_page_says_on_top(tmp_path: Path) -> None:
    ledger = filled(tmp_path, RECORDS)
    card = exported(ledger, "card", "tdp-5200")
    assert sentence(card) == sentence(exported(ledger, "html", "tdp-5200"))
    assert "100 × 52 = 5,200, right, exactly" in card
    assert '<meta property="og:title" content="“approximately 5,200 convictions a year”">' in card
    assert "step" not in re.sub(r"<style>.*?</style>", "", card, flags=re.DOTALL)
    assert len(card) < 15_000
    # Its page is exported beside it under the same key.
    assert '<a href="tdp-5200.html" target="_top">' in card


def test_a_card_of_a_story_holds_its_worst_figures(tmp_path: Path) -> None:
    card = exported(filled(tmp_path, RECORDS), "card")
    assert card.count("<section>") == 5
    assert "And 12 figures more." in card


def test_a_card_runs_nothing_and_fits_a_column(tmp_path: Path, browser: Browser) -> None:
    file = tmp_path / "card.html"
    file.write_text(exported(filled(tmp_path, hostile()), "card"), encoding="utf-8")
    with browser.open(file, width=400) as opened:
        assert opened.page.evaluate("document.documentElement.scrollWidth") == 400
        assert opened.page.evaluate("document.scripts.length") == 0
        opened.assert_quiet()


def test_a_picture_is_a_document_of_its_own(tmp_path: Path) -> None:
    for records in (RECORDS, hostile()):
        folder = tmp_path / str(len(records))
        folder.mkdir()
        text = exported(filled(folder, records), "svg")
        root = ElementTree.fromstring(text)
        assert root.tag == f"{SVG}svg"
        assert root.find(f"{SVG}style") is not None
        assert not [node for node in root.iter() if "href" in node.attrib or node.tag == f"{SVG}script"]
        assert not [name for node in root.iter() for name in node.attrib if name.startswith("on")]
        assert not re.search(r"url\(|@import", root.findtext(f"{SVG}style") or "")


@pytest.mark.parametrize("name", ["card", "svg"])
def test_of_nothing_there_is_neither(ledger: Ledger, name: str) -> None:
    with pytest.raises(InputError, match="no figure"):
        exported(ledger, name)


def test_a_notebook_shows_the_card(ledger: Ledger) -> None:
    ledger.add("9 people", reported_by=["<b>A</b>"], primary=True, key="nine")
    shown = ledger.trace("nine")._repr_html_()
    assert shown.startswith("<iframe ")
    assert "<b>A</b>" not in unescape(shown)
    assert "9 people" in shown
    assert ledger.impact("nine")._repr_html_().startswith("<p>&lt;Trace downstream")


#: The width of a picture and the colours in it, most frequent first.
COLOURS = """async (encoded) => {
    const bytes = Uint8Array.from(atob(encoded), (letter) => letter.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const context = new OffscreenCanvas(image.width, image.height).getContext("2d");
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    const counts = {};
    for (let at = 0; at < data.length; at += 4) {
        const colour = [data[at], data[at + 1], data[at + 2]].join(" ");
        counts[colour] = (counts[colour] ?? 0) + 1;
    }
    return [image.width, Object.keys(counts).sort((a, b) => counts[b] - counts[a])];
}"""


def test_a_picture_is_drawn_as_pixels_on_white(tmp_path: Path, browser: Browser) -> None:
    ledger, stream = filled(tmp_path, RECORDS), io.BytesIO()
    ledger.export(stream, format="png", references=["tdp-5200"])
    (tmp_path / "empty.html").write_text("<!doctype html><title>empty</title>")
    with browser.open(tmp_path / "empty.html") as opened:
        width, colours = opened.page.evaluate(COLOURS, b64encode(stream.getvalue()).decode())
    assert width > 400
    # Mostly white, and drawn in its colours: the origin on dark blue.
    assert colours[0] == "255 255 255"
    assert "23 50 77" in colours


def test_without_its_library_a_png_says_what_to_install(tmp_path: Path) -> None:
    filled(tmp_path, RECORDS).close()
    (place,) = tmp_path.glob("*.db")
    program = "import sys; sys.modules['resvg_py'] = None; from ledger.cli import main; main()"
    words = ["export", "tdp-5200", "--format", "png", "-o", str(tmp_path / "p.png"), "--db", str(place)]
    done = subprocess.run(
        [sys.executable, "-c", program, *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "pip install 'figure-ledger[png]'" in done.stderr
