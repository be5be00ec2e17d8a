"""One JSON object a line, a whole piece of lines decoded at once where all of them are good."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

from leakcheck.model.source import Reject
from leakcheck.sources.account import Chunk
from leakcheck.sources.json_values import FAILURES, LINES, Shaper, record

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
            yield Chunk(self._columns.frame([])[0], [(Reject.TOO_LONG, 0)])
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
        records = decoded(body) if len(body) <= self._max else None
        rejects: list[tuple[Reject, int]] = []
        quality: list[tuple[str, int, int]] = []
        if records is None:
            records = self._one_by_one(body, rejects, quality, ended=ended)
        return book(self._columns, records, rejects, quality)

    def _one_by_one(
        self, body: bytes, rejects: list[tuple[Reject, int]], quality: list[tuple[str, int, int]], *, ended: bool
    ) -> list[dict[str, Any]]:
        records: list[dict[str, Any]] = []
        lines = body.split(b"\n")
        for number, line in enumerate(lines, start=1):
            place = len(records) + len(rejects)
            if not line or line.isspace():
                quality.append(("Q001", place, 1))
                continue
            last = number == len(lines) and not ended
            read = Reject.TOO_LONG if len(line) > self._max else record(line, last=last)
            if isinstance(read, Reject):
                rejects.append((read, place))
                if read is Reject.TRUNCATED:
                    quality.append(("Q013", place, 1))
            else:
                records.append(read)
        return records


def _after(text: bytes, lines: int) -> int:
    """Where the first so many lines of `text` end."""
    if text.count(b"\n") <= lines:
        return len(text)
    return next(islice(_LINE_END.finditer(text), lines - 1, None)).end()


def decoded(body: bytes) -> list[dict[str, Any]] | None:
    """The objects of `body`, one a line; None where not every line is exactly one.

    The lines become the elements of an array of arrays. No string holds a bare line end and no object a bare bracket,
    so a broken line can never be completed by its neighbour; and a line that holds two elements shows in their number.
    """
    array = b"[[" + body.replace(b"\n", b"\n],[") + b"]]"
    try:
        records = [item for (item,) in LINES.decode(array)]
    except FAILURES:
        return None
    return records if 3 * (len(records) - 1) == len(array) - len(body) - 4 else None


def book(
    columns: Shaper,
    records: list[dict[str, Any]],
    rejects: list[tuple[Reject, int]],
    quality: list[tuple[str, int, int]],
) -> Chunk:
    """Records and rejects as a chunk; records of another shape than the first ones are counted (Q020)."""
    frame, odd = columns.frame(records)
    if odd:
        places = _places(len(records), rejects)
        quality = quality + [("Q020", places[place], 1) for place in odd]
    return Chunk(frame, rejects, quality)


def _places(good: int, rejects: list[tuple[Reject, int]]) -> list[int]:
    """The place in the chunk of each good record."""
    bad = {place for _, place in rejects}
    return [place for place in range(good + len(rejects)) if place not in bad]
