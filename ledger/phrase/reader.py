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
from ledger.phrase.counted import Counted, read_counted, read_percent, word_at
from ledger.phrase.currency import Money, read_money_after
from ledger.phrase.fraction import read_amount, read_share
from ledger.phrase.hedge import match_after, match_before
from ledger.phrase.numeral import SCALES, Number, read_scale
from ledger.phrase.prefix import NUMBER_WORDS, Prefix
from ledger.phrase.rate import Rate, read_rate
from ledger.phrase.rescaling import divided, hundredth, sum_of_money
from ledger.phrase.token import DASHES, NUMBER, WORD, Token, refuse, tokenize

#: The longest phrase, in characters: what the contract allows any string.
MAX_PHRASE: Final = 10_000

_ONE_SIDED: Final = frozenset({"nearly", "under", "over", "at-least", "at-most"})
#: Joined to a number they make it a rank or a time of day.
_NOT_COUNTS: Final = frozenset({"st", "nd", "rd", "th", "am", "pm"})
_SIDES: Final = {"over": "low", "at-least": "low", "under": "high", "at-most": "high"}
_AGE_TAIL: Final = frozenset({"under", "over", "aged", "above", "below"})


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


def parse_phrase(text: str) -> Quantity:
    """Read a phrase such as "about 5,200 convictions a year"; `text` of the quantity is the phrase, verbatim.

    Raises InputError for what cannot be read; its hint says how to record the statement instead.
    """
    return read_phrase(text).quantity


