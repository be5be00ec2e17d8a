"""JSON records decoded many at once, and what a reader asks of whoever makes columns of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final, Protocol

import msgspec
import polars as pl

from leakcheck.model.source import Reject
from leakcheck.sources.json_values import FAILURES, Fields, Written, record
from leakcheck.sources.options import PREFIX_RECORDS

_TEXTS: Final = msgspec.json.Decoder(list[msgspec.Raw])


@dataclass(frozen=True, slots=True)
class Framed:
    """Records as columns ``c1`` ..., and the places of those of another shape.

    `written` is what the records must have taken as text; None where nobody asks.
    """

    frame: pl.DataFrame
    odd: Sequence[int] = ()
    written: Written | None = None


class Shaper(Protocol):
    """Whatever decodes records and makes a frame of them."""

    def lines(self, text: bytes) -> list[Any] | None:
        """The objects of `text`, one a line; None where not every line is exactly one."""
        ...

    def elements(self, text: bytes) -> list[Any] | None:
        """The objects of `text`, with commas between them; None where it is anything else."""
        ...

    def alone(self, text: bytes) -> Any | None:
        """The object that `text` is, None where it is none or has a shape of its own."""
        ...

    def by_hand(self, text: bytes, *, last: bool) -> tuple[Any, tuple[str, ...]] | Reject:
        """An object of any shape and the Q codes it deserves, or why it is none. `last`: the file ends right after."""
        ...

    def frame(self, records: Sequence[Any]) -> Framed:
        """Records as columns of text. UnicodeError where they are no UTF-8."""
        ...


class Decoding:
    """Decodes records of one type, many at once."""

    brackets: ClassVar[tuple[bytes, bytes]] = (b"{", b"}")  # around a record

    def __init__(self, kind: Any) -> None:
        self._one = msgspec.json.Decoder(kind)
        self._list = msgspec.json.Decoder(list[kind])

    def lines(self, text: bytes) -> list[Any] | None:
        """The objects of `text`, one a line; None where not every line is exactly one. UTF-8 is not checked.

        ``}``, a line end and ``{`` stand between two objects in JSON, and never inside one. So where all lines begin
        and end like that, no object spans two lines; and two objects in one line show in their number.
        """
        lines = text.split(b"\n")
        begin, end = self.brackets
        if {line[:1] for line in lines} != {begin} or {line[-1:] for line in lines} != {end}:
            return None
        try:
            records = self._one.decode_lines(text)
        except FAILURES:
            return None
        return records if len(records) == len(lines) else None

    def elements(self, text: bytes) -> list[Any] | None:
        """The objects of `text`, with commas between them; None where it is anything else. UTF-8 is not checked."""
        try:
            records: list[Any] = self._list.decode(b"[" + text + b"]")
        except FAILURES:
            return None
        return records

    def alone(self, text: bytes) -> Any | None:
        """The object that `text` is, None where it is none or has a shape of its own."""
        try:
            text.decode()
            return self._one.decode(text)
        except FAILURES:
            return None


def split(text: bytes) -> list[bytes] | None:
    """The elements of `text`, with commas between them, as texts; None where it cannot be told."""
    try:
        return list(map(bytes, _TEXTS.decode(b"[" + text + b"]")))
    except FAILURES:
        return None


class Gatherer(Decoding):
    """Takes the place of a shape while that is not decided: keeps the first records to decide it on."""

    def __init__(self) -> None:
        super().__init__(Fields)
        self.records: list[Fields] = []

    def by_hand(self, text: bytes, *, last: bool) -> tuple[Fields, tuple[str, ...]] | Reject:
        """The object, or why it is none."""
        read = record(text, last=last)
        return read if isinstance(read, Reject) else (read[0], ())

    def frame(self, records: Sequence[Fields]) -> Framed:
        """Keep the records; no columns."""
        self.records.extend(records[: PREFIX_RECORDS - len(self.records)])
        return Framed(pl.DataFrame())
