"""Telephone numbers: possible, valid, of what kind, written how."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from random import Random
from typing import Final

import polars as pl

from leakcheck.features.feature import Feature
from leakcheck.features.phone_mark import KIND_SHIFT, Mark
from leakcheck.features.phone_reading import READING, read
from leakcheck.features.text import clean, present
from leakcheck.model.columns import Column
from leakcheck.reference import phone_plans
from leakcheck.reference.phone_plans import PhoneType

__all__ = ["PhoneFeatures", "PhoneType", "chance", "phone", "plan_region"]

_DRAWS: Final = 2000  # random numbers for `chance`


@dataclass(frozen=True, slots=True)
class PhoneFeatures:
    """A phone column's features: flags are Bool, null where the cell is empty.

    `valid` and `kind` (Int8, a `PhoneType`) mean something where `judged` holds only: elsewhere the country is not
    known or digits are lost. `kind` is `PhoneType.UNKNOWN` where the number is not valid. `size` (Int8) is the length
    of the national number, of numbers with the region's own calling code. `number` is calling code and national number
    as one UInt64 and must stay within features; `digest` is its hash for counting repeats.
    """

    present: Feature
    judged: Feature
    possible: Feature
    valid: Feature
    kind: Feature
    international: Feature
    foreign: Feature
    local: Feature
    zero_lost: Feature
    fictitious: Feature
    size: Feature
    number: Feature
    digest: Feature


def plan_region(column: Column, country: str | None) -> str | None:
    """The region whose plan a phone column is read by: its own, else the sample's country; None where there is none."""
    plans = phone_plans.load().plans
    return next((region for region in (column.locale, country) if region in plans), None)


@cache
def phone(column: Column, default_region: str | None) -> PhoneFeatures:
    """What does a phone column hold, read as if written in `default_region` (ISO 3166, None where it is not known)?

    Without a region only numbers in international form are judged; of the others only the length is. Leading zeros
    are put back in a column that has the habit of losing them; where it has lost them all, such numbers are not judged.
    """
    region = default_region if default_region in phone_plans.load().plans else None
    value = clean(column)
    stem = f"{column.name}.phone[{region or ''}]"
    work = partial(_reading, region=region, zeros=column.habit.zeros > 0)
    expr = value.col.map_batches(work, return_dtype=READING, is_elementwise=True)
    reading = Feature(f"{stem}.reading", expr, (value,))
    bits, digits = (reading.col.struct.field(part) for part in ("marks", "number"))
    if column.habit.bare:
        guessed = (bits & pl.lit(int(Mark.ZERO_LOST), pl.UInt32)) != 0
        bits = pl.when(guessed).then(pl.lit(int(Mark.ZERO_LOST), pl.UInt32)).otherwise(bits)
        digits = pl.when(~guessed).then(digits)
    marks = Feature(f"{stem}.marks", bits, (reading,))
    number = Feature(f"{stem}.number", digits, (reading,))

    def flag(name: str, mark: Mark) -> Feature:
        return Feature(f"{stem}.{name}", (marks.col & pl.lit(int(mark), pl.UInt32)) != 0, (marks,))

    foreign = flag("foreign", Mark.FOREIGN)
    return PhoneFeatures(
        present=present(column),
        judged=flag("judged", Mark.JUDGED),
        possible=flag("possible", Mark.POSSIBLE),
        valid=flag("valid", Mark.VALID),
        kind=Feature(f"{stem}.kind", (marks.col // pl.lit(1 << KIND_SHIFT, pl.UInt32)).cast(pl.Int8), (marks,)),
        international=flag("international", Mark.INTERNATIONAL),
        foreign=foreign,
        local=flag("local", Mark.LOCAL),
        zero_lost=flag("zero_lost", Mark.ZERO_LOST),
        fictitious=flag("fictitious", Mark.FICTITIOUS),
        size=Feature(f"{stem}.size", _size(number.col, foreign.col, region), (number, foreign)),
        number=number,
        digest=Feature(
            f"{stem}.digest", pl.when(number.col.is_not_null()).then(number.col.hash(seed=0)), (number,), keyed=True
        ),
    )


@cache
def chance(region: str, size: int) -> float:
    """The share of random digit strings of `size` digits that are valid national numbers of `region`.

    Counted on 2,000 strings drawn with a fixed seed and judged by the same rules (standard error at most 0.011).
    """
    plan = phone_plans.load().plans[region]
    draw = Random(size)
    numbers = [f"+{plan.calling_code}{draw.randrange(10**size):0{size}d}" for _ in range(_DRAWS)]
    marks = read(pl.Series(numbers), region)["marks"]
    return int((marks & int(Mark.VALID) != 0).sum()) / _DRAWS


def _size(number: pl.Expr, foreign: pl.Expr, region: str | None) -> pl.Expr:
    """Digits of a national number; counted by comparison, since 64-bit integers have no exact logarithm."""
    code = len(str(phone_plans.load().plans[region].calling_code)) if region else 0
    powers = pl.lit(pl.Series([10**n for n in range(19)], dtype=pl.UInt64))
    places = powers.search_sorted(number, side="right").cast(pl.Int8) - code
    return pl.when(number.is_not_null() & ~foreign).then(places)


def _reading(text: pl.Series, region: str | None, *, zeros: bool) -> pl.Series:
    return read(text, region, zeros=zeros).to_struct(text.name)
