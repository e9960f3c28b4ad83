"""What is refused of a record by itself: where it is wrong, and in words that say how to mend it."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.model import acceptance, schema

FIGURE: dict[str, Any] = {"record": "figure", "quantity": "nearly 100 convictions per week"}
RELAY: dict[str, Any] = {"record": "link", "relation": "relay", "figure": "later", "from": "earlier"}
DERIVATION: dict[str, Any] = {"record": "link", "relation": "derivation", "figure": "f", "inputs": {"a": "b"}}
AGENT: dict[str, Any] = {"record": "agent", "name": "Mediazona"}
SOURCE: dict[str, Any] = {"record": "source", "title": "Intelligence update"}
SNAPSHOT: dict[str, Any] = {"record": "snapshot", "source": "mod-update"}
REVIEW: dict[str, Any] = {"record": "review", "of": "mz-100", "verdict": "confirmed"}
CORRECTION: dict[str, Any] = {"record": "correction", "of": "mz-100"}

ACCEPTED = [
    FIGURE,
    RELAY,
    DERIVATION,
    AGENT,
    SOURCE,
    SNAPSHOT,
    REVIEW,
    CORRECTION,
    {"record": "source", "url": "https://example.org"},
    {"record": "figure", "relays": "mz-100"},
    {"record": "figure", "quantity": {"value": None, "hedge": "vague", "text": "a dramatic rise"}},
    {"record": "figure", "quantity": {"value": 5200, "low": "1/3", "high": "6e100"}},
    {**FIGURE, "quote": {"exact": "x", "prefix": "", "translation": None}, "tags": [], "reported_by": []},
    {**FIGURE, "label": "x" * 10_000, "key": "7-z", "note": None},
    {**AGENT, "name": "x" * 500, "aliases": ["Медиазона"], "url": "HTTPS://zona.media/"},
    {**SNAPSHOT, "text": "x" * 5_000_000},
    {**RELAY, "inputs": None, "formula": None, "assumptions": []},
    {"record": "description", "of": "Mediazona", "kind": "organization"},
    {"record": "same", "refs": ["a", "b"], "same": False},
    {"record": "key", "key": "weekly", "of": "mz-100"},
]


@pytest.mark.parametrize("record", ACCEPTED, ids=lambda record: str(record)[:60])
def test_taken(record: dict[str, Any]) -> None:
    assert acceptance.accepts(record)
    assert schema.problems(record) == []


WRONG_KIND = [
    ([1], "", "a record is a JSON object, this is a list"),
    ("mz-100", "", "a record is a JSON object, this is a string"),
    ({}, "/record", 'say what it is: "record" is one of agent, source'),
    ({"record": 5}, "/record", "'5' is none of agent, source"),
    ({"record": "figur"}, "/record", "did you mean 'figure'?"),
]
WRONG_FIELDS = [
    ({**FIGURE, "lable": "x"}, "/lable", "unknown field in a record of kind figure: did you mean 'label'?"),
    ({**FIGURE, "zzz": 1}, "/zzz", "unknown field in a record of kind figure: known here: derived_from, id,"),
    ({**FIGURE, "quote": {"exact": "x", "exat": "y"}}, "/quote/exat", "did you mean 'exact'?"),
    ({**FIGURE, "a/b~": 1}, "/a~1b~0", "unknown field"),
    ({"record": "agent"}, "/name", "missing: it must be there"),
    ({"record": "source"}, "", "a source needs a url, or else a title: give one"),
    ({"record": "source", "title": "  "}, "", "a source needs a url, or else a title: give one"),
    ({"record": "figure"}, "/quantity", 'missing: state it, or say with "relays" whose number is passed on'),
    ({**FIGURE, "derived_from": {"formula": "a"}}, "/derived_from/inputs", "missing: it must be there"),
    ({**FIGURE, "derived_from": {"inputs": {}}}, "/derived_from/inputs", "name at least one figure"),
    ({"record": "link", "relation": "derivation", "figure": "a"}, "/inputs", "missing: it must be there"),
    ({**RELAY, "from": None}, "/from", "this is null: write a string"),
    ({**RELAY, "inputs": {"a": "b"}}, "/inputs", "it has no place in a record of this kind: leave it out"),
    ({**RELAY, "formula": "a * 2"}, "/formula", "it has no place in a record of this kind: leave it out"),
    ({**RELAY, "assumptions": ["so"]}, "/assumptions", "it has no place in a record of this kind"),
    ({**DERIVATION, "from": "b"}, "/from", "it has no place in a record of this kind: leave it out"),
]
WRONG_TYPES = [
    ({**FIGURE, "label": 5}, "/label", "this is an integer: write a string"),
    ({**FIGURE, "primary": "yes"}, "/primary", "this is a string: write true or false"),
    ({**FIGURE, "primary": 1}, "/primary", "this is an integer: write true or false"),
    ({**FIGURE, "reported_by": "Mediazona"}, "/reported_by", "this is a string: write a list"),
    ({**FIGURE, "reported_by": [["a"]]}, "/reported_by/0", "this is a list: write a string"),
    ({**FIGURE, "quote": 7}, "/quote", "this is an integer: write a string or an object"),
    ({**FIGURE, "quantity": ["5"]}, "/quantity", "this is a list: write a string or an object"),
    (
        {**FIGURE, "quantity": {"value": True}},
        "/quantity/value",
        "this is true: write a string or an integer",
    ),
    ({**FIGURE, "quantity": {"hedge": "aprox"}}, "/quantity/hedge", "'aprox' is none of exact, about"),
    ({**RELAY, "relation": "relays"}, "/relation", "'relays' is none of relay, derivation, revision"),
    ({**RELAY, "basis": "ours"}, "/basis", "'ours' is none of attributed, inferred, conjecture"),
    ({**REVIEW, "verdict": "confirm"}, "/verdict", "did you mean 'confirmed'?"),
    ({**CORRECTION, "cause": "wrong"}, "/cause", "'wrong' is none of withdrawn, misrecorded"),
    ({**AGENT, "kind": "organisation"}, "/kind", "did you mean 'organization'?"),
]
WRONG_NUMBERS = [
    ({**FIGURE, "quantity": {"value": 0.5}}, "/quantity/value", 'write it as decimal text, "0.5"'),
    ({**FIGURE, "quantity": {"value": 5200.0}}, "/quantity/value", 'write it as decimal text, "5200.0"'),
    ({**FIGURE, "quantity": 5.5}, "/quantity", 'write it as decimal text, "5.5"'),
    (
        {**FIGURE, "quantity": {"low": float("nan")}},
        "/quantity/low",
        "this is not a number: leave the field out",
    ),
    ({**FIGURE, "quantity": {"high": float("inf")}}, "/quantity/high", "this is not a number"),
    ({**FIGURE, "quantity": {"value": "NaN"}}, "/quantity/value", "not a number: write it as decimal text"),
    ({**FIGURE, "quantity": {"value": "٣"}}, "/quantity/value", "not a number: write it as decimal text"),
    ({**FIGURE, "quantity": {"value": "1_000"}}, "/quantity/value", "not a number: write it as decimal text"),
    ({**FIGURE, "quantity": {"value": "5,200"}}, "/quantity/value", 'such as "5200"'),
    ({**FIGURE, "quantity": {"value": "1/0"}}, "/quantity/value", 'a fraction such as "1/3"'),
    ({**FIGURE, "quantity": {"value": "1" * 51}}, "/quantity/value", "50 digits at the most"),
    ({**FIGURE, "quantity": {"value": 10**50}}, "/quantity/value", "50 digits at the most"),
    ({**FIGURE, "quantity": {"value": -(10**50)}}, "/quantity/value", "50 digits at the most"),
    ({**FIGURE, "quantity": {"value": "1e101"}}, "/quantity/value", "an exponent may be 100 at the most"),
    ({**FIGURE, "quantity": {"value": "1e-101"}}, "/quantity/value", "an exponent may be 100 at the most"),
    ({**FIGURE, "quantity": {"value": "1", "unit": "%"}}, "/quantity/unit", "such as conviction/week"),
]
WRONG_WORDS = [
    ({**FIGURE, "label": "a\x00b"}, "/label", "a NUL character: remove it"),
    ({**FIGURE, "label": "\ud83d"}, "/label", "half of a surrogate pair: write the character itself"),
    ({**FIGURE, "label": "x" * 10_001}, "/label", "10,001 characters, 10,000 are the most: shorten it"),
    ({**AGENT, "name": "x" * 501}, "/name", "501 characters, 500 are the most: shorten it"),
    ({**AGENT, "name": " \t"}, "/name", "blank: write something or leave it out"),
    ({**AGENT, "aliases": [""]}, "/aliases/0", "empty: write something or leave it out"),
    ({**FIGURE, "reported_by": ["x" * 501]}, "/reported_by/0", "500 are the most"),
    ({**FIGURE, "reported_by": ["a"] * 1001}, "/reported_by", "1,001 items, 1,000 are the most"),
    ({**SNAPSHOT, "text": "x" * 5_000_001}, "/text", "5,000,001 characters, 5,000,000 are the most"),
    ({**SNAPSHOT, "original": {"sha256": "beef"}}, "/original/sha256", "not an id: 64 hex digits"),
    ({**AGENT, "url": "ftp://zona.media"}, "/url", "not an http or https URL"),
    ({**AGENT, "url": "javascript:alert(1)"}, "/url", "such as https://example.org/page"),
    ({**AGENT, "url": "zona.media"}, "/url", "not an http or https URL"),
    ({**AGENT, "url": "https://zona media"}, "/url", "not an http or https URL"),
    ({**SNAPSHOT, "archived_at": "file:///etc/passwd"}, "/archived_at", "not an http or https URL"),
    ({**SOURCE, "language": "en_GB"}, "/language", "not a language tag: write it as en or en-GB"),
    ({**FIGURE, "key": "Weekly"}, "/key", "a key is small letters, digits"),
    ({**FIGURE, "key": "0" * 64}, "/key", "is not 64 hex digits"),
    ({**FIGURE, "key": "mod-100\n"}, "/key", "a key is small letters, digits"),
    ({**FIGURE, "id": "ABC"}, "/id", "not an id: 64 hex digits in small letters"),
    ({**FIGURE, "recorded": {"at": "yesterday"}}, "/recorded/at", "such as 2026-11-22T09:00:00Z"),
    ({**CORRECTION, "at": "2026-11-22T09:00:00"}, "/at", "RFC 3339 with an offset"),
    ({**CORRECTION, "at": "0001-01-01T00:00:00+23:00"}, "/at", "not a time"),
    ({**REVIEW, "accept": ["Label changed"]}, "/accept/0", "write it as label-changed"),
    (
        {**FIGURE, "derived_from": {"inputs": {"1a": "b"}}},
        "/derived_from/inputs",
        "an input's name is letters",
    ),
    ({"record": "same", "refs": ["a"]}, "/refs", "1 items, 2 are the least"),
    ({"record": "same", "refs": ["a", "b", "c"]}, "/refs", "3 items, 2 are the most"),
]


@pytest.mark.parametrize(
    ("record", "pointer", "words"), [*WRONG_KIND, *WRONG_FIELDS, *WRONG_TYPES, *WRONG_NUMBERS, *WRONG_WORDS]
)
def test_refused(record: Any, pointer: str, words: str) -> None:
    assert not acceptance.accepts(record)
    problems = schema.problems(record)
    assert [problem.pointer for problem in problems] == [pointer]
    assert words in problems[0].message
    assert len(problems[0].message) < 500


def test_every_problem_of_a_record_is_told() -> None:
    record = {**FIGURE, "lable": "x", "primary": 3, "key": "K", "quantity": {"value": 0.5, "unit": "%"}}
    pointers = [problem.pointer for problem in schema.problems(record)]
    assert sorted(pointers) == ["/key", "/lable", "/primary", "/quantity/unit", "/quantity/value"]


@pytest.mark.parametrize("number", ["0", "-0.5", "5200", "3.40", "1e100", "-2E-100", "1/3", "9" * 50])
def test_numbers_that_records_may_hold(number: str) -> None:
    assert acceptance.accepts({**FIGURE, "quantity": {"value": number}})
    assert acceptance.accepts({**FIGURE, "quantity": {"low": number, "high": number, "hedge": "between"}})
