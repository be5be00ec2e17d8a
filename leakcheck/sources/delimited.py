"""Delimited text to frames of text columns: at polars' speed where a piece is provably whole, carefully elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import polars as pl

from leakcheck.model.source import Reject
from leakcheck.sources.account import Below, Chunk, joined
from leakcheck.sources.below import Trail
from leakcheck.sources.pending import Pending
from leakcheck.sources.proven import Proven
from leakcheck.sources.records import Cut, Splitter

_BLOCK: Final = 1 << 18  # bytes around a fault that are read carefully, so that one fault does not slow a piece down


class DelimitedReader:
    """Text in at any cuts, chunks of records out; the records do not depend on the cuts.

    No CR stands before a LF in the text.
    """

    def __init__(self, splitter: Splitter, labels: tuple[str, ...] | None) -> None:
        self.splitter = splitter
        self._proven = Proven(splitter)
        self._trail = Trail()
        self._labels = labels
        self._pending = Pending(b"")
        self._lines = False  # is there a line end in it?
        self._wait = 0  # no record was complete in a shorter tail: try again when it has doubled
        self._skipping = False

    @property
    def notes(self) -> tuple[str, ...]:
        """How many lines below the table were no records."""
        count = self._trail.footers
        return (f"{count:,} {'line' if count == 1 else 'lines'} below the table passed over",) if count else ()

    def feed(self, text: bytes, *, final: bool) -> Iterator[Chunk]:
        """The records that are complete with `text`."""
        for chunk in self._chunks(text, final=final):
            yield self._trail.follow(chunk)
        if final:
            yield self._trail.end(self._nothing())

    def _nothing(self) -> Chunk:
        return Chunk(self._proven.frame([]))

    def _chunks(self, text: bytes, *, final: bool) -> Iterator[Chunk]:
        if self._skipping:
            line_end = text.find(b"\n")
            if line_end < 0 and not final:
                return
            self._skipping = False
            yield replace(self._nothing(), rejects=[(Reject.TOO_LONG, 0)], below=[(0, Below.RECORD)])
            text = text[line_end + 1 :] if line_end >= 0 else b""
        stop = len(text) if final else text.rfind(b"\n") + 1
        if final or (stop and self._pending.size + stop >= self._wait):
            self._pending.add(text[:stop])
            whole, self._lines, used = self._pending.taken(), False, 0
            if whole:
                chunk, used = self._records(whole, final=final)
                self._wait = 0 if used else 2 * len(whole)
                if chunk is not None:
                    yield chunk
            self._hold(whole[used:])
            self._hold(text[stop:])
        else:
            self._hold(text)
        if self._pending.size > self.splitter.max_record and not self._lines:
            self._pending.taken()
            self._skipping, self._wait = True, 0

    def _hold(self, text: bytes) -> None:
        self._pending.add(text)
        self._lines = self._lines or b"\n" in text

    def _records(self, text: bytes, *, final: bool) -> tuple[Chunk | None, int]:
        """The chunk of the records that end in `text`, whole lines, and the bytes they take."""
        if (quick := self._quick(text)) is not None:
            return quick, len(text)
        chunks: list[Chunk] = []
        used, size = 0, _BLOCK
        while used < len(text):
            stop = text.find(b"\n", used + size) + 1 or len(text)
            block = text[used:stop] if used or stop < len(text) else text
            quick = self._quick(block) if block is not text else None
            if quick is not None:
                chunks.append(quick)
                used, size = stop, _BLOCK
                continue
            cut = self.splitter.cut(block, final=final and stop == len(text))
            if cut.count or cut.quality:
                chunks.append(self._booked(cut))
            used += cut.consumed
            if not cut.consumed and stop == len(text):
                break
            size = _BLOCK if cut.consumed else 2 * size
        return joined(chunks), used

    def _quick(self, text: bytes) -> Chunk | None:
        chunk = self._proven.read(text)
        return None if chunk is None or self._repeats_header(chunk.frame) else chunk

    def _repeats_header(self, frame: pl.DataFrame) -> bool:
        if self._labels is None:
            return False
        first = frame["c1"] if self._labels[0] else frame["c1"].fill_null("")
        if not (first == self._labels[0]).any():
            return False
        same = pl.all_horizontal(
            pl.col(name).fill_null("") == text for name, text in zip(frame.columns, self._labels, strict=True)
        )
        return bool(frame.select(same.any()).item())

    def _booked(self, cut: Cut) -> Chunk:
        frame = self._proven.frame(cut.lines)
        return Chunk(frame, cut.rejects, cut.quality, cut.inner_newlines, below=cut.below)
