"""Numbers as news writes them: 1,234.5, 1.2bn, two hundred and fifty thousand, minus three, a dozen.

A number is read from tokens at a place; nothing here looks at hedges, units or nouns. Fractions are in
`fraction`, ranges in `phrase`. Arithmetic is on integers only, and its limits are checked before it is done.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final, NamedTuple

from ledger.number.quantity import MAX_DIGITS, exact
from ledger.phrase.digits import check_size, plain_digits, power_of_ten, scaled, shifted_by
from ledger.phrase.token import DASHES, NUMBER, WORD, Token, refuse

_ONES: Final = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen
"""
_TENS: Final = "twenty thirty forty fifty sixty seventy eighty ninety"
_ORDINALS: Final = """
    third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth
    sixteenth seventeenth eighteenth nineteenth
"""
ONES: Final = {word: number for number, word in enumerate(_ONES.split())} | {"nought": 0, "naught": 0}
TENS: Final = {word: 10 * number for number, word in enumerate(_TENS.split(), start=2)} | {"fourty": 40}
#: Words that multiply what stands before them. Billion and trillion are the short scale (10^9, 10^12).
SCALES: Final = {
    "hundred": 100,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
    "quadrillion": 10**15,
    "lakh": 10**5,
    "crore": 10**7,
    "dozen": 12,
    "score": 20,
}
#: Abbreviated scales. Those of one letter count only where no space stands before them (350m, £1.2b).
SHORT_SCALES: Final = {
    "k": 10**3,
    "m": 10**6,
    "mn": 10**6,
    "mln": 10**6,
    "mil": 10**6,
    "mio": 10**6,
    "b": 10**9,
    "bn": 10**9,
    "bln": 10**9,
    "tn": 10**12,
    "trn": 10**12,
    "tln": 10**12,
}
#: The words below the line of a fraction.
DENOMINATORS: Final = (
    {"half": 2, "quarter": 4}
    | {word: number for number, word in enumerate(_ORDINALS.split(), start=3)}
    | {f"{word[:-1]}ieth": number for word, number in TENS.items() if word != "fourty"}
    | {f"{word}th": scale for word, scale in SCALES.items() if word not in {"dozen", "score"}}
)
PLURAL_DENOMINATORS: Final = {"halves": 2, "firsts": 1} | {
    f"{word}s": number for word, number in DENOMINATORS.items()
}
LARGE: Final = {word: scale for word, scale in SCALES.items() if scale >= 1000}
_PLURAL_SCALES: Final = {f"{word}s": scale for word, scale in SCALES.items()}
#: No chain of scale words that a newspaper prints goes further.
_MAX_SCALE: Final = 10**36


class Number(NamedTuple):
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


def read_number(text: str, tokens: list[Token], at: int, *, money: bool = False) -> Number | None:
    """Read the unsigned number that begins at token `at`, with its scale, or None where there is none.

    With `money` (a currency sign went before) one-letter scales need no gluing and t is a trillion. Raises
    InputError for a number that is malformed or beyond 50 digits.
    """
    if at >= len(tokens):
        return None
    kind = tokens[at].kind
    if kind == NUMBER:
        return _read_digits(text, tokens, at, money)
    return _read_words(text, tokens, at) if kind == WORD else None


def names_denominator(word: str) -> bool:
    """Whether a word can stand below the line of a fraction (half, thirds)."""
    return word in DENOMINATORS or word in PLURAL_DENOMINATORS


def _read_digits(text: str, tokens: list[Token], at: int, money: bool) -> Number | None:
    token = tokens[at]
    if "e" in token.word or "E" in token.word:
        return _read_exponent(text, tokens, at)
    mantissa, note = plain_digits(text, token)
    if at + 1 == len(tokens):
        return Number(mantissa, mantissa, 1, token.start, token.end, at + 1, note)
    scale, stop = read_scale(text, tokens, at + 1, money)
    if scale == 1 and tokens[at + 1].word in {"x", "×"}:
        power = power_of_ten(tokens, at + 1)
        if power is not None:
            exponent, stop = power
            value = shifted_by(text, token, mantissa, exponent)
            return Number(value, value, 1, token.start, tokens[stop - 1].end, stop)
    elif scale > 1 and stop < len(tokens) and "." not in mantissa and mantissa.isdigit():
        more = _read_words(text, tokens, stop, total=int(mantissa) * scale, limit=scale)
        # "3 hundred and 21", "4 thousand 3 hundred"; but in "5 million and two cars" the number ends before
        # "and".
        goes_on = stop + 1 < len(tokens) and tokens[stop + 1].word in SCALES
        if more is not None and (scale == 100 or more.scale > 1 or goes_on):
            return Number(more.text, more.text, 1, token.start, more.end, more.stop, note)
    value = scaled(mantissa, scale)
    check_size(text, token, value)
    return Number(value, mantissa, scale, token.start, token.end, stop, note)


def _read_exponent(text: str, tokens: list[Token], at: int) -> Number:
    token = tokens[at]
    mantissa, _, exponent = token.word.lower().partition("e")
    plain, _ = plain_digits(text, token._replace(word=mantissa))
    value = shifted_by(text, token, plain, int(exponent))
    return Number(value, value, 1, token.start, token.end, at + 1)


