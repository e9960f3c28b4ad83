"""One run of one command: the common options, the streams, and the ledger they lead to."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from time import monotonic
from typing import TYPE_CHECKING, Any, BinaryIO, Final, cast

import typer

from ledger.cli.console import Console
from ledger.errors import LedgerError

if TYPE_CHECKING:
    from ledger.book import Ledger

Progress = Callable[[int, int], None]

#: How often a bar is drawn again, in seconds.
_REDRAWN: Final = 0.1


# Not slotted: the consoles are made when first written to, in the colours then asked for.
@dataclass(kw_only=True)
class Session:
    """The context of a command. `clock` and `salts` are injected to make the same ledger twice.

    `fields` collects the flags that describe a figure, by the names of the record's fields.
    """

    clock: Callable[[], datetime] | None = None
    salts: Callable[[int], bytes] | None = None
    name: str | None = None
    db: str | None = None
    who: str | None = None
    sign: str | None = None
    json: bool = False
    no_color: bool = False
    fields: dict[str, Any] = field(default_factory=dict)
    #: The ledger that is sealed when the command is done, and its size when it was opened.
    watched: tuple[Ledger, int] | None = None
    #: The number of entries that had reached the standby which was read; None where it was none.
    standby_size: int | None = None

    @cached_property
    def out(self) -> Console:
        """The console that data goes to."""
        return Console.on(sys.stdout, colour=not self.no_color)

    @cached_property
    def err(self) -> Console:
        """The console that everything else goes to."""
        return Console.on(sys.stderr, colour=not self.no_color)

    @property
    def injected(self) -> dict[str, Any]:
        """The recorder, the clock and the salts, as the book takes them."""
        given = {"who": self.who, "clock": self.clock, "salts": self.salts}
        return {name: value for name, value in given.items() if value is not None}

    @property
    def opening(self) -> dict[str, Any]:
        """The arguments that a ledger is opened with: what is injected, and the key that signs records, if any."""
        sign = self.sign
        if sign is None:
            sign = os.environ.get("LEDGER_SIGN", "").strip() or None
        return self.injected if sign is None else {**self.injected, "sign": sign}

    def open(self, *, wait: float | None = None) -> Ledger:
        """Open the ledger that the options name. Raises StoreError if there is none."""
        from ledger.book import Ledger

        how = self.opening if wait is None else {**self.opening, "wait": wait}
        ledger = Ledger.open(self.db, **how)
        self.standby_size = ledger.standby_size
        if self.watched is None and os.environ.get("LEDGER_SEAL", "").strip() not in ("", "0"):
            self.watched = ledger, ledger.size
        return ledger

    def note_standby(self) -> None:
        """Print as of which entry a standby answered; in JSON an answer says so itself."""
        if self.standby_size is not None and not self.json:
            self.err.line(f"read from a standby, as of entry {self.standby_size}", first="note: ")

    def seal_if_grown(self) -> None:
        """Seal what this command recorded, where $LEDGER_SEAL asks for it. What is recorded stays so if that fails."""
        if self.watched is None or self.watched[0].size == self.watched[1]:
            return
        try:
            # Nobody is asked: a key that sealed other ledgers is not used for this one before ledger seal was.
            self.watched[0].seal(confirm=lambda first: not first.sealed_before)
        except LedgerError as error:
            self.warn(
                f"recorded, but not sealed: {error.message}" + (f" ({error.hint})" if error.hint else "")
            )

    def now(self) -> datetime:
        """Return the time now, by the clock that was injected where one was."""
        return datetime.now(UTC) if self.clock is None else self.clock()

    def warn(self, warning: str) -> None:
        """Print a warning, which does not stop the command."""
        self.err.line(warning, first="warning: ", role="odd")

    @contextmanager
    def progress(self, what: str) -> Iterator[Progress | None]:
        """The progress callback (done, total); None without a terminal to show it on."""
        if not sys.stderr.isatty() or self.json:
            yield None
            return
        from rich.console import Console
        from rich.progress import Progress as Bar

        # Drawn from here: beside a thread that draws no workers can be forked.
        with Bar(
            console=Console(stderr=True, no_color=self.no_color), transient=True, auto_refresh=False
        ) as bar:
            task = bar.add_task(what, total=None)
            drawn = 0.0

            def draw(done: int, total: int) -> None:
                nonlocal drawn
                bar.update(task, completed=done, total=total or None)
                if monotonic() - drawn > _REDRAWN:
                    bar.refresh()
                    drawn = monotonic()

            yield draw


def session_of(context: typer.Context) -> Session:
    """Return the session of the command that runs."""
    return cast(Session, context.obj)


def binary_input() -> BinaryIO:
    """Return standard input as bytes. Raises `UsageError` where the process was started without one."""
    return sys.stdin.buffer
