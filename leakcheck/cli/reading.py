"""Options to reader settings and column overrides."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from leakcheck.cli.options import Header, InputFormat
from leakcheck.errors import SourceError, UsageError

if TYPE_CHECKING:
    from leakcheck.binding import Override
    from leakcheck.sources import ReadOptions

_NAMED = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}


def read_options(
    *,
    input_format: InputFormat | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    header: Header = Header.AUTO,
    record_path: str | None = None,
    rows: int | None = None,
    allow_truncated: bool = False,
    max_record: int = 16,
    table: str | None = None,
    timeout: float | None = None,
) -> ReadOptions:
    """The reader's settings. Raises UsageError (LC102) for an encoding or a delimiter that cannot be meant."""
    import codecs

    from leakcheck.sources import ReadOptions

    if encoding is not None:
        try:
            codecs.lookup(encoding)
        except (LookupError, ValueError):
            raise UsageError(
                "LC102", f"--encoding: no encoding {encoding!a}", "try utf-8, gb18030, big5, latin-1"
            ) from None
    if delimiter is not None:
        delimiter = _NAMED.get(delimiter.lower(), delimiter)
        if not delimiter:
            raise UsageError("LC102", "--delimiter: nothing between the cells", "--delimiter ';' or tab")
    return ReadOptions(
        input_format=input_format.value if input_format else None,
        encoding=encoding,
        delimiter=delimiter,
        header=header.value,
        record_path=record_path,
        rows=rows,
        allow_truncated=allow_truncated,
        max_record=max_record << 20,
        table=table,
        timeout=timeout,
    )


def overrides(maps: list[str] | None, map_file: str | None) -> tuple[Override, ...]:
    """Column overrides, the map file's first, so that --map wins."""
    from leakcheck import binding

    told: list[Override] = []
    if map_file is not None:
        try:
            text = Path(map_file).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise SourceError("LC201", f"cannot read the map file {map_file!a}", None) from error
        told += binding.read_map(text)
    return (*told, *(binding.parse_override(text) for text in maps or []))


def stdin_for(sample: str) -> BinaryIO | None:
    """The stream behind ``-``. Raises UsageError (LC109) where nobody pipes anything in."""
    if sample != "-":
        return None
    if sys.stdin is None or sys.stdin.isatty():
        raise UsageError("LC109", "stdin is a terminal; nothing to read", "give a file, or pipe one in")
    return sys.stdin.buffer
