"""From the file's bytes to bounded pieces of text, with a prefix that every decision is made on."""

from __future__ import annotations

from collections.abc import Iterator

from leakcheck.sources.content import Content
from leakcheck.sources.decode import Late, LineEnds, Mixed, carriage_ends, decoder
from leakcheck.sources.encoding import Encoding, decide
from leakcheck.sources.options import PREFIX_BYTES, ReadOptions
from leakcheck.sources.sniff import refuse_binary


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
    def trailing(self) -> int:
        """Bytes after the end of the packed data."""
        return self._bytes.trailing

    def pieces(self, skip: int = 0) -> Iterator[tuple[bytes, bool]]:
        """The text from `skip` bytes on, and whether it is the last piece; pieces are cut anywhere."""
        size = max(1, self._size)
        for start in range(skip, len(self.head), size):
            yield self.head[start : start + size], False
        while not self.whole:
            data = self._bytes.read(size)
            self.whole = not data
            text = self.line_ends.translate(self._decoder.decode(data, final=self.whole), final=self.whole)
            self.size += len(text)
            if text:
                self.last = text[-1:]
                yield text, False
        yield b"", True
