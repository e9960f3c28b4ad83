"""The flags that describe a figure, shared by the commands that record one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final, NamedTuple

import typer
from typer.core import TyperOption

from ledger.cli.command import LedgerCommand
from ledger.cli.failure import UsageError
from ledger.cli.session import session_of
from ledger.errors import InputError
from ledger.model.vocabulary import DIRECTIONS, HEDGES, NATURES, STATISTICS


class _Flag(NamedTuple):
    """A flag, the field of `book.adding.Addition` it gives, and how it is given.

    `parties` marks one that names parties, several of them with semicolons between, as in a sheet.
    """

    flag: str
    name: str
    metavar: str
    help: str
    many: bool = False
    parties: bool = False


#: What can be said of a figure's own statement.
_OWN: Final = (
    _Flag("--label", "label", "TEXT", "What is counted; else the counted noun."),
    _Flag(
        "--reported-by",
        "reported_by",
        "PARTY",
        "Who stated it; again, or 'A; B', for joint reporters.",
        many=True,
        parties=True,
    ),
    _Flag("--source", "source", "URL_OR_KEY", "Where it stands."),
    _Flag("--quote", "quote", "TEXT", "The words in which it is stated."),
    _Flag("--language", "language", "TAG", "The language of the words (de, en), where nothing else says it."),
    _Flag("--locator", "locator", "TEXT", "Page, paragraph, timestamp or cell."),
    _Flag("--stated", "stated", "DATE", "When it was stated (EDTF: 2023-08-30, 2023-08, 2023~)."),
    _Flag("--period", "period", "DATE", "What time it is about (EDTF: 2023, 2022-02/..)."),
    _Flag("--place", "place", "TEXT", "What place it is about."),
    _Flag("--nature", "nature", "|".join(NATURES), "How it came about."),
    _Flag("--key", "key", "K", "A handle to call it by."),
    _Flag("--note", "note", "TEXT", "Anything else worth knowing."),
    _Flag("--tag", "tags", "TAG", "A tag; again for more.", many=True),
)
#: What can be said of the number by parts: each overrides its part of what the words are read as.
_PARTS: Final = (
    _Flag("--value", "value", "NUMBER", "The number, where the words cannot be read: 5200, 1/3."),
    _Flag("--low", "low", "NUMBER", "The lower end of a range."),
    _Flag("--high", "high", "NUMBER", "The upper end of a range."),
    _Flag("--hedge", "hedge", "|".join(HEDGES), "The hedge."),
    _Flag("--unit", "unit", "UNIT", "The unit: conviction/week, GBP/person/year, percent, 1."),
    _Flag("--direction", "direction", "|".join(DIRECTIONS), "The number is that of a rise or a fall."),
    _Flag("--statistic", "statistic", "|".join(STATISTICS), "What the number is of many."),
    _Flag("--price-base", "price_base", "YEAR|real", "The year in whose prices money is given."),
)
#: What can be said of where a figure came from, which is a link's to say.
_UPSTREAM: Final = (
    _Flag(
        "--relayed-by",
        "relayed_by",
        "PARTY",
        "Who passed it on, from the origin outward; 'A; B' jointly.",
        many=True,
    ),
    _Flag("--title", "title", "TEXT", "The source's title."),
    _Flag("--publisher", "publisher", "NAME", "The source's publisher."),
    _Flag("--published", "published", "DATE", "When the source was published (EDTF)."),
    _Flag("--relays", "relays", "REF", "The figure it passes on."),
    _Flag("--from", "inputs", "NAME=REF", "A figure it was computed from, and its name.", many=True),
    _Flag("--formula", "formula", "FORMULA", "How it was computed: 'weekly * 52'."),
    _Flag("--assuming", "assumptions", "TEXT", "What the computation takes for granted.", many=True),
)


def _remember(name: str, *, parties: bool = False) -> Any:
    def remember(context: typer.Context, _option: Any, value: Any) -> Any:
        if value not in (None, False, (), []) and not context.resilient_parsing:
            given = list(value) if isinstance(value, tuple | list) else value
            if parties:
                # An empty text clears the field of a figure that is amended.
                given = [party for names in given for party in split_parties(names)] or [""]
            session_of(context).fields[name] = given
        return value

    return remember


def split_parties(names: str) -> list[str]:
    """Return the names of parties separated by semicolons, as in a cell of a sheet."""
    return [name for part in names.split(";") if (name := part.strip())]


def _option(flag: _Flag) -> TyperOption:
    return TyperOption(
        param_decls=[flag.flag],
        metavar=flag.metavar,
        multiple=flag.many,
        expose_value=False,
        callback=_remember(flag.name, parties=flag.parties),
        help=flag.help,
    )


def _switch(flag: str, name: str, words: str) -> TyperOption:
    return TyperOption(
        param_decls=[flag],
        is_flag=True,
        default=False,
        expose_value=False,
        callback=_remember(name),
        help=words,
    )


class FigureCommand(LedgerCommand):
    """A command with a flag for every field of a figure."""

    def __init__(self, name: str | None, **attributes: Any) -> None:
        own = attributes.pop("params", None) or []
        flags = [_option(flag) for flag in (*_OWN, *_UPSTREAM, *_PARTS)]
        flags += [
            _switch("--primary", "primary", "Its reporter counted, measured or holds the record itself."),
            _switch("--unseen", "unseen", "Known only through those who repeated it."),
        ]
        super().__init__(name, params=[*own, *flags], **attributes)


def addition(given: dict[str, Any], words: str | None) -> dict[str, Any]:
    """Return the fields of `book.adding.Addition` that the flags give, `words` being those of the quantity.

    Raises UsageError for an input that has no name.
    """
    fields = dict(given)
    if words:
        fields["quantity"] = words
    if "relayed_by" in fields:
        hops = [split_parties(names) for names in fields["relayed_by"]]
        fields["relayed_by"] = [hop[0] if len(hop) == 1 else hop for hop in hops if hop]
    if fields.pop("unseen", False):
        fields["wording"] = "unseen"
    if "inputs" in fields:
        fields["inputs"] = named_inputs(fields["inputs"])
    return fields


def named_inputs(given: list[str]) -> dict[str, str]:
    """Return the inputs of a formula by name. Raises UsageError for a missing name or one used twice."""
    inputs: dict[str, str] = {}
    for text in given:
        name, equals, reference = text.partition("=")
        name, reference = name.strip(), reference.strip()
        if not (equals and name and reference):
            raise UsageError(f"--from {text}: an input needs a name", hint="write --from weekly=REF")
        if name in inputs:
            raise UsageError(f"--from {text}: the name {name} is used twice", hint="give each input its own")
        inputs[name] = reference
    return inputs


#: JSON Pointers into the records of a figure and of its source that flags of another name give.
_POINTERS: Final = {
    "/url": "--source",
    "/derived_from/inputs": "--from",
    "/derived_from/formula": "--formula",
    "/derived_from/assumptions": "--assuming",
}


#: How a statement without a number is recorded, as a record says it and as a flag does.
_AS_VAGUE: Final = 'as {"text": …, "value": null, "hedge": "vague"}'
_VAGUE_FLAG: Final = "with --hedge vague"


def in_flags(error: InputError) -> InputError:
    """Return the error with flags in place of JSON Pointers into the record that they made."""
    from ledger.book.quantity_parts import without_object

    problems = [
        replace(
            problem,
            pointer=_flag_at(problem.pointer),
            message=without_object(problem.message).replace(_AS_VAGUE, _VAGUE_FLAG),
        )
        for problem in error.problems
    ]
    hint = without_object(error.hint).replace(_AS_VAGUE, _VAGUE_FLAG) if error.hint else None
    return InputError(problems=problems, total=error.total, hint=hint) if problems else error


def _flag_at(pointer: str) -> str:
    """Return the flag for the field at a pointer; empty for the phrase itself, the pointer if there is no flag."""
    if pointer == "/quantity":
        return ""
    flags = _POINTERS | {f"/{flag.name}": flag.flag for flag in (*_OWN, *_UPSTREAM)}
    flags |= {f"/quantity/{flag.name}": flag.flag for flag in _PARTS}
    return next(
        (flag for named, flag in flags.items() if pointer == named or pointer.startswith(f"{named}/")),
        pointer,
    )
