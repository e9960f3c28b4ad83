"""The words that say who states something: "the ministry said", "according to", "figures from", "citing"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ledger.article.clauses import (
    QUOTATION_MARKS,
    first_subject,
    object_end,
    shared_subject,
    subject_before,
)
from ledger.article.discourse import Discourse, PartyMention, possessor
from ledger.article.mentions import read_parties
from ledger.article.names import name_end
from ledger.article.parser import Statement
from ledger.article.passage import Passage
from ledger.article.passing_on import cited_party_begins, citing_parties, passing_cue, source_cue
from ledger.article.saying_cue import SayingCue, cue_openings
from ledger.article.saying_verb import (
    as_they_put_it,
    closes_with_name,
    goes_on,
    inverted,
    is_saying_verb,
    is_tag,
    stated_before,
    states_at_once,
    states_number,
)
from ledger.article.turns import speaker_line


def find_cues(passage: Passage, discourse: Discourse, first: int = 0) -> list[SayingCue]:
    """Return the cues of a sentence from token `first` on in the order of their verbs; remember the parties named."""
    cues: list[SayingCue] = []
    at, count = first, len(passage.tokens)
    openings = cue_openings(passage.language)
    while at < count:
        if at and passage.word(at) not in openings:
            at += 1
            continue
        cue = _adding(passage, at, cues) or _cue(passage, at, discourse)
        if cue is not None:
            cues.append(cue)
            for party in cue.parties:
                if cue.kind != "citing" or not any(earlier.kind != "citing" for earlier in cues):
                    discourse.remember(party)
            passed = {"according", "citing", "by", "in"}
            at = max(cue.stop if cue.kind in passed else at + 1, at + 1)
        else:
            at += 1
    return cues


def parsed_cues(
    passage: Passage, statements: Sequence[Statement], cues: Sequence[SayingCue], discourse: Discourse
) -> list[SayingCue]:
    """Return the cues of the statements that a parser found in a sentence; `cues` are those that the rules found.

    For a verb that the rules read too, the party is taken from them and the statement from the parser.
    """
    starts = {token.start - passage.sentence.start: place for place, token in enumerate(passage.tokens)}
    by_verb = {cue.at: cue for cue in cues if cue.kind in {"before", "behind"}}
    found = []
    for statement in statements:
        at, first = starts.get(statement.verb[0]), starts.get(statement.subject[0])
        if at is None or first is None:
            continue
        if at in by_verb:
            found.append(replace(by_verb[at], kind="parsed", statement=statement))
        elif (cue := _parsed_cue(passage, statement, first, at, discourse)) is not None:
            found.append(cue)
    return found


def _parsed_cue(
    passage: Passage, statement: Statement, first: int, at: int, discourse: Discourse
) -> SayingCue | None:
    """Return the cue of a statement whose verb the rules did not take for a verb of saying."""
    lexicon, word = passage.lexicon, passage.word(at)
    if (word in lexicon.acting and states_at_once(passage, at)) or word in lexicon.giving | lexicon.recording:
        return None
    stop = first + 1
    end = passage.sentence.start + statement.subject[1]
    while stop < len(passage.tokens) and passage.token(stop).start < end:
        stop += 1
    stop = min(stop, max(object_end(passage, first), first + 1))
    parties = _with_apposition(passage, first, stop, discourse, any_noun=word in lexicon.speaking)
    if statement.relative is not None and len(parties) == 1 and parties[0].word is None:
        begin, close = (passage.sentence.start + place for place in statement.relative)
        parties = [replace(parties[0], word=passage.text[begin:close], word_span=(begin, close))]
    if not parties:
        return None
    return SayingCue("parsed", tuple(parties), min(first, at), at, max(stop, at + 1), (), statement)


def _cue(passage: Passage, at: int, discourse: Discourse) -> SayingCue | None:
    if passage.word(at) == ":" and at > 1 and passage.word(at + 1) in QUOTATION_MARKS:
        return _before_quotation(passage, at, discourse)
    if not passage.is_word(at):
        return None
    words = passage.wording(at, passage.lexicon.according)
    if words is not None:
        source = words == ("source",)
        if not source or (at == 0 and passage.word(1) == ":"):
            return _with_object(passage, at, at + len(words) + source, "according", discourse)
    words = passage.wording(at, passage.lexicon.citing)
    if words in {("taken", "from"), ("drawn", "from"), ("originating", "from")} and not any(
        passage.word(at + step) in passage.lexicon.documents for step in range(2, 8)
    ):
        # Girls are taken from schools, and only figures from reports.
        words = None
    if (
        words is not None
        and words[0].endswith("ing")
        and passage.word(at - 1) in passage.lexicon.prepositions
    ):
        # "The minister, who is fond of quoting the charter".
        words = None
    if words is not None and passage.word(at + len(words)) not in passage.lexicon.by:
        noun = len(words) == 1 and passage.word(at - 1) in passage.lexicon.articles
        begin = None if noun else cited_party_begins(passage, at, words)
        cue = None if begin is None else _with_object(passage, at, begin, "citing", discourse)
        if cue is not None:
            return cue
    if at == 0 and (spoken := speaker_line(passage, discourse)) is not None:
        return spoken
    word = passage.word(at)
    if (cue := passing_cue(passage, at, discourse) or source_cue(passage, at, discourse)) is not None:
        return cue
    if word in passage.lexicon.by and (cue := _by_reckoning(passage, at, discourse)) is not None:
        return cue
    if word in {"in", "per"} and (cue := _in_document(passage, at, discourse)) is not None:
        return cue
    if word in passage.lexicon.participles and _by_follows(passage, at):
        place = at + 1
        while passage.word(place) not in passage.lexicon.by:
            place += 1
        return _with_object(passage, at, place + 1, "by", discourse)
    verb = word in passage.lexicon.saying or word in passage.lexicon.stating
    # "The poll has Clinton ahead by six points".
    verb = verb or (
        word in passage.lexicon.having
        and passage.word(at - 1) in passage.lexicon.polls | passage.lexicon.reckonings
    )
    if word in passage.lexicon.claims and (cue := _claim(passage, at, discourse)) is not None:
        return cue
    # "Trimmed its forecast for growth": a verb of change with a forecast for its object.
    revises = word in passage.lexicon.revising and any(
        passage.word(at + step) in passage.lexicon.forecasts for step in range(1, 6)
    )
    if verb or revises:
        cue = _verb(passage, at, discourse)
        if cue is not None:
            return cue
    if word in passage.lexicon.documents:
        return _owner(passage, at, discourse)
    return None


def _before_quotation(passage: Passage, at: int, discourse: Discourse) -> SayingCue | None:
    """Return whom a clause is about that ends in a colon before a quotation: "Bishop Alan Crewe demurred: “We…”"."""
    verb = passage.word(at - 1)
    if passage.token(at - 1).capital or not passage.is_word(at - 1):
        return None
    if verb in passage.lexicon.saying | passage.lexicon.stating and is_saying_verb(passage, at - 1):
        return None
    # "Ann Lee demurred: “We…”", "Ann Lee brushed off the figures: “We…”".
    for subject in (subject_before(passage, at - 1), first_subject(passage, at)):
        parties = [] if subject is None else _with_apposition(passage, *subject, discourse, any_noun=False)
        people = tuple(party for party in parties if party.kind == "person")
        if subject is not None and people:
            return SayingCue("before", people, subject[0], at, at + 1)
    return None


def _in_document(passage: Passage, at: int, discourse: Discourse) -> SayingCue | None:
    """Return the cue of a document that holds what follows: "In a YouGov poll released on Monday, 30 percent"."""
    lexicon = passage.lexicon
    after = passage.word(at + 1)
    if after not in lexicon.articles | lexicon.possessives and not passage.token(at + 1).capital:
        return None
    for place in range(at + 1, at + 9):
        word = passage.word(place)
        if (
            word in lexicon.documents
            and word not in lexicon.no_containers
            and passage.word(place + 1) not in lexicon.documents
        ):
            if word in lexicon.noun_or_verb and passage.word(place + 1) in {"in", "that"}:
                # "The team at RMIT in Melbourne reports in Science".
                return None
            break
        if not (passage.is_word(place) or passage.is_digits(place) or word in {"/", "-", "’"}) or (
            # "In Punjab the water table falls": another noun phrase begins.
            place > at + 1
            and (word in lexicon.prepositions or word in lexicon.saying or word in lexicon.articles)
        ):
            return None
    else:
        return None
    end = object_end(passage, at + 1)
    parties = read_parties(passage, at + 1, end, discourse)
    return SayingCue("in", tuple(parties), at, place, max(end, place + 1)) if parties else None


def _by_reckoning(passage: Passage, at: int, discourse: Discourse) -> SayingCue | None:
    """Match by the Russell Group's reckoning, by its own count."""
    lexicon = passage.lexicon
    for place in range(at + 2, at + 9):
        if passage.word(place) in lexicon.reckonings and (
            passage.word(place - 1).endswith(("'s", "s'"))
            or passage.word(place - 1) in {"'", "’", "own"} | lexicon.possessives
        ):
            owned = passage.word(place - 1) == "own" or passage.word(place - 1) in lexicon.possessives
            its_own = owned and passage.word(at + 1) in lexicon.possessives
            party = possessor(passage, at + 1, discourse) if its_own else None
            parties = [party] if party else read_parties(passage, at + 1, place + owned, discourse)
            return SayingCue("according", tuple(parties), at, at, place + 1) if parties else None
        if not passage.is_word(place - 1) and passage.word(place - 1) not in {"'", "’", "-", "."}:
            return None
    return None


