"""Erases a text permanently, with an entry in the log that says who did so, when and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from ledger.book import recording
from ledger.errors import InputError
from ledger.model.vocabulary import ERASABLE
from ledger.model.withholding import WITH_TEXTS
from ledger.query.ledger_context import LedgerContext
from ledger.query.references import find
from ledger.store import bodies as stored
from ledger.store import lookup
from ledger.store.append import Outcome
from ledger.store.engine import Transaction, reading
from ledger.store.erase import places_of

#: Places out of the ledger's reach where an erased text may remain.
UNREACHABLE: Final = (
    "backups and copies of the database, its replicas and archived write-ahead logs",
    "what the disk keeps of files that were overwritten, and logs of the database server",
    "exports, documents and bundles written before, and files that were imported",
    "other ledgers that merged it: they erase it when they import an export with this redaction",
    "labels, quantities, locators and reasons that repeat the words: they are in the log itself",
)
#: Shorter texts, such as "nearly", occur in others by chance.
_SHORTEST_SEARCHED: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Redacted:
    """The result of a redaction: its outcomes, and the records whose texts still contain the same words.

    `elsewhere` has the kind, the id and the field of each of these records.
    """

    outcomes: tuple[Outcome, ...]
    elsewhere: tuple[tuple[str, str, str], ...]


def redact(context: LedgerContext, reference: str, field: str, reason: str, *, dry_run: bool) -> Redacted:
    """Erase a field of a record, and of its earlier, misrecorded versions.

    Raises InputError if the field cannot be erased, the record has none, or the reason repeats its words.
    """
    if field not in ERASABLE:
        raise InputError(
            f"{field[:40]!r} is not a text that can be erased", hint=f"one of {', '.join(ERASABLE)}"
        )
    with reading(context.database) as connection:
        who = context.who if reference == "@" else None
        found = find(connection, reference, who=who, kinds=WITH_TEXTS)
        current = lookup.replacement(connection, found.seq)
        forms = stored.forms_of(connection, current) | {found.seq}
        holding = [
            entry
            for entry in stored.read(connection, forms)
            if any(path.partition(".")[0] == field for path in entry.digests())
        ]
        if not holding:
            raise InputError(
                f"{reference[:100]} has no {field}", hint="ledger show says what is recorded of it"
            )
        words = _words(holding, field)
        _keep_out_of_reason(words, reason)
        elsewhere = _elsewhere(connection, words, {entry.seq for entry in holding}, field)
    todo = [
        entry for entry in holding if field not in {earlier.body["field"] for earlier in entry.redactions}
    ]
    if not todo:
        already = []
        for entry in holding:
            redaction = next(earlier for earlier in entry.redactions if earlier.body["field"] == field)
            already.append(
                Outcome("redaction", redaction.id, redaction.seq, recorded=False, body=redaction.body)
            )
        # The earlier redaction may have been interrupted before the files were cleaned.
        already[-1].warnings += [] if dry_run else recording.cleaned_up(context)
        return Redacted(outcomes=tuple(already), elsewhere=elsewhere)
    outcomes = recording.record(
        context,
        [{"record": "redaction", "of": entry.id, "field": field, "reason": reason} for entry in todo],
        dry_run=dry_run,
    )
    return Redacted(outcomes=tuple(outcomes), elsewhere=elsewhere)


def _words(entries: Iterable[stored.Stored], field: str) -> set[str]:
    """Return the texts that are to be erased."""
    return {
        words
        for text in (entry.body.get(field) for entry in entries)
        for name, words in (text.items() if isinstance(text, dict) else [("", text)])
        if name != "language" and words
    }


def _keep_out_of_reason(words: Iterable[str], reason: str) -> None:
    folded = " ".join(reason.casefold().split())
    for text in words:
        if len(text) >= _SHORTEST_SEARCHED and " ".join(text.casefold().split()) in folded:
            raise InputError(
                "the reason repeats the words that are to be erased, and would keep them in the log",
                hint="say why in other words",
            )


def _elsewhere(
    connection: Transaction, words: Iterable[str], erased: set[int], field: str
) -> tuple[tuple[str, str, str], ...]:
    """Return the other texts with these words, such as a snapshot of the source or the same quote on a link."""
    places = {
        (seq, path.partition(".")[0])
        for text in words
        if len(text) >= _SHORTEST_SEARCHED
        for seq, path in places_of(connection, text)
    }
    places -= {(seq, field) for seq in erased}
    ids = stored.ids_of(connection, {seq for seq, _ in places})
    return tuple((*ids[seq], text) for seq, text in sorted(places))
