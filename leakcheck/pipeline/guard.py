"""The last look before a report goes out: does a value of the sample stand in it?

No renderer can print a cell, because none is given one. This looks all the same, with cells of the first records, as a
second lock on the door: what it finds is withheld, and the run ends with its own exit status.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from leakcheck.errors import GuardError, LeakcheckError

if TYPE_CHECKING:
    import polars as pl

RECORDS: Final = 300  # records whose cells are looked for
LEAST: Final = 8  # shorter cells occur in ordinary text by chance
LEAST_WIDE: Final = 4  # characters of scripts in which our reports are not written
_ESCAPES: Final = re.compile(r"(?:\\u[0-9a-fA-F]{4})+|\\u\{[0-9a-fA-F]{1,6}\}")
_WIDE: Final = re.compile(r"[^\x00-\u024f]")
_SPACE: Final = re.compile(r"\s+")
# A cell of words alone may be a phrase of ours; one with a digit, a sign of an address or another script is not.
_TELLING: Final = re.compile(r"[0-9@_/]|[^\x00-\u024f]")
_NUMBER: Final = re.compile(r"[-+]?[0-9]*[.,]?[0-9]*(?:[eE][-+]?[0-9]+)?")
_FIGURES: Final = 4  # significant digits of every figure in a report: a number of so few says nothing about a record


class Guard:
    """Cells of one sample, to be looked for in what is about to be written."""

    def __init__(self) -> None:
        self._cells: dict[str, list[str]] = {}  # by their first LEAST_WIDE characters

    def learn(self, prefix: pl.DataFrame, known: Iterable[str] = ()) -> None:
        """Take the telling cells of the first records; `known` is text of ours or the user's that may be shown."""
        head = prefix.head(RECORDS)
        cells = {_plain(cell) for column in head.get_columns() for cell in column.drop_nulls().unique().to_list()}
        allowed = _plain("\n".join(known))
        for cell in sorted(cells):
            if _telling(cell) and cell not in allowed:
                self._cells.setdefault(cell[:LEAST_WIDE], []).append(cell)

    def check(self, text: str, what: str) -> str:
        """`text` itself. Raises GuardError (LC501) where a cell stands in it as a word of its own."""
        if any(self._holds(reading) for reading in _readings(text)):
            raise GuardError(
                "LC501",
                f"a value from the sample appeared in {what}; nothing was written",
                "please report this: leakcheck doctor --bug",
            )
        return text

    def cleared(self, error: LeakcheckError) -> LeakcheckError:
        """`error` itself, or in its place a GuardError where a cell stands in its message or hint."""
        try:
            self.check(f"{error.message}\n{error.hint or ''}", "an error message")
        except GuardError as found:
            return found
        return error

    def _holds(self, text: str) -> bool:
        for place in range(len(text) - LEAST_WIDE + 1):
            for cell in self._cells.get(text[place : place + LEAST_WIDE], ()):
                if text.startswith(cell, place) and _stands_alone(text, place, place + len(cell)):
                    return True
        return False


def _readings(text: str) -> Iterator[str]:
    """`text` as whoever reads it sees it: escapes of JSON and of ours resolved, those of HTML, lines joined."""
    if not text.isprintable() or "  " in text:
        text = _plain(text)
    yield text
    unescaped = _ESCAPES.sub(_unescaped, text)
    if unescaped != text:
        yield unescaped
    if "&" in text:
        yield html.unescape(text)


def _unescaped(found: re.Match[str]) -> str:
    if found[0].startswith("\\u{"):
        return chr(min(int(found[0][3:-1], 16), 0x10FFFF))
    units = bytes.fromhex(found[0].replace("\\u", ""))
    return units.decode("utf-16-be", "replace")


def _plain(text: str) -> str:
    """White space as wrapping leaves it: one space, and none between characters of a script that is written without."""
    return _SPACE.sub(lambda gap: " " if _between_words(gap) else "", text).strip()


def _between_words(gap: re.Match[str]) -> bool:
    before, after = gap.string[gap.start() - 1 : gap.start()], gap.string[gap.end() : gap.end() + 1]
    return not (_WIDE.match(before) and _WIDE.match(after))


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Is it a word of its own, and no part of a longer one?"""
    around = text[max(0, start - 1) : start] + text[end : end + 1]
    return not any(character.isascii() and character.isalnum() for character in around)


def _telling(cell: str) -> bool:
    least = LEAST_WIDE if _WIDE.search(cell) else LEAST
    if len(cell) < least or not _TELLING.search(cell):
        return False
    digits = re.sub(r"[eE].*|[^0-9]", "", cell).strip("0")
    return not (_NUMBER.fullmatch(cell) and len(digits) <= _FIGURES)
