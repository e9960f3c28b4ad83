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
#: Bytes from the beginning of one row, or one string, to the next.
_MOST_ROW: Final = 20_000_000
#: Bytes of one comment, tag or instruction.
_MOST_TOKEN: Final = 1 << 18
#: From how many bytes on XML that packs too well is refused, and how well is too well.
_SMALL_XML: Final = 20_000_000
_MOST_PACKED: Final = 250
_CHUNK: Final = 1 << 16
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
    """Raise FormatError for what is not a workbook, or none that is safe to open."""
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
            f"this workbook is damaged: {error}", hint="save it anew, and import that"
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
    """Whether a part could be parsed as XML, whatever it is called."""
    with archive.open(part) as stream:
        begins = stream.read(4096)
    if begins.startswith(_WIDE):
        raise FormatError(f"{part.filename[:80]} is not UTF-8", hint=_SAVE_AS)
    return begins.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"<", b"") and part.file_size > 0


def _look_at(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Raise FormatError where a part declares a document type, or gathers too much in one element or token."""
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
            # What a chunk ends with may be the beginning of a row.
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
    """An XML part, parsed once for what would make a parser work more than in proportion to its size.

    A document type can expand without end. A token that does not end, such as a comment, an attribute or an
    instruction, is looked at from its beginning whenever more of it comes: 24 MB of one, which are 24 kB when packed,
    take a parser half a minute, and ten times as much an hour.
    """

    def __init__(self, name: str) -> None:
        self._name = name[:80]
        self._parser = expat.ParserCreate()
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.StartElementHandler = self._begin
        self._begun = self._broken = False
        self._fed = 0

    def feed(self, chunk: bytes) -> None:
        """More of the part. What is broken behind its first element is left to whoever reads it."""
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
        # Nothing more is asked of the parser than to go through the tokens.
        self._parser.StartElementHandler = None


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
