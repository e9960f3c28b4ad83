"""Exporting and importing: nothing is lost, and two desks that exchange ledgers end with the same one."""

from __future__ import annotations

import io
import json
import random
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from ledger.book import Ledger
from ledger.book.answer_types import Imported
from ledger.errors import InputError
from ledger.formats import trace_json
from ledger.view.trace_view import resolve

Records = Sequence[dict[str, Any]]

MEDIAZONA, MOD, POST = "Mediazona", "UK Ministry of Defence", "The Defense Post"
UPDATE = "https://example.org/update"

#: A desk that knows its parties by bare names.
BARE: Records = [
    {"record": "figure", "key": "weekly", "label": "soldiers convicted for refusing to fight",
     "quantity": "100 convictions per week", "reported_by": [MEDIAZONA], "primary": True, "nature": "observed",
     "stated": "2023-07-19", "period": "2023", "place": "Russia"},
    {"record": "source", "key": "update", "url": UPDATE},
    {"record": "figure", "key": "mod", "relays": "weekly", "quantity": "close to 100 soldiers a week",
     "reported_by": [MOD], "source": "update", "quote": "close to 100 soldiers a week", "stated": "2023-08-30"},
    {"record": "figure", "key": "yearly", "label": "projected convictions",
     "quantity": "about 5,200 convictions per year", "reported_by": [MOD], "source": "update", "nature": "projected",
     "derived_from": {"inputs": {"weekly": "mod"}, "formula": "weekly * 52", "assumptions": ["the trend continues"]}},
    {"record": "figure", "key": "post", "relays": "yearly", "reported_by": [POST], "stated": "2023-09-01"},
    {"record": "figure", "key": "tally-1", "quantity": "more than 30,000 soldiers",
     "reported_by": ["BBC Russian", MEDIAZONA], "primary": True},
    {"record": "review", "of": "yearly", "verdict": "confirmed", "by": "Ann", "at": "2026-11-22T09:00:00Z"},
]  # fmt: skip

#: A desk that describes every party and source, and gave the same keys to other things.
FULL: Records = [
    {"record": "agent", "key": "post", "name": MEDIAZONA, "kind": "organization", "aliases": ["Медиазона"],
     "url": "https://zona.media"},
    {"record": "agent", "key": "mod", "name": MOD, "kind": "organization", "aliases": ["MoD", "UK intelligence"]},
    {"record": "agent", "name": POST, "kind": "organization"},
    {"record": "agent", "name": "BBC Russian", "kind": "organization", "aliases": ["BBC"]},
    {"record": "source", "key": "yearly", "url": UPDATE, "title": "Intelligence update", "publisher": MOD,
     "kind": "report", "published": "2023-08-30", "language": "en"},
    {"record": "figure", "key": "update", "label": "soldiers convicted for refusing to fight",
     "quantity": "100 convictions per week", "reported_by": ["Медиазона"], "primary": True, "nature": "observed",
     "stated": "2023-07-19", "period": "2023", "place": "Russia"},
    {"record": "figure", "key": "weekly", "relays": "update", "quantity": "close to 100 soldiers a week",
     "reported_by": ["MoD"], "source": "yearly", "quote": {"exact": "close to 100 soldiers a week"},
     "stated": "2023-08-30"},
    {"record": "figure", "key": "year", "label": "projected convictions",
     "quantity": "about 5,200 convictions per year", "reported_by": ["mod"], "source": UPDATE, "nature": "projected"},
    {"record": "link", "relation": "derivation", "figure": "year", "inputs": {"weekly": "weekly"},
     "formula": "weekly * 52", "assumptions": ["the trend continues"]},
    {"record": "figure", "key": "forces", "quantity": "5,200 troops a year", "reported_by": ["Forces News"],
     "relays": "year", "stated": "2023-08-30"},
    {"record": "figure", "key": "tally", "quantity": "more than 30,000 soldiers", "reported_by": ["Медиазона", "BBC"],
     "primary": True},
    {"record": "correction", "of": "forces", "cause": "withdrawn", "recorder": "Bob", "at": "2026-11-23T09:00:00Z"},
    {"record": "review", "of": "year", "verdict": "disputed", "by": "Bob", "at": "2026-11-23T10:00:00Z"},
]  # fmt: skip


def exported(ledger: Ledger, references: Sequence[str] = ()) -> bytes:
    """The ledger as JSON Lines."""
    written = io.StringIO()
    ledger.export(written, references=references)
    return written.getvalue().encode()


def take(ledger: Ledger, lines: bytes, **how: Any) -> Imported:
    return ledger.import_(io.BytesIO(lines), name="other.jsonl", **how)


def ids(ledger: Ledger) -> set[str]:
    return {line["id"] for line in ledger.export_lines()}


def traces(ledger: Ledger, most: int = 100) -> dict[str, Any]:
    """The traces of figures, both ways, without what is local: the ledger, keys, when each was recorded here."""
    figures = sorted(line["id"] for line in ledger.export_lines() if line["record"] == "figure")
    return {
        f"{ask.__name__} {figure}": _without_local(trace_json.trace_document(resolve(ask(figure))))
        for figure in figures[:most]
        for ask in (ledger.trace, ledger.impact)
    }


