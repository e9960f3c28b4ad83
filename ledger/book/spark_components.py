"""Connected components of a graph whose nodes are numbers, found on a cluster: the rows that belong together."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

#: Works a frame out and writes it where every machine reads it, so that losing one costs little.
Keep = Callable[["DataFrame"], "DataFrame"]


def components(edges: DataFrame, keep: Keep) -> DataFrame:
    """Return the smallest node of the component of each node that has an edge, as ``node`` and ``component``.

    `edges` has the columns ``a`` and ``b``; its direction means nothing. The algorithm is that of large and small
    stars (Kiveris and others, "Connected Components in MapReduce and Beyond", SoCC 2014): after a number of rounds that
    grows with the logarithm of the longest path, every node hangs on the smallest one that it is connected with.
    """
    from pyspark.sql import functions as F

    stars = (
        edges.where("a <> b").select(F.greatest("a", "b").alias("a"), F.least("a", "b").alias("b")).distinct()
    )
    last = None
    while True:
        # Both read their edges more than once: what is kept is worked out once.
        stars = keep(_small_stars(keep(_large_stars(stars))))
        now = stars.agg(F.count("*"), F.sum("a"), F.sum("b")).first()
        if now == last:
            break
        last = now
    roots = stars.select(F.col("b").alias("node"), F.col("b").alias("component")).distinct()
    return stars.select(F.col("a").alias("node"), F.col("b").alias("component")).union(roots)


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
