"""Where a JSON sample's records stand, and which paths in them are columns."""

from __future__ import annotations

from collections.abc import Sequence

from leakcheck.errors import SourceError
from leakcheck.sources.elastic import ENVELOPE, KEPT, RECORD_ARRAYS, SOURCE, wrapped
from leakcheck.sources.extended_json import marked
from leakcheck.sources.json_columns import RARE, Columns, columns_of
from leakcheck.sources.json_decoding import Gatherer, Shaper
from leakcheck.sources.json_faults import fault
from leakcheck.sources.json_records import ElementsReader, Layout, layout
from leakcheck.sources.json_rows import Transposed, transposed
from leakcheck.sources.json_shape import Shape
from leakcheck.sources.json_values import ANY, FAILURES, Fields, Path, inside
from leakcheck.sources.ndjson import LinesReader
from leakcheck.sources.options import ReadOptions
from leakcheck.sources.plan import Form, Plan, Reader
from leakcheck.sources.plan_rows import lines_of_arrays, plan_rows


def plan_json(head: bytes, *, whole: bool, options: ReadOptions, kind: str) -> Plan:
    """How to read JSON (`kind` json or ndjson) that begins with `head`, all of it where `whole`.

    SourceError LC204 where there is no object to read at `record_path`, or no field in any.
    """
    asked = tuple(options.record_path.split(".")) if options.record_path else ()
    where = None
    if kind == "json" and not lines_of_arrays(head):
        where = layout(head, asked, RECORD_ARRAYS) or layout(head)
        asked = () if where is not None and where.path == asked else asked
    if (rows := plan_rows(head, where, options)) is not None:
        return rows
    start = where.start if where else 0
    probe = Gatherer()
    reader = _json_reader(probe, where, options)
    for final in (False, True)[: 1 + whole]:
        for _ in reader.feed(b"" if final else head[start:], final=final):
            pass
    records = probe.records
    if not records and head.strip() and (broken := fault(head, whole=whole)) is not None:
        raise SourceError("LC206", broken, "write one object a line, or one array of objects")
    if whole and len(records) == 1 and (table := transposed(records[0])) is not None:
        form = Form(kind, None, None, "none", tuple(records[0]), ("an object holds a column under each key",))
        return Plan(form, lambda: Transposed(table), start)
    extended = any(map(_extended, records))
    enveloped = not asked and wrapped(records)
    columns = _columns(records, asked, enveloped=enveloped, extended=extended)
    told = (
        (True, f"{len(columns.paths)} columns, the paths of the first {len(records):,} records"),
        (where is not None and bool(where.path), "records stand in an array inside the document"),
        (where is not None and where.keyed, "records are the values of an object; its keys are not read"),
        (enveloped, "records stand in Elasticsearch envelopes (_source)"),
        (extended, "the types of MongoDB's Extended JSON ($oid, $date, ...) are taken off"),
    )
    notes = tuple(note for holds, note in told if holds)
    shaper = Shape(columns, extended=extended)
    name = "elasticsearch" if enveloped else kind
    form = Form(name, None, None, "none", columns.labels, notes, columns.unread)
    return Plan(form, lambda: _json_reader(shaper, where, options, len(columns.paths)), start)


def _columns(records: Sequence[Fields], asked: Path, *, enveloped: bool, extended: bool) -> Columns:
    """The columns of the first records. SourceError LC204 where there are none, or `asked` leads nowhere."""
    root = (SOURCE,) if enveloped else asked
    kept = (KEPT,) if enveloped and any(KEPT in item for item in records) else ()
    if asked and records and not any(_leads(item, asked) for item in records):
        raise SourceError("LC204", "not tabular: no record holds an object at --record-path")
    dropped = ENVELOPE if enveloped or asked == (SOURCE,) else frozenset()
    columns = columns_of(records, root, kept, dropped, extended=extended)
    if records and not columns.paths:
        rare = f"{columns.unread:,} keys, each in under {RARE:.0%} of the records"
        raise SourceError("LC204", f"not tabular: {rare if columns.unread else 'no record has a field'}")
    return columns


def _extended(item: Fields) -> bool:
    """Is a value of the record, or one inside it, marked with its type?"""
    texts = [text for text in map(bytes, item.values()) if text[:1] in {b"{", b"["} and b'"$' in text]
    try:
        return any(marked(ANY.decode(text)) for text in texts)
    except FAILURES:
        return False


def _leads(item: Fields, path: tuple[str, ...]) -> bool:
    inner: Fields | None = item
    for key in path:
        inner = inside(inner.get(key)) if inner is not None else None
    return inner is not None


def _json_reader(columns: Shaper, where: Layout | None, options: ReadOptions, width: int = 1) -> Reader:
    if where is None:
        return LinesReader(columns, options.max_record, width)
    return ElementsReader(columns, where, options.max_record, width)