#: A message calls figures by their keys.
LOCAL = ("ledger", "recorded", "key", "message")


def _without_local(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            n: _without_local(v)
            for n, v in value.items()
            if n not in ("ledger", "recorded", "key", "seq", "message")
        }
    if isinstance(value, list):
        # Whether a review was overtaken hangs on the order of the log, which is each ledger's own.
        kept = [
            item for item in value if not (isinstance(item, dict) and item.get("code") == "review-outdated")
        ]
        return [_without_local(item) for item in kept]
    return value


@pytest.fixture
def desks(make_ledger: Callable[..., Ledger]) -> tuple[Ledger, Ledger]:
    """Two desks that recorded the worked case apart."""
    first, second = make_ledger(name="one", who="Ann"), make_ledger(name="other", who="Bob")
    first.record(BARE)
    second.record(FULL)
    return first, second


def test_import_of_an_export_has_the_same_ids_and_is_exported_byte_for_byte(
    desks: tuple[Ledger, Ledger], make_ledger: Callable[..., Ledger]
) -> None:
    for desk in desks:
        copy = make_ledger(who="Cy")
        done = take(copy, exported(desk))
        assert done.recorded == done.lines == desk.verify().size
        assert done.warnings == []
        assert exported(copy) == exported(desk)
        assert ids(copy) == ids(desk)
        assert traces(copy) == traces(desk)
        assert copy.verify(deep=True).size == desk.verify().size


def test_what_was_recorded_first_is_kept_as_the_claim_of_the_file(
    desks: tuple[Ledger, Ledger], make_ledger: Callable[..., Ledger]
) -> None:
    copy = make_ledger(who="Cy", clock=lambda: datetime(2031, 1, 1, tzinfo=UTC))
    take(copy, exported(desks[0]))
    line = next(line for line in copy.log() if line.key == "post")
    assert (line.by, line.at) == ("Cy", "2031-01-01T00:00:00.000000Z")
    assert line.first is not None
    assert line.first["by"] == "Ann"
    assert line.first["at"].startswith("2026-11-22")


def test_a_changed_export_is_refused(
    desks: tuple[Ledger, Ledger], make_ledger: Callable[..., Ledger]
) -> None:
    changed = exported(desks[0]).replace(b'"place":"Russia"', b'"place":"Prussia"', 1)
    assert changed != exported(desks[0])
    copy = make_ledger()
    with pytest.raises(InputError, match="/id: the id does not fit the record") as caught:
        take(copy, changed)
    assert caught.value.problems[0].pointer == "/id"
    assert copy.verify().size == 0


def test_two_desks_merged_both_ways_twice_have_the_same_records_and_traces(
    desks: tuple[Ledger, Ledger],
) -> None:
    first, second = desks
    from_one, from_other = exported(first), exported(second)
    shared = ids(first) & ids(second)
    assert len(shared) >= 10
    for _ in range(2):
        take(first, from_other)
        take(second, from_one)
    assert ids(first) == ids(second)
    assert traces(first) == traces(second)
    sizes = first.verify(deep=True).size, second.verify(deep=True).size
    # Exchanging once more brings no news.
    assert take(first, exported(second)).recorded == take(second, exported(first)).recorded == 0
    assert (first.verify().size, second.verify().size) == sizes


def test_a_merge_leaves_nothing_ambiguous(desks: tuple[Ledger, Ledger]) -> None:
    first, second = desks
    done = take(first, exported(second))
    take(second, exported(first))
    assert any("the key weekly is taken" in warning for warning in done.warnings)
    for ledger, weekly in ((first, "100 convictions per week"), (second, "close to 100 soldiers a week")):
        assert ledger.show("weekly").record.line["quantity"]["text"] == weekly
        for name in ("Медиазона", "Mediazona", "MoD", "BBC", UPDATE, "yearly", "post"):
            assert ledger.show(name).record.id
        added = ledger.add("90 convictions per week", reported_by=["Медиазона", "BBC"], source=UPDATE)
        assert [outcome.kind for outcome in added if outcome.recorded] == ["figure"]
    trace = first.trace("yearly")
    assert [trace.entry(origin.figure).record.quantity.value for origin in trace.origins] == ["100"]


def test_third_desk_gets_the_same_from_either_in_any_order(
    desks: tuple[Ledger, Ledger], make_ledger: Callable[..., Ledger]
) -> None:
    files = [exported(desk) for desk in desks]
    made = []
    for order in ((0, 1), (1, 0), (0, 1, 0, 1)):
        third = make_ledger(who="Cy")
        for number in order:
            take(third, files[number])
        made.append(third)
    assert ids(made[0]) == ids(made[1]) == ids(made[2])
    assert traces(made[0]) == traces(made[1]) == traces(made[2])


