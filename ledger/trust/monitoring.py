"""Monitoring: checks whether a ledger needs attention, run every few minutes by cron or Nagios."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Final

from ledger.errors import ProofError, TamperError
from ledger.query.ledger_context import LedgerContext
from ledger.store.dialect import dialect_of
from ledger.store.engine import reading
from ledger.store.head import read_head, recorded_at
from ledger.trust.sealing import newest_seal
from ledger.trust.verifying import verify
from ledger.view.short_words import counted

#: Free room on the disk of a ledger's file, in percent, below which that is a warning, and critical.
_ROOM: Final = (10, 2)
#: The lag of a standby, in seconds, from which it is a warning, and critical.
_BEHIND: Final = (300, 3_600)


class Level(IntEnum):
    """The urgency: the exit codes of a monitoring plugin."""

    OK = 0
    WARNING = 1
    CRITICAL = 2


@dataclass(frozen=True, slots=True)
class Observation:
    """The state of one thing that was checked, in words."""

    level: Level
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitored:
    """The result of monitoring: the most urgent level, each observation, and numbers for charts.

    Of the numbers, `unsealed_age` and `standby_lag` are seconds, `disk_free` is percent.
    """

    level: Level
    observations: tuple[Observation, ...]
    numbers: Mapping[str, int]


def monitor(context: LedgerContext, *, warn: int, critical: int) -> Monitored:
    """Check unsealed entries, the entries recorded since the last seal, the disk and the standby.

    An entry that waits for a seal for more than `warn` seconds is a warning, and critical after `critical` seconds.
    What was recorded since the newest seal is hashed again, and held to that seal. Raises StoreError where the
    ledger cannot be used.
    """
    numbers: dict[str, int] = {}
    found = [_unsealed(context, (warn, critical), numbers), _verified(context)]
    file = dialect_of(context.database).file(context.database.url)
    if file is not None:
        room = os.statvfs(file.resolve().parent)
        numbers["disk_free"] = free = room.f_bavail * 100 // max(room.f_blocks, 1)
        found.append(Observation(_level(-free, (-_ROOM[0], -_ROOM[1])), f"{free} % of the disk free"))
    with reading(context.database) as connection:
        behind = dialect_of(connection).standby_lag(connection)
    if behind is not None:
        numbers["standby_lag"] = behind
        found.append(Observation(_level(behind, _BEHIND), f"a standby, {counted(behind, 'second')} behind"))
    return Monitored(
        level=max(observation.level for observation in found), observations=tuple(found), numbers=numbers
    )


def _unsealed(context: LedgerContext, limits: tuple[int, int], numbers: dict[str, int]) -> Observation:
    """Return the unsealed entries, and how long they have been waiting."""
    with reading(context.database) as connection:
        head = read_head(connection)
        seal = newest_seal(connection)
        sealed = 0 if seal is None else seal.checkpoint.size
        first = recorded_at(connection, sealed + 1)
    waiting = head.size - sealed
    age = 0
    if first is not None:
        age = int((datetime.fromisoformat(context.now()) - datetime.fromisoformat(first)).total_seconds())
    numbers.update(entries=head.size, unsealed=waiting, unsealed_age=age)
    entries = counted(head.size, "entry", "entries")
    if not waiting:
        return Observation(Level.OK, f"{entries}, all sealed" if head.size else "no entries yet")
    since = f"since {first}" if seal is not None else f"since {first}, and never sealed"
    return Observation(_level(age, limits), f"{entries}, {waiting:,} not sealed {since}")


def _verified(context: LedgerContext) -> Observation:
    """Return whether the entries since the newest seal are undamaged and extend it."""
    with reading(context.database) as connection:
        seal = newest_seal(connection)
    since = None if seal is None else seal.note.to_bytes()
    try:
        verify(context, deep=False, against=None, since=since, keys=(), progress=lambda _done, _of: None)
    except (TamperError, ProofError) as error:
        return Observation(Level.CRITICAL, error.message)
    return Observation(Level.OK, "verified since the last seal" if seal is not None else "verified")


def _level(found: int, limits: tuple[int, int]) -> Level:
    warn, critical = limits
    return Level.CRITICAL if found > critical else Level.WARNING if found > warn else Level.OK
