"""Links that close a loop, found without walking where their order says that they cannot."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import event

from ledger.book import Ledger

FIGURES = 7


def relay(figure: int, source: int) -> dict[str, str]:
    """A link record that says that one figure was passed on as another."""
    return {"record": "link", "relation": "relay", "figure": f"fig-{figure}", "from": f"fig-{source}"}


def reaches(links: list[tuple[int, int]], start: int, goal: int) -> bool:
    """Whether a plain walk upstream from one figure comes to another."""
    above = defaultdict(list)
    for figure, source in links:
        above[figure].append(source)
    seen, rest = {start}, [start]
    while rest:
        following = [upstream for upstream in above[rest.pop()] if upstream not in seen]
        seen.update(following)
        rest += following
    return goal in seen


@pytest.mark.parametrize("seed", range(25))
def test_a_loop_is_told_exactly_where_a_walk_finds_one(seed: int, tmp_path: Path) -> None:
    dice = random.Random(seed)
    ledger = Ledger.create(tmp_path / "ledger.db", who="Ann")
    figures = [{"record": "figure", "key": f"fig-{n}", "quantity": f"{n + 1} cats"} for n in range(FIGURES)]
    at_once = dice.random() < 0.5
    if not at_once:
        ledger.record(figures)
    recorded: list[tuple[int, int]] = []
    while len(recorded) < 12:
        batch: list[tuple[int, int]] = []
        for _ in range(dice.randint(1, 4)):
            pair = dice.randrange(FIGURES), dice.randrange(FIGURES)
            if pair[0] != pair[1] and pair not in recorded + batch:
                batch.append(pair)
        records = [relay(*pair) for pair in batch]
        outcomes = ledger.record([*figures, *records] if at_once and not recorded else records)
        recorded += batch
        warned = [
            any("closes a loop" in warning for warning in outcome.warnings)
            for outcome in outcomes
            if outcome.kind == "link"
        ]
        assert warned == [reaches(recorded, source, figure) for figure, source in batch]


def test_a_chain_that_comes_in_order_is_not_walked(make_ledger: Callable[..., Ledger]) -> None:
    ledger = make_ledger()
    asked: list[str] = []
    event.listen(ledger._context.database, "before_cursor_execute", lambda *given: asked.append(given[2]))
    chain: list[dict[str, str]] = [{"record": "figure", "key": "fig-0", "quantity": "5 cats"}]
    for number in range(1, 300):
        chain.append(
            {"record": "figure", "key": f"fig-{number}", "quantity": "5 cats", "locator": f"page {number}"}
        )
        chain.append(relay(number, number - 1))
    ledger.record(chain)
    assert asked
    assert not [statement for statement in asked if "RECURSIVE" in statement]
