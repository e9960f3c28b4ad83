"""What corrections make of records, and corrections of corrections of them."""

from __future__ import annotations

import pytest

from ledger.trace.material import CorrectionRow, SameRow
from ledger.trace.status import instant, joined, resolve


def correction(
    seq: int, of: int, by: int | None = None, cause: str = "withdrawn", at: str | None = None
) -> CorrectionRow:
    return CorrectionRow(seq, f"{seq:064x}", of, by, cause, at or f"2026-01-01T00:{seq:02}:00Z")


def test_what_was_never_corrected_is_current() -> None:
    resolution = resolve([])
    assert resolution.status(1) == "current"
    assert resolution.read(1) == 1
    assert resolution.replaced_by(1) is None
    assert resolution.changed(1) is None


def test_a_withdrawal_with_a_replacement_corrects_and_without_one_retracts() -> None:
    resolution = resolve([correction(10, 1, 2), correction(11, 3)])
    assert (resolution.status(1), resolution.replaced_by(1)) == ("corrected", 2)
    assert (resolution.status(3), resolution.replaced_by(3)) == ("retracted", None)
    assert resolution.status(2) == "current"


def test_an_undone_correction_no_longer_counts_and_undoing_that_restores_it() -> None:
    undone = [correction(10, 1), correction(11, 10)]
    assert resolve(undone).status(1) == "current"
    assert resolve(undone).undone(10)
    redone = [*undone, correction(12, 11)]
    assert resolve(redone).status(1) == "retracted"
    assert not resolve(redone).undone(10)
    assert resolve([*redone, correction(13, 12)]).status(1) == "current"


def test_a_long_chain_of_undoing_is_settled_by_its_parity() -> None:
    chain = [correction(10, 1)] + [correction(seq, seq - 1) for seq in range(11, 20_011)]
    assert resolve(chain).status(1) == "retracted"
    assert resolve(chain[:-1]).status(1) == "current"


def test_the_newest_of_several_withdrawals_rules_whatever_order_they_were_recorded_in() -> None:
    later, earlier = "2026-02-01T00:00:00Z", "2026-01-01T00:00:00Z"
    assert resolve([correction(10, 1, at=later), correction(11, 1, 2, at=earlier)]).status(1) == "retracted"
    assert resolve([correction(10, 1, at=earlier), correction(11, 1, 2, at=later)]).status(1) == "corrected"
    tie = resolve([correction(11, 1, 2, at=later), correction(10, 1, at=later)])
    assert tie.status(1) == "corrected", "of two at one time the greater id rules"


def test_a_misrecorded_record_is_read_as_the_last_of_its_replacements() -> None:
    resolution = resolve([correction(10, 1, 2, "misrecorded"), correction(11, 2, 3, "misrecorded")])
    assert (resolution.read(1), resolution.read(2), resolution.read(3)) == (3, 3, 3)
    assert sorted(resolution.predecessors[3]) == [1, 2]
    assert resolution.changed(3) == 11


def test_a_misrecorded_record_without_replacement_is_absent_and_so_is_what_is_read_as_it() -> None:
    resolution = resolve([correction(10, 1, 2, "misrecorded"), correction(11, 2, None, "misrecorded")])
    assert resolution.read(1) is None
    assert resolution.read(2) is None
    assert resolution.status(2) == "retracted"


def test_replacements_that_run_in_a_circle_replace_nothing() -> None:
    circle = [correction(10, 1, 2, "misrecorded"), correction(11, 2, 1, "misrecorded")]
    into_it = correction(12, 3, 1, "misrecorded")
    resolution = resolve([*circle, into_it])
    assert [resolution.read(record) for record in (1, 2, 3)] == [1, 2, 3]


def test_mending_a_typing_slip_keeps_what_its_party_withdrew_withdrawn() -> None:
    resolution = resolve([correction(10, 1), correction(11, 1, 2, "misrecorded")])
    assert resolution.read(1) == 2
    assert resolution.status(2) == "retracted"


def test_the_latest_of_a_chain_of_replacements_is_found_and_a_circle_ends() -> None:
    assert resolve([correction(10, 1, 2), correction(11, 2, 3)]).latest(1) == 3
    assert resolve([correction(10, 1, 2), correction(11, 2, 1)]).latest(1) == 2
    assert resolve([]).latest(1) is None


def test_undoing_counts_as_a_change_of_what_was_corrected() -> None:
    assert resolve([correction(10, 1), correction(11, 10)]).changed(1) == 11


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("2026-01-01T00:00:00Z", "2026-01-01T00:00:00.5Z"),
        ("2026-01-01T00:00:00.25Z", "2026-01-01T00:00:00.3Z"),
        ("2026-01-01T00:00:00.999999Z", "2026-01-01T00:00:01Z"),
    ],
)
def test_times_sort_however_many_decimals_they_have(earlier: str, later: str) -> None:
    assert instant(earlier) < instant(later)


def test_a_time_is_the_same_with_and_without_decimals() -> None:
    assert instant("2026-01-01T00:00:10Z") == instant("2026-01-01T00:00:10.000000Z")


def same(seq: int, a: int, b: int, *, same: bool = True) -> SameRow:
    return SameRow(seq, f"{seq:064x}", a, b, same, f"2026-01-01T00:{seq:02}:00Z")


def test_what_is_said_to_be_the_same_is_one_group_under_its_lowest_number() -> None:
    groups = joined([same(10, 5, 3), same(11, 7, 5), same(12, 8, 9)], resolve([]))
    assert groups == {3: 3, 5: 3, 7: 3, 8: 8, 9: 8}


def test_parting_undoes_joining_whichever_way_round_the_two_are_named() -> None:
    assert joined([same(10, 5, 3), same(11, 3, 5, same=False)], resolve([])) == {}
    assert joined([same(11, 3, 5, same=False), same(12, 5, 3)], resolve([])) == {3: 3, 5: 3}


def test_a_joining_that_was_taken_back_joins_nothing() -> None:
    assert joined([same(10, 5, 3)], resolve([correction(20, 10)])) == {}
