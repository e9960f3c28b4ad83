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
CREATE TABLE agent (id INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, name TEXT NOT NULL UNIQUE, kind TEXT);
CREATE TABLE source (
    id INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, key TEXT UNIQUE, url TEXT, title TEXT,
    publisher TEXT, published TEXT
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
        connection.executemany("INSERT INTO source VALUES (?, ?, ?, ?, ?, ?, ?)", rows.sources)
        connection.executemany("INSERT INTO figure VALUES (?, ?, ?, ?, ?, ?)", rows.figures)
        connection.executemany("INSERT INTO figure_agent VALUES (?, ?)", rows.reporters)
        connection.executemany("INSERT INTO link VALUES (?, ?, ?, ?, ?)", rows.links)
        connection.executemany("INSERT INTO link_input VALUES (?, ?, ?, ?)", rows.inputs)
    connection.close()


def trace(connection: sqlite3.Connection, key: str) -> dict[str, list[Any]]:
    """All that is upstream of the figure with this key: figures, sources, reporters, links and their inputs.

    CROSS JOIN keeps SQLite from turning a join round and reading a whole table for a handful of rows.
    """
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS reached (id INTEGER PRIMARY KEY)")
    connection.execute("DELETE FROM temp.reached")
    connection.execute(_UPSTREAM, (key,))
    figures = [
        {
            "id": number,
            "hash": digest.hex(),
            "key": name,
            "primary": bool(primary),
            "record": json.loads(body),
        }
        | {"source": source}
        for number, digest, name, primary, body, *source in connection.execute(
            "SELECT figure.id, figure.hash, figure.key, is_primary, body,"
            " source.key, title, url, publisher, published"
            " FROM temp.reached CROSS JOIN figure USING (id) LEFT JOIN source ON source.id = figure.source"
        )
    ]
    reporters = connection.execute(
        "SELECT figure_agent.figure, agent.id, agent.hash, agent.name, agent.kind FROM temp.reached"
        " CROSS JOIN figure_agent ON figure_agent.figure = reached.id"
        " CROSS JOIN agent ON agent.id = figure_agent.agent"
    ).fetchall()
    links = [
        {"id": number, "hash": digest.hex(), "relation": relation, "record": json.loads(body)}
        for number, digest, relation, body in connection.execute(
            "SELECT link.id, link.hash, relation, body"
            " FROM temp.reached CROSS JOIN link ON link.figure = reached.id"
        )
    ]
    inputs = connection.execute(
        "SELECT link_input.link, name, link_input.figure FROM temp.reached"
        " CROSS JOIN link ON link.figure = reached.id CROSS JOIN link_input ON link_input.link = link.id"
    ).fetchall()
    return {"figures": figures, "reporters": reporters, "links": links, "inputs": inputs}


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
                self.agents.append((len(self.agents) + 1, _id(record)[0], record["name"], record.get("kind")))
            case "source":
                self.source[record["key"]] = len(self.sources) + 1
                told = (record.get(field) for field in ("url", "title", "publisher", "published"))
                self.sources.append((len(self.sources) + 1, _id(record)[0], record["key"], *told))
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
