"""Dates as numbers against the standard library's calendar."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leakcheck.kernels.dates import as_number, from_days, full_year, is_leap, yyyymmdd
from leakcheck.kernels.digits import OMOCODIA, byte_array, number_at


def standard(year: int, month: int, day: int) -> int | None:
    try:
        return as_number(date(year, month, day)) if 1800 <= year <= 2299 else None
    except ValueError:
        return None


parts = st.tuples(st.integers(1790, 2310), st.integers(0, 99), st.integers(0, 99))
near = st.tuples(st.integers(1795, 2305), st.integers(0, 13), st.integers(0, 32))


@settings(deadline=None, max_examples=80)
@given(st.lists(parts | near, min_size=1, max_size=60))
def test_dates_are_the_calendars(dates: list[tuple[int, int, int]]) -> None:
    frame = pl.DataFrame(dates, schema=["y", "m", "d"], orient="row")
    got = frame.select(x=yyyymmdd(pl.col("y"), pl.col("m"), pl.col("d")))["x"].to_list()
    assert got == [standard(*d) for d in dates]


@pytest.mark.parametrize(
    ("year", "month", "day", "expected"),
    [(1990, 2, 30, None), (2000, 2, 29, 20000229), (1900, 2, 29, None), (2023, 2, 29, None), (2024, 13, 1, None)],
)
def test_days_that_trip_programs_up(year: int, month: int, day: int, expected: int | None) -> None:
    frame = pl.DataFrame({"y": [year], "m": [month], "d": [day]})
    assert frame.select(x=yyyymmdd(pl.col("y"), pl.col("m"), pl.col("d")))["x"].to_list() == [expected]


def test_an_unknown_day_is_zero_and_an_unread_part_no_date() -> None:
    frame = pl.DataFrame({"y": [1990, 1990, None], "m": [7, 20, 1]})
    assert frame.select(x=yyyymmdd(pl.col("y"), pl.col("m")))["x"].to_list() == [19900700, None, None]
    assert frame.select(x=yyyymmdd(pl.col("y"), pl.col("m"), pl.col("y") * 0 + 5))["x"].to_list()[2] is None


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 99999))
def test_days_since_an_epoch(days: int) -> None:
    epoch = date(1899, 12, 31)
    got = pl.DataFrame({"d": [days]}).select(x=from_days(pl.col("d"), epoch)).item()
    assert got == as_number(epoch + timedelta(days=days))


def test_two_digit_years() -> None:
    frame = pl.DataFrame({"y": [0, 26, 27, 99]})
    assert frame.select(x=full_year(pl.col("y")))["x"].to_list() == [2000, 2026, 1927, 1999]
    assert frame.select(x=full_year(pl.col("y"), 57, 2000, 1800))["x"].to_list() == [2000, 2026, 2027, 1899]


def test_leap_years() -> None:
    frame = pl.DataFrame({"y": [1900, 2000, 2023, 2024]})
    assert frame.select(x=is_leap(pl.col("y")))["x"].to_list() == [False, True, False, True]


def test_numbers_are_read_from_bytes() -> None:
    frame = pl.DataFrame({"t": ["A1985", "A19L5", "A1?85", None, "A198"]}).with_columns(c=byte_array(pl.col("t"), 5))
    assert frame.select(x=number_at(pl.col("c"), 1, 4))["x"].to_list() == [1985, None, None, None, None]
    assert frame.select(x=number_at(pl.col("c"), 1, 4, letters=OMOCODIA))["x"].to_list()[:2] == [1985, 1905]
