"""Numbers that are no figures: dates, times, ages, ordinals, scores, addresses, references, names with digits.

Each rule looks at a number and the words about it and says why it is none, or nothing. Rules are tried in the
order of `_RULES`; the reason is the one shown to a person.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from ledger.article.found_number import JOINING_DASHES, FoundNumber, plural_follows, unit_follows
from ledger.article.passage import Passage
from ledger.article.text_tokens import SIGN, WORD
from ledger.article.timing import is_age, is_date, is_decade, is_time_of_day, is_time_reference, is_year
from ledger.number.unit import is_measured
from ledger.phrase.lexicon.international import SMALL_CODES

_QUOTES: Final = frozenset('"“”„«»‘')
#: No telephone number is written in more groups of digits.
_MOST_GROUPS: Final = 6
Rule = Callable[[Passage, FoundNumber], bool]


def why_no_figure(passage: Passage, numeral: FoundNumber) -> str | None:
    """Why a number is not a figure, None if nothing says so."""
    return next((reason for reason, rule in _RULES if rule(passage, numeral)), None)


def _glued_name(passage: Passage, numeral: FoundNumber) -> bool:
    """Covid-19, CO2, F-16, mid-2019, 5G, 737-800."""
    if not numeral.digits:
        return False
    token, before = passage.token(numeral.at), passage.token(numeral.at - 1)
    if token.glued and _joined_to_word(passage, numeral.at):
        return True
    if token.glued and before.kind == WORD and before.glued and passage.is_digits(numeral.at - 2):
        # The second number of 4x100 and of 0x8007.
        return True
    after = passage.token(numeral.at + 1)
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
        return len(written) <= 2 and written in _LETTERS_OF_NAMES
    return False


def _joined_to_word(passage: Passage, at: int) -> bool:
    """Whether a word begins what a number is joined to: Covid-19, A19, CVE-2023-4863; not c.800, EUR5, to-12."""
    first = at
    while first > 0 and passage.token(first).glued and at - first < 8:
        before = passage.token(first - 1)
        if before.kind == SIGN and before.word not in JOINING_DASHES:
            if before.word in passage.numbers.signs or before.word == ".":
                return False
            break
        first -= 1
    word = passage.token(first)
    return (
        word.kind == WORD
        and first < at
        and (word.word not in passage.lexicon.joined_to_numbers or (word.capital and len(word.word) == 1))
        and not (first == at - 1 and word.word in SMALL_CODES)
    )


_LETTERS_OF_NAMES: Final = frozenset(
    [
        "A",
        "D",
        "E",
        "G",
        "H",
        "I",
        "J",
        "N",
        "O",
        "P",
        "Q",
        "R",
        "S",
        "X",
        "Y",
        "Z",
        "AA",
        "AB",
        "BC",
        "AD",
        "HD",
        "DB",
        "ER",
        "LR",
        "UX",
        "XL",
    ]
)


def _ordinal(passage: Passage, numeral: FoundNumber) -> bool:
    after = passage.token(numeral.at + 1)
    return numeral.digits and after.glued and after.word in passage.lexicon.ordinal_endings


def _slashes(passage: Passage, numeral: FoundNumber) -> bool:
    """DT/23/0417, 03/04/2023, 2012/13, 24/7; not 3/4."""
    if not numeral.digits:
        return False
    before, after = passage.token(numeral.at - 1), passage.token(numeral.at + 1)
    if before.word == "/" and before.glued and passage.token(numeral.at).glued:
        return True
    below = passage.token(numeral.at + 2)
    if after.word != "/" or not after.glued or not below.glued:
        return False
    if not below.word.isdigit():
        # doi:10.1038/s41586, the directive 95/46/EC; not 5/kg.
        beyond = passage.token(numeral.at + 3)
        lettered = passage.is_digits(numeral.at + 3) or beyond.kind == WORD or beyond.word == "/"
        return numeral.bare and beyond.glued and lettered
    small = below.word in {"2", "3", "4", "5", "8", "10"} and (numeral.value or 99) < int(below.word)
    return not small or passage.word(numeral.at + 3) == "/"


def _chain(passage: Passage, numeral: FoundNumber) -> bool:
    """2024-01-31, 20-00-00, 0800-123-456, John 3:16-18: digits in three groups or more."""
    if not numeral.digits or not numeral.bare:
        return False
    first = last = numeral.at
    while passage.is_digits(first - 2) and _ties(passage, first - 1):
        first -= 2
    while passage.is_digits(last + 2) and _ties(passage, last + 1):
        last += 2
    return last - first >= 4


def _ties(passage: Passage, at: int) -> bool:
    """Whether a hyphen or a colon at a place joins what stands on both sides of it."""
    token = passage.token(at)
    return token.word in {"-", "‐", "‑", "–", ":"} and token.glued and passage.token(at + 1).glued


def _bracketed(passage: Passage, numeral: FoundNumber) -> bool:
    """A paragraph in square brackets, [62]; volume and pages behind the name of a journal, Nature (589, 567–571)."""
    if not numeral.digits or not numeral.bare:
        return False
    first, last = numeral.at - 1, numeral.stop
    if passage.word(first) == "[" and passage.word(last) == "]":
        return True
    inside = JOINING_DASHES | {",", ":", ";"}
    while (
        first > 0 and numeral.at - first < 8 and (passage.is_digits(first) or passage.word(first) in inside)
    ):
        first -= 1
    while last - numeral.at < 8 and (passage.is_digits(last) or passage.word(last) in inside):
        last += 1
    return (
        passage.word(first) == "("
        and passage.word(last) in {")", "]"}
        and last - first > 4
        and passage.token(first - 1).capital
    )


def _coordinate(passage: Passage, numeral: FoundNumber) -> bool:
    """51.5074 N, 0.1278° W."""
    place = numeral.stop + (passage.word(numeral.stop) == "°")
    token = passage.token(place)
    written = passage.text[token.start : token.end]
    if place > numeral.stop and numeral.value is not None and token.kind != WORD:
        # The wind was 240°.
        return any(passage.word(numeral.at - step) in passage.lexicon.bearings for step in range(1, 5))
    return numeral.digits and written in {"N", "S", "E", "W"} and not passage.token(place + 1).capital


def _event(passage: Passage, numeral: FoundNumber) -> bool:
    """The 100m final, the 200-metre butterfly, a 10km race: the name of an event."""
    if not numeral.digits or passage.word(numeral.at - 1) in passage.numbers.signs:
        return False
    place = numeral.stop
    place += passage.word(place) in JOINING_DASHES
    if passage.word(place) not in passage.lexicon.race_units:
        return False
    if passage.word(numeral.at - 1) in passage.lexicon.racers:
        return True
    return any(passage.word(place + step) in passage.lexicon.race_nouns for step in (1, 2))


def _capital_word(passage: Passage, numeral: FoundNumber) -> bool:
    """The Group of Seven, the Big Four: a number in words with a capital amid its sentence."""
    token, before = passage.token(numeral.at), passage.token(numeral.at - 1)
    if numeral.digits or not token.capital or numeral.at == 0:
        return False
    opens = before.word in {".", ":", ";", "?", "!", "(", "-", "–", "—", "•", "*", "'", "’"} | _QUOTES
    return not opens


def _sign_before(passage: Passage, numeral: FoundNumber) -> bool:
    """#7, § 12, the Group of 20."""
    if passage.word(numeral.at - 1) == "of" and passage.token(numeral.at - 2).word == "group":
        return passage.token(numeral.at - 2).capital and numeral.at > 2 and numeral.digits
    return passage.word(numeral.at - 1) in {"#", "§", "№"}


