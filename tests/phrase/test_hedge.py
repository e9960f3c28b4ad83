"""The documented wordings of hedges."""

from __future__ import annotations

import pytest

from ledger.model.vocabulary import HEDGES
from ledger.phrase.lexicon import lexicon_for
from ledger.phrase.reader import parse_phrase

HEDGES_OF_ENGLISH = lexicon_for("en").hedges
BEFORE = HEDGES_OF_ENGLISH.before.by_class
AFTER = HEDGES_OF_ENGLISH.after.by_class
BEFORE_CASES = [(hedge, wording) for hedge, wordings in BEFORE.items() for wording in wordings]
AFTER_CASES = [(hedge, wording) for hedge, wordings in AFTER.items() for wording in wordings]


def as_written(wording: str) -> str:
    return wording.replace(" .", ".").replace("- ", "-").replace("> =", ">=").replace("< =", "<=")


@pytest.mark.parametrize(("hedge", "wording"), BEFORE_CASES, ids=[case[1] for case in BEFORE_CASES])
def test_a_wording_before_a_number_is_of_its_class(hedge: str, wording: str) -> None:
    quantity = parse_phrase(f"{as_written(wording)} 250 soldiers a week")
    assert (quantity.value, quantity.hedge, quantity.unit) == ("250", hedge, "soldier/week")


@pytest.mark.parametrize(("hedge", "wording"), AFTER_CASES, ids=[case[1] for case in AFTER_CASES])
def test_a_wording_behind_a_number_is_of_its_class(hedge: str, wording: str) -> None:
    joint = "" if wording.startswith(("-", "+")) or wording == "ish" else " "
    quantity = parse_phrase(f"250{joint}{as_written(wording)}")
    assert (quantity.value, quantity.hedge, quantity.unit) == ("250", hedge, None)


def test_every_hedge_of_the_vocabulary_can_be_worded() -> None:
    assert {"between", *BEFORE} == set(HEDGES)


def test_no_wording_stands_in_two_classes() -> None:
    for table in (BEFORE, AFTER):
        wordings = [wording for listed in table.values() for wording in listed]
        assert len(wordings) == len(set(wordings))


@pytest.mark.parametrize(
    ("phrase", "hedge"),
    [
        ("Close To 100", "nearly"),
        ("CLOSE TO 100", "nearly"),
        ("just-under 100", "nearly"),
        ("an average of about 100", "about"),
        ("100", None),
        ("only 100", None),
        ("a further 100", None),
        ("100 soldiers at most", "at-most"),
        ("100 soldiers a week or more", "at-least"),
        ("100 soldiers, roughly the same as before", None),
        ("100 soldiers plus officers", None),
    ],
)
def test_hedges_in_phrases(phrase: str, hedge: str | None) -> None:
    assert parse_phrase(phrase).hedge == hedge
