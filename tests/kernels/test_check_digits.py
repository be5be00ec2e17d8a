"""Check-digit kernels against python-stdnum's algorithms and values worked by hand."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum import luhn as stdnum_luhn
from stdnum import verhoeff as stdnum_verhoeff
from stdnum.iso7064 import mod_11_2, mod_11_10, mod_97_10

from leakcheck.kernels import check_digits
from leakcheck.kernels.digits import byte_array

DIGITS = "0123456789"


def held(kernel: Callable[..., pl.Expr], texts: list[str | None], **parameters: object) -> list[bool | None]:
    width = max(len(t) for t in texts if t is not None)
    frame = pl.DataFrame({"t": pl.Series(texts, dtype=pl.String)})
    frame = frame.with_columns(code=byte_array(pl.col("t"), width))
    return frame.select(x=kernel(pl.col("code"), width, **parameters))["x"].to_list()


digits = st.lists(st.text(DIGITS, min_size=12, max_size=12), min_size=1, max_size=30)


@settings(deadline=None, max_examples=60)
@given(digits)
def test_luhn_is_stdnums(numbers: list[str]) -> None:
    numbers += [n + stdnum_luhn.calc_check_digit(n) for n in (m[:-1] for m in numbers)]
    assert held(check_digits.luhn, numbers) == [stdnum_luhn.checksum(n) == 0 for n in numbers]


@settings(deadline=None, max_examples=60)
@given(digits)
def test_verhoeff_is_stdnums(numbers: list[str]) -> None:
    numbers += [n + stdnum_verhoeff.calc_check_digit(n) for n in (m[:-1] for m in numbers)]
    assert held(check_digits.verhoeff, numbers) == [stdnum_verhoeff.checksum(n) == 0 for n in numbers]


@settings(deadline=None, max_examples=60)
@given(digits)
def test_mod_11_10_is_stdnums(numbers: list[str]) -> None:
    numbers += [n + mod_11_10.calc_check_digit(n) for n in (m[:-1] for m in numbers)]
    assert held(check_digits.mod_11_10, numbers) == [mod_11_10.checksum(n) == 1 for n in numbers]


@settings(deadline=None, max_examples=40)
@given(st.lists(st.text(DIGITS + "ABCXYZ", min_size=10, max_size=10), min_size=1, max_size=20))
def test_mod_97_10_is_stdnums(texts: list[str]) -> None:
    texts += [t + mod_97_10.calc_check_digits(t) for t in (u[:-2] for u in texts)]
    assert held(check_digits.mod_97_10, texts) == [mod_97_10.checksum(t) == 1 for t in texts]


@settings(deadline=None, max_examples=40)
@given(st.lists(st.text(DIGITS, min_size=17, max_size=17), min_size=1, max_size=20))
def test_weighted_gives_iso_7064_mod_11_2(bodies: list[str]) -> None:
    weights = [2 ** (17 - i) % 11 for i in range(17)]
    numbers = [b + mod_11_2.calc_check_digit(b) for b in bodies] + [b + "5" for b in bodies]
    got = held(check_digits.weighted, numbers, weights=weights, modulus=11, expect="10X98765432", at=17)
    assert got == [mod_11_2.checksum(n) == 1 for n in numbers]


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("79927398713", True),  # the example of Luhn's patent: sum 70
        ("79927398710", False),
        ("00000000000", True),
        (None, None),
    ],
)
def test_luhn_by_hand(number: str | None, expected: bool | None) -> None:
    assert held(check_digits.luhn, [number, "79927398713"])[0] is expected


def test_luhn_over_letters_takes_their_values() -> None:
    # Z = 35: 35 doubled is 70, less 9 is 61; A = 10; 61 + 10 + 9 = 80
    base36 = (DIGITS + "ABCDEFGHIJKLMNOPQRSTUVWXYZ", list(range(36)))
    assert held(check_digits.luhn, ["AZ9", "AZ8"], values=[base36]) == [True, False]


def test_verhoeff_by_hand() -> None:
    assert held(check_digits.verhoeff, ["2363", "2364"]) == [True, False]  # 236 -> 3, Verhoeff's own example


def test_weighted_refuses_what_its_table_has_no_character_for() -> None:
    rule = {"weights": [1, 1], "modulus": 11, "expect": "0123456789-", "at": 2}
    assert held(check_digits.weighted, ["914", "280", "28-", "450"], **rule) == [False, False, False, False]
    assert held(check_digits.weighted, ["459", "122", "123"], **rule) == [True, False, True]


def test_weighted_takes_a_second_look_where_the_first_gives_ten() -> None:
    rule = {"weights": [1, 1], "retry": [3, 1], "modulus": 11, "expect": "0123456789-", "at": 2}
    # 4 + 6 = 10: second weights 12 + 6 = 18, remainder 7.  9 + 1 = 10: 27 + 1 = 28, remainder 6
    assert held(check_digits.weighted, ["467", "460", "916", "235"], **rule) == [True, False, True, True]


def test_congruent_with_several_remainders() -> None:
    rule = {"weights": [10, 1], "modulus": 7, "remainders": [0, 3]}
    assert held(check_digits.congruent, ["14", "17", "18", "00"], **rule) == [True, True, False, True]


def test_number_compares_two_digits() -> None:
    rule = {"weights": [9, 8, 7, 6, 5, 4, 3, 2, 1], "modulus": 101, "then": 100, "at": 9, "digits": 2}
    assert held(check_digits.number, ["11223344595", "11223344594", "08765430300"], **rule) == [True, False, True]


def test_one_repeated_digit() -> None:
    cells = ["11234567890", "11123456780", "11112345670", "11223456780", "12345678900", "11122345670"]
    assert held(check_digits.one_repeated, cells, first=10) == [True, True, False, False, False, False]


@pytest.mark.parametrize("kernel", [check_digits.verhoeff, check_digits.mod_11_10, check_digits.mod_97_10])
def test_a_strange_character_is_a_failure_and_a_strange_width_no_answer(kernel: Callable[..., pl.Expr]) -> None:
    assert held(kernel, ["12?4", "12345", "1234"])[0] is None
    assert held(kernel, ["12?4", None]) == [False, None]
