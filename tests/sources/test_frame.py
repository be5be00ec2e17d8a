"""A frame's text: what its library writes, whatever is asked for at once, and nothing of its complaints."""

from __future__ import annotations

import csv
import io
from datetime import date

import polars as pl
import pytest

from leakcheck.errors import SourceError
from leakcheck.sources import FrameText, Halt, ReadOptions, open_sample
from leakcheck.sources import frame as module

CELL = "zqsecret 12345"
FRAME = pl.DataFrame(
    {
        "text": ["a,b", 'say "x"', None, "two\nlines", "", "中文"],
        "number": [1, None, 3, 4, 5, 6],
        "day": [date(2020, 1, 2)] * 6,
        "list": [[1, 2]] * 6,
    }
)
TOLD = [
    ["text", "number", "day", "list"],
    ["a,b", "1", "2020-01-02", "[1,2]"],
    ['say "x"', "", "2020-01-02", "[1,2]"],
    ["", "3", "2020-01-02", "[1,2]"],
    ["two\nlines", "4", "2020-01-02", "[1,2]"],
    ["", "5", "2020-01-02", "[1,2]"],
    ["中文", "6", "2020-01-02", "[1,2]"],
]


def whole(frame, size: int = 1 << 20) -> bytes:
    text = FrameText(frame)
    return b"".join(iter(lambda: text.read(size), b""))


@pytest.mark.parametrize("size", [1, 7, 1 << 20])
@pytest.mark.parametrize("cells", [1, 8, 250_000])
def test_it_is_the_frame_as_csv_however_it_is_cut(monkeypatch, size: int, cells: int) -> None:
    monkeypatch.setattr(module, "_CELLS", cells)
    assert list(csv.reader(io.StringIO(whole(FRAME, size).decode(), newline=""))) == TOLD
    assert whole(FRAME.lazy(), size) == whole(FRAME, size)


def test_pandas_writes_the_same_text() -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"text": ["a,b", 'say "x"', None, ""], "more": ["1", "2", "3", "4"]})
    assert whole(frame) == whole(pl.DataFrame({"text": ["a,b", 'say "x"', None, ""], "more": ["1", "2", "3", "4"]}))


def test_lone_surrogates_are_counted_not_lost() -> None:
    """They come from text that was decoded with "surrogateescape"; a polars frame cannot hold them."""
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(
        {"name": ["plain", "\udc80gone", "a\ud83d", "\N{CAT}"], "n": ["1", "2", "3", "4"]}, dtype=object
    )
    with open_sample("-", ReadOptions(), stdin=FrameText(frame), halt=Halt()) as sample:
        cells = pl.concat(list(sample.batches())).to_series(0).to_list()
        account = sample.account()
    assert cells == ["plain", "\ufffdgone", "a\ufffd", "\N{CAT}"]
    assert (account.read, account.scored) == (4, 4)
    assert account.quality["Q005"] == (2, None)


@pytest.mark.parametrize(
    ("frame", "text"), [(pl.DataFrame(), b""), (pl.DataFrame({"a": [], "b": []}), b'"a","b"\n')], ids=["none", "rows"]
)
def test_an_empty_one(frame: pl.DataFrame, text: bytes) -> None:
    assert whole(frame) == text


def test_the_reader_gives_it_back_and_every_record_counts() -> None:
    with open_sample("-", ReadOptions(), stdin=FrameText(FRAME), halt=Halt()) as sample:
        assert sample.info.format == "frame"
        assert sample.info.labels == tuple(FRAME.columns)
        frame = pl.concat(list(sample.batches()))
        account = sample.account()
    assert [[cell or "" for cell in row] for row in frame.rows()] == TOLD[1:]
    assert (account.read, account.scored, account.complete) == (6, 6, True)


def test_a_broken_frame_says_nothing_of_its_cells() -> None:
    broken = pl.LazyFrame({"a": [CELL]}).select(pl.col("a").cast(pl.Int64))
    with pytest.raises(SourceError) as told:
        whole(broken)
    assert CELL not in str(told.value)
    assert told.value.__cause__ is None
    assert told.value.__suppress_context__
