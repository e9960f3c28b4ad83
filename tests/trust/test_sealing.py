"""Sealing, and what a sealed ledger can no longer be without anybody noticing."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ledger.book import Ledger
from ledger.errors import FormatError, InputError, ProofError, TamperError
from ledger.store import checkpoints
from ledger.store import tables as t
from ledger.store.engine import writing
from ledger.tlog.checkpoint import Checkpoint, parse_checkpoint
from ledger.tlog.merkle import leaf_hash
from ledger.tlog.note import Signature, SigningKey, encode_base64, parse_note, parse_signing_key, signed
from ledger.tlog.proof import verify_consistency
from tests.intruder import intruding

if TYPE_CHECKING:
    from tests.sealed_ledgers import Key

Make = Callable[..., Ledger]


def names(count: int, start: int = 0) -> list[dict[str, Any]]:
    return [{"record": "agent", "name": f"party {number}"} for number in range(start, start + count)]


def secret(key: Key) -> SigningKey:
    return parse_signing_key(key.file.read_text().strip())


def place(ledger: Ledger, size: int, note: bytes) -> None:
    """Put a note into a ledger, as an intruder can who writes its database."""
    with intruding(ledger) as connection:
        checkpoints.place(connection, size, note, "2026-11-22T09:00:00.000000Z")


def test_a_seal_is_a_checkpoint_of_this_ledger_signed_by_the_key(story: Ledger, ann: Key) -> None:
    sealed = story.seal([ann.file])
    note = parse_note(sealed.note.encode())
    checkpoint = parse_checkpoint(note.text)
    assert (checkpoint.size, checkpoint.root.hex()) == (story.size, story.verify().root)
    assert checkpoint.origin.startswith("figure-ledger/desk/")
    assert checkpoint.extensions[0] == f"sealed {sealed.sealed_at}"
    # On a server, what was recorded says who was logged in, and the seal is bound to that.
    assert [line.split()[:2] for line in checkpoint.extensions[1:]] in ([], [["submissions", "1"]])
    assert note == signed(note.text, [secret(ann)])


def test_sealing_again_adds_nothing(story: Ledger, ann: Key) -> None:
    first = story.seal([ann.file])
    assert first.added == ()
    assert story.seal([ann.file]) == first
    assert story.verify().checkpoints == 1


def test_a_second_desk_cosigns_the_same_words(story: Ledger, ann: Key, bob: Key) -> None:
    alone = story.seal([ann.file]).note
    both = story.seal([bob.file])
    assert both.added == ("desk.example/bob",)
    assert both.note.startswith(alone)
    verified = story.verify(keys=[ann.public, bob.public])
    assert verified.sealed is not None
    assert verified.sealed.signed_by == ("desk.example/ann", "desk.example/bob")
    assert story.seal([bob.file, ann.file]).added == ()


def test_several_keys_at_once(story: Ledger, ann: Key, bob: Key) -> None:
    story.record(names(1))
    assert story.seal([bob.file, ann.file]).added == ("desk.example/bob", "desk.example/ann")


def test_a_key_is_changed_for_a_new_one(story: Ledger, ann: Key, make_key: Callable[[str], Key]) -> None:
    old = story.seal([ann.file]).note.encode()
    story.record(names(1))
    new = make_key("ann-2027")
    story.seal([new.file])
    assert story.verify(keys=[new.public]).checkpoints == 2
    verified = story.verify(against=old, keys=[ann.public])
    assert verified.against is not None
    assert verified.against.signed_by == ("desk.example/ann",)
    with pytest.raises(ProofError, match=r"none of the keys given, but in the name of desk.example/ann-2027"):
        story.verify(keys=[ann.public])


def test_an_empty_ledger_is_not_sealed(ledger: Ledger, ann: Key) -> None:
    with pytest.raises(InputError, match="nothing is recorded yet"):
        ledger.seal([ann.file])
    assert ledger.verify().sealed is None
    with pytest.raises(ProofError, match="never sealed"):
        ledger.verify(keys=[ann.public])


def test_ledgers_of_one_name_have_origins_of_their_own(make_ledger: Make, ann: Key) -> None:
    origins = set()
    for number in range(2):
        ledger = make_ledger()
        ledger.record(names(1, start=number))
        origins.add(ledger.seal([ann.file]).origin)
    assert len(origins) == 2


@pytest.mark.parametrize("name", ["Ä desk/with +  signs\n%2F", "‮desk", "figure-ledger//"])
def test_any_name_of_a_ledger_can_stand_in_an_origin(make_ledger: Make, ann: Key, name: str) -> None:
    ledger = make_ledger(name=name)
    ledger.add("5 things")
    assert ledger.seal([ann.file]).origin.isprintable()
    assert ledger.verify(keys=[ann.public]).checkpoints == 1
    assert ledger.bundle()["trace"]["ledger"]["name"] == name


def test_today_extends_what_was_sealed(story: Ledger, ann: Key) -> None:
    old = story.seal([ann.file])
    story.record(names(600))
    verified = story.verify(against=old.note.encode(), keys=[ann.public])
    assert verified.against is not None
    assert (verified.against.size, verified.against.signed_by) == (old.size, ("desk.example/ann",))
    roots = bytes.fromhex(old.root), bytes.fromhex(verified.root)
    assert verify_consistency(old.size, verified.size, *roots, verified.against.proof)


def test_only_what_is_new_is_hashed_again(story: Ledger, ann: Key) -> None:
    story.record(names(600))
    old = story.seal([ann.file])
    story.record(names(300, start=600))
    asked: list[tuple[int, int]] = []
    verified = story.verify(since=old.note.encode(), progress=lambda done, of: asked.append((done, of)))
    assert (verified.since, verified.size, verified.root) == (old.size, old.size + 300, story.verify().root)
    # The first range ends where a tile does: progress may be reported twice.
    assert asked[-1] == (old.size + 300, old.size + 300)
    assert all(done > old.size for done, _ in asked)
    assert story.verify(since=story.seal([ann.file]).note.encode()).since == story.size


def test_an_empty_checkpoint_is_extended_by_nothing_but_its_own_ledger(story: Ledger, ann: Key) -> None:
    origin = story.seal([ann.file]).origin
    empty = Checkpoint(
        origin, 0, bytes.fromhex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    )
    verified = story.verify(against=signed(empty.text(), [secret(ann)]).to_bytes())
    assert verified.against is not None
    assert verified.against.proof == ()


def alike(make_ledger: Make, first: int, second: int) -> tuple[Ledger, Ledger]:
    """Two copies of a ledger that went apart after five entries: one is what was, one what an intruder made of it."""
    ledgers = make_ledger(), make_ledger()
    for ledger in ledgers:
        ledger.record(names(5))
    for ledger, more, start in zip(ledgers, (first, second), (5, 500), strict=True):
        if more:
            ledger.record(names(more, start=start))
    return ledgers


def test_a_rewritten_log_is_no_damage_and_is_told_by_the_checkpoint(make_ledger: Make, ann: Key) -> None:
    true, forged = alike(make_ledger, 4, 4)
    kept = true.seal([ann.file]).note
    assert forged.verify(deep=True).size == 9
    with pytest.raises(ProofError, match="the first 9 entries are not those that were sealed") as caught:
        forged.verify(against=kept.encode(), keys=[ann.public])
    assert caught.value.evidence[0] == kept
    assert parse_checkpoint(caught.value.evidence[1]).root.hex() == forged.verify().root
    with pytest.raises(ProofError, match="not those that were sealed"):
        forged.verify(since=kept.encode())


def test_a_split_view_is_shown_by_two_notes_of_one_signer(make_ledger: Make, ann: Key) -> None:
    left, right = alike(make_ledger, 4, 4)
    # The same key, in a file that remembers nothing.
    elsewhere = ann.file.with_name("elsewhere.key")
    shutil.copy(ann.file, elsewhere)
    kept, shown = left.seal([ann.file]).note, right.seal([elsewhere]).note
    with pytest.raises(ProofError) as caught:
        right.verify(against=kept.encode(), keys=[ann.public])
    assert caught.value.evidence == [kept, shown]
    first, second = (parse_checkpoint(parse_note(note.encode()).text) for note in caught.value.evidence)
    assert (first.origin, first.size) == (second.origin, second.size)
    assert first.root != second.root


def test_a_cut_tail_is_told_by_the_checkpoint(make_ledger: Make, ann: Key) -> None:
    whole, cut = alike(make_ledger, 4, 0)
    kept = whole.seal([ann.file]).note
    assert cut.verify(deep=True).size == 5
    for how in ("against", "since"):
        with pytest.raises(ProofError, match="has 5 entries now, and 9 were sealed") as caught:
            cut.verify(**{how: kept.encode()})  # type: ignore[arg-type]
        assert caught.value.evidence[0] == kept
    place(cut, 9, kept.encode())
    with pytest.raises(ProofError, match="has 5 entries now, and 9 were sealed"):
        cut.verify()
    with pytest.raises(ProofError, match="the first 9 entries are not those that were sealed"):
        cut.bundle()


def test_a_checkpoint_in_the_ledger_that_is_not_of_its_log_is_told(make_ledger: Make, ann: Key) -> None:
    true, forged = alike(make_ledger, 4, 4)
    place(forged, 9, true.seal([ann.file]).note.encode())
    with pytest.raises(ProofError, match="the first 9 entries are not those that were sealed"):
        forged.verify()
    with pytest.raises(ProofError, match="the first 9 entries are not those that were sealed"):
        forged.bundle()


def test_a_log_that_contradicts_its_seal_is_not_signed(make_ledger: Make, ann: Key) -> None:
    true, forged = alike(make_ledger, 4, 6)
    kept = true.seal([ann.file]).note
    place(forged, 9, kept.encode())
    with pytest.raises(ProofError, match="not sealed: this is not the log that was sealed at 9") as caught:
        forged.seal([ann.file])
    assert caught.value.evidence[0] == kept
    with writing(forged._context.database) as connection:
        assert len(list(checkpoints.every(connection))) == 1


def test_the_checkpoint_of_another_ledger(make_ledger: Make, ann: Key, story: Ledger) -> None:
    stranger = make_ledger()
    stranger.record(names(3))
    kept = stranger.seal([ann.file]).note
    with pytest.raises(ProofError, match="another ledger, or was rewritten from its first entry on"):
        story.verify(against=kept.encode(), keys=[ann.public])


def test_the_notes_in_a_ledger_are_all_there(make_ledger: Make, ann: Key, story: Ledger) -> None:
    for number in range(2):
        story.record(names(1, start=number))
        story.seal([ann.file])
    with intruding(story) as connection:
        connection.execute(t.checkpoint.delete().where(t.checkpoint.c.number == 2))
        connection.execute(t.head.update().values(checkpoints=2))
    with pytest.raises(TamperError, match="checkpoint 2 is missing"):
        story.verify()


@pytest.mark.parametrize("kept", [0, 1, 2])
def test_seals_that_were_removed_are_missed(story: Ledger, ann: Key, kept: int) -> None:
    notes = [story.seal([ann.file]).note.encode()]
    for number in range(2):
        story.record(names(1, start=number))
        notes.append(story.seal([ann.file]).note.encode())
    with intruding(story) as connection:
        connection.execute(t.checkpoint.delete().where(t.checkpoint.c.number > kept))
    wanted = f"sealed 3 times, and has {kept} checkpoint"
    for use in (story.verify, story.bundle, lambda: story.seal([ann.file])):
        with pytest.raises(TamperError, match=wanted):
            use()
    # Whoever mends the number too is found by any later seal that was kept elsewhere.
    with intruding(story) as connection:
        connection.execute(t.head.update().values(checkpoints=kept))
    assert story.verify().checkpoints == kept
    for note in notes[kept:]:
        with pytest.raises(ProofError, match="not among those of the ledger"):
            story.verify(against=note)


@pytest.mark.parametrize("note", [b"", b"junk", b"log\n5\nAAAA\n\n\xff", b"x" * 200_000])
def test_a_damaged_note_in_the_ledger_is_damage(story: Ledger, ann: Key, note: bytes) -> None:
    place(story, story.size, note)
    for use in (story.verify, story.bundle, lambda: story.seal([ann.file])):
        with pytest.raises(TamperError, match=r"checkpoint 2 is not a checkpoint: .* it is damaged"):
            use()


@pytest.mark.parametrize("row", ["note = 'words'", "note = 5", "size = 'many'", "sealed_at = x'00'"])
def test_a_row_that_is_no_checkpoint_is_damage(tmp_path: Path, ann: Key, row: str) -> None:
    # SQLite takes values of any type for any column.
    ledger = Ledger.create(tmp_path / "ledger.db", name="desk", who="Ann")
    ledger.record(names(3))
    ledger.seal([ann.file])
    with intruding(ledger) as connection:
        connection.exec_driver_sql(f"UPDATE checkpoint SET {row}")
    for use in (ledger.verify, ledger.bundle, lambda: ledger.seal([ann.file]), ledger.unsealed):
        with pytest.raises(TamperError, match="checkpoint 1 cannot be read: it is damaged"):
            use()


def test_a_note_stored_under_another_size_is_damage(story: Ledger, ann: Key) -> None:
    place(story, story.size - 1, story.seal([ann.file]).note.encode())
    with pytest.raises(TamperError, match="checkpoint 2 is not of"):
        story.verify()


def forgeries(true: bytes, key: Key, second_key: Key) -> dict[str, bytes]:
    """Checkpoints that are not what the key signed, by what is wrong with them."""
    note = parse_note(true)
    made = parse_checkpoint(note.text)
    namesake = SigningKey(secret(key).name, bytes(32))
    line = note.signatures[0]
    return {
        "forged": true.replace(encode_base64(made.root).encode(), encode_base64(leaf_hash(b"x")).encode()),
        "a changed date": true.replace(b"sealed 2026", b"sealed 2025"),
        "re-signed by another key": signed(note.text, [secret(second_key)]).to_bytes(),
        "re-signed by a namesake": signed(note.text, [namesake]).to_bytes(),
        "the id of the key, the signature of another": (
            note.text + "\n" + str(Signature(line.name, line.key_id, namesake.sign(note.text).signature))
        ).encode(),
        "another name": true.replace("— desk.example/ann".encode(), "— desk.example/bob".encode()),
        "another origin": signed(note.text.replace("/desk/", "/task/"), [secret(key)]).to_bytes(),
    }


@pytest.mark.parametrize(
    "wrong",
    [
        "forged",
        "a changed date",
        "re-signed by another key",
        "re-signed by a namesake",
        "the id of the key, the signature of another",
        "another name",
        "another origin",
    ],
)
def test_a_forged_checkpoint_is_refused(story: Ledger, ann: Key, bob: Key, wrong: str) -> None:
    forged = forgeries(story.seal([ann.file]).note.encode(), ann, bob)[wrong]
    for how in ("against", "since"):
        with pytest.raises(ProofError, match=r"is not good|none of the keys given|another ledger"):
            story.verify(keys=[ann.public], **{how: forged})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "spelled",
    [
        lambda note: note.replace(b"\n", b"\r\n"),
        lambda note: note.replace(b"/desk/", b"/desk/ ") + b"\n",
        lambda note: note + b"\n",
        lambda note: b"\xef\xbb\xbf" + note,
        lambda note: note.replace(b"=\n", b"\n"),
        lambda note: note.partition(b"\n\n")[0],
        lambda note: note + b"more\n",
        lambda note: note * 2000,
        lambda note: note + note.partition(b"\n\n")[2] * 101,
        lambda _note: b"",
    ],
)
def test_a_checkpoint_spelled_otherwise_is_none(
    story: Ledger, ann: Key, spelled: Callable[[bytes], bytes]
) -> None:
    note = story.seal([ann.file]).note.encode()
    with pytest.raises((FormatError, ProofError)):
        story.verify(against=spelled(note), keys=[ann.public])


@pytest.mark.parametrize("size", ["014", "+14", " 14", "1_4", "14.0", "9" * 30])
def test_a_size_spelled_otherwise_is_none_even_where_it_is_signed(story: Ledger, ann: Key, size: str) -> None:
    text = parse_note(story.seal([ann.file]).note.encode()).text
    origin, _, rest = text.split("\n", 2)
    note = signed(f"{origin}\n{size}\n{rest}", [secret(ann)]).to_bytes()
    with pytest.raises(FormatError, match="decimal number below"):
        story.verify(against=note, keys=[ann.public])


def test_a_signature_beside_a_good_one_that_nobody_knows_does_no_harm(
    story: Ledger, ann: Key, bob: Key
) -> None:
    note = parse_note(story.seal([ann.file]).note.encode())
    more = signed(note.text, [secret(ann), secret(bob)]).to_bytes()
    verified = story.verify(against=more, keys=[ann.public])
    assert verified.against is not None
    assert verified.against.signed_by == ("desk.example/ann",)


def test_records_go_in_between_two_seals_of_two_desks(story: Ledger, ann: Key, bob: Key) -> None:
    for number in range(4):
        story.record(names(1, start=number))
        story.seal([(ann, bob)[number % 2].file])
    assert story.verify(deep=True).checkpoints == 5
    assert story.unsealed() == 0
