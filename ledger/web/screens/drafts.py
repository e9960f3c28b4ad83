"""The drafts being read: each computed once for every state of the ledger, with its figures by handle."""

from __future__ import annotations

import threading
from collections import OrderedDict
from hashlib import sha256
from typing import Final, NamedTuple

from starlette.exceptions import HTTPException
from starlette.requests import Request

from ledger.book import Ledger
from ledger.view.draft_view import DraftBlock, DraftView, blocks

#: The most drafts kept.
_MOST: Final = 12
#: A text of more characters is shown before it is scanned.
_LONG: Final = 20_000


class OpenDraft(NamedTuple):
    """A draft with its text in blocks. `structure` changes whenever a mark begins or ends elsewhere."""

    view: DraftView
    blocks: tuple[DraftBlock, ...]
    structure: str

    @property
    def handles(self) -> list[str]:
        """The name of each figure in an address, in reading order."""
        return [figure.handle for figure in self.view.figures]

    def number(self, handle: str) -> int | None:
        """Return the number of a figure, from 1, by its handle or the beginning of its id; None where it is missing."""
        handles = self.handles
        if handle in handles:
            return handles.index(handle) + 1
        found = [
            number for number, known in enumerate(handles, 1) if len(handle) >= 6 and known.startswith(handle)
        ]
        return found[0] if len(found) == 1 else None

    def first_open(self) -> int | None:
        """Return the number of the first figure that somebody has to look at, else of the first one."""
        for number, figure in enumerate(self.view.figures, 1):
            if figure.is_open:
                return number
        return 1 if self.view.figures else None


class OpenDrafts:
    """The latest drafts asked for. Safe in any thread."""

    def __init__(self) -> None:
        self._drafts: OrderedDict[tuple[str, int], OpenDraft] = OrderedDict()
        #: A lock for each draft, so that it is computed once, however many ask for it meanwhile.
        self._making: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()

    def get(self, ledger: Ledger, reference: str) -> OpenDraft:
        """Return a draft as it is now. Raises NotFoundError, and InputError for a source without a text."""
        with self._lock:
            making = self._making.setdefault(reference, threading.Lock())
        with making:
            return self._made(reference, ledger.size) or self._make(ledger, reference)

    def get_at_once(self, ledger: Ledger, reference: str) -> OpenDraft:
        """Return the same, except that a long text which was not scanned before has only the figures that are entered.

        A scan of 10,000 words takes longer than somebody waits for a screen.
        """
        with self._lock:
            is_known = any(known == reference for known, _ in self._drafts)
        if not is_known:
            view = ledger.draft_status(reference, scanned=False)
            if len(view.text) > _LONG:
                return _drawn(view)
        return self.get(ledger, reference)

    def _made(self, reference: str, size: int) -> OpenDraft | None:
        with self._lock:
            if (reference, size) not in self._drafts:
                return None
            self._drafts.move_to_end((reference, size))
            return self._drafts[reference, size]

    def _make(self, ledger: Ledger, reference: str) -> OpenDraft:
        draft = _drawn(ledger.draft_status(reference))
        with self._lock:
            self._drafts[reference, draft.view.size] = draft
            while len(self._drafts) > _MOST:
                (gone, _), _ = self._drafts.popitem(last=False)
                if all(kept != gone for kept, _ in self._drafts):
                    self._making.pop(gone, None)
        return draft


def _drawn(view: DraftView) -> OpenDraft:
    """Return a draft with its text in blocks."""
    drawn = blocks(view)
    shape = [(segment.start, segment.figure, segment.ends) for block in drawn for segment in block.segments]
    structure = sha256(repr((view.snapshot, shape)).encode()).hexdigest()[:16]
    return OpenDraft(view, drawn, structure)


def open_draft(request: Request, ledger: Ledger, *, at_once: bool = False) -> OpenDraft:
    """Return the draft in the address of a request; `at_once` is as in `OpenDrafts.get_at_once`."""
    drafts: OpenDrafts = request.app.state.desk.shared(OpenDrafts)
    source = request.path_params["source"]
    return drafts.get_at_once(ledger, source) if at_once else drafts.get(ledger, source)


def figure_asked(request: Request, draft: OpenDraft) -> int:
    """Return the number of the figure in the address of a request. Raises HTTPException where it is missing."""
    number = draft.number(request.path_params["figure"])
    if number is None:
        raise HTTPException(
            404, "somebody changed this figure since you looked, or it is not in the draft any more"
        )
    return number
