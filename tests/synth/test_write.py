"""What `write` promises whatever the profile: the same bytes for a seed, and a mark in every identifying cell."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import tracemalloc
from itertools import pairwise
from typing import Any, BinaryIO

import pytest

from leakcheck.errors import UsageError
from leakcheck.kernels.mark import is_marked
from leakcheck.synth import FORMATS, LOCALES, PROFILES, write

IDENTIFYING = {
    "zh_CN": ("编号", "身份证号", "手机号", "邮箱", "IDNO"),
    "en_US": ("customer_id", "id", "ssn", "phone", "email"),
    "it_IT": ("id", "codice_fiscale", "telefono", "cellulare", "email"),
}


def sample(profile: str, **options: Any) -> bytes:
    """A small sample's bytes."""
    if profile == "generator":
        pytest.importorskip("faker")
    out = io.BytesIO()
    write(profile, out, **{"rows": 60, "seed": 5, "locale": "zh_CN", **options})
    return out.getvalue()


def records(data: bytes, kind: str, encoding: str = "utf-8") -> list[dict[str, str]]:
    """The records of a sample, read by the standard library."""
    text = data.decode(encoding)
    match kind:
        case "csv":
            return list(csv.DictReader(io.StringIO(text)))
        case "tsv":
            return list(csv.DictReader(io.StringIO(text), delimiter="\t"))
        case "json":
            found = json.loads(text)
        case "elasticsearch":
            found = [{**json.loads(line)["_source"], "_id": json.loads(line)["_id"]} for line in text.splitlines()]
        case _:
            found = [json.loads(line) for line in text.splitlines()]
    return [{key: str(value) for key, value in record.items()} for record in found]


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("profile", PROFILES)
def test_every_identifying_cell_is_marked(profile: str, kind: str) -> None:
    for locale in LOCALES:
        rows = records(sample(profile, format=kind, locale=locale), kind)
        assert len(rows) == 60
        cells = [row[label] for row in rows for label in (*IDENTIFYING[locale], "_id") if row.get(label)]
        assert len(cells) > 100
        assert all(map(is_marked, cells))


@pytest.mark.parametrize("profile", PROFILES)
def test_a_seed_means_a_file(profile: str) -> None:
    assert sample(profile) == sample(profile)
    assert sample(profile) != sample(profile, seed=6)


def test_the_bytes_do_not_depend_on_the_process() -> None:
    program = (
        "import hashlib, io; from leakcheck.synth import write; out = io.BytesIO();"
        "[write(p, out, rows=40, seed=9, locale=l) for p in ('register', 'padded') for l in ('zh_CN', 'en_US')];"
        "print(hashlib.sha256(out.getvalue()).hexdigest())"
    )
    run = [sys.executable, "-c", program]
    seen = {
        subprocess.run(run, env={"PYTHONHASHSEED": salt}, capture_output=True, check=True).stdout for salt in ("1", "2")
    }
    assert len(seen) == 1


def test_encodings() -> None:
    for encoding in ("gb18030", "utf-16", "utf-8-sig"):
        assert records(sample("register", encoding=encoding), "csv", encoding) == records(sample("register"), "csv")


def test_no_header() -> None:
    assert sample("register", header=False) == sample("register").split(b"\n", 1)[1]


def test_columns_are_the_same_in_every_format() -> None:
    assert records(sample("random", format="tsv"), "tsv") == records(sample("random", format="csv"), "csv")
    assert records(sample("random", format="json"), "json") == records(sample("random", format="ndjson"), "ndjson")


def test_shuffled_keeps_columns_and_destroys_records() -> None:
    whole = records(sample("register", rows=300), "csv")
    moved = records(sample("shuffled", rows=300), "csv")
    for label in whole[0]:
        assert sorted(row[label] for row in whole) == sorted(row[label] for row in moved)
    agreeing = sum(row["出生日期"].replace("-", "") in row["身份证号"] for row in moved if row["出生日期"])
    assert agreeing < 15  # all but a few before


def test_padded_repeats_a_core() -> None:
    rows = records(sample("padded", rows=300, share=0.2), "csv")
    assert len({(row["姓名"], row["登记时间"]) for row in rows}) == 60
    assert len({row["编号"] for row in rows}) == 300


def test_mixed_holds_the_share_in_runs() -> None:
    rows = records(sample("mixed", rows=400, share=0.3), "csv")
    false = [not row["地址"].startswith(row["省份"]) for row in rows if row["地址"]]
    assert 0.25 < sum(false) / len(false) < 0.35
    changes = sum(a != b for a, b in pairwise(false))
    assert changes < 60  # 168 when drawn row by row


@pytest.mark.parametrize(
    "wrong",
    [
        {"profile": "genuine"},
        {"locale": "xx_XX"},
        {"format": "pdf"},
        {"encoding": "utf-12"},
        {"share": 2.0},
        {"rows": -1},
    ],
)
def test_refusals(wrong: dict[str, Any]) -> None:
    options = {"profile": "register", "rows": 3, "seed": 1, "locale": "zh_CN", **wrong}
    with pytest.raises(UsageError):
        write(out=io.BytesIO(), **options)


class Sink(io.RawIOBase, BinaryIO):
    """Counts bytes and keeps none."""

    def __init__(self) -> None:
        self.size = 0

    def write(self, data: Any) -> int:  # type: ignore[override]
        self.size += len(data)
        return len(data)


def test_memory_does_not_grow_with_rows() -> None:
    def peak(rows: int) -> int:
        tracemalloc.start()
        write("register", Sink(), rows=rows, seed=1, locale="en_US", format="ndjson")
        _, high = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return high

    peak(10)  # tables are read once
    assert peak(1_200) - peak(200) < 150_000  # the 1,000 further records are 310 kB of text
