"""Which characters divide a delimited sample, and whether its first record names the columns."""

from __future__ import annotations

import re
from typing import Final

from leakcheck.sources import dialect as dialects
from leakcheck.sources.delimited import DelimitedReader
from leakcheck.sources.header import is_header, labels_of
from leakcheck.sources.options import ReadOptions
from leakcheck.sources.plan import Form, Plan
from leakcheck.sources.records import Splitter

_EXCEL: Final = re.compile(rb"sep=([,;|\t])\n")  # the line by which spreadsheets tell each other the delimiter
_PREAMBLE: Final = 20  # lines that a program may write before the table: a title, a date, a query
_LEARNED: Final = 1 << 18  # bytes whose records say what a record looks like


def plan_delimited(head: bytes, *, whole: bool, options: ReadOptions, kind: str) -> Plan:
    """How to read delimited text (`kind` csv or tsv) that begins with `head`, all of it where `whole`.

    SourceError LC204 (too many columns), LC207 (two delimiters fit); UsageError LC102.
    """
    mark = options.delimiter if options.delimiter is not None else "\t" if kind == "tsv" else None
    start = 0
    if said := _EXCEL.match(head):
        mark, start = mark or said[1].decode(), said.end()
    if not head[start:].strip(b"\n"):
        empty = Splitter(None, None, 1, options.max_record, frozenset())
        return Plan(Form("csv", None, None, "absent", ()), lambda: DelimitedReader(empty, None), start)
    dialect = dialects.decide(head[start:], mark)
    if said and options.delimiter is None and dialect.columns == 1:
        dialect = dialects.decide(head[start:])  # the line lies
    plain = _splitter(dialect, options)
    body = start + len(head[start:]) - len(head[start:].lstrip(b"\n"))
    first, end = plain.first(head, body)
    notes = _notes(dialect)
    if options.header != "no" and len(first) != dialect.columns:
        before = _preamble(plain, head, body)
        if before is not None and _named(plain, head, before[0], whole=whole):
            body = start = before[0]
            first, end = plain.first(head, body)
            notes = (*notes, f"{before[1]:,} lines before the table were passed over")
    if options.header == "auto":
        present = len(first) == dialect.columns and is_header(first, _rows(plain, head[end:], whole=whole))
        why = "header present" if present else "header absent: the first record looks like the others"
    else:
        present = options.header == "yes"
        why = f"header {'present' if present else 'absent'}, as asked"
    notes = (*notes, why)
    if not present:
        labels = tuple(f"col{index}" for index in range(1, dialect.columns + 1))
        return Plan(_form(dialect, "absent", labels, notes), lambda: DelimitedReader(plain, None), start, {"Q009": 1})
    first = [*first, *[""] * dialect.columns][: dialect.columns]
    cells = [cell.encode() for cell in first]
    forms = {head[body:end].removesuffix(b"\n"), (dialect.delimiter or b"").join(cells), plain.join(cells)} - {b""}
    splitter = _splitter(dialect, options, frozenset(forms))
    labels = labels_of(first)
    quality = {"Q001": body - start, "Q008": len(labels) - len(set(labels))}
    form = _form(dialect, "present", labels, notes)
    return Plan(form, lambda: DelimitedReader(splitter, tuple(first)), end, quality)


def _splitter(dialect: dialects.Dialect, options: ReadOptions, header: frozenset[bytes] = frozenset()) -> Splitter:
    return Splitter(
        dialect.delimiter, dialect.quote, dialect.columns, options.max_record, header, escape=dialect.escape
    )


def _preamble(plain: Splitter, head: bytes, start: int) -> tuple[int, int] | None:
    """Where the first record of the table's width starts, and how many lines stand before it; None: nowhere near."""
    position = start
    for count in range(1, _PREAMBLE + 1):
        _, position = plain.first(head, position)
        position += len(head[position : position + _LEARNED]) - len(head[position : position + _LEARNED].lstrip(b"\n"))
        if position >= len(head):
            return None
        if len(plain.first(head, position)[0]) == plain.columns:
            return position, count
    return None


def _named(plain: Splitter, head: bytes, start: int, *, whole: bool) -> bool:
    """Is the record at `start` a header?"""
    first, end = plain.first(head, start)
    return is_header(first, _rows(plain, head[end:], whole=whole))


def _notes(dialect: dialects.Dialect) -> tuple[str, ...]:
    if dialect.delimiter is None:
        divided = "one column: no delimiter divides the lines evenly"
    else:
        divided = f"{dialect.columns} columns divided by {_name(dialect.delimiter)}"
    if dialect.escape:
        return divided, "a backslash makes text of the mark behind it"
    return (divided,) if dialect.quote else (divided, "quotes are text: no cell is enclosed in them")


def _name(delimiter: bytes) -> str:
    return dialects.NAMES.get(delimiter) or f"a mark of {len(delimiter)} characters"


def _form(dialect: dialects.Dialect, header: str, labels: tuple[str, ...], notes: tuple[str, ...]) -> Form:
    kind = "tsv" if dialect.delimiter == b"\t" else "csv"
    delimiter = dialect.delimiter.decode() if dialect.delimiter else None
    return Form(kind, delimiter, dialect.quote.decode() if dialect.quote else None, header, labels, notes)


def _rows(splitter: Splitter, text: bytes, *, whole: bool) -> list[tuple[str, ...]]:
    """Some hundred records, as text."""
    piece = text[:_LEARNED]
    reader = DelimitedReader(splitter, None)
    chunks = [*reader.feed(piece, final=False)]
    if whole and len(piece) == len(text):
        chunks += reader.feed(b"", final=True)
    rows = [row for chunk in chunks for row in chunk.frame.head(1_000).rows()]
    return [tuple(cell or "" for cell in row) for row in rows]
