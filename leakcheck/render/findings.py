"""What a CI system is told of a sample: how grave each piece of evidence is, and what stays the same between runs.

Where the sample is held against what is expected of it, only the gate can fail: a fixture that should be fabricated,
and is, paints nothing red.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from leakcheck.model.evidence import Evidence, Failed
from leakcheck.model.report import Report
from leakcheck.render import json as as_json
from leakcheck.render.facts import asked
from leakcheck.render.reading import Direction, Reading, Strength, by_weight
from leakcheck.render.safe import inert, safe


class Grade(StrEnum):
    """How grave a finding is."""

    ERROR = "error"  # decisive or strong against
    WARNING = "warning"  # moderate against
    NOTE = "note"  # weak against
    NONE = "none"  # neutral, for, or expected


_GRADES = {
    Strength.DECISIVE: Grade.ERROR,
    Strength.STRONG: Grade.ERROR,
    Strength.MODERATE: Grade.WARNING,
    Strength.WEAK: Grade.NOTE,
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One piece of evidence as a CI system sees it."""

    item: Evidence
    read: Reading
    grade: Grade

    @property
    def message(self) -> str:
        """The validator's sentence."""
        return inert(self.item.message.text())


def findings(report: Report) -> list[Finding]:
    """All evidence, the weightiest against genuine first."""
    return [Finding(item, read, _grade(report, read)) for item, read in by_weight(report)]


def _grade(report: Report, read: Reading) -> Grade:
    if report.gate.comparing or read.direction is not Direction.AGAINST:
        return Grade.NONE
    return _GRADES.get(read.strength, Grade.NONE)


def name_of(report: Report) -> str:
    """The sample's name, as all CI formats give it."""
    return safe(report.source.label, None) or "sample"


def failures(report: Report) -> list[str]:
    """Why the gate failed, in sentences; empty where it passed or none was set."""
    if report.gate.passed is not False:
        return []
    return [inert(why) for why in report.gate.failed] or [f"gate {asked(report.gate)} failed"]


def crashed(report: Report) -> list[Failed]:
    """The validators that raised."""
    return [outcome for outcome in report.outcomes if isinstance(outcome, Failed)]


def verdict_line(report: Report) -> str:
    """Verdict and score in a few words."""
    judged = report.assessment
    return f"{judged.verdict}, {'no score' if judged.score is None else f'score {judged.score} of 100'}"


def fingerprint(report: Report, rule: str, columns: tuple[int, ...] = ()) -> str:
    """The same for one rule, file and set of columns in every run: alerts follow the file, not the run."""
    told = f"{rule}\n{report.account.sha256 or report.source.label}\n{columns}"
    return sha256(told.encode("utf-8", "backslashreplace")).hexdigest()


def digest(report: Report) -> str:
    """The same for the same report, run and all: what the ids of an exported report follow from."""
    return sha256(as_json.render(report).encode()).hexdigest()
