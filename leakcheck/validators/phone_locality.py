"""Do the phone numbers come from where the people live?

Why       An area code, and in China the first digits of a mobile number, are given out by province.
          Most people and offices use a number of their own province; generators draw number and
          place apart.
Reads     A phone column of a country with a table of areas (US, CA, CN, BR), and a region, address,
          city or postcode column of the same country that names a province.
Counts    The pairs of the two provinces, in records that have both and a valid number.
Evidence  junk, generated, shuffled: agreement against the permutation baseline, the agreement that
          is left when one column is dealt out anew. mixed: against an agreement anywhere between
          the two. Support is at most 2, and small against generated; within BOUND the other way,
          since numbers move with their owners.
Blind to  A language model or careful forger who draws the area code for the place: full agreement
          is not held against a file, as offices reach it too. A sample of one province.
Settings  MINIMUM records with both; CONSTANT, the share of one province above which there is
          nothing to compare; GENUINE, how often real files agree beyond chance.
Example   Of 1,000 records 31 agree where a permutation leaves 29: number and place were drawn
          apart.
Raises    nothing; samples without both columns, or within one province, are skipped.
Source    Cohen 1960; libphonenumber's geocoding data (Apache-2.0); measured in November 2026 on two
          US registers (kappa 0.99 and 1.00) and four published made-up files (0.00, 0.00, 0.91,
          1.00).
"""

from __future__ import annotations

from typing import ClassVar, Final

from leakcheck.features.phone import plan_region
from leakcheck.features.phone_area import region_of_number
from leakcheck.features.place import first_province
from leakcheck.features.relation import Relations, Tables, compared, regions
from leakcheck.model.columns import Binding, Role
from leakcheck.model.evidence import Evidence, Family, Interval, Message, Rate, SkipKind, Skipped
from leakcheck.stats.agreement import Relation, weigh
from leakcheck.stats.proportions import wilson

MINIMUM: Final = 50  # numbers move with their owners, so that a few records could miss by accident
CONSTANT: Final = 0.8  # where four of five records name one province, chance explains nearly all agreement
BOUND: Final = 2.5  # registers of firms with one central number a person exist
GENUINE: Final = Relation(
    kappa=0.75,  # offices and landlines near 1, mobile numbers of people who moved from 0.4 up
    files=3,  # from file to file nearly anything above chance occurs
    careful=0.5,  # language models and samples made from lists of addresses keep the two together: two of four did
)
RANGE: Final = (0.4, 1.0)  # registers that were measured, and mobile numbers after years of portability
PLACES: Final = (Role.REGION, Role.ADDRESS, Role.POSTCODE, Role.CITY)


class PhoneLocality:
    """Do the phone numbers come from where the people live?"""

    id: ClassVar[str] = "PH301"
    name: ClassVar[str] = "phone-locality"
    title: ClassVar[str] = "Phone numbers against region"
    family: ClassVar[Family] = Family.PHONE
    version: ClassVar[int] = 1
    reads_order: ClassVar[bool] = False

    def bind(self, binding: Binding) -> Relations | Skipped:
        """The pairs of the surest phone column and the first column that names a province."""
        for column in binding.all(Role.PHONE):
            country = plan_region(column, binding.country)
            area = region_of_number(column, country) if country else None
            if country and area:
                break
        else:
            return Skipped(self.id, "no phone column of a country with a table of areas (US, CA, CN, BR)")
        found = first_province(binding, country, PLACES)
        if found is None:
            return Skipped(self.id, "no column that names a province beside the phone numbers", SkipKind.DEPENDENCY)
        place_column, place = found
        columns = (column.index, place_column.index)
        return Relations(
            {"place": (area, place)}, lambda tables, records: self._read(tables, records, columns, country)
        )

    def _read(self, tables: Tables, records: int, columns: tuple[int, ...], country: str) -> Evidence | Skipped:
        table = tables["place"]
        seen, widest = compared(table)
        if seen.total < MINIMUM:
            return Skipped(self.id, f"fewer than {MINIMUM} records name both provinces", SkipKind.RECORDS)
        if widest > CONSTANT:
            return Skipped(
                self.id, "nearly all records lie in one province, so agreement says nothing", SkipKind.RECORDS
            )
        return Evidence(
            validator=self.id,
            family=self.family,
            message=Message(
                "The phone number's province is that of the record in {share:share} of {total:count}; unrelated "
                "columns would agree in {chance:share} (kappa {kappa:number}).",
                {"share": seen.share, "total": seen.total, "chance": seen.chance, "kappa": seen.kappa},
            ),
            llr=weigh(seen, GENUINE, BOUND),
            columns=columns,
            tested=seen.total,
            missing=records - seen.total,
            rates=(Rate("provinces agree", seen.hits, seen.total, RANGE, seen.chance),),
            interval=Interval(*wilson(seen.hits, seen.total)),
            series=(regions(table, country),),
        )
