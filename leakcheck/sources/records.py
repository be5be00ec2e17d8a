"""Where does one delimited record end, and is it whole? The careful reading, which the fast one must agree with.

A cell is quoted where its first character is the quote; inside it a doubled quote is one quote, and line ends are text.
A record that runs over several lines must be quoted without a fault and have the right number of cells; otherwise its
first line alone is rejected, so that a stray quote cannot swallow what follows. On a single line a faulty quote is
read for what was meant: a quoted cell ends at a quote that a delimiter or the line's end follows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from leakcheck.model.source import Reject
from leakcheck.sources.account import Below
from leakcheck.sources.below import kind_of
from leakcheck.sources.decode import BAD, decodable

_NONE: Final = b"\n"  # a delimiter that no line holds
_ESCAPED: Final = {b"n": b"\n", b"t": b"\t", b"r": b"\r", b"0": b"\0"}


@dataclass(slots=True)
class Cut:
    """The records of a piece of text: the good ones as lines that any CSV parser reads alike."""

    lines: list[bytes] = field(default_factory=list)
    rejects: list[tuple[Reject, int]] = field(default_factory=list)
    quality: list[tuple[str, int, int]] = field(default_factory=list)
    below: list[tuple[int, Below]] = field(default_factory=list)
    inner_newlines: int = 0
    consumed: int = 0

    @property
    def count(self) -> int:
        """Records so far, good and rejected."""
        return len(self.lines) + len(self.rejects)


class Splitter:
    """Cuts text into records of `columns` cells.

    `delimiter` None: one column. `quote` None: quotes are text. `escape`: the byte behind it is no mark.
    """

    def __init__(
        self,
        delimiter: bytes | None,
        quote: bytes | None,
        columns: int,
        max_record: int,
        header: frozenset[bytes],
        *,
        escape: bytes | None = None,
    ) -> None:
        self.delimiter = delimiter
        self.quote = quote
        self.columns = columns
        self.max_record = max_record
        self.header = header
        self.escape = escape
        sep = re.escape(delimiter or _NONE)
        more = sep if delimiter else rb"(?!)"
        end = rb"(?=\n|\Z)"
        stop = rb"(?=%b|\Z)" % more
        esc = re.escape(escape) if escape else b""
        escaped = rb"%b[\s\S]|" % esc if escape else b""  # comes first where anything may stand
        free = rb"(?:%b(?!%b)[\s\S])*+" % (escaped, sep)
        if quote is None:
            cell = rb"(?:%b(?!%b)[^\n%b])*+" % (escaped, sep, esc)
            self.strict = re.compile(rb"%b(?:%b%b){%d}" % (cell, more, cell, columns - 1))
            self.spanning = re.compile(rb"%b(?:%b%b)*+%b" % (cell, more, cell, end))
            self._unclosed = re.compile(rb"(?!)")
            self._cell = re.compile(rb"((?!))|((?!))|(%b)%b" % (free, stop))
            return
        q = re.escape(quote)
        inner = (
            rb"(?:%b[^%b%b]|%b%b)*+" % (escaped, q, esc, q, q)
            if escape
            else rb"[^%b]*+(?:%b%b[^%b]*+)*+" % (q, q, q, q)
        )
        quoted = rb"%b%b%b" % (q, inner, q)
        bare = (
            rb"[^%b%b\n]*+" % (q, sep)
            if len(sep.removeprefix(b"\\")) == 1 and not escape
            else (rb"(?:%b(?!%b)[^%b\n%b])*+" % (escaped, sep, q, esc))
        )
        cell = rb"(?:%b|%b)" % (quoted, bare)
        self.strict = re.compile(rb"%b(?:%b%b){%d}" % (cell, more, cell, columns - 1))
        self.spanning = re.compile(rb"%b(?:%b%b)*+%b" % (cell, more, cell, end))
        open_end = rb"%b?\Z" % esc if escape else rb"\Z"
        self._unclosed = re.compile(rb"(?:%b%b)*+%b%b%b" % (cell, more, q, inner, open_end))
        whole = rb"%b(%b)%b%b" % (q, inner, q, stop)
        faulty = rb"%b((?:%b[^%b%b]|%b(?!%b|\Z))*+)%b%b" % (q, escaped, q, esc, q, more, q, stop)
        self._cell = re.compile(rb"%b|%b|(%b)%b" % (whole, faulty, free, stop))

    def cells(self, record: bytes) -> list[bytes]:
        """The cells of one record, unquoted."""
        if (self.quote is None or self.quote not in record) and (self.escape is None or self.escape not in record):
            return record.split(self.delimiter) if self.delimiter else [record]
        cells = []
        position = 0
        while True:
            match = self._cell.match(record, position)
            if match is None:  # pragma: no cover - the pattern's last part matches anything
                return []
            whole, faulty, plain = match.groups()
            inner = whole if whole is not None else faulty
            cells.append(self._meant(plain) if inner is None else self._meant(inner, self.quote))
            position = match.end() + len(self.delimiter or b"")
            if match.end() >= len(record):
                return cells

    def _meant(self, cell: bytes, quote: bytes | None = None) -> bytes:
        """What the characters of a cell stand for."""
        if self.escape is None or self.escape not in cell:
            return cell.replace(quote * 2, quote) if quote else cell
        if cell == self.escape + b"N":
            return b""  # as MySQL and PostgreSQL write NULL
        marks = rb"%b([\s\S]?)" % re.escape(self.escape)
        marks += rb"|(%b)%b" % (re.escape(quote), re.escape(quote)) if quote else b"|((?!))"
        return re.sub(marks, lambda seen: seen[2] or _ESCAPED.get(seen[1], seen[1]), cell)

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
        """Book the record that starts with `line`; return the bytes it takes, 0 where more text must come first."""
        used = len(line) + 1
        if not line:
            cut.quality.append(("Q001", cut.count, 1))
            cut.below.append((cut.count, Below.BLANK))
            return used
        if line in self.header:
            cut.quality.append(("Q002", cut.count, 1))
            return used
        if len(line) > self.max_record:
            return self._reject(cut, Reject.TOO_LONG, used)
        if not clean and not decodable(line):
            cut_off = last and decodable(_without_cut_character(line))
            return self._reject(cut, Reject.TRUNCATED if cut_off else Reject.UNDECODABLE, used)
        escaped = self.escape is not None and self.escape in line
        if escaped and self._runs_on(line):
            return self._span(text, start, line, cut, final=final, clean=clean)
        if not escaped and (self.quote is None or self.quote not in line):
            count = line.count(self.delimiter) + 1 if self.delimiter else 1
            if count == self.columns:
                cut.lines.append(line)
                return used
            return self._miscounted(cut, line, count, last=last)
        if self.strict.fullmatch(line):
            self._take(cut, line)
            return used
        if self._unclosed.match(line):
            return self._span(text, start, line, cut, final=final, clean=clean)
        return self._mend(line, cut, last=last)

    def _runs_on(self, line: bytes) -> bool:
        """Is the line's end escaped?"""
        assert self.escape is not None
        return (len(line) - len(line.rstrip(self.escape))) % 2 == 1

    def _span(self, text: bytes, start: int, line: bytes, cut: Cut, *, final: bool, clean: bool) -> int:
        """A record that runs over the line's end, within a quoted cell or behind an escape."""
        limit = min(len(text), start + self.max_record)
        match = self.spanning.match(text, start, limit)
        if match is not None and match.end() == len(text) and not final:
            return 0  # the text's last line end is escaped
        if match is not None and text[match.end() : match.end() + 1] in {b"", b"\n"}:
            record = match.group()
            if self.strict.fullmatch(record) and (clean or decodable(record)):
                self._take(cut, record)
                cut.inner_newlines += record.count(b"\n")
                return len(record) + 1
        elif not final and limit == len(text) and self._unclosed.match(text, start, limit):
            return 0
        return self._reject(cut, Reject.UNCLOSED_QUOTE, len(line) + 1)

    def _mend(self, line: bytes, cut: Cut, *, last: bool) -> int:
        """A line whose quotes are not as the rules want them."""
        cells = self.cells(line)
        if len(cells) != self.columns and self.delimiter is not None:
            cells = [self.cells(cell)[0] for cell in line.split(self.delimiter)]
        if len(cells) != self.columns:
            return self._miscounted(cut, line, len(cells), last=last)
        cut.lines.append(self.join(cells))
        return len(line) + 1

    def _take(self, cut: Cut, record: bytes) -> None:
        """Book a good record; one with escapes is written anew, since other parsers know none."""
        escaped = self.escape is not None and self.escape in record
        cut.lines.append(self.join(self.cells(record)) if escaped else record)

    def join(self, cells: list[bytes]) -> bytes:
        """`cells` as one line, every cell that is not empty in quotes."""
        quote = self.quote or b'"'
        quoted = (quote + cell.replace(quote, quote * 2) + quote if cell else b"" for cell in cells)
        return (self.delimiter or b"").join(quoted)

    def _miscounted(self, cut: Cut, line: bytes, count: int, *, last: bool) -> int:
        """A line with too many or too few cells; the last one, without a line end, may be cut off."""
        kind = kind_of(line, count, whole=not last) if count < self.columns else Below.RECORD
        reason = Reject.TRUNCATED if last and count < self.columns else Reject.FIELD_COUNT
        return self._reject(cut, reason, len(line) + 1, kind)

    @staticmethod
    def _reject(cut: Cut, reason: Reject, used: int, kind: Below = Below.RECORD) -> int:
        cut.below.append((cut.count, kind))
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
