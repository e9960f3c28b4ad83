"""Citing: whom a party passes on, in which words, and who does the citing.

"The Mirror, citing Halden Marine, uses the figure of 340", "El Norte carried the 64, attributing it to the regulator",
"the paper echoed the bank's estimate of 600,000".
"""

from __future__ import annotations

from typing import Final

from ledger.article.clauses import object_end, subject_before
from ledger.article.discourse import Discourse, PartyMention
from ledger.article.mentions import read_parties
from ledger.article.passage import Passage
from ledger.article.saying_cue import SayingCue

#: The most tokens between "attributing" and "to", and between "naming" and "source".
_FAR: Final = 8


def cited_party_begins(passage: Passage, at: int, words: tuple[str, ...]) -> int | None:
    """Return the place behind words of citing at which the party cited begins; None where they cite nobody.

    "Attributing it to the corporation" cites the corporation, "naming the watchdog as its source" the watchdog.
    """
    lexicon, begin = passage.lexicon, at + len(words)
    if words[-1] in lexicon.attributing:
        # "Attributes 61,000 deaths to the heat" cites nobody.
        numbers = lexicon.withheld | lexicon.demonstratives | lexicon.singular_pronouns.keys()
        to = next((step for step in range(begin, begin + 5) if passage.word(step) in lexicon.to), begin)
        return to + 1 if not passage.near(begin, to).isdisjoint(numbers) else begin
    if words[-1] in lexicon.naming and passage.near(begin, begin + _FAR).isdisjoint(lexicon.named_sources):
        return None
    return begin


def citing_parties(passage: Passage, first: int, discourse: Discourse) -> list[PartyMention]:
    """Return the parties that cite somebody in words that begin at token `first`.

    They are the subject of these words, the noun before their comma, or the subject of the verb of the sentence.
    """
    lexicon = passage.lexicon
    places = [first - 1, first] if passage.word(first - 1) == "," else [first]
    subjects = [subject for place in places if (subject := subject_before(passage, place)) is not None]
    if len(subjects) > 1 and passage.word(subjects[0][0]) in lexicon.articles - lexicon.definite_articles:
        # "Sport, a Barcelona daily, cites": the second noun only describes the first.
        subjects.reverse()
    found = [parties for subject in subjects if (parties := read_parties(passage, *subject, discourse))]
    if found:
        # "The prime minister, Ann Lee, citing": the name, where there is one.
        return next((parties for parties in found if parties[0].name[:1].isupper()), found[-1])
    verbs = lexicon.passing_on | lexicon.saying | lexicon.stating
    verb = next(
        (
            place
            for place in range(1, min(first, 24))
            if passage.word(place) in verbs and not passage.token(place).capital
        ),
        None,
    )
    subject = None if verb is None else subject_before(passage, verb)
    return [] if subject is None else read_parties(passage, *subject, discourse, any_noun=True)


def passing_cue(passage: Passage, at: int, discourse: Discourse) -> SayingCue | None:
    """Return whose number a verb at a place passes on: "echoed the central bank's figure of 600,000 homes".

    The cue has no party where only the number is named: "picked up the figure of 600,000", "repeated by the Star".
    """
    lexicon = passage.lexicon
    if passage.word(at) not in lexicon.passing_on or passage.token(at).capital:
        return None
    begin = at + 1 + (passage.word(at + 1) in lexicon.particles)
    if passage.word(at) in lexicon.behind and begin == at + 1:
        # "Madhya Pradesh had 785, followed by Karnataka".
        return None
    if passage.word(begin) in lexicon.by:
        stop = object_end(passage, begin + 1)
        subjects = read_parties(passage, begin + 1, stop, discourse)
        return SayingCue("citing", (), at, at, begin + 1, tuple(subjects)) if subjects else None
    numbers = lexicon.withheld | lexicon.documents | lexicon.reckonings
    for place in range(begin, begin + _FAR):
        word = passage.word(place)
        if passage.begins_number(place) or not (passage.is_word(place) or word in {"'", "’", "-", "."}):
            break
        if not (word.endswith(("'s", "s'")) or passage.word(place + 1) in {"'", "’"}):
            continue
        noun = next((step for step in range(place + 1, place + 4) if passage.word(step) in numbers), None)
        if noun is None:
            continue
        parties = read_parties(passage, begin, place + 1, discourse)
        subjects = citing_parties(passage, at, discourse)
        return SayingCue("citing", tuple(parties), at, at, noun + 1, tuple(subjects)) if parties else None
    return _passing_number(passage, at, begin, discourse)


def _passing_number(passage: Passage, at: int, begin: int, discourse: Discourse) -> SayingCue | None:
    """Return who passes on a number that was known: "picked up the number of 230", "cites the same figure"."""
    lexicon = passage.lexicon
    number = begin + 1 + (passage.word(begin + 1) in lexicon.alike)
    known = passage.word(number) in lexicon.withheld or (
        passage.word(at) in lexicon.citing_verbs and passage.begins_number(begin + 1)
    )
    if passage.word(begin) not in lexicon.demonstratives or not known:
        return None
    subject = subject_before(passage, at)
    subjects = [] if subject is None else read_parties(passage, *subject, discourse)
    return SayingCue("citing", (), at, at, number, tuple(subjects)) if subjects else None


def source_cue(passage: Passage, at: int, discourse: Discourse) -> SayingCue | None:
    """Return who is named as the source of somebody else: "with Kyodo as its source"."""
    lexicon = passage.lexicon
    if passage.word(at) not in lexicon.named_sources:
        return None
    first = at - 1 - (passage.word(at - 1) in lexicon.possessives | lexicon.articles)
    if passage.word(first) not in lexicon.as_they_say:
        return None
    begin = next((step for step in range(first - 1, first - _FAR, -1) if passage.word(step) == "with"), None)
    if begin is None:
        return None
    parties = read_parties(passage, begin + 1, first, discourse)
    subjects = citing_parties(passage, begin, discourse)
    return SayingCue("citing", tuple(parties), begin, at, at + 1, tuple(subjects)) if parties else None
