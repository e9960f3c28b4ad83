"""Dates as EDTF, the Extended Date/Time Format: checked, read from what a person typed, and bounded.

Levels 0 and 1 of the Library of Congress specification (ISO 8601-2:2019), without fractions of a second::

    2023   2023-10   2023-08-30   -0044   Y12345          a year, a month, a day
    2023-08-30T09:00:00Z   …T09:00:00+02:00               a moment
    2023~   2023-10?   2023-08-30%                        about, uncertain, both
    2023-21 … 2023-24                                     spring, summer, autumn, winter
    202X   20XX   2023-XX   2023-08-XX   2023-XX-XX       a digit or a part that nobody gave
    2022/2023   2022-02/..   ../2022   2022/   /2022      a span, an open one, one whose end is unknown

A span that ends before it begins is refused, though the specification would let it pass.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from functools import cache, lru_cache

from ledger.errors import InputError

Bounds = tuple[date | None, date | None]

#: The longest EDTF taken; two dates with zones and a slash have fewer than 60 characters.
MAX_LENGTH = 100
#: How far a day marked `~`, `?` or `%` may lie from what is written. A month may be off by a month, a year by
#: a year, a decade by a decade: one unit of the precision given, for days a little more.
UNCERTAIN_DAYS = 3

_HOW = (
    "write 2023, 2023-10 or 2023-08-30, a span as 2022/2023, an open one as 2022-02/.. or ../2022, "
    "about a date as 2023~"
)


@cache
def _date_pattern() -> re.Pattern[str]:
    return re.compile(
        r"(?P<year>-?(?:[0-9]{4}|[0-9]{3}X|[0-9]{2}XX))"
        r"(?:-(?P<month>[0-9]{2}|XX)(?:-(?P<day>[0-9]{2}|XX))?)?"
        r"(?P<mark>[?~%])?"
        r"(?P<time>T(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]|24:00:00)"
        r"(?:Z|(?!-00)[+-](?:0[0-9]|1[0-4])(?::[0-5][0-9])?)?)?"
    )


_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


@cache
def _long_year_pattern() -> re.Pattern[str]:
    return re.compile("Y-?[1-9][0-9]{4,}")


def edtf_problem(text: str) -> str | None:
    """Return the fault in `text` as EDTF and how to write it, or None if it is a valid date or span."""
    if len(text) > MAX_LENGTH:
        return f"not a date: a date has {MAX_LENGTH} characters at the most"
    return None if is_day(text) else _problem(text)


def is_day(text: str) -> bool:
    """Return whether a text is a day of Python's calendar as EDTF writes it, as most dates are."""
    if _DAY.fullmatch(text) is None:
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def season_note(text: str) -> str | None:
    """Return a sentence where an EDTF season or month looks like a financial year ("2023-24", "2010-11"), else None."""
    match = re.fullmatch("([0-9]{2})([0-9]{2})-(0[1-9]|1[0-2]|2[1-4])", " ".join(text.split()))
    if match is None or int(match[2]) + 1 != int(match[3]):
        return None
    year, part = int(match[1] + match[2]), int(match[3])
    if part <= 12:
        return f"{text} is read as the month {part} of {year}: a financial year is {year}/{year + 1}"
    season = ("spring", "summer", "autumn", "winter")[part - 21]
    return f"{text} is read as the season that EDTF means by it, {season} {year}: a financial year is {year}/{year + 1}"


def read_date(text: str, language: str | None = None) -> str:
    """Return the EDTF of a typed date: EDTF as it stands, or plain wording with exactly one meaning.

    `language` is a BCP 47 tag; words that its calendar does not know are read as English ones. Raises `InputError`
    where the words mean no date, or where they could mean two (``03/04/2023``); the message names both readings.
    ``2023-21`` is EDTF for spring 2023, and is taken as it stands.
    """
    folded = " ".join(text.split())
    problem = edtf_problem(folded)
    if problem is None:
        return folded
    found = None
    if len(folded) <= MAX_LENGTH and not _in_edtf_shape(folded):
        found = _of_words(folded, language) or (_of_words(folded) if language else None)
    if found is None:
        raise InputError(f'"{folded[:MAX_LENGTH]}": {problem}')
    problem = edtf_problem(found)
    if problem is not None:
        raise InputError(f'"{folded}": {problem}')
    return found


# Of the dates of some decades there are more than ten thousand.
@lru_cache(maxsize=16_384)
def bounds(text: str) -> Bounds:
    """Return the earliest and the latest day that `text`, valid EDTF, can mean; None where it has no bound.

    Always the widest reading. A date marked `~`, `?` or `%` reaches one unit of its precision further both
    ways (a day: `UNCERTAIN_DAYS`). A season is one of either hemisphere, and a winter or southern summer may
    be named for either of its years. Days before the year 1 and after 9999 lie outside Python's calendar and
    are unbounded on that side. Of a moment, the day counts, not the zone.
    """
    first, slash, last = text.partition("/")
    if not slash:
        return _date_bounds(first)
    return _end_bounds(first)[0], _end_bounds(last)[1]


