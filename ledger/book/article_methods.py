"""The methods of `Ledger` for articles: capturing documents, scanning them, entering figures, checking drafts."""

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
    """The part of `Ledger` that is filled from texts."""

    def __init__(self, context: LedgerContext) -> None:
        self._context = context

    def capture(self, data: bytes, how: Capture, *, dry_run: bool = False) -> Captured:
        """Record the bytes of a document as a source and a snapshot of its text.

        Raises FormatError if it cannot be read, InputError if it cannot be recorded.
        """
        from ledger.book import capturing

        return capturing.capture(self._context, data, how, dry_run=dry_run)

    def draft_status(self, reference: str, *, scanned: bool = True) -> DraftView:
        """Return the figures of a source with their places in its newest snapshot, in reading order.

        Unless it is `scanned`, which takes a second for a long text, those that are not entered are left out.

        Raises NotFoundError for an unknown source, InputError if it has no snapshot with a text.
        """
        from ledger.book import drafting

        return drafting.status(self._context, reference, scanned=scanned)

    def scan(self, text: str, *, language: str | None = None) -> Scanned:
        """Find the figures of a text, their parties, the links between them, and those that are recorded already.

        Raises InputError if the text is too long or its language is not supported.
        """
        from ledger.book import scanning

        return scanning.scan(self._context, text, language)

    def scan_source(self, reference: str, *, language: str | None = None) -> Scanned:
        """Scan the newest snapshot of a source. Raises NotFoundError, or InputError if it has no text."""
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
        """Enter the accepted proposals of a scan of a source, or of a document's bytes, which are captured.

        `decisions` are mappings such as ``{"proposal": "s1", "action": "accept", "fields": {"key": "weekly"}}``.
        All records are appended together. Raises InputError, NotFoundError, or FormatError if the document cannot be
        read.
        """
        from ledger.book import decisions as deciding

        decided = deciding.read_decisions(decisions)
        return self.submission(document, how=how, language=language).record(decided, dry_run=dry_run)

    def submission(
        self, document: str | bytes, *, how: Capture | None = None, language: str | None = None
    ) -> Submission:
        """Scan a source or the bytes of a document, for decisions on its figures; nothing is recorded.

        Raises NotFoundError, InputError if a source has no text, FormatError if a document cannot be read.
        """
        from ledger.book.capturing import Capture
        from ledger.book.proposing import Submission

        if isinstance(document, str):
            return Submission.of_source(self._context, document, language)
        return Submission.of_document(self._context, document, how or Capture(language=language))

    def known_names(self) -> KnownNames:
        """Return the names of parties and sources, for completing what a person types."""
        from ledger.book import completing

        return completing.known_names(self._context)

    def names_source(self, reference: str) -> bool:
        """Return whether a reference names a source."""
        from ledger.book import scanning

        return scanning.names_source(self._context, reference)

    def derive(self, reference: str) -> Derived:
        """Find ways in which a figure may have been computed from others, the most likely first.

        The inputs are figures of its source, of its story, or of the whole ledger. Raises NotFoundError,
        AmbiguousError.
        """
        from ledger.book import scanning

        return scanning.derive_figure(self._context, reference)
