"""How a bound column writes its values: what is needed to undo damage to it without a guess.

Learned once, from the first records, so that every batch is repaired alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

import polars as pl

from leakcheck.binding.cells import RECORDS, Cells, mean
from leakcheck.binding.dates import SERIAL
from leakcheck.binding.numbers import DIGITS, LOST_ZEROS
from leakcheck.features.dates import dates
from leakcheck.features.feature import derive, stages
from leakcheck.features.identity import identity
from leakcheck.features.phone import phone, plan_region
from leakcheck.features.text import written
from leakcheck.kernels.repair import DAY_ZERO_1900, DAY_ZERO_1904, EXACT_DIGITS, ROUNDED, from_serial
from leakcheck.model.columns import NUMBERS, Column, Habit, Role
from leakcheck.reference.phone_plans import load as load_plans
from leakcheck.reference.schemes import load

FEW: Final = 3  # cells under which a form is a slip and no habit
FAR: Final = 5  # times the share that chance gives, and as many cells at the least, are no chance
ONE_WIDTH: Final = 0.8  # share of a column's numbers that must have one width for it to be the column's
AGREED: Final = 0.5  # share of dates that must be those of the identity numbers beside them
WITHIN: Final = 0.95  # share of day counts that must fall among the column's other dates
VALID: Final = 0.97  # share of phone numbers that must be valid with the zeros put back: of random digits 0.9 are
KEPT: Final = 0.5  # zeros that were kept for one that was lost: half the cells of a damaged column, or more
ENOUGH: Final = 20  # other dates under which they show no range
_LONG: Final = (*NUMBERS, Role.RECORD_ID, Role.UNKNOWN)
_NUMBERED: Final = (Role.RECORD_ID, Role.REGION, Role.POSTCODE)
_CODED: Final = (Role.REGION, Role.CATEGORY)
_CODES: Final = 0.9  # share of cells of two capitals in a column of codes of countries


def learned(
    columns: Sequence[Column], cells: Sequence[Cells], prefix: pl.DataFrame, country: str | None, as_of: date
) -> tuple[Column, ...]:
    """The columns with their habits.

    `cells` are those of `prefix` by column; `country` is the table's; `as_of` is what counts as today.
    """
    head = prefix.head(RECORDS)
    numbers = [c for c in columns if c.role is Role.NATIONAL_ID and c.scheme in load() and c.name in head.columns]
    found = []
    for column, own in zip(columns, cells, strict=True):
        habit = _phone_zeros(column, own, country) if column.role is Role.PHONE else _width(column, own)
        habit = replace(habit, rounded=column.role in _LONG and _rounded(own), codes=_codes(column, own))
        if column.role in (Role.BIRTH_DATE, Role.TIMESTAMP) and own.text.str.contains(SERIAL).sum() >= FEW:
            beside = numbers[0] if numbers and column.role is Role.BIRTH_DATE else None
            habit = replace(habit, serial=True, day_zero=_day_zero(column, beside, head, as_of))
        found.append(replace(column, habit=habit))
    return tuple(found)


def _width(column: Column, cells: Cells) -> Habit:
    """The digits of a whole value, and how many zeros it may have lost: by the country's postcodes, or by the cells."""
    if column.role is Role.POSTCODE and column.locale in LOST_ZEROS:
        width = next(length for length, countries in DIGITS.items() if column.locale in countries)
        return Habit(width, LOST_ZEROS[column.locale])
    if column.role not in _NUMBERED:
        return Habit()
    digits = cells.text.filter(cells.text.str.contains("^[0-9]+$"))
    if digits.len() < max(ENOUGH, ONE_WIDTH * cells.text.len()):
        return Habit()
    sizes = digits.str.len_bytes()
    width = int(sizes.max() or 0)  # type: ignore[arg-type]  # a column of integers
    whole, led = sizes == width, digits.str.starts_with("0")
    if mean(whole) < ONE_WIDTH or (whole & led).sum() < FEW or (~whole & led).any():
        return Habit()
    return Habit(width, width - 1)


def _phone_zeros(column: Column, cells: Cells, country: str | None) -> Habit:
    """Whether phone numbers lost zeros: nearly all are valid with them, and either many have theirs or not one has.

    One in ten numbers drawn at random begins with a zero, which is neither.
    """
    region = plan_region(column, country)
    if region is None or not load_plans().plans[region].zero_led:
        return Habit()
    numbers = phone(replace(column, habit=Habit(zeros=1)), region)
    flags = (numbers.judged, numbers.valid, numbers.zero_lost)
    frame = derive(pl.DataFrame({column.name: cells.text}), stages(flags)).with_columns(
        cells.text.str.contains("^[(]?0").alias("led")
    )
    judged, right, lost, led = frame.select(pl.col(*(f.name for f in flags), "led").sum()).row(0)
    if lost < (FEW if led else ENOUGH) or right < VALID * judged or 0 < led < KEPT * lost:
        return Habit()
    return Habit(zeros=1, bare=not led)


def _rounded(cells: Cells) -> bool:
    """Whether far more long numbers have nothing but zeros past the fifteenth digit than by chance."""
    long = cells.text.filter(cells.text.str.contains(f"^[0-9]{{{EXACT_DIGITS + 1},{EXACT_DIGITS + 4}}}$"))
    by_chance = sum(10.0 ** (EXACT_DIGITS - size) for size in long.str.len_bytes().to_list())
    return bool(long.str.contains(ROUNDED).sum() >= FAR * max(1.0, by_chance))


def _codes(column: Column, cells: Cells) -> bool:
    """Whether the column holds codes of countries, so that NA is Namibia: not one country's divisions."""
    return column.role in _CODED and column.locale is None and cells.share("^[A-Z]{2}$") >= _CODES


def _day_zero(column: Column, number: Column | None, head: pl.DataFrame, as_of: date) -> date | None:
    """What the column's day counts count from, None where nothing tells.

    Witnesses, the surest first: dates inside identity numbers, the column's other dates, and the day of the run.
    """
    value = written(column)
    there = stages([value, dates(column).sure, *([birth] if number and (birth := identity(number).birth) else ())])
    frame = derive(head.with_columns(pl.col(c.name).cast(pl.String) for c in (column, number) if c), there)
    counts = frame.filter(pl.col(value.name).str.contains(SERIAL))
    read = {
        zero: counts.select(
            from_serial(pl.col(value.name), zero).str.head(10).str.replace_all("-", "").cast(pl.Int32)
        ).to_series()
        for zero in (DAY_ZERO_1900, DAY_ZERO_1904)
    }
    if number is not None and (birth := identity(number).birth) is not None:
        agreed = {zero: mean((days == counts[birth.name]).drop_nulls()) for zero, days in read.items()}
        best = max(agreed, key=lambda zero: agreed[zero])
        if agreed[best] >= AGREED:
            return best
    others = frame[dates(column).sure.name].drop_nulls()
    if others.len() >= ENOUGH:
        low, high = others.min(), others.max()
        inside = {zero: mean(days.is_between(low, high)) for zero, days in read.items()}
        best = max(inside, key=lambda zero: inside[zero])
        if inside[best] >= WITHIN and len(set(inside.values())) > 1:
            return best
    today = as_of.year * 10_000 + as_of.month * 100 + as_of.day
    future = {zero: int((days > today).sum()) for zero, days in read.items()}
    return DAY_ZERO_1900 if future[DAY_ZERO_1904] > future[DAY_ZERO_1900] == 0 else None
