"""The draft: its text with every figure marked, and beside it everything known of one figure."""

from __future__ import annotations

from typing import Any, Final

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from ledger.book import Ledger
from ledger.book.capturing import Capture
from ledger.errors import InputError
from ledger.formats import FORMATS
from ledger.model.vocabulary import MAX_DOCUMENT, NATURES
from ledger.view.draft_view import STATES, DraftView
from ledger.view.figure_panel import STATE_WORDS, FigurePanel, figure_panel, quote_of
from ledger.web.handling import accepts
from ledger.web.limits import costs
from ledger.web.screens.desk_keys import KEYS
from ledger.web.screens.drafts import OpenDraft, figure_asked, open_draft
from ledger.web.screens.hand_out import handed_out
from ledger.web.templating import fragment, page

#: The sign of each state, beside its colour and its words.
SIGNS: Final = {
    "changed": "≠", "wrong": "✗", "upstream-changed": "↯", "to-look-at": "△", "not-entered": "+", "confirmed": "✓",
    "ignored": "–",
}  # fmt: skip
#: The formats in which a checked draft is handed out.
_EXPORTS: Final = ("docx", "draft-html", "draft-markdown")


@costs(5)
@accepts(MAX_DOCUMENT + 1_000_000)
def new_draft(request: Request) -> Response:
    """Capture what was pasted or dropped, and open it as a draft; with `source`, as its next version."""
    data, name = uploaded(request)
    form = request.state.form
    title = str(form.get("title", "")).strip()
    source = str(form.get("source", "")).strip() or None
    if not title and source is None and not name:
        line = next(iter(data.decode("utf-8", "replace").strip().splitlines()), "").strip()
        title = line if len(line) <= 120 else f"{line[:117].rsplit(' ', 1)[0]}…"
    how = Capture(
        name=name or "pasted.txt",
        title=title or None,
        kind=None if source else "article",
        source=source,
        language=str(form.get("language", "")).strip() or None,
    )
    with request.app.state.desk.ledger(request.state.user) as ledger:
        captured = ledger.capture(data, how)
    return RedirectResponse(f"/draft/{captured.source[:16]}", 303)


def uploaded(request: Request) -> tuple[bytes, str]:
    """Return the document in a form and its file name: a file, else pasted text. Raises InputError for neither."""
    form = request.state.form
    file = form.get("file")
    if isinstance(file, UploadFile) and file.filename:
        data = file.file.read()
        if data:
            return data, file.filename
    text = str(form.get("text", ""))
    if not text.strip():
        raise InputError("there is no text to read", hint="paste the article, or choose its file")
    # Browsers send text with CRLF line ends.
    return text.replace("\r\n", "\n").encode("utf-8", "surrogatepass"), ""


def show_draft(request: Request) -> Response:
    """Show a draft, open at the figure that the address names, else at the first that is open."""
    with request.app.state.desk.ledger(request.state.user) as ledger:
        try:
            draft = open_draft(request, ledger, at_once=True)
        except InputError:
            # A source without a text is not a draft, but its story can be shown.
            return RedirectResponse(f"/trace/{request.path_params['source']}", 303)
    asked = request.query_params.get("figure", "")
    number = draft.number(asked) or draft.first_open()
    return page(
        request,
        "draft.html.jinja",
        blocks=draft.blocks,
        structure=draft.structure,
        number=number,
        exports=[FORMATS[name] for name in _EXPORTS],
        keys=KEYS,
        counts=counts(draft.view),
        words=STATE_WORDS,
        **screen_values(draft),
        **({} if number is None else panel_values(draft, number)),
    )


def counts(draft: DraftView) -> list[tuple[str, int]]:
    """Return the number of figures in each state that has any, the most pressing first."""
    return [(state, count) for state in STATES if (count := draft.count(state))]


def screen_values(draft: OpenDraft) -> dict[str, Any]:
    """Return what every template of a draft needs."""
    return {"draft": draft.view, "base": f"/draft/{draft.view.source[:16]}", "signs": SIGNS}


def panel_values(draft: OpenDraft, number: int) -> dict[str, Any]:
    """Return what the template of a panel needs."""
    panel = figure_panel(draft.view, number)
    return {
        "panel": panel,
        "own_quote": None if panel.view is None else quote_of(panel.view),
        "inputs": found_inputs(draft.view, panel),
    }


def found_inputs(draft: DraftView, panel: FigurePanel) -> list[dict[str, Any]]:
    """List how a figure seems computed from others of the draft, or to pass one on, with their numbers."""
    if panel.found is None or (panel.view is not None and panel.view.came_by):
        return []
    by_id = {
        figure.found.id: (place, figure) for place, figure in enumerate(draft.figures, 1) if figure.found
    }
    ways = []
    for link in panel.found.links:
        known = [(name, *by_id[ref]) for name, ref in link.inputs if ref in by_id]
        if len(known) == len(link.inputs):
            ways.append(
                {
                    "link": link,
                    "inputs": [(name, place, figure) for name, place, figure in known],
                    "is_ready": all(figure.view is not None for _, _, figure in known),
                }
            )
    return ways


