"""Writes a checked draft as a Word document: the text unchanged, a comment on each figure."""

from __future__ import annotations

import re
from typing import Any, BinaryIO, Final

from ledger.errors import InputError
from ledger.formats import Export
from ledger.formats.checked_draft.draft_comments import comments, draft_of, pieces

#: Characters that XML (XML 1.0, section 2.2), and so a Word document, cannot hold.
_NOT_IN_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_AUTHOR: Final = "ledger"


def dump(export: Export, stream: BinaryIO) -> None:
    """Write the newest version of a draft. Raises InputError unless it is one source with a text, or without docx."""
    try:
        from docx import Document
    except ModuleNotFoundError as error:
        raise InputError(
            "writing a Word document needs the package python-docx, which is not installed",
            hint="pip install 'figure-ledger[capture]'",
        ) from error
    draft = draft_of(export)
    margin = comments(draft)
    document: Any = Document()
    document.core_properties.title = _plain(draft.title or "")
    document.core_properties.author = ""
    runs: dict[int, list[Any]] = {}
    paragraph = document.add_paragraph()
    all_runs: list[Any] = []
    for piece in pieces(draft.text, margin):
        for place, line in enumerate(re.split("[\n\f]", piece.text)):
            if place:
                paragraph = document.add_paragraph()
            if line:
                run = paragraph.add_run(_plain(line))
                all_runs.append(run)
                for number in piece.comments:
                    runs.setdefault(number, []).append(run)
    for comment in margin:
        # A figure whose words are not in this version has its comment at the beginning.
        marked = runs.get(comment.number) or all_runs[:1]
        margin_note = document.add_comment(
            [marked[0], marked[-1]], text="", author=_AUTHOR, initials=str(comment.number)
        )
        first, *rest = comment.lines
        margin_note.paragraphs[0].add_run(_plain(first)).bold = True
        for line in rest:
            margin_note.add_paragraph(_plain(line))
    document.save(stream)


def _plain(text: str) -> str:
    return _NOT_IN_XML.sub("\ufffd", text)
