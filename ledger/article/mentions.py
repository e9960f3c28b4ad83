"""Noun phrases that name a party: the owner of "ONS figures", "a spokesman for the council", joint parties."""

from __future__ import annotations

from dataclasses import replace

from ledger.article.discourse import (
    Discourse,
    PartyMention,
    latest_party,
    mention_of,
    possessor,
    pronoun_party,
    referred_name,
)
from ledger.article.names import ProperName, full_name, name_at, name_end
from ledger.article.passage import Passage


def read_parties(
    passage: Passage, first: int, stop: int, discourse: Discourse, *, any_noun: bool = False
) -> list[PartyMention]:
    """Return the parties that the noun phrase from token `first` up to `stop` names; several where they are joined.

    `any_noun` also takes a noun that is not known to name parties; the verb must then be one of speaking.
    """
    lexicon = passage.lexicon
    first, stop = _trimmed(passage, first, stop)
    if any_noun and passage.word(first) == "one" and stop - first > 1:
        # "Said one Republican involved in the planning".
        first += 1
    if passage.word(first) in lexicon.passing_on and passage.word(first + 1) in lexicon.by:
        # "A figure repeated by NHK, which put it at 300".
        first += 2
    if first >= stop or (passage.begins_number(first) and not any_noun):
        return []
    if passage.word(first) in lexicon.first_person and lexicon.reporters & passage.near(first, stop):
        # "Our reporters found 300": the writer's own voice.
        return []
    if passage.word(first) in passage.numbers.hedges and not passage.token(first + 1).capital:
        # "Fewer than one in ten".
        return []
    for place in range(first + 1, stop - 1):
        if passage.word(place) == "and" and _parts(passage, first, place, stop):
            left = _listed(passage, first, place, discourse)
            if left and passage.word(stop - 1) in passage.lexicon.companions:
                # "Ann Lee and her colleagues" are one party, by the name of one.
                return left
            right = read_parties(passage, place + 1, stop, discourse)
            if left and right:
                return [*left, *right]
    party = _read_party(passage, first, stop, discourse, any_noun=any_noun)
    return [] if party is None else [party]


def _listed(passage: Passage, first: int, stop: int, discourse: Discourse) -> list[PartyMention]:
    """Return the parties before "and": one, or several separated by commas ("Oxfam, Care" and the UN)."""
    for place in range(first + 1, stop - 1):
        if (
            passage.word(place) == ","
            and passage.token(place + 1).capital
            and passage.token(place - 1).capital
        ):
            before = read_parties(passage, first, place, discourse)
            behind = _listed(passage, place + 1, stop, discourse)
            return [*before, *behind] if before and behind else []
    return read_parties(passage, first, stop, discourse)


def _parts(passage: Passage, first: int, place: int, stop: int) -> bool:
    """Return whether "and" at a place joins two parties rather than two words of one name."""
    name_start = first + (passage.word(first) in passage.lexicon.articles)
    while name_start < place:
        # "Ivory Coast's Coffee and Cocoa Council".
        name_start = max(name_end(passage, name_start), name_start + 1)
    if first < place < name_start - 1:
        return False
    if any(passage.word(step) in passage.lexicon.relatives for step in range(first, place)):
        # "Ann Lee, who leads the Association of School and College Leaders".
        return False
    lexicon = passage.lexicon
    after = passage.word(place + 1)
    right = passage.token(place + 1)
    within = any(passage.word(step) in {"from", "at", "in", "of"} for step in range(first + 1, place))
    if (
        within
        and right.capital
        and not any(
            passage.word(step) in lexicon.organisations | lexicon.persons for step in range(place + 1, stop)
        )
    ):
        # "Researchers from Oxford and Leeds" are one party.
        return False
    return (
        right.capital
        or after in lexicon.articles
        or after in lexicon.possessives
        or any(
            passage.word(step) in lexicon.organisations | lexicon.persons for step in range(place + 1, stop)
        )
    )


def _trimmed(passage: Passage, first: int, stop: int) -> tuple[int, int]:
    """Return the phrase without articles, marks and adverbs at the ends."""
    lexicon = passage.lexicon
    leave = lexicon.articles | {
        ",",
        '"',
        "“",
        "”",
        "(",
        "'",
        "both",
        "even",
        "but",
        "and",
        "that",
        "as",
        "only",
        "—",
        "–",
    }
    while first < stop and (
        passage.word(first) in leave
        or (passage.word(first) in lexicon.superlatives and passage.word(first + 1) in lexicon.recent)
        or (passage.word(first) in lexicon.conjunctions and not passage.token(first).capital)
        or (
            passage.word(first).endswith("ly")
            and passage.is_word(first)
            and passage.word(first) not in passage.lexicon.adjectives_in_ly
        )
    ):
        first += 1
    leave |= lexicon.setting_apart | {".", ":", ")"}
    while stop > first and passage.word(stop - 1) in leave:
        stop -= 1
    return first, stop


