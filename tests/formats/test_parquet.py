"""Parquet out and in: pandas, polars and DuckDB read the numbers that were stated, and frames become figures."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import duckdb
import numpy
import pandas
import polars
import pyarrow
import pytest
from pyarrow import parquet

from ledger.book import Ledger
from ledger.errors import FormatError, InputError
from ledger.formats.table_rows import decimal_of

NUMBERS = ("5200", "0.10", "-3.4", "1/3", "1e30", "12345678901234567890.123456789", "0.0000000001")


@pytest.fixture
def filled(make_ledger: Callable[..., Ledger]) -> Ledger:
    """A ledger with records of many kinds and numbers of all forms."""
    ledger = make_ledger()
    ledger.record(
        [
            {"record": "agent", "name": "Mediazona", "aliases": ["MZ"]},
            {"record": "source", "key": "update", "url": "https://example.org/1", "title": "Update"},
            *(
                {"record": "figure", "key": f"n{place}", "quantity": {"value": number, "unit": "case"},
                 "reported_by": ["Mediazona", "Ann"], "stated": "2023", "source": "update", "tags": ["x"]}
                for place, number in enumerate(NUMBERS)
            ),
            {"record": "figure", "key": "relay", "relays": "n0", "reported_by": ["An outlet"], "note": "n"},
            {"record": "figure", "quantity": "2 to 3 cases", "quote": {"exact": "two or three", "language": "en"},
             "derived_from": {"inputs": {"a": "n0", "b": "n1"}, "formula": "a + b"}},
            {"record": "review", "of": "n0", "verdict": "confirmed"},
            {"record": "correction", "of": "n1", "reason": "miscounted"},
        ]
    )  # fmt: skip
    return ledger


def written(ledger: Ledger) -> bytes:
    stream = io.BytesIO()
    ledger.export(stream, format="parquet")
    return stream.getvalue()


def asked(query: str) -> list[tuple[Any, ...]]:
    """The rows of a query to DuckDB."""
    with duckdb.connect() as connection:
        return connection.execute(query).fetchall()


def lines(ledger: Ledger) -> list[dict[str, Any]]:
    return list(ledger.export_lines())


def test_what_was_exported_comes_back_the_same(filled: Ledger, make_ledger: Callable[..., Ledger]) -> None:
    copy = make_ledger(who="Bob")
    done = copy.import_(io.BytesIO(written(filled)), format="parquet", name="f.parquet")
    assert (done.recorded, done.rejected) == (len(lines(filled)), 0)
    assert lines(copy) == lines(filled)


def test_three_programs_read_the_same_numbers(filled: Ledger, tmp_path: Path) -> None:
    file = tmp_path / "records.parquet"
    file.write_bytes(written(filled))
    wanted = [(number, decimal_of(number)) for number in NUMBERS]
    query = "WHERE record = 'figure' AND key LIKE 'n%' ORDER BY key"
    in_duckdb = asked(f"SELECT value, value_decimal FROM '{file}' {query}")
    with_pandas = pandas.read_parquet(file)
    rows = with_pandas[with_pandas.key.str.match("n[0-9]").fillna(False)].sort_values("key")
    in_pandas = [
        (value, None if pandas.isna(number) else number)
        for value, number in zip(rows.value, rows.value_decimal, strict=True)
    ]
    with_polars = polars.read_parquet(file).filter(polars.col("key").str.starts_with("n")).sort("key")
    in_polars = with_polars.select("value", "value_decimal").rows()
    assert in_duckdb == in_pandas == in_polars == wanted
    total = asked(f"SELECT sum(value_decimal) FROM '{file}' {query.partition(' ORDER')[0]}")
    assert Fraction(total[0][0]) == sum(Fraction(number) for _, number in wanted if number is not None)


def test_a_number_is_a_decimal_or_none_but_never_rounded() -> None:
    assert decimal_of("0.10") == Decimal("0.1")
    assert decimal_of("12345678901234567890.123456789") == Decimal("12345678901234567890.123456789")
    assert [decimal_of(number) for number in ("1/3", "0.0000000001", "1e30", None)] == [
        None,
        None,
        None,
        None,
    ]


def test_a_row_that_was_changed_beside_its_line_is_refused(
    filled: Ledger, make_ledger: Callable[..., Ledger]
) -> None:
    table = parquet.read_table(io.BytesIO(written(filled)))
    values = ["5201" if value == "5200" else value for value in table["value"].to_pylist()]
    changed = table.set_column(table.schema.get_field_index("value"), "value", pyarrow.array(values))
    stream = io.BytesIO()
    parquet.write_table(changed, stream)
    stream.seek(0)
    with pytest.raises(InputError, match="value is not what its line says") as caught:
        make_ledger().import_(stream, format="parquet", name="f.parquet")
    assert caught.value.problems[0].place is not None


@pytest.mark.parametrize("held", ["5", "[true]", '{"a":1}'])
def test_a_line_changed_to_what_fits_no_column_is_refused(
    filled: Ledger, make_ledger: Callable[..., Ledger], held: str
) -> None:
    table = parquet.read_table(io.BytesIO(written(filled)))
    changed = [
        line.replace('"quantity"', f'"place":{held},"quantity"', 1) for line in table["line"].to_pylist()
    ]
    place = table.schema.get_field_index("line")
    stream = io.BytesIO()
    parquet.write_table(table.set_column(place, table.schema.field(place), pyarrow.array(changed)), stream)
    stream.seek(0)
    with pytest.raises(InputError, match="place is not what its line says") as caught:
        make_ledger().import_(stream, format="parquet", name="f.parquet")
    assert len(caught.value.problems) >= len(NUMBERS)


def test_a_file_that_another_program_wrote_again_comes_back(
    filled: Ledger, make_ledger: Callable[..., Ledger], tmp_path: Path
) -> None:
    file = tmp_path / "again.parquet"
    # Its texts have another type than those that the ledger writes.
    rewritten = polars.read_parquet(io.BytesIO(written(filled))).to_arrow()
    parquet.write_table(
        rewritten.replace_schema_metadata({"ledger": "ledger-records/1"}), file, store_schema=True
    )
    assert rewritten.schema.field("line").type != pyarrow.string()
    copy = make_ledger(who="Bob")
    with file.open("rb") as stream:
        assert copy.import_(stream, format="parquet").rejected == 0
    assert lines(copy) == lines(filled)


def test_frames_of_a_ledger_come_back(filled: Ledger, make_ledger: Callable[..., Ledger]) -> None:
    frame = filled.frame()
    assert list(frame.key[:2]) == ["n0", "n1"]
    assert frame.value_decimal[0] == Decimal(5200)
    columns = ["key", "value", "value_decimal", "hedge", "unit", "parties", "stated", "primary"]
    for given in (
        frame[columns][:7],
        polars.from_pandas(frame[columns][:7]),
        pyarrow.table(frame[columns][:7]),
    ):
        copy = make_ledger(who="Bob")
        assert copy.from_frame(given).recorded == 9
        figures = [line for line in lines(copy) if line["record"] == "figure"]
        assert tuple(figure["quantity"]["value"] for figure in figures) == NUMBERS


def test_what_a_frame_holds_is_taken_as_what_it_means(ledger: Ledger) -> None:
    frame = pandas.DataFrame(
        {
            "value": [5200.0, float("nan"), 7.0],
            "quantity": [None, "about 100 cases", None],
            "unit": pandas.Categorical(["case", None, "GBP"]),
            "reported_by": [["Ann"], ["Bob", "Cy"], None],
            "stated": [
                pandas.Timestamp("2023-07-19"),
                pandas.NaT,
                pandas.Timestamp("2023-07-19T10:30:00Z").tz_localize(None),
            ],
            "period": pandas.array([2023, None, 2024], dtype="Int64"),
            "primary": [True, False, None],
        }
    )
    ledger.from_frame(frame)
    figures = [line for line in lines(ledger) if line["record"] == "figure"]
    assert [figure["quantity"].get("value") for figure in figures] == ["5200", "100", "7"]
    assert [figure.get("stated") for figure in figures] == ["2023-07-19", None, "2023-07-19T10:30:00"]
    assert [figure.get("period") for figure in figures] == ["2023", None, "2024"]
    assert [len(figure.get("reported_by", [])) for figure in figures] == [1, 2, 0]
    decimals = pyarrow.table(
        {"value": pyarrow.array([Decimal("3.40")]), "stated": pyarrow.array([date(2023, 1, 2)])}
    )
    ledger.from_frame(decimals)
    assert lines(ledger)[-1]["quantity"]["value"] == "3.40"


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"value": [0.1]}, "the float 0.1, which is not exact"),
        ({"value": [float("inf")]}, "an infinity, which is no number"),
        ({"value": [True]}, "true or false where a number stands"),
        ({"value": ["5"], "label": [7]}, "an integer where text stands"),
        ({"value": ["5"], "stated": [b"2023"]}, "bytes where text stands"),
        ({"value": ["5"], "primary": ["yes"]}, "where true or false stands"),
        ({"value": ["5"], "reported_by": [3]}, "where text or a list of texts stands"),
        ({"value": ["5"], "quantity": ["5 cases"]}, "in words and in parts"),
        ({"value": ["5"], "value_decimal": [Decimal(6)]}, "leave one of them out"),
        ({"value": ["5"], "valeu": ["6"]}, "did you mean value?"),
        ({"label": ["x"]}, "no column has the numbers"),
        ({"value": ["5"], "record": ["agent"]}, "only rows of figures"),
        ({"value": ["five"]}, "not a number"),
    ],
)
def test_what_means_nothing_is_refused_by_name(
    ledger: Ledger, columns: dict[str, list[Any]], words: str
) -> None:
    before = ledger.size
    with pytest.raises((InputError, FormatError)) as caught:
        ledger.from_frame(pyarrow.table(columns))
    messages = [caught.value.message, *(problem.message for problem in getattr(caught.value, "problems", ()))]
    assert any(words in message for message in messages), messages
    assert ledger.size == before


@pytest.mark.parametrize(
    ("columns", "field", "stated"),
    [
        ({"value": [Decimal("5.10"), Decimal(7)]}, "value", ["5.10", "7"]),
        ({"value": [5, "6.0", numpy.int64(7), numpy.float64(8), Fraction(1, 3)]}, "value",
         ["5", "6.0", "7", "8", "1/3"]),
        ({"value": ["5", "6"], "stated": pandas.PeriodIndex(["2023-08", None], freq="M")}, "stated", ["2023-08", None]),
        ({"value": ["5"], "stated": [pandas.Timestamp("2023-08-30 10:00", tz="Europe/London")]}, "stated",
         ["2023-08-30T09:00:00Z"]),
        ({"value": ["5"], "stated": [pandas.Timestamp("2023-08-30", tz="Europe/London")]}, "stated", ["2023-08-30"]),
        ({"value": ["5"], "stated": pandas.Series([numpy.datetime64("2023-08-30")], dtype=object)}, "stated",
         ["2023-08-30"]),
        ({"value": ["5"], "tags": [numpy.array(["a", "b"])]}, "tags", [["a", "b"]]),
    ],
)  # fmt: skip
def test_objects_in_a_frame_are_taken_as_what_they_mean(
    ledger: Ledger, columns: dict[str, Any], field: str, stated: list[Any]
) -> None:
    ledger.from_frame(pandas.DataFrame(columns))
    figures = [line for line in lines(ledger) if line["record"] == "figure"]
    assert [figure["quantity"].get(field, figure.get(field)) for figure in figures] == stated


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        (pyarrow.table([pyarrow.array(["5"]), pyarrow.array(["6"])], names=["value", "value"]), "2 columns 'value'"),
        (pandas.DataFrame([["5", "6"]], columns=["value", "value"], dtype=object), "2 columns 'value'"),
        (pandas.DataFrame({"value": ["5"], "stated": [pandas.Timestamp("2023-08-30 12:30:00.5")]}),
         "a fraction of a second"),
        (pyarrow.table({"value": ["5"], "stated": pyarrow.array([10**18], pyarrow.timestamp("us"))}),
         "column stated holds what cannot be read"),
        (pandas.DataFrame({"value": [1 + 2j]}), "column value"),
        (polars.LazyFrame({"value": ["5"]}), "not run yet"),
    ],
)  # fmt: skip
def test_what_a_frame_cannot_mean_is_refused_by_name(ledger: Ledger, frame: Any, words: str) -> None:
    before = ledger.size
    with pytest.raises((InputError, FormatError)) as caught:
        ledger.from_frame(frame)
    messages = [caught.value.message, *(problem.message for problem in getattr(caught.value, "problems", ()))]
    assert any(words in message for message in messages), messages
    assert ledger.size == before


def test_a_large_file_is_checked_beside_and_refused_as_a_whole(
    make_ledger: Callable[..., Ledger], tmp_path: Path
) -> None:
    first, copy, refusing = make_ledger(), make_ledger(), make_ledger()
    figures = [
        f'{{"record":"figure","quantity":"{number} cases","locator":"p"}}\n' for number in range(10_001)
    ]
    first.import_(io.BytesIO("".join(figures).encode()), name="figures.jsonl")
    file = tmp_path / "figures.parquet"
    file.write_bytes(written(first))
    with file.open("rb") as stream:
        assert copy.import_(stream, format="parquet").recorded == 10_001
    assert lines(copy) == lines(first)
    table = parquet.read_table(file)
    place = table.schema.get_field_index("unit")
    units = pyarrow.array([*table["unit"].to_pylist()[:-1], "cat"])
    parquet.write_table(table.set_column(place, table.schema.field(place), units), file)
    with file.open("rb") as stream, pytest.raises(InputError, match="unit is not what its line says"):
        refusing.import_(stream, format="parquet")
    assert refusing.size == 0


def test_what_is_no_table_or_no_parquet_is_refused(ledger: Ledger, filled: Ledger) -> None:
    with pytest.raises(FormatError, match="cannot be read as a table"):
        ledger.from_frame([1, 2])
    for damaged in (b"", b"PAR1", written(filled)[:-9], written(filled)[:400]):
        with pytest.raises(FormatError, match="no Parquet file"):
            ledger.import_(io.BytesIO(damaged), format="parquet")


def test_a_moment_is_a_day_or_a_time_of_day(ledger: Ledger) -> None:
    ledger.from_frame(
        pyarrow.table({"value": ["5"], "stated": [datetime.fromisoformat("2023-01-02T03:04:05")]})
    )
    assert lines(ledger)[-1]["stated"] == "2023-01-02T03:04:05"
