"""One pass over the cells of a phone column: what was written, read by the numbering plans.

Most cells are plain: one expression a type, proved at build time to give the full rules' answer, accepts them at the
speed of the column. Only the distinct values that it leaves over go through libphonenumber's steps, those under one
calling code together where they are many.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import polars as pl

from leakcheck.features.phone_mark import KIND_SHIFT, LOCAL_DIGITS, Mark
from leakcheck.features.phone_single import one_by_one
from leakcheck.kernels import phone_plan as kernel
from leakcheck.reference import phone_plans
from leakcheck.reference.phone_plans import NumberSet, PhoneType, Plan, Plans

_SOME_NUMBER: Final = tuple(range(7, 16))  # digits of a number somewhere in the world (ITU-T E.164), country unknown
FEW: Final = 4000  # distinct numbers under one calling code that are read faster one by one than in columns
READING: Final = pl.Struct({"marks": pl.UInt32, "number": pl.UInt64})


def read(text: pl.Series, region: str | None, *, zeros: bool = False) -> pl.DataFrame:
    """One row a cell: `marks` (UInt32 bits) and `number` (UInt64, null where it cannot be read); null in, null out.

    With `zeros` a number that is not valid is tried with a leading zero, where the region's numbers may have one.
    """
    plans = phone_plans.load()
    plan = plans.plans[region] if region else None
    found = pl.select(
        pl.repeat(None, text.len(), dtype=pl.UInt32).alias("marks"),
        pl.repeat(None, text.len(), dtype=pl.UInt64).alias("number"),
    )
    rows = text.is_not_null().arg_true()
    cells = _at(text, rows)
    if plan is not None:
        for written in (pl.col("text"), kernel.bare(pl.col("text"))):  # most columns have no separators
            for numbers in reversed(plan.plain):  # mobile before fixed: the more frequent in what this program reads
                if not rows.len():
                    return found
                bare = cells.to_frame("text").select(written.alias("bare"))
                hit = bare["bare"].str.contains(numbers.pattern)
                if hit.any():
                    found = _settled(found, rows.filter(hit), bare.filter(hit).select(_plain(plan, numbers)))
                    rows, cells = rows.filter(~hit), cells.filter(~hit)
    if rows.len():
        values = pl.DataFrame({"text": cells.unique()})
        read = _thorough(values, plan, plans, zeros=zeros)
        answers = cells.to_frame("text").join(read, on="text", how="left", maintain_order="left")
        found = _settled(found, rows, answers.select("marks", "number"))
    return found


def _at(values: pl.Series, rows: pl.Series) -> pl.Series:
    return values if rows.len() == values.len() else values.gather(rows)


def _settled(found: pl.DataFrame, rows: pl.Series, answers: pl.DataFrame) -> pl.DataFrame:
    """`found` with the answers at `rows`."""
    if rows.len() == found.height:
        return answers
    return found.select(found[name].scatter(rows, answers[name]) for name in found.columns)


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
    again = []
    if values["text"].str.contains("[^0-9+]").any():  # a second number or a remark is set off by something
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
    unread = frame.filter(pl.col("code").is_null())
    coded = frame.filter(pl.col("code").is_not_null())
    counts = coded["code"].value_counts()
    common = counts.filter(pl.col("count") > FEW)["code"].to_list()
    groups = [_judged(coded.filter(pl.col("code") == code), code, plan, plans) for code in common]
    groups.append(one_by_one(coded.filter(~pl.col("code").is_in(common)) if common else coded, plan, plans))
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
    simple = simple.with_columns(pl.col("found").str.strip_prefix("+").alias("digits"))
    other = values.filter(~kernel.simple(written).fill_null(value=False))
    frame = pl.concat([simple, _odd(other, written)]) if other.height else simple
    frame = frame.with_columns(kernel.begins(pl.col("found"), "[+\uff0b]").alias("plus"))
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


def _odd(values: pl.DataFrame, written: pl.Expr) -> pl.DataFrame:
    """`found`, `viable` and `digits` of what is more than digits and separators; the patterns take long to compile."""
    values = values.with_columns(kernel.candidate(written).alias("found"))
    values = values.with_columns(kernel.viable(pl.col("found")).fill_null(value=False).alias("viable"))
    values = values.with_columns(kernel.without_extension(pl.col("found")).alias("found"))
    return values.with_columns(kernel.digits(pl.col("found")).alias("digits"))


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
    low, high = LOCAL_DIGITS
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
