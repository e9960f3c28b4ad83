"""Formats a ledger is exported to and imported from: one module each, with one line here.

What a command has to know of a format stands in its line, so that the module of a format is imported when the
format is written or read, and no other. A module has `dump(export, stream)`; `load(stream)` where the format can be
read; `template(stream)` where there is an empty document of it to fill in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from importlib import import_module
from typing import IO, TYPE_CHECKING, Any, BinaryIO, Final, NamedTuple, Protocol, cast

from ledger.errors import FormatError, InputError, Problem

if TYPE_CHECKING:
    from ledger.view.draft_view import DraftView
    from ledger.view.figure_view import FigureView
    from ledger.view.trace_view import LedgerHead, TraceView


class SealedTrace(NamedTuple):
    """What a trace shows as of the newest checkpoint, and the bundle that proves it.

    `unsigned` says why the bundle is not signed as an answer of this ledger, where it is not; `key` is the verifier key
    of the one that signed it, where it is.
    """

    view: TraceView
    bundle: Mapping[str, Any]
    unsigned: str | None = None
    key: str | None = None


class Export(Protocol):
    """What there is to hand out; each is read when a format asks for it."""

    def lines(self) -> Iterator[dict[str, Any]]:
        """The records, in the order in which they were recorded, as `schema/record.schema.json` has them."""

    def figure_views(self) -> Iterator[FigureView]:
        """The figures one at a time: those asked for with all upstream of them, or all, in bounded memory.

        Nearest first where some were asked for, else in the order in which they were recorded.
        """

    def view(self, *, provable: bool = False) -> TraceView | None:
        """One view over all the figures asked for, copies of the sources included; None where there are none.

        A `provable` one has no findings on quotes: a proof carries no texts to look them up in.
        """

    def head(self) -> LedgerHead:
        """Which ledger it is."""

    def bundle(self) -> dict[str, Any]:
        """The trace as of the newest checkpoint, with the proofs of all that it follows from."""

    def sealed(self) -> SealedTrace | None:
        """The same with the trace itself, as whoever has the bundle makes it; None where no checkpoint covers it."""

    def draft(self) -> DraftView | None:
        """The newest version of the one source that is asked for; None where it is not one source.

        Raises InputError for a source without a text.
        """

    def warn(self, message: str) -> None:
        """Tell whoever exports what they should know of the document."""


class LoadedRecord(NamedTuple):
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


class LoadedFile(NamedTuple):
    """A file as it is read: its records in order, and notes on how it is understood, for a person."""

    records: Iterable[LoadedRecord]
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnChoice:
    """Which columns of the desk's sheet somebody else's headings are; each is a heading or a letter, such as ``C``.

    A heading is given the name of a column, such as ``reported_by``, or None where it is not to be read.
    """

    #: Those that must be in the sheet.
    given: Mapping[str, str | None] = field(default_factory=dict)
    #: Those of sheets that were read before.
    remembered: Mapping[str, str | None] = field(default_factory=dict)
    #: Asked of each further heading that is not known, with the text of the first cell below it.
    ask: Callable[[str, str], str | None] | None = None


#: The largest file that is read as a whole, in bytes.
MAX_READ: Final = 64_000_000


def read_bounded(stream: BinaryIO) -> bytes:
    """The bytes of a file that is read as a whole. Raises FormatError for more than 64 MB."""
    data = stream.read(MAX_READ + 1)
    if len(data) > MAX_READ:
        raise FormatError(f"the file has more than {MAX_READ // 1_000_000} MB", hint="import it in parts")
    return data


@dataclass(frozen=True, slots=True)
class Format:
    """A format: what is known of it without importing its module, and what its module does."""

    name: str
    #: How its files end.
    suffix: str
    #: Its module, below `ledger.formats`.
    module: str
    #: A few words for `ledger export --help`.
    about: str
    #: Whether it is written to a stream of bytes, rather than of text.
    binary: bool = False
    #: Whether its files can be imported.
    readable: bool = False
    #: Whether it can be exported to.
    writable: bool = True
    #: Whether there is an empty document of it to fill in.
    fillable: bool = False
    #: How many figures a document takes at most: more would be of no use, or not bear being held in memory.
    most: int | None = None
    #: What stands near the beginning of its files where their ending does not say what they are.
    signs: tuple[bytes, ...] = ()

    def dump(self, export: Export, stream: IO[Any]) -> None:
        """Write everything to a stream of text, or of bytes where the format is binary."""
        self._module().dump(export, stream)

    def load(self, stream: BinaryIO, columns: ColumnChoice | None = None) -> LoadedFile:
        """Read a file of a readable format; of a fillable one, `columns` says what headings of others mean.

        Raises FormatError for what is not of this format at all, InputError for a column that there is not.
        """
        options = {} if columns is None else {"choice": columns}
        return cast(LoadedFile, self._module().load(stream, **options))

    def mark(
        self,
        stream: BinaryIO,
        refused: Mapping[int, Sequence[Problem]],
        output: IO[bytes],
        columns: ColumnChoice | None = None,
    ) -> None:
        """Write what was refused of a fillable format, by row number, as a workbook that says why.

        A workbook comes back whole, with the cells marked; of a text, or of a workbook that cannot be kept whole, the
        rows that were refused.
        """
        from ledger.formats.sheet.sheet_rejects import write

        table = self._module().table(stream, columns or ColumnChoice())
        if self.binary:
            from ledger.formats.sheet.xlsx_marking import mark

            if mark(stream, table, refused, output):
                return
            stream.seek(0)
            table = self._module().table(stream, columns or ColumnChoice())
        write(table, refused, output)

    def template(self, stream: IO[Any], *, all_columns: bool = False) -> None:
        """Write an empty document of a fillable format, with the columns that a person fills in, or all."""
        self._module().template(stream, all_columns=all_columns)

    def _module(self) -> Any:
        return import_module(f"ledger.formats.{self.module}")


_ALL: Final = (
    Format("jsonl", ".jsonl", "jsonl", "records, for another ledger"),
    Format("json", ".json", "json_document", "one document for an editor"),
    # A bundle is made, and checked, as a whole: some 10 kB of proof a figure.
    Format("bundle", ".bundle.json", "bundle", "a trace with its proofs", most=10_000),
    # What somebody can read, and a browser draw.
    Format("html", ".html", "page.html", "a page to read or to print, with its proof inside", most=1_000),
    Format("card", ".card.html", "page.card", "the answer on a card, to embed in an article", most=1_000),
    Format("element", ".element.html", "element.element_html", "the answer, proved in the browser of its reader",
           most=1_000),
    Format("svg", ".svg", "graph.svg", "the picture of where a number comes from", most=1_000),
    Format("png", ".png", "graph.png", "the same picture as pixels", binary=True, most=1_000),
    Format("csv", ".csv", "sheet.csv_sheet", "the desk's sheet, a row a figure", readable=True, fillable=True),
    # Excel bears 1,048,576 rows: one has the headings, one is left to type in.
    Format("xlsx", ".xlsx", "sheet.xlsx", "the desk's sheet as a workbook", binary=True, readable=True,
           fillable=True, most=1_048_574),
    Format("parquet", ".parquet", "parquet", "every record a row, for data frames", binary=True, readable=True),
    Format("markdown", ".md", "notes.markdown", "footnotes for a draft"),
    Format("cite", ".txt", "notes.cite", "one line a figure, to paste"),
    Format("docx", ".docx", "checked_draft.draft_docx", "a checked draft with comments, for Word", binary=True),
    Format("draft-html", ".draft.html", "checked_draft.draft_html", "a checked draft with comments, as a page"),
    Format("draft-markdown", ".draft.md", "checked_draft.draft_markdown", "a checked draft with footnotes"),
    Format("mermaid", ".mmd", "graph.mermaid", "flowchart for wikis and repositories", most=300),
    Format("dot", ".dot", "graph.dot", "graph for Graphviz", most=1_000),
    Format("prov-json", ".prov.json", "prov.prov_json", "W3C PROV-JSON, for provenance tools", readable=True),
    Format("prov-jsonld", ".prov.jsonld", "prov.prov_jsonld", "W3C PROV as JSON-LD, for linked data"),
    Format("claimreview", ".claimreview.jsonld", "claimreview", "schema.org ClaimReview and Claim, for a web page"),
    Format("csl-json", ".csl.json", "bibliography.csl_json", "sources of a reference manager", readable=True,
           writable=False, signs=(b'"title"', b'"issued"')),
    Format("bibtex", ".bib", "bibliography.bibtex", "sources of a reference manager", readable=True, writable=False),
    Format("hypothesis", ".hypothesis.json", "web_annotations", "annotations of web pages", readable=True,
           writable=False, signs=(b'"selector"', b'"uri"')),
    Format("auto-archiver", ".auto-archiver.csv", "auto_archiver", "links and their archived copies", readable=True,
           writable=False, signs=(b"Archive status", b"Archive location")),
)  # fmt: skip
FORMATS: Final[Mapping[str, Format]] = {known.name: known for known in _ALL}


def format_named(name: str) -> Format:
    """The format of this name. Raises InputError where there is none."""
    if name not in FORMATS:
        near = get_close_matches(name, FORMATS, n=1, cutoff=0.5)
        hint = f"did you mean {near[0]}? " if near else ""
        raise InputError(f"no format is called {name[:40]!r}", hint=f"{hint}there are: {', '.join(FORMATS)}")
    return FORMATS[name]


#: What a desk may keep its sheet in that cannot be read, by the file's ending.
_SHEETS_ELSEWHERE: Final = {
    ".xls": "an Excel workbook of the old kind",
    ".xlsb": "a binary Excel workbook",
    ".ods": "an OpenDocument sheet",
    ".numbers": "a Numbers document",
}


def refuse_unreadable(filename: str) -> None:
    """Raise FormatError for a file whose ending says that it is a sheet of a kind that is not read."""
    for ending, kind in _SHEETS_ELSEWHERE.items():
        if filename.lower().endswith(ending):
            raise FormatError(
                f"{filename} is {kind} ({ending}), which is not read",
                hint="open it in a spreadsheet, save it as .xlsx, and import that",
            )


def format_of(filename: str) -> str | None:
    """The name of the format in whose suffix or name a file's name ends, the longest first, or None."""
    suffixes = {f".{name}": name for name in FORMATS} | {known.suffix: known.name for known in _ALL}
    suffixes[".tsv"] = "csv"
    fitting = [suffix for suffix in suffixes if filename.lower().endswith(suffix)]
    return suffixes[max(fitting, key=len)] if fitting else None


def likely_format(head: bytes) -> str | None:
    """The format that the beginning of a file has all signs of, for a hint; None where there is no such."""
    return next(
        (known.name for known in _ALL if known.signs and all(sign in head for sign in known.signs)), None
    )
