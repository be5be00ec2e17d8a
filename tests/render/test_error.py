"""A refusal: one error, one cause, the next thing to try."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from leakcheck.errors import SourceError, UsageError
from leakcheck.render.error import render, render_json

ANYTHING = st.text(st.characters(codec=None, exclude_categories=()), max_size=60)


def test_text():
    error = SourceError("LC203", "cannot read sample.csv as UTF-8: bad byte at 5,120", "try --encoding gb18030")
    assert render(error) == (
        "leakcheck: error[LC203]: cannot read sample.csv as UTF-8: bad byte at 5,120\n"
        "  hint: try --encoding gb18030\n"
        "  more: leakcheck explain LC203"
    )
    assert render(UsageError("LC101", "no such option --x")).splitlines()[1:] == ["  more: leakcheck explain LC101"]


def test_json():
    error = SourceError("LC201", "no such file", None)
    error.sample = "x\n.csv"
    line = render_json(error)
    assert json.loads(line) == {
        "code": "LC201",
        "exit": 3,
        "message": "no such file",
        "hint": None,
        "input": "x\\u{a}.csv",
    }


@given(ANYTHING, ANYTHING)
def test_no_message_adds_a_line(message, hint):
    error = UsageError("LC101", message, hint or "x")
    lines = render(error).split("\n")
    assert len(lines) == 3
    assert all(line.isprintable() for line in lines)
    error.sample = message
    assert render_json(error).isascii()
    assert "\n" not in render_json(error)
