"""Reading what stands behind the unit: rates, hedges, margins, directions, dates, comparisons, and plain words.

A second number is read where words say what it is (a date, a margin, an earlier number, where it was counted) and
refused elsewhere. Plain words are kept as the context of the number; what may change it is refused.
"""

from __future__ import annotations

from typing import Final

from ledger.number.quantity import fraction_text
from ledger.number.unit import Unit, is_measured, parse_unit
from ledger.phrase import number_range as ranges
from ledger.phrase.calendar_words import (
    after_date,
    after_financial_year,
    is_year,
    names_year,
)
from ledger.phrase.counted import check_unread, read_counted, read_measure, read_percent
from ledger.phrase.currency import read_money_after, read_money_before
from ledger.phrase.fraction import negated, read_amount, read_share
from ledger.phrase.lexicon.international import CURRENCY_SIGNS, NO_VOWEL
from ledger.phrase.notation import DEGREE, DOWN, PERSON, REAL
from ledger.phrase.noun import singular
from ledger.phrase.numbered_word import numbered_word
from ledger.phrase.numeral import Numeral
from ledger.phrase.prefix import Prefix
from ledger.phrase.rate import Rate, read_rate
from ledger.phrase.second_number import SecondNumber, read_part_of_count, read_restated
from ledger.phrase.token import DASHES, MEND, NUMBER, QUOTES, SIGN, WORD, Tokens, refuse
from ledger.phrase.wording_match import match

#: Punctuation that bears on no number.
_PUNCTUATION: Final = QUOTES | DASHES | frozenset(".,;:!?()[]…/&*•·|_")
#: Signs that are units; a letter right behind one is joined to a unit.
_UNIT_SIGNS: Final = frozenset("%‰°²³％") | CURRENCY_SIGNS.keys()
_CLOSED_BY: Final = frozenset(",;:()[]")
#: Signs behind a number before the change by which it came about.
_LEADS_CHANGE: Final = frozenset(",(")
#: Signs that bold and slanted words are written with.
_MARKUP: Final = frozenset("*_`")


def _short(words: str) -> str:
    words = " ".join(words.split())
    return f'"{words}"' if len(words) <= 60 else f'"{words[:59]}…"'


