"""A MISP event: an assessment of a source, the file, and the evidence as an annotation (extra `misp`).

PyMISP builds it in strict mode, against the templates that it ships. Nothing is flagged for detection and nothing may
be distributed further than the own organisation until the analyst says so. Ids follow from the report.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID, uuid5

from pymisp import MISPEvent, MISPObject

from leakcheck.model.report import Report
from leakcheck.model.verdict import Level
from leakcheck.render.facts import LIMITS, not_tested
from leakcheck.render.figures import plural
from leakcheck.render.findings import digest, findings, name_of, verdict_line
from leakcheck.render.grading import CREDIBILITY, RELIABILITY, credibility, tags
from leakcheck.render.safe import inert

_SPACE: Final = UUID("8d1f7f0e-55d4-5f7b-8a0c-3f2f6f0b9c11")  # ours alone; drawn once
_CONFIDENCE: Final = {Level.LOW: "low", Level.MODERATE: "medium", Level.HIGH: "high"}
_OWN_ORGANISATION: Final = 0
_COMPLETED: Final = 2
_UNDEFINED: Final = 4


def render(report: Report) -> str:
    """One event."""
    begun = datetime.fromisoformat(report.run.started_at)
    event = MISPEvent(strict_validation=True)
    event.uuid = _uuid(report, "event")
    event.info = f"leakcheck: {name_of(report)}: {verdict_line(report)}"
    event.date = date(begun.year, begun.month, begun.day)
    event.timestamp = begun
    event.distribution = _OWN_ORGANISATION
    event.analysis = _COMPLETED
    event.threat_level_id = _UNDEFINED
    for tag in (report.handling.tlp.lower(), *tags(report).values()):
        event.add_tag(tag)
    for name, values in (("intelligence-source-assessment", _assessment(report)), ("file", _file(report))):
        event.add_object(_object(report, name, values, begun))
    event.add_object(_object(report, "annotation", _annotation(report), begun))
    return json.dumps({"Event": json.loads(event.to_json())}, indent=2, sort_keys=True, allow_nan=False) + "\n"


def _uuid(report: Report, part: str) -> str:
    return str(uuid5(_SPACE, f"{part}\n{digest(report)}"))


def _object(report: Report, name: str, values: dict[str, Any], begun: datetime) -> MISPObject:
    made = MISPObject(name, strict=True)
    made.uuid, made.timestamp = _uuid(report, name), begun
    for relation, value in values.items():
        made.add_attribute(relation, value, disable_correlation=relation != "sha256", to_ids=False)
    for attribute in made.attributes:
        attribute.uuid, attribute.timestamp = _uuid(report, f"{name} {attribute.object_relation}"), begun
    return made


def _assessment(report: Report) -> dict[str, Any]:
    judged, reliability = report.assessment, report.handling.source_reliability
    grade = credibility(judged.score)
    return {
        "source-reliability": f"{reliability} - {RELIABILITY[reliability]}",
        "information-credibility": f"{grade} - {CREDIBILITY[grade]}",
        "confidence": _CONFIDENCE[judged.confidence.level],
        "source-type": "Other",
        "source-summary": f"A sample of {plural(report.account.scored, 'record')}, read offline by leakcheck.",
        "evaluation": f"{judged.verdict.headline}. {' '.join(map(inert, judged.notes))}".strip(),
        "comment": LIMITS[0],
    }


def _file(report: Report) -> dict[str, Any]:
    account = report.account
    told: dict[str, Any] = {"filename": name_of(report), "sha256": account.sha256, "size-in-bytes": account.bytes}
    return {relation: value for relation, value in told.items() if value}


def _annotation(report: Report) -> dict[str, Any]:
    lines = [f"{inert(found.item.validator)} ({found.read.words}): {found.message}" for found in findings(report)]
    lines.append(f"Not tested: {', '.join(entry.title for entry in not_tested(report)) or 'nothing'}.")
    return {"type": "Full Report", "format": "text", "text": "\n".join(lines)}
