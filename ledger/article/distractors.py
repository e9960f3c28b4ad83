"""Numbers that are no figures: dates, times, ages, ordinals, scores, addresses, references, names with digits.

Each rule looks at a number and the words around it. Rules are tried in the order of `_RULES`; the reason of the first
that matches is shown to a person.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from ledger.article.addresses import is_address, is_postcode
from ledger.article.found_number import JOINING_DASHES, FoundNumber, plural_follows, unit_follows
from ledger.article.identifiers import is_identifier, is_listing
from ledger.article.numbered_names import is_capital_word, is_glued_name, is_label
from ledger.article.passage import Passage
from ledger.article.scores import is_mark, is_score
from ledger.article.text_tokens import NUMBER, WORD
from ledger.article.timing import is_age, is_date, is_decade, is_time_of_day, is_time_reference, is_year
from ledger.number.unit import is_measured

#: The most groups of digits in which a telephone number is written.
_MOST_GROUPS: Final = 6
Rule = Callable[[Passage, FoundNumber], bool]


def why_no_figure(passage: Passage, numeral: FoundNumber) -> str | None:
    """Return the reason why a number is not a figure, None if there is none."""
    for reason, rule in _RULES_FOR[numeral.digits]:
        if rule(passage, numeral):
            return reason
    return None


def _ordinal(passage: Passage, numeral: FoundNumber) -> bool:
    after = passage.token(numeral.at + 1)
    return numeral.digits and after.glued and after.word in passage.lexicon.ordinal_endings


def _slashes(passage: Passage, numeral: FoundNumber) -> bool:
    """Match DT/23/0417, 03/04/2023, 2012/13, 24/7; not 3/4."""
    if not numeral.digits:
        return False
    before, after = passage.token(numeral.at - 1), passage.token(numeral.at + 1)
    if before.word == "/" and before.glued and passage.token(numeral.at).glued:
        return True
    below = passage.token(numeral.at + 2)
    if after.word != "/" or not after.glued or not below.glued:
        return False
    if re.fullmatch(r"10\.[0-9]{4,}", passage.word(numeral.at)):
        # doi:10.1001/2024.1147.
        return True
    if not below.word.isdigit():
        # doi:10.1038/s41586, the directive 95/46/EC; not 5/kg.
        beyond = passage.token(numeral.at + 3)
        lettered = passage.is_digits(numeral.at + 3) or beyond.kind == WORD or beyond.word == "/"
        return numeral.bare and beyond.glued and lettered
    small = below.word in {"2", "3", "4", "5", "8", "10"} and (numeral.value or 99) < int(below.word)
    return not small or passage.word(numeral.at + 3) == "/"


def _chain(passage: Passage, numeral: FoundNumber) -> bool:
    """Match digits in three or more groups: 2024-01-31, 20-00-00, 0800-123-456, John 3:16-18."""
    if not numeral.digits or not numeral.bare:
        return False
    first = last = numeral.at
    while passage.is_digits(first - 2) and _ties(passage, first - 1):
        first -= 2
    while passage.is_digits(last + 2) and _ties(passage, last + 1):
        last += 2
    return last - first >= 4


def _ties(passage: Passage, at: int) -> bool:
    """Return whether a hyphen or a colon at a place joins what stands on both sides of it."""
    token = passage.token(at)
    return token.word in {"-", "‐", "‑", "–", ":"} and token.glued and passage.token(at + 1).glued


def _bracketed(passage: Passage, numeral: FoundNumber) -> bool:
    """Match a paragraph in square brackets, [62]; volume and pages of a journal, Nature (589, 567–571)."""
    if not numeral.digits or not numeral.bare:
        return False
    first, last = numeral.at - 1, numeral.stop
    if passage.word(first) == "[" and passage.word(last) == "]":
        return True
    if passage.word(first) == "(" and passage.word(last) == ")" and (numeral.value or 0) > 9999:
        # The asteroid (52768) 1998 OR2.
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
    """Match 51.5074 N, 0.1278° W."""
    place = numeral.stop + (passage.word(numeral.stop) == "°")
    token = passage.token(place)
    degrees = passage.is_digits(place) and token.glued and place > numeral.stop
    if numeral.digits and (
        degrees or (passage.word(numeral.at - 1) == "°" and passage.token(numeral.at).glued)
    ):
        # 54°30' N.
        return True
    written = passage.text[token.start : token.end]
    if place > numeral.stop and numeral.value is not None and token.word not in {"c", "f"}:
        # The wind was 240°.
        return any(passage.word(numeral.at - step) in passage.lexicon.bearings for step in range(1, 5))
    return numeral.digits and written in {"N", "S", "E", "W"} and not passage.token(place + 1).capital


def _escape_sequence(passage: Passage, numeral: FoundNumber) -> bool:
    """Match the numbers of an escape sequence of terminals (ECMA-48), its ESC dropped by some readers: "[1;31mred"."""
    first, stop = numeral.at, numeral.stop
    while passage.is_digits(first - 2) and passage.word(first - 1) == ";":
        first -= 2
    while passage.word(stop) == ";" and passage.is_digits(stop + 1):
        stop += 2
    command = passage.token(stop)
    if passage.word(first - 1) != "[" or not (passage.token(first).glued and command.glued):
        return False
    begin = passage.token(first - 1).start
    around = passage.text[max(begin - 200, 0) : command.start + 200]
    return passage.text[max(begin - 1, 0) : begin] == "\x1b" or (command.word[:1] == "m" and "[0m" in around)


def _event(passage: Passage, numeral: FoundNumber) -> bool:
    """Match the name of an event: the 100m final, the 200-metre butterfly, a 10km race."""
    if not numeral.digits or passage.word(numeral.at - 1) in passage.numbers.signs:
        return False
    place = numeral.stop
    place += passage.word(place) in JOINING_DASHES
    if passage.word(place) not in passage.lexicon.race_units:
        return False
    if passage.word(numeral.at - 1) in passage.lexicon.racers:
        return True
    if passage.word(numeral.at - 1) == "the":
        before, behind = passage.word(numeral.at - 2), passage.word(place + 1)
        if before in passage.lexicon.racing:
            # Ran the 100m.
            return True
        if before == "in" and passage.word(numeral.at) in passage.lexicon.distances:
            # Came second in the 10,000 metres.
            return behind in {",", ".", "at", "in", "and", ""}
    return any(passage.word(place + step) in passage.lexicon.race_nouns for step in (1, 2))


def _calibre(passage: Passage, numeral: FoundNumber) -> bool:
    """Match 122mm rockets, a 50-metre pool, a .22 rifle, 50kg bags: the size by which a kind of thing is known."""
    if passage.word(numeral.at - 1) == "." and passage.token(numeral.at).glued and numeral.digits:
        return passage.word(numeral.stop) in passage.lexicon.arms
    place = numeral.stop + (passage.word(numeral.stop) in JOINING_DASHES)
    if not numeral.digits or passage.word(place) not in passage.lexicon.calibres | passage.lexicon.race_units:
        return False
    joined = place > numeral.stop or passage.token(place).glued
    return joined and any(passage.word(place + step) in passage.lexicon.arms for step in (1, 2))


def _vehicle(passage: Passage, numeral: FoundNumber) -> bool:
    """Match the 86 bus: a line by its number."""
    return (
        numeral.digits
        and numeral.value is not None
        and numeral.value > 1
        and passage.word(numeral.stop) in passage.lexicon.vehicles
    )


def _catalogued(passage: Passage, numeral: FoundNumber) -> bool:
    """Match 2024 YR4, 1036 Ganymed, 1 Corinthians 13: a number that begins a name of the sky or of a book."""
    if not numeral.digits or numeral.value is None or not numeral.bare or passage.lexicon.capital_nouns:
        return False
    name = passage.token(numeral.stop)
    if not name.capital or plural_follows(passage, numeral.stop):
        return False
    if name.word in passage.lexicon.formations:
        # 23 Division, 617 Squadron.
        return True
    behind = passage.token(numeral.stop + 1)
    written = passage.written(numeral.stop, numeral.stop + 1)
    if len(passage.word(numeral.at)) == 4 and written.isupper() and len(written) == 2 and behind.glued:
        return behind.kind == NUMBER
    if numeral.value < 4:
        return passage.is_digits(numeral.stop + 1)
    return (
        numeral.value > 999 and passage.word(numeral.at).isdigit() and not passage.numbers.plural(name.word)
    )


def _pages(passage: Passage, numeral: FoundNumber) -> bool:
    """Match a report of 212 pages, a paper that runs to 300 pages: the length of a document."""
    if passage.word(numeral.stop) not in passage.lexicon.leaves:
        return False
    return not passage.lexicon.documents.isdisjoint(passage.near(numeral.at - 11, numeral.at))


def _sign_before(passage: Passage, numeral: FoundNumber) -> bool:
    """Match #7, § 12, the Group of 20."""
    if passage.word(numeral.at - 1) == "of" and passage.token(numeral.at - 2).word == "group":
        return passage.token(numeral.at - 2).capital and numeral.at > 2 and numeral.digits
    return passage.word(numeral.at - 1) in {"#", "§", "№"}


