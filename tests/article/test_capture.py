"""Documents become sources and snapshots: each format as a real file, hostile ones within their bounds."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable
from hashlib import sha256

import pytest
from docx import Document as new_docx
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.parser import parse_xml
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from ledger.article.extract import extract, media_type_of
from ledger.article.extract.document_text import Document
from ledger.book import Ledger
from ledger.book.capturing import Capture, Captured
from ledger.book.extraction import extract_bounded
from ledger.errors import FormatError, InputError, LedgerError

PAGE = """<!doctype html><html lang="en-GB"><head><title>Soldiers tried every week | The Post</title>
<link rel="canonical" href="https://example.org/soldiers"><meta property="og:site_name" content="The Post">
<meta property="og:title" content="Soldiers tried every week"><meta name="author" content="Ann Smith; Bob Jones">
<meta property="article:published_time" content="2023-09-01T10:00:00Z"></head><body><nav>Home News</nav>
<article><h1>Soldiers tried every week</h1><p>Nearly 100 soldiers a week are being convicted, the ministry said in its
update. If that goes on, it makes about 5,200 a year.</p><p>The ministry gave no rate for those absent without leave,
and spoke of a dramatic rise since March.</p></article>
<script>alert("7 million")</script><style>p { width: 12px }</style></body></html>"""
SENTENCE = "Nearly 100 soldiers a week are being convicted."


def pdf(*pages: str, title: str = "Intelligence update") -> bytes:
    """A PDF with a line of text on each page."""
    kids = " ".join(f"{4 + 2 * place} 0 R" for place in range(len(pages)))
    parts = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>",
        f"<</Title({title})>>",
    ]
    for place, text in enumerate(pages):
        font = "<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"
        content = f"BT /F 12 Tf 50 700 Td ({text}) Tj ET"
        parts.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources{font}/Contents {5 + 2 * place} 0 R>>"
        )
        parts.append(f"<</Length {len(content)}>>stream\n{content}\nendstream")
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += f"{number} 0 obj{part}endobj\n".encode()
    start = len(out)
    out += f"xref\n0 {len(parts) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    out += f"trailer<</Size {len(parts) + 1}/Root 1 0 R/Info 3 0 R>>\nstartxref\n{start}\n%%EOF".encode()
    return bytes(out)


def docx(*paragraphs: str) -> bytes:
    """A Word document, with a table behind its paragraphs."""
    document = new_docx()
    document.core_properties.title = "Intelligence update"
    document.core_properties.author = "Ann Smith"
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "convictions", "5,200"
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def warc(*pages: tuple[str, str, str], encoding: str = "identity") -> bytes:
    """A compressed web archive of pages: address, time, HTML; in one of the encodings in which servers send them."""
    stream = io.BytesIO()
    writer = WARCWriter(stream, gzip=True)
    for address, taken, page in pages:
        headers = [("Content-Type", "text/html; charset=utf-8"), ("Content-Encoding", encoding)]
        head = StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1")
        payload = gzip.compress(page.encode()) if encoding == "gzip" else page.encode()
        record = writer.create_warc_record(
            address,
            "response",
            payload=io.BytesIO(payload),
            http_headers=head,
            warc_headers_dict={"WARC-Date": taken},
        )
        writer.write_record(record)
        record.raw_stream.close()
    return stream.getvalue()


def wacz(archive: bytes) -> bytes:
    """The archive in a WACZ."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        made.writestr("datapackage.json", "{}")
        made.writestr("archive/data.warc.gz", archive)
    return stream.getvalue()


EMAIL = (
    b"From: Ann Smith <ann@example.org>\r\nSubject: Our count\r\nDate: Wed, 30 Aug 2023 23:30:00 +0000\r\n"
    b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n"
    b"Content-Type: text/plain; charset=iso-8859-1\r\n\r\nCaf\xe9: nearly 100 soldiers a week.\r\n--x\r\n"
    b"Content-Type: application/pdf\r\nContent-Disposition: attachment; filename=table.pdf\r\n\r\n%PDF\r\n--x--\r\n"
)


def test_a_page_says_what_it_is_and_its_scripts_and_menus_are_no_text() -> None:
    found = extract_bounded(PAGE.encode(), "text/html")
    assert found.title == "Soldiers tried every week"
    assert found.url == "https://example.org/soldiers"
    assert found.authors == ("Ann Smith", "Bob Jones")
    assert (found.publisher, found.published, found.language) == ("The Post", "2023-09-01", "en-GB")
    assert "Nearly 100 soldiers a week are being convicted, the ministry said" in found.text
    assert "about 5,200 a year" in found.text
    assert "7 million" not in found.text
    assert "12px" not in found.text


