"""Opens what a sample is wrapped in, by its first bytes, as far as to the text of one table."""

from __future__ import annotations

import zipfile
from contextlib import ExitStack
from dataclasses import replace
from typing import Final

from leakcheck.errors import SourceError
from leakcheck.sources import zipped
from leakcheck.sources.content import Content, Opened, Peeked, beside
from leakcheck.sources.decompress import Plain, unpacked
from leakcheck.sources.naming import shown
from leakcheck.sources.options import ReadOptions
from leakcheck.sources.spawned import KINDS, Spawned
from leakcheck.sources.stream import RawStream

_PEEK: Final = 512
_SPAWNED: Final = (("sqlite", b"SQLite format 3\0"), ("parquet", b"PAR1"))


def opened(raw: RawStream, options: ReadOptions, closing: ExitStack) -> Opened:
    """The content of `raw` and how to read it; `closing` closes what was opened for that.

    SourceError LC204 for a container that is not read, LC209 for an archive of several files.
    """
    if raw.frame:
        told = replace(options, input_format="csv", encoding="utf-8", delimiter=",", header="yes")
        return Opened(Plain(raw, b""), told, ("a data frame, read as the CSV text of its columns",), "frame")
    packed = unpacked(raw)
    content = Peeked(packed, _PEEK)
    head = content.head
    if head.startswith(zipped.MAGIC):
        _unpacked_file(packed, "a zip archive or workbook")
        return _zip(raw, options, closing)
    for kind, magic in _SPAWNED:
        if head.startswith(magic):
            _unpacked_file(packed, KINDS[kind])
            return _spawned(raw, kind, options, closing)
    if head[257:262] == b"ustar":
        return _tar(raw, content, options, closing)
    return Opened(content, options)


def _unpacked_file(packed: Plain, kind: str) -> None:
    if packed.name is not None:
        raise SourceError("LC204", f"not tabular: {kind} inside {packed.name} data", "unpack the outer layer first")


def _zip(raw: RawStream, options: ReadOptions, closing: ExitStack) -> Opened:
    file = closing.enter_context(beside(raw, "a zip archive"))
    archive: zipfile.ZipFile = closing.enter_context(zipped.open_archive(file))
    office = zipped.office_format(archive)
    if office in KINDS:
        return _spawned(raw, office, options, closing)
    if office is not None:
        raise SourceError("LC204", "not tabular: an office document (by its parts)", "save the sheet as CSV")
    member, name, others, inner = zipped.open_member(raw, archive, options.table)
    return Opened(member, replace(options, table=inner), (_member("zip", name),), unread=_others(others))


def _tar(raw: RawStream, content: Content, options: ReadOptions, closing: ExitStack) -> Opened:
    from leakcheck.sources import tarred  # noqa: PLC0415 - only an archive pays for tarfile

    again = RawStream(closing.enter_context(beside(raw, "a tar archive")), raw.label, halt=raw.halt)
    entries, whole = tarred.listed(unpacked(again))
    member, name, inner = tarred.open_member(content, entries, options.table)
    damage = () if whole else ("the tar archive is damaged or cut off behind its last readable member",)
    unread = (*_others(len(entries) - 1), *damage)
    return Opened(member, replace(options, table=inner), (_member("tar", name),), unread=unread)


def _spawned(raw: RawStream, kind: str, options: ReadOptions, closing: ExitStack) -> Opened:
    """The CSV that the reading process makes. Only a sheet's first row may be a record: tables name their columns."""
    content = Spawned(raw, kind, options.table)
    closing.callback(content.close)
    sheet = kind in {"xlsx", "ods"}
    told = replace(
        options,
        table=None,
        input_format="csv",
        delimiter=",",
        header=options.header if sheet else "yes",
        encoding=None if kind == "sqlite" else "utf-8",
    )
    return Opened(content, told, content.notes, kind, content.unread)


def _member(kind: str, name: str) -> str:
    return f"member {shown(name)} of the {kind} archive"


def _others(count: int) -> tuple[str, ...]:
    return (f"{count:,} other members were not read",) if count else ()
