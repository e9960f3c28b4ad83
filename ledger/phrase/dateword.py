"""Turning dates in plain words into EDTF, where the wording means one thing.

What could mean two things is refused with both of them named: a checker who typed ``03/04/2023`` knows which
was meant, and the ledger does not. Whether the date exists is for `edtf` to say.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from functools import cache

from ledger.errors import InputError
from ledger.phrase.lexicon import Calendar, lexicon_for
from ledger.phrase.lexicon.international import ISO_WEEK, UNSPECIFIED_DATE
from ledger.phrase.notation import UNSPECIFIED

_YEAR = "([0-9]{4})"
_AS_IT_STANDS = re.compile(
    rf"{_YEAR}|{UNSPECIFIED_DATE}|[0-9]{{4}}-[0-9]{{2}}(?:-[0-9]{{2}})?[~?%]?|[0-9]{{4}}[~?%]"
)
_YEAR_FIRST = re.compile(rf"{_YEAR}([-/.])([0-9]{{1,2}})\2([0-9]{{1,2}})")
_YEAR_LAST = re.compile(rf"([0-9]{{1,2}})([-/.])([0-9]{{1,2}})\2{_YEAR}")
_COMPACT = re.compile("([0-9]{4})([0-9]{2})([0-9]{2})")
_YEARS_SHORT = re.compile(rf"{_YEAR}[–—/]([0-9]{{2}})")
_NEXT_CENTURY = re.compile("([0-9]{2})99[–—/-]00")
_WEEK = re.compile(ISO_WEEK)
_WHOLE_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LAST_END = re.compile("[0-9X]{4}(?:-[0-9]{2}){0,2}[~?%]?")
#: Marks of an uncertain date in EDTF.
_MARKS = "~?%"


def edtf_of_words(text: str, language: str | None = None) -> str | None:
    """Return the EDTF that plain wording means, or None where it is no wording of a date.

    ``October 2023``, ``30 August 2023``, ``since February 2022``, ``12-18 June 2023``, ``c. 1990``. The
    result has the shape of EDTF and may still be no date (``30 February 2023``). Raises `InputError`, naming
    the readings, where the words have more than one.
    """
    return _reader(lexicon_for(language).language).read(text)


@cache
def _reader(language: str) -> _DateReader:
    return _DateReader(lexicon_for(language).calendar)


class _DateReader:
    """Reads dates by the patterns of a language's calendar."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self.dates = calendar.dates
        names = sorted(calendar.month_numbers, key=len, reverse=True)
        self.parts = {
            "{month}": f"((?:{'|'.join(names)})\\.?)",
            "{season}": f"({'|'.join(calendar.seasons)})",
            "{weekday}": f"({'|'.join(calendar.weekdays)})",
            "{ordinal}": "|".join(calendar.ordinals),
            "{count}": "|".join(["[0-9]{1,3}", *calendar.counts]),
            "{span}": "|".join(calendar.spans),
            "{day}": calendar.day,
            "{year}": _YEAR,
            "{joint}": calendar.joint,
        }
        self.compiled: dict[str, re.Pattern[str]] = {}

    def _pattern(self, pattern: str) -> re.Pattern[str]:
        """Compile a pattern of the lexicon, its names in braces replaced."""
        found = self.compiled.get(pattern)
        if found is None:
            whole = pattern
            for name, part in self.parts.items():
                whole = whole.replace(name, part)
            found = self.compiled[pattern] = re.compile(whole)
        return found

    def _match(self, pattern: str, words: str) -> re.Match[str] | None:
        return self._pattern(pattern).fullmatch(words)

    def read(self, text: str) -> str | None:
        """Return the EDTF of a wording; see `edtf_of_words`."""
        words = self._pattern(f"^{self.calendar.leading}").sub("", " ".join(text.lower().split()))
        ending = self._ending(words)
        if ending is not None:
            return ending
        if self._pattern(self.calendar.relative).search(words):
            raise InputError(
                f'"{text}" depends on the day it is read: write the date itself, such as 2023-08-30'
            )
        vague = self._match(self.dates.vague, words)
        around = self._date(vague[1]) if vague is not None else None
        if around is not None:
            raise InputError(
                f'"{text}" has no agreed limits: write {around} for some time in it, {around}~ for about then, '
                "or the span that is meant, such as 2023-01/2023-04"
            )
        return self._date(words) or self._part_of_year(words) or self._open(words) or self._span(words)

    def _date(self, words: str) -> str | None:
        """Read a single date."""
        about = self._match(self.dates.about, words)
        if about is not None:
            inner = self._date(about[1])
            if inner is not None:
                return f"{inner}~" if inner[-1] not in _MARKS else None
        weekday = self._match("{weekday},? (.+)", words)
        if weekday is not None:
            return self._on_weekday(weekday[1], self._date(weekday[2]), words)
        if _AS_IT_STANDS.fullmatch(words):
            return words.upper()
        if match := self._match(self.dates.decade, words):
            return _decade(match[1], words)
        if match := self._match(self.dates.year_alone, words):
            return next(group for group in match.groups() if group)
        if match := self._match(self.dates.month_year, words):
            return f"{match[2]}-{self._month(match[1])}"
        if match := self._match(self.dates.season, words):
            return f"{match[2]}-{self.calendar.seasons[match[1]]}"
        return self._day(words)

    def _day(self, words: str) -> str | None:
        if match := self._match(self.dates.day_month_year, words):
            return f"{match[3]}-{self._month(match[2])}-{match[1]:0>2}"
        if match := self._match(self.dates.month_day_year, words):
            return f"{match[3]}-{self._month(match[1])}-{match[2]:0>2}"
        if match := _YEAR_FIRST.fullmatch(words):
            return f"{match[1]}-{match[3]:0>2}-{match[4]:0>2}"
        if match := _COMPACT.fullmatch(words):
            return f"{match[1]}-{match[2]}-{match[3]}"
        if match := _YEAR_LAST.fullmatch(words):
            return self._year_last(f"{match[1]:0>2}", f"{match[3]:0>2}", match[4], words)
        return None

    def _year_last(self, first: str, second: str, year: str, words: str) -> str:
        """Read two numbers and a year, the day or the month first; where both fit, the date is refused."""
        day_first, month_first = f"{year}-{second}-{first}", f"{year}-{first}-{second}"
        if self.calendar.day_first:
            return day_first
        if first != second and "01" <= first <= "12" and "01" <= second <= "12":
            raise InputError(
                f'"{words}" is two dates: write {day_first} ({int(first)} {self._named(second)}) '
                f"or {month_first} ({self._named(first)} {int(second)})"
            )
        return month_first if second > "12" else day_first

    def _month(self, name: str) -> str:
        return f"{self.calendar.month_numbers[name.removesuffix('.')]:02}"

    def _named(self, month: str) -> str:
        return self.calendar.months[int(month) - 1].title()

    def _on_weekday(self, name: str, day: str | None, words: str) -> str | None:
        if day is None or not _WHOLE_DAY.fullmatch(day):
            return None
        try:
            actual = self.calendar.weekdays[date.fromisoformat(day).weekday()]
        except ValueError:
            return day
        if actual != name:
            raise InputError(
                f'"{words}": {day} was a {actual.title()}, not a {name.title()}: '
                "mend the day, or leave the weekday out"
            )
        return day

    def _part_of_year(self, words: str) -> str | None:
        """Read a quarter, a half or an ISO week as the span of its days or months."""
        for pattern, months in ((self.dates.quarter, 3), (self.dates.half, 6)):
            if match := self._match(pattern, words):
                spoken, figure, figure_first, year, year_before, figure_behind = match.groups()
                year = year or year_before
                last = months * self._rank(spoken or figure or figure_first or figure_behind)
                return f"{year}-{last - months + 1:02}/{year}-{last:02}" if last <= 12 else None
        if match := self._match(self.dates.fiscal_year, words):
            year, second = match[1] or match[3], match[2] or match[4]
            following = str(int(year) + 1)
            return f"{year}/{following}" if second in {following, following[2:]} else None
        if match := self._match(self.dates.fiscal_alone, words):
            year = match[1]
            raise InputError(
                f'"{words}" does not say when it ends: write {int(year) - 1}/{year} for the twelve months that end '
                f"in {year}, {year} for the calendar year, or its months, such as {int(year) - 1}-04/{year}-03"
            )
        if match := _WEEK.fullmatch(words):
            try:
                monday, sunday = (date.fromisocalendar(int(match[1]), int(match[2]), day) for day in (1, 7))
            except ValueError:
                return None
            return f"{monday.isoformat()}/{sunday.isoformat()}"
        return None

    def _rank(self, spoken: str) -> int:
        """Return the number of a quarter or half: 1, 1st, first."""
        return int(spoken[0]) if spoken[0].isdigit() else self.calendar.ordinals.index(spoken) + 1

    def _ending(self, words: str) -> str | None:
        """Read a span given by its length and its end: 12 months to June 2023, week ending 5 June 2023."""
        if match := self._match(self.dates.year_ending, words):
            return self._months_ending(match)
        if match := self._match(self.dates.days_ending, words):
            last = self._date(match[3])
            if last is None or not _WHOLE_DAY.fullmatch(last):
                return None
            days = self._count(match[1]) if match[1] else 7 * (self._count(match[2]) if match[2] else 1)
            try:
                begins = date.fromisoformat(last) - timedelta(days=days - 1)
            except (ValueError, OverflowError):
                return None
            return f"{begins.isoformat()}/{last}" if days > 1 else last
        return None

    def _count(self, spoken: str) -> int:
        return self.calendar.counts.get(spoken) or int(spoken)

    def _months_ending(self, match: re.Match[str]) -> str | None:
        """Return the months of "year ending December 2022"; with a day, from the day after a year before."""
        count, years, span, day, month_name, day_behind, year = match.groups()
        months = (
            self._count(count) if count else 12 * self._count(years) if years else self.calendar.spans[span]
        )
        month, day = int(self._month(month_name)), day or day_behind
        if not 1 <= months <= 120:
            return None
        first = 12 * int(year) + month - months
        start = f"{first // 12:04}-{first % 12 + 1:02}"
        if day is None or int(day) == monthrange(int(year), month)[1]:
            whole_year = months == 12 and month == 12
            return (
                year if whole_year else f"{start}/{year}-{month:02}" if months > 1 else f"{year}-{month:02}"
            )
        before = first - 1
        try:
            begins = date(before // 12, before % 12 + 1, int(day)) + timedelta(days=1)
            return f"{begins.isoformat()}/{date(int(year), month, int(day)).isoformat()}"
        except ValueError:
            return None

    def _open(self, words: str) -> str | None:
        """Read a span with one open end."""
        if match := self._match(self.dates.onwards, words) or self._match(self.dates.since, words):
            start = self._date(match[1])
            if start is not None:
                return f"{start}/.."
        if match := self._match(self.dates.until, words):
            end = self._date(match[1])
            if end is not None:
                return f"../{end}"
        if (match := self._match(self.dates.unclear, words)) and (start := self._date(match[2])):
            alone = match[1] in self.calendar.from_
            second = f"{start} for the date alone" if alone else "a later start if not"
            raise InputError(
                f'"{words}" means two things: write {start}/.. if {start} is part of it, or {second}'
            )
        if match := self._match(self.dates.before, words):
            end = self._date(match[1])
            before = _previous(end) if end is not None else None
            if before is not None:
                return f"../{before}"
        return None

    def _span(self, words: str) -> str | None:
        """Read a span with two ends; the first may leave out what it shares with the second (12-18 June 2023)."""
        if match := _NEXT_CENTURY.fullmatch(words):
            return f"{match[1]}99/{int(match[1]) + 1}00"
        if match := _YEARS_SHORT.fullmatch(words):
            return _short_years(match[1], match[2])
        if match := self._match(self.dates.days_of_month, words):
            start = f"{match[4]}-{self._month(match[1])}"
            return f"{start}-{match[2]:0>2}/{start}-{match[3]:0>2}"
        ends = self._pattern(f"^{self.dates.ends}").sub("", words)
        for joint in self._pattern(self.calendar.joint).finditer(ends):
            last = self._date(ends[joint.end() :])
            if last is None or not _LAST_END.fullmatch(last):
                continue
            first = self._date(ends[: joint.start()]) or self._short_start(ends[: joint.start()], last)
            if first is not None:
                return f"{first}/{last}"
        return None

    def _short_start(self, words: str, last: str) -> str | None:
        """Read the first end of a span that takes its year, or its year and month, from the `last`."""
        year, _, rest = last.rstrip(_MARKS).partition("-")
        whole_day = "-" in rest
        if whole_day and (match := self._match(self.calendar.day, words)):
            return f"{year}-{rest[:2]}-{match[1]:0>2}"
        if whole_day and (match := self._match(self.dates.day_month, words)):
            return f"{year}-{self._month(match[2])}-{match[1]:0>2}"
        if whole_day and (match := self._match(self.dates.month_day, words)):
            return f"{year}-{self._month(match[1])}-{match[2]:0>2}"
        if rest and not whole_day and int(rest) <= 12 and (match := self._match("{month}", words)):
            return f"{year}-{self._month(match[1])}"
        return None


def _decade(digits: str, words: str) -> str:
    if digits.endswith("0"):
        raise InputError(
            f'"{words}" is a decade or a century: write {digits}X for the ten years '
            f"or {digits[:2]}XX for the hundred"
        )
    return digits + UNSPECIFIED


def _previous(text: str) -> str | None:
    """Return the year, month or day before the one in `text`; None for any other precision."""
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
