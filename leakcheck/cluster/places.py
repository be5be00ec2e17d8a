"""Where a file is: a path, read by this program's own reader, or a URI, whose bytes fsspec brings.

Nothing else in the program opens what is no local file. A URI is one file: no pattern, no chain of file systems. What
it holds beside the file's name (a signature, a password) is shown nowhere.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath, PurePosixPath
from typing import Any, BinaryIO, Final, cast

from leakcheck.errors import LeakcheckError, SourceError, UsageError
from leakcheck.sources.naming import shown

_URI: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://(.*)", re.DOTALL)
_AHEAD: Final = (
    8 << 20
)  # bytes asked for at once: a request to object storage costs some 50 ms however little it brings


def name_of(place: str) -> str:
    """The file's name; of a URI without what follows a question mark or a hash."""
    found = _URI.fullmatch(place)
    return PurePath(place).name if found is None else PurePosixPath(re.split(r"[?#]", found[2])[0]).name or found[1]


def told(place: str) -> str:
    """What an error says of a place: the path as it was given, of a URI the name alone."""
    return name_of(place) if _URI.fullmatch(place) else place


@contextmanager
def opened(place: str) -> Iterator[tuple[str, BinaryIO | None]]:
    """The path that a reader is given, and the stream it reads in its place where `place` is a URI.

    SourceError LC201 where the file cannot be had, UsageError LC111 where a library for its kind of place is missing.
    """
    if _URI.fullmatch(place) is None:
        yield place, None
        return
    file = _file(place)
    try:
        yield name_of(place), cast("BinaryIO", _Remote(file, name_of(place)))
    finally:
        file.close()


@contextmanager
def stream_of(place: str) -> Iterator[BinaryIO]:
    """The bytes at `place`, to be read from anywhere in them. SourceError LC201, UsageError LC111 as `opened`."""
    try:
        file = _file(place) if _URI.fullmatch(place) else io.FileIO(place)
    except (OSError, ValueError) as error:
        raise _refused(name_of(place), error) from None
    try:
        yield cast("BinaryIO", _Remote(file, name_of(place)))
    finally:
        file.close()


def size_of(place: str) -> int | None:
    """Bytes of a file with a path; None for a URI, which would have to be asked for."""
    try:
        return None if _URI.fullmatch(place) else Path(place).stat().st_size
    except (OSError, ValueError):
        return 0


def state_of(file: BinaryIO) -> object:
    """What tells a file's bytes from those that it has after a change, as far as can be known; None where nothing."""
    try:
        status = os.fstat(file.fileno())
    except (AttributeError, OSError, ValueError):
        return None
    return status.st_size, status.st_mtime_ns, status.st_ino


class _Remote:
    """A file that is elsewhere. What its library says of a failure is not shown: it may quote the address."""

    def __init__(self, file: Any, name: str) -> None:
        self._file, self._name = file, name

    def read(self, size: int, /) -> bytes:
        """Up to `size` bytes; empty at the end. SourceError LC201."""
        try:
            return bytes(self._file.read(size))
        except Exception as error:  # noqa: BLE001  (every file system raises its own)
            raise _refused(self._name, error) from None

    def seek(self, place: int, whence: int = os.SEEK_SET, /) -> int:
        """Go to a place in the file. SourceError LC201."""
        try:
            return int(self._file.seek(place, whence))
        except Exception as error:  # noqa: BLE001  (every file system raises its own)
            raise _refused(self._name, error) from None

    def fileno(self) -> int:
        """That of a file of this machine; OSError for others."""
        return int(self._file.fileno())

    def close(self) -> None:
        """Whoever opened the file closes it."""


def _file(place: str) -> Any:
    scheme, name = place.partition("://")[0], name_of(place)
    try:
        import fsspec  # noqa: PLC0415  (an extra)

        system = fsspec.filesystem(scheme.lower())
        path = system._strip_protocol(place)  # noqa: SLF001  (what fsspec's own `url_to_fs` calls, less the chains)
        return system.open(path, "rb", block_size=_AHEAD)
    except LeakcheckError:
        raise
    except ImportError:
        what = f"{scheme}:// needs a library that is not installed"
        raise UsageError("LC111", what, f"see what fsspec asks for: pip install 'fsspec[{scheme}]'") from None
    except Exception as error:  # noqa: BLE001  (every file system raises its own)
        if isinstance(error, ValueError) and not _known(scheme):
            raise UsageError("LC102", f"no kind of file system is called {shown(scheme)}://", "s3, gs, abfs") from None
        raise _refused(name, error) from None


def _known(scheme: str) -> bool:
    from fsspec.registry import known_implementations, registry  # noqa: PLC0415  (an extra)

    return scheme.lower() in known_implementations or scheme.lower() in registry


def _refused(name: str, error: Exception) -> SourceError:
    if isinstance(error, FileNotFoundError):
        return SourceError("LC201", f"no such file {shown(name)}", None)
    return SourceError("LC201", f"cannot read {shown(name)} ({type(error).__name__})", "may this machine read it?")