def test_a_date_that_the_text_speaks_of_is_not_when_the_page_was_published() -> None:
    text = (
        "More than 30,000 soldiers have died since the invasion began in February 2022, a joint tally says."
    )
    page = f"<html><head><title>T</title></head><body><article><p>{text}</p><p>{text}</p></article></body></html>"
    assert extract(page.encode(), "text/html").published is None


def test_a_headline_stands_before_the_text_since_it_states_something_too() -> None:
    page = PAGE.replace("<h1>Soldiers tried every week</h1>", "").replace(
        "<nav>", "<h1>100 soldiers tried</h1><nav>"
    )
    assert extract(page.encode(), "text/html").text.startswith("100 soldiers tried\n")


def test_the_address_that_is_given_goes_before_the_one_a_page_claims() -> None:
    found = extract(PAGE.encode(), "text/html", url="https://example.net/copy")
    assert found.url == "https://example.net/copy"


def test_the_front_matter_of_markdown_says_what_the_file_is() -> None:
    data = b"""---
title: "Soldiers convicted"
author: Ann Reporter
date: 2023-09-01T08:00:00Z
lang: en-GB
url: https://example.org/soldiers
tags: [war]
---

# Nearly 100 a week
Nearly 100 soldiers a week are convicted.
"""
    read = extract(data, "text/markdown")
    assert (read.title, read.authors, read.published) == (
        "Soldiers convicted",
        ("Ann Reporter",),
        "2023-09-01",
    )
    assert (read.language, read.url) == ("en-GB", "https://example.org/soldiers")
    assert read.text == data.decode().rstrip("\n")
    ruled = extract(b"---\n\nNo front matter, but a rule: 100 a week\n\n---\n\n# Title\n", "text/markdown")
    assert (ruled.title, ruled.authors) == ("Title", ())


def test_pages_of_a_pdf_are_parted_by_a_form_feed() -> None:
    found = extract_bounded(pdf(SENTENCE, "About 5,200 a year."), "application/pdf")
    assert [page.strip() for page in found.text.split("\f")] == [SENTENCE, "About 5,200 a year."]
    assert found.title == "Intelligence update"


@pytest.mark.parametrize("title", ["about:blank", "", "file:///tmp/page.html", "Untitled"])
def test_a_pdf_printed_without_a_title_has_none(title: str, make_ledger: Callable[..., Ledger]) -> None:
    printed = pdf(SENTENCE, title=title)
    assert extract_bounded(printed, "application/pdf").title is None
    ledger = make_ledger()
    ledger.capture(printed, Capture(name="report.pdf"))
    (source,) = (line for line in ledger.export_lines() if line["record"] == "source")
    assert source["title"] == "report.pdf"


def test_pages_of_a_pdf_without_text_are_named(make_ledger: Callable[..., Ledger]) -> None:
    captured = make_ledger().capture(pdf("Nearly 100 a week", "", "5,200 a year", ""), Capture(name="a.pdf"))
    assert captured.warnings == ("no text was found on page 2, 4: a scan needs text recognition first",)


def test_paragraphs_and_tables_of_a_word_document_stand_in_order() -> None:
    data = docx("Intelligence update", SENTENCE)
    found = extract_bounded(data, media_type_of(data))
    assert found.text == f"Intelligence update\n{SENTENCE}\nconvictions\t5,200"
    assert (found.title, found.authors) == ("Intelligence update", ("Ann Smith",))


