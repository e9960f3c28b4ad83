"""Reading fractions as they are said: a third, two-thirds, half a million, 2½, one and a half, one in five.

A fraction stays a fraction ("3/10" is not reduced: those are the numbers stated); with a scale it becomes the
whole number it stands for ("half a million" is 500000).
"""

from __future__ import annotations

import unicodedata
from fractions import Fraction

from ledger.number.quantity import MAX_DIGITS, exact, fraction_text
from ledger.phrase.calendar_words import is_year
from ledger.phrase.currency import read_money_after, read_money_before
from ledger.phrase.notation import UNICODE_NUMBER
from ledger.phrase.noun import looks_plural, singular
from ledger.phrase.numeral import Numeral, read_number, read_scale
from ledger.phrase.token import DASHES, MEND, NUMBER, SIGN, WORD, Token, Tokens, refuse
from ledger.phrase.wording_match import match


def read_amount(tokens: Tokens, at: int, *, money: bool = False) -> Numeral | None:
    """Read the number that begins at token `at`, signed or not, whole, decimal or a fraction; None if there is none.

    `money` is as for `read_number`. Raises InputError for malformed or oversized numbers and for division by
    zero.
    """
    if at >= len(tokens):
        return None
    token = tokens[at]
    if token.word in tokens.lexicon.numerals.minus or (token.kind == SIGN and token.word in DASHES):
        number = _read_unsigned(tokens, at + 1, money)
        if number is None:
            return None
        return negated(number)._replace(start=token.start)
    return _read_unsigned(tokens, at, money)


#: Signs between the two numbers of a fraction.
_SLASHES = frozenset("/\u2044\u2215")


def negated(number: Numeral) -> Numeral:
    """Return the number with a minus before it; zero stays zero."""
    return number._replace(text=_negative(number.text), mantissa=_negative(number.mantissa))


def _negative(number: str) -> str:
    return number if number == "0" else f"-{number}"


def _read_unsigned(tokens: Tokens, at: int, money: bool) -> Numeral | None:
    number = read_number(tokens, at, money=money)
    if number is None:
        return _read_lone(tokens, at) or _every_fifth(tokens, at)
    if number.stop == len(tokens):
        return number
    return (
        _after_number(tokens, number)
        or _with_denominator(tokens, at, number)
        or _one_in_five(tokens, at, number)
        or number
    )


def vulgar(token: Token) -> Fraction | None:
    """Return the fraction that a sign such as ½ stands for."""
    if token.kind != SIGN or token.word.isascii() or unicodedata.category(token.word) != UNICODE_NUMBER:
        return None
    top, slash, bottom = unicodedata.normalize("NFKC", token.word).partition("\u2044")
    return Fraction(int(top), int(bottom)) if slash and bottom else None


def denominator(tokens: Tokens, at: int) -> tuple[int, int, bool] | None:
    """Read "third", "quarters", "twenty-fifths": the number, the token after it, and whether it was a plural."""
    if at < len(tokens) and tokens[at].word in DASHES:
        at += 1
    if at >= len(tokens):
        return None
    numerals = tokens.lexicon.numerals
    tens = numerals.tens.get(tokens[at].word, 0)
    if tens:
        at += 2 if tokens.word(at + 1) in DASHES else 1
        if at >= len(tokens):
            return None
    word = tokens[at].word
    number = numerals.plural_denominators.get(word)
    plural = number is not None
    if number is None:
        number = (tens and numerals.compound_denominators.get(word)) or numerals.denominators.get(word)
    if number is None or (tens and number >= 10) or tens + number < 2:
        return None
    return tens + number, at + 1, plural


def and_a_half(tokens: Tokens, at: int) -> tuple[str, int] | None:
    """Read one and the fraction that follows a unit, at token `at`: a year and a half, a mile and a quarter."""
    connectives = tokens.lexicon.connectives
    if tokens.word(at) not in connectives.and_ or tokens.word(at + 1) not in connectives.articles:
        return None
    found = denominator(tokens, at + 2)
    return None if found is None else (f"{found[0] + 1}/{found[0]}", found[1])