def _version(passage: Passage, numeral: FoundNumber) -> bool:
    """Match points that separate no thousands: 2.0.1, 192.168.1.1."""
    word = passage.word(numeral.at)
    if re.fullmatch(r"[0-9]\.0", word):
        # Camp Moria 2.0.
        return (
            numeral.bare
            and passage.token(numeral.at - 1).capital
            and not plural_follows(passage, numeral.stop)
        )
    return (
        numeral.digits
        and word.count(".") > 1
        and not re.fullmatch(r"[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?", word)
    )


def _bare_decimal(passage: Passage, numeral: FoundNumber) -> bool:
    """Match a batting average of .287: what stands behind a point alone is not the number it looks like."""
    point = passage.token(numeral.at - 1)
    return numeral.digits and point.word == "." and not point.glued and passage.token(numeral.at).glued


def _leading_zero(passage: Passage, numeral: FoundNumber) -> bool:
    """Match 007, 001-38271."""
    words = [passage.word(numeral.at)]
    joint = passage.token(numeral.at - 1)
    if joint.word in JOINING_DASHES and joint.glued and passage.token(numeral.at).glued:
        words.append(passage.word(numeral.at - 2))
    return numeral.digits and any(re.match("0[0-9]", word) for word in words)


def _telephone(passage: Passage, numeral: FoundNumber) -> bool:
    """Match groups of digits that are no thousands: 020 7946 0958, +44 20 7946 0958, 555-0123."""
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
    near = passage.near(first - 5, first)
    counted = plural_follows(passage, numeral.stop) or unit_follows(passage, numeral.stop)
    if near & passage.lexicon.phone_words and len("".join(groups)) >= 3 and not counted:
        return "," not in "".join(groups)
    behind = {passage.word(numeral.stop)}
    if behind & passage.lexicon.emergency_lines:
        behind = {passage.word(numeral.stop + 1)} - {"calls"}
    if passage.word(numeral.at) in passage.lexicon.emergencies and (
        behind & (passage.lexicon.phone_words | passage.lexicon.lines)
    ):
        # A 999 call, the 112 emergency line.
        return True
    if passage.word(first - 1) in passage.lexicon.text_words and len("".join(groups)) == 5 and not counted:
        # Text 60777.
        return True
    if (
        passage.word(first - 1) in {"on", "to"}
        and re.fullmatch("[0-9]{5}", passage.word(first))
        and not counted
    ):
        # Text us on 84844.
        return bool(near & passage.lexicon.text_words)
    for step in range(2, 5):
        # Text STOP to 61016.
        at = first - step
        if passage.word(at) in passage.lexicon.text_words and passage.written(at + 1, at + 2).isupper():
            return passage.word(first - 1) == "to"
    if len(groups) < 2:
        return False
    thousands = all(re.fullmatch("[0-9]{3}", group) for group in groups[1:]) and len(groups[0]) <= 3
    return len(groups) >= 3 and not thousands and all(group.isdigit() for group in groups)


