"""The published schema of records (JSON Schema 2020-12): written from `fields`, and the words of a refusal.

``python -m ledger.model.schema`` prints the document that stands in `schema/record.schema.json`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache
from importlib import resources
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ledger.errors import Problem
from ledger.model import fields as f
from ledger.model.vocabulary import MAX_PROBLEMS
from ledger.number.quantity import MAX_DIGITS, NUMBER, number_problem

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def read_schema(name: str) -> dict[str, Any]:
    """Return a published schema by its file name: from the installed package, else from the checkout.

    Raises FileNotFoundError where neither has it.
    """
    installed = resources.files("ledger") / "_schema" / name
    path = Path(__file__).parents[2] / "schema" / name
    text = installed.read_text("utf-8") if installed.is_file() else path.read_text("utf-8")
    document: dict[str, Any] = json.loads(text)
    return document


#: Keywords that validate each part of a value, and the keywords that limit the number of parts.
_COUNTED = {"items": "maxItems", "additionalProperties": "maxProperties", "propertyNames": "maxProperties"}
#: The largest number of characters of an input that a message repeats.
_SHOWN = 100


def problems(record: object) -> list[Problem]:
    """Return every way in which `record` breaks the published schema, each with its pointer and how to mend it."""
    if not isinstance(record, dict):
        return [Problem("", f"a record is a JSON object, this is {_article(record)}")]
    kind = record.get("record")
    if not isinstance(kind, str) or kind not in f.KINDS:
        if kind is None:
            return [Problem("/record", f'say what it is: "record" is one of {", ".join(f.KINDS)}')]
        return [Problem("/record", _not_among(kind, list(f.KINDS)))]
    errors = sorted(_validator(kind).iter_errors(record), key=lambda error: [str(p) for p in error.path])
    # A pattern and a format may say the same.
    return list(dict.fromkeys(problem for error in errors for problem in _words(error, kind)))


@cache
def _validator(kind: str) -> Draft202012Validator:
    from jsonschema import FormatChecker

    from ledger.model.acceptance import FORMATS

    checker = FormatChecker(formats=())
    for name, problem in FORMATS.items():
        checker.checks(f"ledger-{name}")(_fits(problem))
    published = read_schema("record.schema.json")
    definitions = _with_formats(published["$defs"])
    schema = {**definitions[kind], "$defs": definitions}
    validator: Draft202012Validator = _dialect()(schema, format_checker=checker)
    return validator


def _with_formats(schema: Any) -> Any:
    """Return a schema with formats of our own where its comments name one.

    Other validators do not know them, and some refuse a schema that names a format they do not know.
    """
    if isinstance(schema, list):
        return [_with_formats(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        "format" if name == "$comment" and isinstance(part, str) else name: _with_formats(part)
        for name, part in schema.items()
    }


@cache
def _dialect() -> Any:
    """JSON Schema 2020-12 without two things that Python's reading of it lets in.

    A float without a fraction is not an integer here, and ``$`` is the end of a text, not the place before a last
    line break (ECMA 262 has it so too).
    """
    from jsonschema import Draft202012Validator
    from jsonschema.validators import extend

    types = Draft202012Validator.TYPE_CHECKER.redefine("integer", lambda _, value: type(value) is int)
    keywords = {"pattern": _matches}
    for name, limit in _COUNTED.items():
        keywords[name] = _within(limit, Draft202012Validator.VALIDATORS[name])
    return extend(Draft202012Validator, keywords, type_checker=types)


def _matches(_: object, pattern: str, instance: object, __: object) -> Iterator[ValidationError]:
    from jsonschema.exceptions import ValidationError

    from ledger.model.acceptance import python_pattern

    if isinstance(instance, str) and re.search(python_pattern(pattern), instance) is None:
        yield ValidationError("not of the pattern")


def _within(limit: str, keyword: Any) -> Any:
    """Return a keyword that validates each part of a value, and refuses a value of too many parts at once."""

    def check(
        validator: Any, wanted: Any, instance: Any, schema: dict[str, Any]
    ) -> Iterator[ValidationError]:
        if not isinstance(instance, list | dict) or len(instance) <= schema.get(limit, len(instance)):
            yield from keyword(validator, wanted, instance, schema)

    return check


def _fits(problem: Any) -> Any:
    return lambda value: not isinstance(value, str) or problem(value) is None


def _words(error: ValidationError, kind: str) -> Iterator[Problem]:
    """Yield one schema error in words. The keyword that failed says what to write."""
    pointer = "".join(f"/{_escape(str(part))}" for part in error.absolute_path)
    value, wanted = error.instance, error.validator_value
    match error.validator:
        case "additionalProperties":
            known = list(error.schema.get("properties", {}))
            for name in sorted(set(value) - set(known))[:MAX_PROBLEMS]:
                shown = name if len(name) <= _SHOWN else f"{name[:_SHOWN]}…"
                yield Problem(f"{pointer}/{_escape(shown)}", _unknown(shown, known, kind))
        case "required":
            for name in wanted:
                if name not in value:
                    yield Problem(f"{pointer}/{name}", "missing: it must be there")
        case "enum" | "const":
            choices = wanted if error.validator == "enum" else [wanted]
            yield Problem(pointer, _not_among(value, [word for word in choices if word is not None]))
        case "pattern" | "maxLength" if "propertyNames" in error.absolute_schema_path:
            yield Problem(pointer, _INPUT_NAME)
        case "type":
            yield Problem(pointer, _wrong_type(value, wanted))
        case "maxLength":
            yield Problem(pointer, f"{len(value):,} characters, {wanted:,} are the most: shorten it")
        case "minLength" if not value:
            yield Problem(pointer, "empty: write something or leave it out")
        case "maxItems" if wanted == 0:
            yield Problem(pointer, _OUT_OF_PLACE)
        case "maxItems" | "maxProperties":
            yield Problem(pointer, f"{len(value):,} items, {wanted:,} are the most")
        case "minProperties":
            yield Problem(pointer, "empty: name at least one figure")
        case "minItems":
            yield Problem(pointer, f"{len(value):,} items, {wanted:,} are the least")
        case "anyOf" | "oneOf":
            yield from _alternatives(error, pointer, kind)
        case "format":
            from ledger.model.acceptance import FORMATS

            fault = FORMATS[str(wanted).removeprefix("ledger-")](value)
            yield Problem(pointer, fault or "not of the form it should have")
        case "pattern" if value or "minLength" not in error.schema:
            yield Problem(pointer, _pattern_problem(str(wanted), value))
        case "minimum" | "maximum":
            yield Problem(pointer, f"a number may have {MAX_DIGITS} digits at the most")


def _alternatives(error: ValidationError, pointer: str, kind: str) -> Iterator[Problem]:
    """Return the words of that one of several alternatives which takes this type of value."""
    if not error.absolute_path and kind == "source":
        yield Problem("", "a source needs a url, or else a title: give one")
        return
    if not error.absolute_path and kind == "figure":
        if error.instance.get("quantity") is not None:
            return
        yield Problem("/quantity", 'missing: state it, or say with "relays" whose number is passed on')
        return
    by_option: dict[object, list[ValidationError]] = {}
    for inner in error.context or ():
        by_option.setdefault(inner.relative_schema_path[0], []).append(inner)
    for option in by_option.values():
        if not any(
            alternative.validator == "type" and alternative.absolute_path == error.absolute_path
            for alternative in option
        ):
            for alternative in option:
                yield from _words(alternative, kind)
            return
    types = [option.get("type") for option in error.validator_value]
    wanted = [name for option in types for name in (option if isinstance(option, list) else [option])]
    yield Problem(pointer, _wrong_type(error.instance, wanted))


def _unknown(name: str, known: list[str], kind: str) -> str:
    near = get_close_matches(name, known, n=1, cutoff=0.6)
    hint = f"did you mean {near[0]!r}?" if near else f"known here: {', '.join(sorted(known))}"
    return f"unknown field in a record of kind {kind}: {hint}"


def _not_among(value: object, words: list[str]) -> str:
    near = get_close_matches(str(value)[:_SHOWN], words, n=1, cutoff=0.6)
    hint = f", did you mean {near[0]!r}?" if near else ""
    return f"{str(value)[:60]!r} is none of {', '.join(words)}{hint}"


_OUT_OF_PLACE = "it has no place in a record of this kind: leave it out"
_INPUT_NAME = "an input's name is letters, digits and _, begins with no digit, and has 100 at the most"
_TYPES = {"string": "a string", "object": "an object", "array": "a list", "boolean": "true or false"}


def _wrong_type(value: object, wanted: object) -> str:
    names = wanted if isinstance(wanted, list) else [wanted]
    if isinstance(value, float):
        if not isfinite(value):
            return "this is not a number: leave the field out, or say null"
        return f'a float stands where a number is written: write it as decimal text, "{value!r}"'
    says = " or ".join(_TYPES.get(str(name), f"an {name}") for name in names if name != "null")
    return f"this is {_article(value)}: write {says}" if says else _OUT_OF_PLACE


def _article(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    names = {str: "a string", dict: "an object", list: "a list", int: "an integer", float: "a float"}
    return "null" if value is None else names.get(type(value), f"a {type(value).__name__}")


def _pattern_problem(pattern: str, value: str) -> str:
    if any("\ud800" <= character <= "\udfff" for character in value):
        return "it holds half of a surrogate pair: write the character itself"
    if "\x00" in value:
        return "it holds a NUL character: remove it"
    if pattern == _number_pattern():
        return number_problem(value) or "not a number"
    messages = {
        f.NAME_PATTERN: "blank: write something or leave it out",
        f.KEY_PATTERN: "a key is small letters, digits, dots, dashes and _, begins with a letter or digit, "
        "and is not 64 hex digits, which are an id",
        f.ID_PATTERN: "not an id: 64 hex digits in small letters",
        f.URL_PATTERN: "not an http or https URL: give the whole address, such as https://example.org/page",
        f.LANGUAGE_PATTERN: "not a language tag: write it as en or en-GB",
        f.PRICE_BASE_PATTERN: "not a price base: write the year, such as 2015 or 2015/16, or real",
        f.CODE_PATTERN: "not the code of a finding: write it as label-changed",
    }
    return messages.get(pattern, f"{value[:60]!r} is not of the form {pattern}")


def _escape(part: str) -> str:
    return part.replace("~", "~0").replace("/", "~1")


def document() -> dict[str, Any]:
    """Return the published schema, as `fields` says it."""
    return {
        "$schema": DIALECT,
        "$id": "https://figure-ledger.example/schema/record/1",
        "title": "Ledger record, version 1",
        "description": "One line of JSON Lines that `ledger import` reads and `ledger export` writes.",
        "type": "object",
        "required": ["record"],
        "oneOf": [{"$ref": f"#/$defs/{kind}"} for kind in f.KINDS],
        "$defs": {kind: _kind(kind) for kind in f.KINDS},
    }


def _kind(kind: str) -> dict[str, Any]:
    spec = f.KINDS[kind]
    properties: dict[str, Any] = {"record": {"const": kind}}
    for name, field in f.fields_of(kind).items():
        written = _field(field)
        properties[name] = written if name in spec.required else _or_null(written)
    return {
        "description": spec.says,
        "type": "object",
        "properties": properties,
        "required": ["record", *spec.required],
        "additionalProperties": False,
        **spec.across,
    }


def _or_null(written: dict[str, Any]) -> dict[str, Any]:
    if "enum" in written:
        return {**written, "enum": [*written["enum"], None]}
    if "anyOf" in written:
        return {**written, "anyOf": [*written["anyOf"], {"type": "null"}]}
    return {**written, "type": [written["type"], "null"]}


def _field(field: f.Field) -> dict[str, Any]:
    says = {"description": field.says} if field.says else {}
    match field:
        case f.Text():
            return {**says, **_text(field)}
        case f.Choice():
            return {**says, "enum": list(field.words)}
        case f.Truth():
            return {**says, "type": "boolean"}
        case f.Number():
            number = {
                "type": "string",
                "pattern": _number_pattern(),
                "$comment": "ledger-number",
            }
            bound = 10**50 - 1
            return {**says, "anyOf": [number, {"type": "integer", "minimum": -bound, "maximum": bound}]}
        case f.Listing():
            counts = {"maxItems": field.most, **({"minItems": field.least} if field.least else {})}
            return {**says, "type": "array", "items": _field(field.item), **counts}
        case f.Mapped():
            names = {"pattern": f.INPUT_PATTERN, "maxLength": 100}
            counts = {"minProperties": 1, "maxProperties": field.most}
            item = _field(field.value)
            return {**says, "type": "object", "propertyNames": names, "additionalProperties": item, **counts}
        case f.Nested():
            return {**says, **_nested(field)}


def _text(field: f.Text) -> dict[str, Any]:
    return {
        "type": "string",
        **({"minLength": field.least} if field.least else {}),
        "maxLength": field.most,
        "pattern": field.pattern,
        **({"$comment": f"ledger-{field.format}"} if field.format else {}),
    }


def _nested(field: f.Nested) -> dict[str, Any]:
    properties = {
        name: _field(inner) if name in field.required else _or_null(_field(inner))
        for name, inner in field.fields.items()
    }
    written: dict[str, Any] = {
        "type": "object",
        "properties": properties,
        "required": list(field.required),
        "additionalProperties": False,
    }
    return written if field.text is None else {"anyOf": [_text(field.text), written]}


def _number_pattern() -> str:
    """Return how a number is spelled, in the words of ECMA 262: named groups are Python's alone."""
    return f"^{NUMBER.pattern.replace('?P<decimals>', '?:').replace('?P<exponent>', '?:')}$"


def schema_text() -> str:
    """Return the published document, as the file holds it."""
    return json.dumps(document(), indent=2, ensure_ascii=False) + "\n"


def differences(record: object) -> list[Problem]:
    """Return the `problems`, or a plain refusal where the rules refuse a record that the schema accepts."""
    return problems(record) or [Problem("", "the record breaks a rule of the ledger")]


if __name__ == "__main__":
    import sys

    sys.stdout.write(schema_text())
