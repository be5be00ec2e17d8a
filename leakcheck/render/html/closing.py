"""Columns, the state of the data, what the report keeps to itself, what is left to do, and how to do it again."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import Final

from leakcheck.model.columns import Column, DecidedBy
from leakcheck.model.evidence import Family, percent
from leakcheck.model.report import Report
from leakcheck.render.facts import (
    LIMITS,
    SCHEMA_VERSION,
    Remark,
    asked,
    data_quality,
    file_argument,
    label,
    next_steps,
    program,
    whereabouts,
    withheld,
)
from leakcheck.render.figures import plural
from leakcheck.render.html.parts import Col, code, facts, figure, listed, paragraph, sentence, table
from leakcheck.render.safe import safe
from leakcheck.render.svg.bars import Bar, lying
from leakcheck.render.svg.markup import Markup, el, join

_MOST_COLUMNS: Final = 50  # rows; a file may have thousands of columns, the JSON report has them all
_MOST_GAPS: Final = 30  # bars
_COVERED: Final = {
    Family.IDENTITY: "identity numbers keep their scheme's rules",
    Family.AGREEMENT: "the fields of one record agree with each other",
    Family.PHONE: "phone numbers fit their numbering plan",
    Family.PLACE: "postcodes, towns and regions belong together",
    Family.NAMES: "names repeat as names of people do",
    Family.DATES: "dates are possible and follow a human rhythm",
    Family.EMAIL: "e-mail addresses could be in use",
    Family.DUPLICATION: "records are not one core repeated",
    Family.ORDER: "the order of the records looks grown",
    Family.FINGERPRINT: "no known generator left its traces",
}
_LEFT: Final = (
    "who offers the sample, and whether they can be believed",
    "whether the organisation said to be the source confirms or denies",
    "whether named records are true, asked with care and in private",
    "whether the same records were published before",
    "how many records there are beyond this sample",
)


def columns(report: Report) -> list[Markup]:
    """What each column was taken for, and how much of it is filled."""
    bound = report.binding.columns
    if not bound:
        return [paragraph("No column was found.")]
    head = [Col("Column"), Col("Taken for"), Col("Sure", number=True), Col("Filled", number=True), Col("Decided by")]
    body = [
        table("columns-table", "What each column was taken for", head, (_row(report, c) for c in bound[:_MOST_COLUMNS]))
    ]
    if (more := len(bound) - _MOST_COLUMNS) > 0:
        body.append(paragraph(f"{plural(more, 'more column')}: see the JSON report."))
    gaps = [c for c in bound if report.filled.get(c.index, 1.0) < 1]
    return (
        [*body, _filled_chart(report, gaps[:_MOST_GAPS])]
        if gaps
        else [*body, paragraph("Every cell of every column is filled.")]
    )


def _row(report: Report, column: Column) -> tuple[Markup, str, str, str, str]:
    role = f"{column.role} {column.locale}" if column.locale else column.role.value
    named = join(f"{column.index}  ", el("bdi", label(report, column)))
    by = "values and label" if column.decided_by is DecidedBy.INFERRED else column.decided_by.value
    return named, role.replace("_", " "), percent(column.confidence), _filled(report, column), by


def _filled(report: Report, column: Column) -> str:
    share = report.filled.get(column.index)
    return "\u2013" if share is None else percent(share)


def _filled_chart(report: Report, gaps: list[Column]) -> Markup:
    bars = [Bar(f"{c.index}  {label(report, c, 40)}", report.filled[c.index], _filled(report, c)) for c in gaps]
    rows = [(join(f"{c.index}  ", el("bdi", label(report, c))), _filled(report, c)) for c in gaps]
    numbers = table("gaps-table", "Filled cells", [Col("Column"), Col("Filled", number=True)], rows)
    told = f"Share of records with a value, by column that is not filled throughout, {_MOST_GAPS} columns at most."
    return figure("gaps", "Missing values", told, lying(bars), numbers)


def quality(report: Report) -> list[Markup]:
    """Every record accounted for, then remarks that are no evidence of fabrication."""
    account = report.account
    rejected = account.read - account.scored
    share = f" ({percent(rejected / account.read)})" if rejected else ""
    ended = "" if account.complete else " The sample was not read to its end."
    told = f"{plural(account.read, 'record')} read = {account.scored:,} scored + {rejected:,} rejected{share}.{ended}"
    body = [paragraph(told), *(paragraph(f"{note[:1].upper()}{note[1:]}.") for note in account.notes)]
    remarks = data_quality(report)
    if remarks:
        head = [Col("Code"), Col("What"), Col("Count", number=True), Col("Share", number=True), Col("First record")]
        caption = "Remarks on the data, none of them evidence of fabrication"
        body.append(table("quality-table", caption, head, (_remark(report, remark) for remark in remarks)))
    return body


def _remark(report: Report, remark: Remark) -> tuple[Markup, str, str, str, str]:
    count = f"<{report.parameters.min_cell}" if remark.count is None else f"{remark.count:,}"
    share = "\u2013" if remark.share is None else percent(remark.share)
    first = "\u2013" if remark.first_record is None else f"{remark.first_record:,}"
    return el("code", remark.code), f"{remark.title} ({remark.severity})", count, share, first


def privacy(report: Report) -> list[Markup]:
    """What is left out, and what no report of this kind can say."""
    least = report.parameters.min_cell
    told = (
        f"No value from the sample is in this report. Counts under {least} are withheld "
        f"({plural(withheld(report), 'cell')}). {whereabouts(report)} The people in a sample are victims."
    )
    return [paragraph(told), listed(join(limit) for limit in LIMITS)]


def steps(report: Report) -> list[Markup]:
    """What to do next, and what of the usual checklist is covered and what is left to a person."""
    todo = (
        join(el("p", sentence(step.do)), el("p", sentence(_because(step.why)), class_="soft"))
        for step in next_steps(report)
    )
    ran = {item.family for item in report.evidence}
    body = [listed(todo, "ol", "next")]
    covered = [join(told) for family, told in _COVERED.items() if family in ran]
    if covered:
        body += [el("h3", "Looked at here: whether"), listed(covered)]
    return [*body, el("h3", "Left to a person"), listed(join(told) for told in _LEFT)]


def _because(why: str) -> str:
    return f"{why[:1].upper()}{why[1:]}."


def again(report: Report) -> list[Markup]:
    """The command, the versions and the tables that give the same report."""
    tool, run = report.tool, report.run
    spent = f"{run.started_at}; {run.duration_s:.1f} s, {run.peak_rss_mib:,.0f} MiB"
    if run.rows_per_s is not None:
        spent += f", {run.rows_per_s:,.0f} records/s"
    packages = ", ".join(f"{name} {version}" for name, version in sorted(tool.packages.items()))
    pairs = [
        ("Command", code(" ".join(_command(report)))),
        ("Program", join(f"{program(report)}, Python {tool.python}, {tool.platform}")),
        ("Packages", join(packages)),
        ("Judged as of", join(report.parameters.as_of)),
        ("Prior", join(f"{report.assessment.prior:.4g}")),
        ("Report schema", join(SCHEMA_VERSION)),
        ("This run", join(spent)),
        ("Run", el("code", safe(run.id))),
    ]
    body = [facts((name, told) for name, told in pairs if told)]
    if tool.reference_data:
        rows = [(r.id, r.edition, el("code", r.sha256[:16])) for r in tool.reference_data]
        head = [Col("Table"), Col("Edition"), Col("SHA-256, first 16 digits")]
        body.append(
            el(
                "details",
                el("summary", "Tables of published facts that were used"),
                table("tables", "Tables", head, rows),
            )
        )
    return body


def _command(report: Report) -> Iterator[str]:
    """The command line without its paths."""
    given = report.parameters
    yield f"leakcheck score {file_argument(report)} --seed {given.seed} --prior {given.prior:.4g}"
    if given.rows_limit is not None:
        yield f"--rows {given.rows_limit}"
    for option, ids in (("--select", given.select), ("--ignore", given.ignore)):
        if ids:
            yield f"{option} {shlex.quote(safe(','.join(ids)))}"
    for column in report.binding:
        if column.decided_by is not DecidedBy.INFERRED:
            yield f"--map {column.index}={column.role}{f':{column.locale}' if column.locale else ''}"
    for finding in dict.fromkeys((finding.claim, finding.stated) for finding in report.claims):
        yield f"--claim {shlex.quote(safe('='.join(finding), 60))}"
    if given.min_cell != 5:
        yield f"--min-cell {given.min_cell}"
    if given.mask_labels:
        yield "--mask-labels"
    if told := asked(report.gate):
        yield told
