"""Whether the records of a JSON sample are arrays of cells, and whether the first of them names the columns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from leakcheck.errors import SourceError
from leakcheck.sources.header import is_header, labels_of
from leakcheck.sources.json_records import ElementsReader, Layout, element_end
from leakcheck.sources.json_rows import Rows, first_rows
from leakcheck.sources.ndjson import LinesReader
from leakcheck.sources.options import MAX_COLUMNS, ReadOptions
from leakcheck.sources.plan import Form, Plan, Reader

_LEARNED: Final = 300  # rows that say what a row looks like
_BETWEEN: Final = re.compile(rb"[\s,]*")
_ARRAY: Final = re.compile(rb"\s*+\[")


def plan_rows(head: bytes, where: Layout | None, options: ReadOptions) -> Plan | None:
    """How to read arrays one a line, or at `where` in a document; None where the records are no arrays.

    SourceError LC204 where a row has too many cells.
    """
    start = where.start if where else len(head) - len(head.lstrip())
    if not _ARRAY.match(head, start):
        return None
    spans = [span for span, _ in zip(_spans(head, start), range(_LEARNED), strict=False)]
    rows = first_rows([head[begin:end] for begin, end in spans])
    if not rows:
        return None
    width = Counter(map(len, rows)).most_common(1)[0][0]
    if width > MAX_COLUMNS:
        raise SourceError("LC204", f"not tabular: {width:,} columns; the limit is {MAX_COLUMNS:,}")
    rows = [row for row in rows if len(row) == width]
    named = is_header(rows[0], rows[1:]) if options.header == "auto" else options.header == "yes"
    labels = labels_of(rows[0]) if named else tuple(f"col{index}" for index in range(1, width + 1))
    skip = spans[0][1] if named else start
    kind = "ndjson" if where is None else "json"
    skip += named and where is None  # the end of the header's line
    path = where.path if where else ()

    def reader() -> Reader:
        if where is None:
            return LinesReader(Rows(width), options.max_record, width)
        return ElementsReader(Rows(width), Layout(skip, array=True, path=path), options.max_record, width)

    notes = ("records are arrays", f"header {'present' if named else 'absent'}")
    quality = {"Q008": len(labels) - len(set(labels))} if named else {"Q009": 1}
    return Plan(Form(kind, None, None, "present" if named else "absent", labels, notes), reader, skip, quality)


def _spans(head: bytes, start: int) -> Iterator[tuple[int, int]]:
    """Where the arrays of `head` from `start` on begin and end, as far as they are whole."""
    while (found := _BETWEEN.match(head, start)) and head[found.end() : found.end() + 1] == b"[":
        end = element_end(head, found.end(), len(head))
        if end is None or end < 0:
            return
        yield found.end(), end
        start = end


def lines_of_arrays(head: bytes) -> bool:
    """Does an array stand on the first line, and another one on the next?"""
    start = len(head) - len(head.lstrip())
    end = element_end(head, start, len(head)) if head[start : start + 1] == b"[" else None
    return end is not None and end > 0 and re.compile(rb"[ \t]*\n\s*\[").match(head, end) is not None
