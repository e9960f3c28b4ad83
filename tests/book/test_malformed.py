"""Files that cannot be imported, each named for its defect: nothing is written, and the first problem says why."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.book import Ledger
from ledger.errors import InputError

FOLDER = Path(__file__).parent / "malformed"

#: What is said of each file, after its name and a colon: the line, the pointer, what is wrong, how to mend it.
SAID = {
    "bad-date": '1: /stated: "2023-13-45": there is no month 13',
    "bad-time": "1: /at: not a time: write it as RFC 3339 with an offset, such as 2026-11-22T09:00:00Z",
    "bad-unit": "1: /quantity/unit: not a unit: write plain singular nouns with / for per and ^2 for squared",
    "blank-name": "1: /name: blank: write something or leave it out",
    "byte-order-mark": "1: starts with a byte order mark: save it as UTF-8 without one",
    "correction-by-itself": "2: /by: a record cannot point to itself",
    "derived-from-itself": "2: /inputs/a: a record cannot point to itself",
    "duplicate-key": "1: /name: this key stands more than once: keep one",
    "duplicate-key-inside": "1: /quantity/value: this key stands more than once: keep one",
    "exponent-too-great": "1: /quantity/value: an exponent may be 100 at the most",
    "float": "1: /quantity/value: a float stands where a number is written: write it as a decimal string",
    "float-in-exponent": "1: /quantity/value: a float stands where a number is written",
    "formula-with-a-stranger": "2: /derived_from/formula: formula, character 1: 'monthly' is neither an input nor",
    "forward-reference": "1: /relays: no figure is called first: record it first, or correct the reference",
    "ftp-url": "1: /url: not an http or https URL: give the whole address",
    "id-that-does-not-fit": "1: /id: the id does not fit the record, which has 801ea8081c70",
    "infinity": "1: /quantity/value: -Infinity is not a number: leave the field out, or say null",
    "integer-too-long": "1: /quantity/value: a number may have 50 digits at the most, this one has 51: round it",
    "key-of-hex-digits": "1: /key: a key is small letters, digits, dots, dashes and _",
    "key-with-capitals": "1: /key: a key is small letters, digits, dots, dashes and _",
    "link-to-itself": "2: /from: a record cannot point to itself",
    "lone-surrogate": "1: /name: the text holds half a surrogate pair (\\ud83d): write both halves of it",
    "name-too-long": "1: /name: 501 characters, 500 are the most: shorten it",
    "nan": "1: /quantity/value: NaN is not a number: leave the field out, or say null",
    "nested-too-deep": "1: nested more than 32 levels deep at column 62: make it flatter",
    "no-kind": '1: /record: say what it is: "record" is one of agent, source',
    "non-ascii-digits": "1: /quantity/value: not a number: write it as decimal text such as",
    "not-an-object": "1: a record is a JSON object, this is a list",
    "not-json": "1: not JSON at column 41: a comma or a closing bracket is missing",
    "not-utf-8": "1: not UTF-8 at byte 28 (0xfc): save it as UTF-8",
    "nul": "1: /name: the text holds a NUL (\\u0000): remove it",
    "number-left-out": '1: /quantity: missing: state it, or say with "relays" whose number is passed on',
    "range-upside-down": "1: /quantity/low: low is above high: exchange them",
    "review-of-nothing": "1: /of: no figure or link or source is called nowhere: record it first",
    "script-url": "1: /url: not an http or https URL",
    "source-without-name": "1: a source needs a url, or else a title: give one",
    # From Python 3.13 on the comma is pointed at, before that what stands behind it.
    "trailing-comma": "1: not JSON at column ",
    "two-values-on-a-line": "1: not JSON at column 30: one JSON value stands on a line",
    "unknown-field": "2: /lable: unknown field in a record of kind figure: did you mean 'label'?",
    "unknown-kind": "1: /record: 'figur' is none of agent, source",
    "unresolved-reference": "2: /relays: no figure is called frist: did you mean first?",
    "wrong-kind-of-reference": "2: /source: first is a figure: name a source",
    "wrong-type": "1: /primary: this is a string: write true or false",
}


def test_every_file_is_spoken_of() -> None:
    assert {path.stem for path in FOLDER.glob("*.jsonl")} == set(SAID)


def test_each_is_refused_for_its_defect_and_nothing_is_written(ledger: Ledger) -> None:
    for path in sorted(FOLDER.glob("*.jsonl")):
        with path.open("rb") as stream, pytest.raises(InputError) as caught:
            ledger.import_(stream, name=path.name)
        assert str(caught.value.problems[0]).startswith(f"{path.name}:{SAID[path.stem]}"), path.name
        assert caught.value.total == 1, path.name
        assert ledger.verify().size == 0, path.name
