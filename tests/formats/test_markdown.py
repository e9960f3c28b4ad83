"""Footnotes for a draft, rendered by a library that is not ours: hostile text makes no markup, and links are links."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import unquote

import pytest
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

from ledger.book import Ledger
from ledger.book.worked_case import ASKED, RECORDS
from ledger.formats.notes.markdown_text import escaped, link
from ledger.formats.notes.statement_text import one_line
from tests.formats.sheets import HOSTILE, golden, odd_story, written

#: What a page of footnotes is made of.
TAGS = {"p", "em", "strong", "sup", "a", "hr", "section", "ol", "li"}


class Page(HTMLParser):
    """The tags of a page, where its links go, and its words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: set[str] = set()
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links |= {value or "" for name, value in attrs if name in ("href", "src")}

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def rendered(text: str) -> Page:
    """As GitHub and most programs have it: tables, strikethrough and footnotes, HTML let through."""
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).use(footnote_plugin)
    return Page(parser.render(text))


def test_the_worked_case(ledger: Ledger) -> None:
    ledger.record(RECORDS)
    golden("worked-case.md", written(ledger, "markdown", [ASKED, "mod-5200"]))


def test_only_what_is_asked_for_is_a_footnote(ledger: Ledger) -> None:
    ledger.record(RECORDS)
    page = rendered(written(ledger, "markdown", [ASKED]).decode())
    assert len([link for link in page.links if link.startswith("#fn")]) == 2
    words = " ".join(page.words)
    for expected in ("The Defense Post", "UK Ministry of Defence", "Mediazona", "who counted it"):
        assert expected in words


def test_nothing_in_a_text_becomes_markup(ledger: Ledger) -> None:
    ledger.record(odd_story())
    page = rendered(written(ledger, "markdown").decode())
    assert page.tags <= TAGS
    outside = {link for link in page.links if not link.startswith("#")}
    assert outside == {"https://example.org/a?b=(c)&d='e'"}


@pytest.mark.parametrize("text", HOSTILE)
def test_a_reader_sees_the_text_as_it_was(text: str) -> None:
    page = rendered(f"“{escaped(text)}”")
    assert page.tags == {"p"}
    assert "".join(page.words).strip() == f"“{one_line(text)}”"


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/a_(b)_c",
        "https://example.org/?a=1&copy=2",
        "https://example.org/<b>\\|`x`*y*",
        'https://example.org/"x"[y](z)',
        "https://example.org/é?q=ü#%20",
        "HTTP://EXAMPLE.ORG",
    ],
)
def test_an_address_is_linked_whole(url: str) -> None:
    page = rendered(f"See {link('a [title](javascript:x) | of it', url)}.")
    assert page.tags == {"p", "a"}
    (target,) = page.links
    assert unquote(target) == unquote(url)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "", None])
def test_no_other_address_is_linked(url: str | None) -> None:
    assert rendered(link("title", url)).tags == {"p"}


def test_what_is_wrong_is_said(ledger: Ledger) -> None:
    ledger.add("100 people", key="origin", reported_by=["A"], primary=True)
    ledger.add("700 people", key="year", reported_by=["B"], inputs={"week": "origin"}, formula="week * 52")
    ledger.add("700 people", key="last", reported_by=["C"], relays="year")
    ledger.review("last", "disputed", note="it is *7*")
    text = written(ledger, "markdown", ["last"]).decode()
    assert "It relays B, which computed it from “100 people”, A, who counted it." in text
    assert "*Error on the way, arithmetic-mismatch:* “700 people”, B: " in text
    assert "Disputed by Ann on 22 Nov 2026: it is \\*7\\*." in text
    ledger.retract("origin")
    assert "**What it rests on was withdrawn.**" in written(ledger, "markdown", ["year"]).decode()
    assert "**What it rests on no longer stands.**" in written(ledger, "markdown", ["last"]).decode()
    ledger.retract("last")
    assert "**It was retracted.**" in written(ledger, "markdown", ["last"]).decode()
