"""States as bytes and back, without pickle: a file that somebody was sent must not be able to run anything.

A value is a tree in JSON with the tables of polars beside it as Arrow IPC. Containers say what they are by a letter;
an object names its class, which must be a dataclass or an enumeration of this package, or of a plugin that is loaded
already, and is made of its fields alone. Nothing is imported and no function is called on a file's word.
"""

from __future__ import annotations

import dataclasses
import io
import json
import struct
import sys
from collections import Counter, OrderedDict
from collections.abc import Iterator, Sequence
from datetime import date
from enum import Enum
from typing import Any, Final

import polars as pl

from leakcheck.kernels.bottom_sample import BottomSample

_COUNT: Final = struct.Struct("<Q")
_PLAIN: Final = (str, bool, int, float, type(None))
_KINDS: Final[dict[str, Any]] = {
    "l": list,
    "t": tuple,
    "s": set,
    "z": frozenset,
    "d": dict,
    "n": Counter,
    "o": OrderedDict,
}
_LETTERS: Final[dict[type, str]] = {kind: letter for letter, kind in _KINDS.items()}


class UnpackableError(ValueError):
    """A value that no state may hold, or bytes that are no packed value."""


def pack(value: object) -> bytes:
    """`value` as bytes: numbers, texts, days, containers, tables, objects of ours. UnpackableError for others."""
    tables: list[bytes] = []
    tree = json.dumps(_told(value, tables), ensure_ascii=True, separators=(",", ":")).encode()
    return b"".join(_COUNT.pack(len(part)) + part for part in (tree, *tables))


def unpack(data: bytes, packages: Sequence[str] = ()) -> Any:
    """The value again. `packages` are those of plugins whose classes it may hold. UnpackableError for all else."""
    try:
        tree, *tables = _parts(data)
        return _Reader(tables, ("leakcheck", *packages)).made(json.loads(tree))
    except UnpackableError:
        raise
    except (Exception, pl.exceptions.PanicException):  # noqa: BLE001  (whatever hostile bytes lead to is one thing)
        raise UnpackableError from None


def _parts(data: bytes) -> Iterator[bytes]:
    place = 0
    while place < len(data):
        (size,) = _COUNT.unpack_from(data, place)
        place += _COUNT.size
        if size > len(data) - place:
            raise UnpackableError
        yield data[place : place + size]
        place += size


def _told(value: object, tables: list[bytes]) -> object:
    match value:
        case Enum():
            return ["e", _name(type(value)), value.name]
        case pl.DataFrame() | pl.Series():
            whole = isinstance(value, pl.DataFrame)
            tables.append(_written(value if isinstance(value, pl.DataFrame) else value.to_frame()))
            return ["f" if whole else "c", len(tables) - 1]
        case BottomSample():
            return ["b", _name(type(value)), _told(value.__getstate__(), tables)]
        case date() if type(value) is date:
            return ["y", value.isoformat()]
    if type(value) in _PLAIN:
        return value
    if type(value) in _LETTERS:
        return [_LETTERS[type(value)], *_contents(value, tables)]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = (_told(getattr(value, field.name), tables) for field in dataclasses.fields(value))
        return ["x", _name(type(value)), *fields]
    raise UnpackableError(type(value).__name__)


def _contents(value: Any, tables: list[bytes]) -> Iterator[object]:
    if isinstance(value, dict):
        yield from ([_told(key, tables), _told(each, tables)] for key, each in value.items())
    else:
        ordered = sorted(value) if isinstance(value, (set, frozenset)) else value
        yield from (_told(each, tables) for each in ordered)


def _name(kind: type) -> str:
    return f"{kind.__module__}:{kind.__qualname__}"


def _written(table: pl.DataFrame) -> bytes:
    file = io.BytesIO()
    table.rechunk().write_ipc(file, compression="zstd")
    return file.getvalue()


class _Reader:
    """The tree's values, made again."""

    def __init__(self, tables: Sequence[bytes], packages: Sequence[str]) -> None:
        self._tables = tables
        self._packages = packages

    def made(self, told: Any) -> Any:
        if not isinstance(told, list):
            return told
        kind, *rest = told
        match kind:
            case "l" | "t" | "s" | "z":
                return _KINDS[kind](map(self.made, rest))
            case "d" | "n" | "o":
                return _KINDS[kind]({self.made(key): self.made(value) for key, value in rest})
            case "y":
                return date.fromisoformat(rest[0])
            case "f":
                return self._table(rest[0])
            case "c":
                return self._table(rest[0]).to_series()
            case "e":
                return self._class(rest[0])[rest[1]]
            case "b":
                return self._sample(self._class(rest[0]), self.made(rest[1]))
            case "x":
                return self._object(self._class(rest[0]), [self.made(each) for each in rest[1:]])
        raise UnpackableError

    def _table(self, index: int) -> pl.DataFrame:
        return pl.read_ipc(io.BytesIO(self._tables[index]))

    def _class(self, name: str) -> Any:
        module, _, path = name.partition(":")
        if module.partition(".")[0] not in self._packages or module not in sys.modules:
            raise UnpackableError
        found: Any = sys.modules[module]
        for part in path.split("."):
            found = vars(found)[part]
        if not isinstance(found, type) or found.__module__ != module:
            raise UnpackableError
        if not (issubclass(found, Enum) or dataclasses.is_dataclass(found)):
            raise UnpackableError
        return found

    @staticmethod
    def _sample(kind: Any, state: Any) -> Any:
        if not issubclass(kind, BottomSample):
            raise UnpackableError
        sample = kind.__new__(kind)
        sample.__setstate__(state)
        return sample

    @staticmethod
    def _object(kind: Any, values: list[Any]) -> Any:
        """A dataclass of these fields. Its `__init__` is not called, since it may do something."""
        fields = dataclasses.fields(kind)
        if len(fields) != len(values):
            raise UnpackableError
        made = kind.__new__(kind)
        for field, value in zip(fields, values, strict=True):
            object.__setattr__(made, field.name, value)
        return made
