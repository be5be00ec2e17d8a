"""The report as JSON, schema 1.0: one document, keys in a fixed order, all that varies from run to run under ``run``.

Within 1.x fields are only added. ASCII-escaped, so that no sample text reaches a terminal or a log raw; no NaN; LF.
"""

from __future__ import annotations

import json
from math import isfinite
from typing import Any, Final

from leakcheck.model.claims import Finding
from leakcheck.model.columns import Column
from leakcheck.model.evidence import Evidence, Hypothesis, Interval, Rate
from leakcheck.model.report import Report, ValidatorCard
from leakcheck.model.source import Member
from leakcheck.model.verdict import Verdict
from leakcheck.render.facts import (
    LIMITS,
    SCHEMA_VERSION,
    data_quality,
    label,
    next_steps,
    not_tested,
    overridden,
    shown,
    title_of,
    withheld,
)
from leakcheck.render.figures import figure
from leakcheck.render.grading import credibility
from leakcheck.render.reading import WEIGHT_CAP_DB, Reading, by_weight
from leakcheck.render.safe import inert, safe
from leakcheck.render.series import written

SCHEMA_ID: Final = "https://leakcheck.invalid/schema/report-1.0.json"  # a name; .invalid never resolves
_VERBATIM: Final = frozenset({"delimiter", "quote"})  # one character each: what a reader needs to open the file


def render(*reports: Report) -> str:
    """The report as one indented JSON document that ends in a line end; of several an array."""
    told = [document(report) for report in reports]
    return json.dumps(told[0] if len(told) == 1 else told, indent=2, ensure_ascii=True, allow_nan=False) + "\n"


def document(report: Report) -> dict[str, Any]:
    """The report as plain values; floats to 4 significant figures."""
    whole = {
        "$schema": SCHEMA_ID,
        "kind": "leakcheck.report",
        "schema_version": SCHEMA_VERSION,
        "tool": _tool(report),
        "run": _run(report),
        "parameters": _parameters(report),
        "input": _input(report),
        "assessment": _assessment(report),
        "evidence": [_evidence(report, item, read) for item, read in by_weight(report)],
        "not_tested": [
            {"id": e.id, "title": e.title, "reason": e.reason, "kind": e.kind, "hint": e.hint}
            for e in not_tested(report)
        ],
        "data_quality": _data_quality(report),
        "privacy": {
            "raw_values": False,
            "record_numbers": True,
            "column_labels": "masked" if report.parameters.mask_labels else "shown",
            "min_cell": report.parameters.min_cell,
            "cells_suppressed": withheld(report),
            "value_hashes": False,
            "input_path": "label only",
        },
        "handling": _handling(report),
        **({"claims": list(map(_claim, report.claims))} if report.claims else {}),
        "limits": list(LIMITS),
        "next_steps": [{"do": step.do, "why": step.why} for step in next_steps(report)],
        "partial": report.partial,
    }
    return {key: _plain(value) for key, value in whole.items()}


