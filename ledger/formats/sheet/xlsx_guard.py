"""What is looked at before a workbook is opened: that it is one, and that reading it takes no more than it should.

A workbook is a ZIP file of XML. Its parts are measured before any is parsed, none may declare a document type (where
entities that expand or name files would be), and none may be one element with millions inside it, which a parser
would gather before it gives anything out.
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
#: Bytes of XML in all, and in a part that is parsed as a whole.
_MOST_XML: Final = 600_000_000
_MOST_WHOLE: Final = 4_000_000
#: Tags from the beginning of one row, or one string, to the next: 16,384 cells with all that can be in them.
_MOST_TAGS: Final = 200_000
_CHUNK: Final = 1 << 20
_PIECE: Final = re.compile(rb"<(?:\w+:)?(?:row|si)[\s/>]")
_SAVE_AS: Final = "save it as an Excel workbook (.xlsx), without a password"

#: How XML begins in UTF-16, in which nothing writes workbooks.
_WIDE: Final = (b"\xff\xfe", b"\xfe\xff", b"\0<", b"<\0")

#: What reading a damaged archive raises.
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
    """The stream, or a copy of it where one cannot go back in it. Raises FormatError where there is too much."""
    if stream.seekable():
        size = stream.seek(0, 2)
    else:
        copy = cast(BinaryIO, TemporaryFile())  # noqa: SIM115 - it goes when nothing reads from it any more
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
    """Raise FormatError for what is no workbook, or none that is safe to open."""
    begins = stream.read(8)
    stream.seek(0)
    if begins.startswith(b"\xd0\xcf\x11\xe0"):
        raise FormatError("this workbook is locked with a password, or of the old .xls kind", hint=_SAVE_AS)
    if not begins.startswith(b"PK\x03\x04"):
        raise FormatError("this is no Excel workbook", hint=f"{_SAVE_AS}, or import text with --format csv")
    try:
        with zipfile.ZipFile(stream) as archive:
            _look_at_parts(archive)
    except BROKEN as error:
        raise FormatError(
            f"this workbook is damaged: {error}", hint="save it anew, and import that"
        ) from None
    stream.seek(0)


def _look_at_parts(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if len(parts) > _MOST_PARTS:
        raise FormatError(f"this workbook has {len(parts):,} parts, which is more than any has")
    if not any(one.filename.lower() == "[content_types].xml" for one in parts):
        raise FormatError("this is an archive, but no Excel workbook", hint=_SAVE_AS)
    size = 0
    for one in parts:
        if one.flag_bits & 1:
            raise FormatError("this workbook is locked with a password", hint=_SAVE_AS)
        if _is_xml(archive, one):
            size += one.file_size
            if size > _MOST_XML:
                raise FormatError(
                    f"this workbook unpacks to more than {_MOST_XML // 1_000_000} MB",
                    hint="import it in parts, or as csv",
                )
            _look_at(archive, one)


def _is_xml(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Whether a part could be parsed as XML, whatever it is called."""
    with archive.open(part) as stream:
        begins = stream.read(4096)
    if begins.startswith(_WIDE):
        raise FormatError(f"{part.filename[:80]} is not UTF-8", hint=_SAVE_AS)
    return begins.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"<", b"") and part.file_size > 0


def _look_at(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Raise FormatError where a part declares a document type, or gathers too much in one element."""
    prologue = _Prologue(part.filename)
    tags = 0
    rest = b""
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            prologue.feed(chunk)
            *whole, last = _PIECE.split(rest + chunk)
            for piece in whole:
                _count(part, tags + piece.count(b"<"))
                tags = 0
            # What a chunk ends with may be the beginning of a row.
            rest = last[-40:]
            tags += last.count(b"<") - rest.count(b"<")
            _count(part, tags)


def _count(part: zipfile.ZipInfo, tags: int) -> None:
    if tags > _MOST_TAGS:
        raise FormatError(
            f"{part.filename[:80]} has more than {_MOST_TAGS:,} tags in one row, which no sheet has"
        )


class _Over(Exception):
    """The first element has begun."""


class _Prologue:
    """What stands before the first element of an XML part, where a document type would be declared."""

    def __init__(self, name: str) -> None:
        self._name = name[:80]
        self._parser = expat.ParserCreate()
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.StartElementHandler = self._over
        self._done = False

    def feed(self, chunk: bytes) -> None:
        """More of the part; nothing behind the beginning of its first element is parsed."""
        if self._done:
            return
        try:
            self._parser.Parse(chunk)
        except _Over:
            self._done = True
        except (expat.ExpatError, LookupError, ValueError) as error:
            raise FormatError(f"{self._name} is not XML: {error}", hint=_SAVE_AS) from None

    def _refuse(self, *_: object) -> None:
        raise FormatError(f"{self._name} declares a document type, which no workbook does", hint=_SAVE_AS)

    def _over(self, *_: object) -> None:
        raise _Over


class Archive(zipfile.ZipFile):
    """The workbook's archive, whose parts are read whole only where they are small."""

    def read(self, name: str | zipfile.ZipInfo, pwd: bytes | None = None) -> bytes:
        """The bytes of a part. Raises FormatError for one that is too large to be read at once."""
        part = self.getinfo(name) if isinstance(name, str) else name
        if part.file_size > _MOST_WHOLE:
            raise FormatError(
                f"{part.filename[:80]} has more than {_MOST_WHOLE // 1_000_000} MB, which no workbook's has"
            )
        return super().read(part, pwd)
