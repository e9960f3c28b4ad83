"""Sessions: the people who have come in, by a cookie that no script can read."""

from __future__ import annotations

import hmac
import secrets
import threading
import time
from dataclasses import dataclass, field
from typing import Final

#: The seconds that an unused session lasts: a working day.
IDLE: Final = 12 * 3600
#: The most sessions at once; the longest unused one ends first.
MOST_SESSIONS: Final = 10_000


@dataclass(slots=True)
class DeskSession:
    """The session of a person. `seen` is by the monotonic clock."""

    name: str
    seen: float = field(default_factory=time.monotonic)


class Sessions:
    """The sessions of one server, in its memory: they end with it.

    Safe in any thread.
    """

    def __init__(self) -> None:
        self._sessions: dict[str, DeskSession] = {}
        self._secret = secrets.token_bytes(32)
        self._lock = threading.Lock()

    def begin(self, name: str) -> str:
        """Begin a session of a person; return the value of its cookie."""
        key = secrets.token_urlsafe(32)
        with self._lock:
            now = time.monotonic()
            for idle in [key for key, held in self._sessions.items() if now - held.seen > IDLE]:
                del self._sessions[idle]
            while len(self._sessions) >= MOST_SESSIONS:
                self._sessions.pop(min(self._sessions, key=lambda held: self._sessions[held].seen))
            self._sessions[key] = DeskSession(name)
        return key

    def name(self, key: str) -> str | None:
        """Return the person of the session of a cookie, None where it has ended."""
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
        """Return the token that forms of a session, or of a person without one, must bring back."""
        return hmac.digest(self._secret, bound_to.encode(), "sha256").hex()