def test_a_word_document_is_read_with_its_changes_accepted_and_with_its_notes() -> None:
    spaces = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    document = new_docx()
    paragraph = document.add_paragraph("Nearly ")
    for changed in (
        "<w:del {0}><w:r><w:delText>100</w:delText></w:r></w:del>",
        "<w:ins {0}><w:r><w:t>120</w:t></w:r></w:ins>",
        "<w:moveFrom {0}><w:r><w:t> of them</w:t></w:r></w:moveFrom>",
    ):
        paragraph._p.append(parse_xml(changed.format(spaces)))
    paragraph.add_run(" soldiers a week")
    control = (
        "<w:sdt {0}><w:sdtContent><w:p><w:r><w:t>Some 7,000 a year</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    document.element.body.insert(1, parse_xml(control.format(spaces)))
    table = document.add_table(2, 2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "Convictions"
    table.cell(1, 0).text, table.cell(1, 1).text = "2023\nto August", "5,200"
    note = "<w:footnote><w:p><w:r><w:t>Of 31 courts.</w:t></w:r></w:p></w:footnote>"
    notes = f"<w:footnotes {spaces}>{note}</w:footnotes>"
    part = Part(
        PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, notes.encode(), document.part.package
    )
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    file = io.BytesIO()
    document.save(file)
    assert extract_bounded(file.getvalue(), media_type_of(file.getvalue())).text == (
        "Nearly 120 soldiers a week\nSome 7,000 a year\nConvictions\n2023 to August\t5,200\nOf 31 courts."
    )


def test_what_an_office_program_calls_any_document_is_no_title() -> None:
    document = new_docx()
    document.core_properties.title = "Word Document"
    document.add_paragraph("Intelligence update")
    written = io.BytesIO()
    document.save(written)
    data = written.getvalue()
    assert extract_bounded(data, media_type_of(data)).title == "Intelligence update"


def test_an_email_has_its_text_and_names_what_was_not_read() -> None:
    found = extract_bounded(EMAIL, media_type_of(EMAIL, "count.eml"))
    assert "Café: nearly 100 soldiers a week." in found.text
    assert "[attachment, not read: table.pdf]" in found.text
    assert (found.title, found.authors, found.published) == ("Our count", ("Ann Smith",), "2023-08-30")


@pytest.mark.parametrize("packed", [lambda data: data, wacz], ids=["warc", "wacz"])
def test_an_archive_gives_the_newest_page_of_an_address_and_when_it_was_taken(
    packed: Callable[[bytes], bytes],
) -> None:
    newer = PAGE.replace("Nearly 100", "More than 120")
    data = packed(
        warc(
            ("https://example.org/soldiers", "2023-09-01T12:00:00Z", PAGE),
            ("https://example.org/soldiers", "2023-09-02T12:00:00Z", newer),
            ("https://example.org/front", "2023-09-02T12:00:01Z", PAGE),
        )
    )
    found = extract_bounded(data, media_type_of(data), url="https://example.org/soldiers")
    assert "More than 120 soldiers" in found.text
    assert found.retrieved == "2023-09-02T12:00:00Z"
    with pytest.raises(InputError, match="2 pages") as refused:
        extract_bounded(data, media_type_of(data))
    assert "https://example.org/front" in (refused.value.hint or "")
    with pytest.raises(InputError, match="no page"):
        extract_bounded(data, media_type_of(data), url="https://example.org/missing")


def test_a_page_is_archived_as_the_server_encoded_it() -> None:
    def archived(encoding: str) -> Document:
        data = warc(("https://example.org/soldiers", "2023-09-01T12:00:00Z", PAGE), encoding=encoding)
        return extract_bounded(data, media_type_of(data))

    assert "Nearly 100 soldiers" in archived("gzip").text
    with pytest.raises(FormatError, match="encoded as br"):
        archived("br")


@pytest.mark.parametrize(
    ("name", "data", "media_type"),
    [
        ("a.txt", b"100 soldiers", "text/plain"),
        ("a.md", b"# Title", "text/markdown"),
        ("", b"<!DOCTYPE html><p>x", "text/html"),
        ("", b"<!-- saved --> <html>", "text/html"),
        ("a.txt", b"%PDF-1.4", "application/pdf"),
        ("", b"100 soldiers", "text/plain"),
    ],
)
def test_the_bytes_say_what_a_document_is_and_else_its_name(name: str, data: bytes, media_type: str) -> None:
    assert media_type_of(data, name) == media_type


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.doc", b"\xd0\xcf\x11\xe0", "are not read"),
        ("a.odt", b"text", "are not read"),
        ("a.bin", b"\0\1\2\3", "not a document"),
        ("a.zip", b"PK\x03\x04broken", "damaged"),
    ],
)
def test_what_is_not_read_is_refused_with_what_to_do(name: str, data: bytes, says: str) -> None:
    with pytest.raises(FormatError, match=says) as refused:
        media_type_of(data, name)
    assert refused.value.hint


def test_text_in_another_encoding_is_refused_with_its_place() -> None:
    with pytest.raises(FormatError, match="line 2"):
        extract("one\ncafé".encode("latin-1"), "text/plain")
    assert extract("one\ncafé".encode("utf-16"), "text/plain").text == "one\ncafé"


def test_a_document_without_text_is_refused() -> None:
    with pytest.raises(FormatError, match="no text"):
        extract_bounded(pdf(" "), "application/pdf")


# Hostile documents


