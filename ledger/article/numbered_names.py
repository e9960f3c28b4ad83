"""Names with a number in them: Hall 5, the Boeing 737, Covid-19, the Group of Seven."""

from __future__ import annotations

import re
from typing import Final

from ledger.article.found_number import JOINING_DASHES, FoundNumber, plural_follows, unit_follows
from ledger.article.passage import Passage
from ledger.article.text_tokens import SIGN, WORD

_QUOTES: Final = frozenset('"“”„«»‘')
#: The number of a chapter, a model, a figure in a book.
_LABEL: Final = r"[0-9]{1,4}(?:\.[0-9]{1,2})?"


def _runs_on(passage: Passage, at: int) -> bool:
    """Return whether digits go on as a word that is no noun counted, unit, scale or time: a name such as 9mobile."""
    word = passage.word(at)
    scales = passage.numbers.scales | passage.numbers.short_scales | passage.lexicon.spans_of_time
    counted = word in scales or word in passage.lexicon.clock_words or plural_follows(passage, at)
    return passage.is_word(at) and len(word) > 4 and not counted and not unit_follows(passage, at)


def is_glued_name(passage: Passage, numeral: FoundNumber) -> bool:
    """Match Covid-19, CO2, F-16, mid-2019, 5G, 737-800, a 10-K."""
    if not numeral.digits:
        return False
    token, before = passage.token(numeral.at), passage.token(numeral.at - 1)
    if token.glued and _joined_to_word(passage, numeral.at):
        return True
    if before.word in JOINING_DASHES and token.glued and _flight(passage, numeral.at - 1):
        return True
    if token.glued and before.kind == WORD and before.glued and passage.is_digits(numeral.at - 2):
        # The second number of 4x100 and of 0x8007.
        return True
    if before.word == "+" and before.glued and token.glued and passage.token(numeral.at - 3).capital:
        # The P5+1.
        return True
    after = passage.token(numeral.at + 1)
    if after.glued and _runs_on(passage, numeral.at + 1):
        # 9mobile.
        return True
    if after.glued and after.word == "ers":
        # The 49ers.
        return True
    form = passage.token(numeral.at + 2)
    if after.glued and after.word in JOINING_DASHES and form.glued and form.capital:
        letters = passage.written(numeral.at + 2, numeral.at + 3)
        code = letters.isupper() and len(letters) < 4 and len(token.word) > 2
        plate = letters.isupper() and _ties_digits(passage, numeral.at + 3)
        if len(letters) == 1 or plate or (code and _stands_alone(passage, numeral.at + 3)):
            # The form 10-K, the loan 8812-MA.
            return True
    if _behind_code(passage, numeral.at):
        return True
    if after.glued and after.kind == WORD:
        written = passage.text[after.start : after.end]
        beyond = passage.token(numeral.at + 2)
        if after.word == "x" and beyond.glued and passage.is_digits(numeral.at + 2):
            return True
        if beyond.glued and beyond.kind != WORD and beyond.word[:1].isdigit() and beyond.word[0] > "2":
            return True
        if written in {"B", "T"} and passage.word(numeral.at - 1) not in passage.numbers.signs:
            # 221B Baker Street, the 12T Pro, exhibit 14B; not 14B people.
            return not plural_follows(passage, numeral.at + 2)
        if written in {"C", "F"} and before.capital and before.kind == WORD and numeral.at > 1:
            # The Ascend 910C.
            return before.word not in passage.lexicon.prepositions
        return len(written) <= 2 and written in _LETTERS_OF_NAMES
    return False


def _flight(passage: Passage, dash: int) -> bool:
    """Return whether a code such as 6E stands before a dash."""
    letter = passage.token(dash - 1)
    return (
        passage.token(dash).glued
        and letter.kind == WORD
        and letter.glued
        and passage.is_digits(dash - 2)
        and passage.written(dash - 1, dash).isupper()
        and letter.word not in passage.numbers.short_scales
    )


