"""A register of the inhabitants of a Chinese city, in the order of their registration."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from operator import mul
from typing import Final

from leakcheck.kernels.mark import is_marked
from leakcheck.model.columns import Role
from leakcheck.reference import synth as tables
from leakcheck.synth.calendar import entries, together
from leakcheck.synth.draw import Draw, Issued, Weighted, falling
from leakcheck.synth.household import FEMALE, MALE, Households, Member, pyramid
from leakcheck.synth.layout import Field, Record, Serial, stamp

FIELDS: Final = (
    Field("编号", Role.RECORD_ID),
    Field("姓名", Role.PERSON_NAME),
    Field("性别", Role.SEX),
    Field("出生日期", Role.BIRTH_DATE),
    Field("身份证号", Role.NATIONAL_ID),
    Field("民族", Role.CATEGORY),
    Field("手机号", Role.PHONE, loose=4),
    Field("省份", Role.REGION),
    Field("城市", Role.CITY),
    Field("地址", Role.ADDRESS),
    Field("邮箱", Role.EMAIL),
    Field("登记时间", Role.TIMESTAMP),
)
NUMBERING: Final = 1984  # the year in which identity numbers began: nobody has a county code that was retired before
FIRST, LAST = date(2010, 3, 1), date(2021, 6, 30)
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999
_CHECKS: Final = "10X98765432"
_OLD: Final = 0.008  # 15-digit numbers of the first generation, never exchanged by the old
_SEQUENCES: Final = 900  # sequence codes 900-999: kept for centenarians, hardly ever given out


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


def check_character(body: str) -> str:
    """The 18th character of an identity number. Source: GB 11643-1999, ISO 7064 MOD 11-2."""
    return _CHECKS[weighted_sum(body) % 11]


def weighted_sum(digits: str, skipped: int = 0) -> int:
    """The weighted sum of digits that stand after the first `skipped` of a number."""
    return sum(map(mul, map(int, digits), _WEIGHTS[skipped:]))


_TAILS: Final = [(str(code), weighted_sum(str(code), 14)) for code in range(_SEQUENCES, 1000)]


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
        self._given = {
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


class Places:
    """Where the people of one city come from and live."""

    def __init__(self, draw: Draw) -> None:
        listed = tables.table("cn_people")
        province, city = draw.one(listed["homes"]["cities"]).split("/")
        self.home = next(code for code, place in cities().items() if place == (province, city))
        millions = {int(code): weight for code, weight in listed["provinces"].items()}
        self._in_force: dict[int, tuple[Weighted[County], Weighted[County], Weighted[County]]] = {}
        self._all = [(county, self._weight(county)) for county in counties()]
        counted: dict[str, float] = defaultdict(float)
        for county, weight in self._all:
            counted[county.code[:2]] += weight
        self._share = {code: millions.get(int(code), 0.0) / weight for code, weight in counted.items()}

    @staticmethod
    def _weight(county: County) -> float:
        """How many people a county stands for: a fixed, uneven figure, so that few counties hold many people."""
        return 0.3 + (int(county.code) * 2654435761 % 4093 / 4093) ** 3 * 3

    def born(self, draw: Draw, year: int, rooted: float) -> County:
        """The county that numbered somebody born in `year`; `rooted` is the share of natives of the city."""
        numbered = max(year, NUMBERING)
        if numbered not in self._in_force:
            current = [(c, w) for c, w in self._all if c.first <= numbered <= c.last]
            self._in_force[numbered] = (
                Weighted([(c, w) for c, w in current if c.prefecture == self.home]),
                Weighted([(c, w) for c, w in current if c.code[:2] == self.home[:2]]),
                Weighted([(c, w * self._share[c.code[:2]]) for c, w in current]),
            )
        city_wide, province_wide, nation_wide = self._in_force[numbered]
        where = draw.random()
        if where < rooted:
            return draw.pick(city_wide)
        return draw.pick(province_wide if where < rooted + (1 - rooted) * 0.55 else nation_wide)

    def lives(self, draw: Draw) -> County:
        """The county of a present address, by the names of 2020."""
        return self.born(draw, 2020, 0.93)


class Phones:
    """Mobile segments by city, none older than the person's registration."""

    def __init__(self) -> None:
        launched: dict[str, int] = {
            prefix: year for prefix, year in tables.table("cn_people")["prefixes"].items() if year > FIRST.year
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


# A form of local part that each provider refuses, so that no mailbox can exist: QQ numbers never begin with 0, and NetEase
# and Sina allow neither dots nor hyphens in new names.
_MAILS: Final = Weighted([("qq.com", 0.55), ("163.com", 0.26), ("126.com", 0.10), ("sina.com", 0.09)])


class China:
    """The register of one city, chosen by the seed; without `contacts`, phones and mail are left empty."""

    fields = FIELDS

    def __init__(self, draw: Draw, *, contacts: bool = True) -> None:
        self._contacts = contacts
        self.names, self.places, self.phones, self.addresses = Names(), Places(draw), Phones(), Addresses()
        listed = tables.table("cn_people")
        self._households = Households(pyramid(listed["births"]), (0.28, 0.44, 0.23, 0.05), alone=0.36)
        self._minorities = {
            code: (row["share"], Weighted(row["peoples"].items())) for code, row in listed["minorities"].items()
        }
        self._issued = Issued()

    def records(self, draw: Draw, rows: int) -> Iterator[Record]:
        """`rows` records, household by household."""
        serial = Serial(draw, 3_000_000 + draw.below(500_000))
        moments = entries(draw, rows, FIRST, LAST)
        for when, cells in together(draw, moments, lambda when: self._household(draw, when)):
            yield [serial.next(), *cells, stamp(when)]

    def _household(self, draw: Draw, when: datetime) -> list[list[str]]:
        members = self._households.draw(draw, when)
        lives = self.places.lives(draw)
        address = self.addresses.draw(draw, lives)
        surnames = {"head": draw.pick(self.names.surnames), "spouse": draw.pick(self.names.surnames)}
        head_is_mother = members[0].sex == FEMALE and len(members) > 1 and members[1].bond == "spouse"
        surnames["child"] = surnames["spouse" if head_is_mother else "head"]
        people = self._people(draw, lives)
        rows = []
        for member in members:
            surname = surnames[member.bond if member.bond != "parent" else "head"]
            if member.bond == "parent" and member.sex == FEMALE:
                surname = draw.pick(self.names.surnames)
            rows.append(self._person(draw, member, surname, lives, address, people, when))
        return rows

    def _people(self, draw: Draw, lives: County) -> str:
        share, peoples = self._minorities.get(lives.code[:2], self._minorities["elsewhere"])
        return draw.pick(peoples) if draw.chance(share) else "汉族"

    def _person(
        self, draw: Draw, member: Member, surname: str, lives: County, address: str, people: str, when: datetime
    ) -> list[str]:
        age = member.age(when)
        rooted = 0.9 if member.bond == "child" else 0.66
        born = self.places.born(draw, member.birth.year, rooted)
        name = surname + self.names.given(draw, member.sex, member.birth.year)
        number, birth = self.identity(draw, born, member)
        phone = ""
        if self._contacts and age >= 12:
            origin = lives if draw.chance(0.9) else born
            phone = self.phones.number(draw, origin, when.year)
        return [
            name,
            "男" if member.sex == MALE else "女",
            birth.isoformat(),
            number,
            people,
            phone,
            lives.province,
            lives.city or lives.province,
            address,
            self._mail(draw) if self._contacts and 14 <= age <= 62 and draw.chance(0.34) else "",
        ]

    def identity(self, draw: Draw, born: County, member: Member) -> tuple[str, date]:
        """An identity number with a sequence code of 900-999, given out once, and the birth date that it holds.

        The last digit of the code tells the sex. Where all codes of a day are taken, the birth moves on by a day.
        """
        birth = member.birth
        old = birth.year < 1965 and draw.chance(_OLD)
        while True:
            body, offset = f"{born.code}{birth.year}{birth.month:02d}{birth.day:02d}", draw.below(50)
            total = weighted_sum(body)
            for step in range(50):
                sequence, own = _TAILS[(offset + step) % 50 * 2 + (member.sex == MALE)]
                number = body + sequence + _CHECKS[(total + own) % 11]
                if old:
                    number = number[:6] + number[8:17]
                if is_marked(number) and self._issued.claim(number):
                    return number, birth
            birth = date.fromordinal(birth.toordinal() + 1)

    def _mail(self, draw: Draw) -> str:
        domain = draw.pick(_MAILS)
        if domain == "qq.com":
            length = 7 + min(draw.below(3), draw.below(4))
            return draw.marked(lambda: f"0{draw.digits(length)}@qq.com")
        word = draw.one(_SYLLABLES) + draw.one(".-") + draw.one(_SYLLABLES) + draw.one(("", draw.one(_SYLLABLES)))
        return draw.marked(lambda: f"{word}{draw.digits(draw.between(1, 4))}@{domain}")


_SYLLABLES: Final = (
    "wang li zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he gao lin luo wei jing min jun jie tao ming chao"
    " lei qiang yan juan fang na bo hao yu xin ting hui ping hong feng long bin cheng dong hai jia kai lan mei ning peng"
    " qing rui shan tian wen xiao ya ying yong yun ze zhen zi"
).split(" ")
