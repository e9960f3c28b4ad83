"""Numbers that only tell one thing from another: listings of an exchange, accounts, registrations, papers."""

from __future__ import annotations

from typing import Final

from ledger.article.found_number import FoundNumber, plural_follows, unit_follows
from ledger.article.passage import Passage
from ledger.article.text_tokens import WORD

#: From so many digits on, prose sets a mark between thousands.
_UNMARKED: Final = 5


def is_listing(passage: Passage, numeral: FoundNumber) -> bool:
    """Match the code of a share: (TWSE: 3718), (KRX: 005930, ADR: X), 2330.TW; not (UK: 42)."""
    if not numeral.bare or not passage.word(numeral.at).isdigit() or len(passage.word(numeral.at)) < 4:
        return False
    at, point, market = numeral.at, passage.token(numeral.stop), passage.token(numeral.stop + 1)
    letters = passage.text[market.start : market.end]
    if point.word == "." and point.glued and market.glued and letters.isupper() and len(letters) <= 3:
        return True
    exchange = passage.written(at - 2, at - 1) if at > 2 else ""
    opened = {passage.word(place) for place in range(max(at - 9, 0), at - 2)}
    return (
        passage.word(at - 1) == ":"
        and exchange.isupper()
        and len(exchange) > 1
        and "(" in opened
        and passage.word(numeral.stop) in {")", ",", ";"}
    )


def is_identifier(passage: Passage, numeral: FoundNumber) -> bool:
    """Match Charity 1098765, Paybill 522900, a card ending in 4471, a buoy numbered 62107, on 98.4 FM, a 50p coin."""
    return _coded(passage, numeral) or _of_a_thing(passage, numeral)


def _of_a_thing(passage: Passage, numeral: FoundNumber) -> bool:
    """Return whether many digits without a mark for thousands stand right behind the one thing that they number."""
    digits, at = passage.word(numeral.at), numeral.at - 1
    noun, lexicon = passage.token(at), passage.lexicon
    if not (numeral.digits and numeral.bare and digits.isdigit() and len(digits) >= _UNMARKED):
        return False
    if plural_follows(passage, numeral.stop) or unit_follows(passage, numeral.stop):
        return False
    if len(digits) > _UNMARKED and noun.word in lexicon.organisations | lexicon.documents | lexicon.labels:
        return True
    behind, before = passage.token(numeral.stop), passage.word(at - 1)
    if behind.kind == WORD and behind.word not in lexicon.prepositions | lexicon.conjunctions:
        # "In Gaza 41000 died".
        return False
    verbs = lexicon.saying | lexicon.stating | lexicon.past_verbs | lexicon.change_words | lexicon.auxiliaries
    small = (
        lexicon.prepositions | lexicon.conjunctions | lexicon.definite | lexicon.adverbs | lexicon.articles
    )
    # "Could reach 12000", "deaths total 15000": a verb.
    acts = before in lexicon.auxiliaries or passage.numbers.plural(before)
    return (
        noun.kind == WORD
        and len(noun.word) > 2
        and not noun.word.endswith(("ed", "ing", "ly", "s"))
        and not (acts and not noun.capital)
        and noun.word not in verbs | small | lexicon.amounts
        and noun.word not in lexicon.leads_to_number | lexicon.no_changes | lexicon.statistics
        and noun.word not in lexicon.spans_of_time | lexicon.months | lexicon.limits
    )


def _coded(passage: Passage, numeral: FoundNumber) -> bool:
    """Match a card ending in 4471, a buoy numbered 62107, on 98.4 FM, a 50p coin."""
    lexicon, at = passage.lexicon, numeral.at
    behind = passage.token(numeral.stop)
    if numeral.digits and passage.text[behind.start : behind.end] in lexicon.wavebands:
        return True
    coined = numeral.stop + (passage.word(numeral.stop) in lexicon.small_change)
    if ((numeral.digits and numeral.value) or 1_000) <= 500 and passage.word(coined) in lexicon.coins:
        # A £5 note, a 50p coin.
        return coined > numeral.stop or passage.word(at - 1) in passage.numbers.signs
    if behind.word == "-" and passage.word(numeral.stop + 2) in lexicon.coins:
        # A 40-cent stamp.
        return numeral.digits
    if not numeral.bare or not passage.word(at).isdigit() or len(passage.word(at)) < 3:
        return False
    if plural_follows(passage, numeral.stop) or unit_follows(passage, numeral.stop):
        return False
    ends = passage.stands(at - 2, ("ending", "in")) or passage.stands(at - 2, ("ends", "in"))
    return (
        ends and len(passage.word(at)) == 4 and not lexicon.coded.isdisjoint(passage.near(at - 6, at))
    ) or (passage.word(at - 1) in lexicon.numbered and passage.word(at - 2) in lexicon.passive)
