"""JSON records in the shape that most of them have, decoded straight into it.

The paths that are columns become the fields of a type that the decoder fills, each with the text of its value; so no
value is decoded here, and records leave as lines of such texts. A record with other keys, or with a plain value where
an object is due, does not fit the type: it is taken apart by hand and counted (Q020).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain, repeat
from operator import attrgetter, is_
from typing import Any, Final

import msgspec
import polars as pl

from leakcheck.model.source import Reject
from leakcheck.sources.json_cells import SEPARATOR, cells, split
from leakcheck.sources.json_columns import Columns
from leakcheck.sources.json_decoding import Decoding, Framed
from leakcheck.sources.json_values import (
    FAILURES,
    OBJECT,
    Fields,
    Path,
    Written,
    inside,
    is_object,
    named,
    record,
    repeats,
)

_MISSING: Final = msgspec.Raw(b"")
_MOST_UNREAD: Final = 1_000  # keys beside the columns that the decoder looks for
_UNKNOWN: Final = -(1 << 62)
_SHAPE: Final = "Q020"
_TWICE: Final = "Q031"
_REPLACED: Final = "Q005"


class _Node:
    """An object in the shape: its own columns, the objects in it, and the keys in it that are not read.

    An object whose place holds plain values in other records is the text of a column for the decoder, and taken apart
    by hand (`mixed`).
    """

    def __init__(self, path: Path, columns: Columns) -> None:
        known = columns.known[path]
        leaves = {here[-1]: place for place, here in enumerate(columns.paths) if here[:-1] == path}
        inner = {key: _Node((*path, key), columns) for key in sorted(known) if (*path, key) in columns.known}
        nodes = [key for key in inner if key not in leaves]
        unread = sorted((known if path else known & columns.seen) - leaves.keys() - inner.keys())[:_MOST_UNREAD]
        self.known = known
        self.leaves = {f"f{at}": place for at, place in enumerate(leaves.values())}  # a field's column, from 0
        self.mixed = {f"f{at}": inner[key] for at, key in enumerate(leaves) if key in inner}
        self.nodes = {f"n{at}": inner[key] for at, key in enumerate(nodes)}
        self.unread = [f"u{at}" for at in range(len(unread))]
        self.keys = dict(zip((*self.leaves, *self.nodes, *self.unread), (*leaves, *nodes, *unread), strict=True))
        self.names = {key: name for name, key in self.keys.items()}
        texts = [(name, msgspec.Raw, _MISSING) for name in (*self.leaves, *self.unread)]
        self.kind: Any = msgspec.defstruct(
            "Shape",
            [*texts, *((name, node.kind | None, node.empty) for name, node in self.nodes.items())],
            rename={name: _nameable(key, name) for key, name in self.names.items()},
            frozen=True,
            gc=False,
            forbid_unknown_fields=True,
        )
        self.empty: Any = self.kind()

    def taken(self, item: Fields | None) -> tuple[Any, bool]:
        """An object in this shape as far as it has it, and whether it has another."""
        odd = item is None
        values: dict[str, Any] = {}
        for key, value in (item or {}).items():
            name = self.names.get(key)
            if name is None:
                odd = odd or key not in self.known
            elif name not in self.nodes:
                values[name] = value
            elif bytes(value) != b"null":
                values[name], other = self.nodes[name].taken(inside(value))
                odd = odd or other
        return self.kind(**values), odd


def _nameable(key: str, name: str) -> str:
    """The key as the decoder may look for it; where it may not, the records with that key are taken by hand."""
    return f"\ufdd0{name}" if any(mark in '"\\' or mark < " " for mark in key) else key


@dataclass(slots=True)
class _Laid:
    """Records on their way to columns: which columns, their texts an object each, and what was counted."""

    columns: list[int] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    mixed: list[str] = field(default_factory=list)
    texts: list[Iterable[bytes]] = field(default_factory=list)
    odd: set[int] = field(default_factory=set)
    written: Written = field(default_factory=Written)


class Shape(Decoding):
    """Makes columns of records of one shape."""

    def __init__(self, columns: Columns, *, extended: bool) -> None:
        self._root = _Node((), columns)
        self._names = [f"c{place}" for place in range(1, len(columns.paths) + 1)]
        self._extended = extended
        super().__init__(self._root.kind)

    def by_hand(self, text: bytes, *, last: bool) -> tuple[Any, tuple[str, ...]] | Reject:
        """The object and the Q codes it deserves, or why it is none."""
        read = record(text, last=last)
        if isinstance(read, Reject):
            return read
        item, halves = read
        try:
            made, odd = self._root.taken(item)
        except FAILURES:
            return Reject.BROKEN_JSON
        twice = repeats(text)
        codes = ((_SHAPE, odd), (_TWICE, twice), (_REPLACED, halves))
        return made, tuple(code for code, found in codes if found)

    def frame(self, records: Sequence[Any]) -> Framed:
        """The records as columns of text. UnicodeError where they are no UTF-8."""
        laid = _Laid()
        laid.written.objects = len(records)
        _lay(laid, self._root, records)
        if not self._names or not records:
            empty = pl.DataFrame(schema=dict.fromkeys(self._names, pl.String))
            return Framed(empty, sorted(laid.odd))
        written = laid.written
        lines = list(laid.texts[0] if len(laid.texts) == 1 else map(SEPARATOR.join, zip(*laid.texts, strict=True)))
        frame, text = split(lines, [self._names[place] for place in laid.columns])
        for key, missing in zip(laid.keys, frame.null_count().row(0), strict=True):
            written.add(key, len(lines) - missing)
        written.size += len(text) - len(lines) * max(1, frame.width - 1)  # the separators are not written
        made, nested = cells(frame, text, laid.mixed, extended=self._extended)
        written.nested += nested
        return Framed(made.select(self._names), sorted(laid.odd), written)


def _lay(laid: _Laid, node: _Node, items: Sequence[Any]) -> None:
    """Lay out `items`, an object of each record, and the objects in them."""
    fields = list(node.leaves)
    if fields:
        values = map(attrgetter(*fields), items)
        laid.texts.append(map(SEPARATOR.join, values) if len(fields) > 1 else map(bytes, values))
        laid.columns += node.leaves.values()
        laid.keys += [node.keys[name] for name in fields]
    if node.unread:
        found = map(attrgetter(*node.unread), items)
        flat = list(chain.from_iterable(found) if len(node.unread) > 1 else found)
        text = b"".join(flat)
        text.decode()
        laid.written.size += len(text)
        if b'":' in text:
            laid.written.nested += sum(named(value) for value in map(bytes, flat) if value[:1] in {b"{", b"["})
        for at, name in enumerate(node.unread):
            missing = sum(map(is_, flat[at :: len(node.unread)], repeat(_MISSING)))
            laid.written.add(node.keys[name], len(items) - missing)
    for name, inner in node.nodes.items():
        seen = list(map(attrgetter(name), items))
        here = len(seen) - sum(map(is_, seen, repeat(inner.empty)))
        empty = sum(map(is_, seen, repeat(None)))
        laid.written.add(node.keys[name], here)
        laid.written.objects += here - empty
        laid.written.size += len("null") * empty
        _lay(laid, inner, [inner.empty if value is None else value for value in seen] if empty else seen)
    for name, inner in node.mixed.items():
        laid.written.size = _UNKNOWN
        laid.mixed.append(f"c{node.leaves[name] + 1}")
        made = [inner.empty] * len(items)
        for place, value in enumerate(map(attrgetter(name), items)):
            if is_object(value):
                made[place], odd = inner.taken(OBJECT.decode(value))
                if odd:
                    laid.odd.add(place)
        _lay(laid, inner, made)
