"""GitLab code quality: the subset of Code Climate's format that merge requests show."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from leakcheck.model.report import Report
from leakcheck.render.findings import Grade, failures, findings, fingerprint, name_of
from leakcheck.render.safe import inert

_SEVERITIES: Final = {Grade.ERROR: "critical", Grade.WARNING: "major", Grade.NOTE: "minor"}


def render(*reports: Report) -> str:
    """One array of issues, a failed gate before the evidence of its sample."""
    issues = [issue for report in reports for issue in _issues(report)]
    return json.dumps(issues, indent=2, allow_nan=False) + "\n"


def _issues(report: Report) -> Iterator[dict[str, Any]]:
    if reasons := failures(report):
        yield _issue(report, "gate", "; ".join(reasons), "blocker")
    for found in findings(report):
        if found.grade in _SEVERITIES:
            severity = _SEVERITIES[found.grade]
            yield _issue(report, inert(found.item.validator), found.message, severity, found.item.columns)


def _issue(
    report: Report, check: str, description: str, severity: str, columns: tuple[int, ...] = ()
) -> dict[str, Any]:
    return {
        "description": description,
        "check_name": check,
        "fingerprint": fingerprint(report, check, columns),
        "severity": severity,
        "location": {"path": name_of(report), "lines": {"begin": 1}},
    }
