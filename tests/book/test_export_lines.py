"""Lines of an export: made of stored bytes where they are plain, and the same as those of records that were read."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text

from ledger.book import Ledger
from ledger.book.worked_case import RECORDS as WORKED_CASE
from ledger.errors import TamperError
from tests.intruder import intruding

HOSTILE = 'a "quoted" \\ word,\ttab\x7f\u2028 \x1b[31m <b>&amp; {"exact":"x"} ], 🧮'
QUOTE = {"exact": "close to 100", "prefix": "on Monday", "suffix": "it said", "language": "en",
         "translation": "fast 100"}  # fmt: skip
RECORDS: list[dict[str, Any]] = [
    {"record": "agent", "name": "Kestrel", "kind": "organization", "aliases": ["K.", "Кестрел"],
     "url": "https://example.org/k"},
    {"record": "agent", "name": HOSTILE},
    {"record": "source", "key": "update", "title": "Update", "url": "https://example.org/u", "authors": ["A", "B"],
     "publisher": "Kestrel", "published": "2023-08", "language": "en", "kind": "report"},
    {"record": "snapshot", "key": "seen", "source": "update", "text": "on Monday close to 100 it said"},
    {"record": "figure", "key": "plain", "quantity": "100 cases", "reported_by": ["Kestrel"], "primary": True},
    {"record": "figure", "key": "full", "quantity": "close to 100 cases", "label": "cases", "reported_by": ["K.", "X"],
     "source": "update", "snapshot": "seen", "quote": QUOTE, "note": "by telephone", "stated": "2023-08-30",
     "period": "2023", "place": "Kent", "nature": "observed", "locator": "p. 1", "tags": ["one", "two"],
     "relays": "plain"},
    {"record": "figure", "key": "hostile", "quantity": "100 cases", "label": HOSTILE, "reported_by": [HOSTILE],
     "quote": HOSTILE, "note": '"exact":"x","note":"y"', "locator": "p. 2", "source": "update"},
    {"record": "figure", "key": "unsaid", "relays": "full", "reported_by": ["Y"], "wording": "unseen"},
    {"record": "figure", "key": "vague", "quantity": {"text": "many", "value": None, "hedge": "vague"}},
    {"record": "figure", "key": "year", "quantity": {"value": "1200", "unit": "case", "low": "1100", "high": "1300"},
     "reported_by": ["Kestrel"], "locator": "p. 3"},
    {"record": "link", "relation": "derivation", "figure": "year", "inputs": {"note": "plain", "quote": "full"},
     "formula": "note * 12", "assumptions": ["it goes on", "all counted"], "basis": "inferred", "note": "ours"},
    {"record": "link", "relation": "revision", "figure": "full", "from": "plain", "quote": "in place of 100",
     "source": "update"},
    {"record": "review", "of": "full", "verdict": "confirmed", "rating": "True", "accept": ["label-changed"],
     "note": "asked again"},
    {"record": "correction", "of": "vague", "cause": "withdrawn", "reason": "not counted"},
    {"record": "description", "of": "update", "title": "Update, revised"},
    {"record": "same", "refs": ["plain", "hostile"], "same": False},
    {"record": "key", "key": "second", "of": "plain"},
]  # fmt: skip


def exported(ledger: Ledger, **how: Any) -> list[str]:
    """Return the lines of the ledger as it is exported."""
    written = io.StringIO()
    ledger.export(written, **how)
    *lines, last = written.getvalue().split("\n")
    assert last == ""
    return lines


def spelled(ledger: Ledger, **how: Any) -> list[str]:
    """Return the records as they are read, in JSON."""
    lines = ledger.export_lines(**how)
    return [json.dumps(line, ensure_ascii=False, separators=(",", ":")) for line in lines]


@pytest.mark.parametrize("with_texts", [False, True])
def test_a_line_is_the_record_as_it_is_read(make_ledger: Callable[..., Ledger], with_texts: bool) -> None:
    ledger, copy = make_ledger(), make_ledger(who='Bob "Bo"')
    ledger.record([dict(record) for record in WORKED_CASE])
    ledger.record(RECORDS)
    ledger.redact("full", "note", reason="a private matter")
    lines = exported(ledger, with_texts=with_texts)
    assert lines == spelled(ledger, with_texts=with_texts)
    assert len(lines) == ledger.size
    kinds = {json.loads(line)["record"] for line in lines}
    assert kinds > {"agent", "source", "description", "figure", "link", "review", "snapshot", "redaction"}
    # A ledger that imports them keeps who recorded them first, and does without the texts that never came.
    copy.import_(io.BytesIO("".join(f"{line}\n" for line in lines).encode()), name="lines.jsonl")
    assert exported(copy, with_texts=with_texts) == lines == spelled(copy, with_texts=with_texts)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE entry SET recorded_by = 'Eve' WHERE kind = 'figure'",
        "UPDATE entry SET recorded_at = '2020-01-01T00:00:00.000000Z' WHERE kind = 'link'",
        "UPDATE entry_text SET content = 'close to 900'",
        "DELETE FROM entry_text WHERE path = 'quote.exact'",
        "UPDATE entry_text SET path = 'quote.suffix' WHERE path = 'quote.exact' AND seq IN"
        " (SELECT max(seq) FROM entry_text WHERE path = 'quote.exact')",
    ],
)
def test_what_was_changed_is_not_exported(make_ledger: Callable[..., Ledger], change: str) -> None:
    ledger = make_ledger()
    ledger.record(RECORDS)
    with intruding(ledger) as connection:
        connection.exec_driver_sql(change)
    with pytest.raises(TamperError):
        exported(ledger)


def test_a_leaf_that_was_changed_is_not_exported(make_ledger: Callable[..., Ledger]) -> None:
    ledger = make_ledger()
    ledger.record(RECORDS)
    with intruding(ledger) as connection:
        for seq, leaf in connection.execute(text("SELECT seq, leaf FROM entry")).all():
            changed = {"seq": seq, "leaf": bytes(leaf).replace(b"Kent", b"Kest")}
            connection.execute(text("UPDATE entry SET leaf = :leaf WHERE seq = :seq"), changed)
    with pytest.raises(TamperError):
        exported(ledger)
