from __future__ import annotations

from datetime import date, timedelta

import pytest
from edtf import parse_edtf
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ledger.errors import InputError
from ledger.model.edtf import UNCERTAIN_DAYS, bounds, edtf_problem, read_date

VALID = [
    "2023", "2023-10", "2023-08-30", "0000", "-0044", "-0044-03-15", "Y12345", "Y-12345", "2024-02-29",
    "2000-02-29", "2023~", "2023?", "2023%", "2023-10~", "2023-08-30?", "-0044~", "2023-21", "2023-22",
    "2023-23", "2023-24", "202X", "20XX", "202X~", "2023-XX", "2023-08-XX", "2023-XX-XX", "2023-10-XX?",
    "2022/2023", "2022-02/..", "../2022", "2022/", "/2022", "../..", "2022~/2023?", "2022-02-24/2023",
    "2023-21/2023-22", "202X/203X", "2023-08-30T09:00:00Z", "2023-08-30T09:00:00",
    "2023-08-30T09:00:00+02:00", "2023-08-30T09:00:00-05", "2023-08-30T24:00:00Z",
]  # fmt: skip

NAMED_DEFECTS = [
    ("2023-02-30", "2023-02, which has 28 days"),
    ("2024-02-30", "2024-02, which has 29 days"),
    ("1900-02-29", "which has 28 days"),
    ("2023-04-31", "which has 30 days"),
    ("2023-01-00", "no day 00"),
    ("2023-13", "no month 13"),
    ("2023-00", "no month 00"),
    ("2023-25", "no month 25"),
    ("-0000", "no year -0000"),
    ("2023-21-05", "write 2023-21"),
    ("2023-21~", "write 2023-21"),
    ("2023-XX-10", "write 2023-XX"),
    ("20XX-12", "write 20XX"),
    ("2023/2022", "write it as 2022/2023"),
    ("2023-06/2023-05-31", "ends before it begins"),
    ("2023-13/2024", "no month 13"),
    ("2023-08-30T09:00:00Z/2023-09-01", "leave out the time of day"),
    ("2023-08T09:00:00Z", "needs a whole day"),
    ("2023-08-30T09:00", "to the second"),
    ("2023-08-30T09:00:00.5Z", "without a fraction"),
    ("2023-08-30T25:00:00Z", "to the second"),
    ("/", "at least one end"),
    ("../", "at least one end"),
    ("2023-8-30", "write 2023-08-30"),
    ("20230830", "write 2023-08-30"),
    ("2023-W35", "write 2023-08-28/2023-09-03"),
    ("2022-2023", "write 2022/2023"),
    ("30.08.2023", "write 2023-08-30"),
    ("October 2023", "write 2023-10"),
    ("03/04/2023", "2023-04-03 (3 April) or 2023-03-04 (March 4)"),
    ("", "write 2023"),
    ("soon", "write 2023"),
    ("Y123", "write 2023"),
    ("٢٠٢٣", "write 2023"),
    ("2023\n", "write 2023"),
    ("2023-08-30" * 20, "100 characters"),
]


@pytest.mark.parametrize("text", VALID)
def test_valid_dates_pass_and_are_read_as_they_stand(text: str) -> None:
    assert edtf_problem(text) is None
    assert read_date(f" {text} ") == text
    assert parse_edtf(text) is not None


@pytest.mark.parametrize(("text", "advice"), NAMED_DEFECTS)
def test_what_is_wrong_is_said_with_the_way_to_write_it(text: str, advice: str) -> None:
    problem = edtf_problem(text)
    assert problem is not None
    assert advice in problem


@settings(max_examples=50)
@given(
    st.from_regex(
        r"(-?[012][09][0-9X][0-9X]|Y-?1[0-9]{4})(-([01][0-9]|2[0-5]|XX)(-([0-3][0-9]|XX))?)?[?~%]?"
        r"(T(09|24):00:00(Z|[+-]0[1-3]:00)?)?",
        fullmatch=True,
    )
)
@example("2023-XX-XX~")
def test_a_date_we_take_is_one_the_edtf_package_takes(text: str) -> None:
    """The package knows no calendar beyond the length of months, so it may take more than we do.

    It refuses the offset +00:00, which RFC 3339 allows.
    """
    if edtf_problem(text) is None:
        assert parse_edtf(text) is not None


