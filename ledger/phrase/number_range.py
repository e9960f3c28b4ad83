"""Reading ranges: between 8 and 12 million, 8–12m, 5 to 7, from $5 to $7, two or three, 45 ± 3.

A range is two ends, never a midpoint. A scale said once is carried to both ends ("8 to 12 million") where
that leaves them in order ("500 to 1.2 million" is 500 to 1,200,000).
"""

from __future__ import annotations

import re
from enum import Enum, auto
from fractions import Fraction
from typing import Final, NamedTuple

from ledger.number.quantity import decimal_text, exact, fraction_text
from ledger.phrase.calendar_words import is_year
from ledger.phrase.counted import read_measure, read_percent
from ledger.phrase.currency import CurrencyReading, read_money_after, read_money_before
from ledger.phrase.digits import scaled
from ledger.phrase.fraction import negated, read_amount
from ledger.phrase.notation import EXPONENT_SIGN, PERCENT, PERCENTAGE_POINT
from ledger.phrase.noun import looks_plural, singular
from ledger.phrase.numeral import Numeral
from ledger.phrase.rate import read_rate
from ledger.phrase.token import DASHES, MEND, NUMBER, WORD, Tokens, refuse
from ledger.phrase.wording_match import match

#: Signs that stand between the two ends of a range.
_RANGE_SIGNS: Final = frozenset("~∼")
#: Three and more digits that stand alone as those of a telephone number do: 555-1234, but not 500-1500.
_TELEPHONE: Final = re.compile("(?:0[0-9]*|[0-9]{3})[-\u2010-\u2013](?:[0-9]{3}[1-9]|[0-9]{5,})")
_MARGIN_SIGNS: Final = frozenset({"±", "(", "+", "["})


class Opening(Enum):
    """The word before a range that asks for its second end."""

    NONE = auto()
    BETWEEN = auto()
    FROM = auto()


class NumberRange(NamedTuple):
    """One number, or two: `high` is the upper end of a range, `within` the range stated besides a number.

    `unit` is that of the number where it stands before the range.
    """

    low: Numeral
    high: Numeral | None
    stop: int
    within: tuple[str, str] | None = None
    unit: str | None = None
    note: str | None = None


def read_extent(
    tokens: Tokens, number: Numeral, *, opened: Opening = Opening.NONE, money: CurrencyReading | None = None
) -> NumberRange:
    """Read the range that a number may begin; `opened` is the word that stood before it.

    `money` is the currency that stood before it. Raises InputError where the range was opened and has no second
    end, its ends are the wrong way round, or have different units.
    """
    if number.stop == len(tokens):
        return _lone(tokens, number, opened)
    at = unit_at = _after_unit(tokens, number.stop, opened)
    second_at = _second(tokens, at, opened)
    if second_at is None and at != number.stop:
        at = number.stop
        second_at = _second(tokens, at, opened)
    if second_at is not None:
        second, sign = _read_end(tokens, second_at, money)
        if second is not None:
            extent = _joined(tokens, number, second, opened, second_at)
            if extent is not None:
                _same_units(tokens, (number.stop, at), second.stop, (money, sign))
                # Between 5% and 7, 5kg-10.
                said_once = at != number.stop and money is None and _unit_at(tokens, second.stop) is None
                return extent._replace(unit=_unit_at(tokens, number.stop)) if said_once else extent
    worded = _with_words_repeated(tokens, number, opened, money)
    if worded is not None:
        return worded
    if opened is not Opening.NONE:
        return _lone(tokens, number, opened)
    extent = _with_spread(tokens, number, number.stop)
    if extent.stop > number.stop:
        return extent
    behind = _with_spread(tokens, number, unit_at)
    if behind.within is None:
        return extent
    unit = _unit_at(tokens, number.stop)
    if money is not None and unit != money.code:
        # $5bn L ± 3.
        return extent
    if unit in {PERCENT, None} and read_percent(tokens, number.stop) is None:
        return behind
    again = _unit_at(tokens, behind.stop)
    if again is not None and unit is not None and again != unit:
        refuse(tokens.text, tokens[behind.stop].start, "the margin has another unit than the number:")
    stop = behind.stop
    if again is not None:
        # 45 km ± 3 km.
        repeated = read_percent(tokens, stop) or read_money_after(tokens, stop) or read_measure(tokens, stop)
        stop = repeated.stop if repeated is not None else stop + 1
    return behind._replace(unit=unit, stop=stop)


