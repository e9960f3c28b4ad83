"""`ledger verify`: whether a ledger is what was recorded and what was sealed, and whether a bundle or a page holds."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from ledger.cli.command import LedgerCommand, command_module, examples
from ledger.cli.failure import DONE, UsageError
from ledger.cli.session import Session, binary_input, session_of
from ledger.errors import InputError, ProofError
from ledger.trust.freshness import check_not_older, earliest_time
from ledger.view.short_words import counted, recorder_words

if TYPE_CHECKING:
    from ledger.book.answer_types import (
        Extended,
        Proven,
        ProvenPage,
        SignatureCounts,
        TimeStamp,
        Verified,
    )

app = command_module()

#: A checkpoint is a few lines.
_MOST_CHECKPOINT: Final = 1_000_000
_MOST_BUNDLE: Final = 100_000_001


_Origin = Annotated[
    str | None,
    typer.Option("--origin", metavar="ORIGIN", help="Which ledger it must be: the first line of its seals."),
]
_Quorum = Annotated[
    int,
    typer.Option(
        "--witnesses",
        min=0,
        max=100,
        metavar="N",
        help="How many witnesses among the keys must have cosigned.",
    ),
]


@app.command(
    "verify",
    cls=LedgerCommand,
    epilog=examples(
        "ledger verify",
        "ledger verify --deep --db newsroom.db",
        "ledger verify --against monday.checkpoint --key desk.example.org/ann+1c3f…",
        "ledger verify --since monday.checkpoint",
        "ledger verify story.bundle.json --key ann.pub",
        "ledger verify story.html --key ann.pub --not-older-than 7d",
        "ledger verify --against monday.checkpoint --key ann.pub --key witnesses.pub --witnesses 2",
        "ledger verify story.bundle.json --key ann.pub --tsa authority.pem",
    ),
)
def verify(
    context: typer.Context,
    file: Annotated[
        str | None,
        typer.Argument(
            metavar="FILE", help="A bundle or a page, which needs no ledger; - reads standard input."
        ),
    ] = None,
    deep: Annotated[
        bool, typer.Option("--deep", help="Rebuild the tables from the log too, and compare them row by row.")
    ] = False,
    against: Annotated[
        str | None,
        typer.Option(
            "--against", metavar="CHECKPOINT", help="Prove that the log extends this one, kept elsewhere."
        ),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            "--since", metavar="CHECKPOINT", help="Hash again only what was recorded after this one."
        ),
    ] = None,
    keys: Annotated[
        list[str] | None,
        typer.Option(
            "--key", metavar="VKEY", help="Who must have signed: a verifier key, or a file of them."
        ),
    ] = None,
    origin: _Origin = None,
    witnesses: _Quorum = 0,
    not_older_than: Annotated[
        str | None,
        typer.Option(
            "--not-older-than",
            metavar="WHEN",
            help="When it must have been sealed at the earliest: a day, or 7d.",
        ),
    ] = None,
    authorities: Annotated[
        list[Path] | None,
        typer.Option(
            "--tsa",
            metavar="FILE",
            help="Certificates (PEM) of a time-stamping authority that must have stamped it.",
        ),
    ] = None,
) -> int:
    """Find damage in a ledger, or in a file made by one.

    A ledger is held to its checkpoints too. Exits 1 where anything does not hold.
    """
    session = session_of(context)
    earliest = None if not_older_than is None else earliest_time(not_older_than, session.now())
    if file is not None:
        if deep or against is not None or since is not None:
            raise UsageError(
                "a file is verified whole, without a ledger", hint="leave out --deep, --against and --since"
            )
        return _verify_file(
            session, _Demands(file, tuple(keys or ()), origin, earliest, witnesses, tuple(authorities or ()))
        )
    if against is not None and since is not None:
        raise UsageError("--against hashes everything again, --since does not", hint="give one of them")
    wanted = {
        "deep": deep,
        "against": None if against is None else _read(against, _MOST_CHECKPOINT),
        "since": None if since is None else _read(since, _MOST_CHECKPOINT),
        "keys": keys or (),
        "origin": origin,
        "witnesses": witnesses,
    }
    return _verify_ledger(session, wanted, earliest, authorities or ())


def _verify_ledger(
    session: Session, wanted: dict[str, Any], earliest: str | None, authorities: Sequence[Path]
) -> int:
    """Verify the ledger as `Ledger.verify` is asked to; it must have been sealed at a time (UTC) or later.

    The seal must have a time stamp of the authorities with these certificates, if there are any.
    """
    ledger = session.open()
    with session.progress("verifying") as progress:
        shown: dict[str, Any] = {} if progress is None else {"progress": progress}
        verified = ledger.verify(**wanted, **shown)
    stamps: tuple[TimeStamp, ...] = ()
    if earliest is not None or authorities:
        newest = verified.against or verified.sealed
        if newest is None:
            raise ProofError("the ledger was never sealed", hint="ledger seal signs what is there now")
        if earliest is not None:
            check_not_older(newest.sealed_at, earliest, "the newest checkpoint")
        if authorities:
            stamps = ledger.time_stamps(newest.note, authorities)
    if session.json:
        session.out.data(_verified_document(verified) | _stamps_document(stamps))
    else:
        _tell_verified(session, verified, keyed=bool(wanted["keys"]))
        _tell_stamps(session, stamps)
    return DONE


def _tell_stamps(session: Session, stamps: Sequence[TimeStamp]) -> None:
    for stamp in stamps:
        session.out.put(f"{stamp.at}, by the time stamp of {stamp.authority}", first="sealed before: ")


def _stamps_document(stamps: Sequence[TimeStamp]) -> dict[str, Any]:
    """Return the member for time stamps, where any were asked for."""
    return (
        {"time_stamps": [{"authority": stamp.authority, "at": stamp.at} for stamp in stamps]}
        if stamps
        else {}
    )


def _read(file: str, most: int) -> bytes:
    if file == "-":
        return binary_input().read(most)
    try:
        with Path(file).open("rb") as stream:
            return stream.read(most)
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror}") from None


def _tell_verified(session: Session, verified: Verified, *, keyed: bool) -> None:
    page = session.out
    entries = counted(verified.size, "entry", "entries")
    depth = ", and the tables follow from them" if verified.deep else ""
    if verified.since:
        new = counted(verified.size - verified.since, "entry", "entries")
        page.put(
            f"{verified.name}: {entries}; {new} since the checkpoint as recorded{depth}, those before not hashed again"
        )
    else:
        page.put(f"{verified.name}: {entries} as recorded{depth}")
    page.put(verified.root, first="root: ")
    if (signatures := verified.signatures) is not None:
        page.put(_signature_words(signatures, verified.size), first="signed: ")
    if (old := verified.against) is not None:
        page.put(f"{_checkpoint_words(old)}{_signed_words(old, keyed)}", first="extends: ")
    if (newest := verified.sealed) is not None:
        # With another checkpoint given, the keys were asked of that one.
        signed = "" if old is not None and not newest.signed_by else _signed_words(newest, keyed)
        page.put(f"{_checkpoint_words(newest)}{signed}", first="sealed: ")
        if newest.size < verified.size:
            left = counted(verified.size - newest.size, "entry", "entries")
            page.put(f"{left} since then: ledger seal", first="not sealed: ")


def _signature_words(signatures: SignatureCounts, size: int) -> str:
    """Return how many submissions their recorders signed, and which signatures do not show who recorded."""
    words = f"{counted(signatures.good, 'submission')} by their recorders, {signatures.entries:,} of {size:,} entries"
    if signatures.revoked:
        words += f"; {signatures.revoked:,} by a key that had been replaced or revoked"
    if signatures.unknown:
        words += f"; {signatures.unknown:,} by a key that was not introduced as theirs"
    return words


def _checkpoint_words(checkpoint: Extended) -> str:
    return f"{counted(checkpoint.size, 'entry', 'entries')}" + (
        f", on {checkpoint.sealed_at}" if checkpoint.sealed_at else ""
    )


def _signed_words(checkpoint: Extended, keyed: bool) -> str:
    if checkpoint.signed_by:
        return f", signed by {', '.join(checkpoint.signed_by)}"
    return ", signed by another key" if keyed else "; by whom was not checked: give --key"


def _verified_document(verified: Verified) -> dict[str, Any]:
    return {
        "format": "ledger-verify/1",
        "name": verified.name,
        "size": verified.size,
        "root": verified.root,
        "deep": verified.deep,
        "since": verified.since,
        "checkpoints": verified.checkpoints,
        "signatures": None if verified.signatures is None else asdict(verified.signatures),
        "sealed": _extended_document(verified.sealed),
        "against": _extended_document(verified.against),
        "verified": True,
    }


def _extended_document(checkpoint: Extended | None) -> dict[str, Any] | None:
    if checkpoint is None:
        return None
    return {
        "size": checkpoint.size,
        "sealed_at": checkpoint.sealed_at,
        "signed_by": list(checkpoint.signed_by),
        "note": checkpoint.note,
        "consistency": [b64encode(node).decode() for node in checkpoint.proof],
    }


@dataclass(frozen=True, slots=True)
class _Demands:
    """The demands on a file: keys, its ledger's origin, the earliest time of its seal (UTC), witnesses, and the
    certificates of time-stamping authorities.
    """

    file: str
    keys: tuple[str, ...]
    origin: str | None
    earliest: str | None
    witnesses: int
    authorities: tuple[Path, ...]


def _verify_file(session: Session, demands: _Demands) -> int:
    """Verify a bundle or a page. Raises ProofError where it is not what its desk issued, or not what is demanded."""
    from ledger.book import Ledger
    from ledger.trust.page_proof import is_page

    data = _read(demands.file, _MOST_BUNDLE)
    wanted: dict[str, Any] = {"keys": demands.keys, "witnesses": demands.witnesses}
    page = Ledger.verify_page(data, **wanted) if is_page(data) else None
    proven = Ledger.verify_bundle(data, **wanted) if page is None else page.bundle
    if demands.origin is not None and proven.origin != demands.origin:
        raise ProofError(f"this is of the ledger {proven.origin}, and not of {demands.origin[:200]}")
    if demands.earliest is not None:
        check_not_older(proven.sealed_at, demands.earliest, "the bundle")
    stamps = Ledger.time_stamps(proven.checkpoint, demands.authorities) if demands.authorities else ()
    if session.json:
        session.out.data(_proven_document(proven, page) | _stamps_document(stamps))
    else:
        _tell_proven(session, proven, page)
        _tell_stamps(session, stamps)
    if page is not None and not page.compared:
        raise ProofError(
            f"the page was written by {page.program}, and its words were not compared: its bundle alone holds",
            hint="verify it with that version, or have the page exported again",
        )
    if not proven.signed_by:
        raise ProofError(
            "no key was given: the bundle is whole, and anybody can have made it",
            hint="--key VKEY, which comes from the desk itself, not from whoever sent the bundle",
        )
    if not proven.is_issued:
        whole = "is not" if proven.answer is None else "by none of the keys given"
        raise ProofError(
            f"the entries are signed, and the answer as a whole {whole}: somebody can have put it together from signed"
            " entries, and left others out, such as a correction",
            hint="ask the desk for one that it has signed: ledger export REF --key-file FILE",
        )
    return DONE


def _tell_proven(session: Session, proven: Proven, shown: ProvenPage | None) -> None:
    page = session.out
    for figure in proven.figures:
        page.put(f"{figure.words} · {figure.key or figure.id[:12]}", role="strong")
        by = recorder_words(figure.by, figure.signature)
        page.put(f"recorded as entry {figure.seq:,} on {figure.at} by {by}; unchanged", first="  ")
    page.put()
    page.put(f"{proven.ledger or 'of another program'} ({proven.origin})", first="ledger: ")
    sealed_at = proven.sealed_at or "a day that it does not say"
    page.put(f"{counted(proven.size, 'entry', 'entries')}, on {sealed_at}", first="sealed: ")
    page.put(", ".join(proven.signed_by) or "not checked, as no key was given", first="signed by: ")
    page.put(_issued_words(proven), first="issued: ")
    page.put(f"nothing recorded after {sealed_at} is in it", first="fresh: ")
    figures, links = counted(len(proven.figures), "figure"), counted(proven.links, "link")
    what = f"{counted(proven.entries, 'entry', 'entries')}, {figures}, {links}"
    page.put(f"{what}; the trace shown is the one that they give", first="proved: ")
    if shown is not None and shown.compared:
        page.put("every word of it follows from these entries, and nothing was changed", first="page: ")
    if proven.removed:
        page.put(f"{counted(proven.removed, 'text')}, as the ledger says itself", first="removed since: ")
    left_out = "that the desk kept nothing back" if proven.is_issued else "that nothing was left out"
    page.put(
        f"{left_out}, that what was recorded is true, or that those named recorded it where it is only asserted",
        first="not proved: ",
    )


def _issued_words(proven: Proven) -> str:
    """Return who issued the bundle as it is, when and to which question; or that no known key did."""
    answer = proven.answer
    if answer is None:
        return "by nobody: it is not signed as an answer"
    if not answer.signed_by:
        return (
            "by nobody known: not checked, as no key was given" if not proven.signed_by else "by another key"
        )
    asked = ", ".join(answer.asked) or "everything"
    later = answer.recorded - proven.size
    left = (
        f"; {counted(later, 'later entry', 'later entries')} of that ledger had not been sealed"
        if later > 0
        else ""
    )
    return f"by {', '.join(answer.signed_by)} on {answer.issued_at}, in answer to {asked}{left}"


def _proven_document(proven: Proven, page: ProvenPage | None) -> dict[str, Any]:
    document: dict[str, Any] = {
        "format": "ledger-proof/1",
        "verified": proven.is_issued and (page is None or page.compared),
        "ledger": {"name": proven.ledger, "origin": proven.origin, "size": proven.size, "root": proven.root},
        "sealed_at": proven.sealed_at,
        "signed_by": list(proven.signed_by),
        "checkpoint": proven.checkpoint,
        "issued": None
        if proven.answer is None
        else {
            "at": proven.answer.issued_at,
            "asked": list(proven.answer.asked),
            "recorded": proven.answer.recorded,
            "signed_by": list(proven.answer.signed_by),
        },
        "entries": proven.entries,
        "removed": proven.removed,
        "figures": [
            {
                "id": figure.id,
                "key": figure.key,
                "words": figure.words,
                "recorded": {
                    "seq": figure.seq,
                    "at": figure.at,
                    "by": figure.by,
                    **({} if figure.signature is None else {"signature": figure.signature._asdict()}),
                },
                "unchanged": True,
            }
            for figure in proven.figures
        ],
    }
    if page is not None:
        document["page"] = {"program": page.program, "compared": page.compared}
    return document
