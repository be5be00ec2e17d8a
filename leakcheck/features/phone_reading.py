"""One pass over the cells of a phone column: what was written, read by the numbering plans.

Most cells are plain: one expression a type, proved at build time to give the full rules' answer, accepts them at the
speed of the column. Only the distinct values that it leaves over go through libphonenumber's steps, plan by plan.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import IntFlag
from typing import Final

import polars as pl

from leakcheck.kernels import phone_plan as kernel
from leakcheck.reference import phone_plans
from leakcheck.reference.phone_plans import NumberSet, PhoneType, Plan, Plans


class Mark(IntFlag):
    """What one reading of a cell says, as bits; the number's kind sits above them."""

    POSSIBLE = 1
    VALID = 2
    INTERNATIONAL = 4  # written with a plus, or with the prefix for calls abroad
    FOREIGN = 8  # another calling code than the column's country has
    LOCAL = 16  # short of its area code
    JUDGED = 32  # there was enough to tell valid from invalid
    FICTITIOUS = 64  # kept by the regulator for fiction
    ZERO_LOST = 128  # valid once the leading zero is put back


KIND_SHIFT: Final = 16
_LOCAL_DIGITS: Final = (5, 8)  # what subscribers write within their own town, where mobile numbers are longer
_SOME_NUMBER: Final = tuple(range(7, 16))  # digits of a number somewhere in the world (ITU-T E.164), country unknown
READING: Final = pl.Struct({"marks": pl.UInt32, "number": pl.UInt64})


def read(text: pl.Series, region: str | None, *, zeros: bool = False) -> pl.DataFrame:
    """One row a cell: `marks` (UInt32 bits) and `number` (UInt64, null where it cannot be read); null in, null out.

    With `zeros` a number that is not valid is tried with a leading zero, where the region's numbers may have one.
    """
    plans = phone_plans.load()
    plan = plans.plans[region] if region else None
    rows = pl.DataFrame({"text": text}).with_row_index("row").filter(pl.col("text").is_not_null())
    done = []
    if plan is not None and plan.plain:
        rows = rows.with_columns(kernel.bare(pl.col("text")).alias("bare"))
        for numbers in reversed(plan.plain):  # mobile before fixed: the more frequent in what this program reads
            hit = rows["bare"].str.contains(numbers.pattern)
            if hit.any():
                done.append(rows.filter(hit).select("row", *_plain(plan, numbers)))
                rows = rows.filter(~hit)
    if rows.height:
        values = rows.select(pl.col("text").unique())
        done.append(
            rows.join(_thorough(values, plan, plans, zeros=zeros), on="text", how="left").select(
                "row", "marks", "number"
            )
        )
    answers = (
        pl.concat(done) if done else pl.DataFrame(schema={"row": pl.UInt32, "marks": pl.UInt32, "number": pl.UInt64})
    )
    if answers.height == text.len():
        return (answers if len(done) == 1 else answers.sort("row")).drop("row")
    order = pl.DataFrame({"row": pl.int_range(text.len(), dtype=pl.UInt32, eager=True)})
    return order.join(answers, on="row", how="left", maintain_order="left").drop("row")


def _plain(plan: Plan, numbers: NumberSet) -> Iterator[pl.Expr]:
    """The reading of cells that a plain expression matched."""
    bare, code = pl.col("bare"), plan.calling_code
    if len(numbers.lengths) == 1:
        (size,) = numbers.lengths
        national = bare.str.tail(size)
        number = national.cast(pl.UInt64, strict=False) + pl.lit(code * 10**size, pl.UInt64)
    else:
        national = bare.str.extract(numbers.pattern, 1)
        number = (str(code) + national).cast(pl.UInt64, strict=False)
    certain = Mark.POSSIBLE | Mark.VALID | Mark.JUDGED
    marks = pl.lit(int(certain) + (numbers.kind << KIND_SHIFT), pl.UInt32)
    marks += _bit(bare.str.starts_with("+"), Mark.INTERNATIONAL)
    if plan.fictitious:
        marks += _bit(kernel.whole(national, plan.fictitious), Mark.FICTITIOUS)
    yield marks.alias("marks")
    yield number.alias("number")


