"""The columns that a desk's own headings mean: given with --map, asked on a terminal, remembered beside the sheet."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import typer

from ledger.cli.session import Session
from ledger.cli.writing import whole_file
from ledger.errors import FormatError, InputError, LedgerError
from ledger.model.visible import visible

if TYPE_CHECKING:
    from ledger.formats import ColumnChoice

#: The file beside a sheet that remembers what its headings mean.
MEMORY: Final = "ledger-columns.json"
_FORMAT: Final = "ledger-columns/1"


class Choosing:
    """The headings of one sheet and what they mean; `answers` are those that are new."""

    def __init__(self, session: Session, file: str, given: Sequence[str]) -> None:
        from ledger.formats import ColumnChoice

        self._session = session
        self._memory = None if file == "-" else Path(file).parent / MEMORY
        self._remembered = _remembered(self._memory)
        self._answers: dict[str, str | None] = dict(map(_given, given))
        is_asked = (
            self._memory is not None and not session.json and sys.stdin.isatty() and sys.stderr.isatty()
        )
        self.choice = ColumnChoice(
            given=dict(self._answers),
            remembered=self._remembered,
            ask=self._ask if is_asked else None,
        )

    @property
    def answered(self) -> ColumnChoice:
        """The choice with the answers given, and nothing more to ask."""
        return replace(self.choice, remembered=self._remembered | self._answers, ask=None)

    def remember(self) -> None:
        """Keep what is new beside the sheet, for the next one in this folder."""
        if not self._answers or self._memory is None or self._remembered | self._answers == self._remembered:
            return
        document = {"format": _FORMAT, "columns": self._remembered | self._answers}
        try:
            with whole_file(self._memory, binary=False) as stream:
                stream.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")
        except LedgerError as error:
            self._session.warn(f"{error.message}: the columns are not remembered")
            return
        self._session.err.line(f"the columns are remembered in {self._memory}; --map changes one")

    def _ask(self, heading: str, example: str, taken: Mapping[str, str]) -> str | None:
        """Ask which column a heading is, until the answer is one that no other heading is, or empty."""
        from ledger.formats.sheet.sheet_columns import COLUMNS
        from ledger.formats.sheet.sheet_reading import column_named

        below = f", with “{example}” below it" if example else ""
        question = f"Which column is “{heading[:60]}”{below}? (? lists them, Enter leaves it out)"
        while True:
            answer: str = typer.prompt(visible(question), default="", show_default=False, err=True)
            if answer.strip() == "?":
                for column in COLUMNS:
                    if column.read:
                        self._session.err.put(f"{column.heading}: {column.about}", first=f"  {column.name}: ")
                continue
            try:
                name = column_named(answer)
            except InputError as error:
                near, asks, _ = (error.hint or "").partition("? ")
                self._session.err.put(f"{error.message}: {near}?" if asks else error.message, role="odd")
                continue
            if name is not None and name in taken:
                self._session.err.put(f"“{taken[name][:60]}” is {name} already", role="odd")
                continue
            self._answers[heading] = name
            return name


def _given(words: str) -> tuple[str, str | None]:
    """Return the heading and the column in ``--map "Outlet=reported_by"``. Raises InputError for an unknown column."""
    from ledger.formats.sheet.sheet_reading import column_named

    heading, equals, name = words.rpartition("=")
    if not equals or not heading.strip():
        raise InputError(
            f"--map takes a heading and a column, and not {words[:60]!r}",
            hint='write --map "Outlet=reported_by", or --map "Budget=" for one that is not to be read',
        )
    return heading.strip(), column_named(name)


def _remembered(memory: Path | None) -> dict[str, str | None]:
    """Return the columns remembered in a sheet's folder. Raises FormatError if `remember` did not write the file."""
    from ledger.formats.sheet.sheet_columns import BY_NAME

    if memory is None or not memory.is_file():
        return {}
    try:
        document = json.loads(memory.read_text(encoding="utf-8"))
        columns = document["columns"] if document["format"] == _FORMAT else None
    except (OSError, ValueError, TypeError, KeyError):
        columns = None
    if not isinstance(columns, dict) or not all(
        name is None or (isinstance(name, str) and name in BY_NAME) for name in columns.values()
    ):
        raise FormatError(
            f"{memory} does not say what headings mean", hint="delete it, and say so again with --map"
        )
    return columns
