"""splitmix64 by its published outputs and by plain integers."""

from __future__ import annotations

import polars as pl
import pytest

from leakcheck.kernels.splitmix import GOLDEN, splitmix64

WORD = (1 << 64) - 1


def plain(state: int) -> int:
    """One output from the state after its step, in plain integers."""
    word = state & WORD
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        word = (word ^ word >> shift) * factor & WORD
    return word ^ word >> 31


def test_the_published_outputs() -> None:
    """The first five outputs with seed 1234567, as Vigna's reference implementation gives them."""
    steps = pl.Series([1, 2, 3, 4, 5], dtype=pl.UInt64)
    assert splitmix64(steps, 1234567).to_list() == [
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
        4593380528125082431,
        16408922859458223821,
    ]


@pytest.mark.parametrize("state", [0, 1, 7 * GOLDEN, GOLDEN * GOLDEN, WORD, 1 << 70, -3])
def test_it_is_plain_arithmetic(state: int) -> None:
    steps = [0, 1, 2, 1000, 1 << 31, 1 << 63, WORD]
    found = splitmix64(pl.Series(steps, dtype=pl.UInt64), state)
    assert found.dtype == pl.UInt64
    assert found.to_list() == [plain(state + step * GOLDEN) for step in steps]


def test_nothing_is_drawn_of_nothing() -> None:
    assert splitmix64(pl.Series([], dtype=pl.UInt64), 5).to_list() == []
