"""A set of files, and what one process makes of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from leakcheck.model.report import Report
from leakcheck.pipeline.dump import Company, Plans, score_all
from leakcheck.pipeline.settings import Settings
from leakcheck.pipeline.stop import Stop
from leakcheck.render import json as as_json

SAMPLE = Path(__file__).parents[2] / "fixtures/register/cn-residents/sample.csv"
ALL = Settings(as_of=date(2026, 1, 1))
SETTINGS = replace(ALL, select=("ID1", "DU", "OR801"))  # one that adds up, one that hashes, one that reads order


def together(files: Sequence[str], plans: Plans | None = None, settings: Settings = SETTINGS) -> dict[str, object]:
    """The report of one process that reads one file after the other."""
    return told(score_all(files, settings, replace(plans or Plans(), jobs=1), Company(Stop())))


def told(report: Report) -> dict[str, object]:
    document = json.loads(as_json.render(report))
    del document["run"]
    return document
