"""What a PostgreSQL writer tries beside the program: nothing of it reaches the log, or keeps another from recording."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from ledger.book import Ledger
from ledger.model.codec import leaf_opening, stored_of
from ledger.store.submissions import StoredSubmission
from ledger.tlog.canonical import canonical, record_id
from ledger.tlog.checkpoint import ledger_origin
from ledger.tlog.merkle import CompactRange, leaf_hash
from ledger.tlog.note import encode_base64
from ledger.tlog.submission import SubmissionText, submissions_line
from tests.store.test_roles import Roles, roles

if TYPE_CHECKING:
    from tests.sealed_ledgers import Key

__all__ = ["roles"]

AT = "2031-01-01T00:00:00.000000Z"
AGENT = {"record": "agent", "name": "Eve"}
SIGNED = "— eve " + "A" * 92


def whole_leaf_of_agent() -> bytes:
    """The leaf that `Writer.entry` makes of `AGENT`."""
    return canonical({"at": AT, "by": "Eve", "id": record_id(AGENT).hex(), "record": AGENT})


class Writer:
    """A writer's own connection, and what it knows of the log."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection
        columns = "name, size, subtrees, submissions, submission_subtrees, session_user"
        name, size, subtrees, count, submitted, user = self.run(f"SELECT {columns} FROM head").fetchone()
        self.name, self.size, self.tree = name, size, CompactRange.from_bytes(size, subtrees)
        self.submitted, self.user = CompactRange.from_bytes(count, submitted), user

    def run(self, statement: str, *values: Any) -> Any:
        """Carry out a statement."""
        return self.connection.execute(statement.encode(), values or None)

    def entry(self, record: dict[str, Any], **changed: Any) -> bytes:
        """Insert an entry after the last one, with some columns changed; returns its leaf hash."""
        leaf = canonical({"at": AT, "by": "Eve", "id": record_id(record).hex(), "record": record})
        row = {
            "seq": self.size + 1, "id": record_id(record), "kind": record["record"], "at": AT, "by": "Eve",
            "leaf": stored_of(leaf, AT, "Eve", record_id(record).hex()), "hash": leaf_hash(leaf), **changed,
        }  # fmt: skip
        self.run("INSERT INTO entry VALUES (%s, %s, %s, %s, %s, %s, %s)", *row.values())
        return leaf_hash(leaf)

    def submit(
        self,
        tree: CompactRange,
        note: bytes | None = None,
        *,
        first: int | None = None,
        user: str | None = None,
    ) -> CompactRange:
        """Insert the submission of what is new; returns the tree of submissions with it."""
        made = StoredSubmission(
            self.submitted.size + 1, first or self.size + 1, tree.size, user or self.user, note
        )
        self.run("INSERT INTO submission VALUES (%s, %s, %s, %s, %s)", *made)
        return self.submitted.extend([made.hash()])

    def grow(
        self, subtrees: bytes, size: int | None = None, at: str = AT, submitted: CompactRange | None = None
    ) -> None:
        """Move the head."""
        submitted = submitted or self.submitted
        values = size or self.size + 1, subtrees, at, submitted.size, submitted.to_bytes()
        self.run(
            "UPDATE head SET size = %s, subtrees = %s, recorded_at = %s, submissions = %s, submission_subtrees = %s",
            *values,
        )

    def append(self, note: bytes | None = None, *, first: int | None = None, user: str | None = None) -> None:
        """Add an entry as the program does, but for what is given."""
        tree = self.tree.extend([self.entry(AGENT)])
        self.grow(tree.to_bytes(), submitted=self.submit(tree, note, first=first, user=user))

    def signature(self, *, last: int | None = None, root: bytes | None = None, line: str = SIGNED) -> bytes:
        """A note that signs the next entry, in anybody's name."""
        first = self.run("SELECT leaf_hash FROM entry WHERE seq = 1").fetchone()[0]
        grown = root or self.tree.extend([leaf_hash(whole_leaf_of_agent())]).root()
        text = SubmissionText(ledger_origin(self.name, first), self.size + 1, last or self.size + 1, grown)
        return f"{text}\n{line}\n".encode()

    def note(self, note: bytes, *, number: int = 1, size: int | None = None, counted: bool = True) -> None:
        """Insert a checkpoint."""
        self.run("INSERT INTO checkpoint VALUES (%s, %s, %s, %s)", number, size or self.size, note, AT)
        if counted:
            self.run("UPDATE head SET checkpoints = %s", number)

    def seal(
        self,
        *signatures: str,
        root: bytes | None = None,
        origin: str | None = None,
        bound: tuple[str, ...] | None = None,
    ) -> bytes:
        """A note of the log as it is, with these signature lines."""
        first = self.run("SELECT leaf_hash FROM entry WHERE seq = 1").fetchone()[0].hex()[:16]
        opening = (
            origin or f"figure-ledger/{self.name}/{first}",
            self.size,
            encode_base64(root or self.tree.root()),
            *(submissions_line(self.submitted) if bound is None else bound),
        )
        return "".join(f"{line}\n" for line in (*opening, "", *signatures)).encode()


