"""Is the birth date inside the identity number the one in the birth-date column?

Why       A register has both from one paper, so they agree in nearly every record. Made-up rows
          that draw the two apart agree once in some 20,000 records; rows whose columns were
          permuted, as rarely.
Reads     A national_id column whose scheme carries a birth date, and a birth_date column.
Counts    The pairs of the two dates, in records that have both. 03/04/1990 is read in both orders
          and the better one stands for the file, as does a day's shift (midnight in another time
          zone).
Evidence  junk, generated, shuffled: agreement against the permutation baseline, the agreement that
          is left when one column is dealt out anew. mixed: against an agreement anywhere between
          the two. Support is at most 2, against generated at most 0.3, since careful forgers agree
          too.
Blind to  A forger or language model who writes the date into the number. Rows copied whole.
Settings  MINIMUM 10 records with both dates; GENUINE, how often real files agree.
Example   Of 800 records 1 agrees where a permutation leaves 0.04: drawn apart, decisively.
Raises    UnknownSchemeError at bind, for a scheme that is not in the table.
Source    Cohen 1960 for agreement beyond chance; measured on Faker zh_CN: 0.00005. The priors are
          ours.
"""

from __future__ import annotations

from typing import ClassVar, Final

import polars as pl

from leakcheck.features.dates import dates
from leakcheck.features.identity import identity
from leakcheck.features.relation import Relations, Tables
from leakcheck.kernels.pairs import margin
from leakcheck.model.columns import Binding, Role
from leakcheck.model.evidence import Evidence, Family, Interval, Message, Rate, SkipKind, Skipped
from leakcheck.stats.agreement import Agreement, Relation, compare, weigh
from leakcheck.stats.proportions import wilson

MINIMUM: Final = 10  # dates agree by chance once in thousands, so that few records say much
GENUINE: Final = Relation(
    kappa=0.97,  # clerks' slips, lunar birthdays
    files=8,  # some registers keep two conventions, so a file at 70 % is no wonder
    careful=0.5,  # every second published forgery with both fields keeps them together
)
RANGE: Final = (0.9, 1.0)  # what registers reach: GENUINE's middle mass


class BirthDateAgreement:
    """XA501: the birth date of the identity number against the birth-date column."""

    id: ClassVar[str] = "XA501"
    name: ClassVar[str] = "id-birth-date-agreement"
    title: ClassVar[str] = "Identity number against birth date"
    family: ClassVar[Family] = Family.AGREEMENT
    version: ClassVar[int] = 1
    reads_order: ClassVar[bool] = False

    def bind(self, binding: Binding) -> Relations | Skipped:
        """The pairs of the surest two columns, with the column's dates read in both orders."""
        number = next((c for c in binding.all(Role.NATIONAL_ID) if c.scheme and identity(c).birth), None)
        column = binding.get(Role.BIRTH_DATE)
        if number is None:
            return Skipped(self.id, "no column of identity numbers that carry a birth date")
        if column is None:
            return Skipped(self.id, "no column of birth dates beside the identity numbers")
        birth, written = identity(number).birth, dates(column)
        assert birth is not None
        return Relations(
            {"dmy": (birth, written.dmy), "mdy": (birth, written.mdy)},
            lambda tables, records: self._read(tables, records, (number.index, column.index)),
        )

    def _read(self, tables: Tables, records: int, columns: tuple[int, ...]) -> Evidence | Skipped:
        seen = max((best_reading(tables[order]) for order in ("dmy", "mdy")), key=lambda a: (a.total, a.kappa))
        if seen.total < MINIMUM:
            return Skipped(self.id, f"fewer than {MINIMUM} records have both dates", SkipKind.RECORDS)
        message = Message(
            "The birth date in the identity number is the one in its column in {share:share} of records; unrelated "
            "columns would agree in {chance:share}.",
            {"share": seen.share, "chance": seen.chance},
        )
        return Evidence(
            validator=self.id,
            family=self.family,
            message=message,
            llr=weigh(seen, GENUINE),
            columns=columns,
            tested=seen.total,
            missing=records - seen.total,
            rates=(Rate("birth dates agree", seen.hits, seen.total, RANGE, seen.chance),),
            interval=Interval(*wilson(seen.hits, seen.total)),
        )


def best_reading(table: pl.DataFrame) -> Agreement:
    """The agreement of whole dates, on the day or all a day early; of years where too few dates are whole."""
    whole = table.filter((pl.col("k0") % 100 > 0) & (pl.col("k1") % 100 > 0))
    if whole["n"].sum() < MINIMUM:
        years = table.with_columns(pl.col("k0") // 10_000, pl.col("k1") // 10_000)
        return _agreement(years, pl.col("k0") == pl.col("k1"))
    day = pl.col("k0").cast(pl.String).str.to_date("%Y%m%d", strict=False)
    before = day.dt.offset_by("-1d").dt.strftime("%Y%m%d").cast(pl.Int32)
    readings = [_agreement(whole, pl.col("k1") == said) for said in (pl.col("k0"), before)]
    return max(readings, key=lambda a: a.hits)


def _agreement(table: pl.DataFrame, agrees: pl.Expr) -> Agreement:
    hits = int(table.filter(agrees)["n"].sum())
    return compare(hits, margin(table, "k0"), margin(table, "k1"))
