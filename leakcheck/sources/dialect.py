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
_QUOTING: Final = 1 << 16  # of that, to learn how cells are enclosed
_LONGEST: Final = 8  # characters of a delimiter
_MARKS: Final = rb"|~:^;#$%&*=@!<>/\\\\"  # what longer delimiters are made of
_QUOTED: Final = re.compile(rb'"(?:[^"]|"")*+"')
_BACKSLASH: Final = b"\\"
_EQUAL: Final = 0.02  # scores this close are a tie
_LEAST: Final = 0.5  # share of records that must have the same width
_STEADY: Final = 0.9  # the same for a rare delimiter
_FEW: Final = 3
_MOST: Final = 0.9  # share of the single quotes before a cell that must have their second behind it


@dataclass(frozen=True, slots=True)
class Dialect:
    """How cells are divided: the delimiter or None for a single column; the quote or None; the number of columns.

    `escape` is the byte, if any, behind which a quote, a delimiter or a line end is text.
    """

    delimiter: bytes | None
    quote: bytes | None
    columns: int
    escape: bytes | None = None


def decide(text: bytes, wanted: str | None = None) -> Dialect:
    """The dialect of delimited text that begins with `text`.

    SourceError LC207 where two delimiters fit equally, LC204 where there are too many columns; UsageError LC102 for a
    delimiter that is not a few ASCII characters.
    """
    text = text[:_BYTES]
    if wanted is not None:
        name = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}.get(wanted.lower(), wanted)
        if not 1 <= len(name) <= _LONGEST or not name.isascii() or set(name) & set('"\r\n\0'):
            raise UsageError("LC102", f"--delimiter: not 1 to {_LONGEST} ASCII characters", "--delimiter tab")
        return _shaped(text, name.encode())
    scored = sorted(((_score(text, mark), mark) for mark in CANDIDATES if mark in text), reverse=True)
    if not scored or not scored[0][0]:
        rare = next((mark for mark in RARE if mark in text and _steady(text, mark)), None)
        return _shaped(text, _extended(text, rare) if rare else None)
    if len(scored) > 1 and scored[0][0] - scored[1][0] < _EQUAL * scored[0][0]:
        first, second = (NAMES[mark] for _, mark in scored[:2])
        raise SourceError(
            "LC207", f"cannot decide the delimiter: {first} and {second} fit equally", f"--delimiter {first.lower()}"
        )
    return _shaped(text, _extended(text, scored[0][1]))


def ends_in_carriage(head: bytes, wanted: str | None = None) -> bool:
    """Are the CRs of `head`, which is delimited text with other line ends too, line ends as well?

    They are where the lines that hold them are records of the table's width only if they are divided there.
    """
    head = head[:_BYTES]
    lines = [line for line in head.split(b"\n") if b"\r" in line]
    if not lines:
        return False
    try:
        dialect = decide(head.replace(b"\r", b"\n"), wanted)
    except (SourceError, UsageError):
        return False  # the plan will say so
    splitter = Splitter(
        dialect.delimiter, dialect.quote, dialect.columns, len(head), frozenset(), escape=dialect.escape
    )
    ends = text = 0
    for line in lines:
        whole = len(splitter.cells(line)) == dialect.columns
        parts = all(len(splitter.cells(part)) == dialect.columns for part in line.split(b"\r") if part)
        text += whole
        ends += parts and not whole
    return ends > text


def _extended(text: bytes, mark: bytes) -> bytes:
    """The marks around `mark` that belong to the delimiter: ``||``, ``~|~`` and the like, or a space.

    They do where `mark` stands nowhere without them, quoted cells aside; what is not a space must be the same from
    either side, since ``,$`` and ``,-`` are a delimiter and a value.
    """
    sample = _QUOTED.sub(b'""', text[:_QUOTING])
    runs = re.findall(rb"[ %b]*%b[ %b]*" % (_MARKS, re.escape(mark), _MARKS), sample)
    if not runs or len(runs) < _FEW:
        return mark
    longer = min(runs, key=len)
    bare = longer.strip(b" ")
    if not 1 < len(longer) <= _LONGEST or bare != bare[::-1]:
        return mark
    return longer if sample.count(longer) * longer.count(mark) == sample.count(mark) else mark


def _records(text: bytes, mark: bytes | None, quote: bytes | None, escape: bytes | None = None) -> list[list[bytes]]:
    """The first records under this dialect, whatever their width."""
    splitter = Splitter(mark, quote, 1, len(text) or 1, frozenset(), escape=escape)
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
    text = text[:_QUOTING]
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


def _escape(text: bytes, mark: bytes, quote: bytes | None) -> bytes | None:
    """The backslash, where it keeps quotes, delimiters or line ends from being marks.

    It does where more records have the same width under it, or where it stands before every quote inside a cell.
    """
    if _BACKSLASH not in text or not re.search(rb"\\(?:[\"'\n]|%b)" % re.escape(mark), text):
        return None
    without, under = (_agreed(_records(text, mark, q, e)) for q, e in ((quote, None), (quote or b'"', _BACKSLASH)))
    if under == without and quote is not None:
        inner = re.findall(rb"([^\n%b])%b(?![%b\n%b]|\Z)" % (quote, quote, re.escape(mark[:1]), quote), text)
        inner = [before for before in inner if before != mark[-1:]]
        return _BACKSLASH if inner and all(before == _BACKSLASH for before in inner) else None
    return _BACKSLASH if under > without else None


def _agreed(records: list[list[bytes]]) -> float:
    """The share of the records that have the commonest width."""
    widths = Counter(map(len, records))
    return max(widths.values(), default=0) / max(1, len(records))


def _shaped(text: bytes, mark: bytes | None) -> Dialect:
    quote = _quote(text, mark)
    if mark is None:
        return Dialect(None, quote, 1)
    escape = _escape(text, mark, quote)
    quote = quote or (b'"' if escape else None)  # escaped, a quote that is text can do no harm
    widths = Counter(len(record) for record in _records(text, mark, quote, escape))
    columns = max(widths.items(), key=lambda item: (item[1], item[0]), default=(1, 0))[0]
    if columns > MAX_COLUMNS:
        raise SourceError("LC204", f"not tabular: {columns:,} columns; the limit is {MAX_COLUMNS:,}")
    return Dialect(mark, quote, columns, escape)
