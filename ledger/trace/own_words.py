"""The content of a statement's own words beyond its fields: noun, time, place, tense and certainty.

A relay may leave out label, period, place and nature. Its phrase and its quote are compared then: "5,200 deserters",
"in 2021", "died last year", "will be lost". They are read in the language of the quote, else in that of the source,
else in English; in a language without a lexicon nothing is found, and nothing is compared.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from ledger.errors import InputError
from ledger.model.record import Figure, Quote
from ledger.number.quantity import exact
from ledger.trace.drift_words import ENGLISH
from ledger.trace.material import Entry, Work

if TYPE_CHECKING:
    from ledger.phrase.lexicon import Lexicon

#: The characters behind its number in which a quote is read for the noun and the place.
_NEAR: Final = 90
#: The words behind a number among which its rate stands.
_RATE_NEAR: Final = 7


class Said(NamedTuple):
    """A meaning read from words, and the words themselves."""

    meaning: str
    words: str


def in_language(figure: Figure, language: str | None) -> Figure:
    """Return a figure whose words are read in that of its source, else in its own, where its quote names none."""
    language = language or figure.language
    if (
        language is None
        or language == ENGLISH
        or (figure.quote is not None and figure.quote.language is not None)
    ):
        return figure
    if language.partition("-")[0].lower() == ENGLISH:
        # Words that nothing gives a language for are read in it as well.
        return figure
    quote = Quote(exact="") if figure.quote is None else figure.quote
    return replace(figure, quote=replace(quote, language=language))


def spoken(entry: Entry[Figure], works: Mapping[int, Work]) -> Entry[Figure]:
    """Return a figure `in_language` of the work that it stands in."""
    record, language = entry.record, None
    if record.source is not None and (work := works.get(entry.seqs[record.source])) is not None:
        language = work.language
    if (language or record.language) in _ENGLISH:
        # True of most, and nothing need be made for them.
        return entry
    spoken = in_language(record, language)
    return entry if spoken is record else entry._replace(record=spoken)


_ENGLISH: Final = (None, ENGLISH)


def lexicon_of(figure: Figure) -> Lexicon | None:
    """Return the lexicon that the words of a figure are read by; None for a language without one."""
    return _lexicon_of(None if figure.quote is None else figure.quote.language)


@lru_cache(maxsize=256)
def _lexicon_of(language: str | None) -> Lexicon | None:
    # Imported here: most relays say nothing besides their fields.
    from ledger.phrase.lexicon import lexicon_for

    code = (language or ENGLISH).partition("-")[0].lower()
    lexicon = lexicon_for(code)
    return lexicon if lexicon.language == code else None


def noun_in_quote(figure: Figure) -> str | None:
    """Return the noun that a figure's quote counts, behind its number: ``deserter`` of “5,200 deserters”."""
    near = _behind_number(figure)
    if near is None:
        return None
    # Imported here: quotes are read only where a phrase names no noun.
    from ledger.phrase.reader import counted_noun, read_phrase

    language = figure.quote.language if figure.quote is not None else None
    try:
        quantity = read_phrase(near, language).quantity
    except InputError:
        return None
    number = figure.quantity.value
    if number is None or quantity.value is None or exact(quantity.value) != exact(number):
        return None
    return counted_noun(quantity.unit)


def with_quoted_rate(figure: Figure) -> Figure:
    """Return a figure with the time that its quote counts by, where its phrase has none: “300 arrests a year”."""
    quote, unit = figure.quote, figure.quantity.unit
    if quote is None or "/" in (unit or ""):
        return figure
    lexicon = lexicon_of(figure)
    if lexicon is None or not _names_rate(quote.exact, lexicon.language):
        return figure
    place = _place_of_number(figure)
    if place is None or place[0][place[2] : place[2] + 1].isdigit():
        # Of “im Jahr 2023” the year would be cut off.
        return figure
    near, rates = place[0][place[1] : place[2]].strip(), lexicon.rates
    words = {word.rstrip("s.") for word in near.lower().split()[:_RATE_NEAR]}
    if not words & (rates.times.keys() | rates.periodic.keys()):
        return figure
    # Imported here: few quotes say a time.
    from ledger.phrase.reader import read_phrase

    try:
        quantity = read_phrase(near, lexicon.language).quantity
    except InputError:
        return figure
    number, below = figure.quantity.value, (quantity.unit or "").partition("/")[2]
    timed = below in set(rates.times.values())
    if not timed or number is None or quantity.value is None or exact(quantity.value) != exact(number):
        return figure
    return replace(figure, quantity=replace(figure.quantity, unit=f"{unit or '1'}/{below}"))


