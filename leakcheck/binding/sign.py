"""What the shape of a column's cells says for one role."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple

from leakcheck.binding.headers import Reading
from leakcheck.model.columns import Role

UNMISTAKABLE: Final = 0.9  # points from which a shape stands against any label
NAMED: Final = 0.25  # added in the choice between national shapes for the country that something else names


@dataclass(frozen=True, slots=True)
class Sign:
    """A role's shape in a column.

    `points` 0..1: how much the shape alone says for the role. `fits` 0..1: share of cells that could be the role at
    all, to refute a label. `locale`, `scheme` and `others` as in `Column`. `because` is our own short phrase,
    never a cell.
    """

    role: Role
    points: float = 0.0
    fits: float = 1.0
    because: str = ""
    locale: str | None = None
    scheme: str | None = None
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """What a shape may lean on beside the cells: the label's reading, the table's likely country, and today."""

    reading: Reading = field(default_factory=Reading)
    country: str | None = None
    as_of: date = date(2026, 1, 1)


class Plan(NamedTuple):
    """A shape that speaks for a country: how sure (0..1), and in our words.

    The pattern uses ASCII classes only: a Unicode class takes the expression engine a millisecond to compile.
    """

    country: str | None
    pattern: str
    points: float
    because: str
    raw: bool = False  # tried on the cell as written, not on its digits


def best_plan(plans: Sequence[Plan], shares: Sequence[float], named: str | None) -> tuple[Plan, float]:
    """The plan that most cells follow and its share, with a preference for the country that is named anyhow."""

    def worth(at: int) -> float:
        named_too = named is not None and plans[at].country == named and shares[at] > 0.4
        return plans[at].points * ramp(shares[at], 0.4, 0.85) + (NAMED if named_too else 0.0)

    best = max(range(len(plans)), key=worth)
    return plans[best], shares[best]


def ramp(share: float, low: float, high: float) -> float:
    """0 up to `low`, 1 from `high`, straight between: a share of cells as a factor."""
    return min(1.0, max(0.0, (share - low) / (high - low)))
