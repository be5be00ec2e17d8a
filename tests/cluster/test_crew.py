"""Two workers give the report of one process, whoever dies meanwhile; what goes wrong is one clear line."""

from __future__ import annotations

import functools
import importlib
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest
from one_set import ALL, SAMPLE, SETTINGS, together, told

from leakcheck.binding import parse_override
from leakcheck.cli.app import run
from leakcheck.cluster import crew, score, task
from leakcheck.cluster.crew import Crew, connected
from leakcheck.errors import SourceError, UsageError
from leakcheck.pipeline.dump import Company, Plans, columns_like, merged, score_all
from leakcheck.pipeline.secret import Secret
from leakcheck.pipeline.stop import Stop

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])
REACHING = {"distributed", "dask", "fsspec", "tornado", "pyarrow", "pyspark", "asyncio"}
SECRET = Secret(bytes(range(32)))


def on_cluster(client, files, plans=None, company=None, settings=SETTINGS):
    return told(score_all(files, settings, replace(plans or Plans(), crew=Crew(client)), company or Company(Stop())))


def idle(client):
    """Nobody goes on with what nobody waits for."""
    deadline = time.monotonic() + 30
    while any(client.processing().values()):
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_the_report_is_that_of_one_process(client, files):
    plain = on_cluster(client, files)
    assert plain == together(files)
    assert plain["input"]["records_malformed"] == 9
    assert on_cluster(client, files, Plans(secret=SECRET)) == together(files, Plans(secret=SECRET))
    assert on_cluster(client, files[:1]) == together(files[:1])
    assert on_cluster(client, files[:2], settings=ALL) == together(files[:2], settings=ALL)


def test_a_worker_killed_in_mid_run_changes_nothing(client, files):
    pids = client.run(os.getpid)
    killed = []

    def watch(*_):
        busy = [worker for worker, keys in client.processing().items() if keys]
        if busy and not killed:
            killed.append(busy[0])
            os.kill(pids[busy[0]], signal.SIGKILL)

    assert on_cluster(client, files * 2, company=Company(Stop(), watch=watch)) == together(files * 2)
    assert killed
    client.wait_for_workers(2)
    assert set(client.run(os.getpid).values()) != set(pids.values())


def test_large_files_are_read_in_pieces(client, tmp_path, monkeypatch):
    """The first is cut, the second would be but for a line near its end, the third is small."""
    size, modules = 420_000, ("leakcheck.cluster.splits", "leakcheck.sources.textstream")
    shrink = lambda: [setattr(importlib.import_module(name), "PREFIX_BYTES", size) for name in modules]  # noqa: E731
    client.run(shrink)
    for name in modules:
        monkeypatch.setattr(importlib.import_module(name), "PREFIX_BYTES", size)
    joined = []

    class Spied(crew.Pieces):
        def joined(self, questions):
            whole = super().joined(questions)
            joined.append(whole is not None)
            return whole

    monkeypatch.setattr(crew, "Pieces", Spied)
    lines = [f"110101{1950 + n % 50}0101{n % 10_000:04},{n},text\n" for n in range(24_000)]
    files = [str(tmp_path / name) for name in ("a.csv", "b.csv", "c.csv")]
    for place, file in enumerate(files):
        told_lines = lines[:900] if place == 2 else [*lines[:-50], "ragged\n" * place, *lines[-50:]]
        Path(file).write_text("id_card,number,what\n" + "".join(told_lines))
    settings = replace(SETTINGS, overrides=(parse_override("1=national_id:CN"),))
    plans = Plans(crew=Crew(client, piece=110_000))
    assert told(score_all(files, settings, plans, Company(Stop()))) == together(files, settings=settings)
    assert sorted(joined) == [False, True]


@pytest.mark.slow
def test_a_part_of_the_set_is_kept_and_merged(client, files, tmp_path):
    parts = [str(tmp_path / name) for name in ("a.lcpart", "b.lcpart")]
    on_cluster(client, files[:3], Plans(secret=SECRET, part=parts[0]))
    on_cluster(client, files[3:], Plans(secret=SECRET, part=parts[1], like=columns_like(parts[0], SECRET)))
    assert told(merged(parts, SETTINGS, SECRET)) == together(files, Plans(secret=SECRET))


def test_a_stop_reports_on_what_was_done_by_then(client, files):
    stop = Stop()

    def watch(*_):
        stop.requested = True

    document = on_cluster(client, files * 6, company=Company(stop, watch=watch))
    assert document["partial"]
    assert "files were not read" in json.dumps(document)
    idle(client)


