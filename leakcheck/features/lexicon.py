"""Words as keys that stay the same from release to release, to look them up in the lists of generators.

`Series.hash` may change with polars, so packaged tables need a hash of our own: the first 64 bytes of the folded word
are read as little-endian integers w1 ... w8, each mixed with constants of its place, added up with the mixed length,
and mixed once more; the key is the upper half of the sum. Zero words add nothing, so short words cost little.

Keys are worked out for distinct values only, and of these only for as many as `CAPACITY`: the others are dropped later
by `Multiplicity` in any case, because it keeps values by the same digest down to the same level or a deeper one.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from hashlib import blake2b
from typing import Final

import polars as pl

from leakcheck.features.feature import Feature
from leakcheck.features.name import COMPOUND_SURNAMES
from leakcheck.features.text import clean, digest
from leakcheck.features.thin import floor
from leakcheck.model.columns import Column, Role

CAPACITY: Final = 1 << 11  # distinct values a column: of so many a share is right to 0.02, and every bound is reached
_WORDS: Final = 8  # of 8 bytes each
_NOTHING: Final = r"[^\p{L}\p{N}]+"
_MARKS: Final = "[\u0300-\u036f]"
# Forms of address and degrees that generators and registers put around a name.
_TITLES: Final = (
    r"(?i)\b(?:mr|mrs|ms|miss|mx|dr|prof|rev|hon|sir|frau|herr|sig|sigra|dott|ing|mme|mlle|sr|sra|jr|ii|iii|iv|md|phd|"
    r"dds|dvm)\b\.?"
)
_HAN: Final = r"^[\p{Han}\p{Hangul}]{2,4}$"

Reading = Callable[[pl.Series], pl.Series]  # distinct cells -> UInt64, null where there is nothing to read


def _odd(sentence: str) -> int:
    return int.from_bytes(blake2b(sentence.encode(), digest_size=8).digest(), "little") | 1


_FIRST: Final = tuple(_odd(f"leakcheck lexicon, word {i}, first") for i in range(_WORDS + 1))
_SECOND: Final = tuple(_odd(f"leakcheck lexicon, word {i}, second") for i in range(_WORDS + 1))
_LAST: Final = _odd("leakcheck lexicon, last")


def fold(words: pl.Series) -> pl.Series:
    """Lower case, without accents, blanks and signs: ``Jean-René`` is jeanrene."""
    lower = words.str.to_lowercase()
    if not bool((lower.str.len_bytes() == lower.str.len_chars()).all()):
        lower = lower.str.normalize("NFKD").str.replace_all(_MARKS, "")
    return lower.str.replace_all(_NOTHING, "")


def keys(words: pl.Series) -> pl.Series:
    """The key of each word (UInt64, under 2**32), null where nothing is left after folding."""
    folded = fold(words)
    length = folded.str.len_bytes()
    places = min(_WORDS, -(-int(length.max() or 1) // 8))  # type: ignore[arg-type]  # (a length is an int)
    padded = pl.DataFrame({"text": folded.str.pad_end(8 * places, "\0").cast(pl.Binary), "length": length})
    parts = [
        pl.col("text").bin.slice(8 * i, 8).bin.reinterpret(dtype=pl.UInt64, endianness="little").alias(f"w{i}")
        for i in range(places)
    ]
    frame = padded.select(*parts, pl.col("length").cast(pl.UInt64).alias(f"w{_WORDS}"))
    for constants in (_FIRST, _SECOND):
        frame = frame.select(_mixed(pl.col(name), constants[int(name[1:])]) for name in frame.columns)
    total = frame.select(pl.sum_horizontal(pl.all(), ignore_nulls=False).alias("h"))
    mixed = total.select(_mixed(pl.col("h"), _LAST).alias("h")).select(pl.col("h") // pl.lit(1 << 32, pl.UInt64))
    return pl.DataFrame({"h": mixed["h"], "n": length}).select(pl.when(pl.col("n") > 0).then("h")).to_series()


def _mixed(word: pl.Expr, constant: int) -> pl.Expr:
    product = word * pl.lit(constant, pl.UInt64)
    return product ^ product // pl.lit(1 << 32, pl.UInt64)


def on_distinct(column: Column, question: str, reading: Reading) -> Feature:
    """`reading` of the column's distinct cells (UInt64), at one record of each; null at all others.

    Only for a probe that gives it to `Multiplicity` as a part of `text.digest(column)` with `CAPACITY`; `floor` of that
    digest may be set.
    """
    text, hashed = clean(column), digest(column)
    bound = floor(hashed, "lexicon")
    read = pl.map_batches(
        [hashed.col, text.col, bound.col],
        lambda columns: _read(columns[0], columns[1], columns[2], reading),
        return_dtype=pl.UInt64,
    )
    return Feature(f"{column.name}.{question}", read, (text, hashed, bound))


def _read(hashed: pl.Series, text: pl.Series, bound: pl.Series, reading: Reading) -> pl.Series:
    values = pl.DataFrame({"h": hashed, "bound": bound}).with_row_index("at")
    values = values.filter(pl.col("h") & pl.col("bound") == 0).unique("h", keep="any")
    level = 0
    while values.height > CAPACITY:
        level += 1
        values = values.filter((pl.col("h") & pl.lit((1 << level) - 1, pl.UInt64)) == 0)
    found = pl.Series("found", [None], dtype=pl.UInt64).new_from_index(0, hashed.len())
    if not values.height:
        return found
    return found.scatter(values["at"], reading(text.gather(values["at"])).cast(pl.UInt64))


@cache
def name_keys(column: Column) -> Feature:
    """The keys of a name's parts, packed in one integer by `pack`: what may be given names, and family names.

    A given_name or family_name cell is one part, and the other is 0. Of a whole name the first and the last word are
    the parts (after "Family, Given" is turned round); in Han or Hangul the surname, which is 0, and the given name.
    """
    return on_distinct(column, "lexicon.name", _READINGS.get(column.role, _whole))


def _given(cells: pl.Series) -> pl.Series:
    return pack(keys(cells), None)


def _family(cells: pl.Series) -> pl.Series:
    return pack(None, keys(unhyphenated(cells)))


def _whole(cells: pl.Series) -> pl.Series:
    turned = cells.str.replace(r"^([^,]*),\s*(.+)$", "$2 $1").str.replace_all(_TITLES, " ").str.strip_chars(" .,")
    compound = turned.str.head(2).is_in(COMPOUND_SURNAMES) & (turned.str.len_chars() > 2)
    han = turned.str.contains(_HAN)
    frame = pl.DataFrame({"cell": turned, "han": han, "skip": compound.cast(pl.Int64) + 1})
    parts = frame.select(
        first=pl.when("han")
        .then(pl.col("cell").str.slice(pl.col("skip")))
        .otherwise(pl.col("cell").str.extract(r"^(\S+)")),
        last=pl.when(~pl.col("han")).then(pl.col("cell").str.extract(r"\s(\S+)$")),
    )
    return pack(keys(parts["first"]), keys(unhyphenated(parts["last"])))


def unhyphenated(cells: pl.Series) -> pl.Series:
    """A double name counts by its last part."""
    return cells.str.extract(r"([^-]+)-*$", 1)


_READINGS: Final[dict[Role, Reading]] = {Role.GIVEN_NAME: _given, Role.FAMILY_NAME: _family}


def pack(given: pl.Series | None, family: pl.Series | None) -> pl.Series:
    """Two keys in one UInt64, 0 for a part that is not there: the given name's above the family name's."""
    present = given if given is not None else family
    assert present is not None
    nothing = pl.Series([0], dtype=pl.UInt64).new_from_index(0, present.len())
    upper = nothing if given is None else given.fill_null(0)
    lower = nothing if family is None else family.fill_null(0)
    return (
        pl.DataFrame({"u": upper, "l": lower})
        .select(pl.col("u") * pl.lit(1 << 32, pl.UInt64) + pl.col("l"))
        .to_series()
    )


@cache
def cell_key(column: Column) -> Feature:
    """The key of the whole cell."""
    return on_distinct(column, "lexicon.cell", keys)
