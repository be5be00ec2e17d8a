"""`leakcheck compare`: what two samples share, and which rates differ."""

from __future__ import annotations

import json
from collections.abc import Iterator
from math import isfinite
from typing import Any, Final

from leakcheck.model.comparison import Comparison, Drift, Overlap, Side
from leakcheck.model.evidence import Interval, percent
from leakcheck.render.figures import figure, plural
from leakcheck.render.page import Page
from leakcheck.render.safe import safe

SCHEMA_VERSION: Final = "1.0"
_MOST: Final = 20  # rates that did not drift, in the text; the JSON has them all


def render(comparison: Comparison, *, width: int = 80) -> str:
    """The page for a terminal, a sentence a line of figures; ends in a line end."""
    page = Page.of(width, plain=True, glyphs="ascii", color=False, verbosity=0)
    parts = [_sides(comparison, page), _overlaps(comparison, page), _drifts(comparison, page)]
    if comparison.not_tested:
        told = [line for why in comparison.not_tested for line in page.para(f"{why}.", rest="  ")]
        parts.append([page.heading("NOT TESTED"), *told])
    parts.append(
        page.para(
            "Counts only: what was compared are hashes under a key of this run, and nothing of them is kept. Counts "
            f"under {comparison.min_cell} are withheld, others are in steps of {comparison.min_cell}. "
            "How it is worked out: leakcheck explain compare.",
            rest="",
        )
    )
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def _sides(comparison: Comparison, page: Page) -> list[str]:
    lines = []
    for name, side in (("A", comparison.first), ("B", comparison.second)):
        score = "no score" if side.score is None else f"score {side.score}"
        kind = "saved report" if side.saved else "sample"
        told = f"{safe(side.label, 60)}, {kind}: {side.verdict}, {score}, {plural(side.records, 'record')}"
        lines += page.para(told, f"{name}  ")
    return lines


def _overlaps(comparison: Comparison, page: Page) -> list[str]:
    lines = [page.heading("SHARED")]
    for overlap in comparison.overlaps:
        lines += page.para(_shared(overlap, comparison.min_cell), rest="  ")
    return lines if comparison.overlaps else [*lines, "Not tested."]


def _shared(overlap: Overlap, least: int) -> str:
    told = f"{overlap.what}: {overlap.first:,} different in A, {overlap.second:,} in B"
    if overlap.shared is None or overlap.between is None or overlap.bounds is None:
        return f"{told}, fewer than {least} in both."
    low, high = overlap.between.low, overlap.between.high
    share = f"{percent(overlap.recycled or 0.0)} of B ({percent(low)} to {percent(high)})"
    told = f"{told}, {overlap.shared:,} in both, {share}."
    most = f" to {_about(overlap.bounds.high)}" if isfinite(overlap.bounds.high) else " or more"
    size = f"about {_about(overlap.size)}, " if overlap.size is not None else ""
    return f"{told} If both are random draws from one set, it has {size}{_about(overlap.bounds.low)}{most}."


def _about(count: float) -> str:
    return f"{round(float(f'{count:.3g}')):,}"


def _drifts(comparison: Comparison, page: Page) -> list[str]:
    drifted = sum(drift.drifted for drift in comparison.drifts)
    lines = [page.heading(f"RATES ({drifted:,} of {len(comparison.drifts):,} drifted)")]
    for drift in comparison.drifts[: drifted + _MOST]:
        lines += page.para(_rate(drift), rest="  ")
    if (more := len(comparison.drifts) - drifted - _MOST) > 0:
        lines += page.para(f"{more:,} more did not drift: see --json.", rest="  ")
    return lines if comparison.drifts else [*lines, "No rate stands in both."]


def _rate(drift: Drift) -> str:
    word = "drifted" if drift.drifted else "no drift"
    between = f"{100 * drift.apart.low:+.1f} to {100 * drift.apart.high:+.1f} points"
    shares = f"{percent(drift.first)} in A, {percent(drift.second)} in B ({between}, P {drift.adjusted:.2g})"
    return f"{safe(drift.validator)} {safe(drift.rate)}: {word}, {shares}"


def render_json(comparison: Comparison) -> str:
    """The same as one JSON document; floats to 4 significant figures."""
    told = {
        "kind": "leakcheck.comparison",
        "schema_version": SCHEMA_VERSION,
        "first": _side(comparison.first),
        "second": _side(comparison.second),
        "overlaps": list(map(_overlap, comparison.overlaps)),
        "drifts": list(map(_drift, comparison.drifts)),
        "not_tested": list(comparison.not_tested),
        "privacy": {"raw_values": False, "value_hashes": False, "min_cell": comparison.min_cell},
    }
    return json.dumps(told, indent=2, ensure_ascii=True, allow_nan=False) + "\n"


def _side(side: Side) -> dict[str, Any]:
    return {
        "label": safe(side.label),
        "saved": side.saved,
        "verdict": side.verdict.value,
        "score": side.score,
        "records": side.records,
    }


def _overlap(overlap: Overlap) -> dict[str, Any]:
    return {
        "of": overlap.what,
        "first": overlap.first,
        "second": overlap.second,
        "shared": overlap.shared,
        "recycled": None if overlap.recycled is None else figure(overlap.recycled),
        "recycled_interval": _interval(overlap.between),
        "size": overlap.size,
        "size_interval": _interval(overlap.bounds),
    }


def _drift(drift: Drift) -> dict[str, Any]:
    return {
        "validator": safe(drift.validator),
        "rate": safe(drift.rate),
        "first": figure(drift.first),
        "second": figure(drift.second),
        "totals": list(drift.totals),
        "difference_interval": _interval(drift.apart),
        "adjusted_p": figure(drift.adjusted),
        "drifted": drift.drifted,
    }


def _interval(interval: Interval | None) -> dict[str, Any] | None:
    """Bounds; null where nothing bounds it from above."""
    if interval is None:
        return None
    return {"level": interval.level, **dict(_bounds(interval))}


def _bounds(interval: Interval) -> Iterator[tuple[str, float | None]]:
    yield "low", figure(interval.low)
    yield "high", figure(interval.high)
