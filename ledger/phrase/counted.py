"""What a number counts or measures: the head noun of the words behind it, a unit of measure, percent."""

from __future__ import annotations

import functools
import re
from typing import Final, NamedTuple

from ledger.number.physical import canonical_name, dimension, is_currency
from ledger.phrase.currency import read_money_after
from ledger.phrase.noun import PERIODIC, looks_plural, singular
from ledger.phrase.numeral import ONES, SCALES, TENS
from ledger.phrase.token import DASHES, NUMBER, QUOTES, WORD, Token, words

#: Words that end a noun phrase: prepositions, conjunctions, determiners, auxiliaries, pronouns, some adverbs.
STOPS: Final = words(
    "of in on at by for from to with without within during since until till after before under over "
    "between among amongst across through into onto upon about around near per via amid despite behind "
    "beyond toward towards than as against along inside outside off out and or but nor that which who "
    "whom whose where when while because if so although though whether a an the this that these those "
    "each every any some all no not never its his her their our my your is are was were be been being am "
    "isn't aren't wasn't weren't has have had having do does did will would can could may might shall "
    "should must cannot can't won't he she it we they i you them him us me there here one now today "
    "yesterday tomorrow tonight ago already also still only alone just currently recently last next more "
    "less fewer so far too very once twice according including excluding compared due thanks"
)
#: Past participles that do not end in -ed: no head nouns.
_PARTICIPLES: Final = words(
    "sent held shot hurt lost born seen taken given made found built paid sold bought spent left stolen "
    "driven hit cut put set slain caught brought thrown drawn known shown grown written broken chosen "
    "forced"
)
#: Adjectives that newspapers count as if they were nouns: "30 dead".
_AS_NOUNS: Final = words("dead wounded injured missing unemployed homeless disabled displaced")
_DETERMINERS: Final = words("of the these those all its his her their our my your this that both such")
#: Before a noun they say what the number is compared with: "11,000 fewer jobs".
_MORE: Final = words("more less fewer last next")
#: What may be joined to a number and is no unit: "2 million-strong".
_NO_UNITS: Final = words("strong long wide high tall deep old fold way wise something")
_DEMONYM: Final = re.compile(
    r"[A-Z][a-z]+(?:ian|ese|ean|ican|aeli|aqi|tani)|German|Afghan|Kurd|Turk|Greek|Briton|Swede"
)
_OCCUPATION: Final = words(
    "civilian musician politician physician technician guardian librarian pedestrian historian"
)

_SPOKEN: Final = {
    "mph": "mile/hour", "kph": "km/hour", "kmh": "km/hour", "x": "time", "bpd": "barrel/day", "mpg": "mile/gallon",
    "bps": "basis_point", "ppm": "ppm", "℃": "degC", "℉": "degF", "‰": "permille", "t": "tonne", "c": "degC",
    "f": "degF", "gw": "GW", "mw": "MW", "twh": "TWh", "gwh": "GWh", "mwh": "MWh", "kwh": "kWh",
}  # fmt: skip
_PAIRS: Final = {
    ("metric", "ton"): "tonne", ("metric", "tonne"): "tonne", ("short", "ton"): "short_ton",
    ("long", "ton"): "long_ton", ("nautical", "mile"): "nautical_mile", ("basis", "point"): "basis_point",
    ("percentage", "point"): "percentage_point", ("per-cent", "point"): "percentage_point",
    ("kilowatt", "hour"): "kWh", ("megawatt", "hour"): "MWh", ("gigawatt", "hour"): "GWh",
    ("terawatt", "hour"): "TWh", ("light", "year"): "light_year", ("imperial", "gallon"): "imperial_gallon",
    ("acre", "foot"): "acre_foot", ("acre", "feet"): "acre_foot", ("troy", "ounce"): "troy_ounce",
    ("watt", "hour"): "watt_hour",
}  # fmt: skip
_POWERS: Final = {"sq": 2, "square": 2, "cubic": 3, "cu": 3}
_RAISED: Final = {"²": "^2", "³": "^3", "2": "^2", "3": "^3"}
#: Abbreviations of one letter that are units in print, as they are written.
_LETTERS: Final = words("m g t W V l L h s")
_MAX_ITEMS: Final = 12


class Counted(NamedTuple):
    """The unit a noun phrase names (None if it names none), the token after it, and the rates inside it.

    `strict` says that the unit is measured (percent, money, kilometres): after it "a barrel" is a rate.
    `plural` says that the noun stood in the plural.
    """

    unit: str | None
    stop: int
    rates: tuple[str, ...] = ()
    strict: bool = False
    plural: bool = False
    note: str | None = None


