"""Numbers as reports write them."""

from __future__ import annotations

from math import isfinite
from typing import Final

_UNITS: Final = ("B", "kB", "MB", "GB", "TB", "PB")


def figure(value: float) -> float | None:
    """`value` to 4 significant figures, beyond which platforms may disagree; None if not finite."""
    return float(f"{value:.4g}") if isfinite(value) else None


def size(octets: int) -> str:
    """A file's size in decimal units: ``14.7 MB``."""
    value = float(octets)
    for unit in _UNITS[:-1]:
        if round(value, 1) < 1000:
            return f"{value:.0f} {unit}" if unit == "B" else f"{value:.1f} {unit}"
        value /= 1000
    return f"{value:.1f} {_UNITS[-1]}"


def plural(count: int, noun: str) -> str:
    """``1 record``, ``120,000 records``."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def span(low: float, high: float) -> str:
    """A range of shares in per cent: ``97-100 %``, ``0.5-40 %``."""
    return f"{100 * low:.4g}-{100 * high:.4g} %"


_FORMATS: Final = {
    "elasticsearch": "Elasticsearch NDJSON",
    "frame": "data frame",
    "parquet": "Parquet",
    "sqlite": "SQLite",
    "vcard": "vCard",
}


def format_title(name: str) -> str:
    """A file format as people write it; most are abbreviations."""
    return _FORMATS.get(name, name.upper())