def _with_words_repeated(
    tokens: Tokens, number: Numeral, opened: Opening, money: CurrencyReading | None
) -> NumberRange | None:
    """Read a range that says its noun or rate at both ends: 5% a year to 7% a year, 2m people to 3m people.

    Raises InputError where the two ends of "between" differ in them.
    """
    connectives = tokens.lexicon.connectives
    joints = connectives.and_ | connectives.or_ if opened is Opening.BETWEEN else connectives.to | DASHES
    if not any(token.word in joints for token in tokens[number.stop + 1 :]):
        return None
    unit, at = _unit_and_rate(tokens, number.stop)
    if at == number.stop or tokens.word(at) not in joints:
        return None
    second, sign = _read_end(tokens, at + 1, money)
    if second is None:
        return None
    same_sign = (sign.code if sign else None) == (money.code if money else None)
    if same_sign and unit == _unit_and_rate(tokens, second.stop)[0]:
        return _joined(tokens, number, second, opened, at + 1)
    if opened is Opening.BETWEEN:
        refuse(tokens.text, second.start, "two numbers with different units are not a range;")
    return None


def _unit_and_rate(tokens: Tokens, at: int) -> tuple[tuple[str | None, str | None, int], int]:
    """Read the unit or plural noun at token `at` and the rate behind it; return them and the token after them."""
    unit = _unit_at(tokens, at)
    stop = at
    if unit is not None:
        known = read_percent(tokens, at) or read_money_after(tokens, at) or read_measure(tokens, at)
        stop = known.stop if known is not None else at + 1
    rate = read_rate(tokens, stop, beside=True) if stop < len(tokens) else None
    if rate is None:
        return (unit, None, 1), stop
    return (unit, rate.unit, rate.number), rate.stop


def read_spread(tokens: Tokens, number: Numeral, at: int) -> NumberRange | None:
    """Read a margin or an interval that stands behind what is counted: (±50), (95% CI 1,100-1,400), ± 3 points."""
    found = _with_spread(tokens, number, at)
    return None if found.within is None else found


def _lone(tokens: Tokens, number: Numeral, opened: Opening) -> NumberRange:
    if opened is not Opening.NONE:
        opening = opened.name.lower()
        written = tokens.text[number.start : tokens[number.stop - 1].end]
        between = opened is Opening.BETWEEN
        hint = f'{MEND}; or write both numbers: "{f"between {written} and …" if between else f"…, up from {written}"}"'
        refuse(tokens.text, tokens[number.stop - 1].end, f'"{opening}" has no second number', hint=hint)
    return NumberRange(number, None, number.stop)


def _after_unit(tokens: Tokens, at: int, opened: Opening) -> int:
    """Skip a unit that may be repeated behind the second number: 5% to 7%, 8 km to 12 km."""
    word = tokens.word(at)
    if word in DASHES or _is_to(tokens, at):
        return at
    places = range(at + 1, min(at + 5, len(tokens)))
    if opened is Opening.NONE and not any(is_range_joint(tokens, place) for place in places):
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


def is_range_joint(tokens: Tokens, at: int) -> bool:
    """Return whether a token may lead from a number, or from its unit, to a second number."""
    word = tokens.word(at)
    joins = word in DASHES or word in _MARGIN_SIGNS or _is_to(tokens, at) or _is_and(tokens, at)
    return joins or match(tokens.lexicon.connectives.plus_or_minus, tokens, at) is not None


def _second(tokens: Tokens, at: int, opened: Opening) -> int | None:
    word, to = tokens.word(at), tokens.lexicon.connectives.to
    if opened is Opening.BETWEEN:
        return at + 1 if _is_and(tokens, at) or word in DASHES else None
    if word == "/" and at >= 1 and len(tokens[at - 1].word) == 4 and len(tokens.word(at + 1)) in {2, 4}:
        return at + 1
    if word in DASHES:
        # "8-to-12", "8- to 12-metre".
        at += 2 if tokens.word(at + 1) in to else 1
        return at + 1 if tokens.word(at) in DASHES and tokens.word(at - 1) in to else at
    return at + 1 if _is_to(tokens, at) else None


