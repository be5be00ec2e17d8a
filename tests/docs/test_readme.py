"""README says what the program does: every generated block is compared with the program.

`LEAKCHECK_UPDATE_README=1 python -m pytest tests/docs` writes the blocks anew.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.main import get_command

from leakcheck.cli.app import app, run
from leakcheck.exits import ExitStatus
from leakcheck.plugins import descriptions
from leakcheck.reference.catalogue import tables
from leakcheck.render.formats import FORMATS, NAMES, destination

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"


def block(marker: str, text: str) -> re.Match[str]:
    """The part of README that follows `<!-- marker -->`, up to the next blank line after it or the end of its fence."""
    fence = re.search(rf"<!-- {marker} -->\n(```\w*\n)(.*?)(```\n)", text, re.DOTALL)
    table = re.search(rf"<!-- {marker} -->\n()((?:\|.*\n)+)()", text)
    found = table or fence
    assert found is not None, marker
    return found


def exit_codes() -> str:
    rows = "".join(f"| {status.value} | {status.meaning} |\n" for status in ExitStatus)
    return "| code | meaning |\n|---:|---|\n" + rows


def validators() -> str:
    rows = [f"| {d.card.id} | {d.doc.splitlines()[0]} | {d.family.value} |\n" for d in descriptions()]
    return "| id | question | family |\n|---|---|---|\n" + "".join(rows)


def score_output() -> str:
    command = block("score command", README.read_text("utf-8"))[2]
    sample = re.search(r"leakcheck score (\S+)", command)
    assert sample is not None
    done = subprocess.run(
        [sys.executable, "-m", "leakcheck", "score", sample[1], "--width", "80"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        env={**os.environ, "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8", "COLUMNS": "80"},
    )
    return done.stdout.decode("utf-8")


def formats() -> str:
    rows = [
        f"| `{row.name}` | {row.use} | {', '.join(f'`{suffix}`' for suffix in row.suffixes)} |\n" for row in FORMATS
    ]
    return "| `-f` | for | file names |\n|---|---|---|\n" + "".join(rows) + "| `none` | nothing: files alone | |\n"


def plugin() -> str:
    return (ROOT / "tests/plugins/example/acme.py").read_text("utf-8")


def entry_point() -> str:
    told = (ROOT / "tests/plugins/example/pyproject.toml").read_text("utf-8")
    return told[told.index("[project]") :]


BLOCKS: dict[str, Callable[[], str]] = {
    "exit codes": exit_codes,
    "formats": formats,
    "plugin": plugin,
    "plugin entry point": entry_point,
    "validators": validators,
    "score output": score_output,
}


def without_costs(text: str) -> str:
    """Seconds, records a second and memory differ from run to run."""
    return re.sub(r"^\d[\d.,]* s, .*$", "", text, flags=re.MULTILINE).strip()


@pytest.mark.parametrize("marker", BLOCKS)
def test_block(marker: str) -> None:
    text = README.read_text("utf-8")
    found, wanted = block(marker, text), BLOCKS[marker]()
    if os.environ.get("LEAKCHECK_UPDATE_README"):
        README.write_text(text[: found.start(2)] + wanted.rstrip("\n") + "\n" + text[found.end(2) :], "utf-8")
        return
    assert without_costs(found[2]) == without_costs(wanted)


def test_the_python_example_does_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sample.csv").write_bytes((ROOT / "fixtures/generator/us-faker/sample.csv").read_bytes())
    seen: dict[str, Any] = {}
    exec(block("python example", README.read_text("utf-8"))[2], seen)  # noqa: S102  (our own README)
    result = seen["result"]
    assert (result.verdict, result.score, result.evidence["EM401"].observed) == ("fabricated", 1, 1.0)
    assert (tmp_path / "report.html").stat().st_size


def test_every_command_in_readme_exists() -> None:
    commands = set(re.findall(r"^leakcheck (\w+)", README.read_text("utf-8"), re.MULTILINE))
    assert commands == {
        *(
            "score",
            "columns",
            "validators",
            "explain",
            "check",
            "synth",
            "schema",
            "report",
            "compare",
            "pick",
            "merge",
        ),
        "doctor",
    }


def commands(text: str) -> list[list[str]]:
    """Every run of the program in a snippet, as its arguments."""
    return [shlex.split(told.removesuffix("\n")) for told in re.findall(r"\bleakcheck ((?:check|score) .*)", text)]


@pytest.mark.parametrize("marker", ["github workflow", "pre-commit", "container"])
def test_snippets_for_ci_are_what_they_say(marker: str) -> None:
    text = block(marker, README.read_text("utf-8"))[2]
    (args,) = commands(text)
    command = get_command(app).commands[args[0]]
    asked = command.make_context(args[0], args[1:]).params  # parses, and refuses what does not exist
    for word in asked.get("output") or ():
        assert destination(word)
    assert asked.get("output_format") in (None, *NAMES)
    if args[0] == "check":
        assert (ROOT / asked["manifest"]).exists()
    if marker != "container":
        told = yaml.safe_load(text)
        (hook,) = told["repos"][0]["hooks"] if "repos" in told else [None]
        assert hook is None or {"id", "name", "language", "entry"} <= set(hook)


def test_settings_of_readme_are_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    (tmp_path / "pyproject.toml").write_text(block("settings", README.read_text("utf-8"))[2], "utf-8")
    monkeypatch.chdir(tmp_path)
    assert run(["doctor", "--settings", "--json"]) == ExitStatus.DONE
    told = {row["key"]: row["value"] for row in json.loads(capsys.readouterr().out) if row["origin"] != "default"}
    assert told["output"] == "build/leakcheck.html, build/leakcheck.sarif"
    assert told["claim.rows"] == "1000000000"
    assert len(told) == 9


def test_the_workflow_asks_for_no_more_than_it_needs() -> None:
    told = yaml.safe_load(block("github workflow", README.read_text("utf-8"))[2])
    assert told["permissions"] == {}
    (job,) = told["jobs"].values()
    assert job["permissions"] == {"contents": "read"}
    checkout, *runs = job["steps"]
    assert re.fullmatch(r"actions/checkout@[0-9a-f]{40}", checkout["uses"])
    assert checkout["with"] == {"persist-credentials": False}
    assert all("${{" not in step["run"] for step in runs)  # what a sample is called never reaches a shell


def test_notice_names_every_table_of_facts() -> None:
    notice = (ROOT / "NOTICE").read_text("utf-8")
    folder = ROOT / "leakcheck" / "reference"
    for table in tables():
        assert table.file in notice, table.file
        assert (folder / table.file).exists()
    folders = {table.file for table in tables() if (folder / table.file).is_dir()}
    kept = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    kept = {path for path in kept if path.partition("/")[0] not in folders} | folders
    kept = {path for path in kept if not path.startswith("compiled/")}  # the same tables, as they are loaded
    data = {path for path in kept if not path.endswith((".py", ".pyc")) and path != "catalogue.toml"}
    assert data == {table.file for table in tables()}