def _list_number(passage: Passage, numeral: FoundNumber) -> bool:
    """Match "1." or "(3)" where a line begins, and what the heading of a list promises: 7 things to know."""
    after = passage.token(numeral.at + 1)
    if numeral.at == 0 and after.word in passage.lexicon.listed_things:
        return passage.word(2) in passage.lexicon.behind_listed
    if not numeral.digits or (numeral.value or 100) > 99:
        return False
    if numeral.at == 0 and after.glued and after.word in {".", ")"} and len(passage.word(numeral.at)) <= 2:
        return True
    if numeral.at == 0 and len(passage.tokens) <= 5 and after.capital and not plural_follows(passage, 1):
        # "4 Ann Lee.", in a table of places.
        return True
    return (
        passage.word(numeral.at - 1) in {"(", "["} and after.word in {")", "]"} and (numeral.value or 99) < 20
    )


def _pronoun_one(passage: Passage, numeral: FoundNumber) -> bool:
    """Match one of them, one day, no one; not one death, one in five."""
    if numeral.stop - numeral.at != 1 or passage.word(numeral.at) != "one":
        return False
    after = passage.word(numeral.stop)
    if after == "in" and (passage.is_digits(numeral.stop + 1) or passage.begins_number(numeral.stop + 1)):
        return False
    if after in passage.lexicon.behind_one and after != "-":
        return False
    if after in passage.lexicon.percent_words and passage.word(numeral.at - 1) in passage.lexicon.by_how_much:
        # An increase of one point.
        return False
    if passage.word(numeral.at - 1) in passage.lexicon.before_pronoun_one:
        return True
    if after in {"back", "up", "off"} and passage.word(numeral.stop + 1) != "of":
        # He pulled one back.
        return True
    if after in passage.lexicon.pronoun_one_behind or not passage.is_word(numeral.stop):
        return True
    if not numeral.bare:
        return False
    if passage.word(numeral.at - 1) in passage.lexicon.by and _person(passage, numeral.stop):
        # Put at 26 June by one councillor.
        return not numeral.digits
    if after.endswith("ed") and passage.word(numeral.stop + 1) in {"in", "by", "from"}:
        # Where one painted in 1740 used to be.
        return after not in passage.lexicon.casualties
    if _one_of_a_kind(passage, numeral):
        return True
    others = range(max(numeral.at - 8, 0), min(numeral.at + 9, len(passage.tokens)))
    return not any(
        passage.begins_number(place)
        and passage.word(place - 1) not in passage.lexicon.labels
        # The M6.
        and not (passage.token(place).glued and passage.token(place - 1).capital)
        for place in others
        if not numeral.at <= place < numeral.stop
    )


