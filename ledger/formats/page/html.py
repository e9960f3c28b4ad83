"""Writes one self-contained page of HTML, to read or to print. The page of a sealed ledger can be verified."""

from __future__ import annotations

from dataclasses import replace
from typing import TextIO

from ledger.errors import InputError
from ledger.formats import Export


def dump(export: Export, stream: TextIO) -> None:
    """Write the page, with its proof if the page is the same as of the newest checkpoint.

    Raises InputError where there is no figure to show.
    """
    from ledger.formats.page.page_document import write_page

    view = export.view()
    if view is None:
        raise InputError("there is no figure to make a page of", hint="ledger add records one")
    sealed = export.sealed()
    # The visible page must be the same, not the whole trace.
    if sealed is not None and write_page(sealed.view) == write_page(replace(view, ledger=sealed.view.ledger)):
        stream.write(write_page(sealed.view, sealed.bundle))
        if sealed.unsigned is not None:
            export.warn(sealed.unsigned)
        return
    stream.write(write_page(view))
    export.warn("the page carries no proof: ledger seal, and another export, make one that can be verified")