def show_panel(request: Request) -> Response:
    """Show everything known of one figure."""
    with request.app.state.desk.ledger(request.state.user) as ledger:
        draft = open_draft(request, ledger)
    number = figure_asked(request, draft)
    return page(request, "panel.html.jinja", **screen_values(draft), **panel_values(draft, number))


def panel_of(request: Request, draft: OpenDraft, number: int) -> str:
    """Return the panel of a figure as markup."""
    return fragment(request, "panel.html.jinja", **screen_values(draft), **panel_values(draft, number))


def show_form(request: Request) -> Response:
    """Show the fields of a figure, to be amended or, where it is only found, to be entered."""
    with request.app.state.desk.ledger(request.state.user) as ledger:
        draft = open_draft(request, ledger)
        handle = request.path_params["figure"]
        number = draft.number(handle)
        if number is not None:
            values = {**screen_values(draft), **panel_values(draft, number)}
            return page(
                request, "form.html.jinja", **values, fields=form_fields(values["panel"]), natures=NATURES,
                selected=None,
            )  # fmt: skip
        words = _selected(draft.view, handle)
        fields = {"quantity": words, "reported_by": "", "label": "", "period": "", "place": "", "stated": ""}
        return page(
            request,
            "form.html.jinja",
            **screen_values(draft),
            panel=None,
            selected=handle,
            fields={**fields, "nature": "", "locator": "", "key": "", "note": "", "primary": False},
            natures=NATURES,
        )


def _selected(draft: DraftView, place: str) -> str:
    """Return the words at a place of the text. Raises HTTPException where there is no such place."""
    start, _, end = place.partition("-")
    if not (start.isdecimal() and end.isdecimal()) or len(place) > 20:
        raise HTTPException(404, "this figure is not in the draft any more: reload the draft")
    words = draft.text[int(start) : int(end)]
    if not words.strip() or len(words) > 500:
        raise InputError(
            "mark the words of the number, and no more", hint="select them in the text, then press s"
        )
    return " ".join(words.split())


def form_fields(panel: FigurePanel) -> dict[str, Any]:
    """Return the fields of a figure as a person types them."""
    if panel.view is None:
        return {
            "quantity": " ".join(panel.figure.words.split()), "label": "", "period": "", "place": "",
            "reported_by": "; ".join(panel.found.parties if panel.found else ()),
            "stated": "", "nature": "", "locator": "", "key": "", "note": "", "primary": False,
        }  # fmt: skip
    record = panel.view.record
    return {
        "quantity": " ".join((record.quantity.text or panel.read_as).split()),
        "label": record.label or "",
        "reported_by": "; ".join(sorted(party.name for party in panel.view.reporters)),
        "period": record.period or "",
        "place": record.place or "",
        "stated": record.stated or "",
        "nature": record.nature or "",
        "locator": record.locator or "",
        "key": panel.view.entry.key or "",
        "note": record.note or "",
        "primary": record.primary,
    }


def show_offers(request: Request) -> Response:
    """Show the figures that one may pass on, found by its number or a search, or how it may be computed."""
    with request.app.state.desk.ledger(request.state.user) as ledger:
        draft = open_draft(request, ledger)
        number = figure_asked(request, draft)
        values = {**screen_values(draft), **panel_values(draft, number)}
        asked = request.query_params.get("q", "")[:200]
        if request.path_params["how"] == "relay":
            return page(
                request, "offers.html.jinja", **values, asked=asked, proposals=(),
                offers=_relays(ledger, draft, values["panel"], asked), how="relay",
            )  # fmt: skip
        proposals: Any = ()
        derived = None
        if values["panel"].view is not None:
            derived = ledger.derive(values["panel"].view.entry.id)
            proposals = derived.proposals
        return page(
            request, "offers.html.jinja", **values, asked=asked, offers=(), proposals=proposals,
            derived=derived, how="derivation",
        )  # fmt: skip


def _relays(ledger: Ledger, draft: OpenDraft, panel: FigurePanel, asked: str) -> list[Any]:
    quantity = panel.figure.read_as if panel.view is None else panel.view.record.quantity
    if quantity is None:
        return []
    parties = panel.found.parties if panel.found else ()
    own = {figure.view.entry.id for figure in draft.view.figures if figure.view is not None}
    return ledger.offered(quantity, panel.figure.words, parties, asked=asked, without=own)


@costs(2)
def export_draft(request: Request) -> Response:
    """Hand out the checked draft."""
    return handed_out(request, "source", _EXPORTS, "draft")


def show_last(request: Request) -> Response:
    """Show the user's last change of a draft, to be taken back."""
    with request.app.state.desk.ledger(request.state.user) as ledger:
        draft = open_draft(request, ledger)
        submission = ledger.last_submission(request.path_params["source"])
    return page(request, "last.html.jinja", submission=submission, **screen_values(draft))


routes = [
    Route("/drafts", new_draft, methods=["POST"], name="new_draft"),
    Route("/draft/{source}", show_draft, name="draft"),
    Route("/draft/{source}/last", show_last, name="last"),
    Route("/draft/{source}/export/{format}", export_draft, name="export_draft"),
    Route("/draft/{source}/{figure}/panel", show_panel, name="panel"),
    Route("/draft/{source}/{figure}/form", show_form, name="form"),
    Route("/draft/{source}/{figure}/offers/{how}", show_offers, name="offers"),
]
