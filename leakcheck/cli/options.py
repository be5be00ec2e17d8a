"""Options that several commands share, with one help text each."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer


class InputFormat(StrEnum):
    """What a sample may be read as."""

    CSV = "csv"
    TSV = "tsv"
    NDJSON = "ndjson"
    JSON = "json"
    SQL = "sql"
    VCARD = "vcard"


class Header(StrEnum):
    """Whether the first row names the columns."""

    AUTO = "auto"
    YES = "yes"
    NO = "no"


class Color(StrEnum):
    """When to colour the terminal report."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


Sample = Annotated[str, typer.Argument(metavar="SAMPLE", help="A file, or - for stdin.")]
Format = Annotated[InputFormat | None, typer.Option("--input-format", help="Read the sample as this; else by content.")]
Encoding = Annotated[str | None, typer.Option(help="The sample's encoding, such as gb18030; else by content.")]
Delimiter = Annotated[
    str | None, typer.Option(help="The field delimiter, such as ';', '||' or 'tab'; else by content.")
]
HeaderChoice = Annotated[Header, typer.Option(help="Is the first row a header? auto decides from the values.")]
RecordPath = Annotated[str | None, typer.Option(help="Key of the record inside an envelope, such as _source.")]
Rows = Annotated[int | None, typer.Option("-n", "--rows", min=1, help="Read at most this many records.")]
AllowTruncated = Annotated[
    bool, typer.Option("--allow-truncated", help="Report on what was read when packed data ends early.")
]
MaxRecord = Annotated[
    int, typer.Option("--max-record", metavar="MIB", min=1, help="Reject a record over this many MiB.")
]
Table = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="The table of a dump, the sheet of a workbook, the member of an archive."),
]
Timeout = Annotated[
    float | None, typer.Option(metavar="SECONDS", min=0.1, help="Stop reading then, and report on what was read.")
]
Maps = Annotated[
    list[str] | None,
    typer.Option("-m", "--map", metavar="COL=ROLE[:LOCALE]", help="Say what a column is; number or label; repeatable."),
]
MapFile = Annotated[
    str | None, typer.Option(metavar="FILE", help="A column map as `leakcheck columns --write` makes it.")
]
Plain = Annotated[bool, typer.Option("--plain", help="Linear output for screen readers and logs.")]
Width = Annotated[int | None, typer.Option(min=20, max=400, help="Columns to lay the report out for.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
