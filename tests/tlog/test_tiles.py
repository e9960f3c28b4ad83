from __future__ import annotations

from functools import cache

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ledger.tlog.merkle import CompactRange, leaf_hash, root_of
from ledger.tlog.tiles import TILE_WIDTH, TiledTree, completed_tiles, extended, tile_root


@cache
def leaves(count: int) -> list[bytes]:
    return [leaf_hash(number.to_bytes(4, "big")) for number in range(count)]


class Shelf:
    """A tree kept as the store keeps it: full tiles and the leaf hashes after them."""

    def __init__(self) -> None:
        self.size = 0
        self.tree = CompactRange.empty()
        self.tail: list[bytes] = []
        self.tiles: dict[tuple[int, int], bytes] = {}
        self.asked: list[tuple[int, int]] = []

    def read(self, level: int, index: int) -> bytes:
        self.asked.append((level, index))
        return self.tiles[level, index]

    def append(self, hashes: list[bytes]) -> None:
        filled = list(completed_tiles(self.size, hashes, self.tail, self.read))
        for tile in filled:
            assert (tile.level, tile.index) not in self.tiles
            self.tiles[tile.level, tile.index] = tile.hashes
        self.tree = extended(self.tree, hashes, self.tail, filled)
        self.size += len(hashes)
        self.tail = [*self.tail, *hashes][-(self.size % TILE_WIDTH) :] if self.size % TILE_WIDTH else []


def shelf_of(*steps: int) -> Shelf:
    shelf = Shelf()
    for step in steps:
        shelf.append(leaves(70_000)[shelf.size : shelf.size + step])
    return shelf


def tile_names(size: int) -> set[tuple[int, int]]:
    return {(level, i) for level in range(3) for i in range(size // TILE_WIDTH ** (level + 1))}


@given(st.lists(st.integers(0, 700), max_size=8))
@example([256])
@example([255, 1, 256])
@example([300, 212])
def test_tiles_and_tail_give_the_root_however_the_tree_grew(steps: list[int]) -> None:
    shelf = shelf_of(*steps)
    hashes = leaves(70_000)[: shelf.size]
    assert set(shelf.tiles) == tile_names(shelf.size)
    root = TiledTree(shelf.size, shelf.read, shelf.tail).root()
    assert shelf.tree == CompactRange.empty().extend(hashes)
    assert root == root_of(hashes) == CompactRange.empty().extend(hashes).root()


@pytest.mark.parametrize(
    "steps", [(65_535,), (65_536,), (65_535, 1), (65_000, 600), (30_000, 30_000, 10_000), (65_536, 300)]
)
def test_trees_with_a_tile_at_the_second_level(steps: tuple[int, ...]) -> None:
    shelf = shelf_of(*steps)
    assert set(shelf.tiles) == tile_names(shelf.size)
    assert TiledTree(shelf.size, shelf.read, shelf.tail).root() == root_of(leaves(70_000)[: shelf.size])


def test_a_tile_holds_its_leaf_hashes_and_one_above_the_roots_of_256() -> None:
    shelf = shelf_of(65_536)
    hashes = leaves(70_000)
    assert shelf.tiles[0, 3] == b"".join(hashes[768:1024])
    assert shelf.tiles[1, 0][32:64] == root_of(hashes[256:512]) == tile_root(shelf.tiles[0, 1])


@settings(max_examples=20)
@given(st.integers(0, 255), st.integers(65_536 - 255, 65_536))
def test_lower_tiles_come_first_so_that_each_can_be_stored_as_it_comes(before: int, size: int) -> None:
    shelf = shelf_of(before)
    grown = completed_tiles(before, leaves(70_000)[before:size], shelf.tail, shelf.read)
    order = [(tile.level, tile.index) for tile in grown]
    assert order == sorted(tile_names(size))


def test_stored_tiles_are_read_only_when_a_tile_above_them_fills() -> None:
    shelf = shelf_of(30_000, 30_000, 5_535)
    assert shelf.asked == []
    shelf.append(leaves(70_000)[65_535:65_536])
    assert shelf.asked == [(0, index) for index in range(255)]
    assert (1, 0) in shelf.tiles


def test_the_root_reads_no_tile_that_a_higher_one_covers() -> None:
    shelf = shelf_of(66_000)
    TiledTree(shelf.size, shelf.read, shelf.tail).root()
    assert shelf.asked == [(1, 0), (0, 256)]


@given(st.integers(1, 2_000), st.data())
def test_a_flipped_bit_in_a_tile_or_the_tail_changes_the_root(size: int, data: st.DataObject) -> None:
    shelf = shelf_of(size)
    root = root_of(leaves(70_000)[:size])
    bit = data.draw(st.integers(0, size * 256 - 1))
    leaf, at = divmod(bit, 256)
    index, within = divmod(leaf, TILE_WIDTH)
    held = bytearray(shelf.tiles.get((0, index)) or b"".join(shelf.tail))
    held[within * 32 + at // 8] ^= 1 << at % 8
    if (0, index) in shelf.tiles:
        shelf.tiles[0, index] = bytes(held)
    else:
        shelf.tail[within] = bytes(held[within * 32 : within * 32 + 32])
    assert TiledTree(size, shelf.read, shelf.tail).root() != root


@pytest.mark.parametrize(("size", "tail"), [(0, 1), (1, 0), (256, 256), (300, 43)])
def test_a_tail_that_does_not_fit_the_size_is_refused(size: int, tail: int) -> None:
    shelf = shelf_of(size)
    with pytest.raises(ValueError, match="after its full tiles"):
        list(completed_tiles(size, [], leaves(tail), shelf.read))
    with pytest.raises(ValueError, match="after its full tiles"):
        TiledTree(size, shelf.read, leaves(tail))


@pytest.mark.parametrize("length", [0, 32, 8160, 8191, 8224])
def test_a_tile_that_is_not_full_is_refused(length: int) -> None:
    with pytest.raises(ValueError, match="8192 bytes"):
        tile_root(bytes(length))
