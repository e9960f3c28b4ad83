"""Writes `<figure-trace>` with its bundle and its script, for a publisher to put into an article.

The script stands once on a page, however many traces do, and can be hosted as the file that it is: it asks nothing of
any network, and shows nothing of a bundle that it could not prove with the key that the page names.
"""

from __future__ import annotations

import json
from html import escape
from importlib import resources
from typing import TextIO

from ledger.errors import InputError
from ledger.formats import Export


def dump(export: Export, stream: TextIO) -> None:
    """Write the element. Raises InputError where the ledger has not signed what is asked for."""
    sealed = export.sealed()
    if sealed is None:
        raise InputError(
            "a proof is shown only of what is sealed, and a checkpoint covers none of this",
            hint="ledger key new NAME makes a key, and ledger seal signs what is recorded",
        )
    if sealed.key is None:
        raise InputError(
            sealed.unsigned or "this is not signed as the ledger's answer",
            hint="name the key that seals it: --key-file FILE",
        )
    # Within a script, only its end and the beginning of a comment are markup.
    bundle = json.dumps(sealed.bundle, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    stream.write(
        f'<figure-trace key="{escape(sealed.key)}">A script shows here where a number comes from, and checks it.'
        f'<script type="application/json">{bundle}</script></figure-trace>\n'
        f"<script>\n{script()}</script>\n"
    )


def script() -> str:
    """Return the script that defines the element."""
    return resources.files(__package__).joinpath("figure-trace.js").read_text(encoding="utf-8")