def _ties_digits(passage: Passage, at: int) -> bool:
    """Return whether a dash at a place ties digits to what stands before it: the plate 1-ABX-447."""
    dash = passage.token(at)
    return (
        dash.glued
        and dash.word in JOINING_DASHES
        and passage.is_digits(at + 1)
        and passage.token(at + 1).glued
    )


def _stands_alone(passage: Passage, at: int) -> bool:
    """Return whether no noun stands at a place, as behind the unit of "500-MW plants"."""
    lexicon, word = passage.lexicon, passage.word(at)
    return (
        not passage.is_word(at)
        or word.endswith("ed")
        or word in lexicon.prepositions | lexicon.auxiliaries | lexicon.conjunctions
    )


def _behind_code(passage: Passage, at: int) -> bool:
    """Return whether a number ends a docket such as 22-cv-3344."""
    dash, code = passage.token(at - 1), passage.token(at - 2)
    return (
        passage.token(at).glued
        and dash.glued
        and dash.word in JOINING_DASHES
        and code.glued
        and code.kind == WORD
        and len(code.word) <= 3
        and passage.word(at - 3) in JOINING_DASHES
        and passage.is_digits(at - 4)
        and code.word not in passage.lexicon.prepositions | passage.lexicon.conjunctions
    )


def _joined_to_word(passage: Passage, at: int) -> bool:
    """Return whether a number is joined to a word: Covid-19, A19, CVE-2023-4863; not c.800, EUR5, to-12."""
    first = at
    while first > 0 and passage.token(first).glued and at - first < 8:
        before = passage.token(first - 1)
        if before.kind == SIGN and before.word not in JOINING_DASHES:
            if before.word in passage.numbers.signs or (before.word == "." and first == at):
                return False
            break
        first -= 1
    word = passage.token(first)
    return (
        word.kind == WORD
        and first < at
        and (word.word not in passage.lexicon.joined_to_numbers or (word.capital and len(word.word) == 1))
        and not (first == at - 1 and passage.names_currency(first))
    )


#: Letters that make a name of the number before them: 5G, 221B.
_LETTERS_OF_NAMES: Final = frozenset("ADEGHIJNOPQRSXYZ") | frozenset(
    ["AA", "AB", "BC", "AD", "HD", "DB", "ER", "LR", "UX", "XL"]
)


def is_capital_word(passage: Passage, numeral: FoundNumber) -> bool:
    """Match a number in words with a capital within its sentence: the Group of Seven, the Big Four."""
    token, before = passage.token(numeral.at), passage.token(numeral.at - 1)
    if numeral.digits or not token.capital or numeral.at == 0:
        return False
    shouted = passage.written(numeral.at, numeral.at + 1)
    sentence = passage.text[passage.sentence.start : passage.sentence.end]
    if shouted.isupper() and not sentence.isupper():
        # A listing on the exchange SIX.
        return True
    opens = before.word in {".", ":", ";", "?", "!", "(", "-", "–", "—", "•", "*", "'", "’"} | _QUOTES
    return not opens


