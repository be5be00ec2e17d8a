"""Seeded draws whose sequence is the same on every Python from 3.11 on.

Only `random()` and `getrandbits` of the Mersenne twister are used: their sequences are part of Python's promise, while
those of `choices`, `sample` or `shuffle` are not.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate
from random import Random
from typing import Final, Generic, TypeVar

from leakcheck.kernels.mark import is_marked

T = TypeVar("T")
_PRIME: Final = (1 << 61) - 1
_GOLDEN: Final = 0x9E37_79B9_7F4A_7C15  # 2**64 / golden ratio: Knuth's multiplicative hashing
_TRIES: Final = 400  # one in four is marked: that many misses in a row happen once in 10**50 draws


class Weighted(Generic[T]):
    """Values with weights; `pick` takes one in O(log n)."""

    __slots__ = ("limits", "total", "values")

    def __init__(self, pairs: Iterable[tuple[T, float]]) -> None:
        kept = [(value, weight) for value, weight in pairs if weight > 0]
        self.values: list[T] = [value for value, _ in kept]
        self.limits = list(accumulate(weight for _, weight in kept))
        self.total = self.limits[-1] if kept else 0.0

    def pick(self, random: float) -> T:
        """The value at `random` (0..1) of the total weight."""
        return self.values[min(bisect_right(self.limits, random * self.total), len(self.values) - 1)]

    def pairs(self) -> list[tuple[T, float]]:
        """Each value and its weight."""
        return [(v, high - low) for v, low, high in zip(self.values, [0.0, *self.limits], self.limits, strict=False)]


def falling(values: Iterable[T], share: float = 1.0, flat: float = 6.0) -> list[tuple[T, float]]:
    """Values in order of frequency, weighted 1 / (rank + flat) and scaled to `share` in all: a rank-frequency law."""
    listed = list(values)
    total = sum(1 / (rank + flat) for rank in range(1, len(listed) + 1))
    return [(value, share / (rank + flat) / total) for rank, value in enumerate(listed, 1)]


class Draw:
    """A stream of seeded draws."""

    __slots__ = ("bits", "random")

    def __init__(self, seed: int) -> None:
        source = Random(seed)
        self.random: Callable[[], float] = source.random
        self.bits: Callable[[int], int] = source.getrandbits

    def below(self, n: int) -> int:
        """An integer of 0..n-1."""
        return int(self.random() * n)

    def between(self, low: int, high: int) -> int:
        """An integer of low..high, both included."""
        return low + int(self.random() * (high - low + 1))

    def chance(self, share: float) -> bool:
        """True in `share` of the draws."""
        return self.random() < share

    def one(self, values: Sequence[T]) -> T:
        """One value, all equally likely."""
        return values[int(self.random() * len(values))]

    def pick(self, weighted: Weighted[T]) -> T:
        """One value by weight."""
        return weighted.pick(self.random())

    def near(self, centre: float, spread: float) -> float:
        """Roughly normal: the sum of four uniform draws, with no logarithm that differs between machines."""
        four = self.random() + self.random() + self.random() + self.random()
        return centre + (four - 2.0) * 1.7320508 * spread

    def digits(self, n: int) -> str:
        """A string of n digits."""
        return f"{int(self.random() * 10**n):0{n}d}"

    def marked(self, make: Callable[[], str]) -> str:
        """The first cell of `make` that carries the synthetic mark.

        Raises RuntimeError where `make` does not vary enough to ever give one: a defect of a profile.
        """
        for _ in range(_TRIES):
            cell = make()
            if is_marked(cell):
                return cell
        raise RuntimeError("a profile's cells never carry the mark")

    def shuffled(self, values: Iterable[T]) -> list[T]:
        """A permutation, by Fisher and Yates."""
        listed = list(values)
        for last in range(len(listed) - 1, 0, -1):
            other = int(self.random() * (last + 1))
            listed[last], listed[other] = listed[other], listed[last]
        return listed


class Issued:
    """What has been given out already, in fixed memory: a Bloom filter of one hash.

    A number that was never given out is refused now and then (1 % at 750,000 numbers); none is given out twice.
    """

    __slots__ = ("bits", "shift")

    def __init__(self, power: int = 26) -> None:
        self.bits = bytearray(1 << (power - 3))
        self.shift = 64 - power

    def claim(self, cell: str) -> bool:
        """Whether the cell is new; from now on it is not."""
        number = int.from_bytes(cell.encode(), "little") % _PRIME
        place = (number * _GOLDEN & 0xFFFF_FFFF_FFFF_FFFF) >> self.shift
        byte, bit = place >> 3, 1 << (place & 7)
        if self.bits[byte] & bit:
            return False
        self.bits[byte] |= bit
        return True
