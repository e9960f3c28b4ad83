from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import InputError
from ledger.model.strict_json import iter_lines, load_line
from ledger.model.vocabulary import MAX_LINE

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)
SCALAR = st.none() | st.booleans() | st.integers(-(10**50) + 1, 10**50 - 1) | TEXT
VALUE = st.recursive(
    SCALAR,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=25,
)


def problems(line: bytes | str) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as caught:
        load_line(line)
    return [(problem.pointer, problem.message) for problem in caught.value.problems]


def assert_read_as_json_reads_it_or_refused(line: bytes | str) -> None:
    try:
        value = load_line(line)
    except InputError:
        assert all(message for _, message in problems(line))
    else:
        assert json.loads(line) == value


@given(VALUE, st.booleans())
def test_what_json_writes_is_read_back(value: object, ensure_ascii: bool) -> None:
    line = json.dumps(value, ensure_ascii=ensure_ascii)
    assert load_line(line) == value
    assert load_line(line.encode()) == value


@given(st.binary(max_size=40))
def test_any_bytes_are_read_or_refused(line: bytes) -> None:
    assert_read_as_json_reads_it_or_refused(line)


@given(st.text('[]{}"\\,:u0d8eE+-.1 tN', max_size=30))
def test_any_near_json_is_read_as_json_reads_it_or_refused(line: str) -> None:
    assert_read_as_json_reads_it_or_refused(line)


@pytest.mark.parametrize(
    "number", ["1.5", "1.0", "-0.0", "1e3", "1E-3", "1e999", "-1e999", "123456789.123456789"]
)
def test_a_float_is_refused_where_it_stands(number: str) -> None:
    line = f'{{"record":"figure","quantity":{{"text":"x","value":{number}}}}}'
    [(pointer, message)] = problems(line)
    assert pointer == "/quantity/value"
    assert "decimal string" in message
    assert f'"{number}"' in message


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_refused(word: str) -> None:
    [(pointer, message)] = problems(f'{{"inputs":[1,{word}]}}')
    assert pointer == "/inputs/1"
    assert word in message


def test_integers_have_fifty_digits_at_the_most() -> None:
    assert load_line("9" * 50) == 10**50 - 1
    assert load_line("-" + "9" * 50) == 1 - 10**50
    assert problems('{"value":' + "9" * 51 + "}")[0][0] == "/value"
    assert "50 digits" in problems("[-" + "1" * 100_000 + "]")[0][1]


def test_a_repeated_key_is_refused_by_name() -> None:
    [(pointer, message)] = problems('{"a":{"label":"x","key":"y","label":"x"}}')
    assert pointer == "/a/label"
    assert "more than once" in message


@pytest.mark.parametrize(
    ("line", "pointer"),
    [
        (r'{"quote":"a\u0000b"}', "/quote"),
        (r'{"a":["x","\ud800"]}', "/a/1"),
        (r'{"a":"\uDFFF\uD800"}', "/a"),
        (r'{"a":"\ud83dx"}', "/a"),
        (r'{"a":{"\u0000":1}}', "/a"),
    ],
)
def test_nul_and_halves_of_surrogate_pairs_are_refused(line: str, pointer: str) -> None:
    assert [where for where, _ in problems(line)] == [pointer]


def test_escapes_that_only_look_suspect_are_read() -> None:
    assert load_line(r'["\ud83d\ude00","\\u0000","\\ud800","\u00e9"]') == ["😀", r"\u0000", r"\ud800", "é"]


