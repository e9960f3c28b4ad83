"""The drawing of a trace that pages, mermaid diagrams and dot files share: figures and edges, in few words.

Texts are not escaped for any of these formats. Invisible characters are shown as escapes (`ledger.model.visible`), and
every text is one line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from textwrap import wrap
from typing import Final, NamedTuple

from ledger.model.visible import visible
from ledger.number.quantity import Quantity
from ledger.trace.material import Work
from ledger.trace.number_text import shown
from ledger.view.figure_view import FigureRef, FigureView, FindingView, LinkView
from ledger.view.trace_view import TraceView
from ledger.view.wording import parties


class FindingMark(NamedTuple):
    """A finding in a few words, such as ``“about” dropped``, with its message as a sentence."""

    words: str
    severity: str
    code: str
    message: str
    accepted: bool


class Node(NamedTuple):
    """A statement. `number` is the figure's sequence number, `id` its id in hex."""

    number: int
    id: str
    #: The number as it was worded.
    words: str
    parties: str
    source: str
    date: str
    #: Whether it is known only through those who relayed it.
    unseen: bool
    asked: bool = False
    #: ``origin``, ``trail end``, ``goes on`` if the requested depth cuts off its upstream, or empty.
    role: str = ""
    #: ``retracted``, ``corrected``, a verdict, ``falls``: the worst first.
    states: tuple[str, ...] = ()
    marks: tuple[FindingMark, ...] = ()


class EdgeStart(NamedTuple):
    """The start of an edge: a figure, and its name in the formula."""

    node: int
    name: str


class DrawnEdge(NamedTuple):
    """An edge from the statements that another came from to that one; a derivation has several starts."""

    #: ``relay``, ``derivation``, ``revision``, ``replacement`` or ``same``.
    kind: str
    starts: tuple[EdgeStart, ...]
    end: int
    #: ``relayed``, ``× 52``, ``revised``, …
    words: str
    #: The outcome of recomputing it: ``exact``, ``rounds``, …; empty if that is a finding.
    outcome: str = ""
    #: Its formula and recomputation, its assumptions, and its basis.
    detail: str = ""
    retracted: bool = False
    #: Whether it is part of a circle.
    loop: bool = False
    marks: tuple[FindingMark, ...] = ()


class Drawing(NamedTuple):
    """A drawing: origins, trail ends, then the other statements, each by date, and the edges between them."""

    title: str
    nodes: tuple[Node, ...]
    edges: tuple[DrawnEdge, ...]


#: The signs before findings in formats that have only text.
SIGNS: Final = {"error": "✕", "warning": "▲", "info": "○", "accepted": "✓"}


def headings(node: Node) -> list[str]:
    """Return the role and states of a statement as a heading in capitals, if it has any."""
    parts = [*["asked for"] * node.asked, *[node.role] * bool(node.role), *node.states]
    return [" · ".join(parts).replace("goes on", "more upstream").upper()] if parts else []


def broken(text: str, line: int, most: int) -> list[str]:
    """Break a text into up to `most` lines of up to `line` characters, cutting the last one; zero means no lines."""
    lines = wrap(text, line, break_on_hyphens=False) if text and line and most else []
    if len(lines) > most:
        lines[most - 1 :] = [f"{lines[most - 1][: line - 1].rstrip()}…"]
    return lines


def drawing(view: TraceView) -> Drawing:
    """Return the drawing of a trace."""
    into: dict[int, list[FindingView]] = {}
    on: dict[int, list[FindingView]] = {}
    for finding in view.findings:
        if finding.code in _DRAWN:
            continue
        if finding.link is None:
            on.setdefault(finding.figure.seq, []).append(finding)
        else:
            into.setdefault(finding.link, []).append(finding)
    edges = [_edge(link, into.get(link.entry.seq, ())) for link in view.links]
    edges += [
        DrawnEdge("replacement", (EdgeStart(figure.seq, ""),), figure.replaced_by.seq, "replaced by")
        for figure in view.figures
        if figure.replaced_by is not None
    ]
    edges += _sames(view)
    named = {number for edge in edges for number in (edge.end, *(start.node for start in edge.starts))}
    nodes = [_shown(view, figure, on.get(figure.seq, ())) for figure in view.figures]
    nodes += [_beside(figure) for figure in view.beside if figure.seq in named]
    nodes.sort(key=lambda node: (_ROLES.index(node.role), node.date or "~", node.id))
    return Drawing(title=_title(view), nodes=tuple(nodes), edges=tuple(edges))


_ROLES: Final = ("origin", "trail end", "goes on", "")
#: Findings that the drawing itself shows: where the lines start, and whose words were not seen.
_DRAWN: Final = frozenset({"single-origin", "origin-unknown", "wording-unseen"})


def _title(view: TraceView) -> str:
    if view.story is not None:
        return _line(view.story.title or view.story.url or "a story")
    if len(view.asked) == 1:
        figure = view.ref(view.asked[0])
        return f"{_line(figure.words)} ({_parties(figure)})"
    return f"{len(view.asked):,} figures"


def _line(text: str) -> str:
    return visible(" ".join(text.split()))


# Statements.


def _shown(view: TraceView, figure: FigureView, findings: Iterable[FindingView]) -> Node:
    states = [figure.status] if figure.status != "current" else []
    if figure.verdict is not None:
        states.append(figure.verdict.record.verdict)
    if figure.falls:
        states.append("falls")
    goes_on = view.direction == "upstream" and view.groups[view.group_of[figure.seq]].goes_on
    return _node(figure.ref)._replace(
        date=_line(figure.record.stated or (figure.source and figure.source.published) or ""),
        asked=figure.seq in view.asked and len(view.asked) < len(view.figures),
        role=figure.role or ("goes on" if goes_on else ""),
        states=tuple(states),
        marks=tuple(_mark(finding, finding.rule.short) for finding in findings),
    )


