"""JUnit XML, as Jenkins, GitLab and other CI systems read it: a suite a sample, a case a validator.

Strong and decisive evidence against genuine fails its case, what was not tested is skipped with its reason, a validator
that raised is an error. A gate is a case of its own.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from leakcheck.model.report import Report
from leakcheck.render.facts import asked, data_quality, not_tested, title_of
from leakcheck.render.findings import Finding, Grade, failures, findings, name_of
from leakcheck.render.safe import inert


def render(*reports: Report) -> str:
    """One document with a suite for each report."""
    root = Element("testsuites", name="leakcheck")
    for report in reports:
        root.append(_suite(report))
    for name in ("tests", "failures", "errors", "skipped"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    root.set("time", f"{sum(report.run.duration_s for report in reports):.3f}")
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _suite(report: Report) -> Element:
    begun = inert(report.run.started_at).removesuffix("Z")
    suite = Element("testsuite", name=name_of(report), time=f"{report.run.duration_s:.3f}", timestamp=begun)
    _properties(suite, report)
    if report.gate.passed is not None:
        _gate(suite, report)
    for found in findings(report):
        _ran(suite, report, found)
    for entry in not_tested(report):
        case = _case(suite, report, "not_tested", entry.title if entry.id == "-" else f"{entry.id} {entry.title}")
        if entry.kind == "failed":
            SubElement(case, "error", message=entry.reason, type="failed")
        else:
            SubElement(case, "skipped", message=entry.reason)
    if remarks := [f"{r.code} {r.severity}: {r.title}" for r in data_quality(report)]:
        SubElement(suite, "system-err").text = "\n".join(remarks)
    suite.set("tests", str(len(suite.findall("testcase"))))
    for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(name, str(len(suite.findall(f"testcase/{tag}"))))
    return suite


def _properties(suite: Element, report: Report) -> None:
    judged = report.assessment
    told = {
        "verdict": judged.verdict.value,
        "score": "" if judged.score is None else str(judged.score),
        "likelihood": "" if judged.likelihood is None else judged.likelihood.term,
        "confidence": judged.confidence.level.value,
        "sha256": report.account.sha256 or "",
        "records": str(report.account.scored),
        "tlp": inert(report.handling.tlp),
        "leakcheck": inert(report.tool.version),
    }
    properties = SubElement(suite, "properties")
    for name, value in told.items():
        SubElement(properties, "property", name=name, value=value)


def _case(suite: Element, report: Report, group: str, name: str) -> Element:
    return SubElement(suite, "testcase", classname=f"leakcheck.{group}", name=name, file=name_of(report), time="0.000")


def _gate(suite: Element, report: Report) -> None:
    case = _case(suite, report, "gate", asked(report.gate) or "expectations")
    if reasons := failures(report):
        SubElement(case, "failure", message="; ".join(reasons), type="gate")


def _ran(suite: Element, report: Report, found: Finding) -> None:
    item, read = found.item, found.read
    case = _case(suite, report, item.family.value, f"{inert(item.validator)} {title_of(report, item.validator)}")
    told = f"{read.words} (weight {read.whole} dB). More: leakcheck explain {inert(item.validator)}"
    if found.grade is Grade.ERROR:
        kind = f"{read.direction}.{read.strength}"
        SubElement(case, "failure", message=found.message, type=kind).text = told
    else:
        SubElement(case, "system-out").text = f"{found.message}\n{told}"
