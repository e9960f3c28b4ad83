"""Makes records of one row of a sheet: the source, the figure, links into it and a review, with their cells."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any, Final, NamedTuple

from ledger.errors import InputError
from ledger.formats import LoadedRecord
from ledger.formats.sheet import cells as notation
from ledger.formats.sheet.sheet_cells import Cells
from ledger.formats.sheet.sheet_row import identity
from ledger.model.body import fold
from ledger.model.edtf import read_date
from ledger.model.stated import QUANTITY_PARTS, filled, quantity_body
from ledger.number.quantity import number_problem
from ledger.phrase.reader import read_phrase
from ledger.phrase.unit_spelling import spelled_unit
from ledger.tlog.canonical import record_id

Record = dict[str, Any]

_NUMBERS: Final = ("value", "low", "high")
_NAMES_IN_UNIT: Final = re.compile(r"[^\s/*^0-9]+")
_QUOTE: Final = {
    "exact": "quote",
    "prefix": "quote_prefix",
    "suffix": "quote_suffix",
    "language": "quote_language",
    "translation": "quote_translation",
}
#: The columns of the fields of a record, by JSON Pointer.
_FIGURE: Final = {
    **{
        f"/{name}": name
        for name in (
            "key", "id", "label", "reported_by", "primary", "nature", "stated", "period", "place", "locator", "note",
            "snapshot", "tags", "wording", "language", "relays",
        )
    },
    "/restated": "copied",
    "/quantity": "text",
    **{f"/quantity/{name}": name for name in QUANTITY_PARTS},
    "/quote": "quote",
    **{f"/quote/{part}": name for part, name in _QUOTE.items()},
    "/source": "source_key",
}  # fmt: skip
_SOURCE: Final = {
    f"/{name}": f"source_{name}"
    for name in ("title", "url", "publisher", "published", "kind", "language", "authors", "key")
}
_REVIEW: Final = {
    "/verdict": "verdict",
    "/rating": "rating",
    "/by": "checked_by",
    "/at": "checked_on",
    "/accept": "accept",
    "/note": "review_note",
}
_DERIVATION: Final = {f"/{name}": name for name in ("inputs", "formula", "assumptions")}


class After(NamedTuple):
    """A link or a review that follows its figure, and the other figures that it needs."""

    needs: frozenset[str]
    loaded: LoadedRecord


class RowRecords(NamedTuple):
    """The records of a row."""

    figure: LoadedRecord
    source: LoadedRecord | None
    after: tuple[After, ...]
    #: The names of the figure in the file.
    names: frozenset[str]
    #: The figure that it relays within its record, and so inherits from.
    copies: str | None

    @property
    def handle(self) -> str | None:
        """The key of the figure, or else its id; None if it has neither."""
        record = self.figure.record or {}
        return record.get("key") or record.get("id")

    @property
    def states_a_number(self) -> bool:
        """Whether the figure has a quantity of its own."""
        return self.figure.record is not None and "quantity" in self.figure.record


def read_row(row: Cells, *, needs_key: bool = False) -> RowRecords | LoadedRecord:
    """Return the records of a row, or its problems. With `needs_key` it gets a key if it has none."""
    figure = _figure(row)
    source = _source(row, figure)
    links = list(_links(row, figure))
    review = _review(row)
    if (links or review or needs_key) and not figure.keys() & {"key", "id"}:
        # The key is the same whenever the row is read, so that importing it again records nothing.
        content = json.dumps([figure, source], sort_keys=True, ensure_ascii=False)
        figure["key"] = f"row-{sha256(content.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"
    me = figure.get("id") or figure.get("key")
    row.validate(figure, _FIGURE)
    after = []
    for link, columns in links:
        link["figure"] = me
        row.validate(link, columns)
        needs = frozenset(link["inputs"].values() if "inputs" in link else [link["from"]])
        after.append(After(needs, _loaded(row, link, columns)))
    if review:
        review["of"] = me
        row.validate(review, _REVIEW)
        after.append(After(frozenset(), _loaded(row, review, _REVIEW)))
    return row.refused() or RowRecords(
        figure=_loaded(row, figure, _FIGURE | ({} if row.has("source_key") else {"/source": "source_url"})),
        source=None if source is None else _loaded(row, source, _SOURCE),
        after=tuple(after),
        names=frozenset(figure[name] for name in ("key", "id") if name in figure),
        copies=figure.get("relays"),
    )


def _loaded(row: Cells, record: Record, columns: Mapping[str, str]) -> LoadedRecord:
    return LoadedRecord(line=row.number, record=record, place=row.place, places=row.places(columns))


def _filled(record: Record) -> Record:
    return {name: value for name, value in record.items() if value not in (None, "", [], {}, False)}


def _figure(row: Cells) -> Record:
    record = _filled(
        {
            "record": "figure",
            "key": notation.handle(row.text("key")),
            **row.words("id", "label", "stated", "period", "place", "snapshot", "locator", "language"),
            "quantity": _quantity(row),
            "reported_by": row.listed("reported_by"),
            "primary": row.truth("primary"),
            "nature": row.chosen("nature"),
            "quote": _filled({part: row.text(name) for part, name in _QUOTE.items()}),
            "wording": row.chosen("wording"),
            "note": row.text("note"),
            "tags": row.listed("tags"),
        }
    )
    if row.truth("copied"):
        record["restated"] = False
    states = row.has("relays") or any(row.has(name) for name in ("text", *_NUMBERS))
    if "quantity" not in record and not states:
        row.refuse(
            "text", "nothing is stated: write the number in its words, or the key of the row it relays"
        )
    return record


def _quantity(row: Cells) -> str | Record | None:
    """Return the quantity as a phrase to be read, or as parts if the row has them."""
    parts = row.words(*_NUMBERS, "unit", "price_base")
    for name in ("hedge", "direction", "statistic"):
        if word := row.chosen(name):
            parts[name] = word
    if "unit" in parts and not row.has("id"):
        try:
            parts["unit"] = spelled_unit(parts["unit"])
        except InputError as error:
            row.refuse("unit", error.message)
    text = row.text("text")
    for name in _NUMBERS:
        if name in parts and number_problem(parts[name]) is not None:
            parts, text = _printed(row, name, parts, text)
    if not parts:
        return text or None
    if not text or parts.get("hedge") == "vague" or parts.keys() & set(_NUMBERS):
        return filled({"text": text, **parts})
    # If there is only a hedge or a unit besides the words, the number is in the words.
    try:
        return {**quantity_body(read_phrase(text).quantity), **parts}
    except InputError as error:
        row.refuse("text", f"{error.message}: or write the number under “Number”")
        return None


def _printed(row: Cells, name: str, parts: dict[str, str], text: str) -> tuple[dict[str, str], str]:
    """Read a number as it is printed, such as ``1,000`` or ``£5m``, and return the parts and the words of the row.

    The other cells take precedence; a contradiction is refused.
    """
    printed = parts.pop(name)
    where = (
        "write the number in digits here, and the words in which it was stated under “As stated” (Statement)"
    )
    try:
        read = quantity_body(read_phrase(printed).quantity)
    except InputError as error:
        row.refuse(name, f"{error.message}: {where}")
        return parts, text
    unit = read.pop("unit", "1")
    if name != "value":
        read = {name: read["value"]} if "value" in read else {}
    read.pop("text", None)
    if not read.keys() & set(_NUMBERS):
        row.refuse(name, f"there is no number in “{printed[:40]}”: {where}")
    if unit != "1":
        stated = parts.setdefault("unit", unit if not text else _unit_of(text) or unit)
        if not set(_NAMES_IN_UNIT.findall(unit)) <= set(_NAMES_IN_UNIT.findall(stated)):
            row.refuse(name, f"it says {unit}, and the row {stated}: {where}")
    return {**read, **parts}, text or (printed if name == "value" else "")


def _unit_of(text: str) -> str | None:
    """Return the unit of a phrase, or None if it cannot be read."""
    try:
        return read_phrase(text).quantity.unit
    except InputError:
        return None


def _source(row: Cells, figure: Record) -> Record | None:
    """Return the record of the source, if the row describes one, and set its reference in `figure`."""
    words = row.words(*_SOURCE.values())
    described: Record = {name.removeprefix("source_"): value for name, value in words.items()}
    key = described.get("key")
    if not described:
        return None
    if key and (len(described) == 1 or re.fullmatch("[0-9a-f]{64}", key)):
        # The source is in the ledger already. An export writes an id if the other cells would make another source.
        figure["source"] = key
        return None
    if authors := row.listed("source_authors"):
        described["authors"] = authors
    if kind := row.chosen("source_kind"):
        described["kind"] = kind
    record: Record = {"record": "source", **described}
    if not described.keys() & {"title", "url"}:
        row.refuse(next(iter(words)), "a source has a title or a URL: write one of them")
        return None
    row.validate(record, _SOURCE)
    if row.refused() is None:
        published = described.get("published")
        own = identity(
            described.get("url"),
            fold(described.get("title")),
            fold(described.get("publisher")),
            read_date(published) if published else None,
        )
        figure["source"] = record_id(own).hex()
    return record


def _links(row: Cells, figure: Record) -> Iterator[tuple[Record, Mapping[str, str]]]:
    """Yield the links into the figure with their columns. A row that was not exported relays within its record."""
    relays = row.references("relays")
    if relays and "id" in figure and "quantity" not in figure:
        # The relay of an unstated number is part of the figure's identity, besides being a link of its own.
        figure["relays"] = relays[0].name
    if relays and relays[0].basis == "attributed" and "id" not in figure:
        figure["relays"] = relays.pop(0).name
    for relation, name, references in (
        ("relay", "relays", relays),
        ("revision", "revises", row.references("revises")),
    ):
        for reference in references:
            yield _based({"relation": relation, "from": reference.name}, reference.basis), {"/from": name}
    computed = row.computations()
    formulas = _beside(row, "formula", computed)
    assumed = _beside(row, "assumptions", computed)
    for inputs, formula, assumptions in zip(computed, formulas, assumed, strict=True):
        link: Record = {"relation": "derivation", "inputs": dict(inputs.named)}
        if formula.strip():
            link["formula"] = formula.strip()
        try:
            link["assumptions"] = notation.split(assumptions)
        except InputError as error:
            row.refuse("assumptions", error.message)
        yield _based(link, inputs.basis), _DERIVATION


def _based(link: Record, basis: str) -> Record:
    return {"record": "link", **link, **({} if basis == "attributed" else {"basis": basis})}


def _beside(row: Cells, name: str, computed: list[notation.Inputs]) -> list[str]:
    """Return the text of a cell for each computation, in order."""
    texts = list(notation.read_alternatives(row.text(name))) if row.has(name) else []
    if row.has(name) and not computed:
        row.refuse(
            name, "nothing says what it was computed from: write weekly = mod-100 under “Computed from”"
        )
    elif len(texts) > max(len(computed), 1):
        row.refuse(name, f"it has {len(texts)} computations, and “Computed from” has {len(computed)}")
    return [*texts, *[""] * len(computed)][: len(computed)]


def _review(row: Cells) -> Record | None:
    if not row.has("verdict"):
        for name in ("rating", "checked_by", "checked_on", "accept", "review_note"):
            if row.has(name):
                row.refuse(name, "there is no verdict that this belongs to: choose one, or clear this cell")
        return None
    return _filled(
        {
            "record": "review",
            "verdict": row.chosen("verdict"),
            "rating": row.text("rating").strip(),
            "by": row.text("checked_by").strip(),
            "at": row.moment("checked_on"),
            "accept": row.listed("accept"),
            "note": row.text("review_note"),
        }
    )
