"""Junk: every cell drawn on its own, in the shape that its column should have."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from leakcheck.model.columns import Role
from leakcheck.synth.america import EXCHANGES
from leakcheck.synth.draw import Draw, Weighted
from leakcheck.synth.italy import MOBILES
from leakcheck.synth.layout import MARKED, Field, Record, stamp

_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
_START: Final = datetime(2010, 1, 1)  # noqa: DTZ001 - registers write local time
_SECONDS: Final = 12 * 365 * 86_400
_Maker = Callable[[Draw], str]


def junk(draw: Draw, fields: Sequence[Field], locale: str, rows: int) -> Iterator[Record]:
    """`rows` records of junk under the fields of a register."""
    makers = [_marked(_maker(field, locale)) if field.role in MARKED else _maker(field, locale) for field in fields]
    for _ in range(rows):
        yield [make(draw) for make in makers]


def _marked(make: _Maker) -> _Maker:
    return lambda draw: draw.marked(lambda: make(draw))


def _han(draw: Draw, low: int, high: int) -> str:
    return "".join(chr(0x4E00 + draw.below(0x51A5)) for _ in range(draw.between(low, high)))


def _word(draw: Draw, low: int = 3, high: int = 11) -> str:
    return "".join(draw.one(_LETTERS) for _ in range(draw.between(low, high))).title()


def _date(draw: Draw) -> str:
    """A date as a careless program draws it: the 29th to 31st in any month."""
    return f"{draw.between(1930, 2021)}-{draw.between(1, 12):02d}-{draw.between(1, 31):02d}"


def _italian_code(draw: Draw) -> str:
    letters = "".join(draw.one(_LETTERS) for _ in range(6)).upper()
    last = draw.one(_LETTERS).upper()
    birth = f"{draw.digits(2)}{draw.one('ABCDEHLMPRST')}{draw.digits(2)}"
    return f"{letters}{birth}{draw.one('ABCDEFGHILM')}{draw.digits(3)}{last}"


def _american_number(draw: Draw) -> str:
    """Areas 000, 666, 734-749 and 773-999: none was given out before June 2011, and half of them never will be."""
    area = draw.pick(_UNISSUED)
    return f"{area:03d}-{draw.digits(2)}-{draw.digits(4)}"


def _american_phone(draw: Draw) -> str:
    """Random digits whose exchange is no subscriber's: one of the service codes, or one that begins with 0 or 1."""
    exchange = draw.one(EXCHANGES) if draw.chance(0.5) else f"{draw.below(200):03d}"
    return f"({draw.digits(3)}) {exchange}-{draw.digits(4)}"


def _italian_phone(draw: Draw) -> str:
    """Random digits after a mobile prefix that no operator has, or after a first digit that no number has."""
    return draw.one(MOBILES) + draw.digits(7) if draw.chance(0.4) else str(draw.between(1, 2)) + draw.digits(9)


_UNISSUED: Final = Weighted([(area, 1.0) for area in (0, 666, *range(734, 750), *range(773, 1000))])
_IDS: Final[dict[str, _Maker]] = {
    "zh_CN": lambda draw: draw.digits(17) + draw.one("0123456789X"),
    "en_US": _american_number,
    "it_IT": _italian_code,
}
_PHONES: Final[dict[str, _Maker]] = {
    "zh_CN": lambda draw: f"{draw.between(2, 9)}{draw.digits(10)}",  # eleven digits, but no mobile begins so
    "en_US": _american_phone,
    "it_IT": _italian_phone,
}
_SEXES: Final = {"zh_CN": ("男", "女"), "en_US": ("M", "F"), "it_IT": ("M", "F")}
_POSTCODES: Final = {"zh_CN": 6, "en_US": 5, "it_IT": 5}


_SHAPES: Final[dict[Role, _Maker]] = {
    Role.RECORD_ID: lambda draw: draw.digits(8),
    Role.EMAIL: lambda draw: f"{_word(draw).lower()}@{_word(draw, 9, 14).lower()}.{draw.one(('com', 'net', 'org'))}",
    Role.BIRTH_DATE: _date,
    Role.AGE: lambda draw: str(draw.between(1, 99)),
    Role.TIMESTAMP: lambda draw: stamp(_START + timedelta(seconds=draw.below(_SECONDS))),
}
_ADDRESSES: Final[dict[bool, _Maker]] = {
    True: lambda draw: f"{_han(draw, 6, 14)}{draw.between(1, 999)}号",
    False: lambda draw: f"{_word(draw)} {_word(draw)} {draw.between(1, 9999)}",
}
_NAMES: Final = (Role.PERSON_NAME, Role.FAMILY_NAME, Role.GIVEN_NAME)


def _maker(field: Field, locale: str) -> _Maker:
    """What draws a cell of this field."""
    chinese = locale == "zh_CN"
    if field.label == "BIRTHDAY":  # the year alone
        return lambda draw: str(draw.between(1930, 2021))
    match field.role:
        case Role.NATIONAL_ID:
            return _IDS[locale]
        case Role.PHONE:
            return _PHONES[locale]
        case Role.SEX:
            return lambda draw: draw.one(_SEXES[locale])
        case Role.POSTCODE:
            return lambda draw: draw.digits(_POSTCODES[locale])
        case Role.ADDRESS:
            return _ADDRESSES[chinese]
        case role if role in _SHAPES:
            return _SHAPES[role]
        case role if chinese:
            return lambda draw: _han(draw, 2, 3 if role in _NAMES else 4)
        case _:
            return _word
