"""Words are the same whether a text is ASCII, which has a shorter way, or not."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ledger.store.words import plain_words

letters = st.text(st.one_of(st.characters(max_codepoint=127), st.sampled_from("0123456789,' _")), max_size=30)


@given(letters)
def test_ascii_has_the_words_that_it_has_beside_another_letter(text: str) -> None:
    # What stands apart from it changes no word.
    assert plain_words(f"{text} é") == f"{plain_words(text)} e".strip()


def test_words_of_numbers_and_names() -> None:
    assert plain_words("5,200 convictions -- a_year, 'Ann''s'") == "5200 convictions a year ann s"
    assert plain_words("1,23 and 1'000'000") == "1 23 and 1000000"
    assert plain_words("...") == ""
