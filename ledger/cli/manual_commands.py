"""`ledger schema` and `ledger help`: the published schemas, and the manual."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

from ledger.cli.command import LedgerCommand, command_module, examples
from ledger.cli.failure import DONE
from ledger.cli.session import Session, session_of
from ledger.errors import NotFoundError

app = command_module()


@app.command(
    "schema", cls=LedgerCommand, epilog=examples("ledger schema", "ledger schema record > record.schema.json")
)
def schema(
    context: typer.Context,
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="The schema to print; else all are listed.")
    ] = None,
) -> int:
    """Print a published schema, or list them all.

    They are in JSON Schema 2020-12, of records and of what each command prints with --json.
    """
    from ledger.book import published

    session = session_of(context)
    if name is not None:
        session.out.verbatim(published.schema_text(name))
        return DONE
    heads = published.schema_heads()
    if session.json:
        session.out.data({"format": "ledger-schemas/1", "schemas": heads})
        return DONE
    width = max(len(head["name"]) for head in heads)
    for head in heads:
        session.out.put(head["description"], first=f"{head['name']:{width}}  ")
    return DONE


@app.command(
    "help", cls=LedgerCommand, epilog=examples("ledger help", "ledger help numbers", "ledger help trace")
)
def manual(
    context: typer.Context,
    topic: Annotated[
        str | None,
        typer.Argument(metavar="TOPIC", help="A page of the manual, or a command; else all are listed."),
    ] = None,
) -> int:
    """Show a page of the manual, or how a command is used."""
    from ledger.book import published

    session = session_of(context)
    pages = [{"topic": known, "title": title} for known, title in published.topics().items()]
    if topic is None:
        _list_pages(session, pages)
        return DONE
    if topic not in published.topics() and (usage := _usage(context, topic)) is not None:
        session.out.verbatim(usage)
        return DONE
    try:
        text = published.page(topic)
    except NotFoundError as error:
        error.hint = error.hint or "ledger help lists the pages, ledger --help the commands"
        raise
    if session.json:
        session.out.data({"format": "ledger-help/1", "topics": pages, "topic": topic, "text": text})
    elif sys.stdout.isatty():
        from rich.console import Console
        from rich.markdown import Markdown

        console = Console(no_color=session.no_color, width=session.out.width)
        console.print(Markdown(text, hyperlinks=False))
    else:
        session.out.verbatim(text)
    return DONE


def _list_pages(session: Session, pages: list[dict[str, str]]) -> None:
    if session.json:
        session.out.data({"format": "ledger-help/1", "topics": pages})
        return
    width = max(len(known["topic"]) for known in pages)
    session.out.put("The manual: ledger help TOPIC", role="strong")
    for known in pages:
        session.out.put(known["title"], first=f"  {known['topic']:{width}}  ")
    session.out.put("How a command is used: ledger help COMMAND; ledger --help lists them.")


def _usage(context: typer.Context, name: str) -> str | None:
    """Return the help of a command; None where there is no such command."""
    assert context.parent is not None
    root: Any = context.parent.command
    command = root.get_command(context.parent, name)
    if command is None:
        return None
    help_text: str = command.get_help(type(context)(command, parent=context.parent, info_name=name))
    return f"{help_text}\n"
