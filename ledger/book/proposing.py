"""From the proposals of a scan, and what somebody decided on each, to figures of the ledger in one submission."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ledger.article.scan import OFFER, ProposedFigure
from ledger.book import adding, drafting
from ledger.book.capturing import Capture, CapturedOriginal, Capturing, read_original
from ledger.book.decisions import Decision
from ledger.book.recording import Steps, record
from ledger.book.scanning import Scanned, scan, snapshot_of
from ledger.errors import AmbiguousError, ConflictError, InputError, LedgerError, NotFoundError, Problem
from ledger.formats.trace_json import quantity_document
from ledger.model.text_quote import Span, find_quote, folded
from ledger.model.vocabulary import MAX_PROBLEMS
from ledger.query.ledger_context import LedgerContext
from ledger.store.append import Outcome

#: How much of the text stands in a quote's prefix and suffix, in characters.
_AROUND: Final = 32
#: What is wrong with a decision, and not with the ledger.
_OF_A_DECISION: Final = (InputError, NotFoundError, AmbiguousError, ConflictError)


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureInText:
    """A figure of a text before anything is decided on it: of a scan, or by words that somebody pointed at.

    `name` is what decisions call it; `span` is where its words stand (code points); `proposal` is None for one that
    the scan did not propose. `parties` state it, and pass on the number of `passed_on`.
    """

    name: str
    span: Span
    quote: Mapping[str, str]
    quantity: str | Mapping[str, Any]
    parties: tuple[str, ...] = ()
    passed_on: tuple[str, ...] = ()
    proposal: ProposedFigure | None = None


class Submission:
    """The figures of one text on their way into the ledger: what is accepted of them is recorded together.

    `text` is what was scanned, `capture` how the document is captured along with its figures; of a source that is
    recorded already it is None.
    """

    def __init__(
        self,
        context: LedgerContext,
        scanned: Scanned,
        text: str,
        *,
        place: tuple[str, str] | None = None,
        original: CapturedOriginal | None = None,
        capture: Capture | None = None,
    ) -> None:
        self._context = context
        self._place = place
        self._original = original
        self.scanned = scanned
        self.text = text
        self.capture = capture
        self.proposed = {figure.id: _proposed(figure) for figure in scanned.scan.figures}

    @classmethod
    def of_document(cls, context: LedgerContext, data: bytes, how: Capture) -> Submission:
        """A submission of a document's bytes. Raises FormatError for a document that cannot be read."""
        original = read_original(data, how)
        text = original.document.text
        scanned = scan(context, text, how.language or original.document.language)
        return cls(context, scanned, text, original=original, capture=how)

    @classmethod
    def of_source(cls, context: LedgerContext, reference: str, language: str | None = None) -> Submission:
        """A submission of the newest snapshot of a source. Raises NotFoundError, InputError for no text."""
        source, snapshot, text, described = snapshot_of(context, reference)
        scanned = scan(context, text, language or described)
        return cls(context, scanned, text, place=(source, snapshot))

    @property
    def document(self) -> CapturedOriginal | None:
        """The document as it was read, None for a source that is recorded already."""
        return self._original

    @property
    def source(self) -> str | None:
        """The id of a source that is recorded already."""
        return None if self._place is None else self._place[0]

    def found(self, decision: Decision) -> FigureInText:
        """What a decision is about. Raises InputError where the text holds no such figure."""
        if decision.words is None:
            if decision.proposal not in self.proposed:
                raise InputError(
                    f"the scan proposes no {decision.proposal}",
                    hint="ledger scan FILE --json lists the proposals",
                )
            return self.proposed[decision.proposal]
        if decision.proposal in self.proposed:
            wrong = "this is a proposal of the scan: give words a name of their own, such as n1"
            raise InputError(problems=[decision.problem("/proposal", wrong)])
        try:
            span = self._span(**decision.words)
        except InputError as error:
            raise InputError(problems=[decision.problem("/words", error.message)]) from error
        quote = self._quote(span)
        words = " ".join(quote["exact"].split())
        return FigureInText(name=decision.proposal, span=span, quote=quote, quantity=words)

    def quote_of(self, exact: str) -> dict[str, str]:
        """Words of the text as a TextQuoteSelector. Raises InputError where they stand there not once."""
        return self._quote(self._span(exact))

    def _span(self, exact: str, prefix: str | None = None, suffix: str | None = None) -> Span:
        places = find_quote(folded(self.text), exact, prefix, suffix)
        if not places:
            raise InputError("the words do not stand in the text")
        if len(places) > 1:
            raise InputError(
                f"the words stand in {len(places)} places: say by prefix and suffix which is meant"
            )
        return places[0]

    def _quote(self, span: Span) -> dict[str, str]:
        """The words at a place of the text, as a TextQuoteSelector."""
        parts = {
            "exact": self.text[span.start : span.end],
            "prefix": self.text[max(span.start - _AROUND, 0) : span.start],
            "suffix": self.text[span.end : span.end + _AROUND],
        }
        return {part: words for part, words in parts.items() if words}

    def fields(self, decisions: Iterable[Decision], name: str) -> dict[str, Any]:
        """The fields with which a figure would be entered: those decided on, else those of the scan."""
        return _Entering(self, decisions).fields(name)

    def entered(self) -> Mapping[str, str]:
        """Of a source that is recorded already, the proposals whose figures are entered, with a key or an id each."""
        if self._place is None:
            return {}
        entered = [
            (figure.span, figure.view.entry.key or figure.view.entry.id)
            for figure in drafting.status(self._context, self._place[0]).figures
            if figure.view is not None and figure.span is not None
        ]
        return {
            figure.id: handle
            for figure in self.scanned.scan.figures
            for span, handle in entered
            if span.start <= figure.number_span[0] and figure.number_span[1] <= span.end
        }

    def rehearse(self, decisions: Iterable[Decision], name: str) -> Sequence[Outcome]:
        """What recording one figure, and what it comes from, would come to. Nothing is recorded.

        Raises InputError, NotFoundError, AmbiguousError and ConflictError as `record` does.
        """
        return self._recorded(_Entering(self, decisions), only=name, dry_run=True)

    def record(self, decisions: Iterable[Decision], *, dry_run: bool = False) -> Sequence[Outcome]:
        """Record what is accepted, and with it a document and its text, in one submission.

        Raises InputError with every problem, each with the name of its proposal; nothing is recorded then.
        """
        decided = list(decisions)
        try:
            return self._recorded(_Entering(self, decided), dry_run=dry_run)
        except _OF_A_DECISION as error:
            problems = self._problems(decided)
            if len(problems) < 2:
                raise
            raise InputError(
                problems=problems[:MAX_PROBLEMS], total=len(problems), hint=error.hint
            ) from error

    def _problems(self, decisions: Sequence[Decision]) -> list[Problem]:
        """What is wrong with each accepted figure, each problem once."""
        problems: dict[str, Problem] = {}
        for decision in decisions:
            try:
                if decision.accept:
                    self.rehearse(decisions, decision.proposal)
            except InputError as error:
                found = error.problems or [Problem("", error.message)]
                problems |= {str(problem): problem for problem in found}
            except _OF_A_DECISION as error:
                problems[error.message] = Problem("", error.message)
        return list(problems.values())

    def _recorded(
        self, entering: _Entering, *, only: str | None = None, dry_run: bool = False
    ) -> Sequence[Outcome]:
        try:
            return record(self._context, self._steps(entering, only), keys=entering.keys, dry_run=dry_run)
        except _OF_A_DECISION as error:
            raise entering.named(error) from error

    def _steps(self, entering: _Entering, only: str | None) -> Steps:
        place = self._place
        if self._original is not None and self.capture is not None:
            capturing = Capturing(self._context, self._original, self.capture)
            yield from capturing.steps()
            place = capturing.source, capturing.snapshot
        if place is not None:
            yield from entering.steps({"source": place[0], "snapshot": place[1]}, only)


