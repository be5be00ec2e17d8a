"""Every hash of a long file, to count exactly how many occur again: in memory up to a bound, then on disk.

Eight bytes a record. Past the bound they go, sorted, into files of a private folder, one a range of hashes; each range
is counted by itself at the end. What is on disk is hashed under the run's own key and gone with the folder.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Final

import polars as pl

RANGES: Final = 64  # counted one by one: a hundred million hashes take 13 MB a range
_WIDTH: Final = (1 << 64) // RANGES
_BYTES: Final = 8


@dataclass(slots=True)
class HashLog:
    """Hashes in memory (`chunks`, together `held`), and those on disk: files of `folder`, each with its range."""

    folder: str
    limit: int  # hashes in memory
    chunks: list[pl.Series] = field(default_factory=list)
    held: int = 0
    files: list[tuple[int, str]] = field(default_factory=list)

    def add(self, hashes: pl.Series) -> None:
        """Take in the hashes (UInt64) of some records; nulls are left out. OSError where the disk is full."""
        hashes = hashes.drop_nulls()
        self.chunks.append(hashes)
        self.held += hashes.len()
        if self.held > self.limit:
            self._spill()

    def merge(self, other: HashLog) -> None:
        """Take in another log of the same folder."""
        self.files.extend(other.files)
        for chunk in other.chunks:
            self.add(chunk)

    def _spill(self) -> None:
        for number, part in enumerate(self._ranges()):
            if part.len():
                name = f"{uuid.uuid4().hex}.ipc"
                handle = os.open(Path(self.folder, name), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                with os.fdopen(handle, "wb") as file:
                    part.to_frame("h").write_ipc(file)
                self.files.append((number, name))
        self.chunks, self.held = [], 0

    def _ranges(self) -> Iterator[pl.Series]:
        whole = pl.concat(self.chunks).sort() if self.chunks else pl.Series(dtype=pl.UInt64)
        bounds = pl.Series([number * _WIDTH for number in range(RANGES)], dtype=pl.UInt64)
        starts = [*whole.search_sorted(bounds).to_list(), whole.len()]
        for start, end in pairwise(starts):
            yield whole[start:end]

    def repeats(self) -> tuple[int, int]:
        """How many hashes there were, and how many of them had been met before."""
        total = different = 0
        for number, part in enumerate(self._ranges()):
            stored = [self._stored(name) for at, name in self.files if at == number]
            hashes = pl.concat([part, *stored])
            total += hashes.len()
            different += hashes.n_unique() if hashes.len() else 0
        return total, total - different

    def _stored(self, name: str) -> pl.Series:
        with Path(self.folder, name).open("rb") as file:  # by its path polars would map it, to be counted as ours
            return pl.read_ipc(file)["h"]
