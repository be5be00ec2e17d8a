"""Polars' reading of a piece of delimited text, where it is proven to be what the careful reading would give.

Polars fills a row that is too short without a word, drops lone quotes inside a quoted cell and lets a stray quote
swallow lines. What it cannot do is lose a byte unseen: the bytes of a piece are those of its cells, one for each
delimiter and line end, and the quotes that were taken off. So lengths alone, which polars keeps beside every cell,
prove most of it, and a piece of which they do not is left to `records`.
"""

from __future__ import annotations

import codecs
import re
from typing import Final

import polars as pl

from leakcheck.sources.account import Below, Chunk
from leakcheck.sources.bounds import MAX_CELL
from leakcheck.sources.records import Splitter

# How a piece must not begin: polars drops a byte order mark, and unpacks what looks like zlib, gzip or zstd.
_TAKEN_FOR_MORE: Final = (codecs.BOM_UTF8, b"x", b"\x1f\x8b", b"(\xb5")
_GAPS: Final = re.compile(rb"\n{2,}")
_SPARE: Final = tuple(
    bytes([code]) for code in (1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 9, 44)
)


class Proven:
    """Reads whole lines of one dialect at polars' speed, or says that it cannot vouch for them."""

    def __init__(self, splitter: Splitter) -> None:
        self.splitter = splitter
        self.columns = tuple(f"c{index}" for index in range(1, splitter.columns + 1))
        if splitter.quote is not None:
            quote, mark = splitter.quote, splitter.delimiter or b""
            self._ordinary = bytes(set(range(256)) - {*quote, *mark, 10})
            q, sep = re.escape(quote), re.escape(mark) or rb"(?!)"
            cell = rb"(?:%b(?:%b|%b%b)*+%b)?" % (q, sep, q, q, q)
            self._shape = re.compile(rb"%b(?:%b%b){%d}" % (cell, sep, cell, splitter.columns - 1))
            self._quoted_cell = re.compile(rb"%b(?:%b|%b%b)*+%b" % (q, sep, q, q, q))

    def read(self, text: bytes) -> Chunk | None:
        """The records of `text`, which is whole lines; None where it takes a careful reading."""
        splitter = self.splitter
        if len(text) > splitter.max_record or b"\0" in text or not text.endswith(b"\n"):
            return None
        if splitter.escape is not None and splitter.escape in text:
            return None
        if splitter.quote is None or splitter.quote not in text:
            return self._plain(text) or self._gappy(text)
        if splitter.delimiter is not None and len(splitter.delimiter) > 1:
            return None
        return self._quoted(text)

    def frame(self, lines: list[bytes]) -> pl.DataFrame:
        """Lines that the careful reading found whole, as a frame."""
        if lines and not any(line.endswith(b"\r") for line in lines):
            text = b"\n".join([*lines, b""])
            divided = self._divided(text)
            frame = self._parse(*divided) if divided is not None else None
            if frame is not None and frame.height == len(lines):
                return frame
        cells = [[cell.decode() or None for cell in self.splitter.cells(line)] for line in lines]
        return pl.DataFrame(cells, schema=dict.fromkeys(self.columns, pl.String), orient="row")

    def _divided(self, text: bytes) -> tuple[bytes, bytes] | None:
        """`text` and its delimiter, of one byte as polars wants it; None where no byte is to spare for that."""
        delimiter = self.splitter.delimiter
        if delimiter is not None and len(delimiter) == 1:
            return text, delimiter
        if delimiter is not None and self.splitter.quote is not None and self.splitter.quote in text:
            return None  # the delimiter may be part of a quoted cell
        spare = next((byte for byte in _SPARE if byte not in text), None)
        if spare is None:
            return None
        return (text.replace(delimiter, spare) if delimiter is not None else text), spare

    def _plain(self, text: bytes) -> Chunk | None:
        """A piece without quotes: polars refuses rows that are too long; one too short has no last cell."""
        divided = self._divided(text)
        if divided is None:
            return None
        frame = self._parse(*divided, quoted=False)
        if frame is None:
            return None
        if frame[self.columns[-1]].null_count() and (len(self.columns) == 1 or _taken_off(frame, divided[0])):
            return None  # a blank line is the null of a single column
        return Chunk(frame, brief=_brief(text))

    def _gappy(self, text: bytes) -> Chunk | None:
        """A piece without quotes that is whole but for blank lines."""
        first = 0 if text.startswith(b"\n") else text.find(b"\n\n") + 1
        if not first and not text.startswith(b"\n"):
            return None
        filled = _GAPS.sub(b"\n", text).removeprefix(b"\n")
        chunk = self._plain(filled) if filled else Chunk(self.frame([]))
        if chunk is None:
            return None
        chunk.quality.append(("Q001", text.count(b"\n", 0, first), len(text) - len(filled)))
        if text.endswith(b"\n\n") or not filled:
            chunk.below.append((chunk.frame.height, Below.BLANK))
        return chunk

    def _quoted(self, text: bytes) -> Chunk | None:
        """A piece in which quotes stand where they should: no line ends inside them.

        Of every line only quotes and delimiters are looked at: few kinds of lines remain. Each kind must be one that
        well-formed cells make. Then every line end is a record's end, and in a line without doubled quotes polars takes
        as many quotes off as there are only if each stands at the edge of its cell. Lines with doubled quotes are
        matched one by one.
        """
        quote = self.splitter.quote
        assert quote is not None
        divided = self._divided(text)
        if divided is None:
            return None
        skeleton = text.translate(None, self._ordinary)
        first = skeleton[: skeleton.index(b"\n") + 1]
        lines = len(skeleton) // len(first)
        doubled: set[bytes] = set()
        if first * lines == skeleton and not self._doubled(first[:-1]):
            kinds = {first[:-1]}
            quotes = lines * first.count(quote)
        else:
            rows = skeleton.split(b"\n")[:-1]
            lines, kinds = len(rows), set(rows)
            doubled = {kind for kind in kinds if self._doubled(kind)}
            quotes = skeleton.count(quote)
        if not all(map(self._shape.fullmatch, kinds)):
            return None
        if doubled:
            raw = text.split(b"\n")
            if not all(self.splitter.strict.fullmatch(raw[at]) for at, row in enumerate(rows) if row in doubled):
                return None
            quotes -= sum(self._doubled(row) for row in rows if row in doubled)
        frame = self._parse(*divided)
        if frame is None or frame.height != lines:
            return None
        if _taken_off(frame, text) != quotes:
            return None
        if len(self.columns) == 1 and frame["c1"].null_count():
            return None  # blank lines
        return Chunk(frame, brief=_brief(text))

    def _doubled(self, kind: bytes) -> int:
        """Doubled quotes in a line of this kind, each of which leaves one quote in its cell."""
        quote = self.splitter.quote
        assert quote is not None
        return sum(cell.count(quote) // 2 - 1 for cell in self._quoted_cell.findall(kind))

    def _parse(self, text: bytes, separator: bytes, *, quoted: bool = True) -> pl.DataFrame | None:
        """Polars' reading of `text`, None where it objects. Its messages quote cells, so they are dropped."""
        if text.startswith(_TAKEN_FOR_MORE):
            text = codecs.BOM_UTF8 + text  # of which polars drops one
        quote = self.splitter.quote
        try:
            return pl.read_csv(
                text,
                has_header=False,
                separator=separator.decode(),
                quote_char=quote.decode() if quote and quoted else None,
                schema=dict.fromkeys(self.columns, pl.String),
                infer_schema=False,
                encoding="utf8",
            )
        except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError):
            return None


def _taken_off(frame: pl.DataFrame, text: bytes) -> int:
    """Bytes of `text` that are in no cell of `frame` and neither delimit nor end one."""
    cells = sum(size or 0 for size in frame.select(pl.all().str.len_bytes().sum()).row(0))
    return len(text) - cells - frame.width * frame.height


def _brief(text: bytes) -> bool:
    """Is no line, and so no cell, longer than a cell may be? So it is with a line end in every half of that."""
    step = MAX_CELL // 2
    return all(text.find(b"\n", start, start + step) >= 0 for start in range(0, len(text) - step + 1, step))
