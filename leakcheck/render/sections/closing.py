"""Columns, the state of the data, what the report keeps to itself, and what to do next."""

from __future__ import annotations

from leakcheck.model.columns import Column, DecidedBy
from leakcheck.model.evidence import percent
from leakcheck.model.report import Report
from leakcheck.render.cells import cells, left
from leakcheck.render.facts import (
    LIMITS,
    SCHEMA_VERSION,
    Remark,
    data_quality,
    label,
    next_steps,
    program,
    whereabouts,
    withheld,
)
from leakcheck.render.figures import plural
from leakcheck.render.page import Page

_MOST_COLUMNS = 60  # rows; a file may have thousands of columns, the JSON report has them all
_ROLE_ROOM = 18
_BESIDE_LABEL = 64  # cells of a row that are not its label


def columns(report: Report, page: Page) -> list[str]:
    """What each column was taken for."""
    bound = report.binding.columns
    lines = [page.heading("COLUMNS")]
    listed = bound[:_MOST_COLUMNS]
    most = max(min(page.width - _BESIDE_LABEL, 40), 12)
    named = [label(report, column, most) for column in listed]
    room = max((min(most, 16), *map(cells, named)))
    for column, name in zip(listed, named, strict=True):
        lines += _spoken(report, column, page) if page.linear else [_row(report, column, left(name, room))]
    if (more := len(bound) - len(listed)) > 0:
        lines += page.para(f"{plural(more, 'more column')}: see the JSON report.", "  ")
    return lines if bound else lines + page.para("No column was found.", rest="")


def _role(column: Column) -> str:
    return f"{column.role} {column.locale}" if column.locale else column.role.value


def _filled(report: Report, column: Column) -> str:
    share = report.filled.get(column.index)
    return "-" if share is None else percent(share)


def _by(column: Column) -> str:
    return "" if column.decided_by is DecidedBy.INFERRED else f" ({column.decided_by})"


def _row(report: Report, column: Column, name: str) -> str:
    sure = percent(column.confidence)
    role = left(_role(column), _ROLE_ROOM)
    return f"{column.index:>3}  {name}  {role} {sure:>7} sure {_filled(report, column):>7} filled{_by(column)}"


def _spoken(report: Report, column: Column, page: Page) -> list[str]:
    told = f"Column {column.index}, {label(report, column)}: {_role(column)}, {_filled(report, column)} filled."
    return page.para(told + _by(column), rest="  ")


def quality(report: Report, page: Page) -> list[str]:
    """Every record accounted for, then remarks that are no evidence of fabrication."""
    account = report.account
    rejected = account.read - account.scored
    share = f" ({percent(rejected / account.read)})" if rejected else ""
    ended = "" if account.complete else " The sample was not read to its end."
    told = f"{plural(account.read, 'record')} read = {account.scored:,} scored + {rejected:,} rejected{share}.{ended}"
    lines = [page.heading("DATA QUALITY"), *page.para(told, rest="  ")]
    lines += [line for note in account.notes for line in page.para(f"{note[:1].upper()}{note[1:]}.", rest="  ")]
    for remark in data_quality(report):
        first, rest = (f"{remark.code}  {remark.severity:<7} ", " " * 14)
        lines += page.para(_remark(remark, report), first, rest if page.width >= 40 else "  ")
    return lines


def _remark(remark: Remark, report: Report) -> str:
    count = f"<{report.parameters.min_cell}" if remark.count is None else f"{remark.count:,}"
    share = f" ({percent(remark.share)})" if remark.share is not None else ""
    first = f"; first at record {remark.first_record:,}" if remark.first_record is not None else ""
    where = f", column {remark.column}" if remark.column is not None else ""
    return f"{count} x {remark.title}{where}{share}{first}"


def privacy(report: Report, page: Page) -> list[str]:
    """What is left out, and what no report of this kind can say."""
    told = (
        "No value from the sample is in this report. "
        f"Counts under {report.parameters.min_cell} are withheld ({plural(withheld(report), 'cell')}). "
        f"{whereabouts(report)}"
    )
    return [page.heading("PRIVACY AND LIMITS"), *page.para(told, rest=""), *page.para(LIMITS[0], rest="")]


def steps(report: Report, page: Page) -> list[str]:
    """What to do next."""
    lines = [page.heading("NEXT")]
    for number, step in enumerate(next_steps(report), 1):
        lines += page.para(step.do.replace("`", ""), f"{number:>2}. ")
    return lines


def run_line(report: Report, page: Page) -> list[str]:
    """Time, memory, version, seed."""
    run = report.run
    spent = [f"{run.duration_s:.1f} s"]
    if run.rows_per_s is not None:
        spent.append(f"{run.rows_per_s:,.0f} records/s")
    spent.append(f"{run.peak_rss_mib:,.0f} MiB")
    made = f"{program(report)}, seed {report.parameters.seed}, report schema {SCHEMA_VERSION}."
    return page.para(f"{', '.join(spent)}. {made}", rest="")
