"""Hedges: the wordings by which a statement says how its number is meant, class by class.

The classes are the contract's (`vocabulary.HEDGES`). Wordings follow Ferson et al. 2015, "Natural language of
uncertainty: numeric hedge words" (Int. J. Approx. Reasoning 57), and the usage of news agencies. Three
choices may surprise: "just under" and "just short of" are `nearly`, since they say close as well as below,
while "under" says only below; "upwards of" is `over`; "up to" and "as many as" are `at-most`, which is how
the press uses them.
"""

from __future__ import annotations

import functools
from typing import Final

from ledger.phrase.token import Token

#: What stands before a number, by class. Words are separated by spaces, hyphens count as spaces.
BEFORE: Final[dict[str, tuple[str, ...]]] = {
    "vague": ("an unclear", "unclear", "vaguely"),
    "exact": ("exactly", "precisely", "exact", "an exact", "equal to", "equals", "equals to", "equalling"),
    "about": (
        "about", "around", "roughly", "approximately", "approx", "approx .", "circa", "ca", "ca .", "c .",
        "some", "an estimated", "estimated", "est", "est .", "estimated at", "estimated to be", "estimates of",
        "an estimate of", "in the region of", "in the neighbourhood of", "in the neighborhood of",
        "in the vicinity of", "in the order of", "on the order of", "of the order of", "in the range of",
        "something like", "somewhere around", "somewhere near", "somewhere in the region of", "give or take",
        "more or less", "perhaps", "maybe", "possibly", "probably", "about some", "a rough", "an approximate",
        "a reported", "reportedly about", "reportedly around", "roughly around", "just about", "just around",
        "or about", "near enough", "thereabouts", "on average about", "on average around",
        "an average of about", "an average of around", "~", "≈", "≃", "∼", "≅", "≒", "broadly", "loosely",
    ),
    "nearly": (
        "nearly", "almost", "close to", "near", "near to", "just under", "just below", "just short of",
        "just shy of", "shy of", "short of", "a little under", "a little below", "a little less than",
        "slightly under", "slightly below", "slightly less than", "slightly fewer than", "just less than",
        "just fewer than", "a shade under", "a touch under", "marginally under", "marginally below",
        "not quite", "nearing", "approaching", "verging on", "bordering on", "virtually", "practically",
        "the best part of", "the better part of", "getting on for", "coming up to", "very nearly",
        "very close to", "very almost", "as near as", "well nigh", "nigh on", "pretty nearly", "pretty much",
        "a near",
    ),
    "under": (
        "under", "below", "less than", "fewer than", "smaller than", "lower than", "well under", "well below",
        "far fewer than", "far less than", "far below", "much less than", "many fewer than",
        "considerably less than", "considerably fewer than", "significantly less than",
        "significantly fewer than", "not even", "beneath", "south of", "somewhat less than",
        "comfortably under", "<",
    ),
    "over": (
        "over", "above", "more than", "greater than", "larger than", "bigger than", "higher than",
        "in excess of", "upwards of", "upward of", "exceeding", "exceed", "exceeds", "exceeded", "surpassing",
        "surpass", "surpasses", "surpassed", "topping", "topped", "tops", "passing", "north of", "beyond",
        "well over", "well above", "well in excess of", "far more than", "far above", "far over",
        "much more than", "many more than", "considerably more than", "significantly more than",
        "substantially more than", "way over", "way more than", "comfortably over", "just over", "just above",
        "just more than", "a little over", "a little above", "a little more than", "little more than",
        "slightly over", "slightly above", "slightly more than", "a bit more than", "a bit over",
        "a shade over", "a touch over", "marginally over", "marginally above", "somewhat more than",
        "an excess of", ">", "longer than", "older than",
    ),
    "at-least": (
        "at least", "at the least", "at the very least", "no fewer than", "no less than", "not fewer than",
        "not less than", "no lower than", "no smaller than", "as few as", "as little as", "a minimum of",
        "minimum", "a minimum", "minimum of", "the minimum of", "greater than or equal to",
        "more than or equal to", "equal to or more than", "equal to or greater than", "at least or equal to",
        "higher or equal than", "bigger or equal than", "larger or equal than", "greater or equal than",
        "more or equal than", "≥", "> =", "⩾", "starting at", "starting from", "easily", "conservatively",
        "a conservative",
    ),
    "at-most": (
        "at most", "at the most", "at the very most", "no more than", "not more than", "no greater than",
        "no higher than", "no larger than", "not over", "up to", "as many as", "as much as", "as high as",
        "anything up to", "a maximum of", "maximum", "a maximum", "maximum of", "the maximum of", "capped at",
        "a cap of", "a ceiling of", "limited to", "less than or equal to", "fewer than or equal to",
        "equal to or less than", "equal to or fewer than", "less or equal than", "smaller or equal than",
        "lower or equal than", "not exceeding", "never more than", "≤", "< =", "⩽",
    ),
}  # fmt: skip