def test_every_problem_is_told_in_order_and_a_thousand_at_the_most() -> None:
    line = r'{"a":1.5,"b":[NaN,{"c":"\u0000"}],"a/b~c":2.5,"d":1,"d":2}'
    assert [where for where, _ in problems(line)] == ["/d", "/a", "/b/0", "/b/1/c", "/a~1b~0c"]
    assert len(problems("[" + "0.5," * 5_000 + "1]")) == 1_000


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("", "column 1: a value is missing"),
        ("{'a':1}", "column 2: a field name in double quotes"),
        ('{"a" 1}', "column 6: a colon"),
        ('{"a":1 "b":2}', "column 8: a comma"),
        ('{"a":"é","b":tru}', "column 14: a value is missing"),
        ('{"a":"b', "column 6: this text has no closing"),
        ('{"a":"b\tc"}', "column 8: a control character"),
        ('{"a":"b\x00c"}', "column 8: a control character"),
        (r'{"a":"C:\x"}', "column 9: a backslash"),
        (r'{"a":"\u12x4"}', "\\u must be followed"),
        ('{"a":1}{"a":2}', "column 8: one JSON value stands on a line"),
        ('{"a":\n[1 2]}', "line 2, column 4: a comma"),
        ("[0.5", "a closing bracket is missing"),
        ('{"a":1.5,"a":2,}', "a field name|a comma too many"),
        ("[01]", "column 3"),
        ("[+1]", "column 2"),
        ("[٣]", "column 2"),
    ],
)
def test_a_syntax_error_says_where_and_what_to_do(line: str, message: str) -> None:
    [(pointer, problem)] = problems(line)
    assert pointer == ""
    assert problem.startswith("not JSON at")
    assert any(part in problem for part in message.split("|"))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b'{"a":"caf\xe9"}', "not UTF-8 at byte 10 (0xe9)"),
        (b"\xff\xfe{\x00}\x00", "not UTF-8 at byte 1"),
        (b'"\xed\xa0\x80"', "not UTF-8 at byte 2"),
        (b'"\xc0\x80"', "not UTF-8 at byte 2"),
        (b"\xef\xbb\xbf{}", "byte order mark"),
        ("\ufeff{}", "byte order mark"),
        ('"\udcff"', "lone surrogate (U+DCFF) at column 2"),
    ],
)
def test_other_encodings_are_refused(line: bytes | str, message: str) -> None:
    [(_, problem)] = problems(line)
    assert message in problem


def test_nesting_stops_at_32_levels_and_brackets_in_text_do_not_count() -> None:
    assert load_line("[" * 32 + "]" * 32)
    assert load_line("[" + "[],{}," * 50 + "[]]")
    assert load_line(json.dumps(["[{" * 100, '"[\\' * 100])) == ["[{" * 100, '"[\\' * 100]
    for line in ("[" * 33 + "]" * 33, '{"a":' * 33, "[" * 1_000_000):
        assert "32 levels" in problems(line)[0][1]
    assert "no closing quotation mark" in problems('"' + "[" * 40)[0][1]


def test_a_line_has_eight_million_bytes_at_the_most() -> None:
    longest = '"' + "é" * ((MAX_LINE - 2) // 2) + '"'
    assert load_line(longest) == longest[1:-1]
    for line in (longest + " ", longest.encode() + b" "):
        assert "8,000,000 bytes" in problems(line)[0][1]


def test_lines_are_numbered_as_they_stand_and_blank_ones_passed_over() -> None:
    stream = io.BytesIO(b'{"a":1}\n\n  \t\r\n{"a":2}\r\n\n{"a":3}')
    assert list(iter_lines(stream)) == [(1, b'{"a":1}'), (4, b'{"a":2}'), (6, b'{"a":3}')]
    assert list(iter_lines(io.BytesIO(b""))) == []


@pytest.mark.parametrize("ending", [b"", b"\n", b"\r\n", b"\r\n1\n"])
def test_a_line_of_the_greatest_length_is_read_whatever_ends_it(ending: bytes) -> None:
    longest = b" " * (MAX_LINE - 1) + b"1"
    assert next(iter_lines(io.BytesIO(b"0\n" + longest + ending)))[1] == b"0"
    assert [line for _, line in iter_lines(io.BytesIO(b"0\n" + longest + ending))][1] == longest


@pytest.mark.parametrize("ending", [b"", b"\n", b"\r\n", b"1" * 100])
def test_a_longer_line_is_refused_by_number_without_being_read_whole(ending: bytes) -> None:
    stream = io.BytesIO(b"\n1\n" + b"1" * (MAX_LINE + 1) + ending + b"\n" * 50)
    lines = iter_lines(stream)
    assert next(lines) == (2, b"1")
    with pytest.raises(InputError) as caught:
        next(lines)
    assert caught.value.problems[0].line == 3
    assert stream.tell() <= 3 + MAX_LINE + 2
