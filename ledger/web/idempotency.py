"""Answers by their Idempotency-Key: a request sent again, as after a lost connection, gets the same answer."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from hashlib import sha256
from typing import Final, NamedTuple

from starlette.exceptions import HTTPException
from starlette.responses import Response

#: The most answers kept, and for how many seconds.
MOST_ANSWERS: Final = 1_000
KEPT_FOR: Final = 24 * 3600
LONGEST_KEY: Final = 255


class _Kept(NamedTuple):
    digest: bytes
    at: float
    #: None while the first request is under way.
    answer: Response | None


class IdempotentAnswers:
    """The answers of one server by person and key, in its memory. Safe in any thread.

    After a restart no key is known; a request sent again then finds its records recorded already, as ids follow from
    content.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str], _Kept] = OrderedDict()
        self._lock = threading.Lock()

    def once(self, name: str, key: str | None, body: bytes, answer: Callable[[], Response]) -> Response:
        """Return what `answer` returns, or did for the same request. Raises HTTPException for a key used otherwise."""
        if key is None:
            return answer()
        if not key or len(key) > LONGEST_KEY:
            raise HTTPException(400, f"an Idempotency-Key has 1 to {LONGEST_KEY} characters")
        place, digest = (name, key), sha256(body).digest()
        with self._lock:
            kept = self._kept.get(place)
            if kept is not None and time.monotonic() - kept.at < KEPT_FOR:
                if kept.digest != digest:
                    raise HTTPException(422, "this Idempotency-Key came with something else before")
                if kept.answer is None:
                    raise HTTPException(409, "the same request is under way", headers={"retry-after": "1"})
                return kept.answer
            self._kept[place] = _Kept(digest, time.monotonic(), None)
        try:
            answered = answer()
        except BaseException:
            with self._lock:
                self._kept.pop(place, None)
            raise
        with self._lock:
            self._kept[place] = _Kept(digest, time.monotonic(), answered)
            while len(self._kept) > MOST_ANSWERS:
                self._kept.popitem(last=False)
        return answered
