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
from ledger.phrase.counted import (
    Counted,
    abbreviation_note,
    check_unread,
    read_counted,
    read_measure,
    read_percent,
)
from ledger.phrase.currency import CurrencyReading, read_money_after
from ledger.phrase.fraction import negated, read_amount
from ledger.phrase.lexicon import lexicon_for
from ledger.phrase.lexicon.international import DOLLAR
from ledger.phrase.notation import (
    BETWEEN,
    CALENDAR_YEAR,
    DEGREE,
    LOWER_BOUNDS,
    ONE_SIDED,
    PERCENT,
    PERCENTAGE_POINT,
    UPPER_BOUNDS,
    VAGUE,
    VULGAR_SIGNS,
)
from ledger.phrase.noun import looks_plural
from ledger.phrase.number_range import Opening
from ledger.phrase.numeral import Numeral, read_scale
from ledger.phrase.prefix import CalendarReading
from ledger.phrase.rate import Rate
from ledger.phrase.rescaling import divided, hundredth, sum_of_money
from ledger.phrase.tail import Tail
from ledger.phrase.token import DASHES, NUMBER, UNQUANTIFIED, WORD, Tokens, refuse, tokenize
from ledger.phrase.wording_match import match

#: The longest phrase, in characters: what the contract allows any string.
MAX_PHRASE: Final = 10_000


