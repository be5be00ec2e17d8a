"""Do the check digits of a fixed-width number hold? One polars expression a rule, no Python a row.

Every kernel takes the bytes of the number (`kernels.digits.byte_array`), its width, and the rule's own parameters as a
row of `reference/id_schemes` writes them, and gives Bool: null where the bytes are null, False where a character
has no value under the rule.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

import polars as pl

from leakcheck.kernels.digits import DIGITS, byte_at, byte_table, looked_up, number_at

Values = Mapping[str, tuple[str, Sequence[int]]]  # name of a value map -> its alphabet and the values of its characters


def residue(
    code: pl.Expr, width: int, *, weights: Sequence[int], modulus: int, offset: int = 0, values: Sequence[Any] = ()
) -> pl.Expr:
    """The weighted sum of the characters' values plus `offset`, modulo `modulus`.

    `weights` may be shorter than the number: what is beyond them does not count. `values` gives each position an
    (alphabet, values) pair, the last repeated; without it every counted character is a digit.
    """
    if not values:
        reduced = [w % modulus for w in weights] + [0] * (width - len(weights))
        row = pl.lit(pl.Series([reduced], dtype=pl.Array(pl.UInt16, width)))
        digits = code.cast(pl.Array(pl.UInt16, width)) - 48
        return ((digits * row).arr.sum() + offset) % modulus
    total: pl.Expr = pl.lit(offset, pl.Int32)
    for position, weight in enumerate(weights):
        if not weight % modulus:
            continue
        alphabet, numbers = values[min(position, len(values) - 1)]
        table = byte_table(alphabet, [n * weight % modulus for n in numbers])
        total = total + looked_up(byte_at(code, position), table)
    return total % modulus


def weighted(
    code: pl.Expr,
    width: int,
    *,
    weights: Sequence[int],
    modulus: int,
    expect: str,
    at: int,
    offset: int = 0,
    values: Sequence[Any] = (),
    also: str = "",
    retry: Sequence[int] = (),
    again: str = "01234567890",
) -> pl.Expr:
    """Whether the character at `at` is `expect[residue]`, or `also[residue]` where there are two ways to write it.

    Where `expect` has ``-`` the residue allows no number at all; with `retry` the sum is then taken anew under those
    weights, and the character must be `again[residue]` (Estonia, Lithuania: 10 counts as 0).
    """
    found = residue(code, width, weights=weights, modulus=modulus, offset=offset, values=values)
    expected = looked_up(found, _characters(expect), pl.UInt8)
    if retry:
        second = residue(code, width, weights=retry, modulus=modulus)
        expected = expected.fill_null(looked_up(second, _characters(again), pl.UInt8))
    right = expected == byte_at(code, at)
    if also:
        right = right | (looked_up(found, _characters(also), pl.UInt8) == byte_at(code, at))
    return _judged(code, right)


def _characters(expect: str) -> list[int | None]:
    """The bytes of `expect`, None for ``-``."""
    return [None if c == "-" else ord(c) for c in expect]


def congruent(
    code: pl.Expr,
    width: int,
    *,
    weights: Sequence[int],
    modulus: int,
    remainders: Sequence[int] = (0,),
    values: Sequence[Any] = (),
) -> pl.Expr:
    """Whether the weighted sum of the whole number, check digits included, leaves one of `remainders`."""
    found = residue(code, width, weights=weights, modulus=modulus, values=values)
    return _judged(code, found.is_in(list(remainders)))


def number(
    code: pl.Expr, width: int, *, weights: Sequence[int], modulus: int, then: int, at: int, digits: int
) -> pl.Expr:
    """Whether the `digits` digits at `at` are the weighted sum modulo `modulus` modulo `then` (SNILS)."""
    found = residue(code, width, weights=weights, modulus=modulus)
    return _judged(code, found % then == number_at(code, at, digits))


def luhn(
    code: pl.Expr,
    width: int,
    *,
    start: int = 0,
    stop: int | None = None,
    modulus: int = 10,
    values: Sequence[Any] = (),
) -> pl.Expr:
    """Luhn's rule over positions `start` up to `stop`, doubling from the last but one. Source: ISO/IEC 7812-1 annex B.

    `modulus` is the base in which the digits of a doubled value are added: 36 for letters and digits.
    """
    end = width if stop is None else stop
    twice = [start <= i < end and (end - i) % 2 == 0 for i in range(width)]
    if values:
        alphabet, numbers = values[0]
        single = byte_table(alphabet, [n % modulus for n in numbers])
        double = byte_table(alphabet, [_doubled(n, modulus) for n in numbers])
        total: pl.Expr = pl.lit(0, pl.Int32)
        for position in range(start, end):
            total = total + looked_up(byte_at(code, position), double if twice[position] else single)
        return _judged(code, total % modulus == 0)
    weights = [2 if double else int(start <= i < end) for i, double in enumerate(twice)]
    products = (code - 48) * pl.lit(pl.Series([weights], dtype=pl.Array(pl.UInt8, width)))
    return _judged(code, (products.arr.sum() + (products // 10).arr.sum()) % 10 == 0)


def _doubled(value: int, modulus: int) -> int:
    """Twice the value, its digits to the base `modulus` added; past 10 in base 10 as Luhn's patent reduces it."""
    if modulus == 10:
        return (2 * value - 9 if 2 * value > 9 else 2 * value) % 10
    return sum(divmod(2 * value, modulus)) % modulus


