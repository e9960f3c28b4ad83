"""Makes records of the fields of an addition: a figure, its source, and the figures of parties that relayed it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Final

from ledger.book.quantity_parts import PARTS, combined
from ledger.book.recording import Steps
from ledger.errors import InputError, Problem
from ledger.model.placeholder import names_nobody

#: Fields of the statement that was seen, which was made by the last party that relayed the figure.
_LAST_FIELDS = ("quote", "locator", "stated", "snapshot", "note", "tags")
#: Fields that describe what a figure is about.
_SUBJECT_FIELDS = ("label", "period", "place", "nature")
#: Fields that are lists of names or sentences.
_PARTIES: Final = ("reported_by", "relayed_by")
_LISTS: Final = ("reported_by", "relayed_by", "assumptions", "tags")


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """A figure to record. Fields that are not described here are as in `schema/record.schema.json`.

    `value` to `price_base` override their part of `quantity` (see `quantity_parts`). `relayed_by` names the parties
    that passed the figure on, from the origin outward: each of them, or each list of joint reporters, becomes one
    further figure and a relay link. `source`, `quote`, `locator`, `stated`, `note`, `tags` and `key` belong to the last
    of these figures, `primary` to the first; all but the last are known only through it. `source` is a key, an id or a
    URL; with a `title`, `publisher` or `published`, or if the URL is new, it is recorded. `inputs` (names and
    references), `formula` and `assumptions` state what the figure was computed from.
    """

    quantity: str | Mapping[str, Any] | None = None
    value: str | int | None = None
    low: str | int | None = None
    high: str | int | None = None
    hedge: str | None = None
    unit: str | None = None
    direction: str | None = None
    statistic: str | None = None
    price_base: str | int | None = None
    label: str | None = None
    reported_by: Sequence[str] = ()
    relayed_by: Sequence[str | Sequence[str]] = ()
    source: str | None = None
    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    quote: str | Mapping[str, str] | None = None
    locator: str | None = None
    snapshot: str | None = None
    stated: str | None = None
    period: str | None = None
    place: str | None = None
    nature: str | None = None
    primary: bool = False
    wording: str | None = None
    key: str | None = None
    relays: str | None = None
    inputs: Mapping[str, str] = field(default_factory=dict)
    formula: str | None = None
    assumptions: Sequence[str] = ()
    note: str | None = None
    tags: Sequence[str] = ()


#: The names of all fields: the keywords of `Ledger.add`.
FIELDS: Final = frozenset(known.name for known in fields(Addition))


def addition(stated: Mapping[str, Any]) -> Addition:
    """Make an addition of these fields; None means that a field is left out.

    Raises InputError for unknown fields, and for text in place of a list, whose letters would be taken for names.
    """
    from difflib import get_close_matches

    problems = []
    for name in stated.keys() - FIELDS:
        near = get_close_matches(name, FIELDS, n=1)
        meant = f", did you mean {near[0]}?" if near else ""
        problems.append(Problem(f"/{name}", f"unknown field {name}{meant}"))
    problems += [
        Problem(f"/{name}", f"this is a list: write {[stated[name]]!r}")
        for name in _LISTS
        if isinstance(stated.get(name), str | bytes)
    ]
    problems += [problem for name in _PARTIES for problem in _unnamed(name, stated.get(name))]
    if isinstance(stated.get("inputs"), str):
        problems.append(Problem("/inputs", "this names each input: write {'weekly': 'REF'}"))
    if problems:
        raise InputError(problems=problems)
    return Addition(**{name: value for name, value in stated.items() if value is not None})


def _unnamed(field_name: str, parties: object) -> Iterator[Problem]:
    """Yield a problem for each placeholder in place of a party: Unknown, Anonymous, n/a."""
    if not isinstance(parties, Sequence) or isinstance(parties, str):
        return
    for place, party in enumerate(parties):
        if isinstance(party, str):
            if names_nobody(party):
                yield Problem(
                    f"/{field_name}/{place}",
                    f"“{party}” names no party: leave it out where nobody is named, or write the name in full",
                )
        else:
            yield from _unnamed(f"{field_name}/{place}", party)


def stated_quantity(addition: Addition, language: str | None = None) -> str | Mapping[str, Any] | None:
    """Return the quantity for a record, in which the stated parts override those of the words or the object.

    Raises InputError if they contradict each other.
    """
    parts = {name: value for name in PARTS if (value := getattr(addition, name)) not in (None, "")}
    if "price_base" in parts:
        parts["price_base"] = str(parts["price_base"])
    if not parts:
        return addition.quantity
    if isinstance(parts.get("unit"), str):
        # Imported here: few figures are given with a unit of their own.
        from ledger.phrase.unit_spelling import spelled_unit

        parts["unit"] = spelled_unit(parts["unit"], language)
    if addition.quantity is None or addition.quantity == "":
        return parts
    if isinstance(addition.quantity, str):
        quoted = addition.quote.get("language") if isinstance(addition.quote, Mapping) else None
        return combined(addition.quantity, parts, quoted or language)
    return {**addition.quantity, **parts}


def steps(addition: Addition, language: str | None = None) -> Steps:
    """Yield the records that an addition consists of, receiving the id of each.

    Raises InputError if fields cannot be combined.
    """
    _check(addition)
    quantity = stated_quantity(addition, language)
    source = yield from _source(addition)
    last = {name: getattr(addition, name) for name in _LAST_FIELDS} | {"key": addition.key, "source": source}
    first: dict[str, Any] = {
        "record": "figure",
        "quantity": quantity,
        "reported_by": list(addition.reported_by),
        "primary": addition.primary,
        "wording": addition.wording,
        **{name: getattr(addition, name) for name in _SUBJECT_FIELDS},
        **_upstream(addition),
    }
    if not addition.relayed_by:
        yield _filled({**first, **last})
        return
    here = yield _filled({**first, "wording": "unseen"})
    *between, seen = addition.relayed_by
    for party in between:
        here = yield _filled(
            {"record": "figure", "reported_by": _joint(party), "relays": here, "wording": "unseen"}
        )
    final = {"record": "figure", "reported_by": _joint(seen), "relays": here, "wording": addition.wording}
    yield _filled({**final, "quantity": quantity, **last})


def _joint(party: str | Sequence[str]) -> list[str]:
    return [party] if isinstance(party, str) else list(party)


def _check(addition: Addition) -> None:
    problems = []
    if addition.relays and addition.inputs:
        problems.append(Problem("/relays", "a figure is either relayed or computed: give one of them"))
    if addition.formula and not addition.inputs:
        problems.append(Problem("/formula", "a formula needs its inputs: name each with NAME=REF"))
    described = [name for name in ("title", "publisher", "published") if getattr(addition, name)]
    if described and not addition.source and not addition.title:
        problems.append(Problem(f"/{described[0]}", "this describes a source: give its URL or a title"))
    if addition.relayed_by and not addition.reported_by:
        problems.append(Problem("/relayed_by", "say also who it was relayed from: reported_by"))
    if problems:
        raise InputError(problems=problems)


def _source(addition: Addition) -> Any:
    """Record the source if it is described or new, and return a reference to it."""
    work = {"title": addition.title, "publisher": addition.publisher, "published": addition.published}
    at = addition.source
    is_url = at is not None and "://" in at
    if not any(work.values()) and not is_url:
        return at
    record: dict[str, Any] = {"record": "source", **work}
    if is_url:
        record["url"] = at
    elif at is not None:
        if not addition.title:
            # Without a title, a key must be that of a recorded source.
            yield _filled({"record": "description", "of": at, **work})
            return at
        record["key"] = at
    return (yield _filled(record))


def _upstream(addition: Addition) -> dict[str, Any]:
    if addition.relays:
        return {"relays": addition.relays}
    if addition.inputs:
        derived = {
            "inputs": dict(addition.inputs),
            "formula": addition.formula,
            "assumptions": list(addition.assumptions),
        }
        return {"derived_from": _filled(derived)}
    return {}


def _filled(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in (None, "", [], (), False)}


def quantity_words(quantity: Mapping[str, Any]) -> str:
    """Return a recorded quantity in words, such as ``about 500,000,000 straw/day (500 million)``."""
    from ledger.phrase.rendering import render_count

    number, low, high = (quantity.get(name) for name in ("value", "low", "high"))
    unit, hedge = quantity.get("unit"), quantity.get("hedge")
    ends = [render_count(end, None) if end else "…" for end in (low, high)]
    between = f"{ends[0]} to {ends[1]}" if low or high else ""
    words = []
    if hedge and hedge not in ("between", "vague"):
        words.append("exactly" if hedge == "exact" else hedge.replace("-", " "))
    if number:
        words.append(render_count(number, unit))
        words += [f"(from {between})"] if between else []
    else:
        words.append(f"{between or 'no number'}{'' if unit in (None, '1') else f' {unit}'}")
    if direction := quantity.get("direction"):
        words.append("(a rise)" if direction == "up" else "(a fall)")
    if statistic := quantity.get("statistic"):
        words.append(f"(the {statistic})")
    if base := quantity.get("price_base"):
        words.append("(in real terms)" if base == "real" else f"(in prices of {base})")
    return " ".join(words)
