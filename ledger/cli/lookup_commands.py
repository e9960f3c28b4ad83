"""`ledger show`, `ledger list` and `ledger log`: one record with its history, many figures, what changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ledger.cli.command import LedgerCommand, command_module, examples
from ledger.cli.failure import DONE, NO, UsageError
from ledger.cli.result_lists import show_entries, show_figures
from ledger.cli.session import session_of
from ledger.errors import InputError, NotFoundError
from ledger.model.vocabulary import LISTED_STATUSES, VERDICTS
from ledger.view.short_words import recorder_words

if TYPE_CHECKING:
    from ledger.book import Ledger
    from ledger.book.answer_types import History
    from ledger.cli.console import Console

app = command_module()

_ID = re.compile("[0-9a-f]{64}")


@app.command("show", cls=LedgerCommand, epilog=examples("ledger show mod-5200", "ledger show Mediazona"))
def show(
    context: typer.Context,
    reference: Annotated[
        str,
        typer.Argument(metavar="REF", help="A key, an id or its beginning, a party's name, a source's URL."),
    ],
) -> int:
    """Show one record with its whole history."""
    session = session_of(context)
    ledger = session.open()
    history = ledger.show(reference)
    if session.json:
        from ledger.book.answer_documents import history_document

        session.out.data(history_document(history))
        return DONE
    _write_history(session.out, history, ledger)
    if history.entries:
        session.out.put()
        session.out.put("History", role="strong")
        show_entries(session, (history.record, *history.entries))
    return DONE


def _write_history(page: Console, history: History, ledger: Ledger) -> None:
    record = history.record
    key = f" {record.key}" if record.key else ""
    page.put(f"{record.kind}{key}: {record.summary}", role="strong")
    page.put(record.id, first="id: ")
    if history.status != "current":
        by = f", replaced by {_named(ledger, history.replaced_by)}" if history.replaced_by else ""
        ours = all(entry.line.get("cause") == "misrecorded" for entry in history.corrections)
        removed = history.status == "retracted" and history.corrections and ours
        status = "REMOVED, our own mistake" if removed else history.status.upper()
        page.put(f"{status}{by}", first="status: ", role="bad")
    elif record.undone:
        page.put("TAKEN BACK", first="status: ", role="bad")
    for name, value in _leaves({**history.described, **record.line}):
        page.put(_named(ledger, value), first=f"{name}: ", rest="    ")
    for words in _without(history):
        page.put(words, rest="    ")
    user = f"; database user {record.database_user}" if record.database_user else ""
    by = recorder_words(record.by, record.signature)
    page.put(f"entry {record.seq}, {record.at} by {by}{user}", first="recorded: ")


def _without(history: History) -> Iterator[str]:
    """Yield the redactions by which texts of the record are missing."""
    record = history.record
    removed = set()
    for entry in history.entries:
        if entry.kind == "redaction" and entry.line["of"] == record.id:
            removed.add(entry.line["field"])
            yield (
                f"{entry.line['field']}: removed by {entry.line['by']} on {entry.line['at'][:10]}: "
                f"{entry.line['reason']}"
            )
    if record.kind != "redaction":
        for field in record.line.get("withheld", {}).keys() - removed:
            yield f"{field}: not in this ledger: the export it came from left it out"


def _named(ledger: Ledger, value: str) -> str:
    """Return a summary of the record with an id, with enough of the id to ask for it; any other value as it is."""
    if not _ID.fullmatch(value):
        return value
    try:
        return f"{ledger.show(value).record.summary} · {value[:12]}"
    except NotFoundError:
        # Not every digest names a record: that of an original file does not.
        return value


def _leaves(fields: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the fields that are not on the screen yet, each value by itself; records nest at most two levels deep."""
    for name, value in fields.items():
        if name in ("record", "id", "key", "recorded", "withheld"):
            continue
        if isinstance(value, dict):
            for inner, part in value.items():
                yield f"{name} {inner}", str(part)
        elif isinstance(value, list):
            for part in value:
                yield name, str(part)
        else:
            yield name, str(value)


def _in_options(error: InputError) -> InputError:
    """Return the error with the option in place of the pointer."""
    problems = [replace(problem, pointer=problem.pointer.replace("/", "--", 1)) for problem in error.problems]
    return InputError(problems=problems) if problems else error


def _text(flag: str, metavar: str, words: str) -> Any:
    return typer.Option(flag, metavar=metavar, help=words)


@app.command(
    "list",
    cls=LedgerCommand,
    epilog=examples(
        "ledger list",
        'ledger list --search "convictions week"',
        "ledger list --search convictions --most 20 --unit conviction/year --value 1000..9000",
        "ledger list --agent Mediazona --status retracted --date 2023",
        "ledger list --finding hedge-dropped --json",
    ),
)
def list_figures(
    context: typer.Context,
    search: Annotated[str | None, _text("--search", "WORDS", "Words in labels, quotes, names.")] = None,
    agent: Annotated[str | None, _text("--agent", "REF", "Reported by this party.")] = None,
    source: Annotated[str | None, _text("--source", "REF", "Standing in this source.")] = None,
    finding: Annotated[str | None, _text("--finding", "CODE", "With a finding of this code.")] = None,
    status: Annotated[str | None, _text("--status", "|".join(LISTED_STATUSES), "Of this status.")] = None,
    verdict: Annotated[
        str | None, _text("--verdict", f"{'|'.join(VERDICTS)}|none", "Reviewed so, or not at all.")
    ] = None,
    unit: Annotated[str | None, _text("--unit", "UNIT", "In this unit, or one that holds it (GBP).")] = None,
    value: Annotated[str | None, _text("--value", "N|LOW..HIGH", "With a number in this range.")] = None,
    date: Annotated[
        str | None, _text("--date", "DATE|FROM..TO", "Stated, or else published, then (2023, 2023-06..).")
    ] = None,
    most: Annotated[
        int | None, typer.Option("--most", min=1, metavar="N", help="No more than these.")
    ] = None,
) -> int:
    """List figures, all or those that a search finds.

    Of a search the best come first, else the order is that of recording. A search that finds none exits 1.
    """
    if status is not None and status not in LISTED_STATUSES:
        raise UsageError(
            f"--status {status}: there is no such status", hint=f"one of {', '.join(LISTED_STATUSES)}"
        )
    if verdict not in (None, "none", *VERDICTS):
        raise UsageError(
            f"--verdict {verdict}: there is no such verdict", hint=f"one of {', '.join(VERDICTS)}, none"
        )
    session = session_of(context)
    ledger = session.open()
    try:
        found = ledger.list(
            search=search, agent=agent, source=source, finding=finding, status=status, verdict=verdict, unit=unit,
            value=value, date=date, most=most,
        )  # fmt: skip
    except InputError as error:
        raise _in_options(error) from error
    count = show_figures(session, found, search)
    if not count and search is not None:
        session.err.put("no figure is found by these words")
        return NO
    if not count and ledger.size:
        session.err.put("no figure is found")
    return DONE


@app.command(
    "log",
    cls=LedgerCommand,
    epilog=examples("ledger log", "ledger log mod-5200", "ledger log --since 2026-11-22"),
)
def log(
    context: typer.Context,
    reference: Annotated[
        str | None, typer.Argument(metavar="REF", help="Only what concerns this record.")
    ] = None,
    since: Annotated[
        str | None, _text("--since", "WHEN", "From this entry, day (UTC) or time on: 12, 2026-11-22.")
    ] = None,
) -> int:
    """Show what was recorded, oldest first, by whom and when."""
    session = session_of(context)
    show_entries(session, session.open().log(reference, since=since))
    return DONE
