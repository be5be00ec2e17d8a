"""Faults of disk, memory and file system at every step: a clean error, no traceback, nothing half-written."""

from __future__ import annotations

import errno
import io
import json
import os
import random
import re
from pathlib import Path

import pytest

from leakcheck.cli.app import run
from leakcheck.engine import part as parts
from leakcheck.engine import run as running
from leakcheck.exits import ExitStatus
from leakcheck.pipeline import files, observe, questions, reported
from leakcheck.sources import delimited, sample, stream, textstream

CANARY = "zqx"
REFUSAL = re.compile(r"leakcheck: error\[(LC\d{3})\]: [^\n]+(\n  hint: [^\n]+)?\n  more: leakcheck explain LC\d{3}\n")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    rng = random.Random(2)
    rows = (f"{CANARY}{rng.randrange(10**9)},{rng.randrange(10**9)},x\n" for _ in range(800))
    path = tmp_path / "sample.csv"
    path.write_text("name,code,note\n" + "".join(rows), "utf-8")
    return path


@pytest.fixture
def judge(place, capsys):
    """Run `score -o`, check that a failure is clean, and give status and code."""

    def judging(*options: str) -> tuple[int, str]:
        target = place.parent / "out.json"
        status = run(["score", "-f", "json", "--select", "MS901,ID1", *options, "-o", str(target), str(place)])
        said = capsys.readouterr()
        assert CANARY not in said.out + said.err
        assert "Traceback" not in said.err
        assert {path.name for path in place.parent.iterdir()} <= {"sample.csv", "out.json"}
        assert not files.UNFINISHED
        if status in {0, 4}:
            assert json.loads(target.read_text("utf-8"))["input"]["records"] == json.loads(said.out)["input"]["records"]
            return status, ""
        assert not said.out
        assert not target.exists()
        found = REFUSAL.fullmatch(said.err)
        assert found, said.err
        return status, found[1]

    return judging


class Faulty(io.FileIO):
    """A file whose reads are short and whose read number `at` fails or says None."""

    size, at, error = 1 << 20, 0, errno.EIO
    reads = 0

    def read(self, size: int = -1, /) -> bytes | None:
        type(self).reads += 1
        if type(self).reads == self.at:
            if not self.error:
                return None
            raise OSError(self.error, "zqx must not be shown")
        return super().read(min(size, self.size))


@pytest.fixture
def faulty(monkeypatch):
    """Let `open_raw` open faulty files."""

    def setting(**how: int) -> None:
        made = type("Made", (Faulty,), {**how, "reads": 0})
        monkeypatch.setattr(stream, "io", type("io", (), {"FileIO": made}))

    return setting


@pytest.mark.parametrize("error", [errno.EIO, errno.ESTALE, errno.ENXIO, errno.EISDIR])
@pytest.mark.parametrize("at", [1, 2, 9])
def test_a_read_that_fails_is_an_input_error(judge, faulty, at, error):
    faulty(at=at, error=error, size=2_000)
    assert judge() == (ExitStatus.INPUT, "LC201")


def test_short_and_empty_handed_reads_make_no_difference(judge, faulty, place):
    assert judge() == (0, "")
    whole = json.loads((place.parent / "out.json").read_text("utf-8"))
    for how in ({"size": 1}, {"size": 7}, {"size": 100, "at": 3, "error": 0}):
        faulty(**how)
        assert judge() == (0, "")
        again = json.loads((place.parent / "out.json").read_text("utf-8"))
        assert again["input"] == whole["input"]
        assert again["evidence"] == whole["evidence"]


STEPS = {
    "open": (sample, "open_raw"),
    "container": (sample, "opened"),
    "encoding": (textstream, "decide"),
    "decode": (textstream, "decoder"),
    "format": (sample, "text_format"),
    "parse": (delimited.DelimitedReader, "feed"),
    "bind": (observe, "infer"),
    "plan": (questions, "plan"),
    "observe": (running, "observed"),
    "merge": (parts, "merge"),
    "conclude": (reported, "conclude"),
    "assess": (reported, "assess"),
    "render": (json, "dumps"),
    "write": (files, "whole_file"),
}


