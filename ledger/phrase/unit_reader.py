"""Reading what stands right behind a number: a hedge, money, a measure, the noun it counts."""

from __future__ import annotations

from typing import Final

from ledger.phrase import number_range as ranges
from ledger.phrase.calendar_words import is_year
from ledger.phrase.counted import (
    Counted,
    abbreviation_note,
    check_unread,
    names_compound,
    names_level,
    read_counted,
    read_measure,
    read_percent,
)
from ledger.phrase.currency import CurrencyReading, read_money_after
from ledger.phrase.fraction import read_amount
from ledger.phrase.lexicon.international import (
    DOLLAR,
    DOLLAR_PREFIXES,
    LAKH_LETTER,
    LIKE_HEIGHTS,
    UNIT_PREFIXES,
)
from ledger.phrase.notation import DEGREE, PERCENTAGE_POINT, POINT, REAL, TIME, VULGAR_SIGNS
from ledger.phrase.noun import looks_plural, singular
from ledger.phrase.numbered_word import numbered_word
from ledger.phrase.numeral import read_scale
from ledger.phrase.prefix import CalendarReading
from ledger.phrase.rate import Rate
from ledger.phrase.rescaling import sum_of_money
from ledger.phrase.tail import Tail
from ledger.phrase.token import DASHES, NUMBER, SIGN, WORD, Tokens, refuse
from ledger.phrase.wording_match import match

#: The currencies whose countries print a dollar sign.
_DOLLARS: Final = frozenset(DOLLAR_PREFIXES.values())
#: What may stand around a unit alone, as tables have it.
_BRACKETS: Final = {"(": ")", "[": "]", "{": "}", "<": ">"}