#: What stands behind a number, its unit or its rate, by class.
AFTER: Final[dict[str, tuple[str, ...]]] = {
    "exact": ("exactly", "precisely", "on the dot", "sharp", "dead on"),
    "about": (
        "or so", "or thereabouts", "thereabouts", "or about that", "give or take", "more or less",
        "approximately", "roughly", "or roughly that", "odd", "ish", "- odd", "- ish", "approx", "approx .",
        "or near",
    ),
    "nearly": ("or nearly", "almost", "nearly", "or just under", "or almost that"),
    "under": (),
    "over": (),
    "at-least": (
        "or more", "or over", "or above", "or greater", "or greater than", "or more than", "or higher",
        "or older", "or longer", "or better", "or larger", "or bigger", "and more", "and over", "and above",
        "and up", "and upwards", "and counting", "and rising", "and older", "or upwards", "upwards", "plus",
        "- plus", "+", "at least", "at the least", "at the very least", "minimum", "if not more",
        "or even more", "and beyond",
    ),
    "at-most": (
        "or less", "or fewer", "or under", "or below", "or lower", "or smaller", "or younger", "or less than",
        "and under", "and below", "and younger", "and less", "at most", "at the most", "at the very most",
        "maximum", "max", "tops", "if that", "or even less", "or even fewer",
    ),
}  # fmt: skip

#: Words before a number that neither hedge it nor say what is counted.
INTRODUCTIONS: Final = (
    "a", "an", "the", "these", "those", "their", "its", "his", "her", "our", "this", "that", "all", "only",
    "just", "even", "another", "a further", "further", "an additional", "additional", "an extra", "extra",
    "a record", "record", "a mere", "mere", "a whopping", "a staggering", "a massive", "a huge", "a full",
    "fully", "a whole", "a total of", "totalling", "totaling", "total", "in total", "a combined",
    "a combined total of", "a sum of", "an average of", "on average", "average", "the average", "a median of",
    "a mean of", "averaging", "a rate of", "at a rate of", "the rate of", "a figure of", "the figure of",
    "a number of", "the number of", "a tally of", "a toll of", "a death toll of", "a group of", "a list of",
    "a set of", "a series of", "there are", "there were", "there is", "there was", "there have been",
    "there had been", "it is", "it was", "they are", "is", "was", "are", "were", "be", "been", "now",
    "currently", "today", "already", "so far", "as", "at", "of", "for", "with", "to", "by", "on",
    "reportedly", "allegedly", "officially", "around the", "the other", "other", "the first", "the last",
    "the next", "the past", "the remaining", "the same", "such", "both", "up", "down", "rate of", "costing",
    "cost", "costs", "worth", "valued at", "priced at", "amounting to", "amounts to", "amounted to",
    "reaching", "reached", "hit", "stands at", "stood at", "numbering", "comprising", "rose", "rose by",
    "rose to", "rising by", "rising to", "rise of", "a rise of", "an increase of", "increased by",
    "increased to", "grew by", "grew to", "grew", "up by", "gained", "fell", "fell by", "fell to",
    "falling by", "falling to", "a fall of", "a drop of", "dropped by", "dropped to", "dropped",
    "a decrease of", "a decline of", "declined by", "decreased by", "decreased to", "down by", "lost",
    "killed", "killing", "wounded", "injured", "injuring",
    *(f"{noun} of" for noun in (
        "population", "population density", "density", "gdp", "price", "value", "cost", "budget", "turnover",
        "revenue", "revenues", "profit", "profits", "loss", "losses", "debt", "debts", "deficit", "surplus",
        "fine", "salary", "wage", "income", "area", "length", "height", "depth", "distance", "speed",
        "temperature", "weight", "turnout", "margin", "estimate", "level", "peak", "high", "low", "increase",
        "decrease", "fall", "drop", "decline", "reduction", "cut", "jump", "surge", "gain", "growth", "odds",
        "majority", "score", "chance", "risk", "probability", "toll", "death toll",
        "deaths", "casualties", "attendance", "crowd",
    )),
)  # fmt: skip

