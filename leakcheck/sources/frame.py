"""A data frame as the text of a CSV file, some rows at a time: it is read, counted and judged as any file is."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final, Protocol, runtime_checkable

import polars as pl

from leakcheck.errors import SourceError
from leakcheck.sources.child_parquet import as_text

_CELLS: Final = 250_000  # of one piece
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


@runtime_checkable
class PandasFrame(Protocol):
    """What is asked of a pandas frame; the library itself is not needed, its own writer makes the text."""

    @property
    def iloc(self) -> Any:
        """Rows by their places."""
        ...

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        ...

    def to_csv(self, *args: Any, **options: Any) -> Any:
        """The frame as text."""
        ...


Frame = pl.DataFrame | pl.LazyFrame | PandasFrame


class FrameText:
    """The CSV text of a frame, or of the frames that are one: a line of labels, every cell in quotes, UTF-8.

    Each of several frames is asked for when the one before was read; a lazy frame is collected here. SourceError LC201
    where the frame cannot be worked out or written; what its library says of it is not shown.
    """

    def __init__(self, frames: Frame | Iterable[pl.DataFrame]) -> None:
        self._left = b""
        self._pieces = _told((frames,) if isinstance(frames, Frame) else frames)

    def read(self, size: int, /) -> bytes:
        """Up to `size` bytes; empty at the end."""
        while len(self._left) < size and (piece := self._next()):
            self._left += piece
        data, self._left = self._left[:size], self._left[size:]
        return data

    def close(self) -> None:
        """Let the frame go."""
        self._pieces = iter(())

    def _next(self) -> bytes:
        try:
            return next(self._pieces, b"")
        except (Exception, pl.exceptions.PanicException) as error:  # noqa: BLE001  (their texts may quote a cell)
            kind = type(error).__name__
            raise SourceError("LC201", f"cannot write the frame as text ({kind})", "write it to a file first") from None


def _told(frames: Iterable[Frame]) -> Iterator[bytes]:
    labelled = False
    for given in frames:
        frame = given.collect() if isinstance(given, pl.LazyFrame) else given
        height, width = frame.shape
        step = max(1, _CELLS // max(1, width))
        for start in range(0, height if width else 0, step) or range(bool(width) and not labelled):
            yield _encoded(_written(frame, start, step, labelled=labelled))
            labelled = True


def _encoded(text: str) -> bytes:
    """The text in UTF-8. A lone surrogate, which UTF-8 has not, becomes U+FFFD, which the reader counts."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text).encode()


def _written(frame: pl.DataFrame | PandasFrame, start: int, step: int, *, labelled: bool) -> str:
    if isinstance(frame, pl.DataFrame):
        part = frame.slice(start, step)
        text = pl.DataFrame([as_text(part[name]) for name in part.columns])
        return text.write_csv(include_header=not labelled, quote_style="always")
    part = frame.iloc[start : start + step]
    told: str = part.to_csv(index=False, header=not labelled, quoting=csv.QUOTE_ALL, lineterminator="\n")
    return told
