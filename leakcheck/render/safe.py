r"""Sample text made inert: what a label or a file name may put on a terminal, into a log, or into a report.

An allow-list: what Python calls printable, less what is printable but invisible. Everything else (control characters,
ESC, bidirectional and zero-width characters, line separators, lone surrogates, private and unassigned code points) is
written as ``\u{1b}``. No result holds a line end, and none holds the openings by which CI systems take commands out of
a log: ``::error``, ``##[``, ``##vso[``, ``##teamcity[``.
"""

from __future__ import annotations

import re
from typing import Final

from rich.cells import get_character_cell_size

from leakcheck.render.cells import cut

# Printable to Python, invisible to a reader. Source: Unicode 16 DerivedCoreProperties, Default_Ignorable_Code_Point,
# as far as it is of category L or M; U+2800 is the empty Braille pattern.
_INVISIBLE: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0") | frozenset(
    map(chr, (*range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)))
)
_MOST_MARKS: Final = 3  # on one letter: Hebrew and Vietnamese need no more; beyond that they climb over other lines
_COMMANDS: Final = re.compile(r"(?<=:):|(?<=#)#(?=\w*\[)")


def safe(text: str, limit: int | None = 80) -> str:
    """`text` without anything that a terminal, a log reader or a line-based tool would act on.

    At most `limit` cells wide, cut with ``~`` (None: any width). Working on a result again changes nothing.
    """
    if limit is not None:
        text = text[: 4 * limit + 4]  # (every cell may carry its marks; what lies beyond is cut anyway)
    shown: list[str] = []
    room = 0  # for marks: none where there is no letter of the sample before it, or they would sit on ours
    for character in text:
        mark = not get_character_cell_size(character)
        if not character.isprintable() or character in _INVISIBLE or (mark and not room):
            shown.append(_escape(character))
            room = 0
        else:
            shown.append(character)
            room = room - 1 if mark else _MOST_MARKS
    whole = _COMMANDS.sub(lambda found: _escape(found[0]), "".join(shown))
    return whole if limit is None else cut(whole, limit)


def inert(text: str) -> str:
    """`safe` without a width: for sentences that should be ours, but that a plugin may have written."""
    return safe(text, None)


def _escape(character: str) -> str:
    return f"\\u{{{ord(character):x}}}"