class UnitReader(Tail):
    """A reader that goes on from the number to its unit. `label` is the counted noun with the words before it."""

    __slots__ = ("label",)

    def __init__(self, tokens: Tokens) -> None:
        super().__init__(tokens)
        self.label: str | None = None

    def read_unit(self) -> None:
        """Read the hedge behind the number and then its unit."""
        self._check_product()
        self.hedge_after()
        if self.money is not None:
            self.note(self.money.note)
            self._repeated_money()
            return
        if self.at >= len(self.tokens) or self.calendar is CalendarReading.YEAR:
            return
        self._year_of_prices()
        if self._change_behind() or self._compared_part() or self._said_of_all() or self._level():
            return
        counted = self._unit()
        self._check_between(counted)
        self._check_year(counted)
        if self.calendar is CalendarReading.DATE:
            # "In 2000 cases" counts, "in 2000 Putin" does not.
            if not counted.plural:
                return
            self.calendar = CalendarReading.NONE
        self.note(counted.note)
        alone = counted.label is None or counted.label == counted.unit
        measures = self.lexicon.measures
        polled = any(token.word in measures.polls for token in self.tokens)
        if counted.unit in measures.points and alone and polled:
            # A 5-point lead, ahead by 5 points.
            counted = counted._replace(unit=PERCENTAGE_POINT, label=None, strict=True)
            self.note("points are taken for percentage points, as polls count them")
        if counted.unit is not None:
            note = abbreviation_note(self.tokens, self.at, measured=counted.strict)
            aside = not counted.strict and counted.label not in {None, counted.unit}
            if note is not None and aside and self.tokens.written(self.at).islower():
                # 5 kt CO2.
                refuse(self.text, self.tokens[self.at].start, "this may be the abbreviation of a unit:")
            self.note(None if aside else note)
        if counted.unit is not None:
            self.unit = counted.unit
            self.label = counted.label or self.label
            self.direction = self.direction or counted.direction
        elif self.unit is None and self.vague:
            self.note("no noun says what is counted")
        self.rates += [Rate(name, 1, counted.stop) for name in counted.rates]
        if counted.stop > self.at:
            self.advance(counted.stop)

    def _check_year(self, counted: Counted) -> None:
        """Refuse a year that says which: the 2012 Olympics, a 2030 target."""
        number, nouns = self.single, self.lexicon.nouns
        if (
            number is None
            or counted.strict
            or counted.unit is None
            or self.calendar is not CalendarReading.LIKE
        ):
            return
        at = next((at for at, token in enumerate(self.tokens) if token.start == number.start), 0)
        which = at > 0 and self.tokens[at - 1].word in self.lexicon.connectives.whole
        counts = counted.plural or counted.unit in nouns.adjectives or counted.unit in nouns.outcomes
        if which or not counts:
            refuse(self.text, number.start, "a year, or a count that is written with a comma:")

    def _change_behind(self) -> bool:
        """Read a rise or a fall in the singular behind a count: a 5,000 increase."""
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

    def _compared_part(self) -> bool:
        """Read a fraction by which something is more or less: two-thirds higher, a third lower."""
        found = match(self.lexicon.hedges.directions_after, self.tokens, self.at)
        if found is None or self.single is None or "/" not in self.single.mantissa:
            return False
        if found[1] < len(self.tokens) and self.tokens[found[1]].word not in self.lexicon.nouns.stops:
            return False
        self.direction = self.direction or found[0]
        self.advance(found[1])
        return True

    def _said_of_all(self) -> bool:
        """Return whether a statistic or an aside is all that stands behind the number: 400 total, 400,000 net."""
        tokens, at = self.tokens, self.at
        found = match(self.lexicon.hedges.statistics_after, tokens, at) or match(
            self.lexicon.connectives.asides, tokens, at
        )
        if found is None:
            return False
        stop = found[1]
        return (
            stop == len(tokens) or tokens[stop].kind != WORD or tokens[stop].word in self.lexicon.nouns.stops
        )

    def _year_of_prices(self) -> None:
        """Read a price base before its currency: 5 million in constant 2015 US dollars, constant dollars."""
        tokens, prices, at = self.tokens, self.lexicon.calendar.prices, self.at
        while tokens.word(at) in prices.leading:
            at += 1
        if at + 1 < len(tokens) and is_year(tokens[at]) and read_money_after(tokens, at + 1) is not None:
            self.price_base = tokens[at].word
            self.advance(at + 1)
            return
        real = match(prices.real, tokens, self.at)
        if real is not None and real[1] > self.at + 1 and read_money_after(tokens, real[1] - 1) is not None:
            self.price_base = REAL
            self.advance(real[1] - 1)

    def _restated(self) -> bool:
        """Read the number repeated in other terms, and the noun behind it: 15 (5%) people."""
        bare = self.unit is None and not self.rates
        if not super()._restated():
            return False
        if bare and self.at < len(self.tokens) and self.tokens[self.at].kind == WORD:
            self.near = True
            self.read_unit()
            self.unit_stop = self.at
        return True

    def _level(self) -> bool:
        """Read a word that names the number itself: the 5,000 mark, a crowd of 5,000 strong."""
        if self.single is None or self.single.text == "1" or not names_level(self.tokens, self.at):
            return False
        self.advance(self.at + 1)
        return True

    def _check_between(self, counted: Counted) -> None:
        """Refuse what is neither number nor unit between the two: a word for a large number, letters."""
        tokens, at = self.tokens, self.at
        if at >= len(tokens):
            return
        if tokens.word(at) in UNIT_PREFIXES and read_measure(tokens, at + 1) is not None:
            # 2 mega tonnes.
            refuse(self.text, tokens[at].start, "write this and the unit behind it as one word:")
        spelled = len(tokens.word(at)) > 2 or len(tokens.word(at + 1)) > 1
        spelled = spelled and tokens.word(at) in self.lexicon.measures.powers
        small = self.single is not None and self.single.exact < 9
        if counted.unit in LIKE_HEIGHTS and small and not spelled:
            refuse(self.text, tokens[at].start, "feet and inches, or a measure of area or volume:")
        if counted.strict:
            several = tokens[at + 1].word if at + 1 < len(tokens) else ""
            ranked = tokens[at].word in self.lexicon.calendar.ordinals and counted.stop == at + 1
            if ranked and self.single is not None and looks_plural(several, self.lexicon.nouns):
                # 300 second homes.
                refuse(self.text, tokens[at].start, "an ordinal or a unit of time:")
            counts = looks_plural(several, self.lexicon.nouns) and several not in self.lexicon.nouns.stops
            if tokens[at].word in self.lexicon.measures.metres and self.money is None and counts:
                # 350 m people.
                refuse(self.text, tokens[at].start, "one letter may be metres or million:")
            if tokens.written(at) == LAKH_LETTER and counts:
                # 2.5 L users.
                refuse(self.text, tokens[at].start, "one letter may be litres or lakh:")
            if counts:
                self._check_space()
            letter = (
                counted.stop == at + 1 < len(tokens) and len(tokens[at].word) == 1 and tokens[at].kind == WORD
            )
            if (
                letter
                and self.money is None
                and (read_money_after(tokens, at + 1) or read_measure(tokens, at + 1))
            ):
                # 5 t dollars, 5 m tonnes.
                refuse(self.text, tokens[at].start, "this letter before a unit was not understood:")
            return
        if tokens[at].kind == WORD and tokens[at].glued and tokens[at - 1].kind != WORD:
            joined = tokens[at - 1].kind == NUMBER or tokens[at - 1].word in VULGAR_SIGNS
            if joined and self.extent is not None:
                refuse(self.text, tokens[at].start, "what is joined to the number was not understood:")
        for place in range(at, max(counted.stop, at + 1)):
            if tokens[place].kind == WORD:
                check_unread(tokens, place, first=place == at)

    def _money_at(self, at: int) -> CurrencyReading | None:
        """Read a currency behind the number, also after its "of": tens of thousands of euros, but not 60 £1 coins."""
        tokens = self.tokens
        at += self.vague and tokens.word(at) in self.lexicon.connectives.of
        if at >= len(tokens) or (tokens[at].kind == SIGN and numbered_word(tokens, at) is not None):
            return None
        return read_money_after(tokens, at)

    def _counts_times(self, at: int) -> bool:
        """Return whether a word says how many times as much: 8 times earnings, but not 5,000 Times readers."""
        word = self.tokens.word(at)
        if not word.startswith(TIME) or word == TIME or word != self.tokens.written(at):
            return False
        return singular(word, self.lexicon.nouns) == TIME

    def _check_product(self) -> None:
        """Refuse digits set apart by a space where the last may name a product: 12 737 jets, 5 911 calls."""
        number, tokens = self.single, self.tokens
        if number is None or " " not in self.text[number.start : number.end]:
            return
        digits = self.text[number.start : number.end].rpartition(" ")[2]
        behind = tokens[self.at] if self.at < len(tokens) else None
        named = (
            behind is not None
            and behind.glued
            and (behind.word in self.lexicon.numerals.decade_endings or behind.word in DASHES)
        )
        for place in range(self.at, min(self.at + 5, len(tokens))):
            if named or tokens[place].word in self.lexicon.nouns.stops:
                break
            name = singular(tokens[place].word, self.lexicon.nouns)
            named = digits in self.lexicon.nouns.products.get(name, ())
        if named and digits.isdigit():
            refuse(
                self.text,
                number.start,
                "one number with a space in it, or a number and the name of a product:",
            )

    def _check_space(self) -> None:
        """Refuse digits set apart by a space that may be two numbers: 20 100-watt bulbs, 300 200 kg bombs."""
        number = self.single
        if number is None or self.lexicon.numerals.decimal_mark != ".":
            return
        if " " in self.text[number.start : number.end] and self.text[number.start].isdigit():
            refuse(self.text, number.start, "one number with a space in it, or two numbers:")

    def _unit(self) -> Counted:
        tokens, connectives = self.tokens, self.lexicon.connectives
        at = self.at
        if tokens[at].word in DASHES and at + 1 < len(tokens):
            at += 1
            zero = self.single is not None and self.single.text == "0" and tokens[self.at - 1].kind == WORD
            if tokens[at].kind == SIGN or (zero and tokens[at].glued):
                # 5-%, zero-emission.
                refuse(self.text, tokens[self.at].start, "what is joined to the number was not understood:")
            if tokens[self.at].glued and tokens[at].glued:
                self._check_space()
        elif self._is_part():
            # Half an hour, a quarter of a per cent, three quarters of 1%.
            passed = connectives.of | connectives.articles
            while at < len(tokens) and not tokens[at].glued and tokens[at].word in passed:
                at += 1
            whole = tokens.word(at - 1) in connectives.of and self._is_one(at)
            at += whole and read_percent(tokens, at + 1) is not None
        if names_compound(tokens, at):
            return read_counted(tokens, at)
        percent = read_percent(tokens, at)
        if percent is not None:
            return percent
        bracketed = self._measure_in_brackets(at)
        if bracketed is not None:
            return bracketed
        measures = self.lexicon.measures
        if tokens.word(at) in measures.points and tokens.word(at + 1) in measures.polls:
            # A 12pt lead.
            return Counted(PERCENTAGE_POINT, at + 1, strict=True)
        if tokens.word(at) in measures.points and (
            self.direction or match(self.lexicon.hedges.directions_after, tokens, at + 1)
        ):
            # A 2 point drop, down 0.4pts.
            return Counted(POINT, at + 1, strict=True)
        if self._counts_times(at):
            # 8 times earnings.
            return Counted(TIME, at + 1, plural=True)
        weight = self._weight(at)
        if weight is not None:
            return weight
        money = self._money_at(at)
        if money is not None:
            return self._money_behind(money)
        if (
            self.at < at < len(tokens)
            and tokens[at].glued
            and tokens[self.at - 1].kind == WORD
            and self._is_part()
        ):
            word = tokens.word(at)
            known = word in measures.points or read_measure(tokens, at) is not None
            if not known and not looks_plural(word, self.lexicon.nouns):
                # Half-price, a quarter-final, half-brothers.
                refuse(self.text, tokens[at].start, "a fraction joined to a noun may be a part of its name:")
        below = tokens.word(at)
        hyphen = tokens.word(at + 1) in DASHES and at == self.at and tokens[at + 1].glued
        # A380 is a name.
        named = at + 1 < len(tokens) and tokens[at + 1].glued and tokens[at + 1].kind == NUMBER
        article = below in connectives.articles and not hyphen and not named
        rate = article or below in connectives.every or below in self.lexicon.rates.per
        if rate and not self._is_part():
            return Counted(None, self.at)
        single = self.extent is not None and self.extent.high is None and self.extent.low.text == "1"
        begin = at if tokens[self.at].word not in DASHES else self.at
        counted = read_counted(tokens, begin, single=single)
        if self.unit is not None:
            # "Twice weekly" has a rate behind the unit.
            return Counted(self.unit, counted.stop if counted.unit is None else self.at, counted.rates)
        if (
            self._is_part()
            and tokens.word(self.at) in connectives.of
            and not counted.plural
            and not counted.strict
            and counted.unit != DEGREE
        ):
            # Half of the population, a fifth of GDP: a share of one thing has no counted noun.
            return Counted(None, self.at)
        return counted

    def _measure_in_brackets(self, at: int) -> Counted | None:
        """Read a unit of measure alone in brackets, as tables have it: 20 (kg)."""
        tokens = self.tokens
        closing = _BRACKETS.get(tokens.word(at))
        if closing is None or at + 2 >= len(tokens):
            return None
        if closing == "]" and tokens[at + 1].kind == WORD:
            # 300 [civilians]: a word that a quotation is given.
            counted = read_counted(tokens, at + 1)
            if counted.plural and tokens.word(counted.stop) == closing:
                return counted._replace(stop=counted.stop + 1)
        measured = read_percent(tokens, at + 1) or read_measure(tokens, at + 1)
        closed = measured is not None and tokens.word(measured.stop) == closing
        if closed and tokens.word(at + 1) in self.lexicon.measures.metres:
            refuse(
                self.text, tokens[at].start, "one letter may be a unit or a scale: write metres, or million"
            )
        return measured._replace(stop=measured.stop + 1) if measured is not None and closed else None

    def _weight(self, at: int) -> Counted | None:
        """Read pounds as a weight where ounces follow them: 6 pounds 3 ounces."""
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
        """Read a currency behind the number, with the cents that may follow: 3 dollars 50 cents."""
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

    def _country_behind(self) -> CurrencyReading | None:
        """Read the country behind a sign that several countries print: $5m Canadian."""
        money, word = self.lexicon.money, self.tokens.word(self.at)
        codes = (
            code
            for (country, name), code in money.by_country.items()
            if country == word and money.names.get(name) == self.unit
        )
        code = next(codes, None)
        return CurrencyReading(code, self.at + 1) if code else None

    def _repeated_money(self) -> None:
        """Read the currency repeated behind its sign: $10 dollars."""
        assert self.money is not None
        self.unit = self.money.code
        if self.at < len(self.tokens):
            again = read_money_after(self.tokens, self.at) or self._country_behind()
            if again is None or again.hundredth:
                return
            if again.code != self.unit and not (self.unit == DOLLAR and again.code in _DOLLARS):
                if self.tokens[self.at].word in self.lexicon.money.verbs:
                    # £5m won by a charity.
                    return
                # $5 million euros.
                refuse(self.text, self.tokens[self.at].start, "a second currency, where a number has one:")
            self.unit = again.code
            self.advance(again.stop)
