"""One large file as several tasks, exactly or not at all.

Every piece is read by the ordinary reader as a file of its own: the file's own beginning, on which all is decided (the
encoding, the dialect, the columns), and then the bytes of the piece, which begins and ends at a line end. The records
of that beginning are counted and not observed again.

By induction every piece begins at a record, since a piece counts only where the reader found it flawless: no record
rejected, nothing remarked, no note, UTF-8, one kind of line ends. A piece that ends inside a quoted cell is not. Where
one piece is not flawless, or the file is another by then, all of the file is read by one task; so a piece is never
wrong, and at worst in vain.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO, Final, cast

from leakcheck.cluster.places import name_of, state_of, stream_of
from leakcheck.engine.halves import RECORDS
from leakcheck.engine.part import Part
from leakcheck.model.source import Account, SourceInfo
from leakcheck.pipeline.observe import Course, opened
from leakcheck.pipeline.observed import Observed, member
from leakcheck.pipeline.questions import Questions
from leakcheck.pipeline.workers import Order
from leakcheck.sources import Halt
from leakcheck.sources.options import PREFIX_BYTES

PIECE: Final = 256 << 20  # bytes: some ten seconds of work, and 64 times what is read twice
_STEP: Final = 1 << 20
_ENCODINGS: Final = frozenset({"utf-8", "ascii"})
_LINED: Final = frozenset({"csv", "tsv", "ndjson"})
_OF_THE_HEAD: Final = frozenset({"Q008", "Q009"})  # remarks on the first line, which every piece begins with


Step = int  # what a task is to do: the piece of that number, or one of these
FILE: Final = -1  # all of the file in one
CUTS: Final = -2
HASH: Final = -3


@dataclass(frozen=True, slots=True)
class Cuts:
    """Where a file is cut: `head` bytes are what every piece begins with, which hold `records`; `at` ends each piece.

    `state` tells the file from what it becomes when it is changed.
    """

    head: int
    records: int
    at: tuple[int, ...]
    state: object


@dataclass(frozen=True, slots=True)
class Whole:
    """What is to be known of all bytes of a file whose lines all end alike."""

    size: int
    sha256: str


def cut(order: Order, place: str, piece: int) -> Cuts | None:
    """Where to cut the file into some `piece` bytes; None where its size or its beginning has it read in one."""
    with stream_of(place) as file:
        size = file.seek(0, io.SEEK_END)
        if size < 2 * piece or (head := _line_end(file, PREFIX_BYTES)) is None:
            return None
        with opened(name_of(place), order.settings, Halt(), _spans(file, (0, head))) as sample:
            if not _plain(sample.info):
                return None
            for _ in sample.batches():
                pass
            account, info = sample.account(), sample.info
        if not _flawless(account, info) or account.scored < RECORDS:
            return None
        ends = {_line_end(file, start) for start in range(piece, size - piece // 2, piece)} | {size}
        at = sorted(end for end in ends if end is not None and head < end <= size)
        return Cuts(head, account.scored, tuple(at), state_of(file)) if len(at) > 1 else None


def piece_of(order: Order, place: str, cuts: Cuts, number: int, halt: Halt) -> Observed | None:
    """What is to be seen of one piece; None where it is not flawless."""
    span = (cuts.at[number - 1] if number else 0, cuts.at[number])
    before = cuts.records if number else 0
    course = Course(workers=1, start=Part(records=before))
    with stream_of(place) as file:
        text = _spans(file, (0, cuts.head), span) if number else _spans(file, span)
        seen = order.observe(name_of(place), halt, course, stdin=text)
        if seen.partial or not _flawless(seen.account, seen.info) or state_of(file) != cuts.state:
            return None
    seen.part.records -= before
    read = seen.account.read - before
    seen.account = replace(seen.account, read=read, scored=read)
    return seen


def hashed(place: str, cuts: Cuts, halt: Halt) -> Whole | None:
    """What is to be known of all bytes; None where it was stopped, or the file is another by now."""
    digest, size, lines, crs, crlfs, last = hashlib.sha256(), 0, 0, 0, 0, b""
    with stream_of(place) as file:
        while data := file.read(_STEP):
            if halt.due():
                return None
            digest.update(data)
            size += len(data)
            lines += data.count(b"\n")
            crs += data.count(b"\r")
            crlfs += data.count(b"\r\n") + (last == b"\r" and data.startswith(b"\n"))
            last = data[-1:]
        even = crs == 0 or crs == crlfs == lines
        return Whole(size, digest.hexdigest()) if even and state_of(file) == cuts.state else None


class Pieces:
    """The pieces of a file, and its hash, as they come back."""

    def __init__(self, cuts: Cuts) -> None:
        self.cuts = cuts
        self.steps: tuple[Step, ...] = (*range(len(cuts.at)), HASH)
        self._found: dict[Step, Observed | Whole | None] = {}

    def take(self, step: Step, found: Observed | Whole | None) -> bool:
        """Take in what came back; None for a piece that is not flawless. True where that was the last."""
        self._found[step] = found
        return len(self._found) == len(self.steps)

    def joined(self, questions: Questions) -> Observed | None:
        """The pieces as the file that they are; None where that cannot be said."""
        whole = self._found[HASH]
        pieces = [piece for step in self.steps[:-1] if isinstance(piece := self._found[step], Observed)]
        if not isinstance(whole, Whole) or whole.size != self.cuts.at[-1] or len(pieces) != len(self.cuts.at):
            return None
        first, *others = pieces
        if first.part.records < RECORDS or any(piece.info != first.info for piece in others):
            return None
        plan = questions.plan(first.binding)
        for piece in others:
            first.part.join(plan, questions.halving(plan), piece.part)
        read = sum(piece.account.read for piece in pieces)
        first.account = replace(first.account, read=read, scored=read, bytes=whole.size, sha256=whole.sha256)
        first.members = (member(first.info, first.account),)
        return first


def _plain(info: SourceInfo) -> bool:
    """Is it text in UTF-8, of which a line end that is in no quotes ends a record?"""
    escaped = any(note.startswith("a backslash") for note in info.notes)
    return info.format in _LINED and info.compression is None and info.encoding in _ENCODINGS and not escaped


def _flawless(account: Account, info: SourceInfo) -> bool:
    """Is there nothing to say of it but how many records it has?"""
    told = account.rejected or account.notes or not account.complete or set(account.quality) - _OF_THE_HEAD
    return _plain(info) and not told


def _line_end(file: BinaryIO, start: int) -> int | None:
    """The place behind the first line end at or behind `start`; None where there is none near."""
    file.seek(start)
    for _ in range(16):
        data = file.read(_STEP)
        if (found := data.find(b"\n")) >= 0:
            return start + found + 1
        start += len(data)
    return None


def _spans(file: BinaryIO, *spans: tuple[int, int]) -> BinaryIO:
    return cast("BinaryIO", _Spans(file, spans))


class _Spans:
    """Some ranges of a file's bytes, one behind the other."""

    def __init__(self, file: BinaryIO, spans: Sequence[tuple[int, int]]) -> None:
        self._file, self._spans = file, list(spans)
        self._left = 0

    def read(self, size: int, /) -> bytes:
        """Up to `size` bytes; empty at the end."""
        while not self._left:
            if not self._spans:
                return b""
            start, end = self._spans.pop(0)
            self._file.seek(start)
            self._left = end - start
        data = self._file.read(min(size, self._left))
        self._left = self._left - len(data) if data else 0
        return data

    def close(self) -> None:
        """Whoever opened the file closes it."""
