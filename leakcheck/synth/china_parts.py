"""What a Chinese register is made of: names, counties, mobile segments, addresses."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import Final

from leakcheck.reference import synth as tables
from leakcheck.synth.draw import Draw, Weighted, falling
from leakcheck.synth.household import FEMALE, MALE

NUMBERING: Final = 1984  # the year in which identity numbers began: nobody has a county code that was retired before
OPENED: Final = 2010  # the year in which the register begins: prefixes launched before it count as always there


@dataclass(frozen=True, slots=True)
class County:
    """A county-level division and the years that its code was in force."""

    code: str
    first: int
    last: int
    name: str
    province: str
    city: str  # "" in a municipality
    prefecture: str  # four-digit code of the city that the place belongs to today


@cache
def counties() -> tuple[County, ...]:
    """Every county of the table."""
    found: list[County] = []
    for province, city, listed in tables.rows("cn_counties"):
        shown = "" if city in ("市辖区", "县") else city
        for entry in listed.split(";"):
            code, first, last, name, prefecture = entry.split(" ")
            found.append(County(code, int(first), int(last), name, province, shown, prefecture))
    return tuple(found)


@cache
def cities() -> dict[str, tuple[str, str]]:
    """Province and city by four-digit prefecture code, by the names of 2020."""
    return {c.code[:4]: (c.province, c.city) for c in counties() if c.first <= 2020 <= c.last}


class Names:
    """Chinese names by decade of birth and sex, with the long tail of characters that no list has."""

    def __init__(self) -> None:
        listed = tables.table("cn_names")
        surnames = listed["surnames"]
        rest = 100 - sum(surnames["leading"].values()) - surnames["common_share"]
        self.surnames: Weighted[str] = Weighted(
            [
                *surnames["leading"].items(),
                *falling(surnames["common"], surnames["common_share"], flat=40),
                *falling(surnames["rare"], rest - 0.25, flat=25),
                *falling(surnames["compound"], 0.25),
            ]
        )
        self.single: dict[int, float] = {int(decade): share for decade, share in listed["single"].items()}
        tail = listed["tail"]
        self._given: dict[tuple[int, int], Weighted[str]] = {
            (sex, decade): Weighted(
                [
                    *falling(listed[word][str(decade)], 0.76, flat=4),
                    *falling(tail[word], 0.09, flat=60),
                    *falling(tail["either"], 0.15, flat=200),
                ]
            )
            for sex, word in ((MALE, "male"), (FEMALE, "female"))
            for decade in self.single
        }

    def given(self, draw: Draw, sex: int, year: int) -> str:
        """A given name of one or two characters."""
        decade = min(max(year // 10 * 10, 1920), 2010)
        characters = self._given[sex, decade]
        first = draw.pick(characters)
        return first if draw.chance(self.single[decade]) else first + draw.pick(characters)


@cache
def names() -> Names:
    """The names, put together once."""
    return Names()


class Places:
    """Where the people of a register come from and live: one city above all, its province, the country."""

    def __init__(self, draw: Draw) -> None:
        listed = tables.table("cn_people")
        province, city = draw.one(listed["homes"]["cities"]).split("/")
        self.home = next(code for code, place in cities().items() if place == (province, city))
        millions = {int(code): weight for code, weight in listed["provinces"].items()}
        counted: dict[str, float] = defaultdict(float)
        for county in counties():
            counted[county.code[:2]] += _size(county)
        self._share = {code: millions.get(int(code), 0.0) / size for code, size in counted.items()}
        self._inside: dict[str, list[County]] = defaultdict(list)  # by prefecture of today, by province, and "" for all
        for county in counties():
            for place in (county.prefecture, county.code[:2], ""):
                self._inside[place].append(county)
        self._in_force: dict[tuple[int, str], Weighted[County]] = {}

    def _county(self, draw: Draw, year: int, place: str) -> County | None:
        """A county of a place whose code was in force in `year`, by its size."""
        known = self._in_force.get((year, place))
        if known is None:
            current = [c for c in self._inside[place] if c.first <= year <= c.last]
            known = Weighted((c, _size(c) * self._share[c.code[:2]]) for c in current)
            self._in_force[year, place] = known
        return draw.pick(known) if known.values else None

    def born(self, draw: Draw, year: int, lives: County, rooted: float) -> County:
        """The county that numbered somebody born in `year` who lives in `lives`; `rooted` is the share of natives."""
        numbered, where = max(year, NUMBERING), draw.random()
        moved = lives.code[:2] if where < rooted + (1 - rooted) * 0.5 else ""
        place = lives.prefecture if where < rooted else moved
        found = self._county(draw, numbered, place) or self._county(draw, numbered, lives.code[:2])
        return found or self.born(draw, year, lives, 0.0)

    def lives(self, draw: Draw) -> County:
        """The county of a present address, by the names of 2020; two thirds live in the home city."""
        where = draw.random()
        place = self.home if where < 0.66 else self.home[:2] if where < 0.83 else ""
        return self._county(draw, 2020, place) or self.lives(draw)


def _size(county: County) -> float:
    """How many people a county stands for: a fixed, uneven figure, so that few counties hold many people."""
    return 0.3 + (int(county.code) * 2654435761 % 4093 / 4093) ** 3 * 3


class Phones:
    """Mobile segments by city, none older than the person's registration."""

    def __init__(self) -> None:
        launched: dict[str, int] = {
            prefix: year for prefix, year in tables.table("cn_people")["prefixes"].items() if year > OPENED
        }
        self._segments: dict[str, list[tuple[str, int]]] = {
            place: [(segment, launched.get(segment[:3], 0)) for segment in listed.split(" ")]
            for place, listed in tables.rows("cn_segments")
        }

    def segments(self, county: County) -> list[tuple[str, int]] | None:
        """The segments of a county's city with their launch years, or None where the table has none."""
        province, city = cities().get(county.prefecture, (county.province, county.city))
        short = province.replace("自治区", "")
        for region in ("壮族", "回族", "维吾尔"):
            short = short.replace(region, "")
        return self._segments.get(short + city)

    def number(self, draw: Draw, county: County, year: int) -> str:
        """A mobile number sold in the county's city by `year`; "" where the table has no segment for it."""
        usable = [segment for segment, launch in self.segments(county) or () if launch <= year]
        if not usable:
            return ""
        segment = usable[min(draw.below(len(usable)), draw.below(len(usable)))]  # older blocks have more subscribers
        return draw.marked(lambda: segment + draw.digits(4))


