"""The inbox: the open tasks, whose they are and since when, worked out over the whole ledger at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Final

from ledger.book.agents import agents
from ledger.book.checking import Progress, found_in, whole_context
from ledger.book.findings import CheckedCause, Findings, Subject
from ledger.book.kept_errors import KeptErrors
from ledger.book.todo import by_weight
from ledger.query.ledger_context import LedgerContext
from ledger.query.records import entry_of, work_of
from ledger.store import bodies as stored
from ledger.store import lookup, reach
from ledger.store.engine import Transaction, reading
from ledger.store.head import read_head
from ledger.trace.context import Context
from ledger.trace.finding import Finding
from ledger.trace.notice import quantity_words
from ledger.trace.rules import rules
from ledger.view.short_words import counted

#: The kinds of open tasks, the most pressing first.
KINDS: Final = ("upstream", "error", "assigned", "party", "trail-end", "unreviewed")
_UPSTREAM: Final = frozenset(
    {"upstream-retracted", "upstream-corrected", "upstream-disputed", "review-outdated"}
)
#: The findings of the graph that an inbox shows: the others are not errors, and cost more to find.
_SHOWN_BY_GRAPH: Final = _UPSTREAM | {"circular-report", "origin-unknown"}


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxItem:
    """An open task: `kind` is one of `KINDS`, `id` stays the same as long as it does (hex).

    `record` is the id of the figure or party that it is about, `words` how that is worded or called, `title` and
    `message` what there is to look at; `beside` are further records, such as the party that one looks like, each with
    its words. `figures` counts the figures concerned; `at` (UTC) is when the newest of what it is about was recorded;
    `assigned` is who is to look at it; `source` and `source_title` the work that the figure stands in.
    """

    kind: str
    id: str
    record: str
    words: str
    title: str
    message: str
    at: str
    figures: int = 1
    beside: tuple[tuple[str, str], ...] = ()
    assigned: str | None = None
    source: str | None = None
    source_title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbox:
    """The waiting tasks, the most pressing first, in a ledger of `size` entries; `more` counts those left out by kind.

    Until it is `complete`, kinds are missing from it or not all known.
    """

    size: int
    items: tuple[InboxItem, ...]
    more: dict[str, int]
    complete: bool


def inboxes(context: LedgerContext, most: int, kept: KeptErrors, progress: Progress) -> Iterator[Inbox]:
    """Yield the inbox as far as it is known, up to `most` of each kind: the last is complete.

    First comes what is read from the log, then what the graph shows, then what was found by comparing: `progress` is
    told how much of that is done. What is `kept` from an earlier inbox of the same ledger is not compared again.
    """
    with reading(context.database) as connection:
        until = read_head(connection).size

        def made(found: Sequence[InboxItem], more: dict[str, int], *, complete: bool) -> Inbox:
            given = [*found, *_given(connection, found, until)]
            items = [*_placed(connection, given, until), *alike]
            items.sort(key=lambda item: KINDS.index(item.kind))
            return Inbox(size=until, items=tuple(items), more=more, complete=complete)

        alike = list(_alike(context))
        yield made([], {}, complete=False)
        whole = whole_context(connection, until)
        shown = list(found_in(connection, whole, until, lambda _done, _of: None, _SHOWN_BY_GRAPH))
        if kept.is_new:
            yield made(*_waiting(connection, whole, shown, most, until), complete=False)
        compared = kept.as_of(connection, whole, until, progress)
        yield made(*_waiting(connection, whole, [*shown, *compared], most, until), complete=True)


def _waiting(
    connection: Transaction, whole: Context, found: Sequence[tuple[Finding, Subject]], most: int, until: int
) -> tuple[list[InboxItem], dict[str, int]]:
    """Return the tasks from findings and missing reviews, and by kind how many more there are."""
    findings = Findings.of(found)
    causes = list(findings.by_cause())
    items: list[InboxItem] = []
    more: dict[str, int] = {}
    for kind, chosen in (("upstream", _upstream(causes)), ("error", _errors(causes))):
        of_kind = list(chosen)
        items += [_of_cause(kind, cause) for cause in of_kind[:most]]
        more[kind] = max(len(of_kind) - most, 0)
    ends = {
        subject.figure
        for finding, subject in findings.with_subjects()
        if finding.code == "origin-unknown" and not finding.accepted
    }
    more["trail-end"] = max(len(ends) - most, 0)
    titles = {"trail-end": "The trail ends here", "unreviewed": "Not reviewed"}
    for task in by_weight(connection, whole, ends, most, until):
        verb = "rests" if task.figures == 1 else "rest"
        rest = (
            f"{counted(task.figures, 'figure')} {verb} on it" if task.figures else "no figure rests on it yet"
        )
        items.append(
            InboxItem(
                kind=task.kind, id=_id(task.kind, task.subject.figure), record=task.subject.figure,
                words=task.subject.words, title=titles[task.kind],
                message=rest, at="", figures=task.figures,
            )
        )  # fmt: skip
    return items, more


def _upstream(causes: Iterable[CheckedCause]) -> Iterator[CheckedCause]:
    for cause in causes:
        if cause.finding.code in _UPSTREAM and not cause.finding.accepted:
            yield cause


def _errors(causes: Iterable[CheckedCause]) -> Iterator[CheckedCause]:
    for cause in causes:
        finding = cause.finding
        if finding.severity == "error" and finding.code not in _UPSTREAM and not finding.accepted:
            yield cause


def _of_cause(kind: str, cause: CheckedCause) -> InboxItem:
    finding, first = cause.finding, cause.subjects[0]
    return InboxItem(
        kind=kind,
        id=_id(finding.code, first.figure, finding.message),
        record=first.figure,
        words=first.words,
        title=rules()[finding.code].title,
        message=finding.message,
        at="",
        figures=cause.figures,
        beside=tuple((subject.figure, subject.words) for subject in cause.subjects[1:6]),
    )


def _id(*parts: str) -> str:
    return sha256("\0".join(parts).encode()).hexdigest()[:32]


def _given(connection: Transaction, known: Sequence[InboxItem], until: int) -> Iterator[InboxItem]:
    """Yield the assigned records that have no finding."""
    listed = {item.record for item in known if item.kind != "unreviewed"}
    assigned = reach.assigned(connection, until)
    for subject, judgements in stored.judgements_on(connection, ("assignment",), assigned, until)[
        "assignment"
    ].items():
        kind, record = stored.ids_of(connection, [subject])[subject]
        to = judgements[-1].body.get("to")
        if to is None or record in listed or kind not in ("figure", "source"):
            continue
        words = ""
        if kind == "source":
            described = stored.described(connection, [subject], until)
            words = described[subject].body.get("title") or described[subject].body.get("url") or ""
        yield InboxItem(
            kind="assigned",
            id=_id("assigned", record, to),
            record=record,
            words=words,
            title="To be looked at",
            message=f"{judgements[-1].body['by']} assigned it to {to}",
            at=judgements[-1].at,
        )


def _placed(connection: Transaction, items: Sequence[InboxItem], until: int) -> Iterator[InboxItem]:
    """Yield the items with the time of their figures, the work in which these stand, and the assigned person."""
    seqs = {
        record.hex(): seq
        for record, (_, seq) in lookup.by_ids(
            connection, {bytes.fromhex(item.record) for item in items}
        ).items()
    }
    entries = {entry.seq: entry for entry in stored.read(connection, seqs.values())}
    given = stored.judgements_on(connection, ("assignment",), list(seqs.values()), until)["assignment"]
    works = {body["source"] for entry in entries.values() if "source" in (body := entry.body)}
    sources = [seq for _, seq in lookup.by_ids(connection, map(bytes.fromhex, works)).values()]
    titles = {
        work.id: work_of(work, {}).title or work_of(work, {}).url
        for work in stored.described(connection, sources, until).values()
    }
    for item in items:
        entry = entries[seqs[item.record]]
        figure = entry.body["record"] == "figure"
        source = entry.body.get("source") if figure else item.record
        judgements = given.get(entry.seq, ())
        yield replace(
            item,
            at=item.at or entry.at,
            words=item.words or (quantity_words(entry_of(entry, {}, {}).record.quantity) if figure else ""),
            source=source,
            source_title=titles.get(source or ""),
            assigned=judgements[-1].body.get("to") if judgements else None,
        )


def _alike(context: LedgerContext) -> Iterator[InboxItem]:
    """Yield each pair of parties that look alike once."""
    listed = agents(context)
    by_name = {agent.name: agent for agent in listed}
    seen: set[frozenset[str]] = set()
    for agent in listed:
        for name in agent.like:
            twin = by_name.get(name)
            if twin is None or (pair := frozenset({agent.id, twin.id})) in seen or len(pair) < 2:
                continue
            seen.add(pair)
            yield InboxItem(
                kind="party",
                id=_id("party", *sorted(pair)),
                record=agent.id,
                words=agent.name,
                title="Two parties look alike",
                message=f"{counted(agent.figures, 'figure')} by the first, {twin.figures:,} by the second",
                at="",
                figures=agent.figures + twin.figures,
                beside=((twin.id, twin.name),),
            )
