"""CPU seconds, wall seconds and peak memory of a piece of work, each time in a fresh process.

CPU is what counts on a shared machine; wall time is noisy there. A process reports what it took between `started` and
`finished`, so that imports are left out, and the most memory it ever held, imports included.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Cost:
    """What a piece of work took. `count` is whatever it counted, so that two ways of doing it can be told alike."""

    cpu: float  # seconds, all threads
    wall: float  # seconds
    peak: float  # MB of resident memory
    count: int


def started() -> tuple[float, float]:
    """The clocks at the start of the work."""
    return time.process_time(), time.perf_counter()


def finished(start: tuple[float, float], count: int) -> None:
    """Print the cost of the work since `start`, for the process that asked for it."""
    cpu, wall = time.process_time() - start[0], time.perf_counter() - start[1]
    sys.stdout.write(json.dumps(asdict(Cost(cpu, wall, _peak(), count))))


def run(script: str, arguments: Sequence[str]) -> Cost:
    """One run of `script`, which must call `finished`."""
    done = subprocess.run([sys.executable, script, *arguments], check=True, capture_output=True, text=True)
    return Cost(**json.loads(done.stdout))


def median(costs: Sequence[Cost]) -> Cost:
    """The median of each figure; all must have counted the same."""
    (count,) = {cost.count for cost in costs}
    cpu, wall, peak = (statistics.median(getattr(cost, name) for cost in costs) for name in ("cpu", "wall", "peak"))
    return Cost(cpu, wall, peak, count)


def _peak() -> float:
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1000  # kB
    return 0.0
