"""Sequences and mappings that are longer than memory should hold: their items are made when they are asked for."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, Generic, TypeVar, overload

K = TypeVar("K")
V = TypeVar("V")

#: The number of items made together by whoever goes through a sequence.
TOGETHER: Final = 500


class Batched(Sequence[V], Generic[K, V]):
    """A sequence whose items `make` makes of some of the `keys`, and which keeps none of them."""

    __slots__ = ("_keys", "_make")

    def __init__(self, keys: Sequence[K], make: Callable[[Sequence[K]], Sequence[V]]) -> None:
        self._keys = keys
        self._make = make

    def __len__(self) -> int:
        return len(self._keys)

    @overload
    def __getitem__(self, at: int) -> V: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[V]: ...
    def __getitem__(self, at: int | slice) -> V | Sequence[V]:
        if isinstance(at, slice):
            return tuple(self._make(self._keys[at]))
        return self._make([self._keys[at]])[0]

    def __iter__(self) -> Iterator[V]:
        for low in range(0, len(self._keys), TOGETHER):
            yield from self._make(self._keys[low : low + TOGETHER])

    def __repr__(self) -> str:
        return f"<{len(self)} items>"


def sequence(keys: Sequence[K], make: Callable[[Sequence[K]], Sequence[V]], *, held: bool) -> Sequence[V]:
    """Return the items that `make` makes of keys: all of them at once if they are to be `held`."""
    return tuple(make(keys)) if held else Batched(keys, make)


class Ascending(Collection[int]):
    """Numbers in ascending order, eight bytes each, in which one is found by halving."""

    __slots__ = ("values",)

    def __init__(self, numbers: Iterable[int]) -> None:
        self.values = array("q", sorted(numbers))

    def __len__(self) -> int:
        return len(self.values)

    def __iter__(self) -> Iterator[int]:
        return iter(self.values)

    def __contains__(self, number: object) -> bool:
        return isinstance(number, int) and self.place(number) >= 0

    def place(self, number: int) -> int:
        """Return where a number stands, or -1."""
        place = bisect_left(self.values, number)
        return place if place < len(self.values) and self.values[place] == number else -1


class Lookup(Mapping[int, V]):
    """A mapping whose values `find` looks up; `keys` says which there are."""

    __slots__ = ("_find", "_keys")

    def __init__(self, keys: Collection[int], find: Callable[[int], V]) -> None:
        self._keys = keys
        self._find = find

    def __len__(self) -> int:
        return len(self._keys)

    def __iter__(self) -> Iterator[int]:
        return iter(self._keys)

    def __getitem__(self, number: int) -> V:
        if number not in self._keys:
            raise KeyError(number)
        return self._find(number)

    def __contains__(self, number: object) -> bool:
        return number in self._keys


class Later(Sequence[Any]):
    """A sequence that `make` makes when it is first looked at."""

    __slots__ = ("_made", "_make")

    def __init__(self, make: Callable[[], Sequence[Any]]) -> None:
        self._make = make
        self._made: Sequence[Any] | None = None

    def _items(self) -> Sequence[Any]:
        if self._made is None:
            self._made = self._make()
        return self._made

    def __len__(self) -> int:
        return len(self._items())

    def __getitem__(self, at: Any) -> Any:
        return self._items()[at]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._items())
