"""PROV-JSON read: a ledger's own export comes back whole, anything else as far as a ledger can hold it."""

from __future__ import annotations

import io
import itertools
import json
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from prov.model import ProvDocument

from ledger.book import Ledger
from ledger.book.worked_case import RECORDS
from ledger.errors import FormatError, InputError
from ledger.formats import LoadedFile
from ledger.formats.prov.prov_document import MOST_BYTES
from ledger.formats.prov.prov_json import load
from tests.formats.odd_story import fill
from tests.fresh_ledger import fresh_ledger

Json = Any


def written(ledger: Ledger, *references: str) -> str:
    stream = io.StringIO()
    ledger.export(stream, format="prov-json", references=references)
    return stream.getvalue()


def read(document: Json) -> LoadedFile:
    text = document if isinstance(document, str) else json.dumps(document)
    return load(io.BytesIO(text.encode()))


def take(ledger: Ledger, document: Json) -> Ledger:
    ledger.import_(read(document), name="file.prov.json")
    return ledger


def lines(ledger: Ledger, *references: str) -> list[str]:
    return sorted(json.dumps(line, sort_keys=True) for line in ledger.export_lines(references))


# What a ledger wrote.


def test_the_worked_case_comes_back_whole(make_ledger: Callable[..., Ledger]) -> None:
    before = make_ledger()
    before.record(RECORDS)
    assert lines(take(make_ledger(), written(before))) == lines(before)
    part = take(make_ledger(), written(before, "tdp-5200"))
    assert lines(part) == lines(before, "tdp-5200")
    assert [figure.entry.key for figure in part.trace("tdp-5200").figures] == [
        "tdp-5200",
        "mod-5200",
        "mod-100",
        "mz-100",
    ]


def test_every_odd_thing_comes_back_whole(make_ledger: Callable[..., Ledger]) -> None:
    before = fill(make_ledger())
    text = written(before)
    after = take(make_ledger(), text)
    assert lines(after) == lines(before)
    # Texts of snapshots do not travel, and what is found in them does not either.
    in_texts = ["quote-not-found", "quote-gone"]
    found, expected = (
        Counter(finding.code for finding in ledger.check(ignore=in_texts).findings)
        for ledger in (after, before)
    )
    assert found == expected
    assert found["circular-report"] == 1
    assert (
        json.loads(written(after))["wasInvalidatedBy"].keys() == json.loads(text)["wasInvalidatedBy"].keys()
    )


def test_it_comes_back_through_another_program(make_ledger: Callable[..., Ledger]) -> None:
    before = make_ledger()
    before.record(RECORDS)
    document = ProvDocument.deserialize(content=written(before), format="json")
    assert isinstance(document, ProvDocument)
    assert lines(take(make_ledger(), str(document.serialize(format="json")))) == lines(before)


def test_what_was_changed_on_the_way_is_refused(tmp_path: Path) -> None:
    before = fresh_ledger(tmp_path / "before.db", who="Ann")
    before.add("100 convictions a week", reported_by=["Mediazona"])
    document = written(before).replace(
        '"$": "100", "type": "xsd:decimal"', '"$": "101", "type": "xsd:decimal"'
    )
    with pytest.raises(InputError, match="does not fit"):
        take(fresh_ledger(tmp_path / "after.db", who="Ann"), document)


def test_what_is_added_to_a_record_is_named(tmp_path: Path) -> None:
    before = fresh_ledger(tmp_path / "before.db", who="Ann")
    before.add("100 convictions a week", reported_by=["Mediazona"])
    document = json.loads(written(before))
    figure = next(name for name, body in document["entity"].items() if "prov:value" in body)
    document["entity"][figure]["https://elsewhere.example/colour"] = "red"
    document["wasInfluencedBy"] = {"_:i": {"prov:influencee": figure, "prov:influencer": figure}}
    notes = " ".join(read(document).notes)
    assert "1 left out: https://elsewhere.example/colour of" in notes
    assert "wasInfluencedBy: 1 left out" in notes


_text = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=30
).filter(lambda text: bool(text.strip()))
_number = st.one_of(
    st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**9), max_value=10**9).map(
        str
    ),
    st.integers(-(10**40), 10**40).map(str),
    st.sampled_from(["1/3", "2e10", "-1.50E-3", "0"]),
)


