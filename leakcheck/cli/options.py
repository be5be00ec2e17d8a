"""Options that several commands share, with one help text each; those of a sample's reader are in `reading`."""

from __future__ import annotations

from enum import Enum, auto
from typing import Annotated

import typer


class Means(Enum):
    """What settings must know of an option beyond its type; stands beside it in its annotation."""

    SAMPLE = auto()  # the files that are judged: no settings are taken from beside them
    WORDS = auto()  # comma-separated words, a list in a settings file
    WRITTEN = auto()  # files that will be written
    PAIRS = auto()  # key=value, a table in a settings file; each key is won by whoever says it last


Sample = Annotated[str, typer.Argument(metavar="SAMPLE", help="A file, or - for stdin."), Means.SAMPLE]
Rows = Annotated[int | None, typer.Option("-n", "--rows", min=1, help="Read at most this many records.")]
Width = Annotated[int | None, typer.Option(min=20, max=400, help="Columns to lay the report out for.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
