"""Which program made a report, on what, and what the run cost."""

from __future__ import annotations

import platform
import sys
import time
import uuid
from importlib.metadata import version
from typing import Final

from leakcheck import __version__
from leakcheck.model.report import Run, Tool
from leakcheck.pipeline.settings import now
from leakcheck.reference.catalogue import references

PACKAGES: Final = ("polars", "phonenumbers", "python-stdnum", "msgspec", "charset-normalizer", "rich", "typer")


def tool() -> Tool:
    """The program, its libraries and its reference tables."""
    machine = f"{platform.system().lower()}-{platform.machine()}"
    return Tool(__version__, platform.python_version(), machine, {p: version(p) for p in PACKAGES}, references())


def run_card(started: float, records: int) -> Run:
    """What the run cost since `started` (a time.perf_counter reading)."""
    seconds = time.perf_counter() - started
    begun = now().strftime("%Y-%m-%dT%H:%M:%SZ")
    return Run(str(uuid.uuid4()), begun, seconds, records / seconds if records else None, _peak_mib())


def _peak_mib() -> float:
    """The largest resident size of this process so far; 0 where the system does not tell (Windows)."""
    try:
        import resource  # noqa: PLC0415  (POSIX only)
    except ImportError:
        return 0.0
    unit = 1 if sys.platform == "darwin" else 1024  # ru_maxrss counts bytes there, KiB elsewhere
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**20
