"""How much work an import is: in proportion to what is imported, and none worth speaking of for what is refused.

Work is counted in calls of functions, Python's and the interpreter's, and in the bytes that a parser goes over: no
clock is asked.
"""

from __future__ import annotations

import io
import json
import sys
import zipfile
from collections.abc import Callable
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from ledger.errors import FormatError, LedgerError
from ledger.formats import FORMATS, format_named
from tests.formats.sheets import written
from tests.formats.test_xlsx import GOOD, SHEET, rows_of, with_part
from tests.fresh_ledger import fresh_ledger

READABLE = ["jsonl", *(name for name, chosen in FORMATS.items() if chosen.readable)]


def work(task: Callable[[], object]) -> int:
    """How many calls a task makes, of Python's functions and of the interpreter's."""
    count = 0

    def counting(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(counting)
    try:
        with suppress(LedgerError):
            task()
    finally:
        sys.setprofile(before)
    return count


def comment(size: int) -> bytes:
    return b"<!--" + b"x" * size + b"-->"


#: Tokens of any size, by where they stand in a workbook; a parser goes over each from its beginning again and again.
TOKENS: dict[str, Callable[[int], bytes]] = {
    "a comment before the sheet": lambda size: with_part(
        GOOD, SHEET, lambda part: part.replace(b"<worksheet", comment(size) + b"<worksheet", 1)),
    "a comment in the sheet": lambda size: with_part(GOOD, SHEET, rows_of(comment(size))),
    "a comment behind the sheet": lambda size: with_part(GOOD, SHEET, lambda part: part + comment(size)),
    "a comment without an end": lambda size: with_part(GOOD, SHEET, lambda part: part + comment(size)[:-3]),
    "an attribute": lambda size: with_part(
        GOOD, SHEET, rows_of(b'<row r="1" x="' + b">" * size + b'"><c r="A1"/></row>')),
    "a name": lambda size: with_part(GOOD, SHEET, rows_of(b"<" + b"x" * size + b"/>")),
    "an instruction": lambda size: with_part(GOOD, SHEET, rows_of(b"<?x " + b"y" * size + b"?>")),
    "a declaration": lambda size: with_part(
        GOOD, SHEET, lambda part: b"<?xml version='1.0' " + b" " * size + b"?>" + part.partition(b"?>")[2]),
    "a comment among the styles": lambda size: with_part(
        GOOD, "xl/styles.xml", lambda part: part.replace(b"<styleSheet", comment(size) + b"<styleSheet", 1)),
}  # fmt: skip


@pytest.mark.parametrize("name", TOKENS)
def test_a_token_of_any_size_is_refused_after_the_same_work(tmp_path: Path, name: str) -> None:
    ledger = fresh_ledger(tmp_path / "a.db", who="Ann")
    found = []
    for size in (1_000_000, 4_000_000, 16_000_000):
        document = TOKENS[name](size)
        assert len(document) < 60_000
        with pytest.raises(FormatError, match="no workbook's has"):
            ledger.import_(io.BytesIO(document), format="xlsx")
        found.append(work(lambda document=document: format_named("xlsx").load(io.BytesIO(document))))  # type: ignore[misc]
    assert max(found) <= min(found) + 200, found


def test_what_packs_better_than_any_sheet_is_refused(tmp_path: Path) -> None:
    rows = b"".join(b'<row r="%d"><c r="A1"/></row>' % (number % 9) for number in range(1_000_000))
    document = with_part(GOOD, SHEET, rows_of(rows))
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        assert archive.getinfo(SHEET).file_size > 20_000_000
    with pytest.raises(FormatError, match=r"times its size|no sheet has"):
        fresh_ledger(tmp_path / "a.db", who="Ann").import_(io.BytesIO(document), format="xlsx")


def test_one_string_of_many_megabytes_is_refused(tmp_path: Path) -> None:
    text = "".join(map(chr, range(0x4E00, 0x9000))).encode() * 500
    document = with_part(
        GOOD, SHEET, rows_of(b'<row r="1"><c r="A1" t="inlineStr"><is><t>' + text + b"</t></is></c></row>")
    )
    with pytest.raises(FormatError, match="MB in one row"):
        fresh_ledger(tmp_path / "a.db", who="Ann").import_(io.BytesIO(document), format="xlsx")


def figures(count: int) -> list[dict[str, Any]]:
    """A source, parties and a chain of figures, of which each relays the one before."""
    records: list[dict[str, Any]] = [
        {"record": "source", "key": "s", "title": "A report", "url": "https://example.org"}
    ]
    for number in range(count):
        above: dict[str, Any] = {"relays": f"f{number - 1}"} if number else {"primary": True}
        records.append(
            {"record": "figure", "key": f"f{number}", "quantity": f"{number + 100} cases", "source": "s",
             "reported_by": [f"party {number}"], "quote": f"{number + 100} cases", "note": "seen", **above}
        )  # fmt: skip
    return records


def bibliography(count: int) -> list[dict[str, Any]]:
    return [
        {"id": f"k{number}", "type": "report", "title": f"Report {number}", "URL": f"https://example.org/{number}",
         "author": [{"family": "A", "given": "B"}], "issued": {"date-parts": [[2023, 1, 2]]}}
        for number in range(count)
    ]  # fmt: skip


def bibtex(count: int) -> bytes:
    return "\n".join(
        f"@report{{k{number}, title = {{Report {number}}}, author = {{A, B and C, D}}, year = 2023,"
        f" url = {{https://example.org/{number}}}}}" for number in range(count)
    ).encode()  # fmt: skip


def quotations(count: int) -> bytes:
    """An export of Hypothesis."""
    from tests.formats.test_move_in import annotation

    return json.dumps([annotation(f"{number} cases") for number in range(count)]).encode()


def archived(count: int) -> bytes:
    """A sheet of Auto Archiver."""
    from tests.formats.test_move_in import SHEET as ARCHIVED

    heading, row, *_ = ARCHIVED.split("\r\n")
    rows = (row.replace("example.org/a", f"example.org/{number}") for number in range(count))
    return "\r\n".join([heading, *rows]).encode()


#: Documents that this program reads and does not write.
FOREIGN: dict[str, Callable[[int], bytes]] = {
    "csl-json": lambda count: json.dumps(bibliography(count)).encode(),
    "bibtex": bibtex,
    "hypothesis": quotations,
    "auto-archiver": archived,
}


def document(name: str, count: int, folder: Path) -> bytes:
    """A document of a format with so many things in it."""
    if name in FOREIGN:
        return FOREIGN[name](count)
    ledger = fresh_ledger(folder / f"{name}-{count}.db", name="desk", who="Ann")
    ledger.record(figures(count))
    return written(ledger, name)


@pytest.mark.parametrize("name", READABLE)
def test_an_import_is_work_in_proportion_to_its_size(tmp_path: Path, name: str) -> None:
    found = []
    for count in (40, 80, 160, 320):
        ledger = fresh_ledger(tmp_path / f"into-{count}.db", name="into", who="Bob")
        made = document(name, count, tmp_path)
        found.append(work(lambda ledger=ledger, made=made: ledger.import_(io.BytesIO(made), format=name)))  # type: ignore[misc]
        assert ledger.size > count / 4, f"{name} took nothing in"
    assert [after / before for before, after in pairwise(found) if after > 2.2 * before] == [], found
