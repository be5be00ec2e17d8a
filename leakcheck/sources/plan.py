"""How a sample will be read, decided on its first text: format, dialect, header or columns, and the reader for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from leakcheck.sources import dialect as dialects
from leakcheck.sources.account import Chunk
from leakcheck.sources.delimited import DelimitedReader
from leakcheck.sources.elastic import ENVELOPE, KEPT, RECORD_ARRAYS, SOURCE, wrapped
from leakcheck.sources.header import is_header, labels_of
from leakcheck.sources.json_records import ElementsReader, Layout, layout
from leakcheck.sources.json_values import Gatherer, Shaper, columns_of
from leakcheck.sources.ndjson import LinesReader
from leakcheck.sources.options import ReadOptions
from leakcheck.sources.records import Splitter
from leakcheck.sources.sniff import text_format


class Reader(Protocol):
    """Text in, at any cuts; chunks of complete records out."""

    def feed(self, text: bytes, *, final: bool) -> Iterator[Chunk]:
        """The records that are complete with `text`; `final` says that nothing follows."""
        ...


@dataclass(frozen=True, slots=True)
class Form:
    """What `SourceInfo` says about the text itself."""

    format: str
    delimiter: str | None
    quote: str | None
    header: str
    labels: tuple[str, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """The form, where records start, what was counted before them, and a maker of readers."""

    info: Form
    reader: Callable[[], Reader]
    skip: int = 0
    quality: Mapping[str, int] = field(default_factory=dict)


def plan(head: bytes, whole: bool, options: ReadOptions) -> Plan:
    """How to read a sample whose text begins with `head`, which is all of it where `whole`.

    SourceError LC204 (not tabular), LC206 (JSON), LC207 (delimiter); UsageError LC102.
    """
    kind = text_format(head, options.input_format)
    if kind in {"csv", "tsv"}:
        return _delimited(head, whole, options, kind)
    return _json(head, whole, options, kind)


def _json(head: bytes, whole: bool, options: ReadOptions, kind: str) -> Plan:
    asked = tuple(options.record_path.split(".")) if options.record_path else ()
    where = None
    if kind == "json":
        where = layout(head, asked, RECORD_ARRAYS) or layout(head)
        asked = () if where is not None and where.path == asked else asked
    start = where.start if where else 0
    probe = Gatherer()
    reader = _json_reader(probe, where, options)
    for final in (False, True)[: 1 + whole]:
        for _ in reader.feed(b"" if final else head[start:], final=final):
            pass
    records = probe.records
    enveloped = not asked and wrapped(records)
    root = (SOURCE,) if enveloped else asked
    kept = (KEPT,) if enveloped and any(KEPT in item for item in records) else ()
    columns = columns_of(records, root, kept, ENVELOPE if enveloped or asked == (SOURCE,) else frozenset())
    notes = [f"{len(columns.paths)} columns, the paths of the first {len(records):,} records"]
    if where is not None and where.path:
        notes.append("records stand in an array inside the document")
    if enveloped:
        notes.append("records stand in Elasticsearch envelopes (_source)")
    form = Form("elasticsearch" if enveloped else kind, None, None, "none", columns.labels, tuple(notes))
    return Plan(form, lambda: _json_reader(columns, where, options), start)


def _json_reader(columns: Shaper, where: Layout | None, options: ReadOptions) -> Reader:
    if where is None:
        return LinesReader(columns, options.max_record)
    return ElementsReader(columns, where, options.max_record)


def _delimited(head: bytes, whole: bool, options: ReadOptions, kind: str) -> Plan:
    if not head.strip(b"\n"):
        return Plan(
            Form("csv", None, None, "absent", ()), lambda: DelimitedReader(_splitter(None, None, 1, options), None), 0
        )
    mark = options.delimiter or ("\t" if kind == "tsv" else None)
    form = dialects.decide(head, mark)
    splitter = _splitter(form.delimiter, form.quote, form.columns, options)
    notes = [f"{form.columns} columns divided by {dialects.NAMES.get(form.delimiter or b'', 'the given delimiter')}"]
    if form.delimiter is None:
        notes = ["one column: no delimiter divides the lines evenly"]
    if form.quote is None:
        notes.append("quotes are text: no cell is enclosed in them")
    start = len(head) - len(head.lstrip(b"\n"))
    first, end = splitter.first(head, start)
    rest = _rows(splitter, head[end:], whole)
    present = options.header == "yes" or (
        options.header == "auto" and len(first) == form.columns and is_header(first, rest)
    )
    quality: dict[str, int] = {}
    if present:
        first = [*first, *[""] * form.columns][: form.columns]
        labels = labels_of(first)
        quality = {"Q001": start, "Q008": len(labels) - len(set(labels))}
        raw = head[start:end].removesuffix(b"\n")
        written = [cell.encode() for cell in first]
        forms = {raw, (form.delimiter or b"").join(written), splitter.join(written)} - {b""}
        repeated = _splitter(form.delimiter, form.quote, form.columns, options, frozenset(forms))
        reader = lambda: DelimitedReader(repeated, tuple(first))  # noqa: E731 - a maker of readers
    else:
        labels = tuple(f"col{index}" for index in range(1, form.columns + 1))
        quality, end = {"Q009": 1}, 0
        reader = lambda: DelimitedReader(splitter, None)  # noqa: E731 - a maker of readers
    notes.append("header present" if present else "header absent: the first record looks like the others")
    if options.header != "auto":
        notes[-1] = f"header {'present' if present else 'absent'}, as asked"
    info = Form(
        "tsv" if form.delimiter == b"\t" else "csv",
        form.delimiter.decode() if form.delimiter else None,
        form.quote.decode() if form.quote else None,
        "present" if present else "absent",
        labels,
        tuple(notes),
    )
    return Plan(info, reader, end, quality)


def _splitter(
    delimiter: bytes | None,
    quote: bytes | None,
    columns: int,
    options: ReadOptions,
    header: frozenset[bytes] = frozenset(),
) -> Splitter:
    return Splitter(delimiter, quote, columns, options.max_record, header)


def _rows(splitter: Splitter, text: bytes, whole: bool) -> list[tuple[str, ...]]:
    """Some hundred records, as text."""
    piece = text[: 1 << 19]
    reader = DelimitedReader(splitter, None)
    chunks = [*reader.feed(piece, final=False)]
    if whole and len(piece) == len(text):
        chunks += reader.feed(b"", final=True)
    rows = [row for chunk in chunks for row in chunk.frame.head(1_000).rows()]
    return [tuple(cell or "" for cell in row) for row in rows]
