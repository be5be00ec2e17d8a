"""A program of somebody who checks types: every line must pass `mypy --strict`, and mean what it says."""

from io import BytesIO
from pathlib import Path
from typing import assert_type

import polars as pl

import leakcheck
from leakcheck.errors import LeakcheckError


def judge(path: Path, frame: pl.DataFrame) -> list[leakcheck.Result]:
    """Judge a file, a stream and two frames."""
    try:
        first = leakcheck.score(path, map={"mobile": "phone:CN", 2: "person_name"}, seed=7)
    except LeakcheckError as error:
        assert_type(error.code, str)
        raise
    assert_type(first, leakcheck.Result)
    assert_type(first.score, int | None)
    assert_type(first.evidence_frame(), pl.DataFrame)
    assert_type(first.write("report.html"), Path)
    if first.verdict == "fabricated" and (seen := first.evidence["ID101"].observed) is not None:
        assert_type(seen, float)
    others = [leakcheck.score(given) for given in (str(path), b"a,b", frame, frame.lazy(), BytesIO(b"a,b"))]
    return [first, *others]


leakcheck.score(3)  # type: ignore[arg-type]
leakcheck.score("a.csv", header="maybe")  # type: ignore[arg-type]
leakcheck.score("a.csv", sede=7)  # type: ignore[call-arg]
