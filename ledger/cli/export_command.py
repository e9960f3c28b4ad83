"""`ledger export`: records in the form that another ledger, an editor or a desk takes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ledger.cli.command import LedgerCommand, command_module, examples
from ledger.cli.failure import DONE, UsageError
from ledger.cli.session import session_of
from ledger.cli.writing import format_list, format_names, write_out, write_template

app = command_module()


@app.command(
    "export",
    cls=LedgerCommand,
    epilog=examples(
        "ledger export > records.jsonl",
        "ledger export tdp-5200 -o story.html",
        "ledger export tdp-5200 --format json -o story.json",
        "ledger export tdp-5200 --format bundle -o story.bundle.json",
        "ledger export | ledger import - --db other.db",
        "ledger export --with-texts -o everything.jsonl",
    ),
)
def export(
    context: typer.Context,
    references: Annotated[
        list[str] | None,
        typer.Argument(metavar="REF", help="Figures or sources, with all upstream of them; else all."),
    ] = None,
    format: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help=f"The format; else by FILE's ending, else jsonl. {format_list()}",
            autocompletion=format_names,
        ),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write here, whole or not at all.")
    ] = None,
    with_texts: Annotated[
        bool,
        typer.Option("--with-texts", help="Hand out the texts of snapshots too, not their digests alone."),
    ] = False,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="SEQ|TIME", help="As the ledger was after an entry, or at a time."),
    ] = None,
    key_file: Annotated[
        Path | None,
        typer.Option(
            "--key-file",
            metavar="FILE",
            help="Sign a bundle or a page with this key; else with yours, if any.",
        ),
    ] = None,
    template: Annotated[
        bool,
        typer.Option(
            "--template", help="Write an empty sheet to fill in and import, of a format that has one."
        ),
    ] = False,
    all_columns: Annotated[
        bool,
        typer.Option("--all-columns", help="With --template: every column, not only those mostly filled in."),
    ] = False,
) -> int:
    """Write records as a page, a sheet, JSON or another format."""
    session = session_of(context)
    if template:
        if references or with_texts:
            raise UsageError("a template is empty", hint="leave out references and --with-texts")
        write_template(format, output, all_columns=all_columns)
        return DONE
    write_out(
        session,
        session.open(),
        references or (),
        format,
        output,
        with_texts=with_texts,
        key_file=key_file,
        as_of=as_of,
    )
    return DONE