def _bit(condition: pl.Expr, mark: Mark) -> pl.Expr:
    return pl.when(condition).then(pl.lit(int(mark), pl.UInt32)).otherwise(pl.lit(0, pl.UInt32))


# ------------------------------------------------------------------------------------------------- the full rules


def _thorough(values: pl.DataFrame, plan: Plan | None, plans: Plans, *, zeros: bool) -> pl.DataFrame:
    """`text` -> `marks`, `number` for distinct values; second readings only where the first is not valid."""
    text = pl.col("text")
    values = values.with_columns(text.alias("as_written"))
    first = _parsed(values, pl.col("as_written"), plan, plans)
    again = [(kernel.first_of_several(text), 0), (kernel.before_remark(text), 0)]
    if zeros and plan is not None and plan.zero_led:
        zero = text.str.contains("^[0-9]+$") & ~kernel.begins(text, "0")
        again.append((pl.when(zero).then("0" + text), int(Mark.ZERO_LOST)))
    for number, mark in again:
        settled = Mark.VALID if mark else Mark.VALID | Mark.LOCAL  # where numbers begin with 0 nobody writes less
        invalid = values.join(first.filter(pl.col("marks") & int(settled) == 0).select("text"), on="text", how="semi")
        retry = invalid.with_columns(number.alias("as_written")).filter(pl.col("as_written").is_not_null())
        if retry.height:
            better = _parsed(retry, pl.col("as_written"), plan, plans).filter(pl.col("marks") & int(Mark.VALID) != 0)
            better = better.with_columns(pl.col("marks") | mark)
            first = pl.concat([first.join(better, on="text", how="anti"), better])
    return first


def _parsed(values: pl.DataFrame, written: pl.Expr, plan: Plan | None, plans: Plans) -> pl.DataFrame:
    """One pass of libphonenumber's steps over distinct values."""
    frame = _national(values, written, plan, plans)
    groups = [
        _judged(group, int(code), plan, plans)
        for (code,), group in frame.filter(pl.col("code").is_not_null()).partition_by("code", as_dict=True).items()
    ]
    unread = frame.filter(pl.col("code").is_null())
    marks = pl.lit(PhoneType.UNKNOWN << KIND_SHIFT, pl.UInt32)
    if plan is None:
        national = pl.col("viable") & ~pl.col("plus")
        some = national & kernel.length_in(pl.col("digits"), _SOME_NUMBER).fill_null(value=False)
        marks += _bit(some, Mark.POSSIBLE) + _bit(~national, Mark.JUDGED)
    else:
        marks += int(Mark.JUDGED)
    groups.append(
        unread.select("text", marks.alias("marks"), pl.col("digits").cast(pl.UInt64, strict=False).alias("number"))
    )
    return pl.concat(groups)


def _national(values: pl.DataFrame, written: pl.Expr, plan: Plan | None, plans: Plans) -> pl.DataFrame:
    """Calling code and national digits, where they can be told apart.

    Adds `viable`, `plus`, `digits`, `abroad` (in international form), `code` (null where there is no reading) and
    `rest`, the digits after calling code, with the trunk prefix still on.
    """
    simple = values.filter(kernel.simple(written)).with_columns(kernel.bare(written).alias("found"))
    simple = simple.with_columns(pl.lit(value=True).alias("viable"))
    other = values.filter(~kernel.simple(written).fill_null(value=False))
    other = other.with_columns(kernel.candidate(written).alias("found"))
    other = other.with_columns(kernel.viable(pl.col("found")).fill_null(value=False).alias("viable"))
    other = other.with_columns(kernel.without_extension(pl.col("found")).alias("found"))
    other = other.with_columns(kernel.digits(pl.col("found")).alias("digits"))
    simple = simple.with_columns(pl.col("found").str.strip_prefix("+").alias("digits"))
    frame = pl.concat([simple, other]).with_columns(kernel.begins(pl.col("found"), "[+\uff0b]").alias("plus"))
    codes = sorted(plans.regions)
    digits, plus, viable = pl.col("digits"), pl.col("plus"), pl.col("viable")
    after_plus = kernel.calling_code(digits, codes)
    frame = frame.with_columns(
        pl.when(viable & plus & (digits.str.len_bytes() > 2)).then(after_plus).alias("code"), digits.alias("rest")
    ).with_columns(pl.col("code").is_not_null().alias("abroad"))
    frame = frame.with_columns(
        pl.when(pl.col("abroad")).then(_after_code("rest", "code")).otherwise(digits).alias("rest")
    )
    if plan is None:
        return frame
    return _by_region(frame, plan, codes)


