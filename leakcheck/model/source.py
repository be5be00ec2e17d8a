"""What a reader tells about a sample, and its account of every record: read = scored + rejected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Reject(StrEnum):
    """Why a record was not scored. The value is the reason as reports print it."""

    FIELD_COUNT = "wrong number of fields"
    UNDECODABLE = "bytes that are not text in the file's encoding"
    BROKEN_JSON = "not valid JSON"
    NOT_AN_OBJECT = "a JSON value that is not an object"
    TOO_LONG = "record over the size limit"
    TRUNCATED = "cut off at the end of the file"
    UNCLOSED_QUOTE = "a quote that never closes"
    BROKEN_RECORD = "a record that makes no sense"


@dataclass(frozen=True, slots=True)
class Rejected:
    """How many records were rejected for one reason, and the number of the first (counting from 1, header excluded)."""

    count: int
    first_record: int


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """How the sample is dressed, decided on its first bytes.

    `label` is the file's name without its folder (untrusted: display through `safe()`). `labels` are the columns' own
    labels, ``col1`` ... where the file has none or where a header-less first row must not be shown.
    """

    label: str
    format: str  # csv, tsv, ndjson, json, elasticsearch, sql, vcard, parquet, xlsx, ods, sqlite, frame
    compression: str | None  # gzip, zstd, xz, bzip2, zip, tar
    encoding: str
    encoding_confidence: str  # high, moderate, low
    delimiter: str | None
    quote: str | None
    header: str  # present, absent, none (formats that name every field)
    labels: tuple[str, ...]
    notes: tuple[str, ...] = ()  # reader decisions for -v, our own words


@dataclass(frozen=True, slots=True)
class Member:
    """One file of several that are judged together."""

    label: str
    format: str
    compression: str | None
    encoding: str
    read: int
    scored: int
    bytes: int
    sha256: str | None
    complete: bool


@dataclass(frozen=True, slots=True)
class Account:
    """Every record of the sample, after reading: `read` = `scored` + the rejected ones.

    `quality` counts what is a Q code of interface.md (``Q001`` ...) and no rejection; a value is (count, first record
    number or None). `complete` is False where reading stopped early (a limit, Ctrl-C, a truncated archive).
    """

    read: int
    scored: int
    rejected: Mapping[Reject, Rejected] = field(default_factory=dict)
    quality: Mapping[str, tuple[int, int | None]] = field(default_factory=dict)
    bytes: int = 0
    sha256: str | None = None
    complete: bool = True
    notes: tuple[str, ...] = ()  # what was learned while reading, our own words