def read_phrase(text: str) -> Reading:
    """Read a phrase as `parse_phrase` does, with the places of its parts and what in it is ambiguous.

    Raises InputError for what cannot be read.
    """
    if len(text) > MAX_PHRASE:
        raise InputError(
            problems=[Problem("", f"a phrase may have {MAX_PHRASE:,} characters at the most")],
            hint="give the number with the words around it, and the sentence as a quote",
        )
    return _Reader(text, tokenize(text)).read()


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

    def __init__(self, text: str, tokens: list[Token]) -> None:
        super().__init__(text, tokens)
        self.extent: ranges.NumberRange | None = None
        self.rates: list[Rate] = []

    def read(self) -> Reading:
        number = self.lead_up()
        if number is not None:
            self.extent = ranges.read_extent(
                self.text, self.tokens, number, opened=self.opened, money=self.money is not None
            )
            self._suffix()
            if self.extent is not None:
                if self.money is not None and self.money.scale > 1:
                    self.extent = ranges.rescaled(self.extent, self.money.scale)
                self.advance(self.extent.stop)
                self._second_bound()
            high = self.extent.high if self.extent is not None else None
            for said in (number.note, high and high.note, self.extent and self.extent.note):
                self.note(said or None)
        self._what()
        self._rest()
        return self._reading()

    # Behind the number

    def _second_bound(self) -> None:
        """More than 10 but fewer than 40: two one-sided bounds are a range."""
        at, extent = self.at, self.extent
        assert extent is not None
        if extent.high is not None or not self.hedges or word_at(self.tokens, at) not in {"and", "but", ","}:
            return
        at += 2 if word_at(self.tokens, at + 1) in {"and", "but"} else 1
        hedge = match_before(self.tokens, at) if at < len(self.tokens) else None
        if hedge is None:
            return
        number = read_amount(self.text, self.tokens, hedge[1], money=self.money is not None)
        sides = {_SIDES.get(self.hedges[-1]), _SIDES.get(hedge[0])}
        if number is None or sides != {"low", "high"} or number.exact == extent.low.exact:
            return
        low, high = sorted((extent.low, number), key=lambda end: end.exact)
        if (_SIDES[hedge[0]] == "high") != (high is number):
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
        token = self.tokens[stop]
        if (token.glued and token.word in _NOT_COUNTS) or (is_month(token.word) and first.text.isdigit()):
            refuse(self.text, first.start, "a date, a time of day or an ordinal is no quantity:")
        if self.extent.high is None and token.word == "s" and token.glued and first.text.endswith("0"):
            if not self.calendar:
                self.vague = True
                self.extent = None
                self.advance(stop + 1)
            else:
                last = first._replace(text=first.text[:-1] + "9")
                self.extent = self.extent._replace(high=last, stop=stop + 1)
                self.calendar = "date"

    # What is counted

    def _what(self) -> None:
        """Read the hedge behind the number and then its unit."""
        self._hedge_after()
        if self.money is not None:
            self._repeated_money()
            return
        if self.at >= len(self.tokens) or self.calendar == "year":
            return
        counted = self._unit()
        if self.calendar == "date":
            # "In 2000 cases" counts, "in 2000 Putin" does not.
            if not counted.plural:
                return
            self.calendar = ""
        self.note(counted.note)
        if counted.unit is not None:
            self.unit = counted.unit
        elif self.unit is None and self.vague:
            self.note("no noun says what is counted")
        self.rates += [Rate(name, 1, counted.stop) for name in counted.rates]
        if counted.stop > self.at:
            self.advance(counted.stop)

    def _unit(self) -> Counted:
        text, tokens = self.text, self.tokens
        at = self.at
        if tokens[at].word in DASHES and at + 1 < len(tokens):
            at += 1
        elif word_at(tokens, at) in {"of", "a", "an"} and self._is_part():
            # Half an hour, a quarter of a per cent.
            while word_at(tokens, at) in {"of", "a", "an"}:
                at += 1
        percent = read_percent(tokens, at)
        if percent is not None:
            return percent
        money = read_money_after(text, tokens, at) if at < len(tokens) else None
        if money is not None:
            return self._money_behind(money)
        if (
            at < len(tokens)
            and tokens[at].word in {"a", "an", "per", "every", "each"}
            and not self._is_part()
        ):
            return Counted(None, self.at)
        one = self.extent is not None and self.extent.high is None and self.extent.low.text == "1"
        begin = at if tokens[self.at].word not in DASHES else self.at
        counted = read_counted(text, tokens, begin, one=one)
        if self.unit is not None:
            return Counted(self.unit, self.at)
        if self._is_part() and word_at(tokens, self.at) == "of" and not counted.plural and not counted.strict:
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
        if self.extent is not None and word_at(self.tokens, stop) in SCALES:
            # 75 USD million.
            scale, stop = read_scale(self.text, self.tokens, stop)
            self.extent = ranges.rescaled(self.extent, scale)
        if self.extent is not None and self.extent.high is None and not money.hundredth:
            total = sum_of_money(self.text, self.tokens, self.extent.low, stop)
            if total is not None:
                number, stop = total
                self.extent = self.extent._replace(low=number)
        return Counted(money.code, stop, strict=True)

    def _repeated_money(self) -> None:
        """After £ or EUR: the currency may be said again ("$10 dollars"), and more cents may follow."""
        assert self.money is not None
        self.unit = self.money.code
        if self.at < len(self.tokens):
            again = read_money_after(self.text, self.tokens, self.at)
            if again is not None and (again.code == self.unit or self.unit == "USD") and not again.hundredth:
                self.unit = again.code
                self.advance(again.stop)

    # Behind the noun

    def _rest(self) -> None:
        """Rates, hedges and plain words to the end. A second number is refused, but for dates and ages."""
        tokens = self.tokens
        beside = self.money is not None or (self.unit is not None and counted_noun(self.unit) is None)
        while self.at < len(tokens):
            rate = read_rate(self.text, tokens, self.at, beside=beside)
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
        at = self.at + 1 if word_at(self.tokens, self.at + 1) in {"and", "or"} else self.at
        at = at if word_at(self.tokens, self.at) in DASHES else self.at
        found = match_after(self.tokens, at) if at < len(self.tokens) else None
        if found is None:
            return False
        if behind_words and found[1] == at + 1 and word_at(self.tokens, found[1])[:1].isalpha():
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
        share = read_share(self.text, self.tokens, at, extent.low)
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
        before = at - 2 if word_at(tokens, at - 1) in DASHES and tokens[at - 1].glued else at - 1
        joined = token.glued and before >= 0 and tokens[before].kind == WORD
        if (token.kind == NUMBER and not joined) or token.word in NUMBER_WORDS or self._counts_one():
            word = word_at(tokens, at - 1)
            if word == "of" or (word_at(tokens, at - 2) == "of" and word in {"the", "all", "its", "their"}):
                self.note(f"{token.word} is taken for the whole of which the number is a part")
            elif is_date_before(tokens, at - 1) and names_year(tokens, at, None):
                self.note(f"{token.word} is taken for a date: a period is said in its own field")
            elif word in _AGE_TAIL:
                self.note(f'"{word} {token.word}" is taken as part of what is counted')
            else:
                read = self.text[: token.start].strip()
                refuse(self.text, token.start, "a second number, where one is read at a time,", read=read)
        self.at += 1

    def _counts_one(self) -> bool:
        """Whether "one" is a number here: five to one, two dead and one injured; not another one, one of them."""
        tokens, at = self.tokens, self.at
        if tokens[at].word != "one" or self.extent is None:
            return False
        before = word_at(tokens, at - 1)
        if before == "to":
            return at == self.extent.stop + 1
        return before in {"and", "or", "plus", ","} and word_at(tokens, at + 1) not in {
            "of",
            "in",
            "or",
            "another",
        }

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
        if self.calendar in {"year", "date"}:
            return "calendar_year"
        if self.calendar == "like":
            if (
                self.extent is not None
                and self.extent.high is not None
                and (self.opened or self.extent.low.text >= "1700")
            ):
                return "calendar_year"
            self.note('a number like a year is read as a count: the year is written "in 1991"')
        return None

    def _hedge_class(self) -> str | None:
        """The hedge that rules: `between` for a range, else the first one-sided wording, else the first."""
        if self.vague:
            return "vague"
        if self.extent is not None and self.extent.high is not None:
            if self.hedges:
                self.note(
                    f"a range is hedged as between; the wording of {self.hedges[0]} is left to the text"
                )
            return "between"
        if not self.hedges:
            return None
        first = next((hedge for hedge in self.hedges if hedge in _ONE_SIDED), self.hedges[0])
        if any(hedge != first for hedge in self.hedges):
            self.note(f"of several hedges, {first} is taken")
        return first
