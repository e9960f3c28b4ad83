"""Verbs of saying: whether a word is one, whether it closes a statement, whether its object is a number."""

from __future__ import annotations

import re

from ledger.article.clauses import QUOTATION_MARKS, plural_before
from ledger.article.names import name_end
from ledger.article.passage import Passage
from ledger.article.text_tokens import is_dash


def is_saying_verb(passage: Passage, at: int) -> bool:
    """Return whether the word at a place says or reports something here: no passive, no gerund behind a preposition."""
    lexicon = passage.lexicon
    word, before, after = passage.word(at), passage.word(at - 1), passage.word(at + 1)
    place = at - 1
    while passage.word(place) in lexicon.adverbs or passage.word(place).endswith("ly"):
        place -= 1
    if passage.word(place) in lexicon.passive and not word.endswith("ing"):
        return False
    if word.endswith("ing"):
        # "A survey finding that", "the minister saying 300 people": no gerund behind a preposition.
        then = after in lexicon.complementizers or passage.begins_number(at + 1)
        return before == "," or before in lexicon.passive or (then and before not in lexicon.prepositions)
    if before in {
        "of",
        "in",
    } | lexicon.articles | lexicon.possessives and word in lexicon.noun_or_verb | {"put"}:
        return False
    if before == "to":
        return passage.word(at - 2) in lexicon.inclined
    if before in lexicon.possessives:
        # "Voters get their say".
        return False
    if word in lexicon.only_quoting:
        marks = {before, passage.word(at - 2), passage.word(at - 3), after, passage.word(at + 2)}
        return bool(marks & (QUOTATION_MARKS | {":"})) or (at == 0 and passage.token(1).capital)
    if word in lexicon.pointing:
        return after == "out"
    if word in lexicon.foreseeing and passage.word(place) in lexicon.auxiliaries:
        # "The country will see growth of 2%".
        return False
    if before in lexicon.articles and word in lexicon.participles:
        # "At an estimated loss of $4m".
        return False
    if word not in lexicon.noun_or_verb:
        return True
    if passage.begins_number(at - 1):
        # "2,005 reports", "16 counts".
        return False
    if before.endswith("ing") and after in lexicon.prepositions:
        # "Waiting lists in the north".
        return False
    if passage.token(at).capital:
        return False
    past = word.endswith(("s", "ed")) or word in lexicon.past_alike
    if not past and not plural_before(passage, at):
        # "A reliable state", "his recent claim": a verb in this form has a plural before it.
        return False
    # "Police reports say", "project costs": a noun goes on with another verb or noun.
    bodies = lexicon.organisations | lexicon.persons | {","}
    claims_to = after == "to" and (before in bodies or passage.token(at - 1).capital)
    following_verb = after in lexicon.saying or (after in lexicon.auxiliaries and not claims_to)
    return not following_verb and after not in {"of", "by", "from"} and not before.endswith("'s")


def inverted(passage: Passage, at: int) -> bool:
    """Return whether a verb stands before its subject, behind a comma or the end of a quotation."""
    before = passage.word(at - 1)
    after = passage.token(at + 1)
    if not (before in {",", "?", "!", "…"} or before in QUOTATION_MARKS or (at == 0)):
        return False
    dated = after.word in passage.lexicon.weekdays | passage.lexicon.months
    return (
        after.word not in passage.lexicon.complementizers
        and not (dated and passage.word(at + 2) in {",", "."})
        and not passage.begins_number(at + 1)
        and bool(after.word)
    )


def closes_with_name(passage: Passage, at: int) -> bool:
    """Return whether a sentence ends in a verb and the name that says it: "…, more than any country, says UNHCR."."""
    if passage.word(at - 1) != "," or not inverted(passage, at):
        return False
    begin = at + 1 + (passage.word(at + 1) in passage.lexicon.articles)
    stop = name_end(passage, begin)
    return stop > begin and passage.word(stop) in {".", ""} and stop + 1 >= len(passage.tokens)


