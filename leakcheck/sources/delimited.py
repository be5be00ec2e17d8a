"""Delimited text to frames of text columns: at polars' speed where a piece is provably whole, carefully elsewhere."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from operator import itemgetter
from typing import Final

import polars as pl

from leakcheck.model.source import Reject
from leakcheck.sources.account import Chunk
from leakcheck.sources.records import Cut, Splitter

_END: Final = b".\n"  # the cell of our own
# How a piece must not begin: polars drops a byte order mark, and unpacks what looks like zlib, gzip or zstd.
_TAKEN_FOR_MORE: Final = (codecs.BOM_UTF8, b"x", b"\x1f\x8b", b"(\xb5")
_FIRST: Final = itemgetter(0)
_LAST: Final = itemgetter(-1)
_GAPS: Final = re.compile(rb"\n{2,}")
_SPARE: Final = tuple(
    bytes([code]) for code in (1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 9, 44)
)


class DelimitedReader:
    """Text in at any cuts, chunks of records out; the records do not depend on the cuts."""

    def __init__(self, splitter: Splitter, labels: tuple[str, ...] | None) -> None:
        self.splitter = splitter
        self.columns = tuple(f"c{index}" for index in range(1, splitter.columns + 1))
        self._labels = labels
        self._tail = b""
        self._wait = 0  # no record was complete in a shorter tail: try again when it has doubled
        self._skipping = False

    def feed(self, text: bytes, *, final: bool) -> Iterator[Chunk]:
        """The records that are complete with `text`."""
        if self._skipping:
            line_end = text.find(b"\n")
            if line_end < 0 and not final:
                return
            self._skipping = False
            yield self._nothing(Reject.TOO_LONG)
            text = text[line_end + 1 :] if line_end >= 0 else b""
        stop = len(text) if final else text.rfind(b"\n") + 1
        if stop or final:
            whole, rest = b"".join((self._tail, memoryview(text)[:stop])), text[stop:]
            used = 0
            if whole and (final or len(whole) >= self._wait):
                chunk, used = self._chunk(whole, final=final)
                self._wait = 0 if used else 2 * len(whole)
                if chunk is not None:
                    yield chunk
            self._tail = whole[used:] + rest if used < len(whole) else rest
        else:
            self._tail += text
        if len(self._tail) > self.splitter.max_record and b"\n" not in self._tail:
            self._tail, self._skipping, self._wait = b"", True, 0

    def _nothing(self, reason: Reject) -> Chunk:
        return Chunk(self._frame([]), [(reason, 0)])

    def _chunk(self, text: bytes, *, final: bool) -> tuple[Chunk | None, int]:
        """The chunk of the records that end in `text`, whole lines, and the bytes they take."""
        if len(text) <= self.splitter.max_record and b"\0" not in text and text.endswith(b"\n"):
            quoted = self.splitter.quote is not None and self.splitter.quote in text
            readings = (self._enclosed, self._quoted) if quoted else (self._plain, self._gappy)
            quick = next((chunk for reading in readings if (chunk := reading(text)) is not None), None)
            if quick is not None and not self._repeats_header(quick.frame):
                return quick, len(text)
        cut = self.splitter.cut(text, final=final)
        return self._booked(cut), cut.consumed

    def _plain(self, text: bytes, separator: bytes | None = None) -> Chunk | None:
        """A piece without quotes. A last cell of our own at every line's end is null where a line is short of cells."""
        separator = separator or self.splitter.delimiter or _spare(text)
        if separator is None or separator in _END:
            return None
        frame = self._parse(text.replace(b"\n", separator + _END), separator, 1)
        if frame is None or frame["end"].null_count():
            return None
        if len(self.columns) == 1 and frame["c1"].null_count():
            return None  # blank lines
        return Chunk(frame.drop("end"))

    def _enclosed(self, text: bytes) -> Chunk | None:
        """A piece with every cell in quotes, and no quote or line end inside one: other marks can take their place.

        A line end inside a cell would leave two lines short of cells: but not in a single column.
        """
        quote, delimiter = self.splitter.quote, self.splitter.delimiter
        if not quote or not delimiter or len(self.columns) == 1:
            return None
        if not (text.startswith(quote) and text.endswith(quote + b"\n")):
            return None
        separator = _spare(text)
        if separator is None:
            return None
        bare = text[1:-2].replace(quote + delimiter + quote, separator).replace(quote + b"\n" + quote, b"\n")
        return self._plain(bare + b"\n", separator) if quote not in bare else None

    def _gappy(self, text: bytes) -> Chunk | None:
        """A piece without quotes that is whole but for blank lines."""
        first = 0 if text.startswith(b"\n") else text.find(b"\n\n") + 1
        if not first and not text.startswith(b"\n"):
            return None
        filled = _GAPS.sub(b"\n", text).removeprefix(b"\n")
        chunk = self._plain(filled) if filled else Chunk(self._frame([]))
        if chunk is None:
            return None
        chunk.quality.append(("Q001", text.count(b"\n", 0, first), len(text) - len(filled)))
        return chunk

    def _quoted(self, text: bytes) -> Chunk | None:
        """A piece with quotes, split at them: what stands outside must begin and end at delimiters and line ends."""
        quote = self.splitter.quote
        separator = self.splitter.delimiter or _spare(text)
        assert quote is not None
        if separator is None:
            return None
        parts = text.split(quote)
        if len(parts) % 2 == 0:
            return None  # ends inside a quoted cell
        outside = parts[::2]
        edges = {separator[0], 10}
        first, last = outside[0], outside[-1]
        if (first and first[-1] not in edges) or last[0] not in edges:
            return None
        between = [*filter(None, outside[1:-1])]  # nothing stands between the two halves of a doubled quote
        if not edges.issuperset(map(_FIRST, between)) or not edges.issuperset(map(_LAST, between)):
            return None
        plain = b'"'.join(outside)
        lines = plain.count(b"\n")
        if plain.count(separator) != lines * (len(self.columns) - 1):
            return None
        if len(self.columns) == 1 and (plain.startswith(b"\n") or b"\n\n" in plain):
            return None  # blank lines
        frame = self._parse(text, separator, 0)
        if frame is None or frame.height != lines:
            return None
        return Chunk(frame, inner_newlines=text.count(b"\n") - lines)

    def _parse(self, text: bytes, separator: bytes, extra: int) -> pl.DataFrame | None:
        """Polars' reading of `text`, None where it objects. Its messages quote cells, so they are dropped."""
        names = (*self.columns, "end") if extra else self.columns
        if text.startswith(_TAKEN_FOR_MORE):
            text = codecs.BOM_UTF8 + text  # of which polars drops one
        quote = self.splitter.quote
        try:
            return pl.read_csv(
                text,
                has_header=False,
                separator=separator.decode(),
                quote_char=quote.decode() if quote and not extra else None,
                schema=dict.fromkeys(names, pl.String),
                infer_schema=False,
                encoding="utf8",
            )
        except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError):
            return None

    def _repeats_header(self, frame: pl.DataFrame) -> bool:
        if self._labels is None:
            return False
        if not (frame["c1"].fill_null("") == self._labels[0]).any():
            return False
        same = pl.all_horizontal(
            pl.col(name).fill_null("") == text for name, text in zip(self.columns, self._labels, strict=True)
        )
        return bool(frame.select(same.any()).item())

    def _booked(self, cut: Cut) -> Chunk | None:
        if not cut.count and not cut.quality:
            return None
        return Chunk(self._frame(cut.lines), cut.rejects, cut.quality, cut.inner_newlines)

    def _frame(self, lines: list[bytes]) -> pl.DataFrame:
        """Lines that the careful reading found whole, as a frame."""
        if lines:
            text = b"\n".join([*lines, b""])
            separator = self.splitter.delimiter or _spare(text)
            frame = self._parse(text, separator, 0) if separator is not None else None
            if frame is not None and frame.height == len(lines):
                return frame
        cells = [[cell.decode() or None for cell in self.splitter.cells(line)] for line in lines]
        return pl.DataFrame(cells, schema=dict.fromkeys(self.columns, pl.String), orient="row")


def _spare(text: bytes) -> bytes | None:
    """A delimiter for a file of one column: a byte that it does not hold."""
    return next((byte for byte in _SPARE if byte not in text), None)
