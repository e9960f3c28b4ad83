"""The records that a role may send, and in whose name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from ledger.errors import InputError, Problem
from ledger.web.users import Role, User

#: The role that a kind of record needs; the other kinds need a recorder.
_TAKES: Final = {
    "review": Role.REVIEWER,
    "correction": Role.REVIEWER,
    "same": Role.REVIEWER,
    "redaction": Role.OWNER,
}


class ForbiddenError(InputError):
    """A user sent records that their role may not send."""

    code = "forbidden"


def refuse_beyond(user: User, records: Iterable[Mapping[str, Any]]) -> None:
    """Raise ForbiddenError for records that a user may not send, with the line of each.

    A judgement is in the name of its sender; one in another name comes from another ledger, and only the owner merges
    ledgers.
    """
    problems = []
    for line, record in enumerate(records, 1):
        kind = str(record.get("record"))
        needed = _TAKES.get(kind, Role.RECORDER)
        if kind == "correction" and record.get("cause") == "misrecorded":
            # A recorder mends their own slips.
            needed = Role.RECORDER
        if user.role < needed:
            problems.append(
                Problem("", f"a {kind} takes a {needed}, and {user.name} is a {user.role}", "body", line)
            )
        if user.role < Role.OWNER:
            # In a correction, "by" is the replacement, and "recorder" the person.
            named = record.get("recorder" if kind == "correction" else "by")
            claim = record.get("recorded")
            recorder = claim.get("by") if isinstance(claim, Mapping) else None
            if any(name not in (None, user.name) for name in (named, recorder)):
                problems.append(
                    Problem(
                        "",
                        f"{user.name} records in no other name: only an owner merges ledgers",
                        "body",
                        line,
                    )
                )
    if problems:
        raise ForbiddenError(problems=problems)