def _after_code(number: str, code: str) -> pl.Expr:
    return pl.col(number).str.slice(pl.col(code).cast(pl.String).str.len_bytes())


def _by_region(frame: pl.DataFrame, plan: Plan, codes: Sequence[int]) -> pl.DataFrame:
    """`code` and `rest` of numbers that are not in the form ``+CC``, read as dialled in the plan's region."""
    digits, code = pl.col("digits"), pl.col("code")
    short_plus = pl.col("plus") & (digits.str.len_bytes() <= 2)
    todo = code.is_null() & pl.col("viable") & ~short_plus
    dialled = kernel.without_idd(digits, plan.idd) if plan.idd else pl.lit(None, pl.String)
    frame = frame.with_columns(pl.when(todo).then(dialled).alias("dialled"), todo.alias("todo"))
    frame = frame.with_columns(
        pl.when(pl.col("dialled").str.len_bytes() > 2).then(kernel.calling_code(pl.col("dialled"), codes)).alias("idd")
    )
    own = str(plan.calling_code)
    shorter = kernel.without_trunk(digits.str.slice(len(own)), plan.strip, plan.transform, plan.general)
    frame = frame.with_columns(pl.when(todo & kernel.begins(digits, own)).then(shorter).alias("shorter"))
    better = ~kernel.whole(digits, plan.general) & kernel.whole(pl.col("shorter"), plan.general)
    carries = pl.col("shorter").is_not_null() & (better | kernel.too_long(digits, plan.lengths))
    home = pl.col("todo") & pl.col("dialled").is_null()
    return frame.with_columns(
        pl.when(pl.col("idd").is_not_null())
        .then(pl.col("idd"))
        .when(home & (carries | ~pl.col("plus")))
        .then(pl.lit(plan.calling_code, pl.Int32))
        .otherwise(code)
        .alias("code"),
        pl.when(pl.col("idd").is_not_null())
        .then(_after_code("dialled", "idd"))
        .when(home & carries)
        .then(pl.col("shorter"))
        .otherwise(pl.col("rest"))
        .alias("rest"),
        (pl.col("abroad") | pl.col("idd").is_not_null()).alias("abroad"),
        (home & ~carries).alias("uncoded"),
    )


