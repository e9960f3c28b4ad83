"""Checks ledgers too large for one machine: Parquet files of a ledger, on a cluster of Apache Spark.

A finding follows from the figures upstream and what was said of them, so that a ledger falls into parts that can be
checked by themselves: figures that links, judgements and corrections connect. Parties and sources, which connect nearly
everything, say the same wherever they are named: each part is given those it names. Small parts are put together, and
each lot is checked by `spark_tasks` as any ledger is.

A part that is too large is cut at its hubs, figures that very many links rest on. What is found along one link or in
one quote follows from what is upstream of it: each piece is given the hubs it hangs on and all that is upstream of
these, and looks for that alone. What is found over the whole graph, or between the relays of one figure, is looked
for once, in the whole part. The findings do not depend on where the cut is made.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit
from urllib.request import url2pathname

from ledger.book.checking import Checked
from ledger.book.findings import Findings, Subject
from ledger.book.spark_components import Keep, components
from ledger.book.spark_tasks import (
    FILE_BITS,
    FOUND,
    RECORD,
    PartRequest,
    checked_tasks,
    read_records,
    written_rows,
)
from ledger.errors import FormatError, InputError, Problem, StoreError
from ledger.formats import table_rows
from ledger.trace.finding import Finding
from ledger.trace.rules import ALONG_LINKS, AMONG_RELAYS, IN_WORDS, OVER_THE_GRAPH, refuse_unknown

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

#: The number of records checked together, which is also the largest size of a part that is not cut.
RECORDS_TOGETHER: Final = 40_000
#: The number of links from which a figure is a hub, at which a large part is cut.
HUB: Final = 1_000
#: The kinds of record that figures of many parts name, and that are repeated in each of them.
_SHARED: Final = ("agent", "source", "snapshot")
_SETTINGS: Final = {
    "spark.ui.enabled": False,
    "spark.log.level": "ERROR",
    "spark.sql.execution.arrow.maxRecordsPerBatch": 1_000,
}
_LOGGING: Final = """\
rootLogger.level = error
rootLogger.appenderRef.stderr.ref = stderr
appender.stderr.type = Console
appender.stderr.name = stderr
appender.stderr.target = SYSTEM_ERR
appender.stderr.layout.type = PatternLayout
appender.stderr.layout.pattern = %m%n
"""
#: Findings of a piece of a part, and those of a part as a whole.
_PASSES: Final = {"pieces": ALONG_LINKS | IN_WORDS, "whole": OVER_THE_GRAPH | AMONG_RELAYS}


def check_parquet(
    master: str,
    files: Sequence[str | Path],
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    together: int = RECORDS_TOGETHER,
    hub: int = HUB,
    watched: bool = False,
) -> Checked:
    """Check Parquet files that `ledger export` wrote, as if they had been imported one after another into one ledger.

    `master` is what Spark calls a cluster: ``local[*]``, ``spark://host:7077``. Every machine of it must reach the
    files under the same path and have this package. `together` and `hub` say how the work is divided, and change no
    answer; if it is `watched`, Spark draws how far it is on standard error. Raises InputError for files or codes that
    cannot be used, StoreError for a cluster that cannot be reached.
    """
    refuse_unknown([*select, *ignore])
    paths = _found(files)
    with _session(master, paths[0].parent, watched) as (spark, keep):
        records = _records(spark, paths, keep)
        nodes, edges = _graph(records, keep)
        parts = _Parts(nodes, edges, together, hub, keep)
        found = _checked(records, nodes, parts.lots, _requests(select, ignore), keep)
        problems = found.where("problem is not null").limit(20).collect()
        if problems:
            raise InputError(problems=[Problem("", row.problem) for row in problems])
        figures, links = _counts(found)
        placed = keep(_placed(found, nodes, parts.owned))
        return Checked(figures=figures, links=links, findings=Findings.of(_findings(placed)))


def _found(files: Sequence[str | Path]) -> list[Path]:
    """Return the files by their whole paths. Raises InputError where there are none, or one is missing."""
    if not files:
        raise InputError("no Parquet file is named", hint="ledger export --format parquet -o records.parquet")
    paths = [Path(file).resolve() for file in files]
    problems = [Problem("", f"{path} is no file") for path in paths if not path.is_file()]
    if problems:
        raise InputError(problems=problems)
    return paths


@contextmanager
def _session(master: str, beside: Path, watched: bool) -> Iterator[tuple[SparkSession, Keep]]:
    """Open a session on a cluster, with a folder beside the files for what is worked out on the way."""
    try:
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError:
        raise FormatError(
            "checking on a cluster needs pyspark", hint="pip install 'figure-ledger[spark]'"
        ) from None
    try:
        folder = Path(tempfile.mkdtemp(prefix=".ledger-check-", dir=beside))
    except OSError as error:
        raise StoreError(
            f"nothing can be written beside the files: {error.strerror}",
            hint="put the files into a folder that every machine of the cluster can write to",
        ) from None
    with ExitStack() as ending:
        ending.callback(shutil.rmtree, folder, ignore_errors=True)
        # The workers' Python is this one, and the virtual machine reports errors alone.
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        logging = folder / "log4j2.properties"
        logging.write_text(_LOGGING, encoding="utf-8")
        options = f"{os.environ.get('SPARK_SUBMIT_OPTS', '')} -Dlog4j2.configurationFile={logging.as_uri()}"
        os.environ["SPARK_SUBMIT_OPTS"] = options.strip()
        # Of a version of pandas that nothing here uses.
        ending.enter_context(warnings.catch_warnings(action="ignore", category=FutureWarning))
        builder = SparkSession.builder.master(master).appName("ledger check")
        for name, value in _SETTINGS.items():
            builder = builder.config(name, value)
        try:
            spark = builder.config("spark.ui.showConsoleProgress", watched).getOrCreate()
            ending.callback(spark.stop)
            parallel = spark.sparkContext.defaultParallelism
            spark.conf.set("spark.sql.shuffle.partitions", max(8, 4 * parallel))
        except (PySparkException, OSError, Py4JError) as error:
            raise StoreError(
                f"the cluster {master} cannot be used: {str(error).strip().splitlines()[0]}",
                hint="install a Java runtime (Debian: default-jre-headless), and see that the master is running",
            ) from None
        numbers = count()

        def keep(frame: DataFrame) -> DataFrame:
            place = (folder / f"{next(numbers)}.parquet").as_uri()
            frame.write.parquet(place)
            return spark.read.schema(frame.schema).parquet(place)

        yield spark, keep


def _records(spark: SparkSession, paths: Sequence[Path], keep: Keep) -> DataFrame:
    """Read the rows of the files as `RECORD`. Raises FormatError for files of another kind, InputError for bad rows."""
    from pyspark.sql import functions as F

    files = []
    for number, path in enumerate(paths):
        rows = spark.read.parquet(path.as_uri())
        if missing := [name for name in table_rows.COLUMNS if name not in rows.columns]:
            raise FormatError(
                f"{path.name} has no column {missing[0]}",
                hint="import it into a ledger, and check what `ledger export --format parquet` writes of that",
            )
        files.append(
            rows.select(
                *table_rows.COLUMNS,
                F.lit(number).cast("long").alias("file"),
                F.col("_metadata.row_index").alias("row"),
            )
        )
    records = keep(_together(files).mapInArrow(read_records, RECORD))
    problems = records.where("problem is not null").orderBy("position").limit(20).collect()
    if problems:
        raise InputError(
            problems=[
                Problem("", problem.problem, place=_place(paths, problem.position)) for problem in problems
            ]
        )
    unknown = _named(records).join(records.select("id"), F.col("ref") == F.col("id"), "left_anti")
    if lost := unknown.orderBy("position").limit(20).collect():
        raise InputError(
            problems=[
                Problem(
                    "",
                    f"it names {row.ref[:12]}, which none of the files has",
                    place=_place(paths, row.position),
                )
                for row in lost
            ]
        )
    return records


def _place(paths: Sequence[Path], position: int) -> str:
    return f"{paths[position >> FILE_BITS].name}, row {(position & ((1 << FILE_BITS) - 1)) + 1}"


def _together(frames: Sequence[DataFrame]) -> DataFrame:
    first, *others = frames
    for frame in others:
        first = first.union(frame)
    return first


def _named(records: DataFrame) -> DataFrame:
    """Return what each record names: ``position`` and ``ref``, an id."""
    from pyspark.sql import functions as F

    return records.select("position", F.explode("refs").alias("ref"))


def _graph(records: DataFrame, keep: Keep) -> tuple[DataFrame, DataFrame]:
    """Return the records as a graph of numbers: nodes (``node, id, kind``) and edges (``node, to, above``).

    The same record may stand in several files: its number is the position at which it stands first. `above` says that
    the edge goes from a link to a figure that it starts from.
    """
    from pyspark.sql import functions as F

    nodes = keep(records.groupBy("id").agg(F.min("position").alias("node"), F.first("kind").alias("kind")))
    ends = nodes.select(F.col("id").alias("ref"), F.col("node").alias("to"))
    edges = (
        records.join(nodes.select("id", "node"), "id")
        .select("node", "above", F.explode("refs").alias("ref"))
        .join(ends, "ref")
        .groupBy("node", "to")
        .agg(F.max(F.array_contains("above", F.col("ref"))).alias("above"))
    )
    return nodes, keep(edges)


def _grouped(nodes: DataFrame, edges: DataFrame, name: str, keep: Keep) -> DataFrame:
    """Nodes with the connected component they are in as `name`; a node without an edge is one by itself."""
    from pyspark.sql import functions as F

    connected = components(edges.select(F.col("node").alias("a"), F.col("to").alias("b")), keep)
    return (
        nodes.join(connected, "node", "left")
        .withColumn(name, F.coalesce("component", "node"))
        .drop("component")
    )


class _Parts:
    """The division of the records into tasks, which workers check by themselves.

    `owned` has ``node`` and ``task`` of every record of a part that was cut; `lots` has ``task``, ``passes`` and
    ``node`` of what each task is given.
    """

    def __init__(self, nodes: DataFrame, edges: DataFrame, together: int, hub: int, keep: Keep) -> None:
        from pyspark.sql import functions as F

        self._together, self._hub, self._keep = together, hub, keep
        # What is said of a party or a source belongs to it, and so do the copies of a source.
        judged = edges.join(nodes.where("kind not in ('figure', 'link')").select("node"), "node")
        bundled = _grouped(nodes, judged, "bundle", keep)
        repeated = bundled.groupBy("bundle").agg(
            (F.max(F.col("kind").isin(*_SHARED)) & ~F.max(F.col("kind").isin("figure", "link"))).alias(
                "repeated"
            )
        )
        bundled = keep(bundled.join(repeated, "bundle"))
        self._shared = bundled.where("repeated").select("node", "bundle")
        own = bundled.where("not repeated").select("node")
        inner = edges.join(own.select(F.col("node").alias("to")), "to", "left_semi")
        parts = _grouped(own, inner, "part", keep)
        sizes = parts.groupBy("part").agg(F.count("*").alias("size"))
        parts = keep(parts.join(sizes, "part"))
        self._lots = max(1, -(-nodes.count() // together))
        small = parts.where(F.col("size") <= together)
        large = parts.where(F.col("size") > together)
        self.owned: DataFrame | None = None
        tasks = [small.select(self._lot("part").alias("task"), F.lit("").alias("passes"), "node")]
        if large.first() is not None:
            tasks += self._cut(large, inner)
        self.lots = _together([_together(tasks), *self._repeated(_together(tasks), edges)])

    def _lot(self, column: str) -> Any:
        from pyspark.sql import functions as F

        return F.concat(F.lit("lot "), F.pmod(F.hash(column), F.lit(self._lots)).cast("string"))

    def _cut(self, large: DataFrame, edges: DataFrame) -> list[DataFrame]:
        """Tasks of parts that are too large: each as a whole, and in pieces where it has hubs to be cut at."""
        from pyspark.sql import functions as F

        inside = self._keep(edges.join(large.select("node", "part", "size"), "node"))
        hubs = self._keep(
            inside.where("above").groupBy(F.col("to").alias("hub"), "part").agg(F.count("*").alias("links"))
            .where(F.col("links") >= self._hub).select("hub", "part")
        )  # fmt: skip
        cut = hubs.select("part").distinct().withColumn("cut", F.lit(True))
        wholes = large.join(cut, "part", "left").select(
            F.concat(F.lit("whole "), "part").alias("task"),
            F.when(F.col("cut"), "whole").otherwise("").alias("passes"),
            "node",
        )
        to_hub = inside.where("above").join(hubs.select(F.col("hub").alias("to")), "to", "left_semi")
        kept = inside.join(to_hub.select("node", "to"), ["node", "to"], "left_anti")
        pieces = _grouped(large.join(cut, "part", "left_semi"), kept, "piece", self._keep)
        count = F.ceil(F.col("size") / F.lit(self._together))
        lot = F.concat(F.lit("piece "), "part", F.lit(" "), F.pmod(F.hash("piece"), count))
        owned = self._keep(pieces.select("node", "piece", lot.alias("task")))
        self.owned = owned.select("node", "task")
        hangs = to_hub.join(owned, "node").select("task", "piece", F.col("to").alias("hub")).distinct()
        of_hub = owned.join(hubs.select(F.col("hub").alias("node")), "node").select(
            F.col("node").alias("hub"), "piece"
        )
        above = self._above_hubs(hangs, of_hub)
        added = (
            hangs.select("task", "hub").distinct().join(above, "hub").select("task", F.col("needed").alias("hub"))
            .distinct().join(of_hub, "hub").select("task", "piece").distinct()
            .join(owned.select("piece", "node"), "piece").select("task", "node")
        )  # fmt: skip
        given = owned.select("task", "node").union(added).distinct()
        return [wholes, given.select("task", F.lit("pieces").alias("passes"), "node")]

    def _above_hubs(self, hangs: DataFrame, of_hub: DataFrame) -> DataFrame:
        """Return each hub with all hubs whose pieces are upstream of it, itself among them, as ``hub`` and ``needed``.

        Hubs are few, so that this is worked out in memory.
        """
        from pyspark.sql import functions as F

        pairs = of_hub.join(hangs.select("piece", F.col("hub").alias("next")), "piece").select("hub", "next")
        following: dict[int, set[int]] = {row.hub: set() for row in of_hub.select("hub").collect()}
        for row in pairs.distinct().collect():
            following[row.hub].add(row.next)
        needed = []
        for hub in following:
            reached, pending = {hub}, [hub]
            while pending:
                new = following[pending.pop()] - reached
                reached |= new
                pending += new
            needed += [(hub, above) for above in sorted(reached)]
        return of_hub.sparkSession.createDataFrame(needed, "hub long, needed long")

    def _repeated(self, tasks: DataFrame, edges: DataFrame) -> list[DataFrame]:
        """Return the parties and sources that each task needs, and those that none needs, which are checked too."""
        from pyspark.sql import functions as F

        named = edges.join(self._shared.select(F.col("node").alias("to"), "bundle"), "to").select(
            "node", "bundle"
        )
        needed = self._keep(tasks.join(named, "node").select("task", "passes", "bundle").distinct())
        alone = self._shared.join(needed, "bundle", "left_anti")
        return [
            needed.join(self._shared, "bundle").select("task", "passes", "node"),
            alone.select(self._lot("bundle").alias("task"), F.lit("").alias("passes"), "node"),
        ]


def _checked(
    records: DataFrame, nodes: DataFrame, lots: DataFrame, requests: Mapping[str, PartRequest], keep: Keep
) -> DataFrame:
    """Return what the workers found, as `FOUND`: each is given the lines of its tasks in the order of the files."""
    lines = records.join(nodes.select("id", "node"), "id").select("node", "position", "line")
    lots = keep(lots)
    tasks = lots.select("task").distinct().count()
    given = lots.join(lines, "node").select("task", "passes", "position", "line")
    ordered = given.repartition(max(tasks, 1), "task").sortWithinPartitions("task", "position")
    return keep(ordered.mapInArrow(lambda batches: checked_tasks(batches, requests), FOUND))


def _requests(select: Sequence[str], ignore: Sequence[str]) -> dict[str, PartRequest]:
    """Return the codes that are looked for in each of the passes, and by default."""
    requests = {"": PartRequest(tuple(select), tuple(ignore))}
    for passes, family in _PASSES.items():
        left_out = family - set(select) if select else frozenset()
        requests[passes] = PartRequest(tuple(sorted(family)), (*ignore, *sorted(left_out)))
    return requests


def _placed(found: DataFrame, nodes: DataFrame, owned: DataFrame | None) -> DataFrame:
    """Return the findings of all tasks, each once, with where their figures and links stand in the files."""
    from pyspark.sql import functions as F

    places = nodes.select("id", "node")
    placed = (
        found.where("code is not null")
        .join(places.select(F.col("id").alias("figure"), F.col("node").alias("figure_at")), "figure")
        .join(places.select(F.col("id").alias("link"), F.col("node").alias("link_at")), "link", "left")
    )
    if owned is None:
        return placed
    # A piece is given what is upstream of it, which others look at.
    owner = owned.select(F.col("node").alias("about"), F.col("task").alias("owner"))
    return (
        placed.withColumn("about", F.coalesce("link_at", "figure_at"))
        .join(owner, "about", "left")
        .where("not startswith(task, 'piece ') or owner = task")
    )


def _findings(placed: DataFrame) -> Iterator[tuple[Finding, Subject]]:
    """Yield the findings, whose figures and links are numbered by where they stand in the files.

    The files that the cluster wrote are read here, some rows at a time: Spark would hand over a whole partition at
    once, for which an executor and the driver need memory that grows with the number of findings.
    """
    for row in written_rows(url2pathname(urlsplit(address).path) for address in placed.inputFiles()):
        finding = Finding(
            row["code"], row["severity"], row["message"], row["figure_at"], row["link_at"], row["accepted"]
        )
        yield finding, Subject(row["figure"], row["key"], row["link"], row["words"])


def _counts(found: DataFrame) -> tuple[int, int]:
    """Return how many figures and links there are: those of pieces are counted in their wholes."""
    whole = found.where("figures is not null and not startswith(task, 'piece ')")
    counts = whole.selectExpr(
        "coalesce(sum(figures), 0) AS figures", "coalesce(sum(links), 0) AS links"
    ).first()
    assert counts is not None
    return counts.figures, counts.links
