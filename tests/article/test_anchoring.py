"""Anchors hold to the digit, move with the text, and show what took the place of words that are gone."""

from __future__ import annotations

from ledger.article.anchoring import anchor, version

OLD = "Nearly 100 soldiers a week are convicted.\n\nThat makes about 5,200 a year, the ministry said."


def test_an_anchor_moves_with_its_words() -> None:
    text = f"A new first paragraph.\n\n{OLD}"
    place = anchor(version(text), "about 5,200 a year")
    assert place.span is not None
    assert text[place.span.start : place.span.end] == "about 5,200 a year"


def test_another_digit_is_no_anchor_and_the_sentence_is_shown() -> None:
    text = OLD.replace("5,200", "5,300")
    place = anchor(version(text), "about 5,200 a year")
    assert place.span is None
    assert place.like is not None
    assert text[place.like.start : place.like.end] == "That makes about 5,300 a year, the ministry said."


def test_words_that_are_like_nothing_are_gone() -> None:
    place = anchor(version("Something else entirely."), "about 5,200 a year")
    assert (place.span, place.like, place.places) == (None, None, 0)


def test_two_places_that_fit_are_both_counted() -> None:
    assert anchor(version("5 dead. 5 dead."), "5 dead").places == 2
    assert anchor(version("5 dead here. 5 dead there."), "5 dead", suffix=" there").places == 1


def test_a_sentence_that_stood_there_before_took_the_place_of_nothing() -> None:
    old = "Nearly 100 a week\n\nNearly 100 soldiers a week are tried."
    new = old.replace("100 soldiers", "120 soldiers")
    place = anchor(version(new, old), "Nearly 100 soldiers a week")
    assert place.like is not None
    assert new[place.like.start : place.like.end] == "Nearly 120 soldiers a week are tried."
