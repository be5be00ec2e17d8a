"""Numbers of records for a look by hand, and why each was drawn. Never a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

RANDOM: Final = "random"  # drawn without looking
RARE: Final = "rare"  # breaks a rule that too few break to be told by its name


@dataclass(frozen=True, slots=True)
class Pick:
    """One record by its number, from 1 without the header, and what it was drawn for: RANDOM, RARE or a code."""

    record: int
    reason: str


@dataclass(frozen=True, slots=True)
class Picks:
    """What was drawn out of how many records.

    `groups` has how many records break each rule that is told by its name, `titles` what those rules are. `withheld` is
    true where some records break rules that fewer than `min_cell` break together, and were left out.
    """

    label: str
    records: int
    seed: int
    drawn: tuple[Pick, ...]
    groups: Mapping[str, int]
    titles: Mapping[str, str]
    withheld: bool
    min_cell: int
