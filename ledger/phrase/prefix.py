"""What stands before a number in a phrase: hedges, words that lead up to it, currencies; and the number
itself.
"""

from __future__ import annotations

from typing import Final

from ledger.phrase.calendar_words import is_date_before, names_year
from ledger.phrase.counted import read_percent, stands_for_metres, word_at
from ledger.phrase.currency import Money, read_money_after, read_money_before
from ledger.phrase.fraction import read_amount
from ledger.phrase.hedge import match_before, match_introduction, match_uncounted
from ledger.phrase.noun import PERIODIC
from ledger.phrase.numeral import ONES, SCALES, TENS, Number
from ledger.phrase.token import DASHES, NUMBER, QUOTES, UNQUANTIFIED, WORD, Token, refuse

_PLURAL_SCALES: Final = frozenset({f"{word}s" for word in SCALES} | {"tens"})
#: Words that are a number wherever they stand; "one" and "score" may be other words.
NUMBER_WORDS: Final = frozenset({*ONES, *TENS, *SCALES, *_PLURAL_SCALES} - {"one", "score", "scores"})
_PASSED: Final = QUOTES | frozenset("([,:")
_TIMES: Final = {"once": 1, "twice": 2, "thrice": 3}
_FOLD: Final = {
    **{word: number for word, number in ONES.items() if number > 1},
    "hundred": 100,
    "thousand": 1000,
}
#: What stands behind "once" or "twice" where it counts.
_RATES: Final = frozenset({"a", "an", "every", "each", "per", *PERIODIC})
_BEHIND_TIMES: Final = {"once": _RATES, "twice": _RATES | {"as", "the"}, "thrice": _RATES | {"as", "the"}}
_AGE: Final = frozenset({"aged", "age", "ages"})
#: No phrase has as many words before its number.
_LONGEST_LEAD: Final = 40


class Prefix:
    """A reader on its way to the number. What was understood gathers in the fields.

    `at` is the next token; `begin` and `end` are the code points between which the phrase stands so far.
    `opened` is "between" or "from". `calendar` is "before" where a word of time went before, "date" where the
    number then was a year, "year" where the phrase says so, "like" where a number only looks like one.
    """

    __slots__ = (
        "at", "begin", "calendar", "end", "hedges", "money", "notes", "opened", "text", "tokens", "unit",
        "vague",
    )  # fmt: skip

    def __init__(self, text: str, tokens: list[Token]) -> None:
        self.text = text
        self.tokens = tokens
        self.at = 0
        self.begin: int | None = None
        self.end = 0
        self.hedges: list[str] = []
        self.money: Money | None = None
        self.opened = ""
        self.calendar = ""
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
        number = read_amount(self.text, self.tokens, self.at, money=self.money is not None)
        if number is None:
            return None
        self._mark()
        if number.scale > 1 and self.money is None and word_at(self.tokens, number.stop - 1) == "m":
            if word_at(self.tokens, number.stop) in {"²", "³", "^"}:
                number = number._replace(text=number.mantissa, scale=1, stop=number.stop - 1)
            elif stands_for_metres(self.text, self.tokens, number.stop):
                self.note("m is read as metres, not as million")
                self.unit = "m"
                number = number._replace(text=number.mantissa, scale=1)
            else:
                self.note("m is read as million, not as metres")
        if self.calendar != "year" and names_year(self.tokens, self.at, number):
            # A range of two years is one of the calendar ("from 1991 to 1995"), a lone number needs "in" or
            # the like.
            self.calendar = "date" if self.calendar else "like"
        return number

    def _one_of_money(self) -> Number | None:
        """A pound, a dollar: the article is the number."""
        tokens, at = self.tokens, self.at
        if tokens[at].word not in {"a", "an"} or at + 1 == len(tokens) or tokens[at + 1].kind != WORD:
            return None
        money = read_money_after(self.text, tokens, at + 1)
        if money is None:
            return None
        self._mark()
        self.note(f'"{tokens[at].word}" is read as one')
        return Number("1", "1", 1, tokens[at].start, tokens[at].end, at + 1)

    def _hedge(self) -> bool:
        found = match_before(self.tokens, self.at)
        if found is None:
            return False
        self._mark()
        self.hedges.append(found[0])
        self.at = found[1]
        joined = word_at(self.tokens, self.at) in DASHES and self.tokens[self.at].glued
        if joined and self.tokens[self.at - 1].kind == WORD:
            # "over-65": the hyphen joins, and is no minus.
            self.at += 1
            if word_at(self.tokens, self.at + 1) == "s" and self.tokens[self.at + 1].glued:
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
        word, following = tokens[at].word, word_at(tokens, at + 1)
        times = _FOLD.get(word.removesuffix("fold")) if word.endswith("fold") else None
        if times is None and following in _BEHIND_TIMES.get(word, ()):
            times = _TIMES[word]
        if times is None:
            return None
        self._mark()
        self.unit = "time"
        return Number(str(times), str(times), 1, tokens[at].start, tokens[at].end, at + 1)

    def _opening(self) -> bool:
        """Between, from, aged, in the year, a factor of: words that say what kind of number comes."""
        word = self.tokens[self.at].word
        if word in {"between", "from"}:
            self.opened = word
        elif word in _AGE:
            self.unit = "year"
        elif word in {"year", "years"}:
            self.calendar = "year"
        elif self._percent_of():
            return True
        elif word == "factor" and word_at(self.tokens, self.at + 1) == "of":
            self.unit = "1"
            self.at += 1
        elif is_date_before(self.tokens, self.at):
            self.calendar = self.calendar or "before"
        else:
            return False
        self._mark()
        self.at += 1
        return True

    def _percent_of(self) -> bool:
        """A percentage of 10, per cent of 22: the unit before its number."""
        percent = read_percent(self.tokens, self.at)
        if percent is None or percent.unit != "percent" or word_at(self.tokens, percent.stop) != "of":
            return False
        if read_amount(self.text, self.tokens, percent.stop + 1) is None:
            return False
        self._mark()
        words = self.text[self.tokens[self.at].start : self.tokens[percent.stop].end]
        self.note(f'"{words}" is read as the unit of the number behind it, not as a part of that number')
        self.unit, self.at = percent.unit, percent.stop + 1
        return True

    def _money_before(self) -> bool:
        money = read_money_before(self.text, self.tokens, self.at)
        if money is None or money.stop >= len(self.tokens):
            return False
        self._mark()
        self.money = money
        self.at = money.stop
        return True

    def _introduction(self) -> bool:
        stop = match_introduction(self.tokens, self.at)
        if stop is not None:
            self.at = stop
        return stop is not None

    def _uncounted(self) -> bool:
        """Dozens of, tens of thousands of, several hundred: words in a number's place that name none."""
        begin = self.at
        at = match_uncounted(self.tokens, begin) or begin
        if at < len(self.tokens) and self.tokens[at].kind == NUMBER and word_at(self.tokens, at - 1) == "of":
            # "A majority of 80" has a number, "a majority of the 80" has not.
            return False
        while at < len(self.tokens):
            word = self.tokens[at].word
            if word in _PLURAL_SCALES or (at > begin and word in SCALES):
                at += 1
            elif (
                at > begin and word in {"of", "and", "or"} and word_at(self.tokens, at + 1) in _PLURAL_SCALES
            ):
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
        if not any(
            token.kind == NUMBER or token.word in NUMBER_WORDS or token.word == "one" for token in rest
        ):
            refuse(self.text, 0, "there is no number", hint=UNQUANTIFIED)
        read = self.text[: tokens[at].start].strip() if at else ""
        refuse(self.text, tokens[at].start, "a number was expected", read=read)
