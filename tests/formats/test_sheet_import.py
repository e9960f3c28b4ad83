"""A desk's own sheet moved in: its columns found, its rows made records, every bad cell named."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from ledger.book import Ledger
from ledger.errors import FormatError, InputError
from ledger.formats.sheet import csv_sheet
from ledger.formats.sheet.sheet_columns import COLUMNS
from tests.formats.sheets import recorded, taken

Row = dict[str, str]


def sheet(*rows: Row) -> bytes:
    """Rows as a csv file; the columns in the order in which they are first named."""
    headings = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, headings)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def refused(ledger: Ledger, *rows: Row) -> list[str]:
    """The problems of a sheet that is not taken."""
    with pytest.raises(InputError) as caught:
        taken(ledger, "csv", sheet(*rows))
    assert ledger.size == 0
    return [str(problem).removeprefix("desk.csv:") for problem in caught.value.problems]


def figure(ledger: Ledger, reference: str) -> Any:
    return ledger.trace(reference).figures[0].entry.record


def notes(*headings: str) -> list[str]:
    return list(csv_sheet.load(io.BytesIO((",".join(headings) + "\r\n").encode())).notes)


def test_the_mapping_is_shown_and_what_is_unknown_is_named() -> None:
    assert notes("Statement", " WHO said  it:", "Publishr", "Budget", "Origins") == [
        "column A “Statement” → text",
        "column B “WHO said it:” → reported_by",
        "column C “Publishr” is not read: did you mean “Publisher”?",
        "column D “Budget” is not read",
        "column E “Origins” → computed by the ledger, not read",
    ]


def test_no_name_is_that_of_two_columns() -> None:
    names = [
        name.casefold()
        for column in COLUMNS
        for name in {column.heading.casefold(), column.name, *column.near}
    ]
    assert sorted(names) == sorted(set(names))


def test_of_a_sheet_of_our_own_only_what_is_not_read_is_told() -> None:
    (note,) = notes(*(column.heading for column in COLUMNS))
    assert note.startswith(
        "the columns are as the ledger writes them; those that it computes are not read: Origins, "
    )


def test_headings_may_stand_below_a_title(ledger: Ledger) -> None:
    document = b"Our sheet\r\n\r\nKey,As stated,Who said it\r\nx1,5 people,A\r\n"
    found = csv_sheet.load(io.BytesIO(document))
    assert found.notes[0] == "the headings are in row 3: rows above them are not read"
    ledger.import_(found, name="desk.csv")
    assert figure(ledger, "x1").quantity.value == "5"


def test_a_row_is_a_source_a_figure_its_links_and_a_review(ledger: Ledger) -> None:
    taken(
        ledger,
        "csv",
        sheet(
            {"Key": "mz", "As stated": "100 convictions a week", "Who said it": "Mediazona",
             "Primary or secondary": "yes"},
            {
                "Key": "year", "As stated": "about 5,200 convictions a year", "Who said it": 'MoD; "Smith; Sons"',
                "Source": "Update", "URL": "https://example.org/u", "Published": "30 August 2023", "Page": "para 1",
                "Quote": "about 5,200", "Date": "2023-08-30", "Computed from": "weekly = mz", "Formula": "weekly * 52",
                "Assumptions": "it goes on; nothing else", "Verdict": "Confirmed", "Checked by": "Bea",
                "Checked on": "2026-11-20", "Accepted findings": "unsourced; label-changed", "Note": "said twice",
            },
        ),
    )  # fmt: skip
    trace = ledger.trace("year")
    year, mz = trace.figures
    assert {party.name for party in year.reporters} == {"MoD", "Smith; Sons"}
    assert year.source is not None
    assert (year.source.title, year.source.published) == ("Update", "2023-08-30")
    assert (year.entry.record.locator, year.entry.record.note) == ("para 1", "said twice")
    assert mz.entry.record.primary
    (link,) = trace.links
    assert link.check is not None
    assert (link.check.outcome, link.entry.record.assumptions) == ("exact", ("it goes on", "nothing else"))
    assert year.review is not None
    review = year.review.record
    assert (review.by, review.at, review.accept) == (
        "Bea",
        "2026-11-20T00:00:00.000000Z",
        ("label-changed", "unsourced"),
    )


def test_words_beside_a_phrase_add_to_what_is_read_in_it(ledger: Ledger) -> None:
    taken(
        ledger,
        "csv",
        sheet(
            {
                "Key": "w1",
                "As stated": "100 a week",
                "Hedge": "At least",
                "Unit": "soldier/week",
                "Number": "",
            },
            {"Key": "w2", "As stated": "a few", "Hedge": "vague", "Unit": "", "Number": ""},
            {"Key": "w3", "As stated": "some 3 per cent", "Hedge": "", "Unit": "percent", "Number": "3.0"},
        ),
    )
    first, second, third = (figure(ledger, key).quantity for key in ("w1", "w2", "w3"))
    assert (first.value, first.hedge, first.unit, first.text) == (
        "100",
        "at-least",
        "soldier/week",
        "100 a week",
    )
    assert (second.value, second.hedge) == (None, "vague")
    assert (third.value, third.unit, third.text) == ("3.0", "percent", "some 3 per cent")


def test_rows_may_name_others_below_and_leave_out_what_is_upstream(ledger: Ledger) -> None:
    taken(
        ledger,
        "csv",
        sheet(
            {"Key": "last", "Relays": "middle", "Who said it": "C", "As stated": ""},
            {
                "Key": "sum",
                "As stated": "205 people",
                "Computed from": "a = middle; b = five",
                "Formula": "a + b",
            },
            {"Key": "middle", "Relays": "first", "Who said it": "B", "As stated": "", "Place": "Russia"},
            {
                "Key": "first",
                "As stated": "200 people",
                "Who said it": "A",
                "Place": "Ukraine",
                "Label": "dead",
            },
            {"Key": "five", "As stated": "5 people", "Revises": "first (inferred)"},
        ),
    )
    assert [figure.entry.key for figure in ledger.trace("last").figures] == ["last", "middle", "first"]
    last = figure(ledger, "last")
    # What a row leaves out is not recorded as said; its number is read from upstream.
    assert (last.quantity.value, last.label, last.place, last.restated) == ("200", None, None, False)
    outcomes = [link.check.outcome for link in ledger.trace("sum").links if link.check is not None]
    assert outcomes == ["exact"]


def test_circular_reporting_is_recorded_and_a_circle_without_a_number_is_not(ledger: Ledger) -> None:
    around = [
        {"Key": "x1", "As stated": "", "Relays": "x2", "Who said it": "A"},
        {"Key": "x2", "As stated": "", "Relays": "x1", "Who said it": "B"},
    ]
    assert refused(ledger, *around) == [
        "C2: it relays x2, which waits for it in turn: write the number as it was stated",
        "C3: it relays x1, which waits for it in turn: write the number as it was stated",
    ]
    around[0]["As stated"] = "5 people"
    taken(ledger, "csv", sheet(*around))
    assert {finding.code for finding in ledger.trace("x2").findings} >= {"circular-report"}
    assert figure(ledger, "x2").quantity.value == "5"


def test_a_row_without_a_key_is_given_one_that_stays(ledger: Ledger) -> None:
    document = sheet(
        {"As stated": "5 people", "Who said it": "A", "Verdict": "disputed"},
        {"As stated": "6 people", "Who said it": "A", "Verdict": ""},
    )
    taken(ledger, "csv", document)
    assert taken(ledger, "csv", document).recorded == 0
    keys = [line.get("key") for line in ledger.export_lines() if line["record"] == "figure"]
    assert [key is not None and key.startswith("row-") for key in keys] == [True, False]


def test_remarks_and_empty_rows_are_left_out(ledger: Ledger) -> None:
    done = taken(
        ledger,
        "csv",
        sheet(
            {"Key": "# a remark", "As stated": "=HYPERLINK()"},
            {"Key": "", "As stated": " "},
            {"Key": "x1", "As stated": "5 people"},
        ),
    )
    assert done.lines == 1


def test_every_bad_cell_is_named(ledger: Ledger) -> None:
    good = {"Key": "x1", "As stated": "5 people", "Who said it": "A"}
    columns = dict.fromkeys(
        ["Hedge", "Number", "Nature", "Stated on", "Source URL", "Publisher", "Verdict", "Checked by", "Checked on",
         "Computed from", "Formula", "Relays", "Primary", "ID"], "",
    )  # fmt: skip
    row = {**good, **columns}
    found = refused(
        ledger,
        {**row, "Hedge": "nearl"},
        {**row, "Number": "a few"},
        {**row, "Nature": "guessed"},
        {**row, "Stated on": "03/04/2023"},
        {**row, "Source URL": "javascript:alert(1)"},
        {**row, "Publisher": "P"},
        {**row, "Verdict": "true"},
        {**row, "Checked by": "Bea"},
        {**row, "Verdict": "confirmed", "Checked on": "yesterday"},
        {**row, "Computed from": "mz-100"},
        {**row, "Formula": "a * 2"},
        {**row, "Relays": "two words"},
        {**row, "Who said it": '"A; B'},
        {**row, "Primary": "maybe"},
        {**row, "ID": "0" * 64},
        {**row, "As stated": ""},
        {**row, "As stated": "gobbledygook"},
        {**row, "Key": "Not A Key"},
        {**row, "Key": "x9", "Relays": "nowhere"},
        {**row, "Key": "x10"},
        {**row, "Key": "x11", "As stated": "10 people", "Computed from": "a = x10", "Formula": "a *"},
    )
    assert [problem.split(": ")[0] for problem in found] == [
        "D2", "E3", "F4", "G5", "H6", "I7", "J8", "K9", "L10", "M11", "N12", "O13", "C14", "P15", "Q16", "B17", "B18",
        "A19", "N22", "O20",
    ]  # fmt: skip
    assert found[0] == (
        "D2: “nearl” is not one of the words of this column: did you mean nearly? it is one of exact, about, nearly,"
        " under, over, at-least, at-most, between, vague"
    )
    assert all(len(problem) > 20 for problem in found)


def test_a_changed_row_with_its_id_is_not_taken_for_the_old_one(ledger: Ledger) -> None:
    ledger.add("5 people", key="x1", reported_by=["A"])
    (record_id,) = recorded(ledger, "figure")
    with pytest.raises(InputError, match="C2: the id does not fit the record"):
        taken(ledger, "csv", sheet({"Key": "x1", "As stated": "6 people", "ID": record_id}))


def test_retracted_erased_and_amended_figures_come_to_no_harm(ledger: Ledger) -> None:
    ledger.add("5 people", key="x1", reported_by=["A"], quote="five people")
    ledger.add("5 people", key="x2", reported_by=["B"], relays="x1", note="secret")
    ledger.add("7 people", key="x3", reported_by=["C"], relays="x1")
    ledger.record(
        [{"record": "link", "relation": "relay", "figure": "x3", "from": "x2", "quote": "as B said"}]
    )
    ledger.review("x2", "disputed", note="look again")
    ledger.amend("x1", locator="page 2")
    ledger.redact("x2", "note", reason="private")
    ledger.retract("x3", reason="withdrawn")
    text = io.StringIO(newline="")
    ledger.export(text, format="csv")
    rows = {
        row["Key"]: row for row in csv.DictReader(io.StringIO(text.getvalue().lstrip("\ufeff"), newline=""))
    }
    assert rows["x2"]["Text erased"].startswith("note erased by Ann on ")
    assert rows["x3"]["Status"] == "retracted"
    assert set(rows["x3"]["Links told elsewhere"].split("; ")) == {"relay from x1", "relay from x2"}
    assert rows["x1"]["Locator"] == "page 2"
    assert taken(ledger, "csv", text.getvalue().encode()).recorded == 0


def test_a_column_twice_and_a_sheet_that_states_nothing_are_refused() -> None:
    with pytest.raises(FormatError, match="columns A and B are both"):
        csv_sheet.load(io.BytesIO(b"Statement,As stated\r\n"))
    with pytest.raises(FormatError, match="says what is stated"):
        csv_sheet.load(io.BytesIO(b"Key,Note\r\n"))