@dataclass(frozen=True, slots=True)
class Reading:
    """What a phrase was read as. Spans are code points of the text, end exclusive.

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
    """The noun a unit counts ("conviction/week" -> "conviction"), or None: percent, money, kilometres, 1.

    >>> counted_noun("conviction/week"), counted_noun("GBP/week"), counted_noun(None)
    ('conviction', None, None)
    """
    if unit is None:
        return None
    from ledger.number.unit import is_measured

    noun = unit.partition("/")[0]
    return None if noun == "1" or "^" in noun or "*" in noun or is_measured(noun) else noun


class _PhraseReader(Tail):
    """One pass over the tokens of a phrase, from left to right."""

    __slots__ = ("label",)

    def __init__(self, tokens: Tokens) -> None:
        super().__init__(tokens)
        self.label: str | None = None

    def read(self) -> Reading:
        number = self.lead_up()
        if number is not None:
            self._closed_bracket(number)
            self.extent = ranges.read_extent(self.tokens, number, opened=self.opened, money=self.money)
            self._suffix()
            if self.extent is not None:
                if self.money is not None and self.money.scale > 1:
                    self.extent = ranges.rescaled(self.extent, self.money.scale)
                self.unit = self.extent.unit or self.unit
                self.advance(self.extent.stop)
                self._second_bound()
            high = self.extent.high if self.extent is not None else None
            for note in (number.note, high and high.note, self.extent and self.extent.note):
                self.note(note or None)
        self.unit_stop = self.at
        self._what()
        measured = self.unit is not None and counted_noun(self.unit) is None
        self.rest(measured=self.money is not None or measured)
        return self._reading()

    # Behind the number

    def _closed_bracket(self, number: Numeral) -> None:
        """Refuse a scale or a unit behind the bracket that closes on a number: $(5.2)bn."""
        stop = number.stop
        behind = self.tokens[stop + 1] if stop + 1 < len(self.tokens) else None
        joined = behind is not None and behind.glued and behind.kind != NUMBER
        if behind is not None and joined and self.tokens.word(stop) == ")" and behind.word not in ",.;:":
            refuse(self.text, self.tokens[stop].start, "what is joined to the bracket was not understood:")

    def _second_bound(self) -> None:
        """More than 10 but fewer than 40: two one-sided bounds are a range."""
        at, extent, connectives = self.at, self.extent, self.lexicon.connectives
        assert extent is not None
        joints = connectives.and_ | connectives.but
        if extent.high is not None or not self.hedges or self.tokens.word(at) not in joints | {","}:
            return
        at += 2 if self.tokens.word(at + 1) in joints else 1
        hedge = match(self.lexicon.hedges.before, self.tokens, at)
        if hedge is None:
            return
        number = read_amount(self.tokens, hedge[1], money=self.money is not None)
        first, second = self.hedges[-1], hedge[0]
        opposite = (first in LOWER_BOUNDS and second in UPPER_BOUNDS) or (
            first in UPPER_BOUNDS and second in LOWER_BOUNDS
        )
        if number is None or not opposite or number.exact == extent.low.exact:
            return
        low, high = sorted((extent.low, number), key=lambda end: end.exact)
        if (second in UPPER_BOUNDS) != (high is number):
            refuse(self.text, number.start, "the two bounds leave nothing between them")
        self.hedges.clear()
        self.extent = extent._replace(low=low, high=high, stop=number.stop)
        self.advance(number.stop)

    def _suffix(self) -> None:
        """What may be joined to a number: the 1990s are ten years, 1,000s are not a number, 3rd and 10am no count."""
        assert self.extent is not None
        first, stop = self.extent.low, self.extent.stop
        if stop >= len(self.tokens):
            return
        token, numerals = self.tokens[stop], self.lexicon.numerals
        rank = token.word in numerals.ordinal_endings or token.word in self.lexicon.calendar.clock
        if self._ordinal(stop):
            refuse(self.text, first.start, "a date, a time of day or an ordinal is not a quantity:")
        rank = rank and (token.glued or token.word in numerals.ordinal_endings)
        dotted = token.word + self.tokens.word(stop + 2) if self.tokens.word(stop + 1) == "." else ""
        rank = rank or (dotted in self.lexicon.calendar.clock and self.tokens[stop + 2].glued)
        if self._counts_digits(stop):
            refuse(self.text, first.start, "a number of so many digits names none:")
        if rank or (is_month(self.tokens, stop) and first.text.isdigit()):
            refuse(self.text, first.start, "a date, a time of day or an ordinal is not a quantity:")
        decade = token.glued and token.word in numerals.decade_endings and first.text.endswith("0")
        if self.extent.high is None and decade:
            if self.calendar is CalendarReading.NONE:
                self.vague = True
                self.extent = None
                self.advance(stop + 1)
            else:
                if len(first.text) != 4:
                    refuse(self.text, first.start, "a decade of two digits does not say its century:")
                last = first._replace(text=first.text[:-1] + "9")
                self.extent = self.extent._replace(high=last, stop=stop + 1)
                self.calendar = CalendarReading.DATE

    def _counts_digits(self, at: int) -> bool:
        """Whether the number says how many digits another has: a six-figure sum, five figures."""
        tokens = self.tokens
        joined = tokens[at].word in DASHES and tokens[at].glued
        spelled = tokens[at - 1].kind == WORD
        behind = tokens.word(at + 1) if joined else tokens.word(at)
        return (joined or spelled) and behind in self.lexicon.numerals.digits

    def _ordinal(self, at: int) -> bool:
        """Whether the word that a hyphen joins to a numeral makes it an ordinal: twenty-first, forty-fifth."""
        tokens, numerals = self.tokens, self.lexicon.numerals
        joined = tokens[at].word in DASHES and tokens[at].glued and at + 1 < len(tokens)
        if not joined or tokens[at - 1].word not in numerals.tens:
            return False
        word = tokens.word(at + 1)
        return word in numerals.compound_denominators or numerals.denominators.get(word, 0) > 2

    # What is counted

    def _what(self) -> None:
        """Read the hedge behind the number and then its unit."""
        self.hedge_after()
        if self.money is not None:
            self.note(self.money.note)
            self._repeated_money()
            return
        if self.at >= len(self.tokens) or self.calendar is CalendarReading.YEAR:
            return
        self._year_of_prices()
        if self._change_behind():
            return
        counted = self._unit()
        self._check_between(counted)
        if self.calendar is CalendarReading.DATE:
            # "In 2000 cases" counts, "in 2000 Putin" does not.
            if not counted.plural:
                return
            self.calendar = CalendarReading.NONE
        self.note(counted.note)
        alone = counted.label is None or counted.label == counted.unit
        if counted.unit in self.lexicon.measures.points and alone and self._of_polls():
            counted = counted._replace(unit=PERCENTAGE_POINT, label=None, strict=True)
            self.note("points are taken for percentage points, as polls count them")
        if counted.unit is not None and not counted.strict:
            self.note(abbreviation_note(self.tokens, self.at))
        if counted.unit is not None:
            self.unit = counted.unit
            self.label = counted.label or self.label
            self.direction = self.direction or counted.direction
        elif self.unit is None and self.vague:
            self.note("no noun says what is counted")
        self.rates += [Rate(name, 1, counted.stop) for name in counted.rates]
        if counted.stop > self.at:
            self.advance(counted.stop)

    def _change_behind(self) -> bool:
        """A rise or a fall in the singular behind a count: a 5,000 increase."""
        tokens, at = self.tokens, self.at
        found = match(self.lexicon.hedges.directions_after, tokens, at)
        single = self.single
        if found is None or found[1] != at + 1 or single is None or single.text == "1" or self.vague:
            return False
        article = self.begin is not None and any(
            token.word in self.lexicon.connectives.articles for token in tokens[: at - 1]
        )
        word = tokens.word(at)
        if not article or word in self.lexicon.nouns.comparatives or looks_plural(word, self.lexicon.nouns):
            return False
        if (
            at + 1 < len(tokens)
            and tokens[at + 1].kind == WORD
            and tokens[at + 1].word not in self.lexicon.nouns.stops
        ):
            return False
        self.direction = self.direction or found[0]
        self.advance(at + 1)
        return True

    def _points_of_polls(self, at: int) -> bool:
        """Whether points stand at `at` before the lead or the swing that they are of: a 12pt lead."""
        measures = self.lexicon.measures
        return self.tokens.word(at) in measures.points and self.tokens.word(at + 1) in measures.polls

    def _of_polls(self) -> bool:
        """Whether points are those of a poll: a 5-point lead, ahead by 5 points."""
        return any(token.word in self.lexicon.measures.polls for token in self.tokens)

    def _year_of_prices(self) -> None:
        """The year of a price base before the currency: 5 million 2015 US dollars."""
        at = self.at
        if not is_year(self.tokens[at]) or at + 1 >= len(self.tokens):
            return
        if read_money_after(self.tokens, at + 1) is not None:
            self.price_base = self.tokens[at].word
            self.advance(at + 1)

    def _check_between(self, counted: Counted) -> None:
        """Refuse what stands between the number and its unit and is neither: a word for a large number, letters."""
        tokens, at = self.tokens, self.at
        if counted.strict or at >= len(tokens):
            return
        if tokens[at].kind == WORD and tokens[at].glued and tokens[at - 1].kind != WORD:
            joined = tokens[at - 1].kind == NUMBER or tokens[at - 1].word in VULGAR_SIGNS
            if joined and self.extent is not None:
                refuse(self.text, tokens[at].start, "what is joined to the number was not understood:")
        for place in range(at, max(counted.stop, at + 1)):
            if tokens[place].kind == WORD:
                check_unread(tokens, place, first=place == at)

    def _unit(self) -> Counted:
        tokens, connectives = self.tokens, self.lexicon.connectives
        at = self.at
        if tokens[at].word in DASHES and at + 1 < len(tokens):
            at += 1
        elif self._is_part():
            # Half an hour, a quarter of a per cent, three quarters of 1%.
            passed = connectives.of | connectives.articles
            while at < len(tokens) and not tokens[at].glued and tokens[at].word in passed:
                at += 1
            whole = tokens.word(at - 1) in connectives.of and self._is_one(at)
            at += whole and read_percent(tokens, at + 1) is not None
        percent = read_percent(tokens, at)
        if percent is not None:
            return percent
        bracketed = self._measure_in_brackets(at)
        if bracketed is not None:
            return bracketed
        if self._points_of_polls(at):
            return Counted(PERCENTAGE_POINT, at + 1, strict=True)
        weight = self._weight(at)
        if weight is not None:
            return weight
        money = read_money_after(tokens, at) if at < len(tokens) else None
        if money is not None:
            return self._money_behind(money)
        below = tokens.word(at)
        rate = below in connectives.articles or below in connectives.every or below in self.lexicon.rates.per
        if rate and not self._is_part():
            return Counted(None, self.at)
        single = self.extent is not None and self.extent.high is None and self.extent.low.text == "1"
        begin = at if tokens[self.at].word not in DASHES else self.at
        counted = read_counted(tokens, begin, single=single)
        if self.unit is not None:
            return Counted(self.unit, counted.stop if counted.unit is None else self.at)
        if (
            self._is_part()
            and tokens.word(self.at) in connectives.of
            and not counted.plural
            and not counted.strict
            and counted.unit != DEGREE
        ):
            # Half of the population, a fifth of GDP: a share of one thing counts nothing.
            return Counted(None, self.at)
        return counted

    def _measure_in_brackets(self, at: int) -> Counted | None:
        """A unit of measure alone in brackets, as tables have it: 20 (kg)."""
        tokens = self.tokens
        if tokens.word(at) not in {"(", "["} or at + 2 >= len(tokens):
            return None
        measured = read_percent(tokens, at + 1) or read_measure(tokens, at + 1)
        closed = measured is not None and tokens.word(measured.stop) in {")", "]"}
        if closed and tokens.word(at + 1) in self.lexicon.measures.metres:
            refuse(
                self.text, tokens[at].start, "one letter may be a unit or a scale: write metres, or million"
            )
        return measured._replace(stop=measured.stop + 1) if measured is not None and closed else None

    def _weight(self, at: int) -> Counted | None:
        """Pounds are a weight where ounces follow them (6 pounds 3 ounces)."""
        measured = read_measure(self.tokens, at)
        if measured is None or not any(name in self.lexicon.money.weights for name in (measured.unit or "",)):
            return None
        part = read_amount(self.tokens, measured.stop)
        second = read_measure(self.tokens, part.stop) if part is not None else None
        return measured if second is not None and second.unit != measured.unit else None

    def _is_part(self) -> bool:
        if self.extent is None:
            return False
        of, article = self.tokens.word(self.at), self.tokens.word(self.at + 1)
        connectives = self.lexicon.connectives
        # 0.25 of a percentage point.
        below_one = self.extent.low.mantissa.startswith("0.") and of in connectives.of
        whole = article in connectives.articles or self._is_one(self.at + 1)
        return "/" in self.extent.low.mantissa or (below_one and whole)

    def _is_one(self, at: int) -> bool:
        word = self.tokens.word(at)
        return word == "1" or self.lexicon.numerals.ones.get(word) == 1

    def _money_behind(self, money: CurrencyReading) -> Counted:
        """A currency behind the number, with the cents that may follow ("3 dollars 50 cents")."""
        self.money = money
        self.note(money.note)
        stop = money.stop
        if self.extent is not None and money.scale > 1:
            self.extent = ranges.rescaled(self.extent, money.scale)
        if self.extent is not None and self.tokens.word(stop) in self.lexicon.numerals.scales:
            # 75 USD million.
            scale, stop = read_scale(self.tokens, stop)
            self.extent = ranges.rescaled(self.extent, scale)
        if self.extent is not None and self.extent.high is None and not money.hundredth:
            total = sum_of_money(self.tokens, self.extent.low, stop)
            if total is not None:
                number, stop = total
                self.extent = self.extent._replace(low=number)
        return Counted(money.code, stop, strict=True)

    def _repeated_money(self) -> None:
        """After £ or EUR: the currency may be said again ("$10 dollars"), and more cents may follow."""
        assert self.money is not None
        self.unit = self.money.code
        if self.at < len(self.tokens):
            again = read_money_after(self.tokens, self.at)
            if again is not None and (again.code == self.unit or self.unit == DOLLAR) and not again.hundredth:
                self.unit = again.code
                self.advance(again.stop)

    # All together

    def _reading(self) -> Reading:
        dated = self.calendar not in {CalendarReading.NONE, CalendarReading.BEFORE}
        if self.lead and dated and self.unit is None:
            # "More plastic than fish by 2050" has a date and no number.
            refuse(self.text, 0, "there is no number but a date", hint=UNQUANTIFIED)
        if self.lead:
            words = self.text[self.tokens[self.lead[0]].start : self.tokens[self.lead[-1]].end]
            self.note(f'"{words}" before the number is left to the text')
        self._day_of_month()
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

    def _context(self) -> tuple[str, ...]:
        """The words before and behind that are left to the text, those side by side together."""
        found: list[list[int]] = []
        for place in sorted({*self.lead, *self.context}):
            if found and place == found[-1][-1] + 1:
                found[-1].append(place)
            else:
                found.append([place])
        tokens = self.tokens
        return tuple(self.text[tokens[run[0]].start : tokens[run[-1]].end] for run in found)

    def _bracketed_money(self) -> None:
        """Money in brackets is below zero, as accounts write it: (£5m)."""
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
        """The hedge that rules: `between` for a range, else the first one-sided wording, else the first."""
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
