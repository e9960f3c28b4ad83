"""Reading the rows of a small graph, in which no figure is read as another, into arrays: with lists and by sorting.

`graph_arrays` reads columns of a million figures without holding a Python object for each. The graph of an ordinary
trace has a handful of figures, that of a relay under a hub a hundred, and making columns of so few took up to half of
the time of the trace. Here a graph of a hundred figures takes a fifth of that time. Both ways give equal graphs, which
`tests/trace/test_graph.py` checks.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from operator import itemgetter
from typing import Final

from ledger.trace.graph_arrays import CODES, RELAY, REVISION, STATUS_FLAGS, Links, Revision, figure_flags
from ledger.trace.material import EdgeRow, FigureRow
from ledger.trace.status import Resolution

#: The most rows of figures and of edges of which a graph is made in this way.
MOST: Final = 2_000

_node: Final = itemgetter(0)
_link: Final = itemgetter(0)


def is_small(rows: Iterable[object]) -> bool:
    """Return whether rows are at hand, and few."""
    return isinstance(rows, Sequence) and len(rows) <= MOST


def read_figures(rows: Iterable[FigureRow], edges: Iterable[EdgeRow]) -> tuple[array[int], bytearray]:
    """Return every figure that has a row or is an end of a link, ascending, and its first flags."""
    flags = {figure[0]: figure_flags(figure) for figure in rows}
    for _, _, figure, above in edges:
        flags.setdefault(figure, 0)
        flags.setdefault(above, 0)
    seqs = sorted(flags)
    return array("q", seqs), bytearray(map(flags.__getitem__, seqs))


def read_reporters(
    rows: Iterable[tuple[int, int]], places: Mapping[int, int]
) -> tuple[array[int], array[int]]:
    """Return where the parties of each node start, and the parties, each once."""
    pairs = sorted({(places[figure], agent) for figure, agent in rows if figure in places})
    return _starts([node for node, _ in pairs], len(places)), array("q", [agent for _, agent in pairs])


def read_links(edges: Iterable[EdgeRow], places: Mapping[int, int], resolution: Resolution) -> Links:
    """Return the links between nodes, which are the places of their figures."""
    found: list[tuple[int, int, int, list[int]]] = []
    revisions: dict[int, list[Revision]] = {}
    last = None
    for seq, relation, figure, above in sorted(edges, key=_link):
        code = CODES[relation]
        if seq == last:
            found[-1][3].append(places[above])
        elif code == REVISION:
            revision = Revision(seq, figure, above)
            for end in {places[figure], places[above]}:
                revisions.setdefault(end, []).append(revision)
        elif figure != above or code != RELAY:
            found.append((places[figure], seq, code, [places[above]]))
            last = seq
    found.sort(key=_node)
    figures = [node for node, *_ in found]
    flags = bytearray([code for _, _, code, _ in found])
    if resolution.rulings:
        for place, (_, seq, _, _) in enumerate(found):
            if seq in resolution.rulings:
                flags[place] |= STATUS_FLAGS[resolution.rulings[seq].status]
    return Links(
        start=_starts(figures, len(places)),
        seqs=array("q", [seq for _, seq, _, _ in found]),
        figures=array("i", figures),
        flags=flags,
        input_start=array("i", accumulate([len(inputs) for *_, inputs in found], initial=0)),
        inputs=array("l", [above for *_, inputs in found for above in inputs]),
        revisions=revisions,
        severed={},
    )


def turned(links: Links, count: int) -> tuple[array[int], array[int]]:
    """Return the inputs turned round: for each of `count` nodes where its links start, and the links that have it."""
    first = links.input_start
    pairs = sorted(
        (above, link)
        for link in range(len(links.figures))
        for above in links.inputs[first[link] : first[link + 1]]
    )
    return _starts([above for above, _ in pairs], count), array("i", [link for _, link in pairs])


def _starts(nodes: list[int], count: int) -> array[int]:
    """Return where each of `count` nodes starts among ascending `nodes`, and where the last one ends."""
    sizes = [0] * count
    for node in nodes:
        sizes[node] += 1
    return array("i", accumulate(sizes, initial=0))