def _read_lone(tokens: Tokens, at: int) -> Numeral | None:
    """Read a fraction without a numerator: half, a third, quarter of a million, ½."""
    token = tokens[at] if at < len(tokens) else None
    if token is None:
        return None
    sign = vulgar(token)
    if sign is not None:
        return _build(tokens, at, at + 1, sign.numerator, sign.denominator)
    start = at
    mixed = tokens.lexicon.numerals.mixed.get(token.word)
    if mixed is not None:
        above, _, below = mixed.partition("/")
        return _build(tokens, at, at + 1, int(above), int(below))
    numerals, connectives = tokens.lexicon.numerals, tokens.lexicon.connectives
    if token.word in connectives.articles and at + 1 < len(tokens):
        at += 1
    elif token.word not in numerals.lone and tokens.word(at + 1) not in connectives.of:
        return None
    before = tokens.word(start - 1) if start > 0 else ""
    ranked = before in tokens.lexicon.calendar.ordinals or before in tokens.lexicon.nouns.comparatives
    alone = start + 1 == len(tokens) and before in tokens.lexicon.nouns.determiners
    if at == start and (ranked or alone):
        # The fourth quarter, the last half.
        return None
    several = tokens[at].word in numerals.plural_denominators and tokens[at].word not in numerals.denominators
    if tokens[at].word in DASHES or several:
        return None
    found = denominator(tokens, at)
    if found is None:
        return None
    part = _build(tokens, start, found[1], 1, found[0])
    compared = match(tokens.lexicon.hedges.directions_after, tokens, part.stop) is not None
    ranked = _is_rank(tokens, part.stop) and not compared
    if found[0] > 2 and tokens[at].word not in numerals.lone and ranked:
        refuse(tokens.text, tokens[start].start, "an ordinal is not a quantity:")
    return part


def _is_rank(tokens: Tokens, at: int) -> bool:
    """Return whether a singular noun at `at`, right behind "a third", makes it the third one."""
    if at >= len(tokens) or tokens[at].kind != WORD:
        return False
    nouns, word = tokens.lexicon.nouns, tokens[at].word
    if word in nouns.stops or word in nouns.comparatives or word in tokens.lexicon.numerals.scales:
        return False
    return match(tokens.lexicon.measures.ratios, tokens, at) is None and not looks_plural(word, nouns)


def _with_denominator(tokens: Tokens, at: int, number: Numeral) -> Numeral | None:
    """Read the denominator behind a number: two thirds, three-quarters, 4/5, 1 over 3."""
    after = tokens[number.stop]
    if not number.text.isdigit():
        return None
    if after.word in _SLASHES:
        below = _whole_below(tokens, number.stop + 1)
        if below is None or number.scale > 1:
            return None
        ends = {str(int(number.text) + 1), f"{(int(number.text) + 1) % 100:02}"}
        if is_year(tokens[at]) and tokens[number.stop + 1].word in ends:
            # 2020/21 and 1999/2000 are a year and the next.
            return None
        part = _build(tokens, at, below.stop, int(number.text), _divisor(tokens, below))
        if _ends_fraction(tokens, part.stop):
            # 2/3rds.
            return part._replace(stop=part.stop + 1)
        if int(number.text) >= int(below.text):
            part = part._replace(note=f"{part.mantissa} is read as a division")
        elif int(number.text) >= 100:
            part = part._replace(note=f"{part.mantissa} is read as a fraction, not as two numbers")
        elif part.stop == len(tokens) and 10 < int(below.text) <= 31 and int(number.text) <= 12:
            part = part._replace(note=f"{part.mantissa} is read as a fraction, not as a date")
        return part
    if after.word in tokens.lexicon.connectives.over:
        below = read_number(tokens, number.stop + 1)
        if below is None or not below.text.isdigit() or below.stop < len(tokens):
            return None
        part = _build(tokens, at, below.stop, int(number.text), _divisor(tokens, below))
        return part._replace(note=f"{number.text} over {below.text} is read as a division: {part.mantissa}")
    found = denominator(tokens, number.stop)
    if found is None:
        return None
    below_number, stop, plural = found
    # "one third" and "two thirds", but not "the 5 quarter" or "two second".
    numerals, word = tokens.lexicon.numerals, tokens[stop - 1].word
    # "Drittel" is the same in the plural.
    unchanged = word in numerals.denominators and word in numerals.plural_denominators
    if plural != (number.text != "1") and not unchanged:
        return None
    if tokens[at].kind == WORD and int(number.text) > 100 and _is_ambiguous(tokens, number, below_number):
        refuse(
            tokens.text, tokens[at].start, "this fraction has more than one reading, in digits it has one:"
        )
    return _build(tokens, at, stop, int(number.text), below_number)


