"""Counts by class, for a picture: what a validator saw beyond its rates. Numbers and words of ours, never a cell.

A count under `LEAST` could single a person out and cannot stand in a series: `Series.of` withholds it, as None.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from leakcheck.model.evidence import Term

LEAST: Final = 5  # the smallest count of records that is shown
MOST_CELLS: Final = 400  # of one series: a picture has no room for more, and a report should stay a report


class SeriesKind(StrEnum):
    """What is counted by what; a renderer chooses the picture, its title and its axes by it."""

    ALONG_FILE = "along_file"  # hits of totals, by the number of a block's first record
    BIRTHS = "births"  # births by year; the first and last class hold all earlier and later ones
    DAYS = "days"  # births by day of the month
    DIGITS = "digits"  # rows: digits 0 to 9; classes: positions of an identity number, from 1
    GAPS = "gaps"  # rows and classes: columns by position; records in which the cells of both are empty
    GENERATOR_LISTS = "generator_lists"  # different words on a generator's list, of all, by list
    GROWTH = "growth"  # rows: parts of a name; different names met in a per cent of the people
    PHONES = "phones"  # numbers by what the numbering plan says of them
    RANKS = "ranks"  # rows: parts of a name; different people who bear the name of a rank
    REGIONS = "regions"  # rows: the division that one column names; classes: the one that another does
    REPEATS = "repeats"  # rows: what repeats; values that occur so many times (5: or more)
    WEEK = "week"  # rows: weekdays; moments by the hour at which a part of the day begins


@dataclass(frozen=True, slots=True)
class Series:
    """`counts` by class `x`, row after row where there are rows `y`; of `totals` where they are given.

    Raises TypeError for a class that is neither a number nor a `Term`, ValueError for lengths that do not fit, too many
    cells, or a count that should have been withheld.
    """

    kind: SeriesKind
    x: tuple[int | Term, ...]
    counts: tuple[int | None, ...]
    y: tuple[int | Term, ...] = ()
    totals: tuple[int | None, ...] = ()

    def __post_init__(self) -> None:
        if not all(isinstance(name, int | Term) for name in (*self.x, *self.y)):  # what a type checker did not see
            raise TypeError("a class is neither a number nor a Term")
        cells = len(self.x) * max(1, len(self.y))
        if not 0 < cells <= MOST_CELLS or len(self.counts) != cells or len(self.totals) not in (0, cells):
            raise ValueError(f"{len(self.counts)} counts and {len(self.totals)} totals for {cells} cells")
        if any(n is not None and 0 < n < LEAST for n in (*self.counts, *self.totals)):
            raise ValueError("a count that should have been withheld")

    @classmethod
    def of(
        cls,
        kind: SeriesKind,
        x: Sequence[int | Term],
        counts: Sequence[int],
        y: Sequence[int | Term] = (),
        totals: Sequence[int] = (),
    ) -> Series:
        """The series with its small counts withheld."""
        return cls(kind, tuple(x), _by_row(counts, len(x), LEAST), tuple(y), _by_row(totals, len(x), LEAST))

    def within(self, least: int) -> Series:
        """The series with counts under `least` withheld too."""
        if least <= LEAST:
            return self
        width = len(self.x)
        return Series(self.kind, self.x, _by_row(self.counts, width, least), self.y, _by_row(self.totals, width, least))

    @property
    def rows(self) -> tuple[tuple[int | None, ...], ...]:
        """The counts row by row; one row where there is no `y`."""
        return _cut(self.counts, len(self.x))

    @property
    def rows_of_totals(self) -> tuple[tuple[int | None, ...], ...]:
        """The totals row by row; none where there are no totals."""
        return _cut(self.totals, len(self.x))


def _cut(cells: Sequence[int | None], width: int) -> tuple[tuple[int | None, ...], ...]:
    return tuple(tuple(cells[start : start + width]) for start in range(0, len(cells), width))


def _by_row(counts: Sequence[int | None], width: int, least: int) -> tuple[int | None, ...]:
    return tuple(n for row in _cut(counts, width) for n in withheld(row, least))


def withheld(counts: Sequence[int | None], least: int = LEAST) -> tuple[int | None, ...]:
    """`counts` with None for those from 1 to `least` - 1.

    Where only so few are lost that the row's sum, which other figures may give away, would tell them, the smallest
    count that is left goes as well (complementary suppression), unless it is the last one.
    """
    shown = [None if n is not None and 0 < n < least else n for n in counts]
    lost = sum(n for n in counts if n is not None and 0 < n < least)
    left = [n for n in shown if n]
    if 0 < lost < least and None not in counts and len(left) > 1:
        shown[shown.index(min(left))] = None
    return tuple(shown)
