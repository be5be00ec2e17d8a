"""What there is to choose from: validators, roles and identity-number schemes, as text and as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence

from leakcheck.model.columns import Role
from leakcheck.model.evidence import Family
from leakcheck.model.report import ValidatorCard
from leakcheck.render.cells import cells, left
from leakcheck.render.safe import safe

_WIDTH = 80
_GAP = "  "


def render(cards: Sequence[tuple[ValidatorCard, Family]]) -> str:
    """One line a validator: id, name, family, title, origin; at most 80 cells."""
    rows = [("id", "name", "family", "title", "origin")]
    rows += [(card.id, card.name, family.value, card.title, _origin(card)) for card, family in cards]
    return _table(rows, stretch=3)


def render_json(cards: Sequence[tuple[ValidatorCard, Family]]) -> str:
    """The same as a JSON array."""
    keyed = [
        {
            "id": card.id,
            "name": card.name,
            "family": family.value,
            "title": card.title,
            "version": card.version,
            "origin": card.origin,
        }
        for card, family in cards
    ]
    return json.dumps(keyed, indent=2) + "\n"


def roles(*, as_json: bool) -> str:
    """The roles a column can play, one a line or as a JSON array."""
    words = [role.value for role in Role]
    return json.dumps(words, indent=2) + "\n" if as_json else "".join(f"{word}\n" for word in words)


def schemes(rows: Sequence[tuple[str, str, str]], *, as_json: bool) -> str:
    """The identity-number schemes: id, country (empty for none) and title of each."""
    if as_json:
        keyed = [{"id": id_, "country": country or None, "title": title} for id_, country, title in rows]
        return json.dumps(keyed, indent=2) + "\n"
    return _table([("id", "country", "title"), *rows], stretch=2)


def _origin(card: ValidatorCard) -> str:
    return "built in" if card.origin == "builtin" else card.origin


def _table(rows: Sequence[Sequence[str]], stretch: int) -> str:
    """Columns as wide as their widest cell, except that column `stretch` has to do with what the others leave."""
    inert = [[safe(cell) for cell in row] for row in rows]
    widths = [max(map(cells, column)) for column in zip(*inert, strict=True)]
    others = sum(widths) - widths[stretch] + len(_GAP) * (len(widths) - 1)
    widths[stretch] = max(8, min(widths[stretch], _WIDTH - others))
    lines = (_GAP.join(left(cell, width) for cell, width in zip(row, widths, strict=True)) for row in inert)
    return "".join(line.rstrip() + "\n" for line in lines)
