"""Damage that exports and spreadsheets did to a cell: undone where nothing has to be guessed, and named.

What may be undone depends on the column's role (a phone number has no decimals, a price has) and on how the column
writes its values (`Column.habit`), which is learned from the first records, so that no batch decides for another.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, partial
from typing import Final

import polars as pl

from leakcheck.features.feature import Feature
from leakcheck.kernels import repair
from leakcheck.kernels.repair import Rule
from leakcheck.kernels.text import BLANKS, OTHER_DIGIT, UNSEEN, WIDE_DIGIT, Unusual, foldable, folded
from leakcheck.model.columns import NUMBERS, Column, Role
from leakcheck.model.damage import Damage

_DATES: Final = frozenset({Role.BIRTH_DATE, Role.TIMESTAMP})
_NUMBERS: Final = _DATES | {*NUMBERS, Role.AGE, Role.PHONE, Role.POSTCODE, Role.RECORD_ID, Role.SEX}
_LONG: Final = frozenset({*NUMBERS, Role.PHONE, Role.RECORD_ID, Role.POSTCODE}) | _DATES
# Digits before a ``.0``: 0912345.00 is the form of a Vietnamese phone number, 12.00 may be a time of day.
_LEAST: Final = {Role.PHONE: 6, Role.POSTCODE: 3} | dict.fromkeys(_DATES, 4)
_MENDED: Final = pl.Struct({"text": pl.String, "damage": pl.UInt16})
_TEXT: Final = pl.col("text")


@dataclass(frozen=True, slots=True)
class Mended:
    """`text`: the cell trimmed, folded and repaired, "" or null where it is empty. `damage`: `Damage` bits (UInt16).

    Where `damage` has LOST, `text` is as written: it stands for a value that cannot be told any more.
    """

    text: Feature
    damage: Feature


@cache
def mended(column: Column) -> Mended:
    """The repair of one column."""
    rules = tuple(_rules(column))
    guard = "|".join(f"(?:{rule.pattern})" for rule in rules)
    work = partial(_mend, rules=rules, guard=guard, digits=column.role in _NUMBERS)
    both = Feature(
        f"{column.name}.mended", pl.col(column.name).map_batches(work, return_dtype=_MENDED, is_elementwise=True)
    )
    text, damage = (
        Feature(f"{column.name}.{part}", both.col.struct.field(part), (both,)) for part in ("text", "damage")
    )
    return Mended(text, damage)


def _rules(column: Column) -> Iterator[Rule]:
    """What is tried on a column's cells, in order; each rule reads what the one before it left."""
    role, habit = column.role, column.habit
    yield repair.unformula(_TEXT)
    yield repair.unquoted(_TEXT, "[^'`\"]+" if role in _NUMBERS else "[0-9]+")
    yield repair.errors(_TEXT)
    if role in _LONG:
        yield repair.cut_short(_TEXT)
        yield repair.unscientific(_TEXT)
    if role in _NUMBERS or role is Role.REGION:
        yield repair.unpointed(_TEXT, _LEAST.get(role, 1))
    if role in _DATES:
        yield repair.undated(_TEXT, habit.day_zero, habit=habit.serial)
        yield repair.midnight(_TEXT)
    if habit.width is not None:
        yield repair.refilled(_TEXT, habit.width, habit.zeros)
    if habit.rounded:
        yield repair.rounded(_TEXT)


def _mend(raw: pl.Series, rules: tuple[Rule, ...], guard: str, *, digits: bool) -> pl.Series:
    unusual = Unusual(raw)
    blanks = unusual.have(BLANKS)
    text = raw.str.strip_chars() if blanks else raw
    frame = pl.DataFrame({"text": text, "damage": pl.repeat(0, raw.len(), dtype=pl.UInt16, eager=True)})
    if blanks and raw.str.len_bytes().sum() != text.str.len_bytes().sum():
        around = (raw.str.len_bytes() != text.str.len_bytes()) & (text != "")
        frame = frame.with_columns(_flagged(Damage.BLANKS, pl.lit(around)))
    fold = foldable(text, unusual)
    if fold:
        frame = _folded(frame, digits=digits)
    if fold or _doubtful(text, unusual, rules):
        hit = frame["text"].str.contains(guard)
        if hit.any():
            frame = _replaced(frame, hit, _repaired(frame.filter(hit), rules))
    return frame.to_struct(raw.name)


def _doubtful(text: pl.Series, unusual: Unusual, rules: tuple[Rule, ...]) -> bool:
    """Whether any rule could find its damage in any cell."""
    if unusual.have({sign for rule in rules for sign in rule.signs}):
        return True
    size = text.str.len_bytes()
    return any(size.is_between(*rule.widths).any() for rule in rules if rule.widths)


def _folded(frame: pl.DataFrame, *, digits: bool) -> pl.DataFrame:
    seen = {Damage.BLANKS: UNSEEN}
    if digits:  # in an address or a name they are a way to write, and no damage
        seen |= {Damage.WIDE: WIDE_DIGIT, Damage.DIGITS: OTHER_DIGIT}
    for kind, pattern in seen.items():
        frame = frame.with_columns(_flagged(kind, _TEXT.str.contains(pattern)))
    return frame.with_columns(folded(frame["text"]))


def _repaired(rows: pl.DataFrame, rules: tuple[Rule, ...]) -> pl.DataFrame:
    for rule in rules:
        rows = rows.with_columns(_TEXT.str.contains(rule.pattern).fill_null(value=False).alias("seen"))
        if not rows["seen"].any():
            continue
        rows = rows.with_columns(
            pl.when("seen").then(rule.mended).otherwise(_TEXT),
            _flagged(rule.kind, pl.col("seen")) | _flagged(Damage.LOST, pl.col("seen") & rule.lost),
        )
    return rows.select("text", "damage")


def _flagged(kind: Damage, condition: pl.Expr) -> pl.Expr:
    """The column of damage with a bit set where the condition holds."""
    bit = pl.when(condition).then(pl.lit(int(kind), pl.UInt16)).otherwise(pl.lit(0, pl.UInt16))
    return pl.col("damage") | bit


def _replaced(frame: pl.DataFrame, hit: pl.Series, rows: pl.DataFrame) -> pl.DataFrame:
    """The frame with `rows` in place of those that `hit` marks."""
    if rows.height == frame.height:
        return rows
    hit = hit.fill_null(value=False)
    own = pl.int_range(frame.height, dtype=pl.UInt32, eager=True)
    place = pl.select(pl.when(hit).then(frame.height + hit.cast(pl.UInt32).cum_sum() - 1).otherwise(own)).to_series()
    return pl.concat([frame, rows])[place]
