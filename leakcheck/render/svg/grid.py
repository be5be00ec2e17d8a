"""Counts in two directions: a square whose area is the count, an open one where the count is withheld."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import Final

from leakcheck.render.svg.drawing import FOR, INK, SMALL, WIDTH, box, rules, words
from leakcheck.render.svg.markup import Markup, shape

_LEFT: Final = 150.0
_HEAD: Final = 20.0
_TALLEST: Final = 36.0
_WITHHELD: Final = 4.0  # side of the open square
_CROWDED: Final = 12  # columns from which only every third is named


def grid(
    columns: Sequence[str], rows: Sequence[str], counts: Sequence[Sequence[int | None]], *, by_row: bool = False
) -> tuple[float, list[Markup]]:
    """The height of the chart, and its shapes. `by_row`: a row's fullest square is as large as any other row's."""
    step = (WIDTH - _LEFT) / len(columns)
    high = min(step, _TALLEST)
    every = 3 if len(columns) > _CROWDED else 1
    shapes = [
        words(_LEFT + (place + 0.5) * step, 12, name, "middle", SMALL)
        for place, name in enumerate(columns)
        if place % every == 0
    ]
    shapes.append(rules((_LEFT, _HEAD + (n + 1) * high, WIDTH, _HEAD + (n + 1) * high) for n in range(len(rows))))
    overall = max((n or 0 for row in counts for n in row), default=0)
    for place, (name, row) in enumerate(zip(rows, counts, strict=True)):
        middle = _HEAD + (place + 0.5) * high
        shapes.append(words(0, middle + 4, name))
        most = max((n or 0 for n in row), default=0) if by_row else overall
        for at, n in enumerate(row):
            shapes += _square(_LEFT + (at + 0.5) * step, middle, n, most, min(step, high) * 0.92)
    return _HEAD + len(rows) * high + 4, shapes


def _square(x: float, y: float, count: int | None, most: int, room: float) -> list[Markup]:
    if count is None:
        side = _WITHHELD
        return [
            shape(
                "rect",
                x=x - side / 2,
                y=y - side / 2,
                width=side,
                height=side,
                fill="none",
                stroke=INK,
            )
        ]
    if not count:
        return []
    side = max(room * sqrt(count / most), 1.0)
    return [box(x - side / 2, y - side / 2, side, side, FOR)]
