"""The check-up: what it tells, that it fails where something is wrong, and that it needs no sample."""

from __future__ import annotations

import importlib.metadata
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from types import SimpleNamespace

import pytest
from rich.cells import cell_len

from leakcheck.cli.app import run
from leakcheck.errors import SourceError
from leakcheck.exits import ExitStatus
from leakcheck.model.checkup import Finding, State
from leakcheck.pipeline import doctor
from leakcheck.pipeline.libraries import EXTRAS, REQUIRED
from leakcheck.plugins import descriptions
from leakcheck.reference.catalogue import Table, tables
from leakcheck.render import bug

ROOT = Path(__file__).parents[2]


@pytest.fixture
def found(tmp_path, monkeypatch, capsys):
    """The findings by group and name, and the exit status."""
    monkeypatch.chdir(tmp_path)

    def told() -> tuple[dict[tuple[str, str], dict], int]:
        status = run(["doctor", "--json"])
        findings = json.loads(capsys.readouterr().out)["findings"]
        return {(row["group"], row["name"]): row for row in findings}, status

    return told


def test_it_names_every_library_extra_table_and_validator(found):
    told, status = found()
    assert status == ExitStatus.DONE
    for package in REQUIRED:
        assert told["libraries", package]["told"] == importlib.metadata.version(package)
    assert {name for group, name in told if group == "extras"} == {extra.name for extra in EXTRAS}
    assert {name for group, name in told if group == "reference tables"} == {table.id for table in tables()}
    assert told["validators", "built in"]["told"] == str(len(descriptions()))
    assert "none in " in told["network", "own code"]["told"]


def test_libraries_and_extras_are_those_of_the_project():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    names = [re.split(r"[^\w.-]", told, maxsplit=1)[0].split(">")[0] for told in project["dependencies"]]
    assert [name for name in names if not name.startswith("backports")] == list(REQUIRED)
    extras = {name: told for name, told in project["optional-dependencies"].items() if name in {e.name for e in EXTRAS}}
    for extra in EXTRAS:
        assert extras[extra.name][0].startswith(extra.package)
    developing = {"test", "dev", "fuzz", "reference"}
    assert set(project["optional-dependencies"]) - developing == set(extras)