def _is_ambiguous(tokens: Tokens, number: Numeral, below: int) -> bool:
    """Return whether the end of a number in words may belong to the fraction below it.

    "One hundred thirty fifths" are 130/5 or 100/35, "two hundred and fifty-four hundredths" 254/100 or 200.54, "one
    hundred one thousand fifths" 101,000/5 or 100/1,005.
    """
    numerals, connectives = tokens.lexicon.numerals, tokens.lexicon.connectives
    last = tokens[number.stop - 1].word
    if below >= 100:
        return any(token.word in connectives.and_ for token in tokens[: number.stop])
    bare_ten = last in numerals.tens and below < 10 and tokens[number.stop - 2].word not in connectives.and_
    return bare_ten or last in numerals.large


def _ends_fraction(tokens: Tokens, at: int) -> bool:
    """Return whether the letters at `at` are the ending of a fraction in figures: the rds of 2/3rds."""
    numerals = tokens.lexicon.numerals
    if at >= len(tokens) or not tokens[at].glued or tokens[at].kind != WORD:
        return False
    word = tokens[at].word
    return word in numerals.ordinal_endings or any(
        word == f"{ending}{plural}"
        for ending in numerals.ordinal_endings
        for plural in numerals.decade_endings
    )


def _whole_below(tokens: Tokens, at: int) -> Numeral | None:
    """Read the whole number in digits below a slash, without the scale that may follow it."""
    if at >= len(tokens) or tokens[at].kind != NUMBER or not tokens[at].word.isdigit():
        return None
    token = tokens[at]
    if len(token.word) > MAX_DIGITS:
        refuse(tokens.text, token.start, f"a number may have {MAX_DIGITS} digits at the most")
    return Numeral(str(int(token.word)), token.word, 1, token.start, token.end, at + 1)


def _one_in_five(tokens: Tokens, at: int, number: Numeral) -> Numeral | None:
    """Read a share of two numbers side by side: one in five, 3 out of 10, one out of every five."""
    middle = number.stop + 1 if tokens[number.stop].word in DASHES else number.stop
    if middle >= len(tokens):
        return None
    connectives = tokens.lexicon.connectives
    word = tokens[middle].word
    below_at = middle + 1
    within = word in connectives.in_
    if word in connectives.out and tokens.word(below_at) in connectives.of:
        below_at += 1
    elif not within:
        return None
    if tokens.word(below_at) in connectives.every or tokens.word(below_at) in DASHES:
        below_at += 1
    below = read_number(tokens, below_at)
    if below is None or not (number.text.isdigit() and below.text.isdigit()):
        return None
    time = below.stop + tokens.joins(below.stop)
    if within and int(below.text) > 1 and tokens.word(time) in tokens.lexicon.rates.times:
        refuse(
            tokens.text,
            tokens[at].start,
            "how rare an event is, is neither a count nor a time:",
            hint=f"write {number.text}/{below.text} a {tokens.word(time)}; or {MEND}",
        )
    if within and not _is_share(tokens, below_at, number, below):
        return None
    return _build(tokens, at, below.stop, int(number.text), _divisor(tokens, below), scale=False)


