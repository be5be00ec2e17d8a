"""The process of its own in which a binary format is read: ``python -m leakcheck.sources.child``.

It gets an open file, says on its standard output in one line of JSON what it found, and then writes the records as CSV
with every cell in quotes. Its limits are set before the first byte of the file is read, and it starts with an empty
environment. How it ends is its exit status and nothing else: no message of a library comes out.

Standard input holds one line of JSON: the format, the file's descriptor, and the name of the table or sheet, or null.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Callable
from typing import Final

from leakcheck.sources.child_status import Reading, Refused, Status

MEMORY: Final = 1 << 30  # bytes of address space, of which the libraries take a third
SECONDS: Final = 300  # of the processor
_FILES: Final = 32


def limit() -> None:
    """Bound what this process may take from now on: memory, time, files; it may write none and leaves no core."""
    try:
        import resource  # noqa: PLC0415 - POSIX only
    except ImportError:
        return
    for name, most in (
        *(("RLIMIT_AS", MEMORY), ("RLIMIT_CPU", SECONDS), ("RLIMIT_FSIZE", 0), ("RLIMIT_CORE", 0)),
        ("RLIMIT_NOFILE", _FILES),
    ):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(getattr(resource, name), (most, most))


def main() -> int:
    """Read what standard input asks for; the exit status is a `Status`."""
    try:
        asked = json.loads(sys.stdin.buffer.readline())
        read = _reader(asked["kind"])
        limit()
        found, pieces = read(asked["handle"], asked["table"])
        out = sys.stdout.buffer
        out.write(json.dumps(found).encode() + b"\n")
        for piece in pieces:
            out.write(piece)
        out.flush()
    except Refused as refused:
        return refused.status
    except BrokenPipeError:
        return Status.DONE
    except MemoryError:
        return Status.OVER
    except BaseException:  # noqa: BLE001 - polars panics are no Exception; nothing of a library may come out
        return Status.DAMAGED
    return Status.DONE


def _reader(kind: str) -> Callable[[int, str | None], Reading]:
    if kind == "sqlite":
        from leakcheck.sources.child_sqlite import read  # noqa: PLC0415 - only what the format needs
    elif kind == "parquet":
        from leakcheck.sources.child_parquet import read  # noqa: PLC0415
    else:
        from leakcheck.sources.child_sheet import read  # noqa: PLC0415
    return read


if __name__ == "__main__":
    os._exit(main())  # no library's own end: some of them wait for threads