def _version(passage: Passage, numeral: FoundNumber) -> bool:
    """2.0.1, 192.168.1.1: points that set apart no thousands."""
    word = passage.word(numeral.at)
    if re.fullmatch(r"[0-9]\.0", word):
        # Camp Moria 2.0.
        return numeral.bare and passage.token(numeral.at - 1).capital and not plural_follows(passage, numeral.stop)
    return (
        numeral.digits
        and word.count(".") > 1
        and not re.fullmatch(r"[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?", word)
    )


def _rating(passage: Passage, numeral: FoundNumber) -> bool:
    """Rated 4.5 stars, scores 9.4 on the scale, rate it 4 out of 5: marks that somebody gives."""
    near = {passage.word(numeral.at - step) for step in range(1, 4)}
    behind = passage.word(numeral.stop)
    return (
        numeral.digits
        and bool(near & passage.lexicon.rating)
        and (behind in passage.lexicon.marks or passage.stands(numeral.stop, ("out", "of")) or behind == "/")
    )


def _leading_zero(passage: Passage, numeral: FoundNumber) -> bool:
    word = passage.word(numeral.at)
    return numeral.digits and len(word) > 1 and word[0] == "0" and word[1].isdigit()


def _telephone(passage: Passage, numeral: FoundNumber) -> bool:
    """020 7946 0958, +44 20 7946 0958, 555-0123: groups of digits that are no thousands."""
    if not numeral.digits or not numeral.bare:
        return False
    first = numeral.at
    while (
        first > max(numeral.at - _MOST_GROUPS, 1)
        and passage.is_digits(first - 1)
        and not passage.token(first).glued
    ):
        first -= 1
    groups: list[str] = []
    place = first
    while passage.is_digits(place) and len(groups) < 2 * _MOST_GROUPS:
        groups.append(passage.word(place))
        place += 1
        joined = passage.word(place) in {"-", ")", "."} and passage.token(place).glued
        if joined and passage.is_digits(place + 1):
            place += 1
    if passage.word(first - 1) == "+" and (len("".join(groups)) > 6 or passage.word(place) == "("):
        return True
    near = {passage.word(first - step) for step in range(1, 6)}
    if near & passage.lexicon.phone_words and len("".join(groups)) >= 3:
        return True
    for step in range(2, 5):
        # Text STOP to 61016.
        at = first - step
        if passage.word(at) in passage.lexicon.text_words and passage.written(at + 1, at + 2).isupper():
            return passage.word(first - 1) == "to"
    if len(groups) < 2:
        return False
    thousands = all(re.fullmatch("[0-9]{3}", group) for group in groups[1:]) and len(groups[0]) <= 3
    return len(groups) >= 3 and not thousands and all(group.isdigit() for group in groups)