def read_share(tokens: Tokens, at: int, number: Numeral) -> Numeral | None:
    """Read the number that ends the phrase from token `at` on ("in six", "out of every £6"): return the share of it."""
    connectives = tokens.lexicon.connectives
    below_at = at + 1
    if tokens[at].word in connectives.out and tokens.word(below_at) in connectives.of:
        below_at += 1
    elif tokens[at].word not in connectives.in_:
        return None
    if tokens.word(below_at) in connectives.every:
        below_at += 1
    sign = read_money_before(tokens, below_at) if below_at < len(tokens) else None
    below = read_number(tokens, sign.stop if sign else below_at)
    if below is None or not below.text.isdigit() or below.stop < len(tokens):
        return None
    if not _is_share(tokens, sign.stop if sign else below_at, number, below):
        return None
    share = f"{number.text}/{_divisor(tokens, below)}"
    return number._replace(text=share, mantissa=share, scale=1, stop=below.stop)


def _every_fifth(tokens: Tokens, at: int) -> Numeral | None:
    """Read a share by an ordinal: every fifth child, jeder Dritte. What happens every third day has no number."""
    lexicon, rank = tokens.lexicon, at + 1
    if tokens.word(at) not in lexicon.connectives.every or rank >= len(tokens):
        return None
    number, stop = lexicon.numerals.ranks.get(tokens[rank].word), rank + 1
    if number is None and tokens[rank].word.isdigit() and stop < len(tokens) and tokens[stop].glued:
        # Every 5th child, jeder 5. Deutsche.
        pointed = lexicon.numerals.ordinal_point and tokens[stop].word == "."
        if pointed or tokens[stop].word in lexicon.numerals.ordinal_endings:
            number, stop = int(tokens[rank].word), stop + 1
    if number is None or number < 2:
        return None
    behind = tokens.word(stop)
    named = stop < len(tokens) and tokens[stop].kind == WORD and behind not in lexicon.nouns.stops
    if behind in lexicon.rates.times or (named and looks_plural(behind, lexicon.nouns)):
        # "Every second counts".
        return None
    if named and read_money_after(tokens, stop) is not None:
        # Every second pound is no half of one.
        return None
    if not named and not tokens.written(rank)[0].isupper() and not lexicon.nouns.written:
        return None
    return _build(tokens, at, stop, 1, number, scale=False)


def _is_share(tokens: Tokens, below_at: int, number: Numeral, below: Numeral) -> bool:
    """Return whether "5 in N" is a share: not "200 in 1991", not "5 in 10 minutes"."""
    year = tokens[below_at].kind == NUMBER and len(tokens[below_at].word) == 4 and below.scale == 1
    if year or int(number.text) > int(below.text):
        return False
    times = tokens.lexicon.rates.times
    word = tokens.word(below.stop)
    return word not in times and singular(word, tokens.lexicon.nouns) not in times


def _divisor(tokens: Tokens, number: Numeral) -> int:
    divisor = int(number.text)
    if divisor == 0:
        refuse(tokens.text, number.start, "nothing can be divided by zero")
    return divisor


def _after_number(tokens: Tokens, number: Numeral) -> Numeral | None:
    """Read the fraction behind a whole number: 2½, 2 1/2, two and a half, one million and a half."""
    after = tokens[number.stop]
    sign = vulgar(after)
    if sign is not None:
        return _mixed(tokens, number, sign, number.stop + 1)
    parted = _slashed(tokens, number.stop + (after.word in DASHES and after.glued))
    # Two 9/11 families.
    if parted is not None and number.scale == 1 and tokens[number.stop - 1].kind == NUMBER:
        return _mixed(tokens, number, *parted)
    and_ = tokens.lexicon.connectives.and_
    if after.word in DASHES and tokens.word(number.stop + 1) in and_:
        after = tokens[number.stop + 1]
        number = number._replace(stop=number.stop + 1)
    if after.word not in and_:
        return None
    fraction_at = number.stop + 1
    while fraction_at < len(tokens) and tokens[fraction_at].word in DASHES:
        fraction_at += 1
    return _and_fraction(tokens, number, fraction_at)


