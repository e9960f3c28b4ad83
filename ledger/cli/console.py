"""Printing line by line: wrapped to the width, with control characters of sources made visible, coloured if wanted."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final, Literal, TextIO

from ledger.cli.text_width import columns, wrap
from ledger.model.visible import isolated, visible, visible_json

Role = Literal["plain", "strong", "faint", "good", "odd", "bad"]

#: Finds the places of a line that are to stand out.
Marking = Callable[[str], Sequence[tuple[int, int]]]

#: ANSI codes (ECMA-48, SGR) by what a line has to say.
_CODES: Final[dict[Role, str]] = {"strong": "1", "faint": "2", "good": "32", "odd": "33", "bad": "31"}
_NARROWEST: Final = 40
_PIPED: Final = 80
_WIDEST: Final = 100
#: Deep inside a tree a line is still this wide.
_LEAST_TEXT: Final = 24
#: How a JSON object of two spaces a level ends.
_END: Final = "\n}"


@dataclass(frozen=True, slots=True)
class Console:
    """A stream to write lines on. `width` is in columns; `coloured` says whether ANSI codes are written."""

    out: TextIO
    width: int = _PIPED
    coloured: bool = False

    @classmethod
    def on(cls, stream: TextIO, *, colour: bool) -> Console:
        """Return a console as wide as the terminal, else of 80 columns; in colour on a terminal, if that is allowed."""
        if not stream.isatty():
            return cls(stream)
        width = max(_NARROWEST, min(shutil.get_terminal_size((_PIPED, 24)).columns, _WIDEST))
        allowed = colour and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        return cls(stream, width, allowed)

    def put(
        self,
        text: str = "",
        *,
        first: str = "",
        rest: str | None = None,
        role: Role = "plain",
        marking: Marking | None = None,
    ) -> None:
        """Write text behind the prefix `first`, further lines behind `rest` (by default as many spaces).

        `marking` finds what is to stand out in a line, where there is colour.
        """
        if rest is None:
            rest = " " * columns(first)
        room = max(self.width - max(columns(first), columns(rest)), _LEAST_TEXT)
        prefix = first
        for line in wrap(visible(text), room):
            self._write(prefix, line, role, marking)
            prefix = rest

    def line(self, text: str, *, first: str = "", role: Role = "plain") -> None:
        """Write text on one line however long it is, so that it can be searched for."""
        self._write(first, " ".join(visible(text).split()), role)

    def raw(self, text: str) -> None:
        """Write one line of data as it is, but for characters that cannot be seen, at once."""
        self.out.write(f"{visible_json(text)}\n")
        self.out.flush()

    def verbatim(self, text: str) -> None:
        """Write lines of a text that ends in a newline as they are, but for characters that cannot be seen."""
        self.out.write("".join(f"{visible(line)}\n" for line in text.removesuffix("\n").split("\n")))

    def data(self, document: Any, *, on_one_line: bool = False) -> None:
        """Write a value as JSON, two spaces a level, or all of it on one line."""
        indent = None if on_one_line else 2
        self.out.write(f"{visible_json(json.dumps(document, ensure_ascii=False, indent=indent))}\n")

    def stream(self, members: Iterable[tuple[str, object]]) -> None:
        """Write the JSON that `data` would of an object with these members: of iterators an element at a time."""
        before = "{\n"
        for name, value in members:
            self.out.write(f"{before}  {json.dumps(name, ensure_ascii=False)}: ")
            before = ",\n"
            if not isinstance(value, Iterator):
                self.out.write(visible_json(_spelled(value)).replace("\n", "\n  "))
                # What is long may take a while to begin.
                self.out.flush()
                continue
            mark = "[\n"
            while together := list(islice(value, _TOGETHER)):
                text = mark + _elements(together)
                self.out.write(visible_json(text).replace("\n", "\n    "))
                mark = ",\n"
            self.out.write("[]" if mark.startswith("[") else "\n  ]")
        self.out.write(_END + "\n")

    def _write(self, prefix: str, line: str, role: Role, marking: Marking | None = None) -> None:
        line = isolated(line)
        if self.coloured:
            if prefix.strip():
                prefix = f"\x1b[2m{prefix}\x1b[0m"
            begin = f"\x1b[{_CODES[role]}m" if role in _CODES else ""
            if marking is not None:
                line = _marked(line, marking(line), begin)
            if begin:
                line = f"{begin}{line}\x1b[0m"
        self.out.write(f"{prefix}{line}".rstrip() + "\n")


#: The number of elements of an array written together.
_TOGETHER: Final = 100
#: Spells objects that hold no others as an indent of two would, in C: the encoder that indents is of Python.
_HOLDERS: Final = frozenset({dict, list, tuple})
_FLAT: Final = json.JSONEncoder(ensure_ascii=False, separators=(",\n  ", ": "))


def _spelled(item: Any) -> str:
    """Return a value as JSON, two spaces a level."""
    if isinstance(item, dict) and item and _HOLDERS.isdisjoint(map(type, item.values())):
        return f"{{\n  {_FLAT.encode(item)[1:-1]}{_END}"
    return json.dumps(item, ensure_ascii=False, indent=2)


def _elements(items: list[Any]) -> str:
    """Return the elements of an array as JSON, two spaces a level: objects that hold no others all at once."""
    if not all(
        isinstance(item, dict) and item and _HOLDERS.isdisjoint(map(type, item.values())) for item in items
    ):
        return ",\n".join(map(_spelled, items))
    # Within a string of JSON there is no line break, so that this one stands between two objects.
    between = _FLAT.encode(items)[2:-2].replace("},\n  {", "\n},\n{\n  ")
    return f"{{\n  {between}{_END}"


def _marked(line: str, spans: Sequence[tuple[int, int]], begin: str) -> str:
    """Return a line with stretches of it in reverse video, and what stands between as the line `begin`s."""
    parts, at = [], 0
    for start, end in spans:
        parts += [line[at:start], f"\x1b[7m{line[start:end]}\x1b[0m{begin}"]
        at = end
    return "".join([*parts, line[at:]])
