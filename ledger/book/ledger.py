"""`Ledger`: everything that can be asked of a ledger, and done to it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, BinaryIO

from ledger.book import making
from ledger.query.ledger_context import Clock, LedgerContext, Salts, default_location, system_clock
from ledger.store.engine import DEFAULT_WAIT, database_url, open_engine

if TYPE_CHECKING:
    from ledger.book.capturing import Capture, Captured
    from ledger.book.checking import Checked, Progress
    from ledger.book.drafting import DraftStatus
    from ledger.book.history import History, LogLine
    from ledger.book.importing import Import, Imported
    from ledger.book.listing import Listed, Wanted
    from ledger.book.redacting import Redacted
    from ledger.formats import LoadedFile
    from ledger.store.append import Outcome
    from ledger.trace.document import Trace
    from ledger.trust.page_proof import ProvenPage
    from ledger.trust.proving import Proven
    from ledger.trust.sealing import SealReport
    from ledger.trust.verifying import Verified

# What a method needs is imported when it is called: a trace starts without what recording takes.


def _no_progress(_done: int, _of: int) -> None:
    """No progress shown."""


class Ledger:
    """A ledger in a database. Open one with `Ledger.open` or make one with `Ledger.create`.

    Whatever is recorded goes in whole or not at all. References are keys, ids, unique beginnings of ids
    (6 or more hex digits) or ``@``, the last figure recorded by the same person.
    """

    def __init__(self, desk: LedgerContext) -> None:
        self._desk = desk

    @classmethod
    def open(
        cls,
        where: str | Path | None = None,
        *,
        who: str | None = None,
        wait: float = DEFAULT_WAIT,
        clock: Clock = system_clock,
        salts: Salts = os.urandom,
    ) -> Ledger:
        """Open the ledger at a path or database URL; by default `desk.default_location`.

        `who` records; `wait` is how many seconds to wait for another writer. `clock` and `salts` can be
        injected, so that two ledgers come out the same. Raises StoreError where there is none, and
        MigrationNeededError where its tables are of another revision.
        """
        ledger = cls(_desk(where, who, wait, clock, salts))
        making.check(ledger._desk)
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
        """Make a ledger in a new file, or in a database without tables. `name` is what its exports call it.

        Raises ConflictError where there is one already.
        """
        ledger = cls(_desk(where or "ledger.db", who, wait, clock, salts))
        making.create(ledger._desk, name)
        return ledger

    @staticmethod
    def status(where: str | Path | None = None) -> making.Status:
        """What is at a path or URL: which revision its tables are of, how many entries it has."""
        return making.status(_desk(where, None, DEFAULT_WAIT, system_clock, os.urandom))

    @staticmethod
    def upgrade(where: str | Path | None = None) -> making.Status:
        """Bring the tables of an older ledger to this program's revision. What is recorded stays as it is."""
        desk = _desk(where, None, DEFAULT_WAIT, system_clock, os.urandom)
        making.upgrade(desk)
        return making.status(desk)

    @staticmethod
    def roles(
        where: str | Path | None = None,
        *,
        writer: str | None = None,
        reader: str | None = None,
        dry_run: bool = False,
    ) -> list[str]:
        """Make PostgreSQL roles: a writer, who may only add, and a reader, who may only read.

        Returns the statements that were carried out, or with `dry_run` would be. Passwords are set elsewhere.
        Raises ConflictError on SQLite, which has no roles, and for a role that owns the ledger.
        """
        desk = _desk(where, None, DEFAULT_WAIT, system_clock, os.urandom)
        return making.grant(desk, writer=writer, reader=reader, dry_run=dry_run)

    @property
    def who(self) -> str:
        """Who records."""
        return self._desk.who

    @property
    def size(self) -> int:
        """How many entries there are."""
        from ledger.store.engine import reading
        from ledger.store.head import read_head

        with reading(self._desk.database) as connection:
            return read_head(connection).size

    # Recording.

    def record(self, records: Iterable[Mapping[str, Any]], *, dry_run: bool = False) -> list[Outcome]:
        """Record everything or nothing: mappings as in `schema/record.schema.json`, in order.

        Raises InputError with every problem.
        """
        from ledger.book import recording

        return recording.record(self._desk, records, dry_run=dry_run)

    def add(
        self,
        quantity: str | Mapping[str, Any] | None = None,
        *,
        language: str | None = None,
        dry_run: bool = False,
        **fields: Any,
    ) -> list[Outcome]:
        """Record a figure, with the fields of `adding.Addition`. The figure's own outcome is the last of its kind.

        A quantity in words is read in the quote's language, else the source's, else `language` (a BCP 47 tag),
        else English. Raises InputError with every problem.
        """
        from ledger.book import adding, recording

        steps = adding.steps(adding.Addition(quantity=quantity, **fields))
        return recording.record(self._desk.reading(language), steps, dry_run=dry_run)

    def import_lines(self, stream: BinaryIO, how: Import) -> Imported:
        """Import JSON Lines from a binary stream. Raises InputError with the first 1,000 problems."""
        from ledger.book import importing

        return importing.import_lines(self._desk, stream, how)

    def import_reading(self, reading: LoadedFile, how: Import) -> Imported:
        """Import what a format has read. Raises InputError with the first 1,000 problems."""
        from ledger.book import importing

        return importing.import_reading(self._desk, reading, how)

    def capture(self, data: bytes, how: Capture, *, dry_run: bool = False) -> Captured:
        """Record a document (its bytes) as a source and a snapshot of its text.

        Raises FormatError for a document that cannot be read, InputError for one that cannot be recorded.
        """
        from ledger.book import capturing

        return capturing.capture(self._desk, data, how, dry_run=dry_run)

    def draft_status(self, reference: str) -> DraftStatus:
        """Where the figures of a source stand in its newest snapshot, in reading order.

        Raises NotFoundError for no source, InputError for one without a snapshot that has a text.
        """
        from ledger.book import drafting

        return drafting.status(self._desk, reference)

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

        `rating` is the verdict in the desk's own words ("Half true"); `accept` lists findings looked at and in
        order.
        """
        record = {
            "record": "review",
            "of": reference,
            "verdict": verdict,
            "rating": rating,
            "accept": list(accept),
            "note": note,
        }
        return self.record([record])

    def correct(
        self, reference: str, by: str, *, reason: str | None = None, cause: str = "withdrawn"
    ) -> list[Outcome]:
        """Say that a record was replaced by another: `cause` is ``withdrawn`` or ``misrecorded``."""
        record = {"record": "correction", "of": reference, "by": by, "cause": cause, "reason": reason}
        return self.record([record])

    def retract(
        self, reference: str, *, reason: str | None = None, cause: str = "withdrawn"
    ) -> list[Outcome]:
        """Say that a figure, a link or a judgement was withdrawn, or that we should not have recorded it."""
        return self.record([{"record": "correction", "of": reference, "cause": cause, "reason": reason}])

    def amend(
        self, reference: str, *, language: str | None = None, dry_run: bool = False, **fields: Any
    ) -> list[Outcome]:
        """Mend our own typing slip in a figure: record it anew with some fields changed.

        Whatever refers to the old one then means the new one. Relays that left out what was mended, and so
        had it copied, are mended along with it. Raises InputError if nothing changes.
        """
        from ledger.book import judging

        return judging.amend(self._desk.reading(language), reference, fields, dry_run=dry_run)

    def undo(self, reference: str) -> list[Outcome]:
        """Take a judgement back; of a figure or link, its latest correction."""
        from ledger.book import judging

        return judging.undo(self._desk, reference)

    def redact(self, reference: str, field: str, *, reason: str, dry_run: bool = False) -> Redacted:
        """Erase the quote, note or text of a record for good, and record who did so when and why.

        Raises InputError where the record has no such text, or `reason` repeats it.
        """
        from ledger.book import redacting

        return redacting.redact(self._desk, reference, field, reason, dry_run=dry_run)

    def clean_up(self) -> None:
        """Clear the database's files of what redactions erased. `redact` does so; this is for when it could not.

        Raises StoreError where something is still in the way.
        """
        from ledger.store.erase import clean_up

        clean_up(self._desk.database)

    # Asking.

    def trace(self, reference: str, *, depth: int | None = None, as_of: str | None = None) -> Trace:
        """Where a figure came from, up to its origins; of a source, its story. `as_of` is an entry or a time."""
        from ledger.query import tracing

        return tracing.trace(self._desk, reference, direction="upstream", depth=depth, as_of=as_of)

    def impact(self, reference: str, *, depth: int | None = None, as_of: str | None = None) -> Trace:
        """What rests on a figure, in which sources, and what would fall with it."""
        from ledger.query import tracing

        return tracing.trace(self._desk, reference, direction="downstream", depth=depth, as_of=as_of)

    def check(
        self,
        references: Sequence[str] = (),
        *,
        select: Sequence[str] = (),
        ignore: Sequence[str] = (),
        progress: Progress = _no_progress,
    ) -> Checked:
        """Recompute, compare, find: in the whole ledger, or in what the references name and all upstream of it."""
        from ledger.book import checking

        return checking.check(self._desk, references, select=select, ignore=ignore, progress=progress)

    def show(self, reference: str) -> History:
        """One record with its whole history."""
        from ledger.book import history

        return history.show(self._desk, reference)

    def log(self, reference: str | None = None, *, since: str | None = None) -> Iterator[LogLine]:
        """What was recorded, oldest first; only what concerns `reference`, only since a time or entry."""
        from ledger.book import history

        return history.log(self._desk, reference, since)

    def list(self, wanted: Wanted) -> Iterator[Listed]:
        """The figures that are wanted, in the order in which they were recorded."""
        from ledger.book import listing

        return listing.figures(self._desk, wanted)

    def search(self, words: str, *, most: int = 20) -> Sequence[Listed]:
        """The figures found by words in labels, quotes, names and titles, best first."""
        from ledger.book import listing

        return listing.search(self._desk, words, most)

    def names_anything(self, reference: str) -> bool:
        """Whether a reference names a figure or a source, or several. What does not can be searched for."""
        from ledger.query.references import names_anything

        return names_anything(self._desk, reference)

    # Handing out.

    def export_lines(
        self, references: Sequence[str] = (), *, with_texts: bool = False
    ) -> Iterator[dict[str, Any]]:
        """The records as an export writes them, in the order in which they were recorded.

        With references: these, everything upstream of them, and all that was said of any of it. The texts of
        snapshots are left out unless `with_texts` asks for them.
        """
        from ledger.book import exporting

        return exporting.lines(self._desk, references, with_texts=with_texts)

    def export(
        self,
        stream: IO[Any],
        *,
        format: str = "jsonl",
        references: Sequence[str] = (),
        with_texts: bool = False,
        progress: Progress = _no_progress,
        warn: Callable[[str], None] = lambda _message: None,
        key_file: str | Path | None = None,
    ) -> None:
        """Write the ledger, or what the references name and all upstream of it, in one of `formats.FORMATS`.

        The stream is one of text, or of bytes for a format that is `binary` there. The texts of snapshots are
        left out unless `with_texts` asks for them. Raises InputError for a format that there is none of, and for
        more figures than it bears. `warn` is told what is to be known of the document. A bundle or a page is signed
        as the ledger's answer with the key in `key_file`, by default `keys.default_key_file` where there is one.
        """
        from ledger.book import exporting

        handout = exporting.Handout(
            self._desk,
            references,
            with_texts=with_texts,
            progress=progress,
            warn=warn,
            key_file=None if key_file is None else Path(key_file),
        )
        exporting.export(handout, format, stream)

    # Trust.

    @staticmethod
    def new_key(name: str, file: str | Path | None = None, *, random: Salts = os.urandom) -> str:
        """Make a signing key in a new file, by default `keys.default_key_file`; returns the public verifier key.

        Raises InputError for a name that no key can have, ConflictError where there is such a file.
        """
        from ledger.trust import keys

        return str(keys.new_key(name, None if file is None else Path(file), random=random))

    @staticmethod
    def public_key(file: str | Path | None = None) -> str:
        """The public verifier key that belongs to a signing key. Raises InputError where others can read its file."""
        from ledger.trust import keys

        return str(keys.read_key(None if file is None else Path(file)).verifier())

    def seal(self, key_files: Sequence[str | Path] = ()) -> SealReport:
        """Sign the current root as a C2SP checkpoint with the keys in these files, by default one, and store it.

        Raises InputError where nothing is recorded or a key file cannot be used, and ProofError where the log is not
        the one that was sealed before.
        """
        from ledger.trust import sealing

        return sealing.seal(self._desk, [Path(file) for file in key_files] or [None])

    def bundle(
        self,
        references: Sequence[str] = (),
        *,
        key_file: str | Path | None = None,
        warn: Callable[[str], None] = lambda _message: None,
    ) -> dict[str, Any]:
        """A trace with the proofs of all that it follows from, as of the newest checkpoint (`ledger-bundle/1`).

        It is signed as the ledger's answer with the key in `key_file`, by default `keys.default_key_file`; where that
        cannot be used, `warn` is told why the bundle is not signed. Raises InputError where the ledger was never
        sealed or `key_file` cannot be used, NotFoundError for what was recorded since.
        """
        from ledger.trust import bundling

        return bundling.bundle(
            self._desk, references, key_file=None if key_file is None else Path(key_file), warn=warn
        )

    def unsealed(self) -> int:
        """How many entries were recorded since the newest checkpoint: all, where there is none."""
        from ledger.trust import sealing

        return sealing.unsealed(self._desk)

    @staticmethod
    def verify_bundle(data: bytes, keys: Sequence[str] = ()) -> Proven:
        """Check a bundle without any ledger; `keys` are verifier keys, or files of them.

        Without a key nothing says who made it: `signed_by` is then empty. Raises FormatError for what is no bundle,
        ProofError for one that does not hold.
        """
        from ledger.trust import proving
        from ledger.trust.keys import verifier_keys

        return proving.check(proving.read_bundle(data), verifier_keys(keys))

    @staticmethod
    def verify_page(data: bytes, keys: Sequence[str] = ()) -> ProvenPage:
        """Check a page that was exported as html: the bundle in it, as `verify_bundle` does, and every word of it.

        Raises FormatError for what is no such page, ProofError for one that carries no proof, whose bundle does not
        hold, or that was changed.
        """
        from ledger.trust import page_proof
        from ledger.trust.keys import verifier_keys

        return page_proof.check(data, verifier_keys(keys))

    def verify(
        self,
        *,
        deep: bool = False,
        against: bytes | None = None,
        since: bytes | None = None,
        keys: Sequence[str] = (),
        origin: str | None = None,
        progress: Progress = _no_progress,
    ) -> Verified:
        """Hash every entry again, compute the root, and hold the log to every checkpoint in the ledger.

        `deep` also rebuilds the projection and compares it. `against` is a checkpoint kept elsewhere, which the log
        must extend. `since` is one that was verified before: only what was recorded since is hashed again, and the
        rest is taken from the stored tree, which must have its root. With `keys`, verifier keys or files of them,
        one of them must have signed it, or else the newest checkpoint in the ledger. `origin` is the first line of the
        seals of the ledger that it must be.

        Raises TamperError at the first entry that is damaged, ProofError where the log is not the one that was
        sealed, FormatError for what is no checkpoint.
        """
        from ledger.trust import verifying
        from ledger.trust.keys import verifier_keys

        return verifying.verify(
            self._desk,
            deep=deep,
            against=against,
            since=since,
            keys=verifier_keys(keys),
            origin=origin,
            progress=progress,
        )


def _desk(
    where: str | Path | None, who: str | None, wait: float, clock: Clock, salts: Salts
) -> LedgerContext:
    location = default_location() if where is None else str(where)
    engine = open_engine(database_url(location), wait=wait)
    return LedgerContext(database=engine, name=who, clock=clock, salts=salts)
