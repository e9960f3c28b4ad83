"""Anything at all as a line, a formula, a phrase or a note: read, or refused in words. Nothing else may come of it.

`LEDGER_FULL=1` tries a hundred thousand inputs in all.
"""

from __future__ import annotations

import json
import os
from fractions import Fraction
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.errors import InputError
from ledger.model import acceptance, schema
from ledger.model.strict_json import load_line
from ledger.model.vocabulary import HEDGES, RECORDS
from ledger.number.formula import FUNCTIONS, FormulaError, parse_formula
from ledger.phrase.reader import parse_phrase
from ledger.tlog.canonical import canonical
from ledger.tlog.checkpoint import Checkpoint, parse_checkpoint
from ledger.tlog.note import SigningKey, parse_note, signed, verified_by

FULL = os.environ.get("LEDGER_FULL") == "1"
#: How many of each.
LINES, RECORDED, FORMULAS, PHRASES, NOTES = (20_000,) * 5 if FULL else (200, 150, 200, 200, 200)


def trying(count: int) -> settings:
    """So many inputs, however long they take."""
    return settings(max_examples=count, deadline=None, database=None, suppress_health_check=list(HealthCheck))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)
json_lines = json_values.map(lambda value: json.dumps(value).encode("utf-8", "surrogatepass"))


@st.composite
def mangled(draw: st.DrawFn) -> bytes:
    """A line of JSON with a few bytes changed, put in or left out."""
    line = bytearray(draw(json_lines))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(line)))
        line[at : at + draw(st.integers(0, 2))] = draw(
            st.binary(max_size=3)
            | st.sampled_from([b"\\u0000", b"\\ud800", b"NaN", b"1e999", b'"', b"[", b"{", b","])
        )
    return bytes(line)


@given(st.binary(max_size=60) | mangled() | json_lines)
@trying(LINES)
def test_any_line_is_read_or_refused(line: bytes) -> None:
    try:
        value = load_line(line)
    except InputError as error:
        refused = error.problems
    else:
        refused = []
        # What was read, Python's own reader reads too, and it can be written down again.
        assert json.loads(line) == value
        json.dumps(value, ensure_ascii=False).encode()
    for problem in refused:
        assert problem.message.encode()
        problem.pointer.encode()


KINDS = schema.read_schema("record.schema.json")["$defs"]
FIELDS = sorted({name for kind in RECORDS for name in KINDS[kind]["properties"]})
INNER = ["text", "value", "low", "high", "hedge", "unit", "inputs", "formula", "exact"]
plain = st.text(max_size=12) | st.sampled_from(
    ["2023", "mz", "5 people", "a * 2", "http://x.org", "en", "1/3", "relay"]
)
inner = st.dictionaries(st.sampled_from(INNER), plain | st.integers(), max_size=4)
fuzzed_records = st.dictionaries(
    st.sampled_from(FIELDS) | st.text(max_size=5),
    plain | json_values | st.lists(plain, max_size=3) | inner,
    max_size=6,
)


@given(fuzzed_records, st.sampled_from([*RECORDS, "", "no kind"]))
@trying(RECORDED)
def test_any_record_is_taken_or_refused_by_rules_and_schema_alike(record: dict[str, Any], kind: str) -> None:
    record = {**record, "record": kind}
    if acceptance.accepts(record):
        assert schema.problems(record) == []
        canonical(record)
    else:
        assert schema.differences(record)


NAMES = ["a", "b", "weekly", "low", "e", "km", "GBP", "week", "year", *FUNCTIONS]
formula_parts = st.sampled_from(
    [*NAMES, *"+-*/^%(),", " ", "**", "0", "1", "52", "0.5", "1e3", "9" * 60, "1/3", "×", "−"]
)
formulas = st.lists(formula_parts | st.text(max_size=2), max_size=40).map("".join)


@given(formulas, st.none() | st.just(frozenset({"a", "b", "weekly"})))
@trying(FORMULAS)
def test_any_formula_is_read_or_refused(text: str, inputs: frozenset[str] | None) -> None:
    try:
        formula = parse_formula(text, inputs)
    except FormulaError:
        return
    assert formula.text == text
    assert formula.steps
    assert all(isinstance(number, Fraction) for number in formula.numbers)


PHRASE = [
    "nearly", "about", "up to", "more than", "between", "and", "to", "a", "per", "every", "hundred",
    "thousand", "million", "dozen",
    "half", "third", "of", "percent", "%", "£", "$", "km", "people", "soldiers", "week", "year", "1991", "100",
    "5,200", "1.5", "1/3", "-", "–", "¾", "٣", "(", ")", "one", "twenty-one", "no", "zero", ".", ",", "m", "bn",
]  # fmt: skip
phrases = st.lists(st.sampled_from(PHRASE) | st.text(max_size=3), max_size=12).map(" ".join)


@given(phrases)
@trying(PHRASES)
def test_any_phrase_is_read_or_refused(text: str) -> None:
    try:
        quantity = parse_phrase(text)
    except InputError:
        return
    assert quantity.hedge is None or quantity.hedge in HEDGES
    for number in (quantity.value, quantity.low, quantity.high):
        assert not isinstance(number, float)


KEY = SigningKey("desk.example/ann", bytes(32))
SEALED = signed(Checkpoint("figure-ledger/desk/0000000000000000", 36, bytes(32)).text(), [KEY]).to_bytes()
NOTE_PARTS = [
    b"\n",
    b"\n\n",
    "\u2014 ".encode(),
    b"desk.example/ann ",
    b"0",
    b"36",
    b"=",
    b"+",
    b"\xff",
    b"\x00",
]


@st.composite
def mangled_notes(draw: st.DrawFn) -> bytes:
    """A sealed checkpoint with a few bytes changed, put in or left out."""
    note = bytearray(SEALED)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(note)))
        note[at : at + draw(st.integers(0, 3))] = draw(st.binary(max_size=3) | st.sampled_from(NOTE_PARTS))
    return bytes(note)


@given(
    mangled_notes()
    | st.binary(max_size=80)
    | st.lists(st.sampled_from(NOTE_PARTS), max_size=12).map(b"".join)
)
@trying(NOTES)
def test_any_note_is_read_to_the_byte_or_refused(data: bytes) -> None:
    try:
        note = parse_note(data)
    except ValueError:
        return
    assert note.to_bytes() == data
    # Whatever was done to it, the key stands for nothing but what it signed.
    try:
        signers = verified_by(note, [KEY.verifier()])
    except ValueError:
        signers = ()
    if signers:
        assert note.text.encode() == SEALED.partition(b"\n\n")[0] + b"\n"
    try:
        checkpoint = parse_checkpoint(note.text)
    except ValueError:
        return
    assert checkpoint.text() == note.text
