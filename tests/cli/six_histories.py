"""Six histories of numbers as a fact-checker enters them from what is publicly known, each with its story asked for."""

from __future__ import annotations

from typing import Any, Final

Record = dict[str, Any]


def vague(text: str) -> Record:
    """A statement without a number."""
    return {"text": text, "value": None, "hedge": "vague"}


def source(key: str, title: str, publisher: str, published: str, kind: str = "article") -> Record:
    return {
        "record": "source",
        "key": key,
        "title": title,
        "publisher": publisher,
        "published": published,
        "kind": kind,
    }


def figure(key: str, by: str, quantity: Any, stated: str, **fields: Any) -> Record:
    return {
        "record": "figure",
        "key": key,
        "reported_by": [by],
        "quantity": quantity,
        "stated": stated,
        **fields,
    }


STRAWS: Final = [
    source("be-straw-free", "Be Straw Free", "Eco-Cycle", "2011", "other"),
    source("nps", "Be Straw Free Campaign", "National Park Service", "2013", "other"),
    source("cnn", "Plastic straws: here is why", "CNN", "2018-02-23"),
    source("usa-today", "Based on one 9-year-old's suspect statistic", "USA Today", "2018-07-18"),
    figure(
        "cress-day",
        "Milo Cress",
        "around 500 million straws a day",
        "2011",
        primary=True,
        nature="estimated",
        place="United States",
        label="drinking straws used",
        source="be-straw-free",
        locator="campaign page",
        note="He telephoned three makers of straws.",
    ),
    figure(
        "nps-day",
        "National Park Service",
        "500 million drinking straws every day",
        "2013",
        relays="cress-day",
        source="nps",
        quote="Americans use 500 million drinking straws every day.",
    ),
    figure(
        "cnn-day",
        "CNN",
        "500 million plastic straws a day",
        "2018-02-23",
        relays="nps-day",
        source="cnn",
        quote="Americans use 500 million plastic straws a day",
    ),
    figure(
        "eco-year",
        "Eco-Cycle",
        "175 billion straws a year",
        "2013",
        source="be-straw-free",
        locator="campaign page",
        derived_from={"inputs": {"daily": "cress-day"}, "formula": "daily * 365"},
    ),
    figure(
        "usa-today-day",
        "USA Today",
        "more than 500 million drinking straws daily",
        "2018-07-18",
        relays="cress-day",
        source="usa-today",
        quote="Americans use more than 500 million drinking straws daily",
    ),
]
BUS: Final = [
    source("eu-finances", "European Union Finances 2015", "HM Treasury", "2015-12", "report"),
    source("bus", "Campaign bus", "Vote Leave", "2016-05", "other"),
    source("telegraph", "My vision for a bold, thriving Britain", "The Telegraph", "2017-09-15"),
    figure(
        "treasury-gross",
        "HM Treasury",
        "£18.8 billion a year",
        "2015-12",
        primary=True,
        nature="observed",
        period="2014",
        label="gross contribution of the UK to the EU budget, before the rebate",
        source="eu-finances",
        locator="table on gross payments",
    ),
    figure(
        "bus-week",
        "Vote Leave",
        "£350 million a week",
        "2016-05",
        source="bus",
        label="money sent to the EU",
        quote="We send the EU £350 million a week, let's fund our NHS instead",
        derived_from={"inputs": {"gross": "treasury-gross"}, "formula": "gross / 52 week/year"},
    ),
    figure(
        "johnson-week",
        "Boris Johnson",
        "roughly £350 million per week",
        "2017-09-15",
        relays="bus-week",
        source="telegraph",
        quote="we will take back control of roughly £350 million per week",
    ),
    {
        "record": "review",
        "of": "bus-week",
        "verdict": "disputed",
        "rating": "Misleading",
        "note": "The UK Statistics Authority: a gross figure, before the rebate and what flows back.",
    },
]
FISH: Final = [
    source("new-plastics", "The New Plastics Economy", "Ellen MacArthur Foundation", "2016-01-19", "report"),
    source("guardian", "More plastic than fish in the sea by 2050", "The Guardian", "2016-01-19"),
    source("daily", "Our seas hold more plastic than fish", "The Daily Sketch", "2018-04-22"),
    figure(
        "emf",
        "Ellen MacArthur Foundation",
        vague("by 2050, more plastics than fish (by weight)"),
        "2016-01-19",
        primary=True,
        nature="projected",
        period="2050",
        label="plastics in the ocean against fish, by weight",
        source="new-plastics",
        locator="page 14",
        quote="the ocean is expected to contain 1 tonne of plastic for every 3 tonnes of fish by 2025, "
        "and by 2050, more plastics than fish (by weight)",
    ),
    figure(
        "guardian-2050",
        "The Guardian",
        vague("more plastic than fish in the sea by 2050"),
        "2016-01-19",
        relays="emf",
        source="guardian",
        quote="there will be more plastic in the sea than fish by 2050",
    ),
    figure(
        "sketch-now",
        "The Daily Sketch",
        vague("more plastic than fish in our seas now"),
        "2018-04-22",
        relays="guardian-2050",
        source="daily",
        quote="there is more plastic than fish in our seas now",
    ),
]
STEPS: Final = [
    source("manpo-kei", "Manpo-kei", "Yamasa", "1965", "other"),
    source("hatano", "Use of the pedometer for promoting daily walking exercise", "ICHPER", "1993", "report"),
    source("app", "Why 10,000 steps?", "Fitbit", "2016", "article"),
    source("paper", "Doctors: walk 10,000 steps", "The Morning Paper", "2018"),
    figure(
        "yamasa",
        "Yamasa",
        "10,000 steps a day",
        "1965",
        primary=True,
        nature="coined",
        source="manpo-kei",
        locator="the name of the pedometer",
    ),
    figure(
        "hatano-steps",
        "Yoshiro Hatano",
        "10,000 steps a day",
        "1993",
        relays="yamasa",
        source="hatano",
        locator="page 4",
    ),
    figure(
        "fitbit-steps",
        "Fitbit",
        "10,000 steps per day",
        "2016",
        relays="hatano-steps",
        source="app",
        quote="10,000 steps per day",
    ),
    figure(
        "paper-steps",
        "The Morning Paper",
        "at least 10,000 steps a day",
        "2018",
        relays="fitbit-steps",
        source="paper",
        quote="Doctors say everybody needs at least 10,000 steps a day",
    ),
]
MIGRATION: Final = [
    source(
        "ons-may",
        "Long-term international migration, year ending December 2022",
        "ONS",
        "2023-05-25",
        "report",
    ),
    source(
        "ons-nov", "Long-term international migration, year ending June 2023", "ONS", "2023-11-23", "report"
    ),
    source("bbc", "Net migration hits record 606,000", "BBC News", "2023-05-25"),
    source("mail", "606,000 arrivals in a year", "The Morning Paper", "2023-05-26"),
    figure(
        "ons-606",
        "ONS",
        "606,000",
        "2023-05-25",
        primary=True,
        nature="estimated",
        period="2022",
        place="United Kingdom",
        label="net migration to the UK",
        source="ons-may",
        quote="Net migration was estimated at 606,000",
    ),
    figure(
        "bbc-606",
        "BBC News",
        "606,000",
        "2023-05-25",
        relays="ons-606",
        source="bbc",
        quote="Net migration into the UK was 606,000 in 2022",
    ),
    figure(
        "paper-606",
        "The Morning Paper",
        "606,000 arrivals",
        "2023-05-26",
        relays="bbc-606",
        source="mail",
        quote="606,000 arrivals in a year",
    ),
    figure(
        "ons-745",
        "ONS",
        "745,000",
        "2023-11-23",
        primary=True,
        nature="estimated",
        period="2022",
        place="United Kingdom",
        label="net migration to the UK",
        source="ons-nov",
        quote="net migration for the year ending December 2022 is now estimated at 745,000",
    ),
    {
        "record": "correction",
        "of": "ons-606",
        "by": "ons-745",
        "reason": "revised by the ONS in November 2023",
    },
]
JOBS: Final = [
    source("oxford", "The Future of Employment", "Oxford Martin School", "2013-09-17", "report"),
    source("economist", "Nearly half of jobs are vulnerable", "The Economist", "2018-04-24"),
    source("tabloid", "Robots will take 47% of jobs", "The Morning Paper", "2014-02-01"),
    figure(
        "oxford-47",
        "Carl Benedikt Frey and Michael Osborne",
        "about 47 percent of total US employment",
        "2013-09-17",
        primary=True,
        nature="estimated",
        place="United States",
        label="employment at high risk of computerisation",
        source="oxford",
        quote="about 47 percent of total US employment is at risk",
        locator="page 1",
    ),
    figure(
        "economist-47",
        "The Economist",
        "47%",
        "2018-04-24",
        relays="oxford-47",
        source="economist",
        quote="fully 47% could be done by machines",
    ),
    figure(
        "tabloid-47",
        "The Morning Paper",
        "47% of jobs",
        "2014-02-01",
        relays="oxford-47",
        source="tabloid",
        quote="47% of jobs will be lost to robots within 20 years",
    ),
]
#: By name: the records, the figure that is read, and the story it stands in.
HISTORIES: Final = {
    "straws": (STRAWS, "eco-year", "be-straw-free"),
    "bus": (BUS, "johnson-week", "telegraph"),
    "fish": (FISH, "sketch-now", "daily"),
    "steps": (STEPS, "paper-steps", "paper"),
    "migration": (MIGRATION, "paper-606", "mail"),
    "jobs": (JOBS, "tabloid-47", "tabloid"),
}
