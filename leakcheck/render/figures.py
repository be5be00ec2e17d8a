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
    """A range of shares in per cent: ``97-100 %``, ``9.2-90.8 %``, and ``0 %`` where both ends are one."""
    ends = dict.fromkeys(map(_per_cent, (low, high)))
    return f"{'-'.join(ends)} %"


def _per_cent(share: float) -> str:
    """With one decimal; with 4 significant figures near 0 and 100 %, where a decimal would round a part away."""
    told = 100 * share
    if 0.1 <= told <= 99.9:
        return f"{told:.1f}".removesuffix(".0")
    near = f"{told:.4g}"
    return ">99.99" if near == "100" and share < 1 else near


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