class Tail(Prefix):
    """A reader that has read the number and its unit. `context` are the places of words left to the text."""

    __slots__ = ("context", "extent", "measured", "near", "rates", "unit_stop")

    def __init__(self, tokens: Tokens) -> None:
        super().__init__(tokens)
        self.extent: ranges.NumberRange | None = None
        self.rates: list[Rate] = []
        self.context: list[int] = []
        self.near = True
        self.measured = False
        self.unit_stop = 0

    @property
    def single(self) -> Numeral | None:
        """The number, where it is a single one stated without a range."""
        extent = self.extent
        return None if extent is None or extent.high is not None or extent.within is not None else extent.low

    def rest(self, *, measured: bool) -> None:
        """Read everything behind the unit to the end. `measured` says that a measure or money stands before."""
        tokens = self.tokens
        self.unit_stop = self.at
        self.measured = beside = measured
        while self.at < len(tokens):
            if tokens[self.at].word in _LEADS_CHANGE and self._second_change():
                continue
            if self._rate(beside):
                continue
            if (
                self._below_zero()
                or self._spread()
                or self.hedge_after(behind_words=True)
                or self._price_base()
            ):
                continue
            if self._comparison() or self._statistic() or (self.near and self._direction()):
                continue
            if self.near and (self._part_of_measure() or self._outcome()):
                continue
            beside = False
            if self._share() or self._restated() or self._part_of_count() or self._aside():
                continue
            if self._date() or self._where():
                self.near = False
                continue
            self._tail_word()

    def _second_change(self) -> bool:
        """Refuse a change stated behind the number it came to: 5,000 deaths, up by a quarter."""
        tokens, at = self.tokens, self.at + 1
        if tokens.word(at) in self.lexicon.connectives.articles:
            return False
        found = match(self.lexicon.hedges.directions, tokens, at)
        if found is not None and read_amount(tokens, found[1]) is not None:
            self._second(at)
        return False

    def _rate(self, beside: bool) -> bool:
        """Read a rate, which a hyphen may join: $15-per-hour, 100-a-week."""
        tokens, at = self.tokens, self.at
        joined = tokens.joins(at)
        if joined and tokens.word(at + 1) not in self.lexicon.rates.per | self.lexicon.connectives.articles:
            return False
        rate = read_rate(tokens, at + 1 if joined else at, beside=beside)
        if rate is None or (self.multiplied and rate.number != 1):
            return False
        measured = rate.number != 1 and self.unit is not None and is_measured(rate.unit)
        if measured and parse_unit(rate.unit).dimension() == parse_unit(self.unit).dimension():
            # 100km/62 miles.
            self._refuse(at, "the number in two units, where one is read at a time,")
        self.rates.append(rate)
        self.note(rate.note)
        self.advance(rate.stop)
        self.unit_stop = self.at
        return True

    def hedge_after(self, *, behind_words: bool = False) -> bool:
        """Read a hedge behind the number or unit; `behind_words` says that more than the number stands before it."""
        connectives, following = self.lexicon.connectives, self.tokens.word(self.at + 1)
        joined = following in connectives.and_ or following in connectives.or_
        # "65-and-over": a hyphen may join the hedge to the number.
        at = self.at + 1 if joined and self.tokens.word(self.at) in DASHES else self.at
        found = match(self.lexicon.hedges.after, self.tokens, at)
        if found is None:
            return False
        if not behind_words and self._names(at, found[1]):
            refuse(self.text, self.tokens[at].start, "this may be a hedge or a part of a name:", hint=MEND)
        added = at + 1 == found[1] and self.tokens.word(found[1]) in connectives.added
        if added and self.tokens[at].word in connectives.joins_another:
            # £300 plus VAT.
            words = self.text[self.tokens[at].start : self.tokens[found[1]].end]
            self.note(f'"{words}" is left to the text: it comes on top of the number')
            self._leave(at, found[1] + 1)
            self.unit_stop = self.at
            return True
        if behind_words and found[1] == at + 1 and self.tokens.word(found[1])[:1].isalpha():
            # "100 soldiers, roughly the same as before", "100 soldiers plus officers".
            return False
        self.hedges.append(found[0])
        self.advance(found[1])
        self.unit_stop = self.at
        return True

    def _names(self, at: int, stop: int) -> bool:
        """Return whether a word for a hedge has a capital and a noun behind it: 20 Max jets, 5,000 Plus members."""
        tokens, written = self.tokens, self.tokens.written(at)
        noun = (
            stop < len(tokens)
            and tokens[stop].kind == WORD
            and tokens[stop].word not in self.lexicon.nouns.stops
        )
        return stop == at + 1 and noun and written.istitle() and len(written) > 1 and not self.text.istitle()

    def _price_base(self) -> bool:
        """Read a price base: in 2015 prices, in real terms, in cash terms."""
        tokens, prices, at = self.tokens, self.lexicon.calendar.prices, self.at
        at += tokens.word(at) in {",", "("}
        real = match(prices.real, tokens, at)
        if real is not None:
            self.price_base = self.price_base or REAL
            self.advance(real[1])
            return True
        nominal = match(prices.nominal, tokens, at)
        if nominal is not None:
            self.advance(nominal[1])
            return True
        while tokens.word(at) in prices.leading:
            at += 1
        if at >= len(tokens) or not is_year(tokens[at]):
            return False
        stop = after_financial_year(self.tokens, at) or at + 1
        while tokens.word(stop) in prices.leading:
            stop += 1
        if tokens.word(stop) not in prices.prices:
            return False
        self.price_base = tokens[at].word
        self.advance(stop + 1)
        return True

    def _spread(self) -> bool:
        """Read a margin or an interval behind the unit: 1,234 deaths (95% CI 1,100-1,400)."""
        number = self.single
        if number is None or self.vague:
            return False
        spread = ranges.read_spread(self.tokens, number, self.at)
        if spread is None or self.extent is None:
            return False
        self.extent = self.extent._replace(within=spread.within)
        self.advance(spread.stop)
        return True

    def _below_zero(self) -> bool:
        """Read 20 degrees below zero as minus 20."""
        found = match(self.lexicon.measures.below_zero, self.tokens, self.at)
        number = self.single
        if found is None and self.unit == DEGREE:
            below = match(self.lexicon.hedges.directions_of_measures, self.tokens, self.at)
            if below == (DOWN, len(self.tokens)):
                self._refuse(self.at, "below zero, or below something that is not said:")
        if found is None or number is None or self.extent is None or self.at != self.unit_stop:
            return False
        words = self.text[self.tokens[self.at].start : self.tokens[found[1] - 1].end]
        self.note(f'"{words}" is read as the minus of the number')
        self.extent = self.extent._replace(low=negated(number))
        self.advance(found[1])
        self.unit_stop = self.at
        return True

    def _direction(self) -> bool:
        """Read a rise or a fall behind its number: 5% lower, a 5% pay rise, 5 seats lost, a £5m deficit."""
        tokens, at = self.tokens, self.at
        none = match(self.lexicon.hedges.no_directions, tokens, at)
        if none is not None:
            self._leave(at, none[1])
            return True
        found = match(self.lexicon.hedges.directions_after, tokens, at)
        if found is None and self.measured:
            found = match(self.lexicon.hedges.directions_of_measures, tokens, at)
        if found is None or (tokens.word(found[1]) in DASHES and tokens[found[1]].glued):
            return False
        if self.unit is not None and self.unit.partition("/")[0] in self.lexicon.nouns.lives:
            return False
        timed = self.unit in self.lexicon.rates.times.values()
        if timed and tokens.word(found[1]) in self.lexicon.connectives.of:
            # Two days ahead of the election.
            return False
        self.direction = self.direction or found[0]
        self.advance(found[1])
        return True

    def _outcome(self) -> bool:
        """Read what happened to those who are counted: 5,000 people killed, 30 soldiers have been wounded."""
        tokens, nouns, at = self.tokens, self.lexicon.nouns, self.at
        while tokens.word(at) in nouns.auxiliaries:
            at += 1
        if tokens.word(at) not in nouns.outcomes:
            return False
        stop = at + 1
        joints = self.lexicon.connectives.and_ | self.lexicon.connectives.or_
        if tokens.word(stop) in joints and tokens.word(stop + 1) in nouns.outcomes:
            # Killed and wounded are more than the killed.
            stop += 2
        self.outcome = self.outcome or self.text[tokens[at].start : tokens[stop - 1].end].lower()
        self._leave(self.at, stop)
        return True

    def _statistic(self) -> bool:
        found = match(self.lexicon.hedges.statistics_after, self.tokens, self.at)
        # "47% of total employment" is not a total.
        if found is None or (found[1] == self.at + 1 and not self.near):
            return False
        self.statistic = self.statistic or found[0]
        self.advance(found[1])
        return True

    def _part_of_measure(self) -> bool:
        """Read a further part of the same measure, in falling order: 5 feet 2 inches, 3 hours and 20 minutes."""
        number, tokens, at = self.single, self.tokens, self.at
        if number is None or self.unit is None or self.rates or self.money is not None:
            return False
        if tokens.word(at) in self.lexicon.connectives.and_ or tokens.word(at) == ",":
            at += 1
        part = read_amount(tokens, at)
        if part is None:
            return False
        found = self._smaller_unit(parse_unit(self.unit), part.stop)
        if found is None:
            return False
        name, stop = found
        ratio = parse_unit(self.unit).magnitude() / parse_unit(name).magnitude()
        if ratio.denominator != 1 or ratio <= 1 or not 0 <= part.exact < ratio:
            return False
        total = number.exact * ratio + part.exact
        text = fraction_text(total)
        joined = number._replace(text=text, mantissa=text, scale=1, end=part.end, stop=stop)
        assert self.extent is not None
        self.extent = self.extent._replace(low=joined)
        self.unit = name
        self.advance(stop)
        self.unit_stop = self.at
        return True

    def _smaller_unit(self, larger: Unit, at: int) -> tuple[str, int] | None:
        """Read another unit of the same dimension at `at`, abbreviated or not: its name, and the token after it."""
        measured = read_measure(self.tokens, at)
        found = [(measured.unit, measured.stop)] if measured is not None else []
        found.append((self.lexicon.measures.parts.get(self.tokens.word(at)), at + 1))
        for name, stop in found:
            unit = parse_unit(name) if name is not None else larger
            if name is not None and unit != larger and unit.dimension() == larger.dimension() != ():
                return name, stop
        return None

    def _share(self) -> bool:
        """Read a share whose noun stands between its two numbers: one child in three, £1 in every £6."""
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

    def _comparison(self) -> bool:
        """Read a number that this one is compared with: up from 4,000, compared with £3m in 2019."""
        tokens = self.tokens
        at = self.at + (tokens.word(self.at) in {",", "("})
        found = match(self.lexicon.connectives.comparisons, tokens, at)
        if found is None:
            return False
        bound = match(self.lexicon.hedges.before, tokens, at - 1)
        if bound is not None and bound[1] > at:
            # "But fewer than 30" is a second bound, no comparison.
            return False
        begin, at = at, found[1]
        hedge = match(self.lexicon.hedges.before, tokens, at)
        at = hedge[1] if hedge is not None else at
        sign = read_money_before(tokens, at) if at < len(tokens) else None
        number = read_amount(tokens, sign.stop if sign else at, money=sign is not None)
        if number is None:
            return False
        unit = (
            read_percent(tokens, number.stop)
            or (read_money_after(tokens, number.stop) if number.stop < len(tokens) else None)
            or read_measure(tokens, number.stop)
        )
        stop = unit.stop if unit is not None else number.stop
        words = self.text[tokens[begin].start : tokens[stop - 1].end]
        if names_year(tokens, at, number) and unit is None:
            self.note(f"{number.text} is taken for a date: a period is said in its own field")
        else:
            self.note(f'"{words}" is taken as what the number is compared with, a figure of its own')
        self._leave(begin, stop)
        self.near = False
        return True

    def _restated(self) -> bool:
        """Read the number repeated in other terms: (7.8% of the population), ($6.5m), or 62 miles."""
        found = read_restated(self.tokens, self.at, self.unit) if self.at == self.unit_stop else None
        return found is not None and self._left_number(found, part=False)

    def _part_of_count(self) -> bool:
        """Read a part of what is counted, stated behind it: including three children, three of them women."""
        found = read_part_of_count(self.tokens, self.at)
        return found is not None and self._left_number(found, part=True)

    def _left_number(self, found: SecondNumber, *, part: bool) -> bool:
        """Leave a second number to the text, named in a note."""
        words = self.text[self.tokens[found.begin].start : self.tokens[found.end - 1].end]
        note = f'"{words}" is {"a part of what is counted" if part else "a second number"}'
        self.note(f"{note}, left to the text: enter it as a figure of its own")
        self._leave(self.at, found.stop)
        self.near = False
        return True

    def _aside(self) -> bool:
        """Read what a change is measured against, without a number: year on year, m/m."""
        found = match(self.lexicon.connectives.asides, self.tokens, self.at)
        if found is None:
            return False
        self._leave(self.at, found[1])
        return True

    def _date(self) -> bool:
        """Read a date: in 2019, in 2012/13, on 5 May 2020, the first quarter of 2023."""
        tokens, at = self.tokens, self.at
        if tokens[at].kind != NUMBER or self._joined(at):
            return False
        stop = after_date(tokens, at)
        if stop is None:
            return False
        begin = at - 1 if tokens[at].glued and tokens[at - 1].kind == WORD else at
        words = self.text[tokens[begin].start : tokens[stop - 1].end]
        self.note(f"{words} is taken for a date: a period is said in its own field")
        self._leave(at, stop)
        return True

    def _where(self) -> bool:
        """Read where or in what time was counted: across 32 countries, in 24 hours, in the past 10 years."""
        tokens, at = self.tokens, self.at
        found = match(self.lexicon.connectives.contexts, tokens, at)
        if found is None:
            return False
        number = read_amount(tokens, found[1])
        if number is None or names_year(tokens, found[1], number) or not number.exact:
            # "In 000s" is the scale of the number.
            return False
        counted = read_measure(tokens, number.stop) or (
            read_counted(tokens, number.stop, single=number.text == "1")
            if number.stop < len(tokens)
            else None
        )
        if counted is None or counted.unit is None or read_percent(tokens, number.stop) is not None:
            return False
        if not (counted.strict or counted.plural or number.text == "1"):
            return False
        if number.stop < len(tokens) and read_money_after(tokens, number.stop) is not None:
            return False
        words = self.text[tokens[at].start : tokens[counted.stop - 1].end]
        people = counted.unit == PERSON and counted.stop == number.stop + 1
        round_number = len(number.text) > 2 and number.text.rstrip("0") == "1"
        if people and round_number and tokens.word(at) in self.lexicon.connectives.in_:
            self.rates.append(Rate(PERSON, int(number.text), counted.stop))
            self.advance(counted.stop)
            return True
        self.note(f'"{words}" is taken for where or when it was counted')
        self._leave(at, counted.stop)
        return True

    def _leave(self, begin: int, stop: int) -> None:
        """Leave tokens to the text, as the context of the number."""
        self.context += range(max(begin, self.at), stop)
        self.at = stop

    def _tail_word(self) -> None:
        """Leave one token to the text that does not bear on the number; refuse one that may."""
        tokens, at = self.tokens, self.at
        token = tokens[at]
        joins = token.glued and at + 1 < len(tokens) and tokens[at + 1].glued
        if token.kind == NUMBER or token.word in self.lexicon.numerals.number_words or self._counts_one():
            self._second_number()
        elif token.kind == SIGN and token.word not in _PUNCTUATION:
            self._refuse(at, "this sign was not understood:")
        elif token.word in self.lexicon.numerals.minus and at == self.unit_stop:
            self._refuse(at, "this may be the minus of the number:")
        elif token.word == "/" and tokens.word(at + 1) == "/":
            self._refuse(at, "an address is not a part of a quantity:")
        elif self.unit is None and self._leads_word(at):
            self._refuse(at, "marks of layout stand between the number and its words:")
        elif token.word == "-" and token.glued and at == self.unit_stop and at + 1 == len(tokens):
            self.note("the dash behind the number is left to the text: accounts write a number below zero so")
        elif token.kind == SIGN and token.word in DASHES and at == self.unit_stop and joins:
            if tokens.word(at + 1) in self.lexicon.nouns.joined_no_units:
                # A 20km-long road.
                self._leave(at, at + 2)
                return
            self._refuse(at, "what is joined to the number was not understood:")
        elif token.word in self.lexicon.connectives.to and at == self.unit_stop:
            if self._ends_in_time(at + 1):
                self._refuse(at, "two numbers with different units are not a range;")
            if tokens.word(at + 1) in self.lexicon.connectives.open_ends:
                self._refuse(at, "a range has an upper end, which is a number:")
        elif token.kind == WORD:
            joined = at == self.unit_stop and tokens[at - 1].kind == NUMBER
            if token.glued and at and (joined or tokens[at - 1].word in _UNIT_SIGNS):
                self._refuse(at, "what is joined to the number was not understood:")
            check_unread(tokens, at, first=at == self.unit_stop)
            if at == self.unit_stop and self._is_abbreviation(at):
                self._refuse(at, f"{tokens.written(at)} behind the number was not understood:")
        if token.word in self.lexicon.rates.several and self.near:
            self.note(f'"{tokens.written(at)}" is left to the text: the unit says of what, as in GBP/school')
        stops = token.word in self.lexicon.nouns.stops and not self._hyphenated(at)
        if stops or token.word in _CLOSED_BY:
            self.near = False
        self.context.append(at)
        self.at += 1

    def _is_abbreviation(self, at: int) -> bool:
        """Return whether a few letters without a vowel stand at `at`, which may be a rate: £9 ph."""
        word, written = self.tokens.word(at), self.tokens.written(at)
        short = 1 < len(word) < 4 and written.islower() and NO_VOWEL.fullmatch(word) is not None
        return short and word not in self.lexicon.nouns.stops

    def _leads_word(self, at: int) -> bool:
        """Return whether signs at `at` join a word to the number: **people**, &nbsp;people, 5- people."""
        tokens, begin = self.tokens, at
        if tokens[at].word == "-" and tokens[at].glued and at == self.unit_stop:
            return at + 1 < len(tokens) and tokens[at + 1].kind == WORD and not tokens[at + 1].glued
        if tokens[at].word == "&" and tokens[at].glued and at == self.unit_stop:
            at += 1
        while tokens.word(at) in _MARKUP:
            at += 1
        return begin < at < len(tokens) and tokens[at].kind == WORD and tokens[at].glued

    def _ends_in_time(self, at: int) -> bool:
        """Return whether "a week" stands at `at`: five days to a week."""
        times = self.lexicon.rates.times
        return self.tokens.word(at) in self.lexicon.connectives.articles and self.tokens.word(at + 1) in times

    def _hyphenated(self, at: int) -> bool:
        tokens = self.tokens
        before = at > 0 and tokens[at - 1].word in DASHES and tokens[at].glued
        return before or (tokens.word(at + 1) in DASHES and tokens[at + 1].glued)

    def _refuse(self, at: int, message: str) -> None:
        start = self.tokens[at].start
        read = self.text[:start].strip()
        alone = self.text[: self.tokens[max(self.unit_stop, 1) - 1].end].strip()
        refuse(
            self.text,
            start,
            message,
            read=read,
            hint=f'write "{alone}", and the rest in the quote; or {MEND}',
        )

    def _joined(self, at: int) -> bool:
        """Return whether digits are part of a word that is left to the text: Covid-19, CO2."""
        tokens = self.tokens
        before = at - 2 if tokens.word(at - 1) in DASHES and tokens[at - 1].glued else at - 1
        if not tokens[at].glued or before < self.unit_stop or tokens[before].kind != WORD:
            return False
        if tokens[before].word in self.lexicon.calendar.fiscal and before == at - 1:
            return False
        # "5 feet-2" has a second number, "after Covid-19" has none.
        return singular(tokens[before].word, self.lexicon.nouns) not in self.lexicon.rates.times

    def _second_number(self) -> None:
        """Say what a second number is taken for, or refuse it."""
        tokens, at = self.tokens, self.at
        token = tokens[at]
        if token.kind == NUMBER and self._joined(at):
            return
        connectives, word = self.lexicon.connectives, tokens.word(at - 1)
        of = connectives.of if self.money is None else frozenset()
        whole = word in of or (tokens.word(at - 2) in of and word in connectives.whole)
        numbered = numbered_word(tokens, at) if whole else None
        if numbered is not None:
            # 15% of 18- to 24-year-olds, 60% of two-bed flats.
            self.context += range(at, numbered.stop - 1)
            self.at = numbered.stop - 1
        elif whole:
            self.note(f"{token.word} is taken for the whole of which the number is a part")
        elif word in connectives.age_tail or (
            word in connectives.between and tokens.word(at - 2) in connectives.age_tail
        ):
            # 5,000 people aged 65 and over: the hedge is the age's.
            stop = self._age_stop(at)
            words = self.text[tokens[at - 1].start : tokens[stop - 1].end]
            self.note(f'"{words}" is taken as part of what is counted')
            self.context += range(at + 1, stop)
            self.at = stop - 1
        else:
            self._second(at)

    def _age_stop(self, at: int) -> int:
        """Return the token behind an age: 65, 65 and over, 20 to 30."""
        tokens, connectives = self.tokens, self.lexicon.connectives
        stop, joint = at + 1, tokens.word(at + 1)
        between = joint in connectives.and_ and tokens.word(at - 1) in connectives.between
        spans = between or joint in connectives.to or joint in DASHES
        if spans and stop + 1 < len(tokens) and tokens[stop + 1].kind == NUMBER:
            stop += 2
        hedge = match(self.lexicon.hedges.after, tokens, stop)
        return stop if hedge is None else hedge[1]

    def _second(self, at: int) -> None:
        """Refuse a second number, and say how to enter both."""
        start = self.tokens[at].start
        first = self.text[: self.tokens[max(self.unit_stop, 1) - 1].end].strip()
        second = self.text[start:].strip(" ).,;")
        refuse(
            self.text,
            start,
            "a second number, where one is read at a time,",
            read=self.text[:start].strip(),
            hint=f"{MEND}; or enter two figures, each with its number and noun: {_short(first)} and {_short(second)}",
        )

    def _counts_one(self) -> bool:
        """Return whether "one" is a number here: five to one, two dead and one injured; not "another one"."""
        tokens, at, connectives = self.tokens, self.at, self.lexicon.connectives
        if self.lexicon.numerals.ones.get(tokens[at].word) != 1 or self.extent is None:
            return False
        before = tokens.word(at - 1)
        if before in connectives.to:
            return at == self.extent.stop + 1
        joins = before in connectives.joins_another or before == ","
        return joins and tokens.word(at + 1) not in connectives.another_not_before
