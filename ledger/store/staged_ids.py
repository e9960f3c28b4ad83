"""The ids of what waits to be recorded: millions of them in little memory, each under the number it came as."""

from __future__ import annotations

from array import array
from collections.abc import Iterable

#: An id is a SHA-256.
_WIDTH = 32
_FIRST_SLOTS = 1 << 12
#: The number of bytes of ids that are copied at a time.
_COPIED = _WIDTH << 12


class StagedIds:
    """Ids by number, from 1 in the order in which they came, and numbers by id.

    A table of open addresses over the ids in a row: some 45 bytes an id, where a dictionary takes 200.
    """

    def __init__(self) -> None:
        self._ids = bytearray()
        self._slots = array("I", bytes(4)) * _FIRST_SLOTS
        #: The number of ids at which there are to be more slots.
        self._room = _FIRST_SLOTS // 2

    def __len__(self) -> int:
        return len(self._ids) // _WIDTH

    def number(self, record_id: bytes) -> int:
        """Return the number of an id, 0 where it did not come."""
        return self._slots[self._slot(record_id)]

    def add(self, record_ids: Iterable[bytes]) -> list[bool]:
        """Add ids of 32 bytes, each under the next number, and return of each whether it is new.

        They are looked up as by `_slot`, written out here because there are millions of them.
        """
        added = []
        ids, slots, last, room, count = self._ids, self._slots, len(self._slots) - 1, self._room, len(self)
        for record_id in record_ids:
            at = hash(record_id)
            while number := slots[at & last]:
                if ids[number * _WIDTH - _WIDTH : number * _WIDTH] == record_id:
                    break
                at += 1
            added.append(not number)
            if number:
                continue
            ids += record_id
            count += 1
            slots[at & last] = count
            if count == room:
                self._grow()
                slots, last, room = self._slots, len(self._slots) - 1, self._room
        return added

    def between(self, low: bytes, high: bytes, most: int) -> list[int]:
        """Return the numbers of up to `most` ids from `low` to `high`, those that came first."""
        ids = self._ids
        found = []
        for number in range(1, len(self) + 1):
            if low <= ids[number * _WIDTH - _WIDTH : number * _WIDTH] <= high:
                found.append(number)
                if len(found) == most:
                    break
        return found

    def id(self, number: int) -> bytes:
        """Return the id of a number."""
        return bytes(self._ids[number * _WIDTH - _WIDTH : number * _WIDTH])

    def _slot(self, record_id: bytes) -> int:
        """Return the slot of an id: the one that holds its number, or the empty one in which it belongs."""
        slots, ids = self._slots, self._ids
        at, last = hash(record_id), len(slots) - 1
        while number := slots[at & last]:
            if ids[number * _WIDTH - _WIDTH : number * _WIDTH] == record_id:
                break
            at += 1
        return at & last

    def _grow(self) -> None:
        """Make twice as many slots."""
        size = 2 * len(self._slots)
        slots, last = array("I", bytes(4)) * size, size - 1
        for first in range(0, len(self._ids), _COPIED):
            ids = bytes(self._ids[first : first + _COPIED])
            for number, place in enumerate(range(0, len(ids), _WIDTH), first // _WIDTH + 1):
                at = hash(ids[place : place + _WIDTH])
                while slots[at & last]:
                    at += 1
                slots[at & last] = number
        self._room = size // 2
        self._slots = slots