def _proposed(figure: ProposedFigure) -> FigureInText:
    quantity = quantity_document(figure.quantity)
    quote = {"exact": figure.quote.exact, "prefix": figure.quote.prefix, "suffix": figure.quote.suffix}
    return FigureInText(
        name=figure.id,
        span=Span(*figure.phrase_span),
        quote={part: words for part, words in quote.items() if words},
        quantity={part: value for part, value in quantity.items() if value is not None},
        parties=tuple(party.name for party in figure.parties),
        passed_on=tuple(party.name for party in figure.passed_on),
        proposal=figure,
    )


class _Entering:
    """The accepted figures of one text on their way into the ledger, each after those it came from."""

    def __init__(self, submission: Submission, decisions: Iterable[Decision]) -> None:
        decided = list(decisions)
        self._links = [link for link in submission.scanned.scan.links if link.confidence >= OFFER]
        self._proposed = submission.proposed
        self._decided = {decision.proposal: decision for decision in decided}
        self._accepted = {decision.proposal: decision for decision in decided if decision.accept}
        self._found = {decision.proposal: submission.found(decision) for decision in decided}
        self._place: Mapping[str, str] = {}
        self._ids: dict[str, str] = {}
        #: Whose record is on its way.
        self._current: Decision | None = None
        #: The keys of what is on its way or was.
        self.keys: list[str] = []

    def steps(self, place: Mapping[str, str], only: str | None) -> Steps:
        """Yield the records of what is accepted, or of one figure and what it comes from; each is sent its id."""
        self._place = place
        for name in sorted(self._accepted, key=lambda name: self._found[name].span):
            if only in (None, name):
                yield from self._enter(name, ())

    def named(self, error: LedgerError) -> LedgerError:
        """The same error, said of the figure whose record was on its way."""
        decision = self._current
        if decision is None:
            return error
        if isinstance(error, InputError) and error.problems:
            ours = {"decision"}
            problems = [
                problem
                if problem.file in ours or problem.message.startswith(f"{decision.proposal}: ")
                else decision.problem(f"/fields{problem.pointer}" if problem.pointer else "", problem.message)
                for problem in error.problems
            ]
            return InputError(problems=problems, total=error.total, hint=error.hint)
        if not error.message.startswith(f"{decision.proposal}: "):
            error.message = f"{decision.proposal}: {error.message}"
            error.args = (error.message,)
        return error

    def _enter(self, name: str, above: tuple[str, ...]) -> Generator[Mapping[str, Any], str, None]:
        if name in self._ids:
            return
        decision = self._accepted[name]
        if name in above:
            raise InputError(
                problems=[decision.problem("", "it would come from itself: change relays or inputs")]
            )
        fields = {**self.fields(name), **self._place}
        relays, inputs = fields.get("relays"), fields.get("inputs") or {}
        for upstream in (relays, *inputs.values()):
            if upstream in self._accepted:
                yield from self._enter(upstream, (*above, name))
        self._current = decision
        self._take_key(decision)
        if relays:
            fields["relays"] = self._reference(decision, relays)
        if inputs:
            fields["inputs"] = {part: self._reference(decision, given) for part, given in inputs.items()}
        yield from self._recorded(name, fields)
        self._current = None

    def _take_key(self, decision: Decision) -> None:
        key = decision.fields.get("key")
        if not isinstance(key, str) or not key:
            return
        if key in self.keys:
            raise InputError(problems=[decision.problem("/fields/key", f"another figure has the key {key}")])
        self.keys.append(key)

    def _recorded(self, name: str, fields: dict[str, Any]) -> Generator[Mapping[str, Any], str, None]:
        """The records of a figure, after one of the party whose number it passes on, which nobody here has seen."""
        passed_on = fields.pop("passed_on")
        if passed_on:
            origin = {"quantity": fields["quantity"], "reported_by": passed_on, "wording": "unseen"}
            counted = {"primary": True} if fields.pop("primary", False) else {}
            records = adding.steps(adding.addition({**origin, **counted}))
            fields["relays"] = yield next(records)
        records = adding.steps(adding.addition(fields))
        following = next(records)
        while True:
            self._ids[name] = yield following
            try:
                following = records.send(self._ids[name])
            except StopIteration:
                return

    def _reference(self, decision: Decision, name: str) -> str:
        """What a figure of the text became, or a reference as it is. Raises InputError for one that is not entered."""
        if name in self._ids:
            return self._ids[name]
        if name in self._proposed or name in self._found:
            wrong = f"{name} is not accepted, and this comes from it: accept both"
            raise InputError(problems=[decision.problem("", wrong)])
        return name

    def fields(self, name: str) -> dict[str, Any]:
        """The fields of a figure: those decided on, else those of the scan."""
        decision = self._decided[name]
        found = self._found[name]
        fields: dict[str, Any] = {
            "quantity": found.quantity,
            "quote": found.quote,
            "reported_by": list(found.parties),
        }
        given = decision.fields
        if not {"relays", "inputs", "relayed_by"} & given.keys():
            link = {} if "passed_on" in given else self._link(decision.proposal)
            passed_on = list(found.passed_on) if not link else []
            fields |= {"passed_on": passed_on, **link}
        fields = {"passed_on": [], **fields, **given}
        if fields["passed_on"] and (fields.get("relays") or fields.get("inputs")):
            wrong = "a number is passed on from a party, or comes from another figure: give one of them"
            raise InputError(problems=[decision.problem("/fields/passed_on", wrong)])
        return fields

    def _link(self, name: str) -> dict[str, Any]:
        """Where the scan says a figure came from, if all of that is entered too or recorded already."""
        for link in self._links:
            upstream = [figure for _, figure in link.inputs]
            if link.figure != name or any(
                figure in self._proposed and figure not in self._accepted for figure in upstream
            ):
                continue
            if link.relation == "relay":
                return {"relays": upstream[0]}
            return {
                "inputs": dict(link.inputs),
                "formula": link.formula,
                "assumptions": list(link.assumptions),
            }
        return {}
