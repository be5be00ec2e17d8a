"""Which records break a rule by themselves? One flag a rule, named by the validator that counts it."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from leakcheck.features.dates import dates
from leakcheck.features.email import email
from leakcheck.features.feature import Feature
from leakcheck.features.identity import Identity, identity
from leakcheck.features.phone import phone
from leakcheck.features.sex import sex_code
from leakcheck.model.columns import Column, Role
from leakcheck.reference.schemes import load as schemes

_DAY_OFF = 1  # days by which zones move a date of birth


def contradictions(columns: tuple[Column, ...], country: str | None) -> Iterator[tuple[str, Feature]]:
    """The validator's id and a flag (Bool, null where the rule does not apply), by rule and column."""
    number = next((c for c in columns if c.role is Role.NATIONAL_ID and c.scheme in schemes()), None)
    if number is not None:
        yield from _of_number(identity(number))
        yield from _beside_number(identity(number), columns)
    for column in columns:
        match column.role:
            case Role.PHONE:
                read = phone(column, column.locale or country)
                yield "PH201", _flag(read.judged.col & ~read.valid.col, read.judged, read.valid)
            case Role.EMAIL:
                address = email(column)
                yield "EM401", _flag(address.present.col & ~address.valid.col, address.present, address.valid)
            case Role.BIRTH_DATE:
                impossible = dates(column).impossible
                yield "DT301", _flag(impossible.col, impossible)
            case _:
                pass


def _of_number(told: Identity) -> Iterator[tuple[str, Feature]]:
    if told.valid is not None:
        yield "ID101", _flag(~told.valid.col, told.valid)
    if told.plausible_date is not None:
        yield "ID102", _flag(~told.plausible_date.col, told.plausible_date)


def _beside_number(told: Identity, columns: tuple[Column, ...]) -> Iterator[tuple[str, Feature]]:
    """The number against the columns of birth dates and of sexes, where both are written in full."""
    born = next((c for c in columns if c.role is Role.BIRTH_DATE), None)
    if told.birth is not None and born is not None:
        sure = dates(born).sure
        whole = (told.birth.col % 100 > 0) & (sure.col % 100 > 0)
        days = (_day(told.birth) - _day(sure)).dt.total_days().abs()
        yield "XA501", _flag(pl.when(whole).then(days > _DAY_OFF), told.birth, sure)
    sex = next((c for c in columns if c.role is Role.SEX), None)
    if told.sex is not None and sex is not None:
        code = sex_code(sex)
        written = told.sex.col.is_in([1, 2]) & code.col.is_in([1, 2])
        yield "XA502", _flag(pl.when(written).then(told.sex.col != code.col), told.sex, code)


def _day(number: Feature) -> pl.Expr:
    return number.col.cast(pl.String).str.to_date("%Y%m%d", strict=False)


def _flag(broken: pl.Expr, *after: Feature) -> Feature:
    return Feature(f"{'+'.join(feature.name for feature in after)}.broken", broken, after)
