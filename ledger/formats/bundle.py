"""Writes a trace with its proofs, which `ledger verify BUNDLE --key VKEY` verifies without a ledger or a network."""

from __future__ import annotations

import json
from typing import TextIO

from ledger.formats import Export


def dump(export: Export, stream: TextIO) -> None:
    """Write `ledger-bundle/1` (`schema/bundle.schema.json`)."""
    json.dump(export.bundle(), stream, ensure_ascii=False, indent=2)
    stream.write("\n")
