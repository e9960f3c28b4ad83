"""Ids of what waits to be recorded, against a dictionary."""

from __future__ import annotations

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from ledger.store.staged_ids import StagedIds


def an_id(number: int) -> bytes:
    return sha256(number.to_bytes(4, "big")).digest()


@given(st.lists(st.integers(0, 40)))
def test_each_id_has_the_number_it_came_as(numbers: list[int]) -> None:
    staged, expected = StagedIds(), dict[bytes, int]()
    for together in (numbers[:20], numbers[20:]):
        ids = list(map(an_id, together))
        new = []
        for record_id in ids:
            new.append(record_id not in expected)
            expected.setdefault(record_id, len(expected) + 1)
        assert staged.add(ids) == new
    assert len(staged) == len(expected)
    for number in range(50):
        assert staged.number(an_id(number)) == expected.get(an_id(number), 0)
    for record_id, place in expected.items():
        assert staged.id(place) == record_id


def test_more_ids_than_the_table_began_with() -> None:
    staged = StagedIds()
    ids = [an_id(number) for number in range(20_000)]
    assert all(staged.add(ids))
    assert [staged.number(record_id) for record_id in ids] == list(range(1, 20_001))
    assert not any(staged.add(ids[::500]))
    assert staged.number(an_id(20_000)) == 0


def test_ids_that_begin_alike() -> None:
    staged = StagedIds()
    ids = [an_id(number) for number in range(2_000)]
    staged.add(ids)
    low, high = b"\xa7" + bytes(31), b"\xa7" + b"\xff" * 31
    expected = [place for place, record_id in enumerate(ids, 1) if record_id[0] == 0xA7]
    assert staged.between(low, high, 100) == expected
    assert staged.between(low, high, 2) == expected[:2]
