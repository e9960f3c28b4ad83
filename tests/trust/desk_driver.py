"""What a desk does in a network of its own: it seals with the witnesses of the other desks. Run as a program."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

from ledger.book import Ledger
from ledger.errors import ProofError


def go_on(folder: Path, witnesses: list[str], keys: list[str], text: str) -> dict[str, Any]:
    """Record a figure and seal it with the witnesses."""
    with Ledger.open(folder / "desk.db") as ledger:
        ledger.add("7 ships", reported_by=["Desk"], primary=True, quote=text, note=text)
        sealed = ledger.seal([folder / "desk.key"], witnesses=witnesses, keys=keys)
        return {"added": sealed.added, "warnings": sealed.warnings, "note": sealed.note}


def split(folder: Path, witnesses: list[str], keys: list[str], times: int) -> dict[str, Any]:
    """Show the witnesses two histories, so many times; count those of which both were cosigned, and those caught."""
    caught = both = 0
    for attempt in range(times):
        elsewhere = folder / f"elsewhere-{attempt}"
        elsewhere.mkdir()
        shutil.copy(folder / "desk.db", elsewhere / "desk.db")
        # Whoever shows two histories does not let the key remember the first.
        shutil.copy(folder / "desk.key", elsewhere / "desk.key")
        go_on(folder, witnesses, keys, f"told to the public {attempt}")
        try:
            go_on(elsewhere, witnesses, keys, f"told to the court {attempt}")
            both += 1
        except ProofError:
            caught += 1
        shutil.rmtree(elsewhere)
    return {"caught": caught, "both": both}


if __name__ == "__main__":
    what, where, asked, known, argument = sys.argv[1:]
    place, addresses, verifiers = Path(where), json.loads(asked), json.loads(known)
    if what == "split":
        answer = split(place, addresses, verifiers, int(argument))
    else:
        answer = go_on(place, addresses, verifiers, argument)
    sys.stdout.write(json.dumps(answer))
