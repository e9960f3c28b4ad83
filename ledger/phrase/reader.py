"""The grammar of a stated quantity: from "nearly 100 convictions per week" to value, hedge and unit.

::

    phrase      = { hedge | introduction | money } ( extent | uncounted ) { hedge } [ what ] { behind }
    extent      = amount [ ( "-" | "to" | "or" ) amount ] | "between" amount "and" amount | amount "±" amount
    amount      = [ minus ] ( number | fraction | number "in" number )       numeral, fraction
    what        = percent | money | measure | { adjective } noun             counted, currency, noun
    rate        = ( "per" | "a" | "every" | "/" ) [ number ] noun | "weekly" …            rate
    behind      = rate | hedge | tail
    tail        = words that carry no number ("are being passed", "in Russia", "since March 2022")

Hedges are listed in `hedge`. Nothing is guessed silently: what has a second reading is said in
`Reading.ambiguities`, and what is not understood is refused with its place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ledger.errors import InputError, Problem
from ledger.number.quantity import MAX_DIGITS, Quantity, number_problem
from ledger.phrase import number_range as ranges
from ledger.phrase.calendar_words import is_date_before, is_month, names_year
from ledger.phrase.counted import Counted, read_counted, read_percent
from ledger.phrase.currency import Money, read_money_after
from ledger.phrase.fraction import read_amount, read_share
from ledger.phrase.lexicon import lexicon_for
from ledger.phrase.lexicon.international import DOLLAR
from ledger.phrase.notation import BETWEEN, CALENDAR_YEAR, LOWER_BOUNDS, ONE_SIDED, UPPER_BOUNDS, VAGUE
from ledger.phrase.number_range import Opening
from ledger.phrase.numeral import Number, read_scale
from ledger.phrase.prefix import CalendarReading, Prefix
from ledger.phrase.rate import Rate, read_rate
from ledger.phrase.rescaling import divided, hundredth, sum_of_money
from ledger.phrase.token import DASHES, NUMBER, WORD, Tokens, refuse, tokenize
from ledger.phrase.wording import match

#: The longest phrase, in characters: what the contract allows any string.
MAX_PHRASE: Final = 10_000


@dataclass(frozen=True, slots=True)
class Reading:
    """What a phrase was read as. Spans are code points of the text, end exclusive.

    `number_span` is the number alone, without hedge, scale or unit; `phrase_span` takes those in.
    `ambiguities` are sentences that say what else could have been meant. `numbers` tells how each number was
    put (its printed mantissa and scale).
    """

    quantity: Quantity
    number_span: tuple[int, int] | None
    phrase_span: tuple[int, int]
    ambiguities: tuple[str, ...] = ()
    numbers: tuple[Number, ...] = ()


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
    return _Reader(tokenize(text, lexicon_for(language))).read()


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


class _Reader(Prefix):
    """One pass over the tokens of a phrase, from left to right."""

    __slots__ = ("extent", "rates")

    def __init__(self, tokens: Tokens) -> None:
        super().__init__(tokens)
        self.extent: ranges.NumberRange | None = None
        self.rates: list[Rate] = []

    def read(self) -> Reading:
        number = self.lead_up()
        if number is not None:
            self.extent = ranges.read_extent(
                self.tokens, number, opened=self.opened, money=self.money is not None
            )
            self._suffix()
            if self.extent is not None:
                if self.money is not None and self.money.scale > 1:
                    self.extent = ranges.rescaled(self.extent, self.money.scale)
                self.advance(self.extent.stop)
                self._second_bound()
            high = self.extent.high if self.extent is not None else None
            for note in (number.note, high and high.note, self.extent and self.extent.note):
                self.note(note or None)
        self._what()
        self._rest()
        return self._reading()

    # Behind the number

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
        """What may be joined to a number: the 1990s are ten years, 1,000s are no number, 3rd and 10am no count."""
        assert self.extent is not None
        first, stop = self.extent.low, self.extent.stop
        if stop >= len(self.tokens):
            return
        token, numerals = self.tokens[stop], self.lexicon.numerals
        rank = token.word in numerals.ordinal_endings or token.word in self.lexicon.calendar.clock
        if (token.glued and rank) or (is_month(self.tokens, stop) and first.text.isdigit()):
            refuse(self.text, first.start, "a date, a time of day or an ordinal is no quantity:")
        decade = token.glued and token.word in numerals.decade_endings and first.text.endswith("0")
        if self.extent.high is None and decade:
            if self.calendar is CalendarReading.NONE:
                self.vague = True
                self.extent = None
                self.advance(stop + 1)
            else:
                last = first._replace(text=first.text[:-1] + "9")
                self.extent = self.extent._replace(high=last, stop=stop + 1)
                self.calendar = CalendarReading.DATE

    # What is counted

    def _what(self) -> None:
        """Read the hedge behind the number and then its unit."""
        self._hedge_after()
        if self.money is not None:
            self._repeated_money()
            return
        if self.at >= len(self.tokens) or self.calendar is CalendarReading.YEAR:
            return
        counted = self._unit()
        if self.calendar is CalendarReading.DATE:
            # "In 2000 cases" counts, "in 2000 Putin" does not.
            if not counted.plural:
                return
            self.calendar = CalendarReading.NONE
        self.note(counted.note)
        if counted.unit is not None:
            self.unit = counted.unit
        elif self.unit is None and self.vague:
            self.note("no noun says what is counted")
        self.rates += [Rate(name, 1, counted.stop) for name in counted.rates]
        if counted.stop > self.at:
            self.advance(counted.stop)

    def _unit(self) -> Counted:
        tokens, connectives = self.tokens, self.lexicon.connectives
        at = self.at
        if tokens[at].word in DASHES and at + 1 < len(tokens):
            at += 1
        elif self._is_part():
            # Half an hour, a quarter of a per cent.
            while tokens.word(at) in connectives.of or tokens.word(at) in connectives.articles:
                at += 1
        percent = read_percent(tokens, at)
        if percent is not None:
            return percent
        money = read_money_after(tokens, at) if at < len(tokens) else None
        if money is not None:
            return self._money_behind(money)
        below = tokens.word(at)
        rate = below in connectives.articles or below in connectives.every or below in self.lexicon.rates.per
        if rate and not self._is_part():
            return Counted(None, self.at)
        one = self.extent is not None and self.extent.high is None and self.extent.low.text == "1"
        begin = at if tokens[self.at].word not in DASHES else self.at
        counted = read_counted(tokens, begin, one=one)
        if self.unit is not None:
            return Counted(self.unit, self.at)
        if (
            self._is_part()
            and tokens.word(self.at) in connectives.of
            and not counted.plural
            and not counted.strict
        ):
            # Half of the population, a fifth of GDP: a share of one thing counts nothing.
            return Counted(None, self.at)
        return counted

    def _is_part(self) -> bool:
        return self.extent is not None and "/" in self.extent.low.mantissa

    def _money_behind(self, money: Money) -> Counted:
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

    # Behind the noun

    def _rest(self) -> None:
        """Rates, hedges and plain words to the end. A second number is refused, but for dates and ages."""
        tokens = self.tokens
        beside = self.money is not None or (self.unit is not None and counted_noun(self.unit) is None)
        while self.at < len(tokens):
            rate = read_rate(tokens, self.at, beside=beside)
            if rate is not None:
                self.rates.append(rate)
                self.advance(rate.stop)
                continue
            if self._hedge_after(behind_words=True):
                continue
            beside = False
            if not self._share():
                self._tail_word()

    def _hedge_after(self, *, behind_words: bool = False) -> bool:
        # "65-and-over": a hyphen may join the hedge to the number.
        connectives, following = self.lexicon.connectives, self.tokens.word(self.at + 1)
        joined = following in connectives.and_ or following in connectives.or_
        at = self.at + 1 if joined and self.tokens.word(self.at) in DASHES else self.at
        found = match(self.lexicon.hedges.after, self.tokens, at)
        if found is None:
            return False
        if behind_words and found[1] == at + 1 and self.tokens.word(found[1])[:1].isalpha():
            # "100 soldiers, roughly the same as before", "100 soldiers plus officers".
            return False
        self.hedges.append(found[0])
        self.advance(found[1])
        return True

    def _share(self) -> bool:
        """One child in three, £1 in every £6: a share whose noun stands between its two numbers."""
        extent, at = self.extent, self.at
        if extent is None or extent.high is not None or self.rates or not extent.low.text.isdigit():
            return False
        share = read_share(self.tokens, at, extent.low)
        if share is None:
            return False
        self.extent = extent._replace(low=share)
        if self.money is not None:
            self.money = self.unit = None
        self.advance(share.stop)
        return True

    def _tail_word(self) -> None:
        """Pass over one word that does not bear on the number."""
        tokens, at = self.tokens, self.at
        token = tokens[at]
        # Covid-19, CO2: digits that are part of a word.
        before = at - 2 if tokens.word(at - 1) in DASHES and tokens[at - 1].glued else at - 1
        joined = token.glued and before >= 0 and tokens[before].kind == WORD
        number_word = token.word in self.lexicon.numerals.number_words
        if (token.kind == NUMBER and not joined) or number_word or self._counts_one():
            connectives, word = self.lexicon.connectives, tokens.word(at - 1)
            if word in connectives.of or (
                tokens.word(at - 2) in connectives.of and word in connectives.whole
            ):
                self.note(f"{token.word} is taken for the whole of which the number is a part")
            elif is_date_before(tokens, at - 1) and names_year(tokens, at, None):
                self.note(f"{token.word} is taken for a date: a period is said in its own field")
            elif word in connectives.age_tail:
                self.note(f'"{word} {token.word}" is taken as part of what is counted')
            else:
                read = self.text[: token.start].strip()
                refuse(self.text, token.start, "a second number, where one is read at a time,", read=read)
        self.at += 1

    def _counts_one(self) -> bool:
        """Whether "one" is a number here: five to one, two dead and one injured; not another one, one of them."""
        tokens, at, connectives = self.tokens, self.at, self.lexicon.connectives
        if self.lexicon.numerals.ones.get(tokens[at].word) != 1 or self.extent is None:
            return False
        before = tokens.word(at - 1)
        if before in connectives.to:
            return at == self.extent.stop + 1
        joins = before in connectives.joins_another or before == ","
        return joins and tokens.word(at + 1) not in connectives.another_not_before

    # All together

    def _reading(self) -> Reading:
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
        )
        numbers = () if extent is None else tuple(n for n in (extent.low, extent.high) if n)
        span = (extent.low.start, (extent.high or extent.low).end) if extent is not None else None
        return Reading(quantity, span, (self.begin or 0, self.end), tuple(self.notes), numbers)

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
