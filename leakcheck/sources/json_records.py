"""A JSON document as a stream of records: the elements of an array, or objects one after the other.

The document is never held whole. A piece that ends at a boundary between objects is decoded at once; where that fails,
elements are told apart by their brackets, one after the other. An element that is broken or never ends costs itself
alone: reading goes on at the next place that looks like ``}, {``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from leakcheck.model.source import Reject
from leakcheck.sources.account import Chunk
from leakcheck.sources.json_decoding import Shaper, split
from leakcheck.sources.json_values import Path, record
from leakcheck.sources.ndjson import MAX_CELLS, Booked, whole
from leakcheck.sources.options import MAX_JSON_DEPTH, MIB
from leakcheck.sources.pending import Pending

_TOKEN: Final = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[{}\[\]"]', re.DOTALL)
_BOUNDARY: Final = re.compile(rb"\}\s*(?:,\s*|\n\s*)(?=\{)")
_BETWEEN: Final = re.compile(rb"[\s,]*")
_BETWEEN_KEYED: Final = re.compile(rb'[\s,]*+("[^"\\]*+(?:\\.[^"\\]*+)*+"\s*+:\s*+)?', re.DOTALL)
_KEYED: Final = re.compile(rb'\s*+"[^"\\]*+(?:\\.[^"\\]*+)*+"\s*+:\s*+(?=\{)', re.DOTALL)
_ALIKE: Final = 3  # objects under keys of their own that make a table of their own
_SCALAR: Final = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[^,\]\s"]+(?=[,\]\s"])', re.DOTALL)
_OBJECT: Final = re.compile(rb"\s*+\{")
_DEEPEST: Final = 1_000  # brackets in brackets; Python's own parser ends there too
_MAYBE: Final = re.compile(rb"\}[\s,]*\Z")  # the beginning of a boundary
_TRIES: Final = 3  # boundaries from the end of a piece that are tried before brackets are counted
_PATIENCE: Final = 16  # elements without an end that are searched up to the record limit
_IMPATIENT: Final = MIB // 4  # how far the later ones are searched
_ANYTHING: Final = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[{}\[\]:,]', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the records stand: the offset of the first, whether they are an array's elements, or an object's values."""

    start: int
    array: bool
    path: Path = ()
    keyed: bool = False


def layout(head: bytes, wanted: Path = (), known: tuple[Path, ...] = ()) -> Layout | None:
    """Where the records of a document that begins with `head` stand; None where `wanted` leads to no array.

    Without `wanted`: the array itself, the array at a known path, an array of objects inside one outer object, or
    objects one after the other.
    """
    start = len(head) - len(head.lstrip())
    if head[start : start + 1] == b"[":
        return Layout(start + 1, array=True)
    if wanted:
        found = dict(_arrays(head, start))
        return Layout(found[wanted], array=True, path=wanted) if wanted in found else None
    end = element_end(head, start, len(head))
    if end is not None and end > 0 and head[end:].strip():
        return Layout(start, array=False)
    found = dict(_arrays(head, start))
    for path in known:
        if path in found:
            return Layout(found[path], array=True, path=path)
    objects = [path for path, offset in found.items() if _OBJECT.match(head, offset)]
    if len(objects) == 1 and (end is None or len(head) - found[objects[0]] > len(head) / 2):
        return Layout(found[objects[0]], array=True, path=objects[0])
    if not objects and _keyed(head, start):
        return Layout(start + 1, array=True, keyed=True)
    return Layout(start, array=False)


def _keyed(head: bytes, start: int) -> bool:
    """Does an object hold objects alone, under keys of their own, of which the first few have the same keys?"""
    shapes: list[frozenset[str]] = []
    position = start + 1
    while len(shapes) < _ALIKE and (found := _KEYED.match(head, position)):
        end = element_end(head, found.end(), len(head))
        read = record(head[found.end() : end], last=False) if end is not None and end > 0 else Reject.TRUNCATED
        if isinstance(read, Reject):
            break
        shapes.append(frozenset(read[0]))
        after = _BETWEEN.match(head, end or 0)
        position = after.end() if after else len(head)
    common = frozenset.intersection(*shapes) if shapes else frozenset()
    return len(shapes) == _ALIKE and all(2 * len(common) >= len(shape) > 0 for shape in shapes)


def _arrays(head: bytes, start: int) -> Iterator[tuple[Path, int]]:
    """The arrays outside of other arrays, by path, with the offset of their first element."""
    path: list[str] = []
    key = ""
    depth = 0
    for token in _ANYTHING.finditer(head, start):
        mark = token.group()
        if mark == b"[":
            if not depth and len(path) <= MAX_JSON_DEPTH:
                yield (*path, key)[1:], token.end()
            depth += 1
        elif mark == b"]":
            depth -= 1
        elif depth > 0:
            continue
        elif mark == b"{":
            path.append(key)
        elif mark == b"}":
            del path[-1:]
        elif mark[:1] == b'"':
            key = mark[1:-1].decode("utf-8", "replace")


def element_end(text: bytes, start: int, limit: int) -> int | None:
    """Where the object or array at `start` ends.

    None where it does not before `limit`, -1 where brackets cross or
    stand deeper than any parser goes.
    """
    stack = bytearray()
    for token in _TOKEN.finditer(text, start, limit):
        mark = token.group()
        if mark in b"{[":
            stack += b"}" if mark == b"{" else b"]"
            if len(stack) > _DEEPEST:
                return -1
        elif mark == b'"':
            return None  # a string without an end
        elif mark[:1] != b'"':
            if not stack or stack.pop() != mark[0]:
                return -1
            if not stack:
                return token.end()
    return None


