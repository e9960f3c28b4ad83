"""Ranges: between 8 and 12 million, 8–12m, 5 to 7, from $5 to $7, two or three, 45 ± 3.

A range is two ends, never a midpoint. A scale said once is carried to both ends ("8 to 12 million") where
that leaves them in order ("500 to 1.2 million" is 500 to 1,200,000).
"""

from __future__ import annotations

from enum import Enum, auto
from fractions import Fraction
from typing import Final, NamedTuple

from ledger.number.quantity import decimal_text
from ledger.phrase.counted import read_measure, read_percent
from ledger.phrase.currency import read_money_after, read_money_before
from ledger.phrase.digits import scaled
from ledger.phrase.fraction import read_amount
from ledger.phrase.notation import EXPONENT_SIGN
from ledger.phrase.numeral import Number
from ledger.phrase.token import DASHES, NUMBER, Tokens, refuse
from ledger.phrase.wording import match

#: Signs that stand between the two ends of a range.
_RANGE_SIGNS: Final = frozenset("~∼")
_MARGIN_SIGNS: Final = frozenset({"±", "(", "+", "["})


class Opening(Enum):
    """The word before a range that asks for its second end."""

    NONE = auto()
    BETWEEN = auto()
    FROM = auto()


class NumberRange(NamedTuple):
    """One number, or two: `high` is the upper end of a range, `within` the range stated besides a number."""

    low: Number
    high: Number | None
    stop: int
    within: tuple[str, str] | None = None
    note: str | None = None


def read_extent(
    tokens: Tokens, number: Number, *, opened: Opening = Opening.NONE, money: bool = False
) -> NumberRange:
    """Go on from a number to the range it may begin; `opened` is the word that stood before.

    Raises InputError where the range was opened and has no second end, or its ends are the wrong way round.
    """
    if number.stop == len(tokens):
        return _lone(tokens, number, opened)
    at = unit_at = _after_unit(tokens, number.stop, opened)
    second_at = _second(tokens, at, opened)
    if second_at is None and at != number.stop:
        at = number.stop
        second_at = _second(tokens, at, opened)
    if second_at is not None:
        second = _read_end(tokens, second_at, money)
        if second is not None:
            extent = _joined(tokens, number, second, opened)
            if extent is not None:
                return extent
    if opened is not Opening.NONE:
        return _lone(tokens, number, opened)
    extent = _with_spread(tokens, number, number.stop)
    if extent.stop > number.stop:
        return extent
    behind = _with_spread(tokens, number, unit_at)
    return extent if behind.within is None else behind


def _lone(tokens: Tokens, number: Number, opened: Opening) -> NumberRange:
    if opened is not Opening.NONE:
        opening = opened.name.lower()
        refuse(tokens.text, tokens[number.stop - 1].end, f'"{opening}" has no second number')
    return NumberRange(number, None, number.stop)


def _after_unit(tokens: Tokens, at: int, opened: Opening) -> int:
    """Skip a unit that is repeated behind the second number: 5% to 7%, 8 km to 12 km, between 2 metres and
    3.
    """
    word = tokens.word(at)
    joint = any(_is_joint(tokens, place) for place in range(at + 1, at + 5))
    if (opened is Opening.NONE and not joint) or word in DASHES or _is_to(tokens, at):
        return at
    unit = read_percent(tokens, at) or read_money_after(tokens, at) or read_measure(tokens, at)
    if unit is not None:
        return unit.stop
    # Between 200 people and 300 people.
    return at + 1 if opened is not Opening.NONE and _is_and(tokens, at + 1) else at


def _is_to(tokens: Tokens, at: int) -> bool:
    return tokens.word(at) in tokens.lexicon.connectives.range_to or tokens.word(at) in _RANGE_SIGNS


def _is_and(tokens: Tokens, at: int) -> bool:
    connectives, word = tokens.lexicon.connectives, tokens.word(at)
    return word in connectives.and_ or word in connectives.to or word in connectives.or_


def _is_joint(tokens: Tokens, at: int) -> bool:
    """Whether a token may lead from a number and its unit to a second number."""
    word = tokens.word(at)
    joins = word in DASHES or word in _MARGIN_SIGNS or _is_to(tokens, at) or _is_and(tokens, at)
    return joins or match(tokens.lexicon.connectives.plus_or_minus, tokens, at) is not None


