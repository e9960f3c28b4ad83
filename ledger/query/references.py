"""Resolving what a person types to an entry: keys, ids and their beginnings, names, URLs, ``@``."""

from __future__ import annotations

from ledger.errors import AmbiguousError, NotFoundError
from ledger.model.body import fold
from ledger.model.vocabulary import RECORDS, with_article
from ledger.query.ledger_context import LedgerContext
from ledger.store import lookup
from ledger.store.damage import damage_suspected
from ledger.store.engine import Transaction, reading
from ledger.store.lookup import Found

EVERY = frozenset(RECORDS)
#: Of what a trace can be asked.
TRACEABLE = frozenset({"figure", "source"})
_HEX = frozenset("0123456789abcdef")


def find(connection: Transaction, reference: str, *, who: str | None, kinds: frozenset[str] = EVERY) -> Found:
    """Return the record that a reference names.

    Raises NotFoundError with what is spelled like it, AmbiguousError with the candidates.
    """
    found = look(connection, reference, who=who, kinds=kinds)
    if found is None:
        near = near_keys(connection, reference)
        hint = f"did you mean {' or '.join(near)}?" if near else "ledger list shows what is recorded"
        raise NotFoundError(f"nothing here is called {reference[:100]!r}", near=near, hint=hint)
    if found.kind not in kinds:
        raise NotFoundError(
            f"{reference[:100]} is {with_article(found.kind)}",
            hint=f"name {' or '.join(map(with_article, sorted(kinds)))}",
        )
    return found


def look(
    connection: Transaction, reference: str, *, who: str | None, kinds: frozenset[str] = EVERY
) -> Found | None:
    """Return the record that a reference names, or None. Raises AmbiguousError with the candidates."""
    with damage_suspected():
        return _look(connection, reference.strip(), who, kinds)


def _look(connection: Transaction, reference: str, who: str | None, kinds: frozenset[str]) -> Found | None:
    if reference == "@" and who is not None:
        return lookup.last_figure(connection, who)
    if held := lookup.by_keys(connection, [reference]).get(reference):
        # What was misrecorded has handed its key on.
        current = lookup.replacement(connection, held.seq)
        return held if current == held.seq else Found(held.kind, lookup.id_of(connection, current), current)
    digits = reference.lower()
    if 6 <= len(digits) <= 64 and _HEX.issuperset(digits):
        candidates = lookup.by_prefix(connection, digits, kinds)
        if len(candidates) > 1:
            shown = [f"{candidate.kind} {candidate.id[:16]}" for candidate in candidates]
            raise AmbiguousError(
                f"{reference} begins {len(candidates)} ids",
                candidates=shown,
                hint=f"one of {', '.join(shown)}",
            )
        if candidates:
            return candidates[0]
    if (
        "source" in kinds
        and "://" in reference
        and (at := lookup.sources_at(connection, [reference]).get(reference))
    ):
        return at[0]
    return _agent(connection, fold(reference)) if "agent" in kinds else None


def _agent(connection: Transaction, name: str) -> Found | None:
    named = lookup.agents_named(connection, [name]).get(name)
    named = named or lookup.agents_aliased(connection, [name]).get(name)
    if not named:
        return None
    bare = [agent for agent in named if agent.qualifier is None] or named
    if len(bare) > 1:
        shown = [f"{agent.name} ({agent.qualifier or agent.id[:12]})" for agent in bare]
        raise AmbiguousError(
            f"{name} is the name of several parties", candidates=shown, hint=" or ".join(shown)
        )
    return Found("agent", bare[0].id, bare[0].seq)


def near_keys(connection: Transaction, reference: str) -> list[str]:
    """Return keys that are spelled like a reference."""
    from difflib import get_close_matches

    start = reference.strip()[:1]
    pool = lookup.keys_like(connection, start, 2000) if start else []
    return get_close_matches(reference, pool, n=3, cutoff=0.6)


def names_anything(context: LedgerContext, reference: str) -> bool:
    """Return whether a reference names a figure or a source, or is the beginning of several."""
    with reading(context.database) as connection:
        try:
            who = context.who if reference == "@" else None
            return look(connection, reference, who=who, kinds=TRACEABLE) is not None
        except AmbiguousError:
            return True


def keys_beginning(context: LedgerContext, beginning: str, most: int) -> list[str]:
    """Return keys that begin with these characters, in alphabetical order, up to `most`."""
    with reading(context.database) as connection:
        return sorted(lookup.keys_like(connection, beginning, most))