def test_a_refusal_is_told_as_in_one_process(client, files, tmp_path):
    other = tmp_path / "orders.csv"
    other.write_text("a,b\n" + "1,2\n" * 50)
    absent = tmp_path / "absent.csv"
    for bad in (str(other), str(absent)):
        with pytest.raises(SourceError) as raised:
            on_cluster(client, [files[0], bad])
        with pytest.raises(SourceError) as known:
            together([files[0], bad])
        assert vars(raised.value) == vars(known.value)
    with pytest.raises(SourceError, match=r"^no such file absent\.csv$") as raised:
        on_cluster(client, [files[0], absent.as_uri()])
    assert (raised.value.code, raised.value.sample) == ("LC201", "absent.csv")
    idle(client)


def test_a_file_that_ends_its_workers_is_named(client, files, monkeypatch):
    def allow(failures):
        client.run_on_scheduler(lambda dask_scheduler: setattr(dask_scheduler, "allowed_failures", failures))

    allow(0)
    doom = functools.partial(lambda: os._exit(9))
    doom.run = "doom"
    monkeypatch.setattr(crew, "_Work", lambda *_: doom)
    try:
        with pytest.raises(SourceError, match=r"reading f0\.csv ended its worker") as raised:
            on_cluster(client, files[:1])
        assert raised.value.code == "LC214"
    finally:
        allow(3)
        client.wait_for_workers(2)


def test_a_worker_with_other_libraries_is_refused(client, files, monkeypatch):
    monkeypatch.setattr(task, "libraries_of", lambda *, plugins: (("polars", "0.1"),))
    with pytest.raises(SourceError, match="a worker has another polars than 0\\.1") as raised:
        on_cluster(client, files[:2])
    assert raised.value.code == "LC217"


@pytest.mark.slow
def test_from_python(client, files, tmp_path):
    (tmp_path / "key").write_bytes(bytes(range(32)))
    result = score(
        [Path(file).as_uri() for file in files], client=client, key_file=str(tmp_path / "key"), select=["ID1"]
    )
    document = result.to_dict()
    del document["run"]
    plain = replace(SETTINGS, as_of=None, select=("ID1",))
    expected = together(files, Plans(secret=SECRET), plain)
    assert document == expected


def test_it_says_where_records_were_read():
    def reached(address):
        return type("Client", (), {"scheduler_info": lambda _: {"address": address}})()

    assert [Crew(reached(f"t{a}:8786")).elsewhere for a in ("ls://127.0.0.1", "cp://10.0.0.1", "ls://[fe80::1]")] == [
        False,
        True,
        True,
    ]


@pytest.mark.slow
def test_the_command(client, files, monkeypatch, capsys):
    monkeypatch.setattr(crew, "connected", lambda address: nullcontext(client))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    uris = [Path(file).as_uri() for file in files]
    status = run(["score", "--cluster", "local:2", "-f", "json", *uris])
    clustered = capsys.readouterr()
    assert run(["score", "--together", "-j", "1", "-f", "json", *files]) == status
    assert clustered.out == capsys.readouterr().out
    assert run(["score", "--cluster", "local:2", "-"]) == 2
    assert "stdin cannot be" in capsys.readouterr().err


def test_a_cluster_that_cannot_be_had(monkeypatch):
    monkeypatch.setattr(crew, "PATIENCE", 0.5)
    for address, code in (
        ("local:0", "LC102"),
        ("local:x", "LC102"),
        ("here", "LC102"),
        ("tcp://127.0.0.1:1", "LC115"),
    ):
        with pytest.raises(UsageError) as raised, connected(address):
            pytest.fail("there is none")
        assert raised.value.code == code
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError, match="extra") as raised, connected("local:1"):
        pytest.fail("there is none")
    assert raised.value.code == "LC111"


def test_the_program_loads_nothing_of_it_unasked():
    """What reaches beyond this machine is not even loaded by a run on this machine."""
    program = (
        "import sys, leakcheck.cli.app, leakcheck.pipeline.dump, leakcheck.pipeline.score, leakcheck.sources\n"
        "from leakcheck.cli.app import run\n"
        f"run(['score', '--together', '-j', '1', '-o', '/dev/null', '-f', 'none', {str(SAMPLE)!r}])\n"
        f"reaching = {sorted(REACHING)}\n"
        "print([m for m in sys.modules if m.split('.')[0] in reaching or m.startswith('leakcheck.cluster')])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip().splitlines()[-1] == "[]"
