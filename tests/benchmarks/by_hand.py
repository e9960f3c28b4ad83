"""What a careful programmer would write in an evening with `sqlite3`: the measure the ledger is held to.

It keeps the same records in tables of its own, each under the SHA-256 of its JSON, and traces with a
recursive query. It checks little, keeps no history and proves nothing: that is what the ledger's extra time
pays for.
"""

from __future__ import annotations

import json
import sqlite3
from hashlib import sha256
from pathlib import Path
from typing import Any

_TABLES = """
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

_UPSTREAM = """
WITH RECURSIVE upstream (id) AS (
    SELECT id FROM figure WHERE key = ?
    UNION
    SELECT link_input.figure FROM upstream
    CROSS JOIN link ON link.figure = upstream.id AND link.relation <> 'revision'
    CROSS JOIN link_input ON link_input.link = link.id
)
INSERT INTO temp.reached SELECT id FROM upstream
"""


_READ = {
    "figures": """
        SELECT figure.id, hash, key, source, is_primary, body
        FROM temp.reached CROSS JOIN figure ON figure.id = reached.id
    """,
    "sources": """
        SELECT id, hash, key, body FROM source WHERE id IN (
            SELECT figure.source FROM temp.reached CROSS JOIN figure ON figure.id = reached.id
        )
    """,
    "reporters": """
        SELECT figure_agent.figure, figure_agent.agent
        FROM temp.reached CROSS JOIN figure_agent ON figure_agent.figure = reached.id
    """,
    "agents": """
        SELECT id, hash, body FROM agent WHERE id IN (
            SELECT figure_agent.agent
            FROM temp.reached CROSS JOIN figure_agent ON figure_agent.figure = reached.id
        )
    """,
    "links": """
        SELECT link.id, hash, relation, figure, body
        FROM temp.reached CROSS JOIN link ON link.figure = reached.id
    """,
    "inputs": """
        SELECT link_input.link, link_input.name, link_input.figure
        FROM temp.reached CROSS JOIN link ON link.figure = reached.id
        CROSS JOIN link_input ON link_input.link = link.id
    """,
}


def load(records: Path, database: Path) -> None:
    """Load a file of records, as JSON Lines, into a new database, in one transaction."""
    rows = _Rows()
    with records.open(encoding="utf-8") as lines:
        for line in lines:
            rows.take(json.loads(line))
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA foreign_keys = ON")
    connection.executescript(_TABLES)
    with connection:
        connection.executemany("INSERT INTO agent VALUES (?, ?, ?, ?)", rows.agents)
        connection.executemany("INSERT INTO source VALUES (?, ?, ?, ?, ?)", rows.sources)
        connection.executemany("INSERT INTO figure VALUES (?, ?, ?, ?, ?, ?)", rows.figures)
        connection.executemany("INSERT INTO figure_agent VALUES (?, ?)", rows.reporters)
        connection.executemany("INSERT INTO link VALUES (?, ?, ?, ?, ?)", rows.links)
        connection.executemany("INSERT INTO link_input VALUES (?, ?, ?, ?)", rows.inputs)
    connection.close()


def trace(connection: sqlite3.Connection, key: str) -> dict[str, list[dict[str, Any]]]:
    """All that is upstream of the figure with this key: figures, sources, reporters, links and their inputs.

    CROSS JOIN keeps SQLite from turning a join round and reading a whole table for a handful of rows.
    """
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS reached (id INTEGER PRIMARY KEY)")
    connection.execute("DELETE FROM temp.reached")
    connection.execute(_UPSTREAM, (key,))
    found = {}
    for name, query in _READ.items():
        rows = connection.execute(query)
        columns = [column[0] for column in rows.description]
        found[name] = [_read(dict(zip(columns, row, strict=True))) for row in rows]
    return found


def _read(row: dict[str, Any]) -> dict[str, Any]:
    """A row with its hash in hex and its record decoded, where it has them."""
    if "body" in row:
        row["hash"] = row["hash"].hex()
        row["record"] = json.loads(row.pop("body"))
    return row


class _Rows:
    """The rows of each table, and the numbers that names and keys stand for."""

    def __init__(self) -> None:
        self.agents: list[tuple[Any, ...]] = []
        self.sources: list[tuple[Any, ...]] = []
        self.figures: list[tuple[Any, ...]] = []
        self.reporters: list[tuple[int, int]] = []
        self.links: list[tuple[Any, ...]] = []
        self.inputs: list[tuple[int, int, str | None, int]] = []
        self.agent: dict[str, int] = {}
        self.source: dict[str, int] = {}
        self.figure: dict[str, int] = {}

    def take(self, record: dict[str, Any]) -> None:
        """Turn one record into rows."""
        match record["record"]:
            case "agent":
                self.agent[record["name"]] = len(self.agents) + 1
                digest, body = _id(record)
                self.agents.append((len(self.agents) + 1, digest, record["name"], body))
            case "source":
                self.source[record["key"]] = len(self.sources) + 1
                digest, body = _id(record)
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
        digest, body = _id(record)
        source = self.source[record["source"]] if "source" in record else None
        self.figures.append((number, digest, key, source, bool(record.get("primary")), body))
        self.reporters += [(number, self.agent[name]) for name in record["reported_by"]]
        if relays is not None:
            self._take_link(key, "relay", {None: relays}, {"figure": key, "from": relays})
        if derived is not None:
            self._take_link(key, "derivation", derived["inputs"], {"figure": key, **derived})

    def _take_link(self, figure: str, relation: str, inputs: dict[Any, str], record: dict[str, Any]) -> None:
        number = len(self.links) + 1
        digest, body = _id(record)
        self.links.append((number, digest, relation, self.figure[figure], body))
        for position, (name, upstream) in enumerate(inputs.items()):
            self.inputs.append((number, position, name, self.figure[upstream]))


def _id(record: dict[str, Any]) -> tuple[bytes, str]:
    body = json.dumps(record, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(body.encode("utf-8")).digest(), body
