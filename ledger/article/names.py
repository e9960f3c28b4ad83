"""The names of a text: runs of capitalised words, and the nouns beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ledger.article.passage import Passage
from ledger.article.text_tokens import NUMBER, WORD, is_dash

#: The most words of a name.
_LONGEST = 12


@dataclass(frozen=True, slots=True)
class ProperName:
    """A name at its place. `words` are its words in lower case, `described` the nouns set beside it.

    `person` says that it looks like a person's: two or three capitals without a word for a body. `doubtful` says that
    it may be capitalised only because it begins its sentence; `after` is the word before the name. `first` counts from
    behind a dateline.
    """

    text: str
    span: tuple[int, int]
    sentence: int
    first: int
    stop: int
    words: tuple[str, ...]
    described: frozenset[str]
    person: bool
    doubtful: bool = False
    after: str = ""


def find_names(passage: Passage) -> list[ProperName]:
    """Return the names of a sentence in reading order, without the place of a dateline ("LONDON, 4 May –")."""
    names = []
    at = opening = dateline_end(passage)
    while at < len(passage.tokens):
        if not passage.token(at).capital:
            at += 1
            continue
        stop = name_end(passage, at)
        if stop > at:
            first = at
            if at == 0 and stop - at > 1 and passage.word(1) not in {"and", "-"} and _ordinary(passage, 0):
                first = 1
            if not (at == 0 and stop == 1 and _ordinary(passage, 0)) and not _labelled(passage, at, stop):
                name = name_at(passage, first, stop)
                doubtful = stop == 1 and _begins_plainly(passage)
                names.append(replace(name, first=name.first - opening, doubtful=doubtful))
            at = stop
        else:
            at += 1
    return names


def _labelled(passage: Passage, first: int, stop: int) -> bool:
    """Return whether a word with a capital only says what a number or a code is: "Flight J2-8243", "Section 5"."""
    if stop - first != 1 or passage.word(first) not in passage.lexicon.labels:
        return False
    code = passage.token(stop).capital and passage.is_digits(stop + 1) and passage.token(stop + 1).glued
    return (passage.is_digits(stop) and not _numbered(passage, first)) or code


def dateline_end(passage: Passage) -> int:
    """Return the token behind the dateline at the start of a sentence ("KYIV (AP) -"), 0 without one."""
    if not passage.written(0, 1).isupper() or len(passage.word(0)) < 3:
        return 0
    if passage.number == 0 and passage.word(1) == ":":
        # "MUMBAI: The firm said".
        return 2
    for place in range(1, min(12, len(passage.tokens))):
        if is_dash(passage.tokens, place):
            return place + 1
        token = passage.token(place)
        if token.kind == WORD and not token.capital and token.word not in passage.lexicon.articles:
            return 0
    return 0


def _begins_plainly(passage: Passage) -> bool:
    """Return whether a sentence's first word is followed as an ordinary one: "Credit losses", not "Volta delivered"."""
    following = passage.token(1)
    written = passage.written(0, 1)
    if written.isupper() and len(written) > 1:
        return False
    verb = (
        following.word in passage.lexicon.auxiliaries
        or following.word in passage.lexicon.saying
        or following.word in passage.lexicon.stating
        or following.word in passage.lexicon.past_verbs
        or following.word.endswith("ed")
    )
    return (
        following.kind == WORD and not following.capital and not verb and not written.endswith(("'s", "’s"))
    )


def name_at(passage: Passage, first: int, stop: int) -> ProperName:
    """Return the name from token `first` up to, not including, `stop`."""
    words = tuple(passage.word(place).removesuffix("'s") for place in range(first, stop))
    text = passage.written(first, stop)
    for ending in ("'s", "’s"):
        text = text.removesuffix(ending)
    start = passage.token(first).start
    lexicon = passage.lexicon
    bare = [word for word in words if word not in lexicon.titles]
    bodies = lexicon.organisations | lexicon.documents
    person = (
        1 <= len(bare) <= 4
        # Health New Zealand.
        and not (words[0] in lexicon.portfolios and words[1:2] and words[1] not in lexicon.titles)
        and (len(bare) >= 2 or len(bare) < len(words))
        and not any(
            # Good Friday is nobody.
            word in bodies | lexicon.weekdays or word in lexicon.name_joints - passage.lexicon.name_particles
            for word in bare
        )
        and not any(word.isupper() for word in passage.written(first, stop).split() if len(word) > 2)
        and passage.word(first - 1) not in lexicon.articles
        and passage.word(first - 1) != "at"
    )
    return ProperName(
        text,
        (start, start + len(text)),
        passage.number,
        first,
        stop,
        words,
        _described(passage, first, stop),
        person,
        after=passage.word(first - 1),
    )


