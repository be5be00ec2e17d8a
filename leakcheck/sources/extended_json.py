"""MongoDB's Extended JSON, as mongoexport writes it: the marks of types taken off, so that a value is a value again.

Source: MongoDB Extended JSON v2 specification; the forms of v1 are read alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

_VALUES: Final = frozenset(
    "$oid $date $numberLong $numberInt $numberDouble $numberDecimal $uuid $symbol".split()  # noqa: SIM905 - a list of names
)
_DEPTH: Final = 64
_PLAIN: Final = r'"(?:[^"\\]|\\.)*"|-?[0-9][0-9.eE+-]*|null|true|false'
_KEY: Final = rf'"(?:{"|".join(sorted(name.replace("$", "[$]") for name in _VALUES))})"'
PATTERNS: Final = tuple(  # a mark around a plain value, and around a mark; the first group is the value
    rf"(?s)^\{{\s*{_KEY}\s*:\s*({inner})\s*\}}$" for inner in (rf"\{{\s*{_KEY}\s*:\s*(?:{_PLAIN})\s*\}}", _PLAIN)
)


def mark(value: Mapping[str, object]) -> bool:
    """Does an object only say the type of the value in it?"""
    return len(value) == 1 and not _VALUES.isdisjoint(value)


def marked(value: Any, depth: int = 0) -> bool:
    """Does a value hold a mark of a type?"""
    if type(value) is dict and depth < _DEPTH:
        return mark(value) or any(marked(inner, depth + 1) for inner in value.values())
    if type(value) is list and depth < _DEPTH:
        return any(marked(inner, depth + 1) for inner in value)
    return False


def unwrapped(value: Any, depth: int = 0) -> Any:
    """``{"$oid": "5f"}`` is ``"5f"``, and ``{"$date": {"$numberLong": "1"}}`` is ``"1"``, at any depth."""
    if type(value) is dict and depth < _DEPTH:
        if mark(value):
            ((_, inner),) = value.items()
            return unwrapped(inner, depth + 1)
        return {key: unwrapped(inner, depth + 1) for key, inner in value.items()}
    if type(value) is list and depth < _DEPTH:
        return [unwrapped(inner, depth + 1) for inner in value]
    return value
