"""A sheet of a workbook (xlsx, xlsb, ods), in the reading process, by calamine; everything as text."""

from __future__ import annotations

import io
import os
import re
import zipfile
from collections.abc import Iterator
from typing import Final

import polars as pl

from leakcheck.sources.child_status import Reading, Refused, Status

_MOST: Final = 128 << 20  # bytes of a workbook, packed
_UNPACKED: Final = 384 << 20  # bytes its parts say they take, which is about what the library takes for them
_ROWS: Final = 20_000  # of one piece
_HIDDEN: Final = re.compile(rb"<(?:\w+:)?sheet\b[^>]*\bstate=[\"'](?:very)?[hH]idden[\"'][^>]*>")
_NAME: Final = re.compile(rb"\bname=[\"']([^\"']*)[\"']")
_MIDNIGHT: Final = r"^(\d{4}-\d\d-\d\d) 00:00:00$"  # how the library writes a day
_BOOK: Final = 4 << 20  # bytes of the list of sheets


def read(handle: int, table: str | None) -> Reading:
    """The records of sheet `table`, or of the first visible sheet that holds any."""
    try:
        import fastexcel  # noqa: PLC0415 - an extra
    except ImportError:
        raise Refused(Status.NO_LIBRARY) from None
    with os.fdopen(handle, "rb") as file:
        data = file.read(_MOST + 1)
    hidden = _hidden(data)
    if len(data) > _MOST:
        raise Refused(Status.OVER)
    book = fastexcel.read_excel(data)
    names = book.sheet_names
    if table is not None and table not in names:
        raise Refused(Status.NO_SUCH)
    wanted = [table] if table is not None else [name for name in names if name not in hidden]
    for name in wanted:
        sheet = book.load_sheet(name, header_row=None, dtypes="string")
        frame = sheet.to_polars() if sheet.width else pl.DataFrame()
        filled = frame.filter(pl.any_horizontal(pl.all().is_not_null())) if frame.height else frame
        if filled.height:
            found = {"name": name, "others": len(names) - 1, "hidden": len(hidden), "records": filled.height}
            return found, _pieces(filled.select(_days(column) for column in filled))
    raise Refused(Status.EMPTY)


def _days(column: pl.Series) -> pl.Series:
    """A column in which all cells below the first are midnights is one of days."""
    cells = column.slice(1).drop_nulls()
    days = cells.len() > 0 and cells.str.contains(_MIDNIGHT).all()
    return column.str.replace(_MIDNIGHT, "${1}") if days else column


def _pieces(frame: pl.DataFrame) -> Iterator[bytes]:
    for start in range(0, frame.height, _ROWS):
        yield frame.slice(start, _ROWS).write_csv(include_header=False, quote_style="always").encode()


def _hidden(data: bytes) -> set[str]:
    """The names of hidden sheets, from a workbook's own list; also bounds what its parts unpack to."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(info.file_size for info in archive.infolist()) > _UNPACKED:
            raise Refused(Status.OVER)
        if "xl/workbook.xml" not in archive.namelist():
            return set()
        with archive.open("xl/workbook.xml") as part:
            text = part.read(_BOOK)
    marked = (_NAME.search(sheet.group()) for sheet in _HIDDEN.finditer(text))
    return {_unescaped(name[1]) for name in marked if name}


def _unescaped(name: bytes) -> str:
    text = name.decode("utf-8", "replace")
    for mark, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(mark, character)
    return text