def name_end(passage: Passage, at: int) -> int:
    """Return the token behind the name that begins at token `at`; `at` itself where none does."""
    if not _capital(passage, at) or _is_date_word(passage, at):
        return at
    stop = at + 1
    while stop - at < _LONGEST:
        before = passage.token(stop - 1)
        if before.word.endswith("'s"):
            break
        if _numbered(passage, stop - 1):
            stop += 1
            break
        if _capital(passage, stop) and not _is_date_word(passage, stop):
            stop += 1
            continue
        if stop - at >= 2 and _goes_on_small(passage, stop):
            stop += 2
            continue
        joints = _joints(passage, stop)
        if joints and _capital(passage, stop + joints) and not _is_date_word(passage, stop + joints):
            stop += joints + 1
            continue
        break
    return stop


def _goes_on_small(passage: Passage, at: int) -> bool:
    """Return whether a name goes on behind a hyphen in small letters: "Kim Jong-un", not "Bank of England-led"."""
    following = passage.token(at + 1)
    return (
        passage.word(at) in {"-", "‐", "‑"}
        and passage.token(at).glued
        and following.glued
        and following.kind == WORD
        and not following.capital
        and not following.word.endswith(("ed", "ing", "er", "es"))
        and following.word not in passage.lexicon.joined_nouns | passage.lexicon.saying
        and following.word not in passage.lexicon.participles | passage.lexicon.behind_names
    )


def _joints(passage: Passage, at: int) -> int:
    """Count the small words at a place that may join two parts of a name: "of", "of the", "&", "and"."""
    word = passage.word(at)
    if word in {"'", "’"} and _of_members(passage, at):
        return 1
    if word in {"&", "-", "–", "'", "’"}:
        return 1 if word in {"&"} or (passage.token(at).glued and passage.token(at + 1).glued) else 0
    if word in {"of", "for"}:
        return 2 if passage.word(at + 1) == "the" else 1
    if (passage.word(at - 1), word, passage.word(at + 1)) in passage.lexicon.joined_names:
        return 1
    if word == "and":
        # "Ministry of Health and Social Care", "Business and Trade"; not "Oxfam and Care".
        before = {passage.word(place) for place in range(max(at - 5, 0), at)}
        return (
            1 if _capital(passage, at - 1) and (before & {"of", "for", "on"} or _one_body(passage, at)) else 0
        )
    if word == "on":
        # "The UN Office on Drugs and Crime".
        return 1 if passage.word(at - 1) in passage.lexicon.organisations else 0
    if word in passage.lexicon.name_particles:
        return 1
    return 0


def _of_members(passage: Passage, at: int) -> bool:
    """Return whether an apostrophe stands inside the name of a body: "the Bakers' Federation"."""
    stop = at + 1
    while passage.token(stop).capital and stop < at + 4:
        stop += 1
    whose = passage.word(at - 1).endswith("s") and passage.token(at).glued and not passage.token(at + 1).glued
    return whose and stop > at + 1 and passage.word(stop - 1) in passage.lexicon.organisations


def _one_body(passage: Passage, at: int) -> bool:
    """Return whether "and" at a place stands inside one name: "the National Snow and Ice Data Center"."""
    lexicon = passage.lexicon
    first, stop = at, at + 1
    while _capital(passage, first - 1) and not _ends_before_name(passage, first - 1):
        first -= 1
    while _capital(passage, stop):
        stop += 1
    left = {passage.word(place) for place in range(first, at)}
    written = passage.written(first, at)
    alone = at - first == 1 and stop - at >= 3 and not written.isupper()
    if alone and passage.word(stop - 1) in lexicon.organisations:
        # "The University and College Union", "the Food and Drug Administration"; not "the Treasury and Home Office".
        return _ends_before_name(passage, first - 1) and not left & (
            lexicon.organisation_classes.get("state", frozenset()) | lexicon.countries
        )
    return (
        at - first >= 2
        and stop - at >= 3
        and _ends_before_name(passage, first - 1)
        and passage.word(stop - 1) in lexicon.organisations
        and not left & (lexicon.organisations - lexicon.scopes)
    )


def _ends_before_name(passage: Passage, at: int) -> bool:
    """Return whether a name may begin behind a word: "the", "Ivory Coast's"."""
    return passage.word(at) in passage.lexicon.articles or passage.word(at).endswith(("'s", "s'"))


def _capital(passage: Passage, at: int) -> bool:
    token = passage.token(at)
    if not token.capital or token.kind != WORD:
        return False
    following = passage.token(at + 1)
    if following.glued and following.kind == NUMBER and not _numbered(passage, at):
        # AMP8 and COP28 name no party.
        return False
    if passage.is_digits(at + 1) and (token.word == "rs" or passage.names_currency(at)):
        return False
    return token.word not in passage.lexicon.first_person


