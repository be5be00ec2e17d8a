"""What all charts share: the sheet, its colours, lines, words and scales.

Every shape carries its looks as presentation attributes, so that a chart survives a policy that blocks style sheets.
Ink is ``currentColor``: black in print, light in the dark. AGAINST and FOR have a contrast of 3 to 1 or more on white
and on near-black, and never stand alone: place, shape or a word says the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil, floor, log10
from typing import Final

from leakcheck.render.svg.markup import Markup, el, join, shape

WIDTH: Final = 560.0  # of every sheet, in its own units
INK: Final = "currentColor"
AGAINST: Final = "#D55E00"  # Okabe and Ito's vermilion and blue: told apart by colour-blind readers too
FOR: Final = "#0072B2"
FAINT: Final = 0.3  # opacity of rules and tracks
FONT: Final = "system-ui,-apple-system,Segoe UI,Roboto,Helvetica,Arial,Noto Sans CJK SC,sans-serif"
SIZE: Final = 13
SMALL: Final = 11.5


def sheet(id_: str, title: str, description: str, height: float, shapes: Iterable[Markup]) -> Markup:
    """The whole picture: named and described for those who do not see it."""
    return el(
        "svg",
        el("title", title, id=f"{id_}-title"),
        el("desc", description, id=f"{id_}-desc"),
        join(*shapes),
        role="img",
        aria_labelledby=f"{id_}-title {id_}-desc",
        viewBox=f"0 0 {WIDTH:.0f} {height:.0f}",
        width=WIDTH,
        height=ceil(height),
        font_family=FONT,
        font_size=SIZE,
        fill=INK,
    )


def words(x: float, y: float, told: str, anchor: str = "start", size: float = SIZE, *, bold: bool = False) -> Markup:
    """Words on a line; `x` is their start, middle or end."""
    return el(
        "text",
        told,
        x=x,
        y=y,
        text_anchor=None if anchor == "start" else anchor,
        font_size=None if size == SIZE else size,
        font_weight="bold" if bold else None,
        unicode_bidi=None if told.isascii() else "isolate",
    )


def line(x1: float, y1: float, x2: float, y2: float, *, faint: bool = True, dash: str | None = None) -> Markup:
    """A rule, thin and faint unless said otherwise."""
    return shape(
        "path",
        d=f"M{_n(x1)} {_n(y1)}L{_n(x2)} {_n(y2)}",
        stroke=INK,
        stroke_opacity=FAINT if faint else None,
        stroke_dasharray=dash,
        fill="none",
    )


def rules(lines: Iterable[tuple[float, float, float, float]]) -> Markup:
    """Many faint rules in one shape; each is x, y of its start and of its end."""
    drawn = "".join(f"M{_n(x1)} {_n(y1)}L{_n(x2)} {_n(y2)}" for x1, y1, x2, y2 in lines)
    return shape("path", d=drawn, stroke=INK, stroke_opacity=FAINT, fill="none")


def box(x: float, y: float, width: float, height: float, fill: str = INK, *, opacity: float | None = None) -> Markup:
    """A filled rectangle."""
    return shape(
        "rect",
        x=x,
        y=y,
        width=max(width, 0.0),
        height=max(height, 0.0),
        fill=None if fill == INK else fill,
        fill_opacity=None if opacity is None else f"{opacity:g}",
    )


def band(x: float, y: float, width: float, height: float) -> Markup:
    """A range: a pale field within an outline that shows on any ground."""
    return shape("rect", x=x, y=y, width=width, height=height, fill=FOR, fill_opacity="0.3", stroke=FOR)


def dot(x: float, y: float, radius: float = 4.5, fill: str = INK) -> Markup:
    """A filled disc."""
    return shape("circle", cx=x, cy=y, r=radius, fill=None if fill == INK else fill)


def ring(x: float, y: float, radius: float = 3.5) -> Markup:
    """An open circle."""
    return shape("circle", cx=x, cy=y, r=radius, fill="none", stroke=INK)


def diamond(x: float, y: float, fill: str, radius: float = 6.5) -> Markup:
    """A filled diamond: the sum of a row."""
    corners = ((x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y))
    return shape("path", d=f"M{'L'.join(f'{_n(a)} {_n(b)}' for a, b in corners)}Z", fill=fill)


def curve(points: Iterable[tuple[float, float]], color: str = INK, dash: str | None = None) -> Markup:
    """A line through points."""
    through = "L".join(f"{_n(x)} {_n(y)}" for x, y in points)
    return shape("path", d=f"M{through}", fill="none", stroke=color, stroke_width=2, stroke_dasharray=dash)


def signed(value: float, unit: str = "") -> str:
    """A whole number with its sign, the minus a real one."""
    return f"{value:+.0f}{unit}".replace("-", "\u2212") if value else "0"


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def nice(most: float) -> list[float]:
    """Round ticks from 0 to at least `most`, three to six of them."""
    if most <= 0:
        return [0.0, 1.0]
    rough = most / 4
    power = 10 ** floor(log10(rough))
    step = next(power * unit for unit in (1, 2, 2.5, 5, 10) if power * unit >= rough)
    step = max(step, 1.0)  # (counts have no halves)
    return [step * index for index in range(ceil(most / step) + 1)]
