"""Records that an assistant proposes: they wait for a person, and enter the log only when one accepts them.

They lie in a table beside the log, where everybody who uses the ledger finds them. What a person has not accepted is in
no backup, export or proof.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ledger.errors import FormatError, InputError, NotFoundError, Problem
from ledger.query.ledger_context import LedgerContext
from ledger.store import proposed
from ledger.store.engine import shown_url

if TYPE_CHECKING:
    from ledger.store.append import Outcome

#: The largest number of waiting proposals, of records in one, and of characters in its reason.
MOST_WAITING: Final = 500
MOST_RECORDS: Final = 100
LONGEST_REASON: Final = 2_000
#: The largest number of characters of JSON in a proposal; longer texts are captured, not proposed.
_LONGEST: Final = 1_000_000
#: Fields that are filled in for the person who accepts the proposal.
_SAID_ON_ACCEPTING: Final = ("recorded", "at", "recorder", "id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Records that an assistant proposes. `at` is when (UTC), `by` what program for whom, `reason` its own words."""

    id: str
    at: str
    by: str
    reason: str
    records: tuple[Mapping[str, Any], ...]


def propose(context: LedgerContext, records: Sequence[Mapping[str, Any]], reason: str, by: str) -> Proposal:
    """Keep records for a person to decide on, after checking that they could be recorded now.

    Raises InputError with all that is wrong with them, and where too many wait.
    """
    from ledger.book.recording import record

    given = list(records)
    if not given or len(given) > MOST_RECORDS:
        raise InputError(f"a proposal has 1 to {MOST_RECORDS} records", hint="propose the rest by itself")
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise InputError(f"a proposal says why, in up to {LONGEST_REASON:,} characters")
    problems = [
        Problem(f"/{name}", "whoever accepts the proposal says so: leave it out", "record", line)
        for line, item in enumerate(given, 1)
        for name in (*_SAID_ON_ACCEPTING, *(() if item.get("record") == "correction" else ("by",)))
        if name in item
    ]
    if problems:
        raise InputError(problems=problems)
    record(context, given, dry_run=True)
    proposal = Proposal(
        id=secrets.token_hex(4),
        at=context.now(),
        by=f"{by[:200]}, for {context.who}",
        reason=reason.strip(),
        records=tuple(given),
    )
    row = _row(proposal)
    if len(row.records) > _LONGEST:
        raise InputError(
            f"a proposal has up to {_LONGEST:,} characters", hint="capture long texts, and propose the rest"
        )
    if not proposed.keep(context.database, row, MOST_WAITING):
        raise InputError(
            f"{MOST_WAITING} proposals wait already", hint="a person decides on them first: ledger todo"
        )
    return proposal


def proposals(context: LedgerContext) -> list[Proposal]:
    """Return the waiting proposals, the oldest first. Raises FormatError for one that cannot be read."""
    return [_read(row) for row in proposed.waiting(context.database)]


def accept(context: LedgerContext, proposal_id: str) -> list[Outcome]:
    """Record what was proposed, in the name of whoever accepts it. Raises NotFoundError, and InputError.

    Should this be interrupted, the proposal waits still, and accepting it once more finds its records recorded.
    """
    from ledger.book.recording import record

    rows = proposed.waiting(context.database)
    row = next((row for row in rows if row.id == proposal_id), None)
    if row is None:
        raise _unknown(context, proposal_id)
    outcomes = record(context, _read(row).records)
    proposed.remove(context.database, proposal_id)
    return outcomes


def dismiss(context: LedgerContext, proposal_id: str) -> None:
    """Delete a proposal. Raises NotFoundError if there is none."""
    if not proposed.remove(context.database, proposal_id):
        raise _unknown(context, proposal_id)


def take_over_files(context: LedgerContext) -> None:
    """Move the proposals that waited in files, before there was a table for them, to where they wait now.

    They lay beside the ledger's file; of a ledger in a database server, in the state folder of whoever's assistant
    proposed them. A file that is no proposal stays.
    """
    folder = _folder(context)
    for file in sorted(folder.glob("*.json")) if folder.is_dir() else ():
        try:
            document = json.loads(file.read_text("utf-8"))
            row = _row(Proposal(**{**document, "records": tuple(document["records"])}))
        except (OSError, ValueError, TypeError, KeyError):
            continue
        if proposed.keep(context.database, row, MOST_WAITING):
            file.unlink(missing_ok=True)
    # Nothing stays beside a ledger for which nothing waits.
    with suppress(OSError):
        folder.rmdir()


def _unknown(context: LedgerContext, proposal_id: str) -> NotFoundError:
    near = [row.id for row in proposed.waiting(context.database)][:5]
    return NotFoundError(f"no proposal {proposal_id[:40]!r} waits", near=near, hint="ledger todo lists them")


def _row(proposal: Proposal) -> proposed.ProposedRow:
    records = json.dumps(proposal.records, ensure_ascii=False)
    return proposed.ProposedRow(proposal.id, proposal.at, proposal.by, proposal.reason, records)


def _read(row: proposed.ProposedRow) -> Proposal:
    problem = FormatError(
        f"the proposal {row.id} cannot be read", hint=f"remove it: ledger todo --dismiss {row.id}"
    )
    try:
        records = json.loads(row.records)
    except ValueError:
        raise problem from None
    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        raise problem
    return Proposal(
        id=row.id, at=row.proposed_at, by=row.proposed_by, reason=row.reason, records=tuple(records)
    )


def _folder(context: LedgerContext) -> Path:
    where = shown_url(context.database.url)
    if "://" not in where:
        file = Path(where).resolve()
        return file.with_name(f"{file.name}.proposals")
    from platformdirs import user_state_path

    return user_state_path("ledger") / "proposals" / sha256(where.encode()).hexdigest()[:16]
