"""Every record is scored or rejected for a reason: what a reader hands over, and the book that adds it up."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

import polars as pl

from leakcheck.model.source import Account, Reject, Rejected

PLACES: Final = 1 << 17  # rejected records of one reason whose numbers are kept: 1 MB


class Below(Enum):
    """What a line looks like that is no good record: it may stand below the table."""

    BLANK = 0
    SUMMARY = 1
    WORDS = 2  # no delimiter, whole
    RECORD = 3


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some consecutive records: the good ones as a frame, the others as reasons.

    `rejects` and `quality` (a Q code, where it was first seen, how often) name a record by its place in the chunk,
    counting all its records from 0.
    `inner_newlines` counts line ends inside quoted cells. `brief`: no cell is longer than a cell may be, as the reader
    happened to see. `below` says what lines that are no good records look like, by the place of the record to come.
    """

    frame: pl.DataFrame
    rejects: list[tuple[Reject, int]] = field(default_factory=list)
    quality: list[tuple[str, int, int]] = field(default_factory=list)
    inner_newlines: int = 0
    brief: bool = False
    below: list[tuple[int, Below]] = field(default_factory=list)


def joined(chunks: list[Chunk]) -> Chunk | None:
    """Consecutive chunks as one; None where there is none."""
    if len(chunks) < 2:
        return chunks[0] if chunks else None
    whole = Chunk(
        pl.concat([chunk.frame for chunk in chunks]),
        inner_newlines=sum(chunk.inner_newlines for chunk in chunks),
        brief=all(chunk.brief for chunk in chunks),
    )
    count = 0
    for chunk in chunks:
        whole.rejects.extend((reason, place + count) for reason, place in chunk.rejects)
        whole.quality.extend((code, place + count, times) for code, place, times in chunk.quality)
        whole.below.extend((place + count, kind) for place, kind in chunk.below)
        count += chunk.frame.height + len(chunk.rejects)
    return whole


class Ledger:
    """The running account of one sample: ``read == scored + sum(rejected)`` after every step."""

    def __init__(self) -> None:
        self.read = 0
        self.scored = 0
        self.inner_newlines = 0
        self._rejected: dict[Reject, Rejected] = {}
        self._quality: dict[str, tuple[int, int | None]] = {}
        self._places: dict[Reject, array[int]] = {}

    def absorb(self, chunk: Chunk, room: int | None = None) -> pl.DataFrame:
        """Book `chunk`, but no more than `room` records of it; return the good records that were booked."""
        size = chunk.frame.height + len(chunk.rejects)
        take = size if room is None else min(room, size)
        for code, place, count in chunk.quality:
            if place < take or take == size:
                self.remark(code, count, self.read + place + 1)
        kept = 0
        for reason, place in chunk.rejects:
            if place >= take:
                break
            self._reject(reason, self.read + place + 1)
            kept += 1
        self.read += take
        self.scored += take - kept
        self.inner_newlines += chunk.inner_newlines
        return chunk.frame if take == size else chunk.frame.head(take - kept)

    def remark(self, code: str, count: int = 1, record: int | None = None) -> None:
        """Count a Q code, and keep the number of the first record that showed it."""
        if count:
            seen, first = self._quality.get(code, (0, record))
            self._quality[code] = (seen + count, first)

    @property
    def rejected(self) -> dict[Reject, Rejected]:
        """How many records were rejected so far, by reason, in the order the reasons came up."""
        return dict(self._rejected)

    @property
    def places(self) -> Mapping[Reject, Sequence[int]]:
        """The numbers of the rejected records, by reason, in file order; of each the first `PLACES`."""
        return self._places

    def account(self, *, size: int, sha256: str | None, complete: bool, notes: tuple[str, ...]) -> Account:
        """The book as it stands."""
        return Account(
            read=self.read,
            scored=self.scored,
            rejected=self.rejected,
            quality=dict(self._quality),
            bytes=size,
            sha256=sha256,
            complete=complete,
            notes=notes,
        )

    def _reject(self, reason: Reject, record: int) -> None:
        known = self._rejected.get(reason, Rejected(0, record))
        self._rejected[reason] = Rejected(known.count + 1, known.first_record)
        if known.count < PLACES:
            self._places.setdefault(reason, array("Q")).append(record)
