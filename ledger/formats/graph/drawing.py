"""What is drawn of a trace: figures, and the ways by which they came from one another, in short words.

A page, a mermaid diagram and a dot file show the same: this is what they share. Nothing here is escaped for any
of them; what cannot be seen is shown as an escape (`ledger.model.visible`), and every text is one line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from textwrap import wrap
from typing import Final, NamedTuple

from ledger.model.record import Figure
from ledger.model.visible import visible
from ledger.number.quantity import Quantity
from ledger.trace.document import Trace, TracedFigure, TracedLink, reporters_of
from ledger.trace.finding import Finding
from ledger.trace.graph_arrays import PRIMARY
from ledger.trace.material import Entry, Work
from ledger.trace.slip import shown
from ledger.view.wording import parties, phrase


class Mark(NamedTuple):
    """A finding in a few words, such as ``“about” dropped``; its message is a sentence for the reader."""

    words: str
    severity: str
    code: str
    message: str
    accepted: bool


class Node(NamedTuple):
    """One statement. `number` is the figure's sequence number, `id` its id in hex."""

    number: int
    id: str
    #: The number as it was worded.
    words: str
    parties: str
    source: str
    date: str
    asked: bool
    #: ``origin``, ``trail end``, ``goes on`` where the depth asked for cuts off what is upstream, or nothing.
    role: str
    #: ``retracted``, ``corrected``, a verdict, ``falls``: whatever it is to be read with, the worst first.
    states: tuple[str, ...]
    #: Known only through those who repeated it.
    unseen: bool
    marks: tuple[Mark, ...]


class End(NamedTuple):
    """Where a way starts: a figure, and what the formula calls it."""

    node: int
    name: str


class Way(NamedTuple):
    """How a statement came from others, drawn from these to it: of a derivation several, as one way."""

    #: ``relay``, ``derivation``, ``revision``, ``replacement`` or ``same``.
    kind: str
    starts: tuple[End, ...]
    end: int
    #: ``relayed``, ``× 52``, ``revised``, …
    words: str
    #: How recomputing it came out: ``exact``, ``rounds``, …, where that is no finding; or nothing.
    outcome: str
    #: What more there is to say: how it was recomputed, what it assumes, who says so.
    detail: str
    retracted: bool
    #: It is part of a circle.
    loop: bool
    marks: tuple[Mark, ...]


class Drawing(NamedTuple):
    """All that is drawn: origins, trail ends, then the other statements, each by date, and the ways between them."""

    title: str
    nodes: tuple[Node, ...]
    ways: tuple[Way, ...]


#: What stands before a finding where there is only text.
SIGNS: Final = {"error": "✕", "warning": "▲", "info": "○", "accepted": "✓"}


def headings(node: Node) -> list[str]:
    """What a statement is, as a heading in capitals; nothing where there is nothing to say."""
    said = [*["asked for"] * node.asked, *[node.role] * bool(node.role), *node.states]
    return [" · ".join(said).replace("goes on", "more upstream").upper()] if said else []


def broken(text: str, line: int, most: int) -> list[str]:
    """A text in up to `most` lines of up to `line` characters, the last one cut short; none of no length."""
    found = wrap(text, line, break_on_hyphens=False) if text and line and most else []
    if len(found) > most:
        found[most - 1 :] = [f"{found[most - 1][: line - 1].rstrip()}…"]
    return found


def drawing(trace: Trace) -> Drawing:
    """What there is to draw of a trace."""
    into: dict[int, list[Finding]] = {}
    on: dict[int, list[Finding]] = {}
    for finding in trace.findings:
        if finding.code in _DRAWN:
            continue
        if finding.link is None:
            on.setdefault(finding.figure, []).append(finding)
        else:
            into.setdefault(finding.link, []).append(finding)
    ways = [_way(trace, link, into.get(link.entry.seq, ())) for link in trace.links]
    ways += _replacements(trace)
    ways += _sames(trace)
    shown = {one.entry.seq: one for one in trace.figures}
    named = {number for way in ways for number in (way.end, *(end.node for end in way.starts))}
    nodes = [_shown(trace, one, on.get(seq, ())) for seq, one in shown.items()]
    nodes += [_beside(trace, seq) for seq in sorted(named - set(shown))]
    nodes.sort(key=lambda node: (_ROLES.index(node.role), node.date or "~", node.id))
    return Drawing(title=_title(trace), nodes=tuple(nodes), ways=tuple(ways))


