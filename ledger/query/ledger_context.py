"""The context of an open ledger: its database, the recorder, the clock and the source of salts."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ledger.errors import InputError
from ledger.model.time import write_time
from ledger.store.engine import Database

if TYPE_CHECKING:
    from ledger.tlog.note import SigningKey

Clock = Callable[[], datetime]
Salts = Callable[[int], bytes]


def system_clock() -> datetime:
    """Return the time now (UTC)."""
    return datetime.now(UTC)


class Seen(NamedTuple):
    """The state that somebody saw when they decided: a record (a reference), and the size of the ledger at that time.

    Of a source, only figures in the words `quote` count as news; of any other record, whatever speaks of it. Without
    a reference it is judgements and links on the very records that they judge or link. `own` are the later entries
    that they made themselves, by number; None means all that were recorded in their name.
    """

    reference: str | None
    size: int
    quote: str | None = None
    own: frozenset[int] | None = None


# Not slotted: who records is found out only when something is recorded.
@dataclass(frozen=True, kw_only=True)
class LedgerContext:
    """The surroundings of every operation. `name` is who records; None means to take it from the environment.

    `language` is that of phrases whose quote and source say none: a BCP 47 tag, None for English. `seen` is what was
    decided upon: nothing is recorded if somebody else has changed it since.
    """

    database: Database
    name: str | None = None
    clock: Clock = system_clock
    salts: Salts = os.urandom
    language: str | None = None
    seen: Seen | None = None
    #: Returns the key with which the recorder signs, who must be the person that the key belongs to.
    signing: Callable[[], SigningKey] | None = None

    @cached_property
    def who(self) -> str:
        """The recorder, asserted unless records are signed. Raises InputError for a blank name or an unusable key."""
        signer = None
        if self.signing is not None and not self.name:
            from ledger.tlog.submission import person_named

            signer = person_named(self.signing().name)
        name = " ".join((self.name or signer or recorder()).split())
        if not name or len(name) > 500 or "\0" in name:
            raise InputError("who records has no usable name", hint="say who with --as NAME")
        return name

    def reading(self, language: str | None) -> LedgerContext:
        """Return the same, with phrases read in another language. Raises InputError for one without a lexicon."""
        if language is None:
            return self
        from ledger.phrase.lexicon import DEFAULT, languages

        code = language.replace("_", "-").partition("-")[0].lower()
        if code == DEFAULT:
            # Records are read in it anyway, and need not say so.
            return self
        if code not in languages():
            raise InputError(
                f"quantities in the language {language!r} cannot be read",
                hint=f"known are {', '.join(languages())}; or give the number in parts",
            )
        return replace(self, language=language, name=self.who)

    def recording_as(self, name: str) -> LedgerContext:
        """Return the same with another recorder, who signs if the key is theirs. Raises InputError for no name."""
        given = replace(self, name=name)
        if self.signing is None:
            return given
        from ledger.tlog.submission import person_named

        return given if person_named(self.signing().name) == given.who else replace(given, signing=None)

    def now(self) -> str:
        """Return the time now as records write it."""
        return write_time(self.clock())


def recorder() -> str:
    """Return who records: $LEDGER_USER, else git's user name, else the login."""
    if name := os.environ.get("LEDGER_USER", "").strip():
        return name
    import subprocess

    try:
        asked = subprocess.run(
            ["git", "config", "user.name"],
            capture_output=True,
            text=True,
            timeout=5,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return _login()
    return asked.stdout.strip() or _login()


def default_location() -> str:
    """Return the ledger meant when none is named: $LEDGER_DB, else the nearest ledger.db here or above.

    A file that another user owns is passed over, so that nobody can lay a ledger in the way. Where there is
    none, it is ledger.db in this folder.
    """
    if where := os.environ.get("LEDGER_DB", "").strip():
        return where
    here = Path.cwd()
    for folder in (here, *here.parents):
        candidate = folder / "ledger.db"
        try:
            # A link of somebody else's may lead to a ledger of ours that is not meant.
            owners = {candidate.stat().st_uid, candidate.lstat().st_uid}
            if candidate.is_file() and owners == {os.getuid()}:
                return str(candidate)
        except OSError:
            continue
    return str(here / "ledger.db")


def _login() -> str:
    from getpass import getuser

    return getuser()