def shadow_the_head(writer: Writer) -> None:
    """Put a table of one's own in the way of the head."""
    writer.run("CREATE TEMP TABLE head (one INT, name TEXT, size BIGINT, subtrees BYTEA, recorded_at TEXT)")
    writer.run("INSERT INTO pg_temp.head VALUES (1, 'desk', 0, '', '')")
    writer.run("INSERT INTO public.edge VALUES (5, 9, 'relay', 5, 4)")


def grow_otherwise(writer: Writer) -> None:
    """Add an entry, and move the head to a tree of another one."""
    writer.entry(AGENT)
    writer.grow(writer.tree.extend([bytes(32)]).to_bytes())


def grow_and_add(writer: Writer) -> None:
    """Add an entry more than the head counts."""
    writer.grow(writer.tree.extend([writer.entry(AGENT)]).to_bytes())
    writer.entry({"record": "agent", "name": "Eva"}, seq=writer.size + 2)


ATTACKS: dict[str, Callable[[Writer], object]] = {
    "the head grows without an entry": lambda writer: writer.grow(writer.tree.to_bytes()),
    "the head grows far": lambda writer: writer.grow(writer.tree.to_bytes(), size=10**9),
    "the head shrinks": lambda writer: writer.grow(writer.tree.to_bytes(), size=1),
    "another time in the head": lambda writer: writer.run("UPDATE head SET recorded_at = '9999'"),
    "another tree in the head": lambda writer: writer.run("UPDATE head SET subtrees = %s", bytes(32)),
    "a seal that is none": lambda writer: writer.run("UPDATE head SET checkpoints = checkpoints + 1"),
    "an entry alone": lambda writer: writer.entry(AGENT),
    "an entry further on": lambda writer: writer.entry(AGENT, seq=writer.size + 2),
    "an entry in the past": lambda writer: writer.entry(AGENT, seq=3),
    "an entry of another hash": lambda writer: writer.entry(AGENT, hash=bytes(32)),
    "an entry of another time than its leaf": lambda writer: writer.entry(AGENT, at="now"),
    "an entry by somebody else than its leaf": lambda writer: writer.entry(AGENT, by="Ann"),
    "an entry of another kind than its leaf": lambda writer: writer.entry(AGENT, kind="source"),
    "an entry that is not a JSON": lambda writer: writer.entry(AGENT, leaf=b"junk", hash=leaf_hash(b"junk")),
    "an entry whose leaf is stored as a whole": lambda writer: writer.entry(AGENT, leaf=whole_leaf_of_agent()),
    "an entry with a second id": lambda writer: store_another_id(writer),
    "an entry and a tree that is not its own": grow_otherwise,
    "an entry and a head of another time": lambda writer: writer.grow(
        writer.tree.extend([writer.entry(AGENT)]).to_bytes(), at="9999"),
    "two entries and a head of one": grow_and_add,
    "a tile ahead": lambda writer: writer.run("INSERT INTO tile VALUES (0, 1, %s)", bytes(8192)),
    "a tile far ahead": lambda writer: writer.run("INSERT INTO tile VALUES (0, 10000, %s)", bytes(8192)),
    "a tile above": lambda writer: writer.run("INSERT INTO tile VALUES (1, 0, %s)", bytes(8192)),
    "a tile below": lambda writer: writer.run("INSERT INTO tile VALUES (-1, 0, %s)", bytes(8192)),
    "words of the next entry": lambda writer: writer.run("INSERT INTO search VALUES (%s, 'x')", writer.size + 1),
    "a text of the next entry": lambda writer: writer.run(
        "INSERT INTO entry_text VALUES (%s, 'note', %s, 'x')", writer.size + 1, bytes(16)),
    "a text of the past": lambda writer: writer.run(
        "INSERT INTO entry_text VALUES (5, 'note', %s, 'x')", bytes(16)),
    "an edge into the past": lambda writer: writer.run("INSERT INTO edge VALUES (5, 9, 'relay', 5, 4)"),
    "an edge of the next entry": lambda writer: writer.run(
        "INSERT INTO edge VALUES (%s, 0, 'relay', 5, 4)", writer.size + 1),
    "a key of the past": lambda writer: writer.run("INSERT INTO key VALUES ('mine', 3, 3)"),
    "a judgement in the past": lambda writer: writer.run(
        "INSERT INTO judgement VALUES (3, 'correction', 5, NULL, 'withdrawn', 'Eve', 'now', '')"),
    "an edge under a head of its own": shadow_the_head,
    "an entry in no submission": lambda writer: writer.grow(writer.tree.extend([writer.entry(AGENT)]).to_bytes()),
    "an entry by another user": lambda writer: writer.append(user="postgres"),
    "a submission of the past": lambda writer: writer.append(first=3),
    "a submission alone": lambda writer: writer.submit(writer.tree),
    "a submission that is not counted": lambda writer: writer.submit(writer.tree.extend([writer.entry(AGENT)])),
    "a tree of submissions of one's own": lambda writer: writer.run("UPDATE head SET submission_subtrees = NULL"),
    "a signature that is junk": lambda writer: writer.append(b"junk"),
    "a signature without a line": lambda writer: writer.append(writer.signature(line="")),
    "a signature with a short line": lambda writer: writer.append(writer.signature(line="— eve AAAA")),
    "a signature over other entries": lambda writer: writer.append(writer.signature(last=1000)),
    "a signature over another root": lambda writer: writer.append(writer.signature(root=bytes(32))),
    "a note that is not bound to the submissions": lambda writer: writer.note(writer.seal(SIGNED, bound=())),
    "a note that is bound to other submissions": lambda writer: writer.note(
        writer.seal(SIGNED, bound=(f"submissions 7 {encode_base64(bytes(32))}",))),
    "a note that is bound twice": lambda writer: writer.note(
        writer.seal(SIGNED, bound=submissions_line(writer.submitted) * 2)),
    "a note that is junk": lambda writer: writer.note(b"junk"),
    "a note without a signature": lambda writer: writer.note(writer.seal()),
    "a note that is not counted": lambda writer: writer.note(writer.seal(SIGNED), counted=False),
    "a note far on": lambda writer: writer.note(writer.seal(SIGNED), number=1000),
    "a note of another size": lambda writer: writer.note(writer.seal(SIGNED), size=3),
    "a note of another root": lambda writer: writer.note(writer.seal(SIGNED, root=bytes(32))),
    "a note of another ledger": lambda writer: writer.note(writer.seal(SIGNED, origin="figure-ledger/desk/00")),
    "a note with a short signature": lambda writer: writer.note(writer.seal("— eve AAAA")),
    "a note with a nameless signature": lambda writer: writer.note(writer.seal("—  " + "A" * 92)),
    "a note with a blank in a name": lambda writer: writer.note(writer.seal("— a\u00a0b " + "A" * 92)),
    "a note with a plus in a name": lambda writer: writer.note(writer.seal("— a+b " + "A" * 92)),
    "a note with base64 of another spelling": lambda writer: writer.note(writer.seal("— eve " + "A" * 90 + "B=")),
    "a note with a control character": lambda writer: writer.note(writer.seal("— e\x07ve " + "A" * 92)),
    "a note with many signatures": lambda writer: writer.note(writer.seal(*[SIGNED] * 101)),
    "a note without an end": lambda writer: writer.note(writer.seal(SIGNED)[:-1]),
    "a note that is not UTF-8": lambda writer: writer.note(writer.seal(SIGNED) + b"\xff"),
}  # fmt: skip


