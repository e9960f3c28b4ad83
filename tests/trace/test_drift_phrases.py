"""Relays as they stand in print, parsed from their words: the true ones first, which must not alarm."""

from __future__ import annotations

import pytest

from ledger.model.record import Figure
from ledger.phrase.reader import parse_phrase
from ledger.trace.drift import Drift, compare_relay


def relay(up: str, down: str) -> list[Drift]:
    return compare_relay(Figure(quantity=parse_phrase(up)), Figure(quantity=parse_phrase(down)))


TRUE = [
    ("close to 100 soldiers a week", "nearly 100 soldiers per week"),
    ("approximately 5,200 convictions a year", "around 5,200 convictions annually"),
    ("more than 915 million", "nearly 916 million"),
    ("18,500", "nearly 19,000"),
    ("350 million pounds a week", "£350m per week"),
    ("1.4 million people", "1,400,000 people"),
    ("half a million deaths", "500,000 deaths"),
    ("1 billion dollars", "1,000 million US dollars"),
    ("two soldiers", "2 soldiers"),
    ("a dozen people", "12 people"),
    ("between 100 and 200 people", "at least 100 people"),
    ("10 to 20 percent", "up to 20%"),
    ("a third of voters", "33 percent of voters"),
    ("27%", "more than a quarter"),
    ("49 percent", "nearly half"),
    ("100 km", "62 miles"),
    ("30°C", "86°F"),
    ("12,431 refugees", "more than 12,000 refugees"),
    ("12,431 refugees", "about 12,400 refugees"),
    ("$1.9 trillion", "nearly $2 trillion"),
    ("8,372,000 people", "8.4 million people"),
    ("more than 30,000 soldiers", "over 30,000 soldiers"),
    ("100 convictions a week", "5,200 convictions a year"),
    ("3.4 percent", "3.4%"),
    ("20°C", "20 degrees"),
    ("fell to 300", "dropped to 300"),
    ("rose to 300", "climbed to 300"),
    ("rose to 300", "300"),
    ("20 degrees", "20°C"),
    ("5 percentage points", "5 points"),
    ("a 5-point lead", "5 percentage points"),
    ("30 deaths per 100,000", "30 deaths per 100,000 residents"),
    ("30 cases per million inhabitants", "3 cases per 100,000 people"),
    ("inflation of 3%", "consumer prices rose 3%"),
    ("5 million viewers", "5 million people watched"),
    ("1.3 million smokers", "1.3 million people who smoke"),
    ("8 million workers", "8 million people work"),
    ("5 million Britons", "5 million British people"),
    ("20 Frenchmen", "20 French people"),
    ("12 million Nigerians", "12 million people in Nigeria"),
    ("7.6 million people on waiting lists", "7.6 million people waiting"),
    ("600 branch closures", "600 branches closed"),
    ("60% of UK voters", "60% of voters"),
    ("40% of British adults", "40% of adults"),
    ("half of Tory members", "half of Conservative members"),
    ("a third of all NHS trusts", "a third of trusts"),
    ("average house prices rose 5%", "house prices rose 5%"),
    ("Tesco sales rose 4%", "sales rose 4%"),
    ("the price of bread rose 19%", "bread prices rose 19%"),
    ("attacks on Palestinians by settlers rose 40%", "settler attacks on Palestinians rose 40%"),
    ("300 people moved from London to Leeds", "300 people moved to Leeds"),
    ("12 million registered voters", "12 million voters"),
    ("600 jobs", "600 manufacturing jobs"),
]

DRIFTED = [
    ("251,454", "up to 250,000", "value-changed"),
    ("rose to 5%", "fell to 5%", "direction-changed"),
    ("two-thirds higher", "two-thirds lower", "direction-changed"),
    ("a maximum temperature of 30C", "an average temperature of 30C", "statistic-changed"),
    ("up to 5,000", "up 5,000", "value-changed"),
    ("up 5,000", "up to 5,000", "value-changed"),
    ("at least 5,000 jobs", "5,000 fewer jobs", "value-changed"),
    ("100 soldiers", "140 soldiers", "value-changed"),
    ("60% of Labour voters", "60% of voters", "label-changed"),
    ("60% of voters", "60% of Labour voters", "label-changed"),
    ("30% of Trump voters", "30% of voters", "label-changed"),
    ("two in five private renters", "two in five renters", "label-changed"),
    ("70% of adults with diabetes", "70% of adults", "label-changed"),
    ("15% of people aged 65 and over", "15% of people", "label-changed"),
    ("15% of 18- to 24-year-olds", "15% of 16- to 24-year-olds", "label-changed"),
    ("crime rose 5%", "violent crime rose 5%", "label-changed"),
    ("a 5% rise in crime", "a 5% rise in violent crime", "label-changed"),
    ("murders of women rose 10%", "murders rose 10%", "label-changed"),
    ("youth unemployment of 15%", "unemployment of 15%", "label-changed"),
    ("1,200 crimes", "1,200 violent crimes", "label-changed"),
    ("5,000 positive tests", "5,000 tests", "label-changed"),
    ("12 attacks by settlers", "12 attacks on settlers", "label-changed"),
    ("£5m of aid to Ukraine", "£5m of aid from Ukraine", "label-changed"),
    ("30 killed by gangs", "30 gang members killed", "label-changed"),
    ("300 murderers", "300 people murdered", "label-changed"),
    ("120 trainers", "120 people trained", "label-changed"),
    ("£350 million", "£350 billion", "scale-lost"),
    ("3.4 percent", "4.3 percent", "value-changed"),
    ("between 8,000 and 10,000 troops", "10,000 troops", "value-changed"),
    ("150 people", "between 100 and 200 people", "value-changed"),
    ("100 km", "100 miles", "value-changed"),
    ("1.2 million people", "12 million people", "value-changed"),
    ("12,431 refugees", "nearly 12,000 refugees", "value-changed"),
    ("12,431 refugees", "more than 12,500 refugees", "value-changed"),
    ("100 convictions a week", "1,200 convictions a year", "value-changed"),
    ("$5 million", "£5 million", "units-differ"),
    ("5 percent", "5 percentage points", "units-differ"),
    ("about 100 soldiers every week", "100 soldiers every week", "hedge-dropped"),
    ("at least 38 dead", "38 dead", "hedge-dropped"),
    ("up to 500 jobs", "500 jobs", "hedge-dropped"),
    ("at least 100 soldiers", "close to 100 soldiers", "hedge-changed"),
    ("about 100 soldiers", "more than 100 soldiers", "hedge-changed"),
    ("100 soldiers", "more than 100 soldiers", "hedge-added"),
    ("100 convictions a week", "100 deserters every week", "label-changed"),
    ("approximately 5,200 convictions a year", "approximately 5,200 troops a year", "label-changed"),
    ("5,200 troops a year", "more than 5,000 troops", "period-changed"),
    ("5,200 troops a year", "5,200 troops a month", "period-changed"),
    ("£20 a month", "£20", "period-changed"),
]


@pytest.mark.parametrize(("up", "down"), TRUE)
def test_a_true_relay_raises_no_alarm(up: str, down: str) -> None:
    assert [change for change in relay(up, down) if change.severity != "info"] == []


@pytest.mark.parametrize(("up", "down", "code"), DRIFTED)
def test_a_drifted_relay_is_flagged(up: str, down: str, code: str) -> None:
    assert code in {change.code for change in relay(up, down) if change.severity != "info"}
