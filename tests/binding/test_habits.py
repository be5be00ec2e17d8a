"""What is learned of a column's writing from its first records, and what is not."""

from __future__ import annotations

import random
from datetime import date, timedelta

import polars as pl
import pytest

from leakcheck.binding.cells import gather
from leakcheck.binding.habits import learned
from leakcheck.model.columns import Column, Habit, Role

TODAY = date(2026, 1, 1)


def habit(column: Column, cells: list[str], *others: tuple[Column, list[str]], country: str | None = None) -> Habit:
    columns = (column, *(c for c, _ in others))
    prefix = pl.DataFrame({c.name: pl.Series(x, dtype=pl.String) for c, x in ((column, cells), *others)})
    return learned(columns, gather(prefix, len(columns)), prefix, country, TODAY)[0].habit


@pytest.mark.parametrize(
    ("locale", "expected"), [("IT", Habit(5, 2)), ("CN", Habit(6, 1)), ("RU", Habit()), (None, Habit())]
)
def test_postcodes_have_the_width_of_their_country(locale, expected):
    assert habit(Column(1, "", Role.POSTCODE, locale), [f"{n}" for n in range(10_000, 10_100)]) == expected


def test_case_numbers_have_the_width_that_most_have():
    cells = [f"{n:06d}" for n in range(99_900, 100_100)]
    assert habit(Column(1, "", Role.RECORD_ID), [*cells, "17"]) == Habit(6, 5)
    assert habit(Column(1, "", Role.RECORD_ID), [str(int(cell)) for cell in cells]) == Habit()  # a counter
    assert habit(Column(1, "", Role.RECORD_ID), [*cells, "0017"]) == Habit()  # two widths with zeros
    assert habit(Column(1, "", Role.PERSON_NAME), cells) == Habit()


def test_rounded_numbers_are_far_more_than_chance():
    draw = random.Random(3)
    cells = [str(draw.randrange(10**17, 10**18)) for _ in range(500)]
    whole = Column(1, "", Role.NATIONAL_ID)
    assert not habit(whole, cells).rounded
    assert habit(whole, [f"{cell[:15]}000" if at < 20 else cell for at, cell in enumerate(cells)]).rounded
    cards = [str(draw.randrange(10**15, 10**16)) for _ in range(500)]  # one in ten ends with a zero
    assert not habit(Column(1, ""), cards).rounded
    assert habit(Column(1, ""), [f"{card[:15]}0" for card in cards]).rounded


def serials(zero: date, first: date, days: int) -> list[str]:
    return [str((first - zero).days + day) for day in range(0, days, days // 100)]


@pytest.mark.parametrize("zero", [date(1899, 12, 30), date(1904, 1, 1)])
def test_the_day_zero_is_told_by_the_other_dates(zero):
    others = [str(date(2010, 1, 1) + timedelta(days=40 * n)) for n in range(100)]
    cells = [*others, *serials(zero, date(2010, 2, 1), 3000)[:50], *serials(zero, date(2017, 1, 1), 1000)[:50]]
    assert habit(Column(1, "", Role.TIMESTAMP), cells) == Habit(serial=True, day_zero=zero)


def test_the_day_zero_is_told_by_what_would_lie_in_the_future():
    recent = serials(date(1899, 12, 30), date(2020, 1, 1), 2000)
    assert habit(Column(1, "", Role.TIMESTAMP), recent).day_zero == date(1899, 12, 30)
    assert habit(Column(1, "", Role.TIMESTAMP), serials(date(1899, 12, 30), date(1990, 1, 1), 3000)) == Habit(
        serial=True
    )


@pytest.mark.parametrize("zero", [date(1899, 12, 30), date(1904, 1, 1)])
def test_the_day_zero_is_told_by_identity_numbers(zero):
    births = [date(1960, 1, 1) + timedelta(days=97 * n) for n in range(100)]
    numbers = [f"110105{birth:%y%m%d}{at:03d}" for at, birth in enumerate(births)]
    beside = (Column(2, "", Role.NATIONAL_ID, scheme="cn-ric"), numbers)
    cells = [str((birth - zero).days) for birth in births]
    assert habit(Column(1, "", Role.BIRTH_DATE), cells, beside).day_zero == zero


def test_na_is_a_country_among_codes_of_countries():
    cells = ["NA", "DE", "FR", "CN", "ZA"] * 10
    assert habit(Column(1, "", Role.CATEGORY), cells).codes
    assert not habit(Column(1, "", Role.REGION, "US"), cells).codes
    assert not habit(Column(1, "", Role.CATEGORY), ["married", "single"] * 9).codes


def test_italian_phone_numbers_lose_zeros_or_were_made_up():
    draw = random.Random(5)
    landlines = [f"0{draw.choice((2, 6, 11, 51, 81))}{draw.randrange(4_000_000, 6_000_000)}" for _ in range(200)]
    column = Column(1, "", Role.PHONE, "IT")
    assert habit(column, landlines) == Habit()
    assert habit(column, [cell.lstrip("0") if at % 2 else cell for at, cell in enumerate(landlines)]) == Habit(zeros=1)
    assert habit(column, [cell.lstrip("0") for cell in landlines]) == Habit(zeros=1, bare=True)
    assert habit(column, [str(draw.randrange(10**9, 10**10)) for _ in range(300)]) == Habit()
    assert habit(Column(1, "", Role.PHONE, "CN"), landlines) == Habit()
