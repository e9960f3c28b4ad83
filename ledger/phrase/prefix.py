"""Reading what stands before a number in a phrase, hedges, introductions and currencies, and the number itself."""

from __future__ import annotations

from enum import Enum, auto
from typing import Final

from ledger.phrase.calendar_words import is_date_before, is_year, names_year
from ledger.phrase.counted import read_counted, read_measure, read_percent, stands_for_metres
from ledger.phrase.currency import CurrencyReading, read_money_after, read_money_before
from ledger.phrase.digits import scaled
from ledger.phrase.fraction import and_a_half, negated, read_amount
from ledger.phrase.leading import leading_date, leads_to_length, leads_to_words, timed_lead
from ledger.phrase.lexicon.international import (
    CODES_LIKE_WORDS,
    DOLLAR_SIGNS,
    KELVIN_LETTER,
    LAKH,
    LAKH_CURRENCIES,
    LAKH_LETTER,
    NO_VOWEL,
    RAISED,
    may_be_scale,
)
from ledger.phrase.notation import ABOUT, LEVEL, METRE, PAIR, PERCENT, PERSON, REAL, TIME, UP, YEAR
from ledger.phrase.number_range import Opening
from ledger.phrase.numeral import Numeral, read_scale
from ledger.phrase.token import DASHES, MEND, NUMBER, QUOTES, SIGN, UNQUANTIFIED, WORD, Tokens, refuse
from ledger.phrase.wording_match import match

_PASSED: Final = QUOTES | frozenset("([,:")
#: Punctuation of a sentence that leads up to a number.
_SENTENCE_SIGNS: Final = QUOTES | DASHES | frozenset("()[],:;.!?…")
#: The most tokens that are read before the number.
_LONGEST_LEAD: Final = 40


class CalendarReading(Enum):
    """The degree to which a number is a year of the calendar.

    `BEFORE` where a word of time went before, `DATE` where the number then was a year, `YEAR` where the phrase
    says so, `LIKE` where a number only looks like one.
    """

    NONE = auto()
    BEFORE = auto()
    DATE = auto()
    YEAR = auto()
    LIKE = auto()


