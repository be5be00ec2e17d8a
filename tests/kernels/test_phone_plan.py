import polars as pl
import pytest

from leakcheck.kernels import phone_plan as kernel


def value(expr, *cells):
    return pl.DataFrame({"t": list(cells)}, schema={"t": pl.String}).select(expr).to_series().to_list()


T = pl.col("t")


def test_bare_drops_separators_and_keeps_the_plus():
    assert value(kernel.bare(T), "+1 (200) 555-0100", "0200\n555 0100", "2005550100") == [
        "+12005550100", "02005550100", "2005550100",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("010-12345678/87654321", "010-12345678"),
        ("010-12345678/79", "010-12345678"),
        ("(0200) 555; 0300 666", "(0200) 555"),
        ("0200 5550、0300 6660", "0200 5550"),
        ("0200 555 0100", None),
        ("0200 555 0100 / -", None),
    ],
)
def test_first_of_several(cell, expected):
    assert value(kernel.first_of_several(T), cell) == [expected]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("6000 0000 (Main)", "6000 0000"),
        ("(02) 6000-0000 办公室", "(02) 6000-0000"),
        ("6000 0000", None),
        ("office 6000 0000", None),
    ],
)
def test_before_remark(cell, expected):
    assert value(kernel.before_remark(T), cell) == [expected]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Tel: 0200 555.", "0200 555"),
        ("0200 555 x302/x2303", "0200 555 x302"),
        ("+1 200;isub=12", "+1 200"),
        ("02005550转12", "02005550 ext 12"),
        ("none", None),
    ],
)
def test_candidate(cell, expected):
    assert value(kernel.candidate(T), cell) == [expected]


@pytest.mark.parametrize(
    ("cell", "is_viable"),
    [("12", True), ("1", False), ("1-2", False), ("1-2-3", True), ("+1 23", True), ("1+23", False), ("123@4", False)],
)
def test_viable(cell, is_viable):
    assert value(kernel.viable(T), cell) == [is_viable]


def test_very_long_text_is_no_number():
    assert value(kernel.viable(T), "1" * 250, "1" * 251) == [True, False]
    assert value(kernel.simple(T), "1" * 250, "1" * 251) == [True, False]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("0200 555 ext. 12", "0200 555"),
        ("0200 555 x12", "0200 555"),
        ("0200 555;ext=12", "0200 555"),
        ("0200 555 - 503#", "0200 555"),
        ("0200 555,,12", "0200 555"),
        ("0200 555 доб 12", "0200 555"),
        ("0200 555 12", "0200 555 12"),
        ("ext 12", "ext 12"),  # nothing before it
    ],
)
def test_without_extension(cell, expected):
    assert value(kernel.without_extension(T), cell) == [expected]


def test_three_letters_are_dialled_and_two_are_not():
    assert value(kernel.digits(T), "1-800-FLOWERS", "200-55x-01b") == ["18003569377", "2005501"]


def test_calling_codes_are_prefix_free():
    codes = [1, 7, 20, 86, 211]
    assert value(kernel.calling_code(T, codes), "12", "8613", "2119", "2199", "", "0") == [1, 86, 211, None, None, None]


def test_the_prefix_for_calls_abroad_is_not_followed_by_zero():
    assert value(kernel.without_idd(T, "00|011"), "0044", "00044", "01144", "44", "00") == ["44", None, "44", None, ""]


def test_trunk_prefix():
    plain = kernel.without_trunk(T, "0", None, "[2-9][0-9]{3}")
    assert value(plain, "02345", "2345", "0") == ["2345", "2345", ""]
    # "0999" fits the plan as it is, and "999" does not: it stays.
    assert value(kernel.without_trunk(T, "0", None, "[0-9]{4}"), "0999") == ["0999"]
    # The Argentine rule: area code + 15 becomes 9 + area code.
    moved = kernel.without_trunk(T, "0?(?:(11)15)?", "9\\1", "[0-9]{10,11}")
    assert value(moved, "0111512345678", "01112345678", "1112345678") == ["91112345678", "1112345678", "1112345678"]


def test_lengths():
    assert value(kernel.length_in(T, (3, 5)), "123", "1234", "12345") == [True, False, True]
    assert value(kernel.too_long(T, (3, 5)), "1234", "123456") == [False, True]
