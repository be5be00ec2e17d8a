"""`leakcheck compare`: two samples, or two saved reports: what they share, and which rates differ."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from leakcheck.cli import options
from leakcheck.cli.output import say
from leakcheck.cli.reading import Reading
from leakcheck.cli.room import check_room
from leakcheck.errors import LeakcheckError, UsageError
from leakcheck.exits import ExitStatus

if TYPE_CHECKING:
    from leakcheck.model.comparison import Comparison
    from leakcheck.model.report import Report

_HEAD: Final = 4096  # bytes in which a report says that it is one


class FailOn(StrEnum):
    """What closes the gate of a comparison."""

    OVERLAP = "overlap"
    DRIFT = "drift"


def compare(
    first: Annotated[str, typer.Argument(metavar="A", help="A sample, or a saved JSON report."), options.Means.SAMPLE],
    second: Annotated[str, typer.Argument(metavar="B", help="Another one."), options.Means.SAMPLE],
    read: Reading,
    rows: options.Rows = None,
    min_cell: Annotated[int, typer.Option(min=5, help="Withhold counts under this, and count in steps of it.")] = 5,
    fail_on: Annotated[
        list[FailOn] | None, typer.Option(help="Exit 1 when anything is shared, or any rate drifted; repeatable.")
    ] = None,
    as_json: options.AsJson = False,
    width: options.Width = None,
) -> int:
    """What two samples share, and which rates differ; of saved reports the rates alone.

    Exit 0: compared. 1: --fail-on. 2: an option or a report. 3: a sample cannot be read. 4: nothing to compare.
    """
    if "-" in {first, second}:
        raise UsageError("LC102", "compare reads files: stdin can be read once only", None)
    check_room()
    from leakcheck.cli.publish import terminal_width
    from leakcheck.pipeline.compare import compare as compare_both
    from leakcheck.pipeline.guard import Guard
    from leakcheck.pipeline.settings import Settings
    from leakcheck.render import comparison as page

    guard = Guard()
    settings = Settings(read=read.options(rows), overrides=read.overrides(), min_cell=min_cell)
    try:
        found = compare_both(_opened(first), _opened(second), settings, guard)
        shown = page.render_json(found) if as_json else page.render(found, width=terminal_width(width))
        guard.check(shown, "the comparison")
    except LeakcheckError as error:
        raise guard.cleared(error) from None
    say(shown)
    return ExitStatus.GATE if any(_closes(found, what) for what in fail_on or ()) else ExitStatus.DONE


def _opened(path: str) -> str | Report:
    """The report in the file at `path`, or the path of what is no report."""
    from leakcheck.cli.report import read_reports

    try:
        with Path(path).open("rb") as stream:
            head = stream.read(_HEAD).lstrip()
    except OSError:
        return path
    if not (head.startswith((b"{", b"[")) and b'"leakcheck.report"' in head):
        return path
    reports = read_reports(path)
    if len(reports) > 1:
        raise UsageError("LC102", f"compare: {path!a} holds several reports", "give the report of one sample")
    return reports[0]


def _closes(found: Comparison, what: FailOn) -> bool:
    if what is FailOn.DRIFT:
        return any(drift.drifted for drift in found.drifts)
    return any(overlap.shared != 0 for overlap in found.overlaps)  # (None: withheld, so there are some)
