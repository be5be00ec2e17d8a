"""Options that several commands share, with one help text each; those of a sample's reader are in `reading`."""

from __future__ import annotations

from typing import Annotated

import typer

Sample = Annotated[str, typer.Argument(metavar="SAMPLE", help="A file, or - for stdin.")]
Rows = Annotated[int | None, typer.Option("-n", "--rows", min=1, help="Read at most this many records.")]
Width = Annotated[int | None, typer.Option(min=20, max=400, help="Columns to lay the report out for.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
