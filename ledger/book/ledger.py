"""The class `Ledger`: all operations on a ledger."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, BinaryIO, Never, Self, TextIO

from ledger.book import making
from ledger.book.arguments import as_list, no_progress
from ledger.book.article_methods import ArticleMethods
from ledger.book.desk_methods import DeskMethods
from ledger.book.frame_methods import FrameMethods
from ledger.errors import InputError, Problem
from ledger.query.ledger_context import Clock, LedgerContext, Salts, default_location, system_clock
from ledger.store.engine import DEFAULT_WAIT, database_url, open_engine, shown_url

if TYPE_CHECKING:
    from ledger.book.agents import AgentListed, Duplicates
    from ledger.book.checking import Checked, Progress
    from ledger.book.history import History, LogLine
    from ledger.book.importing import Imported
    from ledger.book.listing import Listed
    from ledger.book.redacting import Redacted
    from ledger.book.todo import Tasks
    from ledger.book.trace_answer import TraceAnswer
    from ledger.formats import LoadedFile
    from ledger.store.append import Outcome
    from ledger.trace.document import LedgerHead
    from ledger.trace.walk import Direction

# Modules are imported in the methods that use them, so that a trace starts without what recording needs.


class Ledger(ArticleMethods, DeskMethods, FrameMethods):
    """A ledger in a database. Open one with `Ledger.open`, or create one with `Ledger.create`.

    The records of a call are recorded together or not at all. A reference is a key, an id, a unique beginning of an id
    (6 or more hex digits) or ``@``, the last figure recorded by the same person.
    """

    def __init__(self, context: LedgerContext) -> None:
        super().__init__(context)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Ledger {shown_url(self._context.database.url)}>"

    def close(self) -> None:
        """Close the connections to the database. Using the ledger afterwards opens them again."""
        self._context.database.dispose()

    @contextmanager
    def _closed_on_failure(self) -> Iterator[None]:
        """Close the connections if opening fails, because a server has few of them."""
        try:
            yield
        except BaseException:
            self.close()
            raise

    @classmethod
    def open(
        cls,
        where: str | Path | None = None,
        *,
        who: str | None = None,
        sign: str | Path | None = None,
        wait: float = DEFAULT_WAIT,
        clock: Clock = system_clock,
        salts: Salts = os.urandom,
    ) -> Ledger:
        """Open the ledger at a path or database URL; by default `query.ledger_context.default_location`.

        `who` is the recorder; with the key in the file `sign`, it is by default the owner of that key, and the records
        are signed. `wait` is the time in seconds to wait for another writer. With the same `clock` and `salts`, the
        same calls make the same ledger. Raises StoreError if there is none, MigrationNeededError if its tables are of
        another revision.
        """
        context = _opened(where, who, wait, clock, salts)
        if sign is not None:
            from ledger.trust.keys import person_key

            context = replace(context, signing=person_key(Path(sign)))
        ledger = cls(context)
        with ledger._closed_on_failure():
            making.check(ledger._context)
        return ledger

    @classmethod
    def create(
        cls,
        where: str | Path | None = None,
        *,
        name: str | None = None,
        who: str | None = None,
        wait: float = DEFAULT_WAIT,
        clock: Clock = system_clock,
        salts: Salts = os.urandom,
    ) -> Ledger:
        """Create a ledger in a new file, or in a database without tables, with a `name` for its exports.

        Raises ConflictError if there is one already.
        """
        ledger = cls(_opened(where or "ledger.db", who, wait, clock, salts))
        with ledger._closed_on_failure():
            making.create(ledger._context, name)
        return ledger

    @staticmethod
    def status(where: str | Path | None = None) -> making.Status:
        """Return the revision of the tables at a path or URL, and the number of entries."""
        with _temporary_context(where) as context:
            return making.status(context)

    @staticmethod
    def upgrade(where: str | Path | None = None) -> making.Status:
        """Migrate the tables of an older ledger to this program's revision. The records do not change."""
        with _temporary_context(where) as context:
            making.upgrade(context)
            return making.status(context)

    def backup(self, stream: IO[bytes], *, progress: Progress = no_progress) -> None:
        """Write the log with its texts, salts and seals: the same bytes for the same ledger.

        The file (``ledger-backup/1``, JSON Lines compressed by gzip) does not depend on the kind of database. It has no
        erased texts.
        """
        from ledger.book import backing_up

        backing_up.back_up(self._context, stream, progress)

    @staticmethod
    def restore(where: str | Path, stream: IO[bytes], *, progress: Progress = no_progress) -> making.Status:
        """Restore a backup to a new file, or to a database without tables: all of it or nothing.

        Every entry and text is hashed, and the root is compared with that of the backup. Raises ConflictError if there
        is a ledger already, FormatError if the file is not a backup, was truncated or changed.
        """
        from ledger.book import backing_up

        with _temporary_context(where) as context:
            return backing_up.restore(context, stream, progress)

    @staticmethod
    def roles(
        where: str | Path | None = None,
        *,
        writer: str | None = None,
        reader: str | None = None,
        dry_run: bool = False,
    ) -> list[str]:
        """Create PostgreSQL roles: a writer, who may only add, and a reader, who may only read.

        Returns the statements that were executed, or with `dry_run` would be. Passwords are set elsewhere. Raises
        ConflictError on SQLite, which has no roles, and for a role that owns the ledger.
        """
        with _temporary_context(where) as context:
            return making.grant(context, writer=writer, reader=reader, dry_run=dry_run)

    @property
    def who(self) -> str:
        """The name of the recorder."""
        return self._context.who

    def recording_as(self, who: str) -> Ledger:
        """Return the same ledger, without opening it again, with another recorder. Raises InputError for no name."""
        return Ledger(self._context.recording_as(who))

    @property
    def head(self) -> LedgerHead:
        """The name of the ledger, and the size and root of its log."""
        from ledger.query.tracing import current_head

        return current_head(self._context)

    @property
    def size(self) -> int:
        """The number of entries."""
        from ledger.store.engine import reading
        from ledger.store.head import read_head

        with reading(self._context.database) as connection:
            return read_head(connection).size

    # Recording.

    def record(self, records: Iterable[Mapping[str, Any]], *, dry_run: bool = False) -> list[Outcome]:
        """Record mappings as in `schema/record.schema.json`, in order: all of them or none.

        Raises InputError with all problems.
        """
        from ledger.book import recording

        if isinstance(records, Mapping):
            raise InputError("records are a list: write [{…}]")
        return recording.record(self._context, records, dry_run=dry_run)

    def add(
        self,
        quantity: str | Mapping[str, Any] | None = None,
        *,
        value: str | int | None = None,
        low: str | int | None = None,
        high: str | int | None = None,
        hedge: str | None = None,
        unit: str | None = None,
        direction: str | None = None,
        statistic: str | None = None,
        price_base: str | int | None = None,
        label: str | None = None,
        reported_by: Sequence[str] = (),
        relayed_by: Sequence[str | Sequence[str]] = (),
        source: str | None = None,
        title: str | None = None,
        publisher: str | None = None,
        published: str | None = None,
        quote: str | Mapping[str, str] | None = None,
        locator: str | None = None,
        snapshot: str | None = None,
        stated: str | None = None,
        period: str | None = None,
        place: str | None = None,
        nature: str | None = None,
        primary: bool = False,
        wording: str | None = None,
        key: str | None = None,
        relays: str | None = None,
        inputs: Mapping[str, str] | None = None,
        formula: str | None = None,
        assumptions: Sequence[str] = (),
        note: str | None = None,
        tags: Sequence[str] = (),
        language: str | None = None,
        dry_run: bool = False,
        **unknown: Never,
    ) -> list[Outcome]:
        """Record a figure; its own outcome is the last of its kind. The fields are those of `adding.Addition`.

        `quantity` is a phrase ("nearly 100 convictions per week") or an object as in `schema/record.schema.json`;
        `value` to `price_base` override their part of it. Words are read in the language of the quote, else of the
        source, else in `language` (a BCP 47 tag), else in English. Raises InputError with all problems, such as unknown
        fields, and ConflictError if `key` is taken.
        """
        from ledger.book import adding, recording

        fields = {name: field for name, field in locals().items() if name in adding.FIELDS}
        steps = adding.steps(adding.addition(fields | unknown), language)
        keys = [key] if key else []
        return recording.record(self._context.reading(language), steps, keys=keys, dry_run=dry_run)

    def import_(
        self,
        stream: BinaryIO | LoadedFile,
        *,
        format: str = "jsonl",
        name: str | None = None,
        rejects: TextIO | None = None,
        refused: Callable[[int, Sequence[Problem]], None] | None = None,
        batch: int | None = None,
        dry_run: bool = False,
        language: str | None = None,
        progress: Callable[[int], None] = lambda _bytes: None,
        committed: Callable[[Imported], None] = lambda _done: None,
    ) -> Imported:
        """Import a stream of bytes in one of the readable `formats.FORMATS`, or a file that a format has read.

        `name` stands for the file in problems. `rejects` receives the lines that cannot be recorded, and `refused` is
        called with the number and the problems of each; without either, one such line means that nothing is recorded.
        `batch` is the number of lines after which to commit; `progress` is called with the bytes read, `committed` with
        the state after each commit; `language` is as in `add`. Raises InputError with the first 1,000 problems,
        FormatError for a format that can only be written.
        """
        from ledger.book import importing

        how = importing.Import(
            name=name or str(getattr(stream, "name", "-")),
            rejects=rejects,
            refused=refused,
            batch=batch,
            dry_run=dry_run,
            language=language,
            progress=progress,
            committed=committed,
        )
        return importing.import_file(self._context, stream, format, how)

    def review(
        self,
        reference: str,
        verdict: str,
        *,
        rating: str | None = None,
        accept: Sequence[str] = (),
        note: str | None = None,
    ) -> list[Outcome]:
        """Give a verdict on a figure, a link or a source.

        `rating` is the verdict in the desk's own words ("Half true"); `accept` lists the codes of findings that were
        looked at and accepted. Raises InputError for an unknown code.
        """
        from ledger.trace.rules import refuse_unknown

        accepted = as_list("accept", accept)
        refuse_unknown(accepted)
        record = {
            "record": "review",
            "of": reference,
            "verdict": verdict,
            "rating": rating,
            "accept": accepted,
            "note": note,
        }
        return self.record([record])

    def correct(
        self, reference: str, by: str, *, reason: str | None = None, cause: str = "withdrawn"
    ) -> list[Outcome]:
        """Record that a record was replaced by another: `cause` is ``withdrawn`` or ``misrecorded``."""
        record = {"record": "correction", "of": reference, "by": by, "cause": cause, "reason": reason}
        return self.record([record])

    def retract(
        self, reference: str, *, reason: str | None = None, cause: str = "withdrawn"
    ) -> list[Outcome]:
        """Record that the party that stated a figure withdrew it. To undo our own mistake, use `remove`."""
        return self.record([{"record": "correction", "of": reference, "cause": cause, "reason": reason}])

    def amend(
        self,
        reference: str,
        quantity: str | Mapping[str, Any] | None = None,
        *,
        value: str | int | None = None,
        low: str | int | None = None,
        high: str | int | None = None,
        hedge: str | None = None,
        unit: str | None = None,
        direction: str | None = None,
        statistic: str | None = None,
        price_base: str | int | None = None,
        label: str | None = None,
        reported_by: Sequence[str] | None = None,
        source: str | None = None,
        title: str | None = None,
        publisher: str | None = None,
        published: str | None = None,
        quote: str | Mapping[str, str] | None = None,
        locator: str | None = None,
        snapshot: str | None = None,
        stated: str | None = None,
        period: str | None = None,
        place: str | None = None,
        nature: str | None = None,
        primary: bool | None = None,
        wording: str | None = None,
        key: str | None = None,
        relays: str | None = None,
        inputs: Mapping[str, str] | None = None,
        formula: str | None = None,
        assumptions: Sequence[str] | None = None,
        note: str | None = None,
        tags: Sequence[str] | None = None,
        language: str | None = None,
        dry_run: bool = False,
        **unknown: Never,
    ) -> list[Outcome]:
        """Correct our own mistake in a figure or a link by recording it again with changed fields.

        The fields are those of `add`; None leaves a field unchanged, an empty text clears it. `value` to `price_base`
        change their own part of the quantity; `inputs` replaces all inputs of the formula. References to the old record
        then mean the new one. Raises InputError for unknown fields, or if nothing changes.
        """
        from ledger.book import adding, judging

        fields = {name: field for name, field in locals().items() if name in adding.FIELDS}
        return judging.amend(self._context.reading(language), reference, fields | unknown, dry_run=dry_run)

    def remove(self, reference: str, *, reason: str | None = None) -> list[Outcome]:
        """Record that one of our records was a mistake without a replacement. It is ignored from then on."""
        return self.record(
            [{"record": "correction", "of": reference, "cause": "misrecorded", "reason": reason}]
        )

    def same(self, first: str, second: str, *, same: bool = True) -> list[Outcome]:
        """Record that two parties, or two figures, are the same, or with ``same=False`` that they are not."""
        return self.record([{"record": "same", "refs": [first, second], "same": same}])

    def undo(self, reference: str) -> list[Outcome]:
        """Take a judgement back, or the latest correction of a figure or link."""
        from ledger.book import judging

        return judging.undo(self._context, reference)

    def redact(self, reference: str, field: str, *, reason: str, dry_run: bool = False) -> Redacted:
        """Erase the quote, note or text of a record permanently, and record who did so, when and why.

        Raises InputError if the record has no such text, or if `reason` repeats it.
        """
        from ledger.book import redacting

        return redacting.redact(self._context, reference, field, reason, dry_run=dry_run)

    def clean_up(self) -> None:
        """Remove erased texts from the files of the database, for when `redact` could not do so itself.

        Raises StoreError if something still prevents it.
        """
        from ledger.store.erase import clean_up

        clean_up(self._context.database)

    # Asking.

    def trace(self, reference: str, *, depth: int | None = None, as_of: str | None = None) -> TraceAnswer:
        """Trace a figure to its origins, or all figures of a source. `as_of` is an entry or a time."""
        return self._traced(reference, "upstream", depth, as_of)

    def impact(self, reference: str, *, depth: int | None = None, as_of: str | None = None) -> TraceAnswer:
        """Find the figures that rest on a figure, their sources, and those that would fall with it."""
        return self._traced(reference, "downstream", depth, as_of)

    def _traced(
        self, reference: str, direction: Direction, depth: int | None, as_of: str | None
    ) -> TraceAnswer:
        from ledger.book.trace_answer import TraceAnswer
        from ledger.query.tracing import trace

        found = trace(self._context, reference, direction=direction, depth=depth, as_of=as_of)
        return TraceAnswer.of(found)

    def check(
        self,
        references: Sequence[str] = (),
        *,
        select: Sequence[str] = (),
        ignore: Sequence[str] = (),
        progress: Progress = no_progress,
    ) -> Checked:
        """Check the whole ledger, or the figures that the references name and everything upstream of them."""
        from ledger.book import checking

        return checking.check(
            self._context,
            as_list("references", references),
            select=as_list("select", select),
            ignore=as_list("ignore", ignore),
            progress=progress,
        )

    def agents(self) -> Sequence[AgentListed]:
        """Return every party, ordered by name, with those that are the same and those that look alike."""
        from ledger.book import agents

        return agents.agents(self._context)

    def duplicates(self) -> Iterator[Duplicates]:
        """Yield figures that are probably one statement recorded more than once."""
        from ledger.book import agents

        return agents.duplicates(self._context)

    def todo(self, *, most: int = 10) -> Tasks:
        """Return the next tasks; of a large ledger, from the figures that are used most and the newest."""
        from ledger.book import todo

        return todo.tasks(self._context, most)

    def show(self, reference: str) -> History:
        """Return one record with its whole history."""
        from ledger.book import history

        return history.show(self._context, reference)

    def log(self, reference: str | None = None, *, since: str | None = None) -> Iterator[LogLine]:
        """Yield the log, oldest first: all of it, or the entries about `reference`, or since a time or entry."""
        from ledger.book import history

        return history.log(self._context, reference, since)

    def list(
        self,
        *,
        search: str | None = None,
        agent: str | None = None,
        source: str | None = None,
        finding: str | None = None,
        status: str | None = None,
        verdict: str | None = None,
        unit: str | None = None,
        value: str | None = None,
        date: str | None = None,
        most: int | None = None,
        after: int = 0,
    ) -> Iterator[Listed]:
        """Yield the figures that match all filters: the best first if there is a search, else in order of recording.

        `search` are words that must all occur in label, quantity, quote, reporter or source; `agent` and `source` are
        references; `finding` is a code; `status` is ``current``, ``corrected``, ``retracted``, ``fallen`` (all that the
        figure rests on was withdrawn) or a verdict; `verdict` is a verdict, or ``none`` for figures without a review;
        `unit` is the unit of the figure or a part of it (``GBP``); `value` and `date` are ranges (``1000..9000``,
        ``2023..``), the date being that of the statement or else of publication; the list begins behind the entry
        `after`. Raises InputError for a filter that cannot be read.
        """
        from ledger.book import listing

        filters = {name: field for name, field in locals().items() if name in listing.FILTERS}
        return listing.figures(self._context, listing.Wanted(**filters))

    def search(self, words: str, *, most: int = 20) -> Sequence[Listed]:
        """Find figures by words in labels, quotes, names and titles, the best first."""
        from ledger.book import listing

        return listing.search(self._context, words, most)

    def names_anything(self, reference: str) -> bool:
        """Return whether a reference names at least one figure or source. If not, it can be searched for."""
        from ledger.query.references import names_anything

        return names_anything(self._context, reference)

    def keys_beginning(self, beginning: str, *, most: int = 50) -> Sequence[str]:
        """Return up to `most` keys that begin with these characters."""
        from ledger.query.references import keys_beginning

        return keys_beginning(self._context, beginning, most)

    # Exporting.

    def export_lines(
        self, references: Sequence[str] = (), *, with_texts: bool = False
    ) -> Iterator[dict[str, Any]]:
        """Yield all records as an export writes them, in the order of recording.

        With references, yield these records, everything upstream of them, and all judgements on them. The texts of
        snapshots are left out unless `with_texts` asks for them.
        """
        from ledger.book import exporting

        return exporting.lines(self._context, as_list("references", references), with_texts=with_texts)

    def export(
        self,
        stream: IO[Any],
        *,
        format: str = "jsonl",
        references: Sequence[str] = (),
        with_texts: bool = False,
        progress: Progress = no_progress,
        warn: Callable[[str], None] = lambda _message: None,
        key_file: str | Path | None = None,
        as_of: str | None = None,
    ) -> None:
        """Write the ledger, or what the references name and all upstream of it, in one of `formats.FORMATS`.

        The stream is of bytes for a format that is `binary` there, else of text. The texts of snapshots are left out
        unless `with_texts` asks for them. `warn` is called with warnings about the document. A bundle or a page is
        signed as the ledger's answer with the key in `key_file`, by default with that in `keys.default_key_file`, if it
        exists. With `as_of`, an entry or a time, the ledger is written as it was then, without a proof. Raises
        InputError for an unknown format, and for more figures than the format can hold.
        """
        from ledger.book import exporting

        handout = exporting.Handout(
            self._context,
            as_list("references", references),
            with_texts=with_texts,
            progress=progress,
            warn=warn,
            key_file=None if key_file is None else Path(key_file),
            as_of=as_of,
        )
        exporting.export(handout, format, stream)


@contextmanager
def _temporary_context(where: str | Path | None) -> Iterator[LedgerContext]:
    """Connect to the database at a path or URL, and disconnect at the end."""
    context = _opened(where, None, DEFAULT_WAIT, system_clock, os.urandom)
    try:
        yield context
    finally:
        context.database.dispose()


def _opened(
    where: str | Path | None, who: str | None, wait: float, clock: Clock, salts: Salts
) -> LedgerContext:
    location = default_location() if where is None else str(where)
    engine = open_engine(database_url(location), wait=wait)
    return LedgerContext(database=engine, name=who, clock=clock, salts=salts)
