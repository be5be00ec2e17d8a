"""The generator profile is Faker itself, made repeatable."""

from __future__ import annotations

import csv
import importlib
import io
import sys
from datetime import date, timedelta

import pytest
from stdnum.cn import ric

from leakcheck.errors import UsageError
from leakcheck.synth import generator, write

faker = pytest.importorskip("faker")


def rows(locale: str, count: int = 120) -> list[dict[str, str]]:
    out = io.BytesIO()
    write("generator", out, rows=count, seed=3, locale=locale)
    return list(csv.DictReader(io.StringIO(out.getvalue().decode())))


def test_names_are_in_fakers_lists() -> None:
    given = set(importlib.import_module("faker.providers.person.zh_CN").Provider.first_names)
    assert all(row["姓名"][1:] in given or row["姓名"][2:] in given for row in rows("zh_CN"))


def test_chinese_numbers_are_fakers_on_a_fixed_day() -> None:
    regions = set(importlib.import_module("faker.providers.ssn.zh_CN").Provider.area_codes)
    for row in rows("zh_CN"):
        number = row["身份证号"]
        assert number[:6] in regions
        assert number[-1] == ric.calc_check_digit(number)
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
        assert generator.TODAY - timedelta(days=90 * 365) <= born <= generator.TODAY - timedelta(days=18 * 365)


def test_the_day_of_the_run_does_not_matter() -> None:
    # Faker draws an age; on another day the same draw gives another birth date, and so another number
    number = "410105198504039013"
    later = date.fromordinal(date(1985, 4, 3).toordinal() + 100)
    shifted = f"410105{later:%Y%m%d}901"
    shifted += ric.calc_check_digit(shifted + "0")
    day = date(2026, 5, 1)
    assert generator._as_of(number, day) == generator._as_of(shifted, day + timedelta(days=100))


def test_american_numbers_were_not_given_out_and_keep_fakers_share_of_unused_areas() -> None:
    found = [row["ssn"] for row in rows("en_US", 300)]
    areas = [int(number[:3]) for number in found]
    unused = [734 <= area <= 749 or area >= 773 for area in areas]
    assert all(is_unused or int(number[4:6]) >= 91 for number, is_unused in zip(found, unused, strict=True))
    assert 0.09 < sum(unused) / 300 < 0.23  # 143 of 898 areas


def test_mail_is_in_reserved_domains() -> None:
    assert all(row["email"].split("@")[1].startswith("example.") for row in rows("it_IT"))


def test_any_locale_of_faker() -> None:
    assert len(rows("de_DE", 5)) == 5


def test_without_faker_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "faker", None)
    with pytest.raises(UsageError) as refusal:
        write("generator", io.BytesIO(), rows=1, seed=1, locale="zh_CN")
    assert "leakcheck-validator[synth]" in str(refusal.value.hint)
