"""What was not looked at, second only to the verdict: the absence of a test is never good news."""

from __future__ import annotations

from leakcheck.model.report import Report
from leakcheck.render.facts import NotTested, not_tested
from leakcheck.render.html.parts import Col, code, options_whole, paragraph, table
from leakcheck.render.svg.markup import Markup, el, join

_MOST_COLUMNS = 20  # columns without a role that are named one by one; the JSON report has them all


def untested(report: Report) -> list[Markup]:
    """Check, reason, and how to have it done."""
    entries = not_tested(report)
    if not entries:
        return [paragraph("Every validator ran, and every column has a role.")]
    columns = [entry for entry in entries if entry.id == "-"]
    listed = [entry for entry in entries if entry.id != "-"] + columns[:_MOST_COLUMNS]
    body = [
        paragraph("What was not tested may hide anything. It speaks neither for the sample nor against it."),
        table("untested-table", f"Not tested ({len(entries):,})", _COLUMNS, map(_row, listed)),
    ]
    if (more := len(columns) - _MOST_COLUMNS) > 0:
        body.append(paragraph(f"{more:,} more columns: role not recognised."))
    return body


_COLUMNS = [Col("What"), Col("Why not"), Col("What would help")]


def _row(entry: NotTested) -> tuple[Markup, Markup, Markup]:
    named = join(entry.title) if entry.id == "-" else join(entry.title, " ", el("code", entry.id))
    hint = entry.hint or f"leakcheck explain {entry.id}"
    command = hint.startswith(("leakcheck ", "--"))
    return named, options_whole(f"{entry.reason[:1].upper()}{entry.reason[1:]}"), code(hint) if command else join(hint)