def _judged(group: pl.DataFrame, code: int, plan: Plan | None, plans: Plans) -> pl.DataFrame:
    """The reading of numbers of one calling code."""
    main = plans.main(code)
    number = pl.col("rest")
    if plan is not None and plan.calling_code == code and plan.region != main.region:
        # Without a calling code in the text it is the region's own trunk prefix that is removed.
        trunkless = pl.when(pl.col("uncoded")).then(_trunkless(number, plan)).otherwise(_trunkless(number, main))
    else:
        trunkless = _trunkless(number, main)
    group = group.with_columns(trunkless.alias("national"))
    national = pl.col("national")
    size = national.str.len_bytes()
    usable = (number.str.len_bytes() >= 2) & (size >= 2) & (size <= kernel.LONGEST_NUMBER)
    group = group.with_columns(usable.alias("usable"))
    kinds = _kinds(group.filter(pl.col("usable")).select("text", "national"), plans.regions[code], plans)
    group = group.join(kinds, on="text", how="left").with_columns(pl.col("kind").fill_null(int(PhoneType.UNKNOWN)))
    valid = pl.col("kind") != int(PhoneType.UNKNOWN)
    possible = pl.col("usable") & kernel.length_in(national, (*main.lengths, *main.local)) | valid
    low, high = _LOCAL_DIGITS
    townish = size.is_between(low, high) & (size < main.whole_length)
    local = ~pl.col("abroad") & ~valid & (kernel.length_in(national, main.local) | townish)
    away = pl.lit(value=plan is not None and plan.calling_code != code)
    marks = (
        pl.lit(int(Mark.JUDGED), pl.UInt32)
        + _bit(possible, Mark.POSSIBLE)
        + _bit(valid, Mark.VALID)
        + _bit(pl.col("abroad"), Mark.INTERNATIONAL)
        + _bit(away, Mark.FOREIGN)
        + _bit(local, Mark.LOCAL)
        + pl.col("kind").cast(pl.UInt32) * (1 << KIND_SHIFT)
    )
    if main.fictitious:
        marks += _bit(pl.col("usable") & kernel.whole(national, main.fictitious), Mark.FICTITIOUS)
    return group.select(
        "text", marks.alias("marks"), (str(code) + national).cast(pl.UInt64, strict=False).alias("number")
    )


def _trunkless(number: pl.Expr, plan: Plan) -> pl.Expr:
    """The number without its trunk prefix, unless what is left would be too short for the plan."""
    rest = kernel.without_trunk(number, plan.strip, plan.transform, plan.general)
    fits = (kernel.length_in(rest, plan.lengths) | kernel.too_long(rest, plan.lengths)) & ~kernel.length_in(
        rest, plan.local
    )
    return pl.when(fits).then(rest).otherwise(number)


def _kinds(numbers: pl.DataFrame, regions: Sequence[str], plans: Plans) -> pl.DataFrame:
    """`text` -> `kind` of national numbers of one calling code: the first region that claims a number decides."""
    national, done = pl.col("national"), []
    for region in regions:
        if not numbers.height:
            break
        plan = plans.plans[region]
        kind = numbers.select("text", "national", _kind(national, plan).alias("kind"))
        if plan.leading and len(regions) > 1:
            claimed = kernel.begins(national, plan.leading)
        else:
            claimed = pl.col("kind") != int(PhoneType.UNKNOWN)
        claims = kind.filter(claimed)
        done.append(claims.select("text", "kind"))
        numbers = numbers.join(claims, on="text", how="anti") if claims.height else numbers
    return pl.concat([*done, pl.DataFrame(schema={"text": pl.String, "kind": pl.Int16})])


def _kind(national: pl.Expr, plan: Plan) -> pl.Expr:
    """The number's type by one region's plan, in libphonenumber's order of asking."""

    def fits(numbers: NumberSet) -> pl.Expr:
        return kernel.whole(national, numbers.pattern) & kernel.length_in(national, numbers.lengths)

    def code(kind: PhoneType) -> pl.Expr:
        return pl.lit(int(kind), pl.Int16)

    chain = code(PhoneType.UNKNOWN)
    for numbers in reversed(plan.additions):
        chain = pl.when(fits(numbers)).then(code(numbers.kind)).otherwise(chain)
    known = kernel.whole(national, plan.general) & kernel.length_in(national, plan.lengths)
    by_kind = {numbers.kind: numbers for numbers in plan.types}
    for numbers in reversed(plan.types):
        kind = code(numbers.kind)
        mobile = by_kind.get(PhoneType.MOBILE)
        if numbers.kind is PhoneType.FIXED and mobile is not None:
            kind = pl.when(fits(mobile)).then(code(PhoneType.FIXED_OR_MOBILE)).otherwise(kind)
        chain = pl.when(known & fits(numbers)).then(kind).otherwise(chain)
    return chain
