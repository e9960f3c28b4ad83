"""A card for a figure of a text: its words in their place, how they are read, who states it, where it came from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ledger.cli.console import Console
from ledger.cli.scan_fields import filled

if TYPE_CHECKING:
    from ledger.book.answer_types import Outcome
    from ledger.book.proposing import FigureInText, Submission

#: How much of the text is shown around the words of a figure, in characters.
_AROUND = 160
#: Fields that have a line of their own on a card.
_SHOWN_APART = frozenset({"quantity", "quote", "reported_by", "passed_on", "formula", "assumptions"})
_QUANTITY = frozenset({"value", "low", "high", "hedge", "unit", "direction", "statistic", "price_base"})


def show_words(page: Console, submission: Submission, figure: FigureInText) -> None:
    """Print the words of a figure with what stands before and behind them."""
    start, end = figure.span
    before = submission.text[max(start - _AROUND, 0) : start]
    after = submission.text[end : end + _AROUND]
    if start > _AROUND:
        before = f"… {before.partition(' ')[2]}"
    if end + _AROUND < len(submission.text):
        after = f"{after.rpartition(' ')[0]} …"
    if before.strip():
        page.put(before, first="    ", role="faint")
    page.put(submission.text[start:end], first="  > ", rest="  > ", role="strong")
    if after.strip():
        page.put(after, first="    ", role="faint")


def show_fields(
    page: Console,
    submission: Submission,
    figure: FigureInText,
    fields: Mapping[str, Any],
    outcomes: Sequence[Outcome],
) -> None:
    """Print the fields of a figure; `outcomes` are those of rehearsing it, which say how it is read."""
    for name, text in _lines(submission, figure, fields, outcomes):
        page.put(text, first=f"  {name + ':':<15} ", rest=" " * 18)


def _lines(
    submission: Submission, figure: FigureInText, fields: Mapping[str, Any], outcomes: Sequence[Outcome]
) -> Iterator[tuple[str, str]]:
    from ledger.book.adding import quantity_words

    bodies = [outcome.body for outcome in outcomes if outcome.kind == "figure"]
    if bodies:
        yield "read as", quantity_words(bodies[-1].get("quantity", {}))
    yield "stated by", " and ".join(fields["reported_by"]) or "nobody named: the text's own voice"
    yield from upstream_lines(submission, figure, fields)
    for field, value in filled(fields):
        if field.name not in _SHOWN_APART | _QUANTITY:
            yield field.words, value
    if fields.get("primary"):
        whose = " and ".join(fields["passed_on"]) or "they"
        yield "counted by", f"{whose}, at first hand"
    if figure.proposal is not None:
        yield "why", figure.proposal.reason
    for recorded in submission.scanned.like.get(figure.name, ()):
        yield "in the ledger?", _recorded(submission, recorded)


def upstream_lines(
    submission: Submission, figure: FigureInText, fields: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    """Yield where a figure came from, a line each: passed on, or computed, with the arithmetic."""
    from ledger.book.upstream_offers import arithmetic

    if fields["passed_on"]:
        yield "passed on from", " and ".join(fields["passed_on"])
    if relays := fields.get("relays"):
        yield "relays", named(submission, relays)
    if inputs := fields.get("inputs"):
        formula = fields.get("formula")
        parts = ", ".join(f"{name} = {named(submission, reference)}" for name, reference in inputs.items())
        yield "computed", f"{formula or 'converted'}, with {parts}"
        if outcome := arithmetic(submission, figure, fields):
            yield "which gives", outcome
        for assumption in fields.get("assumptions") or ():
            yield "assuming", assumption
    if not {"relays", "inputs"} & fields.keys() and not fields["passed_on"]:
        for link in submission.scanned.scan.links:
            if link.figure == figure.name and submission.scanned.offers(link.confidence):
                upstream = " and ".join(named(submission, source) for _, source in link.inputs)
                yield "would come from", f"{upstream}, once that is accepted"
                return


def named(submission: Submission, reference: str) -> str:
    """Return a figure of the text or of the ledger with its words."""
    if reference in submission.proposed:
        figure = submission.proposed[reference]
        return f"{reference} ({' '.join(figure.quote['exact'].split())})"
    if reference in submission.scanned.recorded:
        return _recorded(submission, reference)
    return reference


def _recorded(submission: Submission, reference: str) -> str:
    recorded = submission.scanned.recorded[reference]
    parties = f", {' and '.join(recorded.parties)}" if recorded.parties else ""
    return f"{recorded.key or recorded.id[:12]} ({recorded.words}{parties})"
