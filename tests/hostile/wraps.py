"""One invented table in every form that can be read, and each form cut, flipped and mutated at every layer.

`forms` gives the bytes by format; hostile names (of members, sheets, tables, properties) can be put where the form has
room for one.
"""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import lzma
import sqlite3
import sys
import tarfile
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

import polars as pl

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

Table = Sequence[Sequence[str]]
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORKBOOK_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"/>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r" '
    f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
    f'Type="{_OFFICE}/worksheet" Target="worksheets/s1.xml"/></Relationships>',
}


def delimited(labels: Sequence[str], table: Table, mark: str = ",") -> bytes:
    """The table as the csv module writes it."""
    text = io.StringIO()
    csv.writer(text, delimiter=mark, lineterminator="\n").writerows([labels, *table])
    return text.getvalue().encode("utf-8", "surrogateescape")


def objects(labels: Sequence[str], table: Table) -> list[dict[str, str]]:
    return [dict(zip(labels, row, strict=True)) for row in table]


def sql(labels: Sequence[str], table: Table, name: str = "people") -> bytes:
    """A mysqldump of one table."""
    columns = ",\n  ".join(f"`{label.replace('`', '``')}` varchar(99)" for label in labels)
    rows = ",".join("(" + ",".join(_literal(cell) for cell in row) + ")" for row in table)
    called = f"`{name.replace('`', '``')}`"
    text = f"-- MySQL dump 10.13\nCREATE TABLE {called} (\n  {columns}\n);\nINSERT INTO {called} VALUES {rows};\n"
    return text.encode("utf-8", "surrogateescape")


def _literal(cell: str) -> str:
    return "'" + cell.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") + "'"


def vcard(labels: Sequence[str], table: Table) -> bytes:
    """Cards whose first cell is the name; the others are extended properties named after their labels."""
    cards = []
    for row in table:
        lines = ["BEGIN:VCARD", "VERSION:3.0", f"FN:{row[0]}"]
        lines += [f"X-{label}:{cell}" for label, cell in zip(labels[1:], row[1:], strict=True)]
        cards.append("\r\n".join([*lines, "END:VCARD"]))
    return "\r\n".join([*cards, ""]).encode("utf-8", "surrogateescape")


def sqlite(labels: Sequence[str], table: Table, name: str = "people") -> bytes:
    """A database of one table."""
    base = sqlite3.connect(":memory:")
    columns = ", ".join(f'"{label}"'.replace("\0", "") for label in (_doubled(label) for label in labels))
    base.execute(f'CREATE TABLE "{_doubled(name)}" ({columns})')
    marks = ", ".join("?" * len(labels))
    base.executemany(f'INSERT INTO "{_doubled(name)}" VALUES ({marks})', table)  # noqa: S608 - our own table
    base.commit()
    data = base.serialize()
    base.close()
    return data


def _doubled(name: str) -> str:
    return name.replace('"', '""')


def parquet(labels: Sequence[str], table: Table) -> bytes:
    frame = pl.DataFrame(list(zip(*table, strict=True)), schema=list(labels))
    file = io.BytesIO()
    frame.write_parquet(file)
    return file.getvalue()


def workbook(labels: Sequence[str], table: Table, sheet: str = "people") -> bytes:
    """An xlsx of one sheet with every cell an inline string."""
    rows = "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{escape(cell)}</t></is></c>' for cell in row) + "</row>"
        for row in (labels, *table)
    )
    book = (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets><sheet name={quoteattr(sheet)} sheetId="1" r:id="r1"/>'
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, text in _WORKBOOK_PARTS.items():
            archive.writestr(zipfile.ZipInfo(part), text)
        archive.writestr(zipfile.ZipInfo("xl/workbook.xml"), book + "</sheets></workbook>")
        sheet_text = f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>'
        archive.writestr(zipfile.ZipInfo("xl/worksheets/s1.xml"), sheet_text)
    return file.getvalue()


def zipped(data: bytes, name: str = "people.csv") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(name), data)
    return file.getvalue()


def tarred(data: bytes, name: str = "people.csv") -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        member = tarfile.TarInfo(name)
        member.size = len(data)
        archive.addfile(member, io.BytesIO(data))
    return file.getvalue()


def gzipped(data: bytes, name: str = "") -> bytes:
    file = io.BytesIO()
    with gzip.GzipFile(name, "wb", fileobj=file, mtime=0) as packed:
        packed.write(data)
    return file.getvalue()


def forms(labels: Sequence[str], table: Table) -> dict[str, bytes]:
    """The table in every format, container and packing that is read."""
    text, records = delimited(labels, table), objects(labels, table)
    lines = "".join(json.dumps(record) + "\n" for record in records).encode()
    hits = [{"_index": "p", "_id": f"i{number}", "_source": record} for number, record in enumerate(records)]
    tape = tarred(text)
    return {
        "csv": text,
        "ndjson": lines,
        "json": json.dumps(records).encode(),
        "es": "".join(json.dumps(hit) + "\n" for hit in hits).encode(),
        "sql": sql(labels, table),
        "vcard": vcard(labels, table),
        "gz": gzipped(text),
        "xz": lzma.compress(text),
        "bz2": bz2.compress(text),
        "zst": zstd.compress(text),
        "zip": zipped(text),
        "tar": tape,
        "tar.gz": gzipped(tape),
        "sqlite": sqlite(labels, table),
        "parquet": parquet(labels, table),
        "xlsx": workbook(labels, table),
    }
