"""`ledger serve`: the desk in the browser, and the HTTP API."""

from __future__ import annotations

import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from ledger.cli.command import LedgerCommand, LedgerGroup, command_module, examples
from ledger.cli.failure import DONE, UsageError
from ledger.cli.session import session_of
from ledger.errors import InputError

app = command_module()
witness_commands = command_module()
app.add_typer(
    witness_commands,
    name="witness",
    cls=LedgerGroup,
    help="Cosign what other ledgers seal, after seeing that each goes on from what was seen before.",
    epilog=examples("ledger witness serve --log 'figure-ledger/desk/1c3f… desk.example.org/ann+…'"),
)


@app.command(
    "serve",
    cls=LedgerCommand,
    epilog=examples("ledger serve --open", "ledger serve --port 8765"),
)
def serve(
    context: typer.Context,
    port: Annotated[
        int | None,
        typer.Option(
            "--port",
            min=0,
            max=65535,
            metavar="N",
            help="Listen here; 0 is any that is free. By default 8765, or any where that is taken.",
        ),
    ] = None,
    open_browser: Annotated[bool, typer.Option("--open", help="Open the desk in the browser.")] = False,
) -> int:
    """Serve the desk to a browser on this computer, and the HTTP API; print the address, with its token."""
    session = session_of(context)
    try:
        from ledger.web.serving import Serving, serve_desk
    except ImportError as error:
        raise _not_installed("the desk", error) from None

    def announce(address: str) -> None:
        if session.json:
            session.out.data({"format": "ledger-serve/1", "address": address})
        else:
            session.out.verbatim(address + "\n")
        session.out.out.flush()
        if open_browser:
            webbrowser.open(address)

    how = {name: given for name, given in session.injected.items() if name != "who"}
    serve_desk(Serving(where=session.db, port=port, recorder=session.who, how=how), announce)
    return DONE


@witness_commands.command(
    "serve",
    cls=LedgerCommand,
    epilog=examples(
        "ledger witness serve --key-file witness.key --logs known.logs --folder seen",
        "ledger witness serve --log 'figure-ledger/desk/1c3f… desk.example.org/ann+…' --port 8766",
    ),
)
def witness_serve(
    context: typer.Context,
    folder: Annotated[
        Path, typer.Option("--folder", metavar="DIR", help="Where it keeps what it saw of each log.")
    ] = Path("witness"),
    key_file: Annotated[
        Path | None, typer.Option("--key-file", metavar="FILE", help="The key of a witness, to cosign with.")
    ] = None,
    logs: Annotated[
        list[str] | None,
        typer.Option(
            "--log",
            metavar="'ORIGIN VKEY'",
            help="A log: the first line of its seals, a space, its public key.",
        ),
    ] = None,
    logs_file: Annotated[
        Path | None, typer.Option("--logs", metavar="FILE", help="A file with one log a line.")
    ] = None,
    host: Annotated[
        str,
        typer.Option("--host", metavar="ADDRESS", help="Listen here; others than this computer ask it here."),
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, metavar="N", help="Listen here; 0 is any that is free.")
    ] = 8766,
) -> int:
    """Serve a witness (C2SP tlog-witness). It sees sizes and hashes, and nothing of what is recorded."""
    from ledger.book import Ledger

    session = session_of(context)
    known = [*(logs or ()), *(_lines(logs_file) if logs_file is not None else ())]
    if not known:
        raise UsageError("a witness needs the logs that it takes", hint="--log 'ORIGIN VKEY', or --logs FILE")
    witness = Ledger.witness(folder, known, key_file=key_file)
    try:
        from ledger.web.serving import serve_witness
    except ImportError as error:
        raise _not_installed("a witness", error) from None

    def announce(address: str) -> None:
        session.out.verbatim(address + "\n")
        session.out.out.flush()

    serve_witness(witness, host, port, announce)
    return DONE


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise InputError(f"{file} cannot be read: {reason}") from None


def _not_installed(what: str, error: ImportError) -> UsageError:
    return UsageError(
        f"{what} needs {error.name}, which is not installed", hint="pip install 'figure-ledger[desk]'"
    )
