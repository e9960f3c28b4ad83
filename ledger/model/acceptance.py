"""The rules that decide whether a record is accepted: compiled from `fields`, without explanations.

They run over every record of an import, so they only answer yes or no; `schema` words the refusals.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache
from typing import Any

from ledger.errors import InputError
from ledger.model import fields as f
from ledger.model.edtf import edtf_problem, read_date
from ledger.model.time import time_problem
from ledger.number.quantity import number_problem
from ledger.number.unit_notation import unit_problem
from ledger.phrase.lexicon import languages

Accepts = Callable[[Any], bool]


@lru_cache(maxsize=16_384)  # the days of forty years
def date_problem(text: str) -> str | None:
    """Return the fault in a date, or None. A date is EDTF, or plain wording with one meaning in some language.

    Which language a record is in is known to `normal`, where the words of another one are refused.
    """
    if edtf_problem(text) is None:
        return None
    problem = None
    for language in (None, *languages()):
        try:
            read_date(text, language)
        except InputError as error:
            problem = problem or error.message
        else:
            return None
    return problem


#: The formats of JSON Schema: each function returns what is wrong with a text, or None.
FORMATS: Mapping[str, Callable[[str], str | None]] = {
    "edtf": date_problem,
    "time": time_problem,
    "unit": unit_problem,
    "number": number_problem,
}


def accepts(record: object) -> bool:
    """Return whether the ledger accepts `record`: of a known kind, with known fields, each within its limits."""
    if not isinstance(record, dict):
        return False
    kind = record.get("record")
    return isinstance(kind, str) and kind in f.KINDS and _kind(kind)(record)


@cache
def _kind(kind: str) -> Accepts:
    fields = {name: _compile(field) for name, field in f.fields_of(kind).items()}
    fields["record"] = lambda value: value == kind
    required = f.KINDS[kind].required
    across = _ACROSS.get(kind, _always)

    def check(record: dict[str, Any]) -> bool:
        for name, value in record.items():
            rule = fields.get(name)
            if rule is None or (value is not None and not rule(value)):
                return False
        return _has(record, required) and across(record)

    return check


@cache
def accepts_field(kind: str, path: str) -> Accepts:
    """Return the rule for a field of a kind or a part of it: ``quantity.unit``, ``reported_by.name`` (each item)."""
    outer, *inner = path.split(".")
    field = f.fields_of(kind)[outer]
    for name in inner:
        if isinstance(field, f.Listing):
            field = field.item
        elif isinstance(field, f.Nested):
            field = field.fields[name]
    return _compile(field)


def _has(record: dict[str, Any], required: Iterable[str]) -> bool:
    for name in required:  # noqa: SIM110  a generator costs more than all it looks at
        if record.get(name) is None:
            return False
    return True


def _always(_: dict[str, Any]) -> bool:
    return True


def _source(record: dict[str, Any]) -> bool:
    title = record.get("title")
    return record.get("url") is not None or (title is not None and bool(title.strip()))


def _figure(record: dict[str, Any]) -> bool:
    return record.get("quantity") is not None or record.get("relays") is not None


def _link(record: dict[str, Any]) -> bool:
    if record["relation"] == "derivation":
        return bool(record.get("inputs")) and record.get("from") is None
    return record.get("from") is not None and not (
        record.get("inputs") is not None or record.get("formula") is not None or record.get("assumptions")
    )


_ACROSS: Mapping[str, Callable[[dict[str, Any]], bool]] = {
    "source": _source,
    "figure": _figure,
    "link": _link,
}


def _compile(field: f.Field) -> Accepts:
    match field:
        case f.Text():
            return _text(field)
        case f.Choice():
            words = frozenset(field.words)
            return lambda value: isinstance(value, str) and value in words
        case f.Truth():
            return lambda value: value is True or value is False
        case f.Number():
            return _number
        case f.Listing():
            return _listing(field)
        case f.Mapped():
            return _mapped(field)
        case f.Nested():
            return _nested(field)


def _text(field: f.Text) -> Accepts:
    most, least = field.most, field.least
    problem = FORMATS[field.format] if field.format else None
    if field.pattern == f.TEXT_PATTERN:
        # NUL and halves of surrogate pairs are not printable, and few texts contain other unprintable characters.
        bad = re.compile(r"[\x00\ud800-\udfff]").search

        def plain(value: Any) -> bool:
            return (
                isinstance(value, str)
                and least <= len(value) <= most
                and (value.isprintable() or not bad(value))
            )

        if problem is None:
            return plain
        return lambda value: plain(value) and problem(value) is None
    found = re.compile(python_pattern(field.pattern)).search
    return lambda value: (
        isinstance(value, str)
        and least <= len(value) <= most
        and found(value) is not None
        and (problem is None or problem(value) is None)
    )


def python_pattern(pattern: str) -> str:
    """Return the pattern for Python: ``$`` in JSON Schema is the end alone, never the place before a last newline."""
    return pattern[:-1] + r"\Z" if pattern.endswith("$") else pattern


def _number(value: object) -> bool:
    if isinstance(value, str):
        return number_problem(value) is None
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**50


def _listing(field: f.Listing) -> Accepts:
    item, most, least = _compile(field.item), field.most, field.least
    return lambda value: (
        isinstance(value, list | tuple) and least <= len(value) <= most and all(map(item, value))
    )


def _mapped(field: f.Mapped) -> Accepts:
    item, most = _compile(field.value), field.most
    named = re.compile(python_pattern(f.INPUT_PATTERN)).search
    return lambda value: (
        isinstance(value, dict)
        and 1 <= len(value) <= most
        and all(
            isinstance(name, str) and len(name) <= 100 and named(name) is not None and item(ref)
            for name, ref in value.items()
        )
    )


def _nested(field: f.Nested) -> Accepts:
    fields = {name: _compile(inner) for name, inner in field.fields.items()}
    text = _compile(field.text) if field.text else None
    required = field.required

    def check(value: Any) -> bool:
        if isinstance(value, str):
            return text is not None and text(value)
        if not isinstance(value, dict):
            return False
        for name, inner in value.items():
            rule = fields.get(name)
            if rule is None or (inner is not None and not rule(inner)):
                return False
        return _has(value, required)

    return check
