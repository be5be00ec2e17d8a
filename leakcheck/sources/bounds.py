"""What is handed on of a sample's batches: so many columns, cells of such a length, and nothing once the time is up.

A register has neither more columns nor longer cells; work on a cell (patterns, phone numbers) may cost as much as its
length. Whatever is held back is counted and said.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from leakcheck.sources.halt import Halt
from leakcheck.sources.options import MAX_JSON_PATHS

MAX_JUDGED: Final = MAX_JSON_PATHS  # columns; each costs every validator's features, about 30 ms in all
MAX_TEXT: Final = 1 << 39  # 512 GiB of unpacked text: days of reading, so a stream that never ends
MAX_CELL: Final = 1 << 16  # bytes; what is longer is a document and no field


class Bounds:
    """The bounds of one reading of `columns` columns, of which `read` are kept; `halt` knows when it must end."""

    def __init__(self, columns: int, halt: Halt, *, read: int) -> None:
        self._columns = columns
        self._read = min(read, MAX_JUDGED)
        self._halt = halt
        self._long = 0

    def reached(self, size: int) -> bool:
        """Is the time up, or are `size` bytes of text too many? Reading must stop then."""
        if size > MAX_TEXT and self._halt.reason is None:
            self._halt.reason = f"reading stopped after {MAX_TEXT >> 30:,} GiB of text"
        return self._halt.due()

    @property
    def notes(self) -> tuple[str, ...]:
        """What was held back, in our own words."""
        notes = []
        if self._columns > self._read:
            which = "the first" if self._read == MAX_JUDGED else "the commonest"
            notes.append(f"only {which} {self._read} of {self._columns:,} columns were judged")
        if self._long:
            notes.append(f"{self._long:,} cells over {MAX_CELL:,} bytes were taken as empty")
        if self._halt.reason:
            notes.append(self._halt.reason)
        return tuple(notes)

    def kept(self, frame: pl.DataFrame, *, count: bool = True, brief: bool = False) -> pl.DataFrame:
        """The columns that are judged, and null for every cell that is too long; none is where `brief`."""
        if frame.width > MAX_JUDGED:
            frame = frame[:, :MAX_JUDGED]
        if brief or not frame.height or not frame.width:
            return frame
        over = frame.select((pl.all().str.len_bytes() > MAX_CELL).sum()).row(0)
        if not any(over):
            return frame
        self._long += sum(over) if count else 0
        names = [name for name, found in zip(frame.columns, over, strict=True) if found]
        return frame.with_columns(
            pl.when(pl.col(name).str.len_bytes() <= MAX_CELL).then(pl.col(name)).alias(name) for name in names
        )
