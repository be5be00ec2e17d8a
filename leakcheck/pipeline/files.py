"""Files that are written: whole or not at all, for their owner's eyes, never onto the sample."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

from leakcheck.errors import OutputError, UsageError

UNFINISHED: Final[set[str]] = set()  # temporary files, to be removed by whoever has to end the process


def refuse_overwriting(samples: Sequence[str], outputs: Sequence[str]) -> None:
    """Raises UsageError (LC108) where an output is one of the inputs, by whatever name or link."""
    for output in outputs:
        for sample in samples:
            if sample != "-" and Path(output).exists() and Path(sample).exists() and Path(sample).samefile(output):
                raise UsageError("LC108", f"output {output!a} is an input of this run", "choose another name")


@contextmanager
def whole_file(path: str) -> Iterator[BinaryIO]:
    """A file to write: `path` gets its bytes when the block ends well, all or none, readable by the owner alone.

    A device or a pipe takes the bytes as they come. Raises OutputError (LC401).
    """
    target = Path(path)
    try:
        if target.exists() and not target.is_file():
            with target.open("wb") as stream:
                yield stream
            return
        import tempfile  # noqa: PLC0415 - most runs write no file

        handle, temporary = tempfile.mkstemp(prefix=".leakcheck-", dir=target.parent)  # mkstemp makes it 0600
        UNFINISHED.add(temporary)
        try:
            with os.fdopen(handle, "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(target)
        except BaseException:
            with suppress(OSError):
                Path(temporary).unlink()
            raise
        finally:
            UNFINISHED.discard(temporary)
    except OSError as error:
        raise OutputError("LC401", f"cannot write {path!a}: {why(error)}", None) from None


def write_whole(path: str, text: str) -> None:
    """Write `text` as UTF-8, all or nothing. Raises OutputError (LC401)."""
    with whole_file(path) as file:
        file.write(text.encode())


def why(error: OSError) -> str:
    """The system's own word for an error number; nothing that holds a path or a value."""
    return os.strerror(error.errno) if error.errno else type(error).__name__