@pytest.mark.parametrize("at", [1, 2])
@pytest.mark.parametrize("step", STEPS)
def test_memory_that_runs_out_is_an_input_error(judge, monkeypatch, step, at):
    owner, name = STEPS[step]
    works, calls = getattr(owner, name), []

    def starved(*args, **kwargs):
        calls.append(name)
        if len(calls) == at:
            raise MemoryError(CANARY)
        return works(*args, **kwargs)

    monkeypatch.setattr(owner, name, starved)
    status, code = judge()
    assert (status, code) == ((ExitStatus.INPUT, "LC211") if len(calls) >= at else (0, ""))


class PanicException(BaseException):
    """As of a Rust library: no Exception."""


@pytest.mark.parametrize("step", ["parse", "bind", "merge"])
def test_a_panic_is_an_internal_error_without_its_text(judge, monkeypatch, step):
    owner, name = STEPS[step]

    def panics(*_args, **_kwargs):
        raise PanicException(CANARY)

    monkeypatch.setattr(owner, name, panics)
    assert judge() == (ExitStatus.BUG, "LC700")


class FullDisk(io.BytesIO):
    def __init__(self, handle: int, _mode: str) -> None:
        super().__init__()
        self.handle, self.writes = handle, 0

    def write(self, data, /) -> int:
        raise OSError(errno.ENOSPC, "zqx must not be shown")

    def close(self) -> None:
        if not self.closed:
            os.close(self.handle)
        super().close()


@pytest.mark.parametrize("step", ["write", "fsync", "rename", "create"])
@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO, errno.EROFS, errno.EDQUOT])
def test_a_write_that_fails_is_an_output_error_and_leaves_nothing(judge, monkeypatch, step, error):
    def failing(*_args, **_kwargs):
        raise OSError(error, "zqx must not be shown")

    if step == "write":
        monkeypatch.setattr(FullDisk, "write", failing)
        monkeypatch.setattr(files.os, "fdopen", FullDisk)
    elif step == "fsync":
        monkeypatch.setattr(files.os, "fsync", failing)
    elif step == "rename":
        monkeypatch.setattr(files.Path, "replace", failing)
    else:
        monkeypatch.setattr("tempfile.mkstemp", failing)
    assert judge() == (ExitStatus.OUTPUT, "LC401")


def test_a_file_that_may_not_be_read(judge, monkeypatch):
    opening = stream.os.open

    def refusing(path, *args, **kwargs):
        if str(path).endswith("sample.csv"):
            raise PermissionError(errno.EACCES, "zqx must not be shown")
        return opening(path, *args, **kwargs)

    monkeypatch.setattr(stream.os, "open", refusing)
    assert judge() == (ExitStatus.INPUT, "LC201")


def test_a_report_never_lands_on_the_sample(place, tmp_path, capsys):
    before = place.read_bytes()
    (tmp_path / "soft.json").symlink_to(place)
    (tmp_path / "hard.json").hardlink_to(place)
    (tmp_path / "folder").symlink_to(tmp_path)
    for name in (
        "sample.csv",
        "soft.json",
        "hard.json",
        "folder/sample.csv",
        "folder/../" + tmp_path.name + "/hard.json",
    ):
        assert run(["score", "-o", f"json:{tmp_path / name}", str(place)]) == ExitStatus.USAGE
        assert run(["columns", "--write", str(tmp_path / name), str(place)]) == ExitStatus.USAGE
        assert capsys.readouterr().err.count("error[LC108]") == 2
    assert place.read_bytes() == before


def test_a_device_takes_a_report_and_a_folder_does_not(place, tmp_path, capsys):
    quick = ["score", "-f", "none", "--select", "MS901"]
    assert run([*quick, "-o", "json:/dev/null", str(place)]) in {0, 4}
    assert run([*quick, "-o", "json:/dev/full", str(place)]) == ExitStatus.OUTPUT
    assert run([*quick, "-o", f"json:{tmp_path}", str(place)]) == ExitStatus.OUTPUT
    assert capsys.readouterr().err.count("error[LC401]") == 2


def test_a_file_that_grows_or_goes_is_reported_and_the_status_stays(place, monkeypatch, capsys):
    planning = questions.plan  # the sample is open then, and not read to its end
    for change in (lambda: place.write_bytes(place.read_bytes() + b"zqxmore,1,x\n"), place.unlink):

        def planned(*args, change=change, **named):
            change()
            return planning(*args, **named)

        monkeypatch.setattr(questions, "plan", planned)
        assert run(["score", "-f", "json", "--select", "MS901", str(place)]) in {0, 4}
        assert "the file changed while it was read" in json.loads(capsys.readouterr().out)["input"]["notes"]
