"""`ledger trace` and `ledger impact`: where a figure came from, and what rests on it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ledger.cli.command import LedgerCommand, command_module, examples
from ledger.cli.failure import DONE, NO, UsageError, report
from ledger.cli.figure_choice import known_keys
from ledger.cli.session import Session, session_of
from ledger.errors import NotFoundError

if TYPE_CHECKING:
    from ledger.book import Ledger
    from ledger.book.answer_types import Trace
    from ledger.view.trace_view import TraceView

app = command_module()

Depth = Annotated[int | None, typer.Option("--depth", min=0, metavar="N", help="Show no more than N hops.")]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar="SEQ_OR_TIME", help="As the ledger was after an entry, or at a time."),
]


@app.command(
    "trace",
    cls=LedgerCommand,
    epilog=examples(
        "ledger trace tdp-5200",
        "ledger trace @ --depth 2",
        "ledger trace https://example.org/article --json",
        "ledger trace tdp-5200 --proof > story.bundle.json",
        "ledger trace tdp-5200 -o story.json",
        "ledger trace convictions per week",
    ),
)
def trace(
    context: typer.Context,
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="REF",
            help="A figure, a source for its story, or words to search for.",
            autocompletion=known_keys,
        ),
    ],
    depth: Depth = None,
    as_of: AsOf = None,
    proof: Annotated[
        bool, typer.Option("--proof", help="Print a bundle: the trace in JSON with all that proves it.")
    ] = False,
    format: Annotated[
        str | None,
        typer.Option("--format", metavar="FORMAT", help="Write it in a format of ledger export instead."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="Write it here, in the format of its ending."),
    ] = None,
    key_file: Annotated[
        Path | None,
        typer.Option(
            "--key-file",
            metavar="FILE",
            help="Sign a bundle or a page with this key; else with yours, if any.",
        ),
    ] = None,
) -> int:
    """Show where a figure came from, up to its origins."""
    session = session_of(context)
    written = format is not None or output is not None
    if written and (proof or session.json or depth is not None or as_of is not None):
        raise UsageError(
            "a format is of the whole trace, as it stands now",
            hint="leave out --proof, --json, --depth and --as-of",
        )
    if proof and (depth is not None or as_of is not None):
        raise UsageError(
            "--proof is of the whole trace, as of the newest checkpoint", hint="leave out --depth and --as-of"
        )
    ledger = session.open()
    reference = " ".join(words)
    if not ledger.names_anything(reference):
        found = _search(session, ledger, reference)
        if found is None:
            return NO
        if not found:
            return DONE
        reference = found
    if proof:
        from ledger.cli.writing import tell_unsealed

        session.out.data(ledger.bundle([reference], key_file=key_file, warn=session.warn))
        tell_unsealed(session, ledger)
        return DONE
    if written:
        _write(session, ledger, reference, format, output, key_file)
        return DONE
    show_trace(session, ledger.trace(reference, depth=depth, as_of=as_of))
    return DONE


def _write(
    session: Session,
    ledger: Ledger,
    reference: str,
    format: str | None,
    output: Path | None,
    key_file: Path | None,
) -> None:
    from ledger.cli.writing import format_meant, format_names, write_out

    name = format_meant(format, output)
    if name is None:
        raise UsageError(
            f"no format is written to {output}", hint=f"give one with --format: {', '.join(format_names())}"
        )
    write_out(session, ledger, [reference], name, output, key_file=key_file)


def _search(session: Session, ledger: Ledger, words: str) -> str | None:
    """Return the id of the one figure found; the empty string where several were listed, None where there is none."""
    found = ledger.search(words)
    if len(found) == 1:
        return found[0].entry.id
    if found:
        from ledger.cli.result_lists import show_figures

        show_figures(session, found)
        session.err.put(f"{len(found)} figures: name one by its key or the beginning of its id")
        return ""
    try:
        # The book knows what is spelled like it.
        ledger.trace(words)
    except NotFoundError as error:
        report(error, session.err, as_json=session.json)
    return None


@app.command(
    "impact",
    cls=LedgerCommand,
    epilog=examples("ledger impact mz-100", "ledger impact mz-100 --json"),
)
def impact(
    context: typer.Context,
    reference: Annotated[
        str,
        typer.Argument(metavar="REF", help="A figure, or a source for its story.", autocompletion=known_keys),
    ],
    depth: Depth = None,
    as_of: AsOf = None,
) -> int:
    """Show what rests on a figure, and what would fall with it."""
    from ledger.view.trace_view import resolve

    session = session_of(context)
    ledger = session.open()
    opening = ledger.trace(reference, depth=0, as_of=as_of)

    def whole() -> TraceView:
        found = ledger.impact(reference, depth=depth, as_of=as_of)
        if found.ledger != opening.ledger:
            # Something was recorded since: the answer is of the ledger that its beginning names.
            found = ledger.impact(reference, depth=depth, as_of=str(opening.ledger.size))
            found = replace(found, as_of=opening.as_of)
        return resolve(found)

    # What was asked for is printed before it is known what rests on it, however much that is.
    if session.json:
        from ledger.formats.trace_json import impact_members

        session.out.stream(
            impact_members(resolve(opening), whole, truncated=None if depth is not None else False)
        )
        return DONE
    from ledger.cli.tree import begin_tree

    begun = begin_tree(resolve(opening), session.out)
    _print(session, whole(), begun=begun)
    return DONE


def show_trace(session: Session, found: Trace) -> None:
    """Print a trace: as the contract's JSON, or as a tree with a summary below."""
    from ledger.view.trace_view import resolve

    view = resolve(found)
    if session.json:
        from ledger.formats.trace_json import trace_members

        session.out.stream(trace_members(view))
        return
    _print(session, view)


def _print(session: Session, view: TraceView, *, begun: bool = False) -> None:
    """Print a tree, which may have been begun, with a summary below."""
    from ledger.cli.summary import write_summary
    from ledger.cli.tree import write_tree

    numbers = write_tree(view, session.out, begun=begun)
    write_summary(view, numbers, session.out)
