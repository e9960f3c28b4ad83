"""Checks a workbook before it is opened: that it is one, and that reading it takes bounded time and memory.

A workbook is a ZIP file of XML. The sizes of its parts are checked before any is parsed. No part may declare a document
type, whose entities could expand or name files, or have one element with millions inside it, which a parser would
collect in memory.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from tempfile import TemporaryFile
from typing import BinaryIO, Final, cast
from xml.parsers import expat

from ledger.errors import FormatError

_MOST_FILE: Final = 200_000_000
_MOST_PARTS: Final = 5_000
#: The largest XML in bytes: in total, and in a part that is parsed in memory.
_MOST_XML: Final = 600_000_000
_MOST_WHOLE: Final = 4_000_000
#: The largest number of tags in a row or string: 16,384 cells with all possible content.
_MOST_TAGS: Final = 200_000
#: The largest row or string in bytes.
_MOST_ROW: Final = 20_000_000
#: The largest comment, tag or instruction in bytes.
_MOST_TOKEN: Final = 1 << 18
#: The size in bytes from which the compression ratio is limited, and the largest ratio.
_SMALL_XML: Final = 20_000_000
_MOST_PACKED: Final = 250
_CHUNK: Final = 1 << 16
_PIECE: Final = re.compile(rb"<(?:\w+:)?(?:row|si)[\s/>]")
_SAVE_AS: Final = "save it as an Excel workbook (.xlsx), without a password"

#: The beginnings of XML in UTF-16, which no program writes into workbooks.
_WIDE: Final = (b"\xff\xfe", b"\xfe\xff", b"\0<", b"<\0")

#: The exceptions that reading a damaged archive raises.
BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)


def seekable(stream: BinaryIO) -> BinaryIO:
    """Return the stream, or a copy of it if it cannot seek. Raises FormatError if it is too large."""
    if stream.seekable():
        size = stream.seek(0, 2)
    else:
        copy = cast(BinaryIO, TemporaryFile())  # noqa: SIM115 - closed when the reader is collected
        size = 0
        while size <= _MOST_FILE and (chunk := stream.read(_CHUNK)):
            size += copy.write(chunk)
        stream = copy
    if size > _MOST_FILE:
        raise FormatError(
            f"it has more than {_MOST_FILE // 1_000_000} MB", hint="import it in parts, or as csv"
        )
    stream.seek(0)
    return stream


def look_over(stream: BinaryIO) -> None:
    """Raise FormatError if a stream is not a workbook, or not one that is safe to open."""
    begins = stream.read(8)
    stream.seek(0)
    if begins.startswith(b"\xd0\xcf\x11\xe0"):
        raise FormatError("this workbook is locked with a password, or of the old .xls kind", hint=_SAVE_AS)
    if not begins.startswith(b"PK\x03\x04"):
        raise FormatError(
            "this is not an Excel workbook", hint=f"{_SAVE_AS}, or import text with --format csv"
        )
    try:
        with zipfile.ZipFile(stream) as archive:
            _look_at_parts(archive)
    except BROKEN as error:
        raise FormatError(
            f"this workbook is damaged: {error}", hint="save it again, and import that"
        ) from None
    stream.seek(0)


def _look_at_parts(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if len(parts) > _MOST_PARTS:
        raise FormatError(f"this workbook has {len(parts):,} parts, which is more than any has")
    if not any(part.filename.lower() == "[content_types].xml" for part in parts):
        raise FormatError("this is an archive, but no Excel workbook", hint=_SAVE_AS)
    size = packed = 0
    for part in parts:
        if part.flag_bits & 1:
            raise FormatError("this workbook is locked with a password", hint=_SAVE_AS)
        if _is_xml(archive, part):
            size += part.file_size
            if size > _MOST_XML:
                raise FormatError(
                    f"this workbook unpacks to more than {_MOST_XML // 1_000_000} MB",
                    hint="import it in parts, or as csv",
                )
            packed += part.compress_size
            if size > _SMALL_XML and size > packed * _MOST_PACKED:
                raise FormatError(
                    f"this workbook unpacks to {size // max(packed, 1):,} times its size, which no sheet does",
                    hint=_SAVE_AS,
                )
            _look_at(archive, part)


def _is_xml(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Return whether a part could be parsed as XML, whatever its name. Raises FormatError for UTF-16."""
    with archive.open(part) as stream:
        begins = stream.read(4096)
    if begins.startswith(_WIDE):
        raise FormatError(f"{part.filename[:80]} is not UTF-8", hint=_SAVE_AS)
    return begins.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"<", b"") and part.file_size > 0


