"""The lists that generators of made-up records draw from, as hashed words: which word is on which list.

`lists.bin.z` is written by ``tests/reference/build_generators.py`` from the generators as installed packages. It holds
32-bit keys (`features.lexicon.keys`) and no word. Facts that are no lists stand in `facts.toml` (`facts.py`).

The file is zlib of: a line of JSON, then for every kind of word the distinct keys in ascending order as differences,
and for every key the number of the set of lists that it is on. Integers are cut into planes of bytes, lowest first.
"""

from __future__ import annotations

import json
import sys
import zlib
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import accumulate, pairwise
from typing import Final

FILE: Final = "lists.bin.z"
_KEY_BYTES: Final = 4
_SET_BYTES: Final = 2


@dataclass(frozen=True, slots=True)
class WordList:
    """One list: `kind` of word (given, family ...), the `generator` and `locale` that draw from it, distinct words."""

    kind: str
    generator: str
    locale: str
    size: int

    @property
    def title(self) -> str:
        """How a report names the list."""
        return f"{self.generator} {self.locale}"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All lists. `keys[kind]` ascends; `owner[kind]` gives for each key the place in `sets`, a set of list numbers."""

    edition: str
    lists: tuple[WordList, ...]
    sets: tuple[tuple[int, ...], ...]
    keys: Mapping[str, Sequence[int]]
    owner: Mapping[str, Sequence[int]]

    def inside(self, kind: str, keys: Iterable[int]) -> dict[WordList, int]:
        """How many of `keys` are on each list of the kind; lists with none are left out."""
        known, owner = self.keys[kind], self.owner[kind]
        seen: Counter[int] = Counter()
        for key in keys:
            at = bisect_left(known, key)
            if at < len(known) and known[at] == key:
                seen[owner[at]] += 1
        counts: Counter[int] = Counter()
        for number, hits in seen.items():
            for index in self.sets[number]:
                counts[index] += hits
        return {self.lists[index]: hits for index, hits in sorted(counts.items())}

    def members(self, kind: str, generator: str, locale: str) -> frozenset[int]:
        """The keys of one list. Raises StopIteration where there is no such list."""
        wanted = (kind, generator, locale)
        index = next(i for i, row in enumerate(self.lists) if (row.kind, row.generator, row.locale) == wanted)
        holding = {number for number, members in enumerate(self.sets) if index in members}
        return frozenset(
            key for key, number in zip(self.keys[kind], self.owner[kind], strict=True) if number in holding
        )


@cache
def load() -> Lexicon:
    """The packaged lists. Raises KeyError or ValueError where the file is damaged."""
    return unpack(files("leakcheck.reference.generators").joinpath(FILE).read_bytes())


def pack(edition: str, lists: Mapping[tuple[str, str, str], Iterable[int]]) -> bytes:
    """The file's bytes: `lists` maps (kind, generator, locale) to the keys of a list's words."""
    rows = [(*name, len(set(keys))) for name, keys in lists.items()]
    holders: dict[str, dict[int, list[int]]] = {}
    for index, ((kind, _, _), keys) in enumerate(lists.items()):
        for key in sorted(set(keys)):
            holders.setdefault(kind, {}).setdefault(key, []).append(index)
    sets = sorted({tuple(owners) for by_key in holders.values() for owners in by_key.values()})
    number = {members: i for i, members in enumerate(sets)}
    body = b""
    for by_key in holders.values():
        ordered = sorted(by_key)
        body += _planes([b - a for a, b in pairwise([0, *ordered])], _KEY_BYTES)
        body += _planes([number[tuple(by_key[key])] for key in ordered], _SET_BYTES)
    sizes = {kind: len(by_key) for kind, by_key in holders.items()}
    head = json.dumps({"edition": edition, "lists": rows, "sets": sets, "keys": sizes}, separators=(",", ":"))
    return zlib.compress(head.encode() + b"\n" + body, 9)  # 5 % larger than as xz, and opened nine times as fast


def unpack(data: bytes) -> Lexicon:
    """What `pack` wrote."""
    head, _, body = zlib.decompress(data).partition(b"\n")
    table = json.loads(head)
    keys: dict[str, Sequence[int]] = {}
    owner: dict[str, Sequence[int]] = {}
    at = 0
    for kind, size in table["keys"].items():
        keys[kind] = array("Q", accumulate(_integers(body[at : at + _KEY_BYTES * size], _KEY_BYTES)))
        at += _KEY_BYTES * size
        owner[kind] = _integers(body[at : at + _SET_BYTES * size], _SET_BYTES)
        at += _SET_BYTES * size
    return Lexicon(
        edition=table["edition"],
        lists=tuple(WordList(*row) for row in table["lists"]),
        sets=tuple(tuple(members) for members in table["sets"]),
        keys=keys,
        owner=owner,
    )


def _planes(numbers: Sequence[int], width: int) -> bytes:
    return b"".join(bytes(number >> 8 * place & 0xFF for number in numbers) for place in range(width))


def _integers(planes: bytes, width: int) -> array[int]:
    size = len(planes) // width
    together = bytearray(len(planes))
    for place in range(width):
        together[place::width] = planes[place * size : (place + 1) * size]
    numbers: array[int] = array("I" if width == _KEY_BYTES else "H")
    numbers.frombytes(bytes(together))
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers
