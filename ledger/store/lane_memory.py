"""The memory of the bulk lane between records: texts with their spelling, and the kinds of records named last."""

from __future__ import annotations

from collections.abc import Callable
from json.encoder import encode_basestring as _quoted
from typing import Any, Final

from ledger.model.edtf import is_day, read_date, season_note
from ledger.model.repeated import read_whole
from ledger.tlog.canonical import canonical

#: The number of texts of a field that are remembered with their spelling.
REMEMBERED: Final = 20_000
#: Half the number of records whose kinds are remembered, with the sources of 500,000 figures: some 30 MB.
_RECENT: Final = 60_000


class Unknown(Exception):
    """Raised for a record that the lane does not know: it is taken like all others."""


class Spellings(dict[str, str]):
    """The values of a field, in normal form and spelled as JSON, by what was given: empty where that says nothing."""

    def __init__(self, accepts: Callable[[Any], bool], normal: Callable[[str], str]) -> None:
        super().__init__()
        self._accepts = accepts
        self._normal = normal

    def __missing__(self, given: str) -> str:
        if type(given) is not str or not self._accepts(given):
            raise Unknown
        normal = self._normal(given)
        spelled = _quoted(normal) if normal else ""
        if len(self) >= REMEMBERED:
            self.clear()
        self[given] = spelled
        return spelled


class Phrases(dict[tuple[str, str | None], tuple[str, str, str]]):
    """Quantities by their phrase and the language that it is in: spelled as JSON, their words, and their label."""

    def __init__(self, accepts: Callable[[Any], bool]) -> None:
        super().__init__()
        self._accepts = accepts
        #: Those of which there is more to say, which are read with all others.
        self._unknown: set[tuple[str, str | None]] = set()

    def __missing__(self, asked: tuple[str, str | None]) -> tuple[str, str, str]:
        if asked in self._unknown:
            raise Unknown
        if len(self) + len(self._unknown) >= REMEMBERED:
            self.clear()
            self._unknown.clear()
        self._unknown.add(asked)
        if not self._accepts(asked[0]) or (read := read_whole(*asked)) is None:
            raise Unknown
        body, label = read
        self[asked] = canonical(body).decode(), body.get("text", ""), _quoted(label) if label else ""
        self._unknown.remove(asked)
        return self[asked]


class RecentKinds(dict[str, str | None]):
    """The kinds of records by id, of some 100,000 that were taken or asked for last; None for all others."""

    def __init__(self) -> None:
        super().__init__()
        self._earlier: dict[str, str | None] = {}

    def __missing__(self, record_id: str) -> str | None:
        kind = self._earlier.get(record_id)
        if kind is not None:
            self.note(record_id, kind)
        return kind

    def note(self, record_id: str, kind: str) -> None:
        """Remember the kind of a record."""
        if len(self) >= _RECENT:
            self._earlier = dict(self)
            self.clear()
        self[record_id] = kind


def dated(given: str) -> str:
    """Return a date in EDTF."""
    if is_day(given):
        return given
    if season_note(given) is not None:
        # A remark belongs with it.
        raise Unknown
    return read_date(given)


def as_it_is(given: str) -> str:
    """Return a text that is in normal form already."""
    return given
