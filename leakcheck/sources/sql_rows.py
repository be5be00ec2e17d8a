"""What was read of the wanted table of an SQL dump, on its way into chunks."""

from __future__ import annotations

import polars as pl

from leakcheck.model.source import Reject
from leakcheck.sources import sql_text as sql
from leakcheck.sources.account import Chunk

Cells = tuple[str | None, ...]


class Gathered:
    """Records and rejects of one table in the order they were read; chunks hold those of COPY or of INSERT alone."""

    def __init__(self, width: int, *, escapes: bool) -> None:
        self._names = [f"c{index}" for index in range(1, width + 1)]
        self._escapes = escapes
        self._copied = False  # does the text of the cells come from COPY?
        self._chunks: list[Chunk] = []
        self._fresh()

    def begin(self, *, copied: bool) -> None:
        """A statement begins."""
        if copied != self._copied:
            self._flush()
            self._copied = copied

    def add(self, cells: Cells, *, odd: bool) -> None:
        """One record, which names columns that are not read where it is `odd` (Q020)."""
        if odd:
            self._quality.append(("Q020", len(self._rows) + len(self._rejects), 1))
        self._rows.append(cells)

    def extend(self, rows: list[Cells]) -> None:
        """Records without anything to say of them."""
        self._rows += rows

    def reject(self, reason: Reject) -> None:
        """A record that is none."""
        place = len(self._rows) + len(self._rejects)
        if reason is Reject.TRUNCATED:
            self._quality.append(("Q013", place, 1))
        self._rejects.append((reason, place))

    def taken(self) -> list[Chunk]:
        """All of it, as chunks; nothing is left."""
        self._flush()
        chunks, self._chunks = self._chunks, []
        return chunks

    def _fresh(self) -> None:
        self._rows: list[Cells] = []
        self._rejects: list[tuple[Reject, int]] = []
        self._quality: list[tuple[str, int, int]] = []

    def _flush(self) -> None:
        if self._rows or self._rejects or self._quality:
            self._chunks.append(Chunk(self._frame(), self._rejects, self._quality))
        self._fresh()

    def _frame(self) -> pl.DataFrame:
        if not self._rows:
            return pl.DataFrame(schema=dict.fromkeys(self._names, pl.String))
        columns = [list(cells) for cells in zip(*self._rows, strict=True)]
        if self._copied:
            made = [pl.Series(cells, dtype=pl.String) for cells in columns]
        else:
            made = [sql.column(cells, escapes=self._escapes) for cells in columns]
        return pl.DataFrame(dict(zip(self._names, made, strict=True)))