def _label(passage: Passage, numeral: FoundNumber) -> bool:
    """Hall 5, clause 14, Article 50, Channel 4, No. 10, Boeing 737."""
    if numeral.after_label:
        return not plural_follows(passage, numeral.stop) and not unit_follows(passage, numeral.stop)
    lettered = (
        passage.token(numeral.stop).glued
        and len(passage.word(numeral.stop)) == 1
        and passage.is_word(numeral.stop)
        and passage.word(numeral.at - 1) in passage.lexicon.labels
    )
    if lettered:
        # Item 8b.
        return True
    if not numeral.bare:
        return False
    at = numeral.at - 1
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
    counted = plural_follows(passage, numeral.stop) or unit_follows(passage, numeral.stop)
    label = token.word
    if label not in passage.lexicon.labels and passage.word(numeral.stop) in {"and", ",", "to", "-", "–"}:
        # Wards 3 and 7.
        label = passage.numbers.singular(label)
    if label in passage.lexicon.labels:
        if token.word in passage.lexicon.ranking_before:
            return True
        named = numeral.digits and (token.capital or label not in passage.lexicon.loose_labels)
        return (named or not counted) and token.word not in passage.lexicon.last_places
    written = passage.text[token.start : token.end]
    if written.isupper() and 2 <= len(written) <= 5 and len(passage.word(numeral.at)) > 4:
        return passage.word(numeral.at).isdigit()
    if _noun_before(passage, numeral, at) or (
        at == 0 and numeral.value is not None and _begins_with_label(passage)
    ):
        return True
    if (
        not numeral.digits
        or not token.capital
        or passage.lexicon.capital_nouns
        or at == 0
        or counted
        or (passage.numbers.plural(token.word) and token.word in passage.lexicon.persons)
        or not re.fullmatch(r"[0-9]{1,4}(?:\.[0-9]{1,2})?", passage.word(numeral.at))
    ):
        return False
    beside = passage.token(at - 1)
    # "The Porsche 911 collided", "its rival Llama 2 was"; not "in Lyon 12 died".
    definite = beside.word in passage.lexicon.articles or (
        beside.kind == WORD
        and not beside.capital
        and beside.word not in passage.lexicon.prepositions | passage.lexicon.conjunctions
        and beside.word not in passage.lexicon.saying
    )
    return (definite or not _is_verb_behind(passage, numeral.stop)) and not (
        token.word in passage.lexicon.saying
        or token.word in passage.lexicon.weekdays
        or token.word in passage.lexicon.prepositions
        or token.word in passage.lexicon.conjunctions
        or token.word in passage.lexicon.sentence_openers
    )


