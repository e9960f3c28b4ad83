"""The same records in other programs that keep graphs: how long they take to load them and to find what is upstream.

None of them hashes, checks or refuses anything. DuckDB has tables and a recursive query, Oxigraph triples and a path in
SPARQL; prov builds the document of W3C PROV and has no queries.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, Final, NamedTuple

#: What has to be installed, by the module that is imported.
PACKAGES: Final = ("duckdb", "pyoxigraph", "prov")
#: Up to how many figures a document of PROV is built: it takes some 10 kB of memory for each.
_MOST_IN_PROV: Final = 20_000
_PROV: Final = "http://www.w3.org/ns/prov#"

_UPSTREAM: Final = """
    WITH RECURSIVE up(key) AS (
        SELECT ? UNION SELECT link.input FROM up JOIN link ON link.figure = up.key
    ) SELECT count(*) FROM up JOIN figure USING (key)
"""


class Peer(NamedTuple):
    """What another program took: to load everything, and in the median for a trace; None where it has no queries."""

    name: str
    load: timedelta
    trace: timedelta | None


def missing_packages() -> list[str]:
    """Which of the packages cannot be imported."""
    missing = []
    for name in PACKAGES:
        try:
            import_module(name)
        except ImportError:
            missing.append(name)
    return missing


def peers(records: Path, keys: Sequence[str], expected: Sequence[int]) -> Iterator[Peer]:
    """Each of the programs; `expected` says how many figures stand upstream of each key, itself included."""
    figures, edges = _graph(records)
    for name, load in (("duckdb", _duckdb), ("pyoxigraph", _oxigraph), ("prov", _prov)):
        begun = perf_counter()
        upstream = load(figures, edges)
        loaded = timedelta(seconds=perf_counter() - begun)
        title = f"{name} {version(name)}"
        if upstream is None:
            yield Peer(title, loaded, None)
            continue
        taken = []
        for key, count in zip(keys, expected, strict=True):
            begun = perf_counter()
            found = upstream(key)
            taken.append(perf_counter() - begun)
            if found != count:
                raise SystemExit(f"error: {name} finds {found} figures upstream of {key}, the ledger {count}")
        yield Peer(title, loaded, timedelta(seconds=median(taken)))


_Load = Callable[[str], int] | None


def _graph(records: Path) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """Each figure's record as JSON by its key, and the links: figure and input."""
    figures: dict[str, str] = {}
    edges: list[tuple[str, str]] = []
    with records.open(encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            if record["record"] == "figure":
                figures[record["key"]] = line
                derived: Mapping[str, Any] = record.get("derived_from", {"inputs": {}})
                inputs = [record["relays"]] if "relays" in record else list(derived["inputs"].values())
                edges += [(record["key"], above) for above in inputs]
            elif record["record"] == "link":
                above = record.get("inputs") or {"": record["from"]}
                edges += [(record["figure"], key) for key in above.values()]
    return figures, edges


def _duckdb(figures: Mapping[str, str], edges: Sequence[tuple[str, str]]) -> _Load:
    polars: Any = import_module("polars")
    connection: Any = import_module("duckdb").connect()
    rows = polars.DataFrame({"key": list(figures), "body": list(figures.values())})
    links = polars.DataFrame(edges, schema=["figure", "input"], orient="row")
    connection.register("rows", rows)
    connection.register("links", links)
    connection.execute("CREATE TABLE figure AS SELECT * FROM rows")
    connection.execute("CREATE TABLE link AS SELECT * FROM links")
    connection.execute("CREATE INDEX link_figure ON link (figure)")
    return lambda key: int(connection.execute(_UPSTREAM, [key]).fetchone()[0])


def _oxigraph(figures: Mapping[str, str], edges: Sequence[tuple[str, str]]) -> _Load:
    oxigraph: Any = import_module("pyoxigraph")
    node, quad = oxigraph.NamedNode, oxigraph.Quad
    derived, value = node(f"{_PROV}wasDerivedFrom"), node(f"{_PROV}value")
    store = oxigraph.Store()
    store.bulk_extend(
        quad(node(f"urn:figure:{key}"), value, oxigraph.Literal(body)) for key, body in figures.items()
    )
    store.bulk_extend(
        quad(node(f"urn:figure:{figure}"), derived, node(f"urn:figure:{above}")) for figure, above in edges
    )

    def upstream(key: str) -> int:
        path = f"SELECT DISTINCT ?above WHERE {{ <urn:figure:{key}> <{_PROV}wasDerivedFrom>* ?above }}"
        return sum(1 for _ in store.query(path))

    return upstream


def _prov(figures: Mapping[str, str], edges: Sequence[tuple[str, str]]) -> _Load:
    document: Any = import_module("prov.model").ProvDocument()
    document.add_namespace("f", "urn:figure:")
    chosen = dict(list(figures.items())[:_MOST_IN_PROV])
    for key, body in chosen.items():
        document.entity(f"f:{key}", {"prov:value": body})
    for figure, above in edges:
        if figure in chosen and above in chosen:
            document.wasDerivedFrom(f"f:{figure}", f"f:{above}")
    return None
