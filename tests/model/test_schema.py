"""The published schema, the compiled rules and the record classes say the same."""

from __future__ import annotations

import copy
import dataclasses
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from ledger.model import acceptance, schema
from ledger.model import catalogue as c
from ledger.model import fields as f
from ledger.model import record as r
from ledger.model import vocabulary as v
from ledger.number.quantity import Quantity

PUBLISHED = Path(schema.__file__).parents[2] / "schema" / "record.schema.json"

CLASSES: dict[str, type[Any]] = {
    "agent": c.Agent,
    "source": c.Source,
    "snapshot": c.Snapshot,
    "figure": r.Figure,
    "link": r.Link,
    "review": r.Review,
    "correction": r.Correction,
    "description": c.Description,
    "same": c.Same,
    "key": c.Key,
    "redaction": r.Redaction,
    "dismissal": c.Dismissal,
    "assignment": c.Assignment,
    "personal_key": c.PersonalKey,
}
#: What a record may say beyond its class: it becomes a record of its own.
SUGAR = {
    "agent": {"kind", "aliases", "url"},
    "source": {"kind", "authors", "language"},
    "figure": {"derived_from", "withheld"},
    "link": {"from", "withheld"},
    "snapshot": {"withheld"},
    "review": {"withheld"},
    "redaction": {"withheld"},
}


def test_published_schema_is_what_the_module_prints() -> None:
    printed = subprocess.run(
        [sys.executable, "-m", "ledger.model.schema"],
        capture_output=True,
        check=True,
        cwd=PUBLISHED.parents[1],
    )
    assert PUBLISHED.read_bytes() == printed.stdout