class Prefix:
    """A reader of everything up to the number. Its fields collect what was understood.

    `at` is the next token; `begin` and `end` are the code points between which the phrase stands so far.
    `opened` is the word before a range, if there is one; `multiplied` says that a verb is the number ("doubled").
    """

    __slots__ = (
        "at", "begin", "calendar", "direction", "end", "hedges", "lead", "lexicon", "money", "multiplied", "negative",
        "notes",
        "opened", "outcome", "price_base", "statistic", "text", "tokens", "unit", "vague",
    )  # fmt: skip

    def __init__(self, tokens: Tokens) -> None:
        self.text = tokens.text
        self.tokens = tokens
        self.lexicon = tokens.lexicon
        self.at = 0
        self.begin: int | None = None
        self.end = 0
        self.hedges: list[str] = []
        self.money: CurrencyReading | None = None
        self.opened = Opening.NONE
        self.calendar = CalendarReading.NONE
        self.unit: str | None = None
        self.vague = False
        self.negative = False
        self.multiplied = False
        self.direction: str | None = None
        self.statistic: str | None = None
        self.price_base: str | None = None
        self.outcome: str | None = None
        self.lead: list[int] = []
        self.notes: list[str] = []

    def advance(self, stop: int) -> None:
        """Go on to token `stop`; what lies before it belongs to the phrase."""
        self.at = stop
        self.end = self.tokens[stop - 1].end

    def note(self, sentence: str | None) -> None:
        """Keep a sentence about another reading, once."""
        if sentence and sentence not in self.notes:
            self.notes.append(sentence)

    def lead_up(self) -> Numeral | None:
        """Read everything before the number, then the number (None for "dozens" and the like)."""
        self._leading_date()
        while self.at < min(len(self.tokens), _LONGEST_LEAD):
            token = self.tokens[self.at]
            if (token.kind == NUMBER or self._begins_number(self.at)) and self._timed():
                continue
            if token.kind == NUMBER:
                self._check_joined()
                return self._number()
            if token.word in _PASSED:
                self.at += 1
                continue
            if self._sign() or self._hedge() or self._aspect() or self._opening():
                continue
            if token.kind == WORD and self._uncounted():
                return self._pair()
            number = self._number() or self._none()
            if number is not None:
                return number
            if self._money_before():
                continue
            number = self._one_of_money() or self._times()
            if number is not None:
                return number
            if not (self._introduction() or self._unread()):
                break
        self._no_number()
        return None

    def _leading_date(self) -> None:
        """Leave the date that begins a sentence to the text: In 2019, 300 people died; by 5 May 2020, 300."""
        date = leading_date(self.tokens)
        if date is not None:
            self.lead += date
            self.at = date.stop

    def _check_joined(self) -> None:
        """Refuse digits that are part of a word: A4, Covid-19, pre-2000."""
        tokens, at = self.tokens, self.at
        hyphen = tokens[at].glued and at > 1 and tokens[at - 1].word in DASHES and tokens[at - 1].glued
        before = at - 2 if hyphen else at - 1
        marked = self.money is not None and self.money.stop == at
        if not tokens[at].glued or before < 0 or tokens[before].kind != WORD or marked:
            return
        if self.hedges and match(self.lexicon.hedges.before, tokens, before) == (self.hedges[-1], at):
            # "c5,000", "ca800".
            return
        calendar = self.lexicon.calendar
        hedged = self.hedges and (self.begin or 0) <= tokens[before].start
        if not (hyphen and (tokens[before].word in calendar.date_words or hedged)):
            refuse(self.text, tokens[before].start, "digits that are part of a word are not a quantity:")

    def _sign(self) -> bool:
        """Read a plus before a number, a minus before a currency or a hyphen behind a word: +5%, -£5m, mid-1990s."""
        tokens, at = self.tokens, self.at
        token = tokens[at]
        if token.word == "+" and at + 1 < len(tokens) and (tokens[at + 1].glued or at == 0):
            if tokens[at + 1].kind != NUMBER and read_money_before(tokens, at + 1) is None:
                return False
            self.direction = self.direction or UP
        elif token.word in DASHES and token.glued and at and tokens[at - 1].kind == WORD:
            # The hyphen joins, and is not a minus.
            self.note(f'"{tokens[at - 1].word}" is left to the text')
        elif token.word in DASHES or token.word in self.lexicon.numerals.minus:
            money = read_money_before(tokens, at + 1) if at + 1 < len(tokens) else None
            if money is None or money.stop >= len(tokens) or tokens[money.stop].kind != NUMBER:
                return False
            self._mark()
            self.negative = True
        else:
            return False
        self.at += 1
        return True

    def _aspect(self) -> bool:
        """Read words that make the number behind them a rise, a mean, or one in real terms."""
        hedges, prices = self.lexicon.hedges, self.lexicon.calendar.prices
        tokens, at = self.tokens, self.at
        direction = match(hedges.directions, tokens, at)
        statistic = match(hedges.statistics, tokens, at)
        real = match(prices.real, tokens, at)
        found = max((f for f in (direction, statistic, real) if f), key=lambda f: f[1], default=None)
        level = match(hedges.introductions, tokens, at)
        # "Rose to 5%" is a level, "rose 5%" a change.
        if found is None or (level is not None and level[1] > found[1]):
            return False
        none = match(hedges.no_directions, tokens, at) if found is direction else None
        if none is not None:
            # Capital gains tax of 20%.
            self.lead += range(at, none[1])
            found = none
        elif found is direction:
            self.direction = found[0]
        elif found is statistic:
            self.statistic = self.statistic or found[0]
        else:
            self.price_base = REAL
        self.at = found[1]
        return True

    def _timed(self) -> bool:
        """Leave a time that is a part of what is counted to the text: a seven-day average of 300."""
        found = timed_lead(self.tokens, self.at)
        if found is None:
            return False
        stop, statistic = found
        self.statistic = self.statistic or statistic
        self.lead += range(self.at, stop)
        self.at = stop
        return True

    def _pair(self) -> Numeral | None:
        """Read two of a large number: a couple of hundred people."""
        tokens = self.tokens
        found = match(self.lexicon.hedges.uncounted, tokens, self.at)
        if self.vague or found is None:
            return None
        scale, stop = read_scale(tokens, found[1])
        self._mark()
        self.hedges.append(ABOUT)
        start, end = tokens[self.at].start, tokens[found[1] - 1].end
        return Numeral(str(2 * scale), "2", scale, start, end, stop)

    def _none(self) -> Numeral | None:
        """Read a zero in words: no deaths, none, not a single case. "No rate was given" has no number."""
        tokens, numerals, nouns = self.tokens, self.lexicon.numerals, self.lexicon.nouns
        single = match(numerals.none_single, tokens, self.at)
        alone = match(numerals.none_alone, tokens, self.at)
        found = single or alone or match(numerals.none, tokens, self.at)
        if found is None:
            return None
        stop = found[1]
        counted = read_counted(tokens, stop) if stop < len(tokens) else None
        noun = counted.unit if counted is not None and not counted.strict else None
        heard = counted is not None and tokens.word(counted.stop) in self.lexicon.connectives.of
        if noun in nouns.uncounted or (heard and noun in nouns.hearsay):
            # "No figures were given", "no reports of casualties".
            return None
        if alone is None and (counted is None or noun is None or not (counted.plural or single is not None)):
            return None
        if alone is not None and tokens.word(alone[1] - 1) in nouns.people:
            self.unit = PERSON
        self._mark()
        self.end = tokens[stop - 1].end
        return Numeral("0", "0", 1, tokens[self.at].start, tokens[stop - 1].end, stop)

    def _unread(self) -> bool:
        """Skip a word of a sentence before the number, which is named in a note.

        A name or an abbreviation right before digits may be a mark of a currency or say which one is meant
        ("page 5", "No. 7"), and is not passed over; nor is what denies.
        """
        tokens, at, connectives = self.tokens, self.at, self.lexicon.connectives
        token = tokens[at]
        if token.kind == SIGN:
            # R&D spending of £5bn.
            joins = token.word == "&" and token.glued and at > 0 and tokens[at - 1].kind == WORD
            if token.word not in _SENTENCE_SIGNS and not joins:
                return False
            self.at += 1
            return True
        following = tokens[at + 1] if at + 1 < len(tokens) else None
        if following is not None and following.kind == NUMBER and self._is_place(at):
            return self._pass_lead(at)
        if token.word in connectives.leading_ranks and following is not None and self._begins_number(at + 1):
            # Page five, chapter two.
            return False
        nouns = self.lexicon.nouns
        verb = token.word in nouns.no_heads or token.word.endswith(nouns.verb_endings)
        numbered = following is not None and (following.kind == NUMBER or self._begins_number(at + 1))
        glued = following is not None and following.glued
        if not self.lead and numbered and (not verb or glued):
            # One word before a number is not a sentence: it may be a hedge, a currency, a rank.
            return False
        joins = token.word in connectives.or_ or token.word in connectives.and_
        if self.lead and joins and read_amount(tokens, at + 1) is not None:
            # "A word or two" has no number of its own.
            return False
        if token.word in connectives.negations or token.word in self.lexicon.numerals.number_words:
            return False
        if may_be_scale(token.word) and len(token.word) > 3:
            return False
        if following is not None and (
            following.kind == NUMBER or (following.glued and following.kind == SIGN)
        ):
            written = tokens.written(at)
            grouped = not following.word.isdigit()
            plain = len(written) > 2 and not NO_VOWEL.fullmatch(written) and not following.glued
            if not plain or not (grouped or written.islower()):
                joint = following.word in _SENTENCE_SIGNS or following.word == "&"
                return following.kind == SIGN and joint and self._pass_lead(at)
            if token.word in connectives.leading_ranks and not grouped:
                return False
        return self._pass_lead(at)

    def _begins_number(self, at: int) -> bool:
        """Return whether a number in words begins at token `at`."""
        word, numerals = self.tokens[at].word, self.lexicon.numerals
        return word in numerals.ones or word in numerals.tens

    def _is_place(self, at: int) -> bool:
        """Return whether the name before digits is that of a place: in Kyiv 2000 people died, in New York 5,000."""
        tokens = self.tokens
        if tokens[at + 1].glued or len(tokens[at].word) < 3:
            return False
        while at > 0 and tokens.written(at).istitle() and tokens[at].kind == WORD:
            if tokens[at - 1].word in self.lexicon.connectives.in_:
                return True
            at -= 1
        return False

    def _pass_lead(self, at: int) -> bool:
        self.lead.append(at)
        self.at += 1
        return True

    def _mark(self) -> None:
        """Note that the phrase begins at this token, unless it has begun before."""
        if self.begin is None:
            self.begin = self.tokens[self.at].start

    def _number(self) -> Numeral | None:
        number = read_amount(self.tokens, self.at, money=self.money is not None)
        if number is None:
            return None
        digits, before = self.tokens[self.at].word, self.tokens.word(self.at - 1) if self.at else ""
        if digits in DASHES and before in DASHES and self.tokens[self.at].glued:
            refuse(self.text, self.tokens[self.at - 1].start, "two signs before a number have no reading:")
        if digits.isdigit() and digits.startswith("0") and digits.strip("0"):
            refuse(
                self.text,
                self.tokens[self.at].start,
                "digits that begin with a zero are a code, not a count:",
            )
        if before in self.lexicon.rates.per:
            refuse(
                self.text,
                self.tokens[self.at - 1].start,
                "a number that is divided by is not the one stated:",
            )
        if self.negative:
            number, self.negative = negated(number), False
        number = self._in_lakhs(number)
        self._mark()
        if (
            number.scale > 1
            and self.money is None
            and self.tokens.word(number.stop - 1) in self.lexicon.measures.metres
        ):
            raised = self.tokens.word(number.stop)
            squared = raised in RAISED and self.tokens[number.stop].glued
            below = read_measure(self.tokens, number.stop + 1) if raised == "/" else None
            speed = below is not None and below.unit in self.lexicon.rates.times.values()
            if squared or raised == "^" or speed:
                number = number._replace(text=number.mantissa, scale=1, stop=number.stop - 1)
            elif stands_for_metres(self.tokens, number.stop) or leads_to_length(self.tokens, self.at):
                self.note("m is read as metres, not as million")
                self.unit = METRE
                number = number._replace(text=number.mantissa, scale=1)
            elif self._is_distance(number.stop):
                refuse(self.text, self.tokens[number.stop - 1].start, "one letter may be metres or million:")
            else:
                self.note("m is read as million, not as metres")
        if self.calendar is not CalendarReading.YEAR and names_year(self.tokens, self.at, number):
            # A range of two years is one of the calendar ("from 1991 to 1995"), a lone number needs "in" or
            # the like.
            dated = self.calendar is not CalendarReading.NONE
            self.calendar = CalendarReading.DATE if dated else CalendarReading.LIKE
        return number

    def _is_distance(self, at: int) -> bool:
        """Return whether a place follows from which so many metres may be: 300m from the border."""
        tokens = self.tokens
        led = tokens.word(at) in self.lexicon.connectives.from_ and at + 1 < len(tokens)
        return led and tokens[at + 1].kind == WORD and read_amount(tokens, at + 1) is None

    def _in_lakhs(self, number: Numeral) -> Numeral:
        """Read the L behind rupees as lakh (₹5L), and say what else a K behind a number may be."""
        after = self.tokens.written(number.stop)
        if (
            after == LAKH_LETTER
            and self.money is not None
            and self.money.code in LAKH_CURRENCIES
            and number.scale == 1
        ):
            return number._replace(text=scaled(number.text, LAKH), scale=LAKH, stop=number.stop + 1)
        kelvin = (
            self.tokens.written(number.stop - 1) == KELVIN_LETTER and not self.tokens[number.stop - 1].glued
        )
        if kelvin and number.stop == len(self.tokens) and self.money is None:
            self.note("K is read as thousand, not as kelvin")
        return number

    def _one_of_money(self) -> Numeral | None:
        """Read an article that is the number: a pound, a dollar, a gallon."""
        tokens, at = self.tokens, self.at
        if (
            tokens[at].word not in self.lexicon.connectives.articles
            or at + 1 == len(tokens)
            or tokens[at + 1].kind != WORD
        ):
            return None
        measured = read_measure(tokens, at + 1)
        half = and_a_half(tokens, measured.stop) if measured is not None else None
        if measured is not None and half is not None:
            self._mark()
            self.unit = measured.unit
            part, stop = half
            return Numeral(part, part, 1, tokens[at].start, tokens[stop - 1].end, stop)
        alone = measured is not None and measured.stop == len(tokens)
        time = tokens.word(at + 1) in self.lexicon.rates.times
        if read_money_after(tokens, at + 1) is None and (not alone or time):
            return None
        self._mark()
        self.note(f'"{tokens[at].word}" is read as one')
        return Numeral("1", "1", 1, tokens[at].start, tokens[at].end, at + 1)

    def _hedge(self) -> bool:
        found = match(self.lexicon.hedges.before, self.tokens, self.at)
        statistic = match(self.lexicon.hedges.statistics, self.tokens, self.at)
        if found is None or (statistic is not None and statistic[1] > found[1]):
            return False
        at, written = found[1], self.tokens.written(found[1] - 1)
        signed = at < len(self.tokens) and self.tokens[at].glued and self.tokens[at].word in DOLLAR_SIGNS
        letter = at == self.at + 1 and len(written) == 1
        if (signed or letter) and written.isupper():
            # CA$ is a currency, and Vitamin C 500 has no hedge.
            return False
        self._mark()
        self.hedges.append(found[0])
        self.at = found[1]
        joined = self.tokens.word(self.at) in DASHES and self.tokens[self.at].glued
        if joined and self.tokens[self.at - 1].kind == WORD:
            # "over-65": the hyphen joins, and is not a minus.
            self.at += 1
            endings = self.lexicon.numerals.decade_endings
            if self.tokens.word(self.at + 1) in endings and self.tokens[self.at + 1].glued:
                refuse(self.text, self.begin or 0, "an age group is not a quantity:")
        return True

    def _times(self) -> Numeral | None:
        """Read one word that says how many times: once a week, twice as many, threefold."""
        tokens, at = self.tokens, self.at
        lexicon = self.lexicon
        word, following = tokens[at].word, tokens.word(at + 1)
        numerals, connectives, rates = lexicon.numerals, lexicon.connectives, lexicon.rates
        if word in numerals.changes:
            if following in numerals.digits:
                refuse(self.text, tokens[at].start, "a number of so many digits names none:")
            level = match(lexicon.hedges.introductions, tokens, at)
            if following in connectives.to or (level is not None and level[0] == LEVEL):
                return None
            named = (
                at + 1 < len(tokens) and tokens[at + 1].kind == WORD and following not in lexicon.nouns.stops
            )
            if word in numerals.before_nouns and named:
                refuse(self.text, tokens[at].start, "before a noun this word may be a part of its name:")
            self.multiplied = True
            times: str | None = numerals.changes[word]
        elif word in numerals.folds:
            times = str(numerals.folds[word])
        else:
            number = numerals.multiples.get(word, 0)
            below = connectives.articles | connectives.every | rates.per
            # "Once" alone is a time, not a count.
            counts = following in below or following in rates.periodic or number > 1
            times = str(number) if number and counts else None
        if times is None:
            return None
        self._mark()
        self.unit = TIME
        return Numeral(times, times, 1, tokens[at].start, tokens[at].end, at + 1)

    def _opening(self) -> bool:
        """Read words that announce the kind of number: between, from, aged, in the year, a factor of."""
        connectives, word = self.lexicon.connectives, self.tokens[self.at].word
        if word in connectives.between:
            self.opened = Opening.BETWEEN
        elif word in connectives.from_ and not leads_to_words(self.tokens, self.at):
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
        """Read a unit before its number: a percentage of 10, per cent of 22."""
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
        money = read_money_before(self.tokens, self.at) or self._named_money()
        if money is None or money.stop >= len(self.tokens):
            return False
        before = self.tokens.word(self.at - 1) if self.at else ""
        countries = {country for country, _ in self.lexicon.money.by_country}
        if self.lead and money.note is not None and before in countries:
            # Sri Lankan Rs 5,000.
            refuse(self.text, self.tokens[self.at - 1].start, "write the code of this currency, such as LKR:")
        self._mark()
        self.money = money
        self.at = money.stop
        return True

    def _named_money(self) -> CurrencyReading | None:
        """Read the name of a currency right before digits: naira 5,000, dollar 22.5 million."""
        tokens, at = self.tokens, self.at
        money = read_money_after(tokens, at) if tokens[at].kind == WORD else None
        if money is None or money.hundredth or money.stop >= len(tokens):
            return None
        verb = tokens[at].word in self.lexicon.money.verbs or tokens.written(at) in CODES_LIKE_WORDS
        if tokens[money.stop].kind != NUMBER or verb:
            return None
        if is_year(tokens[money.stop]) and read_scale(tokens, money.stop + 1)[0] == 1:
            refuse(
                self.text,
                tokens[at].start,
                "this is an amount, or an event and its year:",
                hint=f"write an amount with a comma (2,020) or behind its number; or {MEND}",
            )
        return money

    def _introduction(self) -> bool:
        found = match(self.lexicon.hedges.introductions, self.tokens, self.at)
        if found is not None:
            word = self.tokens[found[1] - 1].word
            self.outcome = word if word in self.lexicon.nouns.outcomes else self.outcome
            if found[0] == LEVEL and self.hedges:
                # "More than doubled to 5,000": the hedge is of the change, and not of what it came to.
                words = self.text[self.begin : self.tokens[self.at].start].strip()
                self.note(f'"{words}" is said of the change, not of the number')
                self.hedges.clear()
            self.at = found[1]
        return found is not None

    def _uncounted(self) -> bool:
        """Read words in the place of a number that name none: dozens of, tens of thousands of, several hundred."""
        numerals, connectives = self.lexicon.numerals, self.lexicon.connectives
        begin = at = self.at
        found = match(self.lexicon.hedges.uncounted, self.tokens, begin)
        if found is not None:
            at = found[1]
            if found[0] == PAIR and self.tokens.word(at) in numerals.scales:
                return True
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
        """Raise InputError that says what stands where a number was expected."""
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
