"""How generators build values, which headers they write, and values published for tests: the data is `facts.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Header:
    """Labels that a generator's files bear, and how many of them tell it from a table that somebody thought up."""

    generator: str
    labels: frozenset[str]
    least: int


@dataclass(frozen=True, slots=True)
class Facts:
    """The table.

    `city_*`, `street_suffixes`, `italian_streets` and `filler` are in lower case. `cards` are digits. `fiction` maps an
    ISO 3166 country to a Rust regex on a phone number's digits. `headers` keep the generators' own spelling.
    """

    edition: str
    city_prefixes: tuple[str, ...]
    city_suffixes: tuple[str, ...]
    street_suffixes: tuple[str, ...]
    italian_streets: tuple[str, ...]
    company_suffixes: tuple[str, ...]
    filler: tuple[str, ...]
    cards: tuple[str, ...]
    fiction: Mapping[str, str]
    headers: tuple[Header, ...]


@cache
def load() -> Facts:
    """The packaged table. Raises KeyError where it is damaged."""
    table = tomllib.loads(files("leakcheck.reference.generators").joinpath("facts.toml").read_text("utf-8"))
    return Facts(
        edition=table["edition"],
        city_prefixes=tuple(table["city"]["prefixes"]),
        city_suffixes=tuple(table["city"]["suffixes"]),
        street_suffixes=tuple(table["street"]["suffixes"]),
        italian_streets=tuple(table["street"]["italian"]),
        company_suffixes=tuple(table["company"]["suffixes"]),
        filler=tuple(dict.fromkeys(table["filler"]["words"])),
        cards=tuple(table["cards"]["numbers"]),
        fiction={country: pattern for country, pattern in table["fiction"].items() if country != "source"},
        headers=tuple(Header(row["generator"], frozenset(row["labels"]), row["least"]) for row in table["header"]),
    )
