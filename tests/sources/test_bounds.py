"""What is held back is counted and said."""

from __future__ import annotations

import itertools
from types import SimpleNamespace

from leakcheck.sources.bounds import MAX_CELL, MAX_JUDGED


def test_columns_beyond_the_bound_are_left_out_and_said(read):
    wide = MAX_JUDGED + 44
    seen = read((",".join(f"c{n}" for n in range(wide)) + "\n" + (",".join("a" * wide) + "\n") * 5).encode())
    assert len(seen.info.labels) == MAX_JUDGED
    assert seen.rows == [tuple("a" * MAX_JUDGED)] * 5
    assert seen.account.notes == ("only the first 256 of 300 columns were judged",)


def test_a_cell_beyond_the_bound_is_taken_as_empty_and_counted(read):
    seen = read(b"a,b\n1,x\n2," + b"y" * MAX_CELL + b"\n3," + b"z" * (MAX_CELL + 1) + b"\n4,x\n")
    assert [len(row[1]) for row in seen.rows] == [1, MAX_CELL, 0, 1]
    assert seen.account.notes == ("1 cells over 65,536 bytes were taken as empty",)
    assert seen.account.read == seen.account.scored == 4


def test_reading_stops_when_the_time_is_up(read, monkeypatch):
    clock = itertools.count()
    monkeypatch.setattr("leakcheck.sources.halt.time", SimpleNamespace(monotonic=lambda: next(clock)))
    seen = read(b"id,name\n" + b"1,person\n" * 1000, batch_bytes=900, timeout=4, header="yes")
    assert not seen.account.complete
    assert seen.account.sha256 is None
    assert seen.account.notes == ("reading stopped after 4 seconds",)
    assert 0 < seen.account.read < 1000
    assert read(b"id,name\n" + b"1,person\n" * 10, timeout=9).account.complete