@lru_cache(maxsize=8_192)
def _names_rate(text: str, language: str) -> bool:
    """Return whether a word of a text begins like one that numbers are counted by; most quotes have none.

    To look for these words takes a tenth of the time that it takes to find where the number stands.
    """
    return _rates(language).search(text.lower()) is not None


@cache
def _rates(language: str) -> re.Pattern[str]:
    from ledger.phrase.lexicon import lexicon_for

    rates = lexicon_for(language).rates
    words = "|".join(map(re.escape, sorted(rates.times.keys() | rates.periodic.keys())))
    return re.compile(rf"(?<!\S)(?:{words})")


def times(figure: Figure) -> list[Said]:
    """Return the times in a figure's phrase, else in its quote: years and months as EDTF, with their words."""
    lexicon = lexicon_of(figure)
    if lexicon is None or figure.quantity.unit == "calendar_year":
        return []
    for text in _texts(figure):
        found = [*_dates(text, lexicon), *_relative_years(text, figure.stated, lexicon)]
        if found:
            return found
    return []


def period_of(figure: Figure) -> Said | None:
    """Return the one time that a figure's words give; None where they give none or several."""
    found = times(figure)
    return found[0] if len({time.meaning for time in found}) == 1 else None


def places(figure: Figure) -> list[str]:
    """Return the names of places in a figure's phrase, else in its quote behind the number: “in Russia”."""
    lexicon = lexicon_of(figure)
    if lexicon is None or not lexicon.narration.place:
        return []
    near = _behind_number(figure)
    pattern = _pattern(lexicon.language, "place")
    for text in (figure.quantity.text or "", near or ""):
        found = [match[1] for match in pattern.finditer(text) if not _is_date(match[1], lexicon)]
        if found:
            return found
    return []


def projected_words(figure: Figure) -> str | None:
    """Return the words that make a figure a projection: “will”, “projected to”, “forecast”."""
    return _first(figure, "projected")


def past_words(figure: Figure) -> str | None:
    """Return the words that put a figure in the past, where nothing in it speaks of the future."""
    if _first(figure, "projected") or _first(figure, "estimated"):
        return None
    return _first(figure, "past")


def possible_words(figure: Figure) -> str | None:
    """Return the words that make a figure only possible: “could”, “at risk”; its label is read as well."""
    return _first(figure, "possible", label=True)


def certain_words(figure: Figure) -> str | None:
    """Return the words that make a figure certain, where nothing in it says that it is only possible."""
    return None if possible_words(figure) else _first(figure, "certain")


@cache
def _pattern(language: str, name: str) -> re.Pattern[str]:
    """Return a pattern of a language's `Narration` by the name of its field, compiled when first used."""
    from ledger.phrase.lexicon import lexicon_for

    lexicon = lexicon_for(language)
    words: str = getattr(lexicon.narration, name)
    if name == "date":
        words = words.format(months="|".join(lexicon.calendar.months), year="(?:1[5-9]|20|21)[0-9]{2}")
        return re.compile(words, re.IGNORECASE)
    return re.compile(words) if name == "place" else re.compile(rf"\b(?:{words})\b", re.IGNORECASE)


def _first(figure: Figure, name: str, *, label: bool = False) -> str | None:
    texts = [*_texts(figure), figure.label] if label and figure.label else _texts(figure)
    lexicon = lexicon_of(figure) if texts else None
    if lexicon is None:
        return None
    for text in texts:
        if (words := _found(lexicon.language, name, text)) is not None:
            return words
    return None


