"""The ledger's own records, a line each: what `ledger import` reads. Nothing is lost on the way."""

from __future__ import annotations

import json
from typing import TextIO

from ledger.formats import Export


def dump(export: Export, stream: TextIO) -> None:
    """Write the records as JSON Lines."""
    for line in export.lines():
        stream.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")))
        stream.write("\n")
