"""Submissions: what one person appended to a log at once, and the note with which its recorder signs it.

The text of the note (C2SP signed-note) names the log, the first and the last entry, and the root of the log with the
last one: with that root, an inclusion proof alone shows that an entry between the two was signed. Its
second line is not a number, so that it is never read as a checkpoint.

Submissions are leaves of a tree of their own, to which the checkpoints of the log are bound by a line of theirs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, unquote

from ledger.tlog.merkle import HASH_BYTES, CompactRange
from ledger.tlog.note import decode_base64, encode_base64

_FORMAT: Final = "figure-ledger-submission/1"
_NUMBER: Final = r"[1-9][0-9]{0,18}"
_TEXT: Final = re.compile(
    rf"{_FORMAT}\nlog (?P<origin>[^\n]+)\nentries (?P<first>{_NUMBER}) (?P<last>{_NUMBER})\n"
    r"root (?P<root>[A-Za-z0-9+/]{43}=)\n"
)
_EXTENSION: Final = re.compile(rf"submissions (?P<count>{_NUMBER}) (?P<root>[A-Za-z0-9+/]{{43}}=)")
#: What a key's name cannot hold (signed-note, "Format"), and the sign that stands for it.
_NOT_IN_A_NAME: Final = re.compile(r"[\s+%\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class SubmissionText:
    """The text that a recorder signs: the log, the first and the last entry, and the root of the log with the last."""

    origin: str
    first: int
    last: int
    root: bytes

    def __str__(self) -> str:
        return f"{_FORMAT}\nlog {self.origin}\nentries {self.first} {self.last}\nroot {encode_base64(self.root)}\n"


def parse_submission_text(text: str) -> SubmissionText:
    """Read the text of a submission's note. Raises ValueError for anything else."""
    found = _TEXT.fullmatch(text)
    if found is None:
        raise ValueError("that is not the text of a submission's signature")
    return SubmissionText(
        found["origin"], int(found["first"]), int(found["last"]), decode_base64(found["root"])
    )


def submission_leaf(first: int, last: int, note: bytes | None, database_user: str | None) -> bytes:
    """Return a submission as a leaf of the tree of submissions: its entries, the note's length, the note, the user."""
    signed = note or b""
    return f"{first} {last} {len(signed)}\n".encode() + signed + (database_user or "").encode()


def submissions_line(tree: CompactRange) -> tuple[str, ...]:
    """Return the line by which a checkpoint is bound to the submissions so far: none where there are none."""
    return (f"submissions {tree.size} {encode_base64(tree.root())}",) if tree.size else ()


def parse_submissions_line(extensions: tuple[str, ...]) -> tuple[int, bytes] | None:
    """Return how many submissions a checkpoint is bound to, and the root of their tree; None where it names none.

    Raises ValueError where it names them twice or not in the one spelling.
    """
    lines = [line for line in extensions if line.startswith("submissions ")]
    if not lines:
        return None
    found = _EXTENSION.fullmatch(lines[0]) if len(lines) == 1 else None
    if found is None or len(root := decode_base64(found["root"])) != HASH_BYTES:
        raise ValueError("the line of a checkpoint about submissions cannot be read")
    return int(found["count"]), root


def key_name(person: str) -> str:
    """Return the name of a person's key: the person's name, with other characters percent-encoded (RFC 3986)."""
    return _NOT_IN_A_NAME.sub(lambda letter: quote(letter[0], safe=""), person)


def person_named(key: str) -> str:
    """Return the person that a key is called after."""
    return unquote(key)
