"""The real process: signals, clocks, limits, terminals, and streams that are not there."""

from __future__ import annotations

import fcntl
import json
import os
import re
import signal
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path
from typing import IO

import pytest

from leakcheck.exits import ExitStatus

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "fixtures/random/cn-junk/sample.csv"
LEAKCHECK = [sys.executable, "-m", "leakcheck"]
SOON = 2.5  # seconds, as promised; the machine's own slowness is measured beside it
PIPES = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
BUSY = """
import hashlib, signal, sys
from leakcheck import __main__ as entry
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell lets it be ignored in the background
def run(args):
    print("ready", flush=True)
    while True:
        hashlib.pbkdf2_hmac("sha256", b"", b"", 30_000_000)  # native code, for some ten seconds a time
import leakcheck.cli.app
leakcheck.cli.app.run = run
sys.argv = ["leakcheck"]
entry.main()
"""


def taken(pipe: IO[bytes]) -> None:
    """Wait until the other side has read all that was written, and waits for more."""
    for _ in range(1_200):
        if not struct.unpack("i", fcntl.ioctl(pipe, termios.FIONREAD, b"\0" * 4))[0]:
            return
        time.sleep(0.05)
    raise AssertionError("nobody reads")


def script(text: str, **how: object) -> subprocess.CompletedProcess[bytes]:
    told = text.format(leakcheck=" ".join(LEAKCHECK), sample=SAMPLE)
    return subprocess.run(["bash", "-c", told], capture_output=True, check=False, timeout=120, cwd=ROOT, **how)


@pytest.mark.parametrize(
    ("signals", "status"),
    [([signal.SIGTERM], 143), ([signal.SIGHUP], 129), ([signal.SIGINT, signal.SIGINT], 130)],
    ids=["TERM", "HUP", "Ctrl-C twice"],
)
def test_native_code_does_not_keep_the_process_alive(signals, status):
    with subprocess.Popen([sys.executable, "-c", BUSY], **PIPES) as process:
        try:
            assert process.stdout.readline() == b"ready\n"
            started = time.monotonic()
            for signum in signals:
                process.send_signal(signum)
                time.sleep(0.1)
            assert process.wait(20) == status
            assert time.monotonic() - started < SOON
            assert not process.stderr.read()
        finally:
            process.kill()


def test_the_first_interrupt_of_a_slow_pipe_gives_a_partial_report():
    """Fewer bytes than any buffer holds, and a pipe that stays open."""
    head = b"".join(SAMPLE.read_bytes().splitlines(keepends=True)[:200])
    with subprocess.Popen([*LEAKCHECK, "score", "-", "-f", "json"], **PIPES) as process:
        process.stdin.write(head)
        process.stdin.flush()
        taken(process.stdin)
        process.send_signal(signal.SIGINT)
        out, err = process.stdout.read(), process.stderr.read()
        assert process.wait() == ExitStatus.STOPPED, err
    assert not err
    report = json.loads(out)
    assert report["partial"] is True
    assert report["input"]["records"] == 199
    assert report["input"]["notes"] == ["reading was stopped on request"]


@pytest.mark.skipif(not hasattr(signal, "SIGUSR1"), reason="this system has no SIGUSR1")
def test_a_question_is_answered_on_stderr_and_ends_nothing():
    lines = SAMPLE.read_bytes().splitlines(keepends=True)
    with subprocess.Popen([*LEAKCHECK, "score", "-", "-f", "json"], **PIPES) as process:
        process.stdin.write(b"".join(lines[:200]))
        process.stdin.flush()
        taken(process.stdin)
        process.send_signal(signal.SIGUSR1)
        assert re.fullmatch(rb"reading -, [\d,]+ records, \d+ MB/s\n", process.stderr.readline())
        process.stdin.write(b"".join(lines[200:]))
        process.stdin.close()
        out, err = process.stdout.read(), process.stderr.read()
        assert process.wait() == ExitStatus.DONE
    assert not err
    assert json.loads(out)["input"]["records"] == len(lines) - 1


@pytest.mark.parametrize("fed", [True, False])
def test_a_time_limit_in_front_of_a_pipe_that_stays_open(fed):
    head = b"".join(SAMPLE.read_bytes().splitlines(keepends=True)[:200])
    command = [*LEAKCHECK, "score", "-", "-f", "json", "--timeout", "4"]
    with subprocess.Popen(command, **PIPES) as process:
        if fed:
            process.stdin.write(head)
            process.stdin.flush()
        out, err = process.stdout.read(), process.stderr.read()
        status = process.wait(30)
    if fed:
        assert (status, err) == (0, b"")
        report = json.loads(out)
        assert report["partial"] is True
        assert report["input"]["notes"][-1] == "reading stopped after 4 seconds"
    else:
        assert status == ExitStatus.INPUT
        assert err.startswith(b"leakcheck: error[LC210]: reading stopped after 4 seconds, before the first record")
        assert not out


@pytest.mark.parametrize("limit", ["-n 8", "-v 300000"])
def test_limits_too_low_for_any_sample_are_said(limit):
    done = script(f"ulimit {limit}; {{leakcheck}} score {{sample}} -q")
    assert done.returncode == ExitStatus.INPUT
    assert done.stderr.startswith(b"leakcheck: error[LC211]: this process may have ")
    assert len(done.stderr.splitlines()) == 3
    assert not done.stdout


def test_a_bare_environment_is_enough(tmp_path):
    """No HOME, no TERM, the C locale, 20 columns, no standard input, a folder that cannot be written."""
    bare = {"PATH": os.environ["PATH"], "LC_ALL": "C", "COLUMNS": "20", "PYTHONIOENCODING": "ascii"}
    before = sorted(tmp_path.iterdir())
    ascii_labels = ROOT / "fixtures/random/us-junk/sample.ndjson"  # others show as escapes, and take more cells
    command = [*LEAKCHECK, "score", str(ascii_labels), "-v"]
    done = subprocess.run(
        command, capture_output=True, check=False, timeout=60, env=bare, cwd="/proc/self", stdin=subprocess.DEVNULL
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.isascii()
    assert max(map(len, done.stdout.decode().splitlines())) <= 20
    assert sorted(tmp_path.iterdir()) == before


def test_all_streams_closed():
    assert script("{leakcheck} score {sample} -q <&- >&- 2>&-").returncode == ExitStatus.OUTPUT
    assert script("{leakcheck} score - <&- 2>/dev/null").returncode in {ExitStatus.USAGE, ExitStatus.UNTESTED, 3}


def test_what_a_library_writes_to_stderr_stays_inside():
    program = (
        "import os, sys, leakcheck.cli.app\nfrom leakcheck import __main__ as entry\n"
        "def run(args):\n    os.write(2, b'panicked at zqx')\n    sys.stderr.write('ours')\n    return 3\n"
        "leakcheck.cli.app.run = run\nentry.main()\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (3, b"", b"ours")