def take_an_id(writer: Writer) -> None:
    """Add an entry under the id of what somebody else is about to record."""
    own = record_id({"record": "agent", "name": "Bob's own"})
    leaf = canonical({"at": AT, "by": "Eve", "id": own.hex(), "record": AGENT})
    writer.entry(AGENT, id=own, leaf=stored_of(leaf, AT, "Eve", own.hex()), hash=leaf_hash(leaf))
    writer.grow(writer.tree.extend([leaf_hash(leaf)]).to_bytes())


def store_another_id(writer: Writer) -> None:
    """Add an entry whose stored leaf says another id than its column, and has the hash of both."""
    part = canonical({"id": bytes(32).hex(), "record": AGENT})
    leaf = b'%b,"id":"%b",%b' % (leaf_opening(AT, "Eve"), record_id(AGENT).hex().encode(), part[1:])
    writer.entry(AGENT, leaf=part, hash=leaf_hash(leaf))
    writer.grow(writer.tree.extend([leaf_hash(leaf)]).to_bytes())


ATTACKS["an entry that takes another's id"] = take_an_id


def test_nothing_that_a_writer_does_beside_the_program_is_taken(
    roles: Roles, make_key: Callable[[str], Key]
) -> None:
    before = Ledger.open(roles.owner).verify(deep=True)
    taken = []
    for name, attack in ATTACKS.items():
        try:
            with closing(psycopg.connect(roles.writer)) as connection:
                attack(Writer(connection))
                connection.commit()
        except psycopg.Error:
            continue
        taken.append(name)
    assert taken == []
    assert Ledger.open(roles.owner).verify(deep=True) == before
    bob = Ledger.open(roles.writer, who="Bob")
    bob.record([{"record": "agent", "name": name} for name in ("Bob's own", *map(str, range(300)))])
    bob.add("5 people", note="said now", quote="five", key="mine")
    bob.seal([make_key("bob").file])
    bob.retract("mine")
    bob.seal([make_key("eve").file])
    verified = Ledger.open(roles.owner).verify(deep=True)
    assert (verified.size > before.size + 300, verified.checkpoints) == (True, 2)


