"""Several things in one cell: names, references, and what a figure was computed from, as a desk can type them.

Things are separated by semicolons or line breaks. One that holds either, or begins with a quotation mark, stands in
quotation marks, and those inside it are doubled: ``Mediazona; "Smith; Sons"``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from ledger.errors import InputError
from ledger.model.vocabulary import BASES

#: Stands on a line of its own between two ways in which a figure was computed.
_OR = re.compile(r"^[ \t]*or[ \t]*$", re.MULTILINE | re.IGNORECASE)
_BASIS = re.compile(rf"\s*\(({'|'.join(BASES)})\)\s*$", re.IGNORECASE)
_INPUT = re.compile(r"\s*([A-Za-z_][A-Za-z0-9_]*)\s*[=:]\s*(\S+)\s*", re.ASCII)
_SEPARATORS = ";\n"


class Reference(NamedTuple):
    """What a figure came from, as a cell names it, and who says so (`vocabulary.BASES`)."""

    name: str
    basis: str = "attributed"


class Inputs(NamedTuple):
    """What a figure was computed from, by the names that its formula has for it."""

    named: Mapping[str, str]
    basis: str = "attributed"


def joined(items: Iterable[str]) -> str:
    """Several items in one cell."""
    return "; ".join(map(_quoted, items))


def _quoted(item: str) -> str:
    plain = item == item.strip() and item and item[0] != '"' and item.casefold() != "or"
    if plain and not any(separator in item for separator in _SEPARATORS):
        return item
    return '"' + item.replace('"', '""') + '"'


def split(text: str) -> list[str]:
    """The items in a cell. Raises InputError where a quotation mark is opened and never closed."""
    items = []
    at = 0
    while at < len(text):
        item, at = _item(text, at)
        if item:
            items.append(item)
    return items


def _item(text: str, start: int) -> tuple[str, int]:
    """The item that begins at `start`, and where the next one does."""
    while start < len(text) and text[start].isspace():
        start += 1
    end = next((at for at in range(start, len(text)) if text[at] in _SEPARATORS), len(text))
    if not text.startswith('"', start):
        return text[start:end].strip(), end + 1
    close = text.find('"', start + 1)
    while close >= 0 and text.startswith('"', close + 1):
        close = text.find('"', close + 2)
    if close < 0:
        raise InputError(
            'a quotation mark is opened and not closed: "Smith; Sons" stands for a name with a semicolon'
        )
    after = close + 1
    while after < len(text) and text[after] in " \t\r":
        after += 1
    if after < len(text) and text[after] not in _SEPARATORS:
        # A nickname: "Red" Smith.
        return text[start:end].strip(), end + 1
    return text[start + 1 : close].replace('""', '"'), after + 1


def handle(text: str) -> str:
    """What a row is called, as a key: ``F 001`` and ``#1`` are f-001 and 1. What has no digit in it stays."""
    name = text.strip()
    if not any(character.isdigit() for character in name):
        return name
    return re.sub(r"[\s/\\:()\[\]#]+", "-", name.casefold()).strip("-")


def row_name(number: int | str) -> str:
    """What a row is called by its number in the sheet."""
    return f"row-{number}"


def references(found: Iterable[Reference]) -> str:
    """References in one cell: ``mz-100; mod-100 (inferred)``."""
    return joined(reference.name + _basis_words(reference.basis) for reference in found)


def read_references(text: str) -> list[Reference]:
    """The references in a cell. Raises InputError for what cannot be one."""
    found = []
    for item in split(text):
        reference, basis = _without_basis(item)
        name = handle(reference)
        if not name or " " in name:
            raise InputError(f"“{item[:60]}” is not a reference: write keys or ids, separated by semicolons")
        found.append(Reference(name, basis))
    return found


def computations(found: Iterable[Inputs]) -> str:
    """What a figure was computed from: ``weekly = mod-100; weeks = year-weeks``, one derivation after another."""
    return alternatives(
        "; ".join(f"{name} = {reference}" for name, reference in computation.named.items())
        + _basis_words(computation.basis)
        for computation in found
    )


def read_computations(text: str) -> list[Inputs]:
    """What a figure was computed from. Raises InputError for what is not written ``name = reference``."""
    found = []
    for part in read_alternatives(text):
        inputs, basis = _without_basis(part)
        named: dict[str, str] = {}
        for item in split(inputs):
            match = _INPUT.fullmatch(item)
            if match is None:
                raise InputError(
                    f"“{item[:60]}” is not an input of a formula: write weekly = mod-100, semicolons between several"
                )
            if match[1] in named:
                raise InputError(f"{match[1][:60]} is named twice: give each input a name of its own")
            named[match[1]] = handle(match[2])
        if named:
            found.append(Inputs(named, basis))
    return found


def alternatives(parts: Iterable[str]) -> str:
    """What belongs to one derivation after another, parted by a line that says ``or``."""
    return "\nor\n".join(parts)


def read_alternatives(text: str) -> Sequence[str]:
    """What belongs to each derivation."""
    return [part.strip("\n") for part in _OR.split(text)]


def _basis_words(basis: str) -> str:
    return "" if basis == "attributed" else f" ({basis})"


def _without_basis(item: str) -> tuple[str, str]:
    match = _BASIS.search(item)
    return (item[: match.start()].strip(), match[1].lower()) if match else (item.strip(), "attributed")
