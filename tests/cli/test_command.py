"""The real command, run as a user or a script runs it."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path

import pytest

from leakcheck.cli.app import run
from leakcheck.exits import ExitStatus
from leakcheck.model.verdict import Verdict
from leakcheck.render import text

FIXTURES = Path(__file__).parents[2] / "fixtures"
FABRICATED = FIXTURES / "random/cn-junk/sample.csv"
LC = r"leakcheck: error\[LC\d{3}\]: "


def test_help_lists_every_exit_code_and_command(leakcheck) -> None:
    shown = leakcheck("--help").stdout.decode()
    words = " ".join(shown.split())
    for status in ExitStatus:
        assert f" {status.value} {status.meaning}" in words
    for command in ("score", "columns", "check", "report", "validators", "explain", "synth", "schema"):
        assert f"  {command} " in shown
    assert "\x1b" not in shown


@pytest.mark.parametrize("args", [["--help"], ["--version"], ["score", "--help"], ["validators"], ["explain", "ID101"]])
def test_describing_itself_loads_nothing_heavy(args: list[str]) -> None:
    script = (
        "import sys; sys.argv = ['leakcheck', *sys.argv[1:]]\n"
        "from leakcheck.__main__ import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = {'polars', 'phonenumbers', 'stdnum', 'jsonschema', 'msgspec'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
        "assert sys.argv[1] in ('validators', 'explain') or 'rich.console' not in sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-c", script, *args], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("args", "status"),
    [
        (["score", "no_such_file.csv"], ExitStatus.INPUT),
        (["score", "."], ExitStatus.INPUT),
        (["score", "--nope"], ExitStatus.USAGE),
        (["score"], ExitStatus.USAGE),
        (["score", str(FABRICATED), "--select", "ZZ9"], ExitStatus.USAGE),
        (["score", str(FABRICATED), "--map", "99=phone"], ExitStatus.USAGE),
        (["score", str(FABRICATED), "--map", "1=phon"], ExitStatus.USAGE),
        (["score", str(FABRICATED), "--prior", "1"], ExitStatus.USAGE),
        (["score", str(FABRICATED), "--encoding", "klingon"], ExitStatus.USAGE),
        (["score", str(FABRICATED), "-o", "report.unknown"], ExitStatus.USAGE),
        (
            ["score", str(FABRICATED), "-o", str(FABRICATED.with_suffix(".CSV")).replace(".CSV", ".csv")],
            ExitStatus.USAGE,
        ),
        (["score", str(FABRICATED), "-o", "json:/no/such/folder/r.json"], ExitStatus.OUTPUT),
        (["explain", "XX999"], ExitStatus.USAGE),
        (["schema", "nothing"], ExitStatus.USAGE),
        (["check", "no_such.toml"], ExitStatus.INPUT),
        (["synth", "no-such-profile"], ExitStatus.USAGE),
    ],
    ids=lambda value: " ".join(value)[-40:] if isinstance(value, list) else value.name,
)
def test_a_refusal_is_one_clear_line_and_nothing_on_stdout(leakcheck, tmp_path, args, status) -> None:
    done = leakcheck(*args, cwd=tmp_path)
    assert done.returncode == status
    assert done.stdout == b""
    lines = done.stderr.decode().splitlines()
    assert lines[0].startswith("leakcheck: error[LC")
    assert all(line.startswith("  ") for line in lines[1:])
    assert "Traceback" not in done.stderr.decode()
    assert not list(tmp_path.iterdir())


def test_an_empty_sample_is_untested_and_still_reported(leakcheck, tmp_path: Path) -> None:
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b"")
    done = leakcheck("score", empty, "-f", "json")
    assert done.returncode == ExitStatus.UNTESTED
    assert json.loads(done.stdout)["assessment"]["verdict"] == "inconclusive"


def test_a_pipe_gives_the_same_report_as_the_file(leakcheck) -> None:
    from_file = json.loads(leakcheck("score", FABRICATED, "-f", "json").stdout)
    from_pipe = json.loads(leakcheck("score", "-", "-f", "json", stdin=FABRICATED.read_bytes()).stdout)
    assert from_pipe["input"]["sha256"] == sha256(FABRICATED.read_bytes()).hexdigest() == from_file["input"]["sha256"]
    for report in (from_file, from_pipe):
        del report["run"], report["input"]["label"]
    assert from_pipe["assessment"] == from_file["assessment"]
    assert from_pipe["evidence"] == from_file["evidence"]


def test_two_runs_differ_in_run_alone(leakcheck) -> None:
    env = {"LC_ALL": "C", "TZ": "Asia/Shanghai", "PYTHONHASHSEED": "7"}
    first = json.loads(leakcheck("score", FABRICATED, "-f", "json").stdout)
    second = json.loads(leakcheck("score", FABRICATED, "-f", "json", env=env).stdout)
    assert first.pop("run") != second.pop("run")
    assert json.dumps(first) == json.dumps(second)


def test_gates(leakcheck) -> None:
    assert leakcheck("score", FABRICATED, "-q", "--fail-on", "fabricated").returncode == ExitStatus.GATE
    assert leakcheck("score", FABRICATED, "-q", "--fail-under", "50").returncode == ExitStatus.GATE
    assert leakcheck("score", FABRICATED, "-q", "--expect", "consistent").returncode == ExitStatus.GATE
    assert leakcheck("score", FABRICATED, "-q", "--expect", "fabricated").returncode == ExitStatus.DONE
    assert leakcheck("score", FABRICATED, "-q", "--min-validators", "99").returncode == ExitStatus.UNTESTED


def test_quiet_is_one_line_a_sample_and_the_worst_status_wins(leakcheck) -> None:
    done = leakcheck("score", FABRICATED, "no_such.csv", FABRICATED, "-q")
    assert done.returncode == ExitStatus.INPUT
    lines = done.stdout.decode().splitlines()
    assert len(lines) == 2
    assert lines[0].split()[0] in set(Verdict)
    assert done.stderr.decode().startswith("leakcheck: error[LC201]")


def test_a_name_that_begins_with_a_dash(leakcheck, tmp_path: Path) -> None:
    (tmp_path / "-x.csv").write_bytes(FABRICATED.read_bytes())
    assert leakcheck("score", "-q", "--", "-x.csv", cwd=tmp_path).stdout.decode().endswith("-x.csv\n")


def test_gzip_is_told_by_content(leakcheck, tmp_path: Path) -> None:
    packed = tmp_path / "sample.bin"
    packed.write_bytes(gzip.compress(FABRICATED.read_bytes()))
    assert (
        leakcheck("score", packed, "-q").stdout.split()[:2] == leakcheck("score", FABRICATED, "-q").stdout.split()[:2]
    )


def test_reports_are_written_whole_and_private(leakcheck, tmp_path: Path) -> None:
    done = leakcheck("score", FABRICATED, "-f", "none", "-o", tmp_path / "r.json", "-o", tmp_path / "r.txt")
    assert done.returncode == 0
    assert done.stdout == b""
    assert sorted(p.name for p in tmp_path.iterdir()) == ["r.json", "r.txt"]
    for path in tmp_path.iterdir():
        assert path.stat().st_mode & 0o777 == 0o600
    assert leakcheck("schema", "report", "--check", tmp_path / "r.json").stdout == b"ok\n"


@pytest.mark.parametrize("command", [f"score {FABRICATED} -f json", "synth register --rows 2000"])
def test_a_reader_that_goes_away_is_silent(command: str) -> None:
    script = f"{sys.executable} -m leakcheck {command} | true; echo ${{PIPESTATUS[0]}} >&2"
    done = subprocess.run(["bash", "-c", script], capture_output=True, check=False)
    assert done.stderr.decode().strip() == str(ExitStatus.PIPE.value)


def test_a_leaking_renderer_is_caught_and_nothing_is_printed(monkeypatch, capsys) -> None:
    cell = max(FABRICATED.read_text("utf-8").splitlines()[1].split(","), key=len)
    monkeypatch.setattr(text, "quiet", lambda _: f"saw {cell} there\n")
    assert run(["score", str(FABRICATED), "-q"]) == ExitStatus.GUARD
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("leakcheck: error[LC501]")
    assert cell not in said.err


def test_the_first_interrupt_reports_on_what_was_read(tmp_path: Path) -> None:
    lines = FABRICATED.read_bytes().splitlines(keepends=True)
    command = [sys.executable, "-m", "leakcheck", "score", "-", "-f", "json"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdin is not None
        process.stdin.write(b"".join(lines) * 60)
        process.stdin.flush()
        time.sleep(3)
        process.send_signal(signal.SIGINT)
        out, err = process.stdout.read(), process.stderr.read()
    assert process.returncode == ExitStatus.STOPPED
    assert err == b""
    report = json.loads(out)
    assert report["partial"] is True
    assert report["input"]["records"] > 0


@pytest.mark.parametrize("variant", ["with a header", pytest.param("without", marks=pytest.mark.slow)])
def test_no_cell_leaves(leakcheck, canary: Path, canary_headless: Path, tmp_path: Path, variant: str) -> None:
    sample = canary if variant == "with a header" else canary_headless
    broken = tmp_path / "broken.csv"
    broken.write_bytes(sample.read_bytes() + b'"zqunclosedxx,zqa\nzqragged,zqb\n\xff\xfe')
    runs = [
        ["score", sample, "-vv"],
        ["score", sample, "-f", "json", "-v"],
        ["score", sample, "--plain"],
        ["score", sample, "-q"],
        ["score", sample, "--map", "2=national_id:cn-ric", "--map", "3=phone:CN", "--map", "1=person_name", "-vv"],
        ["score", sample, "--map", "1=email", "--map", "4=address", "--map", "5=birth_date", "-f", "json"],
        ["score", broken, "-vv"],
        ["score", sample, "--encoding", "utf-16", "-vv"],
        ["score", sample, "--encoding", "ascii"],
        ["score", sample, "--map", "9=phone"],
        ["score", sample, "--input-format", "ndjson"],
        ["columns", sample],
        ["columns", sample, "--json"],
        ["columns", sample, "--write", tmp_path / "map.toml"],
    ]
    for args in runs:
        done = leakcheck(*args)
        text = done.stdout + done.stderr
        assert b"zq" not in text, (args, done.returncode)
        assert b"Traceback" not in text
    assert b"zq" not in (tmp_path / "map.toml").read_bytes()


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "gbk", "utf-8"])
def test_any_terminal_encoding(leakcheck, encoding: str) -> None:
    done = leakcheck("score", FABRICATED, env={"PYTHONIOENCODING": encoding})
    assert done.returncode == 0, done.stderr
    assert b"VERDICT" in done.stdout


def test_no_home_no_terminal_narrow(leakcheck) -> None:
    env = {"HOME": "/nonexistent", "TERM": "dumb", "COLUMNS": "20"}
    done = leakcheck("score", FABRICATED, env=env)
    assert done.returncode == 0
    assert "Verdict" in done.stdout.decode()


def test_core_dumps_are_off() -> None:
    script = (
        "import resource\nfrom leakcheck.__main__ import _no_core_dumps\n_no_core_dumps()\n"
        "print(resource.getrlimit(resource.RLIMIT_CORE)[0])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, env=dict(os.environ))
    assert done.stdout.strip() == b"0"


def shell(script: str) -> subprocess.CompletedProcess[bytes]:
    text = script.format(leakcheck=f"{sys.executable} -m leakcheck", sample=FABRICATED)
    return subprocess.run(["bash", "-c", text], capture_output=True, check=False, timeout=60)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a full device")
def test_a_full_disk_is_an_output_error() -> None:
    done = shell("{leakcheck} score {sample} > /dev/full")
    assert done.returncode == ExitStatus.OUTPUT
    assert done.stderr.decode().startswith("leakcheck: error[LC401]")
    assert len(done.stderr.splitlines()) <= 3


def test_closed_streams() -> None:
    assert shell("{leakcheck} score {sample} >&-").returncode == ExitStatus.OUTPUT
    assert shell("{leakcheck} score {sample} -q 2>&-").returncode == ExitStatus.DONE
    quiet = shell("{leakcheck} score no_such 2>&-")
    assert (quiet.returncode, quiet.stdout) == (ExitStatus.INPUT, b"")


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_soon_and_leaves_no_file(tmp_path: Path, signum: signal.Signals) -> None:
    command = [sys.executable, "-m", "leakcheck", "score", "-", "-o", str(tmp_path / "r.json")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdin is not None
        process.stdin.write(FABRICATED.read_bytes())
        process.stdin.flush()
        time.sleep(2)
        started = time.monotonic()
        process.send_signal(signum)
        process.wait(20)
        assert time.monotonic() - started < 2.5
        assert process.stdout.read() == b""
        assert b"Traceback" not in process.stderr.read()
    assert process.returncode == 128 + signum
    assert not list(tmp_path.iterdir())