def _numbered(passage: Passage, at: int) -> bool:
    """Return whether a name ends in digits: "Flightradar24", "Channel 4", "France 24"."""
    token, digits = passage.token(at), passage.token(at + 1)
    if digits.kind != NUMBER or not token.capital or len(digits.word) > 2:
        return False
    glued = digits.glued and len(token.word) > 3 and passage.written(at, at + 1)[1:].islower()
    return glued or (token.word in passage.lexicon.stations and not digits.glued)


def _is_date_word(passage: Passage, at: int) -> bool:
    word = passage.word(at)
    if word not in passage.lexicon.months | passage.lexicon.weekdays:
        return False
    # Mrs May, Theresa May.
    before = passage.token(at - 1)
    person = before.word in passage.lexicon.titles or before.word == "." or (before.capital and at > 1)
    return not (person and not passage.is_digits(at + 1))


def _ordinary(passage: Passage, at: int) -> bool:
    """Return whether a word may be capitalised only because it begins its sentence."""
    word = passage.word(at)
    lexicon = passage.lexicon
    written = passage.text[passage.token(at).start : passage.token(at).end]
    if written.isupper() and len(written) > 1:
        return False
    return (
        word in lexicon.sentence_openers
        or word in lexicon.prepositions
        or word in lexicon.conjunctions
        or word in lexicon.articles
        or word in lexicon.persons
        or word in lexicon.documents
        or word in lexicon.organisations - lexicon.bodies_abroad
        or word in lexicon.singular_pronouns
        or word in lexicon.adverbs
        or word in lexicon.auxiliaries
        or word in lexicon.no_parties
        or word in passage.numbers.hedges
        or word in passage.lexicon.opening_adjectives
        # "Sadly, it did", "Lilly will".
        or (word.endswith("ly") and passage.word(at + 1) not in lexicon.auxiliaries | lexicon.saying)
        or (not _capital(passage, at + 1) and word.endswith(("ed", "ing", "s")) and not word.endswith("'s"))
    )


def _described(passage: Passage, first: int, stop: int) -> frozenset[str]:
    """Return the nouns that describe a name: before it ("the charity Oxfam") or in apposition ("Oxfam, a charity,")."""
    lexicon = passage.lexicon
    nouns = lexicon.organisations | lexicon.persons
    found = set()
    for place in range(first - 1, max(first - 5, -1), -1):
        word = passage.word(place)
        if not passage.is_word(place) or word in lexicon.prepositions or word in lexicon.saying:
            break
        if word in nouns:
            found.add(word)
        elif word in lexicon.articles and first - place > 1:
            # "The property portal Domio".
            found.add(passage.word(first - 1))
            break
    if passage.word(stop) in {",", "("}:
        apposed: set[str] = set()
        indefinite = passage.word(stop + 1) in lexicon.articles
        for place in range(stop + 1, stop + 12):
            word = passage.word(place)
            if word in {",", ")", ".", ""} or word in lexicon.relatives:
                if indefinite and passage.is_word(place - 1) and not passage.token(place - 1).capital:
                    # "Domio, a property portal,".
                    apposed.add(passage.word(place - 1))
                found |= apposed
                break
            if word in lexicon.saying and not passage.token(place).capital:
                # "400 Suns, the researchers report": a clause of its own.
                break
            if word in nouns:
                apposed.add(word)
    return frozenset(found)


def full_name(short: ProperName, names: Sequence[ProperName], titles: frozenset[str]) -> ProperName | None:
    """Return the latest longer name before a surname, alone or behind one of the `titles`, that it stands for."""
    if not short.words:
        return None
    last = short.words[-1]
    bare = sum(word not in titles for word in short.words)
    for name in reversed(names):
        if name.words[-1] != last or not name.person or name.span[0] >= short.span[0]:
            continue
        if sum(word not in titles for word in name.words) > bare:
            return name
    return None


def like_a_company(passage: Passage, name: ProperName) -> bool:
    """Return whether a name that begins its sentence may be a company's, though it looks like a person's."""
    lexicon = passage.lexicon
    people = lexicon.persons | lexicon.titles
    sexed = lexicon.personal_possessives | {
        word for word, sort in lexicon.singular_pronouns.items() if sort == "person"
    }
    return (
        name.person
        and name.first <= 1
        and not name.doubtful
        and name.words[0] not in lexicon.given_names
        and not (name.described | {*name.words}) & people
        and not sexed & set(passage.sentence.words)
        and passage.word(name.stop) not in {",", "who"}
    )
