"""The parties of a text so far, and what "the ministry", "its" and "he" stand for."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ledger.article.names import ProperName, like_a_company, name_at, name_end
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
                name = referred_name(self, noun, set(modifiers), passage, found.span[0])
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
    """Return the body that is the first noun of a sentence behind an article, or the people in front of all."""
    if passage.word(0) not in passage.lexicon.articles:
        return _leading_many(passage)
    for place in range(1, 5):
        word = passage.word(place)
        if not passage.is_word(place) or word in passage.lexicon.prepositions | passage.lexicon.auxiliaries:
            return None
        following = passage.word(place + 1)
        if word in passage.lexicon.organisations and following not in passage.lexicon.organisations:
            if passage.token(place).capital or following in passage.lexicon.persons | {"'", "’"}:
                return None
            if passage.token(place + 1).capital and passage.is_word(place + 1):
                # "The consumer group Codacons repeated them".
                return mention_of(name_at(passage, place + 1, name_end(passage, place + 1)), "body")
            start, end = passage.token(1).start, passage.token(place).end
            words = tuple(passage.word(step) for step in range(1, place + 1))
            return PartyMention(passage.text[start:end], (start, end), "body", words, sure=75)
    return None


def _leading_many(passage: Passage) -> PartyMention | None:
    """Return the people with whom a sentence begins: "Antwerp police seized", "Researchers at Leeds tested"."""
    lexicon = passage.lexicon
    for place in range(3):
        word, following = passage.word(place), passage.token(place + 1)
        if not passage.is_word(place) or word in lexicon.prepositions | lexicon.saying:
            return None
        many = word in lexicon.persons | lexicon.organisations and passage.numbers.plural(word)
        if (many or word in lexicon.forces) and (place == 0 or not passage.token(place).capital):
            if following.capital or following.word in lexicon.persons | lexicon.organisations | {"'", "’"}:
                return None
            start, end = passage.token(0).start, passage.token(place).end
            words = tuple(passage.word(step) for step in range(place + 1))
            return PartyMention(passage.text[start:end], (start, end), "many", words, sure=75)
    return None


def mention_of(name: ProperName, kind: str | None = None) -> PartyMention:
    """Return a name as a party; of a `kind` where the text says that it is not what the name looks like."""
    kind = kind or ("person" if name.person else "body")
    return PartyMention(name.text, name.span, kind, name.words, name.described)


def possessor(passage: Passage, at: int, discourse: Discourse) -> PartyMention | None:
    """Return the party that a possessive at a place stands for: "her own reckoning", "its report"."""
    personal = passage.word(at) in passage.lexicon.personal_possessives
    return latest_party(
        discourse, ("person",) if personal else ("body", "person", "many"), passage, at, at + 1
    )


def referred_name(
    discourse: Discourse, noun: str, modifiers: set[str], passage: Passage, before: int
) -> PartyMention | None:
    """Return the name that "the" and a noun refer to: one with the noun in or beside it, else the latest of a class."""
    spoken = [party for party in discourse.parties if party.span[0] < before]
    for party in reversed(spoken):
        known = {*party.words, *party.described}
        again = party.words == (*sorted(modifiers), noun) or party.words == (noun,)
        if party.kind != "document" and not again and {noun, *modifiers} <= known:
            return replace(party, word=None, word_span=None)
    for name in reversed(discourse.names):
        known = {*name.words, *name.described}
        if name.span[0] < before and {noun, *modifiers} <= known and name.words != (noun,):
            return mention_of(name)
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
        own = own and name.after not in passage.lexicon.prepositions
        if own and not known and name.sentence == passage.number and name.first <= 1:
            # "Ofgem's cap will rise by 10%, the regulator said".
            return mention_of(name, "body")
        latest = spoken[-1] if spoken else None
        general = noun not in passage.lexicon.organisation_classes["state"]
        if (
            general
            and not known
            and latest is not None
            and latest.name == name.text
            and latest.kind == "body"
        ):
            return mention_of(name, "body")
        if known & allowed or (
            not known and leads and noun in passage.lexicon.organisation_classes["company"]
        ):
            return mention_of(name, "body")
    if noun not in passage.lexicon.organisation_classes["company"]:
        return None
    leader = next((name for name in discourse.names[-12:] if name.sentence == passage.number), None)
    if leader and leader.span[0] < before and leader.text not in speaking and like_a_company(passage, leader):
        # "Thames Water owes £15bn, the utility said".
        return mention_of(leader, "body")
    latest = spoken[-1] if spoken else None
    if latest is not None and latest.kind == "person":
        # "Meghna Cement" looks like a person's name, and "the company" says that it is not.
        people = passage.lexicon.persons | passage.lexicon.titles
        if latest.word is None and not (latest.described | {*latest.words}) & people:
            return replace(latest, kind="body")
    return None


def pronoun_party(passage: Passage, at: int, discourse: Discourse) -> PartyMention | None:
    """Return the party that a pronoun at a place stands for: "he", "it", "they"."""
    sort = passage.lexicon.singular_pronouns[passage.word(at)]
    if sort == "speaker":
        return None
    kinds = {"person": ("person",), "body": ("body", "document"), "many": ("many", "body", "document")}[sort]
    return latest_party(discourse, kinds, passage, at, at + 1)


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
            return mention_of(name)
    return None


def latest_party(
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
        return replace(mention_of(own), word=passage.text[slice(*span)], word_span=span, sure=80)
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
            return replace(mention_of(name), word=passage.text[slice(*span)], word_span=span, sure=65)
    return None
