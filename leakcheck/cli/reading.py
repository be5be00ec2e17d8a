"""How a sample is read: the options, the reader's settings, and column overrides."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from leakcheck.cli import complete
from leakcheck.errors import SourceError, UsageError

if TYPE_CHECKING:
    from leakcheck.binding import Override
    from leakcheck.sources import ReadOptions

_NAMED = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}


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


@dataclass(frozen=True, slots=True)
class Reading:
    """The options of every command that reads a sample."""

    input_format: Annotated[
        InputFormat | None, typer.Option("--input-format", help="Read the sample as this; else by content.")
    ] = None
    encoding: Annotated[str | None, typer.Option(help="The sample's encoding, such as gb18030; else by content.")] = (
        None
    )
    delimiter: Annotated[
        str | None, typer.Option(help="The field delimiter, such as ';', '||' or 'tab'; else by content.")
    ] = None
    header: Annotated[Header, typer.Option(help="Is the first row a header? auto decides from the values.")] = (
        Header.AUTO
    )
    record_path: Annotated[str | None, typer.Option(help="Key of the record inside an envelope, such as _source.")] = (
        None
    )
    maps: Annotated[
        list[str] | None,
        typer.Option(
            "-m",
            "--map",
            metavar="COL=ROLE[:LOCALE]",
            help="Say what a column is; number or label; repeatable.",
            autocompletion=complete.column_roles,
        ),
    ] = None
    map_file: Annotated[
        str | None, typer.Option(metavar="FILE", help="A column map as `leakcheck columns --write` makes it.")
    ] = None
    allow_truncated: Annotated[
        bool, typer.Option("--allow-truncated", help="Report on what was read when packed data ends early.")
    ] = False
    max_record: Annotated[
        int, typer.Option("--max-record", metavar="MIB", min=1, help="Reject a record over this many MiB.")
    ] = 16
    table: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="The table of a dump, the sheet of a workbook, the member of an archive."),
    ] = None
    timeout: Annotated[
        float | None, typer.Option(metavar="SECONDS", min=0.1, help="Stop reading then, and report on what was read.")
    ] = None

    def options(self, rows: int | None = None) -> ReadOptions:
        """The reader's settings, for at most so many `rows`. UsageError LC102: no such encoding or delimiter."""
        from leakcheck.sources import ReadOptions

        return ReadOptions(
            input_format=self.input_format.value if self.input_format else None,
            encoding=_known(self.encoding),
            delimiter=_meant(self.delimiter),
            header=self.header.value,
            record_path=self.record_path,
            rows=rows,
            allow_truncated=self.allow_truncated,
            max_record=self.max_record << 20,
            table=self.table,
            timeout=self.timeout,
        )

    def overrides(self) -> tuple[Override, ...]:
        """Column overrides, the map file's first, so that --map wins. Raises SourceError (LC201), UsageError."""
        from leakcheck import binding

        told: list[Override] = []
        if self.map_file is not None:
            try:
                text = Path(self.map_file).read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError) as error:
                raise SourceError("LC201", f"cannot read the map file {self.map_file!a}", None) from error
            told += binding.read_map(text)
        return (*told, *(binding.parse_override(text) for text in self.maps or []))


def _known(encoding: str | None) -> str | None:
    import codecs

    try:
        codecs.lookup("utf-8" if encoding is None else encoding)
    except (LookupError, ValueError):
        raise UsageError(
            "LC102", f"--encoding: no encoding {encoding!a}", "try utf-8, gb18030, big5, latin-1"
        ) from None
    return encoding


def _meant(delimiter: str | None) -> str | None:
    if delimiter is None:
        return None
    if not (meant := _NAMED.get(delimiter.lower(), delimiter)):
        raise UsageError("LC102", "--delimiter: nothing between the cells", "--delimiter ';' or tab")
    return meant


def stdin_for(sample: str) -> BinaryIO | None:
    """The stream behind ``-``. Raises UsageError (LC109) where nobody pipes anything in."""
    if sample != "-":
        return None
    if sys.stdin is None or sys.stdin.isatty():
        raise UsageError("LC109", "stdin is a terminal; nothing to read", "give a file, or pipe one in")
    return sys.stdin.buffer
