"""Claims, comparisons and picks by the real command: what they print, how they end, and that no cell leaves."""

from __future__ import annotations

import json
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

from leakcheck.cli import compare as compare_command
from leakcheck.cli.app import run
from leakcheck.exits import ExitStatus
from leakcheck.model.claims import KEYS
from leakcheck.render import comparison as comparison_page
from leakcheck.render import picks as picks_page

FIXTURES = Path(__file__).parents[2] / "fixtures"
FAKER, JUNK = FIXTURES / "generator/us-faker/sample.csv", FIXTURES / "random/cn-junk/sample.csv"
CLAIM = "rows=1e9,bytes=23TB,region=CN-31,country=CN,period=1995-2019,kind=police,date=2022-06"
Said = Callable[..., tuple[int, str, str]]


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Said:
    def call(*args: object) -> tuple[int, str, str]:
        status = run([str(arg) for arg in args])
        out, err = capsys.readouterr()
        return status, out, err

    return call


@pytest.fixture(scope="module")
def registers(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two samples of one invented register, the second with 300 records of the first."""
    folder = tmp_path_factory.mktemp("registers")
    whole = folder / "whole.csv"
    assert run(["synth", "register", "-n", "1000", "--seed", "5", "-o", str(whole)]) == 0
    header, *rows = whole.read_text("utf-8").splitlines(keepends=True)
    first, second = folder / "first.csv", folder / "second.csv"
    first.write_text(header + "".join(rows[:650]), "utf-8")
    second.write_text(header + "".join(rows[350:]), "utf-8")
    return first, second


@pytest.fixture(scope="module")
def saved(registers: tuple[Path, Path]) -> Path:
    """The report on the first of them, without claims."""
    path = registers[0].with_suffix(".json")
    assert run(["score", str(registers[0]), "-f", "none", "-o", str(path)]) == 0
    return path


def words(page: str) -> str:
    told: list[str] = []
    parser = HTMLParser()
    parser.handle_data = told.append  # type: ignore[method-assign]
    parser.feed(page)
    return " ".join(told)


def test_claims_stand_in_every_report_and_leave_the_verdict_alone(said: Said, registers, saved, tmp_path: Path) -> None:
    names = ["r.json", "r.md", "r.html", "r.txt", "r.ndjson"]
    outputs = [word for name in names for word in ("-o", tmp_path / name)]
    status, _, err = said("score", registers[0], "--claim", CLAIM, "--claim", "people=970m", "-f", "none", *outputs)
    assert (status, err) == (0, "")
    report = json.loads((tmp_path / "r.json").read_text("utf-8"))
    assert [row["claim"] for row in report["claims"]] == sorted((r["claim"] for r in report["claims"]), key=KEYS.index)
    stands = {(row["claim"], row["test"]): row["standing"] for row in report["claims"]}
    assert stands["bytes", "volume"] == "contradicted"
    assert stands["people", "ceiling"] == "contradicted"
    assert stands["country", "country of the columns"] == "holds"
    assert stands["date", "moments"] == "holds"
    for name in names[1:4]:
        text = (tmp_path / name).read_text("utf-8")
        text = " ".join((words(text) if name == "r.html" else text).split()).replace("\\", "")
        assert "Claims of the seller".casefold() in text.casefold()
        assert "rows=1e9, volume" in text or "bytes=23TB, volume" in text
        assert "neither changes the other" in text
        again = tmp_path / f"again-{name}"
        assert said("report", tmp_path / "r.json", "-f", "none", "-o", again)[0] == 0
        assert again.read_bytes() == (tmp_path / name).read_bytes()
    lines = map(json.loads, (tmp_path / "r.ndjson").read_text("utf-8").splitlines())
    assert sum(line["type"] == "claim" for line in lines) == len(report["claims"])
    assert said("schema", "report", "--check", tmp_path / "r.json")[1] == "ok\n"
    plain = json.loads(saved.read_text("utf-8"))
    assert "claims" not in plain
    assert plain["assessment"] == report["assessment"]
    assert plain["evidence"] == report["evidence"]


def test_a_claim_that_cannot_be_meant_is_refused(said: Said, registers) -> None:
    status, out, err = said("score", registers[0], "--claim", "regoin=CN-31")
    assert (status, out) == (ExitStatus.USAGE, "")
    assert "error[LC112]" in err
    assert "did you mean region?" in err
    assert said("score", registers[0], "--claim", "date=yesterday")[0] == ExitStatus.USAGE


def test_explain_has_the_formulas(said: Said) -> None:
    status, page, _ = said("explain", "claims")
    assert status == 0
    assert "N = n (n - 1) / 2D" in " ".join(page.split())
    assert all(len(line) <= 80 for line in page.splitlines())
    assert "Formulas" in json.loads(said("explain", "claims", "--json")[1])["sections"]
    assert said("explain", "compare")[0] == said("explain", "pick")[0] == 0


def test_samples_are_compared_by_people_and_rates(said: Said, registers) -> None:
    status, out, err = said("compare", *registers, "--json", "--fail-on", "drift")
    assert (status, err) == (0, "")
    told = json.loads(out)
    shared = {row["of"]: row for row in told["overlaps"]}
    assert shared["records"]["shared"] == 300
    assert shared["records"]["recycled"] == pytest.approx(300 / 650, abs=1e-4)
    low, high = (shared["identity numbers"]["size_interval"][key] for key in ("low", "high"))
    assert low < 651 * 651 / 301 < high
    assert len(told["drifts"]) > 20
    assert not any(row["drifted"] for row in told["drifts"])
    status, page, _ = said("compare", *registers, "--width", "60", "--fail-on", "overlap")
    assert status == ExitStatus.GATE
    assert "300 in both" in page
    assert max(map(len, page.splitlines())) <= 60


def test_saved_reports_are_compared_by_rates_alone(said: Said, saved, tmp_path: Path) -> None:
    reports = [saved, tmp_path / "b.json"]
    assert said("score", FAKER, "--rows", "300", "-f", "none", "-o", reports[1])[0] == 0
    status, out, _ = said("compare", *reports, "--json")
    told = json.loads(out)
    assert status == 0
    assert told["overlaps"] == []
    assert any("carries no values" in why for why in told["not_tested"])
    drifted = {(row["validator"], row["rate"]) for row in told["drifts"] if row["drifted"]}
    assert any(code == "PH201" for code, _ in drifted)
    assert said("compare", *reports, "--fail-on", "drift")[0] == ExitStatus.GATE
    mixed = json.loads(said("compare", saved, FAKER, "--rows", "120", "--json")[1])
    assert (mixed["first"]["saved"], mixed["second"]["saved"], mixed["overlaps"]) == (True, False, [])


def test_refusals(said: Said, registers, tmp_path: Path) -> None:
    assert said("compare", registers[0], tmp_path / "nope")[0] == ExitStatus.INPUT
    assert said("compare", registers[0], "-")[0] == ExitStatus.USAGE
    assert said("pick", "-")[0] == ExitStatus.USAGE
    assert said("pick", registers[0], "-n", "0")[0] == ExitStatus.USAGE
    broken = tmp_path / "broken.json"
    broken.write_text('{"kind": "leakcheck.report"}', "utf-8")
    status, out, err = said("compare", broken, broken)
    assert (status, out) == (ExitStatus.USAGE, "")
    assert "error[LC403]" in err
    for name in ("x.csv", "y.csv"):
        (tmp_path / name).write_text("a,b\n1,2\n", "utf-8")
    status, _, err = said("compare", tmp_path / "x.csv", tmp_path / "y.csv")
    assert status == ExitStatus.UNTESTED
    assert "error[LC304]" in err


def test_picks(said: Said, registers) -> None:
    status, out, _ = said("pick", registers[0], "-n", "12", "--seed", "7", "--json")
    told = json.loads(out)
    assert status == 0
    assert len(told["picks"]) == 12
    assert told["records"] == 650
    page = said("pick", registers[0], "-n", "12", "--seed", "7")[1]
    assert all(f"{row['record']:,}  {row['reason']}" in page for row in told["picks"])
    assert "No values are shown" in page


@pytest.mark.parametrize("variant", ["with a header", "without"])
def test_no_cell_leaves(said: Said, canary: Path, canary_headless: Path, tmp_path: Path, variant: str) -> None:
    sample = canary if variant == "with a header" else canary_headless
    roles = ["--map", "2=national_id:cn-ric", "--map", "3=phone:CN", "--map", "1=person_name", "--map", "4=email"]
    files = [tmp_path / name for name in ("r.txt", "r.md", "r.html", "r.ndjson")]
    outputs = [word for path in files for word in ("-o", path)]
    calls = [
        ["score", sample, "--claim", CLAIM, *roles, "-f", "json", *outputs],
        *([["compare", sample, sample]] if sample is canary else []),
        ["pick", sample, *roles, "-n", "30"],
        ["pick", sample, *roles, "-n", "30", "--json"],
    ]
    for args in calls:
        status, out, err = said(*args)
        assert status in {ExitStatus.DONE, ExitStatus.UNTESTED}, (args, err)
        assert out
        assert "zq" not in out + err, args
    assert not any("zq" in path.read_text("utf-8") for path in files)


@pytest.mark.parametrize(
    ("page", "name", "args"),
    [
        (comparison_page, "render", ["compare", JUNK, JUNK, "--rows", "120"]),
        (picks_page, "render", ["pick", JUNK]),
        (picks_page, "render_json", ["pick", JUNK, "--json"]),
    ],
)
def test_a_leak_into_these_pages_is_caught(said: Said, monkeypatch, page, name: str, args: list[object]) -> None:
    cell = max(JUNK.read_text("utf-8").splitlines()[1].split(","), key=len)
    monkeypatch.setattr(page, name, lambda *_, **__: f"saw {cell} there\n")
    status, out, err = said(*args)
    assert (status, out) == (ExitStatus.GUARD, "")
    assert cell not in err


def test_a_report_is_known_by_its_first_bytes(tmp_path: Path) -> None:
    sample = tmp_path / "s.json"
    sample.write_text('[{"name": "about a leakcheck.report"}]', "utf-8")
    assert compare_command._opened(str(sample)) == str(sample)
