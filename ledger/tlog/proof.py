"""Checking inclusion and consistency proofs, as RFC 9162, section 2.1, writes it down.

A proof is a list of hashes. Making one takes the tree's tiles (`tiles.TiledTree`); checking one takes nothing but
the hashes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ledger.tlog.merkle import HASH_BYTES, node_hash

#: No tree has more leaves than this, so that no path is longer than 63 hashes.
MAX_SIZE: Final = 2**63 - 1


def verify_inclusion(leaf: bytes, index: int, size: int, root: bytes, path: Sequence[bytes]) -> bool:
    """Return whether `path` proves that the hash `leaf` stands at `index` under `root` (RFC 9162, section 2.1.3.2).

    It does not prove that the tree has `size` leaves: take size and root from one checkpoint.
    """
    if not 0 <= index < size <= MAX_SIZE or not _hashes(leaf, root, *path):
        return False
    fn, sn, node = index, size - 1, leaf
    for sibling in path:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            node = node_hash(sibling, node)
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            node = node_hash(node, sibling)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and node == root


def verify_consistency(old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Return whether `path` proves that the tree of `new` leaves extends that of `old` (RFC 9162, section 2.1.4.2).

    From an empty tree nothing can be proved: False, as for anything else that is not a proof.
    """
    if not 0 < old <= new <= MAX_SIZE:
        return False
    if old == new:
        return not path and old_root == new_root
    if not path or not _hashes(old_root, new_root, *path):
        return False
    # A complete old tree is itself the first hash of the proof.
    first, *rest = path if old & (old - 1) else (old_root, *path)
    fn, sn = old - 1, new - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = first
    for node in rest:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            fr, sr = node_hash(node, fr), node_hash(node, sr)
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = node_hash(sr, node)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and fr == old_root and sr == new_root


def _hashes(*nodes: bytes) -> bool:
    return all(len(node) == HASH_BYTES for node in nodes)