@settings(max_examples=50)
@given(
    st.dates(date(1000, 1, 1), date(2999, 12, 31)),
    st.dates(date(1000, 1, 1), date(2999, 12, 31)),
    st.sampled_from([4, 7, 10]),
    st.sampled_from(["", "?", "~", "%"]),
)
def test_every_date_and_span_of_the_calendar_is_taken(
    first_day: date, last_day: date, precision: int, mark: str
) -> None:
    first, last = sorted((first_day, last_day))
    start, end = first.isoformat()[:precision] + mark, last.isoformat()[:precision] + mark
    for text in (start, f"{start}/{end}", f"{start}/..", f"../{end}"):
        assert edtf_problem(text) is None
        assert parse_edtf(text) is not None
    assert bounds(f"{start}/{end}") == (bounds(start)[0], bounds(end)[1])
    earliest, latest = bounds(start)
    assert earliest is not None
    assert latest is not None
    assert earliest <= first <= latest


@given(st.text(alphabet="0123456789XY-/.~?%TZ:+ abcdefghijmnopqrstuvyw,–", max_size=40))
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        found = read_date(text)
    except InputError:
        return
    assert edtf_problem(found) is None


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("October 2023", "2023-10"),
        ("Oct. 2023", "2023-10"),
        ("in October of 2023", "2023-10"),
        ("30 August 2023", "2023-08-30"),
        ("30th of August, 2023", "2023-08-30"),
        ("August 30, 2023", "2023-08-30"),
        ("on Wednesday, 30 August 2023", "2023-08-30"),
        ("30.08.2023", "2023-08-30"),
        ("08/30/2023", "2023-08-30"),
        ("04/04/2023", "2023-04-04"),
        ("2023/8/3", "2023-08-03"),
        ("2023-8-3", "2023-08-03"),
        ("since February 2022", "2022-02/.."),
        ("Since 24 February 2022", "2022-02-24/.."),
        ("2022 onwards", "2022/.."),
        ("2022 to the present", "2022/.."),
        ("until 2021", "../2021"),
        ("before 2021", "../2020"),
        ("before March 2024", "../2024-02"),
        ("before 1 March 2024", "../2024-02-29"),
        ("2022 to 2023", "2022/2023"),
        ("2022-2023", "2022/2023"),
        ("2022–23", "2022/2023"),
        ("between 2020 and 2022", "2020/2022"),
        ("from March 2022 to May 2023", "2022-03/2023-05"),
        ("June to August 2023", "2023-06/2023-08"),
        ("12-18 June 2023", "2023-06-12/2023-06-18"),
        ("June 12–18, 2023", "2023-06-12/2023-06-18"),
        ("28 June to 3 July 2023", "2023-06-28/2023-07-03"),
        ("2022-02 to 2022-04", "2022-02/2022-04"),
        ("about 2023", "2023~"),
        ("c. 1990", "1990~"),
        ("circa May 1990", "1990-05~"),
        ("since about 2014", "2014~/.."),
        ("the 1990s", "199X"),
        ("199x", "199X"),
        ("autumn 2023", "2023-23"),
        ("Fall of 2023", "2023-23"),
        ("winter 2023", "2023-24"),
        ("Q3 2023", "2023-07/2023-09"),
        ("the third quarter of 2023", "2023-07/2023-09"),
        ("first half of 2023", "2023-01/2023-06"),
        ("2023-W35", "2023-08-28/2023-09-03"),
    ],
)
def test_wording_with_one_meaning_is_read(words: str, expected: str) -> None:
    assert read_date(words) == expected


