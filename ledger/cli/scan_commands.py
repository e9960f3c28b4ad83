"""`ledger scan` and `ledger derive`: the figures of a text, and how a figure may have been computed."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ledger.cli.command import LedgerCommand, command_module, examples
from ledger.cli.failure import DONE, NO, UsageError
from ledger.cli.session import Session, session_of
from ledger.errors import StoreError
from ledger.view.short_words import counted

if TYPE_CHECKING:
    from ledger.book import Ledger
    from ledger.book.answer_types import Outcome
    from ledger.book.decisions import Decision
    from ledger.book.proposing import Submission
    from ledger.book.scanning import Derived, ProposedFigure, ProposedLink, Scanned

app = command_module()


@app.command(
    "scan",
    cls=LedgerCommand,
    epilog=examples(
        "ledger scan article.txt",
        "ledger scan mod-update --json",
        "pbpaste | ledger scan -",
        "ledger scan article.html --language en",
        "ledger scan article.txt --add",
        "ledger scan article.txt --add --decisions decisions.jsonl",
    ),
)
def scan(
    context: typer.Context,
    document: Annotated[
        str,
        typer.Argument(
            metavar="FILE|SOURCE|-",
            help="A document, a source whose newest snapshot is meant, or standard input.",
        ),
    ],
    language: Annotated[
        str | None,
        typer.Option(
            "--language", metavar="TAG", help="The language of the text; else its source's, else en."
        ),
    ] = None,
    add: Annotated[
        bool,
        typer.Option(
            "--add",
            help="Go through the proposals by keyboard; what is accepted is recorded.",
        ),
    ] = False,
    decisions: Annotated[
        str | None,
        typer.Option(
            "--decisions",
            metavar="FILE|-",
            help='With --add: JSON Lines such as {"proposal": "s1", "action": "accept", "fields": {"key": "weekly"}}.',
        ),
    ] = None,
) -> int:
    """Propose every figure of a text, with who states it.

    Each comes with its words, its party, and the figures that it came from. Nothing is recorded but with --add what
    you accept at the terminal, or --decisions does.
    """
    session = session_of(context)
    if decisions is not None and not add:
        raise UsageError("--decisions says what --add records", hint="give both")
    if add and (decisions is not None or not session.json):
        return _add(session, document, decisions, language)
    scanned = _scanned(session, document, language)
    if session.json:
        from ledger.book.scan_document import scan_document

        session.out.data(scan_document(scanned))
        return DONE
    _show_scan(session, scanned)
    return DONE


def _add(session: Session, document: str, decisions: str | None, language: str | None) -> int:
    """Record the accepted figures of a scan: by given decisions, else by a person at the terminal."""
    from ledger.cli.recorded import show_figures_recorded

    if decisions is None and not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError(
            "--add asks at a terminal, and this is none",
            hint="ledger scan FILE --json lists the proposals; --add --decisions FILE says which are accepted",
        )
    if document == "-" and decisions in (None, "-"):
        what = "the answers" if decisions is None else "the decisions"
        raise UsageError(f"the document and {what} cannot both be standard input", hint="save the document")
    ledger = session.open()
    submission = _submission(ledger, document, language)
    if decisions is not None:
        outcomes = submission.record(_decisions(decisions))
        show_figures_recorded(session, outcomes)
        return DONE
    from ledger.cli.scan_walk import ScanWalk

    recorded = ScanWalk(session, ledger, submission).run()
    if recorded is not None:
        show_figures_recorded(session, recorded)
        _show_checked(session, ledger, recorded)
    return DONE


def _submission(ledger: Ledger, document: str, language: str | None) -> Submission:
    from ledger.book.capturing import Capture
    from ledger.cli.capture_command import read_document

    if document != "-" and not Path(document).is_file() and ledger.names_source(document):
        return ledger.submission(document, language=language)
    data, name = read_document(document)
    return ledger.submission(data, how=Capture(name=name, language=language))


def _decisions(decisions: str) -> list[Decision]:
    from ledger.book.decisions import read_decisions
    from ledger.book.record_stream import read_records
    from ledger.cli.capture_command import read_document

    return read_decisions(read_records(BytesIO(read_document(decisions)[0])))


def _show_checked(session: Session, ledger: Ledger, outcomes: Sequence[Outcome]) -> None:
    """Check what was recorded, and say how to look at it."""
    from ledger.cli.summary import tally

    figures = [outcome.id for outcome in outcomes if outcome.kind == "figure"]
    source = next(outcome.body["source"] for outcome in outcomes if outcome.body.get("source"))
    handle = ledger.show(source).record.key or source[:12]
    checked = ledger.check(figures)
    counts = checked.findings.counts
    found = tally(counts, checked.findings.accepted.total())
    session.err.put(f"checked: {found}", role="bad" if counts["error"] else "good")
    session.err.put(f"ledger trace {handle}", first="  $ ", role="faint")
    if counts.total():
        session.err.put(f"ledger check {handle}", first="  $ ", role="faint")


def _scanned(session: Session, document: str, language: str | None) -> Scanned:
    from ledger.book.scanning import read_text
    from ledger.book.scanning import scan as scan_without_ledger
    from ledger.cli.capture_command import read_document

    is_file = document == "-" or Path(document).is_file()
    ledger = _ledger(session, needed=not is_file)
    if not is_file and ledger is not None:
        if ledger.names_source(document):
            return ledger.scan_source(document, language=language)
        raise UsageError(
            f"{document[:100]} is neither a file nor a source of this ledger",
            hint="ledger capture FILE records a source with its text",
        )
    data, name = read_document(document)
    text, found = read_text(data, name)
    language = language or found
    if ledger is None:
        return scan_without_ledger(None, text, language)
    return ledger.scan(text, language=language)


def _ledger(session: Session, *, needed: bool) -> Ledger | None:
    """Return the ledger whose figures may be those of the text; a file can be scanned without one."""
    try:
        return session.open()
    except StoreError:
        if needed or session.db is not None:
            raise
        return None


def _show_scan(session: Session, scanned: Scanned) -> None:
    out, scan = session.out, scanned.scan
    offers = [figure for figure in scan.figures if scanned.offers(figure.figure_confidence)]
    out.put(f"{counted(len(offers), 'figure')} in {scan.characters:,} characters", role="strong")
    read_by = "rules alone" if scan.parser is None else f"rules and {scan.parser}"
    out.put(f"who states them is read by {read_by}", role="faint")
    if scan.parser is None and scan.language.partition("-")[0].lower() == "en":
        session.err.put("pip install 'figure-ledger[nlp]' adds a parser that reads it better", first="hint: ")
    words = {figure.id: figure.quote.exact for figure in scan.figures}
    for figure in scan.figures:
        _show_figure(session, scanned, figure)
        for link in scan.links:
            if link.figure == figure.id and scanned.offers(link.confidence):
                _show_link(session, link, words)


def _show_figure(session: Session, scanned: Scanned, figure: ProposedFigure) -> None:
    out = session.out
    offered = scanned.offers(figure.figure_confidence)
    out.put(
        f"{' '.join(figure.quote.exact.split())}  ({figure.figure_confidence}%)",
        first=f"{figure.id[1:]:>3}  ",
        role="plain" if offered else "faint",
    )
    names = [
        party.name if party.word is None else f'{party.name} ("{party.word}")' for party in figure.parties
    ]
    if names:
        out.put(f"stated by {' and '.join(names)}  ({figure.party_confidence}%)", first="     ")
    marks = [word for word, given in (("computed", figure.computed), ("relayed", figure.relayed)) if given]
    out.put("; ".join([*marks, figure.reason]), first="     ", role="faint")
    like = scanned.like.get(figure.id, ())
    if like:
        out.put(f"recorded already? {', '.join(found[:12] for found in like)}", first="     ", role="odd")


def _show_link(session: Session, link: ProposedLink, words: dict[str, str]) -> None:
    inputs = [words.get(figure, figure[:12]) for _, figure in link.inputs]
    if link.relation == "relay":
        session.out.put(f"passes on {inputs[0]}  ({link.confidence}%)", first="     ", role="good")
        return
    named = ", ".join(f"{name} = {words.get(figure, figure[:12])}" for name, figure in link.inputs)
    how = link.formula or "converted"
    session.out.put(f"{how}, with {named}: {link.outcome}  ({link.confidence}%)", first="     ", role="good")
    for assumption in link.assumptions:
        session.out.put(f"assuming that {assumption}", first="       ")


@app.command("derive", cls=LedgerCommand, epilog=examples("ledger derive mod-5200", "ledger derive @ --json"))
def derive(
    context: typer.Context,
    reference: Annotated[str, typer.Argument(metavar="FIG", help="A figure: a key, an id, its beginning.")],
) -> int:
    """Search how a figure was computed from others. Where only coincidence fits, nothing is proposed (exit 1)."""
    session = session_of(context)
    derived = session.open().derive(reference)
    if session.json:
        from ledger.book.scan_document import derive_document

        session.out.data(derive_document(derived))
    else:
        _show_derived(session, derived, reference)
    return DONE if derived.proposals else NO


def _show_derived(session: Session, derived: Derived, reference: str) -> None:
    out = session.out
    if not derived.proposals:
        session.err.put("no formula over other figures explains it better than coincidence would")
        return
    for number, proposal in enumerate(derived.proposals, 1):
        named = ", ".join(f"{name} = {derived.words[figure]}" for name, figure in proposal.inputs)
        how = proposal.formula or "converted"
        out.put(f"{how}, with {named}: {proposal.outcome}  ({proposal.confidence}%)", first=f"{number:>3}  ")
        out.put(proposal.reason, first="     ", role="faint")
        inputs = " ".join(f"--from {name}={figure[:12]}" for name, figure in proposal.inputs)
        formula = f" --formula '{proposal.formula}'" if proposal.formula else ""
        out.put(f"ledger link {reference} {inputs}{formula}", first="     ")
