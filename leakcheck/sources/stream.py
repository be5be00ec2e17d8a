"""The sample's own bytes: opened read-only, hashed and counted as they pass, never mapped, never written."""

from __future__ import annotations

import difflib
import hashlib
import io
import os
import stat
import time
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, Protocol, Self

from leakcheck.errors import SourceError
from leakcheck.sources.frame import FrameText
from leakcheck.sources.halt import Halt
from leakcheck.sources.naming import shown

FIFO_UNFED: Final = 5.0  # seconds a named pipe may stand without a writer
FIFO_SILENT: Final = 30.0  # seconds a named pipe may say nothing where no time limit was given
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


@dataclass(frozen=True, slots=True)
class Identity:
    """Which file it is and which state of it: two readings of one file are of the same bytes while these are equal."""

    size: int
    mtime_ns: int
    inode: int
    device: int

    @classmethod
    def of(cls, status: os.stat_result) -> Self:
        """That of a file, from what stat says of it."""
        return cls(status.st_size, status.st_mtime_ns, status.st_ino, status.st_dev)

    def same_file(self, other: Identity) -> bool:
        """Is it the same file, whatever was written to it meanwhile?"""
        return (self.inode, self.device) == (other.inode, other.device)


class RawStream:
    """A readable file that knows how much of it went by, its SHA-256, and whether it changed meanwhile.

    `path` and `identity` are None for what is no regular file: a pipe has no places to go back to. `ended` says that
    all of it was read; `cut` that `halt` ended the reading before that. `silence` is for `Halt.wait`. `frame` says that
    the bytes are a data frame's, and no file's.
    """

    def __init__(
        self,
        file: Readable,
        label: str,
        *,
        path: Path | None = None,
        status: os.stat_result | None = None,
        halt: Halt | None = None,
        silence: float | None = None,
    ) -> None:
        self.label = label
        self.count = 0
        self.ended = False
        self.cut = False
        self.path = path
        self.frame = isinstance(file, FrameText)
        self.identity = Identity.of(status) if status is not None else None
        self.total = self.identity.size if self.identity is not None else None
        self.halt = halt or Halt()
        self._file = file
        self._silence = silence
        self._hash = hashlib.sha256()
        self._pipe = None if self.identity is not None else _descriptor(file)

    def read(self, size: int) -> bytes:
        """Up to `size` bytes; empty at the end of the file, or where reading must end (`cut`).

        A pipe's pieces are gathered, so that the batches do not depend on how they came. SourceError LC201 where the
        system refuses.
        """
        pieces: list[bytes] = []
        left = size
        while left and (data := self._piece(left)):
            pieces.append(data)
            left -= len(data)
            if self._pipe is None:
                break
        data = b"".join(pieces)
        self._hash.update(data)
        self.count += len(data)
        return data

    def wait(self, descriptor: int) -> bool:
        """Wait for bytes of a pipe that stands for this file. False where reading must end first: it is `cut` then."""
        self.cut = self.cut or not self.halt.wait(descriptor, self._silence)
        return not self.cut

    def _piece(self, size: int) -> bytes:
        """What one call of the system gives; empty at the end, or where reading must end."""
        if self.cut or self.ended:
            return b""
        if self._pipe is not None:
            if not self.wait(self._pipe):
                return b""
        elif self.halt.due():
            self.cut = True
            return b""
        data = self._taken(size)
        self.ended = not data
        return data

    def _taken(self, size: int) -> bytes:
        while True:
            try:
                data = self._file.read(size)
            except OSError as error:
                reason = os.strerror(error.errno) if error.errno else type(error).__name__
                raise SourceError("LC201", f"cannot read {shown(self.label)}: {reason}") from None
            if data is not None:
                return data
            if self.halt.due():  # a stream that is not blocking has nothing yet
                self.cut = True
                return b""
            time.sleep(0.02)

    @property
    def sha256(self) -> str | None:
        """The hash of the whole file, once all of it was read."""
        return self._hash.hexdigest() if self.ended else None

    def changed(self) -> bool:
        """Did size, time of change or identity of what the name stands for change since it was opened?"""
        if self.identity is None or self.path is None:
            return False
        try:
            return self.identity != Identity.of(self.path.stat())
        except (OSError, ValueError):
            return True

    def close(self) -> None:
        """Let the file go; standard input stays open for whoever owns it."""
        if self.path is not None:
            self._file.close()


