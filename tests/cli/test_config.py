"""Settings files and variables: who wins over whom, what is refused, and what is never read."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from typer.main import get_command

from leakcheck.cli.app import app, run
from leakcheck.cli.config_files import MOST
from leakcheck.exits import ExitStatus


@pytest.fixture
def project(tmp_path: Path, monkeypatch) -> Path:
    """An empty project, as working directory, with a folder for samples and no variables of ours."""
    for name in [name for name in os.environ if name.startswith("LEAKCHECK_")]:
        monkeypatch.delenv(name)
    folder = tmp_path / "project"
    (folder / "samples").mkdir(parents=True)
    (folder / "samples/three.csv").write_text("name,age\nA,1\nB,2\nC,3\n")
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def settings(capsys):
    """What a command would be told: key -> (value, origin)."""

    def told(*words: str) -> dict[str, tuple[str, str]]:
        status = run(["doctor", "--settings", "--json", *words])
        out, err = capsys.readouterr()
        assert status == 0, err
        return {row["key"]: (row["value"], row["origin"]) for row in json.loads(out)}

    return told


@pytest.fixture
def refusal(capsys):
    """How a command line is refused: its lines on stderr."""

    def lines(*words: str) -> list[str]:
        assert run(["doctor", "--settings", *words]) == ExitStatus.USAGE
        out, err = capsys.readouterr()
        assert out == ""
        return err.splitlines()

    return lines


def test_without_files_all_is_default(project, settings):
    told = settings()
    assert {origin for _, origin in told.values()} == {"default"}
    assert told["tlp"] == ("TLP:AMBER", "default")


def test_every_option_of_score_is_a_setting(project, settings):
    parameters = get_command(app).commands["score"].params
    options = {name[2:] for one in parameters for name in one.opts if name.startswith("--")}
    assert options - {"config"} == set(settings())
    assert {"fail-under", "map", "output", "format", "progress", "verbose"} <= options


def test_last_wins(project, settings, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    (project / "pyproject.toml").write_text(
        '[tool.leakcheck]\nschema = 1\nprior = 0.1\nseed = 1\nmin-cell = 1\ncase = "a"\ntolerance = 1\n'
    )
    (project / "leakcheck.toml").write_text("seed = 2\nmin-cell = 2\ncase = 'b'\ntolerance = 2\n")
    (project / "more").mkdir()
    (project / "more/own.toml").write_text("min-cell = 3\ncase = 'c'\ntolerance = 3\n")
    monkeypatch.setenv("LEAKCHECK_CASE", "d")
    monkeypatch.setenv("LEAKCHECK_TOLERANCE", "4")
    told = settings("score", "-", "--config", "more/own.toml", "--tolerance", "5")
    assert told["prior"] == ("0.1", "pyproject.toml")
    assert told["seed"] == ("2", "leakcheck.toml")
    assert told["min-cell"] == ("3", str(Path("more/own.toml")))
    assert told["case"] == ("d", "LEAKCHECK_CASE")
    assert told["tolerance"] == ("5", "command line")
    assert told["width"][1] == "default"


def test_the_nearest_project_above_the_working_directory_is_used(project, settings, monkeypatch):
    (project / "pyproject.toml").write_text("[tool.leakcheck]\nseed = 7\n")
    below = project / "samples/deep"
    below.mkdir()
    monkeypatch.chdir(below)
    assert settings()["seed"] == ("7", str(project / "pyproject.toml"))
    (project / "samples/pyproject.toml").write_text("[project]\nname = 'other'\n")  # nearer, and says nothing of us
    assert settings()["seed"] == ("0", "default")


def test_types_of_values(project, settings):
    (project / "leakcheck.toml").write_text(
        'fail-on = ["fabricated", "mixed"]\nignore = "NU,PH"\noutput = ["a.json", "html:b"]\nmap = "2=phone:CN"\n'
        'plain = true\nverbose = 2\ntimeout = 3\ntlp = "TLP:AMBER+STRICT"\n'
    )
    told = {key: value for key, (value, origin) in settings().items() if origin == "leakcheck.toml"}
    assert told == {
        "fail-on": "fabricated,mixed",
        "ignore": "NU,PH",
        "output": "a.json, html:b",
        "map": "2=phone:CN",
        "plain": "yes",
        "verbose": "2",
        "timeout": "3.0",
        "tlp": "TLP:AMBER+STRICT",
    }


def test_claims_are_a_table_and_each_is_won_by_whoever_says_it_last(project, settings, monkeypatch):
    (project / "pyproject.toml").write_text('[tool.leakcheck.claim]\nrows = 1e9\nkind = "police"\nperiod = "1995"\n')
    (project / "leakcheck.toml").write_text('[claim]\nbytes = "23TB"\ndate = 2022-06-01\nkind = "customers"\n')
    monkeypatch.setenv("LEAKCHECK_CLAIM", "country=CN,period=1999")
    told = settings("score", "-", "--claim", "rows=5m,region=CN-31", "--claim", "date=2022")
    assert {key: row for key, row in told.items() if key.startswith("claim")} == {
        "claim.kind": ("customers", "leakcheck.toml"),
        "claim.bytes": ("23TB", "leakcheck.toml"),
        "claim.country": ("CN", "LEAKCHECK_CLAIM"),
        "claim.period": ("1999", "LEAKCHECK_CLAIM"),
        "claim.rows": ("5m", "command line"),
        "claim.region": ("CN-31", "command line"),
        "claim.date": ("2022", "command line"),
    }
    assert settings("score", "-", "--config", "none")["claim.country"] == ("CN", "LEAKCHECK_CLAIM")
    monkeypatch.delenv("LEAKCHECK_CLAIM")
    assert settings("score", "-", "--config", "none")["claim"] == ("-", "default")
    assert settings("score", "-", "--config", "none", "--claim", "rows=9")["claim.rows"] == ("9", "command line")


def test_claims_of_a_file_reach_the_report(project, capsys):
    (project / "leakcheck.toml").write_text('[claim]\nrows = 1_000_000\nbytes = "1GB"\n')
    run(["score", "samples/three.csv", "-f", "json", "--claim", "rows=2m"])
    rows = json.loads(capsys.readouterr().out)["claims"]
    assert {row["claim"]: row["stated"] for row in rows} == {"rows": "2m", "bytes": "1GB"}


def test_variables(project, settings, monkeypatch):
    for name, text in (
        ("OUTPUT", "a.json, b.html"),
        ("PLAIN", "1"),
        ("QUIET", "off"),
        ("FAIL_UNDER", "60"),
        ("SEED", ""),
    ):
        monkeypatch.setenv(f"LEAKCHECK_{name}", text)
    told = settings()
    assert told["output"] == ("a.json, b.html", "LEAKCHECK_OUTPUT")
    assert (told["plain"][0], told["quiet"][0], told["fail-under"][0]) == ("yes", "no", "60")
    assert told["seed"] == ("0", "default")


def test_a_command_takes_the_options_that_it_shares_with_score_and_no_others(project, settings, refusal):
    (project / "leakcheck.toml").write_text('seed = 9\nformat = "json"\nheader = "no"\n')
    assert settings("report", "r.json")["format"] == ("json", "leakcheck.toml")
    assert settings("columns", "samples/three.csv")["header"] == ("no", "leakcheck.toml")
    assert "seed" not in settings("report", "r.json")
    assert refusal("synth", "register") == [
        "leakcheck: error[LC101]: synth takes no settings",
        "  hint: leakcheck doctor --settings",
        "  more: leakcheck explain LC101",
    ]


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("fail-undr = 1", "has an unknown key 'fail-undr'", "did you mean fail-under?"),
        ("fail_under = 1", "has an unknown key 'fail_under'", "did you mean fail-under?"),
        ('config = "x.toml"', "has an unknown key 'config'", None),
        ('plugins = ["evil"]', "has an unknown key 'plugins'", None),
        ("[validators.DU601]\nx = 1", "has an unknown key 'validators'", None),
        ("fail-under = 100", "fail-under: ", None),
        ('fail-under = "60"', "fail-under is of type integer", None),
        ("fail-under = true", "fail-under is of type integer", None),
        ("seed = 1.5", "seed is of type integer", None),
        ("timeout = nan", "timeout is of type number", None),
        ("timeout = inf", "timeout is of type number", None),
        ("plain = 1", "plain is true or false", None),
        ("map = [1]", "map is a list of strings", None),
        ("[claim]\nregoin = 'CN-31'", "[claim] has an unknown key 'regoin'", "did you mean region?"),
        ("[claim]\nrows = true", "[claim] rows is a text without commas, a number or a date", None),
        ("[claim]\nrows = '1,kind=police'", "[claim] rows is a text without commas", None),
        ("[claim]\nrows = 'many'", "claim: rows: 'many' cannot be meant", "a number such as 1e9, 970m or 750_000"),
        ('claim = ["rows=1", "rows=2"]', "claim: rows is claimed twice", "one value a claim"),
        ('label = ["a"]', "label is of type string", None),
        ('tlp = "TLP:PINK"', "tlp: ", None),
        ("schema = 2", "has a schema that is not 1", None),
        ("seed = 1\nseed = 2", "is not TOML", None),
        ("seed =\n", "is not TOML, line 1", None),
        ("a = " + "[" * 60_000, "is n", None),
        (f"# {'x' * MOST}\nseed = 1", "is over 256 KiB", None),
        ('output = "../x.json"', "writes '../x.json' outside its own folder", "only a file given with --config may"),
        ('output = "json:/x"', "writes '/x' outside its own folder", "only a file given with --config may"),
    ],
)
def test_what_is_refused(project, refusal, text, message, hint):
    (project / "leakcheck.toml").write_text(text)
    error, *rest = refusal()
    assert error.startswith("leakcheck: error[LC103]: config 'leakcheck.toml'")
    assert message in error
    assert hint is None or rest[0] == f"  hint: {hint}"
    assert len(error) < 200


def test_what_else_is_no_settings_file(project, refusal, monkeypatch):
    assert "'no.toml' is no file" in refusal("--config", "no.toml")[0]
    assert "'samples' is no file" in refusal("--config", "samples")[0]
    (project / "latin.toml").write_bytes(b"case = '\xe9'")
    assert "is not UTF-8" in refusal("--config", "latin.toml")[0]
    if hasattr(os, "mkfifo"):
        os.mkfifo(project / "pipe.toml")
        assert "'pipe.toml' is no file" in refusal("--config", "pipe.toml")[0]
    monkeypatch.setenv("LEAKCHECK_WIDTH", "5")
    assert "error[LC103]: LEAKCHECK_WIDTH: " in refusal()[0]


def test_a_file_that_is_asked_for_may_write_anywhere_and_none_asks_for_no_file(project, settings, monkeypatch):
    (project / "leakcheck.toml").write_text("seed = 1\n")
    own = project.parent / "own.toml"
    own.write_text(f"output = '{project.parent / 'r.json'}'\n")
    assert settings("--config", str(own))["output"] == (str(project.parent / "r.json"), str(own))
    assert settings("--config", "none")["seed"] == ("0", "default")
    monkeypatch.setenv("LEAKCHECK_CONFIG", "none")
    assert settings()["seed"] == ("0", "default")
    assert settings("--config", str(own))["seed"] == ("1", "leakcheck.toml")


@pytest.mark.parametrize("name", ["leakcheck.toml", "pyproject.toml"])
@pytest.mark.parametrize("way", ["plain", "archive", "link"])
def test_a_file_beside_the_sample_is_never_used_and_hides_nothing(project, monkeypatch, capsys, name, way):
    (project / "pyproject.toml").write_text('[tool.leakcheck]\nfail-on = "fabricated"\n')
    dump = project / "samples"
    table = "[tool.leakcheck]\n" if name == "pyproject.toml" else ""
    (dump / name).write_text(f'{table}prior = 0.99\nignore = "ID"\n')
    monkeypatch.chdir(dump)
    sample = "three.csv"
    if way == "archive":
        sample = "three.zip!inner/three.csv"
    if way == "link":
        elsewhere = project / "elsewhere"
        elsewhere.mkdir()
        (elsewhere / "linked.csv").symlink_to(dump / "three.csv")
        sample = str(elsewhere / "linked.csv")
    context = settings_of(capsys, "score", sample)
    assert (context["prior"], context["ignore"]) == (("0.5", "default"), ("-", "default"))
    assert context["fail-on"] == ("fabricated", str(project / "pyproject.toml"))


def settings_of(capsys, *words):
    assert run(["doctor", "--settings", "--json", *words]) == 0
    out, err = capsys.readouterr()
    assert "lies beside the sample and is not used" in err
    return {row["key"]: (row["value"], row["origin"]) for row in json.loads(out)}


@pytest.mark.parametrize("what", ["broken", "large", "folder", "pipe", "of others"])
def test_whatever_lies_beside_the_sample_stops_nothing(project, monkeypatch, capsys, what):
    dump = project / "samples"
    monkeypatch.chdir(dump)
    match what:
        case "broken":
            (dump / "pyproject.toml").write_bytes(b"\xff = [[[")
        case "large":
            (dump / "pyproject.toml").write_bytes(b"\n" * 2 * MOST)
        case "folder":
            (dump / "pyproject.toml").mkdir()
        case "pipe":
            os.mkfifo(dump / "pyproject.toml")
        case _:
            (dump / "pyproject.toml").write_text("[project]\nname = 'leakcheck'\n[tool.other]\n")
    assert run(["doctor", "--settings", "score", "three.csv"]) == ExitStatus.DONE
    assert capsys.readouterr().err == ""


@pytest.mark.skipif(os.name != "posix", reason="owners and modes of files are POSIX")
def test_files_of_others_are_not_used(project, settings, monkeypatch, capsys):
    (project / "leakcheck.toml").write_text("seed = 1\n")
    (project / "leakcheck.toml").chmod(0o666)
    assert settings()["seed"] == ("0", "default")
    (project / "leakcheck.toml").chmod(0o664)
    assert settings()["seed"] == ("1", "leakcheck.toml")
    monkeypatch.setattr(os, "geteuid", lambda: (project / "leakcheck.toml").stat().st_uid + 1)
    if (project / "leakcheck.toml").stat().st_uid:  # (what root owns is trusted)
        assert settings()["seed"] == ("0", "default")


def test_a_run_keeps_to_its_settings(project, capsys):
    (project / "leakcheck.toml").write_text('quiet = true\noutput = "r.json"\nfail-under = 50\nminimum = 1\n')
    assert run(["score", "samples/three.csv"]) == ExitStatus.USAGE
    (project / "leakcheck.toml").write_text('quiet = true\noutput = "r.json"\nfail-under = 50\nselect = "MS"\n')
    capsys.readouterr()
    assert run(["score", "samples/three.csv"]) == ExitStatus.UNTESTED
    assert capsys.readouterr().out == "inconclusive  -  three.csv\n"
    told = json.loads((project / "r.json").read_text())
    assert told["parameters"]["select"] == ["MS"]


def test_a_broken_file_keeps_nobody_from_help(project, capsys):
    (project / "leakcheck.toml").write_text("nonsense\n")
    for words in (["score", "--help"], ["explain", "LC103"], ["doctor"], ["validators"]):
        assert run(words) in {ExitStatus.DONE, ExitStatus.GATE}
    assert "is not TOML, line 1" in " ".join(capsys.readouterr().out.split())


def test_the_form_of_errors_can_be_a_variable(project, monkeypatch, capsys):
    monkeypatch.setenv("LEAKCHECK_ERROR_FORMAT", "json")
    assert run(["explain", "LC999"]) == ExitStatus.USAGE
    assert json.loads(capsys.readouterr().err)["code"] == "LC110"
    assert run(["--error-format", "text", "explain", "LC999"]) == ExitStatus.USAGE
    assert capsys.readouterr().err.startswith("leakcheck: error[LC110]")


def test_the_schema_of_settings_files_takes_what_is_taken(project, capsys):
    assert run(["schema", "config"]) == ExitStatus.DONE
    schema = json.loads(capsys.readouterr().out)
    Draft202012Validator.check_schema(schema)
    check = Draft202012Validator(schema)
    assert check.is_valid(
        {"schema": 1, "fail-on": ["mixed"], "map": "1=phone", "seed": 0, "plain": True, "tlp": "TLP:RED"}
    )
    assert check.is_valid({"claim": {"rows": 1e9, "kind": "police"}})
    for wrong in (
        {"sed": 1},
        {"seed": -1},
        {"plain": 1},
        {"tlp": "RED"},
        {"fail-under": 100},
        {"schema": 2},
        {"map": [1]},
        {"claim": {"row": 1}},
        {"map": {"rows": 1}},
    ):
        assert not check.is_valid(wrong), wrong
    assert run(["schema", "config", "--check", "x"]) == ExitStatus.USAGE
    assert "error[LC110]" in capsys.readouterr().err
