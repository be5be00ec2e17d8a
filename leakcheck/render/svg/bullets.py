"""Shares against what genuine registers have: one row a share, its label above its track."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from leakcheck.render.svg.drawing import INK, SMALL, WIDTH, band, dot, line, rules, words
from leakcheck.render.svg.markup import Markup, shape

_ROW: Final = 42.0
_KEY: Final = 26.0
_LEFT, _RIGHT = 8.0, WIDTH - 8.0


@dataclass(frozen=True, slots=True)
class Bullet:
    """One share: `value` is it in words, `interval`, `genuine` and `chance` are shares."""

    label: str
    value: str
    share: float
    interval: tuple[float, float] | None = None
    genuine: tuple[float, float] | None = None
    chance: float | None = None


def bullets(rows: Sequence[Bullet]) -> tuple[float, list[Markup]]:
    """The height of the chart, and its shapes."""
    shapes = [*_key(), rules((_LEFT, _middle(place), _RIGHT, _middle(place)) for place in range(len(rows)))]
    for place, row in enumerate(rows):
        shapes += _row(row, _middle(place))
    foot = _KEY + len(rows) * _ROW
    for share, anchor in ((0.0, "start"), (0.5, "middle"), (1.0, "end")):
        shapes.append(words(_x(share), foot + 10, f"{share:.0%}".replace("%", " %"), anchor, SMALL))
    return foot + 16, shapes


def _x(share: float) -> float:
    return _LEFT + min(max(share, 0.0), 1.0) * (_RIGHT - _LEFT)


def _key() -> list[Markup]:
    return [
        dot(13, 8),
        words(24, 12, "observed", size=SMALL),
        band(106, 3, 26, 10),
        words(138, 12, "range in genuine registers", size=SMALL),
        line(348, 1, 348, 15, faint=False, dash="2 2"),
        words(356, 12, "by chance", size=SMALL),
    ]


def _middle(place: int) -> float:
    return _KEY + place * _ROW + 26


def _row(row: Bullet, middle: float) -> list[Markup]:
    shapes = [words(0, middle - 13, row.label), words(WIDTH, middle - 13, row.value, "end", bold=True)]
    if row.genuine is not None:
        start, end = map(_x, row.genuine)
        shapes.append(band(start, middle - 5, max(end - start, 3.0), 10))
    if row.chance is not None:
        shapes.append(line(_x(row.chance), middle - 8, _x(row.chance), middle + 8, faint=False, dash="2 2"))
    if row.interval is not None:
        start, end = map(_x, row.interval)
        shapes.append(shape("path", d=f"M{start:.1f} {middle:.1f}H{end:.1f}", stroke=INK, stroke_width=2))
    return [*shapes, dot(_x(row.share), middle)]