# Cached, as a figure is compared with all that relay it, and labels are repeated.
@lru_cache(maxsize=8_192)
def _found(language: str, name: str, text: str) -> str | None:
    small = _in_small_letters(language, name) if text.isascii() else None
    # Most texts have none of these words, and without regard to case they are looked for three times as long.
    if small is not None and small.search(text.lower()) is None:
        return None
    match = _pattern(language, name).search(text)
    return None if match is None else match[0]


@cache
def _in_small_letters(language: str, name: str) -> re.Pattern[str] | None:
    """Return a pattern that finds something in the small letters of all texts in which `_pattern` does.

    It is for texts in ASCII, where to ignore case is to compare small letters; None for a pattern with capitals.
    """
    words = _pattern(language, name).pattern
    return re.compile(words) if words == words.lower() else None


def _texts(figure: Figure) -> list[str]:
    """Return the words of a figure: its phrase, then its quote."""
    text, quote = figure.quantity.text, figure.quote
    texts = [text] if text else []
    if quote is not None and quote.exact:
        texts.append(quote.exact)
    return texts


def clause_of_number(figure: Figure) -> str | None:
    """Return the clause of a figure's quote that its number stands in, up to the numbers before and behind it."""
    place = _place_of_number(figure)
    if place is None:
        return None
    text, start, stop = place
    before = [match.end() for match in _BOUNDARY.finditer(text, 0, start)]
    return f"{text[max(before, default=0) : start].strip()} {text[start:stop]}".strip()


def _behind_number(figure: Figure) -> str | None:
    """Return a figure's quote from its number on, to the end of the clause or the next number."""
    place = _place_of_number(figure) if lexicon_of(figure) is not None else None
    return None if place is None else place[0][place[1] : place[2]].strip()


#: The end of a clause, or another number.
_BOUNDARY: Final = re.compile(r"[;!?()]|[.,](?![0-9])|[0-9]")


def _place_of_number(figure: Figure) -> tuple[str, int, int] | None:
    """Return a figure's quote in one line, where its number begins in it, and where the clause behind it ends."""
    if figure.quote is None or figure.quantity.value is None:
        return None
    from ledger.number.mantissa import printed_number

    text = " ".join(figure.quote.exact.split())
    printed = printed_number(figure.quantity.value, text)
    if printed.end is None:
        return None
    start = printed.end
    while start and (text[start - 1].isdigit() or text[start - 1] in ",. '’"):
        start -= 1
    start += len(text[start : printed.end]) - len(text[start : printed.end].lstrip(",. '’"))
    stop = _BOUNDARY.search(text, printed.end)
    return text, start, min(len(text) if stop is None else stop.start(), printed.end + _NEAR)


def _dates(text: str, lexicon: Lexicon) -> list[Said]:
    found = []
    for match in _pattern(lexicon.language, "date").finditer(text):
        year = match["year"]
        if match["month"]:
            meaning = f"{year}-{lexicon.calendar.months.index(match['month'].lower()) + 1:02}"
        elif match["next"] and int(match["next"]) == (int(year) + 1) % 100:
            meaning = f"{year}/{int(year) + 1}"
        else:
            meaning = year
        found.append(Said(meaning, match[0]))
    return found


def _relative_years(text: str, stated: str | None, lexicon: Lexicon) -> list[Said]:
    """Return last year, this year and next year as dates, where it is known when they were said."""
    year = re.match(r"[0-9]{4}", stated or "")
    if year is None:
        return []
    return [
        Said(str(int(year[0]) + shift), match[0])
        for shift, words in lexicon.narration.relative.items()
        for match in re.finditer(rf"\b(?:{words})\b", text, re.IGNORECASE)
    ]


def _is_date(name: str, lexicon: Lexicon) -> bool:
    first = name.split()[0].lower().rstrip(".")
    months = lexicon.calendar.months
    return first in lexicon.calendar.weekdays or any(
        month.startswith(first) and len(first) >= 3 for month in months
    )
