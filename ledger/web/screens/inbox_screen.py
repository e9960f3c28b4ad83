"""The inbox: what waits for somebody, computed in the background, with a feed (Atom, RFC 4287)."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Mapping
from typing import Any, Final, NamedTuple
from xml.sax.saxutils import escape

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from ledger.book import Ledger
from ledger.book.inbox import KINDS, Inbox, InboxItem
from ledger.book.kept_errors import KeptErrors
from ledger.errors import InputError, OvertakenError
from ledger.model.visible import visible
from ledger.web.conditional import as_sent
from ledger.web.limits import costs
from ledger.web.problems import on_ledger_error
from ledger.web.screens.desk_keys import KEYS
from ledger.web.templating import page
from ledger.web.users import needs

#: The heading of each kind.
TITLES: Final = {
    "upstream": "Changed upstream",
    "error": "Errors",
    "assigned": "Assigned",
    "party": "Parties that look alike",
    "trail-end": "Where trails end",
    "unreviewed": "Not reviewed",
}
#: The seconds a person waits for a fresh inbox before an older one is shown.
_PATIENCE: Final = 0.2
#: An inbox that took more seconds than this is not computed again before a multiple of that time has passed, so that
#: looking at the inbox of a large ledger does not slow down those who judge its figures.
_LONG: Final = 2.0
_REST: Final = 5
_MOST_IN_FEED: Final = 100


class KnownInbox(NamedTuple):
    """The newest inbox, whether it is complete and up to date, and the progress of the next one."""

    inbox: Inbox | None
    is_current: bool
    percent: int

    @property
    def tag(self) -> str:
        """A tag that changes whenever there is more to show."""
        return "" if self.inbox is None else f"{self.inbox.size}-{len(self.inbox.items)}-{self.is_current}"


class Inboxes:
    """The latest inbox of the ledger, computed in a thread of its own while people look at the part that is known.

    Safe in any thread.
    """

    def __init__(self) -> None:
        self._latest: Inbox | None = None
        self._kept = KeptErrors()
        self._percent = 0
        #: The seconds that the last one took, and the time when it was done (monotonic).
        self._took = 0.0
        self._done = 0.0
        self._is_working = False
        self._changed = threading.Condition()

    def get(self, ledger: Ledger, patience: float | None) -> KnownInbox:
        """Return the inbox as known after `patience` seconds; without `patience`, as soon as it is complete."""
        size = ledger.size

        def is_current() -> bool:
            return self._latest is not None and self._latest.complete and self._latest.size >= size

        with self._changed:
            rests = self._took > _LONG and time.monotonic() - self._done < _REST * self._took
            if not is_current() and not self._is_working and (patience is None or not rests):
                self._is_working = True
                threading.Thread(target=self._work, args=(ledger,), daemon=True).start()
            if patience is None or not (rests and not self._is_working):
                self._changed.wait_for(lambda: is_current() or not self._is_working, patience)
            return KnownInbox(self._latest, is_current(), self._percent)

    def _work(self, ledger: Ledger) -> None:
        begun = time.monotonic()

        def progress(done: int, of: int) -> None:
            self._percent = 100 * done // max(of, 1)

        try:
            for inbox in ledger.inboxes(self._kept, progress=progress):
                with self._changed:
                    # A complete inbox of a moment ago says more than half of the next one.
                    if inbox.complete or self._latest is None or not self._latest.complete:
                        self._latest = inbox
                    self._changed.notify_all()
        finally:
            with self._changed:
                self._done = time.monotonic()
                self._took = self._done - begun
                self._is_working = False
                self._changed.notify_all()


def show_inbox(request: Request) -> Response:
    """Show what waits; where the address names somebody, only what is assigned to them."""
    whose = request.query_params.get("for", "").strip()
    desk = request.app.state.desk
    with desk.ledger(request.state.user) as ledger:
        known = desk.shared(Inboxes).get(ledger, _PATIENCE)
        proposals = [] if whose else ledger.proposals()
    items = () if known.inbox is None else known.inbox.items
    people = sorted({item.assigned for item in items if item.assigned})
    if whose:
        items = tuple(item for item in items if item.assigned == whose)
    return page(
        request,
        "inbox.html.jinja",
        proposals=[(proposal, [_proposed(record) for record in proposal.records]) for proposal in proposals],
        known=known,
        groups=[
            (kind, TITLES[kind], group) for kind in KINDS if (group := [i for i in items if i.kind == kind])
        ],
        whose=whose,
        people=people,
        keys=KEYS,
    )


def show_progress(request: Request) -> Response:
    """Show the progress of the inbox, and tell the page where there is more to show than it has."""
    desk = request.app.state.desk
    with desk.ledger(request.state.user) as ledger:
        known = desk.shared(Inboxes).get(ledger, 0.0)
    answer = page(request, "inbox_progress.html.jinja", known=known)
    if request.query_params.get("shown", "") != known.tag:
        answer.headers["hx-trigger"] = "inbox-changed"
    return answer


def _proposed(record: Mapping[str, Any]) -> str:
    """Return a proposed record on one line: its kind and its fields."""
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
    """Record what an assistant proposed, in the name of the user who accepts it, or forget it."""
    form = request.state.form
    proposal = str(form.get("proposal", ""))
    with request.app.state.desk.ledger(request.state.user) as ledger:
        if form.get("accept") == "yes":
            ledger.accept_proposal(proposal)
        else:
            ledger.dismiss_proposal(proposal)
    return Response("") if "hx-request" in request.headers else RedirectResponse("/inbox", 303)


def assign(request: Request) -> Response:
    """Assign something to somebody, or take the assignment back."""
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
    """Record that two parties are the same, or that they are not.

    Whoever decides on what has been decided since, by somebody else or in another window, is told, and sees the inbox
    as it is now.
    """
    form = request.state.form
    first, second, same = (str(form.get(name, "")) for name in ("first", "second", "same"))
    if not first or not second or same not in ("yes", "no"):
        raise InputError("say which two parties are meant, and whether they are one")
    with request.app.state.desk.ledger(request.state.user) as ledger:
        try:
            outcomes = as_sent(request, ledger, None).same(first, second, same=same == "yes")
        except OvertakenError as error:
            answer = on_ledger_error(request, error)
            answer.headers["hx-trigger"] = "inbox-changed"
            return answer
    if "hx-request" not in request.headers:
        return RedirectResponse("/inbox", 303)
    recorded = {"entries": [outcome.seq for outcome in outcomes if outcome.recorded]}
    return Response("", headers={"hx-trigger": json.dumps({"recorded": recorded})})


@costs(5)
def feed(request: Request) -> Response:
    """Return the inbox as an Atom feed, the newest first, once it is up to date."""
    with request.app.state.desk.ledger(request.state.user) as ledger:
        inbox = request.app.state.desk.shared(Inboxes).get(ledger, None).inbox
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
        "<title>Ledger: inbox</title>",
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
    Route("/inbox/progress", show_progress, name="inbox_progress"),
    Route("/inbox.atom", feed, name="feed"),
    Route("/inbox/assign", assign, methods=["POST"], name="assign"),
    Route("/inbox/proposal", decide, methods=["POST"], name="proposal"),
    Route("/inbox/same", join, methods=["POST"], name="same"),
]
