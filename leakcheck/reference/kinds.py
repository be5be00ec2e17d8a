"""Kinds of registers that a seller may claim, by their columns: `kinds.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from leakcheck.model.columns import Role


@dataclass(frozen=True, slots=True)
class Kind:
    """`title` in reports, `words` in labels of its own columns, and the `roles` of which it has at least `least`."""

    title: str
    words: tuple[str, ...]
    roles: frozenset[Role]
    least: int


@cache
def kinds() -> Mapping[str, Kind]:
    """Every kind by its name."""
    table = tomllib.loads(files(__package__).joinpath("kinds.toml").read_text(encoding="utf-8"))
    return {
        name: Kind(row["title"], tuple(row["words"]), frozenset(map(Role, row["roles"])), row["least"])
        for name, row in table.items()
    }
