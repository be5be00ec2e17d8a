"""The mark is one public rule, whichever of its two forms works it out, and survives what exports do to a cell."""

from __future__ import annotations

from random import Random

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chisquare

from leakcheck.kernels.mark import BLANK, CHANCE, K1, K2, is_marked, marked, mixed, word


def in_column(cells: list[str]) -> list[bool]:
    """The rule by its column form."""
    frame = pl.DataFrame({"cell": cells}, schema={"cell": pl.String})
    return frame.select(word(pl.col("cell"))).select(marked(mixed(pl.col("cell")))).to_series().to_list()


def by_hand(cell: str) -> bool:
    """The rule as its docstring says it, one step at a time."""
    end = cell.split("@", maxsplit=1)[0][-24:]
    key = [c for c in end if c.isascii() and c.isalnum()][-8:]
    key = ["0"] * (8 - len(key)) + key
    x = sum((ord(c) & ~0x20) * 256**place for place, c in enumerate(key))
    x = x * K1 % 2**64
    x ^= x >> 32
    x = x * K2 % 2**64
    return x >> 62 == 0


@given(st.lists(st.text(max_size=40), min_size=1, max_size=20))
def test_both_forms_agree_on_any_text(cells: list[str]) -> None:
    assert in_column(cells) == [is_marked(cell) for cell in cells] == [by_hand(cell) for cell in cells]


@given(st.lists(st.text("0123456789abcXYZ -.()+@王", max_size=30), min_size=1, max_size=20))
def test_both_forms_agree_on_what_columns_hold(cells: list[str]) -> None:
    assert in_column(cells) == [is_marked(cell) for cell in cells] == [by_hand(cell) for cell in cells]


def test_the_rule_is_public_and_never_changes() -> None:
    # a changed constant would disown every sample written so far
    assert (K1, K2) == (0x5C74_445C_14D1_3D63, 0xC260_389B_1B8F_B3C5)
    assert [n for n in range(40) if is_marked(str(n))] == [1, 7, 8, 11, 15, 16, 17, 20, 26, 27, 32, 33, 39]


@pytest.mark.parametrize(
    ("written", "exported"),
    [
        ("(212) 958-4471", "+1 212 958 4471"),
        ("13912345678", "+86 139-1234-5678"),
        ("41010519850403901x", "41010519850403901X"),
        ("RSSMRA85T10A562S", "rssmra 85t10 a562s"),
        ("00012345", "12345"),
        ("371-99-5450", " 371995450\t"),
        ("anna_rossi82@gmail.com", "Anna_Rossi82@GMAIL.COM"),
        ("anna_rossi82@gmail.com", "anna_rossi82"),
    ],
)
def test_re_export_changes_nothing(written: str, exported: str) -> None:
    for number in range(40):  # forty neighbours, so that marked and unmarked cells are both tried
        one, other = (
            cell.replace("5", str(number % 10)).replace("4", str(number // 10)) for cell in (written, exported)
        )
        assert is_marked(one) == is_marked(other)


def test_nothing_to_read_is_no_mark() -> None:
    assert not any(is_marked(cell) for cell in ("", "-", "@gmail.com", "王伟", "  "))
    assert not any(in_column(["", "-", "@gmail.com", "王伟", "  "]))
    blanks = pl.DataFrame({"cell": ["", "-", "0", "000000000", "00-00", "1"]})
    assert blanks.select(word(pl.col("cell")) == BLANK).to_series().to_list() == [True] * 5 + [False]


def _digits(rng: Random, n: int) -> str:
    return "".join(rng.choice("0123456789") for _ in range(n))


FORMATS = {
    "serial": lambda rng, n: str(100_000 + n),
    "zero-padded serial": lambda rng, n: f"{n:08d}",
    "every tenth": lambda rng, n: str(10 * n),
    "lettered serial": lambda rng, n: f"REC-{n:06d}",
    "identity number": lambda rng, n: f"41010519{rng.randrange(40, 99)}{rng.randrange(1, 13):02}{_digits(rng, 6)}",
    "social security": lambda rng, n: f"{_digits(rng, 3)}-{_digits(rng, 2)}-{_digits(rng, 4)}",
    "mobile": lambda rng, n: f"13{_digits(rng, 9)}",
    "american phone": lambda rng, n: f"({_digits(rng, 3)}) {_digits(rng, 3)}-{_digits(rng, 4)}",
    "mail": lambda rng, n: f"user{rng.randrange(10**6)}@example.org",
    "uuid": lambda rng, n: f"{rng.getrandbits(128):032x}",
}


@pytest.mark.parametrize("name", FORMATS)
def test_one_cell_in_four_by_chance(name: str) -> None:
    rng = Random(20_260_101)
    cells = [FORMATS[name](rng, n) for n in range(8_000)]
    hits = sum(in_column(cells))
    # 1 in 10,000 per format; a serial's share may be nearer to a quarter than chance, never further off
    assert chisquare([hits, 8_000 - hits], [8_000 * CHANCE, 8_000 * (1 - CHANCE)]).pvalue > 1e-4
