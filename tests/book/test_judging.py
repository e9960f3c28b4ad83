"""Corrections, amendments, reviews and what a ledger was at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ledger.book import Ledger
from ledger.book.answer_types import Trace
from ledger.errors import AmbiguousError, ConflictError, InputError, NotFoundError
from ledger.formats.trace_json import trace_document
from ledger.view.trace_view import resolve

CASE: list[dict[str, Any]] = [
    {"record": "figure", "key": "mz", "quantity": "100 convictions per week", "reported_by": ["Mediazona"],
     "primary": True, "source": None},
    {"record": "figure", "key": "mod", "relays": "mz", "quantity": "close to 100 convictions a week",
     "reported_by": ["UK Ministry of Defence"]},
    {"record": "figure", "key": "year", "quantity": "about 5,200 convictions per year",
     "reported_by": ["UK Ministry of Defence"],
     "derived_from": {"inputs": {"weekly": "mod"}, "formula": "weekly * 52"}},
    {"record": "figure", "key": "post", "relays": "year", "reported_by": ["The Defense Post"]},
]  # fmt: skip


@pytest.fixture
def case(ledger: Ledger) -> Ledger:
    """The worked case in short: counted, relayed, computed, relayed."""
    ledger.record(CASE)
    return ledger


def codes(ledger: Ledger, reference: str) -> set[str]:
    """The codes found on the trace of a figure."""
    return {finding.code for finding in ledger.check([reference]).findings}


def statuses(trace: Trace) -> dict[str | None, str]:
    return {figure.entry.key: figure.status for figure in trace.figures}


# Retracting and undoing.


def test_what_is_withdrawn_is_seen_by_all_that_rests_on_it_until_it_is_undone(case: Ledger) -> None:
    assert "upstream-retracted" not in codes(case, "post")
    case.retract("mz", reason="withdrawn by its party")
    assert statuses(case.trace("post"))["mz"] == "retracted"
    assert "upstream-retracted" in codes(case, "post")
    assert case.show("mz").status == "retracted"
    case.undo("mz")
    assert statuses(case.trace("post"))["mz"] == "current"
    assert "upstream-retracted" not in codes(case, "post")
    assert case.show("mz").status == "current"


def test_retracted_again_and_undone_again(case: Ledger) -> None:
    for _ in range(3):
        case.retract("mz", reason="withdrawn")
        assert case.show("mz").status == "retracted"
        case.undo("mz")
        assert case.show("mz").status == "current"
    assert sum(line.kind == "correction" for line in case.log("mz")) == 6


def test_an_undoing_can_be_undone(case: Ledger) -> None:
    case.retract("mz", reason="withdrawn")
    [undoing] = case.undo("mz")
    assert case.show("mz").status == "current"
    [again] = case.undo(undoing.id)
    assert case.show("mz").status == "retracted"
    case.undo(again.id)
    assert case.show("mz").status == "current"
    assert [line.undone for line in case.log("mz") if line.kind == "correction"] == [True, False, True, False]


def test_undo_of_a_correction_by_its_own_reference(case: Ledger) -> None:
    [retraction] = case.retract("mz", reason="withdrawn")
    case.undo(retraction.id[:10])
    assert case.show("mz").status == "current"
    with pytest.raises(ConflictError, match="taken back already"):
        case.undo(retraction.id)


def test_there_is_nothing_to_undo(case: Ledger) -> None:
    with pytest.raises(ConflictError, match="nothing to undo"):
        case.undo("mz")
    with pytest.raises(InputError, match="not a judgement"):
        case.undo("Mediazona")
    with pytest.raises(NotFoundError):
        case.undo("nowhere")


def test_a_withdrawal_is_shown_after_the_slip_in_it_was_mended(case: Ledger) -> None:
    case.retract("mz", reason="counted twice")
    case.amend("mz", quantity="110 convictions per week")
    assert (case.show("mz").status, statuses(case.trace("mz"))["mz"]) == ("retracted", "retracted")


def test_a_replacement_is_named(case: Ledger) -> None:
    new = case.add("110 convictions per week", reported_by=["Mediazona"], primary=True, key="mz-110")[-1]
    case.correct("mz", "mz-110", reason="its party counted again")
    history = case.show("mz")
    assert (history.status, history.replaced_by) == ("corrected", new.id)
    assert "upstream-corrected" in codes(case, "post")
    assert "upstream-retracted" not in codes(case, "post")
    case.undo("mz")
    assert case.show("mz").status == "current"
    assert "upstream-corrected" not in codes(case, "post")


def test_a_replacement_that_was_replaced_is_named_too(ledger: Ledger) -> None:
    for key, value in (("x", 1), ("y", 2), ("z", 3)):
        ledger.add(f"{value} things", key=f"first-{key}", reported_by=["P"])
    ledger.correct("first-x", "first-y")
    ledger.correct("first-y", "first-z")
    (shown,) = trace_document(resolve(ledger.trace("first-x")))["figures"]
    assert shown["replaced_by"] == ledger.trace("first-y").figures[0].entry.id


def test_a_link_can_be_retracted(case: Ledger) -> None:
    link = next(link for link in case.trace("mod").links)
    case.retract(link.entry.id, reason="we misread the update")
    assert next(iter(case.trace("mod").links)).status == "retracted"
    assert case.show(link.entry.id).status == "retracted"


# Amending.


def test_an_amended_slip_leaves_what_is_computed_from_it_clean(ledger: Ledger) -> None:
    slip = [dict(record) for record in CASE]
    slip[1]["quantity"] = "close to 1000 convictions a week"
    ledger.record(slip)
    assert "arithmetic-mismatch" in codes(ledger, "year")
    ledger.amend("mod", quantity="close to 100 convictions a week")
    assert (
        codes(ledger, "year") & {"arithmetic-mismatch", "upstream-corrected", "upstream-retracted"} == set()
    )
    trace = ledger.trace("post")
    assert statuses(trace) == {"post": "current", "year": "current", "mod": "current", "mz": "current"}
    assert {figure.entry.record.quantity.value for figure in trace.figures if figure.entry.key == "mod"} == {
        "100"
    }


def test_relays_that_copied_a_slip_are_mended_along(ledger: Ledger) -> None:
    ledger.record(
        [
            {"record": "figure", "key": "mz", "quantity": "1000 convictions per week", "reported_by": ["Mediazona"]},
            {"record": "figure", "key": "mod", "relays": "mz", "reported_by": ["MoD"]},
            {"record": "figure", "key": "post", "relays": "mod", "reported_by": ["Post"]},
            {"record": "figure", "key": "own", "relays": "mz", "quantity": "900 convictions per week",
             "reported_by": ["Other"]},
        ]
    )  # fmt: skip
    ledger.amend("mz", quantity="100 convictions per week")
    values = {figure.entry.key: figure.entry.record.quantity.value for figure in ledger.impact("mz").figures}
    assert values == {"mz": "100", "mod": "100", "post": "100", "own": "900"}
    assert len(ledger.trace("post").figures) == 3


def test_an_amendment_keeps_what_it_does_not_name(case: Ledger) -> None:
    case.amend("mz", locator="para 2", place="Russia")
    line = case.show("mz").record.line
    assert (line["locator"], line["place"], line["primary"]) == ("para 2", "Russia", True)
    assert line["quantity"]["text"] == "100 convictions per week"
    with pytest.raises(InputError, match="nothing changes"):
        case.amend("mz", locator="para 2")
    with pytest.raises(InputError, match="nothing to mend"):
        case.amend("mz")
    with pytest.raises(InputError, match="mz has no relay to mend"):
        case.amend("mz", relays="mod")


def test_an_amendment_can_be_undone_and_amended_again(case: Ledger) -> None:
    first = case.show("mz").record.id
    case.amend("mz", quantity="110 convictions per week")
    second = case.show("mz").record.id
    case.amend("mz", quantity="120 convictions per week")
    assert case.show("mz").record.line["quantity"]["value"] == "120"
    assert {
        figure.entry.record.quantity.value for figure in case.trace("mod").figures if figure.entry.key == "mz"
    } == {"120"}
    case.undo(second)
    assert case.show("mz").record.id == second
    case.undo(first)
    assert case.show("mz").record.id == first
    assert len({first, second}) == 2


def test_an_amendment_can_go_back_to_what_was_there_first(case: Ledger) -> None:
    first = case.show("mz").record.id
    for _ in range(2):
        case.amend("mz", quantity="110 convictions per week")
        assert case.show("mz").record.line["quantity"]["value"] == "110"
        assert case.trace("mz").figures[0].entry.record.quantity.value == "110"
        case.amend("mz", quantity="100 convictions per week")
        assert case.show("mz").record.id == first
        assert case.trace("mz").figures[0].entry.id == first
        assert first in {figure.entry.id for figure in case.trace("post").figures}
    case.verify(deep=True)


def test_a_dry_run_of_an_amendment_leaves_nothing(case: Ledger) -> None:
    before = case.verify(deep=True)
    case.amend("mz", quantity="110 convictions per week", dry_run=True)
    assert case.verify(deep=True) == before


# Reviews.


def test_what_two_reviewers_said_is_seen_in_the_log_and_as_of_each_time(db: str) -> None:
    ann, bob = Ledger.create(db, name="desk", who="Ann"), Ledger.open(db, who="Bob")
    ann.record(CASE)
    reviews = [
        ann.review("year", "confirmed"),
        bob.review("year", "disputed"),
        ann.review("year", "confirmed", note="seen"),
    ]
    seqs = [outcomes[0].seq for outcomes in reviews]
    lines = [line for line in ann.log("year") if line.kind == "review"]
    assert [(line.line["by"], line.line["verdict"]) for line in lines] == [
        ("Ann", "confirmed"),
        ("Bob", "disputed"),
        ("Ann", "confirmed"),
    ]

    def verdict(as_of: int) -> str | None:
        review = next(
            figure for figure in ann.trace("year", as_of=str(as_of)).figures if figure.depth == 0
        ).review
        return None if review is None else review.record.verdict

    assert [verdict(seq) for seq in (seqs[0] - 1, *seqs)] == [None, "confirmed", "disputed", "confirmed"]


def test_an_accepted_finding_is_still_told_and_no_longer_fails(ledger: Ledger) -> None:
    ledger.record(CASE)
    ledger.amend("year", quantity="about 6,200 convictions per year")
    assert ledger.check(["year"]).failed
    ledger.review("year", "confirmed", accept=["arithmetic-mismatch"], note="a leap year of weeks")
    checked = ledger.check(["year"])
    assert [finding.accepted for finding in checked.findings if finding.code == "arithmetic-mismatch"] == [
        True
    ]
    assert not checked.failed


# As of.


def test_a_ledger_is_read_as_it_was(make_ledger: Callable[..., Ledger]) -> None:
    ledger = make_ledger()
    ledger.record(CASE)
    [retraction] = ledger.retract("mz", reason="withdrawn")
    before = retraction.seq - 1
    assert statuses(ledger.trace("post", as_of=str(before)))["mz"] == "current"
    assert statuses(ledger.trace("post", as_of=str(retraction.seq)))["mz"] == "retracted"
    at = next(line.at for line in ledger.log() if line.seq == before)
    assert statuses(ledger.trace("post", as_of=at))["mz"] == "current"
    assert statuses(ledger.trace("post", as_of="2031-01-01"))["mz"] == "retracted"
    trace = ledger.trace("post", as_of=at)
    assert (trace.as_of, trace.ledger.size) == (str(before), before)
    with pytest.raises(NotFoundError, match="not recorded yet"):
        ledger.trace("post", as_of="2020-01-01")
    for wrong in ("yesterday", "999", "2026-13-01"):
        with pytest.raises(InputError):
            ledger.trace("post", as_of=wrong)


def test_the_root_as_of_an_entry_is_the_root_it_had(make_ledger: Callable[..., Ledger]) -> None:
    ledger = make_ledger()
    roots = {}
    for number in range(5):
        ledger.add(f"{number + 1} people", key=f"k-{number}")
        verified = ledger.verify()
        roots[verified.size] = verified.root
    for size, root in roots.items():
        head = ledger.trace("k-0", as_of=str(size)).ledger
        assert (head.size, head.root) == (size, root)


# Loops.


def test_a_link_that_closes_a_loop_is_recorded_with_a_warning_that_shows_it(case: Ledger) -> None:
    [closing] = case.record([{"record": "link", "relation": "relay", "figure": "mz", "from": "post"}])
    assert closing.recorded
    [warning] = closing.warnings
    assert "closes a loop" in warning
    assert all(key in warning for key in ("mz", "post", "year", "mod"))
    assert "circular-report" in codes(case, "post")
    assert len(case.trace("mz").figures) == len(case.impact("mz").figures) == 4
    assert case.trace("mz").independent_origins.at_most == 0
    case.verify(deep=True)


def test_a_revision_closes_no_loop(case: Ledger) -> None:
    [link] = case.record([{"record": "link", "relation": "revision", "figure": "mz", "from": "post"}])
    assert not any("loop" in warning for warning in link.warnings)
    assert "circular-report" not in codes(case, "post")


def test_a_loop_closed_within_one_file(ledger: Ledger) -> None:
    outcomes = ledger.record(
        [
            {"record": "figure", "key": "a-1", "quantity": "5 people"},
            {"record": "figure", "key": "b-1", "quantity": "5 people", "place": "x"},
            {"record": "link", "relation": "relay", "figure": "a-1", "from": "b-1"},
            {"record": "link", "relation": "relay", "figure": "b-1", "from": "a-1"},
        ]
    )
    assert [len(outcome.warnings) for outcome in outcomes if outcome.kind == "link"] in ([0, 1], [1, 1])


# Showing.


def test_a_record_is_shown_with_all_that_was_said_of_it(case: Ledger) -> None:
    case.review("year", "confirmed")
    case.retract("year", reason="withdrawn")
    case.record([{"record": "key", "key": "annual", "of": "year"}])
    kinds = [line.kind for line in case.show("year").entries]
    assert kinds == ["link", "link", "review", "correction", "key"]
    assert case.show("year").record.line["quantity"]["value"] == "5200"
    party = case.show("UK Ministry of Defence")
    assert [line.kind for line in party.entries] == ["figure", "figure"]


def test_the_log_tells_what_changed_since(case: Ledger) -> None:
    size = case.verify().size
    case.review("year", "confirmed")
    assert [line.seq for line in case.log()] == list(range(1, size + 2))
    assert [line.kind for line in case.log(since=str(size + 1))] == ["review"]
    last = list(case.log())[-1]
    assert [line.seq for line in case.log(since=last.at)] == [last.seq]
    assert list(case.log(since="2031-01-01")) == []
    assert all(line.summary for line in case.log())
    with pytest.raises(InputError):
        list(case.log(since="yesterday"))


# Mending what a figure came from.


@pytest.fixture
def computed(ledger: Ledger) -> Ledger:
    """A yearly figure computed from a weekly one with the wrong formula."""
    ledger.add("100 convictions per week", reported_by=["Mediazona"], primary=True, key="weekly")
    ledger.add("10 convictions per week", reported_by=["Other"], primary=True, key="small")
    ledger.add(
        "5,200 convictions per year",
        reported_by=["Paper"],
        inputs={"weekly": "weekly"},
        formula="weekly * 25",
        assumptions=["the trend continues"],
        key="yearly",
    )
    return ledger


def derivations(ledger: Ledger, key: str) -> list[tuple[str | None, list[str], str]]:
    """Formula, inputs and outcome of every current derivation of a figure."""
    trace = ledger.trace(key)
    keys = {figure.entry.seq: figure.entry.key or "" for figure in trace.figures}
    return [
        (link.entry.record.formula, [keys[given.figure] for given in link.inputs], link.check.outcome)
        for link in trace.links
        if link.check is not None and link.status == "current"
    ]


def test_a_formula_is_mended_and_the_rest_of_its_link_kept(computed: Ledger) -> None:
    assert derivations(computed, "yearly") == [("weekly * 25", ["weekly"], "mismatch")]
    computed.amend("yearly", formula="weekly * 52")
    assert derivations(computed, "yearly") == [("weekly * 52", ["weekly"], "exact")]
    [link] = [link for link in computed.trace("yearly").links if link.status == "current"]
    assert link.entry.record.assumptions == ("the trend continues",)


def test_inputs_are_mended_together_with_the_figure(computed: Ledger) -> None:
    computed.amend("yearly", "520 convictions per year", inputs={"w": "small"}, formula="w * 52")
    assert derivations(computed, "yearly") == [("w * 52", ["small"], "exact")]
    assert computed.show("yearly").record.line["quantity"]["value"] == "520"


def test_a_formula_that_cannot_be_read_mends_nothing(computed: Ledger) -> None:
    size = computed.size
    with pytest.raises(InputError):
        computed.amend("yearly", formula="weekly * nothing")
    with pytest.raises(InputError, match="weekly has no derivation to mend"):
        computed.amend("weekly", formula="weekly * 52")
    assert computed.size == size


def test_the_link_to_mend_is_named_where_there_are_several(computed: Ledger) -> None:
    second = {"record": "link", "relation": "derivation", "figure": "yearly", "inputs": {"s": "small"}}
    computed.record([{**second, "formula": "s * 52"}])
    with pytest.raises(AmbiguousError) as caught:
        computed.amend("yearly", formula="weekly * 52")
    links = [candidate.split()[1] for candidate in caught.value.candidates]
    [wrong] = [
        link
        for link in links
        if "formula" in (line := computed.show(link).record.line) and "25" in line["formula"]
    ]
    computed.amend(wrong, formula="weekly * 52")
    assert sorted(derivations(computed, "yearly")) == [
        ("s * 52", ["small"], "mismatch"),
        ("weekly * 52", ["weekly"], "exact"),
    ]


def test_a_relay_is_mended(case: Ledger) -> None:
    case.add("100 convictions per week", reported_by=["Tally"], primary=True, key="tally")
    case.amend("mod", relays="tally")
    [link] = [link for link in case.trace("mod").links if link.status == "current"]
    assert case.trace("mod").entry(link.inputs[0].figure).key == "tally"


def test_a_source_is_described_anew(case: Ledger) -> None:
    case.add("3 houses", reported_by=["A"], source="https://example.org/a", title="Wrong", key="house")
    case.amend("house", title="Right", published="2023-08-30")
    work = case.trace("house").figures[0].source
    assert work is not None
    assert (work.title, work.published, work.url) == ("Right", "2023-08-30", "https://example.org/a")
    with pytest.raises(InputError, match="no source to describe"):
        case.amend("mz", title="Right")


def test_what_is_removed_is_read_as_absent(case: Ledger) -> None:
    case.remove("mz", reason="typed into the wrong ledger")
    trace = case.trace("mod")
    assert [figure.entry.key for figure in trace.figures] == ["mod"]
    assert "upstream-retracted" not in {finding.code for finding in trace.findings}
    case.undo("mz")
    assert {figure.entry.key for figure in case.trace("mod").figures} == {"mod", "mz"}


# Keys.


@pytest.mark.parametrize("key", ["a1", "f20", "2023", "deadbeef", "00126", "a" * 63])
def test_a_key_may_be_hex_digits_and_is_meant_before_an_id(ledger: Ledger, key: str) -> None:
    outcomes = ledger.add("100 convictions per week", reported_by=["A"], key=key)
    assert ledger.show(key).record.id == outcomes[-1].id
    prefix = outcomes[-1].id[:6]
    house = ledger.add("3 houses", reported_by=["B"], key=prefix)[-1].id
    assert ledger.show(prefix).record.id == house


def test_a_taken_key_is_refused_and_its_holder_named(ledger: Ledger) -> None:
    ledger.add("100 convictions per week", reported_by=["Mediazona"], key="weekly")
    size = ledger.size
    for dry_run in (True, False):
        with pytest.raises(
            ConflictError, match=r"weekly is taken by the figure .*Mediazona: 100 convictions"
        ):
            ledger.add("3 houses", reported_by=["B"], key="weekly", dry_run=dry_run)
    assert ledger.size == size
    # The same again is not a newcomer.
    assert not ledger.add("100 convictions per week", reported_by=["Mediazona"], key="weekly")[-1].recorded
    ledger.add("3 houses", reported_by=["B"], key="houses")
    with pytest.raises(ConflictError, match="weekly is taken"):
        ledger.amend("houses", key="weekly")


def test_merging_leaves_a_taken_key_with_its_holder(ledger: Ledger) -> None:
    ledger.add("100 convictions per week", reported_by=["Mediazona"], key="weekly")
    figure = {"record": "figure", "quantity": "3 houses", "reported_by": ["B"], "key": "weekly"}
    outcomes = ledger.record([figure])
    assert outcomes[-1].recorded
    assert [warning for warning in outcomes[-1].warnings if "weekly is taken" in warning]
