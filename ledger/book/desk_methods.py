"""The methods of `Ledger` for those who read and judge a draft at a desk, several of them at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self

from ledger.book.arguments import no_progress
from ledger.book.trust_methods import TrustMethods

if TYPE_CHECKING:
    from ledger.book.checking import Progress
    from ledger.book.inbox import Inbox
    from ledger.book.kept_errors import KeptErrors
    from ledger.book.listing import Listed
    from ledger.book.proposals import Proposal
    from ledger.book.shelf import Shelved
    from ledger.book.taking_back import LastSubmission
    from ledger.number.quantity import Quantity
    from ledger.store.append import Outcome


class DeskMethods(TrustMethods):
    """The methods, to be inherited."""

    def having_seen(
        self,
        reference: str | None,
        size: int,
        *,
        quote: str | None = None,
        own: Iterable[int] | None = None,
    ) -> Self:
        """Return the same ledger, for somebody who decides on a record as it was when the ledger had `size` entries.

        What it records raises OvertakenError, and nothing is recorded, if somebody else has spoken of that record
        since. Of a source, `quote` narrows that to figures in these words. Without a reference, it is judgements and
        links on the very records that are judged or linked. What the same person recorded is no news; given `own`, the
        numbers of the entries made since in the same window, it is unless it is among them. Not to be closed.
        """
        from ledger.query.ledger_context import Seen

        context = self._context
        seen = Seen(reference, size, quote, None if own is None else frozenset(own))
        return type(self)(replace(context, name=context.who, seen=seen))

    def enter(
        self, draft: str, start: int, end: int, fields: Mapping[str, Any], *, dry_run: bool = False
    ) -> list[Outcome]:
        """Enter the figure that stands from `start` to `end` (code points) in the newest version of a draft.

        `fields` are keywords of `add`; what they leave out is what a scan says of that place. Raises NotFoundError,
        and InputError for a place outside of the text and for what cannot be recorded.
        """
        from ledger.book import drafting
        from ledger.model.text_quote import Span

        return drafting.enter(self._context, draft, Span(start, end), fields, dry_run=dry_run)

    def dismiss(self, draft: str, start: int, end: int) -> list[Outcome]:
        """Say that what stands at a place (code points) of the newest version of a draft is not to be entered.

        Raises NotFoundError, and InputError for a place outside of the text.
        """
        from ledger.book import drafting
        from ledger.model.text_quote import Span

        return drafting.dismiss(self._context, draft, Span(start, end))

    def assign(self, reference: str, to: str | None) -> list[Outcome]:
        """Assign a figure, link, source or agent to a person; None takes the assignment back."""
        from ledger.book.recording import record

        return record(self._context, [{"record": "assignment", "of": reference, "to": to}])

    def offered(
        self,
        quantity: Quantity,
        words: str,
        parties: Sequence[str] = (),
        *,
        asked: str = "",
        without: Iterable[str] = (),
    ) -> list[Listed]:
        """Return the figures that a figure with this quantity and these words may relay, best first.

        They are those found by what is `asked`, else those with its number; `without` are ids to leave out.
        """
        from ledger.book import offering

        return offering.offered(
            self._context, quantity, words, parties, asked=asked, without=frozenset(without)
        )

    def last_submission(self, source: str) -> LastSubmission | None:
        """Return the recorder's last valid submission on a source or its figures. Raises NotFoundError."""
        from ledger.book import taking_back

        return taking_back.last_submission(self._context, source)

    def take_back(self, source: str, at: str) -> list[Outcome]:
        """Take back the last submission on a source, recorded at `at` (UTC), figures and links among it.

        Raises ConflictError where that is not the last one any more, or there is none.
        """
        from ledger.book import taking_back

        return taking_back.take_back(self._context, source, at)

    def drafts(self, *, most: int = 100) -> list[Shelved]:
        """Return the sources with a text, which can be opened as drafts: the last that was captured first."""
        from ledger.book import shelf

        return shelf.drafts(self._context, most)

    def propose(
        self, records: Sequence[Mapping[str, Any]], reason: str, *, by: str = "a program"
    ) -> Proposal:
        """Keep records for a person to decide on; nothing is recorded. `by` is what proposes, `reason` says why.

        Raises InputError with all that is wrong with them as things are now.
        """
        from ledger.book import proposals

        return proposals.propose(self._context, records, reason, by)

    def proposals(self) -> list[Proposal]:
        """Return what assistants proposed and waits for a person, the oldest first."""
        from ledger.book import proposals

        return proposals.proposals(self._context)

    def accept_proposal(self, proposal: str) -> list[Outcome]:
        """Record what was proposed. Raises NotFoundError, and InputError where it cannot be recorded any more."""
        from ledger.book import proposals

        return proposals.accept(self._context, proposal)

    def dismiss_proposal(self, proposal: str) -> None:
        """Forget what was proposed. Raises NotFoundError where there is no such proposal."""
        from ledger.book import proposals

        proposals.dismiss(self._context, proposal)

    def inbox(self, *, most: int = 200, progress: Progress = no_progress) -> Inbox:
        """Return what waits for somebody: what changed upstream, errors, look-alike parties, trail ends, by whom.

        Up to `most` of each kind. The whole ledger is checked.
        """
        from ledger.book.kept_errors import KeptErrors

        *_, complete = self.inboxes(KeptErrors(), most=most, progress=progress)
        return complete

    def inboxes(
        self, kept: KeptErrors, *, most: int = 200, progress: Progress = no_progress
    ) -> Iterator[Inbox]:
        """Return the inbox as far as it is known, some of it at once; the last that comes is complete.

        Given the same `kept` again, it compares only what was recorded since, and what rests on that.
        """
        from ledger.book import inbox

        return inbox.inboxes(self._context, most, kept, progress)
