"""Lists of figures and of entries of the log."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ledger.cli.session import Session
from ledger.model.visible import visible_json
from ledger.view.short_words import recorder_words

if TYPE_CHECKING:
    from ledger.book.answer_types import Listed, LogLine


def show_figures(session: Session, found: Iterable[Listed], words: str | None = None) -> int:
    """Print figures in order, with the words that were searched for marked. Returns how many there were."""
    from ledger.view.wording import handle, label_beyond, parties, words_with_unsaid, work_words

    highlighter = None
    if words is not None:
        from ledger.book.highlighting import Highlighter

        highlighter = Highlighter(words)
    if session.json:
        from ledger.book.answer_documents import listed_document

        documents = (listed_document(listed, highlighter) for listed in found)
        return stream_json(session, "ledger-list/1", "figures", documents)
    marking = None if highlighter is None else highlighter.spans
    count = 0
    for count, listed in enumerate(found, 1):  # noqa: B007 - the count is what is returned
        session.out.put(
            f"{words_with_unsaid(listed.entry.record)} · {handle(listed.entry)}{_status_words(listed)}",
            role="strong",
            marking=marking,
        )
        stated = f", stated {listed.entry.record.stated}" if listed.entry.record.stated else ""
        label = f": {beyond}" if (beyond := label_beyond(listed.entry.record)) else ""
        session.out.put(f"{parties(listed.reporters)}{stated}{label}", first="    ", marking=marking)
        if listed.source is not None:
            source = work_words(listed.source) or listed.source.url or listed.source.id
            session.out.put(source, first="    in ", marking=marking)
        quote = listed.entry.record.quote
        if marking is not None and quote is not None and quote.exact and marking(quote.exact):
            session.out.put(f"“{quote.exact}”", first="    ", role="faint", marking=marking)
    return count


def _status_words(listed: Listed) -> str:
    """`` [FALLEN, DISPUTED by Ann]``; empty for a figure that is current and that nobody disputed."""
    states = ["" if status == "current" else status.upper() for status in listed.statuses]
    if listed.verdict is not None:
        states[-1] += f" by {listed.verdict.record.by}"
    return f" [{', '.join(states)}]" if states != [""] else ""


def show_entries(session: Session, entries: Iterable[LogLine]) -> int:
    """Print entries of the log, in order. Returns how many there were."""
    if session.json:
        from ledger.book.answer_documents import entry_document

        return stream_json(session, "ledger-log/1", "entries", map(entry_document, entries))
    count = 0
    for count, entry in enumerate(entries, 1):  # noqa: B007 - the count is what is returned
        undone = " (taken back)" if entry.undone else ""
        by = entry.by if entry.signature is None else recorder_words(entry.by, entry.signature)
        first = ""
        if entry.first is not None:
            first = f" (first recorded {entry.first['at'][:10]} by {entry.first['by']})"
        session.out.put(f"{entry.seq} {entry.at[:19]}Z {by} · {entry.kind} {entry.id[:12]}{undone}{first}")
        session.out.put(entry.summary, first="    ", role="faint" if entry.undone else "plain")
        if reason := entry.line.get("reason") or entry.line.get("note"):
            session.out.put(str(reason), first="    because: " if "reason" in entry.line else "    note: ")
    return count


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
