"""One JSON object a line, a whole piece of lines decoded at once where all of them are good."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from operator import itemgetter
from typing import Any, Final

import polars as pl

from leakcheck.model.source import Reject
from leakcheck.sources.account import Chunk
from leakcheck.sources.json_decoding import Framed, Shaper
from leakcheck.sources.json_values import repeats

MAX_CELLS: Final = 2_000_000  # of a frame: short records of many possible keys are nearly all nulls
_LINE_END: Final = re.compile(rb"\n")


class LinesReader:
    """Text in at any cuts, chunks of records out."""

    def __init__(self, columns: Shaper, max_record: int, width: int = 1) -> None:
        self._columns = columns
        self._most = MAX_CELLS // max(1, width)
        self._max = max_record
        self._parts: list[bytes] = []
        self._size = 0
        self._skipping = False

    def feed(self, text: bytes, *, final: bool) -> Iterator[Chunk]:
        """The records whose line ends in `text`."""
        stop = len(text) if final else text.rfind(b"\n") + 1
        if not stop and not final:
            self._keep(text)
            return
        piece = b"".join([*self._parts, text[:stop]])
        self._parts, self._size = [], 0
        if self._skipping:
            self._skipping = False
            piece = piece[piece.find(b"\n") + 1 :] if b"\n" in piece else b""
            yield Chunk(self._columns.frame([]).frame, [(Reject.TOO_LONG, 0)])
        while piece:
            end = _after(piece, self._most)
            yield self._chunk(piece[:end])
            piece = piece[end:]
        self._keep(text[stop:])

    def _keep(self, text: bytes) -> None:
        if self._skipping or not text:
            return
        self._parts.append(text)
        self._size += len(text)
        if self._size > self._max:
            self._parts, self._size, self._skipping = [], 0, True

    def _chunk(self, piece: bytes) -> Chunk:
        ended = piece.endswith(b"\n")
        body = piece[:-1] if ended else piece
        records = self._columns.lines(body) if len(body) <= self._max else None
        if records is not None and (chunk := whole(self._columns, records, body)) is not None:
            return chunk
        booked = Booked(self._columns)
        lines = body.split(b"\n")
        for number, line in enumerate(lines, start=1):
            if not line or line.isspace():
                booked.remark("Q001")
            elif len(line) > self._max:
                booked.reject(Reject.TOO_LONG)
            else:
                booked.add(line, last=number == len(lines) and not ended)
        return booked.chunk()


def _after(text: bytes, lines: int) -> int:
    """Where the first so many lines of `text` end."""
    if text.count(b"\n") <= lines:
        return len(text)
    return next(islice(_LINE_END.finditer(text), lines - 1, None)).end()


class Booked:
    """Records and rejects in the order they were read, of which some have a shape of their own."""

    def __init__(self, columns: Shaper) -> None:
        self._columns = columns
        self._alike: list[Any] = []
        self._texts: list[bytes] = []  # of those alike
        self._others: list[Any] = []
        self._order: list[int] = []  # the place of each good record: alike, or ~ among the others
        self._places: list[int] = []  # where it stands among all
        self._rejects: list[tuple[Reject, int]] = []
        self._quality: list[tuple[str, int, int]] = []

    def __len__(self) -> int:
        return len(self._order) + len(self._rejects)

    def remark(self, code: str) -> None:
        """Count a Q code here."""
        self._quality.append((code, len(self), 1))

    def reject(self, reason: Reject) -> None:
        """Take a record that is none."""
        if reason is Reject.TRUNCATED:
            self.remark("Q013")
        self._rejects.append((reason, len(self)))

    def add(self, text: bytes, *, last: bool = False) -> None:
        """Read one record. `last`: the file ends right after it."""
        record = self._columns.alone(text)
        if record is not None:
            self._good(len(self._alike))
            self._alike.append(record)
            self._texts.append(text)
            return
        read = self._columns.by_hand(text[:-1] if text.endswith(b"},") else text, last=last)
        if isinstance(read, Reject):
            self.reject(read)
            return
        for code in read[1]:
            self.remark(code)
        self._good(~len(self._others))
        self._others.append(read[0])

    def _good(self, place: int) -> None:
        self._places.append(len(self))
        self._order.append(place)

    def chunk(self) -> Chunk:
        """All of it, as a chunk."""
        alike, others = self._columns.frame(self._alike), self._columns.frame(self._others)
        places = dict(zip(self._order, self._places, strict=True))
        odd = [*(places[place] for place in alike.odd), *(places[~place] for place in others.odd)]
        quality = self._quality + [("Q020", place, 1) for place in odd]
        if not explained(alike, b"\n".join(self._texts)):
            quality += [("Q031", places[at], 1) for at, text in enumerate(self._texts) if repeats(text)]
        frame = alike.frame
        if self._others and frame.width:
            order = [place if place >= 0 else len(self._alike) + ~place for place in self._order]
            frame = pl.concat([frame, others.frame])[order]
        return Chunk(frame, self._rejects, sorted(quality, key=itemgetter(1)))


def whole(columns: Shaper, records: list[Any], text: bytes) -> Chunk | None:
    """Records that are all of `text` as a chunk; None where it is no UTF-8 or a key may stand twice."""
    try:
        framed = columns.frame(records)
    except UnicodeError:
        return None
    if not explained(framed, text):
        return None
    return Chunk(framed.frame, [], [("Q020", place, 1) for place in framed.odd])


def explained(framed: Framed, text: bytes) -> bool:
    """Are the records of `framed` all that `text` says? True where nobody asks."""
    return framed.written is None or framed.written.explains(text)
