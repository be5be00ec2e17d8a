"""Bytes that prove what a column does not hold: against every character of Unicode."""

from __future__ import annotations

import sys

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leakcheck.kernels.text import BLANKS, CAPITALS, COMMON, FOLDED, Unusual, folded, lower, spaced

EVERY = pl.Series([chr(i) for i in range(sys.maxunicode + 1) if not 0xD800 <= i < 0xE000])
T = pl.col("t")


@pytest.mark.parametrize(
    ("proof", "changed"),
    [
        (BLANKS, EVERY.str.strip_chars() != EVERY),
        (CAPITALS, EVERY.str.contains(r"\p{Lu}")),
        (FOLDED, folded(EVERY) != EVERY.str.strip_chars()),
    ],
    ids=["blanks", "capitals", "folded"],
)
def test_every_character_that_matters_begins_with_a_byte_that_is_looked_for(proof, changed):
    seen = EVERY.filter(changed)
    assert seen.len() > 20
    assert {character.encode()[0] for character in seen} <= set(proof)
    assert not set(proof) & set(COMMON)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.none() | st.text("aA1é王Ⅷǅ ß"), max_size=6))
def test_lower_case_of_a_cell_does_not_depend_on_the_others(cells):
    column = pl.Series("t", cells, dtype=pl.String)
    expected = [c.lower() if c and any(x.isupper() and x != "Ⅷ" for x in c) else c for c in cells]
    assert column.to_frame().select(lower(T))["t"].to_list() == expected
    assert column.to_list() == cells


def test_dashes_blanks_and_digits_are_folded():
    written = pl.Series(["12–34−56‑78", "１２", "٣٤", "a\u00a0b\u2007", "\u200e5\u2060", "—", None])
    assert folded(written).to_list() == ["12-34-56-78", "12", "34", "a b", "5", "-", None]


def test_unusual_bytes():
    assert not Unusual(pl.Series(["a1王", None, ""])).have(range(256))
    assert Unusual(pl.Series(["a", "X"])).have(b"WX")
    assert not Unusual(pl.Series([], dtype=pl.String)).have(range(256))


SIGNS = r"[^\p{L}\p{N},]+"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.none() | st.text(st.sampled_from("az09李䷀䶿䷿一鿿A,.- é々"), max_size=4), max_size=6))
def test_blanks_for_signs_do_not_depend_on_the_other_cells(cells):
    frame = pl.DataFrame({"t": pl.Series(cells, dtype=pl.String)})
    wanted = frame.select(T.str.replace_all(SIGNS, " ").str.strip_chars())
    assert frame.select(spaced(T, SIGNS)).equals(wanted)


def test_what_is_taken_for_letters_and_digits_is_letters_and_digits():
    common = [character for character in EVERY if not character.encode().translate(None, COMMON)]
    letters = pl.Series(common).str.contains(r"^[\p{L}\p{N}]$")
    signs = pl.Series(common).filter(~letters)
    assert signs.len() == 64  # the hexagrams of the Book of Changes
    assert not any(Unusual(pl.Series([sign])).words for sign in signs)
    assert Unusual(pl.Series(common).filter(letters)).words
