"""Annotations for GitHub Actions: `::error` and `::warning` lines, and a plain line a sample.

GitHub shows ten annotations of a level and step, so no more are printed, the gravest first. All that could come from a
sample is inert before it gets here, and escaped here as the runner asks for.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from leakcheck.model.report import Report
from leakcheck.render.facts import not_tested, title_of
from leakcheck.render.figures import plural
from leakcheck.render.findings import Grade, crashed, failures, findings, name_of, verdict_line
from leakcheck.render.safe import inert

MOST: Final = 10  # annotations of one level that GitHub shows for a step
_DATA: Final = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY: Final = {**_DATA, ":": "%3A", ",": "%2C"}
_LEVELS: Final = (Grade.ERROR, Grade.WARNING)


def render(*reports: Report) -> str:
    """The annotations of all reports, the gravest first, then a summary line for each."""
    told = sorted(
        (note for report in reports for note in _notes(report)), key=lambda note: (_LEVELS.index(note[0]), note[1])
    )
    lines = [line for level in _LEVELS for line in [line for grade, _, line in told if grade is level][:MOST]]
    return "".join(f"{line}\n" for line in [*lines, *map(_summary, reports)])


def _notes(report: Report) -> Iterator[tuple[Grade, float, str]]:
    """Level, weight in dB (a gate weighs most), and the line."""
    if reasons := failures(report):
        yield Grade.ERROR, float("-inf"), _line(Grade.ERROR, report, "gate failed", "; ".join(reasons))
    for found in findings(report):
        if found.grade in _LEVELS:
            title = f"{inert(found.item.validator)} {title_of(report, found.item.validator)}"
            told = f"{found.message} ({found.read.words})"
            yield found.grade, found.read.db, _line(found.grade, report, title, told)
    for outcome in crashed(report):
        told = f"{outcome.validator} stopped with an internal error ({outcome.error}); the others went on"
        yield Grade.WARNING, 0.0, _line(Grade.WARNING, report, "validator stopped", told)


def _line(level: Grade, report: Report, title: str, message: str) -> str:
    where = f"file={_escaped(name_of(report), _PROPERTY)},line=1,title=leakcheck {_escaped(title, _PROPERTY)}"
    return f"::{level} {where}::{_escaped(message, _DATA)}"


def _summary(report: Report) -> str:
    untested = plural(len(not_tested(report)), "thing")
    return f"leakcheck {name_of(report)}: {verdict_line(report)}; {untested} not tested."


def _escaped(text: str, table: dict[str, str]) -> str:
    return "".join(table.get(character, character) for character in inert(text))