def open_raw(path: str, stdin: BinaryIO | None = None, halt: Halt | None = None) -> RawStream:
    """Open a regular file, a fed FIFO, or standard input for ``-``; a stream that is given is read as the file `path`.

    SourceError LC201 where it is missing or refused, LC202 for a directory, LC204 for a device or socket.
    """
    halt = halt or Halt()
    if stdin is not None:
        # Standard input is read below its buffer: a buffered read comes back with all that was asked for, or never.
        return RawStream(getattr(stdin, "raw", stdin), path, halt=halt)
    if path == "-":
        raise SourceError("LC201", "no standard input to read", "give a file, or pipe one in")
    place = Path(path)
    try:
        mode = place.stat().st_mode
        _refuse_special(place, mode)
        handle = os.open(place, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
    except (FileNotFoundError, NotADirectoryError):
        raise SourceError("LC201", f"no such file {shown(path)}", _near(place)) from None
    except (OSError, ValueError) as error:
        number = getattr(error, "errno", None)
        reason = os.strerror(number) if number else "not a file name"
        raise SourceError("LC201", f"cannot open {shown(path)}: {reason}") from None
    return _opened(handle, place, halt)


def _opened(handle: int, place: Path, halt: Halt) -> RawStream:
    """Check again what was really opened: the name may have been given to something else meanwhile."""
    try:
        status = os.fstat(handle)
        _refuse_special(place, status.st_mode)
        if stat.S_ISFIFO(status.st_mode):
            return _fifo(handle, place, halt)
        os.set_blocking(handle, True)
        return RawStream(io.FileIO(handle), place.name, path=place, status=status, halt=halt)
    except BaseException:
        os.close(handle)
        raise


def _fifo(handle: int, place: Path, halt: Halt) -> RawStream:
    """Wait a little for somebody to write to a named pipe."""
    deadline = time.monotonic() + FIFO_UNFED
    first = b""
    while True:
        try:
            first = os.read(handle, 1 << 16)
        except BlockingIOError:
            break  # a writer is there and has not written yet
        if first:
            break
        if time.monotonic() > deadline or halt.due():
            raise SourceError("LC204", f"not tabular: nobody writes to the pipe {shown(place.name)}")
        time.sleep(0.02)
    os.set_blocking(handle, True)
    return _FedPipe(handle, place, first, halt)


class _FedPipe(RawStream):
    """A FIFO whose first bytes were taken to see that it is fed.

    One that the shell made for a process substitution has no name in any folder; like standard input it may be silent
    for as long as its maker works.
    """

    def __init__(self, handle: int, place: Path, first: bytes, halt: Halt) -> None:
        silence = FIFO_SILENT if place.resolve().exists() else None
        super().__init__(io.FileIO(handle), place.name, halt=halt, silence=silence)
        self._first = first

    def _piece(self, size: int) -> bytes:
        if not self._first:
            return super()._piece(size)
        data, self._first = self._first[:size], self._first[size:]
        return data

    def close(self) -> None:
        self._file.close()


def _descriptor(file: Readable) -> int | None:
    """The number under which the system knows a stream; None for one that is no file, as in tests and notebooks."""
    try:
        number = file.fileno()  # type: ignore[attr-defined]
        mode = os.fstat(number).st_mode
    except (AttributeError, OSError, ValueError):
        return None
    return None if stat.S_ISREG(mode) else number


def _refuse_special(place: Path, mode: int) -> None:
    if stat.S_ISDIR(mode):
        name = shown(str(place))
        raise SourceError("LC202", f"{name} is a directory", f"leakcheck score {name}/*.csv")
    for test, kind in _KINDS:
        if test(mode):
            raise SourceError("LC204", f"not tabular: {shown(str(place))} is {kind}")


def _near(place: Path) -> str | None:
    """The name in the same folder that looks most like the one asked for."""
    try:
        names = [entry.name for _, entry in zip(range(1_000), os.scandir(place.parent), strict=False)]
    except (OSError, ValueError):
        return None
    close = difflib.get_close_matches(place.name, names, n=1)
    return f"in this folder: {shown(close[0])}" if close else None
