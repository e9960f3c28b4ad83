"""One sentence as the rules see it: its tokens, and tests of what stands at a place."""

from __future__ import annotations

from dataclasses import dataclass

from ledger.article.lexicon import ArticleLexicon
from ledger.article.lexicon.article_lexicon import Wordings
from ledger.article.number_words import SHORT_MARKS, NumberWords, names_currency
from ledger.article.text_tokens import NUMBER, WORD, Sentence, TextToken
from ledger.phrase.lexicon.international import MONEY_MARKS, SMALL_CODES

_NOTHING = TextToken("", 0, 0, 0, False, False)


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence of a text with the words of its language. `number` counts sentences from 0."""

    text: str
    sentence: Sentence
    number: int
    lexicon: ArticleLexicon
    numbers: NumberWords
    language: str

    @property
    def tokens(self) -> tuple[TextToken, ...]:
        """The tokens of the sentence."""
        return self.sentence.tokens

    def token(self, at: int) -> TextToken:
        """Return the token at a place; an empty one outside the sentence."""
        tokens = self.sentence.tokens
        return tokens[at] if 0 <= at < len(tokens) else _NOTHING

    def word(self, at: int) -> str:
        """Return the word at a place in lower case, empty outside the sentence."""
        words = self.sentence.words
        return words[at] if 0 <= at < len(words) else ""

    def written(self, first: int, stop: int) -> str:
        """Return the text from token `first` up to, not including, token `stop`."""
        tokens = self.sentence.tokens
        return self.text[tokens[first].start : tokens[stop - 1].end] if first < stop else ""

    def is_digits(self, at: int) -> bool:
        """Return whether digits stand at a place."""
        return self.token(at).kind == NUMBER

    def is_word(self, at: int) -> bool:
        """Return whether a word stands at a place."""
        return self.token(at).kind == WORD

    def stands(self, at: int, words: tuple[str, ...]) -> bool:
        """Return whether some words stand in a row from a place on."""
        return at >= 0 and self.sentence.words[at : at + len(words)] == words

    def wording(self, at: int, wordings: Wordings) -> tuple[str, ...] | None:
        """Return the longest of some wordings that stands from a place on."""
        for words in wordings.get(self.word(at), ()):
            if self.stands(at, words):
                return words
        return None

    def near(self, first: int, stop: int) -> set[str]:
        """Return the words from a place up to, not including, another; places outside the sentence hold none."""
        return set(self.sentence.words[max(first, 0) : max(stop, 0)])

    def hedged(self, at: int) -> bool:
        """Return whether a hedge ends right before a place: "about", "more than"."""
        wordings = self.numbers.wordings
        if self.written(at - 1, at).isupper() and at and len(self.word(at - 1)) == 2:
            # "CA 94103" is not "ca. 94,103".
            return False
        words = self.sentence.words
        return any(words[max(at - length, 0) : at] in wordings for length in range(1, 5))

    def names_currency(self, at: int) -> bool:
        """Return whether the code or mark of a currency stands at a place before a number: EUR 5, KSh 12, N1.3tn."""
        token = self.token(at)
        if token.kind != WORD:
            return False
        written = self.text[token.start : token.end]
        if written not in SHORT_MARKS:
            # COP28 is no sum in pesos, though EUR28 is one in euros.
            joined = self.token(at + 1).glued and written not in MONEY_MARKS
            return token.word in SMALL_CODES if joined else names_currency(written)
        amount, behind = self.token(at + 1), self.token(at + 2)
        if not amount.glued or amount.kind != NUMBER:
            return False
        # "N1.3tn" and "R450 a month" are money, "N95", "K2" and "P45" are names.
        scaled = behind.word in self.numbers.scales or (
            behind.glued and behind.word in self.numbers.short_scales
        )
        return "," in amount.word or scaled or behind.word in self.lexicon.articles | self.lexicon.every

    def begins_number(self, at: int) -> bool:
        """Return whether digits or a word for a number stand at a place."""
        token = self.token(at)
        if token.kind == NUMBER or token.word in self.numbers.begin or token.word.isnumeric():
            return True
        if token.word in self.lexicon.fraction_openers:
            return self._begins_fraction(at)
        if token.word in self.numbers.multiples:
            # "Doubled to 40 million" states 40 million.
            following = self.word(at + 1 + (self.word(at + 1) in {'"', "”"}))
            finite = token.word.endswith(("d", "ing")) or following in self.lexicon.behind_multiple
            return finite and following not in self.lexicon.to
        if token.word in self.numbers.times:
            # "Twice the 4.8 million of 2019", but neither "twice a week" nor "twice the size".
            compared = self.word(at + 1) in self.lexicon.definite_articles
            return compared and any(self.is_digits(at + step) for step in (2, 3))
        # "Scores 9.4" and "test scores" are not scores of something.
        if (
            token.word in self.lexicon.marks_or_scales
            and self.word(at + 1) not in self.lexicon.behind_fraction
        ):
            return False
        return token.word in self.lexicon.plural_scales and not self.is_digits(at + 1)

    def _begins_fraction(self, at: int) -> bool:
        """Match a hundred, a third, half of, half a million."""
        word, following, beyond = self.word(at), self.word(at + 1), self.word(at + 2)
        if word in self.lexicon.articles:
            if following in self.numbers.scales:
                return True
            if following not in self.numbers.parts:
                return False
            changes = self.lexicon.change_words
            fell = self.word(at - 1) in changes or (
                self.word(at - 1) in self.lexicon.by_how_much and self.word(at - 2) in changes
            )
            if fell and (not self.is_word(at + 2) or beyond in self.lexicon.behind_change):
                # "Jumped a tenth after a bid", "must fall by a third next year".
                return True
            if beyond in self.lexicon.verbs_of_many:
                # "A fifth are leaving": a share, as one thing would be in the singular.
                return True
            acts = beyond.endswith("ed") or beyond in self.lexicon.auxiliaries | self.lexicon.acts_of_many
            if acts and self.word(at - 1) in self.lexicon.complementizers:
                # "They found that a third cared", "that a fifth will cancel", "that a third work without".
                return True
            return (
                beyond in self.numbers.scales
                or beyond in self.lexicon.behind_fraction
                or (
                    not self.is_word(at + 2)
                    and (
                        self.word(at - 1) in self.lexicon.before_fraction
                        or self.hedged(at)
                        or self._apposed(at)
                    )
                )
            )
        if word == "half" and not self.is_word(at + 2 - 1):
            # "He lost half.", "exactly half, have left".
            return self.word(at - 1) in self.lexicon.before_fraction or self.hedged(at) or self._apposed(at)
        return following in self.lexicon.behind_half and self.word(at - 1) not in self.lexicon.ranks

    def _apposed(self, at: int) -> bool:
        """Return whether a place follows a comma or an "or" that closely follows a number.

        "400,000, a third, have waited", "100 died, or half".
        """
        behind = at - (self.word(at - 1) in self.numbers.alternatives)
        if self.word(behind - 1) != ",":
            return False
        for place in range(behind - 2, max(behind - 6, -1), -1):
            if self.is_digits(place):
                return True
            if not self.is_word(place):
                return False
        return False
