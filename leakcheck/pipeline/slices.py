"""Batches in slices that take about as long as somebody waits for an answer to Ctrl-C, or beyond a time limit.

States merge, so the report does not depend on where batches are cut (the validators' laws prove it).
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Final

import polars as pl

WANTED: Final = 0.5  # seconds of work on a slice
FIRST: Final = 5_000  # records, until it is known how fast this sample goes
_LEAST: Final = 200  # records: under this, what every slice costs whatever its size outweighs the rest
_GROWTH: Final = 16  # one fast slice may have been an easy one


class Slices:
    """Cuts frames into slices; the time between two of them tells how long the next may be."""

    def __init__(self) -> None:
        self._records = FIRST

    def of(self, frame: pl.DataFrame) -> Iterator[pl.DataFrame]:
        """The records of `frame`, in order."""
        place = 0
        while place < frame.height:
            part = frame.slice(place, self._records)
            place += part.height
            started = time.perf_counter()
            yield part
            rate = part.height / max(time.perf_counter() - started, 1e-6)
            self._records = max(_LEAST, min(int(rate * WANTED), _GROWTH * self._records))