def _may_speak(passage: Passage, first: int, head: int) -> bool:
    """Return whether a phrase of one to four plain words may be an unlisted party: "the coastguard said"."""
    lexicon = passage.lexicon
    words = [passage.word(place) for place in range(first, head)]
    return (
        1 <= len(words) <= 4
        and all(passage.is_word(place) for place in range(first, head))
        and not any(
            word in lexicon.no_parties
            or word in lexicon.prepositions
            or word in lexicon.auxiliaries
            or word in lexicon.conjunctions
            or word in lexicon.singular_pronouns
            or word in lexicon.spans_of_time
            for word in words
        )
        and len(words[-1]) > 2
        and words[-1] not in lexicon.participles
        and not passage.begins_number(first)
    )


def _read_party(
    passage: Passage, first: int, stop: int, discourse: Discourse, *, any_noun: bool = False
) -> PartyMention | None:
    lexicon = passage.lexicon
    word = passage.word(first)
    if stop - first == 1 and word in lexicon.singular_pronouns:
        return pronoun_party(passage, first, discourse)
    # "People familiar with it", "sales director Ann Lee".
    close = passage.word(first + 1) in lexicon.in_the_know or (
        passage.numbers.plural(word) and passage.word(first + 1) in lexicon.persons | lexicon.titles
    )
    if word in lexicon.no_parties and not passage.token(first).capital and not close:
        return None
    head = _head_end(passage, first, stop)
    noun = passage.word(head - 1).removesuffix("'s")
    if (
        noun in lexicon.persons
        and passage.numbers.plural(noun)
        and (body := _of_committee(passage, head, stop))
    ):
        return _named(body, discourse, lexicon.titles)
    # "The newspaper Record".
    titled = passage.token(head - 1).capital and passage.word(head - 2) in lexicon.organisations
    if noun in lexicon.documents and not titled and not _all_capital(passage, first, head):
        return _document(passage, first, head, stop, discourse)
    name = _trailing_name(passage, first, head)
    if name is not None:
        return _named(name, discourse, lexicon.titles)
    known = lexicon.organisations | lexicon.persons
    joined = "".join(passage.word(place) for place in range(head - 3, head))
    if (
        joined in lexicon.organisations
        or noun in known
        or passage.numbers.singular(noun) in known
        or _like_a_person(passage, noun)
    ):
        return _described(passage, first, head, stop, discourse)
    if any_noun and _may_speak(passage, first, head):
        return _described(passage, first, head, stop, discourse)
    return None


def _of_committee(passage: Passage, head: int, stop: int) -> ProperName | None:
    """Return the body on which its members sit together: "MPs on the Public Accounts Committee"."""
    begin = head + 1
    begin += passage.word(begin) in passage.lexicon.definite_articles
    end = min(name_end(passage, begin), stop)
    on = passage.word(head) == "on" and passage.word(end - 1) in passage.lexicon.organisations
    return name_at(passage, begin, end) if on and end > begin + 1 else None


def _head_end(passage: Passage, first: int, stop: int) -> int:
    """Return the token behind the head of a noun phrase: before its first preposition, participle or comma."""
    lexicon = passage.lexicon
    end = name_end(passage, first)
    for place in range(first, end - 1):
        if passage.word(place) in lexicon.name_joints:
            break
        if passage.word(place) in lexicon.documents and passage.word(place + 1) == "of":
            # "A Field Poll of the Democratic race".
            return min(place + 1, stop)
    place = max(end, first + 1)
    while place < stop:
        word = passage.word(place)
        if (
            word in {",", "(", "–", "—", '"', "“", "”"}
            or word in lexicon.prepositions
            or word in lexicon.relatives
        ):
            break
        if passage.word(place - 1) in lexicon.bare_data and passage.token(place).capital:
            # "Figures Oxfam gave to Reuters".
            break
        plain = place > first and not passage.token(place).capital
        joined = passage.word(place - 1) == "-"
        if plain and not joined and (word in lexicon.participles or word in lexicon.articles):
            break
        place = max(name_end(passage, place), place + 1)
    return min(place, stop)


