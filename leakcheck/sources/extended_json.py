"""MongoDB's Extended JSON, as mongoexport writes it: the marks of types taken off, so that a value is a value again.

Source: MongoDB Extended JSON v2 specification; the forms of v1 are read alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import polars as pl

from leakcheck.sources.json_values import Shaper

_VALUES: Final = frozenset(
    "$oid $date $numberLong $numberInt $numberDouble $numberDecimal $uuid $symbol".split()  # noqa: SIM905 - a list of names
)
_DEPTH: Final = 64


def marked(value: Any, depth: int = 0) -> bool:
    """Does a value hold a mark of a type?"""
    if type(value) is dict and depth < _DEPTH:
        return (len(value) == 1 and not _VALUES.isdisjoint(value)) or any(
            marked(inner, depth + 1) for inner in value.values()
        )
    if type(value) is list and depth < _DEPTH:
        return any(marked(inner, depth + 1) for inner in value)
    return False


def unwrapped(value: Any, depth: int = 0) -> Any:
    """``{"$oid": "5f"}`` is ``"5f"``, and ``{"$date": {"$numberLong": "1"}}`` is ``"1"``, at any depth."""
    if type(value) is dict and depth < _DEPTH:
        if len(value) == 1:
            ((key, inner),) = value.items()
            if key in _VALUES:
                return unwrapped(inner, depth + 1)
        return {key: unwrapped(inner, depth + 1) for key, inner in value.items()}
    if type(value) is list and depth < _DEPTH:
        return [unwrapped(inner, depth + 1) for inner in value]
    return value


def fields(record: dict[str, Any]) -> dict[str, Any]:
    """A record with its values unwrapped; it stays a record whatever its keys are."""
    return {key: unwrapped(value, 1) for key, value in record.items()}


class Unwrapping:
    """Makes frames of records whose values were marked with their types."""

    def __init__(self, columns: Shaper) -> None:
        self._columns = columns

    def frame(self, records: Sequence[dict[str, Any]]) -> tuple[pl.DataFrame, list[int]]:
        """The records as a frame, and the places of those with a shape of their own."""
        return self._columns.frame([fields(record) for record in records])
