"""A Word document: its paragraphs, tables and text boxes in the order in which they stand, its notes behind them.

The text is that of the document with all its tracked changes accepted: what was inserted is read, what was deleted is
not. Headers, footers and comments are no text of the document.
"""

from __future__ import annotations

import io
import zipfile
from typing import Final

from docx import Document as open_docx
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.parser import parse_xml
from lxml import etree

from ledger.article.extract.document_text import (
    MAX_PARTS,
    MAX_UNPACKED,
    Document,
    cleaned,
    language_tag,
    name,
)
from ledger.errors import FormatError

#: What programs call a document that nobody gave a title.
_NO_TITLES: Final = frozenset({"Word Document", "Untitled", "Document"})
#: The elements of WordprocessingML (ECMA-376, part 1) by what they are to the text.
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARAGRAPH: Final = f"{_W}p"
_CELL: Final = f"{_W}tc"
_ROW: Final = f"{_W}tr"
_TEXT: Final = f"{_W}t"
_CHARACTERS: Final = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
#: What is no text: deleted and moved words, settings, and the copy of a text box for old programs.
_UNREAD: Final = frozenset(
    {f"{_W}{tag}" for tag in ("del", "moveFrom", "pPr", "rPr", "sdtPr", "tblPr", "sectPr")}
    | {"{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
)


def bounded_archive(data: bytes) -> zipfile.ZipFile:
    """Open an archive. Raises FormatError for a damaged one, and before more than 100 MB are unpacked."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, EOFError) as error:
        raise FormatError("the archive is damaged", hint="get the file once more") from error
    parts = archive.infolist()
    size = sum(part.file_size for part in parts)
    if len(parts) > MAX_PARTS or size > MAX_UNPACKED:
        raise FormatError(
            f"the archive has {len(parts):,} parts that unpack to {size // 1_000_000:,} MB, more than is read",
            hint=f"up to {MAX_PARTS:,} parts and {MAX_UNPACKED // 1_000_000} MB are",
        )
    return archive


def read(data: bytes, *, media_type: str, url: str | None = None, encoding: str | None = None) -> Document:  # noqa: ARG001
    """Read a Word document. Raises FormatError for a damaged one."""
    bounded_archive(data).close()
    try:
        document = open_docx(io.BytesIO(data))
        lines = _lines(document.element.body)
        for relation in document.part.rels.values():
            if not relation.is_external and relation.reltype.endswith(("/footnotes", "/endnotes")):
                lines += _lines(parse_xml(relation.target_part.blob))
        properties = document.core_properties
        title, author = name(properties.title), name(properties.author)
        language = language_tag(properties.language)
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError, SyntaxError, OSError) as error:
        raise FormatError("the Word document is damaged", hint="open it and save it once more") from error
    first = next((line for line in lines if line.strip()), "")
    return Document(
        text=cleaned("\n".join(lines)),
        media_type=media_type,
        title=(title if title not in _NO_TITLES else None) or name(first[:200]),
        url=url,
        authors=(author,) if author and author != "python-docx" else (),
        language=language,
    )


def _lines(element: etree._Element) -> list[str]:
    """Return the paragraphs below an element, each row of a table as one line with tabs between its cells.

    Raises FormatError for a document with a document type: word processors write none, and entities are not read.
    """
    if element.getroottree().docinfo.doctype:
        raise FormatError("the Word document has a document type", hint="open it and save it once more")
    blocks: list[list[str]] = [[]]
    rows: list[list[str]] = []
    paragraphs: list[list[str]] = []
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, node in walk:
        if event == "start":
            if node.tag in _UNREAD:
                walk.skip_subtree()
            elif node.tag == _PARAGRAPH:
                paragraphs.append([])
            elif node.tag == _ROW:
                rows.append([])
            elif node.tag == _CELL:
                blocks.append([])
            elif paragraphs:
                words = node.text or "" if node.tag == _TEXT else _CHARACTERS.get(node.tag, "")
                paragraphs[-1].append(words)
        elif node.tag == _PARAGRAPH:
            blocks[-1].append("".join(paragraphs.pop()))
        elif node.tag == _CELL:
            cell = " ".join("\n".join(blocks.pop()).split("\n"))
            (rows or blocks)[-1].append(cell)
        elif node.tag == _ROW:
            blocks[-1].append("\t".join(rows.pop()))
    return blocks[0]
