"""Writes footnotes for a draft: each requested figure, and a footnote that says where it came from.

This is CommonMark with the footnotes of GitHub and Pandoc. No text becomes markup: every character that could is
escaped, and only http and https addresses become links.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import TextIO

from ledger.formats import Export
from ledger.formats.notes.markdown_text import escaped, link
from ledger.formats.notes.statement_text import (
    ViewCache,
    counts_of,
    day_of,
    further_origins,
    is_same_number,
    names_of,
    party_of,
    words_of,
)
from ledger.trace.number_text import shown
from ledger.view.arithmetic import written_out
from ledger.view.dates import brief
from ledger.view.figure_view import FigureRef, FigureView, LinkView
from ledger.view.paths import FigurePath
from ledger.view.short_words import listed
from ledger.view.wording import amount, made


def dump(export: Export, stream: TextIO) -> None:
    """Write the requested statements, and then their footnotes."""
    with ExitStack() as files:
        views = ViewCache(export, files)
        for figure in map(views.view, views.asked):
            stream.write(f"{_stated(figure.ref)}[^{_label(figure)}]\n\n")
        for number, figure in enumerate(map(views.view, views.asked)):
            sentences = " ".join(_sentences(figure, views.path_of(figure)))
            between = "\n" if number else ""
            stream.write(f"{between}[^{_label(figure)}]: {sentences}\n")


def _label(figure: FigureView) -> str:
    return figure.entry.key or figure.entry.id


def _who(figure: FigureRef) -> str:
    return f"{escaped(names_of(figure))}{_in_brackets(day_of(figure))}"


def _whom(figure: FigureRef) -> str:
    return f"{escaped(party_of(figure))}{_in_brackets(day_of(figure))}"


def _in_brackets(text: str) -> str:
    return f" ({escaped(text)})" if text else ""


def _sentences(figure: FigureView, path: FigurePath) -> Iterator[str]:
    quote = figure.record.quote
    yield f"{_who(figure.ref)}: {_where(figure)}."
    if quote is not None:
        translated = f" (“{escaped(quote.translation)}”)" if quote.translation else ""
        yield f"It says: “{escaped(quote.exact)}”{translated}."
    archived = next((copy.archived_at for copy in figure.copies if copy.archived_at), None)
    if archived:
        yield f"{link('Archived copy', archived)}."
    yield from _path_sentence(figure, path)
    for into in figure.arrivals:
        if into.relation == "derivation" and into.status == "current":
            yield from _recomputed(into)
    yield from _decided(figure)
    for finding in figure.findings:
        accepted = " (accepted)" if finding.accepted else ""
        yield f"*{finding.severity.capitalize()}, {finding.code}{accepted}:* {_ended(escaped(finding.message))}"
    written = {(finding.code, finding.message) for finding in figure.findings}
    for passed in path.passed:
        for finding in passed.findings:
            if (finding.code, finding.message) in written:
                continue
            if finding.severity == "error" and not finding.accepted:
                at = f"“{escaped(words_of(passed))}”, {_who(passed.ref)}"
                yield f"*Error on the way, {finding.code}:* {at}: {_ended(escaped(finding.message))}"
    yield f"Ledger ID {figure.entry.id[:12]}."


def _where(figure: FigureView) -> str:
    work = figure.source
    if work is None:
        return "no source is recorded"
    parts = [link(work.title or work.url or "a source without a title", work.url)]
    parts += [escaped(work.publisher)] if work.publisher else []
    parts += [escaped(brief(work.published))] if work.published else []
    parts += [escaped(figure.record.locator)] if figure.record.locator else []
    return ", ".join(parts)


def _path_sentence(figure: FigureView, path: FigurePath) -> Iterator[str]:
    if not path.steps:
        known = f"Whoever stated it {made(figure.record)} it."
        if made(figure.record) == "stated":
            known = "It is a statement without a number."
        yield known if figure.is_origin else "Where it comes from is not known."
        return
    belows = (figure, *path.passed)
    steps = [
        _step(below, links, first=below is figure) for below, links in zip(belows, path.steps, strict=False)
    ]
    closing = path.closing
    if closing is not None:
        steps[-1] = f"has it from {_whom(closing)} in turn"
    story = ", which ".join(steps)
    match path.end:
        case "origin":
            story += f", who {made(path.last.record)} it"
        case "trail end":
            story += ", where the trail ends"
        case "loop" if closing is None:
            story += ", which has it from there in turn"
        case "parts" | "far":
            named = [
                *dict.fromkeys(_stated(origin, path.last) for origin in further_origins(path.last)),
                *(["others"] if path.last.more_origins else []),
            ]
            story += ", and so on" if path.end == "far" else ""
            if named:
                story += f"; it goes back to {listed(named)}"
            elif not path.last.origins:
                story += "; it only goes round in a loop"
    yield f"It {story}."


def _stated(figure: FigureRef, below: FigureRef | FigureView | None = None) -> str:
    """Return a number with its label and party; `below` is the figure that was written just before."""
    counts = f" {escaped(words)}," if (words := counts_of(figure, below)) else ""
    return f"“{escaped(words_of(figure))}”,{counts} {_who(figure)}"


def _step(below: FigureView, links: Sequence[LinkView], *, first: bool) -> str:
    """Return how a figure came from others; a relayed number is repeated only if it is not the same."""
    relayed = [
        _whom(figure) if is_same_number(below, figure) else _stated(figure, below)
        for figure in (into.inputs[0].figure for into in links if into.relation == "relay")
    ]
    parts = [f"relays {listed(relayed)}"] if relayed else []
    for into in links:
        if into.relation == "derivation":
            inputs = listed([_stated(used.figure, below) for used in into.inputs])
            parts.append(f"is computed from {inputs}" if first else f"computed it from {inputs}")
    return " and ".join(parts)


def _recomputed(derivation: LinkView) -> Iterator[str]:
    record, check = derivation.record, derivation.check
    if record.formula:
        yield f"The formula is {escaped(record.formula)}."
    if record.assumptions:
        yield f"It takes for granted: {escaped('; '.join(record.assumptions))}."
    if check is None:
        return
    verdict = written_out(derivation).verdict
    if check.expected is not None and check.expected.value is not None:
        gives = amount(shown(check.expected.value), check.expected.unit)
        yield f"Recomputed, it gives {escaped(gives)}: {verdict}."
    else:
        yield f"Recomputed: {verdict}; {_ended(escaped(check.message))}"


def _decided(figure: FigureView) -> Iterator[str]:
    if figure.status == "retracted":
        yield "**It was retracted.**"
    elif figure.replaced_by is not None:
        replacement = figure.replaced_by
        yield f"**It was corrected:** {_stated(replacement, figure)}."
    elif why := figure.fallen:
        yield f"**{why[0].upper()}{why[1:]}.**"
    for successor in figure.revised_by:
        newer = successor.link.figure
        yield f"A newer statement revises it: {_stated(newer, figure)}."
    if figure.verdict is not None:
        review = figure.verdict.record
        note = f": {escaped(review.note)}" if review.note else ""
        rating = f" (“{escaped(review.rating)}”)" if review.rating else ""
        yield f"{review.verdict.capitalize()}{rating} by {escaped(review.by)} on {brief(review.at[:10])}{_ended(note)}"


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?", "”")) else f"{text}."
