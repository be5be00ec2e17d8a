"""The reasons for the verdict, and what was not looked at."""

from __future__ import annotations

from leakcheck.model.report import Report
from leakcheck.render.facts import NotTested, not_tested, shown
from leakcheck.render.page import Page, Tone
from leakcheck.render.reading import Direction, reading

TONES = {Direction.AGAINST: Tone.BAD, Direction.FOR: Tone.GOOD, Direction.NEUTRAL: Tone.HEAD}
_MOST_COLUMNS = 6  # columns without a role that are named one by one; the rest are counted


def why(report: Report, page: Page) -> list[str]:
    """The validators that drive the verdict, in their own sentences."""
    evidence = {item.validator: item for item in report.evidence}
    lines = [page.heading("WHY")]
    for id_ in report.assessment.reasons:
        if (item := evidence.get(id_)) is None:
            continue
        lines += page.para(item.message.text(), hang(id_), hang(""))
        read = reading(report, item)
        tested = shown(item.tested, report.parameters.min_cell)
        number = f"<{report.parameters.min_cell}" if tested is None else f"{tested:,}"
        told = page.para(f"{read.words} (weight {read.whole} dB, {number} tested)", hang(""))
        lines += [page.paint(told[0], read.direction, TONES[read.direction]), *told[1:]]
    if len(lines) == 1:
        lines += page.para("No single test drives this verdict.", rest="")
    return lines


def untested(report: Report, page: Page) -> list[str]:
    """What was not looked at, with reasons: absence of a test is never good news."""
    entries = not_tested(report)
    columns = [entry for entry in entries if entry.id == "-"]
    lines = [page.heading(f"NOT TESTED ({len(entries):,})")]
    for entry in [entry for entry in entries if entry.id != "-"] + columns[:_MOST_COLUMNS]:
        lines += page.para(_sentence(entry), hang(entry.id), hang(""))
    if (more := len(columns) - _MOST_COLUMNS) > 0:
        lines += page.para(f"{more:,} more columns: role not recognised.", hang("-"), hang(""))
    if not entries:
        lines += page.para("Every validator ran, and every column has a role.", rest="")
    return lines


def _sentence(entry: NotTested) -> str:
    told = f"{entry.title}: {entry.reason}"
    told = told if told.endswith(".") else told + "."
    return f"{told} Try: {entry.hint}." if entry.hint else told


def hang(id_: str) -> str:
    """An id as the first words of a hanging paragraph; the indent itself for an empty one."""
    return f"{id_:<7}" if len(id_) < 7 else f"{id_} "
