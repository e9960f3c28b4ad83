"""Connected components of a graph whose nodes are numbers, found on a cluster: the rows that belong together.

A step of Spark costs a second or more whatever it does, and finding components step by step takes dozens. One worker
that holds all edges as arrays finds them at once; only what is too large for it is first worked on step by step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import pyarrow
    from pyspark.sql import DataFrame

#: The number of edges that one worker holds, in about 60 bytes each.
EDGES_TOGETHER: Final = 8_000_000
#: The number of nodes handed on together.
_ROWS: Final = 100_000

#: Works a frame out and writes it where every machine reads it, so that losing one costs little.
Keep = Callable[["DataFrame"], "DataFrame"]


def components(edges: DataFrame, keep: Keep, *, together: int = EDGES_TOGETHER) -> DataFrame:
    """Return the smallest node of the component of each node that has an edge, as ``node`` and ``component``.

    `edges` has the columns ``a`` and ``b``; its direction means nothing. Up to `together` edges are left to one worker.
    More are worked on with the algorithm of large and small stars (Kiveris and others, "Connected Components in
    MapReduce and Beyond", SoCC 2014): after a number of rounds that grows with the logarithm of the longest path, every
    node hangs on the smallest one that it is connected with.
    """
    from pyspark.sql import functions as F

    stars = keep(
        edges.where("a <> b").select(F.greatest("a", "b").alias("a"), F.least("a", "b").alias("b")).distinct()
    )
    now, last = _summed(stars), None
    while now[0] > together and now != last:
        # Both read their edges more than once: what is kept is worked out once.
        stars = keep(_small_stars(keep(_large_stars(stars))))
        now, last = _summed(stars), now
    if now[0] <= together:
        return keep(stars.repartition(1).mapInArrow(_held_components, "node long, component long"))
    roots = stars.select(F.col("b").alias("node"), F.col("b").alias("component")).distinct()
    return stars.select(F.col("a").alias("node"), F.col("b").alias("component")).union(roots)


def _summed(stars: DataFrame) -> tuple[int, int, int]:
    """Return the number of edges and the sums of their ends: once a round changes none of these, it changes nothing."""
    from pyspark.sql import functions as F

    row = stars.agg(F.count("*"), F.sum("a"), F.sum("b")).first()
    assert row is not None
    return row[0], row[1] or 0, row[2] or 0


def _held_components(batches: Iterable[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
    """Find the components of all edges in memory, and yield ``node`` and ``component``.

    Each root is hung on the smallest root beside it, and paths are shortened to their roots, until nothing changes.
    """
    import numpy
    import pyarrow

    table = [(batch.column("a").to_numpy(), batch.column("b").to_numpy()) for batch in batches]
    if not table:
        return
    ends = numpy.concatenate([a for a, _ in table] + [b for _, b in table])
    nodes, ends = numpy.unique(ends, return_inverse=True)
    a, b = numpy.split(ends, 2)
    root = numpy.arange(len(nodes))
    while True:
        high, low = numpy.maximum(root[a], root[b]), numpy.minimum(root[a], root[b])
        if (high == low).all():
            break
        numpy.minimum.at(root, high, low)
        while not (root == (shorter := root[root])).all():
            root = shorter
    found = pyarrow.record_batch([nodes, nodes[root]], names=["node", "component"])
    for start in range(0, len(nodes), _ROWS):
        yield found.slice(start, _ROWS)


def _large_stars(edges: DataFrame) -> DataFrame:
    """Hang every larger neighbour of a node on the smallest of its neighbours, or on itself if it is smaller."""
    from pyspark.sql import functions as F

    both = edges.union(edges.select("b", "a"))
    smallest = both.groupBy("a").agg(F.min("b").alias("least"))
    smallest = smallest.select("a", F.least("a", "least").alias("least"))
    joined = both.join(smallest, "a").where("b > a")
    return joined.select(F.col("b").alias("a"), F.col("least").alias("b")).distinct()


def _small_stars(edges: DataFrame) -> DataFrame:
    """Hang a node and its smaller neighbours on the smallest of these."""
    from pyspark.sql import functions as F

    smallest = edges.groupBy("a").agg(F.min("b").alias("least"))
    joined = (
        edges.join(smallest, "a").where("b <> least").select(F.col("b").alias("a"), F.col("least").alias("b"))
    )
    return joined.union(smallest.select("a", F.col("least").alias("b"))).distinct()