def _begins_with_label(passage: Passage) -> bool:
    """Whether a sentence begins with a singular noun before a number: "Band 5 posts", "Wing 4 reopened"."""
    word, lexicon = passage.word(0), passage.lexicon
    return not lexicon.capital_nouns and (
        len(word) > 1
        and not passage.numbers.plural(word)
        and word not in passage.numbers.hedges
        and word
        not in lexicon.sentence_openers | lexicon.prepositions | lexicon.conjunctions | lexicon.adverbs
        and word not in lexicon.auxiliaries | lexicon.definite | lexicon.saying | lexicon.change_words
        and word not in lexicon.before_time_span
        and not word.endswith(("ly", "ing", "'s"))
    )


def _noun_before(passage: Passage, numeral: FoundNumber, at: int) -> bool:
    """At station 27, near crossing 4: a singular noun behind a preposition, and nothing counted behind."""
    noun, behind = passage.token(at), passage.token(numeral.stop)
    lexicon = passage.lexicon
    return (
        numeral.digits
        and numeral.value is not None
        and len(passage.word(numeral.at)) <= 6
        and not noun.capital
        and len(noun.word) > 2
        and (passage.word(at - 1) in lexicon.prepositions or passage.word(at - 1) in {",", "and", "(", ":"})
        and passage.word(at - 1) not in {"of", "by", "than"}
        and not passage.numbers.plural(noun.word)
        and not noun.word.endswith("ed")
        and noun.word not in lexicon.saying | lexicon.stating
        and noun.word
        not in lexicon.prepositions | lexicon.change_words | lexicon.auxiliaries | lexicon.conjunctions
        and noun.word not in lexicon.definite
        and noun.word not in lexicon.spans_of_time
        and (
            behind.kind != WORD
            or behind.word in lexicon.prepositions
            or (behind.word in lexicon.auxiliaries and passage.word(at - 1) in {",", "and"})
        )
        and behind.word not in {"%", "-", "$"}
    )


def _is_verb_behind(passage: Passage, at: int) -> bool:
    word = passage.word(at)
    return word in passage.lexicon.verbs_of_counted or (word.endswith("ed") and len(word) > 4)


def _address(passage: Passage, numeral: FoundNumber) -> bool:
    """10 Downing Street, 1600 Pennsylvania Avenue."""
    if not numeral.digits or not numeral.bare:
        return False
    place = numeral.stop
    while passage.token(place).capital and place < numeral.stop + 4:
        if place > numeral.stop and passage.word(place) in passage.lexicon.streets:
            return True
        place += 1
    return False


def _postcode(passage: Passage, numeral: FoundNumber) -> bool:
    """NY 10001, D-10117, CB7 4LS."""
    before, behind = passage.token(numeral.at - 1), passage.token(numeral.stop)
    letters = passage.text[behind.start : behind.end]
    outward = passage.is_digits(numeral.at - 1) and before.glued and passage.token(numeral.at - 2).capital
    if outward and behind.glued and letters.isupper() and len(letters) == 2:
        return True
    written = passage.text[before.start : before.end]
    return (
        numeral.digits
        and numeral.bare
        and len(passage.word(numeral.at)) == 5
        and passage.word(numeral.at).isdigit()
        and ((len(written) == 2 and written.isupper()) or passage.token(numeral.stop).capital)
    )


