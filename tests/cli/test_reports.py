"""One read, many reports: user stories U3 to U8, U10 and U14 as far as formats go, inside one process."""

from __future__ import annotations

import io
import json
import os
import re
import stat
import sys
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree as ET

import pytest
from jsonschema import Draft202012Validator

from leakcheck.cli.app import run
from leakcheck.exits import ExitStatus
from leakcheck.render.formats import FORMATS

FIXTURES = Path(__file__).parents[2] / "fixtures"
FABRICATED = FIXTURES / "random/cn-junk/sample.csv"
NAMED = {row.name: f"r{row.suffixes[0]}" for row in FORMATS}
SPEED = ["--select", "MS,ID1", "--rows", "60"]  # where the verdict does not matter


@pytest.fixture
def said(capsys):
    """Run a command; its status, stdout and stderr."""

    def command(*args: object) -> SimpleNamespace:
        capsys.readouterr()
        status = run([str(arg) for arg in args])
        heard = capsys.readouterr()
        return SimpleNamespace(status=status, out=heard.out, err=heard.err)

    return command


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> Path:
    """Every format of one run, and the sample gone."""
    folder = tmp_path_factory.mktemp("written")
    sample = folder / "sample.csv"
    sample.write_bytes(FABRICATED.read_bytes())
    outputs = [word for name in NAMED.values() for word in ("-o", str(folder / name))]
    assert run(["score", str(sample), "-f", "none", "--fail-under", "60", *outputs]) == ExitStatus.GATE
    sample.unlink()
    return folder


def test_one_run_writes_every_format_private_and_whole(written: Path) -> None:
    assert sorted(path.name for path in written.iterdir()) == sorted(NAMED.values())
    for path in written.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert path.read_bytes().endswith(b"\n")
        assert b"\r" not in path.read_bytes()


@pytest.mark.parametrize("name", NAMED)
def test_a_saved_report_renders_again_without_the_sample(written: Path, said, name: str, tmp_path: Path) -> None:
    first = (written / NAMED[name]).read_bytes()
    told = said("report", written / "r.json", "-f", name, "--width", "80", "-o", f"{name}:{tmp_path / 'again'}")
    assert (told.status, told.err) == (0, "")
    assert (tmp_path / "again").read_bytes() == first
    assert told.out.encode() == first


def test_machine_formats_parse(written: Path) -> None:
    for name in ("json", "sarif", "gitlab", "stix", "misp"):
        json.loads((written / NAMED[name]).read_text("utf-8"))
    assert ET.parse(written / "r.xml").getroot().tag == "testsuites"  # noqa: S314 - our own
    assert [json.loads(line)["type"] for line in (written / "r.ndjson").read_text("utf-8").splitlines()][
        -1
    ] == "assessment"


def test_stdin_is_read_once_for_all(said, monkeypatch, tmp_path: Path) -> None:
    octets = FABRICATED.read_bytes()
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(octets), isatty=lambda: False))
    told = said(
        "score",
        "-",
        *SPEED,
        "-f",
        "json",
        "-o",
        tmp_path / "r.sarif",
        "-o",
        tmp_path / "r.md",
        "-o",
        tmp_path / "r.xml",
    )
    assert json.loads(told.out)["input"]["bytes"] == len(octets)
    assert json.loads(told.out)["input"]["sha256"] in (None, sha256(octets).hexdigest())
    assert len(list(tmp_path.iterdir())) == 3


def test_stdin_may_be_a_saved_report(written: Path, said, monkeypatch) -> None:
    buffer = io.BytesIO((written / "r.json").read_bytes())
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=buffer, isatty=lambda: False))
    assert said("report", "-", "-q").out == "fabricated  1  sample.csv\n"


def test_reproducible_runs_have_the_same_bytes(said, monkeypatch) -> None:
    args = ("score", FABRICATED, *SPEED, "-f", "stix", "--reproducible")
    assert said(*args).out == said(*args).out
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    dated = json.loads(said("score", FABRICATED, *SPEED, "-f", "json").out)
    assert dated["run"]["started_at"] == "2023-11-14T22:13:20Z"
    assert dated["parameters"]["as_of"] == "2023-11-14"
    assert dated["run"] == json.loads(said("score", FABRICATED, *SPEED, "-f", "json").out)["run"]