def _beside(figure: FigureRef) -> Node:
    """Return an older or newer statement that an edge names and that is not part of the trace."""
    return _node(figure)._replace(states=() if figure.status == "current" else (figure.status,))


def _node(figure: FigureRef) -> Node:
    return Node(
        number=figure.seq,
        id=figure.entry.id,
        words=_line(figure.words),
        parties=_parties(figure),
        source=_place(figure.source),
        date=_line(figure.record.stated or ""),
        unseen=figure.record.wording == "unseen",
    )


def _parties(figure: FigureRef) -> str:
    return _line(parties(figure.reporters))


def _place(source: Work | None) -> str:
    """Return the title of a source, or else its publisher, or else the host of its URL."""
    if source is None:
        return ""
    host = re.sub(r"^https?://(?:www\.)?([^/?#]*).*", r"\1", source.url or "", flags=re.DOTALL)
    return _line(source.title or source.publisher or host)


# Edges.


def _edge(link: LinkView, findings: Sequence[FindingView]) -> DrawnEdge:
    record, stated = link.record, link.figure.record
    quantities = [used.figure.record.quantity for used in link.inputs]
    natures = link.inputs[0].figure.record.nature, stated.nature
    basis = _BASES.get(record.basis, "")
    formula = _line(record.formula or "")
    words = _WORDS.get(record.relation) or _computed(formula, [used.name for used in link.inputs])
    details = [] if link.check is None else [_line(link.check.message)]
    if formula and formula not in "".join(details):
        details.insert(0, formula)
    details += [f"assuming {_line(assumption)}" for assumption in record.assumptions]
    details += [basis] * bool(basis)
    marks = [
        _mark(finding, _changed(finding, quantities[0], stated.quantity, natures)) for finding in findings
    ]
    expected = None if link.check is None or link.check.expected is None else link.check.expected.value
    if expected is not None:
        gives = f"gives {shown(expected)}, not {_number(stated.quantity)}"
        marks = [mark._replace(words=gives) if mark.code == "arithmetic-mismatch" else mark for mark in marks]
    return DrawnEdge(
        kind=record.relation,
        starts=tuple(EdgeStart(used.figure.seq, _line(used.name or "")) for used in link.inputs),
        end=link.figure.seq,
        words=f"{words} ({basis})" if basis else words,
        outcome="" if link.check is None else _OUTCOMES.get(link.check.outcome, ""),
        detail="; ".join(details),
        retracted=link.status == "retracted",
        loop=link.in_circle,
        marks=tuple(marks),
    )


def _sames(view: TraceView) -> Iterator[DrawnEdge]:
    """Yield the edges between statements declared the same, from each to the next."""
    together: dict[int, int] = {}
    for figure in view.figures:
        group = view.group_of[figure.seq]
        if group in together:
            yield DrawnEdge("same", (EdgeStart(together[group], ""),), figure.seq, "said to be the same")
        together[group] = figure.seq


_WORDS: Final = {"relay": "relayed", "revision": "revised"}
#: The words for outcomes that are not findings.
_OUTCOMES: Final = {
    "exact": "exact",
    "rounds": "rounds",
    "within-hedge": "within its hedge",
    "within-rounding": "within rounding",
    "undetermined": "cannot be recomputed",
}
_BASES: Final = {"inferred": "inferred by us", "conjecture": "a conjecture"}


def _computed(formula: str, names: Sequence[str | None]) -> str:
    """Return a formula in short, such as ``× 52`` for ``weekly * 52`` with one input."""
    if not formula:
        return "converted" if len(names) == 1 else "computed"
    spelled = formula.replace("*", "×").replace(" - ", " − ")
    first = f"{names[0]} "
    rest = spelled.removeprefix(first)
    # A single operation needs no name for its only input.
    if len(names) == 1 and rest != spelled and re.fullmatch(r"[×/+−^] ?[\w.,%]+( [\w/^]+)?", rest):
        return f"÷{rest[1:]}" if rest.startswith("/") else rest
    return spelled


def _mark(finding: FindingView, words: str) -> FindingMark:
    return FindingMark(words, finding.severity, finding.code, _line(finding.message), finding.accepted)


def _spaced(code: str) -> str:
    return code.replace("-", " ")


def _changed(
    finding: FindingView, before: Quantity, after: Quantity, natures: tuple[str | None, str | None]
) -> str:
    """Return the change along an edge in a few words."""
    code = finding.code
    if code in ("value-changed", "value-rounded"):
        rounded = "rounded: " if code == "value-rounded" else ""
        return f"{rounded}{_number(before)} → {_number(after)}"
    if code == "hedge-dropped":
        return f"“{_spaced(before.hedge or '')}” dropped"
    if code == "hedge-added":
        return f"“{_spaced(after.hedge or '')}” added"
    if code == "hedge-changed":
        return f"“{_spaced(before.hedge or 'no hedge')}” → “{_spaced(after.hedge or 'no hedge')}”"
    if code == "nature-upgraded" and None not in natures:
        return f"{natures[0]} → {natures[1]}"
    return finding.rule.short


def _number(quantity: Quantity) -> str:
    if quantity.value is not None:
        return _grouped(quantity.value, quantity.unit)
    ends = [_grouped(end, quantity.unit) for end in (quantity.low, quantity.high) if end is not None]
    return "–".join(ends) or "no number"


def _grouped(number: str, unit: str | None) -> str:
    """Return a number with commas between thousands, or a year unchanged."""
    if unit == "calendar_year":
        return number
    return re.sub(r"^-?\d{4,}", lambda digits: f"{int(digits[0]):,}", number)