_ROLES: Final = ("origin", "trail end", "goes on", "")
#: What the picture itself shows: where the lines start, and whose words were not seen.
_DRAWN: Final = frozenset({"single-origin", "origin-unknown", "wording-unseen"})


def _title(trace: Trace) -> str:
    if trace.source is not None:
        return _line(trace.source.title or trace.source.url or "a story")
    if len(trace.asked) == 1:
        entry = trace.entry(trace.asked[0])
        return f"{_line(phrase(entry.record.quantity))} ({_parties(trace, entry)})"
    return f"{len(trace.asked):,} figures"


def _line(text: str) -> str:
    return visible(" ".join(text.split()))


# Statements.


def _shown(trace: Trace, one: TracedFigure, found: Iterable[Finding]) -> Node:
    states = [one.status] if one.status != "current" else []
    review = trace.context.verdict(one.entry.seq)
    if review is not None:
        states.append(review.record.verdict)
    if one.falls:
        states.append("falls")
    return Node(
        number=one.entry.seq,
        id=one.entry.id,
        words=_line(phrase(one.entry.record.quantity)),
        parties=_parties(trace, one.entry),
        source=_place(one.source),
        date=_line(one.entry.record.stated or (one.source and one.source.published) or ""),
        asked=one.entry.seq in trace.asked and len(trace.asked) < len(trace.figures),
        role=_role(trace, one.entry.seq),
        states=tuple(states),
        unseen=one.entry.record.wording == "unseen",
        marks=tuple(Mark(_SHORT.get(each.code) or _spaced(each.code), *_told(each)) for each in found),
    )


def _beside(trace: Trace, seq: int) -> Node:
    """A statement that is named and no part of the trace: an older or a newer one."""
    entry = trace.entry(seq)
    status = trace.graph.resolution.status(seq)
    source = entry.record.source
    return Node(
        number=seq,
        id=entry.id,
        words=_line(phrase(entry.record.quantity)),
        parties=_parties(trace, entry),
        source=_place(None if source is None else trace.bodies.works.get(entry.seqs[source])),
        date=_line(entry.record.stated or ""),
        asked=False,
        role="",
        states=() if status == "current" else (status,),
        unseen=entry.record.wording == "unseen",
        marks=(),
    )


def _parties(trace: Trace, entry: Entry[Figure]) -> str:
    return _line(parties(reporters_of(trace.bodies, entry)))


def _place(source: Work | None) -> str:
    """A source by its title, else whoever published it, else the host of its address."""
    if source is None:
        return ""
    host = re.sub(r"^https?://(?:www\.)?([^/?#]*).*", r"\1", source.url or "", flags=re.DOTALL)
    return _line(source.title or source.publisher or host)


def _role(trace: Trace, seq: int) -> str:
    graph = trace.graph
    node = graph.node(seq)
    if graph.is_root(node):
        return "origin" if graph.has(node, PRIMARY) else "trail end"
    if trace.truncated and trace.direction == "upstream":
        drawn = {link.entry.seq for link in trace.links if graph.node(link.figure) == node}
        if any(graph.link_seqs[link] not in drawn for link in graph.links_into(node)):
            return "goes on"
    return ""


# Ways.


def _way(trace: Trace, link: TracedLink, found: Sequence[Finding]) -> Way:
    record, graph = link.entry.record, trace.graph
    quantities = [trace.entry(one.figure).record.quantity for one in link.inputs]
    stated = trace.entry(link.figure).record
    natures = trace.entry(link.inputs[0].figure).record.nature, stated.nature
    component = trace.context.walked.component
    at = component[graph.node(link.figure)]
    basis = _BASES.get(record.basis, "")
    formula = _line(record.formula or "")
    words = _WORDS.get(record.relation) or _computed(formula, [one.name for one in link.inputs])
    told = [] if link.check is None else [_line(link.check.message)]
    if formula and formula not in "".join(told):
        told.insert(0, formula)
    told += [f"assuming {_line(one)}" for one in record.assumptions]
    told += [basis] * bool(basis)
    marks = [
        Mark(_changed(each.code, quantities[0], stated.quantity, natures), *_told(each)) for each in found
    ]
    expected = None if link.check is None or link.check.expected is None else link.check.expected.value
    if expected is not None:
        gives = f"gives {shown(expected)}, not {_number(stated.quantity)}"
        marks = [mark._replace(words=gives) if mark.code == "arithmetic-mismatch" else mark for mark in marks]
    return Way(
        kind=record.relation,
        starts=tuple(End(one.figure, _line(one.name or "")) for one in link.inputs),
        end=link.figure,
        words=f"{words} ({basis})" if basis else words,
        outcome="" if link.check is None else _OUTCOMES.get(link.check.outcome, ""),
        detail="; ".join(told),
        retracted=link.status == "retracted",
        loop=record.relation != "revision"
        and any(component[graph.node(one.figure)] == at for one in link.inputs),
        marks=tuple(marks),
    )


