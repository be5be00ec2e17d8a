"""Scars that earlier programs left in the text: replacement characters (Q005) and mojibake (Q016).

Mojibake is counted where the bytes of UTF-8 were taken for Windows-1252 once and written as UTF-8 again. Such a place
is a letter that stands for a first byte (C2-C5, D0, D1; E2-EF) and as many as that byte calls for of those that stand
for 80-BF. No-break spaces and French quotes follow letters in good text too and are left out.
"""

from __future__ import annotations

import re
from typing import Final

_REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}".encode()
_NEXT: Final = (  # U+0080-U+00BF, and what Windows-1252 has at 80-9F
    rb"(?:\xc2[\x80-\x9f\xa1-\xaa\xac-\xba\xbc-\xbf]|\xe2\x80[\x93-\xba]|\xe2\x82\xac|\xe2\x84\xa2"
    rb"|\xc5[\x92\x93\xa0\xa1\xb8\xbd\xbe]|\xc6\x92|\xcb[\x86\x9c])"
)
_TWICE: Final = re.compile(rb"\xc3(?:[\x82-\x85\x90\x91]%b|[\xa2-\xaf]%b%b)" % (_NEXT, _NEXT, _NEXT))
_THRICE: Final = "锟斤拷".encode()  # two replacement characters taken for GBK
_HIGH: Final = bytes(range(0x80, 0x100))
_RUN: Final = 1 << 16  # bytes without ASCII that are held back at a piece's end


class Scars:
    """Counts them in UTF-8 text that comes in pieces, cut anywhere."""

    def __init__(self) -> None:
        self.replaced = 0
        self.twice = 0
        self._held = b""

    def see(self, text: bytes, *, final: bool) -> None:
        """Count in `text`, which follows what was seen before."""
        if self._held:
            text = self._held + text
            self._held = b""
        if text.isascii():
            return
        if not final:  # no scar holds an ASCII character
            stop = len(text.rstrip(_HIGH))
            if len(text) - stop <= _RUN:
                text, self._held = text[:stop], text[stop:]
        if b"\xef" in text:
            self.replaced += text.count(_REPLACEMENT)
        if text.rfind(_THRICE[2:]) >= 0:  # backwards from these bytes it takes half the time of a count
            self.twice += text.count(_THRICE)
        if b"\xc3" in text:
            self.twice += sum(1 for _ in _TWICE.finditer(text))
