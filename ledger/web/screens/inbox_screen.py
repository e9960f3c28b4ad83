"""The inbox: what waits for somebody, worked out in the background, with a feed of it (Atom, RFC 4287)."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Mapping
from typing import Any, Final
from xml.sax.saxutils import escape

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from ledger.book import Ledger
from ledger.book.inbox import KINDS, Inbox, InboxItem
from ledger.errors import InputError
from ledger.model.visible import visible
from ledger.web.screens.desk_keys import KEYS
from ledger.web.templating import page
from ledger.web.users import needs

#: What stands over each kind.
TITLES: Final = {
    "upstream": "Changed upstream",
    "error": "Errors",
    "assigned": "Given to somebody",
    "party": "Parties that look alike",
    "trail-end": "Where trails end",
    "unreviewed": "Not reviewed",
}
#: How long a person waits for a fresh inbox before an older one is shown, in seconds.
_PATIENCE: Final = 0.2
#: An inbox that took longer than this is not worked out anew before a multiple of that time has passed, so that whoever
#: judges figures in a large ledger is not kept waiting by whoever looks at its inbox.
_LONG: Final = 2.0
_REST: Final = 5
_MOST_IN_FEED: Final = 100


class Inboxes:
    """The last inbox that was worked out, and the one being worked out, if any. Safe in any thread."""

    def __init__(self) -> None:
        self._latest: Inbox | None = None
        #: How long the last one took, and when it was done (monotonic), in seconds.
        self._took = 0.0
        self._done = 0.0
        self._working: threading.Thread | None = None
        self._lock = threading.Lock()

    def get(self, ledger: Ledger, patience: float | None) -> tuple[Inbox | None, bool]:
        """The newest inbox there is after so many seconds, and whether it is of the ledger as it is now."""
        size = ledger.size
        with self._lock:
            if self._latest is not None and self._latest.size == size:
                return self._latest, True
            rests = self._took > _LONG and time.monotonic() - self._done < _REST * self._took
            if self._latest is not None and rests and patience is not None:
                return self._latest, False
            if self._working is None or not self._working.is_alive():
                self._working = threading.Thread(target=self._work, args=(ledger,), daemon=True)
                self._working.start()
            working = self._working
        working.join(patience)
        with self._lock:
            latest = self._latest
        return latest, latest is not None and latest.size >= size

    def _work(self, ledger: Ledger) -> None:
        begun = time.monotonic()
        inbox = ledger.inbox()
        with self._lock:
            self._latest = inbox
            self._done = time.monotonic()
            self._took = self._done - begun


def _inbox(request: Request, ledger: Ledger, patience: float | None = _PATIENCE) -> tuple[Inbox | None, bool]:
    state = request.app.state
    if not hasattr(state, "inboxes"):
        state.inboxes = Inboxes()
    inboxes: Inboxes = state.inboxes
    return inboxes.get(ledger, patience)


def show_inbox(request: Request) -> Response:
    """Show what waits; only what is given to somebody, where the address names them."""
    whose = request.query_params.get("for", "").strip()
    with request.app.state.desk.ledger(request.state.user) as ledger:
        inbox, is_current = _inbox(request, ledger)
        proposals = [] if whose else ledger.proposals()
    items = () if inbox is None else inbox.items
    people = sorted({item.assigned for item in items if item.assigned})
    if whose:
        items = tuple(item for item in items if item.assigned == whose)
    return page(
        request,
        "inbox.html.jinja",
        proposals=[(proposal, [_proposed(record) for record in proposal.records]) for proposal in proposals],
        inbox=inbox,
        is_current=is_current,
        groups=[
            (kind, TITLES[kind], group) for kind in KINDS if (group := [i for i in items if i.kind == kind])
        ],
        whose=whose,
        people=people,
        keys=KEYS,
    )


def _proposed(record: Mapping[str, Any]) -> str:
    """A record that is proposed, on one line: its kind, and whatever it has."""
    fields = {
        name: value for name, value in record.items() if name != "record" and value not in (None, [], {})
    }
    text = "; ".join(
        f"{name}: {value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}"
        for name, value in fields.items()
    )
    return f"{record.get('record', 'record')} · {text}"[:600]


@needs("reviewer")
def decide(request: Request) -> Response:
    """Record what an assistant proposed, in the name of whoever accepts it, or forget it."""
    form = request.state.form
    proposal = str(form.get("proposal", ""))
    with request.app.state.desk.ledger(request.state.user) as ledger:
        if form.get("accept") == "yes":
            ledger.accept_proposal(proposal)
        else:
            ledger.dismiss_proposal(proposal)
    return Response("") if "hx-request" in request.headers else RedirectResponse("/inbox", 303)


def assign(request: Request) -> Response:
    """Give something to somebody to look at, or take it from whoever it was given to."""
    form = request.state.form
    record = str(form.get("record", ""))
    to = " ".join(str(form.get("to", "")).split()) or None
    with request.app.state.desk.ledger(request.state.user) as ledger:
        ledger.assign(record, to)
    if "hx-request" in request.headers:
        return page(
            request, "assigned.html.jinja", item_id=str(form.get("item", "")), record=record, assigned=to
        )
    return RedirectResponse("/inbox", 303)


@needs("reviewer")
def join(request: Request) -> Response:
    """Say that two parties are one, or that they are not."""
    form = request.state.form
    first, second, same = (str(form.get(name, "")) for name in ("first", "second", "same"))
    if not first or not second or same not in ("yes", "no"):
        raise InputError("say which two parties are meant, and whether they are one")
    with request.app.state.desk.ledger(request.state.user) as ledger:
        ledger.same(first, second, same=same == "yes")
    return Response("") if "hx-request" in request.headers else RedirectResponse("/inbox", 303)


def feed(request: Request) -> Response:
    """The inbox as an Atom feed, the newest first. It waits until the inbox is that of the ledger as it is."""
    with request.app.state.desk.ledger(request.state.user) as ledger:
        inbox, _ = _inbox(request, ledger, None)
    items = sorted(
        (item for item in (inbox.items if inbox else ()) if item.kind != "unreviewed"),
        key=lambda item: item.at,
        reverse=True,
    )[:_MOST_IN_FEED]
    root = f"{request.url.scheme}://{request.url.netloc}"
    updated = items[0].at if items and items[0].at else "1970-01-01T00:00:00Z"
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom">',
        "<title>Ledger: what waits for somebody</title>",
        f"<id>{_text(root)}/inbox</id>",
        f'<link rel="self" href="{_text(root)}/inbox.atom"/><link href="{_text(root)}/inbox"/>',
        f"<updated>{_text(updated)}</updated>",
        *(_entry(item, root, updated) for item in items),
        "</feed>",
    ]
    return Response("\n".join(lines), media_type="application/atom+xml")


def _entry(item: InboxItem, root: str, updated: str) -> str:
    given = f'<category term="{_text(f"for {item.assigned}")}"/>' if item.assigned else ""
    where = f"/trace/{item.record[:16]}" if item.kind != "party" else "/inbox"
    return (
        f"<entry><title>{_text(f'{item.title}: {item.words}')}</title><id>urn:ledger:inbox:{item.id}</id>"
        f"<updated>{_text(item.at or updated)}</updated><author><name>ledger</name></author>"
        f'<category term="{item.kind}"/>{given}<link href="{_text(root + where)}"/>'
        f'<content type="text">{_text(item.message)}</content></entry>'
    )


def _text(text: str) -> str:
    return escape(visible(text), {'"': "&quot;"})


routes = [
    Route("/inbox", show_inbox, name="inbox"),
    Route("/inbox.atom", feed, name="feed"),
    Route("/inbox/assign", assign, methods=["POST"], name="assign"),
    Route("/inbox/proposal", decide, methods=["POST"], name="proposal"),
    Route("/inbox/same", join, methods=["POST"], name="same"),
]
