"""A long trail, whose records are read some at a time, has the answer of one that is read at once."""

from __future__ import annotations

import io
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from ledger import Ledger
from ledger.cli.console import Console
from ledger.cli.summary import write_summary
from ledger.cli.tree import begin_tree, write_tree
from ledger.formats.trace_json import impact_members, trace_document, trace_members
from ledger.query import tracing
from ledger.query.references import TRACEABLE, find
from ledger.store.engine import reading
from ledger.store.head import read_head
from ledger.trace.document import Trace
from ledger.trace.walk import Direction
from ledger.view.trace_view import TraceView, resolve

FIGURES = 1_300


def records(seed: int, *, tangled: bool) -> Iterator[dict[str, Any]]:
    """Figures that rest on one another in every way, all on the first; `tangled` with circles, sames, corrections."""
    random = Random(seed)
    parties = [f"Party {number}" for number in range(20)]
    for number in range(12):
        yield {"record": "source", "key": f"s{number}", "title": f"Report {number}", "published": "2023"}
        if number % 3 == 0:
            text = f"Report {number}: 100 cases in all; about 100 cases, nearly 110 cases."
            yield {
                "record": "snapshot",
                "source": f"s{number}",
                "retrieved": "2026-01-01T00:00:00Z",
                "text": text,
            }
    for number in range(FIGURES):
        figure: dict[str, Any] = {"record": "figure", "key": f"g-{number}", "locator": f"p {number}"}
        figure["reported_by"] = random.sample(parties, random.choice((0, 1, 1, 2)))
        figure["quantity"] = random.choice(("", "about ", "nearly ", "over ")) + random.choice(
            ("100 cases", "100 cases", "110 cases", "100 patients")
        )
        figure["source"] = f"s{random.randrange(12)}"
        for name, values in (
            ("quote", ("100 cases", "120 cases")),
            ("stated", ("2021", "2024")),
            ("place", ("Kent", "Lisbon")),
            ("label", ("cases of flu", "cases of measles")),
            ("nature", ("observed", "projected")),
        ):
            if random.random() < 0.3:
                figure[name] = random.choice(values)
        if number == 0:
            figure["primary"] = True
        else:
            above = 0 if random.random() < 0.2 else random.randrange(max(0, number - 40), number)
            beside = random.randrange(number)
            if random.random() < 0.15 and beside != above:
                inputs = {"a": f"g-{above}", "b": f"g-{beside}"}
                figure["derived_from"] = {"inputs": inputs, "formula": "a + b"}
            else:
                figure["relays"] = f"g-{above}"
                if random.random() < 0.15:
                    del figure["quantity"]
        yield figure
    for _ in range(20):
        older, newer = sorted(random.sample(range(FIGURES), 2))
        yield {"record": "link", "relation": "revision", "figure": f"g-{newer}", "from": f"g-{older}"}
        yield {"record": "review", "of": f"g-{older}", "verdict": random.choice(("confirmed", "disputed"))}
    if tangled:
        for _ in range(15):
            older, newer = sorted(random.sample(range(FIGURES), 2))
            yield {"record": "link", "relation": "relay", "figure": f"g-{older}", "from": f"g-{newer}"}
            yield {"record": "same", "refs": [f"g-{older}", f"g-{random.randrange(older)}"], "same": True}
            yield {
                "record": "correction",
                "of": f"g-{newer}",
                "by": f"g-{older}",
                "cause": random.choice(("withdrawn", "misrecorded")),
                "reason": "wrong",
            }


@pytest.fixture(scope="module", params=[False, True], ids=["plain", "tangled"])
def ledger(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    with Ledger.create(tmp_path_factory.mktemp("trail") / "ledger.db", who="Ann") as made:
        made.record(list(records(7, tangled=request.param)))
        yield made


def at_once(ledger: Ledger, reference: str, direction: Direction) -> Trace:
    """The same trace with all its records read at once and held."""
    with reading(ledger._context.database) as connection:
        until = read_head(connection).size
        seq = find(connection, reference, who=None, kinds=TRACEABLE).seq
        return tracing.traced(
            connection, [seq], direction=direction, depth=None, until=until, as_of=None, wordings=True
        )


def printed(view: TraceView) -> str:
    stream = io.StringIO()
    page = Console(stream)
    write_summary(view, write_tree(view, page), page)
    return stream.getvalue()


def test_what_is_read_some_at_a_time_is_answered_alike(ledger: Ledger) -> None:
    found, held = ledger.impact("g-0"), at_once(ledger, "g-0", "downstream")
    assert len(held.figures) > FIGURES / 2
    assert isinstance(held.figures, tuple)
    assert not isinstance(found.figures, tuple)
    assert found.to_json() == trace_document(resolve(held))
    ids = [figure.entry.id for figure in held.figures]
    assert [figure.entry.id for figure in found.figures] == ids
    assert [figure.entry.id for figure in found.figures[10:20]] == ids[10:20]
    assert found.links[-1].entry.id == held.links[-1].entry.id


def test_the_tree_is_the_same_whatever_is_held(ledger: Ledger) -> None:
    assert printed(resolve(ledger.impact("g-0"))) == printed(resolve(at_once(ledger, "g-0", "downstream")))


def test_what_was_asked_for_is_printed_before_what_rests_on_it_is_known(ledger: Ledger) -> None:
    opening, whole = resolve(ledger.trace("g-0", depth=0)), resolve(ledger.impact("g-0"))
    stream = io.StringIO()
    page = Console(stream)
    begun = begin_tree(opening, page)
    assert begun
    assert stream.getvalue().startswith("[1] ")
    write_summary(whole, write_tree(whole, page, begun=begun), page)
    assert stream.getvalue() == printed(whole)
    members = dict(impact_members(opening, lambda: whole, truncated=False))
    assert {
        name: list(value) if isinstance(value, Iterator) else value for name, value in members.items()
    } == (trace_document(whole))


def test_pages_put_together_are_the_whole(ledger: Ledger) -> None:
    whole = ledger.impact("g-0").to_json()
    together: dict[str, list[Any]] = {"figures": [], "links": [], "findings": []}
    after: int | None = None
    while True:
        view = resolve(ledger.impact("g-0"))
        page = view.page(after, 300)
        members = dict(trace_members(view, page))
        for name, items in together.items():
            items += members[name]  # type: ignore[arg-type]
        after = view.last_of(page)
        if after is None:
            break
    assert together["figures"] == whole["figures"]
    assert together["links"] == whole["links"]
    assert sorted(together["findings"], key=repr) == sorted(whole["findings"], key=repr)


def test_a_trace_outlives_its_ledger(ledger: Ledger) -> None:
    with Ledger.open(ledger._context.database.url.database or "") as opened:
        found = opened.impact("g-0")
    assert len(list(found.figures)) == len(found.figures)
