"""`ledger check`: recompute, compare and list findings."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ledger.cli.command import LedgerCommand, command_module, examples
from ledger.cli.failure import DONE, NO
from ledger.cli.session import Session, session_of
from ledger.cli.summary import tally, write_findings
from ledger.view.short_words import counted

if TYPE_CHECKING:
    from ledger.book.checking import Checked
    from ledger.book.findings import CheckedCause
    from ledger.cli.console import Console

app = command_module()


@app.command(
    "check",
    cls=LedgerCommand,
    epilog=examples(
        "ledger check",
        "ledger check tdp-5200 --json",
        "ledger check --select arithmetic-mismatch --select upstream-retracted",
        "ledger check --explain single-origin",
        "ledger check --spark 'local[*]' records.parquet",
    ),
)
def check(
    context: typer.Context,
    references: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="REF",
            help="Figures or sources, with all upstream of them; else all. With --spark, files.",
        ),
    ] = None,
    select: Annotated[
        list[str] | None,
        typer.Option("--select", metavar="CODE", help="Only findings of this code; again for more."),
    ] = None,
    ignore: Annotated[
        list[str] | None,
        typer.Option("--ignore", metavar="CODE", help="No findings of this code; again for more."),
    ] = None,
    explain: Annotated[
        str | None, typer.Option("--explain", metavar="CODE", help="Say what a code means, and stop.")
    ] = None,
    spark: Annotated[
        str | None,
        typer.Option(
            "--spark",
            metavar="MASTER",
            help="Check Parquet files of `ledger export` on a cluster of Apache Spark, such as local[*].",
        ),
    ] = None,
) -> int:
    """Recompute, compare, and list what a reviewer should look at. An error not accepted exits 1."""
    session = session_of(context)
    if explain is not None:
        return _explain(session, explain)
    if spark is not None:
        from ledger.book.spark_check import check_parquet

        watched = sys.stderr.isatty() and not session.json
        files = references or ()
        checked = check_parquet(spark, files, select=_codes(select), ignore=_codes(ignore), watched=watched)
        return _answer(session, checked)
    ledger = session.open()
    with session.progress("checking") as progress:
        how: dict[str, Any] = {} if progress is None else {"progress": progress}
        checked = ledger.check(references or (), select=_codes(select), ignore=_codes(ignore), **how)
    return _answer(session, checked)


def _answer(session: Session, checked: Checked) -> int:
    if session.json:
        # As `checked_document`, a finding at a time.
        from ledger.book.answer_documents import finding_documents
        from ledger.formats.trace_json import check_head

        head = check_head(checked.figures, checked.links)
        session.out.stream((*head.items(), ("findings", finding_documents(checked))))
    else:
        write_check(session.out, checked)
    return NO if checked.failed else DONE


def _codes(given: list[str] | None) -> list[str]:
    """Return the codes given, one for each option or several separated by commas."""
    return [code.strip() for codes in given or () for code in codes.split(",") if code.strip()]


def _explain(session: Session, code: str) -> int:
    from ledger.book.checking import explain

    rule = explain(code)
    if session.json:
        words = {name: text for name, text in rule._asdict().items() if text}
        session.out.data({"format": "ledger-explain/1", **words})
        return DONE
    session.out.put(f"{rule.code} ({rule.severity}): {rule.title}", role="strong")
    session.out.put(rule.explain, first="  ")
    session.out.put(rule.advice, first="  ")
    return DONE


def write_check(page: Console, checked: Checked) -> None:
    """Print what a check found, each cause once, with the figures it was found on."""
    page.put(f"checked {counted(checked.figures, 'figure')} and {counted(checked.links, 'link')}")
    placed = ((cause.finding, _place(cause)) for cause in checked.findings.by_cause())
    write_findings(placed, tally(checked.findings.counts, checked.findings.accepted.total()), page)


def _place(cause: CheckedCause) -> str:
    """Return the figures that a cause was found on: one in its words, several by what they are called."""
    names = [subject.key or subject.figure[:12] for subject in cause.subjects]
    if cause.figures == 1:
        return f"· {cause.subjects[0].words} · {names[0]}"
    more = f" and {cause.figures - len(names):,} more" if cause.figures > len(names) else ""
    return f"· {cause.figures:,} figures: {', '.join(names)}{more}"
