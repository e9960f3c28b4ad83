"""Writes and reads W3C PROV as PROV-JSON (W3C Member Submission, 24 April 2013).

`prov_mapping` defines the statements of each record. The document groups statements by kind, so each kind is spooled to
a temporary file until all statements are known.
"""

from __future__ import annotations

import json
import shutil
from contextlib import ExitStack
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, Final, TextIO

from ledger.errors import FormatError
from ledger.formats import Export, LoadedFile, LoadedRecord
from ledger.formats.prov.prov_document import read_document
from ledger.formats.prov.prov_foreign import ForeignRecords, left_out_note
from ledger.formats.prov.prov_mapping import statements_of
from ledger.formats.prov.prov_records import ExportedRecords
from ledger.formats.prov.prov_terms import PREFIXES, ProvStatement, QualifiedName, Typed, Value

#: The size in bytes from which the statements of a kind are moved from memory to a file.
_IN_MEMORY: Final = 1_000_000


def dump(export: Export, stream: TextIO) -> None:
    """Write a PROV-JSON document."""
    with ExitStack() as stack:
        spools: dict[str, _KindSpool] = {}
        for statement in statements_of(export):
            if statement.kind not in spools:
                spools[statement.kind] = stack.enter_context(_KindSpool())
            spools[statement.kind].write(statement)
        prefixes = {prefix: uri for prefix, uri in PREFIXES.items() if prefix not in ("prov", "xsd")}
        stream.write(f'{{\n"prefix": {json.dumps(prefixes)}')
        for kind, spool in spools.items():
            stream.write(f",\n{json.dumps(kind)}: {{")
            spool.copy_to(stream)
            stream.write("\n}")
        stream.write("\n}\n")


def load(stream: BinaryIO) -> LoadedFile:
    """Read a PROV-JSON document: an export of a ledger completely, any other as far as a ledger can hold it.

    Raises FormatError if it is not PROV-JSON, has more than 64 MB, or holds nothing that can be recorded.
    """
    document = read_document(stream)
    exported = ExportedRecords(document.statements)
    foreign = ForeignRecords(exported.foreign, exported.figures(), exported.keys())
    placed = [*exported.records(), *foreign.records()]
    notes = []
    if counts := exported.counts():
        kinds = ", ".join(f"{kind} {count:,}" for kind, count in counts.items())
        notes.append(
            f"records of a ledger, imported unchanged: {kinds}; what follows from them is recomputed"
        )
    if exported.left_out:
        notes.append(left_out_note("attribute that is not a field of a record", exported.left_out))
    notes += foreign.notes()
    if document.bundles:
        bundles = [f"{name} ({count} in it)" for name, count in document.bundles.items()]
        notes.append(left_out_note("bundle, to be saved as a document of its own", bundles))
    if not placed and not document.refused:
        raise FormatError(f"nothing in it that a ledger could record: {'; '.join(notes) or 'it is empty'}")
    read = [*document.refused, *(LoadedRecord(0, record, place=place) for place, record in placed)]
    return LoadedFile([record._replace(line=line) for line, record in enumerate(read, start=1)], notes)


class _KindSpool:
    """The statements of one kind, moved to a file when there are many."""

    def __init__(self) -> None:
        self._count = 0

    def __enter__(self) -> _KindSpool:
        self._file = SpooledTemporaryFile(_IN_MEMORY, "w+", encoding="utf-8", newline="")
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def write(self, statement: ProvStatement) -> None:
        """Add a statement, numbered if it has no identifier."""
        self._count += 1
        key = statement.id or f"_:{statement.kind}{self._count}"
        body = json.dumps(_body(statement), ensure_ascii=False)
        self._file.write(f"{',' if self._count > 1 else ''}\n  {json.dumps(key)}: {body}")

    def copy_to(self, stream: TextIO) -> None:
        """Write all statements to a stream."""
        self._file.seek(0)
        shutil.copyfileobj(self._file, stream)


def _body(statement: ProvStatement) -> dict[str, Any]:
    body: dict[str, Any] = dict(statement.formal)
    values: dict[str, list[Any]] = {}
    for term, value in statement.attributes:
        values.setdefault(term, []).append(_json_value(value))
    body.update((term, listed[0] if len(listed) == 1 else listed) for term, listed in values.items())
    return body


def _json_value(value: Value) -> Any:
    if isinstance(value, QualifiedName):
        return {"$": value.text, "type": "xsd:QName"}
    if isinstance(value, Typed):
        return {"$": value.text, "type": value.datatype}
    return value
