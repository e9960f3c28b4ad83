"""Noun phrases that name a party: the owner of "ONS figures", the referent of "the ministry" and "he"."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ledger.article.names import ProperName, full_name, like_a_company, name_at, name_end
from ledger.article.passage import Passage


@dataclass(frozen=True, slots=True)
class PartyMention:
    """A party that states a figure. `span` is the place of its name; `word` and `word_span` a word in place of it.

    `kind` is ``person``, ``body``, ``document`` or ``many``; `sure` is in hundredths.
    """

    name: str
    span: tuple[int, int]
    kind: str
    words: tuple[str, ...]
    described: frozenset[str] = frozenset()
    word: str | None = None
    word_span: tuple[int, int] | None = None
    sure: int = 90


class Discourse:
    """The text read so far: its names in order, the parties that stated something, the topics of sentences."""

    __slots__ = ("leading", "names", "parties")

    def __init__(self) -> None:
        self.names: list[ProperName] = []
        self.parties: list[PartyMention] = []
        self.leading: list[PartyMention] = []

    def meet(self, names: list[ProperName]) -> None:
        """Note names that were read. Only the latest few hundred can be referred to."""
        self.names += names
        if len(self.names) > 400:
            del self.names[:200]

    def lead(self, passage: Passage) -> None:
        """Note the body or document that a sentence begins with: "The department disputes that: its own census"."""
        found = _leading(passage)
        if found is not None:
            if passage.word(0) in passage.lexicon.definite_articles:
                # "Leeds City Council will cut … The council employs 14,300, its report says".
                *modifiers, noun = found.words
                name = _referred(self, noun, set(modifiers), passage, found.span[0])
                if name is not None:
                    span = (passage.token(0).start, found.span[1])
                    found = replace(name, word=passage.text[slice(*span)], word_span=span, sure=80)
            self.leading = [*self.leading[-2:], found]

    def remember(self, party: PartyMention) -> None:
        """Note a party that stated something. Only the latest few dozen can be referred to."""
        self.parties.append(party)
        if len(self.parties) > 60:
            del self.parties[:20]


def _leading(passage: Passage) -> PartyMention | None:
    """Return the body that is the first noun of a sentence behind an article."""
    if passage.word(0) not in passage.lexicon.articles:
        return None
    for place in range(1, 5):
        word = passage.word(place)
        if not passage.is_word(place) or word in passage.lexicon.prepositions | passage.lexicon.auxiliaries:
            return None
        following = passage.word(place + 1)
        if word in passage.lexicon.organisations and following not in passage.lexicon.organisations:
            if passage.token(place).capital or following in passage.lexicon.persons | {"'", "’"}:
                return None
            start, end = passage.token(1).start, passage.token(place).end
            words = tuple(passage.word(step) for step in range(1, place + 1))
            return PartyMention(passage.text[start:end], (start, end), "body", words, sure=75)
    return None


def read_parties(
    passage: Passage, first: int, stop: int, discourse: Discourse, *, any_noun: bool = False
) -> list[PartyMention]:
    """Return the parties that the noun phrase from token `first` up to `stop` names; several where they are joined.

    `any_noun` also takes a noun that is not known to name parties; the verb must then be one of speaking.
    """
    first, stop = _trimmed(passage, first, stop)
    if any_noun and passage.word(first) == "one" and stop - first > 1:
        # "Said one Republican involved in the planning".
        first += 1
    if first >= stop or (passage.begins_number(first) and not any_noun):
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
        return _pronoun(passage, first, discourse)
    close = passage.word(first + 1) in lexicon.in_the_know
    if word in lexicon.no_parties and not passage.token(first).capital and not close:
        return None
    head = _head_end(passage, first, stop)
    noun = passage.word(head - 1).removesuffix("'s")
    if noun in lexicon.documents and not _all_capital(passage, first, head):
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
    return replace(_mention(name), sure=92)


def _mention(name: ProperName, kind: str | None = None) -> PartyMention:
    """Return a name as a party; of a `kind` where the text says that it is not what the name looks like."""
    kind = kind or ("person" if name.person else "body")
    return PartyMention(name.text, name.span, kind, name.words, name.described)


def _document(
    passage: Passage, first: int, head: int, stop: int, discourse: Discourse
) -> PartyMention | None:
    """Return the party behind a report, a survey, figures: "figures from the ministry", "ONS data", "its report"."""
    lexicon = passage.lexicon
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
        found = _latest(discourse, ("body", "document", "person"), passage, first, head)
        if found is not None:
            return found
    if passage.word(first) in lexicon.singular_pronouns:
        return None
    start, end_at = passage.token(first).start, passage.token(head - 1).end
    words = tuple(passage.word(place) for place in range(first, head))
    return PartyMention(passage.text[start:end_at], (start, end_at), "document", words, sure=60)


def possessor(passage: Passage, at: int, discourse: Discourse) -> PartyMention | None:
    """Return the party that a possessive at a place stands for: "her own reckoning", "its report"."""
    personal = passage.word(at) in passage.lexicon.personal_possessives
    return _latest(discourse, ("person",) if personal else ("body", "person", "many"), passage, at, at + 1)


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
        name = _referred(discourse, noun, modifiers, passage, start)
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


def _referred(
    discourse: Discourse, noun: str, modifiers: set[str], passage: Passage, before: int
) -> PartyMention | None:
    """Return the name that "the" and a noun refer to: one with the noun in or beside it, else the latest of a class."""
    spoken = [party for party in discourse.parties if party.span[0] < before]
    for party in reversed(spoken):
        known = {*party.words, *party.described}
        if party.kind != "document" and party.words[-1:] != (noun,) and {noun, *modifiers} <= known:
            return replace(party, word=None, word_span=None)
    for name in reversed(discourse.names):
        known = {*name.words, *name.described}
        if name.span[0] < before and {noun, *modifiers} <= known and name.words != (noun,):
            return _mention(name)
    classes = [words for words in passage.lexicon.organisation_classes.values() if noun in words]
    # "The French group", "the Austin-based company": of where it is, not which one.
    modifiers = {word for word in modifiers if not word.endswith(passage.lexicon.of_places) and word != "-"}
    if not classes or modifiers:
        return None
    allowed = frozenset().union(*classes)
    speaking = {party.name for party in spoken if party.span[0] >= passage.sentence.start}
    for name in reversed(discourse.names):
        leads = name.first <= 1 or name.after in {"at", "by", "of", "from", "for"}
        spoke = any(party.name == name.text for party in spoken)
        known = ({*name.words} | name.described) & passage.lexicon.organisations
        leads = leads or bool(name.described & allowed)
        if name.person or name.doubtful or name.span[0] >= before or not (leads or spoke):
            continue
        if name.text.lower() in passage.lexicon.countries:
            continue
        if not known and name.text in speaking:
            # "Greenpeace puts it at 4,000; the company says 300".
            continue
        own = noun in passage.lexicon.organisation_classes["body"]
        if own and not known and name.sentence == passage.number and name.first <= 1:
            # "Ofgem's cap will rise by 10%, the regulator said".
            return _mention(name, "body")
        latest = spoken[-1] if spoken else None
        general = noun not in passage.lexicon.organisation_classes["state"]
        if (
            general
            and not known
            and latest is not None
            and latest.name == name.text
            and latest.kind == "body"
        ):
            return _mention(name, "body")
        if known & allowed or (
            not known and leads and noun in passage.lexicon.organisation_classes["company"]
        ):
            return _mention(name, "body")
    if noun not in passage.lexicon.organisation_classes["company"]:
        return None
    leader = next((name for name in discourse.names[-12:] if name.sentence == passage.number), None)
    if leader and leader.span[0] < before and leader.text not in speaking and like_a_company(passage, leader):
        # "Thames Water owes £15bn, the utility said".
        return _mention(leader, "body")
    latest = spoken[-1] if spoken else None
    if latest is not None and latest.kind == "person":
        # "Meghna Cement" looks like a person's name, and "the company" says that it is not.
        people = passage.lexicon.persons | passage.lexicon.titles
        if latest.word is None and not (latest.described | {*latest.words}) & people:
            return replace(latest, kind="body")
    return None


def _pronoun(passage: Passage, at: int, discourse: Discourse) -> PartyMention | None:
    sort = passage.lexicon.singular_pronouns[passage.word(at)]
    if sort == "speaker":
        return None
    kinds = {"person": ("person",), "body": ("body", "document"), "many": ("many", "body", "document")}[sort]
    return _latest(discourse, kinds, passage, at, at + 1)


def _likeliest_first(names: list[ProperName], kinds: tuple[str, ...], passage: Passage) -> list[ProperName]:
    """Return the latest names first; within a sentence, those with a trade first: "The trainer Ann Lee, 47"."""
    if kinds != ("person",):
        return names[::-1]
    known = passage.lexicon.persons | passage.lexicon.titles
    introduced = {name.span for name in names if name.person and (name.described | {*name.words}) & known}
    return sorted(names, key=lambda name: (name.sentence, name.span in introduced, name.first), reverse=True)


def _later_subject(
    discourse: Discourse, party: PartyMention, kinds: tuple[str, ...], before: int
) -> PartyMention | None:
    """Return the person whom a later sentence is about: "… said Ann Lee. Bo Day grows figs. … she said"."""
    if kinds != ("person",):
        return None
    spoke = (party.word_span or party.span)[1]
    for name in reversed(discourse.names[-12:]):
        if name.span[0] <= spoke:
            break
        # "Waikato farmer Jo Sheridan milks", "The DA's Lindiwe Maseko was".
        leads = name.first <= 1 or (name.first <= 3 and (bool(name.described) or name.after.endswith("'s")))
        if name.person and leads and len(name.words) > 1 and not name.doubtful and name.span[1] < before:
            return _mention(name)
    return None


def _latest(
    discourse: Discourse, kinds: tuple[str, ...], passage: Passage, first: int, stop: int
) -> PartyMention | None:
    """Return the latest party of a kind, with the word in place of it; a person's name where none spoke yet."""
    start = passage.token(first).start
    if passage.word(first - 1) in passage.lexicon.definite_articles:
        start = passage.token(first - 1).start
    span = (start, passage.token(stop - 1).end)
    recent = [*discourse.parties[-8:], *discourse.leading]
    own = next((name for name in discourse.names[-12:] if name.sentence == passage.number), None)
    if (
        kinds[0] == "body"
        and passage.word(first) in passage.lexicon.singular_pronouns
        and own is not None
        and own.first <= 1
        and own.stop < first
        and not (own.person or own.doubtful)
        and not any(party.span[0] >= own.span[0] for party in recent if party.kind in kinds)
    ):
        # "Customs and Border Protection seized 300, it said": what its own sentence begins with.
        return replace(_mention(own), word=passage.text[slice(*span)], word_span=span, sure=80)
    for party in sorted(recent, key=lambda party: -(party.word_span or party.span)[0]):
        if party.kind in kinds and (party.word_span or party.span)[0] < start:
            later = _later_subject(discourse, party, kinds, start)
            if later is not None:
                return replace(later, word=passage.text[slice(*span)], word_span=span, sure=75)
            return replace(party, word=passage.text[span[0] : span[1]], word_span=span, sure=80)
    for name in _likeliest_first(discourse.names[-12:], kinds, passage):
        known_person = name.described & passage.lexicon.persons or set(name.words) & passage.lexicon.titles
        plain = name.first <= 1 and not name.doubtful
        # "Sandvik Foods" looks like a person's name, and "it" says that it is not.
        plain = plain and (not name.person or (kinds[0] == "body" and not known_person))
        fits = name.person if kinds == ("person",) else "body" in kinds and plain
        if fits and name.span[0] < start and passage.number - name.sentence <= 3:
            return replace(_mention(name), word=passage.text[slice(*span)], word_span=span, sure=65)
    return None
