"""What a statement says in its own words where its fields do not say it: noun, time, place and tense.

A relay may leave out label, period, place and nature. What is compared then is what stands in its phrase and its
quote: "5,200 deserters", "in 2021", "died last year". Only English words are read; in another language nothing is
found, and nothing compared.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final, NamedTuple

from ledger.errors import InputError
from ledger.model.edtf import bounds
from ledger.model.record import Figure
from ledger.number.quantity import exact

_MONTHS: Final = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
#: What speaks of what is to come, of a reckoning, and of what has happened.
_PROJECTED: Final = (
    "will|would|could|might|may (?:be|have|reach|rise|fall)|projected|projections?|projects|forecasts?|predicted|"
    "predicts|expected to|set to|on course (?:to|for)|by (?:the end of )?20[2-9][0-9]"
)
_ESTIMATED: Final = "estimates?|estimated|thought to|believed to|likely|probably"
_PAST: Final = (
    "died|was|were|had|did|went|killed|fell|rose|grew|reached|became|lost|gained|last (?:year|month|week)|has been|"
    "have been|took|came|left|arrived|"
    "(?!hundred|indeed|exceed|united|limited|related|based|aged|combined|named|need)[a-z]{3,}ed"
)
#: How far behind its number a quote is read for the noun and the place.
_NEAR: Final = 90


class Said(NamedTuple):
    """Something read from words: what it means, and the words themselves."""

    meaning: str
    words: str


def is_english(figure: Figure) -> bool:
    """Whether the words of a figure can be read here: no other language is said of them."""
    language = None if figure.quote is None else figure.quote.language
    return language is None or language.partition("-")[0].lower() == "en"


def noun_in_quote(figure: Figure) -> str | None:
    """The noun that a figure's quote counts, behind its number: ``deserter`` of “5,200 deserters”."""
    near = _behind_number(figure)
    if near is None:
        return None
    # Imported here: quotes are read only where a phrase names no noun.
    from ledger.phrase.reader import counted_noun, read_phrase

    try:
        quantity = read_phrase(near).quantity
    except InputError:
        return None
    number = figure.quantity.value
    if number is None or quantity.value is None or exact(quantity.value) != exact(number):
        return None
    return counted_noun(quantity.unit)


def times(figure: Figure) -> list[Said]:
    """The times that a figure's phrase speaks of, else its quote: years and months as EDTF, with their words."""
    if not is_english(figure) or figure.quantity.unit == "calendar_year":
        return []
    for text in _texts(figure):
        found = [*_dates(text), *_relative_years(text, figure.stated)]
        if found:
            return found
    return []


def period_of(figure: Figure) -> Said | None:
    """The one time that a figure's words speak of; None where they speak of none or of several."""
    found = times(figure)
    return found[0] if len({time.meaning for time in found}) == 1 else None


def places(figure: Figure) -> list[str]:
    """The names of places that a figure's phrase gives, else its quote behind the number: “in Russia”."""
    if not is_english(figure):
        return []
    near = _behind_number(figure)
    for text in (figure.quantity.text or "", near or ""):
        found = [match[1] for match in _patterns()["place"].finditer(text) if not _is_date(match[1])]
        if found:
            return found
    return []


def projected_words(figure: Figure) -> str | None:
    """The words by which a figure is a projection: “will”, “projected to”, “forecast”."""
    return _first(figure, "projected")


def past_words(figure: Figure) -> str | None:
    """The words by which a figure has happened, where nothing in it speaks of what is to come."""
    if _first(figure, "projected") or _first(figure, "estimated"):
        return None
    return _first(figure, "past")


def overlap(first: str, second: str) -> bool:
    """Whether two times (EDTF) share a day."""
    (start, end), (other_start, other_end) = bounds(first), bounds(second)
    begins_after = start is not None and other_end is not None and start > other_end
    ends_before = end is not None and other_start is not None and end < other_start
    return not (begins_after or ends_before)


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    months = "|".join(_MONTHS)
    year = r"(?:1[5-9]|20|21)[0-9]{2}"
    # "In 2015 prices" is no time at which something happened.
    base = r"(?!\s*(?:prices|price|dollars|pounds|euros|money|terms|values)\b)"
    return {
        "date": re.compile(
            r"\b(?:in|during|for|since|by|until|till|from|of|to|throughout|over|before|after|end(?:ing|ed)?|to)\s+"
            rf"(?:(?:late|early|mid)[- ])?(?:the\s+year\s+)?(?:(?:[0-9]{{1,2}}\s+)?(?P<month>{months})\s+)?"
            rf"(?P<year>{year})(?:\s?[/–-]\s?(?P<next>[0-9]{{2}})\b)?\b(?![,.]?[0-9]){base}",
            re.IGNORECASE,
        ),
        "relative": re.compile(r"\b(?P<which>last|this|next) year\b", re.IGNORECASE),
        "place": re.compile(
            r"\b(?:in|across|throughout|within)\s+(?:the\s+)?"
            r"([A-Z][\w'’.-]*[\w](?:\s+(?:(?:of|and)\s+(?:the\s+)?)?[A-Z][\w'’-]+)*)"
        ),
        "projected": re.compile(rf"\b(?:{_PROJECTED})\b", re.IGNORECASE),
        "estimated": re.compile(rf"\b(?:{_ESTIMATED})\b", re.IGNORECASE),
        "past": re.compile(rf"\b(?:{_PAST})\b", re.IGNORECASE),
    }  # fmt: skip


def _first(figure: Figure, name: str) -> str | None:
    if not is_english(figure):
        return None
    for text in _texts(figure):
        match = _patterns()[name].search(text)
        if match is not None:
            return match[0]
    return None


def _texts(figure: Figure) -> list[str]:
    """The words of a figure: its phrase, then its quote."""
    quote = "" if figure.quote is None else figure.quote.exact
    return [text for text in (figure.quantity.text, quote) if text]


def _behind_number(figure: Figure) -> str | None:
    """A figure's quote from its number on, to the end of the clause or the next number."""
    if figure.quote is None or figure.quantity.value is None or not is_english(figure):
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
    stop = re.compile(r"[;!?()]|[.,](?![0-9])|[0-9]").search(text, printed.end)
    return text[start : min(len(text) if stop is None else stop.start(), printed.end + _NEAR)].strip()


def _dates(text: str) -> list[Said]:
    found = []
    for match in _patterns()["date"].finditer(text):
        year = match["year"]
        if match["month"]:
            meaning = f"{year}-{_MONTHS.index(match['month'].lower()) + 1:02}"
        elif match["next"] and int(match["next"]) == (int(year) + 1) % 100:
            meaning = f"{year}/{int(year) + 1}"
        else:
            meaning = year
        found.append(Said(meaning, match[0]))
    return found


def _relative_years(text: str, stated: str | None) -> list[Said]:
    """Last year, this year and next year, where it is known when they were said."""
    year = re.match(r"[0-9]{4}", stated or "")
    if year is None:
        return []
    shift = {"last": -1, "this": 0, "next": 1}
    return [
        Said(str(int(year[0]) + shift[match["which"].lower()]), match[0])
        for match in _patterns()["relative"].finditer(text)
    ]


def _is_date(name: str) -> bool:
    first = name.split()[0].lower().rstrip(".")
    days = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}
    return first in days or any(month.startswith(first) and len(first) >= 3 for month in _MONTHS)
