"""Which program made a report, on what, and what the run cost."""

from __future__ import annotations

import platform
import re
import sys
import time
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType
from typing import Final

from leakcheck import __version__
from leakcheck.model.report import Run, Tool
from leakcheck.pipeline.clock import now, source_date
from leakcheck.reference.catalogue import references

PACKAGES: Final = ("polars", "phonenumbers", "python-stdnum", "msgspec", "charset-normalizer", "rich", "typer")
_NO_RUN: Final = str(uuid.UUID(int=0))  # the nil UUID (RFC 9562)


@cache
def _packages() -> dict[str, str]:
    return {name: version(name) for name in PACKAGES}


def tool(plugins: Mapping[str, str] = MappingProxyType({})) -> Tool:
    """The program, its libraries, its reference tables, and the distributions of `plugins` with their versions."""
    machine = f"{platform.system().lower()}-{platform.machine()}"
    return Tool(__version__, platform.python_version(), machine, dict(_packages()), references(), dict(plugins))


def run_card(started: float, records: int, *, reproducible: bool = False) -> Run:
    """What the run cost since `started` (a time.perf_counter reading).

    A `reproducible` run, or one under SOURCE_DATE_EPOCH, has no cost, a fixed id and a fixed time.
    """
    if reproducible or source_date():
        return Run(_NO_RUN, _written(source_date() or datetime.fromtimestamp(0, UTC)), 0.0, None, 0.0)
    seconds = time.perf_counter() - started
    return Run(str(uuid.uuid4()), _written(now()), seconds, records / seconds if records else None, peak_mib())


def _written(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def peak_mib() -> float:
    """The largest resident size of this process so far; 0 where the system does not tell (Windows).

    Linux hands getrusage's figure down to a child, so that a small process would show what its parent took.
    """
    try:
        told = re.search(r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text("ascii"))
    except OSError:
        told = None
    if told is not None:
        return int(told[1]) / 2**10
    try:
        import resource  # noqa: PLC0415  (POSIX only)
    except ImportError:
        return 0.0
    unit = 1 if sys.platform == "darwin" else 1024  # ru_maxrss counts bytes there, KiB elsewhere
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**20
