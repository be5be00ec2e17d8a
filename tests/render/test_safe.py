"""Sample text is inert wherever it is printed."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakcheck.render.cells import cells
from leakcheck.render.safe import inert, safe

# all code points, lone surrogates included: what a file name may hold under surrogateescape
ANYTHING = st.text(st.characters(codec=None, exclude_categories=()), max_size=60)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("手机", "手机"),
        ("Größe (cm)", "Größe (cm)"),
        ("a\nb", "a\\u{a}b"),
        ("\x1b]0;x\x07", "\\u{1b}]0;x\\u{7}"),
        ("\x9b31m\x7f", "\\u{9b}31m\\u{7f}"),
        ("\u202eabc\u2066", "\\u{202e}abc\\u{2066}"),
        ("a\u200b\u200d\ufeffb", "a\\u{200b}\\u{200d}\\u{feff}b"),
        ("a\u2028\u2029\x85b", "a\\u{2028}\\u{2029}\\u{85}b"),
        ("\udcff", "\\u{dcff}"),
        ("\ue000\U0010ffff", "\\u{e000}\\u{10ffff}"),
        ("a\u3164b\u2800\ufe0f", "a\\u{3164}b\\u{2800}\\u{fe0f}"),
        ("e\u0301", "e\u0301"),
        ("\u0301e", "\\u{301}e"),
        ("a" + "\u0301" * 4, "a" + "\u0301" * 3 + "\\u{301}"),
        ("\x00\u0301", "\\u{0}\\u{301}"),
        ("::error::x", ":\\u{3a}error:\\u{3a}x"),
        (":::", ":\\u{3a}\\u{3a}"),
        ("##[group] ##vso[x] ##TeamCity[y] # ## [z]", "#\\u{23}[group] #\\u{23}vso[x] #\\u{23}TeamCity[y] # ## [z]"),
    ],
)
def test_worked_by_hand(raw, shown):
    assert safe(raw) == shown


def test_cut_by_cells():
    assert safe("身份证号", 8) == "身份证号"
    assert safe("身份证号", 7) == "身份证~"
    assert safe("身份证号", 6) == "身份~"  # a wide character does not fit half
    assert safe("x" * 81) == "x" * 79 + "~"
    assert len(safe("x" * 1000, None)) == 1000


@given(ANYTHING)
def test_nothing_acts_on_a_terminal_or_a_log(text):
    shown = safe(text)
    kinds = {unicodedata.category(character) for character in shown if character != " "}
    assert not kinds & {"Cc", "Cf", "Cs", "Co", "Cn", "Zs", "Zl", "Zp"}
    assert "::" not in shown
    assert not re.search(r"##\w*\[", shown)
    assert shown.encode("utf-8").decode() == shown
    assert cells(shown) <= 80
    assert not shown or cells(shown[0]) > 0


@given(ANYTHING, st.integers(2, 30))
def test_working_on_a_result_again_changes_nothing(text, limit):
    shown = safe(text, limit)
    assert cells(shown) <= limit
    assert safe(shown, limit) == shown
    assert inert(inert(text)) == inert(text)


@given(st.text("abcXYZ019 äöüßéñ手机号码 姓名()[]_-.:;,/%&'\"".replace(":", ""), max_size=60))
def test_ordinary_labels_stay_as_they_are(text):
    assert inert(text) == text
