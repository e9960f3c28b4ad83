"""Writes the answer on a card: a small page to embed in an article, 400 pixels wide, without a script."""

from __future__ import annotations

from typing import TextIO

from ledger.errors import InputError
from ledger.formats import Export


def dump(export: Export, stream: TextIO) -> None:
    """Write the card of one figure, or of a story by its figures. Raises InputError where there is no figure.

    It links to the page that is exported beside it under the key of the figure or the source: ``KEY.html``.
    """
    from ledger.formats.page.page_document import write_card

    view = export.view()
    if view is None:
        raise InputError("there is no figure to make a card of", hint="ledger add records one")
    asked = view.groups[view.asked_groups[0]].main.entry
    name = view.story.key or view.story.id[:12] if view.story is not None else asked.key or asked.id[:12]
    stream.write(write_card(view, page=f"{name}.html"))
