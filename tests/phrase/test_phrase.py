"""What phrases from the news are read as: value or range, hedge, unit."""

from __future__ import annotations

import pytest

from ledger.errors import InputError
from ledger.phrase.reader import counted_noun, parse_phrase, read_phrase

#: Phrase, value (a range as "low..high", None for none), hedge, unit.
CASES: list[tuple[str, str | None, str | None, str | None]] = [
    # The worked case of the project.
    ("nearly 100 convictions per week", "100", "nearly", "conviction/week"),
    ("100 convictions a week", "100", None, "conviction/week"),
    ("at least 100 deserters every week", "100", "at-least", "deserter/week"),
    ("100 sentences are being passed weekly", "100", None, "sentence/week"),
    ("close to 100 soldiers a week", "100", "nearly", "soldier/week"),
    ("approximately 5,200 convictions a year", "5200", "about", "conviction/year"),
    ("around 5,200 convictions annually", "5200", "about", "conviction/year"),
    ("100 soldiers tried in Russia every week", "100", None, "soldier/week"),
    ("5,200 troops a year", "5200", None, "troop/year"),
    ("Nearly 100 soldiers", "100", "nearly", "soldier"),
    ("more than 30,000 dead soldiers since February 2022", "30000", "over", "soldier"),
    # Hedges before and behind.
    ("an estimated 1.2bn people", "1200000000", "about", "person"),
    ("est. 4,000 people", "4000", "about", "person"),
    ("5 people, one of them a child", "5", None, "person"),
    ("a hundred and one soldiers", "101", None, "soldier"),
    ("up to 40,000 troops", "40000", "at-most", "troop"),
    ("as many as 300 prisoners a day", "300", "at-most", "prisoner/day"),
    ("no fewer than 12 countries", "12", "at-least", "country"),
    ("just short of 7,000 complaints", "7000", "nearly", "complaint"),
    ("just over 3.4 million households", "3400000", "over", "household"),
    ("in excess of $4.5 billion", "4500000000", "over", "USD"),
    ("some 500 migrants every month", "500", "about", "migrant/month"),
    ("exactly 251,454", "251454", "exact", None),
    ("100 or so", "100", "about", None),
    ("300-plus cases", "300", "at-least", "case"),
    ("20-odd soldiers", "20", "about", "soldier"),
    ("10 years or more", "10", "at-least", "year"),
    ("≥ 100", "100", "at-least", None),
    ("~100", "100", "about", None),
    ("<1%", "1", "under", "percent"),
    ("about 100 or more", "100", "at-least", None),
    # Numbers and scales.
    ("£350m a week", "350000000", None, "GBP/week"),
    ("30K", "30000", None, None),
    ("3.40 million", "3400000", None, None),
    ("two hundred and fifty thousand", "250000", None, None),
    ("half a million", "500000", None, None),
    ("half a dozen eggs", "6", None, "egg"),
    ("one and a half million Germans", "1500000", None, "German"),
    ("1\u202f234\u202f567 tonnes", "1234567", None, "tonne"),
    ("-3.5", "-3.5", None, None),
    ("minus 12 degrees Celsius", "-12", None, "degC"),
    ("0.50", "0.50", None, None),
    ("zero casualties", "0", None, "casualty"),
    # Fractions and shares.
    ("½", "1/2", None, None),
    ("roughly a third of voters", "1/3", "about", "voter"),
    ("3 out of 10 voters", "3/10", None, "voter"),
    ("one in five", "1/5", None, None),
    ("two-thirds of the population", "2/3", None, None),
    ("half an hour", "1/2", None, "hour"),
    # Ranges.
    ("between 8 and 12 million", "8000000..12000000", "between", None),
    ("8–12m", "8000000..12000000", "between", None),
    ("from 5 to 7", "5..7", "between", None),
    ("from 20 to 30 per cent", "20..30", "between", "percent"),
    ("500 to 1.2 million people", "500..1200000", "between", "person"),
    ("£5m-£7m", "5000000..7000000", "between", "GBP"),
    ("$8bn to $12bn", "8000000000..12000000000", "between", "USD"),
    ("5%-7%", "5..7", "between", "percent"),
    ("two or three days", "2..3", "between", "day"),
    ("more than 10 but fewer than 40 cases", "10..40", "between", "case"),
    # Percent, points and money.
    ("17 percent", "17", None, "percent"),
    ("a 2.5 per cent increase", "2.5", None, "percent"),
    ("3.5pp", "3.5", None, "percentage_point"),
    ("half a percentage point", "1/2", None, "percentage_point"),
    ("350 million pounds", "350000000", None, "GBP"),
    ("US$3.5bn", "3500000000", None, "USD"),
    ("A$40 million", "40000000", None, "AUD"),
    ("3.2 million Swiss francs", "3200000", None, "CHF"),
    ("20p a litre", "0.20", None, "GBP/litre"),
    ("3 dollars 50 cents", "3.50", None, "USD"),
    ("$80 a barrel", "80", None, "USD/barrel"),
    ("a $2 billion-a-year business", "2000000000", None, "USD/year"),
    ("Rs. 5 lakh", "500000", None, "INR"),
    ("£300 per household per year", "300", None, "GBP/household/year"),
    # Measures.
    ("40mph", "40", None, "mile/hour"),
    ("1,200 sq km", "1200", None, "km^2"),
    ("20 to 25C", "20..25", "between", "degC"),
    ("36.8 billion tonnes of CO2", "36800000000", None, "tonne"),
    ("350 m", "350", None, "m"),
    ("a 100m sprint", "100", None, "m"),
    ("70m²", "70", None, "m^2"),
    ("10m bpd", "10000000", None, "barrel/day"),
    ("a 10-year sentence", "10", None, "year"),
    # Rates.
    ("12 deaths per 100,000 people", "0.00012", None, "death/person"),
    ("one soldier killed every 20 minutes", "1/20", None, "soldier/minute"),
    ("about 5,200 a year", "5200", "about", "1/year"),
    ("1,000 annual convictions", "1000", None, "conviction/year"),
    ("30 kg per capita per year", "30", None, "kg/person/year"),
    ("100 soldiers died in a week", "100", None, "soldier"),
    # Years and ages.
    ("in 1991", "1991", None, "calendar_year"),
    ("from 1991 to 1995", "1991..1995", "between", "calendar_year"),
    ("the 1990s", "1990..1999", "between", "calendar_year"),
    ("in 2000 cases", "2000", None, "case"),
    ("aged 34", "34", None, "year"),
    ("34 years old", "34", None, "year"),
    ("a 34-year-old man", "34", None, "year"),
    ("65-and-over", "65", "at-least", None),
    ("2020/21", "2020..2021", "between", "calendar_year"),
    ("aged 18 to 24", "18..24", "between", "year"),
    # Words in a number's place.
    ("dozens of civilians", None, "vague", "civilian"),
    ("hundreds of thousands of people", None, "vague", "person"),
    ("several hundred demonstrators a day", None, "vague", "demonstrator/day"),
    ("1,000s of people", None, "vague", "person"),
    # Parts of a whole that is said too.
    ("6 of the 10 largest cities", "6", None, "city"),
    ("a fifth of the 2,000 patients", "1/5", None, "patient"),
    ("60 per cent of the 1,200 respondents", "60", None, "percent"),
    # Head nouns.
    ("200 sexual assault convictions", "200", None, "conviction"),
    ("50 police officers", "50", None, "officer"),
    ("20 MPs", "20", None, "MP"),
    ("12 by-elections", "12", None, "by-election"),
    ("11,000 fewer jobs", "11000", None, "job"),
    ("100 Soldiers Tried in Russia Every Week", "100", None, "soldier/week"),
    ("300 Ukrainians", "300", None, "Ukrainian"),
    ("12 F-16s", "12", None, "F-16"),
    ("<-30", "-30", "under", None),
    ("a percentage of 10", "10", None, "percent"),
    ("15 dollars 50", "15.50", None, "USD"),
    ("48.5 MEUR", "48500000", None, "EUR"),
    ("MSEK 10-12", "10000000..12000000", "between", "SEK"),
    ("+5%", "5", None, "percent"),
    ("415 parts per million", "415", None, "ppm"),
    ("2m b/d", "2000000", None, "barrel/day"),
    ("30 bcm of gas a year", "30", None, "bcm/year"),
    ("100 Mbps", "100", None, "Mbps"),
    ("3,346,560 GBPs", "3346560", None, "GBP"),
    ("1.2 million acre-feet", "1200000", None, "acre_foot"),
    ("over-65", "65", "over", None),
    ("a threefold increase", "3", None, "time"),
    ("once every 100 years", "0.01", None, "time/year"),
    ("twice a day", "2", None, "time/day"),
    ("twice as many", "2", None, "time"),
    ("one child in three", "1/3", None, "child"),
    ("1 person out of 6", "1/6", None, "person"),
    ("nearly one household in 10", "1/10", "nearly", "household"),
    ("£1 in every £6", "1/6", None, None),
    ("5 people in 2019", "5", None, "person"),
    ("a majority of 80", "80", None, None),
    ("a population density of 431 people per sq km", "431", None, "person/km^2"),
    ("a death toll of at least 45", "45", "at-least", None),
    ("odds of 1 in 14 million", "1/14000000", None, None),
]


