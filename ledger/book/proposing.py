"""Enters figures from the proposals of a scan and the decisions on them, all appended together."""

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

#: The errors of a decision, as opposed to errors of the ledger.
_DECISION_ERRORS: Final = (InputError, NotFoundError, AmbiguousError, ConflictError)


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureInText:
    """A figure of a text that can be entered: a proposal of the scan, or words that somebody selected.

    `name` is its name in decisions, `span` the place of its words in code points; `proposal` is None if the scan did
    not propose it. `parties` state it and relay the number of `passed_on`.
    """

    name: str
    span: Span
    quote: Mapping[str, str]
    quantity: str | Mapping[str, Any]
    parties: tuple[str, ...] = ()
    passed_on: tuple[str, ...] = ()
    proposal: ProposedFigure | None = None


class Submission:
    """The figures of one text, of which the accepted ones are recorded together.

    `text` is the text that was scanned. `capture` are the options for capturing the document with its figures, or None
    for a source that is recorded already.
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
        """Scan the bytes of a document. Raises FormatError if it cannot be read."""
        original = read_original(data, how)
        text = original.document.text
        scanned = scan(context, text, how.language or original.document.language)
        return cls(context, scanned, text, original=original, capture=how)

    @classmethod
    def of_source(cls, context: LedgerContext, reference: str, language: str | None = None) -> Submission:
        """Scan the newest snapshot of a source. Raises NotFoundError, or InputError if it has no text."""
        source, snapshot, text, described = snapshot_of(context, reference)
        scanned = scan(context, text, language or described)
        return cls(context, scanned, text, place=(source, snapshot))

    @property
    def document(self) -> CapturedOriginal | None:
        """The document that was read, or None for a source that is recorded already."""
        return self._original

    @property
    def source(self) -> str | None:
        """The id of a source that is recorded already, or None for a document."""
        return None if self._place is None else self._place[0]

    def found(self, decision: Decision) -> FigureInText:
        """Return the figure of a decision. Raises InputError if the text has no such figure."""
        if decision.words is None:
            if decision.proposal not in self.proposed:
                raise InputError(
                    f"the scan proposes no {decision.proposal}",
                    hint="ledger scan FILE --json lists the proposals",
                )
            return self.proposed[decision.proposal]
        if decision.proposal in self.proposed:
            message = "this is a proposal of the scan: give words a name of their own, such as n1"
            raise InputError(problems=[decision.problem("/proposal", message)])
        try:
            span = self._span(**decision.words)
        except InputError as error:
            raise InputError(problems=[decision.problem("/words", error.message)]) from error
        quote = drafting.quoted(self.text, span)
        words = " ".join(quote["exact"].split())
        return FigureInText(name=decision.proposal, span=span, quote=quote, quantity=words)

    def quote_of(self, exact: str) -> dict[str, str]:
        """Return a TextQuoteSelector for words of the text. Raises InputError unless they occur exactly once."""
        return drafting.quoted(self.text, self._span(exact))

    def _span(self, exact: str, prefix: str | None = None, suffix: str | None = None) -> Span:
        places = find_quote(folded(self.text), exact, prefix, suffix)
        if not places:
            raise InputError("the words do not stand in the text")
        if len(places) > 1:
            raise InputError(
                f"the words stand in {len(places)} places: say by prefix and suffix which is meant"
            )
        return places[0]

    def fields(self, decisions: Iterable[Decision], name: str) -> dict[str, Any]:
        """Return the fields with which a figure would be entered: those of its decision, or else of the scan."""
        return _Entering(self, decisions).fields(name)

    def entered(self) -> Mapping[str, str]:
        """Return the keys or ids of the entered figures of a recorded source, by the ids of their proposals."""
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
        """Return the outcomes of recording one figure and what it came from, without recording anything.

        Raises InputError, NotFoundError, AmbiguousError and ConflictError as `record` does.
        """
        return self._recorded(_Entering(self, decisions), only=name, dry_run=True)

    def record(self, decisions: Iterable[Decision], *, dry_run: bool = False) -> Sequence[Outcome]:
        """Record the accepted figures together with the document, if there is one.

        Raises InputError with all problems, each with the name of its proposal; nothing is recorded then.
        """
        decided = list(decisions)
        try:
            return self._recorded(_Entering(self, decided), dry_run=dry_run)
        except _DECISION_ERRORS as error:
            problems = self._problems(decided)
            if len(problems) < 2:
                raise
            raise InputError(
                problems=problems[:MAX_PROBLEMS], total=len(problems), hint=error.hint
            ) from error

    def _problems(self, decisions: Sequence[Decision]) -> list[Problem]:
        """Return the problems of all accepted figures, each problem once."""
        problems: dict[str, Problem] = {}
        for decision in decisions:
            try:
                if decision.accept:
                    self.rehearse(decisions, decision.proposal)
            except InputError as error:
                of_figure = error.problems or [Problem("", error.message)]
                problems |= {str(problem): problem for problem in of_figure}
            except _DECISION_ERRORS as error:
                problems[error.message] = Problem("", error.message)
        return list(problems.values())

    def _recorded(
        self, entering: _Entering, *, only: str | None = None, dry_run: bool = False
    ) -> Sequence[Outcome]:
        try:
            return record(self._context, self._steps(entering, only), keys=entering.keys, dry_run=dry_run)
        except _DECISION_ERRORS as error:
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
    """Makes the records of the accepted figures of one text, each after the figures it came from."""

    def __init__(self, submission: Submission, decisions: Iterable[Decision]) -> None:
        decided = list(decisions)
        self._links = [link for link in submission.scanned.scan.links if link.confidence >= OFFER]
        self._proposed = submission.proposed
        self._decided = {decision.proposal: decision for decision in decided}
        self._accepted = {decision.proposal: decision for decision in decided if decision.accept}
        self._figures = {decision.proposal: submission.found(decision) for decision in decided}
        self._place: Mapping[str, str] = {}
        self._ids: dict[str, str] = {}
        #: The decision whose figure is being recorded.
        self._current: Decision | None = None
        #: The keys of all figures recorded so far.
        self.keys: list[str] = []

    def steps(self, place: Mapping[str, str], only: str | None) -> Steps:
        """Yield the records of all accepted figures, or of one and what it came from, receiving the id of each."""
        self._place = place
        for name in sorted(self._accepted, key=lambda name: self._figures[name].span):
            if only in (None, name):
                yield from self._enter(name, ())

    def named(self, error: LedgerError) -> LedgerError:
        """Return an error with the name of the figure that was being recorded."""
        decision = self._current
        if decision is None:
            return error
        if isinstance(error, InputError) and error.problems:
            problems = [
                problem
                if problem.file == "decision" or problem.message.startswith(f"{decision.proposal}: ")
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
        key = decision.fields.get("key")
        if isinstance(key, str) and key:
            if key in self.keys:
                message = f"another figure has the key {key}"
                raise InputError(problems=[decision.problem("/fields/key", message)])
            self.keys.append(key)
        if relays:
            fields["relays"] = self._reference(decision, relays)
        if inputs:
            fields["inputs"] = {part: self._reference(decision, used) for part, used in inputs.items()}
        yield from self._recorded(name, fields)
        self._current = None

    def _recorded(self, name: str, fields: dict[str, Any]) -> Generator[Mapping[str, Any], str, None]:
        """Yield the records of a figure, after an unseen figure of the party whose number it relays, if any."""
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
        """Return the id of a figure of the text, or any other reference unchanged.

        Raises InputError for a figure of the text that is not entered.
        """
        if name in self._ids:
            return self._ids[name]
        if name in self._proposed or name in self._figures:
            message = f"{name} is not accepted, and this comes from it: accept both"
            raise InputError(problems=[decision.problem("", message)])
        return name

    def fields(self, name: str) -> dict[str, Any]:
        """Return the fields of a figure: those of its decision, or else of the scan."""
        decision = self._decided[name]
        figure = self._figures[name]
        fields: dict[str, Any] = {
            "quantity": figure.quantity,
            "quote": figure.quote,
            "reported_by": list(figure.parties),
        }
        decided = decision.fields
        if not {"relays", "inputs", "relayed_by"} & decided.keys():
            link = {} if "passed_on" in decided else self._link(decision.proposal)
            passed_on = list(figure.passed_on) if not link else []
            fields |= {"passed_on": passed_on, **link}
        fields = {"passed_on": [], **fields, **decided}
        if fields["passed_on"] and (fields.get("relays") or fields.get("inputs")):
            message = "a number is passed on from a party, or comes from another figure: give one of them"
            raise InputError(problems=[decision.problem("/fields/passed_on", message)])
        return fields

    def _link(self, name: str) -> dict[str, Any]:
        """Return the link into a figure that the scan offers, if its inputs are entered too or recorded already."""
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
