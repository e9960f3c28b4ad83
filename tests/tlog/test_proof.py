from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.tlog.merkle import leaf_hash, node_hash, root_of
from ledger.tlog.proof import verify_consistency, verify_inclusion
from ledger.tlog.tiles import TILE_WIDTH, TiledTree, completed_tiles


@cache
def leaves(count: int = 70_000) -> list[bytes]:
    return [leaf_hash(number.to_bytes(4, "big")) for number in range(count)]


class Shelf:
    """A tree as the store keeps it, counting which tiles are read."""

    def __init__(self, size: int) -> None:
        hashes = leaves()[:size]
        self.tiles = {
            (tile.level, tile.index): tile.hashes for tile in completed_tiles(0, hashes, [], self.read)
        }
        self.asked: set[tuple[int, int]] = set()
        self.tree = TiledTree(size, self.read, hashes[size - size % TILE_WIDTH :])

    def read(self, level: int, index: int) -> bytes:
        self.asked.add((level, index))
        return self.tiles[level, index]


shelf = cache(Shelf)


def path_by_definition(index: int, hashes: Sequence[bytes]) -> list[bytes]:
    """PATH(m, D[n]) as RFC 6962, section 2.1.1, writes it down."""
    if len(hashes) == 1:
        return []
    split = 1 << ((len(hashes) - 1).bit_length() - 1)
    if index < split:
        return [*path_by_definition(index, hashes[:split]), root_of(hashes[split:])]
    return [*path_by_definition(index - split, hashes[split:]), root_of(hashes[:split])]


def subproof_by_definition(old: int, hashes: Sequence[bytes], whole: bool) -> list[bytes]:
    """SUBPROOF(m, D[n], b) as RFC 6962, section 2.1.2, writes it down."""
    if old == len(hashes):
        return [] if whole else [root_of(hashes)]
    split = 1 << ((len(hashes) - 1).bit_length() - 1)
    if old <= split:
        return [*subproof_by_definition(old, hashes[:split], whole), root_of(hashes[split:])]
    return [*subproof_by_definition(old - split, hashes[split:], False), root_of(hashes[:split])]


def test_every_inclusion_proof_of_every_small_tree() -> None:
    for size in range(1, 35):
        hashes = leaves()[:size]
        for index in range(size):
            path = shelf(size).tree.inclusion(index)
            assert list(path) == path_by_definition(index, hashes)
            assert verify_inclusion(hashes[index], index, size, root_of(hashes), path)


def test_every_consistency_proof_of_every_small_tree() -> None:
    for new in range(1, 35):
        for old in range(1, new + 1):
            path = shelf(new).tree.consistency(old)
            assert list(path) == subproof_by_definition(old, leaves()[:new], True)
            assert verify_consistency(old, new, root_of(leaves()[:old]), root_of(leaves()[:new]), path)


SIZES = st.sampled_from(
    [255, 256, 257, 300, 511, 512, 513, 1000, 60_000, 65_535, 65_536, 65_537, 66_000, 70_000]
)


@cache
def root(size: int) -> bytes:
    return root_of(leaves()[:size])


