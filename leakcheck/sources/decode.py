"""The sample's bytes as UTF-8 with LF line ends, whatever they were; bytes that mean nothing stay visible as 0xFF."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from typing import Final, Protocol

from leakcheck.sources.encoding import Encoding

_LINE: Final = 1 << 20  # bytes of a line that are held to find its encoding
_WINDOW: Final = 1 << 18  # bytes that a late decision is made on, however the file is cut
_NOT_ASCII: Final = re.compile(rb"[\x80-\xff]")
_RUN: Final = 1 << 16  # CRs that are held back at a piece's end
_RUNS: Final = re.compile(rb"\r+\n")  # what programs leave that turn LF into CRLF once too often
BAD: Final = b"\xff"  # no UTF-8 text holds it, so a record that does is rejected and nothing is replaced silently


def _mark(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return "\udcff", error.end


codecs.register_error("leakcheck.mark", _mark)


class Decoder(Protocol):
    """Bytes in, UTF-8 out, at whatever places the bytes are cut."""

    def decode(self, data: bytes, *, final: bool) -> bytes:
        """The text of `data`; `final` says that nothing follows."""
        ...


class Utf8:
    """UTF-8 as it is: the record layer sees bad bytes by itself."""

    def decode(self, data: bytes, *, final: bool) -> bytes:  # noqa: ARG002 - the interface of a Decoder
        """`data` itself."""
        return data


class Transcoder:
    """Any other encoding, by Python's incremental codecs."""

    def __init__(self, name: str) -> None:
        self._codec = codecs.getincrementaldecoder(name)("leakcheck.mark")

    def decode(self, data: bytes, *, final: bool) -> bytes:
        """`data` as UTF-8, each bad place as one 0xFF."""
        return self._codec.decode(data, final).encode("utf-8", "surrogateescape")


class Mixed:
    """UTF-8, but for lines that stand in a second encoding; `lines` counts those that were read in that one."""

    def __init__(self, other: str) -> None:
        self.lines = 0
        self._other = other
        self._tail = b""

    def decode(self, data: bytes, *, final: bool) -> bytes:
        """`data` as UTF-8, line by line; a line that is text in neither encoding stays as it is."""
        text = self._tail + data
        stop = len(text) if final else text.rfind(b"\n") + 1
        if len(text) - stop > _LINE:
            stop = len(text)  # no line of text: memory is bounded
        whole, self._tail = text[:stop], text[stop:]
        if decodable(whole):
            return whole
        return b"".join(line if decodable(line) else self._line(line) for line in whole.splitlines(keepends=True))

    def _line(self, line: bytes) -> bytes:
        try:
            text = line.decode(self._other)
        except UnicodeDecodeError:
            return line
        self.lines += 1
        return text.encode()


class Late:
    """ASCII so far: the encoding is decided where the first other byte stands, on what follows it.

    `encoding` is what was decided then, `offset` where; both None until then.
    """

    def __init__(self, decide: Callable[[bytes], Encoding]) -> None:
        self.encoding: Encoding | None = None
        self.offset: int | None = None
        self._decide = decide
        self._seen = 0
        self._held = b""
        self._inner: Decoder | None = None

    @property
    def lines(self) -> int:
        """Lines that were read in a second encoding."""
        return self._inner.lines if isinstance(self._inner, Mixed) else 0

    def decode(self, data: bytes, *, final: bool) -> bytes:
        """`data` as UTF-8; held back from the first byte that is not ASCII until there is enough to decide on."""
        if self._inner is not None:
            return self._inner.decode(data, final=final)
        before = b""
        if self.offset is None:
            if data.isascii():
                self._seen += len(data)
                return data
            other = _NOT_ASCII.search(data)
            assert other is not None
            self.offset = self._seen + other.start()
            before, data = data[: other.start()], data[other.start() :]
        self._held += data
        if len(self._held) < _WINDOW and not final:
            return before
        self.encoding = self._decide(self._held[:_WINDOW])
        self._inner = decoder(self.encoding)
        held, self._held = self._held, b""
        return before + self._inner.decode(held, final=final)


def decodable(text: bytes) -> bool:
    """Is this whole text UTF-8?"""
    if text.isascii():
        return True
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True


def decoder(encoding: Encoding) -> Decoder:
    """The decoder for an encoding that was decided."""
    if encoding.other is not None:
        return Mixed(encoding.other)
    return Utf8() if encoding.name == "utf-8" else Transcoder(encoding.name)


class LineEnds:
    """CRLF, more CRs before a LF, and CR where the file's records end so, become LF; `crlf` and `cr` count them."""

    def __init__(self, *, carriage: bool) -> None:
        self.crlf = 0
        self.cr = 0
        self.carriage = carriage
        self._held = b""

    def translate(self, text: bytes, *, final: bool) -> bytes:
        """`text` with LF line ends; CRs at the very end wait for what follows them."""
        if self._held:
            text, self._held = self._held + text, b""
        if b"\r" not in text:
            return text
        if text.endswith(b"\r") and not final:
            bare = text.rstrip(b"\r")
            if len(text) - len(bare) <= _RUN:
                text, self._held = bare, text[len(bare) :]
        size = len(text)
        text = text.replace(b"\r\n", b"\n")
        self.crlf += size - len(text)
        if b"\r\n" in text:
            text = _RUNS.sub(b"\n", text)
        return self.ended(text) if self.carriage else text

    def ended(self, text: bytes) -> bytes:
        """`text` with LF for every CR that is left."""
        self.cr += text.count(b"\r")
        return text.replace(b"\r", b"\n")


def carriage_ends(head: bytes) -> bool:
    """Do the records of `head` end in CR alone? Where LF ends them, a CR is part of a cell."""
    if b"\r" not in head:
        return False
    lone = head.count(b"\r") - head.count(b"\r\n")
    return lone > head.count(b"\n")
