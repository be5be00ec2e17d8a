"""Completion as the shells ask for it: their protocol, in the form that each of them uses."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.completion import get_completion_script

from leakcheck.cli import complete
from leakcheck.cli.app import run
from leakcheck.model.columns import Role
from leakcheck.model.verdict import Verdict
from leakcheck.plugins import descriptions
from leakcheck.reference.codes import codes
from leakcheck.reference.schemes import load
from leakcheck.render.formats import NAMES
from leakcheck.synth import PROFILES

IDS = [told.card.id for told in descriptions()]


@pytest.fixture
def ask(monkeypatch, capsys):
    """What a shell is told about a command line of which the last word is being typed."""

    def bash(line: str) -> list[str]:
        words = ["leakcheck", *torn(line)]
        monkeypatch.setenv("_LEAKCHECK_COMPLETE", "complete_bash")
        monkeypatch.setenv("COMP_WORDS", "\n".join(words))
        monkeypatch.setenv("COMP_CWORD", str(len(words) - 1))
        assert run([]) == 0
        return capsys.readouterr().out.split()

    def other(shell: str, line: str) -> list[str]:
        monkeypatch.setenv("_LEAKCHECK_COMPLETE", f"complete_{shell}")
        monkeypatch.setenv("_TYPER_COMPLETE_ARGS", f"leakcheck {line}")
        monkeypatch.setenv("_TYPER_COMPLETE_FISH_ACTION", "get-args")
        with pytest.raises(SystemExit):
            run([])
        out = capsys.readouterr().out
        if shell == "zsh":
            inside = out.removeprefix("_arguments '*: :((").partition("))'")[0]
            words = [word.partition('":"')[0].strip('"') for word in inside.split("\n") if out.startswith("_arg")]
            return [word.replace(r"\\:", ":") for word in words]
        return [word.partition("\t")[0] for word in out.splitlines() if word]

    def asked(shell: str, line: str) -> list[str]:
        return bash(line) if shell == "bash" else other(shell, line)

    return asked


def torn(line: str) -> list[str]:
    """The words as bash has them: parted at = and :, the cursor at the end of the last."""
    words = []
    for word in line.split(" "):
        parts, rest = [], word
        while found := complete._BREAKS.search(rest):
            parts += [part for part in (rest[: found.start()], found[0]) if part]
            rest = rest[found.end() :]
        words += [*parts, rest] if rest or not parts else parts
    return words


SHELLS = pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])


@SHELLS
def test_words_of_closed_lists(ask, shell):
    assert ask(shell, "score s.csv --select ") == IDS
    assert ask(shell, "score s.csv --ignore XA50") == [id_ for id_ in IDS if id_.startswith("XA50")]
    assert ask(shell, "check m.toml --ignore FP8") == [id_ for id_ in IDS if id_.startswith("FP8")]
    assert ask(shell, "score s.csv --fail-on fabricated,su") == ["fabricated,suspect"]
    assert ask(shell, "score s.csv -f s") == [name for name in NAMES if name.startswith("s")]
    assert ask(shell, "report r.json --format js") == ["json"]
    assert ask(shell, "score s.csv --header ") == ["auto", "yes", "no"]
    assert ask(shell, "schema ") == ["report", "config"]
    assert ask(shell, "synth ") == list(PROFILES)


@SHELLS
def test_lists_go_on_after_a_comma_without_what_they_have(ask, shell):
    told = ask(shell, f"score s.csv --select {IDS[1]},")
    assert told == [f"{IDS[1]},{id_}" for id_ in IDS if id_ != IDS[1]]
    assert sorted(ask(shell, "score s.csv --fail-on mixed,")) == sorted(f"mixed,{v}" for v in Verdict if v != "mixed")


@SHELLS
def test_everything_that_explain_knows(ask, shell):
    words = ask(shell, "explain ")
    assert {*IDS, *(told.card.name for told in descriptions())} <= set(words)
    assert {code.removeprefix("exit ") for code in codes()} <= set(words)
    assert {"calibration", "LC203", "Q014", "suspect", "phone", "4"} <= set(words)
    assert ask(shell, "explain LC20") == [f"LC20{n}" for n in range(1, 10)]


@SHELLS
def test_commands_and_options(ask, shell):
    assert ask(shell, "do") == ["doctor"]
    assert ask(shell, "score --fail-") == ["--fail-under", "--fail-on"]
    assert ask(shell, "doctor --set") == ["--settings"]


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_roles_of_a_map(ask, shell):
    assert ask(shell, "score s.csv --map 2=") == [f"2={role.value}" for role in Role]
    assert ask(shell, "columns s.csv -m mobile=ph") == ["mobile=phone"]
    assert ask(shell, "score s.csv --map 2=national_id:cn-") == [
        f"2=national_id:{scheme}" for scheme in load() if scheme.startswith("cn-")
    ]


def test_bash_replaces_the_torn_word_alone(ask):
    assert ask("bash", "score s.csv --map 2=") == [role.value for role in Role]
    assert ask("bash", "columns s.csv -m mobile=ph") == ["phone"]
    assert ask("bash", "score s.csv --map 2=national_id:cn-") == [s for s in load() if s.startswith("cn-")]
    assert ask("bash", "score s.csv --map 2=national_id:") == list(load())
    assert ask("bash", "score s.csv --format=js") == ["json"]
    assert ask("bash", "score s.csv --map 2=phone --select EM") == ["EM401"]


@pytest.mark.parametrize(
    ("torn_words", "cursor", "words", "at", "kept"),
    [
        (["leakcheck", "score", "--map", "2", "=", "ph"], 5, ["leakcheck", "score", "--map", "2=ph"], 3, "2="),
        (["leakcheck", "score", "--map", "2", "="], 4, ["leakcheck", "score", "--map", "2="], 3, "2="),
        (["leakcheck", "a", "=", "b", ":", "c", "d"], 6, ["leakcheck", "a=b:c", "d"], 2, ""),
        (["leakcheck", "a", "=", "b", ":", "c", "d"], 5, ["leakcheck", "a=b:c", "d"], 1, "a=b:"),
        (["leakcheck", "score", ""], 2, ["leakcheck", "score", ""], 2, ""),
        (["leakcheck", "score"], 2, ["leakcheck", "score", ""], 2, ""),
    ],
)
def test_torn_words_are_put_together(torn_words, cursor, words, at, kept):
    assert complete.rejoined(torn_words, cursor) == (words, at, kept)


def test_files_are_left_to_the_shell(ask):
    assert ask("bash", "score sam") == []
    assert ask("fish", "score sam") == []
    assert ask("bash", "score s.csv -o html") == ["html:"]
    assert ask("bash", "score s.csv -o html:rep") == []


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
def test_in_a_real_bash(tmp_path: Path):
    """The script that `--show-completion` prints, fed as bash feeds it."""
    (tmp_path / "leakcheck").write_text(f'#!/bin/sh\nexec {sys.executable} -m leakcheck "$@"\n')
    (tmp_path / "leakcheck").chmod(0o755)
    script = get_completion_script(prog_name="leakcheck", complete_var="_LEAKCHECK_COMPLETE", shell="bash")  # noqa: S604 - a name
    typed = "COMP_WORDS=(leakcheck score s.csv --map 2 = ph); COMP_CWORD=6"
    shown = f'{script}\n{typed}\n_leakcheck_completion {tmp_path}/leakcheck\nprintf "%s\\n" "${{COMPREPLY[@]}}"'
    root = Path(__file__).parents[2]
    done = subprocess.run(["bash", "--norc", "-c", shown], capture_output=True, text=True, check=True, cwd=root)
    assert (done.stdout, done.stderr) == ("phone\n", "")


def test_completing_loads_no_heavy_library():
    code = (
        "import os, sys\nfrom leakcheck.cli.app import run\nos.environ.update(_LEAKCHECK_COMPLETE='complete_bash', "
        "COMP_WORDS='leakcheck\\nscore\\n--select\\nID', COMP_CWORD='3')\nrun([])\nprint(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    *told, modules = done.stdout.splitlines()
    assert told == ["ID101", "ID102", "ID103"]
    assert not {"polars", "phonenumbers", "stdnum", "jsonschema", "rich.console"} & set(modules.split())
