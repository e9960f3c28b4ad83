from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.tlog.merkle import CompactRange, leaf_hash, node_hash, root_of


def leaves(count: int) -> list[bytes]:
    return [leaf_hash(number.to_bytes(4, "big")) for number in range(count)]


def root_by_definition(hashes: list[bytes]) -> bytes:
    """The root as RFC 6962, section 2.1, writes it down: split at the largest power of two below the size."""
    if not hashes:
        return sha256().digest()
    if len(hashes) == 1:
        return hashes[0]
    split = 1 << ((len(hashes) - 1).bit_length() - 1)
    return node_hash(root_by_definition(hashes[:split]), root_by_definition(hashes[split:]))


def test_leaves_and_nodes_are_hashed_apart() -> None:
    assert leaf_hash(b"L123456") == sha256(b"\x00L123456").digest()
    assert node_hash(b"l" * 32, b"r" * 32) == sha256(b"\x01" + b"l" * 32 + b"r" * 32).digest()


def test_a_tree_without_leaves_has_the_hash_of_nothing_as_root() -> None:
    assert root_of([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_a_tree_of_one_leaf_has_the_leaf_hash_as_root() -> None:
    assert (
        root_of([leaf_hash(b"")]).hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    )


def test_roots_of_every_small_tree_follow_the_definition() -> None:
    hashes = leaves(70)
    for size in range(len(hashes) + 1):
        assert root_of(hashes[:size]) == root_by_definition(hashes[:size])


@given(st.lists(st.integers(0, 300), max_size=6))
def test_growing_in_steps_gives_the_tree_grown_at_once(steps: list[int]) -> None:
    hashes = leaves(sum(steps))
    tree, at = CompactRange.empty(), 0
    for step in steps:
        kept = CompactRange.from_bytes(tree.size, tree.to_bytes())
        tree = kept.extend(iter(hashes[at : at + step]))
        at += step
        assert tree.size == at
        assert tree.root() == root_of(hashes[:at])
    assert tree == CompactRange.empty().extend(hashes)


def test_extending_leaves_the_smaller_tree_as_it_was() -> None:
    small = CompactRange.empty().extend(leaves(5))
    before = small.root()
    small.extend(leaves(3))
    assert small.root() == before


@given(st.integers(1, 600), st.data())
def test_any_changed_leaf_changes_the_root(size: int, data: st.DataObject) -> None:
    hashes = leaves(size)
    root = root_of(hashes)
    changed = data.draw(st.integers(0, size - 1))
    hashes[changed] = leaf_hash(b"something else")
    assert root_of(hashes) != root


def test_the_hashes_kept_are_those_of_the_perfect_subtrees_the_largest_first() -> None:
    hashes = leaves(7)
    tree = CompactRange.empty().extend(hashes)
    assert tree.hashes == (root_of(hashes[:4]), root_of(hashes[4:6]), hashes[6])
    assert tree.to_bytes() == b"".join(tree.hashes)


@pytest.mark.parametrize(
    ("size", "data"),
    [
        (0, bytes(32)),
        (1, b""),
        (3, bytes(32)),
        (4, bytes(64)),
        (1, bytes(31)),
        (3, bytes(65)),
        (-1, bytes(32)),
    ],
)
def test_bytes_that_do_not_fit_the_size_are_refused(size: int, data: bytes) -> None:
    with pytest.raises(ValueError, match=r"bytes|leaves"):
        CompactRange.from_bytes(size, data)


def test_hashes_of_another_length_are_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        CompactRange.empty().extend([b"short"])