class ElementsReader:
    """Text in at any cuts, chunks of records out."""

    def __init__(self, columns: Shaper, where: Layout, max_record: int, width: int = 1) -> None:
        self._columns = columns
        self._most = MAX_CELLS // max(1, width)
        self._array = where.array
        self._keyed = where.keyed
        self._between = _BETWEEN_KEYED if where.keyed else _BETWEEN
        self._nested = bool(where.path) or where.keyed
        self._valued = not where.keyed  # does a value stand next, or its key?
        self._max = max_record
        self._pending = Pending(b"")
        self._wait = 0
        self._endless = 0
        self._closed = False
        self._lost = False

    def feed(self, text: bytes, *, final: bool) -> Iterator[Chunk]:
        """The records that are complete with `text`."""
        if self._closed and self._nested:
            return
        self._pending.add(text)
        if not self._pending.size or (self._pending.size < self._wait and not final):
            return
        self._wait = 0
        text = self._pending.taken()
        if self._lost:
            text = self._found(text)
            if not text.startswith(b"{"):
                self._pending.add(text)
                return  # still none
        used = self._at_once(text)
        if used is not None:
            chunks, end = used
            text = text[end:]
            if not final:
                self._pending.add(text)
            yield from chunks
            if not final:
                return
        chunk, end = self._one_by_one(text, final=final)
        self._pending.add(text[end:])
        if not end:
            self._wait = 2 * len(text)
        if chunk is not None:
            yield chunk

    def _at_once(self, text: bytes) -> tuple[list[Chunk], int] | None:
        """The records before one of the last boundaries of `text`, and where the next one starts."""
        if not text.startswith(b"{") or len(text) > self._max:
            return None
        stop = len(text)
        for _ in range(_TRIES):
            brace = text.rfind(b"}", 0, stop)
            if brace <= 0:
                return None
            boundary = _BOUNDARY.match(text, brace)
            stop = brace
            if boundary is None or (b"," not in boundary.group() if self._array else False):
                continue
            body = text[: brace + 1]
            records = self._columns.elements(body)
            if records is not None and len(records) <= self._most:
                chunk = whole(self._columns, records, body)
                if chunk is not None:
                    return [chunk], boundary.end()
            elements = split(body)
            return None if elements is None else (list(self._mixed(elements)), boundary.end())
        return None

    def _mixed(self, elements: list[bytes]) -> Iterator[Chunk]:
        """Elements that do not all have one shape, or are too many for one frame."""
        for start in range(0, len(elements), self._most):
            booked = Booked(self._columns)
            for element in elements[start : start + self._most]:
                booked.add(element)
            yield booked.chunk()

    def _one_by_one(self, text: bytes, *, final: bool) -> tuple[Chunk | None, int]:
        booked = Booked(self._columns)
        position = 0
        while True:
            start = self._skip(text, position)
            if start >= len(text) or (self._closed and self._nested):
                position = start
                break
            end, reason = self._element(text, start, final=final)
            if end == start:
                position = start
                break
            if reason is None:
                booked.add(text[start:end])
            else:
                booked.reject(reason)
            position = end
            if self._lost:  # keep what may be the beginning of a boundary
                position = end - len(self._found(text[start:end]))
                break
        return (booked.chunk() if len(booked) else None), position

    def _skip(self, text: bytes, position: int) -> int:
        """The start of the next element: past commas, and past the array's own brackets."""
        while True:
            if between := self._between.match(text, position):
                position = between.end()
                self._valued = between.lastindex is not None or (self._valued and between.start() == between.end())
            mark = text[position : position + 1]
            if mark in {b"]", b"}"}:
                self._closed = True
                if self._nested:
                    return len(text)
            elif not (mark == b"[" and self._closed):
                return position
            else:
                self._closed = False
            position += 1

    def _element(self, text: bytes, start: int, *, final: bool) -> tuple[int, Reject | None]:
        """Where the element at `start` ends and why it is rejected, if it is; `start` itself to wait for more text.

        An element that is rejected here has no end that can be trusted: the next boundary is searched.
        """
        reach = self._max if self._endless < _PATIENCE else min(self._max, _IMPATIENT)
        limit = min(len(text), start + reach)
        all_here = final and limit < start + reach
        if text[start] in b"{[":
            end = element_end(text, start, limit)
        elif self._keyed and not self._valued and not all_here:
            end = None  # the beginning of a key
        else:
            match = _SCALAR.match(text, start, limit)
            end = match.end() if match else (limit if all_here else None)
        if end is not None and end > 0:
            return end, None
        if end is None and limit < start + reach and not final:
            return start, None
        after = _BOUNDARY.search(text, start)
        if end is not None:
            reason = Reject.BROKEN_JSON
        elif all_here:
            reason = Reject.BROKEN_JSON if after else Reject.TRUNCATED
        else:
            reason = Reject.TOO_LONG
            self._endless += 1
        self._lost = after is None
        return (after.end() if after else len(text)), reason

    def _found(self, text: bytes) -> bytes:
        """The text from the next boundary on, after an element without an end."""
        after = _BOUNDARY.search(text)
        if after is not None:
            self._lost = False
            return text[after.end() :]
        maybe = _MAYBE.search(text, max(0, text.rfind(b"}")))
        return text[maybe.start() :] if maybe and len(text) - maybe.start() < self._max else b""
