"""Nothing behind a number is passed over: what is inserted there is read, named or refused.

First over the phrases of the other tests, then over everything that can be put together from the words of a lexicon:
`LEDGER_FULL=1` tries more of it.
"""

from __future__ import annotations

import os
from functools import cache

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from ledger.errors import InputError
from ledger.phrase.lexicon import lexicon_for
from ledger.phrase.noun import plural
from ledger.phrase.reader import Reading, read_phrase
from tests.phrase.test_phrase import CASES
from tests.phrase.test_press_wordings import READ

FULL = os.environ.get("LEDGER_FULL") == "1"
#: How many changed phrases of the other tests are tried, and how many of those that are put together.
WORDS, SENTENCES = (800, 1500) if FULL else (200, 500)

PHRASES = sorted({case[0] for case in CASES} | {case[0] for case in READ})
#: Words for large numbers, whole and abbreviated, that no English phrase has.
LARGE = [
    "Milliarden",
    "millones",
    "Mrd",
    "mld",
    "miliardy",
    "тысяч",
    "млн",
    "miljoen",
    "zillion",
    "bils",
    "juta",
    "万",
]
#: Letters of no word that is known and of no ending of a plural.
inserted = st.text("abcdfghjklpqrtuvwxz", min_size=2, max_size=6).map(lambda letters: f"qz{letters}")


def stated(reading: Reading) -> tuple[str | None, ...]:
    quantity = reading.quantity
    return (
        quantity.value, quantity.low, quantity.high, quantity.hedge, quantity.unit, quantity.direction,
        quantity.statistic, quantity.price_base,
    )  # fmt: skip


def named(reading: Reading) -> str:
    """Everything that a reading says in words."""
    parts = (reading.quantity.unit, reading.label, *reading.context, *reading.ambiguities)
    return " ".join(part for part in parts if part).lower()


def places(phrase: str, language: str | None = None) -> list[int]:
    """The places behind the number where a word may be inserted: blanks, and the end."""
    reading = read_phrase(phrase, language)
    start = reading.number_span[1] if reading.number_span else reading.phrase_span[0]
    return [place for place in range(start, len(phrase)) if phrase[place] == " "] + [len(phrase)]


def glueable(phrase: str, language: str | None = None) -> list[int]:
    """The places behind the number where letters may be glued to what stands there."""
    reading = read_phrase(phrase, language)
    start = reading.number_span[1] if reading.number_span else reading.phrase_span[0]
    return [place for place in range(start, len(phrase) + 1) if place > 0 and phrase[place - 1] != " "]


def read_or_refused(phrase: str, language: str | None = None) -> Reading | None:
    try:
        return read_phrase(phrase, language)
    except InputError:
        return None


@settings(max_examples=WORDS)
@given(st.sampled_from(PHRASES), inserted, st.data())
def test_an_inserted_word_is_named_or_the_phrase_refused(phrase: str, word: str, data: st.DataObject) -> None:
    place = data.draw(st.sampled_from(places(phrase)))
    changed = f"{phrase[:place]} {word}{phrase[place:]}"
    reading = read_or_refused(changed)
    assert reading is None or word in named(reading), (changed, stated(reading), named(reading))


@settings(max_examples=WORDS)
@given(st.sampled_from(PHRASES), inserted, st.data())
def test_glued_letters_are_named_or_the_phrase_refused(
    phrase: str, letters: str, data: st.DataObject
) -> None:
    place = data.draw(st.sampled_from(glueable(phrase)))
    changed = f"{phrase[:place]}{letters}{phrase[place:]}"
    reading = read_or_refused(changed)
    assert reading is None or letters in named(reading), (changed, stated(reading), named(reading))


@pytest.mark.parametrize("word", LARGE)
@pytest.mark.parametrize(
    "phrase", ["5 {} people", "$5 {}", "£5{}", "5 {}", "5{}", "about 5 {} euros a year", "5 {}. people"]
)
def test_a_word_for_a_large_number_is_never_passed_over(phrase: str, word: str) -> None:
    with pytest.raises(InputError):
        read_phrase(phrase.format(word))


@given(st.sampled_from(PHRASES), st.sampled_from(["thousand", "million", "hundred", "dozen"]))
@example("5,000 people", "million")
def test_a_scale_changes_the_number_or_is_refused(phrase: str, scale: str) -> None:
    reading = read_phrase(phrase)
    if reading.number_span is None or reading.quantity.value is None or reading.numbers[0].scale > 1:
        return
    place = reading.number_span[1]
    changed = read_or_refused(f"{phrase[:place]} {scale} {phrase[place:]}")
    assert (
        changed is None or changed.quantity.value != reading.quantity.value or reading.quantity.value == "0"
    )


# Phrases put together from the words of a lexicon, in both languages.

