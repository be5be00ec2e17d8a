"""A register of customers of the north-eastern and mid-western United States, in the order of their sign-up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Final

from leakcheck.model.columns import Role
from leakcheck.reference import synth as tables
from leakcheck.synth.calendar import entries, together
from leakcheck.synth.draw import Draw, Issued, Weighted, falling
from leakcheck.synth.household import FEMALE, MALE, Households, pyramid
from leakcheck.synth.layout import Field, Record, Serial, stamp
from leakcheck.synth.mailbox import Mailboxes

FIELDS: Final = (
    Field("customer_id", Role.RECORD_ID),
    Field("last_name", Role.FAMILY_NAME),
    Field("first_name", Role.GIVEN_NAME),
    Field("sex", Role.SEX),
    Field("birth_date", Role.BIRTH_DATE),
    Field("ssn", Role.NATIONAL_ID, loose=4),
    Field("phone", Role.PHONE, loose=4),
    Field("email", Role.EMAIL),
    Field("street", Role.ADDRESS),
    Field("city", Role.CITY),
    Field("state", Role.REGION),
    Field("zip", Role.POSTCODE),
    Field("created_at", Role.TIMESTAMP),
)
FIRST, LAST = date(2012, 1, 3), date(2022, 9, 30)
# Exchanges that no telephone of a person has in any area: N11 (services), 950 (carrier access), 958 and 959 (tests).
EXCHANGES: Final = ("211", "311", "411", "511", "611", "711", "811", "950", "958", "959")
_MAILS: Final = Mailboxes(
    Weighted([("gmail.com", 0.46), ("yahoo.com", 0.27), ("hotmail.com", 0.14), ("outlook.com", 0.13)]),
    {"gmail.com": "_", "yahoo.com": "-", "hotmail.com": "", "outlook.com": "."},
    frozenset({"hotmail.com", "outlook.com"}),
    ("fan", "girl", "guy", "home", "mail", "bear", "music", "sky", "blue", "star", "golf", "dog", "cat", "red"),
)


@dataclass(frozen=True, slots=True)
class City:
    """A city with its ZIP codes and telephone areas."""

    state: str
    name: str
    people: int
    zips: tuple[int, int]
    areas: tuple[str, ...]


def cities() -> list[City]:
    """The cities of the table."""
    found = []
    for line in tables.table("us_people")["cities"]["list"].split("\n"):
        if line:
            state, name, people, zips, areas = line.split(";")
            low, high = zips.split("-")
            found.append(City(state, name, int(people), (int(low), int(high)), tuple(areas.split(" "))))
    return found


_DATED: Final = 0.03  # what is left of a name that led only decades before or after


class Names:
    """Surnames of the 1990 census with a double-barrelled rest; given names by decade of birth."""

    def __init__(self) -> None:
        listed = tables.table("us_people")
        self.surnames = Weighted(_census("us_surnames", thinned=3))
        self._given: dict[tuple[int, int], Weighted[str]] = {}
        for sex, word in ((MALE, "male"), (FEMALE, "female")):
            everybody = Weighted(_census(f"us_{word}", thinned=1))
            leaders = {int(decade): names.split(" ") for decade, names in listed[word].items()}
            for decade, names in leaders.items():
                # SSA: the leading 40 names hold two thirds of the births of the 1920s, and under a third of the 2010s
                leading = 0.66 - 0.04 * (decade - 1920) / 10
                near = {name for other, led in leaders.items() if abs(other - decade) <= 20 for name in led}
                dated = {name for led in leaders.values() for name in led} - near
                rest = Weighted((n, w * (_DATED if n in dated else 1)) for n, w in everybody.pairs())
                scaled = [(name, weight / rest.total * (1 - leading)) for name, weight in rest.pairs()]
                self._given[sex, decade] = Weighted([*falling(names, leading, flat=9), *scaled])

    def surname(self, draw: Draw) -> str:
        """A surname; a few are double-barrelled."""
        name = draw.pick(self.surnames)
        return f"{name}-{draw.pick(self.surnames)}" if draw.chance(0.012) else name

    def given(self, draw: Draw, sex: int, year: int) -> str:
        """A given name."""
        return draw.pick(self._given[sex, min(max(year // 10 * 10, 1920), 2010)])


@cache
def _names() -> Names:
    return Names()


def _census(name: str, *, thinned: int) -> list[tuple[str, float]]:
    """Names with their weights; those of the band 0.000 were thinned, and weigh so much more."""
    return [
        (person, float(share) or 0.00023 * thinned) for share, names in tables.rows(name) for person in names.split(" ")
    ]


class America:
    """The register of one company; three home states, chosen by the seed, hold most customers."""

    fields = FIELDS

    def __init__(self, draw: Draw) -> None:
        listed = tables.table("us_people")
        self.names = _names()
        self._areas: dict[str, tuple[int, int]] = {state: (a, b) for state, (a, b) in listed["ssn"]["areas"].items()}
        self._groups: list[int] = listed["ssn"]["groups"]
        self._born: Weighted[str] = Weighted(listed["ssn"]["born"].items())
        homes = draw.shuffled(self._areas)[:3]
        known = cities()
        self._near = Weighted([(city, city.people**0.7) for city in known if city.state in homes])
        self._far = Weighted([(city, city.people**0.7) for city in known])
        self._households = Households(pyramid(listed["births"]), (0.45, 0.22, 0.21, 0.09, 0.03), alone=0.42)
        self._streets = Weighted(falling(listed["streets"]["names"].split(" "), flat=14))
        self._kinds: list[str] = listed["streets"]["kinds"].split(" ")
        self._numbers, self._phones = Issued(), Issued()

    def records(self, draw: Draw, rows: int) -> Iterator[Record]:
        """`rows` records, household by household."""
        serial = Serial(draw, 1_000_000 + draw.below(900_000), "C{}")
        moments = entries(draw, rows, FIRST, LAST)
        for when, cells in together(draw, moments, lambda when: self._household(draw, when)):
            yield [serial.next(), *cells, stamp(when)]

    def _household(self, draw: Draw, when: datetime) -> list[list[str]]:
        city = draw.pick(self._near if draw.chance(0.86) else self._far)
        members = self._households.draw(draw, when)
        surname = self.names.surname(draw)
        street, postcode = self._street(draw), self._zip(draw, city)
        landline = self._number(draw, city) if draw.chance(0.3) else ""
        rows = []
        for member in members:
            age = member.age(when)
            if age < 16 or (member.bond != "head" and draw.chance(0.55)):  # a company's customers are not whole homes
                continue
            own = draw.chance(0.24) if member.bond == "spouse" else member.bond == "parent" and draw.chance(0.5)
            name = self.names.surname(draw) if own else surname
            given = self.names.given(draw, member.sex, member.birth.year)
            where = city if draw.chance(0.84) else draw.pick(self._far)
            phone = landline if landline and draw.chance(0.5) else self._number(draw, where)
            rows.append(
                [
                    name,
                    given,
                    "M" if member.sex == MALE else "F",
                    member.birth.isoformat(),
                    self.social(draw, city.state if city.state in self._areas and draw.chance(0.7) else ""),
                    phone,
                    _MAILS.address(draw, given.lower(), name.lower().replace("-", ""), member.birth.year)
                    if draw.chance(0.86 if age < 70 else 0.5)
                    else "",
                    street,
                    city.name,
                    city.state,
                    postcode,
                ]
            )
        return rows

    def social(self, draw: Draw, state: str) -> str:
        """A number of a group that the state's areas had not reached when areas lost their meaning, given out once."""
        low, high = self._areas[state or draw.pick(self._born)]

        def make() -> str:
            while True:
                number = f"{draw.between(low, high):03d}-{draw.one(self._groups)}-{draw.between(1, 9999):04d}"
                if self._numbers.claim(number):
                    return number

        return draw.marked(make)

    def _number(self, draw: Draw, city: City) -> str:
        area = draw.one(city.areas)

        def make() -> str:
            exchange, line = draw.one(EXCHANGES), draw.digits(4)
            match draw.below(10):
                case 0:
                    return f"{area}-{exchange}-{line}"
                case 1:
                    return f"{area}{exchange}{line}"
                case _:
                    return f"({area}) {exchange}-{line}"

        return draw.marked(make)

    def _street(self, draw: Draw) -> str:
        number = 1 + int(draw.random() * draw.random() * 6000)
        compass = draw.one(("N ", "S ", "E ", "W ")) if draw.chance(0.22) else ""
        flat = f" Apt {draw.between(1, 40)}" if draw.chance(0.16) else ""
        return f"{number} {compass}{draw.pick(self._streets)} {draw.one(self._kinds)}{flat}"

    @staticmethod
    def _zip(draw: Draw, city: City) -> str:
        low, high = city.zips
        return f"{low + int((high - low + 1) * min(draw.random(), draw.random())):05d}"
