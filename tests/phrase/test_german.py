"""German phrases: the words of the second lexicon, read by the same grammar.

The phrases of the first table are those of the public specifications of microsoft/Recognizers-Text for German
(Number, NumberRange, Percent, Currency, Dimension, Temperature), with the values expected there.
"""

from __future__ import annotations

from fractions import Fraction

import pytest

from ledger.errors import InputError
from ledger.number.quantity import exact
from ledger.phrase.lexicon import languages, lexicon_for
from ledger.phrase.reader import parse_phrase, read_phrase
from ledger.phrase.rendering import render

#: Phrase and value; where it matters, the unit.
SPECIFIED: list[tuple[str, str, str | None]] = [
    ("eins", "1", None),
    ("ein halbes", "1/2", None),
    ("drei halbe", "3/2", None),
    ("zwei drittel", "2/3", None),
    ("fünf halbe", "5/2", None),
    ("zwei Komma drei", "2.3", None),
    ("2,35", "2.35", None),
    ("2.000,352", "2000.352", None),
    ("2.300", "2300", None),
    ("4,800", "4.8", None),
    ("einhundert", "100", None),
    ("sechzehn", "16", None),
    ("ein dutzend", "12", None),
    ("ein halbes dutzend", "6", None),
    ("fünf dutzend", "60", None),
    ("dreißig dutzend", "360", None),
    ("einhunderteinunddreißig", "131", None),
    ("einhundertdrei", "103", None),
    ("eintausendeinhundertfünfzig", "1150", None),
    ("zwei Millionen eintausendeinhundertfünfzig", "2001150", None),
    ("Eine Million dreihundertneunundneunzigtausendfuenfhundertneun", "1399509", None),
    ("Zwei Millionen dreihundertsiebenundsiebzigtausendneunhundertachtundachtzig", "2377988", None),
    ("zehntausend", "10000", None),
    ("zweihundertsechsundfuenfzig", "256", None),
    ("null", "0", None),
    ("vierhundertachtundachtzig", "488", None),
    ("300 Milliarden", "300000000000", None),
    ("1 234 567", "1234567", None),
    ("1\u202f234\u202f567,89", "1234567.89", None),
    ("anderthalb", "3/2", None),
    ("dreiviertel", "3/4", None),
    ("zweieinhalb", "5/2", None),
    ("⅙", "1/6", None),
    ("fünfzehntausend", "15000", None),
    ("Eine halbe Million", "500000", None),
    ("anderthalb Millionen", "1500000", None),
    ("dreieinhalb Millionen", "3500000", None),
    ("fünf und drei Viertel Milliarde", "5750000000", None),
    ("sechs und zwei Drittel Millionen", "20000000/3", None),
    ("100 Prozent", "100", "percent"),
    ("siebenunddreißig Prozent", "37", "percent"),
    ("einhundertneunundneunzig Prozent", "199", "percent"),
    ("27%", "27", "percent"),
    ("15 Prozentpunkte", "15", "percentage_point"),
    ("3 €", "3", "EUR"),
    ("17 dollar", "17", "USD"),
    ("sieben Euro", "7", "EUR"),
    ("30 kambodschanische Riel", "30", "KHR"),
    ("75 Millionen Dollar", "75000000", "USD"),
    ("420000000 finnische Mark", "420000000", "FIM"),
    ("94.000 $", "94000", "USD"),
    ("16,4 Millionen kanadischen Dollar", "16400000", "CAD"),
    ("12 500 EUR", "12500", "EUR"),
    ("2,5 Mio USD", "2500000", "USD"),
    ("einen Euro", "1", "EUR"),
    ("zwei Euro fünfzig", "2.5", "EUR"),
    ("zwei Euro und fünfzig cent", "2.5", "EUR"),
    ("100 indische Rupien", "100", "INR"),
    ("siebenhundert-Euro", "700", "EUR"),
    ("dreizehn Euro und fünfundvierzig Cent", "13.45", "EUR"),
    ("mxn$ 15", "15", "MXN"),
    ("75ml", "75", "ml"),
    ("3 Zoll", "3", "inch"),
    ("achtzig Millionen liter", "80000000", "litre"),
    ("4.050 m²", "4050", "m^2"),
    ("120 km/h", "120", "km/hour"),
    ("12 Kubikmeter", "12", "m^3"),
    ("Dreizehn Meilen", "13", "mile"),
    ("195,63 Quadratmeter", "195.63", "m^2"),
    ("4,18m^2", "4.18", "m^2"),
    ("19 Nanometern", "19", "nanometre"),
    ("299.792.458 Metern pro Sekunde", "299792458", "m/second"),
    ("90 Grad", "90", "degree"),
    ("-5 Grad Fahrenheit", "-5", "degF"),
    ("fünfunddreißig °C", "35", "degC"),
    ("57,2 Fahrenheit", "57.2", "degF"),
]

