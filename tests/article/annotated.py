"""Paragraphs with their figures marked, and how well a scan finds them.

A file holds paragraphs with blank lines between them: ``# genre``, the text on one line, and a line ``> relation
figure: inputs`` for each link. ``dev.txt`` is what the rules were written by; ``heldout.txt`` was written before
the scanner read any of it, measured, and only then looked at.

A figure is ``[[number|value|hedge|parties|flags|name]]``: the number as it stands, its value (``low..high`` of a
range, nothing of a statement without a number), its hedge, who states it (``;`` between joint parties, ``-`` for
nobody), ``c`` if it was computed and ``r`` if it is relayed, and the name by which links call it. ``{{2019}}`` is no
figure; what stands in ``((…))`` may be one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from ledger.article.scan import ProposedFigure, Scan

CORPUS = Path(__file__).parent / "corpus"
_MARK = re.compile(r"\[\[(?P<figure>.*?)\]\]|\{\{(?P<none>.*?)\}\}|\(\((?P<either>.*?)\)\)")
#: A proposal below this many hundredths is only listed.
OFFER = 50


@dataclass(frozen=True)
class Marked:
    """A figure as the corpus has it."""

    span: tuple[int, int]
    value: str
    hedge: str | None
    parties: tuple[str, ...]
    flags: str
    name: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph: its text, its figures, the places of what is no figure and of what may be one."""

    genre: str
    text: str
    figures: tuple[Marked, ...]
    distractors: tuple[tuple[int, int], ...]
    either: tuple[tuple[int, int], ...]
    links: tuple[dict[str, Any], ...]


@dataclass
class Measured:
    """Counts of what was right and wrong, and what was missed, in words."""

    count: Counter[str] = field(default_factory=Counter)
    misses: list[str] = field(default_factory=list)

    def share(self, right: str, of: str) -> Fraction:
        """One count as a part of another, 1 where there is nothing."""
        return Fraction(self.count[right], self.count[of]) if self.count[of] else Fraction(1)

    def f1(self, right: str, wanted: str, given: str) -> Fraction:
        """The harmonic mean of precision and recall."""
        return Fraction(2 * self.count[right], self.count[wanted] + self.count[given])


def paragraphs(name: str) -> Iterator[Paragraph]:
    """The paragraphs of a file of the corpus."""
    for block in (CORPUS / f"{name}.txt").read_text(encoding="utf-8").strip().split("\n\n"):
        genre, text, *links = block.split("\n")
        yield _unmarked(genre.removeprefix("# "), text, [_link(line) for line in links])


def _link(line: str) -> dict[str, Any]:
    """A link of a paragraph: ``> derivation total: first second``."""
    head, inputs = line.removeprefix("> ").split(": ")
    relation, figure = head.split()
    return {"relation": relation, "figure": figure, "inputs": inputs.split()}


def _unmarked(genre: str, marked: str, links: list[dict[str, Any]]) -> Paragraph:
    text, last = "", 0
    figures: list[Marked] = []
    distractors: list[tuple[int, int]] = []
    either: list[tuple[int, int]] = []
    for match in _MARK.finditer(marked):
        text += marked[last : match.start()]
        last = match.end()
        start = len(text)
        if match["figure"] is not None:
            number, value, hedge, parties, flags, name = (match["figure"].split("|") + [""] * 6)[:6]
            text += number
            named = () if parties in {"", "-"} else tuple(parties.split(";"))
            figures.append(Marked((start, len(text)), value, hedge or None, named, flags, name))
        elif match["none"] is not None:
            text += match["none"]
            distractors.append((start, len(text)))
        else:
            text += match["either"]
            either.append((start, len(text)))
    text += marked[last:]
    return Paragraph(genre, text, tuple(figures), tuple(distractors), tuple(either), tuple(links))


def _meet(first: tuple[int, int], second: tuple[int, int]) -> bool:
    return first[0] < second[1] and second[0] < first[1]


def _same_value(marked: Marked, found: ProposedFigure) -> bool:
    quantity = found.quantity
    if not marked.value:
        return (quantity.value, quantity.low, quantity.high) == (None, None, None)
    if ".." in marked.value:
        low, high = marked.value.split("..")
        ends = (quantity.low, quantity.high)
        return None not in ends and [Fraction(end or 0) for end in ends] == [Fraction(low), Fraction(high)]
    return quantity.value is not None and Fraction(quantity.value) == Fraction(marked.value)


def _same_party(wanted: str, given: str) -> bool:
    first, second = wanted.lower(), given.lower()
    return first in second or second in first


