"""JSON arrays as cells: records that are arrays of one length, or an object that holds a column under each key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar, Final

import msgspec
import polars as pl

from leakcheck.model.source import Reject
from leakcheck.sources.account import Chunk
from leakcheck.sources.json_cells import SEPARATOR, cells, split
from leakcheck.sources.json_decoding import Decoding, Framed
from leakcheck.sources.json_values import FAILURES, Fields, mended
from leakcheck.sources.options import MAX_COLUMNS

Row = list[msgspec.Raw]
_ROW: Final = msgspec.json.Decoder(Row)


def first_rows(texts: Sequence[bytes]) -> list[list[str]]:
    """The cells of some rows; none of a text that is no row."""
    rows = []
    for text in texts:
        try:
            row = _ROW.decode(text)
        except FAILURES:
            continue
        frame, joined = split([SEPARATOR.join(row)], [f"c{at}" for at in range(len(row))]) if row else (None, b"")
        if frame is not None:
            rows.append([cell or "" for cell in cells(frame, joined, (), extended=False)[0].row(0)])
    return rows


class Rows(Decoding):
    """Makes columns of arrays of `width` values."""

    brackets: ClassVar[tuple[bytes, bytes]] = (b"[", b"]")

    def __init__(self, width: int) -> None:
        super().__init__(Row)
        self._names = [f"c{place}" for place in range(1, width + 1)]

    def lines(self, text: bytes) -> list[Row] | None:
        """The arrays of `text`, one a line; None where not every line is exactly one of the right length."""
        return self._fitting(super().lines(text))

    def elements(self, text: bytes) -> list[Row] | None:
        """The arrays of `text`, with commas between them; None where it is anything else."""
        return self._fitting(super().elements(text))

    def alone(self, text: bytes) -> Row | None:
        """The array that `text` is; None where it is none, or of another length."""
        row: Row | None = super().alone(text)
        return None if row is None or len(row) != len(self._names) else row

    def by_hand(self, text: bytes, *, last: bool) -> tuple[Row, tuple[str, ...]] | Reject:
        """The array with half characters replaced, or why it is none."""
        text, halves = mended(text)
        try:
            text.decode()
            row = _ROW.decode(text)
        except UnicodeDecodeError:
            return Reject.UNDECODABLE
        except FAILURES:
            if text[:1] != b"[":
                return Reject.NOT_AN_OBJECT
            return Reject.TRUNCATED if last else Reject.BROKEN_JSON
        return (row, ("Q005",) if halves else ()) if len(row) == len(self._names) else Reject.FIELD_COUNT

    def frame(self, records: Sequence[Row]) -> Framed:
        """The rows as columns of text. UnicodeError where they are no UTF-8."""
        if not records:
            return Framed(pl.DataFrame(schema=dict.fromkeys(self._names, pl.String)))
        frame, text = split(list(map(SEPARATOR.join, records)), self._names)
        return Framed(cells(frame, text, (), extended=False)[0])

    def _fitting(self, rows: list[Row] | None) -> list[Row] | None:
        return rows if rows is not None and {len(row) for row in rows} == {len(self._names)} else None


def transposed(record: Fields) -> list[Row] | None:
    """The rows of an object that holds a column under each key; None where it holds anything else."""
    try:
        columns = [_ROW.decode(value) for value in record.values()]
    except FAILURES:
        return None
    nested = any(bytes(value)[:1] in {b"{", b"["} for column in columns for value in column)
    alike = len({len(column) for column in columns}) == 1 and 1 < len(columns) <= MAX_COLUMNS and len(columns[0]) > 1
    return [list(row) for row in zip(*columns, strict=True)] if alike and not nested else None


class Transposed:
    """Gives rows that are known already, once."""

    def __init__(self, rows: list[Row]) -> None:
        self._rows = rows

    def feed(self, text: bytes, *, final: bool) -> Iterator[Chunk]:
        """All rows with the end of the text."""
        del text
        if final and self._rows:
            yield Chunk(Rows(len(self._rows[0])).frame(self._rows).frame)
