"""The evidence as a table, one row a validator or column, for spreadsheets and data frames.

Shares are 0..1. `likelihood_ratio` says how many times more probable what was seen is in a genuine extract. No cell
begins with a sign that a spreadsheet takes for a formula.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Final

from leakcheck.model.evidence import Rate
from leakcheck.model.report import Report, ValidatorCard
from leakcheck.render.facts import not_tested, shown, title_of
from leakcheck.render.figures import figure
from leakcheck.render.findings import findings, name_of
from leakcheck.render.safe import inert

COLUMNS: Final = (
    "sample", "sha256", "verdict", "score", "id", "name", "title", "family", "columns", "status", "direction",
    "strength", "likelihood_ratio", "observed", "genuine_low", "genuine_high", "chance", "tested", "missing",
    "excluded", "message",
)  # fmt: skip
_FORMULA: Final = ("=", "+", "-", "@")
Cell = str | int | float | None


def render(*reports: Report) -> str:
    """The rows of each report under one header."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n", restval="")
    writer.writeheader()
    for report in reports:
        judged = report.assessment
        told: dict[str, Cell] = {"verdict": judged.verdict.value, "score": judged.score}
        told |= {"sample": name_of(report), "sha256": report.account.sha256}
        writer.writerows(
            {key: _harmless(cell) for key, cell in (told | row).items()} for row in (*_ran(report), *_not_run(report))
        )
    return stream.getvalue()


def _ran(report: Report) -> Iterator[dict[str, Cell]]:
    least = report.parameters.min_cell
    for found in findings(report):
        item, read = found.item, found.read
        rate = item.rates[0] if item.rates else Rate("", 0, 0)
        low, high = rate.genuine or (None, None)
        card = report.cards.get(item.validator) or ValidatorCard(item.validator, item.validator, "", 0)
        yield {
            "id": item.validator,
            "name": inert(card.name),
            "title": title_of(report, item.validator),
            "family": item.family.value,
            "columns": " ".join(map(str, item.columns)),
            "status": "ran",
            "direction": read.direction.value,
            "strength": read.strength.value,
            "likelihood_ratio": figure(10 ** (read.db / 10)),
            "observed": _share(rate.share),
            "genuine_low": _share(low),
            "genuine_high": _share(high),
            "chance": _share(rate.chance),
            "tested": shown(item.tested, least),
            "missing": shown(item.missing, least),
            "excluded": shown(item.excluded, least),
            "message": found.message,
        }


def _not_run(report: Report) -> Iterator[dict[str, Cell]]:
    for entry in not_tested(report):
        id_ = "" if entry.id == "-" else entry.id
        yield {"id": id_, "title": entry.title, "status": f"not tested: {entry.kind}", "message": entry.reason}


def _share(value: float | None) -> float | None:
    return None if value is None else figure(value)


def _harmless(cell: Cell) -> Cell:
    """A text that a spreadsheet would run, led by an apostrophe (OWASP, CSV injection)."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
