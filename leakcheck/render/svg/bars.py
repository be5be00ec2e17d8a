"""Bars: lying ones for shares with long names, standing ones for counts along an axis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from leakcheck.render.svg.drawing import FOR, SMALL, WIDTH, box, line, nice, rules, words
from leakcheck.render.svg.markup import Markup

_ROW: Final = 34.0
_HEIGHT: Final = 170.0  # of the field of standing bars
_LEFT: Final = 44.0
_TOP: Final = 12.0
_MOST_LABELS: Final = 10


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: `size` is its length, None where the count behind it is withheld; `value` says it in words."""

    label: str
    size: float | None
    value: str = ""


def lying(rows: Sequence[Bar], most: float = 1.0) -> tuple[float, list[Markup]]:
    """Bars from the left, each under its label; `most` fills the width."""
    shapes: list[Markup] = []
    shapes.append(rules((0, place * _ROW + 23, WIDTH, place * _ROW + 23) for place in range(len(rows))))
    for place, row in enumerate(rows):
        top = place * _ROW
        shapes += [words(0, top + 13, row.label), words(WIDTH, top + 13, row.value, "end", bold=True)]
        if row.size:
            shapes.append(box(0, top + 19, row.size / most * WIDTH, 8, FOR))
    return len(rows) * _ROW, shapes


def standing(bars: Sequence[Bar], level: float | None = None) -> tuple[float, list[Markup]]:
    """Bars from below, with a scale on the left and a dashed `level`; a withheld bar is a mark on the ground."""
    ticks = nice(max(level or 0.0, *(bar.size or 0.0 for bar in bars)))
    ground = _TOP + _HEIGHT
    step = (WIDTH - _LEFT) / len(bars)
    every = -(-len(bars) // _MOST_LABELS)
    shapes: list[Markup] = []
    rungs = [(tick, ground - tick / ticks[-1] * _HEIGHT) for tick in ticks]
    shapes.append(rules((_LEFT, y, WIDTH, y) for _, y in rungs[1:]))
    shapes.append(line(_LEFT, ground, WIDTH, ground, faint=False))
    shapes += [words(_LEFT - 6, y + 4, f"{tick:,.0f}", "end", SMALL) for tick, y in rungs]
    if level is not None:
        y = ground - level / ticks[-1] * _HEIGHT
        shapes.append(line(_LEFT, y, WIDTH, y, faint=False, dash="4 3"))
    for place, bar in enumerate(bars):
        x = _LEFT + place * step
        if bar.size is None:
            shapes.append(words(x + step / 2, ground - 4, "<", "middle", SMALL))
        else:
            high = bar.size / ticks[-1] * _HEIGHT
            shapes.append(box(x + step * 0.12, ground - high, step * 0.76, high, FOR))
        if place % every == 0:
            shapes.append(words(x + step / 2, ground + 16, bar.label, "middle", SMALL))
    return ground + 22, shapes
