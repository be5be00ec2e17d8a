"""The sample's bytes as UTF-8 with LF line ends, whatever they were; bytes that mean nothing stay visible as 0xFF."""

from __future__ import annotations

import codecs
from typing import Final, Protocol

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


def decoder(name: str) -> Decoder:
    """The decoder for an encoding of Python's."""
    return Utf8() if name == "utf-8" else Transcoder(name)


class LineEnds:
    """CRLF, and CR where the file's records end so, become LF; `crlf` counts the CRLFs."""

    def __init__(self, *, carriage: bool) -> None:
        self.crlf = 0
        self._carriage = carriage
        self._held = b""

    def translate(self, text: bytes, *, final: bool) -> bytes:
        """`text` with LF line ends; a CR at the very end waits for what follows it."""
        text = self._held + text
        self._held = b""
        if b"\r" not in text:
            return text
        if text.endswith(b"\r") and not final:
            text, self._held = text[:-1], b"\r"
        size = len(text)
        text = text.replace(b"\r\n", b"\n")
        self.crlf += size - len(text)
        return text.replace(b"\r", b"\n") if self._carriage else text


def carriage_ends(head: bytes) -> bool:
    """Do the records of `head` end in CR alone? Where LF ends them, a CR is part of a cell."""
    lone = head.count(b"\r") - head.count(b"\r\n")
    return lone > head.count(b"\n")
