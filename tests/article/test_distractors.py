"""What is a figure and what is none: one sentence a kind."""

from __future__ import annotations

import pytest

from ledger.article.scan import OFFER, scan_text

NO_FIGURES = [
    "The bill passed its third reading on the 14th of March.",
    "Flight BA2490 left Heathrow Terminal 5 at 06:45.",
    "She was born on 3 August 1971 in Leeds.",
    "He is serving under section 12 of the Terrorism Act 2000.",
    "The book's 2nd edition has ISBN 978-3-16-148410-0.",
    "Call 1-800-555-0199 for help.",
    "Their address is 42 Wallaby Way, Sydney NSW 2000.",
    "Chelsea beat Arsenal 2-1 after extra time.",
    "The court split 6-3 along ideological lines.",
    "MPs voted 312 to 288 to reject it.",
    "The 25-year-old striker wears the number 10 shirt.",
    "It runs macOS 14.2 on an M3 chip.",
    "Chapter 11 bankruptcy was filed in 2009.",
    "The G7 and G20 met under Rule 4.",
    "See Table 3 and Figure 2 on p. 17.",
    "He quoted Psalm 23 and John 3:16.",
    "The A380 and the Airbus A320 landed on runway 09L.",
    "Room 204 on the 3rd floor is closed.",
    "The 1960s and the 18th century were different.",
    "Police want to trace a black BMW, registration KX19 ABC.",
    "The 7.15pm train to York left from platform 3.",
    "UN Security Council Resolution 1325 was cited.",
    "They live at 221B Baker Street.",
    "The meeting is on Tuesday, 9 April, at 11.",
    "The product number is 4711-0815.",
    "Fortune 500 companies and the FTSE 100 rose.",
    "It was 9/11 that changed it.",
    "He scored in the 87th minute.",
    "Under Article 6(1) of the GDPR this is lawful.",
    "The Covid-19 pandemic and H1N1 flu.",
    "The 2024 budget and the 2023-24 accounts are out.",
    "The hearing resumes at 2 p.m. in Courtroom 12.",
    "Mr Jones, 45, of Elm Road, denies it.",
    "The twins, aged 7 and 9, were found.",
    "Area 51 and Studio 54 are famous.",
    "Bus 47 and Line 2 were diverted.",
    "Apollo 11 landed in July 1969.",
    "He finished 4th in Group 2.",
    "The study is registered as NCT04368728.",
    "Item 9 on the agenda was skipped.",
    "The file is called report_2021_v3.pdf.",
    "He read Catch-22 and Fahrenheit 451.",
    "Windows 11 replaced Windows 10.",
    "She moved there two years ago and left last month.",
    "In the past five years nothing happened.",
    "The Year 6 pupils and Key Stage 2 teachers met.",
    "Paragraph 175 was repealed in 1994.",
    "The 50-year-old Boeing 747 was scrapped.",
    "From 1939 to 1945 there was war.",
    "The winner of Euro 2024 meets the Under-21 side.",
    "Type 2 diabetes and vitamin B12.",
    "It hit a 30-year-old woman on the M1 at junction 24.",
    "Query 17 of the FAQ explains it.",
    "The 101st Airborne Division was there.",
    "Channel 5's show at 9pm.",
    "He won in straight sets, 6-4, 7-5.",
    "Postcode 10115 is Berlin.",
    "Volume 3, issue 12, pages 45-67.",
    "Tel: (0)30 901820.",
    "ZIP code 90210.",
    "Order no. 66 was executed.",
    "Exhibit 14B was shown to the jury.",
    "Unit 731 did it.",
    "Class of 1984.",
    "He is the 45th president.",
    "Bank Holiday Monday, May 6th.",
    "Her first album, 1989, came out in 2014.",
    "Top 10 hits.",
    "The S-400 system and the T-72 tank.",
    "NGC 1300 is a galaxy.",
    "Sector 7G is closed.",
]

