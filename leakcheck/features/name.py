"""A person's name as hashes: whole, family part, given part.

The parts need not be right for every culture: they are used to work out how often whole names should repeat if the
parts were drawn apart, and for that any division that is the same for everybody will do.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

import polars as pl

from leakcheck.features.feature import Feature
from leakcheck.features.text import clean
from leakcheck.features.thin import where
from leakcheck.kernels.text import lower, spaced
from leakcheck.model.columns import Binding, Column, Role

# Two-character surnames that are borne today. Source: the Chinese census tables of surnames, as general knowledge.
COMPOUND_SURNAMES: Final = (
    "欧阳", "歐陽", "上官", "司马", "司馬", "诸葛", "諸葛", "夏侯", "皇甫", "尉迟",
    "公孙", "公孫", "慕容", "令狐", "宇文", "长孙", "司徒", "司空", "东方", "独孤",
    "南宫", "端木", "淳于", "申屠", "轩辕", "百里", "呼延", "澹台", "濮阳", "太史",
)  # fmt: skip
_HAN: Final = r"^[\p{Han}\p{Hangul}]{2,4}$"
_SIGNS: Final = r"[^\p{L}\p{N},]+"  # the comma says which part is the family name


@dataclass(frozen=True, slots=True)
class Names:
    """`whole`, `family` and `given` as UInt64 hashes, null where no name is written, and the columns they come from."""

    whole: Feature
    family: Feature
    given: Feature
    columns: tuple[Column, ...]


def names(binding: Binding) -> Names | None:
    """The names of the sample's persons: family and given name columns, else the column of whole names, else None."""
    family, given = binding.get(Role.FAMILY_NAME), binding.get(Role.GIVEN_NAME)
    whole = binding.get(Role.PERSON_NAME)
    if family is not None and given is not None:
        return _joined(family, given)
    return _split(whole) if whole is not None else None


def _joined(family: Column, given: Column) -> Names:
    parts = (family_key(family), family_key(given))
    mix = parts[0].col * pl.lit(0x9E3779B97F4A7C15, pl.UInt64) + parts[1].col
    whole = Feature(f"{family.name}+{given.name}.name", _hash(mix), parts, keyed=True)
    return Names(whole, parts[0], parts[1], (family, given))


def family_key(column: Column) -> Feature:
    """The hash of one part of a name, letters only and in lower case; null where nothing is written."""
    plain = _plain(column)
    return Feature(f"{column.name}.namepart", _hash(plain.col), (plain,), keyed=True)


@cache
def _plain(column: Column) -> Feature:
    """The name in lower case, with one blank for whatever is neither a letter nor a comma."""
    text = clean(column)
    return Feature(f"{column.name}.name.plain", spaced(lower(text.col), _SIGNS), (text,))


@cache
def _split(column: Column) -> Names:
    """By script: the first character or a compound surname; "Family, Given"; else the last word is the family."""
    plain = _plain(column)
    name, stem = plain.col, f"{column.name}.name"
    han = Feature(f"{stem}.han", name.str.contains(_HAN), (plain,))
    compound = name.str.head(2).is_in(COMPOUND_SURNAMES) & (name.str.len_chars() > 2)
    width = Feature(f"{stem}.width", pl.when(compound).then(2).otherwise(1), (plain,))
    other, comma = pl.col("cell"), pl.col("cell").str.contains(",", literal=True)
    last = pl.when(comma).then(other.str.extract(r"^([^,]*),", 1)).otherwise(other.str.extract(r"([^ ]+)$", 1))
    long, size = last.str.len_chars(), other.str.len_chars().cast(pl.Int64)
    first = pl.when(comma).then(other.str.slice(long)).otherwise(other.str.head(size - long))

    def part(name_of: str, in_han: pl.Expr, elsewhere: pl.Expr) -> Feature:
        """Expressions look at all cells that they are given, so those of other scripts are given theirs alone."""
        text = pl.when(han.col).then(in_han).otherwise(where(~han.col, name, elsewhere, pl.String()))
        return Feature(f"{stem}.{name_of}", _hash(text), (plain, han, width), keyed=True)

    return Names(
        Feature(stem, _hash(name), (plain,), keyed=True),
        part("family", name.str.slice(0, width.col), last),
        part("given", name.str.slice(width.col), first),
        (column,),
    )


def _hash(value: pl.Expr) -> pl.Expr:
    return pl.when(value.is_not_null()).then(value.hash(seed=0))  # polars gives null a hash of its own
