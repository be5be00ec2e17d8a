"""Moments against datetime, and forms written out by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leakcheck.features.feature import derive, stages
from leakcheck.features.moments import day_number, moments
from leakcheck.model.columns import Column

NOON = (date(2021, 8, 9) - date(1970, 1, 1)).days


def read(*cells: str | None) -> list[tuple[int | None, int | None, int | None]]:
    found = moments(Column(1, "when"))
    features = (found.dmy, found.mdy, found.second)
    frame = pl.DataFrame({"c1": cells}, schema={"c1": pl.String})
    return derive(frame, stages(features)).select(f.name for f in features).rows()


@settings(max_examples=60, deadline=None)
@given(st.dates(min_value=date(1600, 3, 1), max_value=date(2199, 12, 31)))
def test_day_numbers_are_those_of_the_calendar(day: date) -> None:
    frame = pl.DataFrame({"y": [day.year], "m": [day.month], "d": [day.day]}, schema=dict.fromkeys("ymd", pl.Int32))
    assert frame.select(day_number(pl.col("y"), pl.col("m"), pl.col("d"))).item() == (day - date(1970, 1, 1)).days


@pytest.mark.parametrize(
    "cell",
    [
        "2021-08-09T13:05:07Z",
        "2021-08-09 13:05:07.123456",
        "2021-08-09 13:05:07+02",
        "2021/8/9 13:05:07",
        "20210809130507",
        "2021年8月9日 13:05:07",
        "2021年08月09日13时05分07秒",
        "2021年8月9日下午1点05分07秒",
        "8/9/2021 1:05:07 PM",
        "09 Aug 2021 13:05:07",
        str(int(datetime(2021, 8, 9, 13, 5, 7, tzinfo=UTC).timestamp())),
        str(int(datetime(2021, 8, 9, 13, 5, 7, tzinfo=UTC).timestamp()) * 1000 + 250),
    ],
)
def test_forms(cell: str) -> None:
    _, mdy, second = read(cell)[0]
    assert (mdy, second) == (NOON, 13 * 3600 + 5 * 60 + 7)


def test_twelve_hours() -> None:
    clocks = [second for *_, second in read(*(f"8/9/2021 {clock}" for clock in ("12:30 AM", "12:30 pm", "1:00 a.m.")))]
    assert clocks == [1800, 12 * 3600 + 1800, 3600]


def test_days_without_a_time() -> None:
    assert read("2021-08-09") == [(NOON, NOON, None)]
    assert read("9/8/2021")[0][0] == NOON
    assert read("8/9/2021")[0][1] == NOON


def test_what_is_no_moment() -> None:
    assert read("", None, "soon", "12:30", "9999999999", "2021-02-30 10:00", "1990", "13800138000") == [
        (None, None, None),
        (None, None, None),
        (None, None, None),
        (None, None, None),
        (None, None, None),
        (None, None, 36_000),  # the clock can be read, the day cannot
        (None, None, None),
        (None, None, None),
    ]
    assert read("2021-08-09 25:00")[0][2] is None
