"""Does the province inside the identity number go with the place where the person lives?

Why       Numbers carry the place of birth or first registration, and most people stay: registers
          agree in 45 to 95 % of records, far above chance. Every generator tried is at chance.
Reads     A national_id column whose scheme carries a first-level division (Chinese and French
          numbers), and a region, address, city or postcode column of the same country that names
          one.
Counts    The pairs of the two divisions, in records that have both.
Evidence  junk, generated, shuffled: agreement against the permutation baseline, the agreement that
          is left when one column is dealt out anew. Support is at most 2, against generated at most
          0.3; within 3 the other way, since people move. mixed is left out: registers agree in part
          as well.
Blind to  A forger or language model who draws the number for the address: full agreement is not
          held against a file. A sample of one province, where chance alone explains nearly all.
Settings  MINIMUM 50 records with both; CONSTANT, the share of one division above which there is
          nothing to compare; GENUINE, how often real files agree beyond chance.
Example   Of 800 records 30 agree where a permutation leaves 32: drawn apart, decisively.
Raises    UnknownSchemeError at bind, for a scheme that is not in the table.
Source    Cohen 1960; GB/T 2260 and INSEE codes (reference/places.toml); measured on Faker zh_CN:
          kappa 0.
"""

from __future__ import annotations

from typing import ClassVar, Final

from leakcheck.features.identity import identity
from leakcheck.features.place import first_province
from leakcheck.features.relation import Relations, Tables, compared, regions
from leakcheck.model.columns import Binding, Column, Role
from leakcheck.model.evidence import Evidence, Family, Hypothesis, Interval, Message, Rate, SkipKind, Skipped
from leakcheck.reference.schemes import load as schemes
from leakcheck.stats.agreement import Relation, weigh
from leakcheck.stats.proportions import wilson

MINIMUM: Final = 50  # people move, so that a few records could miss by accident
CONSTANT: Final = 0.8  # where four of five records name one division, chance explains nearly all agreement
BOUND: Final = 3.0  # a register of migrants is rare but no miracle
GENUINE: Final = Relation(
    kappa=0.6,  # between a city of newcomers and the countryside
    files=4,  # from city to city nearly anything above chance occurs
    careful=0.5,  # language models and careful forgers keep the two together
)
RANGE: Final = (0.45, 0.95)  # registers that were measured or simulated
PLACES: Final = (Role.REGION, Role.ADDRESS, Role.CITY, Role.POSTCODE)
CARRIES: Final = {"CN": "province", "FR": "region"}  # the identity feature in the codes of reference/places.toml


class RegionAgreement:
    """XA503: the place of the identity number against the place of residence."""

    id: ClassVar[str] = "XA503"
    name: ClassVar[str] = "id-region-agreement"
    title: ClassVar[str] = "Identity number against region"
    family: ClassVar[Family] = Family.AGREEMENT
    version: ClassVar[int] = 1
    reads_order: ClassVar[bool] = False

    def bind(self, binding: Binding) -> Relations | Skipped:
        """The pairs of the surest number column and the first column that names a division."""
        for number in binding.all(Role.NATIONAL_ID):
            country = _country(number)
            said = getattr(identity(number), CARRIES[country]) if country in CARRIES else None
            if country is not None and said is not None:
                break
        else:
            return Skipped(self.id, "no column of identity numbers that carry a place with a table")
        found = first_province(binding, country, PLACES)
        if found is None:
            return Skipped(self.id, "no column that names a region beside the identity numbers")
        column, place = found
        return Relations(
            {"place": (said, place)},
            lambda tables, records: self._read(tables, records, (number.index, column.index), country),
        )

    def _read(self, tables: Tables, records: int, columns: tuple[int, ...], country: str) -> Evidence | Skipped:
        table = tables["place"]
        seen, widest = compared(table)
        if seen.total < MINIMUM:
            return Skipped(self.id, f"fewer than {MINIMUM} records name both places", SkipKind.RECORDS)
        if widest > CONSTANT:
            return Skipped(self.id, "nearly all records name one region, so agreement says nothing", SkipKind.RECORDS)
        message = Message(
            "The province in the identity number is the one of the address in {share:share} of records; unrelated "
            "columns would agree in {chance:share}, registers in {low:share} to {high:share}.",
            {"share": seen.share, "chance": seen.chance, "low": RANGE[0], "high": RANGE[1]},
        )
        return Evidence(
            validator=self.id,
            family=self.family,
            message=message,
            llr={h: llr for h, llr in weigh(seen, GENUINE, BOUND).items() if h is not Hypothesis.MIXED},
            columns=columns,
            tested=seen.total,
            missing=records - seen.total,
            rates=(Rate("provinces agree", seen.hits, seen.total, RANGE, seen.chance),),
            interval=Interval(*wilson(seen.hits, seen.total)),
            series=(regions(table, country),),
        )


def _country(column: Column) -> str | None:
    scheme = schemes().get(column.scheme or "")
    return scheme.country if scheme else None
