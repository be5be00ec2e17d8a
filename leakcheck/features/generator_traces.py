"""Traces that only generators and test data leave in a value, as bits: see `Trace`.

Each feature gives the bits of a column's distinct cells (see `lexicon.on_distinct`).
"""

from __future__ import annotations

from enum import IntFlag
from functools import cache
from typing import Final

import polars as pl

from leakcheck.features import generator_patterns as patterns
from leakcheck.features.feature import Feature
from leakcheck.features.lexicon import on_distinct
from leakcheck.model.columns import Column
from leakcheck.reference.generators import facts


class Trace(IntFlag):
    """What a value is, and what is odd about it. The first is given to every cell that was read."""

    READ = 1
    PATTERN = 2  # built as Faker builds English towns, streets, companies or slogans
    HOST = 4  # an IPv4 address in dots
    NO_HOST = 8  # ... that no host can have (RFC 1112, 5735: 0/8 and 224/3)
    PROSE = 16  # three words or more
    FILLER = 32  # ... all of them printers' Latin
    CARD = 64  # 13 to 19 digits whose first two a payment card can have
    TEST_CARD = 128  # ... published for trying out payment systems
    NUMBERED = 256  # a name with digits glued to its end
    FICTION = 512  # a phone number that the regulator keeps for films and examples
    ITALIAN = 1_024  # a street as Faker builds Italian ones
    CHINESE = 2_048  # an address as Faker builds Chinese ones


_HOST: Final = r"^(\d{1,3})\.\d{1,3}\.\d{1,3}\.\d{1,3}$"
_CARD: Final = r"^(?:3[0-9]|4\d|5[0-8]|2[2-7]|6\d)\d{11,17}$"
_LONG: Final = r"^[^A-Za-z]{13}"  # as a payment card has to be
_NUMBERED: Final = r"^\p{Lu}[\p{L}'’ -]*\p{Ll}\d{1,3}(?: \p{Lu}[\p{L}'’-]*\d{1,3})*$"
_LONGEST: Final = 160  # characters that are read: filler shows in the first line


@cache
def town_traces(column: Column) -> Feature:
    """READ and PATTERN of a column of towns."""
    return on_distinct(column, "trace.town", lambda cells: _held({Trace.PATTERN: patterns.town(cells)}))


@cache
def street_traces(column: Column) -> Feature:
    """READ, PATTERN, ITALIAN and CHINESE of a column of addresses."""
    return on_distinct(column, "trace.street", _street)


def _street(cells: pl.Series) -> pl.Series:
    found = {
        Trace.PATTERN: patterns.english_street(cells),
        Trace.ITALIAN: patterns.italian_street(cells),
        Trace.CHINESE: patterns.chinese_address(cells),
    }
    return _held(found)


@cache
def text_traces(column: Column) -> Feature:
    """READ, PATTERN, HOST, NO_HOST, PROSE, FILLER, CARD and TEST_CARD of the cells of any column."""
    return on_distinct(column, "trace.text", _text)


def _text(cells: pl.Series) -> pl.Series:
    short = cells.str.head(_LONGEST)
    spoken = patterns.several_words(short)
    dotted = short.str.contains(".", literal=True)
    long = short.str.contains(_LONG)
    prose = patterns.only(spoken, short, lambda cells: cells.str.contains(r"^\p{L}+,? \p{L}+,? \p{L}"))
    host = patterns.only(dotted, short, lambda cells: _octet(cells).is_not_null())
    found = {
        Trace.PATTERN: patterns.company(short),
        Trace.HOST: host,
        Trace.NO_HOST: patterns.only(host, short, _no_host),
        Trace.PROSE: prose,
        Trace.FILLER: patterns.only(prose, short, _filler),
        Trace.CARD: patterns.only(long, short, lambda cells: _digits(cells).str.contains(_CARD)),
        Trace.TEST_CARD: patterns.only(long, short, lambda cells: _digits(cells).is_in(facts.load().cards)),
    }
    return _held(found)


def _octet(cells: pl.Series) -> pl.Series:
    """The first number of an IPv4 address in dots, null for any other cell."""
    return cells.str.extract(_HOST, 1).cast(pl.Int64, strict=False)


def _no_host(hosts: pl.Series) -> pl.Series:
    octet = _octet(hosts)
    return (octet == 0) | (octet >= 224)


def _digits(cells: pl.Series) -> pl.Series:
    """The digits of a number in groups, as payment cards are written; other cells as they are."""
    return cells.str.replace(r"^(\d{4})[ -](\d+)[ -](\d+)[ -]?(\d*)$", "$1$2$3$4")


def _filler(prose: pl.Series) -> pl.Series:
    """Whether all words of each cell are printers' Latin."""
    words = prose.str.to_lowercase().str.replace_all(r"[.,;:!?]", "").str.split(" ")
    return words.list.eval(pl.element().is_in(facts.load().filler)).list.all()


@cache
def name_traces(column: Column) -> Feature:
    """READ and NUMBERED of the cells of a column of names."""
    return on_distinct(column, "trace.name", _name)


def _name(cells: pl.Series) -> pl.Series:
    return _held({Trace.NUMBERED: cells.str.contains(_NUMBERED)})


@cache
def phone_traces(column: Column, country: str) -> Feature | None:
    """READ and FICTION of a column of phones of one country; None where the regulator keeps no such numbers."""
    pattern = facts.load().fiction.get(country)
    if pattern is None:
        return None

    def read(cells: pl.Series) -> pl.Series:
        digits = cells.str.replace(r"(?i)\s*(?:x|ext\.?)\s*\d+$", "").str.replace_all(r"\D", "")
        return _held({Trace.FICTION: digits.str.contains(pattern)})

    return on_distinct(column, f"trace.phone.{country}", read)


def _held(found: dict[Trace, pl.Series]) -> pl.Series:
    """The bits of the traces that hold, added up, and READ."""
    frame = pl.DataFrame({str(trace.name): flags for trace, flags in found.items()})
    bits = (pl.when(str(trace.name)).then(int(trace)).otherwise(0) for trace in found)
    return frame.select((pl.lit(int(Trace.READ)) + pl.sum_horizontal(*bits)).cast(pl.UInt64)).to_series()
