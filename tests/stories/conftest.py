"""The command as somebody runs it: in this process, or as a program of its own where pipes and the system matter."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from leakcheck.cli.app import run

ROOT = Path(__file__).parents[2]


class Said(NamedTuple):
    """How a command ended, and what it said."""

    status: int
    out: str
    err: str


@pytest.fixture
def leakcheck(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Said]:
    """Run the command in this process: `leakcheck("score", path, stdin=b"...")`."""

    def told(*args: str | Path, stdin: bytes = b"") -> Said:
        capsys.readouterr()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        status = run([str(arg) for arg in args])
        return Said(status, *capsys.readouterr())

    return told


@pytest.fixture(scope="session")
def program() -> Callable[..., subprocess.CompletedProcess[bytes]]:
    """Run the command as a program: `program("score", path, env={...}, before=["unshare", "-rn"])`."""

    def told(*args: str | Path, env: dict[str, str] | None = None, before: list[str] | None = None):
        return subprocess.run(
            [*(before or []), sys.executable, "-m", "leakcheck", *map(str, args)],
            capture_output=True,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": str(ROOT), **(env or {})},
            check=False,
            timeout=240,
        )

    return told