def _score(passage: Passage, numeral: FoundNumber) -> bool:
    """3-1, 6-4, by 311 votes to 242, 52 to 48."""
    if numeral.value is None or not numeral.bare:
        return False
    near = {passage.word(place) for place in range(max(numeral.at - 10, 0), numeral.stop + 9)}
    if passage.word(numeral.at - 1) == "by" and passage.word(numeral.stop) in passage.lexicon.margins:
        # Won by three wickets.
        return bool(near & passage.lexicon.score_verbs)
    if _cricket(passage, numeral):
        return True
    contest = near & (passage.lexicon.score_verbs | passage.lexicon.vote_words | passage.lexicon.score_nouns)
    return any(_in_score(passage, numeral, bool(contest), forward=forward) for forward in (True, False))


def _cricket(passage: Passage, numeral: FoundNumber) -> bool:
    """278 for 6, 104 for nine declared; not 278 for 6 people."""
    for runs, wickets in ((numeral.at, numeral.stop + 1), (numeral.at - 2, numeral.at)):
        word = passage.word(wickets)
        few = word in passage.lexicon.small_numbers or (word.isdigit() and len(word) <= 2 and int(word) <= 10)
        if few and passage.word(wickets - 1) == "for" and passage.word(runs).isdigit():
            return not passage.is_word(wickets + 1) or passage.word(wickets + 1) == "declared"
    return False


def _in_score(passage: Passage, numeral: FoundNumber, contest: bool, *, forward: bool) -> bool:
    """Whether a number is the first (`forward`) or the second of a score."""
    lexicon, step = passage.lexicon, 1 if forward else -1
    place = numeral.stop if forward else numeral.at - 1
    counted = passage.word(place) in lexicon.scored
    if counted:
        place += step
    joint = passage.token(place)
    tied = joint.word in JOINING_DASHES and joint.glued and not counted
    if not tied and joint.word not in lexicon.between_scores:
        return False
    if forward and passage.word(numeral.at - 1) in lexicon.opens_range:
        return False
    at = place + step
    if not forward and passage.word(at) in lexicon.scored:
        at -= 1
    number = passage.word(at)
    behind = at + 1 if forward else numeral.stop
    if not number.isdigit() or numeral.value is None or unit_follows(passage, behind):
        return False
    first, second = (numeral.value, int(number[:9])) if forward else (int(number[:9]), numeral.value)
    if tied and first >= second:
        return True
    votes = counted or bool(lexicon.vote_words & {passage.word(behind)})
    return contest and (tied or first >= second or votes) and first < 700 and second < 700


def _list_number(passage: Passage, numeral: FoundNumber) -> bool:
    """1. or (3) where a line begins."""
    if not numeral.digits or (numeral.value or 100) > 99:
        return False
    after = passage.token(numeral.at + 1)
    if numeral.at == 0 and after.glued and after.word in {".", ")"} and len(passage.word(numeral.at)) <= 2:
        return True
    if numeral.at == 0 and len(passage.tokens) <= 5 and after.capital and not plural_follows(passage, 1):
        # "4 Ann Lee.", in a table of places.
        return True
    return (
        passage.word(numeral.at - 1) in {"(", "["} and after.word in {")", "]"} and (numeral.value or 99) < 20
    )


def _pronoun_one(passage: Passage, numeral: FoundNumber) -> bool:
    """One of them, one day, no one; not one death, one in five."""
    if numeral.stop - numeral.at != 1 or passage.word(numeral.at) != "one":
        return False
    after = passage.word(numeral.stop)
    if after == "in" and (passage.is_digits(numeral.stop + 1) or passage.begins_number(numeral.stop + 1)):
        return False
    if after in passage.lexicon.behind_one and after != "-":
        return False
    if passage.word(numeral.at - 1) in passage.lexicon.before_pronoun_one:
        return True
    if after in passage.lexicon.pronoun_one_behind or not passage.is_word(numeral.stop):
        return True
    if not numeral.bare:
        return False
    others = range(max(numeral.at - 8, 0), min(numeral.at + 9, len(passage.tokens)))
    return not any(passage.begins_number(place) for place in others if not numeral.at <= place < numeral.stop)