def _same_units(
    tokens: Tokens,
    first: tuple[int, int],
    second: int,
    signs: tuple[CurrencyReading | None, CurrencyReading | None],
) -> None:
    """Refuse a range whose ends have different units: 5 km to 10 miles, £5 to $10, 5% to 7 points."""
    before = signs[0].code if signs[0] else None
    sign = signs[1].code if signs[1] else before
    own = before if first[1] == first[0] else _unit_at(tokens, first[0])
    behind = _unit_at(tokens, second) or (sign if signs[0] or signs[1] else None)
    differs = own is not None and behind is not None and own != behind
    # Down 5% to 8,000; but between 5% and 7, 5%-7.
    to = any(token.word in tokens.lexicon.connectives.to for token in tokens[first[1] : second])
    differs = differs or (own == PERCENT and behind is None and to)
    if differs or (before is not None and sign != before) or (signs[1] and not signs[0] and own is None):
        refuse(tokens.text, tokens[second - 1].start, "two numbers with different units are not a range;")


def _unit_at(tokens: Tokens, at: int) -> str | None:
    """Return the unit behind one end of a range: a ratio, a currency, a measure or a noun in the plural."""
    if at >= len(tokens):
        return None
    percent = read_percent(tokens, at)
    if percent is not None:
        return percent.unit
    money = read_money_after(tokens, at)
    if money is not None:
        return money.code
    measured = read_measure(tokens, at)
    if measured is not None:
        return measured.unit
    nouns, word = tokens.lexicon.nouns, tokens.word(at)
    plural = tokens[at].kind == WORD and word not in nouns.stops and looks_plural(word, nouns)
    return singular(word, nouns) if plural else None


def _read_end(
    tokens: Tokens, at: int, money: CurrencyReading | None
) -> tuple[Numeral | None, CurrencyReading | None]:
    connectives = tokens.lexicon.connectives
    while tokens.word(at) in connectives.between_ends:
        at += 2 if tokens.word(at + 1) in connectives.to else 1
    # -2% to +4%.
    at += tokens.word(at) == "+" and at + 1 < len(tokens) and tokens[at + 1].glued
    if at >= len(tokens):
        return None, None
    negative = tokens[at].word in DASHES and at + 1 < len(tokens)
    sign = read_money_before(tokens, at + 1 if negative else at)
    if sign is None:
        return read_amount(tokens, at, money=money is not None), None
    number = read_amount(tokens, sign.stop, money=True)
    return (negated(number) if number is not None and negative else number), sign


def _joined(
    tokens: Tokens, first: Numeral, second: Numeral, opened: Opening, second_at: int
) -> NumberRange | None:
    note = None
    if _shortened_year(first, second):
        full = first.text[:2] + second.text
        second = second._replace(text=full, mantissa=full)
    if opened is Opening.NONE and tokens.word(second.stop) in tokens.lexicon.connectives.contests:
        # A 2-to-1 margin.
        refuse(tokens.text, first.start, "a ratio of two numbers is not a quantity:")
    thousands = _shortened_thousands(tokens, first, second)
    if thousands is not None and opened is not Opening.NONE:
        short, long = first.text, tokens.text[second.start : second.end]
        if len(short) == len(long.partition(",")[0]):
            refuse(
                tokens.text,
                first.start,
                f"{short} may be {short} or {short},000 beside {long}: write it out",
            )
        thousands = None
    if thousands is not None:
        note = f"{first.text} is read in thousands, as {second.mantissa} is"
        first = thousands
    hundreds_both = second.scale == 100 and first.exact >= 100
    if second.scale > 1 and first.scale == 1 and not hundreds_both:
        carried = carry_scale(first, second)
        if carried is not None and carried.exact < second.exact:
            first = carried
        elif carried is not None and first.exact < 100 * exact(second.mantissa):
            refuse(tokens.text, first.start, "the first end of the range is not below the second")
        elif tokens[second_at - 1].word in DASHES and "," not in tokens.text[first.start : first.end]:
            refuse(tokens.text, first.start, f"{first.text} may have a scale of its own here: write it out")
        else:
            note = f"{first.text} is read without the scale of {second.text}"
    digit = first.text.isdigit() and len(first.text) == 1 and first.scale == second.scale == 1
    hundreds = second.text.endswith("00") and len(second.text) == 3 and first.text < second.text[0]
    if opened is Opening.NONE and second_at == first.stop + 1 and digit and hundreds:
        # 2-300.
        refuse(
            tokens.text, first.start, f"{first.text} may be {first.text} or {first.text}00 here: write it out"
        )
    alone = opened is Opening.NONE and second.stop == len(tokens)
    if alone and _TELEPHONE.fullmatch(tokens.text[first.start : second.end]):
        refuse(tokens.text, first.start, "these digits may be a telephone number:")
    if first.exact < second.exact:
        return NumberRange(first, second, second.stop, note=note)
    if first.exact < 0 and second.exact < first.exact:
        # Between -2% and -4%: the words are ordered by the size of the fall.
        return NumberRange(second, first, second.stop, note=note)
    if opened is Opening.BETWEEN:
        refuse(tokens.text, second.start, "the second end of the range is not above the first")
    if opened is Opening.FROM:
        refuse(
            tokens.text, first.start, "a change from one number to a lower one is two figures, not a range;"
        )
    if tokens.word(second_at - 1) in tokens.lexicon.connectives.to:
        refuse(tokens.text, second.start, "a second number, where one is read at a time,", read=first.text)
    return None


