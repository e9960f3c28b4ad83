"""Rows come back in order, all of them; many wait outside of memory and cost none."""

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


def test_rows_too_many_for_memory_come_back_in_order_and_take_no_more_of_it() -> None:
    def peak(count: int) -> int:
        places = (number * 7919 % count for number in range(count))
        tracemalloc.start()
        sorter = Sorter()
        sorter.add(((0, place, 0, "code", "m" * 300), place.to_bytes(400)) for place in places)
        sorter.sort()
        assert all(row == place.to_bytes(400) for place, row in enumerate(sorter))
        assert sorter[count - 1] == (count - 1).to_bytes(400)
        _, highest = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return highest

    assert peak(150_000) < 1.5 * peak(50_000)
