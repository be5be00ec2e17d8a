"""Where reports go: one document on stdout, whole files elsewhere, never onto the sample."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Final, TextIO

from leakcheck.errors import LeakcheckError, OutputError
from leakcheck.pipeline.files import UNFINISHED, refuse_overwriting, whole_file, why, write_whole

__all__ = [
    "ERRORS_AS_JSON",
    "UNFINISHED",
    "ReaderGoneError",
    "complain",
    "is_terminal",
    "refuse_overwriting",
    "remark",
    "say",
    "wants_ascii",
    "whole_file",
    "write_whole",
    "writing_to_stdout",
]


def say(text: str) -> None:
    """One document on stdout. A stream that cannot show a character gets its escape instead of an error."""
    if sys.stdout is None:
        raise OutputError("LC401", "stdout is closed", "give it a file: -o report.json")
    encoding = sys.stdout.encoding or "utf-8"
    with writing_to_stdout():
        sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))
        sys.stdout.flush()


def remark(text: str) -> None:
    """A line on stderr about something that ends nothing; not where a program reads the errors there."""
    if sys.stderr is not None and not ERRORS_AS_JSON.get():
        with suppress(OSError):
            encoding = sys.stderr.encoding or "utf-8"
            sys.stderr.write(f"leakcheck: note: {text}\n".encode(encoding, "backslashreplace").decode(encoding))


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
        raise OutputError("LC401", f"cannot write to stdout: {why(error)}", None) from None


ERRORS_AS_JSON: Final = ContextVar("ERRORS_AS_JSON", default=False)  # --error-format json


def complain(error: LeakcheckError) -> None:
    """One refusal on stderr, in the form of all of them; nowhere else, should stderr be closed."""
    from leakcheck.render.error import render, render_json

    if sys.stderr is not None:
        with suppress(OSError):
            encoding = sys.stderr.encoding or "utf-8"
            text = render_json(error) if ERRORS_AS_JSON.get() else render(error)
            sys.stderr.write(text.encode(encoding, "backslashreplace").decode(encoding) + "\n")


def wants_ascii() -> bool:
    """Whether stdout cannot show block and line glyphs, or shows them two cells wide (CJK code pages)."""
    stream = sys.stdout
    return ((stream.encoding if stream else "") or "").lower().replace("_", "-") not in {"utf-8", "utf8", "cp65001"}


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a person looks at the stream."""
    return stream is not None and stream.isatty()
