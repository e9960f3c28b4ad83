"""The ids of what waits to be recorded: millions of them in little memory, each under the number it came as."""

from __future__ import annotations

from array import array

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
        self._room = _FIRST_SLOTS // 2

    def __len__(self) -> int:
        return len(self._ids) // _WIDTH

    def number(self, record_id: bytes) -> int:
        """Return the number of an id, 0 where it did not come."""
        return self._slots[self._slot(record_id)]

    def add(self, record_id: bytes) -> bool:
        """Add an id of 32 bytes under the next number; False where it came before."""
        slot = self._slot(record_id)
        if self._slots[slot]:
            return False
        self._ids += record_id
        self._slots[slot] = len(self)
        self._room -= 1
        if not self._room:
            self._grow()
        return True

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
        self._room = size // 2 - len(self)
        self._slots = slots
