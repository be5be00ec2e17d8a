"""What the population simulator draws from: names, places and number blocks, each table with its source and licence."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """The records of ``name.csv`` in file order; lines that begin with ``#`` are its provenance. No field is quoted."""
    text = (files(__package__) / f"{name}.csv").read_text(encoding="utf-8")
    return tuple(tuple(line.split(",")) for line in text.splitlines() if line and not line.startswith("#"))


@cache
def table(name: str) -> dict[str, Any]:
    """The tables of ``name.toml``."""
    return tomllib.loads((files(__package__) / f"{name}.toml").read_text(encoding="utf-8"))