def _person(passage: Passage, at: int) -> bool:
    word = passage.word(at)
    known = passage.lexicon.persons | passage.lexicon.kin
    return word in known or word == "person" or word.endswith(passage.lexicon.agent_endings)


def _one_of_a_kind(passage: Passage, numeral: FoundNumber) -> bool:
    """Match one boat answered 642 calls, where one man was locked up: the subject of a clause, not a count."""
    lexicon, opens = passage.lexicon, passage.word(numeral.at - 1)
    if numeral.at and opens not in lexicon.relatives and opens not in {",", '"', "“", "when"}:
        return False
    if passage.numbers.plural(passage.word(numeral.stop)) or not passage.is_word(numeral.stop):
        return False
    if any(
        passage.word(place - 1) == "in" and passage.begins_number(place)
        for place in range(numeral.stop + 2, numeral.stop + 5)
    ):
        # One nurse in nine.
        return False
    clause = {passage.word(place) for place in range(numeral.stop, numeral.stop + 8)}
    subject = numeral.stop
    while passage.is_word(subject) and subject < numeral.stop + 2 and not _person(passage, subject):
        subject += 1
    acts = passage.word(subject + 1)
    if _person(passage, subject) and (
        acts in lexicon.saying or (acts.endswith("s") and passage.is_word(subject + 1))
    ):
        # One exporter said, one infected person passes it on.
        return True
    if clause & lexicon.casualties or unit_follows(passage, numeral.stop):
        return False
    behind = passage.token(numeral.stop + 1)
    verb = behind.word in lexicon.auxiliaries | lexicon.past_verbs or behind.word.endswith("ed")
    return (
        verb
        or behind.word in {","}
        or (behind.word in lexicon.prepositions and bool(clause & lexicon.auxiliaries))
    )


