"""A register of patients of an Italian region, in the order of their registration."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Final

from leakcheck.kernels.mark import is_marked
from leakcheck.model.columns import Role
from leakcheck.reference import synth as tables
from leakcheck.synth.calendar import birthday, entries, together
from leakcheck.synth.draw import Draw, Issued, Weighted, falling
from leakcheck.synth.household import FEMALE, MALE, Households, Member, pyramid
from leakcheck.synth.layout import Field, Record, Serial, stamp
from leakcheck.synth.mailbox import Mailboxes

FIELDS: Final = (
    Field("id", Role.RECORD_ID),
    Field("cognome", Role.FAMILY_NAME),
    Field("nome", Role.GIVEN_NAME),
    Field("sesso", Role.SEX),
    Field("data_nascita", Role.BIRTH_DATE),
    Field("codice_fiscale", Role.NATIONAL_ID),
    Field("telefono", Role.PHONE, loose=4),
    Field("cellulare", Role.PHONE, loose=4),
    Field("email", Role.EMAIL),
    Field("indirizzo", Role.ADDRESS),
    Field("cap", Role.POSTCODE),
    Field("comune", Role.CITY),
    Field("provincia", Role.REGION),
    Field("data_registrazione", Role.TIMESTAMP),
)
FIRST, LAST = date(2011, 1, 10), date(2021, 12, 20)
# Mobile prefixes inside the numbering plan that no operator had been given when this was written.
MOBILES: Final = ("354", "355", "356", "357", "358", "364", "367", "369", "394", "395", "396", "398", "399")
_MAILS: Final = Mailboxes(
    Weighted([("gmail.com", 0.55), ("yahoo.it", 0.22), ("hotmail.it", 0.23)]),
    {"gmail.com": "_", "yahoo.it": "-", "hotmail.it": "."},
    frozenset({"hotmail.it"}),
    ("casa", "posta", "mare", "stella", "juve", "roma", "inter", "gatto", "luna", "sole", "blu", "music"),
)
_MONTHS: Final = "ABCDEHLMPRST"
_ODD: Final = dict(zip("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", (
    1, 0, 5, 7, 9, 13, 15, 17, 19, 21,
    1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
), strict=True))  # fmt: skip
_EVEN: Final = {character: int(character, 36) - (10 if character.isalpha() else 0) for character in _ODD}


@dataclass(frozen=True, slots=True)
class City:
    """A comune with its postcodes and telephone area."""

    name: str
    people: int
    postcodes: tuple[int, int]
    province: str
    region: str
    area: str


@cache
def cities() -> tuple[City, ...]:
    """The cities of the table."""
    found = []
    for line in filter(None, tables.table("it_people")["cities"]["list"].split("\n")):
        name, people, postcodes, province, region, area = line.split(";")
        low, high = postcodes.split("-")
        found.append(City(name, int(people), (int(low), int(high)), province, region, area))
    return tuple(found)


def letters(name: str) -> tuple[str, str]:
    """The consonants and the vowels of a name, accents and apostrophes taken off."""
    plain = unicodedata.normalize("NFD", name.upper())
    kept = [character for character in plain if "A" <= character <= "Z"]
    return "".join(c for c in kept if c not in "AEIOU"), "".join(c for c in kept if c in "AEIOU")


def fiscal_code(surname: str, given: str, sex: int, birth: date, comune: str) -> str:
    """A codice fiscale. Source: D.M. 23 December 1976, as described by the Agenzia delle Entrate."""
    consonants, vowels = letters(given)
    if len(consonants) > 3:
        consonants = consonants[0] + consonants[2:4]
    body = ("".join(letters(surname)) + "XXX")[:3] + (consonants + vowels + "XXX")[:3]
    body += f"{birth.year % 100:02d}{_MONTHS[birth.month - 1]}{birth.day + (40 if sex == FEMALE else 0):02d}{comune}"
    total = sum(_ODD[c] for c in body[::2]) + sum(_EVEN[c] for c in body[1::2])
    return body + chr(65 + total % 26)


class Names:
    """Given names by decade of birth; leading surnames, and a tail put together as Italian surnames are."""

    def __init__(self) -> None:
        listed = tables.table("it_people")
        surnames = listed["surnames"]
        self._common: Weighted[str] = Weighted(falling(dict.fromkeys(surnames["common"].split(" ")), flat=12))
        self._share: float = surnames["common_share"]
        self._stems: Weighted[str] = Weighted(falling(surnames["stems"].split(" "), flat=400))
        self._endings: Weighted[str] = Weighted(falling(surnames["endings"].split(" "), flat=8))
        self._prefixes: list[str] = surnames["prefixes"].split(" ")
        self._after: Weighted[str] = Weighted(falling(surnames["after"].split(" ")))
        self._given: dict[tuple[int, int], Weighted[str]] = {
            (sex, int(decade)): Weighted(
                [
                    *falling(dict.fromkeys(names.split(" ")), 0.8, flat=7),
                    *falling(listed["rare"][word].split(" "), 0.2, flat=150),
                ]
            )
            for sex, word in ((MALE, "male"), (FEMALE, "female"))
            for decade, names in listed[word].items()
        }

    def surname(self, draw: Draw) -> str:
        """A surname."""
        if draw.chance(self._share):
            return draw.pick(self._common)
        if draw.chance(0.1):
            prefix = draw.one(self._prefixes)
            return prefix + ("" if prefix.endswith("'") else " ") + draw.pick(self._after)
        return draw.pick(self._stems) + draw.pick(self._endings)

    def given(self, draw: Draw, sex: int, year: int) -> str:
        """A given name; some of the older have two."""
        names = self._given[sex, min(max(year // 10 * 10, 1920), 2010)]
        first = draw.pick(names)
        second = draw.pick(names) if draw.chance(0.07) else first
        return first if second == first else f"{first} {second}"


@cache
def _names() -> Names:
    return Names()


class Italy:
    """The register of one region, chosen by the seed."""

    fields = FIELDS

    def __init__(self, draw: Draw) -> None:
        listed = tables.table("it_people")
        self.names = _names()
        known = cities()
        home = draw.one([city.region for city in known if city.people > 190])
        self._near = Weighted([(city, city.people**0.8) for city in known if city.region == home])
        self._far = Weighted([(city, city.people**0.8) for city in known])
        self._comuni: dict[str, list[str]] = {}
        self._capital: dict[str, str] = {}
        for province, comuni in tables.rows("it_comuni"):
            for code, name in (entry.split(" ", 1) for entry in comuni.split(";")):
                self._comuni.setdefault(province, []).append(code)
                if any(city.name.casefold() == name.casefold() and city.province == province for city in known):
                    self._capital[province] = code
        self._households = Households(pyramid(listed["births"]), (0.46, 0.28, 0.21, 0.05), alone=0.4)
        self._streets = Weighted(falling(listed["streets"]["names"].split(";"), flat=12))
        self._kinds: list[str] = listed["streets"]["kinds"].split(" ")
        self._issued = Issued()

    def records(self, draw: Draw, rows: int) -> Iterator[Record]:
        """`rows` records, household by household."""
        serial = Serial(draw, 200_000 + draw.below(90_000))
        moments = entries(draw, rows, FIRST, LAST)
        for when, cells in together(draw, moments, lambda when: self._household(draw, when)):
            yield [serial.next(), *cells, stamp(when)]

    def _household(self, draw: Draw, when: datetime) -> list[list[str]]:
        city = draw.pick(self._near if draw.chance(0.9) else self._far)
        members = self._households.draw(draw, when)
        father, mother = self.names.surname(draw), self.names.surname(draw)
        address = f"{draw.one(self._kinds)} {draw.pick(self._streets)} {1 + int(draw.random() * draw.random() * 190)}"
        low, high = city.postcodes
        postcode = f"{draw.between(low, high):05d}"
        landline = (
            draw.marked(lambda: f"{city.area}1{draw.digits(max(5, 8 - len(city.area)))}") if draw.chance(0.55) else ""
        )
        rows = []
        for member in members:
            surname = {"spouse": mother, "parent": father}.get(member.bond, father)
            rows.append([*self._person(draw, member, surname, city, when), address, postcode, city.name, city.province])
        for row in rows:
            row.insert(5, landline)
        return rows

    def _person(self, draw: Draw, member: Member, surname: str, city: City, when: datetime) -> list[str]:
        age = member.age(when)
        given = self.names.given(draw, member.sex, member.birth.year)
        code, birth = self._code(draw, surname, given, member, city)
        mobile = draw.marked(lambda: f"{draw.one(MOBILES)}{draw.digits(7)}") if age >= 13 and draw.chance(0.9) else ""
        mail = (
            _MAILS.address(draw, _plain(given), _plain(surname), birth.year)
            if 16 <= age <= 75 and draw.chance(0.6)
            else ""
        )
        return [surname, given, "M" if member.sex == MALE else "F", birth.isoformat(), code, mobile, mail]

    def _code(self, draw: Draw, surname: str, given: str, member: Member, city: City) -> tuple[str, date]:
        """A codice fiscale and the birth date in it; the comune and the day are drawn until it carries the mark."""
        birth = member.birth
        while True:
            code = fiscal_code(surname, given, member.sex, birth, self._birthplace(draw, member, city))
            if is_marked(code) and self._issued.claim(code):
                return code, birth
            birth = birthday(draw, member.birth.year)

    def _birthplace(self, draw: Draw, member: Member, city: City) -> str:
        if not draw.chance(0.9 if member.bond == "child" else 0.68):
            city = draw.pick(self._near if draw.chance(0.4) else self._far)
        if draw.chance(0.62) and city.province in self._capital:
            return self._capital[city.province]
        return draw.one(self._comuni[city.province])


def _plain(name: str) -> str:
    return "".join(filter(str.isascii, filter(str.isalpha, name.lower())))