def _plain(value: Any) -> Any:
    """`value` with every float rounded, and null for one that is no number."""
    match value:
        case bool() | int() | None:
            return value
        case float():
            return figure(value)
        case str():
            return inert(value)
        case dict():
            return {inert(key): item if key in _VERBATIM else _plain(item) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
        case _:
            raise TypeError(type(value).__name__)


def _tool(report: Report) -> dict[str, Any]:
    tool = report.tool
    return {
        "name": "leakcheck",
        "version": tool.version,
        "python": tool.python,
        "platform": tool.platform,
        "packages": dict(sorted(tool.packages.items())),
        **({"plugins": dict(sorted(tool.plugins.items()))} if tool.plugins else {}),
        "reference_data": [{"id": r.id, "edition": r.edition, "sha256": r.sha256} for r in tool.reference_data],
    }


def _run(report: Report) -> dict[str, Any]:
    run = report.run
    return {
        "id": run.id,
        "started_at": run.started_at,
        "duration_s": run.duration_s,
        "rows_per_s": run.rows_per_s,
        "peak_rss_mib": run.peak_rss_mib,
        "timings_s": dict(run.timings_s),
        "host_recorded": False,
        **({"elsewhere": True} if run.elsewhere else {}),
    }


def _parameters(report: Report) -> dict[str, Any]:
    given = report.parameters
    return {
        "seed": given.seed,
        "rows_limit": given.rows_limit,
        "sampling": "none" if given.rows_limit is None else "head",
        "prior": given.prior,
        "weight_cap_db": WEIGHT_CAP_DB,
        "min_cell": given.min_cell,
        "validators": "selected" if given.select or given.ignore else "default",
        "config": [],
        "overrides": [
            {"column": c.index, "role": c.role.value, "locale": c.locale, "by": c.decided_by.value}
            for c in overridden(report)
        ],
        "select": list(given.select),
        "ignore": list(given.ignore),
        "as_of": given.as_of,
    }


def _input(report: Report) -> dict[str, Any]:
    source, account = report.source, report.account
    return {
        "label": safe(source.label),
        "format": source.format,
        "compression": source.compression,
        "encoding": source.encoding,
        "encoding_confidence": source.encoding_confidence,
        "delimiter": source.delimiter,
        "quote": source.quote,
        "header": source.header,
        "bytes": account.bytes,
        "sha256": account.sha256,
        "records": account.scored,
        "records_malformed": account.read - account.scored,
        "columns": [_column(report, column) for column in report.binding],
        "records_read": account.read,
        "records_rejected": {
            why.value: {"count": lost.count, "first_record": lost.first_record}
            for why, lost in sorted(account.rejected.items())
        },
        "complete": account.complete,
        "notes": list(account.notes),
        "reading": list(source.notes),
        "country": report.binding.country,
        **({"files": [_member(member) for member in report.members]} if report.members else {}),
    }


def _member(member: Member) -> dict[str, Any]:
    return {
        "label": safe(member.label),
        "format": member.format,
        "compression": member.compression,
        "encoding": member.encoding,
        "records_read": member.read,
        "records": member.scored,
        "bytes": member.bytes,
        "sha256": member.sha256,
        "complete": member.complete,
    }


def _column(report: Report, column: Column) -> dict[str, Any]:
    return {
        "index": column.index,
        "label": label(report, column),
        "role": column.role.value,
        "locale": column.locale,
        "role_confidence": column.confidence,
        "decided_by": column.decided_by.value,
        "filled": report.filled.get(column.index),
        "scheme": column.scheme,
    }


def _assessment(report: Report) -> dict[str, Any]:
    judged, gate = report.assessment, report.gate
    likely = judged.likelihood
    return {
        "verdict": judged.verdict.value,
        "headline": judged.verdict.headline,
        "score": judged.score,
        "likelihood": None
        if likely is None
        else {
            "scale": "ICD 203",
            "term": likely.term,
            "low": likely.low,
            "high": likely.high,
            "of": "the records being a genuine extract",
        },
        "confidence": {"level": judged.confidence.level.value, "because": list(judged.confidence.because)},
        "reasons": list(judged.reasons),
        "segments": [
            {"from_record": s.from_record, "to_record": s.to_record, "verdict": s.verdict.value, "note": s.note}
            for s in judged.segments
        ],
        "gate": {
            "fail_under": gate.fail_under,
            "fail_on": list(gate.fail_on),
            "passed": gate.passed,
            "expect": list(gate.expect),
            "baseline": None if gate.baseline is None else safe(gate.baseline),
            "failed": list(gate.failed),
        },
        "log10_lr": judged.log10_lr,
        "alternatives": [
            {"hypothesis": a.hypothesis.value, "log10_lr": a.llr, "families": a.families, "decisive": a.decisive}
            for a in judged.alternatives
        ],
        "notes": list(judged.notes),
        "interval": None if judged.interval is None else {"low": judged.interval.low, "high": judged.interval.high},
    }


def _evidence(report: Report, item: Evidence, read: Reading) -> dict[str, Any]:
    card = report.cards.get(item.validator) or ValidatorCard(item.validator, item.validator, item.validator, 0)
    rate = item.rates[0] if item.rates else None
    least = report.parameters.min_cell
    interval = item.interval
    return {
        "id": item.validator,
        "name": card.name,
        "title": title_of(report, item.validator),
        "version": card.version,
        "origin": card.origin,
        "columns": list(item.columns),
        "status": "ran",
        "direction": read.direction.value,
        "strength": read.strength.value,
        "weight_db": read.db,
        "message": item.message.text(),
        "tested": shown(item.tested, least),
        "missing": shown(item.missing, least),
        "excluded": shown(item.excluded, least),
        "observed": rate.share if rate else None,
        "expected": {"genuine": _range(rate), "chance": rate.chance if rate else None},
        "unit": "share",
        "series": [
            *([] if interval is None else [_interval(interval)]),
            *(written(series, least) for series in item.series),
        ],
        "family": item.family.value,
        "llr": {h.value: item.llr[h] for h in Hypothesis if h in item.llr and isfinite(item.llr[h])},
        "rates": [_rate(r, least) for r in item.rates],
    }


def _interval(interval: Interval) -> dict[str, Any]:
    return {"kind": "interval", "level": interval.level, "low": interval.low, "high": interval.high}


def _range(rate: Rate | None) -> list[float] | None:
    return list(rate.genuine) if rate and rate.genuine else None


def _rate(rate: Rate, least: int) -> dict[str, Any]:
    return {
        "name": rate.name,
        "hits": shown(rate.hits, least),
        "total": shown(rate.total, least),
        "share": rate.share,
        "genuine": _range(rate),
        "chance": rate.chance,
    }


def _data_quality(report: Report) -> list[dict[str, Any]]:
    return [
        {
            "code": remark.code,
            "severity": remark.severity,
            "title": remark.title,
            "count": remark.count,
            "share": remark.share,
            "records": None if remark.first_record is None else f"first at record {remark.first_record:,}",
            "column": remark.column,
        }
        for remark in data_quality(report)
    ]


def _claim(finding: Finding) -> dict[str, Any]:
    bounds = finding.interval
    return {
        "claim": finding.claim,
        "stated": safe(finding.stated),
        "test": finding.test.value,
        "standing": finding.standing.value,
        "shown": finding.message.text(),
        "formula": finding.test.formula,
        "log10_lr": finding.log10_lr,
        "interval": None if bounds is None else {"level": bounds.level, "low": bounds.low, "high": bounds.high},
    }


def _handling(report: Report) -> dict[str, Any]:
    handling = report.handling
    return {
        "tlp": handling.tlp,
        "admiralty": {
            "source_reliability": handling.source_reliability,
            "information_credibility": credibility(report.assessment.score),
            "set_by": {"source_reliability": handling.source_set_by, "information_credibility": "score"},
        },
        "hibp": {"IsVerified": False, "IsFabricated": report.assessment.verdict is Verdict.FABRICATED},
        "case": None if handling.case is None else safe(handling.case),
    }
