"""Exports records: as lines that another ledger can import, or gathered for one document."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeVar

from ledger import formats
from ledger.errors import InputError, NotFoundError
from ledger.model.codec import exported
from ledger.model.exported_line import spelled
from ledger.query.ledger_context import LedgerContext
from ledger.store import bodies as stored
from ledger.store.engine import Transaction, reading
from ledger.store.head import read_head
from ledger.store.processes import is_shared, spare_processors, spread

if TYPE_CHECKING:
    from ledger.book.checking import Progress
    from ledger.trace.document import LedgerHead, Trace
    from ledger.view.draft_view import DraftView
    from ledger.view.figure_view import FigureView
    from ledger.view.trace_view import TraceView

R = TypeVar("R")

#: The number of lines after which progress is reported.
_PROGRESS_EVERY = 500
#: The number of records rendered together, and the number up to which one process is faster than several.
_TOGETHER = 2_000
_ALONE = 10_000


def export(handout: Handout, name: str, stream: IO[Any]) -> None:
    """Write a format to a stream, of bytes where the format is binary.

    Raises InputError for a format that there is none of, and, before anything is read, for more figures than
    it bears.
    """
    chosen = formats.format_named(name)
    if not chosen.writable:
        raise InputError(
            f"{name} is read, and never written", hint="ledger export --help lists what can be written"
        )
    if chosen.most is not None and (many := handout.figures()) > chosen.most:
        raise InputError(
            f"{name} is for at most {chosen.most:,} figures, and these are {many:,}",
            hint=f"name a figure or a source: ledger export REF --format {name}; csv takes any number",
        )
    chosen.dump(handout, stream)


def lines(
    context: LedgerContext, references: Sequence[str], *, with_texts: bool = False, as_of: str | None = None
) -> Iterator[dict[str, Any]]:
    """Yield the records as an export writes them, in the order in which they were recorded.

    Snapshots are written without their texts, whose rights are others', unless `with_texts` asks for them.
    `recorded` says when and by whom a record was first recorded anywhere, as far as this ledger knows.
    """
    with reading(context.database) as connection:
        until = _entry_as_of(connection, as_of)
        if references:
            found = stored.read(connection, _selected(context, connection, references, until))
        else:
            found = stored.read_range(connection, 0, until)
        for record in found:
            yield _line(record, with_texts=with_texts)


def _entry_as_of(connection: Transaction, as_of: str | None) -> int:
    if as_of is None:
        return read_head(connection).size
    # What traces is not loaded to write records.
    from ledger.query.tracing import entry_as_of

    return entry_as_of(connection, read_head(connection), as_of)


def _line(record: stored.Stored, *, with_texts: bool) -> dict[str, Any]:
    body, withheld = record.body, record.withheld
    if body["record"] == "snapshot" and "text" in body and not with_texts:
        body, withheld = {name: value for name, value in body.items() if name != "text"}, record.digests()
    return exported(
        body,
        record_id=record.id,
        key=record.given_key,
        at=record.first_at,
        by=record.first_by,
        withheld=withheld,
    )


def _spelled(record: stored.Stored, *, with_texts: bool) -> str:
    return spelled(_line(record, with_texts=with_texts))


def _selected(
    context: LedgerContext, connection: Transaction, references: Sequence[str], until: int
) -> set[int]:
    """Return the entries named, all upstream of them, what those refer to, and the judgements on any of them."""
    from ledger.query.references import find
    from ledger.store import reach

    asked = {
        find(connection, reference, who=context.who if reference == "@" else None).seq
        for reference in references
    }
    for seq in list(asked):
        asked.update(reach.figures_of_source(connection, seq, until))
    figures, edges = reach.upstream(connection, asked, until)
    chosen = asked | figures | {edge.link for edge in edges}
    chosen |= {
        edge.link
        for edge in reach.revisions(connection, figures, until)
        if edge.figure in figures and edge.input in figures
    }
    pending = set(chosen)
    while pending:
        named = set(stored.seqs_of(connection, list(stored.read(connection, pending))).values())
        judgements = reach.judged_on(connection, pending | named, until)
        pending = (named | judgements) - chosen
        chosen |= pending
    return chosen


class Handout:
    """The content that a format is given to write out (`formats.Export`): nothing is read before it is asked for."""

    def __init__(
        self,
        context: LedgerContext,
        references: Sequence[str],
        *,
        with_texts: bool = False,
        progress: Progress = lambda _done, _of: None,
        warn: Callable[[str], None] = lambda _message: None,
        key_file: Path | None = None,
        as_of: str | None = None,
    ) -> None:
        self._context = context
        self._references = references
        self._with_texts = with_texts
        self._progress = progress
        self.warn = warn
        self._key_file = key_file
        self._as_of = as_of

    def _until(self, connection: Transaction) -> int:
        """Return the last entry of the ledger as it is handed out."""
        return _entry_as_of(connection, self._as_of)

    def lines(self) -> Iterator[dict[str, Any]]:
        """Yield the records, in the order in which they were recorded."""
        # Of a whole ledger most entries are records; what was chosen of one is not counted beforehand.
        total = 0
        if not self._references:
            with reading(self._context.database) as connection:
                total = self._until(connection)
        for done, line in enumerate(
            lines(self._context, self._references, with_texts=self._with_texts, as_of=self._as_of), 1
        ):
            yield line
            if done % _PROGRESS_EVERY == 0:
                self._progress(done, total)

    def rendered_lines(self, render: Callable[[list[str]], R]) -> Iterator[R]:
        """Yield what `render` makes of the records of `lines` in JSON, of some at a time, in their order."""
        if self._references:
            lines = map(spelled, self.lines())
            while together := list(islice(lines, _TOGETHER)):
                yield render(together)
            return
        spell = partial(_spelled, with_texts=self._with_texts)

        def start(connection: Transaction) -> Callable[[tuple[int, int]], R]:
            return lambda part: render(stored.read_lines(connection, *part, spell))

        with reading(self._context.database) as connection:
            until = self._until(connection)
            parts = ((low, min(low + _TOGETHER, until)) for low in range(0, until, _TOGETHER))
            workers = spare_processors() if until > _ALONE and is_shared(connection.engine) else 1
            if workers == 1:
                results: Iterator[R] = map(start(connection), parts)
            else:
                results = spread(connection.engine, start, parts, workers=workers)
            for place, result in enumerate(results, 1):
                yield result
                self._progress(min(place * _TOGETHER, until), until)

    def view(self) -> TraceView | None:
        """Return one view over all figures that were asked for."""
        from ledger.view.trace_view import resolve

        trace = self._trace()
        return None if trace is None else resolve(trace)

    def _trace(self) -> Trace | None:
        from ledger.query import surroundings, tracing

        with reading(self._context.database) as connection:
            until = self._until(connection)
            story = None
            if self._references:
                asked, story = _asked(self._context, connection, self._references, until)
            else:
                asked = surroundings.read_figures(connection, until)
            if not asked:
                return None
            return tracing.traced(
                connection, asked, direction="upstream", depth=None, until=until, as_of=self._as_of, story=story,
                copies=True, wordings=True,
            )  # fmt: skip

    def figure_views(self) -> Iterator[FigureView]:
        """Yield the figures one at a time, with all that is known of each."""
        if self._references:
            view = self.view()
            yield from () if view is None else view.figures
            return
        from ledger.book import stating

        with reading(self._context.database) as connection:
            until = self._until(connection)
            yield from stating.every_figure(connection, until, self._progress)

    def rendered_figures(self, render: Callable[[Iterator[FigureView]], R]) -> Iterator[R]:
        """Yield what `render` makes of the figures of `figure_views`, of some at a time, in their order."""
        if self._references:
            yield render(self.figure_views())
            return
        from ledger.book import stating

        with reading(self._context.database) as connection:
            until = self._until(connection)
            yield from stating.rendered(connection, until, render, self._progress)

    def figures(self) -> int:
        """Return how many figures are handed out: those asked for and all upstream of them, or all."""
        from ledger.query import surroundings
        from ledger.store import reach

        with reading(self._context.database) as connection:
            until = self._until(connection)
            if not self._references:
                return len(surroundings.read_figures(connection, until))
            asked, _ = _asked(self._context, connection, self._references, until)
            return len(reach.upstream(connection, asked, until)[0])

    def draft(self) -> DraftView | None:
        """Return the newest version of the one source that is asked for; None where it is not one source."""
        from ledger.book import drafting
        from ledger.query.references import TRACEABLE, find

        if len(self._references) != 1:
            return None
        with reading(self._context.database) as connection:
            found = find(connection, self._references[0], who=self._context.who, kinds=TRACEABLE)
        return drafting.status(self._context, found.id) if found.kind == "source" else None

    def head(self) -> LedgerHead:
        """Return which ledger it is."""
        from ledger.query import tracing

        with reading(self._context.database) as connection:
            return tracing.ledger_head(connection, self._until(connection))

    def bundle(self) -> dict[str, Any]:
        """Return one trace over all figures that were asked for, with the proof of every entry it follows from."""
        from ledger.trust import bundling

        if self._as_of is not None:
            raise InputError(
                "a bundle proves the ledger as it was sealed last, and not as of another time",
                hint="leave out --as-of, or choose another format",
            )
        return bundling.bundle(self._context, self._references, key_file=self._key_file, warn=self.warn)

    def sealed(self) -> formats.SealedTrace | None:
        """Return the same with the trace itself; None where no checkpoint covers what was asked for."""
        from ledger.trust import bundling
        from ledger.trust.keys import read_key

        if self._key_file is not None:
            read_key(self._key_file, witness=False)
        if self._as_of is not None:
            return None
        try:
            return bundling.sealed(self._context, self._references, key_file=self._key_file)
        except (InputError, NotFoundError):
            return None


def _asked(
    context: LedgerContext, connection: Transaction, references: Sequence[str], until: int
) -> tuple[list[int], int | None]:
    """Return the figures that are asked for, and the source where one source alone is."""
    from ledger.query.references import TRACEABLE, find
    from ledger.store import reach

    asked: list[int] = []
    story = None
    for reference in references:
        found = find(connection, reference, who=context.who if reference == "@" else None, kinds=TRACEABLE)
        asked += (
            [found.seq] if found.kind == "figure" else reach.figures_of_source(connection, found.seq, until)
        )
        if found.seq > until:
            raise NotFoundError(
                f"{reference[:100]} was not recorded yet", hint="ledger log shows when it was"
            )
        story = found.seq if found.kind == "source" and len(references) == 1 else None
    return list(dict.fromkeys(asked)), story
