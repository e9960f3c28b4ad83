"""Actions on the figures of a draft. Every form carries the size of the ledger that its sender saw."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import wraps
from typing import Any, Final, NamedTuple

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from ledger.book import Ledger
from ledger.book.answer_types import Outcome
from ledger.errors import ConflictError, InputError, LedgerError, NotFoundError, StoreError
from ledger.model.vocabulary import VERDICTS
from ledger.view.figure_panel import STATE_WORDS, read_parts
from ledger.web.conditional import as_sent
from ledger.web.screens.draft_screen import (
    counts,
    form_fields,
    found_inputs,
    panel_of,
    panel_values,
    screen_values,
)
from ledger.web.screens.drafts import OpenDraft, figure_asked, open_draft
from ledger.web.templating import fragment, page
from ledger.web.users import needs

#: The fields of a figure that its form has as one line of text.
_FIELDS: Final = ("quantity", "label", "period", "place", "stated", "nature", "locator", "note", "key")


class Done(NamedTuple):
    """The outcome of an action: what it recorded, and the handle of the figure to show, None for the one acted on."""

    outcomes: Sequence[Outcome]
    handle: str | None = None


Action = Callable[[Request, Ledger, OpenDraft], Done]


def _changes(action: Action) -> Callable[[Request], Response]:
    """Return a handler that changes a draft, and answers with what changed on the screen."""

    @wraps(action)
    def handler(request: Request) -> Response:
        in_place = "application/json" in request.headers.get("accept", "")
        try:
            with request.app.state.desk.ledger(request.state.user) as ledger:
                before = open_draft(request, ledger)
                done = action(request, ledger, before)
                after = open_draft(request, ledger)
        except LedgerError as error:
            if not in_place:
                raise
            status, refusal = _refusal(error)
            return JSONResponse({**refusal, "screen": _as_it_is(request)}, status)
        except HTTPException as error:
            if not in_place:
                raise
            refusal = {
                "message": _changed_since(request) or error.detail,
                "hint": "nothing of yours was recorded: look again, then decide",
                "problems": [],
                "overtaken": True,
            }
            return JSONResponse({**refusal, "screen": _as_it_is(request)}, error.status_code)
        number = _shown(request, after, done.handle)
        if not in_place:
            where = "" if number is None else f"?figure={after.handles[number - 1]}"
            return RedirectResponse(f"/draft/{after.view.source[:16]}{where}", 303)
        recorded = [outcome.seq for outcome in done.outcomes if outcome.recorded]
        screen = _screen(request, after, number, _field(request, "structure"))
        return JSONResponse({**screen, "recorded": recorded})

    return handler


def _shown(request: Request, draft: OpenDraft, handle: str | None) -> int | None:
    """Return the number of the figure to show after an action that led to the one with this handle."""
    acted = handle or request.path_params.get("figure", "")
    number = draft.number(_field(request, "next") or acted) or draft.number(acted)
    return number or _in_its_place(request, draft)


def _in_its_place(request: Request, draft: OpenDraft) -> int | None:
    """Return the number of the figure that stands where one stood that has gone."""
    place = _field(request, "number")
    stands = place.isdecimal() and 0 < int(place) <= len(draft.view.figures)
    return int(place) if stands else draft.first_open()


def _as_it_is(request: Request) -> dict[str, Any] | None:
    """Return the screen of a draft as it is now, with the figure that was acted on; None where it cannot be shown."""
    try:
        with request.app.state.desk.ledger(request.state.user) as ledger:
            draft = open_draft(request, ledger)
        acted = draft.number(request.path_params.get("figure", ""))
        number = acted or _in_its_place(request, draft)
        return _screen(request, draft, number, _field(request, "structure"))
    except LedgerError:
        return None


def _changed_since(request: Request) -> str:
    """Return who recorded what about the figure of a request since its sender looked; empty where nothing is known."""
    size, handle = _field(request, "size"), request.path_params.get("figure", "")
    if not size.isdecimal() or len(handle) < 64:
        return ""
    with request.app.state.desk.ledger(request.state.user) as ledger, suppress(LedgerError):
        lines = list(ledger.log(handle, since=str(int(size) + 1)))
        news = [f"{line.by}, {line.at[11:16]} UTC: {line.summary}" for line in lines[-3:]]
        return f"this figure was changed since you looked: {'; '.join(news)}" if news else ""
    return ""


def _refusal(error: LedgerError) -> tuple[int, dict[str, Any]]:
    """Return the status of an error, and what the script of the screen shows of it."""
    status = 422
    if isinstance(error, ConflictError):
        status = 409
    elif isinstance(error, NotFoundError):
        status = 404
    elif isinstance(error, StoreError):
        status = 503
    problems = _problems(error)
    message = problems[0] if len(problems) == 1 else error.message
    shown = problems[:6] if len(problems) > 1 else []
    refusal = {"message": message, "hint": error.hint or "", "problems": shown}
    return status, {**refusal, "overtaken": isinstance(error, ConflictError)}


def _problems(error: LedgerError) -> list[str]:
    """Return what is wrong with a form, each problem with its field."""
    found = error.problems if isinstance(error, InputError) else ()
    return [f"{problem.pointer.strip('/')}: {problem.message}".removeprefix(": ") for problem in found]


def _screen(request: Request, draft: OpenDraft, number: int | None, structure: str) -> dict[str, Any]:
    """Return what the script updates on the screen: the state of every mark, and the panel of one figure.

    The text is left out where its marks are those of the `structure` that is shown.
    """
    view = draft.view
    changed = draft.structure != structure
    values = {**screen_values(draft), "blocks": draft.blocks, "words": STATE_WORDS, "number": number}
    return {
        "size": view.size,
        "structure": draft.structure,
        "number": number,
        "figures": [[figure.handle, figure.state] for figure in view.figures],
        "text": fragment(request, "text.html.jinja", **values) if changed else None,
        "counts": fragment(request, "counts.html.jinja", counts=counts(view), **values),
        "panel": None if number is None else panel_of(request, draft, number),
    }


def _field(request: Request, name: str) -> str:
    value = request.state.form.get(name, "")
    return value.strip() if isinstance(value, str) else ""


def _entered(request: Request, draft: OpenDraft) -> str:
    """Return the id of the figure that a form is about. Raises InputError for one that is not entered."""
    figure = draft.view.figures[figure_asked(request, draft) - 1]
    if figure.view is None:
        raise InputError("this figure is not entered yet", hint="enter it first: a")
    return figure.view.entry.id


def figure_fields(request: Request, *, clears: bool = False) -> dict[str, Any]:
    """Return the fields of a figure that its form has; with `clears`, empty ones clear theirs."""
    form = request.state.form
    fields: dict[str, Any] = {}
    for name in _FIELDS:
        if name in form and ((value := _field(request, name)) or (clears and name != "key")):
            fields[name] = value
    if "reported_by" in form:
        fields["reported_by"] = [
            name.strip() for name in _field(request, "reported_by").split(";") if name.strip()
        ]
    if "has_primary" in form:
        fields["primary"] = _field(request, "primary") == "yes"
    if _field(request, "unstated") == "yes":
        fields["quantity"] = {"text": _field(request, "quantity"), "hedge": "vague"}
    if relays := _field(request, "relays"):
        fields["relays"] = relays
    return fields


def _inputs(request: Request, draft: OpenDraft) -> dict[str, str]:
    """Return the inputs of a formula, one a line: ``name = figure``. A number alone is a figure of the draft."""
    inputs: dict[str, str] = {}
    for line in _field(request, "inputs").replace(",", "\n").splitlines():
        name, equals, reference = (part.strip() for part in line.partition("="))
        if not line.strip():
            continue
        if not (equals and name and reference):
            raise InputError(f"{line[:60]!r} names no input", hint="a line each: weekly = 3")
        inputs[name] = _reference(draft, reference)
    return inputs


def _reference(draft: OpenDraft, reference: str) -> str:
    if not (reference.isdecimal() and len(reference) <= 4 and 1 <= int(reference) <= len(draft.view.figures)):
        return reference
    figure = draft.view.figures[int(reference) - 1]
    if figure.view is None:
        raise InputError(f"figure {reference} of the draft is not entered yet", hint="enter it first")
    return figure.view.entry.id


@_changes
def enter(request: Request, ledger: Ledger, draft: OpenDraft) -> Done:
    """Enter a figure that was found, or words that were selected."""
    handle = request.path_params["figure"]
    number = draft.number(handle)
    start, _, end = handle.partition("-")
    if not (start.isdecimal() and end.isdecimal()) or len(handle) > 20:
        raise ConflictError("this figure is entered already", hint="look again: somebody may have entered it")
    words = draft.view.text[int(start) : int(end)]
    if number is None and _field(request, "selected") != "yes":
        raise ConflictError(
            f"“{' '.join(words.split())[:80]}” is not waiting to be entered any more",
            hint="somebody entered it since you looked, or the text has a newer version",
        )
    if _field(request, "snapshot") not in ("", draft.view.snapshot):
        raise ConflictError("the draft has a newer version", hint="reload it: places have moved")
    fields = figure_fields(request)
    if "relays" not in fields:
        fields |= _way(request, draft, number)
    seen = as_sent(request, ledger, draft.view.source, quote=words)
    return _with_figure(seen.enter(draft.view.source, int(start), int(end), fields))


def _with_figure(outcomes: Sequence[Outcome]) -> Done:
    """Return that a figure was recorded, which is to be shown."""
    return Done(outcomes, [outcome.id for outcome in outcomes if outcome.kind == "figure"][-1])


def _way(request: Request, draft: OpenDraft, number: int | None) -> dict[str, Any]:
    """Return how the figure was computed: as the form says, else as the scan found, if that was not declined."""
    inputs = _inputs(request, draft)
    if inputs:
        formula = _field(request, "formula")
        return {"inputs": inputs, "formula": formula, "assumptions": _assumptions(request)}
    way = _field(request, "way")
    if number is None or not way.isdecimal():
        return {}
    ways = found_inputs(draft.view, panel_values(draft, number)["panel"])
    if int(way) >= len(ways) or not ways[int(way)]["is_ready"]:
        return {}
    chosen = ways[int(way)]
    refs = {name: figure.view.entry.id for name, _, figure in chosen["inputs"]}
    if chosen["link"].relation == "relay":
        return {"relays": next(iter(refs.values()))}
    return {
        "inputs": refs, "formula": chosen["link"].formula, "assumptions": list(chosen["link"].assumptions)
    }  # fmt: skip


def _assumptions(request: Request) -> list[str]:
    return [text.strip() for text in _field(request, "assumptions").split(";") if text.strip()]


@_changes
def amend(request: Request, ledger: Ledger, draft: OpenDraft) -> Done:
    """Amend the fields of an entered figure."""
    figure = _entered(request, draft)
    known = form_fields(panel_values(draft, figure_asked(request, draft))["panel"])
    known["reported_by"] = [name for name in known["reported_by"].split("; ") if name]
    given = figure_fields(request, clears=True)
    fields = {name: value for name, value in given.items() if value != known.get(name, "")}
    return (
        _with_figure(as_sent(request, ledger, figure).amend(figure, **fields)) if fields else Done((), figure)
    )


@_changes
def link(request: Request, ledger: Ledger, draft: OpenDraft) -> Done:
    """Record the figure that one passes on, or what it was computed from."""
    figure = _entered(request, draft)
    record: Mapping[str, Any]
    if relays := _field(request, "relays"):
        record = {"record": "link", "relation": "relay", "figure": figure, "from": _reference(draft, relays)}
    else:
        inputs = _inputs(request, draft)
        if not inputs:
            raise InputError("say what it was computed from", hint="a line each: weekly = 3")
        record = {
            "record": "link", "relation": "derivation", "figure": figure, "inputs": inputs,
            "formula": _field(request, "formula") or None, "assumptions": _assumptions(request),
            "basis": "inferred",
        }  # fmt: skip
    return Done(as_sent(request, ledger, figure).record([record]), figure)


@_changes
def ignore(request: Request, ledger: Ledger, draft: OpenDraft) -> Done:
    """Dismiss a number that was found, or take that back. Two who want the same are not in each other's way."""
    number = figure_asked(request, draft)
    figure = draft.view.figures[number - 1]
    if figure.view is not None or figure.span is None:
        raise InputError(
            "this figure is entered: take it back instead", hint="u takes back what you did last"
        )
    seen = as_sent(request, ledger, draft.view.source, quote=figure.words)
    if _field(request, "ignored") == "no":
        return Done(() if figure.ignored is None else seen.undo(figure.ignored))
    if figure.ignored is not None:
        return Done(())
    return Done(seen.dismiss(draft.view.source, figure.span.start, figure.span.end))