# The first example of a size builds its tree, which the others find built.
@settings(deadline=None)
@given(SIZES, st.data())
def test_proofs_from_tiles_verify(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    path = shelf(size).tree.inclusion(index)
    assert verify_inclusion(leaves()[index], index, size, root(size), path)
    old = data.draw(st.integers(1, size))
    proof = shelf(size).tree.consistency(old)
    assert verify_consistency(old, size, root_of(leaves()[:old]), root(size), proof)
    assert shelf(size).tree.root() == root(size)


def test_a_proof_reads_one_tile_a_level_and_those_below_the_partial_ones() -> None:
    # 70,000 leaves: 273 full tiles, of which 256 are one of the level above; the last 17 stand below a partial one.
    some = Shelf(70_000)
    some.asked.clear()
    some.tree.inclusion(1_000)
    assert some.asked == {(0, 3), (1, 0)} | {(0, index) for index in range(256, 273)}
    before = set(some.asked)
    some.tree.inclusion(2_000)
    assert some.asked - before == {(0, 7)}


@given(st.integers(1, 40), st.data())
def test_an_inclusion_proof_holds_for_its_own_leaf_index_and_root_alone(
    size: int, data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, size - 1))
    hashes = leaves()[:size]
    path, top = list(path_by_definition(index, hashes)), root_of(hashes)
    wrong_index = data.draw(st.integers(0, size).filter(lambda drawn: drawn != index))
    assert not verify_inclusion(hashes[index], wrong_index, size, top, path)
    assert not verify_inclusion(leaf_hash(b"another"), index, size, top, path)
    assert not verify_inclusion(hashes[index], index, size, leaf_hash(b"another"), path)
    assert not verify_inclusion(hashes[index], index, size, top, [*path, top])
    if path:
        at = data.draw(st.integers(0, len(path) - 1))
        assert not verify_inclusion(hashes[index], index, size, top, path[:at] + path[at + 1 :])
        changed = [*path[:at], leaf_hash(path[at]), *path[at + 1 :]]
        assert not verify_inclusion(hashes[index], index, size, top, changed)
        assert not verify_inclusion(hashes[index], index, size, top, [*path[:-1], path[-1] + b"\x00"])


@given(st.integers(2, 40), st.data())
def test_a_consistency_proof_holds_for_its_own_sizes_and_roots_alone(new: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, new - 1))
    before, after = root_of(leaves()[:old]), root_of(leaves()[:new])
    path = subproof_by_definition(old, leaves()[:new], True)
    wrong = leaf_hash(b"another")
    assert verify_consistency(old, new, before, after, path)
    assert not verify_consistency(old, new, wrong, after, path)
    assert not verify_consistency(old, new, before, wrong, path)
    assert not verify_consistency(old, new, after, before, path)
    assert not verify_consistency(new, old, before, after, path)
    assert not verify_consistency(old, new, before, after, [*path, wrong])
    assert not verify_consistency(old, new, before, after, path[:-1])
    at = data.draw(st.integers(0, len(path) - 1))
    assert not verify_consistency(old, new, before, after, [*path[:at], wrong, *path[at + 1 :]])


def test_trees_of_one_size_are_consistent_only_where_they_are_the_same() -> None:
    first, second = root_of(leaves()[:3]), root_of(leaves()[1:4])
    assert verify_consistency(3, 3, first, first, [])
    assert not verify_consistency(3, 3, first, second, [])
    assert not verify_consistency(3, 3, first, first, [first])


def test_nothing_is_proved_from_an_empty_tree() -> None:
    assert not verify_consistency(0, 3, root_of([]), root_of(leaves()[:3]), [])
    assert not verify_inclusion(leaf_hash(b""), 0, 0, root_of([]), [])
    with pytest.raises(ValueError, match="does not grow from one of 0"):
        shelf(3).tree.consistency(0)


@pytest.mark.parametrize("index", [-1, 3, 4])
def test_no_proof_is_made_of_a_leaf_that_is_not_there(index: int) -> None:
    with pytest.raises(ValueError, match=f"no leaf {index}"):
        shelf(3).tree.inclusion(index)


def test_an_inclusion_proof_does_not_bind_the_size() -> None:
    # Why size and root are always taken from one checkpoint: with some other sizes the same path leads to the root.
    hashes = leaves()[:5]
    path = path_by_definition(0, hashes)
    assert verify_inclusion(hashes[0], 0, 5, root_of(hashes), path)
    assert verify_inclusion(hashes[0], 0, 6, root_of(hashes), path)


def test_a_leaf_is_no_inner_node() -> None:
    # The root of two is not taken for a leaf: leaves and nodes are hashed apart.
    first, second = leaf_hash(b"a"), leaf_hash(b"b")
    assert not verify_inclusion(leaf_hash(first + second), 0, 1, node_hash(first, second), [])


def test_a_tile_cut_short_is_refused_and_not_computed_with() -> None:
    tree = TiledTree(300, lambda _level, _index: bytes(8160), leaves()[256:300])
    with pytest.raises(ValueError, match="8192 bytes"):
        tree.inclusion(3)
