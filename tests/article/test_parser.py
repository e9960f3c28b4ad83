"""Who states a figure with a parser: what it finds that rules alone do not, and that nothing else changes by it."""

from __future__ import annotations

from fractions import Fraction

import pytest

from ledger.article.parser import Parser, installed_parser
from ledger.article.scan import scan_text
from ledger.book.scan_document import scan_document
from ledger.book.scanning import scan
from tests.article.annotated import measure, paragraphs


@pytest.fixture(scope="module")
def parser() -> Parser:
    found = installed_parser("en-GB")
    assert found is not None
    return found


def parties(text: str, parser: Parser | None) -> list[list[str]]:
    """The names of the parties of each figure of a text."""
    return [[party.name for party in figure.parties] for figure in scan_text(text, parser=parser).figures]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ann Lee hopes that 300 people will come.", [["Ann Lee"]]),
        ("Analysts worry that 40 banks may fail.", [["Analysts"]]),
    ],
)
def test_a_clause_that_a_verb_has_for_its_object_is_its_subjects(
    text: str, names: list[list[str]], parser: Parser
) -> None:
    assert parties(text, parser) == names
    assert parties(text, None) != names


def test_the_word_that_stands_for_a_party_is_told(parser: Parser) -> None:
    text = "The Commission, which worries that 3 million jobs are at risk, met."
    ((party,),) = [figure.parties for figure in scan_text(text, parser=parser).figures]
    assert (party.name, party.word) == ("Commission", "which")


def test_a_parser_changes_nothing_but_who_states_a_figure(parser: Parser) -> None:
    for paragraph in paragraphs("heldout"):
        rules, parsed = scan_text(paragraph.text), scan_text(paragraph.text, parser=parser)
        assert [(figure.number_span, figure.quantity, figure.computed) for figure in rules.figures] == [
            (figure.number_span, figure.quantity, figure.computed) for figure in parsed.figures
        ]


def test_parties_of_the_corpus_are_right_with_it(parser: Parser) -> None:
    measured = measure("heldout", lambda text: scan_text(text, parser=parser))
    assert measured.share("parties right", "found") >= Fraction(85, 100), measured.misses
    assert measured.share("nobody right", "nobody") >= Fraction(90, 100), measured.misses


def test_the_answer_names_the_parser(parser: Parser) -> None:
    document = scan_document(scan(None, "Police said 300 people fled."))
    assert document["parser"] == parser.name
    assert "spaCy" in parser.name


def test_another_language_has_none() -> None:
    assert installed_parser("de") is None


@pytest.mark.parametrize(
    "text", ["said 5 people, " * 500, "“" * 4_000 + "5", "5\n" * 2_000, "a" * 100_000 + " 5"]
)
def test_hostile_texts_are_read_to_their_end(text: str, parser: Parser) -> None:
    assert scan_text(text, parser=parser).characters == len(text)