@pytest.mark.parametrize(
    ("words", "readings"),
    [
        ("03/04/2023", ["2023-04-03", "2023-03-04"]),
        ("3.4.2023", ["2023-04-03", "2023-03-04"]),
        ("early 2023", ["2023~", "2023-01/2023-04"]),
        ("mid-2023", ["2023~"]),
        ("end of May 2023", ["2023-05~"]),
        ("the 1900s", ["190X", "19XX"]),
        ("2008/12", ["2008-12", "2008/2012"]),
        ("from 2022", ["2022/..", "2022 for the date alone"]),
        ("after 2021", ["2021/..", "later start"]),
        ("last week", ["depends on the day"]),
        ("yesterday", ["depends on the day"]),
        ("Monday 30 August 2023", ["Wednesday"]),
        ("30 February 2023", ["28 days"]),
        ("31.04.2023", ["30 days"]),
        ("2023 to 2022", ["2022/2023"]),
        ("30 Aug 23", ["write 2023"]),
        ("00/05/2023", ["no day 00"]),
        ("no date", ["write 2023"]),
    ],
)
def test_wording_with_two_meanings_or_none_is_refused(words: str, readings: list[str]) -> None:
    with pytest.raises(InputError) as refusal:
        read_date(words)
    for reading in readings:
        assert reading in refusal.value.message


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2023", "2023-01-01", "2023-12-31"),
        ("2023-02", "2023-02-01", "2023-02-28"),
        ("2023-08-30", "2023-08-30", "2023-08-30"),
        ("2023-08-30T23:00:00-05:00", "2023-08-30", "2023-08-30"),
        ("2023~", "2022-01-01", "2024-12-31"),
        ("2023-10?", "2023-09-01", "2023-11-30"),
        ("2023-01%", "2022-12-01", "2023-02-28"),
        ("202X", "2020-01-01", "2029-12-31"),
        ("202X~", "2010-01-01", "2039-12-31"),
        ("20XX", "2000-01-01", "2099-12-31"),
        ("2023-XX", "2023-01-01", "2023-12-31"),
        ("2023-02-XX", "2023-02-01", "2023-02-28"),
        ("2023-21", "2023-03-01", "2023-12-31"),
        ("2023-24", "2022-12-01", "2024-03-31"),
        ("2022-02/..", "2022-02-01", None),
        ("2022/", "2022-01-01", None),
        ("../2022-02", None, "2022-02-28"),
        ("2022-03~/2022-04", "2022-02-01", "2022-04-30"),
        ("9999", "9999-01-01", "9999-12-31"),
        ("9999~", "9998-01-01", None),
        ("0001", "0001-01-01", "0001-12-31"),
        ("0000", None, "0001-01-01"),
        ("-0044-03-15", None, "0001-01-01"),
        ("Y12345", "9999-12-31", None),
    ],
)
def test_bounds_are_the_widest_reading(text: str, earliest: str | None, latest: str | None) -> None:
    assert bounds(text) == tuple(date.fromisoformat(day) if day else None for day in (earliest, latest))


def test_an_uncertain_day_reaches_some_days_either_way() -> None:
    reach = timedelta(days=UNCERTAIN_DAYS)
    assert bounds("2023-08-30~") == (date(2023, 8, 30) - reach, date(2023, 8, 30) + reach)
    assert bounds("9999-12-31~")[1] == date.max


@pytest.mark.parametrize(
    ("text", "language", "read"),
    [
        ("Oktober 2023", "de", "2023-10"),
        ("3. Oktober 2023", "de-AT", "2023-10-03"),
        ("03.04.2023", "de", "2023-04-03"),
        ("seit Februar 2022", "de", "2022-02/.."),
        ("1. Quartal 2024", "de", "2024-01/2024-03"),
        ("12 Monate bis Juni 2023", "de", "2022-07/2023-06"),
        ("October 2023", "de", "2023-10"),
        ("October 2023", "fr", "2023-10"),
        ("October 2023", None, "2023-10"),
    ],
)
def test_words_are_read_in_the_language_of_the_record(text: str, language: str | None, read: str) -> None:
    assert read_date(text, language) == read


def test_words_of_another_language_than_the_records_are_refused() -> None:
    with pytest.raises(InputError):
        read_date("Oktober 2023")
