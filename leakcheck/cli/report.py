"""`leakcheck report`: a saved report in other formats, without the sample."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from leakcheck.cli.publish import Appearance, Destination, publish
from leakcheck.errors import SourceError, UsageError

if TYPE_CHECKING:
    from leakcheck.model.report import Report

MOST: Final = 64 << 20  # bytes; a report of 10,000 columns has 3 MB


def report(
    saved: Annotated[list[str], typer.Argument(metavar="REPORT...", help="JSON reports, or - for stdin.")],
    destination: Destination,
    appearance: Appearance,
) -> int:
    """Write a saved report in other formats, byte for byte as `score` would have."""
    asked = destination.outlets(saved)
    reports = [report for path in saved for report in read_reports(path)]
    publish(reports, asked, appearance.look(), lambda text, _: text)  # (there is no sample to search for)
    return 0


def read_reports(path: str) -> tuple[Report, ...]:
    """The reports in the file at `path`. Raises SourceError (LC201) or UsageError (LC402, LC403)."""
    from leakcheck.render.saved import read

    try:
        if path == "-" and sys.stdin is not None:
            octets = sys.stdin.buffer.read(MOST + 1)
        else:
            with Path(path).open("rb") as stream:
                octets = stream.read(MOST + 1)
    except OSError:
        raise SourceError("LC201", f"cannot read {path!a}", None) from None
    if len(octets) > MOST:
        raise UsageError("LC403", f"{path!a} is not a leakcheck report: over {MOST >> 20} MiB", None)
    return read(octets.decode("utf-8", "replace"), path)
