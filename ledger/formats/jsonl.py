"""The ledger's own records, a line each: what `ledger import` reads. Nothing is lost on the way."""

from __future__ import annotations

import json
from typing import TextIO

from ledger.formats import Export


def dump(export: Export, stream: TextIO) -> None:
    """Write the records as JSON Lines."""
    # An encoder made anew for each of a million lines takes as long as the encoding.
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode
    stream.writelines(f"{encode(line)}\n" for line in export.lines())