class _Item(NamedTuple):
    word: str
    written: str
    stop: int


def word_at(tokens: list[Token], at: int) -> str:
    """The word of token `at`, empty beyond the end."""
    return tokens[at].word if at < len(tokens) else ""


def read_percent(tokens: list[Token], at: int) -> Counted | None:
    """Percent or percentage points, in signs and words."""
    word = word_at(tokens, at)
    following = word_at(tokens, at + 1)
    if word == "per":
        step = 2 if following in DASHES else 1
        if word_at(tokens, at + step) != "cent":
            return None
        at += step
    elif word == "percentage" and following in {"point", "points"}:
        return Counted("percentage_point", at + 2, strict=True)
    elif word in {"pp", "ppt", "ppts"}:
        return Counted("percentage_point", at + 1, strict=True)
    elif word not in {"%", "percent", "pct", "percents", "percentage", "pc", "％"}:
        return None
    if word_at(tokens, at + 1) in {"point", "points", "pts"}:
        return Counted("percentage_point", at + 2, strict=True)
    return Counted("percent", at + 1, strict=True)


def read_measure(text: str, tokens: list[Token], at: int) -> Counted | None:
    """A unit of measure by sign, abbreviation or word: km, sq miles, degrees Celsius, m², kilowatt hours."""
    if at >= len(tokens):
        return None
    token = tokens[at]
    word = token.word
    if word in {"part", "parts"} and [t.word for t in tokens[at + 1 : at + 3]] == ["per", "million"]:
        return Counted("ppm", at + 3, strict=True)
    if word == "b" and [t.word for t in tokens[at + 1 : at + 3]] == ["/", "d"]:
        return Counted("barrel/day", at + 3, strict=True)
    if word in {"°", "º", "degree", "degrees"}:
        return _degrees(tokens, at)
    power = _POWERS.get(word)
    if power is not None and at + 1 < len(tokens):
        name = _measure_name(text, tokens[at + 1])
        return Counted(f"{name}^{power}", at + 2, strict=True) if name and "/" not in name else None
    spoken = _SPOKEN.get(word)
    if spoken is not None and (len(word) > 1 or token.glued):
        return Counted(spoken, at + 1, strict=True)
    if token.kind != WORD:
        return None
    pair = _pair(tokens, at)
    if pair is not None:
        return pair
    name = _measure_name(text, token)
    if name is None:
        return None
    raised = tokens[at + 1] if at + 1 < len(tokens) and tokens[at + 1].glued else None
    if raised is not None and raised.word in _RAISED:
        return Counted(name + _RAISED[raised.word], at + 2, strict=True)
    if raised is not None and raised.word == "^" and word_at(tokens, at + 2) in {"2", "3"}:
        return Counted(f"{name}^{tokens[at + 2].word}", at + 3, strict=True)
    return Counted(name, at + 1, strict=True)


def _pair(tokens: list[Token], at: int) -> Counted | None:
    after = at + 2 if word_at(tokens, at + 1) in DASHES else at + 1
    name = _PAIRS.get((tokens[at].word, singular(word_at(tokens, after))))
    return Counted(name, after + 1, strict=True) if name else None


def _degrees(tokens: list[Token], at: int) -> Counted | None:
    scale = word_at(tokens, at + 1)
    if scale in {"c", "celsius", "centigrade"}:
        return Counted("degC", at + 2, strict=True)
    if scale in {"f", "fahrenheit"}:
        return Counted("degF", at + 2, strict=True)
    return Counted("degree", at + 1)


def _measure_name(text: str, token: Token) -> str | None:
    """The canonical name of a unit, from its abbreviation as written or its word in singular or plural."""
    return _canonical(text[token.start : token.end], token.word)


@functools.lru_cache(maxsize=4096)
def _canonical(written: str, word: str) -> str | None:
    if len(written) == 1 and written not in _LETTERS:
        return None
    for spelling in (written, singular(word)):
        name = canonical_name(spelling)
        if dimension(name) is not None and not is_currency(name):
            return name
    return None


