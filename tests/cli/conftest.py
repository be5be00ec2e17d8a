"""Samples for end-to-end runs of the real command, and how it is run."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture(scope="session")
def leakcheck() -> Run:
    """Run the command: `leakcheck("score", path, stdin=b"...", env={...})`."""

    def run(*args: str | Path, stdin: bytes | None = None, env: dict[str, str] | None = None, cwd: Path | None = None):
        return subprocess.run(
            [sys.executable, "-m", "leakcheck", *map(str, args)],
            input=stdin if stdin is not None else b"",
            capture_output=True,
            env={**os.environ, "NO_COLOR": "1", **(env or {})},
            cwd=cwd,
            timeout=120,
            check=False,
        )

    return run


def write_csv(path: Path, header: Sequence[str] | None, rows: Sequence[Sequence[str]]) -> Path:
    lines = [",".join(row) for row in ([header] if header else []) + list(rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


CANARY = "zq"
HEADER = ["name", "id_card", "mobile", "address", "created"]


def canary_rows(n: int = 400) -> list[list[str]]:
    """Rows of cells that occur nowhere else: each `zq` and nine letters."""
    rng = random.Random(3)
    letters = "abcdefghijkmnpqrstuvwxyz"
    return [[CANARY + "".join(rng.choices(letters, k=9)) for _ in HEADER] for _ in range(n)]


@pytest.fixture
def canary(tmp_path: Path) -> Path:
    return write_csv(tmp_path / "canary.csv", HEADER, canary_rows())


@pytest.fixture
def canary_headless(tmp_path: Path) -> Path:
    return write_csv(tmp_path / "headless.csv", None, canary_rows())