def _all_capital(passage: Passage, first: int, stop: int) -> bool:
    """Return whether all of a phrase is a name: "Office for National Statistics", "Journal of Housing Research"."""
    if stop - first < 2:
        return False
    return passage.token(stop - 1).capital and passage.token(first).capital


def _trailing_name(passage: Passage, first: int, stop: int) -> ProperName | None:
    """Return the last name in a phrase, without titles before it: "ministry spokesman Igor Ivanov", "Dr Ann Lee"."""
    place, found = first, None
    while place < stop:
        end = min(name_end(passage, place), stop)
        if end > place:
            found = (place, end)
            place = end
        else:
            place += 1
    if found is None or found[1] != stop:
        return None
    begin, end = found
    step = begin
    while step < end - 1 and passage.word(step) in passage.lexicon.titles and passage.word(step + 1) != "of":
        step += 1
        step += passage.word(step) == "." and step < end - 1
    if step > begin and passage.word(step - 1) in passage.lexicon.portfolios:
        # "Health New Zealand" has no minister in it.
        step = begin
    lone = end - begin == 1 and begin == 0
    if lone and _only_begins(passage, begin):
        return None
    remaining = name_at(passage, step, end)
    body = bool(set(remaining.words) & passage.lexicon.organisations)
    if (remaining.person or step == begin or end - step == 1) and not (body and step > begin):
        return remaining
    return name_at(passage, begin, end)


def _only_begins(passage: Passage, at: int) -> bool:
    """Return whether a word has a capital only because it begins the sentence."""
    lexicon, word = passage.lexicon, passage.word(at)
    written = passage.text[passage.token(at).start : passage.token(at).end]
    if written.isupper() and len(written) > 1:
        return False
    return (
        word in lexicon.persons
        or word in lexicon.organisations
        or word in lexicon.documents
        or word in lexicon.no_parties
        or word in lexicon.sentence_openers
        or word in lexicon.opening_adjectives
        or word in lexicon.prepositions
        or _like_a_person(passage, word)
    )


def _like_a_person(passage: Passage, noun: str) -> bool:
    return noun.endswith(passage.lexicon.person_endings) and len(noun) > 5


def _named(name: ProperName, discourse: Discourse, titles: frozenset[str]) -> PartyMention:
    full = full_name(name, discourse.names, titles) if len(name.words) <= 3 else None
    if full is not None and full.text != name.text:
        return PartyMention(
            full.text, full.span, "person", full.words, full.described, name.text, name.span, sure=90
        )
    return replace(mention_of(name), sure=92)


def _document(
    passage: Passage, first: int, head: int, stop: int, discourse: Discourse
) -> PartyMention | None:
    """Return the party behind a report, a survey, figures: "figures from the ministry", "ONS data", "its report"."""
    lexicon = passage.lexicon
    supplier = _supplier(passage, head, discourse)
    if supplier is not None:
        return supplier
    if passage.word(stop) == "," and passage.word(stop + 1) in lexicon.participles - lexicon.not_owning:
        # "The survey of 2,004 adults, carried out by Opinium in May,".
        stop = min(stop + 6, len(passage.tokens))
    for place in range(head, min(stop, head + 14)):
        word = passage.word(place)
        from_whom = word in {"from", "by", "at"} or (word == "of" and passage.word(place + 1) == "the")
        if from_whom and place + 1 < stop:
            if passage.word(place - 1) in passage.lexicon.not_owning:
                continue
            end = _owner_end(passage, place + 1, stop)
            owners = read_parties(passage, place + 1, end, discourse, any_noun=word == "from")
            if owners and owners[0].kind != "document":
                return owners[0]
    dated = lexicon.weekdays | lexicon.months | lexicon.spans_of_time
    while (
        first < head - 1
        and passage.word(first).endswith("'s")
        and passage.word(first).removesuffix("'s") in dated
    ):
        # "Wednesday's Quinnipiac poll" is not Wednesday's.
        first += 1
    # The owner before the noun: "the agency's annual report".
    for place in range(head - 2, first - 1, -1):
        if passage.word(place).endswith(("'s", "s'")) or passage.word(place + 1) in {"'", "’"}:
            return _read_party(passage, first, place + 1, discourse)
    if passage.word(first) in lexicon.possessives:
        owner = possessor(passage, first, discourse)
        if owner is not None or passage.word(first) in lexicon.personal_possessives:
            return owner
    begin = first
    while begin < head - 1 and (passage.word(begin) in passage.lexicon.document_adjectives):
        begin += 1
    end = name_end(passage, begin)
    if begin < end:
        name = name_at(passage, begin, min(end, head))
        whole = end >= head and passage.token(head - 1).capital
        plain = begin == 0 and end - begin == 1 and _only_begins(passage, begin)
        if not whole and not plain:
            return _named(replace(name, person=False), discourse, lexicon.titles)
    for place in range(head - 2, first - 1, -1):
        if passage.word(place) in lexicon.organisations | lexicon.persons:
            return _described(passage, first, place + 1, place + 1, discourse)
    definite = passage.word(first - 1) in passage.lexicon.demonstratives
    if definite:
        found = latest_party(discourse, ("body", "document", "person"), passage, first, head)
        if found is not None:
            return found
    if passage.word(first) in lexicon.singular_pronouns:
        return None
    if passage.word(head - 1) in lexicon.bare_data or _got_hold_of(passage, head):
        return None
    start, end_at = passage.token(first).start, passage.token(head - 1).end
    words = tuple(passage.word(place) for place in range(first, head))
    text = passage.text[start:end_at].removesuffix("'s").removesuffix("’s")
    return PartyMention(text, (start, start + len(text)), "document", words, sure=60)


