"""Numbers that only give a time: dates, years, times of day, ages, lengths of time."""

from __future__ import annotations

import re
from typing import Final

from ledger.article.found_number import JOINING_DASHES, FoundNumber, plural_follows, unit_follows
from ledger.article.passage import Passage
from ledger.article.text_tokens import WORD

_OLDEST: Final = 115
#: Nobody younger is described by a trade and an age.
_YOUNGEST: Final = 15
#: From this age on a person does things "at" it.
_CHILD: Final = 8
#: What somebody did "at" a younger age is told far behind the person.
_GROWN: Final = 30


def is_decade(passage: Passage, numeral: FoundNumber) -> bool:
    """Match the 1990s, the '90s, under-18s."""
    after = passage.token(numeral.at + 1)
    if after.word in {"'", "’"} and after.glued:
        after = passage.token(numeral.at + 2)
    return numeral.digits and after.glued and after.word == "s" and passage.word(numeral.at - 1) != "$"


def is_time_of_day(passage: Passage, numeral: FoundNumber) -> bool:
    """Match 10:30, 10am, 10.30 p.m., 6 o'clock, half past seven, 1800 GMT."""
    if passage.word(numeral.at - 1) == "past" and passage.word(numeral.at - 2) in passage.lexicon.past_hour:
        return True
    if _before_hour(passage, numeral.at) or _before_hour(passage, numeral.at - 2):
        return True
    if _hour_of_day(passage, numeral):
        return True
    if not numeral.digits:
        return False
    after, before = passage.token(numeral.at + 1), passage.token(numeral.at - 1)
    if after.word == ":" and after.glued and passage.token(numeral.at + 2).glued:
        return passage.is_digits(numeral.at + 2)
    if before.word == ":" and before.glued and passage.token(numeral.at).glued:
        return passage.is_digits(numeral.at - 2)
    if after.word == "hours" and re.fullmatch(r"(?:[01][0-9]|2[0-4])[0-5][0-9]", passage.word(numeral.at)):
        # From 1800 hours.
        return before.word in passage.lexicon.before_hour | passage.lexicon.at_hour
    if passage.word(numeral.at - 1) == "at" and re.fullmatch(
        r"[0-2]?[0-9]\.[0-5][0-9]", passage.word(numeral.at)
    ):
        return not unit_follows(passage, numeral.stop) and not plural_follows(passage, numeral.stop)
    if passage.word(numeral.at - 1) == "at" and numeral.value is not None and numeral.value <= 24:
        near = passage.near(numeral.at - 7, numeral.at - 1)
        if near & (passage.lexicon.months | passage.lexicon.weekdays) and not passage.is_word(numeral.stop):
            return passage.word(numeral.stop) not in {"%", "-"}
    clock = re.fullmatch(r"(?:[01]?[0-9]|2[0-3])\.[0-5][0-9]", passage.word(numeral.at))
    counted = passage.is_word(numeral.stop) and passage.word(numeral.stop) not in {
        "from",
        "to",
        "at",
        "train",
    }
    opens = passage.word(numeral.at - 1) in passage.lexicon.articles | {"for", "until", "till"}
    if re.fullmatch(r"[0-2][0-9]\.00", passage.word(numeral.at)) and passage.word(numeral.at - 1) == "of":
        # By its update of 18.00.
        return numeral.bare and not plural_follows(passage, numeral.stop)
    if clock and numeral.bare and opens and not counted:
        # The 8.15 from Leeds, 7 for 7.30.
        return True
    if numeral.bare and passage.word(numeral.at + 1) == "for" and passage.is_digits(numeral.at + 2):
        return passage.word(numeral.at - 1) == "at"
    if clock and numeral.bare and _opening_hours(passage, numeral.at):
        return True
    whole = passage.word(numeral.at).replace(".", "").replace(":", "")
    if len(whole) > 4:
        return False
    place = numeral.at + 1
    if after.word in JOINING_DASHES | {"to", "and"} and passage.is_digits(place + 1):
        place += 2
    return passage.word(place) in passage.lexicon.clock_words and not (
        # "10 am" in "I am".
        passage.token(place).capital and passage.word(place) == "am"
    )


