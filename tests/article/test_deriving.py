"""Finding again how figures of the marked corpus were computed, and keeping silent on those that were not."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

import pytest

from ledger.article.deriving import MOST, Candidate, derive
from ledger.article.scan import scan_text
from ledger.phrase.reader import parse_phrase
from tests.article.annotated import paragraphs


class Story(NamedTuple):
    """The figures of a paragraph as candidates, and of which figures each computed one came, by key."""

    figures: list[Candidate]
    inputs: dict[str, frozenset[str]]


def stories() -> list[Story]:
    """Every paragraph of the corpus."""
    found = []
    for paragraph in (*paragraphs("dev"), *paragraphs("heldout")):
        by_span = {figure.number_span: figure for figure in scan_text(paragraph.text).figures}
        keys: dict[str, str] = {}
        figures = []
        for marked in paragraph.figures:
            figure = by_span.get(marked.span)
            if figure is not None:
                keys[marked.name] = figure.id
                words = frozenset((figure.quantity.unit or "").split("/"))
                figures.append(Candidate(figure.id, figure.quantity, 0, words))
        links = {
            keys[link["figure"]]: frozenset(keys[name] for name in link["inputs"])
            for link in paragraph.links
            if link["relation"] == "derivation" and {link["figure"], *link["inputs"]} <= keys.keys()
        }
        found.append(Story(figures, links))
    return found


@pytest.fixture(scope="module")
def corpus() -> list[Story]:
    return stories()


def proposed(story: Story, target: Candidate) -> list[frozenset[str]]:
    """The inputs of each proposal for a figure, from the others of its story."""
    others = [figure for figure in story.figures if figure.key != target.key]
    return [frozenset(key for _, key in proposal.inputs) for proposal in derive(target, others)]


def test_what_was_computed_is_found_among_the_first_three(corpus: list[Story]) -> None:
    wanted = [(story, target) for story in corpus for target in story.figures if target.key in story.inputs]
    found = sum(story.inputs[target.key] in proposed(story, target)[:3] for story, target in wanted)
    assert len(wanted) >= 40
    assert Fraction(found, len(wanted)) >= Fraction(66, 100)


def test_of_figures_that_were_not_computed_hardly_one_has_a_proposal(corpus: list[Story]) -> None:
    alone = [
        (story, target)
        for story in corpus
        for target in story.figures
        if target.key not in story.inputs and not any(target.key in keys for keys in story.inputs.values())
    ]
    offered = sum(bool(proposed(story, target)) for story, target in alone)
    assert len(alone) >= 169
    assert Fraction(offered, len(alone)) <= Fraction(5, 100)


def candidates(**phrases: str) -> list[Candidate]:
    """Figures of one source."""
    return [Candidate(key, parse_phrase(phrase), 0, frozenset()) for key, phrase in phrases.items()]


@pytest.mark.parametrize(
    ("stated", "phrases", "formula"),
    [
        ("5,200 convictions a year", {"a": "100 convictions a week"}, "weekly * 52 week/year"),
        ("853 feet", {"a": "260 metres"}, None),
        ("23.4 percent", {"a": "1,234 cars", "b": "1,000 cars"}, "(new - old) / old"),
        ("a rise of 1,350 jobs", {"a": "14,820 jobs", "b": "13,470 jobs"}, "more - less"),
        (
            "109 children per school",
            {"a": "118 million children", "b": "1.08 million schools"},
            "amount / count",
        ),
        ("3.2 million people", {"a": "6.4 million doses", "b": "2 doses per person"}, "amount / each"),
        ("41,204 euros a head", {"a": "3.5 billion euros", "b": "84,943 people"}, None),
    ],
)
def test_formulas_that_news_uses(stated: str, phrases: dict[str, str], formula: str | None) -> None:
    (target,) = candidates(target=stated)
    proposals = derive(target, candidates(**phrases))
    assert proposals
    if formula is not None:
        assert proposals[0].formula == formula
    assert "by chance" in proposals[0].reason


def test_among_many_figures_a_round_percentage_is_no_proof() -> None:
    many = {f"k{number}": f"{number * 137 % 991 + 100} people" for number in range(30)}
    (target,) = candidates(target="30 percent")
    assert derive(target, candidates(**many)) == []


def test_no_more_than_the_best_few_are_proposed() -> None:
    many = {f"k{number}": f"{1000 + number} people" for number in range(40)}
    (target,) = candidates(target="2,040 people")
    assert len(derive(target, candidates(**many))) <= MOST
