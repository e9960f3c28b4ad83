"""Recorders sign what they record: who did is told from who only said so, and no signature is changed unseen."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO, StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text

from ledger.book import Ledger
from ledger.book.recording import record
from ledger.errors import ConflictError, InputError, LedgerError, NotFoundError, ProofError, TamperError
from ledger.query.signing import signer
from ledger.store.submissions import every
from ledger.tlog.note import parse_note, parse_signing_key
from ledger.tlog.submission import key_name, person_named
from tests.intruder import intruding

if TYPE_CHECKING:
    from tests.sealed_ledgers import Key

NAME = "Ann Lee"
FIGURE = {
    "record": "figure",
    "key": "mz",
    "quantity": "100 convictions per week",
    "reported_by": ["Mediazona"],
}


@pytest.fixture
def make_person(tmp_path: Path) -> Callable[[str], Path]:
    """Makes a person's key, and gives its file."""

    def make(name: str, file: str | None = None) -> Path:
        made = tmp_path / f"{file or name}.key"
        Ledger.new_key(name, made, person=True)
        return made

    return make


def url_of(ledger: Ledger) -> str:
    return ledger._context.database.url.render_as_string(hide_password=False)


def opened(ledger: Ledger, **options: Any) -> Ledger:
    """The same ledger, as somebody else opens it."""
    return Ledger.open(url_of(ledger), **options)


@pytest.fixture
def signed(ledger: Ledger, make_person: Callable[[str], Path]) -> Ledger:
    """A ledger in which Ann Lee signs, with something of hers and something of Eve's."""
    file = make_person(NAME)
    ledger.introduce_key(file)
    own = opened(ledger, sign=file)
    own.record([FIGURE])
    opened(ledger, who="Eve").record(
        [{"record": "figure", "key": "e", "relays": "mz", "quantity": "100 a week"}]
    )
    return own


def standings(ledger: Ledger, reference: str) -> dict[str, str | None]:
    """Of each figure of a trace, by its key, the standing of its recorder's signature."""
    return {
        figure.entry.key or "": None if (found := figure.entry.recorded.signature) is None else found.standing
        for figure in ledger.trace(reference).figures
    }


@pytest.mark.parametrize("name", ["Ann Lee", "Zoë  Ørsted", "a+b %41\u00a0c", "東京", "%", "\u0085x"])
def test_a_key_is_called_after_any_person(tmp_path: Path, name: str) -> None:
    Ledger.new_key(name, tmp_path / "p.key", person=True)
    made = parse_signing_key((tmp_path / "p.key").read_text("utf-8").strip())
    assert person_named(made.name) == " ".join(name.split())
    assert person_named(key_name(name)) == name


def test_who_signed_is_told_from_who_is_only_asserted(signed: Ledger) -> None:
    assert standings(signed, "e") == {"e": None, "mz": "good"}
    shown = signed.show("mz").record
    assert (shown.by, shown.signature and shown.signature.standing) == (NAME, "good")
    by = {line.seq: (line.by, line.signature is not None) for line in signed.log()}
    assert set(by.values()) == {(NAME, True), ("Eve", False)}
    page = StringIO()
    signed.export(page, format="html", references=["e"])
    assert "by Ann Lee (signed)" in page.getvalue()
    assert "by Eve, as asserted" in page.getvalue()


def test_every_way_of_recording_is_signed(signed: Ledger, tmp_path: Path) -> None:
    signed.add("7 apples", reported_by=["A grocer"], key="apples")
    signed.amend("apples", locator="p. 3")
    signed.review("mz", "confirmed")
    signed.retract("mz", reason="said so")
    signed.undo("mz")
    signed.import_(BytesIO(b'{"record":"agent","name":"Post"}\n{"record":"agent","name":"Times"}\n'), batch=1)
    own = [line for line in signed.log() if line.by == NAME]
    assert all(line.signature is not None and line.signature.standing == "good" for line in own)
    counts = signed.verify(deep=True).signatures
    assert counts is not None
    assert (counts.entries, counts.revoked, counts.unknown) == (len(own), 0, 0)


def test_the_root_does_not_hang_on_who_signs(
    make_ledger: Callable[..., Ledger], make_person: Callable[[str], Path]
) -> None:
    file = make_person(NAME)
    plain, own = make_ledger(who=NAME), make_ledger(who=NAME)
    for ledger in (plain, own):
        ledger.introduce_key(file)
    plain.record([FIGURE])
    from ledger.trust.keys import read_key

    record(own._context, [FIGURE], sign=signer([read_key(file)]))
    assert plain.head.root == own.head.root


