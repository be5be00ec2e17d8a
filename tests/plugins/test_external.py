"""Validators of other distributions: found, named, held to the contract, and harmless where they are broken."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from leakcheck import plugins
from leakcheck.cli.app import run
from leakcheck.errors import UsageError
from leakcheck.pipeline.score import score
from leakcheck.pipeline.settings import Settings
from leakcheck.render.json import document
from leakcheck.render.schema import check

EXAMPLE = Path(__file__).parent / "example"
SAMPLE = Path(__file__).parents[2] / "fixtures/register/us-customers/sample.csv"
GOOD = (EXAMPLE / "acme.py").read_text("utf-8")
CELL = "12 Zqvonne Street"  # stands in the sample that the leaking plugins read
BASE = """
from leakcheck import api
class Good:
    id, name, title, version, family, reads_order = "{id}", "a-name", "A title", 1, api.Family.NAMES, False
    says = ("so be it", "a rate")
    def bind(self, binding): return self
    features = ()
    def observe(self, batch): return batch.height
    def merge(self, left, right): return left + right
    def conclude(self, state): return api.Evidence(self.id, self.family, api.Message("so be it"), tested=state)
"""
BROKEN = {  # what each of them does, and the code under which it is listed
    "XA1": ("raise RuntimeError('{cell}')", "LC601", "failed to load (RuntimeError)"),
    "XA2": ("import sys; sys.exit('{cell}')", "LC601", "failed to load (StoppedError)"),
    "XA3": ("class Good: pass", "LC601", "failed to load (AttributeError)"),
    "XA4": (BASE + "    version = '1'", "LC601", "breaks the contract at 'version'; this version offers"),
    "XA5": (BASE + "    def bind(self, binding): raise KeyError('{cell}')", "LC602", "stopped (KeyError)"),
    "XA6": (BASE + "    def observe(self, batch): raise ValueError('{cell}')", "LC602", "stopped (ValueError)"),
    "XA7": (BASE + "    def observe(self, batch): raise SystemExit(3)", "LC602", "stopped (StoppedError)"),
    "XA8": (BASE + "    def conclude(self, state): 1 / 0", "LC602", "stopped (ZeroDivisionError)"),
    "XA9": (BASE + "    def conclude(self, state): return '{cell}'", "LC603", "gave what is no outcome"),
    "XB1": (
        BASE + "    def conclude(self, state): return api.Evidence(self.id, self.family, api.Message('{cell}'))",
        "LC603", "gave a text that it has not named",
    ),
    "XB2": (
        BASE + "    def conclude(self, state): return api.Skipped(self.id, 'so be it', hint='{cell}')",
        "LC603", "gave a text that it has not named",
    ),
    "XB3": (
        BASE + "    def conclude(self, state):\n"
        "        told = api.Message('so be it', {{'n': api.Term('{cell}')}})\n"
        "        return api.Evidence(self.id, self.family, told)",
        "LC603", "gave a text that it has not named",
    ),
    "XB4": (
        BASE + "    def conclude(self, state):\n"
        "        told = api.Message('so be it', {{'n': 12025550142}})\n"
        "        return api.Evidence(self.id, self.family, told)",
        "LC603", "gave a number that counts nothing",
    ),
    "XB5": (
        BASE + "    def conclude(self, state):\n"
        "        llr = {{api.Hypothesis.JUNK: -60.0}}\n"
        "        return api.Evidence(self.id, self.family, api.Message('so be it'), llr)",
        "LC603", "gave a likelihood ratio that is not finite and within 6.0",
    ),
    "XB6": (
        BASE + "    import polars\n    features = (api.Feature('c1', polars.col('c2')),)",
        "LC602", "stopped (ContractError)",
    ),
    "XB7": (
        BASE + "    import polars\n    features = (api.Feature('x', polars.col('no such column')),)",
        "LC602", "stopped (ColumnNotFoundError)",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    lines = SAMPLE.read_text("utf-8").splitlines()[:160]
    path = tmp_path_factory.mktemp("sample") / "s.csv"
    rows = [f"{line},{'notes' if place == 0 else CELL}" for place, line in enumerate(lines)]
    path.write_text("\n".join(rows) + "\n", "utf-8")
    return path


def told(path: Path, **settings) -> dict:
    report = document(score(str(path), Settings(reproducible=True, **settings)))
    assert not check(json.dumps(report))
    return report


def test_broken_plugins_are_listed_and_the_rest_of_the_report_stands(plant, sample: Path, capfd) -> None:
    alone = told(sample)
    for place, (id_, (code, _, _)) in enumerate(BROKEN.items()):
        plant(f"Bad.Plugin_{place}", f"0.{place}", code.format(cell=CELL, id=id_), {id_: "Good"})
    plant("acme", "2.0", GOOD, {"TX101": "Capitals"}, contract="v2")
    together = told(sample)
    listed = {entry["id"]: entry for entry in together["not_tested"] if entry["kind"] == "plugin"}
    for place, (id_, (_, code, reason)) in enumerate(BROKEN.items()):
        entry = listed.pop(f"bad-plugin-{place}/{id_}")
        assert reason in entry["reason"]
        assert f"bad-plugin-{place} 0.{place}" in entry["reason"]
        assert entry["hint"] == f"leakcheck explain {code}"
    assert (
        "was made for leakcheck.validators.v2; this version offers leakcheck.validators.v1"
        in (listed.pop("acme/TX101")["reason"])
    )
    assert not listed
    assert CELL not in json.dumps(together)
    assert together["tool"].pop("plugins")["bad-plugin-0"] == "0.0"
    together["not_tested"] = [entry for entry in together["not_tested"] if entry["kind"] != "plugin"]
    assert together == alone
    assert capfd.readouterr() == ("", "")


def test_a_plugin_takes_part_and_is_named(plant, sample: Path) -> None:
    plant("Acme", "1.2.0", GOOD, {"TX101": "Capitals"})
    report = told(sample, select=("acme/", "NM"))
    (ours,) = (item for item in report["evidence"] if item["id"] == "acme/TX101")
    assert ours["origin"] == "acme 1.2.0"
    assert ours["message"] == "0 % of 159 names are in capitals"
    assert report["tool"]["plugins"] == {"acme": "1.2.0"}
    assert {entry["id"][:2] for entry in report["evidence"]} <= {"ac", "NM"}


def test_its_number_cannot_be_a_built_in_ones(plant, sample: Path) -> None:
    plant("NM4-tools", "1", GOOD.replace("TX101", "NM401"), {"NM401": "Capitals"})
    for select, ours, theirs in (
        (("NM4", "nm4-tools/"), True, True),
        (("NM4",), True, False),
        (("NM4-Tools/NM",), False, True),
    ):
        report = told(sample, select=select)
        ran = {item["id"] for item in report["evidence"]}
        assert ("NM401" in ran, "nm4-tools/NM401" in ran) == (ours, theirs)
        ignored = {entry["id"] for entry in report["not_tested"] if entry["kind"] == "ignored"}
        assert ("NM401" in ignored, "nm4-tools/NM401" in ignored) == (not ours, not theirs)


def test_it_can_be_left_out(plant, sample: Path, monkeypatch, capsys) -> None:
    plant("acme", "1.2.0", GOOD, {"TX101": "Capitals"})
    assert "acme/TX101" in {v.id for v in plugins.available()}
    assert "acme/TX101" not in {v.id for v in plugins.available(plugins=False)}
    command = ["score", str(sample), "-f", "json", "--select", "NM401"]
    for args in ([*command, "--no-plugins"], [*command, "--ignore", "acme/"]):
        assert run(args) in (0, 4)
        report = json.loads(capsys.readouterr().out)
        assert "acme/TX101" not in {item["id"] for item in report["evidence"]}
        assert ("plugins" in report["tool"]) == ("--no-plugins" not in args)
    monkeypatch.setenv(plugins.SWITCH, "0")
    assert plugins.installed() == ()
    with pytest.raises(UsageError, match="matches no validator"):
        score(str(sample), Settings(select=("acme/",)))


def test_commands_that_describe_know_it(plant, capsys) -> None:
    plant("acme", "1.2.0", GOOD, {"TX101": "Capitals"})
    plant("quiet", "1", BASE.format(id="QU1"), {"QU1": "Good"})
    assert run(["validators", "--json"]) == 0
    cards = {card["id"]: card for card in json.loads(capsys.readouterr().out)}
    assert cards["acme/TX101"]["origin"] == "acme 1.2.0"
    assert cards["ID101"]["origin"] == "builtin"
    assert run(["explain", "acme/TX101"]) == 0
    page = capsys.readouterr().out
    assert "Forms and old mainframes write in capitals" in page
    assert "acme 1.2.0" in page
    assert max(map(len, page.splitlines())) <= 80
    assert run(["explain", "quiet/QU1"]) == 0
    assert "does not say as asked" in capsys.readouterr().out


def test_the_example_is_installed_with_pip_and_runs(tmp_path: Path, sample: Path) -> None:
    pytest.importorskip("pip")
    pytest.importorskip("hatchling")
    lines = sum(len(path.read_text("utf-8").splitlines()) for path in EXAMPLE.iterdir() if path.is_file())
    assert lines < 60
    source, target = tmp_path / "source", tmp_path / "site"
    shutil.copytree(EXAMPLE, source, ignore=shutil.ignore_patterns("__pycache__"))
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--no-build-isolation"]
    subprocess.run([*pip, "--disable-pip-version-check", "--target", str(target), str(source)], check=True)
    done = subprocess.run(
        [sys.executable, "-m", "leakcheck", "score", str(sample), "--select", "acme/"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(target), *filter(None, sys.path)])},
        capture_output=True,
        check=False,
    )
    shown = done.stdout.decode()
    assert done.returncode == 0, done.stderr
    assert "acme/TX101" in shown
    assert "with acme 1.2.0, seed 0" in " ".join(shown.split())


def test_the_check_up_lists_each_plugin_and_whether_it_loads(plant, monkeypatch, tmp_path, capsys):
    def told() -> list[dict[str, str]]:
        assert run(["doctor", "--json"]) == 0
        return [row for row in json.loads(capsys.readouterr().out)["findings"] if row["group"] == "plugins"]

    monkeypatch.chdir(tmp_path)
    assert [row["told"] for row in told()] == ["none is installed"]
    plant("Acme", "1.2.0", GOOD, {"TX101": "Capitals"})
    plant("ruin", "0.3", f"raise RuntimeError('{CELL}')", {"XA1": "Good"})
    broken, good = told()
    assert (broken["name"], broken["state"]) == ("ruin/XA1", "note")
    assert broken["told"] == "plugin ruin 0.3 failed to load (RuntimeError)"
    assert (good["name"], good["told"], good["state"]) == ("acme 1.2.0", "TX101 capitals", "ok")
    monkeypatch.setenv(plugins.SWITCH, "0")
    assert [row["told"] for row in told()] == ["left out by LEAKCHECK_PLUGINS"]
