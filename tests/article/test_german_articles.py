"""Scanning an article in German: its numbers with their hedges, what is none, and who states it."""

from __future__ import annotations

import pytest

from ledger.article.scan import OFFER, scan_text


@pytest.mark.parametrize(
    ("text", "numbers", "value", "hedge", "parties"),
    [
        ("Laut Innenministerium kamen 2023 rund 329.000 Asylbewerber.", ["329.000"], "329000", "about",
         ["Innenministerium"]),
        ("Nach Angaben der Polizei wurden 12 Menschen verletzt.", ["12"], "12", None, ["Polizei"]),
        ("Der Umsatz lag bei 1,2 Milliarden Euro, teilte das Unternehmen am 5. Mai mit.", ["1,2 Milliarden"],
         "1200000000", None, ["Unternehmen"]),
        ("„Wir haben mehr als 300 Betten“, sagte Anna Weber.", ["300"], "300", "over", ["Anna Weber"]),
        ("Die Gewerkschaft sagte, dass 8.000 Beschäftigte streiken.", ["8.000"], "8000", None, ["Gewerkschaft"]),
        ("Knapp 20 Prozent der Wähler blieben zu Hause.", ["20"], "20", "nearly", []),
    ],
)  # fmt: skip
def test_figures_and_who_states_them(
    text: str, numbers: list[str], value: str, hedge: str | None, parties: list[str]
) -> None:
    offered = [
        figure for figure in scan_text(text, language="de").figures if figure.figure_confidence >= OFFER
    ]
    assert [text[slice(*figure.number_span)] for figure in offered] == numbers
    (figure,) = offered
    assert (figure.quantity.value, figure.quantity.hedge) == (value, hedge)
    assert [party.name for party in figure.parties] == parties


def test_a_range_is_one_figure() -> None:
    (figure,) = scan_text("Zwischen 40 und 50 Prozent sind dafür.", language="de").figures
    assert (figure.quantity.low, figure.quantity.high) == ("40", "50")


@pytest.mark.parametrize(
    "text",
    [
        "Halle 5 blieb geschlossen.",
        "Der 34-jährige Mann kam um 10.30 Uhr an.",
        "Es geschah am 12. März 2021.",
    ],
)
def test_what_is_no_figure_is_not_offered(text: str) -> None:
    figures = scan_text(text, language="de-AT").figures
    assert [figure for figure in figures if figure.figure_confidence >= OFFER] == []
