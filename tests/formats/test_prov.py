"""PROV as other people's programs read it: the packages prov and rdflib, and the rules of the two submissions."""

from __future__ import annotations

import io
import json
import os
import re
import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from prov.model import ProvDerivation, ProvDocument, ProvEntity, ProvInvalidation
from rdflib import RDF, Graph, Literal, Namespace

from ledger.book import Ledger
from ledger.book.worked_case import RECORDS
from ledger.formats.prov.prov_terms import FORMAL, PREFIXES
from tests.conftest import Clock, numbered_salts
from tests.formats.odd_story import HOSTILE, fill
from tests.fresh_ledger import fresh_ledger

GOLDEN = Path(__file__).parent / "golden"
PROV = Namespace(PREFIXES["prov"])
LEDGER = Namespace(PREFIXES["ledger"])
ID = Namespace(PREFIXES["id"])


@pytest.fixture
def new_ledger(tmp_path: Path) -> Callable[[str], Ledger]:
    """Makes a ledger in a file, with a clock and salts that are the same in every run."""

    def make(name: str) -> Ledger:
        return fresh_ledger(
            tmp_path / f"{name}.db", name="desk", who="Ann", clock=Clock(), salts=numbered_salts()
        )

    return make


@pytest.fixture
def worked(new_ledger: Callable[[str], Ledger]) -> Ledger:
    ledger = new_ledger("worked")
    ledger.record(RECORDS)
    return ledger


@pytest.fixture
def odd(new_ledger: Callable[[str], Ledger]) -> Ledger:
    return fill(new_ledger("odd"))


def written(ledger: Ledger, format: str, *references: str) -> str:
    stream = io.StringIO()
    ledger.export(stream, format=format, references=references)
    return stream.getvalue()


def loaded(text: str, format: str = "json") -> ProvDocument:
    document = ProvDocument.deserialize(content=text, format=format)
    assert isinstance(document, ProvDocument)
    return document


