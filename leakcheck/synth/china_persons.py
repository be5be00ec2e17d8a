"""The Chinese register in the shape of an index of persons, as public reporting describes it; no content is copied."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from leakcheck.model.columns import Role
from leakcheck.synth.china import China
from leakcheck.synth.china_parts import counties
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
# Schooling by decade of birth, service by sex, trade by schooling: what makes columns of a register hang together.
_SCHOOLS: Final = ("小学", "初中", "高中", "中专", "大学专科", "大学本科", "硕士")
_SCHOOLED: Final = {
    1920: (90, 8, 1, 1, 0, 0, 0),
    1940: (68, 22, 6, 3, 1, 0, 0),
    1950: (44, 38, 12, 4, 2, 0, 0),
    1960: (24, 50, 16, 5, 4, 1, 0),
    1970: (14, 55, 12, 7, 8, 4, 0),
    1980: (6, 44, 12, 8, 16, 13, 1),
    1990: (2, 28, 17, 10, 21, 20, 2),
    2000: (8, 40, 36, 6, 6, 4, 0),
    2010: (100, 0, 0, 0, 0, 0, 0),
}
_DEGREES: Final = {decade: Weighted(zip(_SCHOOLS, shares, strict=True)) for decade, shares in _SCHOOLED.items()}
_SERVICE: Final = {
    "男": Weighted([("未服兵役", 84), ("退出现役", 13), ("预备役", 3)]),
    "女": Weighted([("未服兵役", 995), ("退出现役", 5)]),
}
_TRADES: Final = {
    "low": Weighted([("农民", 48), ("务工", 26), ("无业", 14), ("个体", 9), ("司机", 3)]),
    "high": Weighted(
        [("职工", 38), ("教师", 14), ("个体", 14), ("公司职员", 14), ("医生", 6), ("公务员", 6), ("无业", 8)]
    ),
}


def _class(school: str) -> str:
    return "high" if school in _SCHOOLS[3:] else "low"


def _decade(year: int) -> int:
    return max(decade for decade in _SCHOOLED if decade <= max(year, 1920))


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
        school = draw.pick(_DEGREES[_decade(year)]) if age >= 6 else ""
        trade = "学生" if age < 17 or (age < 23 and school in _SCHOOLS[4:]) else draw.pick(_TRADES[_class(school)])
        home = f"{province}{city if city != province else ''}"
        origin = born.province + born.city + born.name if draw.chance(0.94) else home
        listed = {
            "AGE": str(age) if age else "",
            "BIRTHDAY": str(year),
            "BPLACE": origin,
            "EDEGREE": school if draw.chance(0.7) else "",
            "ESCU": draw.pick(_SERVICE[sex]) if age >= 18 and draw.chance(0.55) else "",
            "HEAVY": str(round(draw.near(tall - 104, 7))) if tall and draw.chance(0.12) else "",
            "HEIGHT": str(tall) if tall and draw.chance(0.42) else "",
            "HHPLACE": home if draw.chance(0.8) else "",
            "IDNO": number,
            "IDTYPE": "01",
            "MARR": married if draw.chance(0.75) else "",
            "NATION": people,
            "PHOTO": self._photo(draw) if draw.chance(0.6) else "",
            "PROF": trade if age >= 6 and draw.chance(0.4) else "",
            "QUERY_STRING": f"{name} {sex} {number} {origin} {address}",
            "RNAME": name,
            "SEX": sex,
            "STD_ADDRESS": address,
        }
        return [listed[field.label] for field in self.fields]

    @staticmethod
    def _photo(draw: Draw) -> str:
        """A JSON document in a string, which refers to a picture that does not exist."""
        return json.dumps({"type": "RX", "ref": f"{draw.bits(48):012x}"}, separators=(",", ":"))
