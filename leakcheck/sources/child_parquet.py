"""A Parquet file, in the reading process: some rows at a time, everything as text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

import polars as pl

from leakcheck.sources.child_status import Reading, Refused, Status

_CELLS: Final = 1_000_000  # of one piece
_LEAST: Final = 1_000  # rows of one piece


def read(handle: int, table: str | None) -> Reading:
    """All records; a Parquet file holds a single table, so that `table` names nothing."""
    if table is not None:
        raise Refused(Status.NO_SUCH)
    lazy = pl.scan_parquet(f"/dev/fd/{handle}", glob=False, hive_partitioning=False, cache=False)
    schema = lazy.collect_schema()
    records = lazy.select(pl.len()).collect().item()
    if not records or not len(schema):
        raise Refused(Status.EMPTY)
    return {"records": records, "others": 0}, _pieces(lazy, schema, records)


def _pieces(lazy: pl.LazyFrame, schema: pl.Schema, records: int) -> Iterator[bytes]:
    step = max(_LEAST, _CELLS // len(schema))
    for start in range(0, records, step):
        frame = lazy.slice(start, step).collect()
        text = frame.select(as_text(frame[name]) for name in frame.columns)
        yield text.write_csv(include_header=not start, quote_style="always").encode()


def as_text(column: pl.Series) -> pl.Series:
    """A column as text; nested values as JSON, bytes as text where they are text and as hexadecimal where not."""
    kind = column.dtype
    if kind == pl.String:
        return column
    if kind.is_nested() or kind == pl.Object:
        return pl.Series(column.name, [None if value is None else _json(value) for value in column], dtype=pl.String)
    if kind == pl.Binary:
        return pl.Series(column.name, [None if value is None else _decoded(value) for value in column], dtype=pl.String)
    if kind == pl.Duration:
        return pl.Series(column.name, [None if value is None else str(value) for value in column], dtype=pl.String)
    return column.cast(pl.String, strict=False)


def _decoded(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return "0x" + value.hex()


def _json(value: Any) -> str:
    plain = value.to_list() if isinstance(value, pl.Series) else value
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"), default=str)
