"""What a file holds once its container is opened: the text of one member, sheet or table, or the file itself."""

from __future__ import annotations

import io
import os
from dataclasses import dataclass
from typing import Protocol

from leakcheck.errors import SourceError
from leakcheck.sources.options import ReadOptions
from leakcheck.sources.stream import Identity, RawStream


class Content(Protocol):
    """Bytes as a container gives them; `Plain` and `Inflater` of decompress are the simple ones."""

    @property
    def name(self) -> str | None:
        """The packing's name, None where there is none."""
        ...

    @property
    def broken(self) -> bool:
        """Did the packed data end early or turn out damaged?"""
        ...

    @property
    def trailing(self) -> int:
        """Bytes behind its end."""
        ...

    def read(self, size: int) -> bytes:
        """Up to `size` bytes (a few more are allowed); empty at the end."""
        ...


@dataclass(frozen=True, slots=True)
class Opened:
    """A content, how to read it, and what to say of it.

    `form` is the format where the container is one. `unread` says what else the container holds.
    """

    content: Content
    options: ReadOptions
    notes: tuple[str, ...] = ()
    form: str | None = None
    unread: tuple[str, ...] = ()


class Peeked:
    """A content whose first bytes were looked at."""

    def __init__(self, content: Content, size: int) -> None:
        self._content = content
        self.head = b""
        while len(self.head) < size and (more := content.read(size - len(self.head))):
            self.head += more
        self._left = self.head

    @property
    def name(self) -> str | None:
        """That of the content."""
        return self._content.name

    @property
    def broken(self) -> bool:
        """That of the content."""
        return self._content.broken

    @property
    def trailing(self) -> int:
        """That of the content."""
        return self._content.trailing

    def read(self, size: int) -> bytes:
        """Up to `size` bytes; empty at the end."""
        if self._left:
            data, self._left = self._left[:size], self._left[size:]
            return data
        return self._content.read(size)


def beside(raw: RawStream, kind: str) -> io.FileIO:
    """The file of `raw` once more, to read in at any place while `raw` goes by and is hashed.

    SourceError LC204 where it is no file (a pipe has no places), LC201 where the name stands for another file by now.
    """
    path, identity = raw.path, raw.identity
    if path is None or identity is None:
        raise SourceError("LC204", f"{kind} cannot be read from a pipe", "save it as a file first")
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError:
        raise SourceError("LC201", "the file went away while it was read") from None
    if not identity.same_file(Identity.of(os.fstat(handle))):
        os.close(handle)
        raise SourceError("LC201", "the file was replaced while it was read")
    os.set_blocking(handle, True)
    return io.FileIO(handle)
