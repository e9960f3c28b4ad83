"""Formats a ledger is handed out in and read from: one module each, with one line here.

A format's module has `name`, `suffix`, `about` and `dump`; `load` where it can be read; `template` where there is
one to fill in; `binary` where it is no text; `most` where a document of more figures would be of no use, or not bear
being held in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from importlib import import_module
from typing import IO, Any, BinaryIO, Final, NamedTuple, Protocol, cast

from ledger.errors import InputError, Problem
from ledger.trace.document import LedgerHead, Trace
from ledger.trace.statement import Statement


class SealedTrace(NamedTuple):
    """What a trace shows as of the newest checkpoint, and the bundle that proves it."""

    trace: Trace
    bundle: Mapping[str, Any]


class Export(Protocol):
    """What there is to hand out; each is read when a format asks for it."""

    def lines(self) -> Iterator[dict[str, Any]]:
        """The records, in the order in which they were recorded, as `schema/record.schema.json` has them."""

    def statements(self) -> Iterator[Statement]:
        """The figures one at a time: those asked for with all upstream of them, or all, in bounded memory.

        Nearest first where some were asked for, else in the order in which they were recorded.
        """

    def trace(self) -> Trace | None:
        """One trace over all the figures asked for, copies of the sources included; None where there are none."""

    def head(self) -> LedgerHead:
        """Which ledger it is."""

    def bundle(self) -> dict[str, Any]:
        """The trace as of the newest checkpoint, with the proofs of all that it follows from."""

    def sealed(self) -> SealedTrace | None:
        """The same with the trace itself, as whoever has the bundle makes it; None where no checkpoint covers it."""

    def warn(self, message: str) -> None:
        """Tell whoever exports what they should know of the document."""


class Loaded(NamedTuple):
    """A record read from a file that is not JSON Lines, or what is wrong where there should be one.

    `line` counts rows or statements from 1; `place` says where it stood in the file's own words, such as
    ``Figures!A7``; `places` says so of its parts, by JSON Pointer.
    """

    line: int
    record: Mapping[str, Any] | None
    place: str = ""
    places: Mapping[str, str] = {}
    #: What is wrong, with `place` set, where that can be said before the record is looked at.
    problems: Sequence[Problem] = ()


class Reading(NamedTuple):
    """A file as it is read: its records in order, and notes on how it is understood, for a person."""

    records: Iterable[Loaded]
    notes: Sequence[str] = ()


class Format(Protocol):
    """A format's module."""

    name: str
    suffix: str
    #: A few words for `ledger export --help`.
    about: str

    def dump(self, export: Export, stream: IO[Any]) -> None:
        """Write it all to a stream of text, or of bytes where `binary` is true."""


class Readable(Protocol):
    """A format's module that can read, too."""

    def load(self, stream: BinaryIO) -> Reading:
        """Read a file. Raises FormatError for what is not of this format at all."""


FORMATS: Final = {
    "jsonl": "ledger.formats.jsonl",
    "json": "ledger.formats.json_document",
    "bundle": "ledger.formats.bundle",
    "html": "ledger.formats.page.html",
    "csv": "ledger.formats.sheet.csv_sheet",
    "xlsx": "ledger.formats.sheet.xlsx",
    "markdown": "ledger.formats.notes.markdown",
    "cite": "ledger.formats.notes.cite",
    "mermaid": "ledger.formats.graph.mermaid",
    "dot": "ledger.formats.graph.dot",
    "prov-json": "ledger.formats.prov.prov_json",
    "prov-jsonld": "ledger.formats.prov.prov_jsonld",
    "claimreview": "ledger.formats.claimreview",
}


def format_named(name: str) -> Format:
    """The format of this name. Raises InputError where there is none."""
    if name not in FORMATS:
        near = get_close_matches(name, FORMATS, n=1, cutoff=0.5)
        hint = f"did you mean {near[0]}? " if near else ""
        raise InputError(f"no format is called {name[:40]!r}", hint=f"{hint}there are: {', '.join(FORMATS)}")
    return cast(Format, import_module(FORMATS[name]))


def format_of(filename: str) -> str | None:
    """The name of the format in whose suffix or name a file's name ends, the longest first, or None."""
    suffixes = {f".{name}": name for name in FORMATS} | {format_named(name).suffix: name for name in FORMATS}
    fitting = [suffix for suffix in suffixes if filename.lower().endswith(suffix)]
    return suffixes[max(fitting, key=len)] if fitting else None


def is_binary(made: Format) -> bool:
    """Whether a format is written as bytes."""
    return getattr(made, "binary", False)


def reader(made: Format) -> Readable | None:
    """The same format as one that can be read; None where it cannot."""
    return cast(Readable, made) if hasattr(made, "load") else None


def template_of(made: Format) -> Callable[[IO[Any]], None] | None:
    """What writes an empty document of this format, to be filled in and read; None where there is none."""
    return getattr(made, "template", None)


def most_figures(made: Format) -> int | None:
    """How many figures a document of this format takes at most; None for any number."""
    return getattr(made, "most", None)