def is_label(passage: Passage, numeral: FoundNumber) -> bool:
    """Match Hall 5, clause 14, Article 50, Channel 4, No. 10, Boeing 737."""
    if passage.word(numeral.stop) in passage.lexicon.legal_codes:
        # Under 18 U.S.C. 1347.
        return numeral.digits
    if numeral.after_label:
        if passage.word(numeral.at - 1) in passage.lexicon.to:
            # Grades 9 to 1.
            return numeral.value is not None and not unit_follows(passage, numeral.stop)
        if not plural_follows(passage, numeral.stop) and not unit_follows(passage, numeral.stop):
            return True
        if not passage.token(numeral.at - 1).capital:
            return False
    lettered = (
        passage.token(numeral.stop).glued
        and len(passage.word(numeral.stop)) == 1
        and passage.is_word(numeral.stop)
        and passage.word(numeral.at - 1) in passage.lexicon.labels
    ) or (
        # Target 10.c.
        passage.word(numeral.stop) == "."
        and passage.token(numeral.stop).glued
        and passage.token(numeral.stop + 1).glued
        and len(passage.word(numeral.stop + 1)) == 1
        and passage.is_word(numeral.stop + 1)
    )
    if lettered:
        # Item 8b.
        return True
    if not numeral.bare:
        return False
    at = numeral.at - 1
    if passage.token(at).capital and passage.word(numeral.stop) in passage.lexicon.model_endings:
        # The Pixel 8 Pro.
        return numeral.digits
    if (
        passage.word(at) == "."
        and passage.word(at - 1) in passage.lexicon.labels | passage.lexicon.short_labels
    ):
        if passage.word(at - 1) in passage.lexicon.short_labels:
            # Section 13, as lawyers write it: s.13.
            return True
        at -= 1
    token = passage.token(at)
    if token.kind != WORD or token.word in passage.lexicon.months:
        return False
    if _acts(passage, numeral, at):
        return False
    counted = plural_follows(passage, numeral.stop) or unit_follows(passage, numeral.stop)
    label = token.word
    goes_on = passage.word(numeral.stop) in {"and", "to", "-", "–"} or (
        passage.word(numeral.stop) == "," and passage.begins_number(numeral.stop + 1)
    )
    if label not in passage.lexicon.labels and goes_on:
        # Wards 3 and 7.
        label = passage.numbers.singular(label)
    behind = passage.word(numeral.stop)
    if label in passage.lexicon.labels and numeral.digits and behind in passage.lexicon.verbs_of_labels:
        # Receival site 14 opens.
        return True
    if label in passage.lexicon.labels:
        if token.word in passage.lexicon.ranking_before:
            return True
        named = numeral.digits and (token.capital or label not in passage.lexicon.loose_labels)
        return (named or not counted) and token.word not in passage.lexicon.last_places
    written = passage.text[token.start : token.end]
    if written.isupper() and 2 <= len(written) <= 5 and len(passage.word(numeral.at)) > 4:
        return passage.word(numeral.at).isdigit()
    if _noun_before(passage, numeral, at) or (
        at == 0 and re.fullmatch(_LABEL, passage.word(numeral.at)) and _begins_with_label(passage, numeral)
    ):
        return True
    return (not counted or _verb_follows(passage, numeral.stop)) and _capital_before(passage, numeral, at)


def _verb_follows(passage: Passage, at: int) -> bool:
    """Return whether a word that looks like a plural is a verb: "Volvo 164 stands in", "Troop 214 sells wreaths"."""
    verb, following = passage.word(at), passage.word(at + 1)
    if verb in passage.lexicon.verbs_of_labels | passage.lexicon.verbs_of_things:
        return True
    has_object = following in passage.lexicon.articles or passage.numbers.plural(following)
    return verb.endswith("s") and has_object


def _acts(passage: Passage, numeral: FoundNumber, at: int) -> bool:
    """Return whether a word that may be a label is a verb: "are building three-fifths", "members number 47,000"."""
    word, before = passage.word(at), passage.word(at - 1)
    going_on = word.endswith("ing") and before in passage.lexicon.auxiliaries
    many = numeral.value is None or numeral.value > 99
    return going_on or (many and word in passage.lexicon.loose_labels and passage.numbers.plural(before))


