"""The texts of JSON values to cells: strings without quotes and escapes, null to null, all else as it was written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

import polars as pl

from leakcheck.sources.extended_json import PATTERNS, unwrapped
from leakcheck.sources.json_values import STRINGS, canonical, named

SEPARATOR: Final = b"\x01"  # stands in no JSON
_OBJECT: Final = "{"
_ARRAY: Final = "["


def split(lines: Sequence[bytes], names: Sequence[str]) -> tuple[pl.DataFrame, bytes]:
    """Lines of texts with separators between them, as columns, and joined. An empty text is null.

    UnicodeError where they are no UTF-8.
    """
    text = b"\n".join(lines)
    if text.count(b"\n") != len(lines) - 1:  # an array or object over several lines
        text = b"\n".join(line.replace(b"\n", b" ") for line in lines)
    if len(names) == 1:  # an empty line would be no record
        text = text.replace(b"\n", SEPARATOR + b"\n") + SEPARATOR
    schema = dict.fromkeys((*names, "") if len(names) == 1 else names, pl.String)
    try:
        frame = pl.read_csv(
            text, has_header=False, separator=SEPARATOR.decode(), quote_char=None, schema=schema, infer_schema=False
        )
    except pl.exceptions.ComputeError:
        raise UnicodeError from None
    return frame.select(names), text


def cells(frame: pl.DataFrame, text: bytes, mixed: Iterable[str], *, extended: bool) -> tuple[pl.DataFrame, int]:
    """Columns of JSON texts, which stand in `text`, as cells; and how many keys stand inside cells.

    Objects in a column of `mixed` are null, since their keys are columns too. In `extended` JSON marks of types go.
    """
    empty = frame.null_count().row(0)
    whole, frame = (
        frame,
        frame.select(name for name, nulls in zip(frame.columns, empty, strict=True) if nulls < frame.height),
    )
    every = {name: pl.col(name) for name in frame.columns}
    if b"null" in text:
        every = {name: pl.when(column != "null").then(column) for name, column in every.items()}
    for name in every.keys() & set(mixed):
        every[name] = pl.when(~pl.col(name).str.starts_with(_OBJECT)).then(every[name])
    opaque = _which(frame, _bracketed(pl.all())) if b"{" in text or b"[" in text else []
    inside = 0
    for name in opaque:
        raw = frame.select(every[name]).to_series()
        inside += _keys(raw)
        frame = frame.with_columns(_opaque(raw, extended=extended))
        every[name] = pl.col(name)
    escaped = _which(frame, pl.all().str.contains("\\", literal=True)) if b"\\" in text else []
    plain = frame.select(column.str.strip_chars('"') for column in every.values())  # inner quotes are escaped
    plain = plain.with_columns(_unescaped(frame[name], plain[name]) for name in escaped)
    return whole.with_columns(plain.get_columns()), inside


def _which(frame: pl.DataFrame, test: pl.Expr) -> list[str]:
    """The columns in which a cell passes a test."""
    found = frame.select(test.any()).row(0)
    return [name for name, any_ in zip(frame.columns, found, strict=True) if any_]


def _bracketed(column: pl.Expr) -> pl.Expr:
    return column.str.starts_with(_OBJECT) | column.str.starts_with(_ARRAY)


def _keys(column: pl.Series) -> int:
    """How many keys stand in the arrays and objects of a column."""
    return named("".join(column.filter(pl.select(_bracketed(pl.lit(column))).to_series())).encode())


def _opaque(column: pl.Series, *, extended: bool) -> pl.Series:
    """Arrays and objects in the one way they are written here, or as the values they say the type of."""
    if extended:
        for pattern in PATTERNS:
            column = column.str.replace(pattern, "${1}")
    change: Callable[[Any], Any] | None = unwrapped if extended else None
    places = pl.select(_bracketed(pl.lit(column))).to_series().fill_null(value=False).arg_true()
    return column.scatter(places, [canonical(text, change) for text in column.gather(places)])


def _unescaped(texts: pl.Series, plain: pl.Series) -> pl.Series:
    """`plain`, with the strings of `texts` that hold escapes decoded."""
    special = texts.str.contains("\\", literal=True) & texts.str.starts_with('"')
    places = special.fill_null(value=False).arg_true()
    if not places.len():
        return plain
    joined = ",".join(texts.gather(places))
    return plain.scatter(places, STRINGS.decode("[" + joined + "]"))
