"""Reads one record with its whole history, and the log of all entries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from ledger.errors import InputError
from ledger.model.codec import exported
from ledger.model.time import time_problem, utc
from ledger.query import records, surroundings
from ledger.query.ledger_context import LedgerContext
from ledger.query.references import find
from ledger.store import bodies as stored
from ledger.store import lookup
from ledger.store.engine import Transaction, reading
from ledger.store.head import read_head
from ledger.store.reach import concerning
from ledger.tlog.note import parse_verifier_key
from ledger.tlog.submission import person_named
from ledger.trace.material import RecorderSignature


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """An entry: the record as an export writes it, and a summary in a few words.

    `seq`, `at` (UTC) and `by` are its position, time and recorder in this ledger; `first` is the time and the recorder
    of an imported record in the ledger it came from. Without a `signature`, `by` is only asserted; `database_user` is
    the user who opened the session, if the database knows it. `undone` marks a judgement that was taken back.
    """

    seq: int
    at: str
    by: str
    kind: str
    id: str
    key: str | None
    line: dict[str, Any]
    summary: str
    first: dict[str, str] | None = None
    signature: RecorderSignature | None = None
    database_user: str | None = None
    undone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """A record, its status (`current`, `corrected`, `retracted`) and all entries about it, oldest first."""

    record: LogLine
    status: str
    replaced_by: str | None
    #: The current description of an agent or a source.
    described: dict[str, Any]
    entries: tuple[LogLine, ...]

    @property
    def corrections(self) -> tuple[LogLine, ...]:
        """The corrections and retractions of the record itself that were not taken back, oldest first."""
        return tuple(
            entry
            for entry in self.entries
            if entry.kind == "correction" and entry.line["of"] == self.record.id and not entry.undone
        )


def show(context: LedgerContext, reference: str) -> History:
    """Read one record with its whole history."""
    with reading(context.database) as connection:
        found = find(connection, reference, who=context.who if reference == "@" else None)
        until = read_head(connection).size
        own = next(stored.read(connection, [found.seq]))
        forms = stored.forms_of(connection, found.seq)
        concerned = concerning(connection, forms)
        entries = tuple(_lines(connection, concerned - {found.seq}, until))
        described: dict[str, Any] = {}
        if found.kind in ("agent", "source"):
            described = stored.described(connection, [found.seq], until)[found.seq].body
        # What was typed wrong passes on to its replacement that its party took it back.
        resolution = surroundings.resolution_of(connection, forms, until)
        replaced = resolution.replaced_by(found.seq)
        return History(
            record=next(_lines(connection, [own.seq], until)),
            status=resolution.status(found.seq),
            replaced_by=None if replaced is None else stored.ids_of(connection, [replaced])[replaced][1],
            described=described,
            entries=entries,
        )


def log(context: LedgerContext, reference: str | None, since: str | None) -> Iterator[LogLine]:
    """Yield the entries of the log, oldest first, of one record or of all."""
    with reading(context.database) as connection:
        until = read_head(connection).size
        after = _after(connection, since, until)
        if reference is not None:
            found = find(connection, reference, who=context.who if reference == "@" else None)
            forms = stored.forms_of(connection, found.seq)
            seqs = sorted(seq for seq in concerning(connection, forms) | forms if seq > after)
            yield from _lines(connection, seqs, until)
            return
        for low in range(after, until, 500):
            yield from _lines(connection, range(low + 1, min(low + 500, until) + 1), until)


def _after(connection: Transaction, since: str | None, until: int) -> int:
    if since is None:
        return 0
    if since.isascii() and since.isdigit() and len(since) < 19:
        return min(max(int(since) - 1, 0), until)
    moment = f"{since}T00:00:00Z" if len(since) == 10 else since
    if time_problem(moment) is not None:
        raise InputError(
            f"{since[:40]} is neither the number of an entry nor a time",
            hint="write 12, 2026-11-22 or 2026-11-22T09:00:00Z",
        )
    return stored.seq_before(connection, utc(moment))


def _lines(connection: Transaction, seqs: Iterable[int], until: int) -> Iterator[LogLine]:
    entries = list(stored.read(connection, seqs))
    names = Names(connection, entries, until)
    undone = {of for _, of in lookup.standing_corrections(connection, [entry.seq for entry in entries])}
    keys = stored.keys_of(connection, [entry.seq for entry in entries], until)
    signed = records.signatures_of(connection, {entry.seq: entry.by for entry in entries})
    for entry in entries:
        signature, user = signed.get(entry.seq, (None, None))
        first = {"at": entry.first_at, "by": entry.first_by}
        judged = entry.body["record"] not in ("figure", "link", "snapshot", "agent", "source")
        yield LogLine(
            seq=entry.seq,
            at=entry.at,
            by=entry.by,
            kind=entry.body["record"],
            id=entry.id,
            key=keys.get(entry.seq),
            line=exported(
                entry.body,
                record_id=entry.id,
                key=keys.get(entry.seq),
                at=entry.at,
                by=entry.by,
                withheld=entry.withheld,
            ),
            summary=names.summary(entry),
            first=first if first != {"at": entry.at, "by": entry.by} else None,
            signature=signature,
            database_user=user,
            undone=judged and entry.seq in undone,
        )


class Names:
    """The names of the records that some entries refer to, for lines that a person reads."""

    def __init__(self, connection: Transaction, entries: Iterable[stored.Stored], until: int) -> None:
        entries = list(entries)
        self._seqs = stored.seqs_of(connection, entries)
        wanted = set(self._seqs.values()) | {entry.seq for entry in entries}
        keys = stored.keys_of(connection, wanted, until)
        agents = [
            seq for seq, (kind, _) in stored.ids_of(connection, wanted).items() if kind in ("agent", "source")
        ]
        described = stored.described(connection, agents, until)
        self._named = {
            entry.seq: keys.get(entry.seq) or _own_name(described.get(entry.seq, entry).body) or entry.id[:12]
            for entry in stored.read(connection, wanted)
        }
        self._agents = {
            seq: records.shown_name(description.body)
            for seq, description in described.items()
            if description.body["record"] == "agent"
        }

    def of(self, record_id: str) -> str:
        """Return the name of a record: its key, its own name, or the beginning of its id."""
        return self._named.get(self._seqs.get(record_id, 0), record_id[:12])

    def agent(self, record_id: str) -> str:
        """Return the name of an agent."""
        return self._agents.get(self._seqs.get(record_id, 0), record_id[:12])

    def summary(self, entry: stored.Stored) -> str:
        """Describe an entry in a few words."""
        body = entry.body
        match body["record"]:
            case "figure":
                reporters = (
                    ", ".join(self.agent(ref) for ref in body.get("reported_by", ())) or "nobody named"
                )
                return f"{reporters}: {_words(body)}"
            case "link":
                return self._link(body)
            case "review":
                rating = f" (“{body['rating']}”)" if "rating" in body else ""
                return f"{body['verdict']}{rating} {self.of(body['of'])} by {body['by']}"
            case "correction":
                ours = body.get("cause", "withdrawn") == "misrecorded"
                if ours and "by" in body:
                    before, after = self.of(body["of"]), self.of(body["by"])
                    to = "" if before == after else f" to {after}"
                    return f"{body['recorder']} amends {before}{to}"
                what = "replaces" if "by" in body else "removes" if ours else "takes back"
                by = f" with {self.of(body['by'])}" if "by" in body else ""
                cause = "" if body.get("cause", "withdrawn") == "withdrawn" else f" ({body['cause']})"
                return f"{body['recorder']} {what} {self.of(body['of'])}{by}{cause}"
            case "redaction":
                return f"{body['by']} removed the {body['field']} of {self.of(body['of'])}"
            case "same":
                first, second = (self.of(ref) for ref in body["refs"])
                return f"{first} {'is the same as' if body.get('same', True) else 'is not'} {second}"
            case "key":
                return (
                    f"{body['key']} means {self._named.get(self._seqs.get(body['of'], 0), body['of'][:12])}"
                )
            case "description":
                fields = [name for name in body if name not in ("record", "of", "by", "at")]
                return f"{self.of(body['of'])}: {', '.join(fields)}"
            case "dismissal":
                return f"{body['by']} ignores the number at {body['place']} of snapshot {body['of'][:12]}"
            case "assignment":
                return f"{self.of(body['of'])} is for {body.get('to') or 'nobody in particular'} to look at"
            case "personal_key":
                key = parse_verifier_key(body["public"])
                return f"key {key.key_id.hex()} of {person_named(key.name)}"
            case "snapshot":
                return f"of {self.of(body['source'])}"
        return self._named[entry.seq]

    def _link(self, body: dict[str, Any]) -> str:
        figure = self.of(body["figure"])
        if body["relation"] == "derivation":
            inputs = ", ".join(f"{name}={self.of(ref)}" for name, ref in sorted(body["inputs"].items()))
            return f"{figure} computed from {inputs}" + (
                f" as {body['formula']}" if "formula" in body else ""
            )
        verb = "relays" if body["relation"] == "relay" else "revises"
        return f"{figure} {verb} {self.of(body['from'])}"


def _words(body: dict[str, Any]) -> str:
    quantity = body.get("quantity", {})
    number = quantity.get("text") or " ".join(
        str(quantity[name]) for name in ("hedge", "value", "unit") if name in quantity
    )
    return number or ("number not said" if "relays" in body else "no number")


def _own_name(body: dict[str, Any]) -> str | None:
    match body["record"]:
        case "agent":
            return records.shown_name(body)
        case "source":
            return body.get("title") or body.get("url")
        case "figure":
            return f"“{_words(body)}”"
    return None