NUMBERS = {
    "en": [
        "5",
        "12",
        "350",
        "5,200",
        "2.5",
        "1 1/2",
        "¾",
        "three",
        "two hundred and ten",
        "$5",
        "£350",
        "€12",
        "₹7",
    ],
    "de": ["5", "12", "350", "5.200", "2,5", "1 1/2", "¾", "drei", "zweihundertzehn", "5 €", "€12"],
}
SCALES = {
    "en": ["", "", "m", "bn", "k", " million", " thousand", " lakh", " crore", "-million"],
    "de": ["", "", " Millionen", " Mio.", " Mrd.", " Milliarden", " Tausend"],
}
RATES = {
    "en": ["", "", "a week", "per year", "per day", "daily", "a head", "per 100,000 people", "each month"],
    "de": ["", "", "pro Woche", "im Jahr", "täglich", "pro Kopf"],
}
TAILS = {
    "en": [
        "", "", "in 2019", "last year", "in London", "since March 2020", "across 32 countries", "on average", "killed",
        "in real terms", "up from 3", "or more", "(95% CI 1-9,999,999)", "including two children",
    ],
    "de": ["", "", "im Jahr 2019", "in Berlin", "seit März 2020", "im Schnitt", "oder mehr"],
}  # fmt: skip
#: What changes a number or its unit wherever it is read: words for large numbers, units, signs of currencies, letters.
CHANGING = [
    *LARGE, "cr", "lac", "bil", "mill", "mrd", "mln", "tn", "trn", "thou", "tys", "тыс", "億", "nghìn", "kharab",
    "hazar",
    "sq", "cubic", "metric", "EUR", "USD", "GBP", "net", "gross",
    *"bcdefghjklmnopqrstuvwxyz", *"BCDEFGHJKLMNOPQRSTUVWXYZ",
]  # fmt: skip


@cache
def counted(language: str) -> list[str]:
    """Every noun of a lexicon in the plural, every unit of measure, of time and of money, and none."""
    lexicon = lexicon_for(language)
    nouns, measures = lexicon.nouns, lexicon.measures
    plurals = {*nouns.irregular, *nouns.unchanged, *(plural(noun, nouns) for noun in nouns.occupations)}
    units = [
        " ".join((first, *rest))
        for first, (_, longer) in measures.wordings.index.items()
        for rest in _rests(longer)
    ]
    alone = [first for first, (kind, _) in measures.wordings.index.items() if kind is not None]
    named = sorted(word.capitalize() if nouns.written else word for word in plurals)
    return [
        *named,
        *sorted([*units, *alone, *lexicon.rates.times, *lexicon.money.names]),
        "%",
        "km",
        "kg",
        "",
    ]


def _rests(longer: dict[str, tuple[tuple[tuple[str, ...], str], ...]]) -> list[tuple[str, ...]]:
    return [rest for rests in longer.values() for rest, _ in rests]


@cache
def hedges(language: str) -> list[str]:
    wordings = lexicon_for(language).hedges.before.by_class.values()
    return ["", "", *sorted(wording for listed in wordings for wording in listed if wording[0].isalpha())]


@st.composite
def statements(draw: st.DrawFn) -> tuple[str, str]:
    """A phrase with a number that is read, and its language."""
    language = draw(st.sampled_from(["en", "de"]))
    number = draw(st.sampled_from(NUMBERS[language])) + draw(st.sampled_from(SCALES[language]))
    parts = (
        draw(st.sampled_from(hedges(language))),
        number,
        draw(st.sampled_from(counted(language))),
        draw(st.sampled_from(RATES[language])),
        draw(st.sampled_from(TAILS[language])),
    )
    phrase = " ".join(part for part in parts if part)
    assume(read_or_refused(phrase, language) is not None)
    return phrase, language


def same_and_unnamed(phrase: str, changed: str, language: str, word: str) -> bool:
    """Whether a changed phrase is read as before, and nothing of the reading names what was put in."""
    before, after = read_or_refused(phrase, language), read_or_refused(changed, language)
    if before is None or after is None or stated(before) != stated(after):
        return False
    return word.lower() not in named(after)


@settings(max_examples=SENTENCES)
@given(statements(), st.one_of(inserted, st.sampled_from(CHANGING)), st.data())
@example(("1 1/2 kroner", "en"), "crore", None)
@example(("5 season daily killed", "en"), "W", None)
def test_no_word_of_any_phrase_is_passed_over(
    statement: tuple[str, str], word: str, data: st.DataObject | None
) -> None:
    phrase, language = statement
    where = places(phrase, language)
    for place in where if data is None else [data.draw(st.sampled_from(where))]:
        changed = f"{phrase[:place]} {word}{phrase[place:]}"
        assert not same_and_unnamed(phrase, changed, language, word), changed


@settings(max_examples=SENTENCES)
@given(statements(), inserted, st.data())
def test_no_letters_glued_into_any_phrase_are_passed_over(
    statement: tuple[str, str], letters: str, data: st.DataObject
) -> None:
    phrase, language = statement
    place = data.draw(st.sampled_from(glueable(phrase, language)))
    changed = f"{phrase[:place]}{letters}{phrase[place:]}"
    assert not same_and_unnamed(phrase, changed, language, letters), changed


@settings(max_examples=WORDS)
@given(
    statements(), st.sampled_from(["thousand", "million", "crore"]), st.sampled_from(["Tausend", "Millionen"])
)
def test_a_scale_put_behind_any_number_changes_it_or_is_refused(
    statement: tuple[str, str], english: str, german: str
) -> None:
    phrase, language = statement
    reading = read_phrase(phrase, language)
    if reading.number_span is None or reading.quantity.value is None or reading.numbers[0].scale > 1:
        return
    place, word = reading.number_span[1], german if language == "de" else english
    changed = read_or_refused(f"{phrase[:place]} {word} {phrase[place:]}", language)
    assert changed is None or changed.quantity.value != reading.quantity.value, phrase
