"""Noun phrases around a verb: the extent of its subject and of its object.

This is no parser. A subject is the words between a verb and the last mark, verb or conjunction before it, with
appositions, relative clauses and adverbials skipped.
"""

from __future__ import annotations

from typing import Final

from ledger.article.names import name_end
from ledger.article.passage import Passage
from ledger.article.text_tokens import is_dash

#: The most tokens between a verb and the start of its subject, and between a cue and the end of its party.
_SUBJECT, _OBJECT = 40, 22
_MARKS: Final = frozenset({";", ":", "?", "!", "…"})
QUOTATION_MARKS: Final = frozenset("\"“”„«»‘’'")


def object_end(passage: Passage, begin: int) -> int:
    """Return the token behind the noun phrase that begins at token `begin`."""
    lexicon = passage.lexicon
    place, limit = begin, min(len(passage.tokens), begin + _OBJECT)
    while place < limit:
        token = passage.token(place)
        word = token.word
        if lexicon.capital_nouns and place > begin and passage.token(place - 1).capital:
            # "Laut Innenministerium kamen 300": a noun phrase ends with its noun and its attributes.
            joined = word in lexicon.articles or word in lexicon.name_joints
            if not (token.capital or joined or word in {"-", ","}):
                break
        if word == "," and place > begin:
            # "Oxfam, Care and the UN": a list of names; else an apposition ends it.
            following = passage.token(place + 1)
            listed = following.capital or following.word in lexicon.articles
            if not (listed and _list_goes_on(passage, place + 1)):
                break
        elif (
            word in _MARKS
            or word in QUOTATION_MARKS
            or word in {"(", ")", "[", "]"}
            or is_dash(passage.tokens, place)
            or (word == "." and not token.glued)
            or (word == "." and place + 1 >= len(passage.tokens) - 1)
            or (
                place > begin
                and not token.capital
                and (
                    word in lexicon.relatives
                    or word in lexicon.auxiliaries
                    or (word in lexicon.conjunctions and word != "and")
                    or (
                        word in lexicon.saying
                        and word not in lexicon.noun_or_verb
                        and word not in lexicon.participles
                        # The think tank.
                        and passage.word(place + 1) not in lexicon.organisations
                    )
                )
            )
            or (word == "and" and not _joins_party(passage, place) and not _in_name(passage, place))
        ):
            break
        place += 1
    return place


def _in_name(passage: Passage, at: int) -> bool:
    """Return whether "and" at a place stands inside a name: "the Society of Motor Manufacturers and Traders"."""
    if not passage.token(at + 1).capital:
        return False
    joints = passage.lexicon.name_joints - {"and", "at", "in", "on"}
    return any(
        name_end(passage, first) > at
        for first in range(at - 1, max(at - 8, -1), -1)
        if passage.token(first).capital
        and all(passage.token(step).capital or passage.word(step) in joints for step in range(first, at))
    )


def _list_goes_on(passage: Passage, at: int) -> bool:
    """Return whether names go on to an "and" before any verb or comma does."""
    for place in range(at, at + 8):
        word = passage.word(place)
        if word == "and":
            return True
        if (
            word in {"", ".", ",", ";"}
            or word in passage.lexicon.saying
            or word in passage.lexicon.auxiliaries
        ):
            return False
    return False


def _joins_party(passage: Passage, at: int) -> bool:
    """Return whether "and" at a place goes on with another party: no verb follows soon."""
    for place in range(at + 1, at + 8):
        word = passage.word(place)
        if word in {"", ",", ".", ";", ")"} or word in passage.lexicon.prepositions:
            return place > at + 1
        if word in passage.lexicon.auxiliaries or passage.begins_number(place):
            return False
        if word in passage.lexicon.saying or word in passage.lexicon.change_words:
            return False
    return True