def _replacements(trace: Trace) -> Iterator[Way]:
    """From every statement that was replaced by another to this."""
    for one in trace.figures:
        if one.replaced_by is not None and one.replaced_by in trace.bodies.figures:
            starts = (End(one.entry.seq, ""),)
            yield _beside_way("replacement", starts, one.replaced_by, "replaced by")


def _sames(trace: Trace) -> Iterator[Way]:
    """Between statements that were said to be the same: each with the one before it."""
    together: dict[int, int] = {}
    for one in trace.figures:
        seq = one.entry.seq
        node = trace.graph.node(seq)
        if node in together:
            yield _beside_way("same", (End(together[node], ""),), seq, "said to be the same")
        together[node] = seq


def _beside_way(kind: str, starts: tuple[End, ...], end: int, words: str) -> Way:
    return Way(
        kind=kind,
        starts=starts,
        end=end,
        words=words,
        outcome="",
        detail="",
        retracted=False,
        loop=False,
        marks=(),
    )


_WORDS: Final = {"relay": "relayed", "revision": "revised"}
#: What the others are called is found.
_OUTCOMES: Final = {
    "exact": "exact",
    "rounds": "rounds",
    "within-hedge": "within its hedge",
    "undetermined": "cannot be recomputed",
}
_BASES: Final = {"inferred": "inferred by us", "conjecture": "a conjecture"}


def _computed(formula: str, names: Sequence[str | None]) -> str:
    """A formula in short: of ``weekly * 52`` with one input ``× 52``."""
    if not formula:
        return "converted" if len(names) == 1 else "computed"
    spelled = formula.replace("*", "×").replace(" - ", " − ")
    first = f"{names[0]} "
    rest = spelled.removeprefix(first)
    # A chain of one operation needs no name for what it starts from.
    if len(names) == 1 and rest != spelled and re.fullmatch(r"[×/+−^] ?[\w.,%]+( [\w/^]+)?", rest):
        return f"÷{rest[1:]}" if rest.startswith("/") else rest
    return spelled


def _told(finding: Finding) -> tuple[str, str, str, bool]:
    return finding.severity, finding.code, _line(finding.message), finding.accepted


_SHORT: Final = {
    "circular-report": "reports go in a circle",
    "unattributed": "nobody named",
    "unsourced": "no source",
    "unquantified": "no number",
    "label-changed": "counts something else",
    "period-changed": "another period",
    "place-changed": "another place",
    "impossible-order": "dated before its source",
    "self-citation": "cites itself",
    "quote-lacks-number": "not in its quote",
    "upstream-retracted": "source retracted",
    "upstream-corrected": "source corrected",
    "upstream-disputed": "source disputed",
    "arithmetic-mismatch": "does not come out",
    "no-locator": "no place given",
}


def _spaced(code: str) -> str:
    return code.replace("-", " ")


def _changed(code: str, before: Quantity, after: Quantity, natures: tuple[str | None, str | None]) -> str:
    """What changed along a way, in a few words."""
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
    return _SHORT.get(code) or _spaced(code)


def _number(quantity: Quantity) -> str:
    if quantity.value is not None:
        return _grouped(quantity.value, quantity.unit)
    ends = [_grouped(end, quantity.unit) for end in (quantity.low, quantity.high) if end is not None]
    return "–".join(ends) or "no number"


def _grouped(number: str, unit: str | None) -> str:
    """A number with commas between its thousands; years have none."""
    if unit == "calendar_year":
        return number
    return re.sub(r"^-?\d{4,}", lambda digits: f"{int(digits[0]):,}", number)
