"""Dates in plain English words, turned into EDTF: only wording that means one thing.

What could mean two things is refused with both of them named: a checker who typed ``03/04/2023`` knows which
was meant, and the ledger does not. Whether the date exists is for `edtf` to say.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from ledger.errors import InputError

_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_DAY = r"([0-9]{1,2})(?:st|nd|rd|th)?"
_YEAR = r"([0-9]{4})"
#: What joins the two ends of a span; a bare hyphen may stand without blanks.
_JOINT = r"(?: to | until | till | through | and | ?[-–—] ?)"
_RELATIVE = re.compile(r"\b(?:today|yesterday|tomorrow|now|ago|(?:this|last|next|past) \w+)\b")


@cache
def _word_patterns() -> dict[str, re.Pattern[str]]:
    month = "((?:" + "|".join(rf"{name[:3]}(?:{name[3:]})?" for name in _MONTHS) + r"|sept)\.?)"
    season = "(" + "|".join(_SEASONS) + ")"
    patterns = {
        "year": _YEAR,
        "unspecified": r"([0-9]{3}x|[0-9]{2}xx)",
        "edtf": r"[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?[~?%]?|[0-9]{4}[~?%]",
        "decade": r"(?:the )?([0-9]{3})0['’]?s",
        "month-year": rf"{month}(?: of)?,? {_YEAR}",
        "day-month-year": rf"(?:the )?{_DAY}(?: of)? {month},? {_YEAR}",
        "month-day-year": rf"{month} {_DAY},? {_YEAR}",
        "season": rf"(?:the )?{season}(?: of)?,? {_YEAR}",
        "year-first": rf"{_YEAR}([-/.])([0-9]{{1,2}})\2([0-9]{{1,2}})",
        "year-last": rf"([0-9]{{1,2}})([-/.])([0-9]{{1,2}})\2{_YEAR}",
        "compact": r"([0-9]{4})([0-9]{2})([0-9]{2})",
        "month": month,
        "day": _DAY,
        "day-month": rf"{_DAY}(?: of)? {month}",
        "month-day": rf"{month} {_DAY}",
        "days-of-month": rf"{month} {_DAY}{_JOINT}{_DAY},? {_YEAR}",
        "years-short": rf"{_YEAR}[–—/]([0-9]{{2}})",
        "weekday": "(" + "|".join(_WEEKDAYS) + "),? (.+)",
        "week": r"([0-9]{4})-?w([0-9]{2})",
        "about": r"(?:about|around|approximately|approx\.?|roughly|circa|ca?\.?) ?(.+)",
        "since": r"since (.+)",
        "onwards": r"(.+?)(?: onwards?|(?: to | until |[-–—])(?:the )?present)",
        "until": r"(?:until|till|up to|through) (.+)",
        "before": r"before (.+)",
        "unclear": r"(after|from) (.+)",
        "quarter": rf"(?:(?:the )?(first|second|third|fourth) quarter(?: of)?|q([1-4])),? {_YEAR}",
        "half": rf"(?:the )?(first|second) half(?: of)? {_YEAR}",
        "vague": r"(?:early|mid|middle of|late|beginning of|start of|end of)[- ](?:in )?(.+)",
    }
    return {name: re.compile(pattern) for name, pattern in patterns.items()}


def _match(name: str, text: str) -> re.Match[str] | None:
    return _word_patterns()[name].fullmatch(text)


def edtf_of_words(text: str) -> str | None:
    """The EDTF that English wording means, or None where it is not wording for a date.

    ``October 2023``, ``30 August 2023``, ``since February 2022``, ``12-18 June 2023``, ``c. 1990``. The
    result has the shape of EDTF and may still be no date (``30 February 2023``). Raises `InputError`, naming
    the readings, where the words have more than one.
    """
    words = " ".join(text.lower().split())
    words = re.sub(r"^(?:in|on|during) ", "", words)
    if _RELATIVE.search(words):
        raise InputError(f'"{text}" depends on the day it is read: write the date itself, such as 2023-08-30')
    vague = _match("vague", words)
    if vague is not None and _date(vague[1]) is not None:
        around = _date(vague[1])
        raise InputError(
            f'"{text}" has no agreed limits: write {around} for some time in it, {around}~ for about then, '
            "or the span that is meant, such as 2023-01/2023-04"
        )
    return _date(words) or _part_of_year(words) or _open(words) or _span(words)


def _date(words: str) -> str | None:
    """One date, without anything around it."""
    about = _match("about", words)
    if about is not None:
        inner = _date(about[1])
        return f"{inner}~" if inner and inner[-1] not in "~?%" else None
    weekday = _match("weekday", words)
    if weekday is not None:
        return _on_weekday(weekday[1], _date(weekday[2]), words)
    if match := _match("year", words) or _match("unspecified", words) or _match("edtf", words):
        return match[0].upper()
    if match := _match("decade", words):
        return _decade(match[1], words)
    if match := _match("month-year", words):
        return f"{match[2]}-{_month(match[1])}"
    if match := _match("season", words):
        return f"{match[2]}-{_SEASONS[match[1]]}"
    return _day(words)


def _day(words: str) -> str | None:
    if match := _match("day-month-year", words):
        return f"{match[3]}-{_month(match[2])}-{match[1]:0>2}"
    if match := _match("month-day-year", words):
        return f"{match[3]}-{_month(match[1])}-{match[2]:0>2}"
    if match := _match("year-first", words):
        return f"{match[1]}-{match[3]:0>2}-{match[4]:0>2}"
    if match := _match("compact", words):
        return f"{match[1]}-{match[2]}-{match[3]}"
    if match := _match("year-last", words):
        first, second, year = f"{match[1]:0>2}", f"{match[3]:0>2}", match[4]
        day_first, month_first = f"{year}-{second}-{first}", f"{year}-{first}-{second}"
        if first != second and "01" <= first <= "12" and "01" <= second <= "12":
            raise InputError(
                f'"{words}" is two dates: write {day_first} ({int(first)} {_named(second)}) '
                f"or {month_first} ({_named(first)} {int(second)})"
            )
        return month_first if second > "12" else day_first
    return None


def _month(name: str) -> str:
    starts = [month[:3] for month in _MONTHS]
    return f"{starts.index(name[:3]) + 1:02}"


def _named(month: str) -> str:
    return _MONTHS[int(month) - 1].title()


def _decade(digits: str, words: str) -> str:
    if digits.endswith("0"):
        raise InputError(
            f'"{words}" is a decade or a century: write {digits}X for the ten years '
            f"or {digits[:2]}XX for the hundred"
        )
    return f"{digits}X"


def _on_weekday(name: str, day: str | None, words: str) -> str | None:
    if day is None or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", day):
        return None
    try:
        actual = _WEEKDAYS[date.fromisoformat(day).weekday()]
    except ValueError:
        return day
    if actual != name:
        raise InputError(
            f'"{words}": {day} was a {actual.title()}, not a {name.title()}: '
            "mend the day, or leave the weekday out"
        )
    return day


def _part_of_year(words: str) -> str | None:
    """A quarter, a half or an ISO week as the span of its days or months."""
    ordinals = ("first", "second", "third", "fourth")
    if match := _match("quarter", words):
        last = 3 * (int(match[2]) if match[2] else ordinals.index(match[1]) + 1)
        return f"{match[3]}-{last - 2:02}/{match[3]}-{last:02}"
    if match := _match("half", words):
        last = 6 * (ordinals.index(match[1]) + 1)
        return f"{match[2]}-{last - 5:02}/{match[2]}-{last:02}"
    if match := _match("week", words):
        try:
            monday, sunday = (date.fromisocalendar(int(match[1]), int(match[2]), day) for day in (1, 7))
        except ValueError:
            return None
        return f"{monday.isoformat()}/{sunday.isoformat()}"
    return None


def _open(words: str) -> str | None:
    """A span with one open end."""
    if match := _match("onwards", words) or _match("since", words):
        start = _date(match[1].removeprefix("from "))
        if start is not None:
            return f"{start}/.."
    if match := _match("until", words):
        end = _date(match[1])
        if end is not None:
            return f"../{end}"
    if (match := _match("unclear", words)) and (start := _date(match[2])):
        other = f"{start} for the date alone" if match[1] == "from" else "a later start if not"
        raise InputError(f'"{words}" means two things: write {start}/.. if {start} is part of it, or {other}')
    if match := _match("before", words):
        end = _date(match[1])
        before = _previous(end) if end is not None else None
        if before is not None:
            return f"../{before}"
    return None


def _previous(text: str) -> str | None:
    """The year, month or day before the one in `text`; None for any other precision."""
    parts = text.split("-")
    if not all(part.isdigit() for part in parts) or int(parts[0]) < 2:
        return None
    if len(parts) == 1:
        return f"{int(text) - 1:04}"
    try:
        whole = date(int(parts[0]), int(parts[1]), int(parts[2]) if len(parts) == 3 else 1)
    except ValueError:
        return None
    before = date.fromordinal(whole.toordinal() - 1).isoformat()
    return before if len(parts) == 3 else before[:7]


def _span(words: str) -> str | None:
    """A span with two ends; the first may leave out what it shares with the second (12-18 June 2023)."""
    if match := _match("years-short", words):
        return _short_years(match[1], match[2])
    if match := _match("days-of-month", words):
        start = f"{match[4]}-{_month(match[1])}"
        return f"{start}-{match[2]:0>2}/{start}-{match[3]:0>2}"
    ends = re.sub("^(?:from|between) ", "", words)
    for joint in re.finditer(_JOINT, ends):
        last = _date(ends[joint.end() :])
        if last is None or not re.fullmatch(r"[0-9X]{4}(?:-[0-9]{2}){0,2}[~?%]?", last):
            continue
        first = _date(ends[: joint.start()]) or _short_start(ends[: joint.start()], last)
        if first is not None:
            return f"{first}/{last}"
    return None


def _short_start(words: str, last: str) -> str | None:
    """The first end of a span that takes its year, or its year and month, from the `last`."""
    year, _, rest = last.rstrip("~?%").partition("-")
    whole_day = "-" in rest
    if whole_day and (match := _match("day", words)):
        return f"{year}-{rest[:2]}-{match[1]:0>2}"
    if whole_day and (match := _match("day-month", words)):
        return f"{year}-{_month(match[2])}-{match[1]:0>2}"
    if whole_day and (match := _match("month-day", words)):
        return f"{year}-{_month(match[1])}-{match[2]:0>2}"
    if rest and not whole_day and int(rest) <= 12 and (match := _match("month", words)):
        return f"{year}-{_month(match[1])}"
    return None


def _short_years(first: str, short: str) -> str | None:
    last = first[:2] + short
    month = "01" <= short <= "12"
    if short <= first[2:]:
        return f"{first}-{short}" if month else None
    if month:
        raise InputError(
            f'"{first}/{short}" is a month or two years: write {first}-{short} or {first}/{last}'
        )
    return f"{first}/{last}"
