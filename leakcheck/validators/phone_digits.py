"""Are the phone numbers' digits as repetitive as chance makes them?

Why       People and language models who make numbers up avoid using a digit twice: in 60 rows of a
          language model 82 % of numbers had eight different last digits. By chance it is 1.8 %, and
          numbers that were handed out in order are no different.
Reads     The surest phone column, valid numbers of nine digits or more with their calling code.
Counts    Numbers, and those whose last eight digits are all different.
Evidence  llr against GENERATED and MIXED where too many numbers have no digit twice, within BOUND.
          A share near chance says nothing: generators draw digits at random too.
Blind to  Generators, which draw digits by machine; numbers typed at random without thinking.
Settings  MIN_TESTED, GENUINE, BOUND (named constants in the validator's file).
Example   A number ending in 34567890 uses no digit twice, one ending in 25552368 does.
Raises    nothing; samples without a phone column or with too few valid numbers are skipped.
Source    1 - (10 * 9 * 8 * 7 * 6 * 5 * 4 * 3) / 10**8 = 98.2 % have a digit twice; measured in
          November 2026 on eight columns of six public registers: 0 to 2 % all different, 7 % where
          all share an exchange.
"""

from __future__ import annotations

from typing import ClassVar, Final

import polars as pl

from leakcheck.features.phone import phone, plan_region
from leakcheck.features.phone_digits import all_different
from leakcheck.model.columns import Binding, Column, Role
from leakcheck.model.evidence import Evidence, Family, Hypothesis, Interval, Message, Rate, SkipKind, Skipped
from leakcheck.protocols import Counts, Tally
from leakcheck.stats.likelihood import ANYTHING, Beta, share_llr
from leakcheck.stats.proportions import wilson

MIN_TESTED: Final = 20  # one in fifty by chance: fewer numbers would let two odd ones decide
GENUINE: Final = Beta(0.8, 25)  # mean 0.03: chance, raised where an exchange of different digits serves a whole town
GENUINE_RANGE: Final = (0.0, 0.08)  # registers that were measured
CHANCE: Final = 1_814_400 / 10**8  # 10 * 9 * ... * 3 ways to have eight different digits
BOUND: Final = 3.0  # one habit, measured on few writers


class PhoneDigits:
    """Are the phone numbers' digits as repetitive as chance makes them?"""

    id: ClassVar[str] = "PH211"
    name: ClassVar[str] = "phone-digit-habits"
    title: ClassVar[str] = "Digits chosen by hand in phone numbers"
    family: ClassVar[Family] = Family.PHONE
    version: ClassVar[int] = 1
    reads_order: ClassVar[bool] = False

    def bind(self, binding: Binding) -> Tally | Skipped:
        """The tally of the surest phone column."""
        column = binding.get(Role.PHONE)
        if column is None:
            return Skipped(self.id, "no column holds phone numbers", SkipKind.ROLE, "--map N=phone:COUNTRY")
        region = plan_region(column, binding.country)
        different, present = all_different(column, region), phone(column, region).present
        return Tally(
            features=(different, present),
            counts={
                "records": pl.len(),
                "present": present.col.sum(),
                "tested": different.col.is_not_null().sum(),
                "different": different.col.sum(),
            },
            reading=lambda totals: self._read(totals, column),
        )

    def _read(self, totals: Counts, column: Column) -> Evidence | Skipped:
        tested, different = totals["tested"], totals["different"]
        if tested < MIN_TESTED:
            return Skipped(self.id, "too few valid phone numbers", SkipKind.RECORDS)
        ratio = share_llr(different, tested, GENUINE, ANYTHING, BOUND)
        low, high = wilson(different, tested)
        return Evidence(
            self.id,
            self.family,
            Message(
                "{share:share} of {tested:count} phone numbers use no digit twice among the last eight; chance gives "
                "{chance:share}",
                {"share": different / tested, "tested": tested, "chance": CHANCE},
            ),
            dict.fromkeys((Hypothesis.GENERATED, Hypothesis.MIXED), ratio) if ratio < 0 else {},
            (column.index,),
            tested=tested,
            missing=totals["records"] - totals["present"],
            excluded=totals["present"] - tested,
            rates=(Rate("no digit twice", different, tested, GENUINE_RANGE, CHANCE),),
            interval=Interval(low, high),
        )
