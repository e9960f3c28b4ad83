"""Formats a ledger is handed out in: one module each, with `name`, `suffix` and `dump`, and one line here."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any, Final, Protocol, TextIO, cast

from ledger.errors import InputError
from ledger.trace.document import LedgerHead, Trace


class Export(Protocol):
    """What there is to hand out; each is read when a format asks for it."""

    def lines(self) -> Iterator[dict[str, Any]]:
        """The records, in the order in which they were recorded, as `schema/record.schema.json` has them."""

    def trace(self) -> Trace | None:
        """One trace over all the figures asked for; None where there are none."""

    def head(self) -> LedgerHead:
        """Which ledger it is."""

    def bundle(self) -> dict[str, Any]:
        """The trace as of the newest checkpoint, with the proofs of all that it follows from."""


class Format(Protocol):
    """A format's module."""

    name: str
    suffix: str

    def dump(self, export: Export, stream: TextIO) -> None:
        """Write it all to a stream of text."""


FORMATS: Final = {
    "jsonl": "ledger.formats.jsonl",
    "json": "ledger.formats.json_document",
    "bundle": "ledger.formats.bundle",
}


def format_named(name: str) -> Format:
    """The format of this name. Raises InputError where there is none."""
    if name not in FORMATS:
        raise InputError(f"no format is called {name[:40]!r}", hint=f"there are: {', '.join(FORMATS)}")
    return cast(Format, import_module(FORMATS[name]))