def _opening_hours(passage: Passage, at: int) -> bool:
    """Match the hours from which to which something is open: takes waste from 7.30 to 16.00, Mondays to Fridays."""
    lexicon = passage.lexicon
    joints = lexicon.to | JOINING_DASHES | lexicon.range_and
    for first in (at, at - 2):
        times = passage.word(first), passage.word(first + 2)
        paired = passage.word(first + 1) in joints and all(
            re.fullmatch(r"(?:[01]?[0-9]|2[0-4])\.[0-5][0-9]", time) for time in times
        )
        if paired and not unit_follows(passage, first + 3):
            return not lexicon.opening_words.isdisjoint(passage.near(first - 12, first + 12))
    return False


def _hour_of_day(passage: Passage, numeral: FoundNumber) -> bool:
    """Match until five in the morning, from 11 at night."""
    lexicon = passage.lexicon
    return (
        passage.wording(numeral.stop, lexicon.parts_of_day) is not None
        and numeral.bare
        and passage.word(numeral.at - 1) in lexicon.at_hour | lexicon.before_hour
    )


def _before_hour(passage: Passage, at: int) -> bool:
    """Match the minutes of ten past eight, at five to nine, and of both the hour when asked for its place less two."""
    lexicon = passage.lexicon
    if passage.word(at) not in lexicon.past_hour or not passage.begins_number(at + 2):
        return False
    if passage.word(at + 1) == "past":
        return True
    opens = passage.word(at - 1) in lexicon.at_hour
    return passage.word(at + 1) in lexicon.to and opens and not plural_follows(passage, at + 3)


def is_date(passage: Passage, numeral: FoundNumber) -> bool:
    """Match 5 May, May 5-7, 5 and 6 May, 12 March 2023."""
    if numeral.value is None or not numeral.bare:
        return False
    if numeral.value <= 31:
        before = numeral.at - 1
        if passage.word(before) in {"the", "."}:
            before -= 1
        if _is_month(passage, before):
            return True
        place = numeral.at + 1
        if passage.lexicon.capital_nouns:
            # Am 5. Mai.
            place += passage.word(place) == "."
        for _ in range(3):
            if passage.word(place) in JOINING_DASHES | {"to", "and", "or", ","} and passage.is_digits(
                place + 1
            ):
                place += 2
        place += passage.word(place) == "of"
        if _is_month(passage, place):
            return True
        # The second day of "May 5-7" or "May 5 and 6".
        if passage.word(numeral.at - 1) in JOINING_DASHES | {"to", "and"} and passage.is_digits(
            numeral.at - 2
        ):
            return _is_month(passage, numeral.at - 3)
        return False
    return _is_month(passage, numeral.at - 1) and 1000 <= numeral.value <= 2100


def _is_month(passage: Passage, at: int) -> bool:
    token = passage.token(at)
    return token.word.removesuffix("'s") in passage.lexicon.months and token.capital


