"""Who lives together: the skeleton of a population, without names or places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Final

from leakcheck.synth.calendar import birthday
from leakcheck.synth.draw import Draw, Weighted

MALE: Final = 1  # ISO 5218
FEMALE: Final = 2


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a household. `bond` is head, spouse, child or parent."""

    sex: int
    birth: date
    bond: str

    def age(self, on: date | datetime) -> int:
        """Full years on a day."""
        return on.year - self.birth.year - ((on.month, on.day) < (self.birth.month, self.birth.day))


def pyramid(anchors: Mapping[str, float]) -> dict[int, float]:
    """People alive by year of birth, drawn as straight lines between the anchor years of a table."""
    points = sorted((int(year), weight) for year, weight in anchors.items())
    alive: dict[int, float] = {}
    for (low, left), (high, right) in pairwise(points):
        for year in range(low, high + 1):
            alive[year] = left + (right - left) * (year - low) / (high - low)
    return alive


class Households:
    """Draws households as they stand on a day of registration.

    `alive` is a pyramid; `children` is the share of couples with 0, 1, 2 ... children at home.
    """

    def __init__(self, alive: Mapping[int, float], children: tuple[float, ...], alone: float = 0.34) -> None:
        self._heads = {
            year: Weighted((born, weight) for born, weight in alive.items() if year - 92 <= born <= year - 19)
            for year in range(min(alive) + 60, max(alive) + 8)
        }
        self._children = Weighted(list(enumerate(children)))
        self._alone = alone

    def draw(self, draw: Draw, when: datetime) -> list[Member]:
        """One household, its head first."""
        born = draw.pick(self._heads[when.year])
        sex = MALE if draw.chance(0.62) else FEMALE  # most forms are filled in by husbands, as registers of homes are
        head = Member(sex, birthday(draw, born), "head")
        if draw.chance(self._alone):
            return [head]
        members = [head]
        gap = round(draw.near(2.1, 2.6))
        spouse_year = born + gap if sex == MALE else born - gap
        if when.year - spouse_year >= 19 and draw.chance(0.9):
            members.append(Member(MALE + FEMALE - sex, birthday(draw, spouse_year), "spouse"))
        mother = max(m.birth.year for m in members)
        for _ in range(draw.pick(self._children)):
            year = mother + round(draw.near(26, 4))
            if when.year - 24 <= year < when.year and all(abs(year - m.birth.year) >= 2 for m in members[1:]):
                members.append(Member(MALE if draw.chance(0.515) else FEMALE, birthday(draw, year), "child"))
        if draw.chance(0.07):
            year = born - round(draw.near(26, 4))
            if when.year - year < 95:
                members.append(Member(FEMALE if draw.chance(0.64) else MALE, birthday(draw, year), "parent"))
        return members