def test_a_key_signs_for_nobody_else_and_not_before_it_is_introduced(
    ledger: Ledger, make_person: Callable[..., Path]
) -> None:
    file = make_person(NAME)
    with pytest.raises(InputError, match="was not introduced"):
        opened(ledger, sign=file).record([FIGURE])
    ledger.introduce_key(file)
    with pytest.raises(InputError, match="is that of Ann Lee, and Bob is to record"):
        opened(ledger, sign=file, who="Bob").record([FIGURE])
    with pytest.raises(ConflictError, match="already"):
        ledger.introduce_key(file)
    with pytest.raises(ConflictError, match="has the key"):
        ledger.introduce_key(make_person(NAME, "second"))
    with pytest.raises(InputError, match="there is no key file"):
        opened(ledger, sign="missing.key").record([FIGURE])
    assert ledger.size == 1
    # The desk records for whoever is signed in: only what the owner of the key does is signed.
    desk = opened(ledger, sign=file)
    desk.recording_as("Bob").record([{"record": "agent", "name": "Post"}])
    desk.recording_as(NAME).record([FIGURE])
    assert {line.by: line.signature is not None for line in ledger.log()} == {NAME: True, "Bob": False}


def test_a_replaced_and_a_revoked_key_sign_no_more(signed: Ledger, make_person: Callable[..., Path]) -> None:
    from ledger.trust.keys import read_key

    old, new = make_person("Zoë", "old"), make_person("Zoë", "new")
    signed.introduce_key(old)
    signed.replace_key(new, old)
    assert [(key.person, key.standing) for key in signed.personal_keys()] == [
        (NAME, "current"), ("Zoë", "replaced"), ("Zoë", "current")]  # fmt: skip
    own = opened(signed, sign=new)
    own.record([{"record": "figure", "key": "before", "quantity": "5 trees"}])
    with pytest.raises(InputError, match="replaced or revoked"):
        opened(signed, sign=old).record([{"record": "agent", "name": "X"}])
    key = next(key for key in signed.personal_keys() if key.standing == "current" and key.person == "Zoë")
    signed.revoke_key(key.public, reason="stolen")
    with pytest.raises(InputError, match="replaced or revoked"):
        own.record([{"record": "agent", "name": "X"}])
    with pytest.raises(NotFoundError, match="no key that stands"):
        signed.revoke_key(key.public)
    # A program of the thief's own does not ask.
    later = {"record": "figure", "key": "after", "quantity": "6 trees"}
    record(own._context, [later], sign=signer([read_key(new)]))
    assert standings(signed, "before") == {"before": "good"}
    assert standings(signed, "after") == {"after": "revoked"}
    counts = signed.verify().signatures
    assert counts is not None
    assert (counts.revoked, counts.unknown) == (1, 0)


def test_nobody_introduces_a_key_for_somebody_who_has_one(
    signed: Ledger, make_person: Callable[..., Path]
) -> None:
    from ledger.trust.keys import read_key

    planted = read_key(make_person(NAME, "planted"))
    eve = opened(signed, who=NAME)
    public = {"record": "personal_key", "public": str(planted.verifier())}
    record(eve._context, [public], sign=signer([planted]))
    eve.record([{**public, "by": NAME}])
    assert [key.standing for key in signed.personal_keys()] == [
        "current",
        "not vouched for",
        "not vouched for",
    ]
    record(eve._context, [{"record": "figure", "key": "f", "quantity": "5 trees"}], sign=signer([planted]))
    assert standings(signed, "f") == {"f": "unknown"}
    with pytest.raises(InputError, match="/public"):
        signed.record([{"record": "personal_key", "public": "no key"}])


def test_a_signature_is_bound_to_its_entries_and_its_key(
    signed: Ledger, make_key: Callable[[str], Key]
) -> None:
    def changed(statement: str, match: str, **values: Any) -> None:
        with intruding(signed) as connection:
            before = connection.execute(text("SELECT * FROM submission")).mappings().all()
            connection.execute(text(statement), values)
        with pytest.raises((TamperError, ProofError), match=match):
            signed.verify()
        with intruding(signed) as connection:
            connection.execute(text("DELETE FROM submission"))
            names = ", ".join(before[0].keys())
            marks = ", ".join(f":{name}" for name in names.split(", "))
            connection.execute(
                text(f"INSERT INTO submission ({names}) VALUES ({marks})"), [dict(row) for row in before]
            )
        signed.verify()

    signed.seal([make_key("ann").file])
    with intruding(signed) as connection:
        notes = {submission.number: submission.note or b"" for submission in every(connection)}
    first, second = notes[1], notes[2]
    changed("DELETE FROM submission WHERE number = 2", "those that were recorded|was removed")
    changed("DELETE FROM submission WHERE number = 1", "submission 1 was removed")
    changed("UPDATE submission SET note = :note WHERE number = 2", "one was changed", note=first)
    changed("UPDATE submission SET note = NULL WHERE number = 2", "one was changed")
    changed("UPDATE submission SET database_user = 'eve' WHERE number = 1", "one was changed")
    changed(
        "UPDATE submission SET note = :note WHERE number = 1",
        "one was changed",
        note=second[:-8] + b"AAAAAAA=\n",
    )


