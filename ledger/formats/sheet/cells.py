"""The notation for several items in one cell: names, references, and the inputs of computations.

Items are separated by semicolons or line breaks. An item that contains either, or begins with a quotation mark, is put
into quotation marks, and quotation marks inside it are doubled: ``Mediazona; "Smith; Sons"``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from ledger.errors import InputError
from ledger.model.vocabulary import BASES

#: The line that separates two computations of a figure.
_OR = re.compile(r"^[ \t]*or[ \t]*$", re.MULTILINE | re.IGNORECASE)
_BASIS = re.compile(rf"\s*\(({'|'.join(BASES)})\)\s*$", re.IGNORECASE)
_INPUT = re.compile(r"\s*([A-Za-z_][A-Za-z0-9_]*)\s*[=:]\s*(\S+)\s*", re.ASCII)
_SEPARATORS = ";\n"


class Reference(NamedTuple):
    """A reference to the origin of a figure, and the basis on which the link is stated (`vocabulary.BASES`)."""

    name: str
    basis: str = "attributed"


class Inputs(NamedTuple):
    """The inputs of a computation, by their names in its formula."""

    named: Mapping[str, str]
    basis: str = "attributed"


def joined(items: Iterable[str]) -> str:
    """Write several items into one cell."""
    return "; ".join(map(_quoted, items))


# Cached, as a party has many figures.
@lru_cache(maxsize=8_192)
def _quoted(item: str) -> str:
    plain = item == item.strip() and item and item[0] != '"' and item.casefold() != "or"
    if plain and not any(separator in item for separator in _SEPARATORS):
        return item
    return '"' + item.replace('"', '""') + '"'


def split(text: str) -> list[str]:
    """Return the items in a cell. Raises InputError for a quotation mark that is not closed."""
    items = []
    at = 0
    while at < len(text):
        item, at = _item(text, at)
        if item:
            items.append(item)
    return items


def _item(text: str, start: int) -> tuple[str, int]:
    """Return the item that begins at `start`, and the position of the next one."""
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
    """Return the name of a row as a key: ``F 001`` is f-001 and ``#1`` is 1. Names without a digit do not change."""
    name = text.strip()
    if not any(character.isdigit() for character in name):
        return name
    return re.sub(r"[\s/\\:()\[\]#]+", "-", name.casefold()).strip("-")


def row_name(number: int | str) -> str:
    """Return the name of a row made of its number in the sheet."""
    return f"row-{number}"


def references(items: Iterable[Reference]) -> str:
    """Write references into one cell: ``mz-100; mod-100 (inferred)``."""
    return joined(reference.name + _basis_words(reference.basis) for reference in items)


def read_references(text: str) -> list[Reference]:
    """Return the references in a cell. Raises InputError for an item that is not one."""
    read = []
    for item in split(text):
        reference, basis = _without_basis(item)
        name = handle(reference)
        if not name or " " in name:
            raise InputError(f"“{item[:60]}” is not a reference: write keys or ids, separated by semicolons")
        read.append(Reference(name, basis))
    return read


def computations(items: Iterable[Inputs]) -> str:
    """Write the inputs of computations into one cell: ``weekly = mod-100; weeks = year-weeks``."""
    return alternatives(
        "; ".join(f"{name} = {reference}" for name, reference in computation.named.items())
        + _basis_words(computation.basis)
        for computation in items
    )


def read_computations(text: str) -> list[Inputs]:
    """Return the inputs of the computations in a cell. Raises InputError for items unlike ``name = reference``."""
    read = []
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
            read.append(Inputs(named, basis))
    return read


def alternatives(parts: Iterable[str]) -> str:
    """Join the texts for several computations by lines that say ``or``."""
    return "\nor\n".join(parts)


def read_alternatives(text: str) -> Sequence[str]:
    """Return the text for each computation."""
    return [part.strip("\n") for part in _OR.split(text)]


def _basis_words(basis: str) -> str:
    return "" if basis == "attributed" else f" ({basis})"


def _without_basis(item: str) -> tuple[str, str]:
    match = _BASIS.search(item)
    return (item[: match.start()].strip(), match[1].lower()) if match else (item.strip(), "attributed")
