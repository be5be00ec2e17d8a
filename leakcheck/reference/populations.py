"""Inhabitants of countries and of the divisions of two of them: `populations.toml` (sources in its header)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

_MILLION: Final = 1_000_000


def inhabitants(country: str, division: int | None = None) -> int | None:
    """The people of `country` (ISO 3166), or of its division of a code of `places.toml`; None if not known."""
    if division is not None:
        return divisions(country).get(division)
    millions = _table()["countries"].get(country)
    return None if millions is None else round(millions * _MILLION)


@cache
def divisions(country: str) -> Mapping[int, int]:
    """Inhabitants by division; empty where there is no table."""
    return {int(code): count for code, count in _table().get(country, {}).items()}


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("populations.toml").read_text(encoding="utf-8"))
