"""The columns of one file in the order of another's, so that both are asked the same questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from leakcheck.errors import SourceError
from leakcheck.model.columns import Binding
from leakcheck.model.source import SourceInfo
from leakcheck.sources.naming import shown

_NAMED = frozenset({"present", "none"})  # headers of files whose columns have names of their own


@dataclass(frozen=True, slots=True)
class Alignment:
    """`places` has the position in the file, from 1, of each bound column; None where the file lacks it."""

    places: tuple[int | None, ...]
    notes: tuple[str, ...] = ()

    def frame(self, batch: pl.DataFrame) -> pl.DataFrame:
        """A batch of the file with the bound columns, ``c1`` ..."""
        if self.places == tuple(range(1, batch.width + 1)):
            return batch
        return batch.select(
            (pl.lit(None, pl.String) if place is None else pl.col(f"c{place}")).alias(f"c{index}")
            for index, place in enumerate(self.places, start=1)
        )


def alignment(binding: Binding, info: SourceInfo, labels: Sequence[str]) -> Alignment:
    """By name where the file and the bound columns have one each; else by position.

    `labels` are the file's as reports show them. SourceError LC212 where the file has other columns.
    """
    wanted = [column.label for column in binding]
    if list(labels) == wanted:
        return Alignment(tuple(range(1, len(wanted) + 1)))
    numbered = all(label == f"col{i}" for i, label in enumerate(wanted, start=1))
    if info.header not in _NAMED or numbered:
        if len(labels) == len(wanted):
            return Alignment(tuple(range(1, len(wanted) + 1)))
        raise _unlike(f"{len(labels)} columns without names, not {len(wanted)}", info)
    if len(set(labels)) < len(labels) or len(set(wanted)) < len(wanted):
        raise _unlike("columns whose names repeat, in another order", info)
    places = {label: i for i, label in enumerate(labels, start=1)}
    found = tuple(places.get(label) for label in wanted)
    lacking = found.count(None)
    if lacking and (info.header == "present" or 2 * lacking > len(wanted)):
        raise _unlike(f"not {lacking} of the {len(wanted)} columns of the first", info)
    others = len(labels) - (len(wanted) - lacking)
    notes = (f"{others:,} columns that the first file lacks were not judged",) if others else ()
    return Alignment(found, notes)


def _unlike(what: str, info: SourceInfo) -> SourceError:
    return SourceError("LC212", f"{shown(info.label)} has {what}: it is no part of the same set", "score it by itself")