@cache
def phones() -> Phones:
    """The segments, put together once."""
    return Phones()


class Addresses:
    """Streets and villages."""

    def __init__(self) -> None:
        listed = {name: words.split(" ") for name, words in tables.table("cn_names")["address"].items()}
        self._roads = Weighted(falling(listed["roads"], flat=12))
        self._kinds, self._villages = listed["kinds"], listed["villages"]
        self._estates, self._words = listed["estates"], listed["estate_words"]

    def draw(self, draw: Draw, county: County) -> str:
        """An address below the county."""
        region = county.province + county.city + county.name
        if county.name.endswith("县") and draw.chance(0.7):
            village, town = draw.one(self._villages), draw.one(self._villages)
            return f"{region}{town}{draw.one('镇镇乡')}{village}村{draw.between(1, 14)}组{draw.between(1, 180)}号"
        road = draw.pick(self._roads) + draw.one(self._kinds)
        number = 1 + int(draw.random() * draw.random() * 320)  # low house numbers are the most common
        flat = f"{draw.between(1, 28)}号楼{draw.between(1, 4)}单元{draw.between(1, 26)}{draw.between(1, 4):02d}"
        match draw.below(4):
            case 0:
                return f"{region}{road}{number}号{draw.one(self._words)}{draw.one(self._estates)}{flat}室"
            case 1:
                return f"{region}{road}{number}号院{flat}号"
            case 2:
                return f"{region}{draw.one(self._words)}{draw.one(self._estates)}{flat}"
            case _:
                return f"{region}{road}{number}号"