def test_the_page_fits_80_columns(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert run(["doctor"]) == ExitStatus.DONE
    page = capsys.readouterr().out
    assert max(map(cell_len, page.splitlines())) <= 80
    assert page.splitlines()[-1].startswith("0 faults, ")
    assert "\x1b" not in page
    assert run(["doctor", "--settings"]) == ExitStatus.DONE
    page = capsys.readouterr().out
    assert max(map(cell_len, page.splitlines())) <= 80
    assert re.search(r"^tlp +TLP:AMBER \(default\)$", page, re.MULTILINE)


def test_a_block_for_a_bug_report_tells_of_the_program_alone(tmp_path, monkeypatch, capsys):
    private = tmp_path / "zqcase"
    private.mkdir()
    monkeypatch.chdir(private)
    monkeypatch.setenv("LEAKCHECK_ZQSECRET", "1")
    monkeypatch.setenv("TERM", "zqterm")
    monkeypatch.setenv("HOME", "/home/zqname")
    (private / "leakcheck.toml").write_text('case = "zqnumber"\nzqkey = 1\n')
    assert run(["doctor"]) == ExitStatus.GATE
    assert "zqkey" in capsys.readouterr().out  # so that it is known to be left out
    assert run(["doctor", "--bug"]) == ExitStatus.DONE
    told = capsys.readouterr().out
    assert "zq" not in told.lower()
    assert str(tmp_path) not in told
    assert "\nsettings: FAULT: not told here\n" in told
    assert f"\nlibraries, polars: {importlib.metadata.version('polars')}\n" in told
    assert told.count("```") == 2
    assert run(["doctor", "--bug", "--json"]) == ExitStatus.USAGE


def test_the_block_has_no_path_and_cannot_be_ended_early():
    told = bug.render(
        [
            Finding("program", "one", "of /home/zq/x, C:\\zq\\x and ~/zq; leakcheck/cli.py stays ```\n# zero"),
            Finding("files", "zq", "zq", State.NOTE, "zq"),
            Finding("terminal", "zq", "zq"),
        ]
    )
    assert "program, one: of [path] [path] and [path] leakcheck/cli.py stays '''" in told
    assert "zq" not in told
    assert len(told.splitlines()) == 10
    assert told.splitlines()[-2] == "files: NOTE: not told here"


def test_an_absent_extra_is_a_note_and_an_absent_library_a_fault(found, monkeypatch):
    monkeypatch.setattr(doctor, "installed", lambda package: None if package in {"stix2", "msgspec"} else "1")
    told, status = found()
    assert status == ExitStatus.GATE
    assert told["extras", "stix"] == {
        "group": "extras",
        "name": "stix",
        "told": "absent; for reports with -f stix",
        "state": "note",
        "hint": "pip install '.[stix]'",
    }
    assert (told["libraries", "msgspec"]["state"], told["libraries", "polars"]["state"]) == ("fault", "ok")


def test_too_little_room_is_a_fault(found, monkeypatch):
    def cramped():
        raise SourceError("LC211", "this process may have 3 open files", "allow more")

    monkeypatch.setattr("leakcheck.cli.findings.check_room", cramped)
    told, status = found()
    assert status == ExitStatus.GATE
    assert told["limits", "room to work"]["hint"] == "allow more"


def test_another_program_of_this_name_is_a_fault(monkeypatch):

    def entry(name):
        return SimpleNamespace(dist=SimpleNamespace(name=name))

    for owners, state in (([], "ok"), (["leakcheck-validator"], "ok"), (["leakcheck", "leakcheck-validator"], "fault")):
        monkeypatch.setattr(doctor, "entry_points", lambda owners=owners, **_: [entry(name) for name in owners])
        told = {finding.name: finding for finding in doctor._program()}
        assert told["command"].state == state, owners


def test_code_that_could_connect_is_found(tmp_path):
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner/quiet.py").write_text('"""It says import socket in the middle of a text."""\nimport os\n')
    assert [finding.state for finding in doctor._network(tmp_path)] == [State.OK]
    (tmp_path / "inner/loud.py").write_text("def call():\n    from urllib.request import urlopen\n")
    (finding,) = doctor._network(tmp_path)
    assert finding.state is State.FAULT
    assert "leakcheck/inner/loud.py" in finding.told


@pytest.mark.parametrize(
    ("edition", "compiled", "told"),
    [
        ("2026-11", "", "of this month"),
        ("2026-10", "", "1 month old"),
        ("9.0.43", "2025-01", "22 months old"),
        ("2019-04", "", "7 years old"),
        ("2026", "", "of this year"),
        ("2025", "", "1 year old"),
        ("1990", "", "36 years old"),
    ],
)
def test_ages(monkeypatch, edition, compiled, told):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795305600")  # 2026-11-22
    assert doctor.age(Table("t", "t.toml", edition, "", "", compiled)) == told


def test_every_table_has_a_date():
    for table in tables():
        assert re.fullmatch(r"(19|20)\d\d(-(0[1-9]|1[0-2]))?", table.since), table.id


def test_variables_that_are_no_settings_are_told(found, monkeypatch):
    monkeypatch.setenv("LEAKCHECK_FAILON", "fabricated")
    monkeypatch.setenv("LEAKCHECK_SEED", "4")
    told, status = found()
    assert status == ExitStatus.DONE
    assert told["settings", "environment"]["told"] == "LEAKCHECK_FAILON is no setting and is ignored"
    assert told["settings", "environment"]["hint"] == "did you mean LEAKCHECK_FAIL_ON?"
    assert told["settings", "changed here"]["told"] == "seed"


def test_a_broken_settings_file_is_a_fault(found, tmp_path):
    (tmp_path / "leakcheck.toml").write_text("sed = 1\n")
    told, status = found()
    assert status == ExitStatus.GATE
    assert told["settings", "settings"]["hint"] == "did you mean seed?"


def test_it_works_without_the_libraries_that_read_samples():
    code = "import sys\nfrom leakcheck.cli.app import run\nstatus = run(['doctor'])\nprint(status, *sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    status, *modules = done.stdout.splitlines()[-1].split()
    assert status == "0"
    assert not {"polars", "phonenumbers", "stdnum", "jsonschema", "msgspec"} & set(modules)
