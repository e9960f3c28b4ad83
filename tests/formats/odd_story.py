"""A story with everything that is odd: texts that mean to harm, figures without this or that, judgements undone."""

from __future__ import annotations

from typing import Any

from ledger.book import Ledger

#: What a source can contain: markup, the end of a script, quotes, a formula, bidi and control characters, newlines.
HOSTILE = '</script><b onclick=\'x()\'>"=1+1" & |`]]>\u202egnp.exe\x1b[31m\u2028line\nline\ttab \\ {"$": 1} €'

_PASSED_ON = {"record": "figure", "relays": "counted", "reported_by": ["Post"]}

RECORDS: list[dict[str, Any]] = [
    {"record": "agent", "name": "Mediazona", "kind": "organization", "aliases": ["Медиазона"], "url": "https://zona.example"},
    {"record": "agent", "name": HOSTILE, "kind": "person"},
    {"record": "agent", "name": "A bot", "kind": "software"},
    {"record": "agent", "name": "Post", "qualifier": "of Springfield"},
    {"record": "source", "key": "update", "url": "https://example.org/update", "title": HOSTILE, "kind": "report",
     "publisher": HOSTILE, "authors": ["B. Author", "A. Author"], "published": "2023-08-30", "language": "en"},
    {"record": "source", "key": "talk", "title": "A talk", "kind": "interview", "published": "2023~"},
    {"record": "snapshot", "source": "update", "retrieved": "2023-09-01T10:00:00Z", "text": "close to 100 soldiers",
     "archived_at": "https://web.example/update", "original": {"sha256": "ab" * 32, "media_type": "text/html"}},
    {"record": "figure", "key": "counted", "label": "convictions", "quantity": "100 convictions a week",
     "reported_by": ["Mediazona", "A bot"], "primary": True, "nature": "observed", "stated": "2023-07-19",
     "period": "2022-02/..", "place": "Russia", "source": "talk", "tags": ["courts", "a tag"], "note": HOSTILE},
    {**_PASSED_ON, "key": "hostile", "label": HOSTILE, "reported_by": [HOSTILE], "source": "update",
     "locator": HOSTILE, "note": HOSTILE, "place": HOSTILE,
     "quantity": {"text": HOSTILE, "value": "-0.50", "unit": "percent"},
     "quote": {"exact": HOSTILE, "prefix": " before ", "suffix": "after", "language": "ru", "translation": HOSTILE}},
    {**_PASSED_ON, "key": "bare", "reported_by": []},
    {"record": "figure", "key": "range", "quantity": {"low": "10", "high": "2e1", "hedge": "between", "unit": "GBP"}},
    {"record": "figure", "key": "third", "quantity": {"value": "1/3", "text": "a third of them", "unit": "1"}},
    {"record": "figure", "key": "none", "quantity": {"text": "a dramatic rise", "hedge": "vague"}, "wording": "unseen"},
    {"record": "figure", "key": "gone", "quantity": "7 apples", "reported_by": ["Post"], "note": "not for print"},
    {"record": "figure", "key": "again", "quantity": "7 apples", "reported_by": ["Post"], "stated": "2024"},
    {"record": "figure", "key": "sum", "quantity": "about 107 things", "reported_by": ["A bot"], "nature": "projected",
     "derived_from": {"inputs": {"b": "gone", "a": "counted"}, "formula": "a + b", "assumptions": ["z", "a", "z"]}},
    {"record": "figure", "key": "slip", "quantity": "17 apples", "reported_by": ["Post"]},
    {"record": "link", "relation": "relay", "figure": "counted", "from": "hostile", "basis": "conjecture",
     "note": HOSTILE, "source": "update", "quote": HOSTILE, "locator": "p. 3"},
    {"record": "link", "relation": "revision", "figure": "again", "from": "gone", "basis": "inferred"},
    {"record": "review", "of": "hostile", "verdict": "disputed", "accept": ["label-changed", "hedge-added"],
     "note": HOSTILE},
    {"record": "review", "of": "update", "verdict": "unverifiable"},
    {"record": "correction", "of": "slip", "by": "again", "cause": "misrecorded", "reason": HOSTILE},
    {"record": "same", "refs": ["gone", "again"]},
    {"record": "same", "refs": ["Mediazona", "A bot"], "same": False},
    {"record": "key", "key": "weekly", "of": "counted"},
]  # fmt: skip


def fill(ledger: Ledger) -> Ledger:
    """Record the story, and what was thought better of afterwards."""
    ledger.record(RECORDS)
    ledger.retract("range", reason="no longer stands")
    ledger.retract("third", reason="a slip")
    ledger.undo("third")
    hasty = ledger.review("gone", "rejected")[-1]
    ledger.undo(hasty.id)
    ledger.redact("gone", "note", reason="asked for")
    return ledger
