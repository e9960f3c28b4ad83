"""Keys and sealed ledgers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from ledger.book import Ledger


class Key(NamedTuple):
    """A signing key's file, and the verifier key that belongs to it."""

    file: Path
    public: str


@pytest.fixture
def make_key(tmp_path: Path) -> Callable[[str], Key]:
    """Makes a signing key of a name, the same in every run."""

    def make(name: str) -> Key:
        file = tmp_path / f"{name}.key"
        seed = name.encode().ljust(32, b".")
        return Key(file, Ledger.new_key(f"desk.example/{name}", file, random=lambda _size: seed))

    return make


@pytest.fixture
def ann(make_key: Callable[[str], Key]) -> Key:
    """Ann's key."""
    return make_key("ann")


@pytest.fixture
def bob(make_key: Callable[[str], Key]) -> Key:
    """Bob's key."""
    return make_key("bob")


#: A story with everything that a trace can depend on.
STORY: list[dict[str, Any]] = [
    {"record": "agent", "name": "Mediazona", "kind": "organization", "aliases": ["Медиазона"]},
    {"record": "source", "key": "update", "url": "https://example.org/update", "title": "Update",
     "published": "2023-08"},
    {"record": "snapshot", "source": "update", "text": "we count close to 100 soldiers a week"},
    {"record": "figure", "key": "mz", "quantity": "100 convictions per week", "reported_by": ["Mediazona"],
     "primary": True, "stated": "2023-07-19", "place": "Russia", "note": "from court records"},
    {"record": "figure", "key": "mod", "relays": "mz", "source": "update", "quantity": "close to 100 soldiers a week",
     "quote": {"exact": "close to 100 soldiers a week", "translation": "около 100"}, "reported_by": ["MoD"]},
    {"record": "figure", "key": "year", "quantity": "about 5,200 convictions per year", "reported_by": ["MoD"],
     "source": "update",
     "derived_from": {"inputs": {"weekly": "mod"}, "formula": "weekly * 52", "assumptions": ["it goes on"]}},
    {"record": "review", "of": "year", "verdict": "confirmed", "accept": ["label-changed"], "note": "looked at"},
    {"record": "figure", "key": "slip", "relays": "mod", "quantity": "10 soldiers a week", "reported_by": ["Post"]},
    {"record": "figure", "key": "mended", "relays": "mod", "quantity": "100 soldiers a week", "reported_by": ["Post"]},
    {"record": "correction", "of": "slip", "by": "mended", "cause": "misrecorded"},
    {"record": "same", "refs": ["Post", "MoD"]},
    {"record": "key", "key": "weekly", "of": "mod"},
    {"record": "link", "relation": "revision", "figure": "mended", "from": "mz"},
    {"record": "figure", "key": "apart", "quantity": "7 apples", "reported_by": ["A grocer"],
     "note": "not for publication"},
]  # fmt: skip


@pytest.fixture
def story(make_ledger: Callable[..., Ledger], ann: Key) -> Ledger:
    """A ledger with a story in it, sealed by Ann."""
    ledger = make_ledger()
    ledger.record(STORY)
    ledger.seal([ann.file])
    return ledger
