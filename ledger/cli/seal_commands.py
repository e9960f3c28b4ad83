"""`ledger key` and `ledger seal`: signing keys, and the root signed with them."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ledger.cli.command import LedgerCommand, LedgerGroup, command_module, examples
from ledger.cli.failure import DONE, UsageError
from ledger.cli.recorded import show_outcomes
from ledger.cli.session import Session, session_of

if TYPE_CHECKING:
    from ledger.trust.sealing import FirstSeal

app = command_module()
keys = command_module()
app.add_typer(
    keys,
    name="key",
    cls=LedgerGroup,
    help="Keys that seal a ledger, and keys of people who record.",
    epilog=examples(
        "ledger key new desk.example.org/ann",
        "ledger key show",
        'ledger key new --person "Ann Lee"',
        "ledger key introduce",
        "ledger key list",
    ),
)


@keys.command(
    "new",
    cls=LedgerCommand,
    epilog=examples(
        "ledger key new desk.example.org/ann",
        "ledger key new desk.example.org/ann -o ann.key",
        "ledger key new witness.example.org -o witness.key --witness",
        'ledger key new --person "Ann Lee" -o ann.key',
    ),
)
def new(
    context: typer.Context,
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="Who signs, best a name under an address of yours.")
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            help="Keep it here; else in $LEDGER_KEY, else with your settings.",
        ),
    ] = None,
    witness: Annotated[
        bool, typer.Option("--witness", help="A key that cosigns what other ledgers seal, and nothing else.")
    ] = False,
    person: Annotated[
        bool,
        typer.Option(
            "--person", help="A key with which a person, whose name it has, signs what they record."
        ),
    ] = False,
) -> int:
    """Make a signing key, and print its public key.

    The signing key is written to a file that only you can read; the public key verifies what it signs.
    """
    from ledger.book import Ledger

    session = session_of(context)
    if person and witness:
        raise UsageError("a key is a person's or a witness's", hint="make two")
    random: dict[str, Any] = {} if session.salts is None else {"random": session.salts}
    public = Ledger.new_key(name, output, witness=witness, person=person, **random)
    if session.json:
        session.out.data({"format": "ledger-key/1", "key": public})
        return DONE
    session.out.raw(public)
    if person:
        session.err.put("ledger key introduce records it in a ledger, --sign signs with it", first="next: ")
    else:
        signs = "ledger witness serve cosigns" if witness else "ledger seal signs"
        session.err.put(f"give this line to whoever is to verify; {signs}", first="next: ")
    return DONE


@keys.command("show", cls=LedgerCommand, epilog=examples("ledger key show", "ledger key show ann.key"))
def show(
    context: typer.Context,
    file: Annotated[
        Path | None,
        typer.Argument(metavar="FILE", help="The key's file; else $LEDGER_KEY, else with your settings."),
    ] = None,
) -> int:
    """Print the public key that belongs to a signing key. The signing key itself is never printed."""
    from ledger.book import Ledger

    session = session_of(context)
    public = Ledger.public_key(file)
    if session.json:
        session.out.data({"format": "ledger-key/1", "key": public})
    else:
        session.out.raw(public)
    return DONE


@keys.command("introduce", cls=LedgerCommand, epilog=examples("ledger key introduce --sign ann.key"))
def introduce(context: typer.Context) -> int:
    """Record your public key in the ledger.

    The record is signed with the key; from then on --sign signs what you record.
    """
    session = session_of(context)
    ledger = session.open()
    outcomes = ledger.introduce_key(session.sign)
    show_outcomes(session, outcomes, summary=["from now on, what is recorded with --sign is signed"])
    return DONE


@keys.command(
    "replace",
    cls=LedgerCommand,
    epilog=examples("ledger key replace new.key --sign ann.key"),
)
def replace(
    context: typer.Context,
    new_file: Annotated[Path, typer.Argument(metavar="FILE", help="The new key, made with --person.")],
) -> int:
    """Record that you sign with a new key from now on.

    The old key, which --sign names, signs that record too.
    """
    session = session_of(context)
    outcomes = session.open().replace_key(new_file, session.sign)
    show_outcomes(session, outcomes, summary=["from now on, the new key signs"])
    return DONE


@keys.command(
    "revoke",
    cls=LedgerCommand,
    epilog=examples('ledger key revoke Ann%20Lee+1c3f09ab --reason "the laptop was stolen"'),
)
def revoke(
    context: typer.Context,
    key: Annotated[
        str, typer.Argument(metavar="VKEY", help="The key, or NAME+ID, as ledger key list shows it.")
    ],
    reason: Annotated[str | None, typer.Option("--reason", metavar="TEXT", help="Why.")] = None,
) -> int:
    """Record that a person's key is no longer theirs to sign with.

    What it signs later is shown as signed by a revoked key.
    """
    session = session_of(context)
    ledger = session.open()
    outcomes = ledger.revoke_key(key, reason=reason)
    show_outcomes(session, outcomes, summary=[f"{key} is revoked, says {ledger.who}"])
    return DONE


@keys.command("list", cls=LedgerCommand, epilog=examples("ledger key list"))
def list_keys(context: typer.Context) -> int:
    """List the keys of people who record.

    Each is shown with its owner, since when it signs, and whether it was replaced or revoked.
    """
    session = session_of(context)
    found = session.open().personal_keys()
    if session.json:
        session.out.data({"format": "ledger-keys/1", "keys": [asdict(key) for key in found]})
        return DONE
    for key in found:
        standing = "" if key.standing == "current" else f" [{key.standing.upper()}]"
        session.out.put(f"{key.person}{standing}, introduced on {key.at[:10]} by {key.by}", role="strong")
        session.out.put(key.public, first="    ")
        session.out.put(key.id, first="    id: ")
    if not found:
        session.err.put("no key was introduced: ledger key introduce")
    return DONE


@app.command(
    "seal",
    cls=LedgerCommand,
    epilog=examples(
        "ledger seal",
        "ledger seal > monday.checkpoint",
        "ledger seal --key-file ann.key --key-file desk.key",
        "ledger seal --yes --db archive.db",
        "LEDGER_SEAL=1 ledger import records.jsonl",
        "ledger seal --witness https://witness.example.org --key witness.example.org+ID+KEY",
        "ledger seal --timestamp https://tsa.example.org",
    ),
)
def seal(
    context: typer.Context,
    key_files: Annotated[
        list[Path] | None,
        typer.Option("--key-file", metavar="FILE", help="Sign with this key; more than one may be given."),
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Seal a ledger that the key has not sealed before, without asking.")
    ] = False,
    witnesses: Annotated[
        list[str] | None,
        typer.Option(
            "--witness", metavar="URL", help="Have this witness cosign it; more than one may be given."
        ),
    ] = None,
    verifiers: Annotated[
        list[str] | None,
        typer.Option("--key", metavar="VKEY", help="A witness's public key, or a file of them."),
    ] = None,
    authorities: Annotated[
        list[str] | None,
        typer.Option(
            "--timestamp", metavar="URL", help="Have this authority stamp the time on it (RFC 3161)."
        ),
    ] = None,
) -> int:
    """Sign all that is recorded, and print the checkpoint.

    The checkpoint stays in the ledger too; keep it elsewhere as well.
    """
    session = session_of(context)
    sealed = session.open().seal(
        key_files or (),
        confirm=lambda first: yes or _may_seal_first(session, first),
        witnesses=witnesses or (),
        keys=verifiers or (),
        authorities=authorities or (),
    )
    for warning in sealed.warnings:
        session.warn(warning)
    if session.json:
        session.out.data(
            {
                "format": "ledger-seal/1",
                "origin": sealed.origin,
                "size": sealed.size,
                "root": sealed.root,
                "sealed_at": sealed.sealed_at,
                "signed_now_by": list(sealed.added),
                "note": sealed.note,
            }
        )
        return DONE
    session.out.verbatim(sealed.note)
    if not sealed.added:
        session.err.put(f"already sealed at {sealed.size:,} entries by this key")
    return DONE


def _may_seal_first(session: Session, first: FirstSeal) -> bool:
    """Return whether a key may seal a ledger that it has not sealed before: the person at the terminal is asked.

    Where there is nobody to ask, a key that never sealed anything takes its first ledger.
    """
    if sys.stdin.isatty() and sys.stderr.isatty():
        session.err.put(f"the key {first.key} has not sealed this ledger before: {first.origin}")
        return typer.confirm("Is it yours, and to be sealed?", err=True)
    return not first.sealed_before
