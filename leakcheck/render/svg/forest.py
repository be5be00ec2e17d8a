"""A forest plot of log10 ratios: one row an alternative, a circle a test, a diamond for what they come to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from leakcheck.render.svg.drawing import AGAINST, FOR, INK, SMALL, WIDTH, box, diamond, line, ring, rules, signed, words
from leakcheck.render.svg.markup import Markup

_ROW: Final = 27.0
_HEAD: Final = 38.0
_START: Final = 206.0
_END: Final = WIDTH - 64.0
_LOW, _HIGH = -6.0, 2.0  # the judge's own caps
_DECISIVE: Final = -2.0


@dataclass(frozen=True, slots=True)
class Branch:
    """One alternative: its tests' ratios, and their sum."""

    label: str
    parts: Sequence[float]
    total: float
    value: str


def forest(rows: Sequence[Branch]) -> tuple[float, list[Markup]]:
    """The height of the chart, and its shapes."""
    foot = _HEAD + len(rows) * _ROW
    shapes = [
        box(_x(_LOW), _HEAD - 6, _x(_DECISIVE) - _x(_LOW), foot - _HEAD + 6, AGAINST, opacity=0.12),
        words(_x(_DECISIVE) - 6, 11, "100 : 1 against, or more", "end", SMALL),
        words(_x(0) + 6, 11, "for", size=SMALL),
    ]
    ticks = range(int(_LOW), int(_HIGH) + 1, 2)
    shapes.append(rules((_x(tick), _HEAD - 6, _x(tick), foot) for tick in ticks if tick))
    shapes.append(line(_x(0), _HEAD - 6, _x(0), foot, faint=False))
    shapes += [words(_x(tick), _HEAD - 10, signed(tick), "middle", SMALL) for tick in ticks]
    middles = [_HEAD + (place + 0.5) * _ROW for place in range(len(rows))]
    shapes.append(rules((_START, middle, _END, middle) for middle in middles))
    for row, middle in zip(rows, middles, strict=True):
        color = AGAINST if row.total < 0 else FOR if row.total > 0 else INK
        shapes.append(words(0, middle + 4, row.label))
        shapes += [ring(_x(part), middle) for part in row.parts]
        shapes.append(diamond(_x(row.total), middle, color))
        shapes.append(words(WIDTH, middle + 4, row.value, "end", bold=True))
    return foot + 4, shapes


def _x(ratio: float) -> float:
    return _START + (min(max(ratio, _LOW), _HIGH) - _LOW) / (_HIGH - _LOW) * (_END - _START)
