"""What a spreadsheet did, undone: against Python's own floats, dates and Unicode tables."""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import date, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leakcheck.kernels import repair
from leakcheck.kernels.text import COMMON, OTHER_DIGIT, WIDE_DIGIT, foldable, folded
from leakcheck.model.damage import CODES, Damage
from leakcheck.reference import codes

T = pl.col("t")


def answer(rule: repair.Rule, *cells: str) -> list[tuple[str | None, bool] | None]:
    """(text, lost) by cell, None where the rule does not see its damage."""
    frame = pl.DataFrame({"t": cells}).select(
        seen=T.str.contains(rule.pattern), text=rule.mended, lost=pl.lit(value=False) | rule.lost
    )
    return [(row["text"], row["lost"]) if row["seen"] else None for row in frame.iter_rows(named=True)]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("1.2345678901E10", ("12345678901", False)),
        ("1.2345678901e+10", ("12345678901", False)),
        ("1,2345678901E+10", ("12345678901", False)),
        ("1.23456789010000E+10", ("12345678901", False)),
        ("1.23E+10", ("1.23E+10", True)),  # eight digits are gone
        ("1E+10", ("1E+10", True)),
        ("1.25E+01", ("1.25E+01", True)),  # 12.5: no whole number was spoiled here, so nothing is put in its place
        ("1.10105194912319998E+17", ("110105194912319998", False)),  # no double holds it: every digit was written
        ("1.10105194912320000E+17", ("1.10105194912320000E+17", True)),
        ("1E10", None),  # a code, as of a version or a car
        ("12.5E+10", None),
        ("1.5E+1000", None),
        ("E+10", None),
    ],
)
def test_scientific_notation(cell, expected):
    assert answer(repair.unscientific(T), cell) == [expected]


@settings(max_examples=40, deadline=None)
@given(st.integers(10, 10**15 - 1))
def test_a_number_with_all_its_digits_comes_back(number):
    assert answer(repair.unscientific(T), f"{number:.14E}") == [(str(number), False)]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("13912345678.0", ("13912345678", False)),
        ("+13912345678,00", ("+13912345678", False)),
        ("110105194912319998.0", ("110105194912319998", False)),
        ("110105194912320000.0", ("110105194912320000", True)),  # as a double leaves it
        ("12345.0", None),  # too short under this role
        ("123456.000", None),
        ("123.456.0", None),
        ("1234567.5", None),
    ],
)
def test_a_point_and_zeros(cell, expected):
    assert answer(repair.unpointed(T, 6), cell) == [expected]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**63))
def test_what_a_double_holds(number):
    frame = pl.DataFrame({"t": [str(number)]}).select(repair.passed_double(T))
    assert frame.item() is (number > 2**53 and int(float(number)) == number)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 60_000), st.sampled_from([date(1899, 12, 30), date(1904, 1, 1)]), st.integers(0, 86_399))
def test_day_counts(days, zero, seconds):
    moment = datetime(zero.year, zero.month, zero.day) + timedelta(days=days, seconds=seconds)  # noqa: DTZ001
    cell = f"{days + seconds / 86_400:.9f}" if seconds else f"{days}"
    frame = pl.DataFrame({"t": [cell]}).select(repair.from_serial(T, zero))
    assert frame.item() == (str(moment) if seconds else str(moment.date()))


def test_day_counts_of_spreadsheets():
    """The example of Microsoft's page on its two calendars: 5 July 2011 is 40729 in one, 39267 in the other."""
    assert answer(repair.undated(T, repair.DAY_ZERO_1900, habit=False), "40729") == [("2011-07-05", False)]
    assert answer(repair.undated(T, repair.DAY_ZERO_1904, habit=False), "39267") == [("2011-07-05", False)]
    assert answer(repair.undated(T, None, habit=False), "40729", "1990", "60001") == [("40729", True), None, None]
    assert answer(repair.undated(T, repair.DAY_ZERO_1900, habit=True), "3652", "1990", "2199", "61") == [
        ("1909-12-30", False), None, None, ("1900-03-01", False),
    ]  # fmt: skip


@pytest.mark.parametrize("cell", ["####", "#N/A", "#REF!", "#DIV/0!", "#NAME?", "#ЗНАЧ!", "#BEZUG!", "#NV", "#NOMBRE?"])
def test_errors(cell):
    assert answer(repair.errors(T), cell) == [(None, False)]


@pytest.mark.parametrize("cell", ["#1", "#12 Main St", "# 4", "#", "C#", "#hashtag", "#5!"])
def test_no_errors(cell):
    assert answer(repair.errors(T), cell) == [None]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("1234", "01234"), ("123", "00123"), ("12", None), ("12345", None), ("0123", None), ("12a4", None)],
)
def test_lost_zeros(cell, expected):
    assert answer(repair.refilled(T, 5, 2), cell) == [expected and (expected, False)]


def test_digits_of_every_script_are_known():
    everywhere = [chr(c) for c in range(0x80, 0x20000) if unicodedata.category(chr(c)) == "Nd"]
    cells = pl.Series(everywhere)
    assert foldable(cells)
    assert folded(cells).to_list() == [str(unicodedata.digit(c)) for c in everywhere]
    told = cells.str.contains(OTHER_DIGIT) | cells.str.contains(WIDE_DIGIT)
    assert told.all()


def test_letters_are_no_digits():
    letters = [chr(c) for c in range(0x80, 0x3000) if unicodedata.category(chr(c)) in ("Ll", "Lo", "No")]
    assert not pl.Series(letters).str.contains(OTHER_DIGIT).any()


def test_unseen_characters_and_blanks():
    cells = pl.Series(["\ufeff1\u200b2\u202c ", "a\u00a0b\u3000c", "\u2067١\u2069"])
    assert folded(cells).to_list() == ["12", "a b c", "1"]
    assert not foldable(pl.Series(["Müller", "王伟", "नाम"]))


def test_every_kind_has_a_code_that_is_explained():
    kinds = set(Damage) - {Damage.LOST, Damage.PERHAPS_ROUNDED}
    assert set(CODES) == kinds
    assert len(set(CODES.values())) == len(kinds)
    assert all(codes.find(code) for code in CODES.values())


RULES = (
    repair.unformula(T), repair.unquoted(T, "[^'`\"]+"), repair.errors(T), repair.cut_short(T), repair.midnight(T),
    repair.unscientific(T), repair.unpointed(T, 3), repair.undated(T, None, habit=True), repair.rounded(T),
    repair.undated(T, None, habit=False), repair.refilled(T, 6, 5), repair.refilled(T, 5, 2), repair.refilled(T, 9, 12),
)  # fmt: skip


def test_patterns_can_be_joined():
    assert not any(re.search(r"(?<!\\)\((?!\?)", rule.pattern) for rule in RULES)
    assert math.prod(bool(rule.kind) for rule in RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.pattern)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_what_a_rule_matches_shows_its_signs_or_has_its_width(rule, data):
    cell = data.draw(st.from_regex(rule.pattern.replace(r"\p{Lu}", "[A-ZÉ]").replace(r"\p{L}", "A-Za-zé")))
    cell = cell.removesuffix("\n")
    low, high = rule.widths or (1, 0)
    assert low <= len(cell.encode()) <= high or set(cell.encode()) & set(rule.signs)
    assert not set(rule.signs) & set(COMMON)