def _supplier(passage: Passage, head: int, discourse: Discourse) -> PartyMention | None:
    """Return who has the figures of a noun that ends at token `head`: "figures the commission gave to Reuters".

    The same holds of "a survey that Ofcom published".
    """
    lexicon = passage.lexicon
    head += passage.word(head) in lexicon.relatives and passage.word(head - 1) in lexicon.documents
    if passage.word(head) not in lexicon.articles and not passage.token(head).capital:
        return None
    for place in range(head + 1, head + 10):
        if passage.word(place) in lexicon.supplying and not passage.token(place).capital:
            owners = read_parties(passage, head, place, discourse)
            return owners[0] if owners and owners[0].kind != "document" else None
        if not (passage.is_word(place) or passage.word(place) in {"-", "'", "’"}):
            return None
    return None


def _got_hold_of(passage: Passage, head: int) -> bool:
    """Return whether somebody other than who asked has a survey: "a poll seen by the Courier"."""
    lexicon = passage.lexicon
    obtained = passage.word(head) in lexicon.obtaining and passage.word(head + 1) in lexicon.by
    return obtained and passage.word(head - 1) in lexicon.polls


def _owner_end(passage: Passage, first: int, stop: int) -> int:
    """Return the token behind the owner that begins at token `first`."""
    lexicon = passage.lexicon
    place = first
    while place < stop:
        word = passage.word(place)
        if place > first and (
            word in {",", "(", ".", ";", ":"}
            or passage.begins_number(place)
            or word in lexicon.relatives
            or (word in lexicon.saying and passage.word(place + 1) not in lexicon.organisations)
            or word in lexicon.participles
            or word in {"on", "in", "last", "this", "into"}
        ):
            break
        place += 1
    return place


def _described(
    passage: Passage, first: int, head: int, stop: int, discourse: Discourse
) -> PartyMention | None:
    """Return a party named by a description: "the ministry" for an earlier name, "a spokesman for the council"."""
    lexicon = passage.lexicon
    noun = passage.word(head - 1).removesuffix("'s")
    start = passage.token(first).start
    definite = passage.word(first - 1) in passage.lexicon.definite_articles
    if definite and (stop == head or passage.begins_number(head + 1)):
        modifiers = {passage.word(place) for place in range(first, head - 1)}
        name = referred_name(discourse, noun, modifiers, passage, start)
        if name is not None:
            word_start = passage.token(first - 1).start
            written = passage.text[word_start : passage.token(head - 1).end]
            return replace(name, word=written, word_span=(word_start, passage.token(head - 1).end), sure=85)
    end = head
    owned = passage.word(head) in {"for", "of", "at", "from", "with"} and head < stop
    if owned and not passage.begins_number(head + 1):
        end = _owner_end(passage, head + 1, stop)
    text_end = passage.token(end - 1).end
    text = passage.text[start:text_end]
    for ending in ("'s", "’s"):
        if text.endswith(ending):
            text = text.removesuffix(ending)
            text_end -= len(ending)
    kind = "body" if noun in lexicon.organisations and noun not in {"police"} else "person"
    if passage.numbers.plural(noun):
        kind = "many"
    words = tuple(passage.word(place) for place in range(first, end))
    return PartyMention(text, (start, text_end), kind, words, sure=80)
