"""What is opened, what is refused, and what a file does meanwhile."""

from __future__ import annotations

import gc
import hashlib
import io
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from leakcheck.errors import SourceError
from leakcheck.sources import ReadOptions, open_sample

GOOD = b"id,name\n" + b"".join(b"%d,person %d\n" % (i, i) for i in range(500))


def code_of(path: str) -> str:
    with pytest.raises(SourceError) as caught:
        open_sample(path)
    assert caught.value.__cause__ is None
    return caught.value.code


def test_what_is_no_file_is_refused(tmp_path):
    assert code_of(str(tmp_path)) == "LC202"
    assert code_of("/dev/zero") == "LC204"
    assert code_of("/dev/null") == "LC204"
    assert code_of("a\0b") == "LC201"
    assert code_of(str(tmp_path / "none.csv")) == "LC201"
    assert code_of(str(tmp_path / "none.csv" / "deeper")) == "LC201"
    assert code_of("x" * 5000) == "LC201"
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    assert code_of(str(tmp_path / "loop")) == "LC201"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "s"))
        assert code_of(str(tmp_path / "s")) == "LC204"


def test_patterns_and_addresses_are_only_names(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("a.csv").write_bytes(GOOD)
    for name in ("*.csv", "[a].csv", "https://example.org/a.csv", "~/a.csv", "s3://x/a.csv"):
        assert code_of(name) == "LC201"
    Path("[a-z]*.csv").write_bytes(GOOD)
    with open_sample("[a-z]*.csv") as sample:
        assert sum(frame.height for frame in sample.batches()) == 500


def test_a_near_name_is_offered_and_names_are_made_printable(tmp_path):
    (tmp_path / "sample.csv").write_bytes(GOOD)
    with pytest.raises(SourceError) as caught:
        open_sample(str(tmp_path / "sampel.csv"))
    assert caught.value.hint == "in this folder: sample.csv"
    with pytest.raises(SourceError) as caught:
        open_sample("a\x1b[2J\u202e\n.csv")
    assert caught.value.message.isprintable()


def test_hash_and_size(tmp_path):
    place = tmp_path / "a.csv"
    place.write_bytes(GOOD)
    with open_sample(str(place), ReadOptions(batch_bytes=100)) as sample:
        assert sample.bytes_total == len(GOOD)
        list(sample.batches())
        account = sample.account()
        assert sample.bytes_read == account.bytes == len(GOOD)
        assert account.sha256 == hashlib.sha256(GOOD).hexdigest()
        assert account.notes == ()


@pytest.mark.parametrize("change", ["grow", "replace", "remove"])
def test_a_file_that_changes_is_reported(tmp_path, change):
    place = tmp_path / "a.csv"
    place.write_bytes(GOOD)
    with open_sample(str(place)) as sample:
        if change == "grow":
            with place.open("ab") as file:
                file.write(b"501,x\n")
        else:
            place.unlink()
        if change == "replace":
            place.write_bytes(GOOD)
        list(sample.batches())
        assert sample.account().notes == ("the file changed while it was read",)


def test_standard_input():
    program = (
        "import sys\nfrom leakcheck.sources import open_sample\n"
        "with open_sample('-', stdin=sys.stdin.buffer) as s:\n"
        "    print(sum(b.height for b in s.batches()), s.account().sha256, s.bytes_total, s.info.label)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], input=GOOD, capture_output=True, check=True)
    assert done.stdout.decode().split() == ["500", hashlib.sha256(GOOD).hexdigest(), "None", "-"]
    assert done.stderr == b""
    with pytest.raises(SourceError):
        open_sample("-")
    with open_sample("-", stdin=io.BytesIO(GOOD)) as sample:
        assert sum(frame.height for frame in sample.batches()) == 500


def test_a_fed_fifo_is_read_and_an_unfed_one_refused(tmp_path, monkeypatch):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_bytes(GOOD))
    writer.start()
    with open_sample(str(pipe)) as sample:
        assert sum(frame.height for frame in sample.batches()) == 500
        assert sample.account().sha256 == hashlib.sha256(GOOD).hexdigest()
    writer.join()
    monkeypatch.setattr("leakcheck.sources.stream.FIFO_UNFED", 0.1)
    assert code_of(str(pipe)) == "LC204"


def test_no_handle_stays_open(tmp_path):
    place = tmp_path / "a.csv"
    place.write_bytes(GOOD)
    (tmp_path / "b.bin").write_bytes(b"PK\x03\x04" + bytes(99))
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(20):
        with open_sample(str(place)) as sample:
            next(sample.batches())
        with pytest.raises(SourceError):
            open_sample(str(tmp_path / "b.bin"))
        with pytest.raises(SourceError):
            open_sample(str(tmp_path))
    gc.collect()
    assert len(list(Path("/proc/self/fd").iterdir())) == before


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04" + bytes(30),
        b"SQLite format 3\0" + bytes(84),
        b"PAR1" + bytes(40),
        b"%PDF-1.7\n",
        b"\x89PNG\r\n\x1a\n" + bytes(20),
        b"\x80\x04\x95" + bytes(20),
        b"a" * 257 + b"ustar\x0000",
        b"<!DOCTYPE html><html>",
        b"-- dump\nCREATE TABLE t (a int);\n",
        bytes(range(256)) * 20,
        bytes(100_000),
    ],
)
def test_what_is_no_table_is_refused(read, data):
    with pytest.raises(SourceError) as caught:
        read(data)
    assert caught.value.code == "LC204"