def _claim(passage: Passage, at: int, discourse: Discourse) -> SayingCue | None:
    """Return whose claim is told: "Mr Trump's claim that his net worth exceeds $10bn"."""
    lexicon = passage.lexicon
    if passage.word(at + 1) not in lexicon.complementizers:
        return None
    owner = at - 1 - (passage.word(at - 1) in lexicon.document_adjectives)
    if not passage.word(owner).endswith(("'s", "s'")):
        return None
    first = owner
    while first > owner - 4 and (passage.token(first - 1).capital or passage.word(first - 1) in {".", "-"}):
        first -= 1
    parties = read_parties(passage, first, owner + 1, discourse)
    return SayingCue("before", tuple(parties), first, at, at + 1) if parties else None


def _by_follows(passage: Passage, at: int) -> bool:
    """Return whether "by" names an author: reported by, published on Monday by; not "sold by"."""
    claims = passage.lexicon.claims
    claimed = passage.word(at) == "made" and any(passage.word(place) in claims for place in range(at))
    if passage.word(at) in passage.lexicon.not_authored and not claimed:
        return False
    for place in range(at + 1, at + 6):
        word = passage.word(place)
        if word in passage.lexicon.by:
            following = passage.word(place + 1)
            return (
                not passage.begins_number(place + 1)
                and following not in passage.numbers.signs
                and (not following.endswith("ing") and not passage.begins_number(place + 2))
            )
        if (
            not passage.is_word(place)
            or word in passage.lexicon.conjunctions
            or word in passage.lexicon.auxiliaries
        ):
            return False
    return False


