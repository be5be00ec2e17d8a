"""What an identity number says: its shape, its check digits, and the date, sex and place that are written into it.

A number is brought to its scheme's canonical layout (separators off, lost zeros put back, old forms rewritten) and read
as bytes from there. What a spreadsheet did to a number is damage, not fabrication: such a value counts as shaped only
where it can be repaired and then holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Final

import polars as pl

from leakcheck.features.feature import Feature
from leakcheck.features.identity_mixed import own_numbers, pooled
from leakcheck.features.identity_parts import (
    REGION_FINE,
    REGION_UNKNOWN,
    county_retired,
    county_state,
    full_birth_year,
    less,
    region_number,
    written_day,
    written_month,
    written_year,
)
from leakcheck.features.text import clean, present
from leakcheck.features.thin import where
from leakcheck.kernels.check_digits import KERNELS
from leakcheck.kernels.dates import YEARS, from_days, yyyymmdd
from leakcheck.kernels.digits import DIGITS, byte_array, byte_at, byte_table, looked_up, number_at
from leakcheck.kernels.long_tail import distinct_verdicts
from leakcheck.kernels.repair import EXACT_DIGITS, ROUNDED
from leakcheck.model.columns import Column
from leakcheck.reference.schemes import Birth, Check, Form, Scheme, get

SAMPLE: Final = 400  # distinct numbers of a batch that are judged one by one: a share within 5 points, 20 ms


@dataclass(frozen=True, slots=True, eq=False)
class Identity:
    """The features of one national-id column; None where the scheme does not encode it.

    `compact` is the canonical text and stays inside features. `unpadded`: leading zeros are missing. `rounded`: the
    check digits fail and the digits past the fifteenth are zeros, as a spreadsheet leaves a long number. `shaped`: the
    number looks like one of its scheme and can be judged. `checked`: it is shaped, in a layout that has check digits.
    `valid`: those hold (null where not checked). `issuable`: no rule says that such a number was never issued.
    `plausible_date`: the calendar has the date (null where the number carries none). `birth` yyyymmdd with 00 for an
    unknown day or month, null where unreadable. `sex` ISO 5218. `region_state` one of the REGION constants. `retired`
    (CN): the county code is no longer in force. `sampled` (numbers that no kernel judges): whether the number is
    accepted, null but for the `SAMPLE` distinct numbers of the batch whose digests are the smallest. `late`: the number
    belongs to a range that was opened in `scheme.late.since`. `digits`: the digit at each position of a shaped
    number, null for a letter.
    """

    scheme: Scheme
    present: Feature
    unpadded: Feature
    rounded: Feature
    compact: Feature
    shaped: Feature
    digest: Feature
    checked: Feature | None = None
    valid: Feature | None = None
    issuable: Feature | None = None
    late: Feature | None = None
    sampled: Feature | None = None
    birth: Feature | None = None
    birth_year: Feature | None = None
    plausible_date: Feature | None = None
    sex: Feature | None = None
    region: Feature | None = None
    region_state: Feature | None = None
    province: Feature | None = None
    retired: Feature | None = None
    digits: tuple[Feature, ...] = ()


@lru_cache(maxsize=256)
def identity(column: Column) -> Identity:
    """The features of a national-id column; one Identity a column, so that all validators share its features.

    In a column of several schemes each number is read under its own. Raises UnknownSchemeError where a scheme of the
    column is not in the table, or is None.
    """
    if not column.others:
        return _Builder(column, get(column.scheme or ""), f"{column.name}.id").build()
    return pooled(column.name, identities(column))


@lru_cache(maxsize=256)
def identities(column: Column) -> tuple[Identity, ...]:
    """The features of each scheme of the column, each with the numbers that are its own. Raises as `identity` does."""
    raw = readings(column)
    return raw if len(raw) == 1 else own_numbers(column.name, raw)


@lru_cache(maxsize=256)
def readings(column: Column) -> tuple[Identity, ...]:
    """The features of the column under each of its schemes, as if there were no others. Raises as `identity` does."""
    if not column.others:
        return (identity(column),)
    bare = replace(column, scheme=None, others=())
    return tuple(reading(bare, name) for name in (column.scheme or "", *column.others))


@lru_cache(maxsize=1024)
def reading(column: Column, scheme: str) -> Identity:
    """The features of the column under one scheme, under names of their own. Raises UnknownSchemeError."""
    return _Builder(column, get(scheme), f"{column.name}.id.{scheme}").build()


class _Builder:
    """Builds the features of one column stage by stage; each feature reads the ones before it."""

    def __init__(self, column: Column, scheme: Scheme, prefix: str) -> None:
        self.column = column
        self.scheme = scheme
        self.prefix = prefix

    def feature(self, name: str, expr: pl.Expr, *after: Feature) -> Feature:
        return Feature(f"{self.prefix}.{name}", expr, after)

    def build(self) -> Identity:
        scheme = self.scheme
        text = clean(self.column)
        upper = self.feature("upper", text.col.str.to_uppercase(), text)
        bare = self.feature("bare", self._bare(upper), upper)
        short = self.feature("unpadded", self._short(bare), bare)
        whole = self.feature(
            "whole", pl.when(short.col).then(bare.col.str.zfill(scheme.width)).otherwise(bare.col), bare, short
        )
        form = self.feature("form", _form_index(whole.col, scheme.forms), whole)
        compact = self.feature("compact", _canonical(whole.col, form.col, scheme), whole, form)
        code = self.feature("code", byte_array(compact.col, scheme.width), compact)
        holds = self.feature("holds", _holds(code.col, form.col, scheme), code, form)
        rounded = self.feature("rounded", self._rounded(whole, holds), whole, holds)
        doubtful = (short.col & ~holds.col.fill_null(value=True)) | rounded.col
        there = compact.col.is_not_null() if scheme.adapter else code.col.is_not_null()
        shaped = self.feature("shaped", there & ~doubtful.fill_null(value=False), compact, code, short, holds, rounded)
        hashed = pl.when(shaped.col).then(compact.col.hash(seed=0))
        digest = Feature(f"{self.prefix}.digest", hashed, (shaped, compact), keyed=True)
        parts = dict(self._check_digits(form, holds, shaped))
        parts |= dict(self._sampled(compact, digest))
        parts |= dict(self._patterns(compact, shaped))
        parts |= dict(self._birth(code, compact, shaped))
        parts |= dict(self._sex(code, shaped))
        parts |= dict(self._regions(code, compact, shaped, parts.get("birth_year")))
        return Identity(
            scheme=scheme,
            present=present(self.column),
            unpadded=short,
            rounded=rounded,
            compact=compact,
            shaped=shaped,
            digest=digest,
            digits=tuple(self._digit(code, shaped, position) for position in range(scheme.width)),
            **parts,
        )

    def _digit(self, code: Feature, shaped: Feature, position: int) -> Feature:
        """The digit at one position, as a number."""
        digit = looked_up(byte_at(code.col, position), byte_table(DIGITS, range(10)), pl.Int8)
        return self.feature(f"digit{position}", pl.when(shaped.col).then(digit), code, shaped)

    def _bare(self, upper: Feature) -> pl.Expr:
        """Without separators."""
        separators = self.scheme.strip
        return upper.col.str.replace_all(f"[{re.escape(separators)}]", "") if separators else upper.col

    def _short(self, bare: Feature) -> pl.Expr:
        """Whether the number is digits only and a few too short: its leading zeros were taken for a number's."""
        if not self.scheme.zeros:
            return pl.when(bare.col.is_not_null()).then(pl.lit(value=False))
        low, high = self.scheme.width - self.scheme.zeros, self.scheme.width - 1
        return bare.col.str.contains(f"^[1-9][0-9]{{{low - 1},{high - 1}}}$")

    def _rounded(self, whole: Feature, holds: Feature) -> pl.Expr:
        """Whether digits past the fifteenth were replaced by zeros: only where the check digits no longer hold."""
        if self.scheme.width <= EXACT_DIGITS or not self.scheme.checked:
            return pl.when(whole.col.is_not_null()).then(pl.lit(value=False))
        wrong = where(~holds.col.fill_null(value=False), whole.col, pl.col("cell").str.contains(ROUNDED), pl.Boolean())
        return pl.when(holds.col).then(pl.lit(value=False)).otherwise(wrong & ~holds.col)

    def _check_digits(self, form: Feature, holds: Feature, shaped: Feature) -> Iterable[tuple[str, Feature]]:
        if self.scheme.checked:
            layouts = [index for index, f in enumerate(self.scheme.forms) if f.checks]
            checked = self.feature("checked", shaped.col & form.col.is_in(layouts), shaped, form)
            yield "checked", checked
            yield "valid", self.feature("valid", pl.when(checked.col).then(holds.col), checked, holds)

    def _sampled(self, compact: Feature, digest: Feature) -> Iterable[tuple[str, Feature]]:
        if self.scheme.adapter:
            chosen = pl.when(digest.col.rank("dense") <= SAMPLE).then(compact.col)
            judge = partial(distinct_verdicts, module=self.scheme.adapter)
            judged = chosen.map_batches(judge, return_dtype=pl.Boolean)
            yield "sampled", self.feature("sampled", judged, compact, digest)

    def _patterns(self, compact: Feature, shaped: Feature) -> Iterable[tuple[str, Feature]]:
        if self.scheme.issuable:
            matches = compact.col.str.contains(self.scheme.issuable)
            yield "issuable", self.feature("issuable", pl.when(shaped.col).then(matches), shaped, compact)
        if self.scheme.late:
            matches = compact.col.str.contains(self.scheme.late.shape)
            yield "late", self.feature("late", pl.when(shaped.col).then(matches), shaped, compact)

    def _birth(self, code: Feature, compact: Feature, shaped: Feature) -> Iterable[tuple[str, Feature]]:
        rule, undated = self.scheme.birth, self.scheme.undated
        if rule is None:
            return
        dated = shaped
        if undated:
            dated = self.feature("dated", shaped.col & ~compact.col.str.contains(undated), shaped, compact)
        birth = self._birth_date(code, dated, rule)
        yield "birth", birth
        yield "birth_year", self.feature("birth_year", birth.col // 10_000, birth)
        plausible = pl.when(dated.col).then(birth.col.is_not_null())
        yield "plausible_date", self.feature("plausible_date", plausible, birth, dated)

    def _birth_date(self, code: Feature, dated: Feature, rule: Birth) -> Feature:
        """The date yyyymmdd, worked out in stages: polars would read the bytes anew wherever a part is used."""
        if rule.epoch and rule.epoch_days:
            days = number_at(code.col, *rule.epoch_days)
            return self.feature("birth", pl.when(dated.col).then(from_days(days, rule.epoch)), code, dated)
        year = self.feature("year", written_year(code.col, rule), code)
        if rule.month is None:
            full = self.feature("full_year", full_birth_year(code.col, year.col, year.col, self.scheme), code, year)
            known = dated.col & full.col.is_between(*YEARS)
            return self.feature("birth", pl.when(known).then(full.col.cast(pl.Int32) * 10_000), full, dated)
        month = self.feature("month", written_month(code.col, rule), code)
        full = self.feature("full_year", full_birth_year(code.col, year.col, month.col, self.scheme), code, year, month)
        plain = self.feature("plain_month", less(month.col, [offset for offset, _ in rule.months]), month)
        if rule.day is None:
            return self.feature("birth", pl.when(dated.col).then(yyyymmdd(full.col, plain.col)), full, plain, dated)
        day = self.feature("day", written_day(code.col, rule), code)
        date = yyyymmdd(full.col, plain.col, day.col)
        return self.feature("birth", pl.when(dated.col).then(date), full, plain, day, dated)

    def _sex(self, code: Feature, shaped: Feature) -> Iterable[tuple[str, Feature]]:
        rule = self.scheme.sex
        if rule is None:
            return
        table = byte_table(rule.male + rule.female, [1] * len(rule.male) + [2] * len(rule.female))
        said = looked_up(byte_at(code.col, rule.at), table, pl.Int8)
        yield "sex", self.feature("sex", pl.when(shaped.col).then(said), code, shaped)

    def _regions(
        self, code: Feature, compact: Feature, shaped: Feature, year: Feature | None
    ) -> Iterable[tuple[str, Feature]]:
        if self.scheme.province:
            number = region_number(code.col, compact.col, self.scheme.province)
            yield "province", self.feature("province", pl.when(shaped.col).then(number), code, compact, shaped)
        rule = self.scheme.region
        if rule is None:
            return
        number = region_number(code.col, compact.col, rule)
        region = self.feature("region", pl.when(shaped.col).then(number), code, compact, shaped)
        yield "region", region
        if rule.table and year:
            state = pl.when(shaped.col).then(county_state(region.col, year.col))
            yield "region_state", self.feature("region_state", state, region, year, shaped)
            yield (
                "retired",
                self.feature("retired", county_retired(region.col), region),
            )
        elif rule.known:
            known = pl.any_horizontal(region.col.is_between(low, high) for low, high in rule.known)
            listed = pl.when(known).then(REGION_FINE).otherwise(REGION_UNKNOWN).cast(pl.Int8)
            yield "region_state", self.feature("region_state", pl.when(shaped.col).then(listed), region, shaped)


def _form_index(whole: pl.Expr, forms: Sequence[Form]) -> pl.Expr:
    """Which layout the number has, the first that fits; null where none does."""
    chosen: pl.Expr = pl.lit(None, pl.Int8)
    for index in reversed(range(len(forms))):
        chosen = pl.when(whole.str.contains(forms[index].shape)).then(pl.lit(index, pl.Int8)).otherwise(chosen)
    return chosen


def _canonical(whole: pl.Expr, form: pl.Expr, scheme: Scheme) -> pl.Expr:
    """The number in its scheme's canonical layout; null where it has no layout of the scheme."""
    text: pl.Expr = pl.lit(None, pl.String)
    for index, layout in enumerate(scheme.forms):
        written = whole
        if layout.rewrite:
            written = written.str.replace(*layout.rewrite)
        if layout.pad:
            written = written.str.pad_start(scheme.width, layout.pad)
        text = pl.when(form == index).then(written).otherwise(text)
    return text


def _holds(code: pl.Expr, form: pl.Expr, scheme: Scheme) -> pl.Expr:
    """Whether the check digits of the number's layout hold; null where it has none."""
    held: pl.Expr = pl.lit(None, pl.Boolean)
    alike: list[tuple[tuple[Check, ...], list[int]]] = []  # layouts with the same rules, which are worked out once
    for index, layout in enumerate(scheme.forms):
        indices = next((known for checks, known in alike if checks == layout.checks), None)
        if indices is not None:
            indices.append(index)
        elif layout.checks:
            alike.append((layout.checks, [index]))
    for checks, indices in alike:
        rules = pl.all_horizontal(_rule(code, scheme.width, check) for check in checks)
        held = pl.when(form.is_in(indices)).then(rules).otherwise(held)
    if scheme.repdigits:
        return held
    same = code.arr.max() == code.arr.min()  # one digit all over: the sum holds, but no office gives such a number
    return held & ~same


def _rule(code: pl.Expr, width: int, check: Check) -> pl.Expr:
    return KERNELS[check.kernel](code, width, **check.parameters)
