"""Reading ends when the time is up or somebody asks, also in front of a pipe that says nothing."""

from __future__ import annotations

import gzip
import io
import os
import signal
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from leakcheck.errors import SourceError
from leakcheck.sources import Halt, ReadOptions, open_sample
from leakcheck.sources.stream import RawStream

LINES = b"id,name\n" + b"".join(b"%d,person %d\n" % (i, i) for i in range(3_000))
SOON = 2.5  # seconds: what the threat model promises


@pytest.fixture
def pipe():
    """The two ends of a pipe; what is written must fit into it."""
    reading, writing = os.pipe()
    with io.FileIO(reading, "rb") as file:
        yield file, writing
    with suppress(OSError):
        os.close(writing)


def test_a_silent_pipe_is_given_up_when_the_time_is_up(pipe):
    started = time.monotonic()
    with pytest.raises(SourceError) as caught:
        open_sample("-", ReadOptions(timeout=0.3), stdin=pipe[0])
    assert caught.value.code == "LC210"
    assert caught.value.message == "reading stopped after 0.3 seconds, before the first record"
    assert 0.3 <= time.monotonic() - started < SOON


@pytest.mark.parametrize("form", ["csv", "gzip"])
def test_what_came_before_the_silence_is_read(pipe, form):
    file, writing = pipe
    whole = gzip.compress(LINES, 1) if form == "gzip" else LINES
    os.write(writing, whole[: len(whole) * 2 // 3])
    with open_sample("-", ReadOptions(timeout=0.4), stdin=file) as sample:
        height = sum(frame.height for frame in sample.batches())
        account = sample.account()
    assert 1_000 < height < 2_500
    assert account.read == account.scored == height  # the half record at the cut is not called broken
    assert not account.quality
    assert not account.complete
    assert account.sha256 is None
    assert account.notes[-1] == "reading stopped after 0.4 seconds"


def test_a_request_interrupts_a_blocked_read(pipe):
    file, writing = pipe
    os.write(writing, LINES)
    asked = threading.Event()
    threading.Timer(0.3, asked.set).start()
    started = time.monotonic()
    with open_sample("-", stdin=file, halt=Halt(None, asked.is_set)) as sample:
        assert sum(frame.height for frame in sample.batches()) == 3_000
        account = sample.account()
    assert time.monotonic() - started < SOON
    assert account.notes[-1] == "reading was stopped on request"


def test_a_named_pipe_that_falls_silent_is_given_up(tmp_path, monkeypatch):
    monkeypatch.setattr("leakcheck.sources.stream.FIFO_SILENT", 0.3)
    place = tmp_path / "pipe"
    os.mkfifo(place)
    holder = os.open(place, os.O_RDWR)  # a writer that never writes, and never goes
    try:
        with pytest.raises(SourceError) as caught:
            open_sample(str(place))
        assert caught.value.message.startswith("nothing came through the pipe for 0.3 seconds")
        os.write(holder, LINES)
        with open_sample(str(place)) as sample:
            assert sum(frame.height for frame in sample.batches()) == 3_000
            assert not sample.account().complete
    finally:
        os.close(holder)


def test_time_limit_while_nobody_writes(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(SourceError) as caught:
        open_sample(str(tmp_path / "pipe"), ReadOptions(timeout=0.2))
    assert caught.value.code == "LC210"


def test_signals_do_not_disturb_a_wait(pipe):
    file, writing = pipe
    before = signal.signal(signal.SIGALRM, lambda *_: None)
    signal.setitimer(signal.ITIMER_REAL, 0.05, 0.05)
    try:
        threading.Timer(0.3, lambda: (os.write(writing, LINES), os.close(writing))).start()
        with open_sample("-", stdin=file) as sample:
            assert sum(frame.height for frame in sample.batches()) == 3_000
            assert sample.account().complete
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_pieces_of_a_pipe_make_no_difference(pipe):
    file, writing = pipe

    def drip() -> None:
        for start in range(0, len(LINES), 4_096):
            os.write(writing, LINES[start : start + 4_096])
        os.close(writing)

    threading.Thread(target=drip).start()
    raw = RawStream(file, "-")
    assert raw.read(len(LINES) - 1) == LINES[:-1]
    assert (raw.read(99), raw.read(99), raw.ended) == (LINES[-1:], b"", True)


def test_what_was_counted_is_booked_wherever_reading_ends(tmp_path: Path):
    place = tmp_path / "scars.csv"
    line = "名,１２３ Ã¼ \ufffd\n".encode()
    mixed = line * 200 + "河南省,郑州市金水区\n".encode("gb18030") * 40 + line * 200
    place.write_bytes(b"a,b\n" + mixed)
    whole = {"Q004", "Q005", "Q016"}
    with open_sample(str(place)) as sample:
        list(sample.batches())
        assert whole <= set(sample.account().quality)
    with open_sample(str(place), ReadOptions(rows=300)) as sample:
        assert sum(frame.height for frame in sample.batches()) == 300
        assert whole <= set(sample.account().quality)
    with open_sample(str(place), ReadOptions(batch_bytes=5_000)) as sample:
        batches = sample.batches()
        next(batches)
        batches.close()
        assert {"Q005", "Q016"} <= set(sample.account().quality)
