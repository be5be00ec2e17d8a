"""The clock inside an identifier: when the program that made it says it made it.

Sources: org.elasticsearch.common.TimeBasedUUIDGenerator (both byte orders: the one up to Elasticsearch 2, time first,
and the later one); MongoDB ObjectId specification; RFC 9562 (UUID versions 1 and 7); Twitter Snowflake (2010).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache
from typing import Final

import polars as pl

from leakcheck.features.feature import Feature
from leakcheck.features.text import clean
from leakcheck.model.columns import Column


class Layout(StrEnum):
    """How an identifier carries its clock."""

    FLAKE = "Elasticsearch id"
    OLD_FLAKE = "Elasticsearch id (before 5)"
    OBJECT_ID = "MongoDB ObjectId"
    UUID1 = "UUID version 1"
    UUID7 = "UUID version 7"
    SNOWFLAKE = "Snowflake"


# The year in which the layout came into use, and how many years its clock can tell apart.
SINCE: Final = {
    Layout.FLAKE: 2014,
    Layout.OLD_FLAKE: 2014,
    Layout.OBJECT_ID: 2009,
    Layout.UUID1: 1996,
    Layout.UUID7: 2020,
    Layout.SNOWFLAKE: 2010,
}
SPAN: Final = {
    Layout.FLAKE: 8919,  # 2 ** 48 ms
    Layout.OLD_FLAKE: 8919,
    Layout.OBJECT_ID: 136,  # 2 ** 32 s
    Layout.UUID1: 3653,  # 2 ** 60 times 100 ns
    Layout.UUID7: 8919,
    Layout.SNOWFLAKE: 70,  # 2 ** 41 ms
}
# The positions of the clock's bytes, the highest first, in the identifier's bytes.
_BYTES: Final = {
    Layout.FLAKE: (5, 4, 3, 2, 12, 14),
    Layout.OLD_FLAKE: (0, 1, 2, 3, 4, 5),
    Layout.OBJECT_ID: (0, 1, 2, 3),
    Layout.UUID1: (6, 7, 4, 5, 0, 1, 2, 3),
    Layout.UUID7: (0, 1, 2, 3, 4, 5),
}
_GREGORIAN: Final = 12_219_292_800_000  # ms from 15 October 1582, where the clock of UUID version 1 starts, to 1970
_TWITTER: Final = 1_288_834_974_657  # ms from 1970 to where Twitter's clock starts
_UUID: Final = r"(?i)^\{?[0-9a-f]{8}-[0-9a-f]{4}-%s[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\}?$"


@cache
def clock(column: Column, layout: Layout) -> Feature:
    """Milliseconds since 1970 (Int64) that an identifier of `layout` carries; null for other shapes.

    Any 20 letters of base64 have the shape of either Elasticsearch id, and any 17 to 19 digits that of a Snowflake.
    """
    text = clean(column)
    name = f"{column.name}.clock.{layout.name.lower()}"
    if layout is Layout.SNOWFLAKE:
        number = text.col.str.extract("^([0-9]{17,19})$", 1).cast(pl.Int64, strict=False)
        return Feature(name, number // (1 << 22) + _TWITTER, (text,))
    code = _code(column, layout, text)
    steps = _number(code, _BYTES[layout])
    match layout:
        case Layout.OBJECT_ID:
            moment = steps * 1000
        case Layout.UUID1:
            moment = (steps - (1 << 60)) // 10_000 - _GREGORIAN  # the version stands in the four highest bits
        case _:
            moment = steps
    return Feature(name, moment, (code,))


def _code(column: Column, layout: Layout, text: Feature) -> Feature:
    """The identifier's bytes."""
    match layout:
        case Layout.FLAKE | Layout.OLD_FLAKE:
            kind, width = "flake", 15
            shaped = pl.when(text.col.str.contains("^[A-Za-z0-9_-]{20}$")).then(text.col)
            raw = shaped.str.replace_many(["-", "_"], ["+", "/"]).str.decode("base64", strict=False)
        case Layout.OBJECT_ID:
            kind, width = "hex", 12
            raw = pl.when(text.col.str.contains("(?i)^[0-9a-f]{24}$")).then(text.col).str.decode("hex", strict=False)
        case _:
            kind, width = layout.name.lower(), 16
            shaped = pl.when(text.col.str.contains(_UUID % layout.name[-1])).then(text.col)
            raw = shaped.str.replace_all("[{}-]", "").str.decode("hex", strict=False)
    code = raw.bin.reinterpret(dtype=pl.Array(pl.UInt8, width), endianness="little")
    return Feature(f"{column.name}.clock.{kind}.bytes", code, (text,))


def _number(code: Feature, positions: Sequence[int]) -> pl.Expr:
    """The bytes at `positions` as one number, the highest first."""
    total: pl.Expr = pl.lit(0, pl.Int64)
    for position in positions:
        total = total * 256 + code.col.arr.get(position).cast(pl.Int64)
    return total


def window(layout: Layout, as_of: date) -> tuple[int, int]:
    """Milliseconds since 1970 between which a clock is plausible: from the layout's first year to the day after."""
    first = datetime(SINCE[layout], 1, 1, tzinfo=UTC)
    last = datetime(as_of.year, as_of.month, as_of.day, tzinfo=UTC)
    return round(first.timestamp()) * 1000, round(last.timestamp()) * 1000 + 2 * 86_400_000


def chance(layout: Layout, as_of: date) -> float:
    """The share of random identifiers of the layout's shape whose clock is plausible."""
    return (as_of.year + 1 - SINCE[layout]) / SPAN[layout]
