"""The report as one JSON object a line, for `jq` and log stores.

Types in order: ``input, column*, evidence*, not_tested*, data_quality*, claim*, assessment``. The assessment comes
last: where it stands, the run ended well. Every line but the first names its sample, so that several files can be told
apart.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from leakcheck.model.report import Report
from leakcheck.render.json import document

_FIRST: Final = ("schema_version", "tool", "parameters")
_LAST: Final = ("privacy", "handling", "limits", "next_steps", "partial", "run")


def render(*reports: Report) -> str:
    """The lines of each report, one report after the other."""
    return "".join(f"{json.dumps(line, allow_nan=False)}\n" for report in reports for line in _lines(document(report)))


def _lines(told: dict[str, Any]) -> Iterator[dict[str, Any]]:
    entry = dict(told["input"])
    columns = entry.pop("columns")
    sample = {"sample": entry["label"]}
    yield {"type": "input", **{key: told[key] for key in _FIRST}, **entry}
    yield from ({"type": "column", **sample, **column} for column in columns)
    for kind in ("evidence", "not_tested", "data_quality"):
        yield from ({"type": kind, **sample, **row} for row in told[kind])
    yield from ({"type": "claim", **sample, **row} for row in told.get("claims", ()))
    yield {"type": "assessment", **sample, **told["assessment"], **{key: told[key] for key in _LAST}}
