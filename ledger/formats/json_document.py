"""One JSON document for an editor: figures, links, agents and sources, with the findings on them."""

from __future__ import annotations

import json
from typing import Any, TextIO

from ledger.formats import Export
from ledger.formats.trace_json import agent_document, source_document, trace_document

name = "json"
suffix = ".json"
about = "one document for an editor"


def dump(export: Export, stream: TextIO) -> None:
    """Write `ledger-document/1` (`schema/document.schema.json`)."""
    json.dump(document(export), stream, ensure_ascii=False, indent=2)
    stream.write("\n")


def document(export: Export) -> dict[str, Any]:
    """The document as a mapping, ready for `json.dump`."""
    head, trace = export.head(), export.trace()
    contents: dict[str, Any] = {
        "format": "ledger-document/1",
        "ledger": {"name": head.name, "size": head.size, "root": head.root},
        "figures": [],
        "links": [],
        "agents": [],
        "sources": [],
        "findings": [],
    }
    if trace is not None:
        traced = trace_document(trace)
        contents.update({part: traced[part] for part in ("figures", "links", "findings")})
        parties = sorted(trace.bodies.parties.values(), key=lambda party: (party.name, party.id))
        works = sorted(trace.bodies.works.values(), key=lambda work: (work.title or "", work.id))
        contents["agents"] = [agent_document(party) for party in parties]
        contents["sources"] = [source_document(work) for work in works]
    return contents
