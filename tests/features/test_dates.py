"""Dates in the ways people write them, against the standard library's own calendar."""

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leakcheck.features.date_reading import plain, read, thorough
from leakcheck.features.dates import age, dates
from leakcheck.features.feature import Feature, derive, stages
from leakcheck.model.columns import Column, Role

COLUMN = Column(1, "col1", Role.BIRTH_DATE)
READ = dates(COLUMN)
DAYS = st.dates(date(1600, 1, 1), date(2199, 12, 31))
CERTAIN = (
    "{y:04}-{m:02}-{d:02}",
    "{y}/{m}/{d}",
    "{y:04}{m:02}{d:02}",
    "{y}年{m}月{d}日",
    "{y}.{m}.{d}",
    "{y}-{m:02}-{d:02}T08:30:00Z",
    "{y}-{m:02}-{d:02} 00:00:00+00",
    "{y:04}{m:02}{d:02}.0",
    "{d} {name} {y}",
    "{name} {d}, {y}",
    "{d:02}-{name}-{y}",
)
MONTHS = ("Jan", "feb", "March", "APR", "May", "june", "Jul", "août", "sept", "oct", "Nov", "diciembre")


def run(cells: list[str | None], *features: Feature) -> list[tuple[object, ...]]:
    frame = pl.DataFrame({"c1": pl.Series(cells, dtype=pl.String)})
    return derive(frame, stages(features)).select(feature.name for feature in features).rows()


@settings(deadline=None, max_examples=30)  # the machine is shared
@given(st.lists(DAYS, min_size=1, max_size=40))
def test_certain_forms_are_read_as_the_calendar_reads_them(days: list[date]) -> None:
    for form in CERTAIN:
        cells = [form.format(y=d.year, m=d.month, d=d.day, name=MONTHS[d.month - 1]) for d in days]
        number = [d.year * 10_000 + d.month * 100 + d.day for d in days]
        assert run(cells, READ.sure, READ.dmy, READ.mdy) == [(n, n, n) for n in number], form


@settings(deadline=None, max_examples=30)  # the machine is shared
@given(
    st.lists(DAYS, min_size=1, max_size=40), st.sampled_from(["{a}/{b}/{y}", "{a:02}.{b:02}.{y}", "{a:02}-{b:02}-{y}"])
)
def test_day_and_month_are_exchanged_only_where_both_readings_exist(days: list[date], form: str) -> None:
    rows = run([form.format(a=d.day, b=d.month, y=d.year) for d in days], READ.sure, READ.dmy, READ.mdy)
    for day, (sure, dmy, mdy) in zip(days, rows, strict=True):
        assert dmy == day.year * 10_000 + day.month * 100 + day.day
        if day.day > 12 or day.day == day.month:
            assert sure == mdy == dmy
        else:
            assert mdy == day.year * 10_000 + day.day * 100 + day.month
            assert sure == day.year * 10_000


def known(year: int, month: int, day: int) -> bool:
    """Whether the calendar has the day; 00 stands for a part that is not known."""
    try:
        return date(year, month or 1, day or 1) is not None and (month > 0 or day == 0)
    except ValueError:
        return False


@pytest.mark.parametrize("year", [1600, 1900, 1999, 2000, 2024, 2100])
def test_days_that_no_calendar_has_are_impossible(year: int) -> None:
    parts = [(month, day) for month in range(14) for day in range(34)]
    rows = run([f"{year}-{month:02}-{day:02}" for month, day in parts], READ.sure, READ.shaped, READ.impossible)
    for (month, day), row in zip(parts, rows, strict=True):
        real = known(year, month, day)
        assert row == (year * 10_000 + month * 100 + day if real else None, True, not real)


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("1990", 19900000),
        ("1990年", 19900000),
        ("1990-05", 19900500),
        ("1990年5月", 19900500),
        ("1990-00-00", 19900000),
        ("20121990", 19901220),
        ("5.5.85", 19850505),
        ("01-JAN-05", 20050101),
        ("2 de mayo de 1980", 19800502),
        ("１９９０-01-02", 19900102),
        ("Wednesday, 3 March 1999", 19990303),
        ("May 5th, 1970", 19700505),
        ("", None),
        (None, None),
        ("x", None),
        ("12", None),
        ("1990-13", None),
        ("90-01-02", None),
        ("2 jui 1990", None),
        ("9999-01-01", None),
    ],
)
def test_written_out(cell: str | None, number: int | None) -> None:
    assert run([cell], READ.sure, READ.impossible) == [(number, False)]


def test_leap_days() -> None:
    days = [date(2000, 2, 28) + timedelta(days=1), date(1996, 2, 29)]
    cells = [f"{d:%d/%m/%Y}" for d in days] + ["29/02/1900", "29/02/1999"]
    assert [n for (n,) in run(cells, READ.sure)] == [20000229, 19960229, None, None]
    assert [n for (n,) in run(cells, READ.impossible)] == [False, False, True, True]


@pytest.mark.parametrize(
    ("cell", "years"), [("41", 41), ("41岁", 41), ("41.0", 41), ("0", 0), ("131", None), ("x", None), ("", None)]
)
def test_age(cell: str, years: int | None) -> None:
    assert run([cell], age(COLUMN)) == [(years,)]


NEAR = st.from_regex(r"\A[12+ ]?[0-9]{3}[0-9]?[-/. 年]?[0-9 ]{1,2}[-/. ]?[0-9]{1,2}[ T\n]?[0-9:]{0,5}\Z") | st.builds(
    "{:%Y-%m-%d}{}".format, DAYS, st.sampled_from(["", " 10:00", "T", "x", "\n", " \n", ".0", " 年"])
)


@settings(deadline=None, max_examples=40)  # the machine is shared
@given(st.lists(st.none() | NEAR, max_size=60))
def test_plain_cells_are_read_as_all_the_forms_read_them(cells: list[str | None]) -> None:
    text = pl.Series("cell", cells, dtype=pl.String)
    whole, quick = thorough(text), read(text)
    assert quick.rows() == [
        (None, None, False) if cell is None else row for cell, row in zip(cells, whole.rows(), strict=True)
    ]


def test_plain_cells_are_taken_by_their_bytes() -> None:
    cells = ["1990-02-28", "1990/2/28", "19900228", "1990-02-28 10:00", "1990-02/28", "1990-02-30", "2090.12.31", None]
    assert plain(pl.Series(cells)).to_list() == [19900228, None, 19900228, 19900228, None, None, 20901231, None]