def _second(tokens: Tokens, at: int, opened: Opening) -> int | None:
    word, to = tokens.word(at), tokens.lexicon.connectives.to
    if opened is Opening.BETWEEN:
        return at + 1 if _is_and(tokens, at) or word in DASHES else None
    if word == "/" and at >= 1 and len(tokens[at - 1].word) == 4 and len(tokens.word(at + 1)) == 2:
        return at + 1
    if word in DASHES:
        # "8-to-12", "8- to 12-metre".
        at += 2 if tokens.word(at + 1) in to else 1
        return at + 1 if tokens.word(at) in DASHES and tokens.word(at - 1) in to else at
    return at + 1 if _is_to(tokens, at) else None


def _read_end(tokens: Tokens, at: int, money: bool) -> Number | None:
    connectives = tokens.lexicon.connectives
    while tokens.word(at) in connectives.between_ends:
        at += 2 if tokens.word(at + 1) in connectives.to else 1
    if at >= len(tokens):
        return None
    sign = read_money_before(tokens, at)
    return read_amount(tokens, sign.stop if sign else at, money=money or sign is not None)


def _joined(tokens: Tokens, first: Number, second: Number, opened: Opening) -> NumberRange | None:
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
    if opened is Opening.BETWEEN:
        refuse(tokens.text, second.start, "the second end of the range is not above the first")
    if opened is Opening.FROM:
        refuse(
            tokens.text, first.start, "a change from one number to a lower one is two figures, not a range;"
        )
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
    if "/" in first.text or EXPONENT_SIGN in first.text:
        value = first.exact * second.scale
        return first._replace(text=decimal_text(value)) if value.denominator == 1 else None
    if len(first.text) > 20:
        return None
    return first._replace(text=scaled(first.text, second.scale), scale=second.scale)


def rescaled(extent: NumberRange, scale: int) -> NumberRange:
    """A range or number times a scale word that came late ("75 USD million")."""
    low, high = (
        end._replace(text=scaled(end.text, scale), scale=end.scale * scale)
        if end and "/" not in end.text and EXPONENT_SIGN not in end.text
        else end
        for end in (extent.low, extent.high)
    )
    assert low is not None
    return extent._replace(low=low, high=high)


def _with_spread(tokens: Tokens, number: Number, at: int) -> NumberRange:
    """A margin of error (45 ± 3, 45 plus or minus 3, 45% ± 3%) or a range set behind the number: 45 (42 to
    48).
    """
    alone = NumberRange(number, None, number.stop)
    word = tokens.word(at)
    if word in {"(", "["}:
        return _bracketed(tokens, number, at + 1) or alone
    if word == "±":
        at += 1
    else:
        spoken = match(tokens.lexicon.connectives.plus_or_minus, tokens, at)
        if spoken is None:
            return alone
        at = spoken[1]
    spread = read_amount(tokens, at) if at < len(tokens) and tokens[at].kind == NUMBER else None
    if spread is None:
        return alone
    middle, margin = number.exact, spread.exact
    return NumberRange(number, None, spread.stop, (_text(middle - margin), _text(middle + margin)))


def _bracketed(tokens: Tokens, number: Number, at: int) -> NumberRange | None:
    connectives = tokens.lexicon.connectives
    if tokens.word(at) in connectives.between or tokens.word(at) in connectives.from_:
        at += 1
    low = read_amount(tokens, at)
    if low is not None and tokens.word(low.stop) in {")", "]"} and low.exact == number.exact:
        # One hundred (100).
        return NumberRange(number, None, low.stop + 1)
    if low is None:
        return None
    if not (_is_to(tokens, low.stop) or _is_and(tokens, low.stop) or tokens.word(low.stop) in DASHES):
        return None
    high = read_amount(tokens, low.stop + 1)
    if high is None or tokens.word(high.stop) not in {")", "]"}:
        return None
    if high.scale > 1 and low.scale == 1:
        low = _carried(low, high) or low
    if not low.exact <= number.exact <= high.exact:
        refuse(tokens.text, low.start, "the range in brackets does not hold the number before it")
    return NumberRange(number, None, high.stop + 1, (low.text, high.text))


def _text(number: Fraction) -> str:
    return decimal_text(number, 50)
