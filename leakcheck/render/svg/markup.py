"""Elements of HTML and SVG, written out: what is text is escaped, what is markup is not, and nothing is both."""

from __future__ import annotations

from html import escape
from typing import Final

from leakcheck.render.safe import inert

_VOID: Final = frozenset({"meta", "br"})  # elements of HTML that have no end; those of SVG close themselves


class Markup(str):
    """Text that is markup already."""

    __slots__ = ()


def text(words: str) -> Markup:
    """`words` as text: nothing in it is taken for markup, and nothing in it is invisible."""
    return words if isinstance(words, Markup) else Markup(escape(inert(words)))


def join(*parts: str, by: str = "") -> Markup:
    """The parts one behind the other, each as text unless it is markup."""
    return Markup(by.join(text(part) for part in parts))


def el(name: str, /, *children: str, **attributes: str | float | None) -> Markup:
    """An element. ``class_`` is class, ``stroke_width`` is stroke-width; an attribute that is None is left out."""
    told = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_value(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in _VOID:
        return Markup(f"<{name}{told}>")
    return Markup(f"<{name}{told}>{join(*children)}</{name}>")


def shape(name: str, /, **attributes: str | float | None) -> Markup:
    """An element of SVG without children."""
    return Markup(f"{el(name, **attributes)[: -len(name) - 4]}/>")


def _value(value: str | float) -> str:
    if isinstance(value, str):
        return inert(value)
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)
