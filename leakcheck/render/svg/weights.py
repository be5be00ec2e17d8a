"""Weights to the left and to the right of nothing: what each test says, and what it comes to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

from leakcheck.render.svg.drawing import AGAINST, FOR, INK, SMALL, WIDTH, box, diamond, line, rules, signed, words
from leakcheck.render.svg.markup import Markup

_ROW: Final = 21.0
_HEAD: Final = 38.0
_START: Final = 262.0  # where the scale begins, right of the labels, in the larger letters of a narrow screen too
_END: Final = WIDTH - 52.0  # the figures stand right of it
_STEP: Final = 10  # dB between two ticks; twice as many where the scale is long
_LONG: Final = 50


@dataclass(frozen=True, slots=True)
class Weight:
    """One row: `db` above 0 speaks for genuine; `total` marks what all the others come to."""

    label: str
    db: float
    value: str
    total: bool = False


def weights(rows: Sequence[Weight]) -> tuple[float, list[Markup]]:
    """The height of the chart, and its shapes."""
    least, most = min(row.db for row in rows), max(row.db for row in rows)
    step = _STEP if max(most, 0) - min(least, 0) <= _LONG else 2 * _STEP
    low, high = -step * max(1, ceil(-least / step)), step * max(1, ceil(most / step))

    def x(db: float) -> float:
        return _START + (db - low) / (high - low) * (_END - _START)

    foot = _HEAD + len(rows) * _ROW
    shapes = [
        words(x(0) - 6, 11, "against genuine", "end", SMALL),
        words(x(0) + 6, 11, "for", size=SMALL),
    ]
    ticks = range(low, high + 1, step)
    shapes.append(rules((x(tick), _HEAD - 6, x(tick), foot) for tick in ticks if tick))
    shapes.append(line(x(0), _HEAD - 6, x(0), foot, faint=False))
    shapes += [words(x(tick), _HEAD - 10, signed(tick), "middle", SMALL) for tick in ticks]
    shapes.append(words(WIDTH, _HEAD - 10, "dB", "end", SMALL))
    for place, row in enumerate(rows):
        middle = _HEAD + place * _ROW + _ROW / 2
        shapes += _row(row, middle, x(0), x(row.db))
    return foot + 4, shapes


def _row(row: Weight, middle: float, zero: float, end: float) -> list[Markup]:
    color = INK if row.value == "0" else FOR if row.db > 0 else AGAINST
    shapes = [words(0, middle + 4, row.label, bold=row.total)]
    if row.total:
        shapes.append(line(0, middle - _ROW / 2, WIDTH, middle - _ROW / 2, faint=False))
        shapes.append(diamond(end, middle, color))
    else:
        shapes.append(box(min(zero, end), middle - 5, abs(end - zero), 10, color))
    return [*shapes, words(WIDTH, middle + 4, row.value, "end", bold=row.total)]
