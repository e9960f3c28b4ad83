"""Reads the JSON in which records are written: one value a line, and nothing that two readers could read differently.

Python's `json` takes NaN, repeated keys and lone surrogates, and rounds a decimal to a float. Here a line is
read by a decoder that gives up at the first such thing; only then is it read again, by one that marks them
all, so that each can be reported at its JSON Pointer. An ordinary line pays for the first reading alone.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from typing import BinaryIO, Final

from ledger.errors import InputError, Problem
from ledger.model.vocabulary import MAX_LINE, MAX_NESTING, MAX_PROBLEMS
from ledger.number.quantity import MAX_DIGITS

_OVER_LIMIT: Final = f"longer than {MAX_LINE:,} bytes, which is the most a line may have: split it up"
_NOT_JSON: Final = (
    # The messages of Python's decoder, and the remedy for each.
    ("Extra data", "one JSON value stands on a line: put what follows on a line of its own"),
    (
        "Expecting value",
        'a value is missing: write text in double quotes ("…"), a whole number, true, false or null',
    ),
    ("Expecting property name", "a field name in double quotes is missing, or there is a comma too many"),
    ("Illegal trailing comma", "there is a comma too many: leave it out"),
    ("Expecting ':'", "a colon is missing after the field name"),
    ("Expecting ','", "a comma or a closing bracket is missing"),
    ("Unterminated string", "this text has no closing quotation mark"),
    (
        "Invalid control character",
        "a control character stands in a text: write a line break as \\n, a tab as \\t",
    ),
    ("Invalid \\escape", 'a backslash is followed by what it cannot escape: write a backslash as "\\\\"'),
    ("Invalid \\u", "\\u must be followed by four hexadecimal digits"),
)


def load_line(line: bytes | str, *, longest: int = MAX_LINE) -> object:
    """Return the value of one line of JSON (RFC 8259): dict, list, str, int, bool or None.

    Raises InputError, each problem at its JSON Pointer with how to mend it, for: anything but UTF-8, a byte
    order mark, a syntax error (with its column, counted in characters from 1), a float, NaN or an infinity,
    an integer of more than 50 digits, a repeated key, NUL, a lone surrogate, more than 32 levels of nesting,
    a line of more than `longest` bytes.
    """
    try:
        if type(line) is str and len(line) <= longest and line.isascii():
            text = line
        else:
            text = line.decode() if type(line) is bytes and len(line) <= longest else _decoded(line, longest)
    except UnicodeDecodeError:
        text = _decoded(line, longest)
    if text.startswith("\ufeff"):
        raise _refusal("starts with a byte order mark: save it as UTF-8 without one")
    if text.count("[") + text.count("{") > MAX_NESTING:
        _check_nesting(text)
    try:
        value = _strict_value(text)
    except (json.JSONDecodeError, _Refused):
        raise InputError(problems=_problems(text)) from None
    # Only an escape can bring in a NUL or a lone surrogate: raw ones did not get this far.
    if "\\u" in text and _suspect_escape().search(text) and (problems := _problems(text)):
        raise InputError(problems=problems)
    return value


def iter_lines(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Yield the lines of a stream that are not blank, each with its number, from 1, and without its line break.

    Lines end in LF or CRLF. Raises InputError at a line of more than 8,000,000 bytes, of which no more than
    that has been read.
    """
    number = 0
    while line := stream.readline(MAX_LINE + len(b"\r\n")):
        number += 1
        content = line.removesuffix(b"\n").removesuffix(b"\r")
        if len(content) > MAX_LINE:
            raise InputError(problems=[Problem("", _OVER_LIMIT, line=number)])
        if content and not content.isspace():
            yield number, content


class _Refused(Exception):
    """The strict decoder met something that is JSON for Python and not for us."""


class _NumberText(str):
    """A number that no record may hold, as it was written."""

    __slots__ = ()


class _Repeating(dict[str, object]):
    """An object in which keys stand more than once: `repeated` names them."""

    __slots__ = ("repeated",)

    def __init__(self, pairs: list[tuple[str, object]]) -> None:
        super().__init__(pairs)
        self.repeated = [key for key, times in Counter(key for key, _ in pairs).items() if times > 1]


def _refuse(_number: str) -> object:
    raise _Refused


def _integer(digits: str) -> int:
    if len(digits) > MAX_DIGITS and len(digits.removeprefix("-")) > MAX_DIGITS:
        raise _Refused
    return int(digits)


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise _Refused
    return fields


_STRICT: Final = json.JSONDecoder(
    object_pairs_hook=_object, parse_float=_refuse, parse_int=_integer, parse_constant=_refuse
)

_SCAN: Final[Callable[[str, int], tuple[object, int]]] = vars(_STRICT)["scan_once"]


def _strict_value(text: str) -> object:
    """Return the value of a text. Raises JSONDecodeError, or _Refused for what is JSON for Python and not for us."""
    try:
        # What the decoder does around this, for blanks before and behind, takes as long as a short line.
        value, end = _SCAN(text, 0)
    except StopIteration:
        end = -1
    return value if end == len(text) else _STRICT.decode(text)


