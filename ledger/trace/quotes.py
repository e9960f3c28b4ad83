"""Findings on a figure's quote, its place in the source, and the copies of the source."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.number.quantity import exact
from ledger.trace.finding import Finding
from ledger.trace.material import Wording
from ledger.trace.number_text import scaled
from ledger.trace.rules import severities


def quote_findings(wording: Wording) -> Iterator[Finding]:
    """Yield findings on the quote, the locator and the source of a figure."""
    record, source = wording.figure.record, wording.source
    quote = record.quote

    if quote is not None and quote.exact and record.restated and record.wording != "unseen":
        # Imported here: phrases are read only where there is a quote.
        from ledger.phrase.number_search import states_number

        language = quote.language or (source.language if source is not None else None)
        if not states_number(quote.exact, record.quantity, language):
            ends = (
                (record.quantity.value,)
                if record.quantity.value
                else (record.quantity.low, record.quantity.high)
            )
            number = " to ".join("…" if end is None else scaled(exact(end)) for end in ends)
            yield _found(
                wording,
                "quote-lacks-number",
                f"the figure is {number}, and its quote has no such number: “{_short(quote.exact)}”. "
                "Quote the words that state it, or mend the number with ledger amend.",
            )
    if quote is not None and wording.quote_state == "none":
        yield _found(
            wording,
            "quote-not-found",
            f"no snapshot of its source has the words “{_short(quote.exact)}”. "
            "Copy the quote from the text digit for digit, or capture the version that has it.",
        )
    elif quote is not None and wording.quote_state == "older":
        yield _found(
            wording,
            "quote-gone",
            f"the newest snapshot of its source no longer has the words “{_short(quote.exact)}”, an older one does. "
            "See what the source says now, and whether it says why.",
        )
    if source is not None and quote is None and record.locator is None and record.wording != "unseen":
        yield _found(
            wording,
            "no-locator",
            "nothing says where in its source it stands. Add the quote or the page: ledger amend REF --quote …",
        )
    if source is not None and source.url is not None and not wording.archived:
        yield _found(
            wording,
            "not-archived",
            "its source is a web page of which no snapshot is kept. Keep one: ledger capture FILE --url …",
        )


def _found(wording: Wording, code: str, message: str) -> Finding:
    return Finding(code, severities()[code], message, wording.figure.seq)


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 120 else f"{words[:119]}…"
