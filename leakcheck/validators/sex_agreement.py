"""Is the sex inside the identity number the one in the sex column?

Why       A register has both from one paper and agrees in nearly every record. Made-up rows that
          draw the two apart agree in every second record, and so do rows whose columns were
          permuted.
Reads     A national_id column whose scheme carries the sex, and a sex column.
Counts    The pairs of the two sexes, in records that have both. A column that is coded the other
          way round (1 for women) is taken as it is meant: what counts is that the two columns know
          of each other.
Evidence  junk, generated, shuffled: agreement against the permutation baseline, the agreement that
          is left when one column is dealt out anew. mixed: against an agreement anywhere between
          the two. Support is at most 2, against generated at most 0.3, since careful forgers agree
          too.
Blind to  A forger or language model who writes the sex into the number. Rows copied whole.
Settings  MINIMUM 30 records with both; LEAST 5 % of the rarer sex in both columns, else nothing can
          be told; GENUINE, how often real files agree.
Example   Of 800 records 404 agree where a permutation leaves 400: drawn apart, decisively.
Raises    UnknownSchemeError at bind, for a scheme that is not in the table.
Source    Cohen 1960 for agreement beyond chance; measured on Faker zh_CN: 0.50. The priors are
          ours.
"""

from __future__ import annotations

from typing import ClassVar, Final

import polars as pl

from leakcheck.features.identity import identity
from leakcheck.features.relation import Relations, Tables
from leakcheck.features.sex import sex_code
from leakcheck.kernels.pairs import margin
from leakcheck.model.columns import Binding, Role
from leakcheck.model.evidence import Evidence, Family, Interval, Message, Rate, SkipKind, Skipped
from leakcheck.stats.agreement import Relation, compare, weigh
from leakcheck.stats.proportions import wilson

MINIMUM: Final = 30  # half agree by chance: it takes 30 records to tell a half from nearly all
LEAST: Final = 0.05  # where one sex is all but absent, agreement by chance is all but complete
GENUINE: Final = Relation(
    kappa=0.98,  # clerks' slips, persons whose entry was changed
    files=20,  # the two values leave little room for conventions
    careful=0.5,  # every second published forgery with both fields keeps them together
)
RANGE: Final = (0.97, 1.0)  # what registers reach: GENUINE's middle mass


class SexAgreement:
    """XA502: the sex of the identity number against the sex column."""

    id: ClassVar[str] = "XA502"
    name: ClassVar[str] = "id-sex-agreement"
    title: ClassVar[str] = "Identity number against sex"
    family: ClassVar[Family] = Family.AGREEMENT
    version: ClassVar[int] = 1
    reads_order: ClassVar[bool] = False

    def bind(self, binding: Binding) -> Relations | Skipped:
        """The pairs of the surest two columns."""
        number = next((c for c in binding.all(Role.NATIONAL_ID) if c.scheme and identity(c).sex), None)
        column = binding.get(Role.SEX)
        if number is None:
            return Skipped(self.id, "no column of identity numbers that carry the sex")
        if column is None:
            return Skipped(self.id, "no column of sexes beside the identity numbers")
        sex = identity(number).sex
        assert sex is not None
        return Relations(
            {"sex": (sex, sex_code(column))},
            lambda tables, records: self._read(tables, records, (number.index, column.index)),
        )

    def _read(self, tables: Tables, records: int, columns: tuple[int, ...]) -> Evidence | Skipped:
        table = tables["sex"].filter(pl.col("k0").is_in([1, 2]) & pl.col("k1").is_in([1, 2]))
        left, right = margin(table, "k0"), margin(table, "k1")
        total = sum(left.values())
        if total < MINIMUM:
            return Skipped(self.id, f"fewer than {MINIMUM} records have both sexes written", SkipKind.RECORDS)
        if any(min(side.get(1, 0), side.get(2, 0)) < LEAST * total for side in (left, right)):
            return Skipped(self.id, "one sex is all but absent, so agreement says nothing", SkipKind.RECORDS)
        hits = int(table.filter(pl.col("k0") == pl.col("k1"))["n"].sum())
        reversed_codes = {3 - code: n for code, n in right.items()}
        seen = max(compare(hits, left, right), compare(total - hits, left, reversed_codes), key=lambda a: a.kappa)
        message = Message(
            "The sex in the identity number is the one in its column in {share:share} of records; unrelated columns "
            "would agree in {chance:share}.",
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
            rates=(Rate("sexes agree", seen.hits, seen.total, RANGE, seen.chance),),
            interval=Interval(*wilson(seen.hits, seen.total)),
        )