def is_tag(passage: Passage, at: int, subject: int) -> bool:
    """Return whether "the ministry said" closes a statement: behind a comma, and before nothing but time and place."""
    before = passage.word(subject - 1)
    if before in passage.lexicon.articles:
        before = passage.word(subject - 2)
    if subject < 2 or not (before == "," or before in QUOTATION_MARKS or before in {"?", "!", "–", "—"}):
        return False
    place = at + 1
    while place < len(passage.tokens):
        word = passage.word(place)
        if (
            word in {".", ",", ";", ":", "(", ")"}
            or word in QUOTATION_MARKS
            or is_dash(passage.tokens, place)
        ):
            return True
        if (
            place == at + 1
            and word not in passage.lexicon.place_of_tag
            and word not in passage.lexicon.hearers
        ):
            return passage.word(at) in passage.lexicon.telling
        if passage.begins_number(place) and not _in_tag(passage, at, place):
            return False
        place += 1
    return True


def _in_tag(passage: Passage, at: int, place: int) -> bool:
    """Return whether a number may stand in a tag: a date, a time, an ordinal, how many were asked."""
    lexicon, before, following = passage.lexicon, passage.word(place - 1), passage.token(place + 1)
    dates = lexicon.months | lexicon.weekdays
    if {before, following.word} & dates:
        return True
    if passage.is_digits(place) and (before in lexicon.labels or before in lexicon.date_qualifiers):
        # "In reply to question 214", "in its FY 2023 accounts".
        return True
    if re.fullmatch("(19|20)[0-9]{2}", passage.word(place)):
        # "In 2019", "in its 2023 report".
        if before in lexicon.date_prepositions and following.word in {",", ".", ";", ""}:
            return True
        if any(passage.word(step) in lexicon.documents for step in range(place + 1, place + 4)):
            return True
    if following.glued and following.word in lexicon.ordinal_endings | lexicon.clock_words | {":"}:
        return True
    return following.word in lexicon.clock_words or any(
        passage.word(step) in lexicon.documents for step in range(at + 1, place)
    )


def as_they_put_it(passage: Passage, at: int, subject: int) -> bool:
    """Return whether a clause only says whose words went before: "…, as the office puts it,"."""
    lexicon = passage.lexicon
    before = subject - 1 - (passage.word(subject - 1) in lexicon.articles)
    closing = (
        passage.word(at + 2) if passage.word(at + 1) in lexicon.singular_pronouns else passage.word(at + 1)
    )
    return passage.word(before) in lexicon.as_they_say and closing in {",", ".", ";", ")", ""} and before > 1


def states_number(passage: Passage, at: int) -> bool:
    """Return whether a number is what a verb is about: "recorded 300 cases", "put the toll at 40"."""
    for place in range(at + 1, at + 14):
        word = passage.word(place)
        if passage.begins_number(place):
            return True
        if word == "." and passage.word(place - 1) in passage.lexicon.abbreviations:
            # "Lists Mr. Trump's wealth at $6.5 billion".
            continue
        if word in {".", ";", ""} or word in passage.lexicon.relatives or (place > at + 8 and word == ","):
            return False
    return False


def states_at_once(passage: Passage, at: int) -> bool:
    """Return whether a number is the object of the verb at a place, hedges before it skipped."""
    place = at + 1
    between = (passage.numbers.hedges | passage.lexicon.adverbs) - passage.lexicon.articles
    while place < at + 4 and passage.word(place) in between:
        place += 1
    if passage.begins_number(place) and {passage.word(place - 1), passage.word(place + 1)} & (
        passage.lexicon.months | passage.lexicon.weekdays
    ):
        # "The company admitted on 5 August".
        return False
    return passage.begins_number(place) or passage.word(place) in passage.numbers.signs


def stated_before(passage: Passage, subject: int) -> bool:
    """Return whether a number is what a clause joined to it is about: "the £1.1bn that the City had been expecting"."""
    place = subject - 1 - (passage.word(subject - 1) in passage.lexicon.articles)
    return passage.word(place) == "that" and any(passage.begins_number(place - step) for step in range(1, 4))


def goes_on(passage: Passage, at: int) -> bool:
    """Return whether a clause continues behind a noun phrase with its verb: "said he had caught"."""
    word = passage.word(at)
    return word in passage.lexicon.auxiliaries or (
        passage.is_word(at) and word.endswith("ed") and word not in passage.lexicon.participles
    )
