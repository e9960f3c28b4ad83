"""Footnotes for a draft: each figure asked for with a reference, and a footnote that says where it came from.

CommonMark with footnotes as GitHub and Pandoc have them. Nothing in a text becomes markup: every character that could
is escaped, and only http and https addresses are links.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Final, TextIO
from urllib.parse import quote

from ledger.formats import Export
from ledger.formats.notes.statement_text import (
    Step,
    Told,
    Way,
    day_of,
    day_words,
    fallen,
    here,
    names_of,
    one_line,
    way_back,
    words_of,
)
from ledger.formats.web_address import is_web_address
from ledger.number.quantity import decimal_text
from ledger.trace.statement import Arrival, FigureRef, Statement
from ledger.view.wording import listed

#: What is markup somewhere: CommonMark, tables, footnotes, mathematics, citations, mentions.
_MARKUP: Final = re.compile(r"[\\`*_{}\[\]<>&|~^$#!=@]|(?<=\w)[.:](?=\w)|:(?=/)|(?<=\A[0-9])[.)]")
_KEPT_IN_URL: Final = "!#$%&'()*+,-./:;=?@_~[]"


def dump(export: Export, stream: TextIO) -> None:
    """Write the statements asked for, and then their footnotes."""
    with ExitStack() as files:
        told = Told(export, files)
        for one in map(told.statement, told.asked):
            words = escaped(words_of(one.shown.entry.record))
            stream.write(f"“{words}”, {_who(here(one))}[^{_label(one)}]\n\n")
        for number, one in enumerate(map(told.statement, told.asked)):
            sentences = " ".join(_sentences(one, way_back(one, told)))
            between = "\n" if number else ""
            stream.write(f"{between}[^{_label(one)}]: {sentences}\n")


def escaped(text: str) -> str:
    """Text on one line in which nothing is markup."""
    return _MARKUP.sub(r"\\\g<0>", one_line(text))


def link(words: str, url: str | None) -> str:
    """Words that link to an http or https address; alone, where there is none."""
    if url is None or not is_web_address(url):
        return escaped(words)
    return f"[{escaped(words)}](<{quote(url, safe=_KEPT_IN_URL).replace('&', '&amp;')}>)"


def _label(one: Statement) -> str:
    return one.shown.entry.key or one.shown.entry.id


def _who(face: FigureRef) -> str:
    return f"{escaped(names_of(face))}{_in_brackets(day_of(face))}"


def _in_brackets(text: str) -> str:
    return f" ({escaped(text)})" if text else ""


def _sentences(one: Statement, way: Way) -> Iterator[str]:
    figure = one.shown.entry.record
    yield f"{_who(here(one))}: {_where(one)}."
    if figure.quote is not None:
        translated = f" (“{escaped(figure.quote.translation)}”)" if figure.quote.translation else ""
        yield f"It says: “{escaped(figure.quote.exact)}”{translated}."
    archived = next((copy.archived_at for copy in one.copies if copy.archived_at), None)
    if archived:
        yield f"{link('Archived copy', archived)}."
    yield from _back(one, way)
    for each in one.arrivals:
        if each.link.entry.record.relation == "derivation" and each.link.status == "current":
            yield from _recomputed(each)
    yield from _decided(one)
    for finding in one.findings:
        accepted = " (accepted)" if finding.accepted else ""
        yield f"*{finding.severity.capitalize()}, {finding.code}{accepted}:* {_ended(escaped(finding.message))}"
    for passed in way.passed:
        for finding in passed.findings:
            if finding.severity == "error" and not finding.accepted:
                at = f"“{escaped(words_of(passed.shown.entry.record))}”, {_who(here(passed))}"
                yield f"*Error on the way, {finding.code}:* {at}: {_ended(escaped(finding.message))}"
    yield f"Ledger ID {one.shown.entry.id[:12]}."


def _where(one: Statement) -> str:
    work = one.shown.source
    if work is None:
        return "no source is recorded"
    said = [link(work.title or work.url or "a source without a title", work.url)]
    said += [escaped(work.publisher)] if work.publisher else []
    said += [escaped(day_words(work.published))] if work.published else []
    said += [escaped(one.shown.entry.record.locator)] if one.shown.entry.record.locator else []
    return ", ".join(said)


def _back(one: Statement, way: Way) -> Iterator[str]:
    if not way.steps:
        yield "Whoever said it counted it." if one.is_origin else "Where it comes from is not known."
        return
    told_ = ", which ".join(_step(step, first=step is way.steps[0]) for step in way.steps)
    match way.end:
        case "origin":
            told_ += ", who counted it"
        case "trail end":
            told_ += ", where the trail ends"
        case "loop":
            told_ += ", which has it from there in turn"
        case "parts" | "far":
            named = list(dict.fromkeys(map(_who, way.last.origins)))
            more = ["others"] if way.last.more_origins else []
            told_ += ", and so on" if way.end == "far" else ""
            told_ += (
                f"; it goes back to {listed([*named, *more])}" if named else "; it only goes round in a loop"
            )
    yield f"It {told_}."


def _step(step: Step, *, first: bool) -> str:
    relayed = [_who(each.inputs[0]) for each in step.arrivals if each.link.entry.record.relation == "relay"]
    said = [f"relays {listed(relayed)}"] if relayed else []
    for each in step.arrivals:
        if each.link.entry.record.relation == "derivation":
            inputs = listed(
                [f"“{escaped(words_of(face.entry.record))}”, {_who(face)}" for face in each.inputs]
            )
            said.append(f"is computed from {inputs}" if first else f"computed it from {inputs}")
    return " and ".join(said)


def _recomputed(arrival: Arrival) -> Iterator[str]:
    record, check = arrival.link.entry.record, arrival.link.check
    if record.formula:
        yield f"The formula is {escaped(record.formula)}."
    if record.assumptions:
        yield f"It takes for granted: {escaped('; '.join(record.assumptions))}."
    if check is not None and check.expected is not None and check.expected.value is not None:
        unit = "" if check.expected.unit == "1" else f" {check.expected.unit}"
        yield f"Recomputed, it gives {escaped(decimal_text(check.expected.value) + unit)} ({check.outcome})."
    elif check is not None:
        yield f"Recomputed: {check.outcome}, {_ended(escaped(check.message))}"


def _decided(one: Statement) -> Iterator[str]:
    if one.shown.status == "retracted":
        yield "**It was retracted.**"
    elif one.replaced_by is not None:
        yield f"**It was corrected:** “{escaped(words_of(one.replaced_by.entry.record))}”, {_who(one.replaced_by)}."
    elif why := fallen(one):
        yield f"**{why[0].upper()}{why[1:]}.**"
    for newer in one.revised_by:
        yield f"A newer statement revises it: “{escaped(words_of(newer.newer.entry.record))}”, {_who(newer.newer)}."
    if one.verdict is not None:
        review = one.verdict.record
        note = f": {escaped(review.note)}" if review.note else ""
        yield f"{review.verdict.capitalize()} by {escaped(review.by)} on {day_words(review.at[:10])}{_ended(note)}"


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?", "”")) else f"{text}."
