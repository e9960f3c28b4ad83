"""A key remembers which ledgers it sealed, and how far."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from ledger.book import Ledger
from ledger.errors import InputError, ProofError
from ledger.trust.key_memory import read_memory

if TYPE_CHECKING:
    from pathlib import Path

    from ledger.trust.sealing import FirstSeal
    from tests.sealed_ledgers import Key

Make = Callable[..., Ledger]


def never(first: FirstSeal) -> bool:
    """Refuse every first seal."""
    assert first.origin.startswith("figure-ledger/")
    return False


def memory_of(key: Key) -> Path:
    return key.file.with_name(f"{key.file.name}.ledgers")


def test_a_planted_ledger_is_not_sealed_without_asking(story: Ledger, make_ledger: Make, ann: Key) -> None:
    planted = make_ledger()
    planted.add("1,000,000 things")
    with pytest.raises(InputError, match="has never sealed this ledger, figure-ledger/desk/") as caught:
        planted.seal([ann.file], confirm=never)
    assert "ledger seal --yes" in str(caught.value.hint)
    assert planted.unsealed() == planted.size
    story.add("2 things")
    story.seal([ann.file], confirm=never)
    asked: list[FirstSeal] = []
    planted.seal([ann.file], confirm=lambda first: asked.append(first) or True)  # type: ignore[func-returns-value]
    assert [(first.key, first.sealed_before) for first in asked] == [("desk.example/ann", 1)]
    planted.add("3 things")
    planted.seal([ann.file], confirm=never)
    assert set(read_memory(ann.file)) == {story.seal([ann.file]).origin, planted.seal([ann.file]).origin}


def test_a_key_whose_seal_stands_in_the_ledger_has_sealed_it(story: Ledger, ann: Key) -> None:
    memory_of(ann).unlink()
    story.add("2 things")
    story.seal([ann.file], confirm=never)
    assert list(read_memory(ann.file)) == [story.seal([ann.file]).origin]


def test_a_key_does_not_sign_two_histories(make_ledger: Make, ann: Key) -> None:
    ledgers = make_ledger(), make_ledger()
    for ledger in ledgers:
        ledger.record([{"record": "agent", "name": f"party {number}"} for number in range(5)])
    true, forked = ledgers
    true.add("5 things")
    true.seal([ann.file])
    # A copy that is older, one that is as long, and one that is longer.
    for quantity in (None, "6 things", "7 things"):
        if quantity is not None:
            forked.add(quantity)
        with pytest.raises(ProofError, match="has signed 6 entries of this ledger, and these are not they"):
            forked.seal([ann.file])
    assert forked.verify().checkpoints == 0
    true.add("8 things")
    true.seal([ann.file])


def test_the_memory_is_for_its_owner_and_a_lost_line_harms_nothing(story: Ledger, ann: Key) -> None:
    memory = memory_of(ann)
    assert stat.S_IMODE(memory.stat().st_mode) == 0o600
    before = read_memory(ann.file)
    with memory.open("a") as stream:
        stream.write("figure-ledger/desk/0123 5 AAA")
    assert read_memory(ann.file) == before
    with memory.open("a") as stream:
        stream.write("\n")
    with pytest.raises(InputError, match="is not what this program wrote"):
        story.seal([ann.file])


def test_a_memory_that_cannot_be_written_is_said(story: Ledger, ann: Key) -> None:
    memory = memory_of(ann)
    memory.unlink()
    memory.symlink_to("elsewhere")
    story.add("2 things")
    report = story.seal([ann.file])
    assert [warning for warning in report.warnings if "does not remember this seal" in warning]
    assert report.added == ("desk.example/ann",)


def test_a_key_answers_for_no_ledger_that_it_has_not_sealed(
    story: Ledger, ann: Key, bob: Key, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEDGER_KEY", str(bob.file))
    warnings: list[Any] = []
    assert "answer" not in story.bundle(["year"], warn=warnings.append)
    assert "the key desk.example/bob has never sealed this ledger" in warnings[0]
    shutil.copy(ann.file, ann.file.with_name("new.key"))
    monkeypatch.setenv("LEDGER_KEY", str(ann.file.with_name("new.key")))
    assert "answer" in story.bundle(["year"])
