"""Where does one delimited record end, and is it whole? The careful reading, which the fast one must agree with.

A cell is quoted where its first character is the quote; inside it a doubled quote is one quote, and line ends are text.
A record that runs over several lines must be quoted without a fault and have the right number of cells; otherwise its
first line alone is rejected, so that a stray quote cannot swallow what follows. On a single line a faulty quote is
read for what was meant: a quoted cell ends at a quote that a delimiter or the line's end follows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from leakcheck.model.source import Reject
from leakcheck.sources.decode import BAD, decodable

_NONE = b"\n"  # a delimiter that no line holds


@dataclass(slots=True)
class Cut:
    """The records of a piece of text: the good ones as lines that any CSV parser reads alike."""

    lines: list[bytes] = field(default_factory=list)
    rejects: list[tuple[Reject, int]] = field(default_factory=list)
    quality: list[tuple[str, int, int]] = field(default_factory=list)
    inner_newlines: int = 0
    consumed: int = 0

    @property
    def count(self) -> int:
        """Records so far, good and rejected."""
        return len(self.lines) + len(self.rejects)


class Splitter:
    """Cuts text into records of `columns` cells. `delimiter` None: one column. `quote` None: quotes are text."""

    def __init__(
        self, delimiter: bytes | None, quote: bytes | None, columns: int, max_record: int, header: frozenset[bytes]
    ) -> None:
        self.delimiter = delimiter
        self.quote = quote
        self.columns = columns
        self.max_record = max_record
        self.header = header
        sep = re.escape(delimiter or _NONE)
        if quote is not None:
            q = re.escape(quote)
            quoted = rb"%b[^%b]*+(?:%b%b[^%b]*+)*+%b" % (q, q, q, q, q, q)
            cell = rb"(?:%b|[^%b%b\n]*+)" % (quoted, q, sep)
            more = sep if delimiter else rb"(?!)"
            end = rb"(?=\n|\Z)"
            self._strict = re.compile(rb"%b(?:%b%b){%d}" % (cell, more, cell, columns - 1))
            self.spanning = re.compile(rb"%b(?:%b%b)*+%b" % (cell, more, cell, end))
            self._unclosed = re.compile(rb"(?:%b%b)*+%b[^%b]*+(?:%b%b[^%b]*+)*+\Z" % (cell, more, q, q, q, q, q))
            stop = rb"(?=%b|\Z)" % more
            whole = rb"%b([^%b]*+(?:%b%b[^%b]*+)*+)%b%b" % (q, q, q, q, q, q, stop)
            faulty = rb"%b((?:[^%b]|%b(?!%b|\Z))*+)%b%b" % (q, q, q, more, q, stop)
            self._cell = re.compile(rb"%b|%b|([^%b]*+)%b" % (whole, faulty, sep, stop))

    def cells(self, record: bytes) -> list[bytes]:
        """The cells of one record, unquoted."""
        if self.quote is None or self.quote not in record:
            return record.split(self.delimiter) if self.delimiter else [record]
        cells = []
        position = 0
        while True:
            match = self._cell.match(record, position)
            if match is None:  # pragma: no cover - the pattern's second half matches anything
                return []
            whole, faulty, plain = match.groups()
            inner = whole if whole is not None else faulty
            cells.append(plain if inner is None else inner.replace(self.quote * 2, self.quote))
            position = match.end() + 1
            if match.end() >= len(record):
                return cells

    def first(self, text: bytes, start: int) -> tuple[list[str], int]:
        """The cells of the record at `start` (bad bytes as U+FFFD), and where the next one starts."""
        end = text.find(b"\n", start)
        end = len(text) if end < 0 else end
        if self.quote is not None and self._unclosed.match(text, start, end):
            match = self.spanning.match(text, start, start + self.max_record)
            if match is not None and text[match.end() : match.end() + 1] in {b"", b"\n"}:
                end = match.end()
        cells = [cell.decode("utf-8", "replace") for cell in self.cells(text[start:end])]
        return cells, min(end + 1, len(text))

    def cut(self, text: bytes, *, final: bool) -> Cut:
        """The records of `text`, which starts at a record's start; what follows its last record is not consumed."""
        cut = Cut()
        stop = len(text) if final else text.rfind(b"\n") + 1
        text = text[:stop]
        position = 0
        clean, nul = decodable(text), b"\0" in text
        for line in text.split(b"\n"):
            start, position = position, position + len(line) + 1
            if start < cut.consumed or start >= stop:
                continue  # a line inside a record taken before, or nothing after the last line end
            place = cut.count
            used = self._line(text, start, line, cut, final=final, last=position > stop, clean=clean)
            if not used:
                break
            if nul and len(line) <= self.max_record and b"\0" in text[start : start + used]:
                cut.quality.append(("Q006", place, 1))
            cut.consumed = min(start + used, stop)
        return cut

    def _line(self, text: bytes, start: int, line: bytes, cut: Cut, *, final: bool, last: bool, clean: bool) -> int:
        """Book the record that starts at `start`; the bytes it takes with its line end, 0 to wait for more text."""
        used = len(line) + 1
        if not line:
            cut.quality.append(("Q001", cut.count, 1))
            return used
        if line in self.header:
            cut.quality.append(("Q002", cut.count, 1))
            return used
        if len(line) > self.max_record:
            return self._reject(cut, Reject.TOO_LONG, used)
        if not clean and not decodable(line):
            cut_off = last and decodable(_without_cut_character(line))
            return self._reject(cut, Reject.TRUNCATED if cut_off else Reject.UNDECODABLE, used)
        if self.quote is None or self.quote not in line:
            count = line.count(self.delimiter) + 1 if self.delimiter else 1
            if count == self.columns:
                cut.lines.append(line)
                return used
            return self._reject(cut, Reject.TRUNCATED if last and count < self.columns else Reject.FIELD_COUNT, used)
        if self._strict.fullmatch(line):
            cut.lines.append(line)
            return used
        if self._unclosed.match(line):
            return self._span(text, start, line, cut, final=final, clean=clean)
        return self._mend(line, cut, last=last)

    def _span(self, text: bytes, start: int, line: bytes, cut: Cut, *, final: bool, clean: bool) -> int:
        """A record whose quoted cell runs over the line's end."""
        limit = min(len(text), start + self.max_record)
        match = self.spanning.match(text, start, limit)
        if match is not None and text[match.end() : match.end() + 1] in {b"", b"\n"}:
            record = match.group()
            if self._strict.fullmatch(record) and (clean or decodable(record)):
                cut.lines.append(record)
                cut.inner_newlines += record.count(b"\n")
                return len(record) + 1
        elif not final and limit == len(text) and self._unclosed.match(text, start, limit):
            return 0
        return self._reject(cut, Reject.UNCLOSED_QUOTE, len(line) + 1)

    def _mend(self, line: bytes, cut: Cut, *, last: bool) -> int:
        """A line whose quotes are not as the rules want them."""
        assert self.quote is not None
        cells = self.cells(line)
        if len(cells) != self.columns and self.delimiter is not None:
            cells = line.split(self.delimiter)
        if len(cells) != self.columns:
            short = last and len(cells) < self.columns
            return self._reject(cut, Reject.TRUNCATED if short else Reject.FIELD_COUNT, len(line) + 1)
        cut.lines.append(self.join(cells))
        return len(line) + 1

    def join(self, cells: list[bytes]) -> bytes:
        """`cells` as one line, every cell that is not empty in quotes."""
        quote = self.quote or b'"'
        quoted = (quote + cell.replace(quote, quote * 2) + quote if cell else b"" for cell in cells)
        return (self.delimiter or b"").join(quoted)

    @staticmethod
    def _reject(cut: Cut, reason: Reject, used: int) -> int:
        if reason is Reject.TRUNCATED:
            cut.quality.append(("Q013", cut.count, 1))
        cut.rejects.append((reason, cut.count))
        return used


def _without_cut_character(line: bytes) -> bytes:
    """A line without the bytes at its end that begin a character but do not finish it."""
    if line.endswith(BAD):
        return line[:-1]
    for size in (1, 2, 3):
        if line[-size:][:1] >= b"\xc0":
            return line[:-size]
    return line