def test_both_databases_export_the_same_bytes(
    desks: tuple[Ledger, Ledger], tmp_path: Any, make_ledger: Callable[..., Ledger]
) -> None:
    same: dict[str, Any] = {
        "name": "desk", "who": "Ann", "clock": lambda: datetime(2026, 11, 22, tzinfo=UTC), "salts": bytes,
    }  # fmt: skip
    here, there = make_ledger(**same), Ledger.create(tmp_path / "there.db", **same)
    for ledger in (here, there):
        ledger.record(BARE)
        ledger.amend("weekly", quantity="110 convictions per week")
        ledger.retract("tally-1", reason="withdrawn")
        ledger.undo("tally-1")
        take(ledger, exported(desks[1]))
    assert exported(here) == exported(there)
    assert here.verify(deep=True) == there.verify(deep=True)


def test_a_part_is_exported_with_all_it_rests_on(
    desks: tuple[Ledger, Ledger], make_ledger: Callable[..., Ledger]
) -> None:
    part = make_ledger()
    take(part, exported(desks[0], ["yearly"]))
    keys = {line.get("key") for line in part.export_lines() if line["record"] == "figure"}
    assert keys == {"weekly", "mod", "yearly"}
    assert ids(part) < ids(desks[0])
    assert (
        traces(part)[f"trace {desks[0].show('yearly').record.id}"]["figures"]
        == (traces(desks[0])[f"trace {desks[0].show('yearly').record.id}"]["figures"])
    )


# Small ledgers made at random.

PARTIES = ("Ann's Paper", "Bob TV", "Cy Radio", "Dee Wire")


def scribble(ledger: Ledger, dice: random.Random, steps: int) -> None:
    """Record, judge and correct at random; half of it is what the other desk says too."""
    keys = [line["key"] for line in ledger.export_lines() if line["record"] == "figure" and "key" in line]
    for _ in range(steps):
        key = f"k-{dice.randrange(8)}"
        number = dice.randrange(3)
        record: dict[str, Any]
        match dice.randrange(8) if keys else 0:
            case 0 | 1:
                record = {"record": "figure", "quantity": {"value": number, "unit": "soldier"}, "key": key}
                record |= {
                    "reported_by": dice.sample(PARTIES, dice.randrange(3)),
                    "primary": dice.random() < 0.5,
                }
            case 2:
                record = {
                    "record": "figure",
                    "relays": dice.choice(keys),
                    "reported_by": [dice.choice(PARTIES)],
                }
                # A relay that says word for word what it relays would be that figure itself.
                record |= {"key": key, "quote": f"quote {number}", "locator": f"{dice.getrandbits(64):x}"}
            case 3 if len(set(keys)) > 1:
                later, earlier = dice.sample(sorted(set(keys)), 2)
                record = {
                    "record": "link",
                    "relation": dice.choice(("relay", "revision")),
                    "figure": later,
                    "from": earlier,
                }
            case 4:
                record = {
                    "record": "review",
                    "of": dice.choice(keys),
                    "verdict": dice.choice(("confirmed", "disputed")),
                }
            case 5:
                record = {"record": "correction", "of": dice.choice(keys), "reason": f"reason {number}"}
            case 6:
                record = {
                    "record": "agent",
                    "name": dice.choice(PARTIES),
                    "kind": dice.choice(("person", "software")),
                }
            case _:
                record = {"record": "figure", "quantity": "12 people", "key": key, "place": f"place {number}"}
        if (
            record["record"] == "link"
            and len({ledger.show(record[end]).record.id for end in ("figure", "from")}) == 1
        ):
            continue
        outcomes = ledger.record([record])
        keys += [outcome.key for outcome in outcomes if outcome.kind == "figure" and outcome.key]


@given(seed=st.integers(0, 2**32), order=st.lists(st.sampled_from(("01", "10")), min_size=2, max_size=5))
@settings(
    max_examples=8,
    deadline=None,
    phases=(Phase.generate,),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_random_ledgers_merge_in_any_order_any_number_of_times(
    make_ledger: Callable[..., Ledger], seed: int, order: list[str]
) -> None:
    dice = random.Random(seed)
    desks = [make_ledger(who="Ann"), make_ledger(who="Bob")]
    for desk in desks:
        scribble(desk, dice, 9)
    for way in [*order, "01", "10"]:
        source, target = (desks[int(number)] for number in way)
        take(target, exported(source))
        if dice.random() < 0.3:
            scribble(target, dice, 2)
    take(desks[0], exported(desks[1]))
    take(desks[1], exported(desks[0]))
    assert ids(desks[0]) == ids(desks[1])
    assert traces(desks[0], most=8) == traces(desks[1], most=8)
    for desk in desks:
        desk.verify(deep=True)
        copy = make_ledger()
        take(copy, exported(desk))
        assert exported(copy) == exported(desk)


def test_lines_of_an_export_are_canonical_enough_to_be_compared(desks: tuple[Ledger, Ledger]) -> None:
    for raw in exported(desks[0]).splitlines():
        line = json.loads(raw)
        assert next(iter(line)) == "record"
        assert {"id", "recorded"} <= set(line)
        assert set(line["recorded"]) == {"at", "by"}
