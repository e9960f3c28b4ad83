"""What is found by words: all of it, best first, and a part of it as the beginning of the whole."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable

from ledger.book import Ledger
from ledger.store.engine import reading
from ledger.store.search import by_words

WORDS = ("court", "courts", "courtyard", "army", "3.5", "report")
PARTIES = ("Army Court", "Report Desk", "Ann")


def test_some_of_what_is_found_is_the_beginning_of_all(make_ledger: Callable[..., Ledger]) -> None:
    dice = random.Random(5200)
    ledger = make_ledger()
    words_of: dict[str, set[str]] = {}
    records: list[dict[str, object]] = []
    for number in range(60):
        label, party = " ".join(dice.sample(WORDS, 2)), dice.choice(PARTIES)
        words_of[f"fig-{number}"] = {*label.split(), *party.lower().split()}
        records.append(
            {"record": "figure", "key": f"fig-{number}", "label": label, "quantity": "7 cases",
             "reported_by": [party], "locator": f"page {number}"}
        )  # fmt: skip
    outcomes = ledger.record(records)
    key_of = {outcome.seq: outcome.key for outcome in outcomes if outcome.kind == "figure"}
    asked = [
        *WORDS,
        *(f"{a} {b}" for a, b in itertools.permutations(WORDS, 2)),
        "nothing",
        "ann court",
        "...",
    ]
    with reading(ledger._context.database) as connection:
        for words in asked:
            found = by_words(connection, words)
            parts = [word for word in words.split() if word != "..."]
            wanted = {
                key
                for key, held in words_of.items()
                if parts and all(any(word.startswith(part) for word in held) for part in parts)
            }
            assert {key_of[seq] for seq in found} == wanted, words
            assert len(found) == len(set(found))
            for most in (1, 3, 20):
                assert by_words(connection, words, most=most) == found[:most]


def test_whole_words_in_the_figure_itself_come_first(ledger: Ledger) -> None:
    for number, (label, party) in enumerate(
        [("armies counted", "Court Press"), ("courtyards counted", "Ann"), ("court counted", "Ann")]
    ):
        ledger.add(
            f"{number + 5} cases", label=label, reported_by=[party], key=f"fig-{number}", locator=f"{number}"
        )
    assert [hit.entry.key for hit in ledger.search("court")] == ["fig-2", "fig-1", "fig-0"]
