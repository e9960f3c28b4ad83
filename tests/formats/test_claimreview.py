"""Claims and their reviews as schema.org has them, safe on a page."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from rdflib import RDF, Namespace

from ledger.book import Ledger
from ledger.book.worked_case import RECORDS
from tests.conftest import Clock, numbered_salts
from tests.formats.odd_story import HOSTILE, fill
from tests.formats.test_prov import graph_of

GOLDEN = Path(__file__).parent / "golden"
SCHEMA = Namespace("https://schema.org/")

#: From the vocabulary of schema.org, release 30.0: what the types used here are kinds of, and what the properties
#: used here say of which type, in what.
KINDS = {
    "Claim": "CreativeWork",
    "ClaimReview": "Review",
    "Review": "CreativeWork",
    "Rating": "Thing",
    "Article": "CreativeWork",
    "Report": "Article",
    "SocialMediaPosting": "Article",
    "Dataset": "CreativeWork",
    "Book": "CreativeWork",
    "CreativeWork": "Thing",
    "Organization": "Thing",
    "Person": "Thing",
    "Place": "Thing",
}
PROPERTIES: dict[str, tuple[str, set[str]]] = {
    "claimReviewed": ("ClaimReview", {"Text"}),
    "itemReviewed": ("Review", {"Thing"}),
    "reviewRating": ("Review", {"Rating"}),
    "reviewBody": ("Review", {"Text"}),
    "alternateName": ("Thing", {"Text"}),
    "ratingValue": ("Rating", {"Number", "Text"}),
    "bestRating": ("Rating", {"Number", "Text"}),
    "worstRating": ("Rating", {"Number", "Text"}),
    "appearance": ("Claim", {"CreativeWork"}),
    "firstAppearance": ("Claim", {"CreativeWork"}),
    "author": ("CreativeWork", {"Organization", "Person"}),
    "publisher": ("CreativeWork", {"Organization", "Person"}),
    "datePublished": ("CreativeWork", {"Date", "DateTime"}),
    "text": ("CreativeWork", {"Text"}),
    "isBasedOn": ("CreativeWork", {"CreativeWork", "Product", "URL"}),
    "spatialCoverage": ("CreativeWork", {"Place"}),
    "temporalCoverage": ("CreativeWork", {"Text", "DateTime", "URL"}),
    "creativeWorkStatus": ("CreativeWork", {"Text", "DefinedTerm"}),
    "archivedAt": ("CreativeWork", {"URL", "WebPage"}),
    "genre": ("CreativeWork", {"Text", "URL", "DefinedTerm"}),
    "inLanguage": ("CreativeWork", {"Text", "Language"}),
    "identifier": ("Thing", {"Text", "URL", "PropertyValue"}),
    "name": ("Thing", {"Text"}),
    "url": ("Thing", {"URL"}),
}

Node = dict[str, Any]


def written(ledger: Ledger, *references: str) -> str:
    stream = io.StringIO()
    ledger.export(stream, format="claimreview", references=references)
    return stream.getvalue()


def claims(ledger: Ledger) -> dict[str, Node]:
    """The nodes of a document by the key of their figure."""
    keys = {line["id"]: line["key"] for line in ledger.export_lines() if line["record"] == "figure"}
    nodes: list[Node] = json.loads(written(ledger))["@graph"]
    return {keys[node.get("itemReviewed", node)["identifier"]]: node for node in nodes}


def kinds_of(name: str) -> set[str]:
    found = {name}
    while name in KINDS:
        name = KINDS[name]
        found.add(name)
    return found


def parts(node: Node) -> Iterator[tuple[str, str, Any]]:
    """Every property that is used: of which type, its name, a value."""
    for term, values in node.items():
        if not term.startswith("@"):
            for value in values if isinstance(values, list) else [values]:
                yield node["@type"], term, value
                if isinstance(value, dict) and "@type" in value:
                    yield from parts(value)


@pytest.fixture
def worked(tmp_path: Path) -> Ledger:
    ledger = Ledger.create(tmp_path / "l.db", name="desk", who="Ann", clock=Clock(), salts=numbered_salts())
    ledger.record(RECORDS)
    return ledger


@pytest.fixture
def odd(tmp_path: Path) -> Ledger:
    return fill(Ledger.create(tmp_path / "odd.db", who="Ann"))


def test_the_worked_case(worked: Ledger) -> None:
    worked.review("tdp-5200", "confirmed", note="as the update says")
    golden = GOLDEN / "worked-case.claimreview.jsonld"
    text = written(worked, "tdp-5200")
    if os.environ.get("LEDGER_REWRITE_GOLDEN"):
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("story", ["worked", "odd"])
def test_types_and_properties_are_those_of_schema_org(story: str, request: pytest.FixtureRequest) -> None:
    nodes = json.loads(written(request.getfixturevalue(story)))["@graph"]
    used = [part for node in nodes for part in parts(node)]
    assert {term for _, term, _ in used} >= {"appearance", "isBasedOn", "author"}
    for kind, term, value in used:
        domain, ranges = PROPERTIES[term]
        assert domain in kinds_of(kind), (kind, term)
        if not isinstance(value, dict):
            fitting = {"Number"} if isinstance(value, int) else {"Text", "URL", "Date", "DateTime"}
            assert ranges & fitting, (kind, term)
        elif "@type" in value:
            assert ranges & kinds_of(value["@type"]), (kind, term)


def test_a_verdict_is_named_in_the_words_of_the_desk(worked: Ledger) -> None:
    worked.review("tdp-5200", "disputed", rating="Half true")
    assert claims(worked)["tdp-5200"]["reviewRating"]["alternateName"] == "Half true"


@pytest.mark.parametrize(
    ("verdict", "rating"), [("confirmed", 3), ("disputed", 2), ("rejected", 1), ("unverifiable", None)]
)
def test_a_verdict_is_a_rating(worked: Ledger, verdict: str, rating: int | None) -> None:
    worked.review("tdp-5200", verdict, note="looked at")
    review = claims(worked)["tdp-5200"]
    assert review["@type"] == "ClaimReview"
    assert review["reviewRating"].get("ratingValue") == rating
    assert review["reviewRating"]["alternateName"] == verdict.capitalize()
    assert ("bestRating" in review["reviewRating"]) == (rating is not None)
    # What search engines ask for, but for the address of the page.
    assert {"claimReviewed", "author", "datePublished", "itemReviewed"} <= set(review)
    assert review["author"] == {"@type": "Person", "name": "Ann"}
    assert review["reviewBody"] == "looked at"


def test_a_story_that_is_signed_off_reviews_each_of_its_claims(worked: Ledger) -> None:
    worked.review("tdp-article", "confirmed")
    reviewed = {key for key, node in claims(worked).items() if node["@type"] == "ClaimReview"}
    assert reviewed == {"tdp-100", "tdp-5200", "tdp-30000", "tdp-two", "tdp-awol"}


def test_a_claim_says_where_it_appeared_and_where_first(worked: Ledger) -> None:
    claim = claims(worked)["tdp-5200"]
    assert claim["author"] == {"@type": "Organization", "name": "The Defense Post"}
    assert claim["appearance"]["@type"] == "Article"
    assert claim["datePublished"] == "2023-09-01"
    # A number that was computed appeared first where it was computed: Mediazona never said 5,200.
    assert claim["firstAppearance"]["@type"] == "Report"
    assert claim["firstAppearance"]["name"] == "Intelligence update"
    assert claims(worked)["tdp-100"]["firstAppearance"]["name"] == "Tally of military court records"
    # Nobody knows where the joint tally stood.
    assert "firstAppearance" not in claims(worked)["tdp-30000"]


def test_an_archived_copy_and_joint_authors_are_named(odd: Ledger) -> None:
    work = claims(odd)["hostile"]["itemReviewed"]["appearance"]
    assert work["archivedAt"] == "https://web.example/update"
    assert [author["name"] for author in work["author"]] == ["B. Author", "A. Author"]
    assert claims(odd)["counted"]["appearance"]["genre"] == "interview"
    # EDTF knows dates that schema.org does not.
    assert "datePublished" not in claims(odd)["counted"]["appearance"]
    assert len(claims(odd)["counted"]["author"]) == 2
    assert "author" not in claims(odd)["bare"]


def test_a_claim_that_was_withdrawn_says_so(odd: Ledger) -> None:
    found = claims(odd)
    assert found["range"]["creativeWorkStatus"] == "retracted"
    assert "creativeWorkStatus" not in found["third"]


def test_a_page_can_hold_it(odd: Ledger) -> None:
    text = written(odd)
    assert not set(text) & set("<>&\u2028\u2029")
    assert json.loads(text)["@graph"]
    assert claims(odd)["hostile"]["itemReviewed"]["text"] == HOSTILE
    links = [value for node in json.loads(text)["@graph"] for _, term, value in parts(node) if term == "url"]
    assert links
    assert all(link.startswith(("http://", "https://")) for link in links)


def test_it_is_linked_data(worked: Ledger) -> None:
    document = json.loads(written(worked))
    # The context of schema.org lies behind a network; this is what it does to these terms.
    document["@context"] = {"@vocab": str(SCHEMA)}
    graph = graph_of(json.dumps(document))
    assert len(set(graph.subjects(RDF.type, SCHEMA.Claim))) == 17
    based_on = set(graph.subject_objects(SCHEMA.isBasedOn))
    assert len(based_on) == 13
    assert all((earlier, RDF.type, SCHEMA.Claim) in graph for _, earlier in based_on)


def test_an_empty_ledger_has_no_claims(make_ledger: Callable[..., Ledger]) -> None:
    assert json.loads(written(make_ledger()))["@graph"] == []