def test_several_samples_are_one_document(said, tmp_path: Path) -> None:
    many = {row.name: tmp_path / f"r{row.suffixes[0]}" for row in FORMATS if row.many}
    outputs = [word for path in many.values() for word in ("-o", path)]
    told = said("score", FABRICATED, FIXTURES / "random/us-junk/sample.ndjson", *SPEED, "-f", "sarif", *outputs)
    assert told.err == ""
    assert told.out == many["sarif"].read_text("utf-8")
    for name in ("json", "gitlab", "stix"):
        json.loads(many[name].read_text("utf-8"))
    assert len(json.loads(told.out)["runs"]) == 2
    assert len(ET.parse(many["junit"]).getroot()) == 2  # noqa: S314 - our own
    again = said("report", many["json"], "-f", "csv")
    assert again.out == many["csv"].read_text("utf-8")
    assert len(re.findall("^VERDICT", many["text"].read_text("utf-8"), re.MULTILINE)) == 2


def test_a_format_of_one_sample_says_so_before_anything_is_written(said, tmp_path: Path) -> None:
    told = said("score", FABRICATED, FABRICATED, "-o", tmp_path / "r.md", "-f", "misp")
    assert (told.status, told.out) == (ExitStatus.USAGE, "")
    assert "holds one sample" in told.err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["score", FABRICATED, "-f", "jsno"], "LC102"),
        (["score", FABRICATED, "-o", "r.docx"], "LC107"),
        (["score", FABRICATED, "-o", "{sample}"], "LC107"),
        (["score", "{sample}", "-o", "csv:{sample}"], "LC108"),
        (["score", "{sample}", "-o", "r.md", "-o", "json:r.md"], "LC102"),
        (["score", "{sample}", "--baseline", "{saved}", "-o", "{saved}"], "LC108"),
        (["report", "{saved}", "-o", "{saved}"], "LC108"),
        (["report", "{sample}"], "LC403"),
        (["report", "{sample}.json"], "LC201"),
        (["check", "{manifest}", "-o", "csv:{sample}"], "LC108"),
        (["check", "{manifest}", "-o", "csv:{manifest}"], "LC108"),
        (["score", "{sample}", "--baseline", "{sample}"], "LC403"),
        (["score", "{sample}", "-o", "json:{sample}/r"], "LC401"),
    ],
)  # fmt: skip
def test_refusals(said, written: Path, tmp_path: Path, monkeypatch, *, args: list[object], code: str) -> None:
    monkeypatch.chdir(tmp_path)
    sample, saved, manifest = tmp_path / "s.dump", tmp_path / "r.json", tmp_path / "m.toml"
    sample.write_bytes(b"name,phone\nzqabcdefgh,1\n")
    saved.write_bytes((written / "r.json").read_bytes())
    manifest.write_text('[[sample]]\npath = "s.dump"\nverdict = "inconclusive"\n')
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    told = said(
        *(str(arg).format(sample=sample, saved=saved, manifest=manifest) for arg in args), "--error-format", "json"
    )
    assert json.loads(told.err)["code"] == code
    assert (told.status, told.out) == (json.loads(told.err)["exit"], "")
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_errors_as_json_say_which_input(said) -> None:
    told = said("--error-format=json", "score", "no_such.csv", "nor_this.csv")
    lines = [json.loads(line) for line in told.err.splitlines()]
    assert [(line["code"], line["exit"], line["input"]) for line in lines] == [
        ("LC201", 3, "no_such.csv"), ("LC201", 3, "nor_this.csv"),
    ]  # fmt: skip
    assert told.out == ""
    parsed = said("score", "--no-such-option", "--error-format", "json")
    assert json.loads(parsed.err)["code"] == "LC101"
    assert said("score", "no_such.csv").err.startswith("leakcheck: error[LC201]")  # the next run has its own form
    assert "LC102" in said("score", "x", "--error-format", "yaml").err


def test_no_cell_is_in_any_format(said, canary: Path, canary_headless: Path, tmp_path: Path) -> None:
    maps = ["--map", "2=national_id:cn-ric", "--map", "3=phone:CN", "--map", "1=person_name"]
    outputs = [word for name in NAMED.values() for word in ("-o", tmp_path / "out" / name)]
    (tmp_path / "out").mkdir()
    for sample in (canary, canary_headless):
        told = said("score", sample, *maps, "-vv", *outputs)
        assert told.status in (0, 4)
        assert "zq" not in told.out + told.err
        for path in (tmp_path / "out").iterdir():
            assert b"zq" not in path.read_bytes(), path.name
    assert len(list((tmp_path / "out").iterdir())) == len(NAMED)


@pytest.mark.parametrize("name", [name for name in NAMED if name != "text"])
def test_the_guard_withholds_every_format(said, monkeypatch, tmp_path: Path, name: str) -> None:
    """A renderer that prints a cell: nothing is written, not even the formats that are clean."""
    cell = max(FABRICATED.read_text("utf-8").splitlines()[1].split(","), key=len)
    monkeypatch.setattr(f"leakcheck.render.{name}.render", lambda *_: f"saw {cell} there\n")
    clean = "csv" if name != "csv" else "junit"
    told = said("score", FABRICATED, *SPEED, "-f", "none", "-o", tmp_path / NAMED[clean], "-o", tmp_path / NAMED[name])
    assert (told.status, told.out) == (ExitStatus.GUARD, "")
    assert cell not in told.err
    assert not list(tmp_path.iterdir())


