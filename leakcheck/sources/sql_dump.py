"""The records of one table of an SQL dump, as a stream: INSERT, REPLACE and COPY read as text, all else passed over.

Nothing of a dump is executed. Statements are told apart by their own marks alone; strings, comments (MySQL's
conditional ones too), dollar quotes and bodies of triggers are passed over whole. A record that makes no sense costs
itself: reading goes on after the next ``),`` or ``);``.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from leakcheck.model.source import Reject
from leakcheck.sources import sql_text as sql
from leakcheck.sources.account import Chunk
from leakcheck.sources.naming import shown
from leakcheck.sources.options import MAX_COLUMNS, MIB
from leakcheck.sources.pending import Pending
from leakcheck.sources.sql_row import row
from leakcheck.sources.sql_rows import Cells, Gathered

_HEAD: Final = MIB  # characters in which the beginning of a statement must stand
_MOST_TABLES: Final = 10_000
_GROUPS: Final = 400  # values in a record that one pattern may hold
_PATIENCE: Final = 16  # records without an end that are searched up to the record limit
_IMPATIENT: Final = MIB // 4  # how far the later ones are searched
_SHOWN: Final = 5  # tables that a note names
_TAG: Final = 80  # characters that a mark of a passed-over statement may take
_BLANK: Final = re.compile(r"\s*+")
_REMARK: Final = re.compile(r"[#\\]|(?i:REM|PROMPT)\b")  # of MySQL, psql, Oracle's tools; it ends with its line
_WORD: Final = re.compile(r"[A-Za-z_]++")
_NEXT: Final = re.compile(r"\n(?=(?i:INSERT|REPLACE|COPY|CREATE)\s)")
_SPECIAL: Final = re.compile(r";|\n(?=(?i:INSERT|COPY|CREATE|GO)\s)|'|\"|`|\$\w{0,64}\$|--|/\*")
_CLOSED: Final = re.compile(r"\)\s*+[,;]")
_DOUBLE: Final = re.compile(r'"[^"]*+(?:""[^"]*+)*+"(?!")|`[^`]*+`')
_BAD: Final = re.compile("[\ud800-\udfff]")
_TRAILERS: Final = frozenset({"ON", "RETURNING", "AS"})


@dataclass(slots=True)
class Table:
    """What was seen of one table: its columns, as defined and as listed, the width of its first record, its records."""

    defined: tuple[str, ...] = ()
    listed: dict[str, None] = field(default_factory=dict)
    width: int = 0
    records: int = 0


class DumpReader:
    """Text in at any cuts, chunks of the records of `table` out; None counts the records of all tables."""

    def __init__(self, table: str | None, labels: tuple[str, ...], max_record: int, *, escapes: bool) -> None:
        self.tables: dict[str, Table] = {}
        self._wanted = table
        self._labels = labels
        self._places = {label: place for place, label in enumerate(labels)}
        self._max = max_record
        self._escapes = escapes
        self._decode = codecs.getincrementaldecoder("utf-8")("surrogateescape").decode
        self._string = re.compile(sql.STRING[escapes])
        self._pending = Pending("")
        self._text, self._at, self._wait = "", 0, 0
        self._final = self._dirty = False
        self._odd = False  # has the statement columns that are not read?
        self._until = ""  # pass over everything up to this mark
        self._endless = 0
        self._step: Callable[[], bool] = self._top
        self._name, self._table, self._width = "", Table(), 0
        self._order: tuple[int | None, ...] | None = None
        self._one: re.Pattern[str] | None = None
        self._run: re.Pattern[str] | None = None
        self._found = Gathered(len(labels), escapes=escapes)

    def feed(self, text: bytes, *, final: bool) -> Iterator[Chunk]:
        """The records that are complete with `text`."""
        self._pending.add(self._decode(text, final))
        self._final = final
        if self._pending.size < self._wait and not final:
            return
        self._text = self._pending.taken()
        self._dirty = not _encodable(self._text)
        while self._pass_over() and self._at < len(self._text) and self._step():
            pass
        if final:
            self._at = len(self._text)
        self._wait = 0 if self._at else 2 * len(self._text)
        self._pending.add(self._text[self._at :])
        self._text, self._at = "", 0
        yield from self._found.taken()

    @property
    def notes(self) -> tuple[str, ...]:
        """What was not read of the dump, in numbers and names."""
        others = {name: seen.records for name, seen in self.tables.items() if name != self._wanted and seen.records}
        if not others:
            return ()
        most = sorted(others, key=lambda name: -others[name])
        names = ", ".join(f"{shown(name)} ({others[name]:,})" for name in most[:_SHOWN])
        more = ", ..." if len(most) > _SHOWN else ""
        return (f"{sum(others.values()):,} records of {len(others):,} other tables were not read: {names}{more}",)

    # ---------------------------------------------------------------- statements

    def _top(self) -> bool:
        """Between two statements."""
        if not self._blank():
            return False
        text, at = self._text, self._at
        if text[at] == ";":
            self._at += 1
            return True
        if _REMARK.match(text, at):
            self._until = "\n"
            return True
        word = _WORD.match(text, at)
        if word is not None and word.end() == len(text) and not self._final:
            return False
        kind = word.group().upper() if word else ""
        if kind == "GO":
            self._at += 2
        elif kind == "DELIMITER" and not re.compile(r"(?i)DELIMITER\s*;").match(text, at, at + 40):
            if not self._here(40):
                return False
            self._until = "\nDELIMITER ;"
        elif kind in {"INSERT", "REPLACE", "COPY"}:
            return self._records_of(sql.COPY if kind == "COPY" else sql.INSERT)
        elif kind == "CREATE":
            return self._create()
        else:
            self._step = self._skip
        return True

    def _records_of(self, pattern: re.Pattern[str]) -> bool:
        found = pattern.match(self._text, self._at, self._at + _HEAD)
        if found is None:
            if not self._here(_HEAD):
                return False
            self._step = self._skip
            return True
        self._begin(sql.bare(found[1]), sql.listed(found[2]), copied=pattern is sql.COPY)
        self._at = found.end()
        return True

    def _create(self) -> bool:
        text, at = self._text, self._at
        if sql.TRIGGER.match(text, at, at + _TAG):
            self._step = self._body
            return True
        found = sql.CREATE.match(text, at, at + 4 * _TAG)
        if found is None:
            if not self._here(4 * _TAG):
                return False
            self._step = self._skip
            return True
        names = sql.defined(text[found.end() : at + _HEAD], 0)
        if names is None and not self._here(_HEAD):
            return False
        self._of(sql.bare(found[1])).defined = names or ()
        self._at = found.end()
        self._step = self._skip
        return True

    def _skip(self) -> bool:
        """To the end of a statement that holds no records."""
        stop = len(self._text) if self._final else len(self._text) - _TAG
        found = _SPECIAL.search(self._text, self._at)
        if found is None or found.start() >= stop:
            self._at = max(self._at, min(stop, found.start() if found else stop))
            return False
        mark = found.group()
        self._at = found.end()
        if mark in ";\n":
            self._step = self._top
        elif mark == "--":
            self._until = "\n"
        elif mark == "/*":
            self._until = "*/"
        elif mark[0] == "$":
            self._until = mark
        else:
            return self._skip_string(found.start(), mark)
        return True

    def _skip_string(self, start: int, mark: str) -> bool:
        limit = start + self._max
        closed = (self._string if mark == "'" else _DOUBLE).match(self._text, start, limit)
        if not self._final and len(self._text) < limit and (closed is None or closed.end() == len(self._text)):
            self._at = start
            return False
        if closed is not None:
            self._at = closed.end()
        return True

    def _body(self) -> bool:
        """A trigger: to the END of its body."""
        found = re.compile(r"(?i)\bEND\s*;").search(self._text, self._at)
        self._at = found.end() if found else max(self._at, len(self._text) - _TAG)
        self._step = self._top if found else self._body
        return found is not None

    def _lost(self) -> bool:
        """After a record without an end: to the next statement that begins a line."""
        found = _NEXT.search(self._text, self._at)
        if found is None:
            self._at = max(self._at, len(self._text) - _TAG)
            return False
        self._at = found.end()
        self._step = self._top
        return True

    # ---------------------------------------------------------------- records

    def _begin(self, name: str, listed: tuple[str, ...], *, copied: bool) -> None:
        self._name, self._table = name, self._of(name)
        if len(self._table.listed) + len(listed) <= 2 * MAX_COLUMNS:
            self._table.listed.update(dict.fromkeys(listed))
        self._width = len(listed) or (len(self._labels) if self._mine() else 0) or self._table.width
        self._order = None
        if self._mine() and listed and listed != self._labels:
            where = {label: place for place, label in enumerate(listed)}
            self._order = tuple(where.get(label) for label in self._labels)
        self._odd = self._mine() and not self._places.keys() >= set(listed)
        self._found.begin(copied=copied)
        self._step = self._copy if copied else self._value
        self._ready()

    def _ready(self) -> None:
        """The patterns for records of the width at hand."""
        fits = 0 < self._width <= _GROUPS
        self._one, self._run = (
            sql.row_pattern(self._width, escapes=self._escapes, another=another) if fits else None
            for another in (False, True)
        )

    def _value(self) -> bool:
        """One record in parentheses."""
        if not self._blank():
            return False
        text, at = self._text, self._at
        if text[at] != "(":
            self._step = self._skip
            return True
        reach = self._max if self._endless < _PATIENCE else min(self._max, _IMPATIENT)
        if self._run and not (self._dirty or self._odd or self._order):
            at = self._plain_ones(self._run, reach)
        found = self._one.match(text, at, at + reach) if self._one else None
        if found is not None:
            self._book(found.groups(), at, found.end())
            return True
        read = row(text, at, min(len(text), at + reach), escapes=self._escapes)
        if read is None and not self._here(reach):
            return False
        if read is not None and read.cells is not None:
            self._book(tuple(read.cells), at, read.end)
            return True
        return self._mistaken(at, at + reach, endless=read is None)

    def _plain_ones(self, run: re.Pattern[str], reach: int) -> int:
        """Book the records before the next that is not plain, or is the last; its place."""
        text, at = self._text, self._at
        rows: list[Cells] = []
        while (found := run.match(text, at, at + reach)) is not None:
            rows.append(found.groups())
            at = found.end()
        self._table.records += len(rows)
        if self._mine():
            self._found.extend(rows)
        self._at = at
        return at

    def _mistaken(self, at: int, limit: int, *, endless: bool) -> bool:
        """A record that makes no sense, or has no end."""
        closed = _CLOSED.search(self._text, at, limit)
        if closed is None and not self._here(limit - at):
            return False
        cut_off = endless and closed is None and len(self._text) < limit
        if not cut_off and endless:
            self._endless += 1
        too_long = endless and closed is None
        broken = Reject.UNCLOSED_QUOTE if endless else Reject.BROKEN_RECORD
        self._reject(Reject.TRUNCATED if cut_off else Reject.TOO_LONG if too_long else broken)
        self._at = closed.start() + 1 if closed else min(len(self._text), limit)
        self._step = self._after if closed else self._lost
        return True

    def _after(self) -> bool:
        """Behind a record."""
        if not self._blank():
            return False
        mark = self._text[self._at]
        if mark in ",;":
            self._at += 1
            self._step = self._value if mark == "," else self._top
            return True
        word = _WORD.match(self._text, self._at)
        if word is not None and word.end() == len(self._text) and not self._final:
            return False
        follows = word is None or word.group().upper() in _TRAILERS
        self._step = self._skip if follows else self._top
        return True

    def _copy(self) -> bool:
        """The lines of a COPY."""
        text, at = self._text, self._at
        end = text.find("\n", at)
        if end < 0:
            too_long = len(text) - at > self._max
            if not (too_long or self._final):
                return False
            self._reject(Reject.TOO_LONG if too_long else Reject.TRUNCATED)
            self._at, self._until = len(text), "" if self._final else "\n"
            return True
        if text.startswith("\\.", at) and end == at + 2:
            self._at = end + 1
            self._step = self._top
            return True
        if end - at > self._max:
            self._reject(Reject.TOO_LONG)
        else:
            self._book(tuple(sql.copied(text[at:end])), at, end)
        self._at = end + 1
        self._step = self._copy
        return True

    def _book(self, cells: Cells, start: int, end: int) -> None:
        self._at = end
        self._step = self._after
        seen = self._table
        if not self._mine():
            seen.records += 1
            if not seen.width:
                seen.width = len(cells)
                self._width = self._width or len(cells)
                self._ready()
            return
        if self._dirty and _BAD.search(self._text, start, end):
            self._reject(Reject.UNDECODABLE)
            return
        if len(cells) != self._width:
            self._reject(Reject.FIELD_COUNT)
            return
        seen.records += 1
        if self._order is not None:
            cells = tuple(None if place is None else cells[place] for place in self._order)
        self._found.add(cells, odd=self._odd)

    def _reject(self, reason: Reject) -> None:
        self._table.records += 1
        if self._mine():
            self._found.reject(reason)

    # ---------------------------------------------------------------- the text at hand

    def _blank(self) -> bool:
        """Pass blanks and comments; False where more text is needed."""
        while self._pass_over():
            blank = _BLANK.match(self._text, self._at)
            self._at = blank.end() if blank else self._at
            if not self._here(2) or self._at >= len(self._text):
                return False
            mark = self._text[self._at : self._at + 2]
            if mark not in {"--", "/*"}:
                return True
            self._at += 2
            self._until = "\n" if mark == "--" else "*/"
        return False

    def _pass_over(self) -> bool:
        if not self._until:
            return True
        end = self._text.find(self._until, self._at)
        if end < 0:
            self._at = max(self._at, len(self._text) - len(self._until) + 1)
            return False
        self._at = end + len(self._until)
        self._until = ""
        return True

    def _here(self, size: int) -> bool:
        """Are `size` characters at hand, or all there will be?"""
        return self._final or len(self._text) - self._at >= size

    def _mine(self) -> bool:
        return self._wanted is not None and self._name == self._wanted

    def _of(self, name: str) -> Table:
        return self.tables.setdefault(name if len(self.tables) < _MOST_TABLES else "...", Table())


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
