"""One member of a tar archive as a stream. Headers are read one block at a time and bounded; nothing is extracted.

The standard library's reader is not used for the stream itself: it holds an extended header of any size in memory.
"""

from __future__ import annotations

import re
import tarfile
from dataclasses import dataclass
from typing import Final

from leakcheck.errors import SourceError
from leakcheck.sources.content import Content
from leakcheck.sources.members import MOST_MEMBERS, choose, refuse_nested
from leakcheck.sources.options import MIB

_BLOCK: Final = 512
_EXTENDED: Final = MIB  # bytes of an extended header
_STEP: Final = 256 * 1024
_PAX: Final = re.compile(rb"(\d{1,7}) (path|size)=([^\n]*)\n")


@dataclass(frozen=True, slots=True)
class Entry:
    """One member: its name, its size, and whether it is a regular file."""

    name: str
    size: int
    regular: bool


class TarStream:
    """The members of a tar archive, one after the other."""

    def __init__(self, content: Content) -> None:
        self._content = content
        self._left = 0  # bytes of the member at hand
        self._padding = 0
        self.damaged = False  # is there a header that makes no sense, or too little data for one?

    def next(self) -> Entry | None:
        """The next member; None at the end. What is left of the one before is passed over."""
        name: str | None = None
        size: int | None = None
        while self._pass(self._left + self._padding):
            block = self._exactly(_BLOCK)
            if not block.strip(b"\0"):
                return None
            try:
                info = tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
            except (tarfile.TarError, ValueError, IndexError):
                break
            if info.size < 0:
                break
            self._begin(info.size)
            if info.type in {tarfile.GNUTYPE_LONGNAME, tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE}:
                if info.size > _EXTENDED:
                    raise SourceError("LC204", "not tabular: a tar archive with a header over the size limit")
                text = self.read(info.size)
                if info.type == tarfile.GNUTYPE_LONGNAME:
                    name = _decoded(text.rstrip(b"\0"))
                elif info.type != tarfile.XGLTYPE:
                    told = {key: value for _, key, value in _PAX.findall(text)}
                    name = _decoded(told[b"path"]) if b"path" in told else name
                    size = int(told[b"size"]) if told.get(b"size", b"").isdigit() and len(told[b"size"]) < 20 else size
                continue
            if size is not None:
                self._begin(size)
            return Entry(name if name is not None else info.name, self._left, info.type in tarfile.REGULAR_TYPES)
        self.damaged = True
        return None

    def read(self, size: int) -> bytes:
        """Up to `size` bytes of the member at hand; less at its end alone."""
        data = self._exactly(min(size, self._left))
        self._left -= len(data)
        return data

    def _begin(self, size: int) -> None:
        self._left, self._padding = size, -size % _BLOCK

    def _exactly(self, size: int) -> bytes:
        parts: list[bytes] = []
        while size > 0 and (data := self._content.read(size)):
            parts.append(data)
            size -= len(data)
        return b"".join(parts)

    def _pass(self, size: int) -> bool:
        while size > 0 and (data := self._content.read(min(size, _STEP))):
            size -= len(data)
        self._left = self._padding = 0
        return not size


class TarMember:
    """The bytes of one member; what follows it is passed over, counted and hashed."""

    trailing = 0

    def __init__(self, stream: TarStream, content: Content, entry: Entry) -> None:
        self.name: str | None = f"tar, {content.name}" if content.name else "tar"
        self.broken = False
        self._stream = stream
        self._content = content
        self._size = entry.size
        self._first = stream.read(min(_BLOCK, entry.size))
        refuse_nested(self._first, "tar")

    def read(self, size: int) -> bytes:
        """Up to `size` bytes; empty at the end."""
        if self._first:
            data, self._first = self._first[:size], self._first[size:]
        else:
            data = self._stream.read(size)
        self._size -= len(data)
        if not data:
            self.broken = self._size > 0
            while self._content.read(_STEP):
                pass
            self.broken = self.broken or self._content.broken
        return data


def listed(content: Content) -> tuple[list[Entry], bool]:
    """The regular files of an archive, and whether it is whole. SourceError LC204 where there are too many members."""
    stream = TarStream(content)
    entries: list[Entry] = []
    seen = 0
    while (entry := stream.next()) is not None:
        seen += 1
        if seen > MOST_MEMBERS:
            raise SourceError("LC204", f"not tabular: a tar archive of over {MOST_MEMBERS:,} members")
        if entry.regular:
            entries.append(entry)
    return entries, not stream.damaged


def open_member(content: Content, entries: list[Entry], wanted: str | None) -> tuple[TarMember, str, str | None]:
    """The member to read of the archive in `content`, its name, and what is left of `wanted`."""
    place, inner = choose([entry.name for entry in entries], wanted, "tar")
    stream = TarStream(content)
    while (entry := stream.next()) is not None:
        if entry.regular:
            if not place:
                return TarMember(stream, content, entry), entry.name, inner
            place -= 1
    raise SourceError("LC204", "not tabular: a damaged tar archive")


def _decoded(name: bytes) -> str:
    return name.decode("utf-8", "surrogateescape")
