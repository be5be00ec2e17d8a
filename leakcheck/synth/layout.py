"""What a record is: text cells under fields, each with the role that a reader should find."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from leakcheck.model.columns import Role
from leakcheck.synth.draw import Draw

Record = list[str]  # one cell a field; "" where nothing was written

# Cells under these roles carry the synthetic mark, without exception.
MARKED: Final = frozenset({Role.NATIONAL_ID, Role.PHONE, Role.EMAIL, Role.RECORD_ID})


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a sample: its label, its role, and whether JSON writes it as a number.

    `loose` is how many of the last digits a slip of the hand may change, so that no slip leaves a harmless block of
    numbers; None where a slip breaks a check digit and so cannot make anybody's number.
    """

    label: str
    role: Role
    number: bool = False
    loose: int | None = None


class Population(Protocol):
    """A country's register: its fields, and households of records."""

    @property
    def fields(self) -> tuple[Field, ...]:
        """The columns."""
        ...

    def records(self, draw: Draw, rows: int) -> Iterator[Record]:
        """`rows` records in the order of entry, clean: no typing errors, nothing missing by neglect."""
        ...


class Serial:
    """Record numbers that grow by small steps, as where other records lie between; every one is marked."""

    __slots__ = ("_draw", "_last", "_shape")

    def __init__(self, draw: Draw, start: int, shape: str = "{}") -> None:
        self._draw, self._last, self._shape = draw, start, shape

    def next(self) -> str:
        """The next number."""

        def step() -> str:
            self._last += 1
            return self._shape.format(self._last)

        if self._draw.chance(0.35):
            self._last += self._draw.below(6)
        return self._draw.marked(step)


def stamp(when: datetime) -> str:
    """A moment as databases export it."""
    return when.isoformat(" ")
