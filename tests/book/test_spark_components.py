"""Components found on a cluster are those that a walk finds, by one worker and step by step."""

from __future__ import annotations

import random
import shutil
import sys
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

pytest.importorskip("pyspark", reason="pip install 'figure-ledger[spark]'")
if shutil.which("java") is None:
    pytest.skip("no Java runtime is installed", allow_module_level=True)

from pyspark.sql import DataFrame, SparkSession

from ledger.book.spark_components import components

Edges = list[tuple[int, int]]


@pytest.fixture(scope="module")
def spark() -> Iterator[SparkSession]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        patch.setenv("SPARK_SUBMIT_OPTS", "-XX:TieredStopAtLevel=1")
        session = (
            SparkSession.builder.master("local[2]")
            .config("spark.ui.enabled", False)
            .config("spark.sql.shuffle.partitions", 2)
            .getOrCreate()
        )
        yield session
        session.stop()


@pytest.fixture
def keep(spark: SparkSession, tmp_path: Path) -> Callable[[DataFrame], DataFrame]:
    numbers = count()

    def kept(frame: DataFrame) -> DataFrame:
        place = str(tmp_path / f"{next(numbers)}.parquet")
        frame.write.parquet(place)
        return spark.read.schema(frame.schema).parquet(place)

    return kept


def walked(edges: Edges) -> dict[int, int]:
    """The smallest node that each is connected with, as a walk from the smallest nodes finds it."""
    beside: dict[int, set[int]] = {}
    for a, b in edges:
        if a != b:
            beside.setdefault(a, set()).add(b)
            beside.setdefault(b, set()).add(a)
    found: dict[int, int] = {}
    for node in sorted(beside):
        pending = [node] if node not in found else []
        while pending:
            reached = pending.pop()
            if reached not in found:
                found[reached] = node
                pending += beside[reached]
    return found


def shuffled(seed: int) -> Edges:
    """A long path, a star, a circle, pairs, and a node beside itself, under numbers that say nothing."""
    dice = random.Random(seed)
    names = dice.sample(range(1 << 45), 1_000)
    edges = [(n, n + 1) for n in range(100)] + [(400, n) for n in range(401, 500)]
    edges += [(n, 500 + (n - 499) % 50) for n in range(500, 550)] + [(n, n + 1) for n in range(600, 900, 2)]
    edges += [(950, 950)] + [(dice.randrange(600, 900), dice.randrange(600, 900)) for _ in range(60)]
    dice.shuffle(edges)
    return [(names[a], names[b]) if dice.random() < 0.5 else (names[b], names[a]) for a, b in edges]


@pytest.mark.parametrize(
    ("edges", "together"),
    [(shuffled(1), 100_000), (shuffled(1), 0), ([(7, 7)], 100_000), ([], 0)],
    ids=["one worker", "step by step", "a node beside itself", "no edge"],
)
# Of a version of pandas that nothing here uses.
@pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning")
def test_every_node_has_the_smallest_one_of_its_component(
    spark: SparkSession, keep: Callable[[DataFrame], DataFrame], edges: Edges, together: int
) -> None:
    frame = spark.createDataFrame(edges, "a long, b long")
    rows = components(frame, keep, together=together).collect()
    assert len(rows) == len({row.node for row in rows})
    assert {row.node: row.component for row in rows} == walked(edges)