def _shortened_thousands(tokens: Tokens, first: Numeral, second: Numeral) -> Numeral | None:
    """Return the first number in thousands where it leaves out those of the second: 2-3,000."""
    written = tokens.text[second.start : second.end]
    whole = first.text.isdigit() and len(first.text) <= 3 and first.scale == second.scale == 1
    if not whole or "," not in written or not second.text.endswith("000"):
        return None
    value = first.exact * 1000
    return first._replace(text=decimal_text(value), scale=1000) if 0 < value < second.exact else None


def _shortened_year(first: Numeral, second: Numeral) -> bool:
    """Return whether the second number leaves out the century of the first: 1991–95."""
    return (
        len(first.text) == 4
        and len(second.text) == 2
        and (first.text + second.text).isdigit()
        and first.scale == second.scale == 1
        and first.text[0] in "12"
        and first.text[2:] < second.text
    )


def carry_scale(first: Numeral, second: Numeral) -> Numeral | None:
    """Return the first of two numbers at the scale of the second (8 to 12 million); None where its digits forbid it."""
    if "/" in first.text or EXPONENT_SIGN in first.text:
        value = first.exact * second.scale
        return first._replace(text=decimal_text(value)) if value.denominator == 1 else None
    if len(first.text) > 20:
        return None
    return first._replace(text=scaled(first.text, second.scale), scale=second.scale)


def rescaled(extent: NumberRange, scale: int) -> NumberRange:
    """Multiply a range or number by a scale word that stands behind its currency ("75 USD million")."""
    within = extent.within and (_scaled(extent.within[0], scale), _scaled(extent.within[1], scale))
    low, high = (
        end and end._replace(text=_scaled(end.text, scale), scale=end.scale * scale)
        for end in (extent.low, extent.high)
    )
    assert low is not None
    return extent._replace(low=low, high=high, within=within)


def _scaled(number: str, scale: int) -> str:
    """Multiply a number of a record, a decimal or a fraction, by a scale."""
    if "/" not in number and EXPONENT_SIGN not in number:
        sign = "-" if number.startswith("-") else ""
        return sign + scaled(number.removeprefix("-"), scale)
    value = exact(number) * scale
    return fraction_text(value)


def _with_spread(tokens: Tokens, number: Numeral, at: int) -> NumberRange:
    """Read a margin of error (45 ± 3, 45 plus or minus 3, 45% ± 3%) or a range set behind the number: 45 (42 to
    48).
    """
    alone = NumberRange(number, None, number.stop)
    if tokens.word(at) in {"(", "["}:
        return _bracketed(tokens, number, at + 1) or alone
    return _margin(tokens, number, at) or alone


def _same_sign(tokens: Tokens, at: int) -> CurrencyReading | None:
    """Read the currency before an end of an interval, if the number before the interval is in the same."""
    sign = read_money_before(tokens, at) if at < len(tokens) else None
    if sign is None:
        return None
    for place in range(at):
        for found in (read_money_before(tokens, place), read_money_after(tokens, place)):
            if found is not None and found.code == sign.code:
                return sign
    return None


