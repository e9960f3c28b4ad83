"""Addresses and postcodes: 10 Downing Street, 14 rue des Rosiers, Paseo de Gracia 112, CB7 4LS."""

from __future__ import annotations

from ledger.article.found_number import JOINING_DASHES, FoundNumber, plural_follows
from ledger.article.passage import Passage


def is_address(passage: Passage, numeral: FoundNumber) -> bool:
    """Match 10 Downing Street, 1600 Pennsylvania Avenue, 14 rue des Rosiers, Lindenallee 4."""
    if not numeral.digits or not numeral.bare:
        return False
    if _before_street(passage, numeral.stop) or _behind_street(passage, numeral):
        return True
    house = passage.token(numeral.stop)
    if passage.text[house.start : house.end] == "The" and passage.token(numeral.stop + 1).capital:
        # 42 The Green.
        return numeral.value is not None and numeral.value < 1_000
    if passage.stands(numeral.stop, ("block", "of")):
        # The 4100 block of Hulen Street.
        return passage.word(numeral.at).endswith("00")
    place = numeral.stop
    if passage.word(place) in JOINING_DASHES and passage.token(place).glued and passage.is_digits(place + 1):
        # 118-124 London Road.
        place += 2
    beginning = place
    while place < beginning + 5:
        ordinal = (
            passage.is_digits(place)
            and passage.word(place + 1) in passage.lexicon.ordinal_endings
            and passage.token(place + 1).glued
        )
        if not passage.token(place).capital and not ordinal:
            return _address_abroad(passage, numeral, beginning, place)
        if place > beginning and passage.word(place) in passage.lexicon.streets:
            return True
        # 4410 East 21st Street.
        place += 1 + ordinal
    return False


def _before_street(passage: Passage, at: int) -> bool:
    """Return whether a street as the Continent writes it begins at a place: rue des Rosiers, Plaza de España."""
    lexicon, word = passage.lexicon, passage.word(at)
    if word in lexicon.streets_abroad:
        return any(
            passage.token(at + step).capital
            and all(len(passage.word(place)) <= 3 for place in range(at + 1, at + step))
            for step in (1, 2, 3)
        )
    named = passage.token(at).capital and passage.is_word(at)
    # Puijonkatu, Váci utca.
    return named and (
        (len(word) > 6 and word.endswith(lexicon.street_endings))
        or passage.word(at + 1) in lexicon.street_endings
    )


def _behind_street(passage: Passage, numeral: FoundNumber) -> bool:
    """Return whether a street stands right before a number: Quai de Valmy 101, Calle Mayor 45, Hauptstraße 17."""
    lexicon, before = passage.lexicon, passage.token(numeral.at - 1)
    if not before.capital or (numeral.value or 10_000) > 9_999 or plural_follows(passage, numeral.stop):
        return False
    if len(before.word) > 6 and before.word.endswith(lexicon.street_endings):
        return True
    for place in range(numeral.at - 2, max(numeral.at - 6, -1), -1):
        if passage.word(place) in lexicon.streets_abroad:
            return True
        if not (passage.token(place).capital or len(passage.word(place)) <= 3):
            return False
    return False


def _address_abroad(passage: Passage, numeral: FoundNumber, first: int, stop: int) -> bool:
    """Match 14 Heol Fawr, 22 Kongens Gate: two names or more behind "at" or "of", and nothing that is counted."""
    return (
        stop - first >= 2
        and passage.word(numeral.at - 1) in {"at", "of", ","}
        and not passage.numbers.plural(passage.word(stop - 1))
        and (passage.word(stop) in {",", ".", "in", ")"} or not passage.word(stop))
        and not passage.lexicon.capital_nouns
    )


def is_postcode(passage: Passage, numeral: FoundNumber) -> bool:
    """Match NY 10001, D-10117, CB7 4LS."""
    before, behind = passage.token(numeral.at - 1), passage.token(numeral.stop)
    letters = passage.text[behind.start : behind.end]
    outward = passage.is_digits(numeral.at - 1) and before.glued and passage.token(numeral.at - 2).capital
    if outward and behind.glued and letters.isupper() and len(letters) == 2:
        return True
    written = passage.text[before.start : before.end]
    if _in_two_parts(passage, numeral):
        return True
    return (
        numeral.digits
        and numeral.bare
        and len(passage.word(numeral.at)) == 5
        and passage.word(numeral.at).isdigit()
        and ((len(written) == 2 and written.isupper()) or passage.token(numeral.stop).capital)
    )


def _in_two_parts(passage: Passage, numeral: FoundNumber) -> bool:
    """Match 80-863 Gdańsk, 1000-001 Lisboa: two groups of digits with a hyphen before a name."""
    for first in (numeral.at, numeral.at - 2):
        groups = len(passage.word(first)), len(passage.word(first + 2))
        tied = passage.word(first + 1) == "-" and passage.token(first + 1).glued
        if groups in {(2, 3), (4, 3)} and tied and passage.is_digits(first) and passage.is_digits(first + 2):
            return passage.token(first + 3).capital and passage.is_word(first + 3)
    return False
