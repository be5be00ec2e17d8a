"""The second lock: a cell that stands in an output is found, and ordinary words are not mistaken for one."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from leakcheck.errors import GuardError
from leakcheck.pipeline.guard import Guard
from leakcheck.pipeline.labels import masked
from leakcheck.pipeline.score import score
from leakcheck.render import json as as_json
from leakcheck.render import text as as_text

FIXTURES = Path(__file__).parents[2] / "fixtures"
CELLS = pl.DataFrame({"c1": ["990101-1234", "zq@zq.example", "王小明先生", "12345678", "records", "", None]})


def guard(known: tuple[str, ...] = ()) -> Guard:
    watching = Guard()
    watching.learn(CELLS, known)
    return watching


@pytest.mark.parametrize("cell", ["990101-1234", "zq@zq.example", "王小明先生", "12345678"])
def test_a_cell_is_found_also_when_escaped(cell: str) -> None:
    for text in (f"line\nsaw {cell}, there", json.dumps({"a": [cell]}), f"<td>{cell}</td>"):
        with pytest.raises(GuardError) as caught:
            guard().check(text, "text")
        assert cell not in str(caught.value)


def test_ordinary_text_passes() -> None:
    for text in ("1,000 records", "sha256 ab12345678cd", "x12345678", "990101-12345", ""):
        assert guard().check(text, "text") == text


def test_what_reports_show_anyway_is_no_find() -> None:
    assert guard(("label 12345678",)).check("column 12345678", "text")


@pytest.mark.parametrize(
    "path", ["register/cn-residents/sample.csv", "register/us-customers/sample.csv", "random/cn-junk/sample.csv"]
)
def test_reports_pass_and_a_leak_would_not(path: str) -> None:
    watching = Guard()
    report = score(str(FIXTURES / path), guard=watching)
    text = as_text.render(report, width=100, plain=False, glyphs="unicode", color=False, verbosity=2)
    assert watching.check(text, "text") == text
    assert watching.check(as_json.render(report), "json")
    first = (FIXTURES / path).read_text("utf-8").splitlines()[1].split(",")
    leaked = max(first, key=len)
    with pytest.raises(GuardError):
        watching.check(text + leaked, "text")


def test_labels_that_look_personal_are_masked() -> None:
    prefix = pl.DataFrame({"c1": ["x"], "c2": ["y"], "c3": ["Ann Zq"], "c4": ["1"]})
    labels = ("name", "139-0000-0000", "Ann Zq", "a@b.example")
    assert masked(labels, prefix) == (("name", "col2", "col3", "col4"), 3)
    assert masked(("phone1", "Q4 2019", "addr_line_2"), prefix.drop("c4"))[1] == 0
