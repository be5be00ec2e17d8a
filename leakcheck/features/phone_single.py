"""`phone_reading`'s last step, number by number: what the plans make of national digits under a calling code.

The same rules as there, for the few odd cells of a batch: they fall under many plans, and a column's expressions cost
more for every plan than a number does (100 ms for 300 numbers under ten calling codes, against 2 ms here).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

import polars as pl

from leakcheck.features.phone_mark import KIND_SHIFT, LOCAL_DIGITS, Mark
from leakcheck.kernels.phone_plan import LONGEST_NUMBER
from leakcheck.reference.phone_plans import NumberSet, PhoneType, Plan, Plans

_MOST: Final = (1 << 64) - 1  # what a UInt64 holds


def one_by_one(numbers: pl.DataFrame, plan: Plan | None, plans: Plans) -> pl.DataFrame:
    """`text` -> `marks`, `number` of distinct cells that `phone_reading` has found the calling code of.

    Reads `code`, `rest`, `abroad` and, where there is a plan, `uncoded`.
    """
    uncoded = numbers["uncoded"] if plan is not None else pl.repeat(value=False, n=numbers.height, eager=True)
    read = [
        _read(number, code, plan, plans, abroad=abroad, uncoded=bare)
        for number, code, abroad, bare in zip(numbers["rest"], numbers["code"], numbers["abroad"], uncoded, strict=True)
    ]
    return pl.DataFrame(
        {
            "text": numbers["text"],
            "marks": pl.Series([marks for marks, _ in read], dtype=pl.UInt32),
            "number": pl.Series([number for _, number in read], dtype=pl.UInt64),
        }
    )


def _read(
    number: str, code: int, plan: Plan | None, plans: Plans, *, abroad: bool, uncoded: bool
) -> tuple[int, int | None]:
    main = plans.main(code)
    own = plan is not None and plan.calling_code == code
    # Without a calling code in the text it is the region's own trunk prefix that is removed.
    national = _trunkless(number, plan if plan is not None and own and uncoded else main)
    size = len(national)
    usable = len(number) >= 2 and 2 <= size <= LONGEST_NUMBER
    kind = _kind(national, plans.regions[code], plans) if usable else PhoneType.UNKNOWN
    valid = kind is not PhoneType.UNKNOWN
    low, high = LOCAL_DIGITS
    townish = low <= size <= high and size < main.whole_length
    marks = {
        Mark.JUDGED: True,
        Mark.POSSIBLE: valid or (usable and (size in main.lengths or size in main.local)),
        Mark.VALID: valid,
        Mark.INTERNATIONAL: abroad,
        Mark.FOREIGN: plan is not None and not own,
        Mark.LOCAL: not abroad and not valid and (size in main.local or townish),
        Mark.FICTITIOUS: usable and main.fictitious is not None and _whole(national, main.fictitious),
    }
    full = int(f"{code}{national}")
    return sum(mark for mark, holds in marks.items() if holds) + (kind << KIND_SHIFT), full if full <= _MOST else None


def _kind(national: str, regions: Sequence[str], plans: Plans) -> PhoneType:
    """The first region that claims a number decides."""
    for region in regions:
        plan = plans.plans[region]
        if plan.leading and len(regions) > 1:
            if _compiled(plan.leading).match(national):
                return _kind_by(national, plan)
        elif (kind := _kind_by(national, plan)) is not PhoneType.UNKNOWN:
            return kind
    return PhoneType.UNKNOWN


def _kind_by(national: str, plan: Plan) -> PhoneType:
    """The number's type by one region's plan, in libphonenumber's order of asking."""
    if len(national) in plan.lengths and _whole(national, plan.general):
        for numbers in plan.types:
            if _fits(national, numbers):
                both = numbers.kind is PhoneType.FIXED and any(
                    other.kind is PhoneType.MOBILE and _fits(national, other) for other in plan.types
                )
                return PhoneType.FIXED_OR_MOBILE if both else numbers.kind
    return next((numbers.kind for numbers in plan.additions if _fits(national, numbers)), PhoneType.UNKNOWN)


def _trunkless(number: str, plan: Plan) -> str:
    """The number without its trunk prefix, unless what is left would be too short for the plan."""
    rest = _without_trunk(number, plan)
    size = len(rest)
    fits = (size in plan.lengths or size > max(plan.lengths)) and size not in plan.local
    return rest if fits else number


def _without_trunk(number: str, plan: Plan) -> str:
    """As `kernels.phone_plan.without_trunk`."""
    if not plan.strip:
        return number
    prefix = _compiled(plan.strip).match(number)
    if prefix is None:
        return number
    rest = number[prefix.end() :]
    if plan.transform and prefix[prefix.re.groups] is not None:
        rest = prefix.expand(plan.transform) + rest
    spoiled = _whole(number, plan.general) and not _whole(rest, plan.general)
    return number if spoiled else rest


def _fits(national: str, numbers: NumberSet) -> bool:
    return len(national) in numbers.lengths and _whole(national, numbers.pattern)


def _whole(number: str, pattern: str) -> bool:
    return _compiled(pattern).fullmatch(number) is not None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Compiled once in a run: of a plan's patterns most are never asked for."""
    return re.compile(pattern)
