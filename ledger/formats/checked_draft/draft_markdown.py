"""Writes a checked draft as Markdown: the text unchanged, with a footnote after each figure."""

from __future__ import annotations

from typing import TextIO

from ledger.formats import Export
from ledger.formats.checked_draft.draft_comments import comments, draft_of, pieces
from ledger.formats.notes.markdown_text import escaped


def dump(export: Export, stream: TextIO) -> None:
    """Write the newest version of a draft. Raises InputError unless one source with a text is exported."""
    draft = draft_of(export)
    footnotes = comments(draft)
    for piece in pieces(draft.text, footnotes):
        stream.write(piece.text)
        stream.write("".join(f"[^{number}]" for number in piece.ending))
    # A footnote without a reference is not printed: what has no place in the text is referred to at its end.
    stream.write("".join(f"[^{comment.number}]" for comment in footnotes if comment.span is None))
    stream.write("\n")
    for comment in footnotes:
        place = "" if comment.span is not None else f"“{escaped(comment.figure.words)}”: "
        first, *rest = comment.lines
        stream.write(f"\n[^{comment.number}]: {place}**{escaped(first)}** {' '.join(map(escaped, rest))}\n")
