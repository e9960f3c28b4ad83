from __future__ import annotations

import enum
import json
from hashlib import sha256

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from ledger.tlog.canonical import canonical, commitment, record_id

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
#: Keys from both sides of the one place where code points and UTF-16 code units sort differently.
AWKWARD_KEY = st.text(st.sampled_from("az\x00\x7f\x80é\ud7ff\ue000\uffff\U00010000\U0010ffff"), max_size=3)
SCALAR = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXT
VALUE = st.recursive(
    SCALAR,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT | AWKWARD_KEY, inner, max_size=5),
    max_leaves=25,
)


@given(VALUE)
def test_the_bytes_are_those_of_an_independent_implementation(value: object) -> None:
    assert canonical(value) == rfc8785.dumps(value)  # type: ignore[arg-type]


@given(VALUE)
def test_reading_canonical_json_gives_the_value_back_and_writing_it_the_same_bytes(value: object) -> None:
    written = canonical(value)
    assert json.loads(written) == value
    assert canonical(json.loads(written)) == written


def test_keys_are_sorted_by_utf16_code_units_as_in_section_3_2_3() -> None:
    record = {
        "€": "Euro Sign",
        "\r": "Carriage Return",
        "\ufb33": "Hebrew Letter Dalet With Dagesh",
        "1": "One",
        "😀": "Emoji: Grinning Face",
        "\x80": "Control",
        "ö": "Latin Small Letter O With Diaeresis",
    }
    in_order = ["Carriage", "One", "Control", "Latin", "Euro", "Emoji", "Hebrew"]
    written = canonical(record).decode()
    assert sorted(in_order, key=written.index) == in_order


def test_strings_are_escaped_as_little_as_section_3_2_2_2_allows() -> None:
    assert canonical('\x00\x07\b\t\n\v\f\r\x1f "\\/\x7fé\u2028') == (
        rb'"\u0000\u0007\b\t\n\u000b\f\r\u001f \"\\/' + '\x7fé\u2028"'.encode()
    )


def test_literals_nesting_and_white_space() -> None:
    value: dict[str, object] = {"b": [None, True, False, -1, 0], "a": ({"d": "", "c": {}}, [])}
    assert canonical(value) == b'{"a":[{"c":{},"d":""},[]],"b":[null,true,false,-1,0]}'


def test_keys_beyond_ascii_are_sorted_at_every_depth_and_the_value_is_left_alone() -> None:
    value: dict[str, object] = {"x": [{"\U00010000": 1, "\uffff": [{"\U00010000": 2, "\uffff": 3}]}]}
    before = json.dumps(value)
    assert canonical(value).decode() == '{"x":[{"\U00010000":1,"\uffff":[{"\U00010000":2,"\uffff":3}]}]}'
    assert json.dumps(value) == before


def test_the_same_record_in_another_order_has_the_same_id() -> None:
    assert (
        record_id({"a": 1, "b": [2]}) == record_id({"b": [2], "a": 1}) == sha256(b'{"a":1,"b":[2]}').digest()
    )


class Word(str, enum.Enum):  # noqa: UP042
    RELAY = "relay"


def test_a_word_that_is_text_is_written_as_text() -> None:
    assert canonical({"relation": Word.RELAY}) == b'{"relation":"relay"}'


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        [0.5],
        {"a": {"b": float("inf")}},
        {1: "a"},
        {"a": 1, None: 2},
        [{True: 1}],
        b"a",
        {"a": {1, 2}},
        object(),
    ],
)
def test_what_has_no_canonical_form_here_is_refused(value: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        canonical(value)


def test_a_float_is_refused_as_the_wrong_type() -> None:
    with pytest.raises(TypeError, match="float"):
        canonical({"value": 100.0})


@pytest.mark.parametrize("value", [2**53, -(2**53), [10**40], {"a": 2**63}])
def test_integers_that_not_every_reader_holds_exactly_are_refused(value: object) -> None:
    with pytest.raises(ValueError, match="2\\^53"):
        canonical(value)


@pytest.mark.parametrize("value", ["\ud800", ["a\udfffb"], {"\udead": 1}, {"é\udead": 1}])
def test_lone_surrogates_are_refused(value: object) -> None:
    with pytest.raises(ValueError, match="lone surrogate"):
        canonical(value)


def test_a_value_too_deep_to_write_is_refused() -> None:
    value: list[object] = []
    for _ in range(100_000):
        value = [value]
    with pytest.raises(ValueError, match="too deep"):
        canonical(value)
    endless: list[object] = []
    endless.append(endless)
    with pytest.raises(ValueError, match="too deep"):
        canonical(endless)
    endless.clear()
    while value:
        value = value.pop()  # type: ignore[assignment]


def test_a_commitment_is_the_hash_of_salt_and_text() -> None:
    salt = bytes(range(16))
    assert commitment(salt, "Медиазона".encode()) == sha256(salt + "Медиазона".encode()).digest()
    assert commitment(salt, b"") != commitment(salt[::-1], b"")


@pytest.mark.parametrize("length", [0, 15, 17])
def test_a_salt_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        commitment(bytes(length), b"close to 100 soldiers a week")