def shared_subject(passage: Passage, at: int) -> tuple[int, int] | None:
    """Return the subject at the start of the sentence for a second verb: "The union called for talks and said"."""
    before = at - 1
    while passage.word(before) in passage.lexicon.adverbs:
        before -= 1
    if passage.word(before) not in {"and", "but"} or before < 2:
        return None
    closed = next((place for place in range(before - 1, 0, -1) if passage.word(place) == ";"), None)
    if closed is not None:
        # "Unite wants £8,000; its leader, Ann Lee, disputes that and says": the subject of this clause alone.
        verb = next(
            (
                place
                for place in range(closed + 2, before)
                if passage.word(place) in passage.lexicon.saying | passage.lexicon.auxiliaries
                or (passage.word(place).endswith(("ed", "es")) and passage.word(place - 1) == ",")
            ),
            None,
        )
        return None if verb is None else subject_before(passage, verb)
    return first_subject(passage, before)


def first_subject(passage: Passage, before: int) -> tuple[int, int] | None:
    """Return the subject at the start of the sentence, up to its first verb before a place."""
    lexicon = passage.lexicon
    aside = False
    for place in range(1, min(before, 16)):
        word = passage.word(place)
        opens = passage.word(0) in lexicon.articles | lexicon.possessives
        if word == "," and opens and not aside and passage.token(place + 1).capital:
            # "Its director, Ann Lee, apologised but told MPs".
            return 0, place
        if word == "," and (aside or passage.word(place + 1) in lexicon.relatives):
            # "Ada Okoye, who was not involved, called it striking but warned".
            if aside:
                return 0, place + 1
            aside = True
        if aside:
            continue
        if not passage.is_word(place) or place > 8:
            return None
        if (
            word in lexicon.auxiliaries
            or (word in lexicon.saying | lexicon.stating and not passage.token(place).capital)
            or ((word.endswith("ed") or word in lexicon.past_verbs) and not passage.token(place).capital)
        ):
            return 0, place
    return None


def plural_before(passage: Passage, at: int) -> bool:
    """Return whether the words before a place are a subject in the plural."""
    for place in range(at - 1, max(at - 9, -1), -1):
        word = passage.word(place)
        if not passage.is_word(place) or word in passage.lexicon.auxiliaries:
            return False
        if word in {"and", "they", "we", "i", "you"}:
            return True
        # "Statistics" is plural though it has no singular.
        plural = passage.numbers.plural(word) or (word in passage.lexicon.documents and word.endswith("s"))
        # "Analysts at Vontobel": what follows only describes the noun.
        described = passage.word(place + 1) in passage.lexicon.prepositions | passage.lexicon.participles
        if plural and (place == at - 1 or described):
            return True
    return False


def subject_before(passage: Passage, at: int) -> tuple[int, int] | None:
    """Return the tokens of the subject of the verb at a place, or None."""
    lexicon = passage.lexicon
    place = at - 1
    while (
        place >= 0
        and not passage.token(place).capital
        and (
            passage.word(place) in lexicon.auxiliaries
            or passage.word(place) in lexicon.adverbs
            or (passage.word(place).endswith("ly") and passage.is_word(place))
        )
    ):
        place -= 1
    if passage.word(place) in QUOTATION_MARKS:
        return None
    closing = passage.word(place)
    if closing in {",", ")"} or is_dash(passage.tokens, place):
        opening = {",": {","}, ")": {"("}}.get(closing, {"–", "—", "-"})
        step = place - 1
        while step > max(place - _SUBJECT, -1) and not (
            passage.word(step) in opening and (closing in {",", ")"} or is_dash(passage.tokens, step))
        ):
            step -= 1
        if step <= max(place - _SUBJECT, -1):
            return None
        between = passage.word(step + 1)
        if (
            closing == ","
            and (between in lexicon.conjunctions and between not in {"as"})
            and between != "and"
        ):
            return None
        place = step - 1
        while passage.is_digits(place) and passage.word(place - 1) == "," and place > 1:
            # Skip an age between the name and its description.
            place -= 2
    if passage.word(place) == ")":
        # "Elijah Cummings (D-Md.), chair of the committee, said".
        opening_at = next(
            (step for step in range(place, max(place - 9, -1), -1) if passage.word(step) == "("), 0
        )
        place = opening_at - 1 if opening_at > 0 else place
    place = _before_relative(passage, place)
    if place < 0:
        return None
    stop = place + 1
    first = stop
    while first > 0 and stop - first < _SUBJECT and _in_subject(passage, first - 1, stop):
        first -= 1
    first = _past_adverbial(passage, first, stop)
    return (first, stop) if first < stop else None


