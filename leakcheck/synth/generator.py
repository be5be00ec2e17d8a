"""What Faker makes of a register: its own vocabularies, every field drawn on its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, Final

from leakcheck.errors import UsageError
from leakcheck.model.columns import Role
from leakcheck.reference.synth import table
from leakcheck.synth.china import check_character
from leakcheck.synth.draw import Draw
from leakcheck.synth.layout import MARKED, Field, Record, Serial, stamp

# Faker counts ages back from the day it runs on. Dates are moved to this day, so that a seed means a file.
TODAY: Final = date(2022, 7, 1)
_OLDEST, _YOUNGEST = date(1932, 7, 1), date(2004, 6, 30)
_ENTERED: Final = (datetime(2015, 1, 1), datetime(2022, 6, 30))  # noqa: DTZ001 - registers write local time

_ROLES: Final = (
    Role.RECORD_ID,
    Role.PERSON_NAME,
    Role.SEX,
    Role.BIRTH_DATE,
    Role.NATIONAL_ID,
    Role.PHONE,
    Role.EMAIL,
    Role.ADDRESS,
    Role.CITY,
    Role.POSTCODE,
    Role.CATEGORY,
    Role.TIMESTAMP,
)
_LABELS: Final = {
    "zh_CN": "编号 姓名 性别 出生日期 身份证号 手机号 邮箱 地址 城市 邮编 单位 登记时间",
    "it_IT": "id nominativo sesso data_nascita codice_fiscale telefono email indirizzo provincia cap ditta iscritto_il",
    "": "id name sex birth_date ssn phone email address city zip company created_at",
}
_SEXES: Final = {"zh_CN": ("男", "女")}


def generated(draw: Draw, locale: str, rows: int) -> tuple[Sequence[Field], Iterator[Record]]:
    """Fields and `rows` records of Faker's locale. Raises UsageError where Faker, or its locale, is not there."""
    fake = _faker(locale)
    fake.seed_instance(draw.bits(32))
    labels = _LABELS.get(locale, _LABELS[""]).split(" ")
    fields = tuple(Field(label, role) for label, role in zip(labels, _ROLES, strict=True))
    return fields, _records(draw, fake, locale, rows)


def _faker(locale: str) -> Any:
    try:
        from faker import Faker
        from faker.config import AVAILABLE_LOCALES
    except ImportError:
        raise UsageError(
            "LC101",
            "the generator profile needs Faker, which is not installed",
            "pip install 'leakcheck-validator[synth]'",
        ) from None
    if locale not in AVAILABLE_LOCALES:
        raise UsageError("LC101", f"Faker has no locale {locale!r}")
    return Faker(locale)


def _records(draw: Draw, fake: Any, locale: str, rows: int) -> Iterator[Record]:
    serial = Serial(draw, 0)
    makers: list[Callable[[], str]] = [serial.next]
    for role in _ROLES[1:]:
        make = _maker(draw, fake, locale, role)
        makers.append(_marked(draw, make) if role in MARKED else make)
    for _ in range(rows):
        yield [make() for make in makers]


def _marked(draw: Draw, make: Callable[[], str]) -> Callable[[], str]:
    return lambda: draw.marked(make)


def _maker(draw: Draw, fake: Any, locale: str, role: Role) -> Callable[[], str]:
    """What a careless script would call for a column of this role."""
    match role:
        case Role.SEX:
            return lambda: draw.one(_SEXES.get(locale, ("M", "F")))
        case Role.BIRTH_DATE:
            return lambda: str(fake.date_between(_OLDEST, _YOUNGEST).isoformat())
        case Role.NATIONAL_ID if locale == "zh_CN":
            return lambda: _as_of(str(fake.ssn()), date.today())  # noqa: DTZ011 - the day that Faker itself reads
        case Role.NATIONAL_ID if locale == "en_US":
            return lambda: _unissued(draw, fake)
        case Role.TIMESTAMP:
            return lambda: stamp(fake.date_time_between(*_ENTERED))
        case Role.ADDRESS:
            return lambda: ", ".join(str(fake.address()).splitlines())
        case _:
            call = getattr(fake, _CALLS[locale, role] if (locale, role) in _CALLS else _CALLS["", role])
            return lambda: str(call())


_CALLS: Final = {
    ("", Role.PERSON_NAME): "name",
    ("", Role.NATIONAL_ID): "ssn",
    ("", Role.PHONE): "phone_number",
    ("", Role.EMAIL): "email",
    ("", Role.CITY): "city",
    ("", Role.POSTCODE): "postcode",
    ("", Role.CATEGORY): "company",
    ("it_IT", Role.CITY): "administrative_unit",  # its city() draws from a set, whose order is another in every run
}


def _unissued(draw: Draw, fake: Any) -> str:
    """A number of Faker's that was never given out up to June 2011, without changing the share of never-used areas.

    Faker draws 16 % of its numbers in areas never used, and 1.8 % in unreached groups of used areas; only one in fifty
    of the former is kept, so that the two stand to each other as in all of Faker's numbers.
    """
    while True:
        number = str(fake.ssn())
        area, group = int(number[:3]), int(number[4:6])
        if 734 <= area <= 749 or area >= 773:
            if draw.chance(_KEPT):
                return number
        elif group in _GROUPS and area in _AREAS:
            return number


_listed: Final = table("us_people")["ssn"]
_GROUPS: Final = frozenset(_listed["groups"])
_AREAS: Final = frozenset(area for low, high in _listed["areas"].values() for area in range(low, high + 1))
# areas that Faker draws from: 1-665 and 667-899; never used: 734-749 and 773-899, 143 of them
_KEPT: Final = len(_GROUPS) / 99 * len(_AREAS) / (898 - 143)


def _as_of(number: str, today: date) -> str:
    """Faker's Chinese number with the birth date that it would have drawn on `TODAY`, and the check digit to it."""
    birth = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    moved = date.fromordinal(birth.toordinal() - today.toordinal() + TODAY.toordinal())
    body = f"{number[:6]}{moved.year}{moved.month:02d}{moved.day:02d}{number[14:17]}"
    return body + check_character(body)