def is_year(passage: Passage, numeral: FoundNumber) -> bool:
    """Match 2019, in 1850, 2022-23; not 2000 people, not about 1,950."""
    value, word = numeral.value, passage.word(numeral.at)
    short = numeral.digits and len(word) == 2 and passage.word(numeral.at - 1) in {"'", "’", "‘"}
    if (
        short
        and passage.token(numeral.at).glued
        and passage.word(numeral.at - 2) in passage.lexicon.date_prepositions
    ):
        # Born in '64.
        return True
    if numeral.digits and value is not None and len(word) == 2 and _second_year(passage, numeral):
        return True
    if value is None or len(word) != 4 or not 1000 <= value <= 2100 or not numeral.digits:
        return False
    before, after = passage.word(numeral.at - 1), numeral.at + 1
    era = passage.token(after)
    if passage.text[era.start : era.end] in passage.lexicon.eras:
        # Around 1350 BC.
        return True
    if (
        passage.token(after).word in JOINING_DASHES
        and passage.token(after).glued
        and passage.is_digits(after + 1)
    ):
        return True
    modern = 1900 <= value <= 2050
    if modern and before in passage.lexicon.sides and not plural_follows(passage, after):
        # "Still a fifth below 2019".
        return not unit_follows(passage, after) and passage.word(numeral.at - 2) not in passage.numbers.hedges
    if (
        modern
        and passage.word(after) in passage.lexicon.year_nouns
        and not passage.written(numeral.at, after).count(",")
    ):
        # "Below 1990 levels".
        return True
    counted = plural_follows(passage, after) and passage.word(after) not in passage.lexicon.year_nouns
    # "A fresco from 1512 hangs there", "the charter of 1297 still binds".
    verb = passage.word(after)
    acts = verb in passage.lexicon.verbs_of_labels | passage.lexicon.verbs_of_things
    acts = acts or (verb in passage.lexicon.adverbs and not verb.endswith("ly"))
    if unit_follows(passage, after):
        return False
    dated = before in passage.lexicon.date_prepositions or before in passage.lexicon.date_qualifiers
    dated = dated or _is_month(passage, numeral.at - 1)
    if modern and before in passage.lexicon.definite and numeral.bare:
        return True
    titled = before in passage.lexicon.articles and value >= 1500 and numeral.bare and passage.is_word(after)
    if titled and not counted and not passage.token(after).capital:
        # The 1847 building.
        return True
    if modern:
        if not numeral.bare:
            # "About 2000 people" counts, "by about 1950" does not.
            about = before in passage.lexicon.about_dates
            return not counted and (
                about or passage.word(numeral.at - 2) in passage.lexicon.date_prepositions
            )
        return acts or not (counted and (value == 2000 or not dated))
    if not numeral.bare:
        # Painted around 1665.
        about = (
            before in passage.lexicon.about_dates and passage.word(numeral.at - 2) in passage.lexicon.dating
        )
        return about and (acts or not counted)
    return dated and (acts or not counted)


def _second_year(passage: Passage, numeral: FoundNumber) -> bool:
    """Match the 23 of 2022-23."""
    before, first = passage.token(numeral.at - 1), passage.word(numeral.at - 2)
    return (
        before.word in JOINING_DASHES | {"/"}
        and before.glued
        and len(first) == 4
        and first[:2] in {"18", "19", "20"}
    )


