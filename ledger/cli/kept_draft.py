"""Answers so far, kept in the user's state folder, so that nothing typed is lost."""

from __future__ import annotations

import json
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ledger.book import Ledger


class KeptDraft:
    """Answers in a file of their own for each ledger, task and subject (the digest of a text, say)."""

    def __init__(self, ledger: Ledger, task: str, subject: str = "") -> None:
        from platformdirs import user_state_path

        digest = sha256(f"{ledger!r}{subject}".encode()).hexdigest()[:16]
        self._file: Path = user_state_path("ledger") / f"{task}-{digest}.json"
        self.answers: dict[str, Any] = {}

    def kept(self) -> dict[str, Any]:
        """Return the answers that were not recorded yet; empty if there are none."""
        try:
            found = json.loads(self._file.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def keep(self) -> None:
        """Save the answers, whole or not at all. Nothing is saved if the folder cannot be written to."""
        beside = self._file.with_suffix(".new")
        with suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            beside.write_text(json.dumps(self.answers, ensure_ascii=False), "utf-8")
            beside.replace(self._file)

    def drop(self) -> None:
        """Delete the answers once they are recorded."""
        with suppress(OSError):
            self._file.unlink(missing_ok=True)