def graph_of(text: str) -> Graph:
    """The triples of a JSON-LD document. The library warns of a class that it uses itself."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "ConjunctiveGraph is deprecated", DeprecationWarning)
        return Graph().parse(data=text, format="json-ld")


def figure_id(ledger: Ledger, key: str) -> str:
    found: str = next(line["id"] for line in ledger.export_lines() if line.get("key") == key)
    return found


@pytest.mark.parametrize("format", ["prov-json", "prov-jsonld"])
def test_the_worked_case(worked: Ledger, format: str) -> None:
    golden = GOLDEN / f"worked-case.{'prov.json' if format == 'prov-json' else 'prov.jsonld'}"
    text = written(worked, format, "tdp-5200")
    if os.environ.get("LEDGER_REWRITE_GOLDEN"):
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("story", ["worked", "odd"])
def test_the_package_prov_reads_and_writes_it_without_loss(
    story: str, request: pytest.FixtureRequest
) -> None:
    document = loaded(written(request.getfixturevalue(story), "prov-json"))
    assert loaded(str(document.serialize(format="json"))) == document
    assert len(document.records) > 100
    # Both serialisations say the same number of things of each kind.
    linked = loaded(written(request.getfixturevalue(story), "prov-jsonld"), "jsonld")
    assert Counter(type(record) for record in linked.records) == Counter(
        type(record) for record in document.records
    )


def test_links_are_the_derivations_that_prov_knows(worked: Ledger) -> None:
    document = loaded(written(worked, "prov-json", "tdp-5200"))
    relations = set()
    for record in document.get_records(ProvDerivation):
        later, earlier, *_ = (value for _, value in record.formal_attributes)
        attributes = {str(name): str(value) for name, value in record.extra_attributes}
        relations.add((later.localpart[7:13], earlier.localpart[7:13], attributes["prov:type"]))
        if attributes["prov:type"] == "ledger:Derivation":
            assert attributes["ledger:formula"] == "weekly * 52"
            assert attributes["ledger:input"] == "weekly"
            assert attributes["ledger:assumptions"] == "the trend continues"
    short = {key: figure_id(worked, key)[:6] for key in ("tdp-5200", "mod-5200", "mod-100", "mz-100")}
    assert (short["tdp-5200"], short["mod-5200"], "prov:Quotation") in relations
    assert (short["mod-5200"], short["mod-100"], "ledger:Derivation") in relations
    assert (short["mod-100"], short["mz-100"], "prov:Quotation") in relations
    # What was counted stands in its primary source, what was repeated in an article.
    roles = Counter(role for _, _, role in relations)
    assert roles == {
        "prov:Quotation": 2,
        "ledger:Derivation": 1,
        "prov:PrimarySource": 1,
        "ledger:StandsIn": 3,
    }


def test_a_figure_is_an_entity_with_its_number_as_it_was_stated(odd: Ledger) -> None:
    document = loaded(written(odd, "prov-json"))

    def attributes(key: str) -> dict[str, list[str]]:
        name = next(
            record
            for record in document.get_records(ProvEntity)
            if ("ledger:key", key) in {(str(term), str(value)) for term, value in record.attributes}
        )
        stated: dict[str, list[str]] = {}
        for term, value in name.attributes:
            stated.setdefault(str(term), []).append(getattr(value, "value", value))
        return stated

    hostile = attributes("hostile")
    assert hostile["prov:value"] == ["-0.50"]
    assert hostile["ledger:note"] == hostile["ledger:quoteExact"] == [HOSTILE]
    assert attributes("third")["prov:value"] == ["1/3"]
    assert attributes("range")["ledger:low"] == ["10"]
    assert attributes("range")["ledger:status"] == ["retracted"]
    assert "prov:value" not in attributes("none")
    assert "warning" in " ".join(attributes("sum")["ledger:finding"])
    assert "not for print" not in written(odd, "prov-json")


def test_only_what_is_withdrawn_now_is_invalidated(odd: Ledger) -> None:
    def invalidated() -> set[str]:
        document = loaded(written(odd, "prov-json"))
        return {
            str(value.localpart)[7:]
            for record in document.get_records(ProvInvalidation)
            for name, value in record.formal_attributes
            if str(name) == "prov:entity"
        }

    # "third" was retracted and that was undone; "slip" was replaced.
    assert invalidated() == {figure_id(odd, "range"), *slips(odd)}
    odd.undo("range")
    assert invalidated() == set(slips(odd))


def slips(ledger: Ledger) -> list[str]:
    return [
        line["of"]
        for line in ledger.export_lines()
        if line["record"] == "correction" and line.get("cause") == "misrecorded"
    ]


@pytest.mark.parametrize("story", ["worked", "odd"])
def test_it_keeps_to_the_schema_of_prov_json(story: str, request: pytest.FixtureRequest) -> None:
    # The rules of the published schema that a document of ours could break.
    document = json.loads(written(request.getfixturevalue(story), "prov-json"))
    prefixes = document.pop("prefix")
    assert all(re.fullmatch(r"[A-Za-z0-9_-]+", prefix) for prefix in prefixes)
    known = {"prov", "xsd", *prefixes}
    for kind, statements in document.items():
        assert kind in FORMAL
        for identifier, body in statements.items():
            assert identifier.startswith("_:") or identifier.split(":")[0] in known
            for term, values in body.items():
                assert term.split(":")[0] in known
                if term in FORMAL[kind]:
                    assert isinstance(values, str)
                    continue
                for value in values if isinstance(values, list) else [values]:
                    literal = isinstance(value, dict) and set(value) == {"$", "type"}
                    assert isinstance(value, str) or (literal and all(map(str, value.values())))


@pytest.mark.parametrize("story", ["worked", "odd"])
def test_everything_named_is_described_once_and_as_one_kind(
    story: str, request: pytest.FixtureRequest
) -> None:
    document = json.loads(written(request.getfixturevalue(story), "prov-json"))
    entities, activities, agents = (set(document[kind]) for kind in ("entity", "activity", "agent"))
    assert not entities & activities
    described = entities | activities | agents
    for kind, statements in document.items():
        for body in statements.values() if kind in FORMAL else ():
            ends = {body[place] for place in FORMAL[kind] if place in body and not place.endswith("ime")}
            assert ends <= described
    # What an activity uses is an entity or a party.
    assert (
        {body["prov:entity"] for body in document["used"].values()} <= entities | agents
        if "used" in document
        else True
    )


def test_linked_data_has_the_way_of_the_number(worked: Ledger) -> None:
    # The context stands in the document: nothing is fetched.
    graph = graph_of(written(worked, "prov-jsonld"))
    ids = {key: ID[f"sha256-{figure_id(worked, key)}"] for key in ("tdp-5200", "mod-5200", "mod-100")}
    [relay] = [
        node
        for node in graph.objects(ids["tdp-5200"], PROV.qualifiedDerivation)
        if (node, RDF.type, PROV.Quotation) in graph
    ]
    assert (relay, PROV.entity, ids["mod-5200"]) in graph
    assert (relay, RDF.type, PROV.Derivation) in graph
    [computed] = graph.subjects(RDF.type, LEDGER.Derivation)
    assert (ids["mod-5200"], PROV.qualifiedDerivation, computed) in graph
    assert (computed, PROV.entity, ids["mod-100"]) in graph
    assert (computed, LEDGER.formula, Literal("weekly * 52")) in graph


def test_linked_data_types_its_values(odd: Ledger) -> None:
    graph = graph_of(written(odd, "prov-jsonld"))
    hostile = ID[f"sha256-{figure_id(odd, 'hostile')}"]
    [value] = graph.objects(hostile, PROV.value)
    assert isinstance(value, Literal)
    assert (str(value), str(value.datatype)) == ("-0.50", f"{PREFIXES['xsd']}decimal")
    assert (hostile, LEDGER.note, Literal(HOSTILE)) in graph
    [source] = graph.objects(hostile, LEDGER.source)
    assert (source, RDF.type, PROV.Entity) in graph
    # What replaced a figure is a reference, who decided it a name.
    assert set(graph.objects(None, LEDGER.replacement)) == {ID[f"sha256-{figure_id(odd, 'again')}"]}
    assert set(graph.objects(None, LEDGER.by)) == {Literal("Ann")}
    times = set(graph.objects(None, PROV.atTime))
    assert times
    assert {str(time.datatype) for time in times if isinstance(time, Literal)} == {
        f"{PREFIXES['xsd']}dateTime"
    }


def test_linked_data_keeps_to_the_shape_of_prov_jsonld(odd: Ledger) -> None:
    document: dict[str, Any] = json.loads(written(odd, "prov-jsonld"))
    assert set(document) == {"@context", "@graph"}
    for node in document["@graph"]:
        for term, value in node.items():
            if isinstance(value, list):
                assert term in {"type", "label", "value"} or re.fullmatch(r"[a-z]+:[A-Za-z0-9]+", term)
                for part in value:
                    assert isinstance(part, str) or set(part) in ({"@value"}, {"@value", "@type"})
            else:
                # A formal place, or what the node is.
                assert isinstance(value, str)


def test_an_empty_ledger_is_a_document_too(new_ledger: Callable[[str], Ledger]) -> None:
    ledger = new_ledger("empty")
    assert len(loaded(written(ledger, "prov-json")).records) == 1
    assert len(graph_of(written(ledger, "prov-jsonld"))) > 0
