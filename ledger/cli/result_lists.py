"""Many figures, a line each, and many entries of the log."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from ledger.cli.session import Session
from ledger.model.visible import visible_json
from ledger.view.wording import handle, parties, stated_words, work_words

if TYPE_CHECKING:
    from ledger.book.answer_types import Listed, LogLine, Party, Work


def show_figures(session: Session, found: Iterable[Listed]) -> int:
    """Print figures in order. Returns how many there were."""
    if session.json:
        return stream_json(session, "ledger-list/1", "figures", map(_figure_document, found))
    count = 0
    for count, one in enumerate(found, 1):  # noqa: B007 - the count is what is returned
        status = "" if one.status == "current" else f" [{one.status.upper()}]"
        session.out.put(f"{stated_words(one.entry.record)} · {handle(one.entry)}{status}", role="strong")
        stated = f", stated {one.entry.record.stated}" if one.entry.record.stated else ""
        label = f": {one.entry.record.label}" if one.entry.record.label else ""
        session.out.put(f"{parties(one.reporters)}{stated}{label}", first="    ")
        if one.source is not None:
            session.out.put(work_words(one.source) or one.source.url or one.source.id, first="    in ")
    return count


def _figure_document(one: Listed) -> dict[str, Any]:
    figure, entry = one.entry.record, one.entry
    return {
        "id": entry.id,
        "key": entry.key,
        "label": figure.label,
        "quantity": asdict(figure.quantity),
        "reported_by": [_without_seq(party) for party in one.reporters],
        "source": None if one.source is None else _without_seq(one.source),
        "stated": figure.stated,
        "period": figure.period,
        "place": figure.place,
        "nature": figure.nature,
        "primary": figure.primary,
        "status": one.status,
        "recorded": {"seq": entry.seq, "at": entry.recorded.at, "by": entry.recorded.by},
    }


def _without_seq(one: Party | Work) -> dict[str, Any]:
    return {name: value for name, value in one._asdict().items() if name != "seq"}


def show_entries(session: Session, entries: Iterable[LogLine]) -> int:
    """Print entries of the log, in order. Returns how many there were."""
    if session.json:
        return stream_json(session, "ledger-log/1", "entries", map(entry_document, entries))
    count = 0
    for count, one in enumerate(entries, 1):  # noqa: B007 - the count is what is returned
        undone = " (taken back)" if one.undone else ""
        first = ""
        if one.first is not None:
            first = f" (first recorded {one.first['at'][:10]} by {one.first['by']})"
        session.out.put(f"{one.seq} {one.at[:19]}Z {one.by} · {one.kind} {one.id[:12]}{undone}{first}")
        session.out.put(one.summary, first="    ", role="faint" if one.undone else "plain")
        if reason := one.line.get("reason") or one.line.get("note"):
            session.out.put(str(reason), first="    because: " if "reason" in one.line else "    note: ")
    return count


def entry_document(one: LogLine) -> dict[str, Any]:
    """An entry of the log as JSON: where it stands, and the record as an export has it."""
    return {
        "seq": one.seq,
        "at": one.at,
        "by": one.by,
        "first": one.first,
        "undone": one.undone,
        "summary": one.summary,
        "record": one.line,
    }


def stream_json(session: Session, name: str, many: str, documents: Iterable[dict[str, Any]]) -> int:
    """Print ``{"format": name, many: […]}``, an element a line, without holding them all. Returns how many."""
    out = session.out.out
    out.write(f'{{"format":"{name}","{many}":[')
    count = 0
    for count, document in enumerate(documents, 1):
        out.write("\n" if count == 1 else ",\n")
        out.write(visible_json(json.dumps(document, ensure_ascii=False)))
    out.write("\n]}\n")
    return count
