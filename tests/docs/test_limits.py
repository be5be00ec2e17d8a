"""Each limit of README's table is printed when it is hit, in the words that the table gives."""

from __future__ import annotations

import gzip
import io
import json
import os
import re
import resource
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from limits import LIMITS, table

from leakcheck.cli import room
from leakcheck.errors import SourceError
from leakcheck.sources import ReadOptions, open_sample
from leakcheck.sources.bounds import MAX_CELL, MAX_JUDGED
from leakcheck.sources.members import MOST_MEMBERS
from leakcheck.sources.options import MAX_COLUMNS, MAX_JSON_DEPTH, MIB, RATIO_FLOOR

README = Path(__file__).parents[2] / "README.md"


@pytest.fixture
def told(tmp_path) -> Callable[..., str]:
    """All that is said of a sample."""

    def reading(data: bytes | Path, **options: object) -> str:
        place = data if isinstance(data, Path) else tmp_path / "sample"
        if isinstance(data, bytes):
            place.write_bytes(data)
        try:
            with open_sample(str(place), ReadOptions(**options)) as sample:
                for _ in sample.batches():
                    pass
                account = sample.account()
        except SourceError as error:
            return error.message
        return " ".join([*sample.info.labels, *account.notes, *account.rejected])

    return reading


def said(what: str) -> str:
    (words,) = [words for name, _, _, words in LIMITS if name == what]
    assert words
    return words


def test_readme_has_the_table():
    text, wanted = README.read_text("utf-8"), f"<!-- reading limits -->\n{table()}"
    if os.environ.get("LEAKCHECK_UPDATE_README"):
        README.write_text(re.sub(r"<!-- reading limits -->\n(\|.*\n)*", lambda _: wanted, text), "utf-8")
        return
    assert wanted in text


def test_records_cells_and_columns(told):
    assert said("one record") in told(b"a,b\n" + b"x" * 2 * MIB + b",1\n2,3\n", max_record=MIB)
    assert said("one cell") in told(b"a,b\n1,2\n1," + b"x" * (MAX_CELL + 1) + b"\n")
    for columns, what in ((MAX_JUDGED + 1, "columns judged"), (MAX_COLUMNS + 1, "columns of a file")):
        assert said(what) in told((",".join(f"c{n}" for n in range(columns)) + "\n" + "1," * columns + "\n").encode())
    deep = "1"
    for _ in range(MAX_JSON_DEPTH + 3):
        deep = '{"a":' + deep + "}"
    labels = told((deep + "\n").encode() * 3).split()
    assert [label.count(".") + 1 for label in labels] == [MAX_JSON_DEPTH]


def test_packed_data_and_archives(told, tmp_path):
    assert said("unpacked text over packed bytes") in told(gzip.compress(b"1,zqx\n" * (RATIO_FLOOR // 4)))
    many = io.BytesIO()
    with zipfile.ZipFile(many, "w") as archive:
        for number in range(MOST_MEMBERS + 1):
            archive.writestr(zipfile.ZipInfo(f"{number}.csv"), b"")
    assert said("members of an archive") in told(many.getvalue())


def test_clocks_and_pipes(told, tmp_path, monkeypatch):
    monkeypatch.setattr("leakcheck.sources.bounds.MAX_TEXT", 100)
    assert said("unpacked text in all") in told(b"a,b\n" + b"1,2\n" * 99, batch_bytes=40)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    monkeypatch.setattr("leakcheck.sources.stream.FIFO_UNFED", 0.1)
    monkeypatch.setattr("leakcheck.sources.stream.FIFO_SILENT", 0.1)
    assert said("named pipe without a writer") in told(pipe)
    holder = os.open(pipe, os.O_RDWR)
    assert said("named pipe that says nothing") in told(pipe)
    assert said("wall clock") in told(pipe, timeout=0.1)
    os.close(holder)


def test_room(monkeypatch):
    for name, what in (("RLIMIT_AS", "address space of leakcheck itself"), ("RLIMIT_NOFILE", "open files")):
        low = {"RLIMIT_AS": resource.RLIM_INFINITY, "RLIMIT_NOFILE": resource.RLIM_INFINITY, name: 9}
        numbers = {getattr(resource, key): value for key, value in low.items()}
        monkeypatch.setattr(resource, "getrlimit", lambda number, numbers=numbers: (numbers[number], -1))
        with pytest.raises(SourceError) as caught:
            room.check_room()
        assert said(what) in caught.value.message
        assert json.dumps(caught.value.message).isascii()