def _definite_few(passage: Passage, numeral: FoundNumber) -> bool:
    """The two leaders, their three children: few things already known are not counted anew."""
    if any(
        passage.word(numeral.stop + step) in {"in", "out"} and passage.begins_number(numeral.stop + step + 1)
        for step in (0, 1)
    ):
        return False
    return (
        numeral.bare
        and numeral.stop - numeral.at == 1
        and passage.word(numeral.at) in passage.lexicon.small_numbers
        and passage.word(numeral.at - 1) in passage.lexicon.definite - passage.lexicon.complementizers
        and not (
            passage.word(numeral.at - 1) == "last"
            and passage.word(numeral.at - 2) in passage.lexicon.auxiliaries
        )
        and passage.word(numeral.stop) not in passage.numbers.scales
    )


def _joined_noun(passage: Passage, numeral: FoundNumber) -> bool:
    """A two-way street, a 10-year plan; not a four-year prison term, a 40-km queue."""
    dash, noun = passage.token(numeral.stop), passage.token(numeral.stop + 1)
    if dash.word not in JOINING_DASHES or not dash.glued or not noun.glued or noun.kind != WORD:
        return False
    if noun.word in passage.lexicon.spans_of_time:
        behind = {passage.word(numeral.stop + step) for step in (2, 3, 4)}
        return not behind & passage.lexicon.lasting_words
    if noun.word in passage.lexicon.joined_nouns:
        # A 23-point lead states points, a 10-point plan does not.
        return noun.word != "point" or passage.word(numeral.stop + 2) not in passage.lexicon.leads_in_points
    if passage.begins_number(numeral.stop + 3):
        # Three-in-five.
        return False
    words = not numeral.digits and noun.word not in passage.numbers.scales | passage.numbers.parts
    return (
        words
        and not passage.begins_number(numeral.stop + 1)
        and not is_measured(passage.numbers.singular(noun.word))
        and noun.word != "to"
    )


def _word_of_range(passage: Passage, numeral: FoundNumber) -> bool:
    """50-50, 24-7: pairs of digits that are sayings."""
    written = passage.written(numeral.at, min(numeral.at + 3, len(passage.tokens)))
    words = tuple(passage.word(numeral.at + step) for step in range(3))
    return written in {"50-50", "24-7", "9-11", "50–50", "20-20"} or words in {
        ("9", "to", "5"),
        ("4", "x", "4"),
    }


def _confidence_level(passage: Passage, numeral: FoundNumber) -> bool:
    """The 95% of a confidence interval, and its bounds behind "CI"."""
    if (
        passage.word(numeral.stop) == "%"
        and passage.word(numeral.stop + 1) in passage.lexicon.confidence_words
    ):
        return True
    near = [passage.word(numeral.at - step) for step in range(1, 6)]
    return "ci" in near and "(" not in near[: near.index("ci")]


_RULES: Final[tuple[tuple[str, Rule], ...]] = (
    ("a saying", _word_of_range),
    ("a date or a reference", _chain),
    ("a reference", _bracketed),
    ("a coordinate", _coordinate),
    ("an event", _event),
    ("a name with a number", _capital_word),
    ("a name with digits", _glued_name),
    ("an ordinal", _ordinal),
    ("part of a confidence interval", _confidence_level),
    ("a decade or a group by age", is_decade),
    ("a date, a reference or a season", _slashes),
    ("a reference", _sign_before),
    ("a time of day", is_time_of_day),
    ("a version", _version),
    ("a reference", _leading_zero),
    ("a telephone number", _telephone),
    ("a date", is_date),
    ("a list number", _list_number),
    ("an age", is_age),
    ("a year", is_year),
    ("an address", _address),
    ("a postcode", _postcode),
    ("a score or a vote", _score),
    ("a mark", _rating),
    ("a name with a number", _label),
    ("a word, not a number", _pronoun_one),
    ("things known already", _definite_few),
    ("part of a compound", _joined_noun),
    ("a time", is_time_reference),
)
