"""What stands in a leaf of the log, and what is read back from it."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.model import catalogue as c
from ledger.model import record as r
from ledger.model.codec import (
    decode,
    exported,
    leaf_bytes,
    opened,
    read_leaf,
    sealed,
    stored_leaf,
    stored_of,
    text_places,
    whole_leaf,
)
from ledger.number.quantity import Quantity
from ledger.tlog.canonical import canonical

ID, OTHER = "a" * 64, "b" * 64
AT = "2026-11-22T09:00:00.000000Z"
#: Names that look like the end of a claim.
LIKE_AN_END = ("Ann \u2028", "},", '},"key":"', '"},"record":{', '\\"},"key":"')
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)


@given(
    by=TEXT,
    note=TEXT,
    key=st.none() | st.just("mod-100"),
    claim=st.none() | st.builds(lambda by: {"at": AT, "by": by}, TEXT | st.sampled_from(LIKE_AN_END)),
)
def test_leaf_is_canonical_json_and_reads_back(
    by: str, note: str, key: str | None, claim: dict[str, str] | None
) -> None:
    body = {"record": "agent", "name": note}
    leaf = leaf_bytes(at=AT, by=by, record=canonical(body), record_id=ID, key=key, claim=claim)
    part = stored_leaf(record=canonical(body), key=key, claim=claim)
    assert part == stored_of(leaf, AT, by, ID)
    assert whole_leaf(AT, by, ID, part) == leaf
    content = read_leaf(leaf)
    assert canonical(content) == leaf
    wanted: dict[str, Any] = {"at": AT, "by": by, "id": ID, "record": body}
    wanted |= {name: value for name, value in (("key", key), ("claim", claim)) if value}
    assert content == wanted


@pytest.mark.parametrize("leaf", [b"", b"{}", b"[]", b'{"record":5}', b"\xff", b'{"record":{}'])
def test_what_is_no_leaf_is_refused(leaf: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  JSON's own error is one
        read_leaf(leaf)


TEXTS = {"quote.exact": "close to 100 soldiers a week", "quote.suffix": "\n", "note": "seen on paper"}
FIGURE = {
    "record": "figure",
    "quantity": {"value": "100"},
    "quote": {
        "exact": sha256(TEXTS["quote.exact"].encode()).hexdigest(),
        "suffix": sha256(TEXTS["quote.suffix"].encode()).hexdigest(),
        "language": "en",
    },
    "note": sha256(TEXTS["note"].encode()).hexdigest(),
}


def test_sealed_body_holds_commitments_and_no_word_of_the_texts() -> None:
    salts = {path: bytes([number]) * 16 for number, path in enumerate(TEXTS)}
    body = sealed(FIGURE, TEXTS, salts)
    assert set(text_places(body)) == {"quote.exact", "quote.suffix", "note"}
    assert body["note"] == sha256(salts["note"] + TEXTS["note"].encode()).hexdigest()
    spelled = canonical(body).decode()
    assert not any(text in spelled for text in ("soldiers", "paper"))
    # The body it was made from is as it was.
    assert FIGURE["note"] == sha256(TEXTS["note"].encode()).hexdigest()


def test_opened_body_has_its_texts() -> None:
    body = opened(FIGURE, TEXTS)
    assert body["quote"] == {"exact": TEXTS["quote.exact"], "suffix": "\n", "language": "en"}
    assert body["note"] == "seen on paper"


def test_erased_text_is_left_out() -> None:
    body = opened(FIGURE, {"note": "seen on paper"})
    assert body["quote"] == {"language": "en"}
    figure = decode(body)
    assert isinstance(figure, r.Figure)
    assert figure.quote is None
    assert figure.note == "seen on paper"


DECODED: list[tuple[dict[str, Any], c.Record]] = [
    ({"record": "agent", "name": "A", "qualifier": "q"}, c.Agent(name="A", qualifier="q")),
    ({"record": "source", "title": "T", "published": "2023"}, c.Source(title="T", published="2023")),
    (
        {"record": "snapshot", "source": ID, "original": {"sha256": OTHER, "media_type": "text/html"}, "text": "x"},
        c.Snapshot(source=ID, original=c.Original(sha256=OTHER, media_type="text/html"), text="x"),
    ),
    (
        {"record": "figure", "quantity": {"value": "5", "unit": "1"}, "reported_by": [ID], "primary": True,
         "restated": False, "wording": "unseen", "tags": ["a"], "quote": {"exact": "five"}},
        r.Figure(quantity=Quantity(value="5", unit="1"), reported_by=(ID,), primary=True, restated=False,
                 wording="unseen", tags=("a",), quote=r.Quote(exact="five")),
    ),
    (
        {"record": "link", "relation": "derivation", "figure": ID, "inputs": {"b": ID, "a": OTHER}, "formula": "a+b",
         "assumptions": ["so"]},
        r.Link(relation="derivation", figure=ID, inputs=(r.Input(figure=OTHER, name="a"), r.Input(figure=ID, name="b")),
               formula="a+b", assumptions=("so",)),
    ),
    (
        {"record": "link", "relation": "relay", "figure": ID, "from": OTHER, "basis": "conjecture"},
        r.Link(relation="relay", figure=ID, inputs=(r.Input(figure=OTHER),), basis="conjecture"),
    ),
    (
        {"record": "review", "of": ID, "verdict": "disputed", "by": "A", "at": AT, "accept": ["label-changed"]},
        r.Review(of=ID, verdict="disputed", by="A", at=AT, accept=("label-changed",)),
    ),
    (
        {"record": "correction", "of": ID, "by": OTHER, "recorder": "A", "at": AT, "cause": "misrecorded"},
        r.Correction(of=ID, by=OTHER, recorder="A", at=AT, cause="misrecorded"),
    ),
    (
        {"record": "description", "of": ID, "by": "A", "at": AT, "aliases": ["B"], "kind": "person"},
        c.Description(of=ID, by="A", at=AT, aliases=("B",), kind="person"),
    ),
    (
        {"record": "same", "refs": [ID, OTHER], "by": "A", "at": AT, "same": False},
        c.Same(refs=(ID, OTHER), by="A", at=AT, same=False),
    ),
    ({"record": "key", "key": "k", "of": ID, "by": "A", "at": AT}, c.Key(key="k", of=ID, by="A", at=AT)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "record"), DECODED, ids=lambda case: case["record"] if isinstance(case, dict) else ""
)
def test_body_stands_for_its_record(body: dict[str, Any], record: c.Record) -> None:
    assert decode(body) == record


@pytest.mark.parametrize("body", [body for body, _ in DECODED], ids=lambda body: str(body["record"]))
def test_exported_line_says_everything_and_where_it_was_recorded(body: dict[str, Any]) -> None:
    line = exported(body, record_id=ID, key="k-1", at=AT, by="Ann")
    assert next(iter(line)) == "record"
    assert line["recorded"] == {"at": AT, "by": "Ann"}
    assert line["id"] == ID
    held = {name: value for name, value in line.items() if name in body}
    assert held == {**body, **({"key": "k-1"} if "key" in body else {})}
    assert json.loads(json.dumps(line)) == line
