"""Reading rows into the arrays of a graph: sorting, mapping to nodes, compressing."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import accumulate, islice, pairwise
from typing import NamedTuple, TypeVar

from ledger.trace.material import EdgeRow, FigureRow
from ledger.trace.status import Resolution

T = TypeVar("T")

PRIMARY = 1
SOURCED = 2
RELAY = 4
RETRACTED = 8
CORRECTED = 16
ABSENT = 32
NUMBERLESS = 64

#: Of how many figures places are looked up in a dictionary, which takes much more memory than the array.
_FEW = 20_000

#: The number of rows that are read together.
_TOGETHER = 4_096

#: A relation as one byte. A revision is not a flag of a link in the graph: it is kept apart.
_DERIVATION, REVISION = 0, 1
CODES = {"relay": RELAY, "derivation": _DERIVATION, "revision": REVISION}
STATUS_FLAGS = {"current": 0, "corrected": CORRECTED, "retracted": RETRACTED}


class Revision(NamedTuple):
    """A revision link: shown beside the figures it names, never walked. The ends are sequence numbers."""

    link: int
    newer: int
    older: int


class Edges(NamedTuple):
    """The rows of edges as columns of sequence numbers, in order of the links."""

    links: array[int]
    figures: array[int]
    inputs: array[int]
    relations: bytearray


class Links(NamedTuple):
    """Links in order of the node they lead into, as `figure_graph.Graph` holds them."""

    start: array[int]
    seqs: array[int]
    figures: array[int]
    flags: bytearray
    input_start: array[int]
    inputs: array[int]
    revisions: Mapping[int, Sequence[Revision]]
    severed: Mapping[int, Sequence[int]]


def index(seqs: array[int], seq: int) -> int:
    """Return where `seq` stands in an ascending array, or -1."""
    place = bisect_left(seqs, seq)
    return place if place < len(seqs) and seqs[place] == seq else -1


def indexer(seqs: array[int]) -> Callable[[int], int]:
    """Return what gives the places of `seqs` in an ascending array, or -1: of few by a dictionary, which is faster."""
    if len(seqs) > _FEW:
        return partial(index, seqs)
    places = {seq: place for place, seq in enumerate(seqs)}
    return lambda seq: places.get(seq, -1)


def read_edges(rows: Iterable[EdgeRow]) -> Edges:
    """Return the rows in order of their links."""
    links, figures, inputs, relations = array("q"), array("q"), array("q"), bytearray()
    ascending = True
    for some in _together(rows):
        of_links, of_relations, of_figures, of_inputs = zip(*some, strict=True)
        ascending = ascending and _follow(links, of_links)
        links += array("q", of_links)
        relations += bytearray(map(CODES.__getitem__, of_relations))
        figures += array("q", of_figures)
        inputs += array("q", of_inputs)
    if not ascending:
        order = sorted(range(len(links)), key=links.__getitem__)
        links, figures, inputs = (array("q", map(c.__getitem__, order)) for c in (links, figures, inputs))
        relations = bytearray(map(relations.__getitem__, order))
    return Edges(links, figures, inputs, relations)


def figure_flags(row: FigureRow) -> int:
    """Return the first flags of a figure."""
    _, primary, has_source, has_number = row
    return (PRIMARY if primary else 0) | (SOURCED if has_source else 0) | (0 if has_number else NUMBERLESS)


def read_figures(rows: Iterable[FigureRow], edges: Edges) -> tuple[array[int], bytearray]:
    """Return every figure that has a row or is an end of a link, ascending, and its first flags."""
    seqs, flags = array("q"), bytearray()
    ascending = True
    for some in _together(rows):
        of_figures = tuple(row[0] for row in some)
        ascending = ascending and _follow(seqs, of_figures)
        seqs += array("q", of_figures)
        flags += bytearray(map(figure_flags, some))
    if not ascending:
        order = sorted(range(len(seqs)), key=seqs.__getitem__)
        seqs, flags = array("q", map(seqs.__getitem__, order)), bytearray(map(flags.__getitem__, order))
    if len(seqs) > _FEW:
        unknown = {seq for ends in (edges.figures, edges.inputs) for seq in ends if index(seqs, seq) < 0}
    else:
        unknown = {*edges.figures, *edges.inputs}.difference(seqs)
    if unknown:
        known = dict(zip(seqs, flags, strict=True))
        seqs = array("q", sorted(unknown.union(known)))
        flags = bytearray(known.get(seq, 0) for seq in seqs)
    return seqs, flags


def nodes(
    seqs: array[int], flags: bytearray, resolution: Resolution, groups_of: Mapping[int, int]
) -> array[int]:
    """Return the node each figure is read as, and update the flags of nodes by the corrections of their figures."""
    node_of = array("i", range(len(seqs)))
    for seq in resolution.readings.keys() | groups_of.keys():
        figure, reading = index(seqs, seq), resolution.read(seq)
        if figure < 0:
            continue
        target = -1 if reading is None else index(seqs, groups_of.get(reading, reading))
        if target < 0 and reading is not None:
            target = index(seqs, reading)
        if target < 0:
            # A replacement that is missing here cannot be read: until it is there, the record is absent.
            flags[figure] |= ABSENT | RETRACTED
        else:
            node_of[figure] = target
            if seq == reading:
                # A statement held by two records is primary, or has a source, if either says so.
                flags[target] |= flags[figure] & (PRIMARY | SOURCED)
    for seq, ruling in resolution.rulings.items():
        figure = index(seqs, seq)
        if figure >= 0:
            flags[node_of[figure]] |= STATUS_FLAGS[ruling.status]
    return node_of


def groups(seqs: array[int], node_of: array[int], groups_of: Mapping[int, int]) -> dict[int, tuple[int, ...]]:
    """Return the figures, by index, of every node that holds more than one."""
    found: dict[int, list[int]] = {}
    for seq in sorted(groups_of):
        figure = index(seqs, seq)
        if figure >= 0:
            found.setdefault(node_of[figure], []).append(figure)
    return {node: tuple(figures) for node, figures in found.items()}


def read_reporters(
    rows: Iterable[tuple[int, int]],
    place_of: Callable[[int], int],
    node_of: array[int],
    groups_of: Mapping[int, int],
) -> tuple[array[int], array[int]]:
    """Return the parties of each node, each once. Reporters of a misrecorded figure do not count."""
    at, parties = array("i"), array("q")
    for figure, agent in rows:
        place = place_of(figure)
        if place >= 0 and (node_of[place] == place or figure in groups_of):
            at.append(node_of[place])
            parties.append(groups_of.get(agent, agent))
    order, start_of = grouped(at, len(node_of)), starts(at, len(node_of))
    start, kept = array("i", [0]), array("q")
    for first, last in pairwise(start_of):
        if last - first == 1:
            kept.append(parties[order[first]])
        elif last > first:
            kept.extend(sorted({parties[place] for place in order[first:last]}))
        start.append(len(kept))
    return start, kept


def read_links(
    edges: Edges,
    seqs: array[int],
    place_of: Callable[[int], int],
    node_of: array[int],
    flags: bytearray,
    resolution: Resolution,
) -> Links:
    """Return the links between nodes. Absent links and those of absent figures are noted as severed."""
    kept, figures, input_start, inputs = array("i"), array("i"), array("i", [0]), array("i")
    revisions: dict[int, list[Revision]] = {}
    severed: dict[int, list[int]] = {}
    for first, last in _runs(edges.links):
        seq, relation = edges.links[first], edges.relations[first]
        node = node_of[place_of(edges.figures[first])]
        above = [node_of[place_of(figure)] for figure in edges.inputs[first:last]]
        cut: list[int] = []
        if resolution.readings:
            # Nothing is absent but what was recorded wrong.
            cut = [seqs[end] for end in (node, *above) if flags[end] & ABSENT]
            if seq in resolution.readings:
                cut.append(seq)
        if cut:
            severed.setdefault(node, []).extend(cut)
        elif relation == REVISION:
            revision = Revision(seq, seqs[node], seqs[above[0]])
            for end in {node, above[0]}:
                revisions.setdefault(end, []).append(revision)
        elif above != [node] or relation == _DERIVATION:
            # A relay says nothing any more once its two ends are read as one figure.
            kept.append(first)
            figures.append(node)
            inputs.extend(above)
            input_start.append(len(inputs))
    order = grouped(figures, len(seqs))
    link_flags = bytearray(edges.relations[kept[place]] for place in order)
    link_seqs = array("q", (edges.links[kept[place]] for place in order))
    for place, seq in enumerate(link_seqs):
        if seq in resolution.rulings:
            link_flags[place] |= STATUS_FLAGS[resolution.rulings[seq].status]
    sizes = (input_start[place + 1] - input_start[place] for place in order)
    return Links(
        start=starts(figures, len(seqs)),
        seqs=link_seqs,
        figures=array("i", (figures[place] for place in order)),
        flags=link_flags,
        input_start=array("i", accumulate(sizes, initial=0)),
        inputs=array(
            "l", (above for place in order for above in inputs[input_start[place] : input_start[place + 1]])
        ),
        revisions=revisions,
        severed=severed,
    )


def turned(input_start: array[int], inputs: array[int], count: int) -> tuple[array[int], array[int]]:
    """Return the same rows turned round: for each of `count` inputs, the links that have it."""
    owner = array("i", [0]) * len(inputs)
    for link, (first, last) in enumerate(pairwise(input_start)):
        for place in range(first, last):
            owner[place] = link
    return starts(inputs, count), array("i", map(owner.__getitem__, grouped(inputs, count)))


def _together(rows: Iterable[T]) -> Iterator[list[T]]:
    """Yield rows some at a time: turned into columns together, they are read several times as fast as row by row."""
    following = iter(rows)
    while some := list(islice(following, _TOGETHER)):
        yield some


def _follow(before: array[int], values: Sequence[int]) -> bool:
    """Return whether values ascend, and none is less than the last `before` them."""
    return (not before or before[-1] <= values[0]) and [*values] == sorted(values)


def _runs(values: array[int]) -> Iterator[tuple[int, int]]:
    """Yield the first place and the place after the last of every run of equal values."""
    first = 0
    for place in range(1, len(values)):
        if values[place] != values[first]:
            yield first, place
            first = place
    if values:
        yield first, len(values)


def starts(values: array[int], count: int) -> array[int]:
    """Return where each of 0 to `count` would start if `values` were sorted."""
    sizes = array("i", [0]) * count
    for value in values:
        sizes[value] += 1
    return array("i", accumulate(sizes, initial=0))


def grouped(values: array[int], count: int) -> array[int]:
    """Return the places of `values` in the order of a stable counting sort."""
    following = starts(values, count)
    order = array("i", [0]) * len(values)
    for place, value in enumerate(values):
        order[following[value]] = place
        following[value] += 1
    return order
