"""`leakcheck columns`: what each column was taken for, how sure that is, and why."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from leakcheck.model.columns import Column, DecidedBy, Role
from leakcheck.model.evidence import percent
from leakcheck.model.source import SourceInfo
from leakcheck.render.cells import cells, left, right, wrap
from leakcheck.render.figures import figure, format_title, plural
from leakcheck.render.safe import inert, safe

SURE: Final = 0.7  # confidence under which a role is put in doubt: one witness, or two that disagree
_DELIMITERS: Final = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe", ":": "colon", " ": "space"}
_MOST_LABEL: Final = 24  # cells of a label; the JSON form has it whole
_LEAST_REASON: Final = 16  # cells that a reason needs beside the figures; the labels give way to it
_NARROW: Final = 70  # cells under which a table would have no room for reasons
_HEADS: Final = ("#", "label", "taken for", "sure", "filled", "distinct", "because")
_LEFT: Final = (1, 2)  # fields of words; the others hold figures


@dataclass(frozen=True, slots=True)
class ColumnsView:
    """What the table is made from. `filled` is a share 0..1 and `distinct` a count, both by column index from 1."""

    info: SourceInfo
    records: int
    columns: tuple[Column, ...]
    filled: Mapping[int, float]
    distinct: Mapping[int, int]


def render(view: ColumnsView, *, width: int = 80) -> str:
    """The table for a terminal of `width` cells; ends in a line end and holds no sample text but sanitised labels."""
    lines = [*wrap(_dress(view), width), ""]
    lines += _table(view, width)
    doubts = [_doubt(column) for column in view.columns if _doubtful(column)]
    lines.append("")
    if doubts:
        lines += wrap(f"Not sure about: {', '.join(doubts)}.", width, rest="  ")
    example = next((column for column in view.columns if _doubtful(column)), None) or next(iter(view.columns), None)
    if example is not None:
        other = next(iter(example.alternatives), None)
        role = other.value if other is not None else "ROLE"
        override, save = f"Override:  --map {example.index}={role}", "Save:  leakcheck columns ... --write map.toml"
        both = f"{override:<34} {save}"
        lines += [both] if cells(both) <= width else [*wrap(override, width), *wrap(save, width)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def render_json(view: ColumnsView) -> str:
    """The same as one JSON document: figures to 4 significant digits, labels sanitised."""
    info = view.info
    document = {
        "sample": safe(info.label),
        "format": info.format,
        "compression": info.compression,
        "encoding": info.encoding,
        "delimiter": info.delimiter,
        "header": info.header,
        "records": view.records,
        "columns": [_json_column(view, column) for column in view.columns],
    }
    return json.dumps(document, indent=2, ensure_ascii=True, allow_nan=False) + "\n"


def _json_column(view: ColumnsView, column: Column) -> dict[str, Any]:
    share = view.filled.get(column.index)
    return {
        "index": column.index,
        "label": safe(column.label),
        "role": column.role.value,
        "locale": column.locale,
        "scheme": column.scheme,
        "confidence": figure(column.confidence),
        "decided_by": column.decided_by.value,
        "filled": None if share is None else figure(share),
        "distinct": view.distinct.get(column.index),
        "reason": column.reason,
        "alternatives": [role.value for role in column.alternatives],
    }


def _dress(view: ColumnsView) -> str:
    """One line on the file: ``henan.csv: CSV, gb18030, comma, header present, 120,000 records``."""
    info = view.info
    facts = [format_title(info.format), inert(info.encoding)]
    if info.compression:
        facts.insert(1, inert(info.compression))
    if info.delimiter is not None:
        facts.append(_DELIMITERS.get(info.delimiter, safe(info.delimiter, 4)))
    if info.header != "none":
        facts.append(f"header {inert(info.header)}")
    return f"{safe(info.label, 60)}: {', '.join(facts)}, {plural(view.records, 'record')}"


def _table(view: ColumnsView, width: int) -> list[str]:
    """The rows, reasons wrapped in the last column; labels give way first."""
    rows = [_row(view, column) for column in view.columns]
    if width < _NARROW:
        return [line for row in rows for line in _spoken(row, width)]
    rows.insert(0, _HEADS)
    fields = [max(cells(row[at]) for row in rows) for at in range(len(_HEADS) - 1)]
    beside = sum(fields) + 2 * len(fields) + 1
    fields[1] = max(cells(_HEADS[1]), fields[1] - max(0, beside + _LEAST_REASON - width))
    start = sum(fields) + 2 * len(fields) + 1
    lines: list[str] = []
    for row in rows:
        shown = [
            left(cell, size) if at in _LEFT else right(cell, size)
            for at, (cell, size) in enumerate(zip(row, fields, strict=False))
        ]
        lines += wrap(row[-1], width, " " + "  ".join(shown) + "  ", " " * start)
    return lines


def _spoken(row: Sequence[str], width: int) -> list[str]:
    """One column as a sentence, for screens too narrow for a table."""
    index, label, role, sure, filled, distinct, because = row
    facts = f"Column {index}, {label}: {role}, sure {sure}, filled {filled}, distinct {distinct}; {because}."
    return wrap(facts, width, rest="  ")


def _row(view: ColumnsView, column: Column) -> tuple[str, ...]:
    share = view.filled.get(column.index)
    known = column.role is not Role.UNKNOWN
    by_hand = "" if column.decided_by is DecidedBy.INFERRED else f" ({column.decided_by.value})"
    return (
        str(column.index),
        safe(column.label, _MOST_LABEL),
        f"{column.role.value} {column.locale}" if known and column.locale else column.role.value,
        percent(column.confidence) if known else "-",
        "-" if share is None else percent(share),
        _about(view.distinct.get(column.index)),
        inert(column.reason) if by_hand == "" else inert(column.decided_by.value),
    )


def _about(count: int | None) -> str:
    """A count to three figures: ``41``, ``~118,000``; an exact large one could mark a file."""
    if count is None:
        return "-"
    if count < 1000:
        return str(count)
    unit = 10 ** (len(str(count)) - 3)
    return f"~{round(count / unit) * unit:,}"


def _doubtful(column: Column) -> bool:
    return column.decided_by is DecidedBy.INFERRED and (column.role is Role.UNKNOWN or column.confidence < SURE)


def _doubt(column: Column) -> str:
    options: Sequence[Role] = [column.role, *column.alternatives]
    return f"{column.index} ({' or '.join(role.value for role in options)})"
