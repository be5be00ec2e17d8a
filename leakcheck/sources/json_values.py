"""JSON records to columns of text: objects flattened by path, and every number as it was written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

import msgspec
import polars as pl

from leakcheck.model.source import Reject
from leakcheck.sources.options import MAX_JSON_DEPTH, MAX_JSON_PATHS, PREFIX_RECORDS

Path = tuple[str, ...]


def _written(number: str) -> msgspec.Raw:
    return msgspec.Raw(number.encode())


LINES: Final = msgspec.json.Decoder(list[tuple[dict[str, Any]]], float_hook=_written)
ARRAY: Final = msgspec.json.Decoder(list[dict[str, Any]], float_hook=_written)
OBJECT: Final = msgspec.json.Decoder(dict[str, Any], float_hook=_written)
FAILURES: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)  # ValidationError is a DecodeError
_NOT_A_NUMBER: Final = re.compile(rb'"(?:[^"\\]|\\.)*+"|NaN|-?Infinity')
_NOTHING: Final[dict[str, Any]] = {}


def record(text: bytes, *, last: bool) -> dict[str, Any] | Reject:
    """One JSON value as a record, or why it is none. `last`: the file ends right after it."""
    try:
        return OBJECT.decode(text)
    except msgspec.ValidationError:
        if text.lstrip()[:1] != b"{":
            return Reject.NOT_AN_OBJECT
    except UnicodeDecodeError:
        return Reject.UNDECODABLE
    except (msgspec.DecodeError, RecursionError):
        pass
    if b"NaN" in text or b"Infinity" in text:  # what Python writes for no number
        try:
            return OBJECT.decode(_NOT_A_NUMBER.sub(lambda m: m[0] if m[0][:1] == b'"' else b"null", text))
        except FAILURES:
            pass
    try:
        text.decode()
    except UnicodeDecodeError:
        return Reject.UNDECODABLE
    return Reject.TRUNCATED if last else Reject.BROKEN_JSON


class Shaper(Protocol):
    """Whatever makes a frame of records."""

    def frame(self, records: Sequence[dict[str, Any]]) -> tuple[pl.DataFrame, list[int]]:
        """The records as a frame, and the places of those with a shape of their own."""
        ...


@dataclass(frozen=True, slots=True)
class Columns:
    """Which paths are read, under which labels, and which keys are known beside them."""

    paths: tuple[Path, ...]
    labels: tuple[str, ...]
    known: dict[Path, frozenset[str]]  # the keys of the object at each path that are read or left out on purpose
    unread: int = 0  # paths over the limit

    def frame(self, records: Sequence[dict[str, Any]]) -> tuple[pl.DataFrame, list[int]]:
        """The records as columns ``c1`` ..., and the places of those with a shape of their own (Q020)."""
        objects: dict[Path, list[dict[str, Any]]] = {(): list(records)}
        odd: set[int] = set()
        for path in sorted((path for path in self.known if path), key=len):
            column = [item.get(path[-1]) for item in objects[path[:-1]]]
            leaf = path in self.paths
            if not leaf:
                odd.update(place for place, value in enumerate(column) if value is not None and type(value) is not dict)
            objects[path] = [value if type(value) is dict else _NOTHING for value in column]
        for path, items in objects.items():
            known = self.known[path]
            if set().union(*items) - known:
                odd.update(place for place, item in enumerate(items) if not item.keys() <= known)
        columns = {}
        for index, path in enumerate(self.paths, start=1):
            key = path[-1]
            nested = path in self.known
            values = [item.get(key) for item in objects[path[:-1]]]
            texts = [v if v is None or type(v) is str else _text(v, nested=nested) for v in values]
            columns[f"c{index}"] = pl.Series(texts, dtype=pl.String)
        if not columns:
            return pl.DataFrame(), sorted(odd)
        return pl.DataFrame(columns), sorted(odd)


def columns_of(
    records: Iterable[dict[str, Any]], root: Path, kept: tuple[str, ...], dropped: frozenset[str]
) -> Columns:
    """The columns of `records`, in the order their paths were first seen.

    `root` leads to the object that is read; of the objects around it only the top-level keys `kept` become columns.
    """
    found: dict[Path, None] = {(key,): None for key in kept}
    known: dict[Path, set[str]] = {root[:depth]: {root[depth]} for depth in range(len(root))}
    known[()] = known.get((), set()) | set(kept) | dropped
    known.setdefault(root, set())
    for item in records:
        inner: Any = item
        for key in root:
            inner = inner.get(key) if type(inner) is dict else None
        if type(inner) is dict:
            _walk(inner, root, found, known)
    paths = tuple(found)[:MAX_JSON_PATHS]
    labels = tuple(_label(path[len(root) :] if path[: len(root)] == root else path) for path in paths)
    return Columns(paths, labels, {path: frozenset(keys) for path, keys in known.items()}, len(found) - len(paths))


def _walk(item: dict[str, Any], path: Path, found: dict[Path, None], known: dict[Path, set[str]]) -> None:
    keys = known.setdefault(path, set())
    for key, value in item.items():
        here = (*path, key)
        keys.add(key)
        if type(value) is dict and value and len(here) < MAX_JSON_DEPTH:
            _walk(value, here, found, known)
        elif value is not None or here not in known:
            found.setdefault(here)


def _label(path: Path) -> str:
    """``a.b``; the type marks of mongoexport ($oid, $date, $numberLong) are no names."""
    return ".".join(key for key in path if not key.startswith("$")) or ".".join(path)


def _text(value: object, *, nested: bool) -> str | None:
    """A value that is no string, as it was written; an object only where its keys are not columns themselves."""
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, msgspec.Raw):
        return bytes(value).decode()
    if nested and isinstance(value, dict):
        return None
    try:
        return msgspec.json.encode(value).decode()
    except RecursionError:
        return None


class Gatherer:
    """Takes the place of columns while they are not decided: keeps the first records to decide them on."""

    def __init__(self) -> None:
        self.records: list[dict[str, Any]] = []

    def frame(self, records: Sequence[dict[str, Any]]) -> tuple[pl.DataFrame, list[int]]:
        """Keep the records; no columns."""
        self.records.extend(records[: PREFIX_RECORDS - len(self.records)])
        return pl.DataFrame(), []
