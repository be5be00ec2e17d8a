"""The same data in any dressing gets the same verdict: encodings, dialects, packings, containers, formats."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import wraps

from leakcheck.pipeline.score import score
from leakcheck.pipeline.settings import Settings

ROOT = Path(__file__).parents[2]
RECORDS = 400
UNMARKED = Settings(as_of=date(2026, 1, 1), ignore=("FP899",))

LINES = (ROOT / "fixtures/register/cn-residents/sample.csv").read_text("utf-8").splitlines()[: RECORDS + 1]
LABELS, *ROWS = (line.split(",") for line in LINES)
FORMS = wraps.forms(LABELS, ROWS)


def text(encoding: str = "utf-8", mark: str = ",", end: str = "\n", **how: object) -> bytes:
    """The table as the csv module writes it."""
    out = io.StringIO()
    csv.writer(out, delimiter=mark, lineterminator=end, **how).writerows([LABELS, *ROWS])
    return out.getvalue().encode(encoding)


def turned() -> bytes:
    """Columns in another order."""
    order = [*range(1, len(LABELS), 2), *range(0, len(LABELS), 2)]
    return wraps.delimited([LABELS[n] for n in order], [[row[n] for n in order] for row in ROWS])


DRESSINGS: dict[str, Callable[[], bytes]] = {
    **{f"as {form}": lambda form=form: FORMS[form] for form in FORMS if form not in {"csv", "vcard"}},
    **{f"in {name}": lambda name=name: text(name)
       for name in ("utf-8-sig", "utf-16", "utf-16-be", "utf-32", "gb18030", "gbk")},
    "tab": lambda: text(mark="\t"),
    "semicolon": lambda: text(mark=";"),
    "pipe": lambda: text(mark="|"),
    "CRLF": lambda: text(end="\r\n"),
    "CR": lambda: text(end="\r"),
    "all quoted": lambda: text(quoting=csv.QUOTE_ALL),
    "single quotes": lambda: text(quoting=csv.QUOTE_ALL, quotechar="'"),
    "no header": lambda: text().split(b"\n", 1)[1],
    "sep line": lambda: b"sep=;\n" + text(mark=";"),
    "search response": lambda: json.dumps(
        {"took": 3, "hits": {"total": RECORDS, "hits": [{"_id": str(n), "_source": dict(zip(LABELS, row, strict=True))}
                                                        for n, row in enumerate(ROWS)]}}).encode(),
    "one key above": lambda: json.dumps({"data": wraps.objects(LABELS, ROWS)}, ensure_ascii=False, indent=1).encode(),
    "columns turned": turned,
}  # fmt: skip


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    place = tmp_path_factory.mktemp("plain") / "sample.csv"
    place.write_bytes(text())
    return score(str(place), UNMARKED)


def test_there_are_enough():
    assert len(DRESSINGS) >= 20


@pytest.mark.parametrize("name", DRESSINGS)
def test_one_verdict(tmp_path, plain, name):
    place = tmp_path / "sample"
    place.write_bytes(DRESSINGS[name]())
    report = score(str(place), UNMARKED)
    assert report.account.scored == report.account.read == RECORDS
    assert report.account.complete
    assert report.assessment.verdict is plain.assessment.verdict
    assert abs((report.assessment.score or 0) - (plain.assessment.score or 0)) <= 5
    if name not in {"no header", "columns turned", "as es", "search response"}:  # which have other labels or columns
        assert replace(report.assessment, notes=()) == replace(plain.assessment, notes=())