def read_scale(text: str, tokens: list[Token], at: int, money: bool = False) -> tuple[int, int]:
    """The product of the scale words from token `at` on, and the token after them."""
    scale = 1
    while at < len(tokens):
        token = tokens[at]
        factor = SCALES.get(token.word) or _PLURAL_SCALES.get(token.word)
        if factor is None:
            hyphen = token.word in DASHES and at + 1 < len(tokens) and tokens[at + 1].glued
            if hyphen and token.glued and tokens[at + 1].word in LARGE:
                at += 1
                continue
            factor = _short_scale(text, token, money) if scale == 1 else None
            if factor is None:
                break
        scale *= factor
        if scale > _MAX_SCALE:
            refuse(text, token.start, "no number in print is that large")
        at += 1
    return scale, at


def _short_scale(text: str, token: Token, money: bool) -> int | None:
    if token.word == "t" and money:
        return 10**12
    scale = SHORT_SCALES.get(token.word)
    written = text[token.start : token.end]
    if written == "MM":
        return 10**6
    # "350 m" are metres; a thousand grams are never "5 k", and M is no unit.
    if scale is None or not (len(written) > 1 or token.glued or money or written in {"k", "K", "M"}):
        return None
    return scale


def _read_words(
    text: str,
    tokens: list[Token],
    at: int,
    *,
    total: int = 0,
    limit: int = 0,
) -> Number | None:
    """Read a whole number in words. `total` and `limit` carry what digits before them said."""
    builder = _Words(total, limit)
    begin = at
    if limit and tokens[at].word == "and":
        at += 1
    elif not limit and tokens[at].word in {"a", "an"}:
        after = tokens[at + 1].word if at + 1 < len(tokens) else ""
        if after not in SCALES:
            return None
        builder.group = 1
        at += 1
    number_end = at
    while at < len(tokens):
        token = tokens[at]
        step = at
        if token.word in DASHES and at > begin and at + 1 < len(tokens):
            step = at + 1
        elif token.word == "and" and builder.takes_and and at + 1 < len(tokens):
            step = at + 1
            if tokens[step].word in ONES and at + 2 < len(tokens) and names_denominator(tokens[at + 2].word):
                # "Two million and three quarters": the fraction is no part of the whole number.
                break
        if not builder.take(tokens[step], joined=step > at and token.word in DASHES):
            break
        at = number_end = step + 1
    if not builder.read:
        return None
    return _finish_words(text, tokens, begin, number_end, builder)


class _Words:
    """The state of reading a number in words: finished groups in `total`, the group below a thousand open."""

    __slots__ = ("group", "last", "limit", "read", "total", "trail")

    def __init__(self, total: int, limit: int) -> None:
        self.total = total
        self.limit = limit or _MAX_SCALE
        self.group: int | None = None
        self.last = limit
        self.read = 0
        self.trail: list[int] = []

    @property
    def takes_and(self) -> bool:
        return self.last >= 100

    def take(self, token: Token, *, joined: bool) -> bool:
        """Take one more word if it can go on the number."""
        word = token.word
        number = ONES.get(word)
        if number is None:
            number = TENS.get(word)
        if number is not None:
            return self._add(number, joined)
        scale = SCALES.get(word)
        if scale is None and self.read:
            scale = _PLURAL_SCALES.get(word)
        if scale is not None:
            return self._multiply(scale)
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
            if scale >= self.limit:
                return False
            self.total += (1 if group is None else group) * scale
            self.group = None
            self.limit = scale
        self.last = scale
        self.read += 1
        self.trail.append(scale)
        return True


def _finish_words(text: str, tokens: list[Token], begin: int, stop: int, words: _Words) -> Number:
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
    first = begin + 1 if tokens[begin].word in {"a", "an"} else begin
    while scale >= 1000 and number_end - 1 > first and tokens[number_end - 1].word in LARGE:
        number_end -= 2 if tokens[number_end - 2].word in DASHES else 1
    if stop < len(tokens) and tokens[stop].word == "point":
        spoken = _read_point(tokens, stop + 1)
        if spoken is not None:
            decimals, stop = spoken
            factor, after = read_scale(text, tokens, stop, False)
            mantissa = f"{value}.{decimals}"
            return Number(
                scaled(mantissa, factor), mantissa, factor, tokens[begin].start, tokens[stop - 1].end, after
            )
    check_size(text, tokens[begin], str(value))
    return Number(str(value), mantissa, scale, tokens[begin].start, tokens[number_end - 1].end, stop)


def _read_point(tokens: list[Token], at: int) -> tuple[str, int] | None:
    """The decimals said after "point" (four two; seventy-one), and the token after them."""
    decimals = ""
    while at < len(tokens) and len(decimals) <= MAX_DIGITS:
        word = tokens[at].word
        if word in ONES:
            decimals += str(ONES[word])
        elif word in TENS:
            hyphen = at + 1 < len(tokens) and tokens[at + 1].word in DASHES
            unit = at + 2 if hyphen else at + 1
            if unit < len(tokens) and 0 < ONES.get(tokens[unit].word, 0) < 10:
                decimals += str(TENS[word] + ONES[tokens[unit].word])
                at = unit
            else:
                decimals += str(TENS[word])
        else:
            break
        at += 1
    return (decimals, at) if decimals else None