def _capital_before(passage: Passage, numeral: FoundNumber, at: int) -> bool:
    """Match the Porsche 911 collided, its rival Llama 2 was; not "in Lyon 12 died"."""
    token, beside, lexicon = passage.token(at), passage.token(at - 1), passage.lexicon
    if (
        not numeral.digits
        or not token.capital
        or token.word in lexicon.first_person
        or lexicon.capital_nouns
        or (at == 0 and not (passage.written(0, 1).isupper() and token.word not in lexicon.sentence_openers))
        or (passage.numbers.plural(token.word) and token.word in lexicon.persons)
        or not re.fullmatch(_LABEL, passage.word(numeral.at))
    ):
        return False
    definite = (
        at == 0
        or beside.word in lexicon.articles
        or (
            beside.kind == WORD
            and not beside.capital
            and beside.word not in lexicon.prepositions | lexicon.conjunctions
            and beside.word not in lexicon.saying
        )
    )
    behind = passage.word(numeral.stop)
    verb = behind in lexicon.verbs_of_counted or (behind.endswith("ed") and len(behind) > 4)
    return (definite or not verb) and not (
        token.word in lexicon.saying
        or token.word in lexicon.weekdays
        or token.word in lexicon.prepositions
        or token.word in lexicon.conjunctions
        # "That's 11 a day".
        or token.word.removesuffix("'s") in lexicon.sentence_openers
    )


def _begins_with_label(passage: Passage, numeral: FoundNumber) -> bool:
    """Return whether a sentence begins with a singular noun before a number: "Band 5 posts", "Wing 4 reopened"."""
    word, lexicon = passage.word(0), passage.lexicon
    return not lexicon.capital_nouns and (
        len(word) > 1
        and not passage.numbers.plural(word)
        and word not in passage.numbers.hedges
        and word
        not in lexicon.sentence_openers | lexicon.prepositions | lexicon.conjunctions | lexicon.adverbs
        and word not in lexicon.auxiliaries | lexicon.definite | lexicon.saying | lexicon.change_words
        and word not in lexicon.before_time_span
        and not word.endswith(("ly", "ing"))
        # "Ireland's 17 harbours" counts, "Ocean's 11 was shown" names.
        and not unit_follows(passage, numeral.stop)
        and not (word.endswith("'s") and plural_follows(passage, numeral.stop))
    )


def _noun_before(passage: Passage, numeral: FoundNumber, at: int) -> bool:
    """Return whether a singular noun behind a preposition names a number: "at station 27", "near crossing 4".

    Or behind a verb ("shows booth 117"); where it opens a clause a verb may follow too: "; camera 4 saw".
    """
    noun, behind, before = passage.token(at), passage.token(numeral.stop), passage.word(at - 1)
    if passage.word(at - 2) in passage.lexicon.prepositions and len(before) > 3 and behind.kind != WORD:
        # "In charge of rescue post 3".
        before = before if before in passage.lexicon.prepositions else passage.word(at - 2)
    if not numeral.digits or numeral.value is None or noun.capital or len(noun.word) < 3:
        return False
    lexicon = passage.lexicon
    opens = before in {",", "and", "(", ":", ";"} or (
        before in lexicon.articles | lexicon.possessives and len(passage.word(numeral.at)) < 4
    )
    behind_verb = before in lexicon.saying | lexicon.stating | lexicon.past_verbs or before.endswith("ed")
    if not opens and not behind_verb and before not in lexicon.prepositions:
        return False
    verbs = lexicon.auxiliaries | lexicon.past_verbs | lexicon.verbs_of_labels | lexicon.verbs_of_things
    acts = opens and (behind.word in verbs or (behind.word.endswith("ed") and before != ","))
    return (
        len(passage.word(numeral.at)) <= 6
        and (before not in {"of", "by", "than"} or (before == "of" and numeral.value < 13))
        and not passage.numbers.plural(noun.word)
        and not noun.word.endswith(("ed", "ing"))
        and noun.word not in (lexicon.saying | lexicon.stating) - lexicon.noun_or_verb
        and noun.word not in lexicon.past_verbs
        and noun.word
        not in lexicon.prepositions | lexicon.change_words | lexicon.auxiliaries | lexicon.conjunctions
        and noun.word not in lexicon.definite | lexicon.adverbs | lexicon.away | lexicon.continuing
        and noun.word not in lexicon.spans_of_time | lexicon.amounts
        and not (behind_verb and noun.word in passage.numbers.hedges)
        and (
            behind.kind != WORD or behind.word in lexicon.prepositions | lexicon.articles or (opens and acts)
        )
        and behind.word not in {"%", "-", "$"}
    )
