"""Which table of an SQL dump is read, and what its columns are called."""

from __future__ import annotations

from leakcheck.errors import SourceError
from leakcheck.sources.naming import shown
from leakcheck.sources.options import MAX_COLUMNS, ReadOptions
from leakcheck.sources.plan import Form, Plan
from leakcheck.sources.sql_dump import DumpReader, Table
from leakcheck.sources.sql_text import has_escapes

_OFFERED = 5  # tables that a hint names


def plan_sql(head: bytes, *, whole: bool, options: ReadOptions, kind: str) -> Plan:
    """How to read an SQL dump (`kind` sql) that begins with `head`, all of it where `whole`.

    The table is `options.table`, or the one with the most records in `head`. SourceError LC204 where there is none.
    """
    escapes = has_escapes(head[: 1 << 20].decode("utf-8", "replace"))
    probe = DumpReader(None, (), options.max_record, escapes=escapes)
    for final in (False, True)[: 1 + whole]:
        for _ in probe.feed(b"" if final else head, final=final):
            pass
    name = _chosen(probe.tables, options.table)
    table = probe.tables[name]
    raw = _columns(table)
    labels = tuple(map(_printable, raw))
    if len(labels) > MAX_COLUMNS:
        raise SourceError("LC204", f"not tabular: {len(labels):,} columns; the limit is {MAX_COLUMNS:,}")
    named = bool(raw)
    if not named:
        labels = tuple(f"col{index}" for index in range(1, table.width + 1))
    if not labels:
        raise SourceError("LC204", "not tabular: no record of the SQL dump's table can be read")
    others = sum(1 for seen in probe.tables.values() if seen.records) - bool(table.records)
    notes = [f"table {shown(name)}: {table.records:,} records in the first {len(head):,} bytes"]
    notes += [f"{others:,} other tables are not read; --table names one"] if others else []
    notes.append(f"a backslash in a string {'escapes' if escapes else 'is a character'}")
    form = Form(kind, None, "'", "none" if named else "absent", labels, tuple(notes))
    quality = {"Q008": len(labels) - len(set(labels))} if named else {"Q009": 1}
    return Plan(form, lambda: DumpReader(name, raw or labels, options.max_record, escapes=escapes), quality=quality)


def _chosen(tables: dict[str, Table], wanted: str | None) -> str:
    filled = sorted((name for name, seen in tables.items() if seen.records), key=lambda name: -tables[name].records)
    if wanted is not None:
        if wanted in tables and (tables[wanted].records or _columns(tables[wanted])):
            return wanted
        offer = "tables: " + ", ".join(map(shown, filled[:_OFFERED])) if filled else None
        raise SourceError("LC204", "the beginning of the SQL dump holds no table of that name", offer)
    if not filled:
        raise SourceError("LC204", "not tabular: an SQL dump without records at its beginning")
    return filled[0]


def _columns(table: Table) -> tuple[str, ...]:
    """The columns as defined, and those that only statements list; none where the records are of another width."""
    names = tuple(dict.fromkeys((*table.defined, *table.listed)))
    return names if table.listed or table.width in {0, len(table.defined)} else ()


def _printable(label: str) -> str:
    return label.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