def verhoeff(code: pl.Expr, width: int, *, skip: int | None = None) -> pl.Expr:
    """Verhoeff's rule over the number but position `skip`. Source: J. Verhoeff 1969, Error Detecting Decimal Codes."""
    state: pl.Expr = pl.lit(0, pl.Int32)
    places = [i for i in reversed(range(width)) if i != skip]
    for index, place in enumerate(places):
        digit = looked_up(byte_at(code, place), byte_table(DIGITS, range(10)))
        state = looked_up(state * 10 + digit, _verhoeff_step(index % 8))
    return _judged(code, state == 0)


def mod_11_10(code: pl.Expr, width: int) -> pl.Expr:
    """ISO 7064 Mod 11, 10: the hybrid system of the Croatian OIB and the German IdNr."""
    state: pl.Expr = pl.lit(5, pl.Int32)
    for index in range(width):
        digit = looked_up(byte_at(code, index), byte_table(DIGITS, range(10)))
        state = looked_up(state * 10 + digit, _MOD_11_10)
    return _judged(code, state == 1)


def mod_97_10(code: pl.Expr, width: int) -> pl.Expr:
    """ISO 7064 Mod 97, 10 over digits and letters (A = 10 ... Z = 35): an IBAN with its first four characters last."""
    characters = DIGITS + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    state: pl.Expr = pl.lit(0, pl.Int32)
    for index in range(width):
        value = looked_up(byte_at(code, index), byte_table(characters, range(36)))
        state = looked_up(state * 36 + value, _MOD_97_10)
    return _judged(code, state == 1)


def one_repeated(code: pl.Expr, _width: int, *, first: int) -> pl.Expr:
    """Whether among the `first` digits exactly one digit comes twice or three times and no other repeats (IdNr)."""
    powers = byte_table(DIGITS, [16**digit for digit in range(10)])  # one hexadecimal place counts each digit
    packed: pl.Expr = pl.lit(0, pl.Int64)
    for position in range(first):
        packed = packed + looked_up(byte_at(code, position), powers, pl.Int64)
    counts = [packed // 16**digit % 16 for digit in range(10)]
    repeated = pl.sum_horizontal((n > 1).cast(pl.Int32) for n in counts)
    return _judged(code, (repeated == 1) & (pl.max_horizontal(counts) <= 3))


def _judged(code: pl.Expr, held: pl.Expr) -> pl.Expr:
    """`held`, False where a character had no value, null where there is no number."""
    return pl.when(code.is_not_null()).then(held.fill_null(value=False))


_DIHEDRAL: Final = (
    (0, 1, 2, 3, 4, 5, 6, 7, 8, 9),
    (1, 2, 3, 4, 0, 6, 7, 8, 9, 5),
    (2, 3, 4, 0, 1, 7, 8, 9, 5, 6),
    (3, 4, 0, 1, 2, 8, 9, 5, 6, 7),
    (4, 0, 1, 2, 3, 9, 5, 6, 7, 8),
    (5, 9, 8, 7, 6, 0, 4, 3, 2, 1),
    (6, 5, 9, 8, 7, 1, 0, 4, 3, 2),
    (7, 6, 5, 9, 8, 2, 1, 0, 4, 3),
    (8, 7, 6, 5, 9, 3, 2, 1, 0, 4),
    (9, 8, 7, 6, 5, 4, 3, 2, 1, 0),
)
_PERMUTED: Final = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)


@lru_cache(maxsize=8)
def _verhoeff_step(power: int) -> tuple[int, ...]:
    """State * 10 + digit -> next state, where the digit is permuted `power` times."""
    permuted = list(range(10))
    for _ in range(power):
        permuted = [_PERMUTED[p] for p in permuted]
    return tuple(_DIHEDRAL[state][permuted[digit]] for state in range(10) for digit in range(10))


def _mod_11_10_table() -> tuple[int, ...]:
    """State * 10 + digit -> next state, where the last digit must bring the state to 1."""
    return tuple((((state or 10) * 2) % 11 + digit) % 10 for state in range(10) for digit in range(10))


_MOD_11_10: Final = _mod_11_10_table()
_MOD_97_10: Final = tuple(
    (state * (10 if value < 10 else 100) + value) % 97 for state in range(97) for value in range(36)
)

KERNELS: Final[Mapping[str, Callable[..., pl.Expr]]] = {
    "weighted": weighted,
    "congruent": congruent,
    "number": number,
    "luhn": luhn,
    "verhoeff": verhoeff,
    "mod_11_10": mod_11_10,
    "mod_97_10": mod_97_10,
    "one_repeated": one_repeated,
}