def _before_relative(passage: Passage, place: int) -> int:
    """Return the place of the noun before a relative clause such as "which had counted" or "that runs the reserve"."""
    lexicon = passage.lexicon
    for step in range(place, max(place - 9, -1), -1):
        word = passage.word(step)
        if not passage.is_word(step):
            return place
        if word in lexicon.relatives and not passage.token(step).capital:
            following = passage.word(step + 1)
            verb = (
                step == place
                or following in lexicon.auxiliaries
                or (
                    following.endswith(("s", "ed"))
                    and following not in lexicon.articles | lexicon.possessives
                    and not passage.token(step + 1).capital
                    and following not in lexicon.persons | lexicon.organisations
                )
            )
            if not verb or (word == "that" and step == place):
                return place
            before = step - 1
            if passage.word(before) == ",":
                return before - 1
            # "Voters who say" is not the speaker here; "the trust that runs the reserve puts" is.
            return -1 if step == place else before
        if word in lexicon.conjunctions:
            return place
    return place


def _in_subject(passage: Passage, at: int, stop: int) -> bool:
    lexicon = passage.lexicon
    token = passage.token(at)
    word = token.word
    if word in {"-", "'", "’", "&"} or (word == "." and token.glued):
        return True
    if not passage.is_word(at):
        # "A survey of 2,000 adults by YouGov", "Oxfam, Care and the UN".
        if passage.is_digits(at):
            return True
        behind = {passage.word(place) for place in range(at + 1, min(at + 7, stop))}
        named = passage.token(at - 1).capital and passage.token(at + 1).capital
        dated = passage.word(at - 1) in passage.lexicon.months | passage.lexicon.weekdays
        return word == "," and not dated and "and" in behind and named
    if word in lexicon.conjunctions and not (word == "and" and _both_parties(passage, at, stop)):
        return word in {"than"}
    if word in lexicon.relatives and word != "that":
        return False
    if word == "that" and not token.capital:
        return False
    if (
        word in lexicon.saying
        and not token.capital
        and not (word in lexicon.noun_or_verb or word in lexicon.participles or word.endswith("ing"))
    ):
        return False
    if word == "to" and (passage.word(at - 1) in lexicon.documents or passage.is_digits(at - 1)):
        # "A report to the cabinet says", "a survey of those 18 to 35 shows".
        return True
    return not (word in lexicon.auxiliaries and not token.capital)


def _both_parties(passage: Passage, at: int, stop: int) -> bool:
    before, after = passage.token(at - 1), passage.token(at + 1)
    named = before.capital or before.word in passage.lexicon.organisations | passage.lexicon.persons
    follows = (
        after.capital
        or after.word in passage.lexicon.articles
        or after.word in passage.lexicon.organisations
        or after.word in passage.lexicon.possessives
    )
    return named and (follows or after.word in passage.lexicon.persons) and at + 1 < stop


def _past_adverbial(passage: Passage, first: int, stop: int) -> int:
    """Return the start of the subject behind words such as "In a report", "On Monday"."""
    lexicon = passage.lexicon
    if (
        passage.word(first) not in lexicon.prepositions
        and passage.word(first) not in passage.lexicon.adverbial_openers
    ):
        return first
    begin = first
    for place in range(first + 1, stop):
        token = passage.token(place)
        before = passage.token(place - 1)
        opens = (
            token.word in lexicon.articles
            or token.word in lexicon.possessives
            or token.word in lexicon.singular_pronouns
        )
        if (opens and before.word not in lexicon.prepositions) or (
            token.capital
            and not before.capital
            and before.word not in lexicon.prepositions
            and before.word not in lexicon.articles
            and begin == first
        ):
            begin = place
    if begin == first:
        return stop if passage.word(first) in {"in", "on", "at", "for", "with", "from", "of", "by"} else first
    return begin
