"""Sessions: who has come in, told by a cookie that no script can read."""

from __future__ import annotations

import hmac
import secrets
import threading
import time
from dataclasses import dataclass, field
from typing import Final

#: How long a session lasts that nobody uses, in seconds: a working day.
IDLE: Final = 12 * 3600
#: So many people are in at once; whoever has not been seen for longest goes first.
MOST_SESSIONS: Final = 10_000


@dataclass(slots=True)
class DeskSession:
    """Somebody who has come in. `seen` is by the monotonic clock."""

    name: str
    seen: float = field(default_factory=time.monotonic)


class Sessions:
    """The sessions of one server, in its memory: nobody is in any more once it ends.

    Safe in any thread.
    """

    def __init__(self) -> None:
        self._sessions: dict[str, DeskSession] = {}
        self._secret = secrets.token_bytes(32)
        self._lock = threading.Lock()

    def begin(self, name: str) -> str:
        """Begin a session of this person; returns what the cookie holds."""
        key = secrets.token_urlsafe(32)
        with self._lock:
            self._forget_idle()
            while len(self._sessions) >= MOST_SESSIONS:
                self._sessions.pop(min(self._sessions, key=lambda held: self._sessions[held].seen))
            self._sessions[key] = DeskSession(name)
        return key

    def name(self, key: str) -> str | None:
        """Return who has the session of a cookie, None where there is none any more."""
        with self._lock:
            session = self._sessions.get(key)
            if session is None or time.monotonic() - session.seen > IDLE:
                return None
            session.seen = time.monotonic()
            return session.name

    def end(self, key: str) -> None:
        """End a session."""
        with self._lock:
            self._sessions.pop(key, None)

    def csrf(self, bound_to: str) -> str:
        """The token that forms of a session, or of a person without one, must bring back."""
        return hmac.digest(self._secret, bound_to.encode(), "sha256").hex()

    def _forget_idle(self) -> None:
        now = time.monotonic()
        for key in [key for key, held in self._sessions.items() if now - held.seen > IDLE]:
            del self._sessions[key]
