"""Sets in many files, through the real command: parts, merging, processes that die, runs that are stopped."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

FIXTURES = Path(__file__).parents[2] / "fixtures"
MIXED = FIXTURES / "mixed/cn-mixed/sample.csv"
Run = Callable[..., subprocess.CompletedProcess[bytes]]
COMMAND = (sys.executable, "-m", "leakcheck")


def told(text: bytes) -> dict[str, object]:
    document = json.loads(text)
    del document["run"]
    return document


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    first, *rows = MIXED.read_bytes().splitlines(keepends=True)
    paths = [tmp_path / f"part{i}.csv" for i in range(3)]
    for i, path in enumerate(paths):
        path.write_bytes(first + b"".join(rows[i * 350 : (i + 1) * 350]))
    (tmp_path / "k").write_bytes(bytes(range(32)))
    return paths


def test_parts_are_merged_to_the_report_of_all(files: list[Path], leakcheck: Run, tmp_path: Path) -> None:
    key = ("--key-file", tmp_path / "k")
    parts: list[Path] = []
    for path in files:
        parts.append(path.with_suffix(".lcpart"))
        like = ("--like", parts[0]) if len(parts) > 1 else ()
        done = leakcheck("score", path, "--partial", parts[-1], *key, *like)
        assert (done.returncode, done.stdout) == (0, b"")
        assert b"TLP:RED, not to be passed on" in done.stderr
    merged = leakcheck("merge", *parts, *key, "-f", "json", "-o", tmp_path / "all.html", "--fail-on", "mixed,suspect")
    assert merged.returncode in {0, 1}, merged.stderr
    whole = leakcheck("score", *files, "--together", *key, "-f", "json", "--fail-on", "mixed,suspect")
    assert merged.returncode == whole.returncode
    assert told(merged.stdout) == told(whole.stdout)
    assert (tmp_path / "all.html").read_text("utf-8").startswith("<!DOCTYPE html>")


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (("score", "a.csv", "b.csv", "--key-file", "k"), 2, "several samples, and an option for one set"),
        (("score", "a.csv", "b.csv", "--jobs", "2"), 2, "--jobs is for files of one set"),
        (("score", "a.csv", "-", "--together"), 2, "stdin cannot be one of several files"),
        (("score", "a.csv", "--together", "-n", "5"), 2, "--rows is of one sample"),
        (("score", "a.csv", "--resume", "r"), 2, "which need a key"),
        (("score", "a.csv", "--resume", "a.csv", "--key-file", "k"), 2, "is an input of this run"),
        (("score", "a.csv", "--partial", "k", "--key-file", "k"), 2, "is an input of this run"),
        (("score", "a.csv", "--partial", "p", "--exact-duplicates"), 2, "keeps hashes in a folder of its own run"),
        (("score", "a.csv", "nowhere.csv", "--together"), 3, "nowhere.csv"),
        (("score", "a.csv", "a.csv", "--together", "--key-file", "nowhere"), 2, "cannot read the key file"),
        (("merge", "a.csv"), 3, "is no part"),
        (("merge", "nowhere"), 3, "cannot be read"),
        (("score", ".", "a.csv", "--together"), 3, "directory"),
    ],
)
def test_what_cannot_be_meant_is_one_line(
    args: tuple[str, ...], code: int, said: str, leakcheck: Run, tmp_path: Path
) -> None:
    for name in ("a.csv", "b.csv"):
        shutil.copy(MIXED, tmp_path / name)
    (tmp_path / "k").write_bytes(b"x" * 32)
    done = leakcheck(*args, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (code, b"")
    first, *rest = done.stderr.decode().splitlines()
    assert said in first
    assert all(line.startswith("  ") for line in rest)


def _children(parent: int) -> Iterator[int]:
    """The processes that read files for `parent`."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                status = (entry / "stat").read_text().rpartition(")")[2].split()
                if int(status[1]) == parent and b"spawn_main" in (entry / "cmdline").read_bytes():
                    yield int(entry.name)
            except OSError:
                continue


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are looked up in /proc")
def test_a_worker_that_is_killed_changes_nothing(files: list[Path], leakcheck: Run) -> None:
    whole = leakcheck("score", *files, "--together", "--jobs", "1", "-f", "json")
    arguments = ("score", *map(str, files), "--together", "--jobs", "2", "-f", "json")
    with subprocess.Popen((*COMMAND, *arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
        until = time.monotonic() + 60
        while not (found := list(_children(run.pid))) and time.monotonic() < until:
            time.sleep(0.05)
        time.sleep(0.5)
        for child in found[:1]:
            os.kill(child, signal.SIGKILL)
        out, err = run.communicate(timeout=120)
    assert found, "no worker was seen"
    assert (run.returncode, err) == (whole.returncode, b"")
    assert told(out) == told(whole.stdout)


SLOW = """
import sys, time
import leakcheck.pipeline.checkpoint as kept
import leakcheck.pipeline.observe as observing
from leakcheck.__main__ import main
kept.EVERY = kept._SHARE = 0
inner = kept.Checkpoint.keep
def keep(*args):
    inner(*args)
    print("kept", file=sys.stderr, flush=True)
    time.sleep(1)
kept.Checkpoint.keep = keep
sys.exit(main())
"""


@pytest.mark.slow  # (tests/pipeline/test_together.py interrupts runs at other places in less time)
def test_a_run_that_is_killed_goes_on_where_it_was(files: list[Path], leakcheck: Run, tmp_path: Path) -> None:
    given = ("score", *map(str, files), "--together", "--jobs", "1", "--key-file", str(tmp_path / "k"), "-f", "json")
    whole = leakcheck(*given)
    resumed = (*given, "--resume", str(tmp_path / "run.lc"))
    with subprocess.Popen(
        (sys.executable, "-c", SLOW, *resumed), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as run:
        assert run.stderr is not None
        assert run.stderr.readline() == b"kept\n"
        assert run.stderr.readline() == b"kept\n"
        run.kill()
    assert (tmp_path / "run.lc").exists()
    done = leakcheck(*resumed)
    assert told(done.stdout) == told(whole.stdout)
    assert not (tmp_path / "run.lc").exists()
