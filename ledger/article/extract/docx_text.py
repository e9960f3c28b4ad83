"""A Word document: its paragraphs and tables in the order in which they stand."""

from __future__ import annotations

import io
import zipfile
from typing import Final

from docx import Document as open_docx
from docx.opc.exceptions import PackageNotFoundError
from docx.table import Table
from docx.text.paragraph import Paragraph

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
        lines: list[str] = []
        for block in document.iter_inner_content():
            if isinstance(block, Paragraph):
                lines.append(block.text)
            elif isinstance(block, Table):
                lines += ["\t".join(cell.text.replace("\n", " ") for cell in row.cells) for row in block.rows]
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
