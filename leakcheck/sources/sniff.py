"""Is this JSON, lines of JSON, SQL, delimited text, or nothing of the kind? Decided by content, never by a name."""

from __future__ import annotations

import re
from typing import Final

from leakcheck.errors import SourceError

_BINARY: Final = (  # first bytes, what they say, what to do
    (b"PK\x03\x04", "a zip archive or office document", "unpack it, or save the sheet as CSV"),
    (b"PK\x05\x06", "an empty zip archive", None),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", "unpack it first"),
    (b"Rar!\x1a\x07", "a RAR archive", "unpack it first"),
    (b"SQLite format 3\0", "an SQLite database", "write a table as CSV: sqlite3 -csv"),
    (b"PAR1", "a Parquet file", "write it as CSV first"),
    (b"%PDF-", "a PDF document", None),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old office document", "save the sheet as CSV"),
    (b"\x7fELF", "a program", None),
    (b"MZ\x90\0", "a program", None),
    (b"\x89PNG\r\n\x1a\n", "a picture", None),
    (b"\xff\xd8\xff", "a picture", None),
    (b"GIF8", "a picture", None),
    (b"Obj\x01", "an Avro file", "write it as CSV first"),
    (b"ORC", "an ORC file", "write it as CSV first"),
    (b"ARROW1", "an Arrow file", "write it as CSV first"),
    (b"\x80\x04\x95", "a pickle, which is never loaded", None),
    (b"\x80\x05\x95", "a pickle, which is never loaded", None),
    (b"\x1f\x8b\x08", "packed data inside packed data", "unpack it first"),
    (b"\x28\xb5\x2f\xfd", "packed data inside packed data", "unpack it first"),
    (b"\xfd7zXZ\0", "packed data inside packed data", "unpack it first"),
    (b"PGDMP", "a PostgreSQL dump in its own format", "write the tables as CSV"),
)
_MARKUP: Final = re.compile(rb"\s*<(?:!doctype|html|\?xml|!--|svg|[a-z]+[\s>])", re.IGNORECASE)
_BLANK: Final = rb"(?:\s++|--[^\n]*+\n|\#[^\n]*+\n|(?i:rem|prompt)\s[^\n]*+\n|/\*(?:[^*]|\*(?!/))*+\*/;?)*+"
_SQL: Final = re.compile(
    _BLANK + rb"(?:create\s+(?:table|database)|(?:insert|replace)\s+(?:\w+\s+)?(?:into\b|\[)|drop\s+table"
    rb"|copy\s+\S+\s*(?:\([^()]*+\)\s*)?from\s+stdin|copy\s+\S+\s*\(|set\s+\w+\s*=)",
    re.IGNORECASE,
)
_SQL_SETTING: Final = re.compile(  # how a dump may begin, if statements follow
    _BLANK + rb"(?:set|use|go|begin|start|lock|pragma|alter|create|drop|select|delimiter|\\\w+)\b", re.IGNORECASE
)
_SQL_RECORDS: Final = re.compile(
    rb"^(?:insert\s+(?:\w+\s+)?(?:into\b|\[)|replace\s+into\b|copy\s+\S+[^\n]*\sfrom\s+stdin)",
    re.IGNORECASE | re.MULTILINE,
)
_COMMENTED: Final = re.compile(rb"(?:(?://[^\n]*+\n|/\*(?:[^*]|\*(?!/))*+\*/)\s*+)++[\[{]\s*+[\"{}\[\]]")
_CONTROL: Final = bytes(set(range(32)) - {1, 9, 10, 11, 12, 13, 26, 27, 30, 31})
_SOME: Final = 0.02  # share of control bytes no text has, damaged text included
FORMATS: Final = ("csv", "tsv", "ndjson", "json", "sql", "vcard")


def refuse_binary(head: bytes) -> None:
    """SourceError LC204 where the file's own bytes are those of a known format that is no table of text."""
    for magic, kind, hint in _BINARY:
        if head.startswith(magic) and not (len(magic) < 4 and head[:64].isascii() and b"\0" not in head[:64]):
            raise SourceError("LC204", f"not tabular: {kind} (by its first bytes)", hint)
    if head[257:262] == b"ustar":
        raise SourceError("LC204", "not tabular: a tar archive (by its first bytes)", "unpack it first")


def text_format(text: bytes, wanted: str | None = None) -> str:
    """csv, ndjson, json, sql or vcard, for a sample whose text begins so. `wanted` is the user's word.

    SourceError LC204 for what is none of them.
    """
    if wanted is not None:
        if wanted not in FORMATS:
            raise SourceError("LC204", "this version does not read that input format", f"one of {', '.join(FORMATS)}")
        return wanted
    sample = text[: 1 << 20]
    controls = len(sample) - len(sample.translate(None, _CONTROL))
    if sample and controls > _SOME * len(sample) + 4:
        raise SourceError("LC204", "not tabular: binary data (by its first bytes)")
    start = sample.lstrip()
    if start[:1] in {b"{", b"["}:
        return _json_kind(start)
    if _COMMENTED.match(start):
        return "json"  # as its author thought
    if start[:12].upper() == b"BEGIN:VCARD\n":
        return "vcard"
    if _MARKUP.match(sample):
        raise SourceError("LC204", "not tabular: HTML or XML (by its first bytes)")
    if _SQL.match(sample) or (_SQL_SETTING.match(sample) and _SQL_RECORDS.search(sample)):
        return "sql"
    return "csv"


def _json_kind(start: bytes) -> str:
    """An object or array on the first line that ends there makes it lines of JSON; an array of objects, a document."""
    if re.match(rb"\[\s*(?:[{\[\]]|//|/\*|$)", start):
        return "json"
    if start[:1] == b"[":
        return "csv" if not re.match(rb"\[\s*[\"0-9tfn-]", start) else "json"
    lines = [line for line in start.split(b"\n", 50)[:50] if line.strip()]
    if len(lines) == 1:
        return "json"  # one object, however long: a record, or the answer that holds the records
    opened = sum(1 for line in lines if line.lstrip()[:1] == b"{" and line.rstrip()[-1:] == b"}")
    if opened >= len(lines) / 2 or (lines[0].rstrip()[-1:] == b"}" and lines[0].count(b"{") == lines[0].count(b"}")):
        return "ndjson"
    return "json" if re.match(rb"\{\s*(?:\"|\}|$)", start) else "csv"
