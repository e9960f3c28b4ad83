"""Recomputing derivations: silence for what is sound, and a useful word for what is not."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ledger.model.record import Figure, Input, Link
from ledger.model.vocabulary import HEDGES
from ledger.number.interval import Interval, stated_interval
from ledger.number.quantity import Quantity, decimal_text
from ledger.number.rational import rounded
from ledger.trace.recompute import Expected, Recomputed, recompute, what_it_would_give

AGREEMENT = {"exact", "rounds", "within-hedge", "within-rounding"}


def q(words: str) -> Quantity:
    """``"about 5200 conviction/year"``: a hedge or none, a number or range, a unit; its text behind ``|``."""
    stated, _, text = words.partition(" | ")
    parts = stated.split()
    hedge = parts.pop(0) if parts[0] in HEDGES else None
    number, unit = parts[0], " ".join(parts[1:]) or None
    low, to, high = number.partition("..")
    if to:
        return Quantity(low=low, high=high, hedge="between", unit=unit)
    return Quantity(text=text or None, value=number, hedge=hedge, unit=unit)


def derivation(formula: str | None, *names: str) -> Link:
    inputs = tuple(Input(figure="a" * 64, name=name) for name in names)
    return Link(relation="derivation", figure="f" * 64, inputs=inputs, formula=formula)


def check(formula: str | None, stated: str, /, **inputs: str) -> Recomputed:
    figures = {name: Figure(quantity=q(words)) for name, words in inputs.items()}
    return recompute(derivation(formula, *inputs), Figure(quantity=q(stated)), figures)


# Published numbers and how they were derived. None of these may be called wrong.
SOUND: list[tuple[str, str | None, str, dict[str, str]]] = [
    # Intelligence update, UK Ministry of Defence, 2023: 100 a week, "approximately 5,200 convictions a year".
    ("exact", "weekly * 52 week/year", "about 5200 conviction/year", {"weekly": "nearly 100 soldier/week"}),
    ("exact", "weekly * 52", "about 5200 conviction/year", {"weekly": "nearly 100 soldier/week"}),
    ("rounds", None, "about 5200 conviction/year", {"weekly": "100 conviction/week"}),
    # The campaign bus of 2016: 350 million pounds a week.
    ("exact", "w * 52 week/year", "18200000000 GBP/year | £18.2bn",
     {"w": "350000000 GBP/week | £350 million"}),
    ("rounds", None, "18300000000 GBP/year | £18.3 billion", {"w": "350000000 GBP/week | £350 million"}),
    # Referendum of 2016: share and turnout (Electoral Commission).
    ("rounds", "leave / (leave + remain)", "51.9 percent",
     {"leave": "17410742 vote", "remain": "16141241 vote"}),
    ("rounds", "cast / roll * 100", "72.2 percent", {"cast": "33577342 vote", "roll": "46500001 voter"}),
    # US election of 2020: a margin of more than seven million votes.
    ("rounds", "b - t", "over 7000000 vote | more than 7 million",
     {"b": "81283501 vote", "t": "74223975 vote"}),
    # Population densities: United Kingdom; the Netherlands to the square mile.
    ("rounds", "people / area", "275 person/km^2", {"people": "67000000 person", "area": "243610 km^2"}),
    ("within-hedge", "people / area", "about 1370 person/mile^2",
     {"people": "17800000 person", "area": "33500 km^2"}),
    # World Bank: GDP per head of the United States in 2023.
    ("within-rounding", "gdp / n", "81695 USD/person", {"gdp": "27.36e12 USD", "n": "334900000 person"}),
    # WHO, 3 March 2020: deaths among reported cases, "about 3.4%".
    ("rounds", "deaths / cases", "about 3.4 percent", {"deaths": "3110 death", "cases": "90893 case"}),
    # FAO: a third of the food, 1.3 billion tonnes.
    ("rounds", "share * food", "1300000000 tonne | 1.3 billion tonnes",
     {"share": "1/3", "food": "4e9 tonne"}),
    # The worst social statistic (Best 2001): doubled every year since 1950.
    ("rounds", "start * 2 ^ (1995 - 1950)", "35e12 child", {"start": "1 child"}),
    ("exact", "2 ^ squares - 1", "18446744073709551615 grain", {"squares": "64 square"}),
    # Deaths from falls in a country of two million, per 100,000 people.
    ("exact", "deaths / people * 100000", "0.00025 death/person | 25 deaths per 100,000 people",
     {"deaths": "500 death", "people": "2000000 person"}),
    ("exact", "deaths / people", "0.00025 death/person | 25 deaths per 100,000 people",
     {"deaths": "500 death", "people": "2000000 person"}),
    # Partygate: 126 penalty notices of 50 pounds.
    ("exact", "fines * 50 GBP", "6300 GBP", {"fines": "126 fine"}),
    ("exact", "fine * people", "6300 GBP", {"fine": "50 GBP/person", "people": "126 person"}),
    # Bank Rate, December 2021 to August 2023.
    ("exact", "new - old", "5.15 percentage_point", {"new": "5.25 percent", "old": "0.1 percent"}),
    ("rounds", "(new - old) / old", "over 5000 percent", {"new": "5.25 percent", "old": "0.1 percent"}),
    # Percent changes, each in the ways in which people write them.
    ("exact", "(new - old) / old", "50 percent", {"new": "150 soldier", "old": "100 soldier"}),
    ("exact", "(new - old) / old * 100", "50 percent", {"new": "150 soldier", "old": "100 soldier"}),
    ("exact", "(new - old) / old * 100%", "50 percent", {"new": "150 soldier", "old": "100 soldier"}),
    ("exact", "new / old - 1", "50 percent", {"new": "150 soldier", "old": "100 soldier"}),
    ("exact", "100 - men", "83 percent", {"men": "17 percent"}),
    ("exact", "price * (1 + rise)", "126 GBP", {"price": "120 GBP", "rise": "5 percent"}),
    ("exact", "price * (1 + rise / 100)", "126 GBP", {"price": "120 GBP", "rise": "5 percent"}),
    ("rounds", "share * n", "11000000 person | 11 million", {"share": "17 percent", "n": "67000000 person"}),
    ("exact", "total * 17%", "34 soldier", {"total": "200 soldier"}),
    # Rounded parts that do not add up: a note, no error.
    ("within-rounding", "a + b + c", "17 percent", {"a": "11 percent", "b": "5 percent", "c": "2 percent"}),
    # 22 veterans a day; a wage; water; emissions a head; the debt a head.
    ("rounds", "daily * 365 day/year", "about 8000 veteran/year", {"daily": "22 veteran/day"}),
    ("exact", "h * 37.5 hour/week * 52 week/year", "18525 GBP/year", {"h": "9.50 GBP/hour"}),
    ("rounds", "daily * 365", "about 55000 litre/person/year", {"daily": "150 litre/person/day"}),
    ("rounds", "all / n", "4.7 tonne/person", {"all": "37.4e9 tonne", "n": "8.0e9 person"}),
    ("rounds", "debt / n", "about 100000 USD/person", {"debt": "34e12 USD", "n": "335e6 person"}),
    # Conversions: the marathon, a record heat, half a degree of it, an oil spill, a light-year, the equator.
    ("rounds", None, "42.2 km", {"way": "26.2 mile"}),
    ("rounds", None, "104.5 degF", {"heat": "40.3 degC"}),
    ("exact", None, "2.7 degF", {"warming": "1.5 degC"}),
    ("rounds", None, "206000000 gallon | 206 million gallons", {"oil": "4.9e6 barrel"}),
    ("rounds", "c * 1 year", "9.46e12 km", {"c": "299792.458 km/second"}),
    ("rounds", "equator / 24 hour", "1670 km/hour", {"equator": "40075 km"}),
    ("exact", None, "5 GBP", {"same": "5 GBP"}),
    # Dates, ranges, limits.
    ("exact", "end - start", "4 year", {"start": "1914 calendar_year", "end": "1918 calendar_year"}),
    ("exact", "low(dead) / 100", "90 soldier", {"dead": "9000..12000 soldier"}),
    ("within-hedge", "weekly * 52 week/year", "5200 soldier/year", {"weekly": "90..110 soldier/week"}),
    ("within-hedge", "a * 2", "20..40 soldier", {"a": "15 soldier"}),
    ("exact", "weekly * 52", "at-least 5200 soldier/year", {"weekly": "at-least 100 soldier/week"}),
    ("within-hedge", "weekly * 52", "over 6000 soldier/year", {"weekly": "at-least 100 soldier/week"}),
    ("rounds", "mean(a, b, c)", "5.7 soldier/day",
     {"a": "4 soldier/day", "b": "6 soldier/day", "c": "7 soldier/day"}),
    ("rounds", "part / all", "33 percent", {"part": "1 soldier", "all": "3 soldier"}),
    ("within-rounding", "part / all", "1/3", {"part": "35 soldier", "all": "100 soldier"}),
    ("exact", "a / (a - b)", "106", {"a": "53", "b": "52.5"}),
]  # fmt: skip

# Derivations with a slip in them. The last words stand in the message.
WRONG: list[tuple[str, str | None, str, dict[str, str], str]] = [
    ("mismatch", "w * 52 week/year", "36500 soldier/year",
     {"w": "nearly 100 soldier/week"}, "a day for a week"),
    ("mismatch", "deaths / people * 100000", "0.00035 death/person | 35 deaths per 100,000 people",
     {"deaths": "511 death", "people": "2000001 person"}, "0.00035"),
    ("mismatch", "w * 52", "750 soldier/year",
     {"w": "exact 100 soldier/week"}, "factor of 6.9; a day for a week"),
    ("mismatch", "w * 52 week/year", "18.2e9 GBP/year", {"w": "350 GBP/week"}, "a million too many"),
    ("mismatch", "w * 52 week/year", "4200 GBP/year", {"w": "350 GBP/week"}, "a week for a month"),
    ("mismatch", "m * 12 month/year", "512 GBP/year", {"m": "512 GBP/month"}, "a month for a year"),
    ("mismatch", "w * 52 week/year", "123 soldier/year", {"w": "123 soldier/week"}, "a week for a year"),
    ("mismatch", "d * 365 day/year", "22 veteran/year", {"d": "22 veteran/day"}, "a day for a year"),
    ("mismatch", "d * 365 day/year", "8030 veteran/month", {"d": "22 veteran/day"}, "a month for a year"),
    ("mismatch", "people / area", "27.5 person/km^2",
     {"people": "67e6 person", "area": "243610 km^2"}, "decimal place"),
    ("mismatch", "area / people", "275 person/km^2",
     {"people": "67e6 person", "area": "243610 km^2"}, "0.0036"),
    ("mismatch", "gdp / n", "81.7 USD/person", {"gdp": "27.36e12 USD", "n": "334.9e6 person"}, "thousand"),
    # A television panel of 2020: 500 million dollars shared among 327 million people, a million each.
    ("mismatch", "spent / people", "1000000 USD/person",
     {"spent": "5e8 USD", "people": "327e6 person"}, "1.5"),
    ("mismatch", "(new - old) / old", "0.5 percent",
     {"new": "363 death", "old": "242 death"}, "a percentage for"),
    ("mismatch", "(new - old) / old", "150 percent",
     {"new": "363 death", "old": "242 death"}, "a rise to it"),
    ("mismatch", "(new - old) / old", "2 percent",
     {"new": "7 percent", "old": "5 percent"}, "percentage points"),
    ("units-differ", "(new - old) / old", "40 percentage_point",
     {"new": "7 percent", "old": "5 percent"}, "gives 40%, and percentage points are stated. Write “40%”"),
    ("mismatch", "(new - old) / old", "25 percent", {"new": "90 death", "old": "119 death"}, "sign"),
    ("mismatch", "share * total", "3400 soldier",
     {"share": "17 percent", "total": "198 soldier"}, "percentage for"),
    ("mismatch", None, "26.2 km", {"way": "26.2 mile"}, "a kilometre for a mile"),
    ("mismatch", None, "1234 conviction/year", {"w": "1234 conviction/week"}, "a week for a year"),
    ("mismatch", "a + b", "exact 120 soldier",
     {"a": "exact 55 soldier", "b": "exact 56 soldier"}, "8.1 percent too high"),
    ("units-differ", "w * 52 week/year", "5200 conviction", {"w": "100 conviction/week"}, "conviction/year"),
    ("units-differ", "w * 52 week", "5200 conviction/year",
     {"w": "100 conviction/week"}, "5,200 convictions,"),
    ("units-differ", "w * 52 week/year", "18.2e9 USD/year", {"w": "350e6 GBP/week"}, "rate of exchange"),
    ("units-differ", None, "350 USD", {"w": "350 GBP"}, "rate of exchange"),
    ("units-differ", None, "2 percentage_point", {"w": "2 percent"}, "not a percentage"),
    ("units-differ", None, "17 soldier", {"w": "17 percent"}, "things counted"),
    ("units-differ", "a * 1 km", "5 km", {"a": "5 kg"}, "km"),
    ("units-differ", "a * 1 GBP / 1 GBP + b", "5 GBP", {"a": "3 GBP", "b": "2 USD"}, "do not agree"),
]  # fmt: skip

UNDETERMINED: list[tuple[str | None, str, dict[str, str], str]] = [
    (None, "15 soldier", {"a": "5 soldier", "b": "10 soldier"}, "no formula"),
    ("a / b", "7 soldier", {"a": "5 soldier", "b": "0..2 soldier"}, "may be 0"),
    ("a / (a - b)", "90", {"a": "53", "b": "52.5"}, "may be 0"),
    ("a / b", "7 soldier", {"a": "5 soldier", "b": "0 soldier"}, "division by zero"),
    ("a * ", "5", {"a": "5"}, "character 5"),
    ("a * c", "5", {"a": "5"}, "'c'"),
    ("a ^ 999", "5", {"a": "1234567.1e90"}, "too large"),
    ("low(a)", "5", {"a": "at-most 5"}, "no low end"),
    ("2 ^ a", "5", {"a": "2.5 year"}, "whole number"),
    ("a", "5 a//b", {"a": "5"}, "unit stated"),
    ("a", "5", {"a": "5 a//b"}, "unit of the input"),
]  # fmt: skip


@pytest.mark.parametrize(("outcome", "formula", "stated", "inputs"), SOUND)
def test_a_sound_derivation_is_not_called_wrong(
    outcome: str, formula: str | None, stated: str, inputs: dict[str, str]
) -> None:
    found = check(formula, stated, **inputs)
    assert found.outcome == outcome, found.message


@pytest.mark.parametrize(("outcome", "formula", "stated", "inputs"), SOUND)
def test_a_result_whose_bounds_nobody_asks_for_is_the_same(
    outcome: str, formula: str | None, stated: str, inputs: dict[str, str]
) -> None:
    figures = {name: Figure(quantity=q(words)) for name, words in inputs.items()}
    link, figure = derivation(formula, *inputs), Figure(quantity=q(stated))
    full, quick = recompute(link, figure, figures), recompute(link, figure, figures, bounds=False)
    assert quick.outcome == full.outcome == outcome
    assert quick.message == full.message
    assert full.expected is not None
    assert quick.expected is not None
    assert (quick.expected.value, quick.expected.unit) == (full.expected.value, full.expected.unit)


@pytest.mark.parametrize(("outcome", "formula", "stated", "inputs", "message"), WRONG)
def test_a_slip_is_found_and_named(
    outcome: str, formula: str | None, stated: str, inputs: dict[str, str], message: str
) -> None:
    found = check(formula, stated, **inputs)
    assert found.outcome == outcome, found.message
    assert message in found.message


@pytest.mark.parametrize(("formula", "stated", "inputs", "message"), UNDETERMINED)
def test_what_cannot_be_computed_says_why(
    formula: str | None, stated: str, inputs: dict[str, str], message: str
) -> None:
    found = check(formula, stated, **inputs)
    assert found.outcome == "undetermined"
    assert message in found.message


def test_a_statement_without_a_number_is_undetermined_on_either_side() -> None:
    vague = Figure(quantity=Quantity(text="a dramatic rise", hedge="vague"))
    hundred = Figure(quantity=q("100 soldier/week"))
    link = derivation("weekly * 52 week/year", "weekly")
    missing = recompute(link, hundred, {"weekly": vague})
    assert missing.outcome == "undetermined"
    assert "'weekly' has no number" in missing.message
    unstated = recompute(link, vague, {"weekly": hundred})
    assert unstated.outcome == "undetermined"
    assert unstated.expected is not None
    assert unstated.expected.value == 5200


def test_the_worked_case_has_the_check_of_the_contract() -> None:
    found = check("weekly * 52 week/year", "about 5200 conviction/year", weekly="nearly 100 soldier/week")
    assert found.expected == Expected(
        value=Fraction(5200),
        interval=Interval(Fraction(3900), Fraction(5200), high_open=True),
        unit="conviction/year",
    )
    assert found.relative_difference == 0


def test_a_literal_year_and_a_julian_year_are_told_apart() -> None:
    literal = check("weekly * 52 week/year", "about 5200 soldier/year", weekly="100 soldier/week")
    julian = check(None, "about 5200 soldier/year", weekly="100 soldier/week")
    assert (literal.outcome, julian.outcome) == ("exact", "rounds")
    assert "52 week/year" in literal.message
    assert "365.25" in julian.message
    assert "5,217.86" in julian.message


def test_a_mismatch_gives_both_numbers_and_what_each_may_be() -> None:
    found = check("weekly * 52", "750 soldier/year", weekly="exact 100 soldier/week")
    assert found.relative_difference == Fraction(5200 - 750, 750)
    for words in ("5,200", "750", "749.5 to 750.5", "Write “5,200 soldiers per year”"):
        assert words in found.message


def test_rounding_to_the_wrong_side_of_a_hedge_is_left_to_the_intervals() -> None:
    assert check("a * 52", "nearly 5200 soldier", a="exact 99 soldier").outcome == "within-hedge"
    assert check("a * 52", "over 5100 soldier", a="exact 98 soldier").outcome == "mismatch"
    assert check("a * 52", "under 5100 soldier", a="exact 98 soldier").outcome == "rounds"


def test_an_input_used_twice_is_said_where_bounds_decide() -> None:
    found = check("(new - old) / old", "51 percent", new="150 soldier", old="100 soldier")
    assert found.outcome == "within-rounding"
    assert "old used more than once" in found.message


LOOSE = [
    # Straws: 500 million a day are 182.5 billion a year.
    ("daily * 365", "175e9 straw/year | 175 billion straws per year",
     {"daily": "500e6 straw/day | 500 million straws per day"}, "4.1 percent too low"),
    ("people / area", "1370 person/mile^2",
     {"people": "17800000 person", "area": "33500 km^2"}, "0.45 percent too low"),
    ("a / 3", "30 soldier", {"a": "100 soldier"}, "10 percent too low"),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "stated", "inputs", "message"), LOOSE)
def test_a_bare_number_some_percent_off_is_not_called_right(
    formula: str, stated: str, inputs: dict[str, str], message: str
) -> None:
    found = check(formula, stated, **inputs)
    assert found.outcome in ("loose", "mismatch")
    assert message in found.message
    assert "Write “" in found.message


def test_a_loose_derivation_says_what_to_write() -> None:
    formula, stated, inputs, _ = LOOSE[0]
    found = check(formula, stated, **inputs)
    assert found.outcome == "loose"
    assert "gives 182.5 billion straws per year, and 175 billion is stated" in found.message
    # “About 175 billion” would be wrong as well: it stands for 174 to 176.
    assert found.message.endswith("nothing is hedged. Write “182.5 billion straws per year”.")
    found = check("a / 3", "33000 soldier", a="98000 soldier")
    assert found.message.endswith("Write “32,670 soldiers”, or “about 33,000”.")


def test_the_last_digit_of_an_input_explains_a_bare_number() -> None:
    assert check("a * 0.5", "0.08", a="0.17").outcome == "within-rounding"


def test_hedges_on_either_side_explain_it() -> None:
    assert check("d * 365", "about 175e9 straw", d="about 500e6 straw").outcome == "within-hedge"
    assert check(None, "about 5300 soldier/year", w="100 soldier/week").outcome == "within-hedge"
    assert check("d * 365", "175e9 straw | 175 billion", d="about 500e6 straw").outcome == "within-hedge"


GROWTH = [
    ("(1 + a)^10 - 1", "22 percent", "2 percent/year", "rounds"),
    ("(1 + a)^3 - 1", "12.5 percent", "4 percent", "rounds"),
    ("(1 + a)^10 - 1", "35 percent", "2 percent/year", "mismatch"),
    ("(1 + a)^12 - 1", "12.7 percent", "1 percent/month", "rounds"),
    ("100 * (1 + a)^2", "121", "10 percent/year", "exact"),
]


@pytest.mark.parametrize(("formula", "stated", "rate", "outcome"), GROWTH)
def test_a_percentage_a_year_is_a_hundredth_in_a_growth_formula(
    formula: str, stated: str, rate: str, outcome: str
) -> None:
    found = check(formula, stated, a=rate)
    assert found.outcome == outcome, found.message


POINTS = [
    ("new - old", "23 percent", {"new": "84 percent", "old": "61 percent"}, True),
    (
        "mean(new, later) - old",
        "23 percent",
        {"new": "83 percent", "later": "85 percent", "old": "61 percent"},
        True,
    ),
    ("(a + b) - c", "10 percent", {"a": "30 percent", "b": "20 percent", "c": "40 percent"}, True),
    # Silent: points that are called so, relative changes, sums, and what is left of a whole.
    ("new - old", "23 percentage_point", {"new": "84 percent", "old": "61 percent"}, False),
    ("(new - old) / old", "38 percent", {"new": "84 percent", "old": "61 percent"}, False),
    ("a + b", "50 percent", {"a": "30 percent", "b": "20 percent"}, False),
    ("100% - a", "70 percent", {"a": "30 percent"}, False),
    ("1 - a", "70 percent", {"a": "30 percent"}, False),
    ("all - a - b", "50 percent", {"all": "100 percent", "a": "30 percent", "b": "20 percent"}, False),
    ("new - old", "23 soldier", {"new": "84 soldier", "old": "61 soldier"}, False),
    ("new - old", "40 percent", {"new": "84 percent", "old": "61 percent"}, False),
]


@pytest.mark.parametrize(("formula", "stated", "inputs", "points"), POINTS)
def test_the_difference_of_two_percentages_is_in_points(
    formula: str, stated: str, inputs: dict[str, str], points: bool
) -> None:
    found = check(formula, stated, **inputs)
    assert found.points == points, found.message


def test_money_of_two_currencies_is_not_added_up() -> None:
    found = check("a + b", "8 GBP", a="5 GBP", b="3 USD")
    assert found.outcome == "units-differ"
    assert check("a + b * rate", "7.4 GBP", a="5 GBP", b="3 USD", rate="0.8").outcome == "exact"


def test_a_number_stated_without_a_unit_takes_the_one_that_comes_out() -> None:
    found = check("weekly * 52 week/year", "5200", weekly="100 soldier/week")
    assert found.outcome == "exact"
    assert found.expected is not None
    assert found.expected.unit == "soldier/year"


def test_what_a_corrected_input_would_give() -> None:
    link = derivation("weekly * 52 week/year", "weekly")
    corrected = {"weekly": Figure(quantity=q("120 soldier/week"))}
    given = what_it_would_give(link, corrected)
    assert given is not None
    assert (given.value, given.unit) == (Fraction(6240), "soldier/year")
    monthly = what_it_would_give(link, corrected, Figure(quantity=q("400 soldier/month")))
    assert monthly is not None
    assert (monthly.value, monthly.unit) == (Fraction(520), "soldier/month")
    gone = {"weekly": Figure(quantity=Quantity(hedge="vague"))}
    assert what_it_would_give(link, gone) is None
    assert what_it_would_give(derivation("weekly *", "weekly"), corrected) is None


def test_a_message_is_one_line_of_moderate_length() -> None:
    found = check("a" + "\n+ a" * 90, "5", a="1")
    assert found.outcome == "mismatch"
    assert "\n" not in found.message
    assert len(found.message) < 400


def stated_as(number: Fraction, digits: int, hedge: str | None, unit: str | None) -> Quantity:
    """A number as an honest reporter rounds it."""
    size = len(str(int(abs(number)))) if abs(number) >= 1 else 0
    return Quantity(
        value=decimal_text(rounded(number, Fraction(10) ** (size - digits))), hedge=hedge, unit=unit
    )


@given(
    st.integers(10, 99_999),
    st.sampled_from([None, "about", "nearly", "over", "under", "exact"]),
    st.integers(0, 50),
    st.sampled_from(
        ["a * 52 week/year", "a * 52", "a + a", "a / 7", "2 * a - a", "(a - 3) / a", "a ^ 2", "-a"]
    ),
    st.integers(2, 6),
)
def test_what_lies_inside_what_was_stated_is_never_called_wrong(
    value: int, hedge: str | None, part: int, formula: str, digits: int
) -> None:
    """The truth is any number that the input may be; what is stated downstream is about the truth, rounded."""
    weekly = Quantity(value=str(value), hedge=hedge, unit="soldier/week")
    interval = stated_interval(weekly, as_printed=True)
    assert interval is not None
    assert interval.low is not None
    assert interval.high is not None
    truth = interval.low + Fraction(part, 50) * (interval.high - interval.low)
    assume(interval.contains(truth))
    results = {
        "a * 52 week/year": truth * 52,
        "a * 52": truth * 52,
        "a + a": truth * 2,
        "a / 7": truth / 7,
        "2 * a - a": truth,
        "(a - 3) / a": (truth - 3) / truth,
        "a ^ 2": truth**2,
        "-a": -truth,
    }
    unit = "soldier/year" if "52" in formula else None
    stated = Figure(quantity=stated_as(results[formula], digits, "about", unit))
    found = recompute(derivation(formula, "a"), stated, {"a": Figure(quantity=weekly)})
    assert found.outcome in AGREEMENT, found.message


@given(st.integers(1, 10**9), st.integers(2, 8), st.sampled_from(["day", "month", "year", "hour", "decade"]))
def test_a_conversion_that_was_rounded_is_never_called_wrong(value: int, digits: int, time: str) -> None:
    weekly = Figure(quantity=Quantity(value=str(value), unit="soldier/week"))
    converted = what_it_would_give(
        derivation(None, "a"), {"a": weekly}, Figure(quantity=q(f"1 soldier/{time}"))
    )
    assert converted is not None
    assert converted.value is not None
    assume(converted.value >= 10)
    bare = stated_as(converted.value, digits, None, f"soldier/{time}")
    found = recompute(derivation(None, "a"), Figure(quantity=bare), {"a": weekly})
    # Zeros at the end of a bare number are digits: 100 for 104.4 is only loosely right.
    assert found.outcome in {"exact", "rounds", "within-rounding", "loose"}, found.message
    hedged = Figure(quantity=replace(bare, hedge="about"))
    assert recompute(derivation(None, "a"), hedged, {"a": weekly}).outcome in {"exact", "rounds"}


@given(
    st.text(alphabet="ab05.eE+-*/^%(), weekyrlow", max_size=30) | st.none(),
    st.lists(
        st.builds(
            Quantity,
            value=st.none() | st.sampled_from(["0", "5", "-3", "0.50", "1e100", "1e-100", "1/3", "9" * 50]),
            low=st.none() | st.just("2"),
            high=st.none() | st.just("7.5"),
            hedge=st.none() | st.sampled_from(HEDGES),
            unit=st.none()
            | st.sampled_from(["1", "percent", "a//b", "GBP", "week", "calendar_year", "degC", "m^9"]),
        ),
        min_size=3,
        max_size=3,
    ),
)
def test_nothing_that_people_record_raises(formula: str | None, quantities: list[Quantity]) -> None:
    a, b, stated = (Figure(quantity=quantity) for quantity in quantities)
    found = recompute(derivation(formula, "a", "b"), stated, {"a": a, "b": b})
    assert found.message
    assert (found.outcome in AGREEMENT) <= (found.expected is not None)