@pytest.mark.parametrize(("phrase", "number", "hedge", "unit"), CASES, ids=[case[0] for case in CASES])
def test_phrase_is_read_as(phrase: str, number: str | None, hedge: str | None, unit: str | None) -> None:
    quantity = parse_phrase(phrase)
    low, is_range, high = (number or "").partition("..")
    assert quantity.text == phrase
    assert (quantity.low, quantity.high) == ((low, high) if is_range else (None, None))
    assert quantity.value == (None if is_range else number)
    assert (quantity.hedge, quantity.unit) == (hedge, unit)


def test_number_with_a_margin_keeps_the_number_and_gives_the_range() -> None:
    quantity = parse_phrase("45% ± 3%")
    assert (quantity.value, quantity.low, quantity.high, quantity.unit) == ("45", "42", "48", "percent")
    assert parse_phrase("45 (42 to 48) deaths").high == "48"


@pytest.mark.parametrize(
    "phrase",
    ["a dramatic rise", "no rate was given", "more plastic than fish by 2050", "", "   ", "soldiers"],
)
def test_statement_without_a_number_is_refused_with_the_way_to_record_it(phrase: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_phrase(phrase)
    assert caught.value.hint is not None
    assert '"value": null, "hedge": "vague"' in caught.value.hint


@pytest.mark.parametrize(
    ("phrase", "message"),
    [
        ("100 soldiers and 20 officers", 'at character 18, "20 officers"; read so far: "100 soldiers and"'),
        ("Xyz 100", 'at character 1, "Xyz 100'),
        ("from 10% to 7%", "two figures, not a range"),
        ("between 12 and 8 people", "not above the first"),
        ("between 5 soldiers", "has no second number"),
        ("1/0", "divided by zero"),
        ("12 July 2023", "not a quantity"),
        ("100th", "not a quantity"),
        ("over-65s", "an age group is not a quantity"),
        ("two to one", 'at character 8, "one"'),
        ("a word or two", "a number was expected"),
        ("two dead and one injured", 'at character 14, "one injured"; read so far: "two dead and"'),
        ("12 dead, one missing", 'at character 10, "one missing"'),
        ("two deaths and 24 hours", 'at character 16, "24 hours"'),
        ("five, perhaps six, people", 'at character 15, "six, people"'),
        ("١٠٠ soldiers", "digit of another script"),
        ("12,34,5 people", "fit no way of writing numbers"),
        ("9" * 51, "50 digits"),
        ("9" * 40 + " million million", "50 digits"),
        ("1e101", "exponent"),
        ("45 (90 to 99)", "does not hold the number"),
        ("x" * 10_001, "10,000 characters"),
    ],
)
def test_what_is_not_understood_is_refused_with_its_place(phrase: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_phrase(phrase)
    assert message in caught.value.message
    assert caught.value.hint
    assert [problem.pointer for problem in caught.value.problems] == [""]


@pytest.mark.parametrize(
    ("phrase", "number", "whole"),
    [
        ("Nearly 100 soldiers a week.", "100", "Nearly 100 soldiers a week"),
        ("a total of £350 million pounds a week", "350", "£350 million pounds a week"),
        ("100 sentences are being passed weekly", "100", "100 sentences are being passed weekly"),
        ("more than 30,000 soldiers in Russia", "30,000", "more than 30,000 soldiers"),
        ("“about half a million” people", "half", "about half a million” people"),
        ("between 8 and 12 million people", "8 and 12", "between 8 and 12 million people"),
        ("𝒳 is not a word, but ½ is", None, None),
    ],
)
def test_spans_are_the_places_in_the_text(phrase: str, number: str | None, whole: str | None) -> None:
    if number is None:
        with pytest.raises(InputError):
            read_phrase(phrase)
        return
    reading = read_phrase(phrase)
    assert reading.number_span is not None
    assert phrase[slice(*reading.number_span)] == number
    assert phrase[slice(*reading.phrase_span)] == whole


@pytest.mark.parametrize(
    ("phrase", "message"),
    [
        ("1.234", "in continental spelling it is 1234"),
        ("1,23", "decimal comma"),
        ("350m", "m is read as million"),
        ("a 100m sprint", "m is read as metres"),
        ("350 pounds", "not for weight"),
        ("50 cents", "US one"),
        ("1991", 'the year is written "in 1991"'),
        ("a pound", "read as one"),
        ("at least about 100 people", "of several hedges, at-least is taken"),
        ("100 people in 2022", "a period is said in its own field"),
        ("5,200 convicted a year", "no noun says what is counted"),
        ("Russia convicts nearly 100", '"Russia convicts" before the number is left to the text'),
        ("two deaths in 24 hours", '"in 24 hours" is taken for where or when it was counted'),
    ],
)
def test_second_readings_are_said(phrase: str, message: str) -> None:
    assert any(message in sentence for sentence in read_phrase(phrase).ambiguities)


def test_plain_phrases_have_no_second_reading() -> None:
    assert read_phrase("nearly 100 convictions per week").ambiguities == ()


def test_how_a_number_was_put_is_kept() -> None:
    (number,) = read_phrase("about 3.40 million people").numbers
    assert (number.mantissa, number.scale) == ("3.40", 1_000_000)


@pytest.mark.parametrize(
    ("unit", "noun"),
    [
        ("conviction/week", "conviction"),
        ("MP", "MP"),
        ("percent", None),
        ("GBP/week", None),
        ("km^2", None),
        ("1/year", None),
        ("1", None),
        (None, None),
    ],
)
def test_counted_noun(unit: str | None, noun: str | None) -> None:
    assert counted_noun(unit) == noun


@pytest.mark.parametrize(
    ("phrase", "label"),
    [
        ("more than 30,000 dead soldiers since February 2022", "dead soldier"),
        ("200 sexual assault convictions", "sexual assault conviction"),
        ("5,000 Russian soldiers", "Russian soldier"),
        ("11,000 fewer jobs", "job"),
        ("5,000 people were killed", "person killed"),
        ("5,000 killed", "killed"),
        ("£5m", None),
        ("5 consecutive days", None),
    ],
)
def test_the_label_names_everything_that_stands_with_the_noun(phrase: str, label: str | None) -> None:
    assert read_phrase(phrase).label == label


def test_what_is_left_to_the_text_is_named() -> None:
    assert read_phrase("100 soldiers tried in Russia every week").context == ("tried in Russia",)
    reading = read_phrase("Police arrested 5,000 people in Minsk on Sunday.")
    assert reading.context == ("Police arrested", "in Minsk on Sunday.")