HOSTILE = ["\x1b]0;x\x07", "\u202eevil", "[bold]", "<script>", "=cmd|x", "::error::x", "a\x00b"]


def test_a_hostile_header_is_inert_in_every_format(said, tmp_path: Path) -> None:
    sample = tmp_path / "::error::=x.csv"
    rows = [HOSTILE, *([f"v{n}"] * len(HOSTILE) for n in range(40))]
    sample.write_text("\n".join(",".join(row) for row in rows) + "\n", "utf-8")
    outputs = [word for name in NAMED.values() for word in ("-o", tmp_path / name)]
    assert said("score", sample, "--header", "yes", "-f", "none", *outputs).status == 0
    for name, file in NAMED.items():
        text = (tmp_path / file).read_text("utf-8")
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", text), name
        assert not [line for line in text.splitlines() if line.lstrip().startswith("::")], name
    cells = (tmp_path / "r.csv").read_text("utf-8").replace('"', "").replace("\n", ",").split(",")
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    ET.parse(tmp_path / "r.xml")  # noqa: S314 - our own
    assert "<script>" not in re.sub(r"`[^`\n]*`", "", (tmp_path / "r.md").read_text("utf-8"))


def test_label_names_the_sample_in_every_format(said) -> None:
    told = said("score", FABRICATED, *SPEED, "--label", "fixtures/junk.csv", "-f", "sarif")
    (result, *_) = json.loads(told.out)["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "fixtures/junk.csv"


def test_baseline(said, written: Path, tmp_path: Path) -> None:
    same = said("score", FABRICATED, "--baseline", written / "r.json", "-f", "json")
    assert same.status == ExitStatus.DONE
    gate = json.loads(same.out)["assessment"]["gate"]
    assert (gate["baseline"], gate["passed"], gate["failed"]) == ("sample.csv", True, [])
    fewer = said("score", FABRICATED, *SPEED, "--baseline", written / "r.json", "-f", "github")
    assert fewer.status == ExitStatus.GATE
    (line,) = [line for line in fewer.out.splitlines() if line.startswith("::")]
    assert "does not run any more" in line


def test_check_writes_the_formats_of_ci(said, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(FIXTURES)
    manifest = FIXTURES / "expectations.toml"
    text = '[[sample]]\npath = "random/cn-junk/sample.csv"\nverdict = "fabricated"\n'
    text += '[[sample]]\npath = "no_such.csv"\nverdict = "consistent"\n'
    assert manifest.exists()
    (tmp_path / "m.toml").write_text(text.replace("random/", f"{FIXTURES}/random/"))
    outputs = [tmp_path / name for name in ("r.xml", "r.sarif", "r.md", "r.txt", "r.json")]
    told = said("check", tmp_path / "m.toml", "-f", "github", *(word for path in outputs for word in ("-o", path)))
    assert told.status == ExitStatus.GATE
    (note,) = [line for line in told.out.splitlines() if line.startswith("::")]
    assert "no_such.csv" in note
    assert "LC201" in note
    good, bad = ET.parse(tmp_path / "r.xml").getroot()  # noqa: S314 - our own
    assert (good.get("failures"), bad.get("failures")) == ("0", "1")
    assert [line.split()[0] for line in (tmp_path / "r.txt").read_text("utf-8").splitlines()] == ["ok", "FAIL", "2"]
    assert len(json.loads((tmp_path / "r.json").read_text("utf-8"))) == 2
    assert len(json.loads((tmp_path / "r.sarif").read_text("utf-8"))["runs"]) == 2
    again = said("report", tmp_path / "r.json", "-f", "junit")
    assert again.out == (tmp_path / "r.xml").read_text("utf-8")


def test_the_schema_that_is_printed_holds_for_what_is_written(said, written: Path) -> None:
    schema = json.loads(said("schema", "report").out)
    document = json.loads((written / "r.json").read_text("utf-8"))
    Draft202012Validator(schema).validate(document)
    assert document["privacy"]["raw_values"] is False
    assert document["handling"]["hibp"]["IsVerified"] is False


def test_an_output_that_cannot_be_written_leaves_nothing(said, tmp_path: Path) -> None:
    if os.geteuid() == 0:
        target = tmp_path / "no" / "r.json"
    else:
        (tmp_path / "no").mkdir(mode=0o500)
        target = tmp_path / "no" / "r.json"
    told = said("score", FABRICATED, *SPEED, "-f", "json", "-o", target)
    assert (told.status, told.out) == (ExitStatus.OUTPUT, "")
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
