"""Which paths in JSON records are columns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from leakcheck.sources.extended_json import mark
from leakcheck.sources.json_values import Fields, Path, inside
from leakcheck.sources.options import MAX_JSON_DEPTH, MAX_JSON_PATHS

MOST_PATHS: Final = 100_000  # that are told apart; a record of more is no record
RARE: Final = 0.01  # share of the records under which a path is no column, where there are more than are read


@dataclass(frozen=True, slots=True)
class Columns:
    """Which paths are read, under which labels, and which keys are known beside them.

    `known` are the keys of the object at each path that are read or left out on purpose; `seen` are those that the
    outermost objects really had.
    """

    paths: tuple[Path, ...]
    labels: tuple[str, ...]
    known: dict[Path, frozenset[str]]
    seen: frozenset[str]
    unread: int = 0  # paths over the limit


def columns_of(
    records: Iterable[Fields],
    root: Path,
    kept: tuple[str, ...],
    dropped: frozenset[str],
    *,
    extended: bool = False,
) -> Columns:
    """The columns of `records`, in the order their paths were first seen.

    `root` leads to the object that is read; of the objects around it only the top-level keys `kept` become columns.
    Where there are more paths than can be read, those that hardly any record has are none. In `extended` JSON an object
    that only says the type of its value is that value.
    """
    walk = _Walk(kept, extended=extended)
    for depth in range(len(root)):
        walk.known[root[:depth]] = {root[depth]}
    walk.known[()] = walk.known.get((), set()) | set(kept) | dropped
    walk.known.setdefault(root, set())
    seen: set[str] = set()
    total = 0
    for total, item in enumerate(records, start=1):  # noqa: B007 - their number
        seen.update(item)
        inner: Fields | None = item
        for key in root:
            inner = inside(inner.get(key)) if inner is not None else None
        if inner is not None:
            walk.see(inner, root)
    found = list(walk.found)
    if len(found) > MAX_JSON_PATHS:
        found = [path for path, count in walk.found.items() if count >= RARE * total]
    paths = tuple(found)[:MAX_JSON_PATHS]
    labels = tuple(_label(path[len(root) :] if path[: len(root)] == root else path) for path in paths)
    known = {path: frozenset(keys) for path, keys in walk.known.items()}
    return Columns(paths, labels, known, frozenset(seen), len(walk.found) - len(paths))


class _Walk:
    """What was seen so far: paths with a value, and the keys of every object."""

    def __init__(self, kept: tuple[str, ...], *, extended: bool) -> None:
        self.found: dict[Path, int] = {(key,): 1 << 30 for key in kept}  # in how many records
        self.known: dict[Path, set[str]] = {}
        self._extended = extended

    def see(self, item: Fields, path: Path) -> None:
        """Add the paths of one object at `path`."""
        keys = self.known.setdefault(path, set())
        for key, value in item.items():
            here = (*path, key)
            inner = inside(value) if len(here) < MAX_JSON_DEPTH else None
            if inner and not (self._extended and mark(inner)):
                self.see(inner, here)
            elif here in self.found:
                self.found[here] += 1
            elif len(self.found) < MOST_PATHS and (here not in self.known or bytes(value) != b"null"):
                self.found[here] = 1
            if len(keys) < MOST_PATHS:
                keys.add(key)


def _label(path: Path) -> str:
    """``a.b``; the type marks of mongoexport ($oid, $date, $numberLong) are no names."""
    return ".".join(key for key in path if not key.startswith("$")) or ".".join(path)
