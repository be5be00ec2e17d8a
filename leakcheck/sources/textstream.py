"""From the file's bytes to bounded pieces of text, with a prefix that every decision is made on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from leakcheck.sources.content import Content
from leakcheck.sources.decode import Late, LineEnds, Mixed, carriage_ends, decoder
from leakcheck.sources.encoding import Encoding, decide
from leakcheck.sources.options import PREFIX_BYTES, ReadOptions
from leakcheck.sources.sniff import refuse_binary

_STEP: Final = 1 << 18  # bytes read, hashed and decoded at once: what a processor keeps at hand


class TextStream:
    """UTF-8 text with LF line ends; `head` is its beginning, which `pieces` gives again."""

    def __init__(self, content: Content, options: ReadOptions) -> None:
        self._bytes = content
        data = self._fill()
        refuse_binary(data[:4096])
        self.encoding: Encoding = decide(data, options.encoding)
        late = options.encoding is None and not self.whole and not self.encoding.mark and data.isascii()
        self._decoder = Late(decide) if late else decoder(self.encoding)
        self._size = options.batch_bytes
        text = self._decoder.decode(data[self.encoding.mark :], final=self.whole)
        self.line_ends = LineEnds(carriage=carriage_ends(text))
        self.head = self.line_ends.translate(text, final=self.whole)
        self.last = self.head[-1:]
        self.size = len(self.head)  # bytes of text so far

    def end_at_carriages(self) -> None:
        """From the beginning on, a CR is the end of a line."""
        self.line_ends.carriage = True
        self.head = self.line_ends.ended(self.head)
        self.last = self.head[-1:]

    def _fill(self) -> bytes:
        pieces: list[bytes] = []
        size = 0
        self.whole = False  # is all of the sample in the head?
        while size < PREFIX_BYTES:
            data = self._bytes.read(PREFIX_BYTES - size)
            if not data:
                self.whole = True
                break
            pieces.append(data)
            size += len(data)
        return b"".join(pieces)

    @property
    def compression(self) -> str | None:
        """gzip, zstd, xz, bzip2, zip, tar, or None."""
        return self._bytes.name

    @property
    def broken(self) -> bool:
        """Did the packed data end early or turn out damaged?"""
        return self._bytes.broken

    @property
    def foreign_lines(self) -> int:
        """Lines that stand in another encoding than the rest and were read in that one."""
        return self._decoder.lines if isinstance(self._decoder, Mixed | Late) else 0

    @property
    def decided_late(self) -> tuple[int, Encoding] | None:
        """Where the first byte that is not ASCII stands, and the encoding it was found in, if that was late."""
        late = self._decoder
        if not isinstance(late, Late) or late.offset is None or late.encoding is None:
            return None
        return late.offset, late.encoding

    @property
    def ascii(self) -> bool:
        """Is it known that all text so far was ASCII?"""
        return isinstance(self._decoder, Late) and self._decoder.offset is None

    @property
    def trailing(self) -> int:
        """Bytes after the end of the packed data."""
        return self._bytes.trailing

    def pieces(self, skip: int = 0) -> Iterator[tuple[bytes, bool]]:
        """The text from `skip` bytes on, and whether it is the last piece.

        Pieces may be cut anywhere; where there are line ends, they are cut there, which saves their reader a copy.
        """
        size = max(1, self._size)
        for start in range(skip, len(self.head), size):
            yield self.head[start : start + size], False
        held: list[bytes] = []
        length = 0
        while not self.whole:
            data = self._bytes.read(min(size, _STEP))
            self.whole = not data
            text = self.line_ends.translate(self._decoder.decode(data, final=self.whole), final=self.whole)
            if not text:
                continue
            self.size += len(text)
            self.last = text[-1:]
            held.append(text)
            length += len(text)
            if length >= size:
                stop = text.rfind(b"\n") + 1 or len(text)
                held[-1] = text[:stop]
                yield b"".join(held), False
                held = [text[stop:]] if stop < len(text) else []
                length = len(text) - stop
        if held:
            yield b"".join(held), False
        yield b"", True