@st.composite
def _figures(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Figures of any shape, with links between them in any direction, loops too."""
    figures = []
    for key in range(draw(st.integers(1, 4))):
        optional: dict[str, Any] = {
            name: draw(_text)
            for name in ("label", "place", "locator", "note", "quote")
            if draw(st.booleans())
        }
        quantity = {"text": draw(_text), "hedge": draw(st.sampled_from(["about", "over", "exact", None]))}
        if draw(st.booleans()):
            quantity["value"] = draw(_number)
        figures.append(
            {
                "record": "figure",
                "key": f"f-{key}",
                "quantity": quantity,
                "reported_by": draw(st.lists(st.sampled_from(["A", "Б", "C, D"]), unique=True)),
                "primary": draw(st.booleans()),
                "tags": draw(st.lists(_text, max_size=3)),
                # Figures that say the same are one.
                "stated": str(2000 + key),
                **optional,
            }
        )
    ends = st.permutations(range(len(figures))).map(lambda order: order[:2])
    links = []
    for later, earlier in draw(st.lists(ends, max_size=4)) if len(figures) > 1 else []:
        links.append(
            {"record": "link", "relation": "relay", "figure": f"f-{later}", "from": f"f-{earlier}"}
            if draw(st.booleans())
            else {
                "record": "link",
                "relation": "derivation",
                "figure": f"f-{later}",
                "inputs": {"a": f"f-{earlier}"},
                "formula": draw(st.sampled_from(["a * 2", "a + 1 week"])),
                "assumptions": draw(st.lists(_text, max_size=3)),
            }
        )
    return [*figures, *links]


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(records=_figures())
def test_whatever_is_recorded_comes_back(records: list[dict[str, Any]]) -> None:
    with TemporaryDirectory() as folder:
        before = fresh_ledger(Path(folder) / "before.db", who="Ann")
        before.record(records)
        after = take(fresh_ledger(Path(folder) / "after.db", who="Ann"), written(before))
        assert lines(after) == lines(before)


# What no ledger wrote.


PREFIX = {"ex": "https://example.org/", "schema": "https://schema.org/"}
_numbers = itertools.count()


class Held(NamedTuple):
    """What a ledger holds: figures by key, their links by keys, and the kinds that agents and sources are of."""

    figures: dict[str, dict[str, Any]]
    links: list[tuple[str, str, list[str]]]
    kinds: dict[str, str]


@pytest.fixture
def imported(tmp_path: Path) -> Callable[[Mapping[str, Any]], Held]:
    """What a ledger holds once a document is imported."""

    def take_in(document: Mapping[str, Any]) -> Held:
        ledger = fresh_ledger(tmp_path / f"{next(_numbers)}.db", who="Ann")
        take(ledger, {"prefix": PREFIX, **document})
        held = list(ledger.export_lines())
        names: dict[str, str] = {line["id"]: line.get("key") or line.get("name") or "" for line in held}
        figures = {line["key"]: line for line in held if line["record"] == "figure"}
        for figure in figures.values():
            figure["reported_by"] = sorted(names[party] for party in figure.get("reported_by", []))
            figure["source"] = names.get(figure.get("source", ""))
        links = [line for line in held if line["record"] == "link"]
        return Held(
            figures,
            sorted(
                (link["relation"], names[link["figure"]], sorted(names[end] for end in _ends(link)))
                for link in links
            ),
            {names[line["of"]]: line["kind"] for line in held if line["record"] == "description"},
        )

    return take_in


def _ends(link: Mapping[str, Any]) -> list[str]:
    return list(link["inputs"].values()) if "inputs" in link else [link["from"]]


def typed(text: str, datatype: str) -> dict[str, str]:
    return {"$": text, "type": datatype}


@pytest.mark.parametrize(
    ("value", "quantity"),
    [
        (typed("5200", "xsd:integer"), {"text": "5200", "value": "5200"}),
        (typed("+05.20", "xsd:decimal"), {"text": "+05.20", "value": "5.20"}),
        (typed(".5", "xsd:decimal"), {"text": ".5", "value": "0.5"}),
        (typed("1.5E3", "xsd:double"), {"text": "1.5E3", "value": "1.5e3"}),
        (42, {"text": "42", "value": "42"}),
        ("nearly 100 soldiers a week", {"text": "nearly 100 soldiers a week", "value": "100", "hedge": "nearly",
                                       "unit": "soldier/week"}),
        (typed("INF", "xsd:double"), {"text": "INF", "hedge": "vague"}),
        (typed("1e999999999", "xsd:double"), {"text": "1e999999999", "hedge": "vague"}),
        ("a dramatic rise", {"text": "a dramatic rise", "hedge": "vague"}),
        (typed("true", "xsd:boolean"), {"text": "true", "hedge": "vague"}),
        (True, {"text": "true", "hedge": "vague"}),
        ({"$": "hello", "lang": "en"}, {"text": "hello", "hedge": "vague"}),
    ],
)  # fmt: skip
def test_a_value_is_a_number_where_it_reads_like_one(
    value: Json, quantity: dict[str, str], imported: Callable[[Mapping[str, Any]], Held]
) -> None:
    assert imported({"entity": {"ex:rise": {"prov:value": value}}}).figures["rise"]["quantity"] == quantity


def test_relations_that_the_ledger_has_become_links(
    imported: Callable[[Mapping[str, Any]], Held],
) -> None:
    def derived(later: str, earlier: str, role: str | None = None) -> dict[str, Any]:
        ends = {"prov:generatedEntity": f"ex:{later}", "prov:usedEntity": f"ex:{earlier}"}
        return ends | ({"prov:type": typed(role, "prov:QUALIFIED_NAME")} if role else {})

    found = imported(
        {
            "entity": {
                **{
                    f"ex:{name}": {"prov:label": name, "prov:value": typed("5", "xsd:int")}
                    for name in "pqrstuv"
                },
                "ex:work": {
                    "prov:type": typed("schema:Report", "xsd:QName"),
                    "schema:name": "A report",
                    "schema:url": "https://example.org/report",
                },
            },
            "agent": {
                "ex:mz": {"prov:label": "Mediazona", "prov:type": typed("prov:Organization", "xsd:QName")}
            },
            "wasDerivedFrom": {
                "_:1": derived("q", "p", "prov:Quotation"),
                "_:2": derived("r", "p", "prov:Revision"),
                "_:3": derived("s", "p"),
                "_:4": derived("s", "q"),
                "_:5": derived("t", "u", "prov:PrimarySource"),
                "_:6": derived("p", "work", "prov:PrimarySource"),
                "_:7": derived("v", "work"),
            },
            "wasAttributedTo": {
                "_:1": {"prov:entity": "ex:p", "prov:agent": "ex:mz"},
                "_:2": {"prov:entity": "ex:p", "prov:agent": "ex:unheard-of"},
            },
        }
    )
    assert found.links == [
        ("derivation", "s", ["p", "q"]),
        ("relay", "q", ["p"]),
        ("relay", "t", ["u"]),
        ("revision", "r", ["p"]),
    ]
    figures = found.figures
    assert figures["p"]["source"] == figures["v"]["source"] == "work"
    assert [key for key in "pqrstuv" if figures[key].get("primary")] == ["p", "u"]
    assert figures["p"]["reported_by"] == ["Mediazona", "unheard-of"]
    assert figures["p"]["note"] == "PROV entity https://example.org/p"
    assert found.kinds == {"Mediazona": "organization", "work": "report"}


OTHERS = {
    "entity": {
        "ex:rise": {"prov:label": "a rise", "ex:colour": 'r"e\nd', "prov:value": ["many", "5"]},
        "ex:bare": {},
    },
    "activity": {
        "ex:act": {"prov:startTime": "2023-01-01T00:00:00", "prov:label": "counting"},
        "ex:idle": {},
    },
    "agent": {"ex:ann": {"ex:age": 7}},
    "wasGeneratedBy": {
        "ex:gen": {"prov:entity": "ex:rise", "prov:activity": "ex:act", "prov:time": "2023-01-02T00:00:00"}
    },
    "used": {"_:u": {"prov:activity": "ex:act", "prov:entity": "ex:bare"}},
    "wasDerivedFrom": {"_:d": {"prov:generatedEntity": "ex:rise", "prov:usedEntity": "ex:bare"}},
    "hadMember": {"_:m": {"prov:collection": "ex:bare", "prov:entity": ["ex:rise", "ex:other"]}},
    "actedOnBehalfOf": {"_:o": {"prov:delegate": "ex:ann", "prov:responsible": "ex:bob"}},
    "bundle": {"ex:bundle": {"entity": {"ex:inside": {"prov:label": "inside"}}}},
}


def test_what_the_ledger_has_no_place_for_is_kept_in_notes(
    imported: Callable[[Mapping[str, Any]], Held],
) -> None:
    assert imported(OTHERS).figures["rise"]["note"].splitlines() == [
        "PROV entity https://example.org/rise",
        'entity(ex:rise, [https://example.org/colour="r\\"e\\nd", prov:value="5"])',
        "wasDerivedFrom(ex:rise, ex:bare)",
        "wasGeneratedBy(ex:gen; ex:rise, ex:act, 2023-01-02T00:00:00)",
        'activity(ex:act, 2023-01-01T00:00:00, [prov:label="counting"])',
        "hadMember(ex:bare, ex:rise)",
    ]


def test_further_values_of_an_entity_are_named_and_kept(make_ledger: Callable[..., Ledger]) -> None:
    document = {
        "prefix": {"ex": "https://example.org/"},
        "entity": {
            "ex:e": [{"prov:value": "5 people"}, {"prov:value": "6 people"}],
            "ex:f": {"prov:value": "7"},
        },
    }
    assert list(read(document).notes) == [
        "more than one value: the first is the number, the others are kept in the note: ex:e: “6 people”"
    ]
    figure = take(make_ledger(), document).trace("e").figures[0].entry.record
    assert (figure.quantity.value, "6 people" in (figure.note or "")) == ("5", True)


def test_what_is_left_out_is_named_and_counted() -> None:
    assert read({"prefix": PREFIX, **OTHERS}).notes == [
        "hadMember: 1 kept as PROV-N in the notes of figures",
        "wasDerivedFrom: 1 kept as PROV-N in the notes of figures",
        "wasGeneratedBy: 1 kept as PROV-N in the notes of figures",
        "more than one value: the first is the number, the others are kept in the note: ex:rise: “5”",
        "actedOnBehalfOf: 1 left out: (ex:ann, https://example.org/bob)",
        "activity: 1 left out: ex:idle",
        "attribute of an agent: 1 left out: https://example.org/age of ex:ann",
        "entity with neither prov:value nor prov:label: 1 left out: ex:bare",
        "hadMember: 1 left out: (ex:bare, https://example.org/other)",
        "used: 1 left out: (ex:act, ex:bare)",
        "bundle, to be saved as a document of its own: 1 left out: ex:bundle (1 in it)",
    ]


def test_names_that_look_alike_stay_apart(imported: Callable[[Mapping[str, Any]], Held]) -> None:
    names = ["ex:rise", "ex:RISE", "ex:é", "ex:12", "https://elsewhere.example/rise", "ex:" + "long" * 50]
    held = imported({"entity": {name: {"prov:label": "a rise"} for name in names}})
    assert len(held.figures) == len(names)


def test_a_note_holds_as_many_statements_as_fit(
    imported: Callable[[Mapping[str, Any]], Held],
) -> None:
    many = {f"_:{n}": {"prov:entity": "ex:rise", "prov:activity": f"ex:act{n}"} for n in range(500)}
    held = imported({"entity": {"ex:rise": {"prov:label": "a rise"}}, "wasGeneratedBy": many})
    note = held.figures["rise"]["note"]
    assert len(note) <= 10_000
    kept, _, rest = note.rpartition("\n")
    assert rest == f"… and {501 - len(kept.splitlines())} more statements that do not fit a note"


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ("", "cannot be read as PROV-JSON: not JSON"),
        ("[]", "not a JSON object"),
        ('"entity"', "not a JSON object"),
        ("{}", "nothing in it .* it is empty"),
        ('{"entity": {"ex:e": {}}, "entity": {}}', "/entity: this key stands more than once"),
        ('{"entity": {"ex:e": {"prov:value": NaN}}}', "NaN is not a number"),
        ('{"entity": {"ex:e": {"prov:value": 1.5}}}', 'write it as a decimal string, "1.5"'),
        ("[" * 5000, "nested more than 32 levels"),
        ('{"entity": []}', "'entity' is not a JSON object"),
        ('{"entities": {}}', "no statements of the kind 'entities'"),
        ('{"prefix": {"ex": 5}}', '"prefix" does not give a text'),
        ('{"prefix": []}', '"prefix" does not give a text'),
        ('{"bundle": {"b": 5}}', '"bundle" does not give an object'),
        ('{"entity": {"ex:e": {"ex:colour": "red"}}}', "entity with neither prov:value nor prov:label: 1 left out"),
        ("\ufeff{}", "byte order mark"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_a_reason(document: str, message: str) -> None:
    with pytest.raises(FormatError, match=message):
        read(document)


def test_a_document_without_end_is_not_read_to_its_end() -> None:
    class Endless(io.RawIOBase):
        given = 0

        def read(self, size: int = -1) -> bytes:
            assert size >= 0
            self.given += size
            return b" " * size

    stream = Endless()
    with pytest.raises(FormatError, match="64,000,000 bytes at the most"):
        load(stream)  # type: ignore[arg-type]
    assert stream.given == MOST_BYTES + 1


@pytest.mark.parametrize(
    ("statement", "place"),
    [
        ({"entity": {"ex:e": 5}}, "entity ex:e: a statement is a JSON object"),
        ({"entity": {"ex:e": {"prov:value": None}}}, "entity ex:e, prov:value: a value is a text"),
        ({"entity": {"ex:e": {"ex:a": [["nested"]]}}}, "entity ex:e, ex:a: a value is a text"),
        (
            {"entity": {"ex:e": {"ex:a": {"$": "x", "type": 5}}}},
            "entity ex:e, ex:a: the type and the language",
        ),
        ({"used": {"_:u": {"prov:activity": 5}}}, "used _:u, prov:activity: one name stands here"),
    ],
)
def test_a_statement_that_cannot_be_read_is_named(statement: Json, place: str, tmp_path: Path) -> None:
    ledger = fresh_ledger(tmp_path / "l.db", who="Ann")
    with pytest.raises(InputError) as caught:
        take(ledger, statement)
    assert str(caught.value.problems[0]).startswith(f"file.prov.json:{place}")
    assert ledger.size == 0


def _document() -> st.SearchStrategy[Any]:
    """Documents that are nearly PROV."""
    names = st.sampled_from(["ex:a", "ex:b", "_:1", "", ":", "prov:value", "a" * 300, "ex:12"])
    values = st.recursive(
        st.one_of(st.none(), st.booleans(), st.integers(), _text, names),
        lambda inner: st.one_of(
            st.lists(inner, max_size=2),
            st.fixed_dictionaries(
                {"$": inner}, optional={"type": st.sampled_from(["xsd:int", "xsd:QName", "xsd:string", 5])}
            ),
        ),
        max_leaves=4,
    )
    terms = st.sampled_from(
        ["prov:value", "prov:label", "prov:type", "prov:entity", "prov:agent", "prov:activity", "prov:time",
         "prov:generatedEntity", "prov:usedEntity", "ex:other", "prov:collection"]
    )  # fmt: skip
    statement = st.dictionaries(terms, values, max_size=4)
    kinds = st.sampled_from(
        [
            "entity",
            "agent",
            "activity",
            "wasDerivedFrom",
            "wasAttributedTo",
            "used",
            "hadMember",
            "bundle",
            "prefix",
        ]
    )
    return st.dictionaries(
        kinds,
        st.dictionaries(names, st.one_of(statement, st.lists(statement, max_size=2), values), max_size=3),
    )


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    return fresh_ledger(tmp_path_factory.mktemp("fuzz") / "l.db", who="Ann")


@settings(max_examples=300)
@given(document=_document())
def test_any_document_is_imported_or_refused(shared: Ledger, document: Json) -> None:
    with suppress(FormatError, InputError):
        reading = read(document)
        taken = shared.import_(reading, name="file")
        assert taken.lines == len(list(reading.records))