def _look_at(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Raise FormatError if a part declares a document type, or has too much in one element or token."""
    scan = _XmlScan(part.filename)
    tags = size = 0
    rest = b""
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            scan.feed(chunk)
            *whole, last = _PIECE.split(rest + chunk)
            for piece in whole:
                _count(part, tags + piece.count(b"<"), size + len(piece))
                tags = size = 0
            # The end of a chunk may be the beginning of a row.
            rest = last[-40:]
            tags += last.count(b"<") - rest.count(b"<")
            size += len(last) - len(rest)
            _count(part, tags, size)


def _count(part: zipfile.ZipInfo, tags: int, size: int) -> None:
    if tags > _MOST_TAGS:
        raise FormatError(
            f"{part.filename[:80]} has more than {_MOST_TAGS:,} tags in one row, which no sheet has"
        )
    if size > _MOST_ROW:
        raise FormatError(
            f"{part.filename[:80]} has more than {_MOST_ROW // 1_000_000} MB in one row, which no sheet has"
        )


class _XmlScan:
    """Parses an XML part once to find what would take a parser more than linear time.

    A document type can expand without end. An unfinished token, such as a comment, an attribute or an instruction, is
    parsed from its beginning with each further chunk: 24 MB of one, which compress to 24 kB, take a parser half a
    minute, and 240 MB an hour.
    """

    def __init__(self, name: str) -> None:
        self._name = name[:80]
        self._parser = expat.ParserCreate()
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.StartElementHandler = self._begin
        self._begun = self._broken = False
        self._fed = 0

    def feed(self, chunk: bytes) -> None:
        """Parse a further chunk. Errors after the first element are left to the reader of the part."""
        if self._broken:
            return
        try:
            self._parser.Parse(chunk)
        except (expat.ExpatError, LookupError, ValueError) as error:
            if not self._begun:
                raise FormatError(f"{self._name} is not XML: {error}", hint=_SAVE_AS) from None
            self._broken = True
            return
        self._fed += len(chunk)
        if self._fed - max(self._parser.CurrentByteIndex, 0) > _MOST_TOKEN:
            raise FormatError(
                f"{self._name} has a comment, a tag or an instruction of more than {_MOST_TOKEN:,} bytes,"
                " which no workbook's has",
                hint=_SAVE_AS,
            )

    def _refuse(self, *_: object) -> None:
        raise FormatError(f"{self._name} declares a document type, which no workbook does", hint=_SAVE_AS)

    def _begin(self, *_: object) -> None:
        self._begun = True
        # From here on, the parser only has to go through the tokens.
        self._parser.StartElementHandler = None


class Archive(zipfile.ZipFile):
    """The archive of a workbook, of which only small parts can be read into memory."""

    def read(self, name: str | zipfile.ZipInfo, pwd: bytes | None = None) -> bytes:
        """Read a part. Raises FormatError if it is too large for memory."""
        part = self.getinfo(name) if isinstance(name, str) else name
        if part.file_size > _MOST_WHOLE:
            raise FormatError(
                f"{part.filename[:80]} has more than {_MOST_WHOLE // 1_000_000} MB, which no workbook's has"
            )
        return super().read(part, pwd)