def _with_object(
    passage: Passage, first: int, begin: int, kind: str, discourse: Discourse
) -> SayingCue | None:
    """Return a cue whose party stands behind it."""
    if (
        kind == "citing"
        and passage.word(begin) in passage.lexicon.possessives
        and passage.word(begin + 1) == "own"
    ):
        # "Citing its own intelligence" passes nobody on.
        return None
    end = object_end(passage, begin)
    if kind == "according":
        parties = _with_apposition(passage, begin, end, discourse, any_noun=True)
    else:
        # Figures are based on enrolment too, but cited are parties.
        any_noun = kind == "citing" and passage.wording(first, passage.lexicon.citing_names) is None
        # "Picking up Record's story" picks Record up.
        owner = next(
            (place for place in range(begin, end) if passage.word(place).endswith(("'s", "s'"))), end
        )
        parties = read_parties(passage, begin, end, discourse, any_noun=any_noun)
        parties = parties or read_parties(passage, begin, min(owner + 1, end), discourse)
    if not parties:
        return None
    subjects: list[PartyMention] = []
    if kind == "citing":
        subjects = citing_parties(passage, first, discourse)
    return SayingCue(kind, tuple(parties), first, first, max(end, begin + 1), tuple(subjects))


# Verbs


def _verb(passage: Passage, at: int, discourse: Discourse) -> SayingCue | None:
    """Return the cue of a verb of saying with its subject before or behind it."""
    if not is_saying_verb(passage, at):
        return None
    word = passage.word(at)
    closes = word in passage.lexicon.without_hearer and closes_with_name(passage, at)
    subject = None if closes else subject_before(passage, at) or shared_subject(passage, at)
    if word.endswith("ing") and passage.word(at - 1) == ",":
        subject = first_subject(passage, at - 1)
    if subject is not None:
        subject = _past_apposed(passage, *subject)
    results = any(passage.word(at + step) in passage.lexicon.leads_to_number for step in range(1, 8))
    of = passage.word(at + 1) == "of"
    results = results and passage.word(at - 1) not in passage.lexicon.auxiliaries
    if word in passage.lexicon.acting and not results and not of and states_at_once(passage, at):
        # Hospitals admit patients, employers add jobs, a bond would add $61 to the average bill.
        return None
    if subject is not None and passage.word(subject[0]) in passage.lexicon.auxiliaries:
        # "Will the minister confirm that 300 came?"
        return None
    if subject is not None:
        speaks = word in passage.lexicon.speaking or word in passage.lexicon.counting
        parties = _with_apposition(passage, *subject, discourse, any_noun=speaks)
        gives = any(passage.word(at + step) in passage.lexicon.withheld for step in range(1, 5))
        # A poll gives 40 percent, a person gives 40 dollars.
        documented = any(passage.word(place) in passage.lexicon.documents for place in range(*subject))
        if word in passage.lexicon.giving and not gives and not documented:
            return None
        if (
            parties
            and word in passage.lexicon.recording | passage.lexicon.promising
            and all(
                party.word is None and " ".join(party.words) in passage.lexicon.countries for party in parties
            )
        ):
            # "Uganda recorded 4,806 deaths" says where, not who counted.
            return None
        behind = is_tag(passage, at, subject[0]) or as_they_put_it(passage, at, subject[0])
        stated = states_number(passage, at) or stated_before(passage, subject[0])
        if parties and (word in passage.lexicon.saying or behind or stated):
            parties = _by_relative(passage, at, parties)
            return SayingCue("behind" if behind else "before", tuple(parties), subject[0], at, at + 1)
    if word in passage.lexicon.saying and inverted(passage, at):
        end = object_end(passage, at + 1)
        speaks = word in passage.lexicon.speaking
        parties = _with_apposition(passage, at + 1, end, discourse, any_noun=speaks)
        if parties and not goes_on(passage, end):
            return SayingCue("behind", tuple(parties), at, at, end)
    return None


