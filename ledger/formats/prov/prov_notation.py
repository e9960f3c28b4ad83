"""Writes statements in PROV-N (W3C Recommendation, 30 April 2013), a line each, for the note of a figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ledger.formats.prov.prov_document import Literal, ReadStatement
from ledger.formats.prov.prov_terms import FORMAL, PREFIXES
from ledger.model.vocabulary import MAX_STRING


def note_of(lines: Sequence[str]) -> str:
    """Join as many lines as a note can hold."""
    kept: list[str] = []
    room = MAX_STRING - 100
    for place, line in enumerate(lines):
        if len(line) + 1 > room:
            kept.append(f"… and {len(lines) - place} more statements that do not fit a note")
            break
        kept.append(line)
        room -= len(line) + 1
    return "\n".join(kept)


def provn(statement: ReadStatement, shown: Mapping[str, str]) -> str:
    """Return a statement in PROV-N, with names as the document writes them."""
    places = [
        shown.get(statement.formal.get(place, "-"), statement.formal.get(place, "-"))
        for place in FORMAL[statement.kind]
    ]
    while places and places[-1] == "-":
        places.pop()
    identified = statement.kind in ("entity", "agent", "activity")
    first = [statement.shown] if identified else []
    attributes = ", ".join(
        f"{short(name)}={_shown_value(value)}"
        for name, values in statement.attributes.items()
        for value in values
    )
    inside = ", ".join([*first, *places, *([f"[{attributes}]"] if attributes else [])])
    named = f"{statement.shown}; " if statement.id is not None and not identified else ""
    return f"{statement.kind}({named}{inside})"


def short(iri: str) -> str:
    """Return an IRI with its prefix, if it has a known one."""
    for prefix, base in PREFIXES.items():
        if iri.startswith(base):
            return f"{prefix}:{iri.removeprefix(base)}"
    return iri


def _shown_value(value: Literal) -> str:
    if value.is_name:
        return f"'{short(value.text)}'"
    escaped = value.text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"' + (f" %% {short(value.datatype)}" if value.datatype else "")
