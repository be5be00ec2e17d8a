"""Lines over an axis: curves of growth, ranks on two logarithmic scales, shares along a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Final

from leakcheck.render.svg.drawing import AGAINST, FOR, SMALL, WIDTH, curve, dot, line, nice, rules, words
from leakcheck.render.svg.markup import Markup

_LEFT: Final = 48.0
_RIGHT: Final = WIDTH - 22.0  # room for half a word
_TOP: Final = 34.0  # below the key
_HEIGHT: Final = 180.0
_GROUND: Final = _TOP + _HEIGHT
_FOOT: Final = 19.0  # from the ground to the line that words stand on
_LOOKS: Final = ((FOR, None), (AGAINST, "6 4"), ("currentColor", "2 3"))  # colour and dash say the same

Scale = Callable[[float], float]


@dataclass(frozen=True, slots=True)
class Curve:
    """One curve: points that are known, left to right."""

    name: str
    points: Sequence[tuple[float, float]]


def growth(curves: Sequence[Curve], unit: str) -> tuple[float, list[Markup]]:
    """Counts over per cent, both from 0."""
    ticks = nice(max((y for c in curves for _, y in c.points), default=0.0))
    across, up = _linear(100.0), _upward(ticks[-1])
    shapes = [*_rungs(ticks, up), *_feet([(across(x), f"{x} {unit}") for x in range(0, 101, 20)])]
    return _GROUND + _FOOT + 6, shapes + _drawn([Curve(c.name, [(0.0, 0.0), *c.points]) for c in curves], across, up)


def ranks(curves: Sequence[Curve]) -> tuple[float, list[Markup]]:
    """Counts over ranks, both on logarithmic scales."""
    points = [point for c in curves for point in c.points]
    far = max(1, ceil(log10(max((x for x, _ in points), default=10))))
    low = floor(log10(min((y for _, y in points), default=1)))
    high = max(low + 1, ceil(log10(max((y for _, y in points), default=10))))

    def across(x: float) -> float:
        return _LEFT + log10(x) / far * (_RIGHT - _LEFT)

    def up(y: float) -> float:
        return _GROUND - (log10(y) - low) / (high - low) * _HEIGHT

    shapes = _rungs([10.0**power for power in range(low, high + 1)], up)
    shapes += _feet([(across(10.0**power), f"{10**power:,}") for power in range(far + 1)])
    return _GROUND + _FOOT + 6, shapes + _drawn(curves, across, up)


def along(curves: Sequence[Curve], last: float) -> tuple[float, list[Markup]]:
    """Shares over record numbers up to `last`; a dot a stretch of records."""
    feet = nice(last)
    across, up = _linear(feet[-1]), _upward(1.0)
    shapes = _rungs((0.0, 0.25, 0.5, 0.75, 1.0), up, "{:.0%}")
    shapes += _feet([(across(number), f"{number:,.0f}") for number in feet])
    dots = [
        dot(across(x), up(y), 2.5, _LOOKS[place % len(_LOOKS)][0])
        for place, c in enumerate(curves)
        for x, y in c.points
    ]
    return _GROUND + _FOOT + 6, shapes + _drawn(curves, across, up) + dots


def _linear(last: float) -> Scale:
    return lambda x: _LEFT + x / last * (_RIGHT - _LEFT)


def _upward(most: float) -> Scale:
    return lambda y: _GROUND - y / most * _HEIGHT


def _rungs(ticks: Sequence[float], up: Scale, form: str = "{:,.0f}") -> list[Markup]:
    """The scale on the left, its lowest tick on the ground."""
    told = [form.format(tick).replace("%", " %") for tick in ticks]
    return [
        rules((_LEFT, up(tick), _RIGHT, up(tick)) for tick in ticks[1:]),
        line(_LEFT, _GROUND, _RIGHT, _GROUND, faint=False),
        *(words(_LEFT - 6, up(tick) + 4, word, "end", SMALL) for tick, word in zip(ticks, told, strict=True)),
    ]


def _feet(ticks: Sequence[tuple[float, str]]) -> list[Markup]:
    return [words(x, _GROUND + _FOOT, told, "middle", SMALL) for x, told in ticks]


def _drawn(curves: Sequence[Curve], across: Scale, up: Scale) -> list[Markup]:
    """The curves, and above them which is which."""
    shapes: list[Markup] = []
    room = (_RIGHT - _LEFT) / max(1, len(curves))
    for place, c in enumerate(curves):
        color, dash = _LOOKS[place % len(_LOOKS)]
        start = _LEFT + place * room
        shapes += [curve(((start, 8), (start + 26, 8)), color, dash), words(start + 33, 12, c.name, size=SMALL)]
        if c.points:
            shapes.append(curve(((across(x), up(y)) for x, y in c.points), color, dash))
    return shapes
