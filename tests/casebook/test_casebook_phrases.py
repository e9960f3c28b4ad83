"""Every phrase of the casebook: what is entered, and what must be read."""

from __future__ import annotations

import pytest

from tests.casebook.table import Case, cases, told


@pytest.mark.parametrize("case", cases("phrases.txt"), ids=lambda case: case.id)
def test_a_phrase_is_read_as_it_was_meant_or_refused(case: Case) -> None:
    phrase, expected = case.cells
    reading, _, note = expected.partition("; ")
    read, notes = told(phrase)
    assert read == reading, case.rule
    assert not note or note in notes
