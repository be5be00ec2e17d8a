"""A register of the inhabitants of a Chinese city, in the order of their registration."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from operator import mul
from typing import Final

from leakcheck.kernels.mark import is_marked
from leakcheck.model.columns import Role
from leakcheck.reference import synth as tables
from leakcheck.synth.calendar import entries, together
from leakcheck.synth.china_parts import OPENED, Addresses, County, Places, names, phones
from leakcheck.synth.draw import Draw, Issued, Weighted
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
FIRST, LAST = date(OPENED, 3, 1), date(2021, 6, 30)
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999
_CHECKS: Final = "10X98765432"
_OLD: Final = 0.008  # 15-digit numbers of the first generation, never exchanged by the old
_SEQUENCES: Final = 900  # sequence codes 900-999: kept for centenarians, hardly ever given out


def check_character(body: str) -> str:
    """The 18th character of an identity number. Source: GB 11643-1999, ISO 7064 MOD 11-2."""
    return _CHECKS[weighted_sum(body) % 11]


def weighted_sum(digits: str, skipped: int = 0) -> int:
    """The weighted sum of digits that stand after the first `skipped` of a number."""
    return sum(map(mul, map(int, digits), _WEIGHTS[skipped:]))


_TAILS: Final = [(str(code), weighted_sum(str(code), 14)) for code in range(_SEQUENCES, 1000)]


# A form of local part that each provider refuses, so that no mailbox can exist: QQ numbers never begin with 0, and
# NetEase and Sina allow neither dots nor hyphens in new names.
_MAILS: Final = Weighted([("qq.com", 0.55), ("163.com", 0.26), ("126.com", 0.10), ("sina.com", 0.09)])


@dataclass(frozen=True, slots=True)
class _Home:
    """What the members of a household share."""

    county: County
    address: str
    people: str


class China:
    """The register of one city, chosen by the seed; without `contacts`, phones and mail are left empty."""

    fields = FIELDS

    def __init__(self, draw: Draw, *, contacts: bool = True) -> None:
        self._contacts = contacts
        self.names, self.places, self.phones, self.addresses = names(), Places(draw), phones(), Addresses()
        listed = tables.table("cn_people")
        self._households = Households(pyramid(listed["births"]), (0.28, 0.44, 0.23, 0.05), alone=0.36)
        self._minorities = {
            code: (row["share"], Weighted(row["peoples"].items())) for code, row in listed["minorities"].items()
        }
        self._syllables: list[str] = tables.table("cn_names")["mail"]["syllables"].split(" ")
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
        home = _Home(lives, self.addresses.draw(draw, lives), self._people(draw, lives))
        surnames = {"head": draw.pick(self.names.surnames), "spouse": draw.pick(self.names.surnames)}
        head_is_mother = members[0].sex == FEMALE and len(members) > 1 and members[1].bond == "spouse"
        surnames["child"] = surnames["spouse" if head_is_mother else "head"]
        rows = []
        for member in members:
            surname = surnames[member.bond if member.bond != "parent" else "head"]
            if member.bond == "parent" and member.sex == FEMALE:
                surname = draw.pick(self.names.surnames)
            rows.append(self._person(draw, member, surname, home, when))
        return rows

    def _people(self, draw: Draw, lives: County) -> str:
        share, peoples = self._minorities.get(lives.code[:2], self._minorities["elsewhere"])
        return draw.pick(peoples) if draw.chance(share) else "汉族"

    def _person(self, draw: Draw, member: Member, surname: str, home: _Home, when: datetime) -> list[str]:
        lives = home.county
        age = member.age(when)
        rooted = 0.88 if member.bond == "child" else 0.64
        born = self.places.born(draw, member.birth.year, lives, rooted)
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
            home.people,
            phone,
            lives.province,
            lives.city or lives.province,
            home.address,
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
        word = draw.one(self._syllables) + draw.one(".-") + draw.one(self._syllables)
        return draw.marked(lambda: f"{word}{draw.digits(draw.between(1, 4))}@{domain}")
