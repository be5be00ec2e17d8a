"""Records as bytes: delimited text, one JSON object a line, a JSON array, or an Elasticsearch export."""

from __future__ import annotations

import codecs
import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import BinaryIO, Final

from leakcheck.model.columns import Role
from leakcheck.synth.draw import Draw
from leakcheck.synth.flake import Flake
from leakcheck.synth.layout import Field, Record

_CHUNK: Final = 1 << 16  # bytes gathered before a write
_Lines = Iterator[str]


def encode(
    out: BinaryIO, fields: Sequence[Field], records: Iterable[Record], *, kind: str, encoding: str, draw: Draw
) -> None:
    """Write the records. Characters that the encoding lacks become ``?``."""
    encoder = codecs.getincrementalencoder(encoding)(errors="replace")
    buffer = bytearray()
    for line in _WRITERS[kind](fields, records, draw):
        buffer += encoder.encode(line)
        if len(buffer) >= _CHUNK:
            out.write(buffer)
            buffer.clear()
    out.write(buffer + encoder.encode("", final=True))


def _delimited(delimiter: str) -> Callable[[Sequence[Field], Iterable[Record], Draw], _Lines]:
    def lines(fields: Sequence[Field], records: Iterable[Record], _: Draw) -> _Lines:
        sheet = io.StringIO(newline="")
        writer = csv.writer(sheet, delimiter=delimiter, lineterminator="\n")
        if any(field.label for field in fields):
            writer.writerow([field.label for field in fields])
            yield _taken(sheet)
        for record in records:
            writer.writerow(record)
            yield _taken(sheet)

    return lines


def _taken(sheet: io.StringIO) -> str:
    text = sheet.getvalue()
    sheet.seek(0)
    sheet.truncate()
    return text


def _object(fields: Sequence[Field], record: Record) -> dict[str, str | int]:
    """The filled cells under their labels: what is missing is absent, as document stores have it."""
    return {
        field.label: int(cell) if field.number else cell for field, cell in zip(fields, record, strict=True) if cell
    }


_dump: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _ndjson(fields: Sequence[Field], records: Iterable[Record], _: Draw) -> _Lines:
    for record in records:
        yield _dump(_object(fields, record)) + "\n"


def _array(fields: Sequence[Field], records: Iterable[Record], _: Draw) -> _Lines:
    start = "[\n"
    for record in records:
        yield start + _dump(_object(fields, record))
        start = ",\n"
    yield "\n]\n"


def _elasticsearch(fields: Sequence[Field], records: Iterable[Record], draw: Draw) -> _Lines:
    """One envelope a line: `_index`, `_type`, `_id`, `_score`, `_source`, `sort`."""
    flake = Flake(draw)
    serial = next((at for at, field in enumerate(fields) if field.role is Role.RECORD_ID), None)
    for number, record in enumerate(records, 1):
        envelope = {
            "_index": "person_info_v2",
            "_type": "_doc",
            "_id": flake.next(),
            "_score": None,
            "_source": _object(fields, record),
            "sort": [number if serial is None else int("".join(filter(str.isdigit, record[serial])) or 0)],
        }
        yield _dump(envelope) + "\n"


_WRITERS: Final[dict[str, Callable[[Sequence[Field], Iterable[Record], Draw], _Lines]]] = {
    "csv": _delimited(","),
    "tsv": _delimited("\t"),
    "ndjson": _ndjson,
    "json": _array,
    "elasticsearch": _elasticsearch,
}
FORMATS: Final = tuple(_WRITERS)