def measure(name: str, scan: Callable[[str], Scan]) -> Measured:
    """Scan every paragraph of a file of the corpus, and count."""
    measured = Measured()
    for paragraph in paragraphs(name):
        _measure(paragraph, scan(paragraph.text), measured)
    return measured


def _measure(paragraph: Paragraph, scan: Scan, measured: Measured) -> None:
    count, misses = measured.count, measured.misses
    offers = [figure for figure in scan.figures if figure.figure_confidence >= OFFER]
    by_span = {figure.number_span: figure for figure in offers}
    free = list(paragraph.either)
    count["figures"] += len(paragraph.figures)
    count["distractors"] += len(paragraph.distractors)
    for figure in offers:
        if any(_meet(figure.number_span, span) for span in free):
            continue
        count["offered"] += 1
        if any(_meet(figure.number_span, span) for span in paragraph.distractors):
            count["distractors taken"] += 1
            misses.append(f"{paragraph.genre}: took {figure.quote.exact!r}")
        elif not any(_meet(figure.number_span, marked.span) for marked in paragraph.figures):
            misses.append(f"{paragraph.genre}: offered {figure.quote.exact!r}")
    paired: dict[str, ProposedFigure] = {}
    for marked in paragraph.figures:
        words = paragraph.text[slice(*marked.span)]
        where = f"{paragraph.genre}: {words!r}"
        found = by_span.get(marked.span)
        if found is None:
            near = [figure.quote.exact for figure in scan.figures if _meet(figure.number_span, marked.span)]
            misses.append(f"{where} not found, but {near}")
            continue
        paired[marked.name or words] = found
        count["found"] += 1
        _measure_figure(marked, found, where, measured)
    _measure_links(paragraph, scan, paired, measured)


def _measure_figure(marked: Marked, found: ProposedFigure, where: str, measured: Measured) -> None:
    count, misses = measured.count, measured.misses
    count["values"] += _same_value(marked, found)
    if not _same_value(marked, found):
        misses.append(f"{where} read as {found.quantity}")
    hedge = None if found.quantity.hedge == "between" and ".." in marked.value else found.quantity.hedge
    wanted = None if marked.hedge == "between" else marked.hedge
    count["hedged"] += wanted is not None
    count["hedges"] += wanted is not None and hedge == wanted
    count["false hedges"] += wanted is None and hedge is not None
    if hedge != wanted:
        misses.append(f"{where} hedged {hedge}, not {wanted}")
    names = [party.name for party in found.parties]
    right = len(names) == len(marked.parties) and all(
        any(_same_party(wanted, given) for given in names) for wanted in marked.parties
    )
    count["parties right"] += right
    kind = "named" if marked.parties else "nobody"
    count[kind] += 1
    count[f"{kind} right"] += right
    if not right:
        misses.append(f"{where} by {names}, not {list(marked.parties)} ({found.reason})")
    for flag, word, given in (("c", "computed", found.computed), ("r", "relayed", found.relayed)):
        wanted_flag = flag in marked.flags
        count[word] += wanted_flag
        count[f"{word} given"] += given
        count[f"{word} right"] += wanted_flag and given
        if wanted_flag != given:
            misses.append(f"{where} {word}: {given}")


def _measure_links(
    paragraph: Paragraph, scan: Scan, paired: dict[str, ProposedFigure], measured: Measured
) -> None:
    count, misses = measured.count, measured.misses
    wanted = set()
    for link in paragraph.links:
        count[link["relation"]] += 1
        if link["figure"] in paired and all(name in paired for name in link["inputs"]):
            ids = frozenset(paired[name].id for name in link["inputs"])
            wanted.add((link["relation"], paired[link["figure"]].id, ids))
        else:
            misses.append(f"{paragraph.genre}: figures of a link not found {link}")
    words = {figure.id: figure.quote.exact for figure in scan.figures}
    given = set()
    for proposed in scan.links:
        if proposed.confidence < OFFER:
            continue
        key = (proposed.relation, proposed.figure, frozenset(figure for _, figure in proposed.inputs))
        given.add(key)
        count[f"{proposed.relation} given"] += 1
        if key not in wanted:
            inputs = [words.get(figure) for _, figure in proposed.inputs]
            misses.append(
                f"{paragraph.genre}: {proposed.relation} {words[proposed.figure]!r} from {inputs}"
                f" by {proposed.formula} ({proposed.confidence}: {proposed.reason})"
            )
    for key in wanted:
        count[f"{key[0]} right"] += key in given
        if key not in given:
            misses.append(
                f"{paragraph.genre}: no {key[0]} {words[key[1]]!r} from {[words[i] for i in key[2]]}"
            )
