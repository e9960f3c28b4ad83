"""Turns of a dialogue and openings of quotations: "MR. LEE: We lost 300 men.", "Ann Lee put it bluntly:"."""

from __future__ import annotations

from ledger.article.clauses import QUOTATION_MARKS
from ledger.article.discourse import Discourse, PartyMention
from ledger.article.mentions import read_parties
from ledger.article.names import name_at, name_end
from ledger.article.passage import Passage
from ledger.article.saying_cue import SayingCue
from ledger.article.text_tokens import WORD


def speaker_line(passage: Passage, discourse: Discourse) -> SayingCue | None:
    """Return the cue of a line of dialogue: "LEE: We lost 300 men.", "MR. LEE: We did."."""
    end = turn_end(passage) - 1
    if end < 1 or end + 1 >= len(passage.tokens):
        return None
    capitals = (place for place in range(end) if passage.token(place).capital and passage.is_word(place))
    first = next(capitals, None)
    if first is None:
        # "b: “I did”": a small letter names nobody.
        return None
    if len(passage.word(first)) == 1 and first + 1 == end:
        # "Q:" and "A:" name nobody.
        return None
    first += 2 * (passage.word(first) in passage.lexicon.titles and passage.word(first + 1) == ".")
    stop = next((place for place in range(first, end) if passage.word(place) == "("), end)
    parties = [party for party in read_parties(passage, first, stop, discourse) if party.kind == "person"]
    if not parties:
        parties = read_parties(passage, first, stop, discourse)
        name = name_at(passage, first, stop)
        parties = parties or [PartyMention(name.text, name.span, "person", name.words)]
    return SayingCue("turn", tuple(parties), 0, end, end + 1) if parties else None


def introduces(passage: Passage, discourse: Discourse) -> SayingCue | None:
    """Return the person with whom a sentence that ends in a colon begins: "Ann Lee put it bluntly:"."""
    end = name_end(passage, 0)
    if not 0 < end < len(passage.tokens) - 1:
        return None
    parties = read_parties(passage, 0, end, discourse)
    people = tuple(party for party in parties if party.kind == "person")
    return SayingCue("before", people, 0, end, end + 1) if people else None


def turn_end(passage: Passage) -> int:
    """Return the token behind the colon of a speaker at the start of a sentence ("Q:", "MR. LEE:"); 0 without one."""
    for place in range(1, 9):
        token = passage.token(place)
        if token.word == ":" and passage.word(place - 1) in passage.lexicon.headings:
            return 0
        if (
            token.word == ":"
            and "(" in passage.sentence.words[:place]
            and ")" not in passage.sentence.words[:place]
        ):
            # "Taiwan's Lihwa Optical (TWSE: 3718) shipped".
            return 0
        if token.word == ":":
            if token.glued and passage.is_digits(place - 1) and passage.is_digits(place + 1):
                # "13:31 Ann Lee:": a time before the speaker.
                continue
            names = [passage.token(step) for step in range(place) if passage.is_word(step)]
            stop = next((step for step in range(place) if passage.word(step) == "("), place)
            first = next((step for step in range(stop) if passage.is_word(step)), 0)
            named = (
                passage.written(0, place).isupper()
                or (stop - first >= 2 and len(names) >= 2 and name_at(passage, first, stop).person)
                or (passage.word(place + 1) in QUOTATION_MARKS and len(names) == 1)
                or (
                    passage.word(first) in passage.lexicon.articles
                    and passage.word(stop - 1) in passage.lexicon.titles
                    and passage.token(stop - 1).capital
                )
            )
            return place + 1 if names and named else 0
        if token.kind == WORD and not token.capital:
            return 0
        if token.kind != WORD and not token.word.isdigit() and token.word not in {".", "(", ")", "-"}:
            return 0
    return 0
