"""What stands before a number in a phrase: hedges, words that lead up to it, currencies; and the number
itself.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import Final

from ledger.phrase.calendar_words import is_date_before, names_year
from ledger.phrase.counted import read_percent, stands_for_metres
from ledger.phrase.currency import Money, read_money_after, read_money_before
from ledger.phrase.fraction import read_amount
from ledger.phrase.notation import METRE, PERCENT, TIME, YEAR
from ledger.phrase.number_range import Opening
from ledger.phrase.numeral import Number
from ledger.phrase.token import DASHES, NUMBER, QUOTES, UNQUANTIFIED, WORD, Tokens, refuse
from ledger.phrase.wording import match

_PASSED: Final = QUOTES | frozenset("([,:")
#: No phrase has as many words before its number.
_LONGEST_LEAD: Final = 40


class CalendarReading(Enum):
    """How far a number is a year of the calendar.

    `BEFORE` where a word of time went before, `DATE` where the number then was a year, `YEAR` where the phrase
    says so, `LIKE` where a number only looks like one.
    """

    NONE = auto()
    BEFORE = auto()
    DATE = auto()
    YEAR = auto()
    LIKE = auto()


class Prefix:
    """A reader on its way to the number. What was understood gathers in the fields.

    `at` is the next token; `begin` and `end` are the code points between which the phrase stands so far.
    `opened` is the word before a range, if there is one.
    """

    __slots__ = (
        "at", "begin", "calendar", "end", "hedges", "lexicon", "money", "notes", "opened", "text", "tokens", "unit",
        "vague",
    )  # fmt: skip

    def __init__(self, tokens: Tokens) -> None:
        self.text = tokens.text
        self.tokens = tokens
        self.lexicon = tokens.lexicon
        self.at = 0
        self.begin: int | None = None
        self.end = 0
        self.hedges: list[str] = []
        self.money: Money | None = None
        self.opened = Opening.NONE
        self.calendar = CalendarReading.NONE
        self.unit: str | None = None
        self.vague = False
        self.notes: list[str] = []

    def advance(self, stop: int) -> None:
        """Go on to token `stop`; what lies before it belongs to the phrase."""
        self.at = stop
        self.end = self.tokens[stop - 1].end

    def note(self, sentence: str | None) -> None:
        """Keep a sentence about another reading, once."""
        if sentence and sentence not in self.notes:
            self.notes.append(sentence)

    def lead_up(self) -> Number | None:
        """Take everything that stands before the number, then the number (None for "dozens" and the like)."""
        while self.at < min(len(self.tokens), _LONGEST_LEAD):
            token = self.tokens[self.at]
            if token.kind == NUMBER:
                return self._number()
            if token.word in _PASSED or self._plus_sign():
                self.at += 1
                continue
            if self._hedge() or self._opening():
                continue
            if token.kind == WORD and self._uncounted():
                return None
            number = self._number()
            if number is not None:
                return number
            if self._money_before():
                continue
            number = self._one_of_money() or self._times()
            if number is not None:
                return number
            if not self._introduction():
                break
        self._no_number()
        return None

    def _mark(self) -> None:
        """What matters of the phrase begins here, unless it has begun before."""
        if self.begin is None:
            self.begin = self.tokens[self.at].start

    def _number(self) -> Number | None:
        number = read_amount(self.tokens, self.at, money=self.money is not None)
        if number is None:
            return None
        self._mark()
        if number.scale > 1 and self.money is None and self._is_metre(number.stop - 1):
            if self.tokens.word(number.stop) in {"²", "³", "^"}:
                number = number._replace(text=number.mantissa, scale=1, stop=number.stop - 1)
            elif stands_for_metres(self.tokens, number.stop):
                self.note("m is read as metres, not as million")
                self.unit = METRE
                number = number._replace(text=number.mantissa, scale=1)
            else:
                self.note("m is read as million, not as metres")
        if self.calendar is not CalendarReading.YEAR and names_year(self.tokens, self.at, number):
            # A range of two years is one of the calendar ("from 1991 to 1995"), a lone number needs "in" or
            # the like.
            dated = self.calendar is not CalendarReading.NONE
            self.calendar = CalendarReading.DATE if dated else CalendarReading.LIKE
        return number

    def _is_metre(self, at: int) -> bool:
        return self.tokens.word(at) in self.lexicon.measures.metres

    def _one_of_money(self) -> Number | None:
        """A pound, a dollar: the article is the number."""
        tokens, at = self.tokens, self.at
        if (
            tokens[at].word not in self.lexicon.connectives.articles
            or at + 1 == len(tokens)
            or tokens[at + 1].kind != WORD
        ):
            return None
        money = read_money_after(tokens, at + 1)
        if money is None:
            return None
        self._mark()
        self.note(f'"{tokens[at].word}" is read as one')
        return Number("1", "1", 1, tokens[at].start, tokens[at].end, at + 1)

    def _hedge(self) -> bool:
        found = match(self.lexicon.hedges.before, self.tokens, self.at)
        if found is None:
            return False
        self._mark()
        self.hedges.append(found[0])
        self.at = found[1]
        joined = self.tokens.word(self.at) in DASHES and self.tokens[self.at].glued
        if joined and self.tokens[self.at - 1].kind == WORD:
            # "over-65": the hyphen joins, and is no minus.
            self.at += 1
            endings = self.lexicon.numerals.decade_endings
            if self.tokens.word(self.at + 1) in endings and self.tokens[self.at + 1].glued:
                refuse(self.text, self.begin or 0, "an age group is no quantity:")
        return True

    def _plus_sign(self) -> bool:
        """+5%: the sign of a number above zero."""
        tokens, at = self.tokens, self.at
        if tokens[at].word != "+" or at + 1 == len(tokens):
            return False
        return tokens[at + 1].kind == NUMBER and tokens[at + 1].glued

    def _times(self) -> Number | None:
        """Once a week, twice as many, threefold: how many times, in one word."""
        tokens, at = self.tokens, self.at
        lexicon = self.lexicon
        word, following = tokens[at].word, tokens.word(at + 1)
        times = lexicon.numerals.folds.get(word)
        if times is None and word in lexicon.numerals.multiples:
            connectives, rates = lexicon.connectives, lexicon.rates
            number = lexicon.numerals.multiples[word]
            rate = connectives.articles | connectives.every | rates.per
            counts = following in rate or following in rates.periodic
            # "Twice as many", but not "once the".
            if counts or (number > 1 and following in connectives.as_many):
                times = number
        if times is None:
            return None
        self._mark()
        self.unit = TIME
        return Number(str(times), str(times), 1, tokens[at].start, tokens[at].end, at + 1)

    def _opening(self) -> bool:
        """Between, from, aged, in the year, a factor of: words that say what kind of number comes."""
        connectives, word = self.lexicon.connectives, self.tokens[self.at].word
        if word in connectives.between:
            self.opened = Opening.BETWEEN
        elif word in connectives.from_:
            self.opened = Opening.FROM
        elif word in connectives.aged:
            self.unit = YEAR
        elif word in connectives.calendar:
            self.calendar = CalendarReading.YEAR
        elif self._percent_of():
            return True
        elif word in connectives.factor and self.tokens.word(self.at + 1) in connectives.of:
            self.unit = "1"
            self.at += 1
        elif is_date_before(self.tokens, self.at):
            if self.calendar is CalendarReading.NONE:
                self.calendar = CalendarReading.BEFORE
        else:
            return False
        self._mark()
        self.at += 1
        return True

    def _percent_of(self) -> bool:
        """A percentage of 10, per cent of 22: the unit before its number."""
        percent = read_percent(self.tokens, self.at)
        of = self.lexicon.connectives.of
        if percent is None or percent.unit != PERCENT or self.tokens.word(percent.stop) not in of:
            return False
        if read_amount(self.tokens, percent.stop + 1) is None:
            return False
        self._mark()
        words = self.text[self.tokens[self.at].start : self.tokens[percent.stop].end]
        self.note(f'"{words}" is read as the unit of the number behind it, not as a part of that number')
        self.unit, self.at = percent.unit, percent.stop + 1
        return True

    def _money_before(self) -> bool:
        money = read_money_before(self.tokens, self.at)
        if money is None or money.stop >= len(self.tokens):
            return False
        self._mark()
        self.money = money
        self.at = money.stop
        return True

    def _introduction(self) -> bool:
        found = match(self.lexicon.hedges.introductions, self.tokens, self.at)
        if found is not None:
            self.at = found[1]
        return found is not None

    def _uncounted(self) -> bool:
        """Dozens of, tens of thousands of, several hundred: words in a number's place that name none."""
        numerals, connectives = self.lexicon.numerals, self.lexicon.connectives
        begin = at = self.at
        found = match(self.lexicon.hedges.uncounted, self.tokens, begin)
        if found is not None:
            at = found[1]
        if (
            at < len(self.tokens)
            and self.tokens[at].kind == NUMBER
            and self.tokens.word(at - 1) in connectives.of
        ):
            # "A majority of 80" has a number, "a majority of the 80" has not.
            return False
        while at < len(self.tokens):
            word = self.tokens[at].word
            joins = word in connectives.of or word in connectives.and_ or word in connectives.or_
            if word in numerals.uncounted_scales or (at > begin and word in numerals.scales):
                at += 1
            elif at > begin and joins and self.tokens.word(at + 1) in numerals.uncounted_scales:
                at += 2
            else:
                break
        if at == begin:
            return False
        self.vague = True
        self._mark()
        self.advance(at)
        return True

    def _no_number(self) -> None:
        """Say what stands where no number could be read."""
        at, tokens = self.at, self.tokens
        rest = tokens[at:]
        numerals = self.lexicon.numerals
        if not any(
            token.kind == NUMBER or token.word in numerals.number_words or token.word in numerals.ones
            for token in rest
        ):
            refuse(self.text, 0, "there is no number", hint=UNQUANTIFIED)
        read = self.text[: tokens[at].start].strip() if at else ""
        refuse(self.text, tokens[at].start, "a number was expected", read=read)
