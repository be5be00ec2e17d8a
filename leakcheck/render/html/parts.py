"""Pieces that every section is made of: sections, tables, figures, sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from leakcheck.model.report import Report
from leakcheck.render.facts import shown
from leakcheck.render.svg.drawing import sheet
from leakcheck.render.svg.markup import Markup, el, join

_CODE: Final = re.compile(r"`([^`]*)`")


@dataclass(frozen=True, slots=True)
class Col:
    """A column of a table; `number` sets its cells right, in figures of one width."""

    title: str
    number: bool = False


def section(id_: str, title: str, *body: Markup) -> Markup:
    """A part of the page under its own heading."""
    heading = el("h2", title, id=id_)
    return el("section", heading, el("div", *body, class_="body"), aria_labelledby=id_)


def sentence(told: str) -> Markup:
    """A sentence of ours, what stands between backticks as code."""
    pieces = _CODE.split(told)
    return join(*(code(piece) if place % 2 else piece for place, piece in enumerate(pieces)))


def code(told: str) -> Markup:
    """A command as code."""
    return el("code", options_whole(told))


def options_whole(told: str) -> Markup:
    """Words that may be broken anywhere but behind the dashes of an option."""
    words = (el("span", word, class_="w") if word.startswith("--") else word for word in told.split(" "))
    return join(*words, by=" ")


def paragraph(told: str, class_: str | None = None) -> Markup:
    """A paragraph of one or more sentences of ours."""
    return el("p", sentence(told), class_=class_)


def listed(items: Iterable[Markup], kind: str = "ul", class_: str | None = None) -> Markup:
    """A list of ready items."""
    return el(kind, *(el("li", item) for item in items), class_=class_)


def facts(pairs: Iterable[tuple[str, Markup]], class_: str = "facts") -> Markup:
    """Names and what stands to them."""
    return el("dl", *(el("div", el("dt", name), el("dd", told)) for name, told in pairs), class_=class_)


def table(id_: str, caption: str, columns: Sequence[Col], rows: Iterable[Sequence[Markup | str]]) -> Markup:
    """A table whose first cells head their rows. It can be scrolled sideways, with the keyboard too, where it must."""
    figures = len(columns) > 2 and all(column.number for column in columns[1:])  # said once for the whole table
    looks = ["n" if column.number and not figures else None for column in columns]
    head = el("tr", *(el("th", c.title, scope="col", class_=look) for c, look in zip(columns, looks, strict=True)))
    body = [el("tr", el("th", row[0], scope="row", class_=looks[0]), *map(_cell, row[1:], looks[1:])) for row in rows]
    whole = el(
        "table",
        el("caption", caption, id=id_),
        el("thead", head),
        el("tbody", *body),
        class_="figures" if figures else None,
    )
    return el("div", whole, class_="scroll", role="region", aria_labelledby=id_, tabindex="0")


def _cell(told: Markup | str, look: str | None) -> Markup:
    return el("td", told, class_=look)


def figure(
    id_: str, title: str, description: str, drawn: tuple[float, list[Markup]], numbers: Markup, *, told: bool = True
) -> Markup:
    """A chart under its title and, if `told`, its description; behind it the same as a table."""
    height, shapes = drawn
    caption = [el("strong", title), *([" ", el("span", description)] if told else [])]
    return el(
        "figure",
        el("figcaption", *caption),
        sheet(id_, title, description, height, shapes),
        el("details", el("summary", f"Table: {title}"), numbers),
    )


def count(report: Report, number: int | None) -> str:
    """A count with commas; what is too small, or was withheld before, as an upper bound."""
    least = report.parameters.min_cell
    told = None if number is None else shown(number, least)
    return f"<{max(least, 5) if number is None else least}" if told is None else f"{told:,}"