def test_a_well_formed_note_by_an_unknown_key_can_be_read(roles: Roles) -> None:
    # A database cannot tell who signed: whoever verifies with a key is told that this one did not.
    with psycopg.connect(roles.writer) as connection:
        writer = Writer(connection)
        writer.note(writer.seal(SIGNED))
    assert Ledger.open(roles.owner).verify(deep=True).checkpoints == 1


def test_a_writer_who_keeps_to_the_protocol_adds_an_entry(roles: Roles) -> None:
    with psycopg.connect(roles.writer) as connection:
        writer = Writer(connection)
        writer.append(writer.signature())
    verified = Ledger.open(roles.owner).verify()
    assert verified.size == writer.size + 1
    assert verified.signatures is not None
    assert (verified.signatures.good, verified.signatures.unknown) == (0, 1)


@pytest.mark.parametrize(
    "name", ["desk", "Ä desk/with +  signs\n%2F", "a.b_c~d-e", "figure-ledger//", "東京 ‮x"]
)
def test_the_database_knows_the_origin_of_any_ledger(
    new_postgres: Callable[[], str], make_key: Callable[[str], Key], name: str
) -> None:
    ledger = Ledger.create(new_postgres(), name=name, who="Ann")
    ledger.add("5 things")
    ledger.seal([make_key("ann").file])
    assert ledger.verify(deep=True).checkpoints == 1