def _past_apposed(passage: Passage, first: int, stop: int) -> tuple[int, int]:
    """Return the name that a subject only describes: "said Ann Lee, its head of sales, who thinks"."""
    lexicon = passage.lexicon
    describes = passage.word(first) in lexicon.possessives and passage.word(first - 1) == ","
    if not describes or passage.word(stop) != "," or passage.word(stop + 1) not in lexicon.relatives:
        return first, stop
    begin = first - 1
    while begin > 0 and name_end(passage, begin - 1) >= first - 1:
        begin -= 1
    return (begin, first - 1) if begin < first - 1 else (first, stop)


def _by_relative(passage: Passage, at: int, parties: list[PartyMention]) -> list[PartyMention]:
    """Return the parties of a verb, with the relative pronoun that stands for them: "Mr Lee, who noted"."""
    place = at - 1
    while passage.word(place) in passage.lexicon.auxiliaries | passage.lexicon.adverbs:
        place -= 1
    if passage.word(place) not in passage.lexicon.relatives or len(parties) != 1 or parties[0].word:
        return parties
    token = passage.token(place)
    word = passage.text[token.start : token.end]
    return [replace(parties[0], word=word, word_span=(token.start, token.end))]


def _adding(passage: Passage, at: int, cues: Sequence[SayingCue]) -> SayingCue | None:
    """Return the cue of what a speaker adds: "said Ann Lee, adding that 300 had come"."""
    word = passage.word(at)
    spoke = cues[-1] if cues else None
    if spoke is None or spoke.kind != "behind" or not word.endswith("ing") or passage.word(at - 1) != ",":
        return None
    if word not in passage.lexicon.saying or at < spoke.at:
        return None
    return SayingCue("before", spoke.parties, at, at, at + 1)


