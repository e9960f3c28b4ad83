"""Reading numbers as news texts write them: 1,234.5, 1.2bn, two hundred and fifty thousand, minus three, a dozen.

A number is read from tokens at a place; nothing here looks at hedges, units or nouns. Fractions are in
`fraction`, ranges in `number_range`. Arithmetic is on integers only, and its limits are checked before it is done.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final, NamedTuple

from ledger.number.quantity import MAX_DIGITS, exact
from ledger.phrase.compound import read_compound
from ledger.phrase.digits import check_size, plain_digits, power_of_ten, scaled, shifted_by
from ledger.phrase.lexicon import Numerals
from ledger.phrase.notation import EXPONENT_SIGN
from ledger.phrase.numbered_word import names_with_digits, numbered_word
from ledger.phrase.token import DASHES, NUMBER, WORD, Token, Tokens, refuse

#: The largest product of scale words that is read; no newspaper prints a larger one.
_MAX_SCALE: Final = 10**36


class Numeral(NamedTuple):
    """A number read from tokens.

    `text` is decimal or fraction text with the scale applied; `mantissa` and `scale` are how it was put
    ("350", 1,000,000). `start` and `end` are code points of the number alone, `stop` the first token after
    number and scale. `note` is a sentence where another reading exists.
    """

    text: str
    mantissa: str
    scale: int
    start: int
    end: int
    stop: int
    note: str | None = None

    @property
    def exact(self) -> Fraction:
        """The number as a Fraction."""
        return exact(self.text)


def read_number(tokens: Tokens, at: int, *, money: bool = False) -> Numeral | None:
    """Read the unsigned number that begins at token `at`, with its scale, or None where there is none.

    With `money` (a currency sign went before) one-letter scales need no gluing and t is a trillion. Raises
    InputError for a number that is malformed or beyond 50 digits.
    """
    if at >= len(tokens):
        return None
    kind = tokens[at].kind
    if kind == NUMBER:
        return _read_digits(tokens, at, money)
    return _read_words(tokens, at) if kind == WORD else None


def names_denominator(word: str, numerals: Numerals) -> bool:
    """Return whether a word can stand below the line of a fraction (half, thirds)."""
    return word in numerals.denominators or word in numerals.plural_denominators


def _read_digits(tokens: Tokens, at: int, money: bool) -> Numeral | None:
    token, numerals = tokens[at], tokens.lexicon.numerals
    if EXPONENT_SIGN in token.word.lower():
        return _read_exponent(tokens, at)
    before = tokens[at - 1] if at and token.glued else None
    if before is not None and before.word == "," and not (before.glued and tokens[at - 2].kind == WORD):
        refuse(
            tokens.text,
            before.start,
            "a comma right before digits may be the point of a decimal: write 0.89;",
        )
    mantissa, note = plain_digits(tokens, token)
    if at + 1 == len(tokens):
        return Numeral(mantissa, mantissa, 1, token.start, token.end, at + 1, note)
    dashed = tokens.word(at + 1) in {",", "."} and tokens.word(at + 2) in DASHES and tokens[at + 2].glued
    if dashed and tokens[at + 1].glued:
        # 5,- Euro: the dash stands for hundredths that are none.
        return Numeral(mantissa, mantissa, 1, token.start, tokens[at + 2].end, at + 3, note)
    scale, stop = read_scale(tokens, at + 1, money)
    if numerals.scales.get(tokens.word(at + 1)) == 100 and len(mantissa.partition(".")[0]) > 2:
        note = note or f"{token.word} hundred is read as {scaled(mantissa, scale)}"
    if scale == 1 and (tokens[at + 1].word == "×" or tokens[at + 1].word in numerals.times_sign):
        power = power_of_ten(tokens, at + 1)
        if power is not None:
            exponent, stop = power
            value = shifted_by(tokens, token, mantissa, exponent)
            return Numeral(value, value, 1, token.start, tokens[stop - 1].end, stop)
    elif scale > 1 and stop < len(tokens) and "." not in mantissa and mantissa.isdigit():
        more = _read_words(tokens, stop, total=int(mantissa) * scale, limit=scale)
        # "3 hundred and 21", "4 thousand 3 hundred"; but in "5 million and two cars" the number ends before
        # "and".
        goes_on = stop + 1 < len(tokens) and tokens[stop + 1].word in numerals.scales
        if more is not None and (scale == 100 or more.scale > 1 or goes_on):
            return Numeral(more.text, more.text, 1, token.start, more.end, more.stop, note)
    value = scaled(mantissa, scale)
    check_size(tokens, token, value)
    return Numeral(value, mantissa, scale, token.start, token.end, stop, note)


def _read_exponent(tokens: Tokens, at: int) -> Numeral:
    token = tokens[at]
    mantissa, _, exponent = token.word.lower().partition(EXPONENT_SIGN)
    plain, _ = plain_digits(tokens, token._replace(word=mantissa))
    value = shifted_by(tokens, token, plain, int(exponent))
    return Numeral(value, value, 1, token.start, token.end, at + 1)


def read_scale(tokens: Tokens, at: int, money: bool = False) -> tuple[int, int]:
    """Read the scale words from token `at` on: their product, and the token after them."""
    numerals = tokens.lexicon.numerals
    scale = 1
    while at < len(tokens):
        token = tokens[at]
        factor = numerals.scales.get(token.word) or numerals.plural_scales.get(token.word)
        if factor is None:
            hyphen = token.word in DASHES and at + 1 < len(tokens) and tokens[at + 1].glued
            if hyphen and token.glued and tokens[at + 1].word in numerals.large:
                at += 1
                continue
            initials = tokens.word(at + 1) == "." and len(tokens.word(at + 2)) == 1 and tokens[at + 2].glued
            # The m of "20m.p.h." is no scale, nor is that of "12 M16 rifles".
            named = not token.glued and names_with_digits(tokens, at)
            short = scale == 1 and not named and not (initials and tokens[at + 2].kind == WORD)
            factor = _short_scale(tokens, token, money) if short else None
            if factor is None:
                break
        small = (
            tokens.lexicon.nouns.written and tokens.written(at).islower() and token.word in numerals.scales
        )
        if factor >= 10**12 and small:
            # "5 billion" is English, "5 Billionen" German.
            refuse(tokens.text, token.start, "in small letters this may be the word of another language:")
        scale *= factor
        if scale > _MAX_SCALE:
            refuse(tokens.text, token.start, "no number in print is that large")
        at += 1
        if token.word in numerals.short_scales and tokens.word(at) == "." and at + 1 < len(tokens):
            # "5 Mio. Euro": the point of the abbreviation.
            at += 1
    return scale, at


def _short_scale(tokens: Tokens, token: Token, money: bool) -> int | None:
    numerals = tokens.lexicon.numerals
    if money and token.word in numerals.money_scales:
        return numerals.money_scales[token.word]
    written = tokens.text[token.start : token.end]
    if written in numerals.written_scales:
        return numerals.written_scales[written]
    # "350 m" are metres; a thousand grams are never "5 k", and M is not a unit.
    apart = len(written) == 1 and not token.glued and not money and written not in numerals.spaced
    return None if apart else numerals.short_scales.get(token.word)


def _read_words(
    tokens: Tokens,
    at: int,
    *,
    total: int = 0,
    limit: int = 0,
) -> Numeral | None:
    """Read a whole number in words. `total` and `limit` carry what digits before them said."""
    numerals, connectives = tokens.lexicon.numerals, tokens.lexicon.connectives
    builder = _NumeralBuilder(numerals, tokens.lexicon.language, total, limit)
    begin = at
    if limit and tokens[at].word in connectives.and_:
        at += 1
    elif not limit and tokens[at].word in connectives.articles:
        # "One-in-a-million" has hyphens.
        at += tokens.word(at + 1) in DASHES and tokens[at + 1].glued
        ranged = tokens[at].word in numerals.ones and tokens.word(at + 1) in connectives.range_to
        if tokens.word(at + 1) not in numerals.scales and not ranged:
            return None
        # "Ein bis zwei Prozent": a word that is an article elsewhere is one end.
        if not ranged:
            builder.group = 1
            at += 1
    if _is_result(tokens, at):
        return None
    number_end = at
    while at < len(tokens):
        token = tokens[at]
        step = at
        if token.word in DASHES and at > begin and at + 1 < len(tokens):
            step = at + 1
            if (
                tokens[step].word in connectives.and_
                and tokens.word(step + 1) in DASHES
                and builder.takes_and
            ):
                # One-hundred-and-fifty.
                step = min(step + 2, len(tokens) - 1)
        elif token.word == "," and builder.takes_comma:
            # One thousand, two hundred and ten.
            step = at + 1
            step += tokens.word(step) in connectives.and_
            if step >= len(tokens) or tokens[step].kind != WORD:
                break
        elif token.word in connectives.and_ and builder.takes_and and at + 1 < len(tokens):
            step = at + 1
            if tokens[step].word in numerals.ones and names_denominator(tokens.word(at + 2), numerals):
                # "Two million and three quarters": the fraction is not part of the whole number.
                break
        numbered = (
            step == at
            and tokens[at].kind == WORD
            and (at > begin or limit > 0)
            and numbered_word(tokens, at) is not None
        )
        if numbered and builder.last >= 1000:
            # Two million one-person households.
            break
        behind = tokens[step + 1] if step + 1 < len(tokens) else None
        if tokens[step].kind == NUMBER and behind is not None and behind.glued and behind.word not in ",.;:)":
            # A million 155mm shells.
            break
        if not builder.take(tokens[step], joined=step == at + 1 and token.word in DASHES):
            break
        if numbered:
            # Three hundred two-bed flats may be 300, or have 302 beds.
            refuse(
                tokens.text,
                tokens[begin].start,
                "this number has more than one reading, in digits it has one:",
            )
        at = number_end = step + 1
    if not builder.read:
        return None
    dozens = numerals.plural_scales.get(tokens.word(at)) or numerals.scales.get(tokens.word(at), 100)
    if dozens < 100 and tokens[at].word not in numerals.ambiguous:
        refuse(
            tokens.text, tokens[begin].start, "this number has more than one reading, in digits it has one:"
        )
    return _finish_words(tokens, begin, number_end, builder)


def _is_result(tokens: Tokens, at: int) -> bool:
    """Return whether a scale that may be another word is one here, for a number follows it: a score of 12."""
    numerals, connectives = tokens.lexicon.numerals, tokens.lexicon.connectives
    if at + 2 >= len(tokens) or tokens[at].word not in numerals.ambiguous:
        return False
    scale = tokens[at].word in numerals.scales
    return scale and tokens[at + 1].word in connectives.of and tokens[at + 2].kind == NUMBER


class _NumeralBuilder:
    """The state of reading a number in words: finished groups in `total`, the group below a thousand open."""

    __slots__ = ("group", "language", "last", "limit", "numerals", "read", "total", "trail")

    def __init__(self, numerals: Numerals, language: str, total: int, limit: int) -> None:
        self.numerals = numerals
        self.language = language
        self.total = total
        self.limit = limit or _MAX_SCALE
        self.group: int | None = None
        self.last = limit
        self.read = 0
        self.trail: list[int] = []

    @property
    def takes_and(self) -> bool:
        return self.last >= 100

    @property
    def takes_comma(self) -> bool:
        """Whether a comma may stand in the number here: behind a thousand, a million and the like."""
        return self.last >= 1000

    def take(self, token: Token, *, joined: bool) -> bool:
        """Take one more word if it can continue the number."""
        word = token.word
        numerals = self.numerals
        number = numerals.ones.get(word)
        if number is None:
            number = numerals.tens.get(word)
        if number is not None:
            return self._add(number, joined)
        scale = numerals.scales.get(word)
        if scale is None and self.read:
            scale = numerals.plural_scales.get(word)
        if scale is not None:
            return self._multiply(scale)
        if numerals.compounds and token.kind == WORD:
            number = read_compound(word, self.language)
            return number is not None and self._add_compound(number, joined)
        if token.kind == NUMBER and word.isdigit() and len(word) <= 3 and self.limit < _MAX_SCALE:
            return self._add(int(word), joined)
        return False

    def _add(self, number: int, joined: bool) -> bool:
        group = self.group
        if group is None:
            if joined or number >= self.limit or (self.read and self.last < 100):
                return False
            self.group = number
        elif (group >= 100 and group % 100 == 0 and not joined) or (
            group % 100 >= 20 and group % 10 == 0 and 0 < number < 10
        ):
            self.group = group + number
        else:
            return False
        self.last = number if number < 100 else 1
        self.read += 1
        self.trail.clear()
        return True

    def _add_compound(self, number: int, joined: bool) -> bool:
        """Take a numeral in one word, which may have thousands in it."""
        if number < 100:
            return self._add(number, joined)
        if joined or self.group is not None or number >= self.limit:
            return False
        thousands, rest = divmod(number, 1000)
        self.total += 1000 * thousands
        self.group = rest or None
        if thousands:
            self.limit = 1000
        self.last = 100
        self.read += 1
        self.trail.clear()
        return True

    def _multiply(self, scale: int) -> bool:
        group = self.group
        if scale == 100:
            if group is None and not self.read:
                group = 1
            if group is None or not 0 < group < 100:
                return False
            self.group = group * 100
        elif group is None and self.read and self.trail:
            # "a hundred thousand million", "three lakh crore": one scale straight after another.
            if self.total * scale > _MAX_SCALE:
                return False
            self.total *= scale
        else:
            # "Three hundred and two dozen" are 324, or 302 dozen.
            if scale >= self.limit or (scale < 100 and group is not None and group > 100 and group % 100):
                return False
            self.total += (1 if group is None else group) * scale
            self.group = None
            self.limit = scale
        self.last = scale
        self.read += 1
        self.trail.append(scale)
        return True


def _finish_words(tokens: Tokens, begin: int, stop: int, words: _NumeralBuilder) -> Numeral:
    value = words.total + (words.group or 0)
    mantissa, scale = str(value), 1
    number_end = stop
    for factor in words.trail:
        scale *= factor
    if value % scale == 0:
        mantissa = str(value // scale)
    else:
        scale = 1
    # The number alone is what stands before "thousand" and the like, unless only an article does.
    numerals = tokens.lexicon.numerals
    first = begin + 1 if tokens[begin].word in tokens.lexicon.connectives.articles else begin
    while scale >= 1000 and number_end - 1 > first and tokens[number_end - 1].word in numerals.large:
        number_end -= 2 if tokens[number_end - 2].word in DASHES else 1
    if tokens.word(stop) in numerals.point:
        spoken = _read_point(tokens, stop + 1)
        if spoken is not None:
            decimals, stop = spoken
            factor, after = read_scale(tokens, stop, False)
            mantissa = f"{value}.{decimals}"
            return Numeral(
                scaled(mantissa, factor), mantissa, factor, tokens[begin].start, tokens[stop - 1].end, after
            )
    check_size(tokens, tokens[begin], str(value))
    return Numeral(str(value), mantissa, scale, tokens[begin].start, tokens[number_end - 1].end, stop)


def _read_point(tokens: Tokens, at: int) -> tuple[str, int] | None:
    """Read the decimals said after the point (four two; seventy-one): those, and the token after them."""
    ones, tens = tokens.lexicon.numerals.ones, tokens.lexicon.numerals.tens
    decimals = ""
    while at < len(tokens) and len(decimals) <= MAX_DIGITS:
        word = tokens[at].word
        if word in ones:
            decimals += str(ones[word])
        elif word in tens:
            unit = at + 2 if tokens.word(at + 1) in DASHES else at + 1
            if 0 < ones.get(tokens.word(unit), 0) < 10:
                decimals += str(tens[word] + ones[tokens.word(unit)])
                at = unit
            else:
                decimals += str(tens[word])
        else:
            break
        at += 1
    return (decimals, at) if decimals else None
