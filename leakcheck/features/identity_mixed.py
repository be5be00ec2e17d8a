"""Columns whose numbers follow several schemes: which scheme is each number's, and what do they say together?

A number belongs to the first scheme under which nothing in it is wrong, else to the first whose shape it has. So a
column of Chinese resident numbers and Hong Kong cards is read record by record under its own rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import polars as pl

from leakcheck.features.feature import Feature
from leakcheck.features.identity_parts import REGION_NO_COUNTY, REGION_UNKNOWN

if TYPE_CHECKING:
    from leakcheck.features.identity import Identity

_FLAGS = ("shaped", "checked")  # false, not null, where the number is another scheme's
_PARTS = (
    "valid", "sampled", "issuable", "late", "birth", "birth_year", "plausible_date", "sex", "region", "region_state",
    "province", "retired", "digest", "compact",
)  # fmt: skip
_POOLED = (
    "shaped",
    "checked",
    "valid",
    "issuable",
    "birth",
    "birth_year",
    "plausible_date",
    "sex",
    "digest",
    "compact",
)


def own_numbers(column: str, raw: Sequence[Identity]) -> tuple[Identity, ...]:
    """Each scheme's features for the numbers that belong to it alone; null or False elsewhere."""
    sound = [_sound(f"{column}.id.{read.scheme.id}", read) for read in raw]
    belongs: pl.Expr = pl.lit(None, pl.Int8)
    for flags in ([read.shaped for read in raw], sound):  # the later, stronger claim wins; within one the first scheme
        for index in reversed(range(len(raw))):
            belongs = pl.when(flags[index].col).then(pl.lit(index, pl.Int8)).otherwise(belongs)
    owner = Feature(f"{column}.id.belongs", belongs, (*(read.shaped for read in raw), *sound))
    return tuple(_restricted(column, read, owner, index) for index, read in enumerate(raw))


def pooled(column: str, owned: Sequence[Identity]) -> Identity:
    """What all numbers of the column say, each under its own scheme; places and positions left out."""

    def together(name: str) -> Feature | None:
        parts = [part for part in (getattr(read, name) for read in owned) if part is not None]
        if not parts:
            return None
        columns = [part.col for part in parts]
        expr = pl.any_horizontal(columns) if name in _FLAGS else pl.coalesce(columns)
        return Feature(f"{column}.id.{name}", expr, tuple(parts))

    first = owned[0]
    nothing: dict[str, Any] = dict.fromkeys(_PARTS)
    damage = {name: _any(column, name, owned) for name in ("unpadded", "rounded")}
    return replace(first, **{**nothing, **damage, **{name: together(name) for name in _POOLED}, "digits": ()})


def _any(column: str, name: str, owned: Sequence[Identity]) -> Feature:
    """Whether the cell has the flag, as its own scheme sees it, or as all do where it is nobody's."""
    parts = [getattr(read, name) for read in owned]
    shaped = [read.shaped for read in owned]
    own: pl.Expr = pl.all_horizontal(part.col for part in parts)
    for part, flag in zip(parts, shaped, strict=True):
        own = pl.when(flag.col).then(part.col).otherwise(own)
    return Feature(f"{column}.id.{name}", own, (*parts, *shaped))


def _sound(prefix: str, read: Identity) -> Feature:
    """Whether the number has the scheme's shape and nothing in it is wrong."""
    wanted = [f for f in (read.valid, read.sampled, read.issuable, read.plausible_date) if f is not None]
    right = [f.col.fill_null(value=True) for f in wanted]
    if read.region_state:
        right.append(~read.region_state.col.is_in([REGION_UNKNOWN, REGION_NO_COUNTY]).fill_null(value=False))
        wanted.append(read.region_state)
    return Feature(f"{prefix}.sound", pl.all_horizontal(read.shaped.col, *right), (read.shaped, *wanted))


def _restricted(column: str, read: Identity, owner: Feature, index: int) -> Identity:
    mine = owner.col == index
    changed: dict[str, Any] = {}
    for name in (*_FLAGS, *_PARTS):
        part: Feature | None = getattr(read, name)
        if part is None:
            continue
        kept = part.col & mine.fill_null(value=False) if name in _FLAGS else pl.when(mine).then(part.col)
        changed[name] = Feature(f"{column}.id.{read.scheme.id}.own.{name}", kept, (part, owner))
    changed["digits"] = tuple(
        Feature(f"{column}.id.{read.scheme.id}.own.digit{i}", pl.when(mine).then(digit.col), (digit, owner))
        for i, digit in enumerate(read.digits)
    )
    return replace(read, **changed)