#: Words that stand where a number would and name none. Plural scales ("dozens") are more.
UNCOUNTED: Final = (
    "several", "a few", "few", "quite a few", "many", "very many", "a good many", "a great many", "numerous",
    "countless", "innumerable", "untold", "various", "multiple", "a handful", "a handful of", "handfuls of",
    "a couple", "a couple of", "a number of", "a large number of", "large numbers of", "a small number of",
    "small numbers of", "an unknown number of", "an unspecified number of", "a growing number of",
    "an increasing number of", "a significant number of", "a majority of", "the majority of",
    "the vast majority of", "a minority of", "most", "most of", "a lot of", "lots of", "plenty of",
    "a score of",
)  # fmt: skip

#: Wordings by their first word: what it means alone, and the longer ones by their second word, longest first.
_Wordings = dict[str, tuple[str | None, dict[str, tuple[tuple[tuple[str, ...], str], ...]]]]


@functools.cache
def _index(name: str) -> _Wordings:
    tables: dict[str, dict[str, tuple[str, ...]]] = {
        "before": BEFORE,
        "after": AFTER,
        "introductions": {"introduction": INTRODUCTIONS},
        "uncounted": {"vague": UNCOUNTED},
    }
    alone: dict[str, str] = {}
    longer: dict[str, dict[str, list[tuple[tuple[str, ...], str]]]] = {}
    for kind, wordings in tables[name].items():
        for wording in wordings:
            first, *rest = wording.split()
            if rest:
                longer.setdefault(first, {}).setdefault(rest[0], []).append((tuple(rest), kind))
            else:
                alone[first] = kind
    return {
        first: (
            alone.get(first),
            {
                second: tuple(sorted(wordings, key=lambda pair: -len(pair[0])))
                for second, wordings in longer.get(first, {}).items()
            },
        )
        for first in alone.keys() | longer.keys()
    }


def match_before(tokens: list[Token], at: int) -> tuple[str, int] | None:
    """The class of the hedge that begins at token `at` and stands before a number, and the token after it."""
    return _match(_index("before"), tokens, at)


def match_after(tokens: list[Token], at: int) -> tuple[str, int] | None:
    """The class of the hedge that begins at token `at` behind a number or unit, and the token after it."""
    return _match(_index("after"), tokens, at)


def match_introduction(tokens: list[Token], at: int) -> int | None:
    """The token after the words at `at` that only lead up to a number, or None."""
    found = _match(_index("introductions"), tokens, at)
    return found[1] if found else None


def match_uncounted(tokens: list[Token], at: int) -> int | None:
    """The token after words that stand for a number and name none ("several", "a handful of"), or None."""
    found = _match(_index("uncounted"), tokens, at)
    return found[1] if found else None


def _match(index: _Wordings, tokens: list[Token], at: int) -> tuple[str, int] | None:
    found = index.get(tokens[at].word)
    if found is None:
        return None
    alone, longer = found
    second = _past_hyphen(tokens, at + 1)
    if second < len(tokens) and longer:
        for words, kind in longer.get(tokens[second].word, ()) or longer.get(tokens[at + 1].word, ()):
            stop = _follows(words, tokens, second if words[0] != "-" else at + 1)
            if stop is not None:
                return kind, stop
    return (alone, at + 1) if alone else None


def _past_hyphen(tokens: list[Token], at: int) -> int:
    return at + 1 if at < len(tokens) and tokens[at].word == "-" else at


def _follows(words: tuple[str, ...], tokens: list[Token], at: int) -> int | None:
    """The token after `words` if they stand from token `at` on, hyphens between them passed over."""
    for word in words:
        if word != "-":
            at = _past_hyphen(tokens, at)
        if at >= len(tokens) or tokens[at].word != word:
            return None
        at += 1
    return at
