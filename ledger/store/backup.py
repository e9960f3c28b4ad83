"""Writes a log as it is, and restores it: the same entries, texts, salts and seals, so that the root is the same.

A backup is JSON Lines: what the log is, then entry after entry, with the texts that lie beside it, and each seal where
it was made; last a line that says how many there were. It does not depend on the kind of database. The projection is
not in it: it follows from the log.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.engine import Connection

from ledger.errors import FormatError
from ledger.model.body import Body, references
from ledger.model.codec import put, read_leaf, stored_of, text_places, whole_leaf
from ledger.store import checkpoints, submissions
from ledger.store import tables as t
from ledger.store.append import write_rows
from ledger.store.damage import UNFORESEEN
from ledger.store.head import Head, move_head, place_head, read_head
from ledger.store.lookup import by_ids
from ledger.store.project import project
from ledger.store.verify import KeptText, erased_digests, key_of, reopened
from ledger.tlog.canonical import canonical, record_id
from ledger.tlog.merkle import CompactRange, leaf_hash

FORMAT: Final = "ledger-backup/1"
_CHUNK: Final = 2_000

Progress = Callable[[int, int], None]
Line = Mapping[str, Any]


def backup_lines(connection: Connection, progress: Progress) -> Iterator[Line]:
    """Yield the lines of a backup of the ledger as it is, each to be written as JSON.

    Entries are not hashed: a backup of a damaged ledger is refused when it is restored. Raises TamperError for what
    cannot be read at all.
    """
    head = read_head(connection)
    yield {
        "format": FORMAT,
        "name": head.name,
        "size": head.size,
        "root": head.tree.root().hex(),
        "recorded_at": head.recorded_at,
    }
    erased = erased_digests(connection)
    submitted = iter(submissions.every(connection))
    submission = next(submitted, None)
    seals = iter(checkpoints.every(connection))
    seal = next(seals, None)
    for after in range(0, head.size, _CHUNK):
        until = min(after + _CHUNK, head.size)
        texts = _texts(connection, after, until)
        query = select(t.entry).where(t.entry.c.seq > after, t.entry.c.seq <= until).order_by(t.entry.c.seq)
        for seq, stored_id, _, at, by, part, _ in connection.execute(query):
            line: dict[str, Any] = {"leaf": whole_leaf(at, by, stored_id.hex(), bytes(part)).decode()}
            if beside := texts.get(seq):
                line["texts"] = beside
            if digests := erased.get(seq):
                line["erased"] = digests
            yield line
            while submission is not None and submission.last == seq:
                yield _submission_line(submission)
                submission = next(submitted, None)
            while seal is not None and seal.size == seq:
                yield {"seal": seal.note.decode(), "sealed_at": seal.sealed_at}
                seal = next(seals, None)
        progress(until, head.size)
    yield {"end": _end(head.size, head.checkpoints, head.submissions)}


def _end(entries: int, seals: int, submitted: CompactRange) -> dict[str, Any]:
    """Return how many entries and seals there are, and the tree of submissions where there are any."""
    end: dict[str, Any] = {"entries": entries, "seals": seals}
    if submitted.size:
        end |= {"submissions": submitted.size, "submission_root": submitted.root().hex()}
    return end


def _submission_line(submission: submissions.StoredSubmission) -> Line:
    line: dict[str, Any] = {"submission": submission.first}
    if submission.database_user is not None:
        line["database_user"] = submission.database_user
    if submission.note is not None:
        line["note"] = submission.note.decode()
    return line


def _texts(connection: Connection, after: int, until: int) -> dict[int, dict[str, list[str]]]:
    """Return the texts beside entries: by entry and path, salt (hex) and text."""
    found: defaultdict[int, dict[str, list[str]]] = defaultdict(dict)
    query = select(t.entry_text).where(t.entry_text.c.seq > after, t.entry_text.c.seq <= until)
    for row in connection.execute(query):
        found[row.seq][row.path] = [bytes(row.salt).hex(), row.content]
    return found


def restore_lines(connection: Connection, lines: Iterable[object], progress: Progress) -> None:
    """Put the entries, texts and seals of a backup into tables without rows, and the head that they give.

    Raises FormatError, and nothing may be committed, where the lines are not a backup, not whole, or not what their
    hashes and the root say.
    """
    restored = _Restored(connection, progress)
    try:
        numbered = enumerate(lines, start=1)
        _, first = next(numbered, (0, None))
        restored.begin(first)
        for number, line in numbered:
            if restored.take(number, line):
                break
        else:
            raise FormatError("the backup is cut off: its last line is missing", hint="use another one")
        if next(numbered, None) is not None:
            raise FormatError("there is more after the end of the backup", hint="use another one")
    except UNFORESEEN as error:
        raise FormatError(f"that is not a backup of a ledger, or it is damaged: {error!r}") from error


class _Restored:
    """A log that is being restored, in the order in which it was recorded."""

    def __init__(self, connection: Connection, progress: Progress) -> None:
        self._connection = connection
        self._progress = progress
        self._size: Any = 0
        self._root: Any = ""
        self._seals = 0
        self._head = Head("", CompactRange.empty(), "")
        self._entries: list[tuple[Body, Body, bytes, dict[str, str], list[KeptText]]] = []
        self._tree = CompactRange.empty()
        self._tail: list[bytes] = []
        self._keys: set[str] = set()

    def begin(self, line: Any) -> None:
        """Read the first line, which describes the log. Raises FormatError if it is not that of a backup."""
        if not isinstance(line, Mapping) or line.get("format") != FORMAT:
            found = line.get("format") if isinstance(line, Mapping) else None
            raise FormatError(
                f"that is no {FORMAT}" + (f" but {str(found)[:40]}" if found else ""),
                hint="ledger backup writes one",
            )
        name, self._size, self._root, made = (
            line.get(name) for name in ("name", "size", "root", "recorded_at")
        )
        if type(self._size) is not int or not (
            isinstance(name, str) and isinstance(self._root, str) and isinstance(made, str)
        ):
            raise FormatError("the first line of the backup is damaged", hint="use another one")
        # No entry is earlier than the head; for an empty log this is the time at which it was made.
        place_head(self._connection, name, "" if self._size else made)

    def take(self, number: int, line: Any) -> bool:
        """Restore the next line, and return whether it was the last."""
        if "leaf" in line:
            self._entries.append(self._entry(number, line))
            if len(self._entries) == _CHUNK:
                self._flush()
            return False
        self._flush()
        if "submission" in line:
            self._submitted(line)
            return False
        self._move_head()
        if "seal" in line:
            note, sealed_at = line["seal"].encode(), line["sealed_at"]
            if not isinstance(sealed_at, str):
                raise FormatError(f"line {number}: it does not say when the seal was stored")
            checkpoints.place(self._connection, self._tree.size, note, sealed_at)
            self._seals += 1
            return False
        end = _end(self._tree.size, self._seals, self._head.submissions)
        if line["end"] != end or self._tree.size != self._size:
            raise FormatError(
                "the backup is not whole: entries, submissions or seals are missing, or were changed",
                hint="use another one",
            )
        if self._tree.root().hex() != self._root:
            raise FormatError("the entries of the backup do not give its root: it was changed")
        return True

    def _submitted(self, line: Line) -> None:
        """Store the submission of the entries since the last one: that they were appended together, and by whom."""
        submitted = self._head.submissions
        first, user, note = line["submission"], line.get("database_user"), line.get("note")
        if type(first) is not int or not isinstance(user, str | None):
            raise FormatError("a submission of the backup is damaged", hint="use another one")
        made = submissions.StoredSubmission(
            submitted.size + 1, first, self._tree.size, user, None if note is None else note.encode()
        )
        submissions.insert_submission(self._connection, made)
        self._head = self._head._replace(submissions=submitted.extend([made.hash()]))
        self._move_head()

    def _move_head(self) -> None:
        """Move the head to the last entry that was put back."""
        if self._tree.size > self._head.size:
            self._head = self._head._replace(tree=self._tree)
            move_head(self._connection, self._head)

    def _entry(self, number: int, line: Line) -> tuple[Body, Body, bytes, dict[str, str], list[KeptText]]:
        """Return an entry: the content of its leaf, its body with digests, its leaf, its texts and their rows.

        Raises FormatError where they do not belong together.
        """
        seq = self._tree.size + len(self._entries) + 1
        leaf = line["leaf"].encode()
        content = read_leaf(leaf)
        beside = [
            KeptText(seq, path, bytes.fromhex(salt), text)
            for path, (salt, text) in line.get("texts", {}).items()
        ]
        found = reopened(content["record"], beside)
        if found is None:
            raise FormatError(f"line {number}: the text beside entry {seq} is not the one recorded")
        body, texts = found
        for path, digest in line.get("erased", {}).items():
            if path in set(text_places(body)) - texts.keys():
                put(body, path, digest)
        if canonical(content) != leaf or record_id(body).hex() != content["id"]:
            raise FormatError(f"line {number}: the id of entry {seq} is not that of its record")
        return content, body, leaf, texts, beside

    def _flush(self) -> None:
        """Write the entries that were collected, what follows from them, and the head."""
        if not self._entries:
            return
        first = self._tree.size + 1
        ids = {bytes.fromhex(ref) for _, body, _, _, _ in self._entries for ref in references(body)}
        seqs = {found.hex(): seq for found, (_, seq) in by_ids(self._connection, ids).items()}
        rows: defaultdict[str, list[tuple[Any, ...]]] = defaultdict(list)
        hashes: list[bytes] = []
        for seq, (content, body, leaf, texts, beside) in enumerate(self._entries, start=first):
            seqs[content["id"]] = seq
            hashes.append(leaf_hash(leaf))
            rows["entry"].append(
                (
                    seq,
                    bytes.fromhex(content["id"]),
                    body["record"],
                    content["at"],
                    content["by"],
                    stored_of(leaf, content["at"], content["by"], content["id"]),
                    hashes[-1],
                )
            )
            rows["entry_text"] += beside
            for table, row in project(seq, body, texts, seqs.__getitem__):
                rows[table].append(row)
            key = key_of(content)
            if key is not None and key not in self._keys:
                self._keys.add(key)
                rows["key"].append((key, seq, seqs[body["of"]] if body["record"] == "key" else seq))
            self._head = self._head._replace(recorded_at=content["at"])
        self._tree, self._tail = write_rows(self._connection, rows, self._tree, hashes, self._tail)
        self._entries = []
        self._progress(self._tree.size, self._size)