#: Phrases as newspapers write them: value or range, hedge, unit.
NEWS: list[tuple[str, str, str | None, str | None]] = [
    ("rund 100 Urteile pro Woche", "100", "about", "Urteil/week"),
    ("knapp 5,2 Milliarden Euro", "5200000000", "nearly", "EUR"),
    ("mindestens drei Viertel", "3/4", "at-least", None),
    ("1.234,5 Tonnen", "1234.5", None, "tonne"),
    ("weniger als 100", "100", "under", None),
    ("mehr als 2,5 Mio. Menschen", "2500000", "over", "Mensch"),
    ("bis zu 40.000 Soldaten", "40000", "at-most", "Soldat"),
    ("zwischen 8 und 12 Prozent", "8..12", "between", "percent"),
    ("5 bis 7 Verletzte", "5..7", "between", "Verletzter"),
    ("300 russische Soldaten", "300", None, "Soldat"),
    ("im Jahr 1991", "1991", None, "calendar_year"),
    ("12 Verhaftungen täglich", "12", None, "Verhaftung/day"),
    ("drei von zehn Wählern", "3/10", None, "Wähler"),
]


@pytest.mark.parametrize(("phrase", "value", "unit"), SPECIFIED, ids=[case[0] for case in SPECIFIED])
def test_phrases_of_the_public_specifications(phrase: str, value: str, unit: str | None) -> None:
    quantity = parse_phrase(phrase, "de")
    assert quantity.value is not None
    assert exact(quantity.value) == Fraction(value)
    assert quantity.unit == unit


@pytest.mark.parametrize(("phrase", "number", "hedge", "unit"), NEWS, ids=[case[0] for case in NEWS])
def test_phrases_of_the_news(phrase: str, number: str, hedge: str | None, unit: str | None) -> None:
    quantity = parse_phrase(phrase, "de")
    low, is_range, high = number.partition("..")
    assert (quantity.low, quantity.high) == ((low, high) if is_range else (None, None))
    assert quantity.value == (None if is_range else number)
    assert (quantity.hedge, quantity.unit) == (hedge, unit)


def test_digits_are_read_as_the_language_sets_them() -> None:
    assert parse_phrase("1.234 Tonnen", "de").value == "1234"
    assert parse_phrase("1.234 tonnes", "en").value == "1.234"
    assert any("in English spelling" in note for note in read_phrase("1,234 Tonnen", "de").ambiguities)


def test_a_language_is_known_by_its_first_subtag_and_english_where_none_is() -> None:
    assert {"de", "en"} <= set(languages())
    assert lexicon_for("de-AT").language == "de"
    assert lexicon_for("DE").language == "de"
    assert lexicon_for(None).language == lexicon_for("xx").language == "en"


def test_english_words_are_no_german() -> None:
    with pytest.raises(InputError):
        parse_phrase("nearly 100 convictions", "de")


@pytest.mark.parametrize(
    "phrase", ["etwa 5.200 Urteile pro Jahr", "mindestens 3 Tonnen", "zwischen 5 und 7 Euro"]
)
def test_a_quantity_is_rendered_in_words_that_are_read_back(phrase: str) -> None:
    quantity = parse_phrase(phrase, "de")
    again = parse_phrase(render(quantity, "de"), "de")
    assert (again.value, again.low, again.high) == (quantity.value, quantity.low, quantity.high)
    assert again.hedge == quantity.hedge
