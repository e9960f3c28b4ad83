"""The grammar of a stated quantity: from "nearly 100 convictions per week" to value, hedge and unit.

::

    phrase      = { word } { hedge | introduction | direction | statistic | money } ( range | uncounted | none )
                  { hedge } [ what ] { behind }                                                      prefix, tail
    range       = amount [ ( "-" | "to" | "or" ) amount ] | "between" amount "and" amount | amount "±" amount
    amount      = [ minus ] ( number | fraction | number "in" number )       numeral, fraction, number_range
    what        = percent | money | measure | { adjective } noun             counted, currency, noun
    rate        = ( "per" | "a" | "every" | "/" ) [ number ] noun | "weekly" …            rate
    behind      = rate | hedge | margin | price base | direction | comparison | date | context

The words are those of a lexicon; the grammar has none. Nothing is guessed silently: what has a second reading is
said in `Reading.ambiguities`, words that bear on no number are kept in `Reading.context`, and what is not
understood is refused with its place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ledger.errors import InputError, Problem
from ledger.number.quantity import MAX_DIGITS, Quantity, number_problem
from ledger.phrase import number_range as ranges
from ledger.phrase.calendar_words import is_month, is_year
from ledger.phrase.counted import read_measure, read_percent
from ledger.phrase.currency import read_money_after, read_money_before
from ledger.phrase.fraction import negated, read_amount
from ledger.phrase.leading import leading_direction, leading_rate
from ledger.phrase.lexicon import lexicon_for
from ledger.phrase.notation import (
    BETWEEN,
    CALENDAR_YEAR,
    DOWN,
    LOWER_BOUNDS,
    ONE_SIDED,
    PERCENT,
    TIME,
    UPPER_BOUNDS,
    VAGUE,
)
from ledger.phrase.noun import singular
from ledger.phrase.number_range import Opening
from ledger.phrase.numeral import Numeral
from ledger.phrase.prefix import CalendarReading
from ledger.phrase.rate import Rate
from ledger.phrase.rescaling import divided, hundredth
from ledger.phrase.token import DASHES, MEND, NUMBER, QUOTES, UNQUANTIFIED, WORD, refuse, tokenize
from ledger.phrase.unit_reader import UnitReader
from ledger.phrase.wording_match import match

#: The longest phrase, in characters: what the contract allows any string.
MAX_PHRASE: Final = 10_000


@dataclass(frozen=True, slots=True)
class Reading:
    """The result of reading a phrase. Spans are code points of the text, end exclusive.

    `number_span` is the number alone, without hedge, scale or unit; `phrase_span` takes those in.
    `ambiguities` are sentences that say what else could have been meant. `numbers` tells how each number was
    put (its printed mantissa and scale). `label` is the counted noun with the words before it ("dead soldier"),
    `context` what of the phrase is left to the text: its words bear on no number.
    """

    quantity: Quantity
    number_span: tuple[int, int] | None
    phrase_span: tuple[int, int]
    ambiguities: tuple[str, ...] = ()
    label: str | None = None
    context: tuple[str, ...] = ()
    numbers: tuple[Numeral, ...] = ()


def parse_phrase(text: str, language: str | None = None) -> Quantity:
    """Read a phrase such as "about 5,200 convictions a year"; `text` of the quantity is the phrase, verbatim.

    `language` is a BCP 47 tag; the words of a language without a lexicon are read as English. Raises InputError
    for what cannot be read; its hint says how to record the statement instead.
    """
    return read_phrase(text, language).quantity


def read_phrase(text: str, language: str | None = None) -> Reading:
    """Read a phrase as `parse_phrase` does, with the places of its parts and what in it is ambiguous.

    Raises InputError for what cannot be read.
    """
    if len(text) > MAX_PHRASE:
        raise InputError(
            problems=[Problem("", f"a phrase may have {MAX_PHRASE:,} characters at the most")],
            hint="give the number with the words around it, and the sentence as a quote",
        )
    return _PhraseReader(tokenize(text, lexicon_for(language))).read()


def counted_noun(unit: str | None) -> str | None:
    """Return the noun a unit counts ("conviction/week" -> "conviction"), or None: percent, money, kilometres, 1.

    >>> counted_noun("conviction/week"), counted_noun("GBP/week"), counted_noun(None)
    ('conviction', None, None)
    """
    if unit is None:
        return None
    from ledger.number.unit import is_measured

    noun = unit.partition("/")[0]
    return None if noun == "1" or "^" in noun or "*" in noun or is_measured(noun) else noun


class _PhraseReader(UnitReader):
    """One pass over the tokens of a phrase, from left to right."""

    __slots__ = ()

    def read(self) -> Reading:
        number = self._once_in_a_time() or self.lead_up()
        if number is not None:
            number = self._level_behind(number)
            number = self._closed_bracket(number)
            self.extent = ranges.read_extent(self.tokens, number, opened=self.opened, money=self.money)
            self._suffix()
            if self.extent is not None:
                if self.money is not None and self.money.scale > 1:
                    self.extent = ranges.rescaled(self.extent, self.money.scale)
                self.unit = self.extent.unit or self.unit
                if self.extent.high is not None and self.tokens.word(number.stop) == "/":
                    # 2009/10 prices.
                    self.calendar = CalendarReading.YEAR
                self._level_reached(number)
                self.advance(self.extent.stop)
                self._second_bound()
            high = self.extent.high if self.extent is not None else None
            for note in (number.note, high and high.note, self.extent and self.extent.note):
                self.note(note or None)
        self.unit_stop = self.at
        self.read_unit()
        measured = self.unit is not None and counted_noun(self.unit) is None
        self.rest(measured=self.money is not None or measured)
        if number is not None:
            self._led(number)
        return self._reading()

    # Before the number

    def _once_in_a_time(self) -> Numeral | None:
        """Read the article before what happens once in so much time as one: a death every three days."""
        tokens, connectives, at = self.tokens, self.lexicon.connectives, self.at
        if tokens.word(at) not in connectives.articles:
            return None
        near = range(at + 2, min(at + 8, len(tokens) - 1))
        every = next((place for place in near if tokens[place].word in connectives.every), None)
        if every is None:
            return None
        time = read_amount(tokens, every + 1)
        numbered = any(
            tokens[place].kind != WORD or self._begins_number(place) for place in range(at + 1, every)
        )
        if time is None or numbered or read_amount(tokens, at) is not None:
            # "A hundred every two days" has a number of its own.
            return None
        if match(self.lexicon.hedges.uncounted, tokens, at) is not None:
            return None
        if singular(tokens.word(time.stop), self.lexicon.nouns) not in self.lexicon.rates.times:
            return None
        self._mark()
        return Numeral("1", "1", 1, tokens[at].start, tokens[at].end, at + 1)

    def _level_behind(self, number: Numeral) -> Numeral:
        """Read the level that a change by a fraction in words came to: fell by a third to 12,000."""
        tokens, stop = self.tokens, number.stop
        worded = tokens[stop - 1].kind == WORD
        if self.direction is None or "/" not in number.text or not worded:
            return number
        if tokens.word(stop) not in self.lexicon.connectives.to or self.opened is not Opening.NONE:
            return number
        money = read_money_before(tokens, stop + 1) if stop + 1 < len(tokens) else None
        level = read_amount(tokens, money.stop if money else stop + 1, money=money is not None)
        if level is None or level.exact < 1:
            return number
        change = self.text[: number.end].strip()
        self.note(f'"{change}" is said of the change, not of the number')
        self.direction, self.begin = None, None
        self.hedges.clear()
        self.at = stop + 1
        return self.lead_up() or number

    def _led(self, number: Numeral) -> None:
        """Read from the words before the number what it counts by, and the direction of a verb with an object."""
        first = next(at for at, token in enumerate(self.tokens) if token.start == number.start)
        undated = self.calendar in {CalendarReading.NONE, CalendarReading.BEFORE}
        if self.direction is None and undated:
            self.direction = leading_direction(self.tokens, first)
        below = leading_rate(self.tokens, first)
        if below is None or self.rates or not undated:
            return
        # Annual growth of 3% is no 3% a year of anything.
        if self.unit not in self.lexicon.measures.ratios.by_class and self.unit != TIME:
            self.rates.append(Rate(below, 1, self.at))

    # Behind the number

    def _closed_bracket(self, number: Numeral) -> Numeral:
        """Skip a bracket closed before a noun: [300] people. Refuse what is joined to it: $(5.2)bn."""
        stop = number.stop
        behind = self.tokens[stop + 1] if stop + 1 < len(self.tokens) else None
        if behind is None or self.tokens.word(stop) not in {")", "]"}:
            return number
        if behind.glued and behind.kind != NUMBER and behind.word not in ",.;:":
            refuse(self.text, self.tokens[stop].start, "what is joined to the bracket was not understood:")
        opened = any(token.word in {"(", "["} and token.end == number.start for token in self.tokens[:stop])
        return number._replace(stop=stop + 1) if opened and behind.kind == WORD else number

    def _level_reached(self, number: Numeral) -> None:
        """Refuse or note a change "by 5 to 20", whose second number may be the level reached."""
        extent = self.extent
        joint = self.tokens.word(number.stop)
        if extent is None or extent.high is None or self.direction is None:
            return
        if self.opened is Opening.FROM:
            ends = f"{extent.low.text}–{extent.high.text}"
            self.note(f"{ends} is read as a range: enter two figures for the level before and that after")
        if self.opened is not Opening.NONE:
            return
        if joint in self.lexicon.connectives.to:
            if extent.high.exact > 3 * extent.low.exact:
                refuse(self.text, number.start, "a range, or a change and the level reached:")
            self.note(f"{extent.high.text} is read as the upper end of the change, not as the level reached")

    def _second_bound(self) -> None:
        """Read two one-sided bounds as a range: more than 10 but fewer than 40."""
        at, extent, connectives = self.at, self.extent, self.lexicon.connectives
        assert extent is not None
        joints = connectives.and_ | connectives.but
        own = read_percent(self.tokens, at) or read_measure(self.tokens, at)
        at = own.stop if own is not None else at
        if extent.high is not None or not self.hedges or self.tokens.word(at) not in joints | {","}:
            return
        at += 2 if self.tokens.word(at + 1) in joints else 1
        hedge = match(self.lexicon.hedges.before, self.tokens, at)
        if hedge is None:
            return
        sign = read_money_before(self.tokens, hedge[1]) if hedge[1] < len(self.tokens) else None
        if sign is not None and (self.money is None or sign.code != self.money.code):
            return
        number = read_amount(self.tokens, sign.stop if sign else hedge[1], money=self.money is not None)
        first, second = self.hedges[-1], hedge[0]
        opposite = (first in LOWER_BOUNDS and second in UPPER_BOUNDS) or (
            first in UPPER_BOUNDS and second in LOWER_BOUNDS
        )
        if number is None or not opposite or number.exact == extent.low.exact:
            return
        bound = extent.low
        if number.scale > 1 and bound.scale == 1:
            # Over 2 but under 3 million.
            bound = ranges.carry_scale(bound, number) or bound
        low, high = sorted((bound, number), key=lambda end: end.exact)
        if (second in UPPER_BOUNDS) != (high is number):
            refuse(self.text, number.start, "the two bounds leave nothing between them")
        behind = read_percent(self.tokens, number.stop) or read_measure(self.tokens, number.stop)
        if own is not None and (behind is None or behind.unit != own.unit):
            refuse(self.text, number.start, "two numbers with different units are not a range;")
        self.hedges.clear()
        self.extent = extent._replace(low=low, high=high, stop=number.stop)
        self.advance(number.stop)

    def _suffix(self) -> None:
        """Read what is joined to a number: the 1990s are ten years, 1,000s no number, 3rd and 10am no counts."""
        assert self.extent is not None
        first, stop = self.extent.low, self.extent.stop
        if stop >= len(self.tokens):
            return
        token, numerals = self.tokens[stop], self.lexicon.numerals
        rank = token.word in numerals.ordinal_endings or token.word in self.lexicon.calendar.clock
        if token.glued and self._is_weight(first, token.word):
            return
        if token.word in "([" and token.glued and stop + 2 < len(self.tokens):
            letter = self.tokens[stop + 1].kind == WORD and len(self.tokens.word(stop + 1)) == 1
            if letter and self.tokens.word(stop + 2) in ")]":
                # 5,000(r), 401(k).
                refuse(self.text, token.start, "what is joined to the number was not understood:")
        if token.word in self.lexicon.calendar.zones and self.tokens.written(stop).isupper():
            refuse(self.text, first.start, "a date, a time of day or an ordinal is not a quantity:")
        if (
            token.glued
            and token.word in QUOTES
            and not any(mark.word in QUOTES for mark in self.tokens[:stop])
        ):
            refuse(self.text, token.start, "this mark may be of feet, inches, minutes or a quotation:")
        if self._scale_of_noun(stop):
            refuse(
                self.text, first.start, "the word for a large number may belong to the number or to the noun:"
            )
        if self._ordinal(stop):
            refuse(self.text, first.start, "a date, a time of day or an ordinal is not a quantity:")
        hour = first.text.isdigit() and int(first.text) <= 12
        rank = rank and (token.glued or hour or token.word in numerals.ordinal_endings)
        if token.word == "." and token.glued and numerals.ordinal_point and first.text.isdigit():
            following = self.tokens[stop + 1] if stop + 1 < len(self.tokens) else None
            rank = rank or (following is not None and following.kind == WORD)
        dotted = token.word + self.tokens.word(stop + 2) if self.tokens.word(stop + 1) == "." else ""
        rank = rank or (dotted in self.lexicon.calendar.clock and self.tokens[stop + 2].glued)
        if self._counts_digits(stop):
            refuse(self.text, first.start, "a number of so many digits names none:")
        if rank or (self._month_behind(stop) and first.text.isdigit()):
            refuse(self.text, first.start, "a date, a time of day or an ordinal is not a quantity:")
        decade = token.glued and token.word in numerals.decade_endings and first.text.endswith("0")
        if self.extent.high is None and decade:
            before = self.tokens[stop - 2].word if stop > 1 else ""
            named = len(first.text) == 2 and (before in self.lexicon.connectives.whole or before in QUOTES)
            nouns = self.lexicon.nouns
            led = stop + 1 < len(self.tokens) and self.tokens.word(stop + 1) not in nouns.stops
            # The 90s kids.
            named = named or (len(first.text) == 2 and led)
            counts = self.tokens.word(stop + 1) in self.lexicon.connectives.of or first.text == "1000"
            # 1000s of people, but the 1990s of Cool Britannia.
            counts = counts and before not in self.lexicon.connectives.whole
            if counts or (self.calendar is CalendarReading.NONE and not named):
                self.calendar = CalendarReading.NONE
                self.vague = True
                self.extent = None
                self.advance(self._after_scales(stop + 1))
            else:
                if len(first.text) != 4:
                    refuse(self.text, first.start, "a decade of two digits does not say its century:")
                last = first._replace(text=first.text[:-1] + "9")
                self.extent = self.extent._replace(high=last, stop=stop + 1)
                self.calendar = CalendarReading.YEAR
                if before in self.lexicon.calendar.parts:
                    self.note(f'"{before}" is left to the text: the years are those of the whole decade')

    def _is_weight(self, number: Numeral, ending: str) -> bool:
        """Return whether the ending of an ordinal cannot be that of this number, and is a unit: 8st."""
        if ending not in self.lexicon.measures.glued or ending not in self.lexicon.numerals.ordinal_endings:
            return False
        return not number.text.endswith("1") or number.text.endswith("11")

    def _month_behind(self, at: int) -> bool:
        """Return whether a month stands at `at`, one like another word only in a date: 3 May, 12 March 2020."""
        tokens = self.tokens
        if is_month(tokens, at):
            return True
        named = tokens.word(at) in self.lexicon.calendar.month_numbers and tokens.written(at).istitle()
        return named and (at + 1 == len(tokens) or is_year(tokens[at + 1]))

    def _after_scales(self, at: int) -> int:
        """Return the token behind the scales of an uncounted number: 10s of thousands."""
        tokens, numerals = self.tokens, self.lexicon.numerals
        while tokens.word(at) in self.lexicon.connectives.of and (
            tokens.word(at + 1) in numerals.uncounted_scales or tokens.word(at + 1) in numerals.scales
        ):
            at += 2
        return at

    def _counts_digits(self, at: int) -> bool:
        """Return whether the number says how many digits another has: a six-figure sum, five figures."""
        tokens = self.tokens
        joined = tokens[at].word in DASHES and tokens[at].glued
        spelled = tokens[at - 1].kind == WORD
        behind = tokens.word(at + 1) if joined else tokens.word(at)
        return (joined or spelled) and behind in self.lexicon.numerals.digits

    def _scale_of_noun(self, at: int) -> bool:
        """Return whether the scale before the hyphen at `at` may be a part of the noun: 3 thousand-year-old trees."""
        tokens, article = self.tokens, self.lexicon.connectives.articles
        if at + 1 >= len(tokens) or tokens[at].word not in DASHES or not tokens[at + 1].glued:
            return False
        spaced = at > 1 and tokens[at - 2].kind == NUMBER and not tokens[at - 1].glued
        scaled = tokens[at - 1].word in self.lexicon.numerals.scales and self.money is None
        measured = read_measure(tokens, at + 1) is not None or read_money_after(tokens, at + 1) is not None
        return spaced and scaled and measured and not any(token.word in article for token in tokens[:at])

    def _ordinal(self, at: int) -> bool:
        """Return whether the word that a hyphen joins to a numeral makes it an ordinal: twenty-first, forty-fifth."""
        tokens, numerals = self.tokens, self.lexicon.numerals
        joined = tokens[at].word in DASHES and tokens[at].glued and at + 1 < len(tokens)
        if not joined or tokens[at - 1].word not in numerals.tens:
            return False
        word = tokens.word(at + 1)
        return word in numerals.compound_denominators or numerals.denominators.get(word, 0) > 2

    def _reading(self) -> Reading:
        dated = self.calendar not in {CalendarReading.NONE, CalendarReading.BEFORE}
        clause = len(self.context) > 3 and not self.begin
        if (self.lead or clause) and dated and self.unit is None:
            # "More plastic than fish by 2050", "by 2050 there will be …" have a date and no number.
            refuse(self.text, 0, "there is no number but a date", hint=UNQUANTIFIED)
        if self.price_base is not None and self.money is None and counted_noun(self.unit) is not None:
            refuse(self.text, self.begin or 0, "prices of a year belong to money, not to what is counted:")
        if self.lead:
            words = self.text[self.tokens[self.lead[0]].start : self.tokens[self.lead[-1]].end]
            self.note(f'"{words}" before the number is left to the text')
        self._day_of_month()
        self._frequency()
        self._bracketed_money()
        extent = self.extent
        low = high = value = None
        if extent is not None:
            value = extent.low.text
            if extent.high is not None:
                low, high, value = value, extent.high.text, None
            elif extent.within is not None:
                low, high = extent.within
        if self.money is not None and self.money.hundredth:
            value, low, high = hundredth(value), hundredth(low), hundredth(high)
        self._doubly_negative(value)
        for rate in self.rates:
            if rate.number != 1:
                value, low, high = (divided(number, rate.number) for number in (value, low, high))
        for number in (value, low, high):
            problem = number_problem(number) if number is not None and len(number) > MAX_DIGITS else None
            if problem is not None:
                refuse(self.text, self.begin or 0, problem)
        quantity = Quantity(
            text=self.text,
            value=value,
            low=low,
            high=high,
            hedge=self._hedge_class(),
            unit=self._whole_unit(),
            direction=self.direction,
            statistic=self.statistic,
            price_base=self.price_base,
        )
        numbers = () if extent is None else tuple(n for n in (extent.low, extent.high) if n)
        span = (extent.low.start, (extent.high or extent.low).end) if extent is not None else None
        return Reading(
            quantity=quantity,
            number_span=span,
            phrase_span=(self.begin or 0, self.end),
            ambiguities=tuple(self.notes),
            label=" ".join(part for part in (self.label, self.outcome) if part) or None,
            context=self._context(),
            numbers=numbers,
        )

    def _day_of_month(self) -> None:
        """Refuse the day of a date: October 10, but not "in March 10 soldiers"."""
        number = self.single
        if number is None or self.unit is not None or self.rates or self.money is not None:
            return
        begin = next((at for at, token in enumerate(self.tokens) if token.start == number.start), 0)
        if begin and is_month(self.tokens, begin - 1) and number.text.isdigit() and int(number.text) <= 31:
            refuse(
                self.text,
                self.tokens[begin - 1].start,
                "a date, a time of day or an ordinal is not a quantity:",
            )

    def _frequency(self) -> None:
        """Refuse how often something happens, of which nothing says how many: alle 30 Minuten, every 40 seconds."""
        number = self.single
        if number is None or self.unit not in self.lexicon.rates.times.values():
            return
        begin = next((at for at, token in enumerate(self.tokens) if token.start == number.start), 0)
        if begin and self.tokens[begin - 1].word in self.lexicon.connectives.every:
            refuse(
                self.text,
                self.tokens[begin - 1].start,
                "how often something happens, and not how many:",
                hint=f"write how many there are, and then the rate; or {MEND}",
            )

    def _doubly_negative(self, value: str | None) -> None:
        """Refuse a fall of a number below zero, which may be a slip or a rise; a rise of one is a fall."""
        if value is None or not value.startswith("-") or self.direction is None:
            return
        if self.direction == DOWN and self.money is not None:
            # "A loss of -£5m" has its sign twice, as accounts have it.
            self.note(f"the fall is said in words and by the minus of {value}")
            return
        if self.direction == DOWN:
            refuse(
                self.text,
                self.begin or 0,
                "a fall of a number below zero is a fall or a rise:",
                hint=f'write "a fall of {value.removeprefix("-")}" or the number alone, {value}',
            )
        self.note(f"a rise of {value} is read as the number alone")
        self.direction = None

    def _context(self) -> tuple[str, ...]:
        """Return the words left to the text, neighbouring ones together."""
        found: list[list[int]] = []
        for place in sorted({*self.lead, *self.context}):
            if found and place == found[-1][-1] + 1:
                found[-1].append(place)
            else:
                found.append([place])
        tokens = self.tokens
        return tuple(self.text[tokens[run[0]].start : tokens[run[-1]].end] for run in found)

    def _bracketed_money(self) -> None:
        """Read money in brackets as below zero, as accounts write it: (£5m)."""
        number = self.single
        if number is None or self.extent is None or number.text.startswith("-"):
            return
        begin = next((at for at, token in enumerate(self.tokens) if token.start == number.start), 0)
        opened = begin > 0 and self.tokens[begin - 1].word == "("
        text = self.text.strip()
        bracketed = (text.startswith("(") or opened) and text.endswith(")")
        if not bracketed:
            return
        if self.money is None and self.unit not in {None, PERCENT}:
            return
        if self.money is None:
            self.note(
                "a number in brackets is read as it stands; accounts write one below zero so: say minus"
            )
        else:
            self.extent = self.extent._replace(low=negated(number))
            self.note("an amount in brackets is read as below zero, as accounts write it")

    def _whole_unit(self) -> str | None:
        unit = self.unit
        if self.rates:
            return "/".join((unit or "1", *(rate.unit for rate in self.rates if rate.unit)))
        if unit is not None:
            return unit
        if self.calendar in {CalendarReading.YEAR, CalendarReading.DATE}:
            return CALENDAR_YEAR
        if self.calendar is CalendarReading.LIKE:
            if (
                self.extent is not None
                and self.extent.high is not None
                and (self.opened is not Opening.NONE or self.extent.low.text >= "1700")
            ):
                return CALENDAR_YEAR
            self.note('a number like a year is read as a count: the year is written "in 1991"')
        return None

    def _hedge_class(self) -> str | None:
        """Return the hedge of the whole: `between` for a range, else the first one-sided wording, else the first."""
        if self.vague:
            return VAGUE
        if self.extent is not None and self.extent.high is not None:
            if self.hedges:
                self.note(
                    f"a range is hedged as between; the wording of {self.hedges[0]} is left to the text"
                )
            return BETWEEN
        if not self.hedges:
            return None
        first = next((hedge for hedge in self.hedges if hedge in ONE_SIDED), self.hedges[0])
        if any(hedge != first for hedge in self.hedges):
            self.note(f"of several hedges, {first} is taken")
        return first