def test_published_schema_is_valid_2020_12() -> None:
    document = json.loads(PUBLISHED.read_text("utf-8"))
    assert document["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(document)
    assert list(document["$defs"]) == list(v.RECORDS)


def test_schema_as_a_whole_tells_kinds_apart() -> None:
    validator = Draft202012Validator(json.loads(PUBLISHED.read_text("utf-8")))
    assert validator.is_valid({"record": "agent", "name": "Mediazona"})
    assert not validator.is_valid({"record": "agent"})
    assert not validator.is_valid({"record": "party", "name": "Mediazona"})
    assert not validator.is_valid({"name": "Mediazona"})


@pytest.mark.parametrize("kind", v.RECORDS)
def test_record_class_has_the_fields_of_its_kind(kind: str) -> None:
    held = {field.name for field in dataclasses.fields(CLASSES[kind])}
    spoken = set(f.KINDS[kind].fields) - SUGAR.get(kind, set())
    assert held == spoken


def test_nested_classes_have_the_fields_of_their_objects() -> None:
    for name, holder in (("quantity", Quantity), ("quote", r.Quote)):
        field = f.KINDS["figure"].fields[name]
        assert isinstance(field, f.Nested)
        assert {field.name for field in dataclasses.fields(holder)} == set(field.fields)
    original = f.KINDS["snapshot"].fields["original"]
    assert isinstance(original, f.Nested)
    assert {field.name for field in dataclasses.fields(c.Original)} == set(original.fields)


@pytest.mark.parametrize("kind", v.RECORDS)
def test_required_fields_have_no_default_in_the_class(kind: str) -> None:
    needed = {
        field.name for field in dataclasses.fields(CLASSES[kind]) if field.default is dataclasses.MISSING
    }
    assert set(f.KINDS[kind].required) - SUGAR.get(kind, set()) <= needed


# What hypothesis makes records from: the table of fields itself.

_FORMATTED = {
    "edtf": ("2023", "2023-10", "2022-02/..", "2023~", "2023-08-30"),
    "time": ("2026-11-22T09:00:00Z", "2026-11-22T09:00:00.5+03:00"),
    "unit": ("conviction/week", "1", "GBP/person/year", "km^2", "осуждённый"),
}
_PATTERNED = {
    f.KEY_PATTERN: ("mod-100", "a.b_c", "7-z"),
    f.ID_PATTERN: ("ab" * 32, "0" * 64),
    f.PLACE_PATTERN: ("120-139", "0-7"),
    f.URL_PATTERN: ("https://zona.media", "HTTP://example.org/a?b#c"),
}
_NAMED = st.sampled_from(("Mediazona", "Медиазона", " x ", "line\nbreak", "mz-100", "e\u0301", "😀"))


def _texts(field: f.Text) -> st.SearchStrategy[str]:
    if field.format:
        return st.sampled_from(_FORMATTED[field.format])
    if field.pattern in _PATTERNED:
        return st.sampled_from(_PATTERNED[field.pattern])
    if field.pattern not in (f.NAME_PATTERN, f.TEXT_PATTERN):
        return st.sampled_from(("en", "uk") if field.says.startswith("A language") else ("label-changed",))
    free = _NAMED if field.least else _NAMED | st.just("")
    return free | st.just("x" * min(field.most, v.MAX_STRING))


def _values(field: f.Field) -> st.SearchStrategy[Any]:
    match field:
        case f.Text():
            return _texts(field)
        case f.Choice():
            return st.sampled_from(field.words)
        case f.Truth():
            return st.booleans()
        case f.Number():
            return st.sampled_from(("5200", "0.50", "1/3", "-2e10", "9" * 50, 7, -3, 10**50 - 1))
        case f.Listing():
            return st.lists(_values(field.item), min_size=field.least, max_size=max(field.least, 3))
        case f.Mapped():
            names = st.sampled_from(("a", "weekly", "_x1"))
            return st.dictionaries(names, _values(field.value), min_size=1, max_size=3)
        case f.Nested():
            whole = _objects(field.fields, field.required)
            return whole | _values(field.text) if field.text is not None else whole


def _objects(fields: Any, required: tuple[str, ...]) -> st.SearchStrategy[dict[str, Any]]:
    always = {name: _values(fields[name]) for name in required}
    sometimes = {name: st.none() | _values(inner) for name, inner in fields.items() if name not in required}
    return st.fixed_dictionaries(always, optional=sometimes)


def _kind(kind: str) -> st.SearchStrategy[dict[str, Any]]:
    own = _objects(f.fields_of(kind), f.KINDS[kind].required)
    return own.map(lambda fields: {"record": kind, **fields})


RECORDS = st.sampled_from(v.RECORDS).flatmap(_kind)
GARBAGE: st.SearchStrategy[Any] = st.sampled_from(
    (
        None, True, False, 0, 1, -1, 10**50, 0.5, 5.0, float("nan"), float("inf"), "", " ", "\n", "x\n", "a\x00b",
        "\ud800", "\udfff\ud800", "x" * 501, "x" * 10_001, "٣", "1_000", "1e101", "1" * 51, "NaN", "1/0", "mod-100\n",
        "deadbeef", "A", "ftp://example.org", "https://", "https://example.org/a b", "javascript:alert(1)",
        "2023-13", "2023-08-30\n", "2026-11-22T09:00:00", "2026-11-22T09:00:00Z\n", "0001-01-01T00:00:00+23:00",
        "conviction per week", "per", "km^2\n", [], [[]], [""], ["a", "a", "a"], ["a", None], {}, {"": ""}, {"a": 1},
        {"exact": ""}, {"value": 0.5}, {"value": "x"}, {"inputs": {}}, {"1a": "b"}, {"a\n": "b"},
        {"record": "figure"}, [{"a": []}], "\x1c", "\ufeff", "en-", "en\n", "relay", "derivation", "figure",
    )
)  # fmt: skip
UNKNOWN = st.sampled_from(("lable", "Record", "quantity ", "", "a/b", "~", "\ud800", "\x00"))


def _places(value: Any) -> list[tuple[Any, Any]]:
    """Every container in a value with a name or index in it."""
    found: list[tuple[Any, Any]] = []
    pending = [value]
    while pending:
        schema = pending.pop()
        names: Any = ()
        if isinstance(schema, dict):
            names = list(schema)
        elif isinstance(schema, list):
            names = range(len(schema))
        for name in names:
            found.append((schema, name))
            pending.append(schema[name])
    return found


@st.composite
def damaged(draw: st.DrawFn) -> Any:
    """A record with one to three things done to it."""
    record: Any = json.loads(json.dumps(draw(RECORDS)))
    for _ in range(draw(st.integers(1, 3))):
        record = copy.deepcopy(record)
        places = _places(record)
        holder, name = draw(st.sampled_from(places)) if places else (record, "record")
        match draw(st.sampled_from(("put", "put", "drop", "add"))):
            case "put":
                holder[name] = draw(GARBAGE)
            case "drop" if isinstance(holder, dict):
                holder.pop(name, None)
            case "add" if isinstance(holder, dict):
                fields = (*f.fields_of("figure"), *f.fields_of("link"))
                holder[draw(UNKNOWN | st.sampled_from(fields))] = draw(GARBAGE)
    return record


@given(RECORDS)
@settings(max_examples=150, deadline=None)
def test_rules_and_schema_agree_on_records_made_from_the_fields(record: dict[str, Any]) -> None:
    assert acceptance.accepts(record) == (schema.problems(record) == [])


@given(damaged() | GARBAGE)
@settings(max_examples=600, deadline=None)
@example({"record": "key", "key": "mod-100\n", "of": "x"})
@example({"record": "figure", "quantity": {"value": 5.0}})
@example({"record": "figure", "quantity": {"value": "5\n"}})
@example({"record": "link", "relation": "derivation", "figure": "a", "inputs": {"a\n": "b"}})
def test_rules_and_schema_agree_on_damaged_records(record: Any) -> None:
    found = schema.problems(record)
    assert acceptance.accepts(record) == (found == [])
    assert all(problem.message for problem in found)


@given(RECORDS)
@settings(max_examples=100, deadline=None)
def test_whole_published_schema_takes_what_the_rules_take(record: dict[str, Any]) -> None:
    # A stranger's validator knows none of our formats: it may take more, never less.
    document = json.loads(PUBLISHED.read_text("utf-8"))
    if acceptance.accepts(record):
        assert Draft202012Validator(document).is_valid(record)
