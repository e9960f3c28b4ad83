"""Documents made to cost a reader time: each is read or refused within a bound on CPU, which the kernel keeps.

Every input is tried on every format that is imported and every kind of document that is captured, in a process that may
use so many seconds of CPU for it and no more (RLIMIT_CPU): no clock is asked. A cost that grows with the square of the
size passes the bound. `LEDGER_FULL=1` tries larger ones.
"""

from __future__ import annotations

import io
import os
import resource
import zipfile
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from ledger.article.extract import READERS, extract
from ledger.book import Ledger
from ledger.errors import LedgerError
from ledger.formats import FORMATS
from tests.fresh_ledger import fresh_ledger

READABLE = ["jsonl", *(name for name, chosen in FORMATS.items() if chosen.readable)]
FULL = os.environ.get("LEDGER_FULL") == "1"
#: Seconds of CPU that an input may cost, and sizes of documents in bytes.
SECONDS = 10
SIZES = (20_000, 300_000) if FULL else (100_000,)

SHAPES: dict[str, Callable[[int], bytes]] = {
    "lists in lists": lambda size: b"[" * size,
    "objects in objects": lambda size: b'{"a":' * (size // 5),
    "braces": lambda size: b"{" * size,
    "an entry of braces": lambda size: b"@article{a, title = " + b"{" * size + b"}" * size + b"}",
    "closed braces": lambda size: b"@article{a, " + b"}" * size,
    "entries without an end": lambda size: b"@article{" * (size // 9),
    "a joined value": lambda size: b"@article{a, title = " + b'"x" # ' * (size // 6) + b'"y"}',
    "an at sign again and again": lambda size: b"@" * size,
    "elements in elements": lambda size: b"<html><body>" + b"<div>" * (size // 5),
    "elements that are not closed": lambda size: b"<html><body>" + b"<p><b><i><a href=x>" * (size // 19),
    "tables in tables": lambda size: b"<html><body>" + b"<table><tr><td>" * (size // 15),
    "comments": lambda size: b"<!--" * (size // 4),
    "a doctype without an end": lambda size: b"<!DOCTYPE html " + b"[" * size,
    "an entity of entities": lambda size: b"<!DOCTYPE x [<!ENTITY a '" + b"&b;" * 1000 + b"'>]><html>&a;" * (size // 9),
    "ampersands": lambda size: b"<html>" + b"&" * size,
    "attributes": lambda size: b"<html><p " + b"a=b " * (size // 4) + b">x</p>",
    "a word": lambda size: b"a" * size,
    "a number": lambda size: b"9" * size,
    "an exponent": lambda size: b"1e" + b"9" * size,
    "a quoted number": lambda size: b'{"record":"figure","quantity":{"value":"' + b"9" * size + b'"}}',
    "a JSON number": lambda size: b'{"record":"figure","quantity":{"value":' + b"9" * size + b"}}",
    "a long phrase": lambda size: b'{"record":"figure","quantity":"' + b"nearly 5 " * (size // 9) + b'"}',
    "a long formula": lambda size: b'{"record":"link","relation":"derivation","figure":"a","inputs":{"a":"b"},'
    b'"formula":"'
    + b"(" * size + b'"}',
    "blanks": lambda size: b" " * size,
    "blanks and a letter": lambda size: b" " * size + b"x",
    "line ends": lambda size: b"\n" * size,
    "carriage returns": lambda size: b"\r" * size,
    "commas": lambda size: b"," * size,
    "semicolons and tabs": lambda size: b";\t" * (size // 2),
    "rows of commas": lambda size: (b"," * 1000 + b"\n") * (size // 1000),
    "a heading of many columns": lambda size: b",".join(b"c%d" % number for number in range(size // 7)) + b"\n1,2\n",
    "a heading of one name": lambda size: b",".join([b"statement"] * (size // 10)) + b"\n1,2\n",
    "a heading of long words": lambda size: b"Statement" + b" of" * (size // 3) + b",Source\n5 people,x\n",
    "quotation marks": lambda size: b'"' * size,
    "an open quotation": lambda size: b'Statement,Source\n"' + b"a,\n" * (size // 3),
    "cells of digits": lambda size: b"Statement\n" + b"5," * (size // 2) + b"\n",
    "many inputs": lambda size: b"Statement,Inputs\n5 people," + b"a = b; " * (size // 7) + b"\n",
    "many authors": lambda size: b"@article{a, author = {" + b"A and " * (size // 6) + b"B}}",
    "accents": lambda size: b"@article{a, title = {" + b"\\'{e}" * (size // 5) + b"}}",
    "backslashes": lambda size: b"\\" * size,
    "escapes": lambda size: b'{"record":"' + b"\\u0041" * (size // 6) + b'"}',
    "half characters": lambda size: b'["' + b"\\ud800" * (size // 6) + b'"]',
    "combining marks": lambda size: ("a" + "\u0301" * (size // 2)).encode(),
    "letters to be composed": lambda size: ("\u1100\u1161\u11a8" * (size // 9)).encode(),
    "signs that cannot be seen": lambda size: ("\u202e\u200b" * (size // 6)).encode(),
    "many keys": lambda size: b"{" + b",".join(b'"k%d":1' % number for number in range(size // 9)) + b"}",
    "one key again and again": lambda size: b"{" + b",".join([b'"k":1'] * (size // 6)) + b"}",
    "references": lambda size: b'{"wasDerivedFrom":{' + b",".join(
        b'"_:%d":{"prov:generatedEntity":"x:%d","prov:usedEntity":"x:%d"}' % (number, number, number + 1)
        for number in range(size // 60)) + b"}}",
    "headers of mail": lambda size: b"From: a@b\n" + b"Received: x\n" * (size // 12) + b"\nbody",
    "a folded header": lambda size: b"Subject: " + b"x\n " * (size // 3) + b"\n\nbody",
    "parts of mail": lambda size: b"Content-Type: multipart/mixed; boundary=b\n\n"
    + b"--b\nContent-Type: multipart/mixed; boundary=b\n\n" * (size // 50),
    "encoded words": lambda size: b"Subject: " + b"=?utf-8?q?=41?= " * (size // 16) + b"\n\nbody",
    "a boundary of regular expressions": lambda size: b"Content-Type: multipart/mixed; boundary="
    + b"(a+)+" * (size // 5),
    "records of an archive": lambda size: b"WARC/1.0\r\nContent-Length: 0\r\n\r\n\r\n\r\n" * (size // 37),
    "a long header of an archive": lambda size: b"WARC/1.0\r\nX: " + b"y" * size,
    "objects of a PDF": lambda size: b"%PDF-1.7\n"
    + b"1 0 obj<</Type/Catalog/Pages 1 0 R/Kids[1 0 R]>>endobj\n" * (size // 55),
    "lists of a PDF": lambda size: b"%PDF-1.7\n1 0 obj" + b"[" * size,
    "dictionaries of a PDF": lambda size: b"%PDF-1.7\n1 0 obj" + b"<</A" * (size // 4),
    "a stream of a PDF": lambda size: b"%PDF-1.7\n1 0 obj<</Filter/FlateDecode/Length 9>>stream\n"
    + zlib.compress(b"0" * size * 100) + b"\nendstream endobj",
}  # fmt: skip


def packed(member: str, content: bytes) -> Callable[[int], bytes]:
    """An archive whose one part is the content so many times over."""

    def pack(size: int) -> bytes:
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as made:
            for name in (
                "[Content_Types].xml",
                "_rels/.rels",
                "xl/workbook.xml",
                "datapackage.json",
                "archive/a.warc",
            ):
                if name != member:
                    made.writestr(name, "<x/>")
            made.writestr(member, content * (size * 50 // len(content)))
        return archive.getvalue()

    return pack


for member in ("word/document.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "datapackage.json"):
    SHAPES[f"elements in {member}"] = packed(member, b"<w:p>")
    SHAPES[f"digits in {member}"] = packed(member, b"9")
    SHAPES[f"comments in {member}"] = packed(member, b"<!--")


def ended(read: Callable[[bytes], object]) -> tuple[int, str]:
    """How a process ends that reads every input, one after the other, and which it read last.

    Each may take so many seconds of CPU. What is refused in words is read; anything else ends the process.
    """
    reading, telling = os.pipe()
    child = os.fork()
    if child == 0:
        code = 70
        try:
            os.close(reading)
            for name, shape in SHAPES.items():
                for size in SIZES:
                    os.write(telling, f"{name}, {size:,} bytes\n".encode())
                    data = shape(size)
                    used = resource.getrusage(resource.RUSAGE_SELF)
                    most = int(used.ru_utime + used.ru_stime) + SECONDS
                    resource.setrlimit(resource.RLIMIT_CPU, (most, resource.RLIM_INFINITY))
                    with suppress(LedgerError):
                        read(data)
            code = 0
        finally:
            os._exit(code)
    os.close(telling)
    with os.fdopen(reading) as lines:
        last = lines.read().splitlines()[-1]
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), last


@pytest.mark.parametrize("format", READABLE)
def test_no_import_costs_more_than_its_bound(tmp_path: Path, format: str) -> None:
    place = tmp_path / "desk.db"
    fresh_ledger(place, name="desk", who="Ann").close()

    def read(data: bytes) -> None:
        with Ledger.open(place, who="Ann") as ledger:
            ledger.import_(io.BytesIO(data), format=format, dry_run=True)

    code, last = ended(read)
    assert code == 0, last


@pytest.mark.parametrize("media_type", READERS)
def test_no_capture_costs_more_than_its_bound(media_type: str) -> None:
    code, last = ended(lambda data: extract(data, media_type))
    assert code == 0, last
