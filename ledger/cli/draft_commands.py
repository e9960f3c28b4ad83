"""`ledger draft`: the desk's own article, its versions, and where its figures stand in the newest of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from ledger.cli.capture_command import DryRun, Published, read_document, show_captured
from ledger.cli.command import LedgerCommand, LedgerGroup, command_module, examples
from ledger.cli.failure import DONE
from ledger.cli.session import Session, session_of

if TYPE_CHECKING:
    from ledger.book.answer_types import Outcome
    from ledger.cli.console import Role
    from ledger.view.draft_view import DraftFigure, DraftView

app = command_module()
drafts = command_module()
app.add_typer(
    drafts,
    name="draft",
    cls=LedgerGroup,
    help="Follow the figures of the desk's own article through its versions.",
    epilog=examples(
        "ledger draft new article.docx --key article",
        "ledger draft update article article-2.docx",
        "ledger draft status article",
        "ledger draft ignore article 6",
    ),
)

#: What a person reads of each state, and how it is coloured.
_STATES: Final[dict[str, tuple[str, Role]]] = {
    "changed": ("its words changed: look again", "bad"),
    "wrong": ("wrong", "bad"),
    "upstream-changed": ("something upstream changed: look again", "odd"),
    "to-look-at": ("to look at", "odd"),
    "not-entered": ("found, not entered", "odd"),
    "confirmed": ("confirmed", "good"),
    "ignored": ("not to be entered", "plain"),
}
File = Annotated[str, typer.Argument(metavar="FILE|-", help="The article; - reads standard input.")]


@drafts.command(
    "new",
    cls=LedgerCommand,
    epilog=examples('ledger draft new article.docx --key article --title "Nearly 100 a week"'),
)
def new(
    context: typer.Context,
    document: File,
    title: Annotated[str | None, typer.Option("--title", metavar="TEXT", help="Its title.")] = None,
    publisher: Annotated[
        str | None, typer.Option("--publisher", metavar="NAME", help="Who will publish it.")
    ] = None,
    published: Published = None,
    language: Annotated[
        str | None, typer.Option("--language", metavar="TAG", help="Its language, such as en.")
    ] = None,
    key: Annotated[str | None, typer.Option("--key", metavar="K", help="A key for it.")] = None,
    dry_run: DryRun = False,
) -> int:
    """Begin a draft with the first version of an article.

    The article becomes a source, this version its first snapshot.
    """
    given = {"title": title, "publisher": publisher, "published": published, "language": language, "key": key}
    return _captured(session_of(context), document, given | {"kind": "article"}, dry_run=dry_run)


@drafts.command("update", cls=LedgerCommand, epilog=examples("ledger draft update article article-2.docx"))
def update(
    context: typer.Context,
    reference: Annotated[str, typer.Argument(metavar="DRAFT", help="The draft: a key, an id, a URL.")],
    document: File,
    dry_run: DryRun = False,
) -> int:
    """Record a new version of a draft, and show what changed."""
    session = session_of(context)
    code = _captured(session, document, {"source": reference}, dry_run=dry_run)
    if not dry_run and not session.json:
        _show(session, session.open().draft_status(reference), only_open=True)
    return code


@drafts.command("status", cls=LedgerCommand, epilog=examples("ledger draft status article"))
def status(
    context: typer.Context,
    reference: Annotated[str, typer.Argument(metavar="DRAFT", help="The draft: a key, an id, a URL.")],
) -> int:
    """List the figures of a draft in reading order.

    Each is shown with its state in the newest version.
    """
    session = session_of(context)
    found = session.open().draft_status(reference)
    if session.json:
        session.out.data(_document(found))
    else:
        _show(session, found)
    return DONE


@drafts.command(
    "ignore",
    cls=LedgerCommand,
    epilog=examples("ledger draft ignore article 6 9", "ledger draft ignore article 6 --undo"),
)
def ignore(
    context: typer.Context,
    reference: Annotated[str, typer.Argument(metavar="DRAFT", help="The draft: a key, an id, a URL.")],
    numbers: Annotated[
        list[int], typer.Argument(metavar="N...", min=1, help="Its figures, as `draft status` numbers them.")
    ],
    undo: Annotated[bool, typer.Option("--undo", help="They are to be entered after all.")] = False,
) -> int:
    """Say that numbers found in a draft are not to be entered."""
    from ledger.cli.recorded import show_outcomes

    session = session_of(context)
    ledger = session.open()
    found = ledger.draft_status(reference)
    chosen = {number: _ignorable(found, reference, number) for number in numbers}
    outcomes: list[Outcome] = []
    summary = []
    for number, figure in sorted(chosen.items()):
        span, words = figure.span, " ".join(figure.words.split())
        if (figure.ignored is None) == undo or span is None:
            state = "is not ignored" if undo else "is ignored already"
            session.err.put(f"figure {number}, “{words}”, {state}")
        elif figure.ignored is not None:
            outcomes += ledger.undo(figure.ignored)
            summary.append(f"figure {number}, “{words}”, is to be entered after all")
        else:
            outcomes += ledger.dismiss(reference, span.start, span.end)
            summary.append(f"figure {number}, “{words}”, is not to be entered")
    show_outcomes(session, outcomes, summary=summary)
    return DONE


def _ignorable(found: DraftView, reference: str, number: int) -> DraftFigure:
    """Return the figure of a number. Raises InputError where there is none, or it is entered."""
    from ledger.errors import InputError

    if number > len(found.figures):
        raise InputError(
            f"the draft has {len(found.figures)} figures, and no figure {number}",
            hint=f"their numbers: ledger draft status {reference}",
        )
    figure = found.figures[number - 1]
    if figure.view is not None:
        raise InputError(
            f"figure {number} is entered: it is not ignored, but withdrawn",
            hint=f"ledger retract {figure.view.entry.key or figure.view.entry.id[:12]} --reason TEXT",
        )
    return figure


def _captured(session: Session, document: str, given: dict[str, Any], *, dry_run: bool) -> int:
    from ledger.book.capturing import Capture

    ledger = session.open()
    data, name = read_document(document)
    captured = ledger.capture(data, Capture(name=name, **given), dry_run=dry_run)
    show_captured(session, captured, dry_run=dry_run)
    return DONE


def _show(session: Session, found: DraftView, *, only_open: bool = False) -> None:
    out = session.out
    counts = [f"{number} {_STATES[state][0]}" for state in _STATES if (number := found.count(state))]
    versions = "1 version" if found.versions == 1 else f"{found.versions} versions"
    out.put(f"{found.title or found.key or found.source[:12]}: {versions}", role="strong")
    out.put("; ".join(counts) or "no figure of it is entered", first="  ")
    if found.unscanned is not None:
        out.put(f"what is not entered was not looked for: {found.unscanned}", first="  ", role="odd")
    for number, figure in enumerate(found.figures, 1):
        if not (only_open and figure.state == "confirmed"):
            _show_figure(session, number, figure)


def _show_figure(session: Session, number: int, figure: DraftFigure) -> None:
    out = session.out
    words, role = _STATES[figure.state]
    handle = "" if figure.view is None else figure.view.entry.key or figure.view.entry.id[:12]
    out.put(f"{figure.words} · {handle}" if handle else figure.words, first=f"{number:>3}  ")
    out.put(f"{words}: {', '.join(figure.findings)}" if figure.findings else words, first="     ", role=role)
    if figure.now is not None:
        out.put(f"now: {figure.now}", first="     ")
    elif figure.span is None and figure.state != "changed":
        out.put("its words do not stand in this version", first="     ", role="faint")
    if figure.places > 1:
        out.put(
            f"its words stand in {figure.places} places: a longer quote decides", first="     ", role="faint"
        )


def _document(found: DraftView) -> dict[str, Any]:
    """Return the status as JSON, after `schema/draft.schema.json`."""
    return {
        "format": "ledger-draft/1",
        "source": {"id": found.source, "key": found.key, "title": found.title},
        "snapshot": {"id": found.snapshot, "retrieved": found.retrieved},
        "versions": found.versions,
        "unscanned": found.unscanned,
        "counts": {state: found.count(state) for state in _STATES},
        "figures": [
            {
                "figure": None if figure.view is None else figure.view.entry.id,
                "key": None if figure.view is None else figure.view.entry.key,
                "words": figure.words,
                "state": figure.state,
                "span": None if figure.span is None else list(figure.span),
                "places": figure.places,
                "now": figure.now,
                "findings": list(figure.findings),
                "verdict": _verdict(figure),
            }
            for figure in found.figures
        ],
    }


def _verdict(figure: DraftFigure) -> str | None:
    return None if figure.view is None or figure.view.review is None else figure.view.review.record.verdict