@_changes
def note(request: Request, ledger: Ledger, draft: OpenDraft) -> Done:
    """Write a note on a figure: with the writer's verdict, else on the figure itself."""
    figure = _entered(request, draft)
    words = _field(request, "note")
    if not words:
        raise InputError("write the note first")
    seen = as_sent(request, ledger, figure)
    mine = _my_review(request, draft)
    if mine is not None and request.state.user.may("reviewer"):
        return Done(
            seen.review(figure, mine.verdict, rating=mine.rating, accept=mine.accept, note=words), figure
        )
    return _with_figure(seen.amend(figure, note=words))


def _my_review(request: Request, draft: OpenDraft) -> Any:
    """Return the user's standing review of a figure, None without one."""
    view = draft.view.figures[figure_asked(request, draft) - 1].view
    reviews = () if view is None else view.reviews
    return next((review.record for review in reviews if review.record.by == request.state.user.name), None)


@_changes
def review(request: Request, ledger: Ledger, draft: OpenDraft) -> Done:
    """Give a verdict on a figure, and accept findings with it."""
    figure = _entered(request, draft)
    verdict = _field(request, "verdict")
    mine = _my_review(request, draft)
    if not verdict and mine is not None:
        verdict = mine.verdict
    if verdict not in VERDICTS:
        raise InputError(
            "a finding is accepted together with a verdict", hint="confirm, dispute or reject it"
        )
    accept = [str(code) for code in request.state.form.getlist("accept")]
    if mine is not None and verdict == mine.verdict:
        accept += [code for code in mine.accept if code not in accept]
    words = _field(request, "note") or (mine.note if mine is not None and verdict == mine.verdict else None)
    outcomes = as_sent(request, ledger, figure).review(
        figure, verdict, rating=_field(request, "rating") or None, accept=accept, note=words or None
    )
    return Done(outcomes, figure)