def bomb() -> bytes:
    """A Word document whose text unpacks to 400 MB."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        with made.open("word/document.xml", "w", force_zip64=True) as part:
            for _ in range(400):
                part.write(b" " * 1_000_000)
        made.writestr("[Content_Types].xml", "")
    return stream.getvalue()


def test_an_archive_that_unpacks_to_too_much_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(FormatError, match="400 MB"):
        extract(bomb(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document")


def outcome(call: Callable[[], Document]) -> Document | LedgerError:
    """What a call gives, or the plain error that it raises."""
    try:
        return call()
    except LedgerError as error:
        return error


def test_a_page_nested_without_end_costs_bounded_work() -> None:
    deep = b"<html><body>" + b"<div>" * 200_000 + b"100 soldiers" + b"</div>" * 200_000
    found = outcome(lambda: extract_bounded(deep, "text/html"))
    assert isinstance(found, LedgerError) or "<" not in found.text


def test_a_pdf_of_endless_pages_is_refused() -> None:
    page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"
    kids = "4 0 R " * 5_000
    endless = (
        f"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        f"2 0 obj<</Type/Pages/Kids[{kids}]/Count 5000>>endobj\n4 0 obj{page}endobj\ntrailer<</Root 1 0 R>>"
    ).encode()
    with pytest.raises(FormatError) as refused:
        extract_bounded(endless, "application/pdf")
    assert refused.value.hint


@pytest.mark.parametrize("media_type", ["text/html", "application/pdf", "message/rfc822", "application/warc"])
def test_damaged_bytes_are_one_plain_error_or_some_text(media_type: str) -> None:
    good = {
        "text/html": PAGE.encode(),
        "application/pdf": pdf(SENTENCE),
        "message/rfc822": EMAIL,
        "application/warc": warc(("https://example.org/soldiers", "2023-09-01T12:00:00Z", PAGE)),
    }[media_type]
    for cut in range(0, len(good), max(1, len(good) // 8)):
        for damaged in (good[:cut], good[:cut] + b"\xff\x00<" + good[cut + 3 :]):
            found = outcome(lambda data=damaged: extract(data, media_type))  # type: ignore[misc]
            assert found.message if isinstance(found, LedgerError) else found.text


# Into the ledger


def test_a_capture_is_a_source_and_a_snapshot_of_its_text(make_ledger: Callable[..., Ledger]) -> None:
    ledger = make_ledger()
    captured = ledger.capture(PAGE.encode(), Capture(name="page.html"))
    assert captured.difference is None
    (line,) = [line for line in ledger.export_lines(with_texts=True) if line["record"] == "snapshot"]
    assert line["original"] == {"sha256": sha256(PAGE.encode()).hexdigest(), "media_type": "text/html"}
    assert line["text"] == captured.document.text
    assert line["source"] == captured.source
    assert ledger.show("https://example.org/soldiers").record.id == captured.source


def test_a_second_capture_shows_what_changed(make_ledger: Callable[..., Ledger]) -> None:
    ledger = make_ledger()
    ledger.capture(b"Our count\nNearly 100 a week.\nThe end.", Capture(name="count.txt"))
    same = ledger.capture(b"Our count\nNearly 100 a week.\nThe end.", Capture(name="count.txt"))
    assert same.difference == ()
    changed = ledger.capture(b"Our count\nNearly 120 a week.\nThe end.", Capture(source=same.source))
    assert changed.source == same.source
    assert changed.difference == ("@@ -2 +2 @@", "-Nearly 100 a week.", "+Nearly 120 a week.")


def test_an_archived_page_is_compared_with_the_version_before_it(make_ledger: Callable[..., Ledger]) -> None:
    ledger = make_ledger()
    first = ledger.capture(b"Our count\nNearly 100 a week.", Capture(name="count.txt"))

    def archived(text: bytes, day: str) -> Captured:
        return ledger.capture(text, Capture(source=first.source, retrieved=f"{day}T08:00:00Z"))

    oldest = archived(b"Our count\nNearly 80 a week.", "2023-09-02")
    assert oldest.difference == ("@@ -2 +2 @@", "-Nearly 100 a week.", "+Nearly 80 a week.")
    between = archived(b"Our count\nNearly 90 a week.", "2023-09-05")
    assert between.previous == "2023-09-02T08:00:00.000000Z"
    assert between.difference == ("@@ -2 +2 @@", "-Nearly 80 a week.", "+Nearly 90 a week.")


def test_a_capture_that_is_refused_records_nothing(make_ledger: Callable[..., Ledger]) -> None:
    ledger = make_ledger()
    before = ledger.size
    for data, how in (
        (b"", Capture(name="a.txt")),
        (b"x", Capture(name="a.doc")),
        (b"x", Capture(source="nobody")),
    ):
        with pytest.raises(Exception, match=r".+"):
            ledger.capture(data, how)
    assert ledger.size == before
    ledger.capture(b"Nearly 100 a week.", Capture(name="a.txt"), dry_run=True)
    assert ledger.size == before