def _decoded(line: bytes | str, longest: int) -> str:
    """Return the text of a line, once it is known to be UTF-8 and within the limit."""
    try:
        size = len(line.encode("utf-8")) if isinstance(line, str) else len(line)
        if size > longest:
            raise _refusal(_OVER_LIMIT)
        return line if isinstance(line, str) else line.decode("utf-8")
    except UnicodeDecodeError as error:
        wrong = f"not UTF-8 at byte {error.start + 1} (0x{error.object[error.start]:02x})"
        raise _refusal(f"{wrong}: save it as UTF-8") from None
    except UnicodeEncodeError as error:
        lone = ord(error.object[error.start])
        raise _refusal(f"a lone surrogate (U+{lone:04X}) at column {error.start + 1}: remove it") from None


def _refusal(message: str) -> InputError:
    return InputError(problems=[Problem("", message)])


def _syntax_message(error: json.JSONDecodeError) -> str:
    place = f"column {error.colno}" if error.lineno == 1 else f"line {error.lineno}, column {error.colno}"
    for start, remedy in _NOT_JSON:
        if error.msg.startswith(start):
            return f"not JSON at {place}: {remedy}"
    return f"not JSON at {place}: {error.msg}"


@cache
def _suspect_escape() -> re.Pattern[str]:
    """Matches wherever an escape is of NUL or of a surrogate; pairs of surrogates are sorted out later."""
    return re.compile(r"\\u(?:0000|[dD][89a-fA-F])")


@cache
def _brackets() -> re.Pattern[str]:
    """Matches brackets and, so that those in them do not count, whole strings, be they closed or not."""
    return re.compile(r'"(?:[^"\\]++|\\.)*+"?|[\[{\]}]', re.DOTALL)


def _check_nesting(text: str) -> None:
    """Refuse what nests too deep before a decoder recurses into it."""
    depth = 0
    for match in _brackets().finditer(text):
        bracket = match[0][0]
        if bracket in "[{":
            depth += 1
            if depth > MAX_NESTING:
                place = f"column {match.start() + 1}"
                raise _refusal(f"nested more than {MAX_NESTING} levels deep at {place}: make it flatter")
        elif bracket in "]}":
            depth -= 1


def _problems(text: str) -> list[Problem]:
    """Return the syntax error of `text`, else all in it that a record may not hold, in order, the first 1,000."""
    marking = json.JSONDecoder(
        object_pairs_hook=_Repeating,
        parse_float=_NumberText,
        parse_int=_marked_integer,
        parse_constant=_NumberText,
    )
    try:
        pending: list[tuple[str, object]] = [("", marking.decode(text))]
    except json.JSONDecodeError as error:
        return [Problem("", _syntax_message(error))]
    problems: list[Problem] = []
    while pending and len(problems) < MAX_PROBLEMS:
        pointer, value = pending.pop()
        if isinstance(value, _NumberText):
            problems.append(Problem(pointer, _number_message(value)))
        elif isinstance(value, str):
            problems += _text_problems(pointer, value)
        elif isinstance(value, _Repeating):
            for key in value.repeated:
                problems.append(Problem(_pointer(pointer, key), "this key stands more than once: keep one"))
            for key in value:
                problems += _text_problems(pointer, key, "a key")
            pending += [(_pointer(pointer, key), item) for key, item in reversed(value.items())]
        elif isinstance(value, list):
            pending += [(f"{pointer}/{at}", item) for at, item in reversed(list(enumerate(value)))]
    return problems[:MAX_PROBLEMS]


def _marked_integer(digits: str) -> int | _NumberText:
    return int(digits) if len(digits.removeprefix("-")) <= MAX_DIGITS else _NumberText(digits)


def _number_message(number: _NumberText) -> str:
    digits = number.removeprefix("-")
    if digits.isdecimal():
        return f"a number may have {MAX_DIGITS} digits at the most, this one has {len(digits)}: round it"
    if "N" in number or "I" in number:
        return f"{number} is not a number: leave the field out, or say null"
    example = f', "{number}"' if len(digits) <= MAX_DIGITS else ""
    return f"a float stands where a number is written: write it as a decimal string{example}"


def _text_problems(pointer: str, text: str, what: str = "the text") -> Iterator[Problem]:
    if "\x00" in text:
        yield Problem(pointer, f"{what} holds a NUL (\\u0000): remove it")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        escape = f"\\u{ord(text[error.start]):04x}"
        yield Problem(pointer, f"{what} holds half a surrogate pair ({escape}): write both halves of it")


def _pointer(parent: str, key: str) -> str:
    """Return the JSON Pointer of a member (RFC 6901, section 3); what cannot be printed is shown as an escape."""
    shown = key.replace("~", "~0").replace("/", "~1").replace("\x00", "\\u0000")
    return f"{parent}/{shown.encode('utf-8', 'backslashreplace').decode('utf-8')}"
