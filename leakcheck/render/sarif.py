"""SARIF 2.1.0 (OASIS, errata 01), as code scanning and editors read it: a run a sample.

Every result has a physical location, the sample at line 1, since GitHub refuses a whole file over one result without.
Columns are logical locations. Notifications hold what is no finding: a validator that raised, remarks on the data.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from leakcheck.exits import ExitStatus
from leakcheck.model.columns import Column
from leakcheck.model.evidence import Evidence
from leakcheck.model.report import Report
from leakcheck.render.facts import NotTested, data_quality, label, not_tested, title_of
from leakcheck.render.findings import Finding, Grade, failures, findings, fingerprint, name_of
from leakcheck.render.reading import Direction
from leakcheck.render.safe import inert

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT: Final = "%SRCROOT%"
_PLAIN: Final = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/")  # RFC 3986, 2.3
_LEVELS: Final = {"warning": "warning", "notice": "note"}


def render(*reports: Report) -> str:
    """One log with a run for each report."""
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(report) for report in reports]}
    return json.dumps(log, indent=2, allow_nan=False) + "\n"


def _run(report: Report) -> dict[str, Any]:
    judged, account = report.assessment, report.account
    hashes = {"hashes": {"sha-256": account.sha256}} if account.sha256 else {}
    return {
        "tool": {"driver": {"name": "leakcheck", "version": inert(report.tool.version), "rules": _rules(report)}},
        "automationDetails": {"id": f"leakcheck/{name_of(report)}/"},  # a category of its own, or GitHub takes one run
        "invocations": [_invocation(report)],
        "artifacts": [{"location": _location(report), "length": account.bytes, **hashes}],
        "results": [*(_evidence(report, found) for found in findings(report)), *_untested(report)],
        "columnKind": "unicodeCodePoints",
        "properties": {
            "verdict": judged.verdict.value,
            "score": judged.score,
            "likelihood": judged.likelihood and judged.likelihood.term,
            "confidence": judged.confidence.level.value,
            "gatePassed": report.gate.passed,
            "tlp": inert(report.handling.tlp),
        },
    }


def _rules(report: Report) -> list[dict[str, Any]]:
    """A rule for every validator that the results name, in their order."""
    ran = {item.validator: item for item in report.evidence}
    ids = dict.fromkeys([found.item.validator for found in findings(report)])
    ids |= dict.fromkeys(entry.id for entry in _validators(report))
    rules = []
    for id_ in ids:
        card = report.cards.get(id_)
        rule: dict[str, Any] = {"id": inert(id_), "name": inert(card.name if card else id_)}
        rule["shortDescription"] = {"text": title_of(report, id_)}
        rule["help"] = {"text": f"leakcheck explain {inert(id_)}"}
        if id_ in ran:
            rule["properties"] = {"tags": [ran[id_].family.value]}
        rules.append(rule)
    return rules


def _validators(report: Report) -> list[NotTested]:
    return [entry for entry in not_tested(report) if entry.id != "-" and entry.kind != "failed"]


def _invocation(report: Report) -> dict[str, Any]:
    told: dict[str, Any] = {"executionSuccessful": not report.partial}
    if report.partial:
        told["exitCode"] = ExitStatus.STOPPED.value
    elif report.gate.passed is False:
        told["exitCode"] = report.gate.status(report.assessment.verdict).value
        told["exitCodeDescription"] = "; ".join(failures(report))
    told["startTimeUtc"] = inert(report.run.started_at)
    told["toolExecutionNotifications"] = list(_notifications(report))
    return told


def _notifications(report: Report) -> Iterator[dict[str, Any]]:
    for entry in not_tested(report):
        if entry.kind == "failed":
            yield _notification("error", entry.id, f"{entry.title}: {entry.reason}")
        elif entry.id == "-":
            yield _notification("note", "column", f"{entry.title}: {entry.reason}")
    for remark in data_quality(report):
        yield _notification(_LEVELS.get(remark.severity, "note"), remark.code, remark.title)


def _notification(level: str, id_: str, text: str) -> dict[str, Any]:
    return {"level": level, "descriptor": {"id": id_}, "message": {"text": text}}


def _evidence(report: Report, found: Finding) -> dict[str, Any]:
    item, read = found.item, found.read
    against = read.direction is Direction.AGAINST and found.grade is not Grade.NONE
    told = _result(report, item.validator, found.message, item)
    told |= {"kind": "fail", "level": found.grade.value} if against else {"kind": "pass", "level": "none"}
    if found.grade is Grade.ERROR:
        told["rank"] = min(100.0, 40.0 + 2.0 * abs(read.db))  # strong 60 to 80, decisive from 80
    told["properties"] = {"weight_db": read.db, "direction": read.direction.value, "strength": read.strength.value}
    return told


def _untested(report: Report) -> Iterator[dict[str, Any]]:
    for entry in _validators(report):
        yield _result(report, entry.id, f"Not tested: {entry.reason}") | {"kind": "notApplicable", "level": "none"}


def _result(report: Report, rule: str, text: str, item: Evidence | None = None) -> dict[str, Any]:
    columns = item.columns if item else ()
    location: dict[str, Any] = {
        "physicalLocation": {"artifactLocation": {**_location(report), "index": 0}, "region": {"startLine": 1}}
    }
    if bound := [column for column in report.binding if column.index in columns]:
        location["logicalLocations"] = [_logical(report, column) for column in bound]
    return {
        "ruleId": inert(rule),
        "message": {"text": text},
        "locations": [location],
        "partialFingerprints": {"leakcheck/v1": fingerprint(report, rule, columns)},
    }


def _logical(report: Report, column: Column) -> dict[str, Any]:
    name = label(report, column)
    return {"name": name, "fullyQualifiedName": f"column {column.index}", "kind": "member"}


def _location(report: Report) -> dict[str, Any]:
    return {"uri": _uri(name_of(report)), "uriBaseId": _ROOT}


def _uri(name: str) -> str:
    """A relative URI reference: everything but letters, digits and ``-._~/`` as percent and two hex digits."""
    octets = name.lstrip("/").encode("utf-8", "backslashreplace") or b"sample"
    return "".join(chr(octet) if octet in _PLAIN else f"%{octet:02X}" for octet in octets)
