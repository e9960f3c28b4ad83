"""The answer on a card: a small page to embed in an article, 400 pixels wide, without a script."""

from __future__ import annotations

from typing import TextIO

from ledger.errors import InputError
from ledger.formats import Export


def dump(export: Export, stream: TextIO) -> None:
    """Write the card of one figure, or of a story by its figures. Raises InputError where there is no figure."""
    from ledger.formats.page.page_document import write_card

    view = export.view()
    if view is None:
        raise InputError("there is no figure to make a card of", hint="ledger add records one")
    stream.write(write_card(view))
