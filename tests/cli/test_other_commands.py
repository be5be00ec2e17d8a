"""The commands beside `score`, run as a user runs them."""

from __future__ import annotations

import json
from pathlib import Path

from leakcheck.exits import ExitStatus
from leakcheck.plugins import descriptions

FIXTURES = Path(__file__).parents[2] / "fixtures"
SAMPLE = FIXTURES / "register/us-customers/sample.csv"


def test_columns_shows_roles_and_writes_a_map_that_score_takes(leakcheck, tmp_path: Path) -> None:
    done = leakcheck("columns", SAMPLE, "--write", tmp_path / "map.toml")
    assert done.returncode == 0, done.stderr
    for role in ("given_name", "family_name", "national_id US", "phone US", "postcode US"):
        assert role in done.stdout.decode()
    edited = (tmp_path / "map.toml").read_text("utf-8").replace('role = "given_name"', 'role = "category"')
    (tmp_path / "map.toml").write_text(edited, "utf-8")
    scored = leakcheck("score", SAMPLE, "--map-file", tmp_path / "map.toml", "-f", "json")
    columns = json.loads(scored.stdout)["input"]["columns"]
    assert {"category", "map file"} <= {value for column in columns for value in map(str, column.values())}
    assert "given_name" not in {column["role"] for column in columns}


def test_columns_as_json(leakcheck) -> None:
    view = json.loads(leakcheck("columns", SAMPLE, "--json").stdout)
    assert len(view["columns"]) >= 8


def test_check_passes_and_fails(leakcheck, tmp_path: Path) -> None:
    rows = [(SAMPLE, "consistent"), (FIXTURES / "random/cn-junk/sample.csv", "fabricated")]
    text = 'ignore = ["FP899"]\n'
    for path, verdict in rows:
        text += f'[[sample]]\npath = "{path}"\nverdict = "{verdict}"\n'
    good, bad = tmp_path / "good.toml", tmp_path / "bad.toml"
    good.write_text(text)
    bad.write_text(text.replace('"fabricated"', '"consistent"'))
    done = leakcheck("check", good)
    assert (done.returncode, done.stdout.decode().splitlines()[-1]) == (0, "2 samples, 2 as expected, 0 not.")
    failed = leakcheck("check", bad)
    assert failed.returncode == ExitStatus.GATE
    assert "FAIL" in failed.stdout.decode()
    assert "expected consistent" in failed.stdout.decode()


def test_validators_and_explain_know_each_other(leakcheck) -> None:
    listed = json.loads(leakcheck("validators", "--json").stdout)
    ids = [row["id"] for row in listed["validators"]] if isinstance(listed, dict) else [row["id"] for row in listed]
    assert ids == [d.card.id for d in descriptions()]
    for code in (*ids[:3], "LC203", "Q003", "fabricated", "identity", "4"):
        page = leakcheck("explain", code)
        assert page.returncode == 0, code
        assert max(map(len, page.stdout.decode().splitlines())) <= 80
    wrong = leakcheck("explain", "ID10")
    assert wrong.returncode == ExitStatus.USAGE
    assert b"ID101" in wrong.stderr


def test_lists_of_roles_and_schemes(leakcheck) -> None:
    assert b"national_id" in leakcheck("validators", "--roles").stdout
    assert b"cn-ric" in leakcheck("validators", "--schemes").stdout


def test_schema_accepts_a_report_and_refuses_another_document(leakcheck, tmp_path: Path) -> None:
    schema = json.loads(leakcheck("schema", "report").stdout)
    assert schema["$schema"].endswith("2020-12/schema")
    (tmp_path / "no.json").write_text('{"kind": "something else"}')
    done = leakcheck("schema", "--check", tmp_path / "no.json")
    assert done.returncode == ExitStatus.GATE
    assert done.stdout


def test_synth_is_the_same_every_time_and_is_recognised(leakcheck, tmp_path: Path) -> None:
    args = ("synth", "register", "--rows", "300", "--seed", "5", "--locale", "it_IT", "-f", "ndjson")
    first, again = leakcheck(*args), leakcheck(*args, "-o", tmp_path / "s.ndjson")
    assert first.returncode == again.returncode == 0
    assert (tmp_path / "s.ndjson").read_bytes() == first.stdout
    told = json.loads(leakcheck("score", tmp_path / "s.ndjson", "-f", "json").stdout)
    assert told["assessment"]["verdict"] == "fabricated"
    assert told["assessment"]["reasons"][0] == "FP899"
