"""The Chinese register in the shape of a police index of persons, as public reporting describes it; no content is copied."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from leakcheck.model.columns import Role
from leakcheck.synth.china import China, counties
from leakcheck.synth.draw import Draw, Weighted
from leakcheck.synth.layout import Field, Record

_TAKEN: Final = 2021  # the year in which ages were worked out
FIELDS: Final = (
    Field("AGE", Role.AGE, number=True),
    Field("BIRTHDAY", Role.BIRTH_DATE),
    Field("BPLACE", Role.REGION),
    Field("EDEGREE", Role.CATEGORY),
    Field("ESCU", Role.CATEGORY),
    Field("HEAVY", Role.UNKNOWN),
    Field("HEIGHT", Role.UNKNOWN),
    Field("HHPLACE", Role.REGION),
    Field("IDNO", Role.NATIONAL_ID),
    Field("IDTYPE", Role.CATEGORY),
    Field("MARR", Role.CATEGORY),
    Field("NATION", Role.CATEGORY),
    Field("PHOTO", Role.UNKNOWN),
    Field("PROF", Role.CATEGORY),
    Field("QUERY_STRING", Role.UNKNOWN),
    Field("RNAME", Role.PERSON_NAME),
    Field("SEX", Role.SEX),
    Field("STD_ADDRESS", Role.ADDRESS),
)
_DEGREES: Final = Weighted(
    [("初中", 38), ("小学", 24), ("高中", 15), ("大学专科", 9), ("大学本科", 8), ("中专", 5), ("硕士", 1)]
)
_SERVICE: Final = Weighted([("未服兵役", 88), ("退出现役", 7), ("未知", 5)])
_TRADES: Final = Weighted(
    [
        ("农民", 30),
        ("务工", 16),
        ("无业", 12),
        ("学生", 10),
        ("个体", 9),
        ("职工", 8),
        ("教师", 4),
        ("司机", 4),
        ("医生", 2),
    ]
)


class ChinaPersons:
    """Persons of one city, one document each, sparse."""

    fields = FIELDS

    def __init__(self, draw: Draw) -> None:
        self._register = China(draw, contacts=False)
        self._places = {county.code: county for county in counties()}

    def records(self, draw: Draw, rows: int) -> Iterator[Record]:
        """`rows` documents."""
        for row in self._register.records(draw, rows):
            yield self._document(draw, row)

    def _document(self, draw: Draw, row: Record) -> Record:
        _, name, sex, birth, number, people, _, province, city, address, *_ = row
        year, born = int(birth[:4]), self._places[number[:6]]
        age = _TAKEN - year
        tall = round(draw.near(170 if sex == "男" else 159, 6)) if age >= 18 else 0
        married = "已婚" if age >= 23 and draw.chance(min(0.9, (age - 20) / 16)) else "未婚"
        origin = born.province + born.city + born.name
        home = f"{province}{city if city != province else ''}"
        listed = {
            "AGE": str(age) if age else "",
            "BIRTHDAY": str(year),
            "BPLACE": origin,
            "EDEGREE": draw.pick(_DEGREES) if age >= 13 and draw.chance(0.7) else "",
            "ESCU": draw.pick(_SERVICE) if age >= 18 and draw.chance(0.55) else "",
            "HEAVY": str(round(draw.near(tall - 104, 7))) if tall and draw.chance(0.12) else "",
            "HEIGHT": str(tall) if tall and draw.chance(0.42) else "",
            "HHPLACE": home if draw.chance(0.8) else "",
            "IDNO": number,
            "IDTYPE": "01",
            "MARR": married if draw.chance(0.75) else "",
            "NATION": people,
            "PHOTO": self._photo(draw) if draw.chance(0.6) else "",
            "PROF": draw.pick(_TRADES) if age >= 16 and draw.chance(0.4) else "",
            "QUERY_STRING": " ".join((name, sex, number, origin, address)),
            "RNAME": name,
            "SEX": sex,
            "STD_ADDRESS": address,
        }
        return [listed[field.label] for field in self.fields]

    @staticmethod
    def _photo(draw: Draw) -> str:
        """A JSON document in a string, which refers to a picture that does not exist."""
        return json.dumps({"type": "RX", "ref": f"{draw.bits(48):012x}"}, separators=(",", ":"))
