"""JSON values as they are written: a record is its keys with the text of each value, which nobody decoded yet.

So a number keeps its zeros, its exponent and all its digits, and what is not read costs nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from leakcheck.model.source import Reject

Path = tuple[str, ...]
Fields = dict[str, msgspec.Raw]  # an object: its keys, and the text of their values


def _written(number: str) -> msgspec.Raw:
    return msgspec.Raw(number.encode())


OBJECT: Final = msgspec.json.Decoder(Fields)
ANY: Final = msgspec.json.Decoder(float_hook=_written)
STRINGS: Final = msgspec.json.Decoder(list[str])
FAILURES: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)  # ValidationError is a DecodeError
_STRING: Final = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_NOT_A_NUMBER: Final = re.compile(_STRING + rb"|NaN|-?Infinity")
_ESCAPE: Final = re.compile(  # the third: half of a pair, which is no character
    rb"\\(?:[^u]|u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(u[dD][89a-fA-F][0-9a-fA-F]{2})|u)"
)
_HALF: Final = re.compile(rb"\\u[dD][89a-fA-F]")
_SPACE: Final = re.compile(rb"(" + _STRING + rb")|\s++")
_COLON: Final = re.compile(rb'(?<!\\)"\s*+:')
_KEY: Final = re.compile(rb'"([^"]*+)"\s*+:')


def record(text: bytes, *, last: bool) -> tuple[Fields, int] | Reject:
    """One JSON value as a record, or why it is none. `last`: the file ends right after it.

    The number is that of the escaped halves of a surrogate pair that were replaced by U+FFFD in it.
    """
    told = _strict(text)
    if told is not None:
        return told
    halves = 0
    if b"NaN" in text or b"Infinity" in text:  # what Python writes for no number
        text = _NOT_A_NUMBER.sub(lambda found: found[0] if found[0][:1] == b'"' else b"null", text)
    if _HALF.search(text):
        text, halves = mended(text)
    try:
        return OBJECT.decode(text), halves
    except FAILURES:
        return Reject.TRUNCATED if last else Reject.BROKEN_JSON


def _strict(text: bytes) -> tuple[Fields, int] | Reject | None:
    """What the text is by the letter of RFC 8259; None where there may be a record all the same."""
    try:
        text.decode()
        return OBJECT.decode(text), 0
    except UnicodeDecodeError:
        return Reject.UNDECODABLE
    except msgspec.ValidationError:  # JSON, and no object with cells: more than one value, or a wrong kind
        return None if text.lstrip()[:1] == b"{" else Reject.NOT_AN_OBJECT
    except (msgspec.DecodeError, RecursionError):  # no JSON, or too deep
        return None


def mended(text: bytes) -> tuple[bytes, int]:
    """`text` with U+FFFD for every escape of half a surrogate pair, and how many these are."""
    halves = sum(1 for found in _ESCAPE.finditer(text) if found[1])
    return _ESCAPE.sub(lambda found: rb"\ufffd" if found[1] else found[0], text), halves


def is_object(value: object) -> bool:
    """Is the text of a value that of an object?"""
    return value is not None and bytes(value)[:1] == b"{"  # type: ignore[call-overload]


def inside(value: msgspec.Raw | None) -> Fields | None:
    """The keys and values of an object's text; None where it is none."""
    return OBJECT.decode(value) if is_object(value) else None  # type: ignore[arg-type]


def canonical(text: str, change: Callable[[Any], Any] | None = None) -> str:
    """An array or object in the one way that it is written here: no blanks, no needless escapes.

    `change` is done to the decoded value first, where it can be decoded.
    """
    data = text.encode()
    if change is None and b"\\" not in data and not any(blank in data for blank in (b" ", b"\n", b"\t", b"\r")):
        return text
    try:
        value = ANY.decode(data)
        return msgspec.json.encode(change(value) if change else value).decode()
    except FAILURES:  # a number or a nesting that no decoder takes
        return _SPACE.sub(rb"\1", data).decode()


def named(text: bytes) -> int:
    """How many keys stand in some JSON, where no blank is between a key and its colon."""
    return text.count(b'":') - (text.count(b'\\":') if b"\\" in text else 0)


@dataclass(slots=True)
class Written:
    """What decoded objects must have taken as text: each of their keys once, in so many objects, in so many bytes."""

    keys: int = 0
    objects: int = 0
    size: int = 0  # without any blank, if all its objects have a key
    nested: int = 0  # keys inside values that were not decoded

    def add(self, key: str, count: int) -> None:
        """A key that stands in `count` objects, with its quotes, its colon, and the comma behind its value."""
        self.keys += count
        self.size += count * (len(key.encode()) + 4)

    def explains(self, text: bytes) -> bool:
        """Is `text` these objects, one a line? Then no key stands twice in an object."""
        if len(text) == self.size + self.objects:  # two brackets an object, but no comma behind its last value
            return True
        if b'\\\\"' in text:  # a key may end so, and would not be counted
            return False
        keys = self.keys + self.nested
        return named(text) == keys or sum(1 for _ in _COLON.finditer(text)) == keys


def repeats(text: bytes) -> int:
    """In how many objects of a valid JSON text a key stands twice."""
    names = _KEY.findall(text) if b"\\" not in text else [b"", b""]
    if len(set(names)) == len(names):
        return 0
    found = 0

    def look(pairs: list[tuple[str, object]]) -> None:
        nonlocal found
        found += len(dict(pairs)) < len(pairs)

    try:
        json.loads(text, object_pairs_hook=look, parse_int=_nothing, parse_float=_nothing)
    except (ValueError, RecursionError):
        return 0
    return found


def _nothing(_: str) -> None:
    """A number that nobody asks for, which may have any number of digits."""
