"""Text measured in terminal cells: a Han character takes two, a combining mark none."""

from __future__ import annotations

import re
from typing import Final

from rich.cells import cell_len, get_character_cell_size

_GAP: Final = re.compile(r" +(?!%|dB)")  # a figure is not parted from its unit


def cells(text: str) -> int:
    """How many cells `text` takes on a terminal."""
    return cell_len(text)


def split(text: str, width: int) -> tuple[str, str]:
    """`text` parted after at most `width` cells; at least one character goes left, and a mark stays with its letter."""
    used = 0
    for place, character in enumerate(text):
        size = get_character_cell_size(character)
        if used + size > width and place:
            return text[:place], text[place:]
        used += size
    return text, ""


def cut(text: str, width: int) -> str:
    """`text` if it fits into `width` cells, else its beginning and a ``~``."""
    if cells(text) <= width:
        return text
    head = split(text, width - 1)[0]
    return head + "~" if cells(head) < width else "~"


def left(text: str, width: int) -> str:
    """`text` in a field of exactly `width` cells, cut if need be, filled on the right."""
    shown = cut(text, width)
    return shown + " " * (width - cells(shown))


def right(text: str, width: int) -> str:
    """`text` in a field of exactly `width` cells, cut if need be, filled on the left."""
    shown = cut(text, width)
    return " " * (width - cells(shown)) + shown


def spread(start: str, end: str, width: int) -> str:
    """`start` and `end` at the two ends of a line of `width` cells; `start` gives way."""
    return left(start, width - cells(end) - 2) + "  " + end


def wrap(text: str, width: int, first: str = "", rest: str = "") -> list[str]:
    """`text` in lines of at most `width` cells, the first after `first`, the others after `rest`.

    Breaks at spaces; a word wider than a line is parted where it must. `width` should leave room for two cells.
    """
    lines: list[str] = []
    line, bare = first, True
    for word in _GAP.split(text.strip(" ")):
        if not bare and cells(line) + 1 + cells(word) <= width:
            line += " " + word
            continue
        if not bare:
            lines.append(line)
            line = rest
        tail = word
        while cells(line) + cells(tail) > width:
            head, tail = split(tail, width - cells(line))
            lines.append(line + head)
            line = rest
            if not tail:
                break
        line, bare = line + tail, False
    return [shown.rstrip(" ") for shown in (*lines, line)]
