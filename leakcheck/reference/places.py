"""First-level divisions of countries: their names, and which postcodes lie in them.

Tables: `places.toml` (sources and licence in its header) and `places_cn.toml` (prefectures of China).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from leakcheck.reference.compiled import read

_NOT_WRITTEN: Final = re.compile(r"[\W_]+")
_SAME: Final = "same"  # in a table of postcodes: the prefix is the code


@dataclass(frozen=True, slots=True)
class Places:
    """The divisions of one country.

    `names` maps a spelling, folded by `fold`, to the division's code; `postcodes` maps prefixes of a postcode to it.
    `width` is the postcode's length. `begins` has names that open an address, with their codes, as written.
    `cities`: a city's name may be looked up among the divisions' names. `titles` are the names that reports use.
    """

    country: str
    width: int
    names: Mapping[str, int]
    postcodes: Mapping[str, int]
    begins: Mapping[str, int]
    cities: bool
    titles: Mapping[int, str]


def fold(name: str) -> str:
    """A place name in lower case without blanks, hyphens and other signs; accents stay."""
    return _NOT_WRITTEN.sub("", name.lower())


def _bare(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))


@cache
def load(country: str) -> Places | None:
    """The divisions of `country` (ISO 3166, capitals), or None where there is no table."""
    row = read("places").get(country)
    if row is None:
        return None
    written = {name: int(code) for code, names in row["names"].items() for name in names.split("|")}
    names = {fold(spelling): code for name, code in written.items() for spelling in (_bare(name), name)}
    begins: dict[str, int] = {}
    if row["starts"]:
        begins = dict(written)
        if country == "CN":
            begins |= {n: int(code) for code, text in read("places_cn")["prefectures"].items() for n in text.split()}
    postcodes: dict[str, int] = {}
    for code, ranges in row["postcodes"].items():
        for prefix in _prefixes(ranges):
            postcodes[prefix] = int(prefix) if code == _SAME else int(code)
    titles = {int(code): text.partition("|")[0] for code, text in (row["names"] | row.get("titles", {})).items()}
    return Places(country, row["width"], names, postcodes, begins, row["cities"], titles)


def _prefixes(ranges: str) -> Iterator[str]:
    """``05-07 H`` as 05, 06, 07, H."""
    for item in ranges.split():
        low, _, high = item.partition("-")
        if high:
            yield from (f"{number:0{len(low)}d}" for number in range(int(low), int(high) + 1))
        else:
            yield low
