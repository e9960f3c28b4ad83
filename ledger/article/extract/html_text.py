"""A page of the web: its main text through trafilatura, and what its head says of it."""

from __future__ import annotations

import re
from typing import Any, Final

import trafilatura
from lxml import etree, html

from ledger.article.extract.document_text import Document, cleaned, day, language_tag, name, web_address
from ledger.errors import FormatError

#: What no reader of a page sees.
_UNSEEN: Final = ("script", "style", "noscript", "template", "head", "svg", "iframe", "object")
#: Elements that begin on a line of their own.
_BLOCKS: Final = frozenset(
    {
        "address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption", "figure", "footer",
        "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section",
        "table", "td", "th", "tr", "ul",
    }
)  # fmt: skip
_EMPTY_RUNS: Final = re.compile(r"[ \t]*\n[ \t\n]*")


def read(data: bytes, *, media_type: str, url: str | None = None, encoding: str | None = None) -> Document:
    """Read a page. Its headline stands before the text where the text does not begin with it.

    Raises FormatError where there is no text.
    """
    tree = _tree(data, encoding)
    found: Any = trafilatura.bare_extraction(
        tree,
        url=url,
        with_metadata=True,
        include_comments=False,
        # A date that the text speaks of is not when the page was published.
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    page = found.as_dict() if found is not None else {}
    tree = _tree(data, encoding)
    text = page.get("text") or _all_text(tree)
    title = name(page.get("title")) or name("".join(tree.xpath("//title[1]//text()")))
    headline = name(" ".join(tree.xpath("(//h1)[1]//text()"))) or title
    if headline and headline not in " ".join(text[:2000].split()):
        # What a headline says is a statement too.
        text = f"{headline}\n\n{text}"
    return Document(
        text=cleaned(text),
        media_type=media_type,
        title=title,
        url=url or web_address(page.get("url")),
        authors=tuple(filter(None, map(name, (page.get("author") or "").split(";")))),
        publisher=name(page.get("sitename")),
        published=day(page.get("date")),
        language=language_tag(tree.get("lang") or page.get("language")),
    )


def _tree(data: bytes, encoding: str | None) -> html.HtmlElement:
    """Return the page as elements. The parser gives up on nesting deeper than it can bear."""
    try:
        tree = html.document_fromstring(data, parser=html.HTMLParser(encoding=encoding, huge_tree=False))
    except (etree.ParserError, etree.XMLSyntaxError, LookupError, ValueError) as error:
        raise FormatError(f"this is not a page that can be read: {error}") from error
    assert isinstance(tree, html.HtmlElement)
    return tree


def _all_text(tree: html.HtmlElement) -> str:
    """Return all that a reader of the page sees, where no main text stands out."""
    pieces: list[str] = []
    hidden = 0
    for event, node in etree.iterwalk(tree, events=("start", "end", "comment", "pi")):
        tag = node.tag if isinstance(node.tag, str) else ""
        if event == "start":
            hidden += tag in _UNSEEN
            pieces.append("\n" if tag in _BLOCKS else "")
            pieces.append("" if hidden else node.text or "")
        else:
            hidden -= event == "end" and tag in _UNSEEN
            pieces.append("\n" if tag in _BLOCKS else "")
            pieces.append("" if hidden else node.tail or "")
    return _EMPTY_RUNS.sub("\n", "".join(pieces))
