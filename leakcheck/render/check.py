"""`leakcheck check` on a terminal: a line a sample, and a last line."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from leakcheck.render.safe import safe


def line(path: str, verdict: str, score: int | None, seconds: float, problems: Sequence[str], *, width: int) -> str:
    """One sample: as expected or not, what it came out as, and what was expected instead."""
    name = safe(path)
    padded = name + " " * max(0, width - cell_len(name))
    mark = "FAIL" if problems else "ok  "
    points = "-" if score is None else str(score)
    why = f"   {'; '.join(safe(problem) for problem in problems)}" if problems else ""
    return f"{mark}  {padded}  {verdict:<12}  {points:>2}  {seconds:5.1f} s{why}\n"


def summary(samples: int, wrong: int) -> str:
    """How many samples there were, and how many came out as expected."""
    noun = "sample" if samples == 1 else "samples"
    return f"{samples} {noun}, {samples - wrong} as expected, {wrong} not.\n"
