"""A file's name as an error may show it: printable, short, and never more than the name."""

from __future__ import annotations

from typing import Final

_LIMIT: Final = 80  # characters


def shown(name: str) -> str:
    """`name` with everything unprintable (controls, bidi marks, undecodable bytes) escaped, cut to 80 characters."""
    text = "".join(char if char.isprintable() else f"\\u{{{ord(char):x}}}" for char in name[: _LIMIT + 1])
    return text if len(text) <= _LIMIT else text[: _LIMIT - 3] + "..."
