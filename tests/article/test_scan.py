"""Scanning an article: the worked case, kinds of figures and of what is none, and floors over the marked corpus."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from ledger.article.scan import OFFER, ProposedFigure, Scan, scan_text
from ledger.errors import InputError
from tests.article.annotated import Measured, measure

WORKED_CASE = (Path(__file__).parent / "worked_case.txt").read_text(encoding="utf-8")


def numbers(text: str) -> list[str]:
    """The numbers offered as figures, as they stand in the text."""
    return [
        text[slice(*figure.number_span)]
        for figure in scan_text(text).figures
        if figure.figure_confidence >= OFFER
    ]


def only(text: str) -> ProposedFigure:
    """The one figure of a text."""
    (figure,) = scan_text(text).figures
    return figure


def parties(text: str) -> list[list[str]]:
    """The names of the parties of each figure of a text."""
    return [[party.name for party in figure.parties] for figure in scan_text(text).figures]


# The worked case


@pytest.fixture(scope="module")
def worked() -> Scan:
    return scan_text(WORKED_CASE)


def test_every_figure_of_the_worked_case_is_found_with_its_parties(worked: Scan) -> None:
    found = {
        figure.quote.exact: [party.name for party in figure.parties]
        for figure in worked.figures
        if figure.figure_confidence >= OFFER
    }
    assert found == {
        "Nearly 100 Russian soldiers a week": ["UK Ministry of Defence"],
        "approximately 5,200 convictions a year": ["UK Ministry of Defence"],
        "two soldiers": [],
        "two years": [],
        "more than 30,000 soldiers": ["Mediazona", "BBC Russian service"],
    }


def test_the_word_in_a_partys_place_is_told(worked: Scan) -> None:
    (ministry,) = worked.figures[1].parties
    assert ministry.word == "the ministry"
    assert ministry.word_span is not None
    assert WORKED_CASE[slice(*ministry.word_span)] == "the ministry"
    assert WORKED_CASE[slice(*ministry.span)] == "UK Ministry of Defence"


def test_the_yearly_number_is_the_weekly_times_52(worked: Scan) -> None:
    (link,) = (link for link in worked.links if link.confidence >= OFFER)
    weekly, yearly = worked.figures[0].id, worked.figures[1].id
    assert (link.relation, link.figure, link.inputs) == ("derivation", yearly, (("weekly", weekly),))
    assert (link.formula, link.outcome) == ("weekly * 52 week/year", "exact")
    assert link.assumptions
    assert worked.figures[1].computed
    assert not worked.figures[0].computed


def test_what_the_ministry_takes_from_others_is_relayed(worked: Scan) -> None:
    weekly = worked.figures[0]
    assert weekly.relayed
    assert [party.name for party in weekly.passed_on] == ["Mediazona"]


def test_the_quote_stands_at_its_place(worked: Scan) -> None:
    for figure in worked.figures:
        start, end = figure.phrase_span
        assert WORKED_CASE[start:end] == figure.quote.exact
        assert WORKED_CASE[:start].endswith(figure.quote.prefix)
        assert WORKED_CASE[end:].startswith(figure.quote.suffix)
        assert start <= figure.number_span[0] < figure.number_span[1] <= end


# Numbers and their spans


@pytest.mark.parametrize(
    ("text", "number", "value", "unit"),
    [
        ("The fund is worth $1 trillion today.", "$1 trillion", "1000000000000", "USD"),
        ("They spent US$1.5bn on it.", "US$1.5bn", "1500000000", "USD"),
        ("About 931 million people vote.", "931 million", "931000000", "person"),
        ("Prices rose 17% there.", "17%", "17", "percent"),
        ("It cost EUR 40 million to build.", "EUR 40 million", "40000000", "EUR"),
        ("Half a million voters stayed away.", "Half a million", "500000", "voter"),
        ("The mean was 45 ± 3 percent.", "45 ± 3", "45", "percent"),
        ("One child in five is hungry.", "One child in five", "1/5", "child"),
        ("It was -5°C in the village.", "-5", "-5", "degC"),
    ],
)
def test_a_number_takes_in_its_sign_its_scale_and_its_margin(
    text: str, number: str, value: str, unit: str
) -> None:
    figure = only(text)
    assert text[slice(*figure.number_span)] == number
    assert (figure.quantity.value, figure.quantity.unit) == (value, unit)


def test_a_range_is_one_figure() -> None:
    figure = only("Between 8 and 12 million people fled.")
    assert (figure.quantity.low, figure.quantity.high) == ("8000000", "12000000")


@pytest.mark.parametrize("text", ["It shows 76% (95% CI 68 to 82) success.", "The mean was 76 (68-82)."])
def test_a_number_with_its_interval_is_one_figure(text: str) -> None:
    figure = only(text)
    assert (figure.quantity.value, figure.quantity.low, figure.quantity.high) == ("76", "68", "82")
    assert text[slice(*figure.number_span)].removesuffix("%") == "76"


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("The dose is 5 mg or roughly 80 drops.", ["5 mg", "roughly 80 drops"]),
        ("They try 100 a week, or about 5,200 a year.", ["100 a week", "about 5,200 a year"]),
        ("In or around 500 people came, or almost 2%.", ["In or around 500 people", "almost 2%"]),
    ],
)
def test_or_between_two_figures_belongs_to_neither(text: str, phrases: list[str]) -> None:
    assert [figure.quote.exact for figure in scan_text(text).figures] == phrases


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Of 400 patients, 100 died, a quarter.", ["400", "100", "a quarter"]),
        ("1.2 million wait, 400,000, a third, for a year.", ["1.2 million", "400,000", "a third"]),
        ("It has 100 beds, or half, too few.", ["100", "half"]),
    ],
)
def test_a_fraction_beside_its_number_is_a_figure(text: str, found: list[str]) -> None:
    assert numbers(text) == found


def test_a_phrase_ends_before_the_hedge_of_the_next_number() -> None:
    figures = scan_text("Canada adds 240,000 homes a year and needs roughly 400,000.").figures
    assert [figure.quantity.hedge for figure in figures] == [None, "about"]


def test_what_rose_from_one_number_to_another_is_two_figures() -> None:
    assert numbers("Arrests rose from 500 to 700 in the city.") == ["500", "700"]


def test_a_number_compared_with_another_is_not_hedged_by_it() -> None:
    figures = scan_text("They counted 340 more than the 2,720 birds of the year before.").figures
    assert [figure.quantity.hedge for figure in figures if figure.quantity.value == "2720"] == [None]


@pytest.mark.parametrize(
    ("text", "hedge"),
    [
        ("Gifts above £11,180 must be declared.", None),
        ("Anyone earning above £100,000 pays more.", None),
        ("Attendance slipped below 5 million.", "under"),
        ("Takings reached $8.4m, topping the $8.1m that was forecast.", None),
        ("Rations were cut to 40% of the minimum.", None),
        ("He meets up to the 170 drivers.", None),
        ("Almost as many joined as the 41,700 who left.", None),
        ("The rate ticked up to 0.75.", None),
        ("Together the losses add up to 5,200 jobs.", None),
        ("Since 1975 more than 9,000 billion tonnes have gone.", "over"),
        ("Another 1,840 people gave less than £20 each.", "under"),
        ("The house is arranged over four floors.", None),
        ("Its Model 3 costs more than three times that.", "over"),
        ("The club drew 372,000 fans over 69 home dates.", None),
        ("The road is under 1.5 metres of water.", None),
        ("The town lay below two metres of mud.", None),
        ("It takes under 1.5 litres of water.", "under"),
    ],
)
def test_a_bound_of_what_is_meant_is_no_hedge(text: str, hedge: str | None) -> None:
    assert scan_text(text).figures[-1].quantity.hedge == hedge


# Statements without a number


@pytest.mark.parametrize(
    ("text", "words", "direction"),
    [
        ("Police said there was a sharp rise in burglaries.", "a sharp rise in burglaries", "up"),
        ("The ministry reported a dramatic fall.", "a dramatic fall", "down"),
        ("Police said that no figure was given.", "no figure was given", None),
        ("Scores of people died, officials said.", "Scores of people", None),
    ],
)
def test_a_statement_without_a_number_is_offered_where_somebody_makes_it(
    text: str, words: str, direction: str | None
) -> None:
    figure = only(text)
    assert figure.quote.exact == words
    assert (figure.quantity.value, figure.quantity.hedge) == (None, "vague")
    assert figure.quantity.direction == direction
    assert figure.figure_confidence >= OFFER


@pytest.mark.parametrize(
    "text", ["There was a dramatic rise since March.", "Most voters stayed at home.", "It gave no rate."]
)
def test_a_statement_without_a_number_that_nobody_makes_is_only_listed(text: str) -> None:
    assert only(text).figure_confidence < OFFER


@pytest.mark.parametrize(
    "text", ["It is the most expensive house.", "A few days passed.", "No rate limit was hit."]
)
def test_words_that_count_nothing_are_not_listed(text: str) -> None:
    assert scan_text(text).figures == ()


def test_a_change_with_its_number_is_one_figure() -> None:
    assert only("Police reported a sharp rise of 20% in burglaries.").quantity.value == "20"


# What is no figure


@pytest.mark.parametrize(
    "text",
    [
        "It happened on 12 March 2021.",
        "The vote of May 5, 2019 was repeated.",
        "Since 1962 nothing like it was seen.",
        "The 1990s were calmer, as were the '80s.",
        "The season 2022-23 and the year 2012/13 were good.",
        "Ann Lee, 34, runs the shop.",
        "A 17-year-old boy and people aged 65 and over came.",
        "It was their 3rd win and the 21st goal.",
        "He left at 10:30, came back at 6 p.m. and ate at 8am.",
        "Rovers won 3-1, then lost 0-2.",
        "The motion was carried by 311 votes to 242.",
        "The prime minister lives at 10 Downing Street, London SW1A 2AA.",
        "Call 020 7946 0958 or +44 20 7946 0958.",
        "Quote ref. DT/23/0417 or case no. 4471.",
        "Version 2.1 and release 3.0.1 mend it.",
        "See section 4, chapter 12, page 7 and clause 14.",
        "They met in Hall 5, beside Gate 22.",
        "Article 50 was shown on Channel 4.",
        "The Boeing 737 and the Covid-19 virus were on it.",
        "Formula 1 comes to town in a 5G van along the M25.",
        "One of them said that no one knew.",
        "He left two years ago, in the past 12 months or within 30 days.",
        "The two leaders and their three aides met.",
        "See https://example.org/2019/45000/items?id=77 or write to a.b99@example.org.",
        "Windows 10 users of the iPhone 15 met at COP28.",
    ],
)
def test_what_is_no_figure_is_not_offered(text: str) -> None:
    assert numbers(text) == []


# Who states it


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Some 300 people fled, officials said.", [["officials"]]),
        ("According to Oxfam, 300 people fled.", [["Oxfam"]]),
        ("The charity Oxfam said that 300 people fled.", [["Oxfam"]]),
        ("Some 300 people fled, according to Oxfam and the UN.", [["Oxfam", "UN"]]),
        ("ONS figures show that 300 people fled.", [["ONS"]]),
        ("A report by the Audit Office found 300 errors.", [["Audit Office"]]),
        ("“We lost 300 men,” said Ann Lee, who commands the unit.", [["Ann Lee"]]),
        ("Its director, Ann Lee, said 300 people fled.", [["Ann Lee"]]),
        ("Police recorded 300 thefts.", [["Police"]]),
        ("Oxfam’s estimate of 300 deaths was too low.", [["Oxfam"]]),
        ("The firm sold 300 cars.", [[]]),
        ("Rain fell on 300 villages.", [[]]),
        ("Ann Lee spoke first. She said 300 people fled.", [["Ann Lee"]]),
        ("Ann Lee said it was bad. “We lost 300 men. The rest fled.”", [["Ann Lee"]]),
        ("Oxfam said 300 people fled, while Police said 20 did.", [["Oxfam"], ["Police"]]),
        ("Oxfam needs the $300 million that the UN says is missing.", [["UN"]]),
    ],
)
def test_who_states_a_figure(text: str, names: list[list[str]]) -> None:
    assert parties(text) == names


def test_a_relayed_number_is_linked_to_whose_it_is() -> None:
    scan = scan_text(
        "Mediazona counted 100 convictions a week in July. The ministry, citing Mediazona, said "
        "about 100 soldiers a week were convicted."
    )
    (link,) = (link for link in scan.links if link.relation == "relay")
    assert (link.figure, link.inputs) == ("s2", (("", "s1"),))
    assert scan.figures[1].relayed


@pytest.mark.parametrize(
    ("text", "relaying", "stating"),
    [
        ("{} said 340 boxes sank. The Mirror, citing Halden Marine, uses the figure of 340.", "Mirror", ""),
        (
            "{} said 340 boxes sank. El Norte carried the 340, attributing it to Halden Marine.",
            "El Norte",
            "",
        ),
        (
            "{} said 340 boxes sank. The Mirror gave the number as 340, naming the company as its source.",
            "Mirror",
            "",
        ),
        ("{} said 340 boxes sank. The Mirror reprinted Halden Marine's figure of 340.", "Mirror", ""),
        (
            "Its owner, {} of Bergen, said 340 boxes sank. The Mirror, citing the company, wrote of 340.",
            "Mirror",
            "",
        ),
        (
            "340 boxes sank, according to figures {} gave to Reuters. The Mirror repeated the 340, crediting the firm.",
            "Mirror",
            "",
        ),
        (
            "Audit Scotland counted 340 posts. The minister, Ann Lee, quoting the watchdog, told MPs of 340.",
            "Ann Lee",
            "Audit Scotland",
        ),
        (
            "The finance ministry counted 340 posts. The charity Debt Justice speaks of 340, citing the ministry.",
            "Debt Justice",
            "finance ministry",
        ),
        ("{} said 340 boxes sank. The Mirror, on the strength of its report, wrote of 340.", "Mirror", ""),
        ("{} said 340 boxes sank. The Mirror picked up the number of 340.", "Mirror", ""),
        ("{} said 340 boxes sank, a figure since repeated by the Mirror, which put it at 340.", "Mirror", ""),
        ("{} said 340 boxes sank. The figure of 340 was taken up by the Mirror.", "Mirror", ""),
        ("{} said 340 boxes sank. The Mirror followed with the same number, 340.", "Mirror", ""),
        (
            "{} said 340 boxes sank. The Mirror reported that, according to Halden Marine, 340 sank.",
            "Mirror",
            "",
        ),
        ("{} said 340 boxes sank. The Mirror reported 340, with Halden Marine as its source.", "Mirror", ""),
        (
            "The transport minister, Ann Lee, said 340 boxes sank. The Mirror, citing the ministry, wrote of 340.",
            "Mirror",
            "Ann Lee",
        ),
        ("{} lost 7.1% a year, it said. The Mirror uses Halden Marine's figure of 7.1%.", "Mirror", ""),
    ],
)
def test_a_number_repeated_with_whom_it_is_from_is_a_relay(text: str, relaying: str, stating: str) -> None:
    scan = scan_text(text.format("Halden Marine"))
    (link,) = (link for link in scan.links if link.relation == "relay")
    stated, relayed = scan.figures
    assert (link.figure, link.inputs) == (relayed.id, (("", stated.id),))
    assert [party.name for party in relayed.parties] == [relaying]
    assert (stating or "Halden Marine") in stated.parties[0].name


@pytest.mark.parametrize(
    "text",
    [
        "Halden Marine said 340 boxes sank. The Mirror, citing Halden Marine, said 300 pallets sank too.",
        "Halden Marine said 340 boxes sank. The Mirror, citing Oxfam, uses the figure of 340.",
        "Halden Marine said 340 boxes sank. The Mirror said 340 did.",
        "The Sun said Spain had 340 ships, followed by France with 340.",
        "The firm lost 340 boxes. The firm, citing its insurers, said that 12 ships were late.",
    ],
)
def test_a_number_without_whom_it_is_from_is_no_relay(text: str) -> None:
    assert [link for link in scan_text(text).links if link.relation == "relay"] == []


# Which came from which


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("Sales rose from 4,000 cars to 5,000 cars, an increase of 25%.", "(new - old) / old"),
        ("Of the 640 pupils who sat it, 480 passed, a pass rate of 75%.", "part / whole"),
        ("Of the 2,400 nurses, 1,800 have had the jab, so that 600 have not.", "more - less"),
        (
            "The dairy makes 1,460 tonnes of cheese a year, an average of four tonnes a day.",
            "yearly / (365 day/year)",
        ),
        ("A duty of 15% on imports worth $40bn amounts to $6bn.", "share * whole"),
        ("Sales hit 9.6 million cars, twice the 4.8 million of 2019.", "more / less"),
        ("He stole £1.4 million from one firm and £600,000 from another, a total of £2 million.", "a + b"),
        ("Unemployment fell from 4.1% to 3.8%, a drop of 0.3 percentage points.", "higher - lower"),
        (
            "They ship 2.5 million units a month, which works out at 30 million units a year.",
            "monthly * 12 month/year",
        ),
        (
            "Farmers got 7.2 million tonnes from 900,000 hectares, an average of 8 tonnes per hectare.",
            "amount / count",
        ),
        ("Output climbed to 1.54 million barrels a day from 1.22 million, a gain of 320,000.", "more - less"),
        ("The council will raise charges by a fifth, to £48 a bin from £40.", "(new - old) / old"),
        ("They shipped 81 million pills over eight years, or about 10 million a year.", "amount / count"),
        ("It leads by 34% to 31%, its three-point edge within the margin.", "higher - lower"),
        ("It sang at a range of 740 km, nearly double the record of 385 km.", "more / less"),
        (
            "He ran up debts of €2.3 million: €1.4 million to banks and the remaining €900,000 to firms.",
            "more - less",
        ),
        ("The move saves $8.4 million a year, or about $700,000 a month.", "yearly / (12 month/year)"),
        ("The £2m is made up of £1.2m for roads and £800,000 for parks.", "a + b"),
        ("At $340 a tonne, 500 tonnes would fetch $170,000.", "price * count"),
        ("It charges $695.65 a vial, so that a year of 46 vials will run to $32,000.", "price * count"),
        ("The move would save $412,000 a year, or $1.6 million over four years.", "price * count"),
        ("It has 12 wards with 30 beds each, 360 in all.", "price * count"),
        (
            "They vote at 823,220 stations, each staffed by seven workers, or 5.8 million in all.",
            "price * count",
        ),
        ("They hoisted 61 workers up and another 22 walked out, so 83 are safe.", "a + b"),
        (
            "It feeds 118 million children in 1.08 million schools, or 109 children a school.",
            "amount / count",
        ),
        (
            "Police found 48 stolen vehicles worth C$4.1 million, an average of about C$85,000 each.",
            "amount / count",
        ),
        ("It made €1.12 million, €170,000 above its guide of €950,000.", "more - less"),
        ("A chef has won £23,640. The tribunal gave her £15,240 in pay and £8,400 for injury.", "a + b"),
    ],
)
def test_a_computed_figure_is_linked_to_its_inputs(text: str, formula: str) -> None:
    scan = scan_text(text)
    (link,) = (link for link in scan.links if link.confidence >= OFFER)
    assert link.formula == formula
    assert next(figure for figure in scan.figures if figure.id == link.figure).computed


def test_a_price_is_the_factor_in_the_unit_of_the_product() -> None:
    scan = scan_text("The state paid 14,000 farmers; each got $250, or $3.5 million in all.")
    (link,) = (link for link in scan.links if link.confidence >= OFFER)
    assert link.inputs == (("price", "s2"), ("count", "s1"))


def test_numbers_that_only_happen_to_fit_are_not_linked() -> None:
    scan = scan_text(
        "The village has 120 houses. Its school teaches 80 children. A bus with 40 seats stops there, "
        "and the shop sells 200 kinds of sweets."
    )
    assert [link for link in scan.links if link.confidence >= OFFER] == []


def test_a_change_is_not_taken_from_amounts_that_only_follow_it() -> None:
    scan = scan_text("Orders climbed 14% in the quarter. Net income rose to $212 million from $186 million.")
    assert [link for link in scan.links if link.confidence >= OFFER] == []


@pytest.mark.parametrize(
    "text", ["It cost £440,000, or £40,000 apiece.", "It sank 2,222 points, or 2.7 per cent."]
)
def test_what_puts_a_figure_in_other_terms_is_computed(text: str) -> None:
    assert [figure.computed for figure in scan_text(text).figures] == [False, True]


# Texts of any kind


def test_an_empty_text_has_no_figures() -> None:
    assert scan_text("").figures == ()


def test_a_language_without_words_is_refused() -> None:
    with pytest.raises(InputError, match="language 'xx'"):
        scan_text("300", language="xx")


@pytest.mark.parametrize(
    "text",
    ["1 " * 4_000, "said " * 4_000, "“" * 4_000, "according to " * 2_000, "A" * 100_000, "1" * 100_000,
     "a@" * 6_000, "5%, " * 2_000, "1-" * 4_000, "\ud800 300 people", "٣٠٠ people and 300 dogs", "((" * 4_000,
     "b: “b: “ 300 came", "about 12'1.5 agencies", "Society of A and B and " * 1_000,
     "Bank of " * 2_000, "and the Bank said 5 " * 4_000],
    ids=lambda text: text[:8].encode("ascii", "replace").decode(),
)  # fmt: skip
def test_hostile_texts_are_read_to_their_end(text: str) -> None:
    assert scan_text(text).characters == len(text)


# The corpus


@pytest.fixture(scope="module", params=["dev", "heldout"])
def measured(request: pytest.FixtureRequest) -> Measured:
    return measure(request.param, scan_text)


@pytest.fixture(scope="module")
def learned() -> Measured:
    """What the rules were written by."""
    return measure("dev", scan_text)


def test_figures_of_the_corpus_are_found(measured: Measured) -> None:
    assert measured.f1("found", "figures", "offered") >= Fraction(96, 100), measured.misses
    assert measured.share("values", "found") >= Fraction(97, 100), measured.misses
    assert measured.share("hedges", "hedged") >= Fraction(93, 100), measured.misses
    assert measured.share("false hedges", "found") <= Fraction(7, 1000), measured.misses
    assert measured.share("distractors taken", "distractors") <= Fraction(6, 100), measured.misses


def test_what_the_rules_were_written_by_has_hardly_a_false_offer(learned: Measured) -> None:
    assert learned.f1("found", "figures", "offered") >= Fraction(99, 100), learned.misses
    assert learned.count["false hedges"] <= 1, learned.misses
    assert learned.share("distractors taken", "distractors") <= Fraction(1, 100), learned.misses


def test_numbers_passed_on_are_told(measured: Measured) -> None:
    assert measured.share("relayed right", "relayed") >= Fraction(80, 100), measured.misses
    assert measured.share("relayed right", "relayed given") >= Fraction(80, 100), measured.misses


def test_parties_of_the_corpus_are_right(measured: Measured) -> None:
    assert measured.share("parties right", "found") >= Fraction(80, 100), measured.misses
    assert measured.share("nobody right", "nobody") >= Fraction(90, 100), measured.misses


def test_links_of_the_corpus_are_found(measured: Measured) -> None:
    assert measured.share("derivation right", "derivation") >= Fraction(60, 100), measured.misses
    assert measured.share("derivation right", "derivation given") >= Fraction(60, 100), measured.misses
    assert measured.share("computed right", "computed") >= Fraction(75, 100), measured.misses
    assert measured.share("computed right", "computed given") >= Fraction(60, 100), measured.misses


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("There was a fall of 12% in sales.", "down"),
        ("It made a profit of $3bn last year.", "up"),
        ("There are 12 cats.", None),
    ],
)
def test_words_before_a_phrase_say_which_way_a_number_went(text: str, direction: str | None) -> None:
    assert only(text).quantity.direction == direction


def test_a_list_belongs_to_whom_it_was_announced_for() -> None:
    text = (
        "Key figures, according to the ONS:\n\n- 5.2% inflation\n- 40,000 jobs lost\n- £3bn deficit\n\n"
        "A fire burned 300 homes."
    )
    assert parties(text) == [["ONS"], ["ONS"], ["ONS"], []]


def test_of_those_goes_on_with_what_was_counted_before() -> None:
    assert parties("Police said 30 people were held. Of those, 12 were released.") == [["Police"], ["Police"]]
