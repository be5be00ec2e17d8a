"""gzip, zstd, xz and bzip2 by their first bytes, unpacked a bounded piece at a time."""

from __future__ import annotations

import bz2
import lzma
import sys
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from leakcheck.errors import SourceError
from leakcheck.sources.options import MAX_RATIO, MIB, RATIO_FLOOR
from leakcheck.sources.stream import RawStream

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_LZMA_MEMORY: Final = 256 * MIB  # what an xz file may ask for; `xz -9` asks for 65 MiB
_ZSTD_WINDOW_LOG: Final = 27  # 128 MiB, as the zstd command allows without --long
_STEP: Final = 256 * 1024  # compressed bytes read at once
_DAMAGE: Final = (zlib.error, lzma.LZMAError, zstd.ZstdError, OSError, EOFError, ValueError)


class _Member(Protocol):
    """One compressed stream, as bz2 and lzma define it."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class _Gzip:
    """zlib's object behind the interface of bz2's and lzma's."""

    def __init__(self) -> None:
        self._zlib = zlib.decompressobj(wbits=31)

    @property
    def eof(self) -> bool:
        return self._zlib.eof

    @property
    def needs_input(self) -> bool:
        return not self._zlib.unconsumed_tail and not self._full

    @property
    def unused_data(self) -> bytes:
        return self._zlib.unused_data

    _full = False

    def decompress(self, data: bytes, max_length: int) -> bytes:
        out = self._zlib.decompress(self._zlib.unconsumed_tail + data, max_length)
        self._full = len(out) == max_length  # more may wait inside zlib without any input left
        return out


def _zstd() -> _Member:
    return zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: _ZSTD_WINDOW_LOG})


_FORMATS: Final[tuple[tuple[str, bytes, Callable[[], _Member]], ...]] = (
    ("gzip", b"\x1f\x8b\x08", _Gzip),
    ("zstd", b"\x28\xb5\x2f\xfd", _zstd),
    ("xz", b"\xfd7zXZ\x00", lambda: lzma.LZMADecompressor(format=lzma.FORMAT_XZ, memlimit=_LZMA_MEMORY)),
    ("bzip2", b"BZh", bz2.BZ2Decompressor),
)


class Counted(Protocol):
    """The bytes of a file, and how many of them were read."""

    @property
    def count(self) -> int:
        """Bytes read so far."""
        ...

    def read(self, size: int, /) -> bytes:
        """Up to `size` bytes; empty at the end."""
        ...


class Plain:
    """The bytes of a file that is not compressed."""

    name: str | None = None
    broken = False
    trailing = 0

    def __init__(self, raw: Counted, head: bytes) -> None:
        self._raw = raw
        self._head = head

    def read(self, size: int) -> bytes:
        """Up to `size` bytes; empty at the end."""
        if self._head:
            data, self._head = self._head[:size], self._head[size:]
            return data
        return self._raw.read(size)


class Inflater(Plain):
    """The unpacked bytes of a compressed file, one member after the other.

    `broken` becomes True where the packed data ends early or is damaged: what was unpacked before it stays good.
    `trailing` counts bytes after the last member, which are not unpacked.
    """

    def __init__(self, raw: Counted, head: bytes, name: str, magic: bytes, new: Callable[[], _Member]) -> None:
        super().__init__(raw, b"")
        self.name = name
        self._magic = magic
        self._new = new
        self._member = new()
        self._packed = head
        self._out = 0
        self._done = False

    def read(self, size: int) -> bytes:
        """Up to `size` unpacked bytes; empty at the end. SourceError LC204 for a bomb."""
        while not self._done:
            try:
                data = self._piece(size)
            except _DAMAGE:
                self._finish(broken=True)
                break
            if data:
                self._out += len(data)
                if self._out > RATIO_FLOOR and self._out > MAX_RATIO * self._raw.count:
                    raise SourceError(
                        "LC204", f"not tabular: {self.name} data that unpacks over {MAX_RATIO} times its size"
                    )
                return data
        return b""

    def _piece(self, size: int) -> bytes:
        if self._member.eof:
            self._next_member()
            return b""
        packed = b""
        if self._packed or self._member.needs_input:
            packed, self._packed = self._packed or self._raw.read(_STEP), b""
            if not packed:
                self._finish(broken=True)
                return b""
        return self._member.decompress(packed, size)

    def _next_member(self) -> None:
        rest = self._member.unused_data
        while len(rest) < len(self._magic) or not rest.strip(b"\0"):
            more = self._raw.read(_STEP)
            if not more:
                break
            rest = rest.lstrip(b"\0") + more
        rest = rest.lstrip(b"\0")  # tapes and disks pad with zeros
        if rest.startswith(self._magic):
            self._member, self._packed = self._new(), rest
        else:
            self.trailing += len(rest)
            self._finish(broken=False)

    def _finish(self, *, broken: bool) -> None:
        self._done, self.broken = True, broken
        while left := self._raw.read(_STEP):  # the hash is of the whole file
            self.trailing += len(left)


def unpacked(raw: RawStream) -> Plain:
    """The file's content, unpacked where its first bytes say it is packed."""
    head = b""
    while len(head) < 6 and (more := raw.read(_STEP)):
        head += more
    for name, magic, new in _FORMATS:
        if head.startswith(magic):
            if len(head) < _STEP:
                _glance(Inflater(_Whole(len(head)), head, name, magic, new))
            return Inflater(raw, head, name, magic, new)
    return Plain(raw, head)


@dataclass(frozen=True, slots=True)
class _Whole:
    """A file of which every byte was read."""

    count: int

    def read(self, _size: int) -> bytes:
        """Nothing more."""
        return b""


def _glance(content: Inflater) -> None:
    """Unpack all of a small file and look at none of it: a bomb is refused before its records cost anything."""
    while content.read(_STEP):
        pass
