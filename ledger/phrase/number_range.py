"""Ranges: between 8 and 12 million, 8–12m, 5 to 7, from $5 to $7, two or three, 45 ± 3.

A range is two ends, never a midpoint. A scale said once is carried to both ends ("8 to 12 million") where
that leaves them in order ("500 to 1.2 million" is 500 to 1,200,000).
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final, NamedTuple

from ledger.number.quantity import decimal_text
from ledger.phrase.counted import read_measure, read_percent, word_at
from ledger.phrase.currency import read_money_after, read_money_before
from ledger.phrase.digits import scaled
from ledger.phrase.fraction import read_amount
from ledger.phrase.numeral import Number
from ledger.phrase.token import DASHES, NUMBER, Token, refuse

_TO: Final = frozenset({"to", "through", "till", "until", "~", "∼", "or"})
_AND: Final = frozenset({"and", "to", "or"})
#: One of these must come soon if a unit behind the first number is to be followed by a second number.
_JOINTS: Final = DASHES | _TO | _AND | frozenset({"±", "(", "+", "plus", "["})
_WORDS_BETWEEN: Final = frozenset({"about", "around", "approximately", "perhaps", "maybe", "up", "some"})


class NumberRange(NamedTuple):
    """One number, or two: `high` is the upper end of a range, `within` the range stated besides a number."""

    low: Number
    high: Number | None
    stop: int
    within: tuple[str, str] | None = None
    note: str | None = None


def read_extent(
    text: str, tokens: list[Token], number: Number, *, opened: str = "", money: bool = False
) -> NumberRange:
    """Go on from a number to the range it may begin. `opened` is "between" or "from" where that stood before.

    Raises InputError where the range was opened and has no second end, or its ends are the wrong way round.
    """
    if number.stop == len(tokens):
        return _lone(text, tokens, number, opened)
    at = unit_at = _after_unit(text, tokens, number.stop, opened)
    second_at = _second(tokens, at, opened)
    if second_at is None and at != number.stop:
        at = number.stop
        second_at = _second(tokens, at, opened)
    if second_at is not None:
        second = _read_end(text, tokens, second_at, money)
        if second is not None:
            extent = _joined(text, number, second, opened)
            if extent is not None:
                return extent
    if opened:
        return _lone(text, tokens, number, opened)
    extent = _with_spread(text, tokens, number, number.stop)
    if extent.stop > number.stop:
        return extent
    behind = _with_spread(text, tokens, number, unit_at)
    return extent if behind.within is None else behind


def _lone(text: str, tokens: list[Token], number: Number, opened: str) -> NumberRange:
    if opened:
        refuse(text, tokens[number.stop - 1].end, f'"{opened}" has no second number')
    return NumberRange(number, None, number.stop)


def _after_unit(text: str, tokens: list[Token], at: int, opened: str) -> int:
    """Skip a unit that is repeated behind the second number: 5% to 7%, 8 km to 12 km, between 2 metres and
    3.
    """
    word = word_at(tokens, at)
    if not opened and not any(word_at(tokens, place) in _JOINTS for place in range(at + 1, at + 5)):
        return at
    if word in DASHES or word in _TO:
        return at
    unit = read_percent(tokens, at) or read_money_after(text, tokens, at) or read_measure(text, tokens, at)
    if unit is not None:
        return unit.stop
    # Between 200 people and 300 people.
    return at + 1 if opened and word_at(tokens, at + 1) in _AND else at


def _second(tokens: list[Token], at: int, opened: str) -> int | None:
    word = word_at(tokens, at)
    if opened == "between":
        return at + 1 if word in _AND or word in DASHES else None
    if word == "/" and at >= 1 and len(tokens[at - 1].word) == 4 and len(word_at(tokens, at + 1)) == 2:
        return at + 1
    if word in DASHES:
        # "8-to-12", "8- to 12-metre".
        at += 2 if word_at(tokens, at + 1) == "to" else 1
        return at + 1 if word_at(tokens, at) in DASHES and word_at(tokens, at - 1) == "to" else at
    return at + 1 if word in _TO else None


def _read_end(text: str, tokens: list[Token], at: int, money: bool) -> Number | None:
    while at < len(tokens) and tokens[at].word in _WORDS_BETWEEN:
        at += 2 if word_at(tokens, at + 1) == "to" else 1
    if at >= len(tokens):
        return None
    sign = read_money_before(text, tokens, at)
    return read_amount(text, tokens, sign.stop if sign else at, money=money or sign is not None)


def _joined(text: str, first: Number, second: Number, opened: str) -> NumberRange | None:
    note = None
    if _shortened_year(first, second):
        full = first.text[:2] + second.text
        second = second._replace(text=full, mantissa=full)
    if second.scale > 1 and first.scale == 1:
        carried = _carried(first, second)
        if carried is not None and carried.exact < second.exact:
            first = carried
        else:
            note = f"{first.text} is read without the scale of {second.text}"
    if first.exact < second.exact:
        return NumberRange(first, second, second.stop, note=note)
    if opened == "between":
        refuse(text, second.start, "the second end of the range is not above the first")
    if opened == "from":
        refuse(text, first.start, "a change from one number to a lower one is two figures, not a range;")
    return None


def _shortened_year(first: Number, second: Number) -> bool:
    """1991–95: the second number leaves out the century of the first."""
    return (
        len(first.text) == 4
        and len(second.text) == 2
        and (first.text + second.text).isdigit()
        and first.scale == second.scale == 1
        and first.text[0] in "12"
        and first.text[2:] < second.text
    )


def _carried(first: Number, second: Number) -> Number | None:
    if "/" in first.text or "e" in first.text:
        value = first.exact * second.scale
        return first._replace(text=decimal_text(value)) if value.denominator == 1 else None
    if len(first.text) > 20:
        return None
    return first._replace(text=scaled(first.text, second.scale), scale=second.scale)


def rescaled(extent: NumberRange, scale: int) -> NumberRange:
    """A range or number times a scale word that came late ("75 USD million")."""
    low, high = (
        end._replace(text=scaled(end.text, scale), scale=end.scale * scale)
        if end and "/" not in end.text and "e" not in end.text
        else end
        for end in (extent.low, extent.high)
    )
    assert low is not None
    return extent._replace(low=low, high=high)


def _with_spread(text: str, tokens: list[Token], number: Number, at: int) -> NumberRange:
    """A margin of error (45 ± 3, 45 plus or minus 3, 45% ± 3%) or a range set behind the number: 45 (42 to
    48).
    """
    alone = NumberRange(number, None, number.stop)
    word = word_at(tokens, at)
    if word in {"(", "["}:
        return _bracketed(text, tokens, number, at + 1) or alone
    if word == "±":
        at += 1
    elif [token.word for token in tokens[at : at + 3]] in (["+", "/", "-"], ["plus", "or", "minus"]):
        at += 3
    else:
        return alone
    spread = read_amount(text, tokens, at) if at < len(tokens) and tokens[at].kind == NUMBER else None
    if spread is None:
        return alone
    middle, margin = number.exact, spread.exact
    return NumberRange(number, None, spread.stop, (_text(middle - margin), _text(middle + margin)))


def _bracketed(text: str, tokens: list[Token], number: Number, at: int) -> NumberRange | None:
    if word_at(tokens, at) in {"between", "from"}:
        at += 1
    low = read_amount(text, tokens, at)
    if low is not None and word_at(tokens, low.stop) in {")", "]"} and low.exact == number.exact:
        # One hundred (100).
        return NumberRange(number, None, low.stop + 1)
    if low is None or (
        word_at(tokens, low.stop) not in _TO | _AND and word_at(tokens, low.stop) not in DASHES
    ):
        return None
    high = read_amount(text, tokens, low.stop + 1)
    if high is None or word_at(tokens, high.stop) not in {")", "]"}:
        return None
    if high.scale > 1 and low.scale == 1:
        low = _carried(low, high) or low
    if not low.exact <= number.exact <= high.exact:
        refuse(text, low.start, "the range in brackets does not hold the number before it")
    return NumberRange(number, None, high.stop + 1, (low.text, high.text))


def _text(number: Fraction) -> str:
    return decimal_text(number, 50)
