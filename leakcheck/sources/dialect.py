"""Which character divides the cells? The one under which most records have the same width and cells read as values."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Final

from leakcheck.errors import SourceError, UsageError
from leakcheck.sources.options import MAX_COLUMNS
from leakcheck.sources.records import Splitter

CANDIDATES: Final = (b",", b"\t", b";", b"|")
RARE: Final = (b":", b"^", b"~", b"\x1f", b"\x01")  # tried where no common one divides the lines
NAMES: Final = {
    b",": "comma", b"\t": "TAB", b";": "semicolon", b"|": "pipe", b":": "colon", b"^": "caret", b"~": "tilde",
    b"\x1f": "unit separator", b"\x01": "control-A",
}  # fmt: skip
_WHOLE: Final = re.compile(
    rb"\b\d{1,2}:[0-5]\d\b|://|\b[0-9A-Fa-f]{2}:[0-9A-Fa-f]{2}:"
)  # times and addresses hold colons of their own
_LINES: Final = 250  # of the beginning, to score a delimiter on
_BYTES: Final = 1 << 18
_EQUAL: Final = 0.02  # scores this close are a tie
_LEAST: Final = 0.5  # share of records that must have the same width
_STEADY: Final = 0.9  # the same for a rare delimiter
_FEW: Final = 3
_MOST: Final = 0.9  # share of the single quotes before a cell that must have their second behind it


@dataclass(frozen=True, slots=True)
class Dialect:
    """How cells are divided: one byte or None for a single column; the quote or None; the number of columns."""

    delimiter: bytes | None
    quote: bytes | None
    columns: int


def decide(text: bytes, wanted: str | None = None) -> Dialect:
    """The dialect of delimited text that begins with `text`.

    SourceError LC207 where two delimiters fit equally, LC204 where there are too many columns; UsageError LC102 for a
    delimiter that is not one ASCII character.
    """
    text = text[:_BYTES]
    if wanted is not None:
        name = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}.get(wanted.lower(), wanted)
        if len(name) != 1 or not name.isascii() or name in '"\r\n\0':
            raise UsageError("LC102", "--delimiter: not one ASCII character", "--delimiter tab")
        return _shaped(text, name.encode())
    scored = sorted(((_score(text, mark), mark) for mark in CANDIDATES if mark in text), reverse=True)
    if not scored or not scored[0][0]:
        return _shaped(text, next((mark for mark in RARE if mark in text and _steady(text, mark)), None))
    if len(scored) > 1 and scored[0][0] - scored[1][0] < _EQUAL * scored[0][0]:
        first, second = (NAMES[mark] for _, mark in scored[:2])
        raise SourceError(
            "LC207", f"cannot decide the delimiter: {first} and {second} fit equally", f"--delimiter {first.lower()}"
        )
    return _shaped(text, scored[0][1])


def _records(text: bytes, mark: bytes | None, quote: bytes | None) -> list[list[bytes]]:
    """The first records under this dialect, whatever their width."""
    splitter = Splitter(mark, quote, 1, len(text) or 1, frozenset())
    records: list[list[bytes]] = []
    position = 0
    while position < len(text) and len(records) < _LINES:
        match = splitter.spanning.match(text, position) if quote is not None else None
        if match is not None and text[match.end() : match.end() + 1] == b"\n":
            end = match.end()
        else:
            end = text.find(b"\n", position)
            if end < 0:
                if not records:
                    records.append(splitter.cells(text[position:]))
                break
        if end > position:
            records.append(splitter.cells(text[position:end]))
        position = end + 1
    return records


def _score(text: bytes, mark: bytes) -> float:
    """Share of records of the commonest width x share of cells that read as one value; 0 where it divides nothing."""
    records = _records(text, mark, _quote(text, mark))
    widths = Counter(len(record) for record in records)
    width, count = max(widths.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]), default=(1, 0))
    if width < 2 or count < _LEAST * len(records):
        return 0.0
    cells = [cell.decode("utf-8", "replace").strip() for record in records if len(record) == width for cell in record]
    others = "".join(other.decode() for other in CANDIDATES if other != mark)
    pure = sum(1 for cell in cells if _pure(cell, others))
    return (count / len(records)) * (pure / len(cells)) * (1 - 0.5 / width)


def _steady(text: bytes, mark: bytes) -> bool:
    """Do nearly all lines have the same number of a rare delimiter, and none of it inside a time or an address?"""
    lines = [line for line in text.split(b"\n")[:_LINES] if line]
    widths = Counter(line.count(mark) for line in lines)
    count, lead = widths.most_common(1)[0]
    within = mark == b":" and sum(1 for line in lines if _WHOLE.search(line)) > (1 - _STEADY) * len(lines)
    return count > 0 and lead >= max(_FEW, _STEADY * len(lines)) and not within


def _pure(cell: str, others: str) -> bool:
    """Does the cell hold one value? A comma among digits or before a space is part of a value; other marks divide."""
    if not any(other in cell for other in others):
        return True
    return re.fullmatch(r"[+-]?\d+,\d+|[^,;|\t]+(?:[,;] [^,;|\t]+)*", cell) is not None


def _quote(text: bytes, mark: bytes | None) -> bytes | None:
    """The double quote where cells begin and end with it, the single one where most do; None where quotes are text."""
    begins, whole = _enclosed(text, mark, b'"')
    if whole:
        return b'"'
    if b"'" in text:
        singly, closed = _enclosed(text, mark, b"'")
        if closed >= max(_FEW, _MOST * singly, _LEAST * text.count(b"\n")):
            return b"'"
    return None if begins else b'"'


def _enclosed(text: bytes, mark: bytes | None, quote: bytes) -> tuple[int, int]:
    """How many cells begin with `quote`, and how many end with it too."""
    if quote not in text:
        return 0, 0
    sep = re.escape(mark) if mark else rb"(?!)"
    begins = len(re.findall(rb"(?:^|%b)%b" % (sep, quote), text, re.MULTILINE))
    cell = rb"(?:^|%b)%b(?:[^%b]|%b%b)*+%b(?=%b|$)" % (sep, quote, quote, quote, quote, quote, sep)
    return begins, len(re.findall(cell, text, re.MULTILINE))


def _shaped(text: bytes, mark: bytes | None) -> Dialect:
    quote = _quote(text, mark)
    if mark is None:
        return Dialect(None, quote, 1)
    widths = Counter(len(record) for record in _records(text, mark, quote))
    columns = max(widths.items(), key=lambda item: (item[1], item[0]), default=(1, 0))[0]
    if columns > MAX_COLUMNS:
        raise SourceError("LC204", f"not tabular: {columns:,} columns; the limit is {MAX_COLUMNS:,}")
    return Dialect(mark, quote, columns)
