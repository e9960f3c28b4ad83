"""Rows that wait outside of memory come back in order, all of them, and cost no memory."""

from __future__ import annotations

import tracemalloc

from hypothesis import given
from hypothesis import strategies as st

from ledger.store.sorter import Key, Sorter

numbers = st.integers(0, 2**40)
keys = st.tuples(
    numbers,
    numbers,
    numbers,
    st.sampled_from(["a", "b-c"]),
    st.text(st.characters(exclude_categories=["Cs"])),
)


def sorted_rows(rows: list[tuple[Key, bytes]]) -> Sorter:
    sorter = Sorter()
    sorter.add(rows[: len(rows) // 2])
    sorter.add(rows[len(rows) // 2 :])
    sorter.sort()
    return sorter


@given(st.lists(st.tuples(keys, st.binary()), unique_by=lambda row: row[0]))
def test_rows_come_back_in_the_order_of_their_keys(rows: list[tuple[Key, bytes]]) -> None:
    found = sorted_rows(rows)
    assert list(found) == list(found) == [row for _, row in sorted(rows)]
    assert [found[place] for place in range(len(found))] == list(found)


def test_many_rows_take_no_more_memory_than_few() -> None:
    def peak(count: int) -> int:
        tracemalloc.start()
        sorter = Sorter()
        sorter.add(((0, number * 7919 % count, 0, "code", "m" * 300), bytes(400)) for number in range(count))
        sorter.sort()
        assert sum(1 for _ in sorter) == count
        _, highest = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return highest

    assert peak(20_000) < 2 * peak(2_000)
