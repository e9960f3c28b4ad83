"""Moving in: bibliographies, annotations and archived links become records, and nothing is dropped in silence."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import pytest

from ledger.book import Ledger
from ledger.errors import FormatError, InputError
from ledger.formats import FORMATS, LoadedFile, format_named, format_of, likely_format


def loaded(name: str, data: bytes | str) -> LoadedFile:
    """A file as the format reads it."""
    return format_named(name).load(io.BytesIO(data.encode() if isinstance(data, str) else data))


def records(name: str, data: bytes | str) -> list[Any]:
    """The records that the format makes of a file; what is wrong in place of one that cannot be made."""
    return [record.record or record.problems[0].message for record in loaded(name, data).records]


CSL = [
    {
        "id": "Smith:2023",
        "type": "article-newspaper",
        "title": "Nearly 100 a week",
        "container-title": "The Post",
        "author": [{"family": "Smith", "given": "Ann"}, {"literal": "UK Ministry of Defence"}],
        "issued": {"date-parts": [["2023", 8, 30]]},
        "URL": "https://example.org/a",
        "language": "en-GB",
        "volume": "3",
    },
    {
        "id": "update",
        "type": "report",
        "title": "Update",
        "publisher": "MoD",
        "DOI": "10.1000/xyz",
        "issued": {"date-parts": [[2023]]},
    },
    {"id": "c", "type": "song"},
]


def test_csl_json_becomes_sources_and_says_what_it_left_out() -> None:
    first, second, third = records("csl-json", json.dumps(CSL))
    assert first == {
        "record": "source",
        "key": "smith-2023",
        "kind": "article",
        "title": "Nearly 100 a week",
        "authors": ["Ann Smith", "UK Ministry of Defence"],
        "publisher": "The Post",
        "published": "2023-08-30",
        "url": "https://example.org/a",
        "language": "en-GB",
    }
    assert (second["url"], second["published"], second["kind"]) == (
        "https://doi.org/10.1000/xyz",
        "2023",
        "report",
    )
    assert "title" in third
    assert loaded("csl-json", json.dumps(CSL)).notes == [
        "fields that a source does not have, or that were not understood, are left out: volume (1)"
    ]


@pytest.mark.parametrize(
    ("format", "data", "left_out"),
    [
        ("csl-json", '[{"title": "T", "URL": "ftp://x", "issued": {"season": 2}}]', "URL (1), issued (1)"),
        (
            "csl-json",
            '[{"title": "T", "URL": "https://x.org", "DOI": "10.1000/x", "author": []}]',
            "DOI (1), author (1)",
        ),
        ("bibtex", "@book{a, title={T}, year={n.d.}, doi={10.1/x}}", "year (1), doi (1)"),
        ("bibtex", "@book{a, title={T}, author={Smith, Ann and others}}", "and others (1)"),
        ("bibtex", "@book{a, title={T}, institution={A}, publisher={B}}", "publisher (1)"),
    ],
)
def test_what_was_not_understood_of_a_work_is_named(format: str, data: str, left_out: str) -> None:
    file = loaded(format, data)
    assert file.notes[0].endswith(f"are left out: {left_out}")
    assert "others" not in str(list(file.records))


BIBTEX = r"""@article{Smith2023, author={Smith, Ann and {UK Ministry of Defence} and M{\"u}ller, Bob},
  title={Nearly {100} a week: {\'E}tude \& more}, journal={The Post}, year=2023, month=aug,
  url={https://example.org/a}, volume={3}}
@report{mod, title={Update}, subtitle={August}, institution={MoD}, date={2023-08-30}, langid={british}}
@misc{nothing, note={a remark}}"""


def test_bibtex_becomes_sources_with_letters_for_its_latex() -> None:
    first, second, third = records("bibtex", BIBTEX)
    assert first["title"] == "Nearly 100 a week: Étude & more"
    assert first["authors"] == ["Ann Smith", "UK Ministry of Defence", "Bob Müller"]
    assert (first["publisher"], first["published"], first["key"]) == ("The Post", "2023-08", "smith2023")
    assert second == {
        "record": "source",
        "key": "mod",
        "kind": "report",
        "title": "Update: August",
        "publisher": "MoD",
        "published": "2023-08-30",
        "language": "en-GB",
    }
    assert "title" in third
    assert "volume (1)" in loaded("bibtex", BIBTEX).notes[0]


def annotation(exact: str | None, **fields: Any) -> dict[str, Any]:
    """An annotation as the API of Hypothesis gives it."""
    selectors: list[Any] = [{"type": "RangeSelector", "startOffset": 3}]
    if exact is not None:
        selectors.append({"type": "TextQuoteSelector", "exact": exact, "prefix": "said ", "suffix": " in"})
    return {
        "uri": "https://example.org/a",
        "text": "check this",
        "tags": ["war"],
        "document": {"title": ["Nearly 100 a week"]},
        "target": [{"source": "https://example.org/a", "selector": selectors}],
        **fields,
    }


ANNOTATIONS = [
    annotation("nearly 100\n  soldiers a week"),
    annotation(None),
    annotation("about 5,200 convictions a year"),
    annotation("5 cats", uri="file:///a"),
]


@pytest.mark.parametrize(
    "wrapped",
    [lambda rows: rows, lambda rows: {"rows": rows, "total": 4}, lambda rows: {"annotations": rows}],
)
def test_annotations_become_a_source_and_figures_with_their_quotes(wrapped: Callable[[Any], Any]) -> None:
    source, first, second, refused = records("hypothesis", json.dumps(wrapped(ANNOTATIONS)))
    assert source == {"record": "source", "url": "https://example.org/a", "title": "Nearly 100 a week"}
    assert first == {
        "record": "figure",
        "quantity": "nearly 100 soldiers a week",
        "source": "https://example.org/a",
        "quote": {"exact": "nearly 100\n  soldiers a week", "prefix": "said ", "suffix": " in"},
        "note": "check this",
        "tags": ["war"],
    }
    assert second["quantity"] == "about 5,200 convictions a year"
    assert "no web address" in refused
    hidden = [annotation("5 cats", user="acct:ann@hypothes.is", hidden=True)]
    assert loaded("hypothesis", json.dumps(hidden)).notes == [
        "members of annotations that are not read: user (1), hidden (1)"
    ]
    assert loaded("hypothesis", json.dumps(ANNOTATIONS)).notes == [
        "annotations without a quote (notes on a page, replies) are left out: 1"
    ]


def test_an_annotation_without_a_number_is_refused_with_its_place(make_ledger: Callable[..., Ledger]) -> None:
    ledger = make_ledger()
    file = loaded("hypothesis", json.dumps([annotation("5 cats"), annotation("a word or two")]))
    with pytest.raises(InputError) as refused:
        ledger.import_(file, name="export.json")
    assert [problem.place for problem in refused.value.problems] == ["annotation 2"]
    assert ledger.size == 0


SHEET = (
    "Link,Archive status,Archive location,Archive date,Upload title,Upload timestamp,Hash,Text content,Thumbnail\r\n"
    "https://example.org/a,success,https://archive.example/a.html,2023-09-01T12:00:00+00:00,Nearly 100,"
    f"2023-08-30 09:00:00,SHA-256:{'a' * 64},Nearly 100 soldiers a week,x\r\n"
    "https://example.org/b,nothing archived,,,,,,,\r\n"
    "ftp://example.org/c,success,https://archive.example/c,,,,,,\r\n"
)


def test_archived_links_become_sources_and_snapshots() -> None:
    source, snapshot, refused = records("auto-archiver", SHEET)
    assert source == {
        "record": "source",
        "url": "https://example.org/a",
        "title": "Nearly 100",
        "published": "2023-08-30",
    }
    assert snapshot == {
        "record": "snapshot",
        "source": "https://example.org/a",
        "archived_at": "https://archive.example/a.html",
        "retrieved": "2023-09-01T12:00:00Z",
        "original": {"sha256": "a" * 64},
        "text": "Nearly 100 soldiers a week",
    }
    assert "not an address" in refused
    assert loaded("auto-archiver", SHEET).notes == [
        "rows that were not archived are left out: 3",
        "columns that are not read: thumbnail",
    ]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("csl-json", json.dumps(CSL[:2])),
        ("bibtex", BIBTEX.partition("@misc")[0]),
        ("auto-archiver", SHEET.partition("ftp")[0]),
    ],
)
def test_what_is_read_is_recorded_once(name: str, data: str, make_ledger: Callable[..., Ledger]) -> None:
    ledger = make_ledger()
    ledger.import_(loaded(name, data), name="file")
    size = ledger.size
    assert size >= 2
    ledger.import_(loaded(name, data), name="file")
    assert ledger.size == size


@pytest.mark.parametrize("name", ["csl-json", "bibtex", "hypothesis", "auto-archiver"])
@pytest.mark.parametrize(
    "data", [b"\xff\xfe\x00", b"{", b"[1, 2", b"@article{x,", b'{"a": NaN}', b"a,b\n1,2\n"]
)
def test_what_is_of_another_format_is_refused(name: str, data: bytes) -> None:
    if name == "bibtex" and data in (b"{", b"[1, 2", b'{"a": NaN}', b"a,b\n1,2\n"):
        # Text outside of entries is a comment in BibTeX: there is nothing to record.
        assert list(loaded(name, data).records) == []
        return
    with pytest.raises(FormatError) as refused:
        list(loaded(name, data).records)
    assert refused.value.hint


def test_their_files_are_known_by_their_endings_and_never_written(make_ledger: Callable[..., Ledger]) -> None:
    assert format_of("library.bib") == "bibtex"
    assert format_of("library.csl.json") == "csl-json"
    for name in ("csl-json", "bibtex", "hypothesis", "auto-archiver"):
        assert FORMATS[name].readable
        with pytest.raises(InputError, match="never written"):
            make_ledger().export(io.StringIO(), format=name)


def test_a_file_whose_ending_says_nothing_is_known_by_what_stands_in_it() -> None:
    rows = {"total": 1, "rows": [annotation("nearly 100 a week")]}
    assert likely_format(json.dumps(rows).encode()) == "hypothesis"
    assert likely_format(json.dumps(CSL).encode()) == "csl-json"
    assert likely_format(b"Link,Archive status,Archive location\n") == "auto-archiver"
    assert likely_format(b'{"record":"figure","quantity":"5 people"}\n') is None