def _slashed(tokens: Tokens, at: int) -> tuple[Fraction, int] | None:
    """Read a fraction below one in digits with a slash from token `at` on: its value, and the token after it."""
    above = tokens[at] if at < len(tokens) else None
    if above is None or above.kind != NUMBER or not above.word.isdigit() or len(above.word) > 3:
        return None
    below = _whole_below(tokens, at + 2) if tokens.word(at + 1) in _SLASHES else None
    if below is None or int(above.word) >= int(below.text):
        return None
    return Fraction(int(above.word), _divisor(tokens, below)), below.stop


def _and_fraction(tokens: Tokens, number: Numeral, fraction_at: int) -> Numeral | None:
    if fraction_at >= len(tokens):
        return None
    parted = _slashed(tokens, fraction_at)
    between = tokens.lexicon.connectives.between
    # "Between 0 and 1/2" has two ends.
    if parted is not None and not any(token.word in between for token in tokens[: number.stop]):
        return _mixed(tokens, number, *parted)
    above = tokens.lexicon.numerals.ones.get(tokens[fraction_at].word)
    if above is None and tokens[fraction_at].word in tokens.lexicon.connectives.articles:
        above = 1
    if above is None:
        return None
    found = denominator(tokens, fraction_at + 1)
    if found is None:
        return None
    return _mixed(tokens, number, Fraction(above, found[0]), found[1])


def _mixed(tokens: Tokens, number: Numeral, part: Fraction, stop: int) -> Numeral:
    """Add a fraction to a number; in "a million and a half", half a million is added."""
    scale, after = read_scale(tokens, stop)
    whole = exact(number.text)
    if scale > 1 and number.scale > scale:
        total, scale = whole + part * scale, 1
    elif number.scale >= 1000 or 1 < number.scale < 100:
        # A million and a half, a dozen and a half.
        total = whole + part * number.scale
    else:
        total = whole + part
    mantissa = fraction_text(total)
    return Numeral(
        _limited(tokens, number.start, fraction_text(total * scale)),
        mantissa,
        scale,
        number.start,
        tokens[stop - 1].end,
        after,
        number.note,
    )


def _build(tokens: Tokens, at: int, stop: int, above: int, below: int, *, scale: bool = True) -> Numeral:
    """Build a fraction, times the scale that may follow it ("of a million", "a dozen", "million")."""
    factor, after = (1, stop) if not scale else _scale_of(tokens, stop)
    stated = f"{above}/{below}"
    value = stated if factor == 1 and below > 1 else fraction_text(Fraction(above * factor, below))
    return Numeral(
        _limited(tokens, tokens[at].start, value),
        stated,
        factor,
        tokens[at].start,
        tokens[stop - 1].end,
        after,
    )


def _scale_of(tokens: Tokens, at: int) -> tuple[int, int]:
    numerals, connectives = tokens.lexicon.numerals, tokens.lexicon.connectives
    begin = at
    if tokens.word(at) in numerals.short_scales:
        return read_scale(tokens, at)
    passed = connectives.of | connectives.articles | DASHES
    while tokens.word(at) in passed and at < begin + 4:
        at += 1
    if tokens.word(at) not in numerals.large and tokens.word(at) not in numerals.fraction_scales:
        return 1, begin
    return read_scale(tokens, at)


def _limited(tokens: Tokens, position: int, value: str) -> str:
    if sum(character.isdigit() for character in value) > MAX_DIGITS:
        refuse(tokens.text, position, f"a number may have {MAX_DIGITS} digits at the most")
    return value
