"""Where a cell says that something is: a hash to compare places by, and the code of the first-level division."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Final

import polars as pl

from leakcheck.features.feature import Feature
from leakcheck.features.text import clean
from leakcheck.features.thin import kept, where
from leakcheck.kernels.text import lower
from leakcheck.model.columns import Binding, Column, Role
from leakcheck.reference.places import Places, load

_SIGNS: Final = r"[^\p{L}\p{N}]+"
# What may follow a division's name, and what makes it the name of a street elsewhere (南京路 is a road in Shanghai).
_STREET: Final = r"^(?:东|西|南|北|中|一|二|三|四|五)?(?:路|街|大道|大街|巷|里|弄|胡同|新村)"
_POST_MARK: Final = r"^(?:〒?\s*[0-9]{3}-?[0-9]{4}\s*|中国|中华人民共和国)"
_US_STATE: Final = r",\s*([A-Za-z]{2})\.?,?\s+[0-9]{5}(?:-[0-9]{4})?\b"  # Springfield, XX 00000
# Where registers write a division's code in place of its name; elsewhere a number is a district or a counter.
_CODED: Final = {"CN": r"^([1-9][0-9])(?:[0-9]{4})?$", "FR": r"^([0-9]{2,3})$", "ES": r"^([0-9]{2})$"}
# Hainan's name opens that of a Mongol and a Tibetan prefecture of Qinghai, Henan's that of a Mongol county there.
_FALSE_STARTS: Final = ("海南藏族", "海南州", "河南蒙古族")


@cache
def key(column: Column) -> Feature:
    """The hash of a place's name in lower case, without blanks and signs; null where nothing is written."""
    text = clean(column)
    folded = lower(text.col).str.replace_all(_SIGNS, "")
    return Feature(
        f"{column.name}.place", pl.when(text.col.is_not_null()).then(folded.hash(seed=0)), (text,), keyed=True
    )


@cache
def area(column: Column, width: int) -> Feature:
    """The hash of a postcode's first `width` characters, signs aside; null where nothing is written."""
    text = clean(column)
    head = lower(text.col).str.replace_all(_SIGNS, "").str.head(width)
    return Feature(
        f"{column.name}.area{width}", pl.when(text.col.is_not_null()).then(head.hash(seed=0)), (text,), keyed=True
    )


@cache
def street(column: Column, key: Feature) -> Feature:
    """The hash of an address in lower case without numbers, blanks and signs; null where nothing is written.

    Null too where `kept` says that no sample of pairs with `key` needs it.
    """
    text, wanted = clean(column), kept(key)
    letters = lower(pl.col("cell")).str.replace_all(r"\P{L}+", "").hash(seed=0)
    return Feature(
        f"{column.name}.street[{key.name}]", where(wanted.col, text.col, letters, pl.UInt64), (text, wanted), keyed=True
    )


def numbered(column: Column) -> Feature:
    """Whether an address has a digit in it, as the number of a house; null where nothing is written."""
    text = clean(column)
    return Feature(
        f"{column.name}.numbered", text.col.str.contains(r"\p{N}|[一二三四五六七八九十]+(?:号|號|番)"), (text,)
    )


@cache
def province(column: Column, country: str) -> Feature | None:
    """The code (Int32) of the first-level division that a cell names or lies in; null where it says none.

    Reads columns of the roles region, city, address and postcode, for the countries of `reference/places.toml`. None
    where there is no table, or where that kind of cell says nothing of the division in that country.
    """
    places = load(country)
    if places is None:
        return None
    text = clean(column)
    name = f"{column.name}.province.{country}"
    match column.role:
        case Role.POSTCODE:
            return _by_postcode(name, text, places)
        case Role.REGION:
            named = Feature(name if not places.begins else f"{name}.named", _named(text.col, places), (text,))
            return _opened(name, text, places, named) if places.begins else named
        case Role.CITY if places.begins:
            return _opened(name, text, places)
        case Role.CITY if places.cities:
            return Feature(name, _named(text.col, places), (text,))
        case Role.ADDRESS if places.begins:
            return _opened(name, text, places)
        case Role.ADDRESS if country == "US":
            return Feature(name, _named(text.col.str.extract(_US_STATE, 1), places), (text,))
        case _:
            return None


def first_province(binding: Binding, country: str, roles: Sequence[Role]) -> tuple[Column, Feature] | None:
    """The surest column, by role, that names a division of `country`; one bound to another country does not."""
    for role in roles:
        for column in binding.all(role):
            feature = province(column, country) if column.locale in (None, country) else None
            if feature is not None:
                return column, feature
    return None


def _named(text: pl.Expr, places: Places) -> pl.Expr:
    """The whole cell is a division's name, abbreviation or code; six digits count by their first two."""
    folded = lower(text).str.replace_all(_SIGNS, "")
    code = folded.replace_strict(dict(places.names), default=None, return_dtype=pl.Int32)
    if places.country not in _CODED:
        return code
    number = folded.str.extract(_CODED[places.country], 1).cast(pl.Int32, strict=False)
    return pl.coalesce(code, pl.when(number.is_in(list(set(places.names.values())))).then(number))


def _opened(name: str, text: Feature, places: Places, named: Feature | None = None) -> Feature:
    """The cell opens with a division's name; `named`, where given, comes first."""
    longest = "|".join(sorted(places.begins, key=len, reverse=True))
    # Few cells have anything before the name, so that to ask first is cheaper than to take it off.
    marked = text.col.str.contains(rf"{_POST_MARK}|^\s")
    bare = pl.col("cell").str.replace(_POST_MARK, "").str.replace(r"^\s+", "")
    unmarked = pl.coalesce(where(marked, text.col, bare, pl.String()), text.col)
    start = Feature(f"{name}.start", unmarked, (text,))
    rest = Feature(f"{name}.rest", start.col.str.replace(f"^(?:{longest})", ""), (start,))
    size = start.col.str.len_bytes() - rest.col.str.len_bytes()
    opened = Feature(f"{name}.opened", start.col.cast(pl.Binary).bin.head(size), (start, rest))
    codes = {begin.encode(): code for begin, code in places.begins.items()}
    code = opened.col.replace_strict(codes, default=None, return_dtype=pl.Int32)
    elsewhere = rest.col.str.contains(_STREET)
    for false_start in _FALSE_STARTS:
        elsewhere |= start.col.str.starts_with(false_start)
    said = pl.when(~elsewhere).then(code)
    if named is None:
        return Feature(name, said, (start, rest, opened))
    return Feature(name, pl.coalesce(named.col, said), (start, rest, opened, named))


def _by_postcode(name: str, text: Feature, places: Places) -> Feature:
    """By the prefix that the table has."""
    digits = text.col.str.to_uppercase().str.replace_all(_SIGNS, "")
    if places.country == "US":
        digits = pl.when(digits.str.contains("^[0-9]{9}$")).then(digits.str.head(5)).otherwise(digits)
    whole = Feature(f"{name}.whole", pl.when(digits.str.len_chars() == places.width).then(digits), (text,))
    by_width: dict[int, dict[str, int]] = {}
    for prefix, code in places.postcodes.items():
        by_width.setdefault(len(prefix), {})[prefix] = code
    found = [
        whole.col.str.head(width).replace_strict(table, default=None, return_dtype=pl.Int32)
        for width, table in by_width.items()
    ]
    return Feature(name, pl.coalesce(found), (whole,))
