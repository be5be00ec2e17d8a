"""Does memory grow with the sample? ``python tests/benchmarks/memory.py 1000000 4000000 10000000``.

Rows are made as they are read, through a pipe, so that no file need be stored; ``--all`` runs all validators instead of
the core ones. The peak is the process's own (VmHWM of /proc, Linux only): what `wait4` says counts the parent too.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import time
from pathlib import Path

from core import CORE, HERE, python

STEP = 0.02  # seconds between two looks; the kernel keeps the highest value, so only the last one has to be in time


def peak_of(process: int) -> float:
    """The most memory in MB that a process ever held; 0 where it has gone."""
    try:
        status = Path(f"/proc/{process}/status").read_text("ascii")
    except OSError:
        return 0.0
    return max((int(line.split()[1]) / 1000 for line in status.splitlines() if line.startswith("VmHWM:")), default=0.0)


def measure(rows: int, options: list[str]) -> tuple[float, float]:
    """Peak memory in MB and CPU seconds of scoring so many rows."""
    maker = subprocess.Popen(python(str(HERE / "samples.py"), "csv", str(rows), "/dev/stdout"), stdout=subprocess.PIPE)
    command = python("-m", "leakcheck", "score", "-f", "json", *options, "-")
    score = subprocess.Popen(command, stdin=maker.stdout, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    assert maker.stdout is not None
    maker.stdout.close()
    peak, ended = 0.0, 0
    while not ended:
        peak = max(peak, peak_of(score.pid))
        time.sleep(STEP)
        ended, status, used = os.wait4(score.pid, os.WNOHANG)
    score.returncode = os.waitstatus_to_exitcode(status)
    assert maker.wait() == 0
    assert score.returncode in {0, 1}, f"ended with {score.returncode}"
    return peak, used.ru_utime + used.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", type=int, nargs="+")
    parser.add_argument("--all", action="store_true")
    told = parser.parse_args()
    options = [] if told.all else ["--select", CORE]
    print(f"{'rows':>12} {'peak MB':>9} {'CPU s':>9}")
    for rows in told.rows:
        peak, cpu = measure(rows, options)
        print(f"{rows:12,} {peak:9.0f} {cpu:9.1f}", flush=True)


if __name__ == "__main__":
    main()
