"""A series of counts as the JSON report writes it, and read again: one place for both ways.

Small counts are null. A report is read from a file that anybody may have written, so what does not fit is no series.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from leakcheck.model.evidence import Term
from leakcheck.model.series import Series, SeriesKind
from leakcheck.render.safe import safe

_WIDEST: Final = 60  # cells of a word; ours are shorter


def written(series: Series, least: int) -> dict[str, Any]:
    """The series as plain values, counts under `least` withheld."""
    shown = series.within(least)
    return {
        "kind": shown.kind.value,
        "x": [_class(name) for name in shown.x],
        "y": [_class(name) for name in shown.y],
        "counts": list(shown.counts),
        "totals": list(shown.totals),
    }


def read(found: Any) -> Series | None:
    """The series that `written` made `found` of; None where it is of another kind, or damaged."""
    try:
        kind = SeriesKind(found["kind"])
        x, y = (tuple(_named(name) for name in found[axis]) for axis in "xy")
        return Series(kind, x, _counts(found["counts"]), y, _counts(found["totals"]))
    except (KeyError, TypeError, ValueError):
        return None


def _class(name: int | Term) -> int | str:
    return name if isinstance(name, int) else safe(name, _WIDEST)


def _named(name: Any) -> int | Term:
    """Raises TypeError for what no class can be."""
    match name:
        case bool():
            raise TypeError
        case int():
            return name
        case str():
            return Term(safe(name, _WIDEST))
        case _:
            raise TypeError


def _counts(cells: Sequence[Any]) -> tuple[int | None, ...]:
    """Raises TypeError for what is no count."""
    if any(n is not None and (not isinstance(n, int) or isinstance(n, bool) or n < 0) for n in cells):
        raise TypeError
    return tuple(cells)
