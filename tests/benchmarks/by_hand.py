"""What a careful programmer would write in an evening with `sqlite3`: the measure the ledger is held to.

It keeps the same records in tables of its own, each under the SHA-256 of its JSON, and traces with a
recursive query over the rows that the ledger reads. It checks little, keeps no history and proves nothing:
that is what the ledger's extra time pays for.
"""

from __future__ import annotations

import json
import sqlite3
from hashlib import sha256
from pathlib import Path
from typing import Any

TABLES = """
CREATE TABLE agent (
    id INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, name TEXT NOT NULL UNIQUE, body TEXT NOT NULL
);
CREATE TABLE source (
    id INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, key TEXT UNIQUE, url TEXT, body TEXT NOT NULL
);
CREATE TABLE figure (
    id INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, key TEXT UNIQUE, source INTEGER REFERENCES source,
    is_primary INTEGER NOT NULL, body TEXT NOT NULL
);
CREATE TABLE figure_agent (
    figure INTEGER NOT NULL REFERENCES figure, agent INTEGER NOT NULL REFERENCES agent,
    PRIMARY KEY (figure, agent)
) WITHOUT ROWID;
CREATE TABLE link (
    id INTEGER PRIMARY KEY, hash BLOB NOT NULL, relation TEXT NOT NULL,
    figure INTEGER NOT NULL REFERENCES figure, body TEXT NOT NULL
);
CREATE TABLE link_input (
    link INTEGER NOT NULL REFERENCES link, position INTEGER NOT NULL, name TEXT,
    figure INTEGER NOT NULL REFERENCES figure, PRIMARY KEY (link, position)
) WITHOUT ROWID;
CREATE INDEX source_url ON source (url);
CREATE INDEX figure_source ON figure (source);
CREATE INDEX figure_agent_agent ON figure_agent (agent);
CREATE INDEX link_figure ON link (figure);
CREATE INDEX link_input_figure ON link_input (figure);
"""

_REACHED = """
WITH RECURSIVE walk (seq) AS (
    SELECT of_seq FROM key WHERE key = ?
    UNION
    SELECT edge.{there} FROM walk
    CROSS JOIN edge ON edge.{here} = walk.seq AND edge.relation <> 'revision'
)
INSERT INTO temp.reached SELECT seq FROM walk
"""
_UPSTREAM = _REACHED.format(there="input_seq", here="figure_seq")
_DOWNSTREAM = _REACHED.format(there="figure_seq", here="input_seq")

_NAMED = """
INSERT INTO temp.named
SELECT agent_seq FROM temp.reached CROSS JOIN reporter USING (seq)
UNION
SELECT source_seq FROM temp.reached CROSS JOIN figure USING (seq) WHERE source_seq IS NOT NULL
"""

_LINKS = "temp.reached CROSS JOIN edge ON edge.figure_seq = reached.seq"

_READ = {
    "figures": "SELECT seq, id, leaf FROM temp.reached CROSS JOIN entry USING (seq)",
    "texts": "SELECT entry_text.* FROM temp.reached CROSS JOIN entry_text USING (seq)",
    "keys": "SELECT key.* FROM temp.reached CROSS JOIN key ON key.of_seq = reached.seq",
    "reporters": "SELECT reporter.* FROM temp.reached CROSS JOIN reporter USING (seq)",
    "edges": f"SELECT edge.* FROM {_LINKS}",
    "links": f"SELECT entry.seq, id, leaf FROM {_LINKS} AND position = 0 CROSS JOIN entry USING (seq)",
    "named": "SELECT seq, id, leaf FROM temp.named CROSS JOIN entry USING (seq)",
    "descriptions": "SELECT entry.seq, id, leaf FROM temp.named CROSS JOIN judgement"
    " ON judgement.kind = 'description' AND subject_seq = named.seq CROSS JOIN entry ON entry.seq = judgement.seq",
}


def load(records: Path, database: Path, *, hashed: bool = True) -> None:
    """Load a file of records, as JSON Lines, into a new database, in one transaction.

    Unless they are `hashed`, their numbers stand in place of their hashes: a plain loader that only stores.
    """
    rows = read(records, hashed=hashed)
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA foreign_keys = ON")
    connection.executescript(TABLES)
    with connection:
        connection.executemany("INSERT INTO agent VALUES (?, ?, ?, ?)", rows.agents)
        connection.executemany("INSERT INTO source VALUES (?, ?, ?, ?, ?)", rows.sources)
        connection.executemany("INSERT INTO figure VALUES (?, ?, ?, ?, ?, ?)", rows.figures)
        connection.executemany("INSERT INTO figure_agent VALUES (?, ?)", rows.reporters)
        connection.executemany("INSERT INTO link VALUES (?, ?, ?, ?, ?)", rows.links)
        connection.executemany("INSERT INTO link_input VALUES (?, ?, ?, ?)", rows.inputs)
    connection.close()