@_changes
def undo(request: Request, ledger: Ledger, draft: OpenDraft) -> Done:
    """Take back the user's last change of a draft."""
    return Done(ledger.take_back(draft.view.source, _field(request, "at")))


def read(request: Request) -> Response:
    """Show how the fields of a figure are read, without recording anything."""
    with request.app.state.desk.ledger(request.state.user) as ledger:
        draft = open_draft(request, ledger)
        fields = figure_fields(request)
        handle = request.path_params["figure"]
        start, _, end = handle.partition("-")
        problems: list[str] = []
        outcome = None
        try:
            if start.isdecimal() and end.isdecimal() and len(handle) <= 20:
                outcomes = ledger.enter(draft.view.source, int(start), int(end), fields, dry_run=True)
            else:
                given = {**fields, "key": None}
                outcomes = ledger.add(**given, dry_run=True)
            outcome = [found for found in outcomes if found.kind == "figure"][-1]
            problems = [warning for found in outcomes for warning in found.warnings]
        except LedgerError as error:
            problems = _problems(error) or [error.message]
    return page(
        request,
        "as_read.html.jinja",
        quantity=None if outcome is None else read_parts(outcome.body.get("quantity", {})),
        label=None if outcome is None else outcome.body.get("label"),
        problems=problems,
    )


def show_found(request: Request) -> Response:
    """Return the screen of a draft that was shown before its text was scanned, with the figures that are found."""
    with request.app.state.desk.ledger(request.state.user) as ledger:
        draft = open_draft(request, ledger)
    shown = request.query_params.get("figure", "")
    return JSONResponse(_screen(request, draft, draft.number(shown) or draft.first_open(), ""))


needs("reviewer")(review)

routes = [
    Route("/draft/{source}/found", show_found, name="found"),
    Route("/draft/{source}/undo", undo, methods=["POST"], name="undo"),
    Route("/draft/{source}/{figure}/enter", enter, methods=["POST"], name="enter"),
    Route("/draft/{source}/{figure}/amend", amend, methods=["POST"], name="amend"),
    Route("/draft/{source}/{figure}/link", link, methods=["POST"], name="link"),
    Route("/draft/{source}/{figure}/ignore", ignore, methods=["POST"], name="ignore"),
    Route("/draft/{source}/{figure}/note", note, methods=["POST"], name="note"),
    Route("/draft/{source}/{figure}/review", review, methods=["POST"], name="review"),
    Route("/draft/{source}/{figure}/read", read, methods=["POST"], name="read"),
]