def _definite_few(passage: Passage, numeral: FoundNumber) -> bool:
    """Match the two leaders, their three children: a few things already known are not counted again."""
    if passage.word(numeral.stop) in JOINING_DASHES and passage.word(numeral.stop + 1) == "point":
        # Its three-point lead.
        return False
    if any(
        passage.word(numeral.stop + step) in {"in", "out"} and passage.begins_number(numeral.stop + step + 1)
        for step in (0, 1)
    ):
        return False
    if passage.word(numeral.at - 1) == "all" and (
        passage.word(numeral.stop) == "of"
        or unit_follows(passage, numeral.stop)
        or unit_follows(passage, numeral.stop + 1)
    ):
        # "All nine square miles of it".
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


def _in_stages(passage: Passage, numeral: FoundNumber) -> bool:
    """Match written in two sittings, paid over three instalments: how something was done."""
    return (
        passage.word(numeral.at) in passage.lexicon.small_numbers
        and passage.word(numeral.stop) in passage.lexicon.stages
        and passage.word(numeral.at - 1) in passage.lexicon.before_stages
    )


def _party_of(passage: Passage, numeral: FoundNumber) -> bool:
    """Match a jury of 15, a room for two: how many a thing of its kind always takes."""
    joint, before = passage.word(numeral.at - 1), passage.word(numeral.at - 2)
    if not numeral.bare:
        return False
    if joint == "of" and before in passage.lexicon.juries:
        return not plural_follows(passage, numeral.stop)
    return (
        joint == "for"
        and before in passage.lexicon.for_guests
        and passage.word(numeral.at) in passage.lexicon.small_numbers
    )


def _joined_noun(passage: Passage, numeral: FoundNumber) -> bool:
    """Match a two-way street, a 10-year plan; not a four-year prison term, a 40-km queue."""
    dash, noun = passage.token(numeral.stop), passage.token(numeral.stop + 1)
    if dash.word not in JOINING_DASHES or not dash.glued or not noun.glued or noun.kind != WORD:
        return False
    if noun.word in passage.lexicon.spans_of_time:
        if numeral.digits and passage.word(numeral.stop + 2) in passage.lexicon.working_times:
            # A 48-hour week, 16-hour days.
            return False
        behind = {passage.word(numeral.stop + step) for step in (2, 3, 4)}
        return not behind & passage.lexicon.lasting_words
    if noun.word in passage.lexicon.joined_sizes:
        # A 12-degree lager, a 12-inch record; not a 40-degree heat, a 12-inch snowfall.
        behind_size = passage.near(numeral.stop + 2, numeral.stop + 4)
        return numeral.digits and behind_size.isdisjoint(passage.lexicon.measured_things)
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
    """Match 50-50, 24-7, 24 hours a day, seven days a week: numbers that are part of a saying."""
    if passage.wording(numeral.at, passage.lexicon.always):
        return True
    if passage.word(numeral.at) == "zero":
        # Net zero, Ground Zero, zero tolerance.
        before, behind = passage.word(numeral.at - 1), passage.word(numeral.stop)
        return before in passage.lexicon.before_zero or behind in passage.lexicon.behind_zero
    if passage.word(numeral.at + 1) not in JOINING_DASHES | {"to", "x"} and passage.word(numeral.at) != "5":
        return False
    written = passage.written(numeral.at, min(numeral.at + 3, len(passage.tokens)))
    words = tuple(passage.word(numeral.at + step) for step in range(3))
    if tuple(passage.word(numeral.at + step) for step in (-2, -1, 0)) == ("9", "to", "5"):
        return True
    return written in {"50-50", "24-7", "9-11", "50–50", "20-20"} or words in {
        ("9", "to", "5"),
        ("4", "x", "4"),
    }