def read(records: Path, *, hashed: bool = True) -> Rows:
    """Read a file of records, as JSON Lines, into rows; see `load`."""
    rows = Rows(hashed=hashed)
    with records.open(encoding="utf-8") as lines:
        for line in lines:
            rows.take(json.loads(line))
    return rows


def trace(
    connection: sqlite3.Connection, key: str, *, downstream: bool = False
) -> dict[str, list[dict[str, Any]]]:
    """All that is upstream of a figure, or downstream, read by hand from the rows that the ledger reads.

    Figures, links, their parties and sources with what describes them, texts, keys and edges; nothing is hashed
    or judged, and reviews, corrections, replacements and how far an origin reaches are not looked for, which the
    ledger answers as well. CROSS JOIN keeps SQLite from turning a join round and reading a whole table for a handful
    of rows.
    """
    for table in ("reached", "named"):
        connection.execute(f"CREATE TEMP TABLE IF NOT EXISTS {table} (seq INTEGER PRIMARY KEY)")
        connection.execute(f"DELETE FROM temp.{table}")
    connection.execute(_DOWNSTREAM if downstream else _UPSTREAM, (key,))
    connection.execute(_NAMED)
    found = {}
    for name, query in _READ.items():
        rows = connection.execute(query)
        columns = [column[0] for column in rows.description]
        found[name] = [_read(dict(zip(columns, row, strict=True))) for row in rows]
    # Or it would go on reading the ledger as it was when first asked.
    connection.commit()
    return found


def _read(row: dict[str, Any]) -> dict[str, Any]:
    """A row with its id in hex and its leaf decoded, where it has them."""
    if "leaf" in row:
        row["id"] = row["id"].hex()
        row["record"] = json.loads(row.pop("leaf"))
    return row


class Rows:
    """The rows of each table, and the numbers that names and keys stand for."""

    def __init__(self, *, hashed: bool) -> None:
        self._hashed = hashed
        self._count = 0
        self.agents: list[tuple[Any, ...]] = []
        self.sources: list[tuple[Any, ...]] = []
        self.figures: list[tuple[Any, ...]] = []
        self.reporters: list[tuple[int, int]] = []
        self.links: list[tuple[Any, ...]] = []
        self.inputs: list[tuple[int, int, str | None, int]] = []
        self.agent: dict[str, int] = {}
        self.source: dict[str, int] = {}
        self.figure: dict[str, int] = {}

    def tables(self) -> dict[str, list[Any]]:
        """Return the rows of each table, in the order in which they can be inserted."""
        return {
            "agent": self.agents, "source": self.sources, "figure": self.figures,
            "figure_agent": self.reporters, "link": self.links, "link_input": self.inputs,
        }  # fmt: skip

    def take(self, record: dict[str, Any]) -> None:
        """Turn one record into rows."""
        match record["record"]:
            case "agent":
                self.agent[record["name"]] = len(self.agents) + 1
                digest, body = self._id(record)
                self.agents.append((len(self.agents) + 1, digest, record["name"], body))
            case "source":
                self.source[record["key"]] = len(self.sources) + 1
                digest, body = self._id(record)
                url = record.get("url")
                self.sources.append((len(self.sources) + 1, digest, record["key"], url, body))
            case "figure":
                self._take_figure(record)
            case "link":
                upstream = record.get("inputs") or {None: record["from"]}
                self._take_link(record["figure"], record["relation"], upstream, record)

    def _take_figure(self, record: dict[str, Any]) -> None:
        key, number = record.pop("key"), len(self.figures) + 1
        relays, derived = record.pop("relays", None), record.pop("derived_from", None)
        self.figure[key] = number
        digest, body = self._id(record)
        source = self.source[record["source"]] if "source" in record else None
        self.figures.append((number, digest, key, source, bool(record.get("primary")), body))
        self.reporters += [(number, self.agent[name]) for name in record["reported_by"]]
        if relays is not None:
            self._take_link(key, "relay", {None: relays}, {"figure": key, "from": relays})
        if derived is not None:
            self._take_link(key, "derivation", derived["inputs"], {"figure": key, **derived})

    def _take_link(self, figure: str, relation: str, inputs: dict[Any, str], record: dict[str, Any]) -> None:
        number = len(self.links) + 1
        digest, body = self._id(record)
        self.links.append((number, digest, relation, self.figure[figure], body))
        for position, (name, upstream) in enumerate(inputs.items()):
            self.inputs.append((number, position, name, self.figure[upstream]))

    def _id(self, record: dict[str, Any]) -> tuple[bytes, str]:
        self._count += 1
        if not self._hashed:
            return self._count.to_bytes(8, "big"), json.dumps(record, ensure_ascii=False)
        body = json.dumps(record, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return sha256(body.encode("utf-8")).digest(), body
