"""A checked draft goes out as it was written, with a comment on each figure."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from docx import Document as open_docx

from ledger.book import Ledger
from ledger.book.capturing import Capture
from ledger.errors import InputError

_RANGE = re.compile(r'(?=commentRangeStart w:id="(\d+)"/>(.*?)<w:commentRangeEnd w:id="\1")', re.S)
ARTICLE = """Nearly 100 a week

Nearly 100 soldiers a week are being convicted <b>now</b>, the ministry says.

That makes about 5,200 convictions a year, *if* the trend continues."""


@pytest.fixture
def draft(make_ledger: Callable[..., Ledger]) -> Ledger:
    """A ledger with a draft, two figures of it, and one whose words no longer stand there."""
    ledger = make_ledger()
    ledger.capture(ARTICLE.encode(), Capture(name="draft.txt", key="draft"))
    ours: dict[str, Any] = {"reported_by": ["Our paper"], "source": "draft"}
    ledger.add(
        "close to 100 soldiers a week", reported_by=["UK Ministry of Defence"], primary=True, key="mod"
    )
    for key, quote, fields in (
        ("weekly", "Nearly 100 soldiers a week", {"relays": "mod"}),
        (
            "yearly",
            "about 5,200 convictions a year",
            {"inputs": {"weekly": "weekly-figure"}, "formula": "weekly * 52"},
        ),
        ("dead", "3 dead", {"primary": True}),
    ):
        ledger.add(quote, quote=quote, key=f"{key}-figure", **ours, **fields)
    ledger.review("weekly-figure", "confirmed")
    return ledger


def written(ledger: Ledger, format: str) -> Any:
    """The draft in a format."""
    stream: Any = io.BytesIO() if format == "docx" else io.StringIO()
    ledger.export(stream, format=format, references=["draft"])
    return stream.getvalue()


def test_a_word_document_has_the_text_unchanged_and_a_comment_on_each_figure(draft: Ledger) -> None:
    document: Any = open_docx(io.BytesIO(written(draft, "docx")))
    assert "\n".join(paragraph.text for paragraph in document.paragraphs) == ARTICLE
    headline, first, second, third = list(document.comments)
    assert headline.text == "Found in the text, not entered: read as nearly 100 per week."
    assert first.paragraphs[0].text == "Confirmed."
    assert "relaying UK Ministry of Defence" in first.text
    assert second.paragraphs[0].text == "To look at."
    assert "computed (weekly * 52)" in second.text
    assert "3 dead" in third.text
    marked = _RANGE.findall(document.element.xml)
    texts = {number: "".join(re.findall(r"<w:t[^>]*>([^<]*)</w:t>", inner)) for number, inner in marked}
    # What stands nowhere in the text is said at its beginning.
    assert texts == {
        "0": "Nearly 100 a week",
        "1": "Nearly 100 soldiers a week",
        "2": "about 5,200 convictions a year",
        "3": "Nearly 100 a week",
    }


def test_a_comment_says_what_to_write_instead(draft: Ledger) -> None:
    text = ARTICLE.replace("Nearly 100 soldiers", "120 soldiers").replace("5,200", "7,000")
    draft.capture(text.encode(), Capture(name="newer.txt", source="draft"))
    ours: dict[str, Any] = {"reported_by": ["Our paper"], "source": "draft"}
    draft.add("120 soldiers a week", quote="120 soldiers a week", relays="mod", key="wrong", **ours)
    draft.add(
        "about 7,000 convictions a year", quote="about 7,000 convictions a year", inputs={"weekly": "mod"},
        formula="weekly * 52", **ours,
    )  # fmt: skip
    texts = [comment.text for comment in open_docx(io.BytesIO(written(draft, "docx"))).comments]
    relayed = next(text for text in texts if "120 soldiers a week" in text)
    assert "Write “close to 100 soldiers a week”" in relayed
    computed = next(text for text in texts if "about 7,000 convictions a year (Our paper)" in text)
    assert "Write “5,200 convictions per year”" in computed
    # A title is not said twice.
    assert "The trail ends here: the trail" not in "".join(texts)


def test_markdown_has_a_footnote_behind_each_figure(draft: Ledger) -> None:
    text = written(draft, "draft-markdown")
    body, _, notes = text.partition("\n\n[^1]:")
    assert re.sub(r"\[\^\d+\]", "", body) == ARTICLE
    assert body.startswith("Nearly 100 a week[^1]")
    assert "Nearly 100 soldiers a week[^2] are" in body
    assert "about 5,200 convictions a year[^3]" in body
    assert body.endswith("the trend continues.[^4]")
    assert "[^4]: “3 dead”" in notes


def test_a_page_marks_each_figure_and_text_stays_text(draft: Ledger) -> None:
    page = written(draft, "draft-html")
    assert '<mark class="not-entered" id="f1">Nearly 100 a week</mark>' in page
    assert '<mark class="confirmed" id="f2">Nearly 100 soldiers a week</mark>' in page
    assert "&lt;b&gt;now&lt;/b&gt;" in page
    assert "<b>" not in page
    assert "<script" not in page


def test_a_figure_whose_words_changed_is_commented_on_where_they_stood(draft: Ledger) -> None:
    newer = (
        ARTICLE.replace("\n\nThat makes", " That makes")
        .replace("5,200", "5,700")
        .replace("Nearly 100 s", "Some 110 s")
    )
    draft.capture(newer.encode(), Capture(name="newer.txt", source="draft"))
    text = written(draft, "draft-markdown")
    assert "Some 110 soldiers a week[^2] are" in text
    assert "about 5,700 convictions a year[^3], *if*" in text
    assert "[^3]: **Its words changed" in text
    document: Any = open_docx(io.BytesIO(written(draft, "docx")))
    marked = _RANGE.findall(document.element.xml)
    texts = {number: "".join(re.findall(r"<w:t[^>]*>([^<]*)</w:t>", inner)) for number, inner in marked}
    assert (texts["1"], texts["2"]) == ("Some 110 soldiers a week", "about 5,700 convictions a year")
    page = written(draft, "draft-html")
    assert '<mark class="changed" id="f3">about 5,700 convictions a year</mark>' in page


def test_only_a_source_with_a_text_is_a_draft(draft: Ledger) -> None:
    for references in ([], ["weekly-figure"], ["draft", "mod"]):
        with pytest.raises(InputError):
            draft.export(io.StringIO(), format="draft-markdown", references=references)