def test_signatures_that_were_followed_through_are_found_by_the_seal(
    signed: Ledger, make_key: Callable[[str], Key]
) -> None:
    ann = make_key("ann")
    kept = signed.seal([ann.file])
    with intruding(signed) as connection:
        listed = list(every(connection))
        from ledger.tlog.merkle import CompactRange

        tree = CompactRange.empty().extend(row.hash() for row in listed[:-1])
        connection.execute(text("DELETE FROM submission WHERE number = :n"), {"n": listed[-1].number})
        head = "UPDATE head SET submissions = :size, submission_subtrees = :subtrees"
        connection.execute(text(head), {"size": tree.size, "subtrees": tree.to_bytes()})
    with pytest.raises(ProofError, match=r"1 of [23] were removed"):
        signed.verify(against=kept.note.encode())
    signed.record([{"record": "agent", "name": "later"}])
    with pytest.raises(ProofError, match="not sealed: the recorders' signatures"):
        signed.seal([ann.file])


def test_a_forged_signature_is_named_and_hides_nothing(signed: Ledger) -> None:
    """Whoever can write may put any signature beside what they record; the database cannot tell."""
    known = next(iter(signed.personal_keys())).public

    def forged(wanted: Any) -> bytes:
        genuine = next(iter(notes))
        return str(wanted).encode() + b"\n" + genuine.rpartition(b"\n\n")[2]

    with intruding(signed) as connection:
        notes = [row.note for row in every(connection) if row.note]
    assert parse_note(notes[0]).signatures[0].name == known.partition("+")[0]
    eve = opened(signed, who=NAME)
    record(eve._context, [{"record": "figure", "key": "f", "quantity": "5 trees"}], sign=forged)
    assert standings(signed, "f") == {"f": "bad"}
    with pytest.raises(ProofError, match=r"the recorder's signature on entries .* is not good: .*Ann Lee"):
        signed.verify()
    assert signed.add("6 trees", key="g")


def test_a_bundle_carries_the_signatures_of_its_entries(
    signed: Ledger, make_key: Callable[[str], Key]
) -> None:
    ann = make_key("ann")
    signed.record([{"record": "agent", "name": f"party {number}"} for number in range(300)])
    signed.seal([ann.file])
    document = signed.bundle(["e"], key_file=ann.file)
    found = Ledger.verify_bundle(json.dumps(document).encode(), [ann.public])
    assert found.is_issued
    assert {figure.key: figure.signature and figure.signature.standing for figure in found.figures} == {
        "e": None, "mz": "good"}  # fmt: skip
    for place, submission in enumerate(document["submissions"]):
        for name, value in submission.items():
            altered: Any = (
                value + 1
                if isinstance(value, int)
                else value[::-1] + (["x"] if isinstance(value, list) else "")
            )
            edited = json.loads(json.dumps(document))
            edited["submissions"][place][name] = altered
            if altered != value:
                with pytest.raises(LedgerError):
                    Ledger.verify_bundle(json.dumps(edited).encode(), [ann.public])
        del (edited := json.loads(json.dumps(document)))["submissions"][place]
        with pytest.raises(ProofError, match="the trace was changed"):
            Ledger.verify_bundle(json.dumps(edited).encode(), [ann.public])


def test_a_backup_has_the_signatures(
    signed: Ledger, new_db: Callable[[], str], make_key: Callable[[str], Key]
) -> None:
    ann = make_key("ann")
    signed.seal([ann.file])
    signed.record([{"record": "agent", "name": "later"}])
    stream = BytesIO()
    signed.backup(stream)
    where = new_db()
    Ledger.restore(where, BytesIO(stream.getvalue()))
    restored = Ledger.open(where)
    assert restored.verify(deep=True, keys=[ann.public]) == signed.verify(deep=True, keys=[ann.public])
    again = BytesIO()
    restored.backup(again)
    assert again.getvalue() == stream.getvalue()


def test_a_server_says_who_was_logged_in(new_postgres: Callable[[], str]) -> None:
    ledger = Ledger.create(new_postgres(), name="desk", who="Ann")
    ledger.record([FIGURE])
    with intruding(ledger) as connection:
        user = connection.exec_driver_sql("SELECT session_user").scalar()
    line = ledger.show("mz").record
    assert (line.database_user, line.signature) == (user, None)
    assert ledger.verify(deep=True).signatures is None
