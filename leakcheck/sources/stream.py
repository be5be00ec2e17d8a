"""The sample's own bytes: opened read-only, hashed and counted as they pass, never mapped, never written."""

from __future__ import annotations

import difflib
import hashlib
import io
import os
import stat
import time
from pathlib import Path
from typing import BinaryIO, Final, Protocol

from leakcheck.errors import SourceError
from leakcheck.sources.naming import shown

_FIFO_PATIENCE: Final = 5.0  # seconds a named pipe may stand without a writer
_KINDS: Final = (
    (stat.S_ISCHR, "a character device"),
    (stat.S_ISBLK, "a block device"),
    (stat.S_ISSOCK, "a socket"),
)


class Readable(Protocol):
    """What a stream needs of a file: standard input may be anything that reads."""

    def read(self, size: int, /) -> bytes | None:
        """Up to `size` bytes."""

    def close(self) -> None:
        """Let it go."""


class RawStream:
    """A readable file that knows how much of it went by, its SHA-256, and whether it changed meanwhile."""

    def __init__(
        self, file: Readable, label: str, path: Path | None = None, status: os.stat_result | None = None
    ) -> None:
        self.label = label
        self.count = 0
        self.ended = False
        self._file = file
        self._path = path
        self._hash = hashlib.sha256()
        self._before = _identity(status) if status is not None else None
        self.total = self._before[0] if self._before is not None else None

    def read(self, size: int) -> bytes:
        """Up to `size` bytes; empty at the end of the file. SourceError LC201 where the system refuses."""
        try:
            data = self._file.read(size) or b""
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise SourceError("LC201", f"cannot read {shown(self.label)}: {reason}") from None
        self._hash.update(data)
        self.count += len(data)
        self.ended = not data
        return data

    @property
    def sha256(self) -> str | None:
        """The hash of the whole file, once all of it was read."""
        return self._hash.hexdigest() if self.ended else None

    def changed(self) -> bool:
        """Did size, time of change or identity of what the name stands for change since it was opened?"""
        if self._before is None or self._path is None:
            return False
        try:
            return self._before != _identity(self._path.stat())
        except (OSError, ValueError):
            return True

    def close(self) -> None:
        """Let the file go; standard input stays open for whoever owns it."""
        if self._path is not None:
            self._file.close()


def open_raw(path: str, stdin: BinaryIO | None = None) -> RawStream:
    """Open a regular file, a fed FIFO, or standard input for ``-``.

    SourceError LC201 where it is missing or refused, LC202 for a directory, LC204 for a device or socket.
    """
    if path == "-":
        if stdin is None:
            raise SourceError("LC201", "no standard input to read", "give a file, or pipe one in")
        return RawStream(stdin, "-")
    place = Path(path)
    try:
        mode = place.stat().st_mode
        _refuse_special(place, mode)
        handle = os.open(place, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
    except (FileNotFoundError, NotADirectoryError):
        raise SourceError("LC201", f"no such file {shown(path)}", _near(place)) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a file name"
        raise SourceError("LC201", f"cannot open {shown(path)}: {reason}") from None
    return _opened(handle, place)


def _opened(handle: int, place: Path) -> RawStream:
    """Check again what was really opened: the name may have been given to something else meanwhile."""
    try:
        status = os.fstat(handle)
        _refuse_special(place, status.st_mode)
        if stat.S_ISFIFO(status.st_mode):
            return _fifo(handle, place)
        os.set_blocking(handle, True)
        return RawStream(io.FileIO(handle), place.name, place, status)
    except BaseException:
        os.close(handle)
        raise


def _fifo(handle: int, place: Path) -> RawStream:
    """Wait a little for somebody to write to a named pipe."""
    deadline = time.monotonic() + _FIFO_PATIENCE
    first = b""
    while True:
        try:
            first = os.read(handle, 1 << 16)
        except BlockingIOError:
            break  # a writer is there and has not written yet
        if first:
            break
        if time.monotonic() > deadline:
            raise SourceError("LC204", f"not tabular: nobody writes to the pipe {shown(place.name)}")
        time.sleep(0.02)
    os.set_blocking(handle, True)
    return _FedPipe(handle, place, first)


class _FedPipe(RawStream):
    """A FIFO whose first bytes were taken to see that it is fed."""

    def __init__(self, handle: int, place: Path, first: bytes) -> None:
        super().__init__(io.FileIO(handle), place.name)
        self._first = first

    def read(self, size: int) -> bytes:
        if not self._first:
            return super().read(size)
        data, self._first = self._first[:size], self._first[size:]
        self._hash.update(data)
        self.count += len(data)
        return data

    def close(self) -> None:
        self._file.close()


def _refuse_special(place: Path, mode: int) -> None:
    if stat.S_ISDIR(mode):
        name = shown(str(place))
        raise SourceError("LC202", f"{name} is a directory", f"leakcheck score {name}/*.csv")
    for test, kind in _KINDS:
        if test(mode):
            raise SourceError("LC204", f"not tabular: {shown(str(place))} is {kind}")


def _identity(status: os.stat_result) -> tuple[int, int, int, int]:
    return status.st_size, status.st_mtime_ns, status.st_ino, status.st_dev


def _near(place: Path) -> str | None:
    """The name in the same folder that looks most like the one asked for."""
    try:
        names = [entry.name for _, entry in zip(range(1_000), os.scandir(place.parent), strict=False)]
    except (OSError, ValueError):
        return None
    close = difflib.get_close_matches(place.name, names, n=1)
    return f"in this folder: {shown(close[0])}" if close else None
