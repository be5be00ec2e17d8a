"""A sample as a caller from Python gives it: a path, bytes, a stream of them, or a frame."""

from __future__ import annotations

import io
import os
from typing import BinaryIO, cast

import polars as pl

from leakcheck.errors import UsageError
from leakcheck.sources import Frame, FrameText, PandasFrame

Given = str | os.PathLike[str] | bytes | BinaryIO | Frame


def taken(sample: Given) -> tuple[str, BinaryIO | None, str | None]:
    """The path to read (``-`` for what is no file), the stream behind it, and what reports call a sample without name.

    Raises UsageError (LC102) for what is no sample.
    """
    if isinstance(sample, str | os.PathLike):
        return os.fspath(sample), None, None
    if isinstance(sample, bytes):
        return "-", io.BytesIO(sample), "bytes"
    if isinstance(sample, pl.DataFrame | pl.LazyFrame | PandasFrame):
        return "-", cast("BinaryIO", FrameText(sample)), "frame"
    told: object = sample  # callers without a type checker give anything
    if isinstance(told, io.TextIOBase) or not hasattr(told, "read"):
        kind = type(told).__name__
        raise UsageError("LC102", f"a sample is a path, bytes, a binary stream or a frame, and no {kind}", None)
    return "-", sample, "stream"