def read_counted(text: str, tokens: list[Token], at: int, *, one: bool = False) -> Counted:
    """Read the noun phrase from token `at` on. `one` says that the number is 1 and no plural is expected."""
    begin = at
    hyphen = at + 1 < len(tokens) and tokens[at].glued and tokens[at].word in DASHES and tokens[at + 1].glued
    if hyphen:
        at += 1
    elif word_at(tokens, at) in _DETERMINERS:
        while word_at(tokens, at) in _DETERMINERS or (at == begin + 1 and word_at(tokens, at) in {"a", "an"}):
            at += 1
    note = None
    if at > begin and not hyphen and at < len(tokens) and tokens[at].kind == NUMBER:
        # A fifth of the 2,000 patients.
        note = f"{tokens[at].word} is taken for the whole of which the number is a part"
        at += 1
    measured = read_measure(text, tokens, at)
    if measured is not None:
        return measured
    items, rates, stop = _items(text, tokens, at)
    if not items:
        return Counted(None, stop if rates else begin, rates)
    if hyphen:
        # "a 100-soldier convoy", "a 34-year-old": the unit is joined to the number, the rest is not counted.
        first = tokens[at]
        if first.word in _NO_UNITS or first.word in STOPS:
            return Counted(None, items[0].stop, rates)
        return Counted(noun_name(first.word, text[first.start : first.end], text), items[0].stop, rates)
    head = _head(items, one)
    if head is None:
        return Counted(None, begin if not rates else stop, rates, note="no noun says what is counted")
    unit = noun_name(head.word, head.written, text)
    return Counted(unit, stop if rates else head.stop, rates, plural=looks_plural(head.word), note=note)


def stands_for_metres(text: str, tokens: list[Token], at: int) -> bool:
    """Whether the words behind "100m" leave it a length: "a 100m sprint", not "100m voters"."""
    items, rates, _ = _items(text, tokens, at)
    if items and read_measure(text, tokens, at) is not None:
        return False
    return bool(items) and not rates and not _has_plural(items) and read_money_after(text, tokens, at) is None


def _items(text: str, tokens: list[Token], at: int) -> tuple[list[_Item], tuple[str, ...], int]:
    """The words up to the end of the noun phrase, hyphenated ones as one, and the periodic ones."""
    items: list[_Item] = []
    rates: tuple[str, ...] = ()
    stop = at
    while at < len(tokens) and len(items) < _MAX_ITEMS:
        token = tokens[at]
        if token.kind != WORD:
            if token.word in QUOTES or (token.word == "," and not _has_plural(items)):
                at += 1
                continue
            break
        end = _hyphenated(tokens, at)
        if token.word in ONES or token.word in TENS or token.word in SCALES:
            break
        if end == at + 1 and token.word in STOPS:
            if token.word in {"and", "or"} and items and not _has_plural(items):
                at += 1
                continue
            if token.word in _MORE and not items:
                at += 1
                continue
            break
        if token.word in PERIODIC and end == at + 1:
            rates = (*rates, PERIODIC[token.word])
        else:
            written = text[token.start : tokens[end - 1].end]
            items.append(_Item(written.lower().replace("’", "'"), written, end))
        at = stop = end
    return items, rates, stop


def _has_plural(items: list[_Item]) -> bool:
    return any(looks_plural(item.word) for item in items)


def _hyphenated(tokens: list[Token], at: int) -> int:
    """The token after the word at `at` with all that is joined to it (by-election, Covid-19, CO2)."""
    at += 1
    while at < len(tokens) and tokens[at].glued:
        if _part_of_word(tokens[at]):
            at += 1
        elif tokens[at].word == "-" and at + 1 < len(tokens) and _part_of_word(tokens[at + 1]):
            at += 2
        else:
            break
    return at


def _part_of_word(token: Token) -> bool:
    return token.glued and (token.kind == WORD or (token.kind == NUMBER and token.word.isdigit()))


def _head(items: list[_Item], one: bool) -> _Item | None:
    """The noun that is counted: the last of the first plurals in a row ("arms dealers"), else the last noun.

    Of one, a word in -s that ends the phrase is the verb ("one soldier dies").
    """
    if one and len(items) > 1 and looks_plural(items[-1].word):
        items = items[:-1]
    for index, item in enumerate(items):
        if looks_plural(item.word):
            while index + 1 < len(items) and looks_plural(items[index + 1].word):
                index += 1
            return items[index]
    for item in reversed(items):
        word = item.word
        if word in _AS_NOUNS:
            return item
        if (
            len(word) == 1
            or word in _PARTICIPLES
            or word.endswith("ly")
            or (word.endswith("ed") and len(word) > 4)
        ):
            continue
        return item
    return None


def noun_name(word: str, written: str, text: str) -> str:
    """The unit's name: singular, lower case but for peoples and acronyms (Ukrainian, MP)."""
    if re.fullmatch(r"[A-Z]{2,}s?", written) and not text.isupper():
        return written.removesuffix("s")
    if any(character.isdigit() for character in written):
        return written.removesuffix("s")
    name = singular(word)
    if name not in _OCCUPATION and _DEMONYM.fullmatch(written[: len(name)]):
        return name.capitalize()
    return name.strip(".")