def _with_apposition(
    passage: Passage, first: int, stop: int, discourse: Discourse, *, any_noun: bool
) -> list[PartyMention]:
    """Return the parties of a noun phrase; for "its coordinator, Femi Ola," the one named behind the comma."""
    parties = read_parties(passage, first, stop, discourse, any_noun=any_noun)
    if len(parties) != 1:
        return parties
    whole = parties[0].name[:1].isupper() and parties[0].word is None and first > 0
    if whole and parties[0].words[-1] not in passage.lexicon.persons:
        return parties
    begin = stop + 1 + (passage.word(stop + 1) in passage.lexicon.definite_articles)
    apposed = name_end(passage, begin)
    short = passage.word(stop) == "," and apposed == begin + 1 and passage.word(apposed) in {",", ".", ""}
    if short and parties[0].kind == "body" and parties[0].words[-1] in passage.lexicon.organisations:
        # "Spain's weather service, Aemet, recorded 46 degrees", "the regulator, the NCC, says".
        named = read_parties(passage, begin, apposed, discourse)
        return named if len(named) == 1 else parties
    if passage.word(stop) == "," and name_end(passage, stop + 1) > stop + 2:
        end = name_end(passage, stop + 1)
        if passage.word(end) in {",", "."} or end >= len(passage.tokens):
            named = read_parties(passage, stop + 1, end, discourse)
            # "Its owner, Halden Marine of Bergen, said", "the developer, Mekong Power, told".
            known = parties[0].words[-1] in passage.lexicon.organisations
            body = known or not passage.lexicon.owners.isdisjoint(parties[0].words)
            alone = passage.word(end + 1) not in passage.lexicon.conjunctions
            if len(named) == 1 and (named[0].kind == "person" or (body and alone)):
                return named
    return parties


def _owner(passage: Passage, at: int, discourse: Discourse) -> SayingCue | None:
    """Return the party whose count, tally or estimate a number is: "Mediazona's tally of 30,000"."""
    if passage.token(at).capital and at:
        return None
    after = passage.word(at + 1)
    opens = after in passage.lexicon.behind_owned
    if after == "by" and not (
        passage.token(at + 2).capital or passage.word(at + 2) in passage.lexicon.articles
    ):
        # "Passenger numbers by terminal".
        return None
    if not opens and not passage.begins_number(at + 1):
        return None
    if not states_number(passage, at):
        return None
    first = at
    while (
        first > 0
        and at - first < 8
        and passage.is_word(first - 1)
        and not (
            passage.word(first - 1) in passage.lexicon.prepositions
            or passage.word(first - 1) in passage.lexicon.saying
            or passage.word(first - 1) in passage.lexicon.auxiliaries
            or passage.word(first - 1) in passage.lexicon.conjunctions
        )
    ):
        first -= 1
    behind = at + 1
    if after in {"by", "from"}:
        behind = object_end(passage, at + 2)
    owned = any(passage.word(place).endswith(("'s", "s'")) for place in range(first, at))
    owned = owned or any(passage.word(place) in {"’", "'"} for place in range(first, at))
    named = any(passage.token(place).capital for place in range(max(first, 1), at))
    acronym = first == 0 and passage.written(0, 1).isupper() and len(passage.word(0)) > 1
    if not (
        owned
        or named
        or acronym
        or after in {"by", "from"}
        or passage.word(first) in passage.lexicon.possessives
    ):
        return None
    parties = [party for party in read_parties(passage, first, behind, discourse) if party.kind != "document"]
    return SayingCue("owner", tuple(parties), first, at, at + 1) if parties else None
