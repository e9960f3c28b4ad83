"""Many figures, a line each, and many entries of the log."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from ledger.cli.session import Session
from ledger.model.visible import visible_json
from ledger.view.wording import handle, has_number, parties, phrase, stated_words, work_words

if TYPE_CHECKING:
    from ledger.book.answer_types import Entry, Figure, Listed, LogLine, Party, Review, Work


def show_figures(session: Session, found: Iterable[Listed]) -> int:
    """Print figures in order. Returns how many there were."""
    if session.json:
        return stream_json(session, "ledger-list/1", "figures", map(_figure_document, found))
    count = 0
    for count, listed in enumerate(found, 1):  # noqa: B007 - the count is what is returned
        session.out.put(
            f"{_heading(listed.entry.record)} · {handle(listed.entry)}{_status_words(listed)}", role="strong"
        )
        stated = f", stated {listed.entry.record.stated}" if listed.entry.record.stated else ""
        label = f": {listed.entry.record.label}" if listed.entry.record.label else ""
        session.out.put(f"{parties(listed.reporters)}{stated}{label}", first="    ")
        if listed.source is not None:
            session.out.put(
                work_words(listed.source) or listed.source.url or listed.source.id, first="    in "
            )
    return count


def _heading(figure: Figure) -> str:
    """The number of a figure; of one that passed a number on unsaid, which that is."""
    words = stated_words(figure)
    if figure.restated or not has_number(figure.quantity):
        return words
    return f"{words}; upstream: {phrase(figure.quantity)}"


def _status_words(listed: Listed) -> str:
    """`` [UPSTREAM FALLEN, DISPUTED by Ann]``; nothing of a figure that is current, and of which nobody judged."""
    states = [
        {"current": "", "fallen": "UPSTREAM FALLEN"}.get(status, status.upper()) for status in listed.statuses
    ]
    if listed.verdict is not None:
        states[-1] += f" by {listed.verdict.record.by}"
    return f" [{', '.join(states)}]" if states != [""] else ""


def _figure_document(listed: Listed) -> dict[str, Any]:
    figure, entry = listed.entry.record, listed.entry
    return {
        "id": entry.id,
        "key": entry.key,
        "label": figure.label,
        "quantity": asdict(figure.quantity),
        "reported_by": [_without_seq(party) for party in listed.reporters],
        "source": None if listed.source is None else _without_seq(listed.source),
        "stated": figure.stated,
        "period": figure.period,
        "place": figure.place,
        "nature": figure.nature,
        "primary": figure.primary,
        "status": listed.status,
        "stands": listed.stands,
        "verdict": None if listed.verdict is None else _verdict_document(listed.verdict),
        "recorded": {"seq": entry.seq, "at": entry.recorded.at, "by": entry.recorded.by},
    }


def _verdict_document(review: Entry[Review]) -> dict[str, Any]:
    fields = ("verdict", "rating", "by", "at", "note")
    return {"id": review.id} | {name: getattr(review.record, name) for name in fields}


def _without_seq(party_or_work: Party | Work) -> dict[str, Any]:
    return {name: value for name, value in party_or_work._asdict().items() if name != "seq"}


def show_entries(session: Session, entries: Iterable[LogLine]) -> int:
    """Print entries of the log, in order. Returns how many there were."""
    if session.json:
        return stream_json(session, "ledger-log/1", "entries", map(entry_document, entries))
    count = 0
    for count, entry in enumerate(entries, 1):  # noqa: B007 - the count is what is returned
        undone = " (taken back)" if entry.undone else ""
        first = ""
        if entry.first is not None:
            first = f" (first recorded {entry.first['at'][:10]} by {entry.first['by']})"
        session.out.put(
            f"{entry.seq} {entry.at[:19]}Z {entry.by} · {entry.kind} {entry.id[:12]}{undone}{first}"
        )
        session.out.put(entry.summary, first="    ", role="faint" if entry.undone else "plain")
        if reason := entry.line.get("reason") or entry.line.get("note"):
            session.out.put(str(reason), first="    because: " if "reason" in entry.line else "    note: ")
    return count


def entry_document(entry: LogLine) -> dict[str, Any]:
    """An entry of the log as JSON: where it stands, and the record as an export has it."""
    return {
        "seq": entry.seq,
        "at": entry.at,
        "by": entry.by,
        "first": entry.first,
        "undone": entry.undone,
        "summary": entry.summary,
        "record": entry.line,
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
