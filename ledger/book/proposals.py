"""Records that an assistant proposes: they wait for a person, and enter the log only when one accepts them.

They lie beside the file of the ledger, a file each, where everybody who uses it finds them; of a ledger in a database
server, in the state folder of whoever's assistant it is. They are inside no ledger: a program that proposes writes to
no database, and what a person has not accepted is in no backup, export or proof.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ledger.errors import FormatError, InputError, NotFoundError, Problem, StoreError
from ledger.query.ledger_context import LedgerContext
from ledger.store.engine import shown_url

if TYPE_CHECKING:
    from ledger.store.append import Outcome

#: So many proposals wait at the most, of so many records, with a reason of so many characters.
MOST_WAITING: Final = 500
MOST_RECORDS: Final = 100
LONGEST_REASON: Final = 2_000
#: Who judged, and when, is said by whoever accepts.
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
    """Keep records for a person to decide on, after finding that they could be recorded as things are now.

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
    if len(waiting := proposals(context)) >= MOST_WAITING:
        raise InputError(
            f"{len(waiting)} proposals wait already", hint="a person decides on them first: ledger todo"
        )
    proposal = Proposal(
        id=secrets.token_hex(4),
        at=context.now(),
        by=f"{by[:200]}, for {context.who}",
        reason=reason.strip(),
        records=tuple(given),
    )
    file = _folder(context) / f"{proposal.id}.json"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        beside = file.with_suffix(".new")
        beside.write_text(json.dumps(asdict(proposal), ensure_ascii=False), "utf-8")
        beside.replace(file)
    except OSError as error:
        raise StoreError(f"{file} cannot be written: {error.strerror}") from None
    return proposal


def proposals(context: LedgerContext) -> list[Proposal]:
    """Return what waits, the oldest first. Raises FormatError for a file that cannot be read as a proposal."""
    folder = _folder(context)
    found = [_read(file) for file in folder.glob("*.json")] if folder.is_dir() else []
    return sorted(found, key=lambda proposal: (proposal.at, proposal.id))


def accept(context: LedgerContext, proposal_id: str) -> list[Outcome]:
    """Record what was proposed, in the name of whoever accepts it. Raises NotFoundError, and InputError.

    Should this be interrupted, the proposal waits still, and accepting it once more finds its records recorded.
    """
    from ledger.book.recording import record

    file = _file(context, proposal_id)
    outcomes = record(context, _read(file).records)
    _forget(file)
    return outcomes


def dismiss(context: LedgerContext, proposal_id: str) -> None:
    """Forget a proposal. Raises NotFoundError where there is none."""
    _forget(_file(context, proposal_id))


def _forget(file: Path) -> None:
    file.unlink(missing_ok=True)
    # Nothing stays beside a ledger for which nothing waits.
    with suppress(OSError):
        file.parent.rmdir()


def _file(context: LedgerContext, proposal_id: str) -> Path:
    found = {proposal.id: proposal for proposal in proposals(context)}
    if proposal_id not in found:
        raise NotFoundError(
            f"no proposal {proposal_id[:40]!r} waits", near=list(found)[:5], hint="ledger todo lists them"
        )
    return _folder(context) / f"{proposal_id}.json"


def _read(file: Path) -> Proposal:
    try:
        document = json.loads(file.read_text("utf-8"))
        return Proposal(**{**document, "records": tuple(document["records"])})
    except (OSError, ValueError, TypeError, KeyError):
        raise FormatError(f"{file} is not a proposal that can be read", hint="remove the file") from None


def _folder(context: LedgerContext) -> Path:
    where = shown_url(context.database.url)
    if "://" not in where:
        file = Path(where).resolve()
        return file.with_name(f"{file.name}.proposals")
    from platformdirs import user_state_path

    return user_state_path("ledger") / "proposals" / sha256(where.encode()).hexdigest()[:16]