def is_age(passage: Passage, numeral: FoundNumber) -> bool:
    """Match aged 34, a 34-year-old, Ann Lee, 34, people over 65; not a mean age of 34."""
    value = numeral.value
    joint, side = passage.token(numeral.at - 1), passage.word(numeral.at - 2)
    if joint.word in JOINING_DASHES and joint.glued and side in {"over", "under"} and numeral.digits:
        return value is not None and value <= _OLDEST and not unit_follows(passage, numeral.stop)
    near = passage.near(numeral.at - 5, numeral.at)
    about = passage.word(numeral.at - 1) in passage.lexicon.about_dates
    if passage.word(numeral.at - 1 - about) == "at" and near & passage.lexicon.age_of_leaving:
        # He left school at 15, he died at about 19.
        return value is not None and 0 < value <= _OLDEST
    if near & passage.lexicon.statistics:
        return False
    place = numeral.stop
    while passage.word(place) == "," and passage.begins_number(place + 1) and place < numeral.stop + 6:
        place += 2
    if passage.word(place) in JOINING_DASHES:
        place += 1
    if passage.word(place) in {"to", "and"} and passage.begins_number(place + 1):
        place += 2
        place += passage.word(place) in JOINING_DASHES
    if passage.word(place) in passage.lexicon.age_units:
        place += 1
        place += passage.word(place) in JOINING_DASHES
        if passage.word(place) in {"old", "olds"}:
            return True
        if passage.stands(place, ("of", "age")):
            return True
    if passage.word(numeral.at - 1) in {"under", "over"} and passage.word(numeral.at - 2) in {
        "are",
        "were",
        "is",
        "aged",
    }:
        return not plural_follows(passage, numeral.stop) and not unit_follows(passage, numeral.stop)
    place = numeral.at - 1
    while passage.is_digits(place) or passage.word(place) in {",", "and"}:
        place -= 1
    if passage.word(place) in passage.lexicon.age_before and (value or 99) <= _OLDEST:
        # Aged 19, 24 and 31.
        return True
    if not numeral.digits:
        return _age_in_words(passage, numeral)
    if value is None or not 0 < value <= _OLDEST:
        return False
    if {passage.word(numeral.at - 1), passage.word(numeral.at - 2)} & passage.lexicon.age_before:
        return True
    ages = passage.near(numeral.at - 6, numeral.at) & passage.lexicon.age_before
    if ages and passage.word(numeral.at - 1) in {
        "and",
        "to",
        "of",
        "between",
        "over",
        "under",
        *JOINING_DASHES,
    }:
        return True
    if _age_of_somebody(passage, numeral):
        return True
    comma, name = passage.word(numeral.at - 1), passage.token(numeral.at - 2)
    closing = passage.word(numeral.at + 1)
    if comma == "," and name.capital and name.kind == WORD and closing in {",", ".", ";", ":", "and", ""}:
        return not _is_month(passage, numeral.at - 2)
    if comma == "(" and closing == ")" and numeral.bare:
        # Ann Lee (52), her father (79), a driver (34).
        person = name.word in passage.lexicon.kin | passage.lexicon.persons | passage.lexicon.people
        if (name.capital and value >= 12) or (person and not passage.numbers.plural(name.word)):
            return True
    over = comma in {"over", "under", "above", "below"}
    beyond = not (plural_follows(passage, numeral.stop) or unit_follows(passage, numeral.stop))
    return (
        over
        and beyond
        and passage.word(numeral.at - 2) in passage.lexicon.people
        and passage.word(numeral.stop) not in {"%", "per"}
    )


def is_spell(passage: Passage, at: int, behind: int) -> bool:
    """Return whether a length of time was spent: "after 112 years in business", "after three years as mayor"."""
    after = passage.word(at - 1) == "after"
    spent = passage.word(behind) == "as" or (
        passage.word(behind) == "in"
        and passage.word(behind + 1) not in passage.lexicon.articles | passage.lexicon.months
        and not passage.is_digits(behind + 1)
    )
    return after and spent


def _age_in_words(passage: Passage, numeral: FoundNumber) -> bool:
    """Match children under five; aged between three and nine; since she was seven."""
    before, subject = passage.word(numeral.at - 1), passage.word(numeral.at - 2)
    if before in {"under", "over"}:
        counted = plural_follows(passage, numeral.stop) or unit_follows(passage, numeral.stop)
        return subject in passage.lexicon.people and not counted
    if before in {"is", "was"} and subject in {"he", "she", "i", "who"}:
        return passage.word(numeral.stop) in {",", ".", "and", ""}
    named = passage.token(numeral.at - 2).capital and passage.token(numeral.at - 3).capital
    if before == "," and named and passage.word(numeral.stop) in {",", "."}:
        # Said Ann Lee, eight.
        return passage.word(numeral.at) in passage.lexicon.small_numbers
    return bool(passage.near(numeral.at - 5, numeral.at) & passage.lexicon.age_before)


def _at_young_age(passage: Passage, numeral: FoundNumber) -> bool:
    """Match an age that is told far behind its person: he climbed the north face at 16 and lost."""
    if not (numeral.bare and _CHILD <= (numeral.value or 0) < _GROWN):
        return False
    far = passage.near(numeral.at - 10, numeral.at - 1) & {"he", "she"}
    return (
        bool(far) and passage.word(numeral.at - 2) != "," and passage.word(numeral.stop) in {",", "and", "."}
    )


