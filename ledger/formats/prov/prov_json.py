"""W3C PROV as PROV-JSON (W3C Member Submission, 24 April 2013): for provenance tools, and to be read again.

Which record becomes what is said in `prov_mapping`. The document groups statements by kind, so each kind is
spooled to a temporary file until all are written.
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
from ledger.formats.prov.prov_foreign import Foreign, left_out
from ledger.formats.prov.prov_mapping import said_in
from ledger.formats.prov.prov_records import OurRecords
from ledger.formats.prov.prov_terms import PREFIXES, ProvStatement, QualifiedName, Typed, Value

#: How much of a kind is held in memory before it goes to a file, in characters.
_IN_MEMORY: Final = 1_000_000


def dump(export: Export, stream: TextIO) -> None:
    """Write a PROV-JSON document."""
    with ExitStack() as stack:
        spools: dict[str, _KindSpool] = {}
        for statement in said_in(export):
            if statement.kind not in spools:
                spools[statement.kind] = stack.enter_context(_KindSpool())
            spools[statement.kind].write(statement)
        prefixes = {prefix: uri for prefix, uri in PREFIXES.items() if prefix not in ("prov", "xsd")}
        stream.write(f'{{\n"prefix": {json.dumps(prefixes)}')
        for kind, spool in spools.items():
            stream.write(f",\n{json.dumps(kind)}: {{")
            spool.pour(stream)
            stream.write("\n}")
        stream.write("\n}\n")


def load(stream: BinaryIO) -> LoadedFile:
    """Read a PROV-JSON document: an export of a ledger whole, any other as far as a ledger can hold it.

    Raises FormatError for what is not PROV-JSON, is larger than 64 MB, or has nothing that can be recorded.
    """
    document = read_document(stream)
    ours = OurRecords(document.statements)
    foreign = Foreign(ours.foreign, ours.figures(), ours.keys())
    placed = [*ours.records(), *foreign.records()]
    notes = []
    if counts := ours.counts():
        kinds = ", ".join(f"{kind} {count:,}" for kind, count in counts.items())
        notes.append(
            f"records of a ledger, taken as they were: {kinds}; what follows from them is worked out anew"
        )
    if ours.left_out:
        notes.append(left_out("attribute that is not a field of a record", ours.left_out))
    notes += foreign.notes()
    if document.bundles:
        bundles = [f"{called} ({count} in it)" for called, count in document.bundles.items()]
        notes.append(left_out("bundle, to be saved as a document of its own", bundles))
    if not placed and not document.wrong:
        raise FormatError(f"nothing in it that a ledger could record: {'; '.join(notes) or 'it is empty'}")
    read = [*document.wrong, *(LoadedRecord(0, record, place=place) for place, record in placed)]
    return LoadedFile([record._replace(line=line) for line, record in enumerate(read, start=1)], notes)


class _KindSpool:
    """The statements of one kind, in a file once there are many."""

    def __init__(self) -> None:
        self._count = 0

    def __enter__(self) -> _KindSpool:
        self._file = SpooledTemporaryFile(_IN_MEMORY, "w+", encoding="utf-8", newline="")
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def write(self, statement: ProvStatement) -> None:
        """Add a statement; one without a name gets a number."""
        self._count += 1
        key = statement.id or f"_:{statement.kind}{self._count}"
        body = json.dumps(_body(statement), ensure_ascii=False)
        self._file.write(f"{',' if self._count > 1 else ''}\n  {json.dumps(key)}: {body}")

    def pour(self, stream: TextIO) -> None:
        """Write them all."""
        self._file.seek(0)
        shutil.copyfileobj(self._file, stream)


def _body(statement: ProvStatement) -> dict[str, Any]:
    body: dict[str, Any] = dict(statement.formal)
    values: dict[str, list[Any]] = {}
    for term, value in statement.attributes:
        values.setdefault(term, []).append(_written(value))
    body.update((term, found[0] if len(found) == 1 else found) for term, found in values.items())
    return body


def _written(value: Value) -> Any:
    if isinstance(value, QualifiedName):
        return {"$": value.text, "type": "xsd:QName"}
    if isinstance(value, Typed):
        return {"$": value.text, "type": value.datatype}
    return value
