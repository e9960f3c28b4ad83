"""`ledger link`: tying figures that were found to belong together."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from ledger.cli.command import LedgerCommand, command_module, examples
from ledger.cli.failure import DONE, UsageError
from ledger.cli.figure_flags import named_inputs
from ledger.cli.recorded import show_outcomes
from ledger.cli.session import session_of
from ledger.model.vocabulary import BASES

app = command_module()

_HINT = "give one of --relays REF, --revises REF, or --from NAME=REF with --formula"


def _text(flag: str, metavar: str, words: str) -> Any:
    return typer.Option(flag, metavar=metavar, help=words)


@app.command(
    "link",
    cls=LedgerCommand,
    epilog=examples(
        "ledger link mod-100 --relays mz-100",
        'ledger link mod-5200 --from weekly=mod-100 --formula "weekly * 52"',
        "ledger link tally-2024 --revises tally-2023",
    ),
)
def link(
    context: typer.Context,
    figure: Annotated[str, typer.Argument(metavar="FIG", help="The later figure.")],
    relays: Annotated[str | None, _text("--relays", "REF", "The figure it passes on.")] = None,
    revises: Annotated[str | None, _text("--revises", "REF", "The older statement that it replaces.")] = None,
    inputs: Annotated[
        list[str] | None, _text("--from", "NAME=REF", "A figure it was computed from, and its name.")
    ] = None,
    formula: Annotated[str | None, _text("--formula", "FORMULA", "How it was computed.")] = None,
    assuming: Annotated[list[str] | None, _text("--assuming", "TEXT", "What is taken for granted.")] = None,
    basis: Annotated[str | None, _text("--basis", "|".join(BASES), "Who says so; else attributed.")] = None,
    source: Annotated[str | None, _text("--source", "URL_OR_KEY", "Where it is said.")] = None,
    quote: Annotated[str | None, _text("--quote", "TEXT", "In which words.")] = None,
    locator: Annotated[str | None, _text("--locator", "TEXT", "Where in the source.")] = None,
    note: Annotated[str | None, _text("--note", "TEXT", "Anything else worth knowing.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Record nothing.")] = False,
) -> int:
    """Say that a figure relays, revises or was computed from others."""
    if [bool(relays), bool(revises), bool(inputs)].count(True) != 1:
        raise UsageError("say of what kind the link is", hint=_HINT)
    if (formula or assuming) and not inputs:
        raise UsageError("a formula needs its inputs", hint="name each with --from NAME=REF")
    record: dict[str, Any] = {"record": "link", "figure": figure}
    if inputs:
        record |= {"relation": "derivation", "inputs": named_inputs(inputs)}
    else:
        record |= {"relation": "relay" if relays else "revision", "from": relays or revises}
    fields = {
        "formula": formula,
        "assumptions": assuming,
        "basis": basis,
        "source": source,
        "quote": quote,
        "locator": locator,
        "note": note,
    }
    record |= {name: value for name, value in fields.items() if value}
    session = session_of(context)
    show_outcomes(session, session.open().record([record], dry_run=dry_run), dry_run=dry_run)
    return DONE
