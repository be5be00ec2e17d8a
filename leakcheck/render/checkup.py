"""`leakcheck doctor`: what was found, as text on 80 columns and as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Final

from leakcheck.model.checkup import Finding, State, Told
from leakcheck.render.cells import cells, left, wrap
from leakcheck.render.safe import inert, safe

_WIDTH: Final = 80
_WIDEST: Final = 20  # cells of a name


def render(findings: Sequence[Finding]) -> str:
    """A section for each group, a line for each finding; notes and faults say so, with what to do; then the sum."""
    lines: list[str] = []
    for group in dict.fromkeys(finding.group for finding in findings):
        members = (finding for finding in findings if finding.group == group)
        lines += [group.upper(), *(line for finding in members for line in _line(finding)), ""]
    lines.append(_sum(findings))
    return "\n".join(lines) + "\n"


def render_json(findings: Sequence[Finding]) -> str:
    """The same as one JSON object."""
    told = {"faults": _count(findings, State.FAULT), "notes": _count(findings, State.NOTE)}
    return json.dumps({**told, "findings": [asdict(finding) for finding in findings]}, indent=2) + "\n"


def settings(rows: Sequence[Told]) -> str:
    """One line a setting: key, value, origin; on 80 columns."""
    width = max(len(row.key) for row in rows)
    lines: list[str] = []
    for row in rows:
        origin = f"({safe(row.origin, 40)})" if row.origin != "default" else "(default)"
        first = f"{row.key:<{width}}  "
        lines += wrap(f"{safe(row.value, 200)}  {origin}", _WIDTH, first, " " * len(first))
    return "\n".join(lines) + "\n"


def settings_json(rows: Sequence[Told]) -> str:
    """The same as a JSON array."""
    return json.dumps([asdict(row) for row in rows], indent=2) + "\n"


def _line(finding: Finding) -> list[str]:
    mark = "" if finding.state is State.OK else f"{finding.state.upper()}: "
    first = f"  {left(safe(finding.name, _WIDEST), _WIDEST)}  "
    lines = wrap(mark + inert(finding.told), _WIDTH, first, " " * cells(first))
    if finding.hint is not None:
        lines += wrap(inert(finding.hint), _WIDTH, " " * cells(first) + "-> ", " " * (cells(first) + 3))
    return lines


def _sum(findings: Sequence[Finding]) -> str:
    told = (f"{number} {word}{'' if number == 1 else 's'}" for word, number in _numbers(findings))
    return f"{', '.join(told)}."


def _numbers(findings: Sequence[Finding]) -> tuple[tuple[str, int], ...]:
    return tuple((state.value, _count(findings, state)) for state in (State.FAULT, State.NOTE))


def _count(findings: Sequence[Finding], state: State) -> int:
    return sum(finding.state is state for finding in findings)
