"""Widths are cells, not characters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from leakcheck.render.cells import cut, left, right, split, spread, wrap

WORDS = st.text("ab手机号 e\u0301%", max_size=80)


def test_fields():
    assert left("手机", 6) == "手机  "
    assert right("手机", 6) == "  手机"
    assert left("手机号码", 6) == "手机~ "  # five cells and a blank: the next character would need a seventh
    assert cut("abc", 3) == "abc"
    assert split("手机", 1) == ("手", "机")  # something must go left
    assert split("e\u0301f", 1) == ("e\u0301", "f")
    assert spread("Sample  x", "TLP:AMBER", 24) == "Sample  x      TLP:AMBER"
    assert spread("Sample  henan.csv", "TLP:AMBER", 24) == "Sample  hena~  TLP:AMBER"


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("one two three", 8, ["one two", "  three"]),
        ("it is 9.2 % of all", 9, ["it is", "  9.2 %", "  of all"]),  # the sign stays with its figure
        ("weight -20 dB", 10, ["weight", "  -20 dB"]),
        ("abcdefghij k", 6, ["abcdef", "  ghij", "  k"]),
        ("x 手机号码", 6, ["x", "  手机", "  号码"]),
        ("", 6, [""]),
    ],
)
def test_wrap_by_hand(text, width, lines):
    assert wrap(text, width, "", "  ") == lines


@given(WORDS, st.integers(8, 40), st.integers(0, 5))
def test_wrapped_lines_fit_and_lose_nothing(text, width, indent):
    lines = wrap(text, width, "- ", " " * indent)
    assert all(cell_len(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "-" + "".join(text.split())


@given(WORDS, st.integers(2, 40))
def test_fields_are_exact(text, width):
    assert cell_len(left(text, width)) == cell_len(right(text, width)) == width
