"""Cells as validators see them, by role: what is repaired, what is lost, and what is left alone."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leakcheck.features.damage import damage
from leakcheck.features.feature import derive, stages
from leakcheck.features.repair import mended
from leakcheck.features.text import clean, digest, present
from leakcheck.model.columns import Column, Habit, Role
from leakcheck.model.damage import Damage

HABITS = {
    Role.POSTCODE: Habit(width=5, zeros=2),
    Role.BIRTH_DATE: Habit(serial=True, day_zero=date(1899, 12, 30)),
    Role.TIMESTAMP: Habit(serial=True),
    Role.NATIONAL_ID: Habit(rounded=True),
    Role.RECORD_ID: Habit(width=6, zeros=5),
}
WAYS = {
    "'{}": Damage.QUOTED, '"{}"': Damage.QUOTED, '="{}"': Damage.QUOTED, "`{}": Damage.QUOTED,
    "{}.0": Damage.POINT_ZERO,
    " {}\u00a0": Damage.BLANKS, "\u200b{}": Damage.BLANKS, "\u202d{}\u202c": Damage.BLANKS,
}  # fmt: skip
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


def table(column: Column, cells: list[str | None]) -> pl.DataFrame:
    features = (clean(column), present(column), mended(column).damage, digest(column))
    frame = derive(pl.DataFrame({"c1": pl.Series(cells, dtype=pl.String)}), stages(features))
    return frame.select(
        pl.col(f.name).alias(n) for f, n in zip(features, ("clean", "present", "damage", "digest"), strict=True)
    )


def column(role: Role, **more: object) -> Column:
    return Column(1, "", role, habit=HABITS.get(role, Habit()), **more)


@pytest.mark.parametrize(
    ("role", "cell", "value", "kind"),
    [
        (Role.PHONE, "1.3912345678E10", "13912345678", Damage.SCIENTIFIC),
        (Role.PHONE, "1.39E+10", None, Damage.SCIENTIFIC | Damage.LOST),
        (Role.PHONE, "0912345.00", "0912345", Damage.POINT_ZERO),
        (Role.PHONE, "555.00", "555.00", 0),  # a dot may part the groups of a number
        (Role.PHONE, "#####", None, Damage.ERROR),
        (Role.PHONE, "1.39E+", None, Damage.ERROR),
        (Role.PHONE, "1９１２", "1912", Damage.WIDE),
        (Role.NATIONAL_ID, "110105194912310000", None, Damage.ROUNDED | Damage.LOST),
        (Role.NATIONAL_ID, "110105194912319990", "110105194912319990", 0),
        (Role.NATIONAL_ID, "'0E1234567", "0E1234567", Damage.QUOTED),
        (Role.NATIONAL_ID, '"0E1234567"', "0E1234567", Damage.QUOTED),
        (Role.NATIONAL_ID, '"0E1234567', '"0E1234567', 0),
        (Role.PHONE, "020–7946–0018", "020-7946-0018", 0),
        (Role.POSTCODE, "118", "00118", Damage.ZEROS),
        (Role.POSTCODE, "1067.0", "01067", Damage.ZEROS | Damage.POINT_ZERO),
        (Role.POSTCODE, "12", "12", 0),
        (Role.POSTCODE, "02134-1234", "02134-1234", 0),
        (Role.RECORD_ID, "17", "000017", Damage.ZEROS),
        (Role.BIRTH_DATE, "36526", "2000-01-01", Damage.SERIAL),
        (Role.BIRTH_DATE, "36526.0", "2000-01-01", Damage.SERIAL | Damage.POINT_ZERO),
        (Role.BIRTH_DATE, "1990", "1990", 0),  # a year
        (Role.BIRTH_DATE, "1990.0", "1990", Damage.POINT_ZERO),
        (Role.BIRTH_DATE, "19900517", "19900517", 0),
        (Role.BIRTH_DATE, "1/2/1990 0:00", "1/2/1990 0:00", Damage.MIDNIGHT),
        (Role.BIRTH_DATE, "1990-02-01 00:00:00", "1990-02-01 00:00:00", 0),  # as databases write it
        (Role.BIRTH_DATE, "1 May 1990", "1 May 1990", 0),
        (Role.TIMESTAMP, "36526.5", None, Damage.SERIAL | Damage.LOST),  # nothing tells what it counts from
        (Role.TIMESTAMP, "1577836800", "1577836800", 0),
        (Role.AGE, "42.0", "42", Damage.POINT_ZERO),
        (Role.SEX, "1.0", "1", Damage.POINT_ZERO),
        (Role.FAMILY_NAME, "'t Hooft", "'t Hooft", 0),
        (Role.CITY, "'s-Hertogenbosch", "'s-Hertogenbosch", 0),
        (Role.ADDRESS, "中山路１２号", "中山路12号", 0),  # a way to write, no damage
        (Role.ADDRESS, "#12 Main St", "#12 Main St", 0),
        (Role.UNKNOWN, "1.38E+10", "1.38E+10", 0),  # perhaps a measurement
        (Role.UNKNOWN, "12.0", "12.0", 0),
        (Role.UNKNOWN, '="007"', "007", Damage.QUOTED),
    ],
)
def test_what_is_repaired_depends_on_the_role(role, cell, value, kind):
    row = table(column(role), [cell]).row(0, named=True)
    assert (row["clean"], row["damage"]) == (value, int(kind))
    assert row["present"] is (kind != Damage.ERROR)
    assert (row["digest"] is None) is (value is None)


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from([Role.PHONE, Role.NATIONAL_ID, Role.RECORD_ID]),
    st.integers(10**7, 10**15 - 1),
    st.sampled_from(sorted(WAYS)),
)
def test_repaired_numbers_are_what_they_were(role, number, way):
    row = table(Column(1, "", role), [way.format(number)]).row(0, named=True)
    assert (row["clean"], row["damage"]) == (str(number), int(WAYS[way]))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**18))
def test_other_digits_are_read(number):
    rows = table(Column(1, "", Role.PHONE), [str(number).translate(WIDE), str(number).translate(THAI)])
    assert rows["clean"].to_list() == [str(number)] * 2
    assert rows["damage"].to_list() == [int(Damage.WIDE), int(Damage.DIGITS)]


CELLS = st.lists(
    st.one_of(
        st.none(), st.text(max_size=8),
        st.sampled_from(["'1", "1.5E+10", "1.5000000000E+10", "#N/A", "36526", "1/1/99 0:00", "７", " x ", "118"]),
    ),
    min_size=1, max_size=12,
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(CELLS, st.sampled_from(list(Role)), st.data())
def test_no_batch_decides_for_another(cells, role, data):
    cut = data.draw(st.integers(0, len(cells)))
    whole = table(column(role), cells)
    parts = pl.concat([table(column(role), part) for part in (cells[:cut], cells[cut:])])
    assert whole.equals(parts)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.from_regex(
            r"[1-9][0-9]{5,10}|[A-Z]{2}[0-9]{6}|[0-9]{4}-[01][0-9]-[0-3][0-9]|\+[0-9 -]{9}[0-9]", fullmatch=True
        )
    )
)
def test_whole_cells_are_left_alone(cells):
    for role in (Role.PHONE, Role.NATIONAL_ID, Role.TIMESTAMP, Role.UNKNOWN):
        rows = table(Column(1, "", role), cells)
        assert rows["clean"].to_list() == cells
        assert set(rows["damage"]) <= {0}


@pytest.mark.parametrize(
    ("of", "cell", "value"),
    [
        (Column(1, "", Role.REGION, "IT"), "NA", "NA"),  # Naples
        (Column(1, "", Role.REGION, "US"), "NA", None),
        (Column(1, "", Role.CATEGORY, habit=Habit(codes=True)), "NA", "NA"),  # Namibia
        (Column(1, "", Role.CATEGORY), "NA", None),
        (Column(1, "", Role.FAMILY_NAME, "ko"), "Na", "Na"),
        (Column(1, "", Role.FAMILY_NAME, "ko"), "NA", None),
        (Column(1, "", Role.GIVEN_NAME), "Nil", "Nil"),
        (Column(1, "", Role.GIVEN_NAME), "null", None),
        (Column(1, "", Role.CITY), "n/a", None),
    ],
)
def test_words_for_no_value_depend_on_the_role(of, cell, value):
    assert table(of, [cell])["clean"].to_list() == [value]


def bits(of: Column, country: str | None, *cells: str) -> list[int]:
    feature = damage(of, country)
    return derive(pl.DataFrame({"c1": cells}), stages([feature]))[feature.name].to_list()


def test_numbers_tell_of_lost_zeros_and_rounding_themselves():
    pesel = Column(1, "", Role.NATIONAL_ID, scheme="pl-pesel")
    assert bits(pesel, None, "02070803628", "2070803628", "'2070803628") == [
        0, Damage.ZEROS, Damage.ZEROS | Damage.QUOTED,
    ]  # fmt: skip
    ric = Column(1, "", Role.NATIONAL_ID, scheme="cn-ric")
    assert bits(ric, None, "110105194912310000", "11010519491231999X") == [Damage.PERHAPS_ROUNDED, 0]
    assert bits(Column(1, "", Role.PHONE, habit=Habit(zeros=1)), "IT", "612345678", "0612345678", "3996329865") == [
        Damage.ZEROS,
        0,
        0,
    ]
    assert bits(Column(1, "", Role.NATIONAL_ID, scheme="xx-none"), None, "1") == [0]