@lru_cache(maxsize=4096)
def _problem(text: str) -> str | None:
    first, slash, last = text.partition("/")
    if not slash:
        return _date_problem(text)
    named = [end for end in (first, last) if end not in ("", "..")]
    if not named and text != "../..":
        return "a span needs at least one end: write it as 2022/2023 or 2022/.."
    if not _in_edtf_shape(text):
        return _advice(text)
    for end in named:
        problem = _date_problem(end)
        if problem is not None:
            return problem
        if "T" in end:
            return "the ends of a span are days, not moments: leave out the time of day"
    (start, _), (_, end_day) = _end_bounds(first), _end_bounds(last)
    if start is not None and end_day is not None and end_day < start:
        return f"the span ends before it begins: write it as {last}/{first}"
    return None


def _date_problem(text: str) -> str | None:
    match = _date_pattern().fullmatch(text)
    if match is None:
        if _long_year_pattern().fullmatch(text):
            return None
        return _advice(text)
    year, month, day, mark, time = match.group("year", "month", "day", "mark", "time")
    if year == "-0000":
        return "there is no year -0000: the year before 0001 is 0000"
    if time and (mark or day is None):
        return "a time of day needs a whole day before it, without ?, ~ or %: write 2023-08-30T09:00:00Z"
    if month is None:
        return None
    if "X" in year:
        return f"a month of an unknown year is not in EDTF level 1: write {year}"
    if month == "XX":
        return None if day in (None, "XX") and not time else f"a day of an unknown month: write {year}-XX"
    number = int(month)
    if 21 <= number <= 24:
        return (
            None
            if day is None and not mark
            else f"a season takes no day and no ?, ~ or %: write {year}-{month}"
        )
    if not 1 <= number <= 12:
        return f"there is no month {month}: months are 01 to 12, seasons 21 (spring) to 24 (winter)"
    if day is None or (day == "XX" and not time):
        return None
    if day == "XX":
        return f"a time of day needs a day: write {year}-{month}-XX"
    # The calendar repeats every 400 years; Python's knows no year before 1.
    longest = monthrange(int(year) % 400 + 2000, number)[1]
    if not 1 <= int(day) <= longest:
        return f"there is no day {day} in {year}-{month}, which has {longest} days"
    return None


def _of_words(text: str, language: str | None = None) -> str | None:
    # Imported here, because dates read from a ledger are EDTF already.
    from ledger.phrase.dateword import edtf_of_words

    return edtf_of_words(text, language)


def _advice(text: str) -> str:
    """Return the EDTF to write instead of text that does not have its shape."""
    try:
        found = _of_words(text)
    except InputError as error:
        return error.message
    if found is not None and edtf_problem(found) is None:
        return f"not a date in EDTF: write {found}"
    if re.match("[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]", text):
        return "a moment is written to the second, without a fraction of it: 2023-08-30T09:00:00Z"
    return f"not a date in EDTF: {_HOW}"


def _in_edtf_shape(text: str) -> bool:
    """Return whether `text` has the shape of EDTF, so that the fault is in the date and not in the notation."""
    ends = text.split("/")
    return len(ends) <= 2 and all(_end_in_shape(end) for end in ends) and ends != [""]


def _end_in_shape(end: str) -> bool:
    return end in ("", "..") or any(
        pattern().fullmatch(end) for pattern in (_date_pattern, _long_year_pattern)
    )


def _end_bounds(text: str) -> Bounds:
    return (None, None) if text in ("", "..") else _date_bounds(text)


def _date_bounds(text: str) -> Bounds:
    match = _date_pattern().fullmatch(text)
    if match is None:
        # A year of five digits or more.
        return (None, date.min) if text.startswith("Y-") else (date.max, None)
    year, month, day, mark = match.group("year", "month", "day", "mark")
    if month is None or month == "XX":
        sign = -1 if year.startswith("-") else 1
        digits = year.lstrip("-")
        unit = 10 ** digits.count("X")
        low, high = sorted((sign * int(digits.replace("X", "0")), sign * int(digits.replace("X", "9"))))
        slack = unit if mark else 0
        return _months((low - slack) * 12, (high + slack) * 12 + 11)
    start = int(year) * 12
    if int(month) > 12:
        return _months(*((start - 1, start + 14) if month in ("22", "24") else (start + 2, start + 11)))
    at, slack = start + int(month) - 1, 1 if mark else 0
    if day is None or day == "XX":
        return _months(at - slack, at + slack)
    if not 1 <= int(year) <= 9999:
        return _months(at, at)
    ordinal = date(int(year), int(month), int(day)).toordinal()
    reach = UNCERTAIN_DAYS if mark else 0
    earliest, latest = max(ordinal - reach, 1), min(ordinal + reach, date.max.toordinal())
    return date.fromordinal(earliest), date.fromordinal(latest)


def _months(first: int, last: int) -> Bounds:
    """Return the days from month `first` to month `last`, both counted from January of the year 0."""
    earliest = None if first < 12 else date.max if first >= 120_000 else date(first // 12, first % 12 + 1, 1)
    after = last + 1
    if after <= 12:
        return earliest, date.min
    if after >= 120_000:
        return earliest, date.max if after == 120_000 else None
    return earliest, date(after // 12, after % 12 + 1, 1) - timedelta(days=1)
