"""Records of a ledger as of one moment: looked up for many references at once, and remembered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, Generic, TypeVar

from sqlalchemy.engine import Connection

from ledger.model.body import fold
from ledger.model.normalised import identified
from ledger.store import lookup

V = TypeVar("V")

_REFERRING: Final = frozenset({"relays", "source", "snapshot", "figure", "from", "of", "by"})
HEX: Final = frozenset("0123456789abcdef")
#: The number of answers of a kind that are remembered before all of them are dropped.
_REMEMBERED: Final = 20_000


class _Answers(Generic[V]):
    """Answers to one kind of question, asked in batches."""

    def __init__(self, ask: Callable[[Iterable[str]], Mapping[str, V]], nothing: V) -> None:
        self._ask = ask
        self._nothing = nothing
        self._answers: dict[str, V] = {}

    def of(self, name: str) -> V:
        """Return the answer for one name."""
        if name not in self._answers:
            self.fetch((name,))
        return self._answers[name]

    def fetch(self, names: Iterable[str]) -> None:
        """Find the answers for many names."""
        wanted = [name for name in dict.fromkeys(names) if name not in self._answers]
        if len(self._answers) + len(wanted) > _REMEMBERED:
            self._answers.clear()
        if wanted:
            found = self._ask(wanted)
            self._answers.update((name, found.get(name, self._nothing)) for name in wanted)


class LookupCache:
    """The records of a ledger by key, id, name, alias and URL, on a connection that sees one moment.

    Of an `empty` ledger nothing is asked.
    """

    def __init__(self, connection: Connection, *, empty: bool = False) -> None:
        self._empty = empty

        def by_ids(ids: Iterable[str]) -> dict[str, tuple[str, int]]:
            found = lookup.by_ids(connection, map(bytes.fromhex, ids))
            return {record.hex(): answer for record, answer in found.items()}

        self._keys = _Answers[lookup.Found | None](lambda keys: lookup.by_keys(connection, keys), None)
        self._ids = _Answers[tuple[str, int] | None](by_ids, None)
        self._names = _Answers[list[lookup.Named]](lambda names: lookup.agents_named(connection, names), [])
        self._aliases = _Answers[list[lookup.Named]](
            lambda names: lookup.agents_aliased(connection, names), []
        )
        self._alike = _Answers[list[lookup.Named]](lambda bones: lookup.agents_like(connection, bones), [])
        self._urls = _Answers[list[lookup.Found]](lambda urls: lookup.sources_at(connection, urls), [])

    def key(self, key: str) -> lookup.Found | None:
        """Return the record that holds a key."""
        return None if self._empty else self._keys.of(key)

    def id(self, record: str) -> tuple[str, int] | None:
        """Kind and sequence number of the record with an id (hex)."""
        return None if self._empty else self._ids.of(record)

    def named(self, name: str) -> list[lookup.Named]:
        """Return the agents of a name."""
        return [] if self._empty else self._names.of(name)

    def aliased(self, name: str) -> list[lookup.Named]:
        """Return the agents of an alias."""
        return [] if self._empty else self._aliases.of(name)

    def alike(self, skeleton: str) -> list[lookup.Named]:
        """Return the agents whose name has a skeleton."""
        return [] if self._empty else self._alike.of(skeleton)

    def at(self, url: str) -> list[lookup.Found]:
        """Return the sources at a URL."""
        return [] if self._empty else self._urls.of(url)

    def prefetch(self, records: Iterable[object]) -> None:
        """Look up these records and their references in a few queries, instead of one by one."""
        if self._empty:
            return
        references: set[str] = set()
        names: set[str] = set()
        ids: set[str] = set()
        for record in records:
            if isinstance(record, dict):
                references.update(_references(record))
                names.update(_names(record))
                if known := identified(record):
                    ids.add(known)
        ids.update(ref for ref in references | names if len(ref) == 64 and HEX.issuperset(ref))
        self._keys.fetch(references)
        self._names.fetch(names)
        self._ids.fetch(ids)


def _references(record: Mapping[str, Any]) -> list[str]:
    """Return everything in a record that may refer to another one, except for agents given by name."""
    found = [record[name] for name in _REFERRING & record.keys()]
    for holder in (record, record.get("derived_from")):
        inputs = holder.get("inputs") if isinstance(holder, dict) else None
        if isinstance(inputs, dict):
            found += inputs.values()
    refs = record.get("refs")
    if isinstance(refs, list):
        found += refs
    return [value for value in found if isinstance(value, str)]


def _names(record: Mapping[str, Any]) -> Iterable[str]:
    listed = record.get("reported_by")
    if isinstance(listed, list):
        yield from (fold(value) for value in listed if isinstance(value, str))