def _age_of_somebody(passage: Passage, numeral: FoundNumber) -> bool:
    """Match he turned 60; the boy, who is 12; her brother, 9,; at 17 he left; now 73, she lives alone."""
    lexicon, before = passage.lexicon, passage.word(numeral.at - 1)
    about = passage.near(numeral.at - 5, numeral.at - 1)
    if before == "at" and about & {"he", "she", "who"} and (numeral.value or 0) >= _CHILD and numeral.bare:
        # "She was told at 16 that", "which he first played at 52".
        return passage.word(numeral.stop) in {",", ".", "that", "and", ""} and "%" not in about
    if before == "at" and _at_young_age(passage, numeral):
        return True
    if before == "than" and passage.word(numeral.at - 2) in lexicon.of_ages:
        # Patients younger than 18.
        return not unit_follows(passage, numeral.stop)
    if plural_follows(passage, numeral.stop) or unit_follows(passage, numeral.stop) or not numeral.bare:
        return False
    closing = passage.word(numeral.stop)
    ends = closing in {",", ".", ";", "and", "when", "last", "this", "in", "on", "at", "next", ""}
    if before in lexicon.turning and ends:
        return True
    ends = ends or closing in {'"', "”", "’"}
    if before in {"is", "was"} and passage.word(numeral.at - 2) in {"who", "he", "she", "i"}:
        return ends
    goes_on = passage.word(0) in {"he", "she"} and passage.word(numeral.at - 2) in {",", "and"}
    if before in {"is", "was"} and goes_on:
        # "She wore bib F7, is 28 and took the prize".
        return ends and (numeral.value or 0) >= _CHILD
    only = numeral.at - 2 - (passage.word(numeral.at - 2) == "still")
    if before in {"only", "just", "still"} and passage.word(only) in {"is", "was"}:
        # Lamine Yamal is still only 16.
        named = passage.token(only - 1).capital and passage.token(only - 2).capital
        return closing in {",", "."} and named and (numeral.value or 0) >= _CHILD
    if before == "then" and passage.word(numeral.at - 2) == ",":
        # Samuel Pepys, then 33.
        return ends
    if before in {"i'm", "he's", "she's", "who's"}:
        return ends and (numeral.value or 0) >= _CHILD
    if before == "now" and passage.word(numeral.at - 2) in lexicon.passive:
        # "Those who put it off are now 35".
        return ends and (numeral.value or 0) >= _YOUNGEST
    if before == "of" and passage.word(numeral.at - 2) in lexicon.kin:
        # A boy of 15.
        return True
    place = numeral.at - 2 - (passage.word(numeral.at - 2) in lexicon.auxiliaries)
    if before in {"be", "were"} and passage.word(place) in {"who", "he", "she", "i", "they"}:
        # "She would be 37 before", "until they were 90".
        return (ends or closing == "before") and (numeral.value or 0) >= _YOUNGEST
    if before == "to" and passage.word(numeral.at - 2) in lexicon.living:
        return ends
    place = numeral.at - 1
    while passage.is_digits(place - 1) and passage.word(place) in {"and", ","}:
        # Two women, 22 and 31.
        place -= 2
    if before == "of" and closing in {",", "."} and passage.word(numeral.at - 2) in lexicon.persons:
        # A date farmer of 62.
        opens = passage.near(numeral.at - 6, numeral.at - 2)
        return not opens.isdisjoint(lexicon.articles) and (numeral.value or 0) >= _YOUNGEST
    if before == "is" and passage.word(numeral.at - 2) == "," and closing in {".", ""}:
        # The scorer, Danilo Reis, is 19.
        name = numeral.at - 3
        return (
            passage.token(name).capital
            and passage.token(name - 1).capital
            and passage.word(name - 2) == ","
            and (numeral.value or 0) >= _CHILD
        )
    person = passage.word(place - 1) in lexicon.kin | lexicon.people or (
        closing in {",", "."}
        and (numeral.value or 0) >= _YOUNGEST
        and {passage.word(place - 2), passage.word(place - 3)} & (lexicon.articles | lexicon.possessives)
        and (
            passage.word(place - 1) in lexicon.persons | lexicon.titles
            or passage.word(place - 1).endswith(lexicon.agent_endings)
        )
    )
    if passage.word(place) == "," and person:
        return closing in {",", ".", ";", "and", ""} or (
            place < numeral.at - 1 and closing in lexicon.auxiliaries
        )
    personal = {passage.word(numeral.stop), passage.word(numeral.stop + 1)} & {"he", "she", "i"}
    return before in {"at", "now"} and numeral.at == 1 and bool(personal) and (numeral.value or 0) > 3


