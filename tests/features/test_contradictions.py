"""Records that break a rule, written by hand."""

from __future__ import annotations

import polars as pl

from leakcheck.features.contradictions import contradictions
from leakcheck.features.feature import derive, schedule
from leakcheck.model.columns import Column, Role
from leakcheck.synth.china import check_character

COLUMNS = (
    Column(1, "id", Role.NATIONAL_ID, "CN", "cn-ric", 1.0),
    Column(2, "born", Role.BIRTH_DATE, None, None, 1.0),
    Column(3, "sex", Role.SEX, None, None, 1.0),
    Column(4, "tel", Role.PHONE, "CN", None, 1.0),
    Column(5, "mail", Role.EMAIL, None, None, 1.0),
)


def number(day: str, order: str) -> str:
    body = f"310101{day}{order}"
    return body + check_character(body)


def flags(*rows: tuple[str | None, ...]) -> dict[str, list[bool | None]]:
    frame = pl.DataFrame(rows, schema=dict.fromkeys(("c1", "c2", "c3", "c4", "c5"), pl.String), orient="row")
    rules = list(contradictions(COLUMNS, "CN"))
    derived = derive(frame, schedule([feature for _, feature in rules]))
    return {code: derived[feature.name].to_list() for code, feature in rules}


def test_each_rule() -> None:
    man, woman = number("19900512", "011"), number("19900512", "022")
    wrong = man[:-1] + ("0" if man[-1] != "0" else "1")
    no_day = number("19900230", "011")
    found = flags(
        (man, "1990-05-12", "男", "13912345678", "a@mail.example"),
        (woman, "1990-05-11", "男", "12345", "a-mail.example"),  # a day off is a zone
        (wrong, "1990-06-12", "女", "+86 139 1234 5678", ""),
        (no_day, "1990-02-30", None, None, None),
        (None, "1990", "男", "", "x@@y"),
    )
    assert found["ID101"] == [False, False, True, False, None]
    assert found["ID102"] == [False, False, False, True, None]
    assert found["XA501"] == [False, False, True, None, None]
    assert found["XA502"] == [False, True, True, None, None]
    assert found["PH201"][:3] == [False, True, False]
    assert found["EM401"] == [False, True, False, False, True]
    assert found["DT301"][3] is True
    assert not any(found["DT301"][:3])


def test_columns_that_are_not_there_have_no_rules() -> None:
    assert list(contradictions((Column(1, "x"),), None)) == []
    assert [code for code, _ in contradictions(COLUMNS[4:], None)] == ["EM401"]
