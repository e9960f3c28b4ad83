"""`ledger serve`: the desk in the browser, and the HTTP API."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from ledger.cli.command import LedgerCommand, LedgerGroup, command_module, examples
from ledger.cli.failure import DONE, UsageError
from ledger.cli.session import Session, session_of
from ledger.errors import InputError

if TYPE_CHECKING:
    from ledger.web.serving import Serving

app = command_module()
witness_commands = command_module()
app.add_typer(
    witness_commands,
    name="witness",
    cls=LedgerGroup,
    help="Cosign what other ledgers seal, where it only grew.",
    epilog=examples("ledger witness serve --log 'figure-ledger/desk/1c3f… desk.example.org/ann+…'"),
)

#: What is shorter than this many characters can be guessed.
_SHORTEST_TOKEN: Final = 24


def _option(flag: str, metavar: str, words: str) -> Any:
    return typer.Option(flag, metavar=metavar, help=words)


_Tokens = Annotated[
    Path | None,
    _option(
        "--tokens",
        "FILE",
        "Programs come in with a Bearer token: a NAME=TOKEN a line, each with the role of its NAME.",
    ),
]


@app.command(
    "serve",
    cls=LedgerCommand,
    epilog=examples(
        "ledger serve --open",
        "ledger serve --port 8765",
        "ledger serve --trust-header X-Forwarded-User --trust-proxy 10.0.0.7 "
        "--url https://desk.example.org --role Ann=owner --role '*=reader'",
        "ledger serve --read-only --public",
    ),
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
    host: Annotated[
        str, _option("--host", "ADDRESS", "Listen at this address; by default on this computer alone.")
    ] = "127.0.0.1",
    url: Annotated[
        str | None,
        _option("--url", "URL", "Where people reach it, behind a proxy: https://desk.example.org."),
    ] = None,
    trust_header: Annotated[
        str | None, _option("--trust-header", "NAME", "A proxy names the user in this header; no token then.")
    ] = None,
    trust_proxy: Annotated[
        list[str] | None,
        _option(
            "--trust-proxy", "ADDRESS", "Where the proxy asks from: 10.0.0.7, 10.0.0.0/24; again for more."
        ),
    ] = None,
    oidc: Annotated[
        str | None, _option("--oidc", "ISSUER", "People sign in at this OpenID provider; no token then.")
    ] = None,
    oidc_client: Annotated[
        str | None,
        _option(
            "--oidc-client", "ID", "What it knows the desk as; the secret stands in $LEDGER_OIDC_SECRET."
        ),
    ] = None,
    oidc_claim: Annotated[
        str, _option("--oidc-claim", "NAME", "What it says of people that is their name here.")
    ] = "email",
    role: Annotated[
        list[str] | None,
        _option(
            "--role",
            "NAME=ROLE",
            "What somebody may do: reader, recorder, reviewer, owner; '*' is anybody else. Again for more.",
        ),
    ] = None,
    roles: Annotated[
        Path | None,
        _option("--roles", "FILE", "The same from a file, a NAME=ROLE a line, # before comments."),
    ] = None,
    tokens: _Tokens = None,
    read_only: Annotated[bool, typer.Option("--read-only", help="Nobody may change anything.")] = False,
    public: Annotated[
        bool, typer.Option("--public", help="With --read-only: everybody may read, without a token.")
    ] = False,
) -> int:
    """Serve the desk to a browser, and the HTTP API.

    The address is printed with its token; it is of this computer unless --host names another.
    """
    given = {
        "host": host,
        "port": port,
        "url": _checked_url(url),
        "header": trust_header,
        "proxies": tuple(trust_proxy or ()),
        "issuer": oidc,
        "client_id": oidc_client or "",
        "client_secret": os.environ.get("LEDGER_OIDC_SECRET", ""),
        "claim": oidc_claim,
        "roles": dict(_roles(role or (), roles)),
        "programs": dict(_programs(tokens)),
        "read_only": read_only,
        "public": public,
    }
    _serve(session_of(context), given, open_browser=open_browser)
    return DONE


def _serve(session: Session, given: dict[str, Any], *, open_browser: bool) -> None:
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
            import webbrowser

            webbrowser.open(address)

    how = {name: value for name, value in session.opening.items() if name != "who"}
    serving = Serving(where=session.db, recorder=session.who, how=how, **given)
    _refuse_odd(serving)
    serve_desk(serving, announce)


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

    serve_witness(witness, host, port, lambda address: _announce(session, address))
    return DONE


def _announce(session: Session, address: str) -> None:
    """Print the address at once, because the program that started this one may wait for the line."""
    if session.json:
        session.out.data({"format": "ledger-serve/1", "address": address})
    else:
        session.out.verbatim(address + "\n")
    session.out.out.flush()


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise InputError(f"{file} cannot be read: {reason}", hint="name a file of text in UTF-8") from None


def _not_installed(what: str, error: ImportError) -> UsageError:
    return UsageError(
        f"{what} needs {error.name}, which is not installed", hint="pip install 'figure-ledger[desk]'"
    )


def _refuse_odd(serving: Serving) -> None:
    """Raise UsageError for options that do not go together."""
    if (serving.header is None) != (not serving.proxies):
        raise UsageError(
            "--trust-header and --trust-proxy go together",
            hint="whoever asks from elsewhere could name anybody in that header",
        )
    if (serving.issuer is None) != (not serving.client_id):
        raise UsageError("--oidc and --oidc-client go together", hint="the provider gives the desk a name")
    if serving.issuer is not None and (serving.header is not None or not serving.client_secret):
        raise UsageError(
            "people come in at an OpenID provider with the desk's secret there, and in no other way",
            hint="set $LEDGER_OIDC_SECRET, and leave out --trust-header",
        )
    if (serving.header or serving.issuer) is not None and not serving.roles:
        raise UsageError(
            "nobody has a role, so that nobody would be let in", hint="--role Ann=owner --role '*=reader'"
        )
    if serving.public and not serving.read_only:
        raise UsageError("--public is for reading", hint="add --read-only")


def _checked_url(url: str | None) -> str | None:
    if url is not None and not re.fullmatch(r"https?://[a-z0-9.-]+(:[0-9]+)?/?", url, re.IGNORECASE):
        raise UsageError(
            f"--url {url}: that is not an address of a host", hint="write https://desk.example.org"
        )
    return url


def _roles(given: Sequence[str], file: Path | None) -> Iterator[tuple[str, str]]:
    """Yield the role of each person, as given."""
    for words in (*(_lines(file) if file is not None else ()), *given):
        line = words.partition("#")[0].strip()
        name, equals, role = line.rpartition("=")
        if line and not (equals and name.strip()):
            raise UsageError(f"{line[:60]!r} gives nobody a role", hint="write Ann=reviewer")
        if line:
            yield " ".join(name.split()), role.strip()


def _programs(file: Path | None) -> Iterator[tuple[str, str]]:
    """Yield the token of each program, and in whose name it records."""
    for number, line in enumerate(_lines(file) if file is not None else (), 1):
        name, equals, token = (part.strip() for part in line.partition("="))
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if not (equals and name) or len(token) < _SHORTEST_TOKEN or not token.isascii() or " " in token:
            raise UsageError(
                f"{file}:{number}: a line is NAME=TOKEN, and a token has {_SHORTEST_TOKEN} characters or more",
                hint="openssl rand -base64 32 makes one",
            )
        yield token, " ".join(name.split())
