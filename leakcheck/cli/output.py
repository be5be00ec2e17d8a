"""Where reports go: one document on stdout, whole files elsewhere, never onto the sample."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from typing import BinaryIO, Final, TextIO

from leakcheck.errors import LeakcheckError, OutputError, UsageError

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
        import tempfile

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
        raise OutputError("LC401", f"cannot write {path!a}: {_why(error)}", None) from None


def write_whole(path: str, text: str) -> None:
    """Write `text` as UTF-8, all or nothing. Raises OutputError (LC401)."""
    with whole_file(path) as file:
        file.write(text.encode())


def say(text: str) -> None:
    """One document on stdout. A stream that cannot show a character gets its escape instead of an error."""
    if sys.stdout is None:
        raise OutputError("LC401", "stdout is closed", "give it a file: -o report.json")
    encoding = sys.stdout.encoding or "utf-8"
    with writing_to_stdout():
        sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))
        sys.stdout.flush()


class ReaderGoneError(Exception):
    """Whoever read stdout has gone. Not an OSError: typer would end the program with a status of its own."""


@contextmanager
def writing_to_stdout() -> Iterator[None]:
    """Raises ReaderGoneError for a closed pipe, OutputError (LC401) for every other failure to write."""
    try:
        yield
    except BrokenPipeError:
        raise ReaderGoneError from None
    except OSError as error:
        raise OutputError("LC401", f"cannot write to stdout: {_why(error)}", None) from None


ERRORS_AS_JSON: Final = ContextVar("ERRORS_AS_JSON", default=False)  # --error-format json


def complain(error: LeakcheckError) -> None:
    """One refusal on stderr, in the form of all of them; nowhere else, should stderr be closed."""
    from leakcheck.render.error import render, render_json

    if sys.stderr is not None:
        with suppress(OSError):
            encoding = sys.stderr.encoding or "utf-8"
            text = render_json(error) if ERRORS_AS_JSON.get() else render(error)
            sys.stderr.write(text.encode(encoding, "backslashreplace").decode(encoding) + "\n")


def remark(text: str) -> None:
    """A line on stderr about something that ends nothing; not where a program reads the errors there."""
    if sys.stderr is not None and not ERRORS_AS_JSON.get():
        with suppress(OSError):
            encoding = sys.stderr.encoding or "utf-8"
            sys.stderr.write(f"leakcheck: note: {text}\n".encode(encoding, "backslashreplace").decode(encoding))


def _why(error: OSError) -> str:
    """The system's own word for an error number; nothing that holds a path or a value."""
    return os.strerror(error.errno) if error.errno else type(error).__name__


def wants_ascii() -> bool:
    """Whether stdout cannot show block and line glyphs, or shows them two cells wide (CJK code pages)."""
    stream = sys.stdout
    return ((stream.encoding if stream else "") or "").lower().replace("_", "-") not in {"utf-8", "utf8", "cp65001"}


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a person looks at the stream."""
    return stream is not None and stream.isatty()
