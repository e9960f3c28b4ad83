"""The fields of a figure as a walk through a scan edits them: a key each, what stands in it, what an answer means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from ledger.cli.figure_flags import named_inputs, split_parties
from ledger.model.vocabulary import DIRECTIONS, HEDGES, NATURES, STATISTICS

#: Fields that hold parties, and such that hold other lists; both are typed with semicolons between.
PARTIES: Final = ("reported_by", "passed_on")
_LISTS: Final = (*PARTIES, "assumptions", "tags")
#: Parts of the quantity besides its words.
_PARTS: Final = ("value", "low", "high", "hedge", "unit", "direction", "statistic", "price_base")


class Field(NamedTuple):
    """A field, the key that edits it, and what it holds; `choices` are the only words it may hold."""

    key: str
    name: str
    words: str
    choices: tuple[str, ...] = ()


FIELDS: Final = (
    Field("w", "quantity", "words of the number"),
    Field("v", "value", "number"),
    Field("m", "low", "lower end"),
    Field("x", "high", "upper end"),
    Field("h", "hedge", "hedge", HEDGES),
    Field("u", "unit", "unit"),
    Field("i", "direction", "rise or fall", DIRECTIONS),
    Field("j", "statistic", "statistic", STATISTICS),
    Field("y", "price_base", "prices of"),
    Field("p", "reported_by", "stated by"),
    Field("f", "passed_on", "passed on from"),
    Field("c", "label", "counts"),
    Field("t", "period", "time it is about"),
    Field("o", "place", "place"),
    Field("a", "nature", "nature", NATURES),
    Field("d", "stated", "stated on"),
    Field("q", "quote", "quote"),
    Field("l", "locator", "page, paragraph"),
    Field("r", "formula", "formula"),
    Field("s", "assumptions", "assuming"),
    Field("k", "key", "key"),
    Field("n", "note", "note"),
    Field("g", "tags", "tags"),
)


def shown(name: str, fields: Mapping[str, Any]) -> str:
    """Return the content of a field, as it is typed."""
    quantity = fields.get("quantity")
    if name == "quantity":
        return str(quantity.get("text") or "") if isinstance(quantity, Mapping) else str(quantity or "")
    if name in _PARTS:
        own = quantity.get(name) if isinstance(quantity, Mapping) else None
        return str(fields.get(name) or own or "")
    value = fields.get(name)
    if name == "quote" and isinstance(value, Mapping):
        return str(value.get("exact", ""))
    if isinstance(value, Mapping):
        return ", ".join(f"{part}={reference}" for part, reference in value.items())
    if isinstance(value, list | tuple):
        return "; ".join(map(str, value))
    return "yes" if value is True else str(value or "")


def changed(name: str, answer: str, given: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields decided on, with one changed: `given` are those decided on before, `fields` those of the card.

    An empty answer leaves a field out. Raises UsageError for inputs without names.
    """
    changed: dict[str, Any] = dict(given)
    quantity = fields.get("quantity")
    if name == "quantity":
        changed = {field: value for field, value in changed.items() if field not in _PARTS}
        changed["quantity"] = answer
    elif name in _PARTS and isinstance(quantity, Mapping):
        parts = {part: value for part, value in quantity.items() if part != name}
        changed.pop(name, None)
        changed["quantity"] = {**parts, name: answer} if answer else parts
    elif name in _LISTS:
        changed[name] = split_parties(answer)
    else:
        changed[name] = answer
    if name == "passed_on" and answer:
        for upstream in ("relays", "inputs", "formula", "assumptions"):
            changed.pop(upstream, None)
    return changed


def without_upstream(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields decided on, so that the figure comes from nothing."""
    upstream = {"relays", "inputs", "formula", "assumptions"}
    kept = {name: value for name, value in given.items() if name not in upstream}
    return kept | {"passed_on": []}


def relaying(given: Mapping[str, Any], reference: str) -> dict[str, Any]:
    """Return the fields decided on, so that the figure passes another on."""
    return without_upstream(given) | {"relays": reference}


def computed(
    given: Mapping[str, Any], inputs: Mapping[str, str] | str, formula: str | None, assumptions: list[str]
) -> dict[str, Any]:
    """Return the fields decided on, so that the figure was computed. Raises UsageError for inputs without names."""
    if isinstance(inputs, str):
        inputs = named_inputs([part for part in inputs.split(",") if part.strip()])
    fields = without_upstream(given) | {"inputs": dict(inputs)}
    if formula:
        fields["formula"] = formula
    if assumptions:
        fields["assumptions"] = assumptions
    return fields


def filled(fields: Mapping[str, Any]) -> Iterator[tuple[Field, str]]:
    """Yield the fields that are not empty, with their contents, besides those that say where the figure came from."""
    for field in FIELDS:
        if value := shown(field.name, fields):
            yield field, value