def _confidence_level(passage: Passage, numeral: FoundNumber) -> bool:
    """Match the 95% of a confidence interval, and its bounds behind "CI"."""
    if (
        passage.word(numeral.stop) == "%"
        and passage.word(numeral.stop + 1) in passage.lexicon.confidence_words
    ):
        return True
    if passage.word(numeral.at - 1) in {"=", "<", ">"} and passage.word(numeral.at - 2) in {"p", "n"}:
        # A level of significance, the size of a sample.
        return True
    if "ci" not in passage.near(numeral.at - 5, numeral.at):
        return False
    near = [passage.word(numeral.at - step) for step in range(1, 6)]
    return "(" not in near[: near.index("ci")]


#: What a rule looks at: numbers in digits, numbers in words, or both.
_DIGITS: Final = frozenset({True})
_WORDS: Final = frozenset({False})
_ANY: Final = frozenset({True, False})
_RULES: Final[tuple[tuple[str, Rule, frozenset[bool]], ...]] = (
    ("a saying", _word_of_range, _ANY),
    ("a date or a reference", _chain, _DIGITS),
    ("a reference", _bracketed, _DIGITS),
    ("an escape sequence", _escape_sequence, _DIGITS),
    ("a coordinate", _coordinate, _DIGITS),
    ("an event", _event, _DIGITS),
    ("the size of a kind", _calibre, _DIGITS),
    ("a name with a number", _vehicle, _DIGITS),
    ("a name with a number", _catalogued, _DIGITS),
    ("the length of a document", _pages, _ANY),
    ("a reference", is_listing, _DIGITS),
    ("a reference", is_identifier, _DIGITS),
    ("a name with a number", is_capital_word, _WORDS),
    ("a name with digits", is_glued_name, _DIGITS),
    ("an ordinal", _ordinal, _DIGITS),
    ("part of a confidence interval", _confidence_level, _ANY),
    ("a decade or a group by age", is_decade, _DIGITS),
    ("a date, a reference or a season", _slashes, _DIGITS),
    ("a reference", _sign_before, _ANY),
    ("a time of day", is_time_of_day, _ANY),
    ("a version", _version, _DIGITS),
    ("a decimal without its beginning", _bare_decimal, _DIGITS),
    ("a reference", _leading_zero, _DIGITS),
    ("a telephone number", _telephone, _DIGITS),
    ("a date", is_date, _DIGITS),
    ("a list number", _list_number, _ANY),
    ("an age", is_age, _ANY),
    ("a year", is_year, _DIGITS),
    ("an address", is_address, _DIGITS),
    ("a postcode", is_postcode, _DIGITS),
    ("a score or a vote", is_score, _ANY),
    ("a mark", is_mark, _ANY),
    ("a name with a number", is_label, _ANY),
    ("a word, not a number", _pronoun_one, _WORDS),
    ("things known already", _definite_few, _WORDS),
    ("how something is done", _in_stages, _WORDS),
    ("as many as belong to it", _party_of, _ANY),
    ("part of a compound", _joined_noun, _ANY),
    ("a time", is_time_reference, _ANY),
)
#: The rules for numbers in digits (True) and in words (False), in their order.
_RULES_FOR: Final = {
    digits: tuple((reason, rule) for reason, rule, kinds in _RULES if digits in kinds) for digits in _ANY
}