def _margin(tokens: Tokens, number: Numeral, at: int) -> NumberRange | None:
    """Read the margin of error of a number: ± 3, plus or minus 3. Raises InputError for one in another unit."""
    directly = at == number.stop
    if tokens.word(at) == "±":
        at += 1
    else:
        spoken = match(tokens.lexicon.connectives.plus_or_minus, tokens, at)
        if spoken is None:
            return None
        at = spoken[1]
        # A margin of error of plus or minus 3.
        again = match(tokens.lexicon.connectives.plus_or_minus, tokens, at)
        at = again[1] if again is not None else at + (tokens.word(at) == "±")
    sign = _same_sign(tokens, at)
    at = sign.stop if sign else at
    spread = read_amount(tokens, at) if at < len(tokens) and tokens[at].kind == NUMBER else None
    if spread is None:
        return None
    own, points = read_percent(tokens, number.stop), read_percent(tokens, spread.stop)
    if number.scale > 1 and spread.scale == 1 and number.exact > 1000 * spread.exact and points is None:
        spread = carry_scale(spread, number) or spread
    middle, margin, stop = number.exact, spread.exact, spread.stop
    if own is not None and points is not None and points.unit in {PERCENT, PERCENTAGE_POINT}:
        stop = points.stop
    elif own is not None and tokens.word(stop) in tokens.lexicon.measures.points:
        stop += 1
    elif own is None and points is not None and (number.exact > 100 or not directly):
        if points.unit != PERCENT:
            refuse(tokens.text, spread.start, "the margin has another unit than the number:")
        # 5 million ± 10%; but 45 ± 3% are percentages both.
        margin, stop = abs(middle) * margin / 100, points.stop
    return NumberRange(number, None, stop, (_text(middle - margin), _text(middle + margin)))


def _bracketed(tokens: Tokens, number: Numeral, at: int) -> NumberRange | None:
    """Read the brackets behind a number: a margin, an interval, or the number again in digits."""
    margin = _margin(tokens, number, at)
    if margin is not None:
        return margin._replace(stop=margin.stop + 1) if tokens.word(margin.stop) in {")", "]"} else None
    connectives = tokens.lexicon.connectives
    at = _past_interval_name(tokens, at)
    if tokens.word(at) in connectives.between or tokens.word(at) in connectives.from_:
        at += 1
    sign = _same_sign(tokens, at)
    low = read_amount(tokens, sign.stop if sign else at, money=sign is not None)
    if low is not None and tokens.word(low.stop) in {")", "]"} and low.exact == number.exact:
        # One hundred (100).
        return NumberRange(number, None, low.stop + 1)
    if low is None:
        return None
    joint = _past_unit(tokens, low.stop)
    if not (_is_to(tokens, joint) or _is_and(tokens, joint) or tokens.word(joint) in DASHES | {",", ";"}):
        return None
    sign = _same_sign(tokens, joint + 1)
    high = read_amount(tokens, sign.stop if sign else joint + 1, money=sign is not None)
    if high is None:
        return None
    stop = _past_unit(tokens, high.stop)
    if tokens.word(stop) in {";", ","}:
        stop = _past_interval_name(tokens, stop + 1)
    if tokens.word(stop) not in {")", "]"}:
        return None
    years = is_year(tokens[at]) and (is_year(tokens[high.stop - 1]) or len(high.text) == 2)
    if years and abs(number.exact - low.exact) > 200:
        # 5,000 (2019-20).
        return None
    if high.scale > 1 and low.scale == 1:
        low = carry_scale(low, high) or low
    unscaled = (
        number.scale > 1 and high.scale == low.scale == 1 and high.exact * number.scale < 100 * number.exact
    )
    if unscaled and not low.exact <= number.exact <= high.exact:
        # 1.2 million (1.1 to 1.4).
        low, high = carry_scale(low, number) or low, carry_scale(high, number) or high
    if not low.exact <= number.exact <= high.exact:
        refuse(tokens.text, low.start, "the range in brackets does not hold the number before it")
    return NumberRange(number, None, stop + 1, (low.text, high.text))


def _past_unit(tokens: Tokens, at: int) -> int:
    percent = read_percent(tokens, at)
    return percent.stop if percent is not None else at


def _past_interval_name(tokens: Tokens, at: int) -> int:
    """Skip the name of an interval: 95% CI, 95 per cent confidence interval, range."""
    names = tokens.lexicon.connectives.interval
    begin = at
    if at < len(tokens) and tokens[at].kind == NUMBER:
        percent = read_percent(tokens, at + 1)
        at = percent.stop if percent is not None else at
    found = match(names, tokens, at)
    if found is None:
        return begin
    at = found[1] + (tokens.word(found[1]) in {":", ",", "="})
    if begin == at - 1 and at < len(tokens) and tokens[at].kind == NUMBER:
        # CI 95%: 1,100 to 1,400.
        percent = read_percent(tokens, at + 1)
        if percent is not None:
            at = percent.stop + (tokens.word(percent.stop) in {":", ",", "="})
    return at


def _text(number: Fraction) -> str:
    return decimal_text(number, 50)