def is_time_reference(passage: Passage, numeral: FoundNumber) -> bool:
    """Match two years ago, in the past 12 months, within 30 days, for the first time in 20 years."""
    unit = passage.word(numeral.stop)
    if unit in JOINING_DASHES | {"to", "or"} and passage.begins_number(numeral.stop + 1):
        unit = passage.word(numeral.stop + 2)
        stop = numeral.stop + 2
    else:
        stop = numeral.stop
    if unit not in passage.lexicon.spans_of_time:
        return False
    behind = {passage.word(stop + 1), passage.word(stop + 2) if passage.word(stop + 1) == "," else ""}
    if passage.word(stop + 1) in {"'", "’"} and passage.word(stop + 2) in passage.lexicon.spanned:
        # 23 years' experience, but two years' time.
        return False
    if unit.startswith(("second", "minute", "hour")) and passage.word(stop + 1) in {"after", "before"}:
        # Eight minutes after liftoff.
        return False
    if passage.word(stop + 1) in passage.lexicon.time_behind and passage.word(stop + 2) == "than":
        # Two years later than planned.
        return False
    if passage.word(numeral.at - 1) == "for" and passage.word(numeral.at - 2) in passage.lexicon.calling:
        # Called for three days of protest.
        return True
    if unit.startswith("minute") and passage.word(numeral.at - 1) == "on":
        # He scored on 61 minutes.
        return True
    if passage.stands(numeral.at - 2, ("equivalent", "to")):
        return False
    if passage.word(stop + 1) in passage.lexicon.to and (
        _is_month(passage, stop + 2) or (passage.is_digits(stop + 2) and _is_month(passage, stop + 3))
    ):
        # In the 12 weeks to 26 January.
        return True
    if behind & passage.lexicon.time_behind or passage.word(stop + 1) in {"'", "’"}:
        return True
    place = numeral.at - 1
    dating = passage.lexicon.before_time_span - passage.lexicon.sides
    while passage.word(place) in passage.numbers.hedges - dating and place > numeral.at - 4:
        place -= 1
    before = passage.word(place)
    lasts = before == "last" and (
        passage.word(place - 1) in passage.lexicon.auxiliaries or passage.word(place - 1) == "to"
    )
    if (before in passage.lexicon.time_before and not lasts) or before in {"every", "each"}:
        return True
    near = {passage.word(step) for step in range(max(numeral.at - 7, 0), numeral.at)}
    behind_near = {passage.word(stop + step) for step in (1, 2, 3)}
    if (near | behind_near) & passage.lexicon.lasting_words or is_spell(passage, numeral.at, stop + 1):
        return False
    if unit.startswith(("second", "minute", "hour", "night")) or (numeral.value or 0) > 99:
        # "Within six minutes", "for 115 hours"; but "in 24 hours" says when.
        return passage.word(numeral.at) in {"24", "48", "36", "72", "12"} and before in {
            "in",
            "within",
            "over",
            "for",
        }
    return before in passage.lexicon.before_time_span
