"""The formats that a ledger is exported to and imported from: one module and one line of this table each.

The line holds all that a command needs to know about a format, so that only the module of the chosen format is
imported. A module has `dump(export, stream)`; `load(stream)` if the format can be read; `template(stream)` if an empty
document can be filled in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from importlib import import_module
from typing import IO, TYPE_CHECKING, Any, BinaryIO, Final, NamedTuple, Protocol, TypeVar, cast

from ledger.errors import FormatError, InputError, Problem

if TYPE_CHECKING:
    from ledger.view.draft_view import DraftView
    from ledger.view.figure_view import FigureView
    from ledger.view.trace_view import LedgerHead, TraceView


R = TypeVar("R")


class SealedTrace(NamedTuple):
    """A trace as of the newest checkpoint, with the bundle that proves it.

    If this ledger signed the bundle as its answer, `key` is the verifier key; if not, `unsigned` is the reason.
    """

    view: TraceView
    bundle: Mapping[str, Any]
    unsigned: str | None = None
    key: str | None = None


class Export(Protocol):
    """The content of an export. Each part is read when a format asks for it."""

    def lines(self) -> Iterator[dict[str, Any]]:
        """Yield the records as `schema/record.schema.json` describes them, in the order of recording."""

    def rendered_lines(self, render: Callable[[list[str]], R]) -> Iterator[R]:
        """Yield what `render` makes of the records of `lines` in JSON, some at a time, as `rendered_figures` does."""

    def figure_views(self) -> Iterator[FigureView]:
        """Yield the requested figures and everything upstream of them, nearest first, in bounded memory.

        If no figure was requested, yield all figures in the order of recording.
        """

    def rendered_figures(self, render: Callable[[Iterator[FigureView]], R]) -> Iterator[R]:
        """Yield what `render` makes of the figures of `figure_views`, of some at a time, in their order.

        Several processes may render, and send what they make by `pickle`: text, or lists of texts. The interval of a
        derivation that gives exactly the number stated may be left open: nearly all are so, and it takes long.
        """

    def view(self) -> TraceView | None:
        """Return one view of all requested figures, with copies of their sources, or None if there are none."""

    def head(self) -> LedgerHead:
        """Return the name, the size and the root of the ledger."""

    def bundle(self) -> dict[str, Any]:
        """Return the trace as of the newest checkpoint, with proofs of every record it follows from."""

    def sealed(self) -> SealedTrace | None:
        """Return the bundle and the trace that its recipient computes, or None if no checkpoint covers it."""

    def draft(self) -> DraftView | None:
        """Return the newest version of the requested source, or None unless exactly one source was requested.

        Raises InputError if the source has no text.
        """

    def warn(self, message: str) -> None:
        """Show the exporting user a warning about the document."""


class LoadedRecord(NamedTuple):
    """A record read from a file that is not JSON Lines, or the problems found in its place.

    `line` counts rows or statements from 1. `place` is the location in the file's own terms, such as ``Figures!A7``;
    `places` holds the locations of its fields by JSON Pointer.
    """

    line: int
    record: Mapping[str, Any] | None
    place: str = ""
    places: Mapping[str, str] = {}
    #: Problems that are known before the record is validated.
    problems: Sequence[Problem] = ()
    #: The record in JSON, if the file has it.
    text: str | None = None

    @classmethod
    def refused(cls, line: int, place: str, message: str, pointer: str = "") -> LoadedRecord:
        """Return a place without a usable record, and the problem with it."""
        return cls(line, None, place, problems=[Problem(pointer, message)])


class LoadedFile(NamedTuple):
    """The records of a file in order, and notes for a person on how the file was understood.

    The records of a file that `is_large` can be read in a fork of the process that loaded it.
    """

    records: Iterable[LoadedRecord]
    notes: Sequence[str] = ()
    is_large: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnChoice:
    """The mapping of foreign headings, or of column letters such as ``C``, to columns of the desk's sheet.

    A heading maps to the name of a column, such as ``reported_by``, or to None if it is to be ignored.
    """

    #: Mappings that the user stated; their headings must be in the sheet.
    given: Mapping[str, str | None] = field(default_factory=dict)
    #: Mappings remembered from earlier sheets.
    remembered: Mapping[str, str | None] = field(default_factory=dict)
    #: Called with each other unknown heading, the text of the first cell below it, and the headings that have a
    #: column already, by its name.
    ask: Callable[[str, str, Mapping[str, str]], str | None] | None = None


#: The largest file that is read into memory, in bytes.
MAX_READ: Final = 64_000_000


def read_bounded(stream: BinaryIO) -> bytes:
    """Read a whole file into memory. Raises FormatError if it has more than 64 MB."""
    data = stream.read(MAX_READ + 1)
    if len(data) > MAX_READ:
        raise FormatError(f"the file has more than {MAX_READ // 1_000_000} MB", hint="import it in parts")
    return data


@dataclass(frozen=True, slots=True)
class Format:
    """The properties of a format, known without importing its module, and the operations of that module."""

    name: str
    #: The suffix of its files.
    suffix: str
    #: Its module, below `ledger.formats`.
    module: str
    #: A few words for `ledger export --help`.
    about: str
    #: Whether it is written to a stream of bytes rather than of text.
    binary: bool = False
    #: Whether its files can be imported.
    readable: bool = False
    #: Whether it can be exported to.
    writable: bool = True
    #: Whether an empty document can be written for a person to fill in.
    fillable: bool = False
    #: The largest number of figures in a document: more would be of no use or would not fit into memory.
    most: int | None = None
    #: Texts near the beginning of its files, for files whose suffix does not tell the format.
    signs: tuple[bytes, ...] = ()

    def dump(self, export: Export, stream: IO[Any]) -> None:
        """Write the export to a stream of text, or of bytes if the format is binary."""
        self._module().dump(export, stream)

    def load(self, stream: BinaryIO, columns: ColumnChoice | None = None) -> LoadedFile:
        """Read a file of a readable format; for a fillable one, `columns` maps foreign headings.

        Raises FormatError if the file is not of this format, InputError for an unknown column.
        """
        options = {} if columns is None else {"choice": columns}
        return cast(LoadedFile, self._module().load(stream, **options))

    def mark(
        self,
        stream: BinaryIO,
        refused: Mapping[int, Sequence[Problem]],
        output: IO[bytes],
        columns: ColumnChoice | None = None,
    ) -> str | None:
        """Write the refused rows of a fillable format, by row number, as a workbook that explains each refusal.

        A workbook is returned whole with the cells marked. Of a text file, or a workbook that cannot be preserved, only
        the refused rows are written; for a workbook, the reason is returned, as the end of a
        sentence.
        """
        from ledger.formats.sheet.sheet_rejects import write

        table = self._module().table(stream, columns or ColumnChoice())
        why = None
        if self.binary:
            from ledger.formats.sheet.xlsx_marking import mark

            why = mark(stream, table, refused, output)
            if why is None:
                return None
            stream.seek(0)
            table = self._module().table(stream, columns or ColumnChoice())
        write(table, refused, output)
        return why

    def template(self, stream: IO[Any], *, all_columns: bool = False) -> None:
        """Write an empty document of a fillable format, with the usual columns or with all of them."""
        self._module().template(stream, all_columns=all_columns)

    def _module(self) -> Any:
        return import_module(f"ledger.formats.{self.module}")


_ALL: Final = (
    Format("jsonl", ".jsonl", "jsonl", "records, for another ledger"),
    Format("json", ".json", "json_document", "one document for an editor"),
    # A bundle is made and verified in memory, with about 10 kB of proof for each figure.
    Format("bundle", ".bundle.json", "bundle", "a trace with its proofs", most=10_000),
    # As much as a person can read and a browser can draw.
    Format("html", ".html", "page.html", "a page to read or to print, with its proof inside", most=1_000),
    Format("card", ".card.html", "page.card", "the answer on a card, to embed in an article", most=1_000),
    Format("element", ".element.html", "element.element_html", "the answer, proved in the browser of its reader",
           most=1_000),
    Format("svg", ".svg", "graph.svg", "the picture of where a number comes from", most=1_000),
    Format("png", ".png", "graph.png", "the same picture as pixels", binary=True, most=1_000),
    Format("csv", ".csv", "sheet.csv_sheet", "the desk's sheet, a row a figure", readable=True, fillable=True),
    # Excel has 1,048,576 rows: one holds the headings, and one stays free to type in.
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
    """Return the format with this name. Raises InputError if there is none."""
    if name not in FORMATS:
        near = get_close_matches(name, FORMATS, n=1, cutoff=0.5)
        hint = f"did you mean {near[0]}? " if near else ""
        raise InputError(f"no format is called {name[:40]!r}", hint=f"{hint}there are: {', '.join(FORMATS)}")
    return FORMATS[name]


#: Formats of sheets that cannot be read, by the suffix of the file.
_SHEETS_ELSEWHERE: Final = {
    ".xls": "an Excel workbook of the old kind",
    ".xlsb": "a binary Excel workbook",
    ".ods": "an OpenDocument sheet",
    ".numbers": "a Numbers document",
}


def refuse_unreadable(filename: str) -> None:
    """Raise FormatError if the suffix of a file is that of a sheet in a format that cannot be read."""
    for ending, kind in _SHEETS_ELSEWHERE.items():
        if filename.lower().endswith(ending):
            raise FormatError(
                f"{filename} is {kind} ({ending}), which is not read",
                hint="open it in a spreadsheet, save it as .xlsx, and import that",
            )


def format_of(filename: str) -> str | None:
    """Return the format with whose suffix or name a file name ends, preferring the longest match, or None."""
    suffixes = {f".{name}": name for name in FORMATS} | {known.suffix: known.name for known in _ALL}
    suffixes |= {".tsv": "csv", ".xlsm": "xlsx", ".xltx": "xlsx", ".xltm": "xlsx"}
    fitting = [suffix for suffix in suffixes if filename.lower().endswith(suffix)]
    return suffixes[max(fitting, key=len)] if fitting else None


def likely_format(head: bytes) -> str | None:
    """Return the format whose signs all occur in the beginning of a file, for a hint, or None."""
    return next(
        (known.name for known in _ALL if known.signs and all(sign in head for sign in known.signs)), None
    )
