"""The methods of `Ledger` that lead from an article to the ledger: captures, drafts, scans and what is entered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from ledger.query.ledger_context import LedgerContext

if TYPE_CHECKING:
    from ledger.book.capturing import Capture, Captured
    from ledger.book.completing import KnownNames
    from ledger.book.proposing import Submission
    from ledger.book.scanning import Derived, Scanned
    from ledger.store.append import Outcome
    from ledger.view.draft_view import DraftView


class ArticleMethods:
    """A ledger as it is filled from texts."""

    def __init__(self, context: LedgerContext) -> None:
        self._context = context

    def capture(self, data: bytes, how: Capture, *, dry_run: bool = False) -> Captured:
        """Record a document (its bytes) as a source and a snapshot of its text.

        Raises FormatError for a document that cannot be read, InputError for one that cannot be recorded.
        """
        from ledger.book import capturing

        return capturing.capture(self._context, data, how, dry_run=dry_run)

    def draft_status(self, reference: str) -> DraftView:
        """Where the figures of a source stand in its newest snapshot, in reading order.

        Raises NotFoundError for no source, InputError for one without a snapshot that has a text.
        """
        from ledger.book import drafting

        return drafting.status(self._context, reference)

    def scan(self, text: str, *, language: str | None = None) -> Scanned:
        """Find the figures of a text, who states each, which came from which, and which are recorded already.

        Raises InputError for a text that is too long, and for a language that cannot be read.
        """
        from ledger.book import scanning

        return scanning.scan(self._context, text, language)

    def scan_source(self, reference: str, *, language: str | None = None) -> Scanned:
        """Scan the newest snapshot of a source. Raises NotFoundError, and InputError for one without a text."""
        from ledger.book import scanning

        return scanning.scan_source(self._context, reference, language)

    def enter_scanned(
        self,
        document: str | bytes,
        decisions: Iterable[object],
        *,
        how: Capture | None = None,
        language: str | None = None,
        dry_run: bool = False,
    ) -> Sequence[Outcome]:
        """Enter the accepted proposals of a scan in one submission: of a source, or of a document's bytes, captured.

        `decisions` are mappings such as ``{"proposal": "s1", "action": "accept", "fields": {"key": "weekly"}}``.
        Raises InputError, NotFoundError, and FormatError for a document that cannot be read.
        """
        from ledger.book import decisions as deciding

        decided = deciding.read_decisions(decisions)
        return self.submission(document, how=how, language=language).record(decided, dry_run=dry_run)

    def submission(
        self, document: str | bytes, *, how: Capture | None = None, language: str | None = None
    ) -> Submission:
        """The figures of a source, or of a document's bytes, on their way into the ledger: scanned, nothing recorded.

        Raises NotFoundError, InputError for a source without a text, FormatError for a document that cannot be read.
        """
        from ledger.book.capturing import Capture
        from ledger.book.proposing import Submission

        if isinstance(document, str):
            return Submission.of_source(self._context, document, language)
        return Submission.of_document(self._context, document, how or Capture(language=language))

    def known_names(self) -> KnownNames:
        """The names by which parties and sources can be referred to, for completing what a person types."""
        from ledger.book import completing

        return completing.known_names(self._context)

    def names_source(self, reference: str) -> bool:
        """Whether a reference names a source."""
        from ledger.book import scanning

        return scanning.names_source(self._context, reference)

    def derive(self, reference: str) -> Derived:
        """How a figure may have been computed from others: of its source, its story, the ledger. Likeliest first.

        Raises NotFoundError, AmbiguousError.
        """
        from ledger.book import scanning

        return scanning.derive_figure(self._context, reference)
