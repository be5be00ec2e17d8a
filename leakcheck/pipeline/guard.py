"""The last look before a report goes out: does a value of the sample stand in it?

No renderer can print a cell, because none is given one. This looks all the same, with cells of the first records, as a
second lock on the door: what it finds is withheld, and the run ends with its own exit status.
"""

from __future__ import annotations

import re
from typing import Final

import polars as pl

from leakcheck.errors import GuardError

RECORDS: Final = 300  # records whose cells are looked for
LEAST: Final = 8  # shorter cells occur in ordinary text by chance
LEAST_WIDE: Final = 4  # characters of scripts in which our reports are not written
_ESCAPE: Final = re.compile(r"\\u([0-9a-fA-F]{4})")
_WIDE: Final = re.compile(r"[^\x00-\u024f]")
# A cell of words alone may be a phrase of ours; one with a digit, a sign of an address or another script is not.
_TELLING: Final = re.compile(r"[0-9@_/]|[^\x00-\u024f]")


class Guard:
    """Cells of one sample, to be looked for in what is about to be written. `known` is text that may stand there."""

    def __init__(self) -> None:
        self._cells: set[str] = set()

    def learn(self, prefix: pl.DataFrame, known: tuple[str, ...] = ()) -> None:
        """Take the telling cells of the first records; `known` are labels and parameters that reports show anyway."""
        head = prefix.head(RECORDS)
        cells = {cell.strip() for column in head.get_columns() for cell in column.drop_nulls().unique().to_list()}
        allowed = "\n".join(known)
        self._cells |= {cell for cell in cells if _telling(cell) and cell not in allowed}

    def check(self, text: str, what: str) -> str:
        """`text` itself. Raises GuardError (LC501) where a cell stands in it as a word of its own."""
        shown = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
        for cell in self._cells:
            if cell in shown and re.search(rf"(?<![0-9A-Za-z]){re.escape(cell)}(?![0-9A-Za-z])", shown):
                raise GuardError(
                    "LC501", f"a value from the sample appeared in {what}; nothing was written", "please report this"
                )
        return text


def _telling(cell: str) -> bool:
    least = LEAST_WIDE if _WIDE.search(cell) else LEAST
    return len(cell) >= least and bool(_TELLING.search(cell))