#: A sentence, and the numbers that are figures as they stand in it.
FIGURES: list[tuple[str, list[str]]] = [
    ("Some 12 soldiers and 3 civilians died.", ["12", "3"]),
    ("Output fell 3.4% to 1.2 million barrels a day.", ["3.4%", "1.2 million"]),
    ("Inflation was 2.1 percent in May.", ["2.1"]),
    ("The fund lost $45m, or 12%, in 2023.", ["$45m", "12%"]),
    ("It costs £5 a head.", ["£5"]),
    ("The index rose 120 points.", ["120"]),
    ("The dam is 45 metres high and 1.3 km long.", ["45", "1.3"]),
    ("One in ten people is poor.", ["One in ten"]),
    ("A quarter of pupils failed.", ["A quarter"]),
    ("Half of all adults smoke.", ["Half"]),
    ("The quake had a magnitude of 6.3.", ["6.3"]),
    ("Temperatures reached 41.2C in Lisbon.", ["41.2"]),
    ("The 27 member states agreed.", ["27"]),
    ("He was fined 500 euros.", ["500"]),
    ("About two-thirds of seats are taken.", ["two-thirds"]),
    ("Unemployment stood at 5.5 per cent.", ["5.5"]),
    ("Between 5,000 and 7,000 people marched.", ["5,000 and 7,000"]),
    ("The firm employs 2300 people.", ["2300"]),
    ("They planted 2,000 trees.", ["2,000"]),
    ("In 2019, 300 people left.", ["300"]),
    ("He was jailed for 12 years.", ["12"]),
    ("The average age is 42.", ["42"]),
    ("Rents are up 5 to 7 percent.", ["5 to 7"]),
    ("The death toll is 34.", ["34"]),
    ("At least 9 people were killed when 2 buses collided.", ["9", "2"]),
    ("More than 1,000 homes burned and 15,000 people fled.", ["1,000", "15,000"]),
    ("The rate is 12.5 per 100,000 residents.", ["12.5"]),
    ("It sold 3m units at $20 each.", ["3m", "$20"]),
    ("Turnout was just 31%.", ["31%"]),
    ("GDP grew by 0.2% in the third quarter.", ["0.2%"]),
    ("There were 16 arrests on Monday.", ["16"]),
    ("Yields dropped to 4.23%.", ["4.23%"]),
    ("Sales quadrupled to €2bn.", ["€2bn"]),
    ("The 2,300-page report cost $4m.", ["2,300", "$4m"]),
    ("The EU has 450 million inhabitants.", ["450 million"]),
    ("It emits 36bn tonnes of CO2.", ["36bn"]),
    ("The bond pays 5.375%.", ["5.375%"]),
    ("She received 48,213 votes.", ["48,213"]),
    ("Police seized 1.5 tonnes of cocaine worth €60 million.", ["1.5", "€60 million"]),
    ("The gap is 3 percentage points.", ["3"]),
    ("He ran 100 metres in 9.58 seconds.", ["100", "9.58"]),
    ("The wait averages 18 weeks.", ["18"]),
    ("Net migration was 672,000 in the year to June 2023.", ["672,000"]),
    ("Aid worth ₹500 crore was approved.", ["₹500 crore"]),
    ("The price rose from $3 to $5.", ["$3", "$5"]),
    ("Profits doubled to 40m kronor.", ["40m"]),
    ("The vaccine is 95% effective (95% CI 90-98).", ["95%"]),
    ("Roughly 4 out of 5 users agree.", ["4 out of 5"]),
]


def offered(text: str) -> list[str]:
    """The numbers offered as figures."""
    return [
        text[slice(*figure.number_span)]
        for figure in scan_text(text).figures
        if figure.figure_confidence >= OFFER
    ]


@pytest.mark.parametrize("text", NO_FIGURES)
def test_no_number_here_is_a_figure(text: str) -> None:
    assert offered(text) == []


@pytest.mark.parametrize(("text", "numbers"), FIGURES)
def test_these_numbers_are_figures(text: str, numbers: list[str]) -> None:
    assert offered(text) == numbers
