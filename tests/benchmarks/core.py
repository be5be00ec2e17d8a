"""How fast is leakcheck? One command, one table: ``python tests/benchmarks/core.py``.

``--rows`` (1,000,000) records of the CSV sample, ``--records`` (100,000) of the Elasticsearch one, ``--loop-rows`` the
first so many that the row-by-row loop reads, ``--repeat`` runs of which the medians are shown, ``--folder`` where the
samples are kept. Every line is a whole process: CPU seconds of it and its children, wall seconds, peak memory. It runs
from bytecode, as what pip installs does, whatever PYTHONDONTWRITEBYTECODE says here. DuckDB and mawk are skipped where
they are not installed.
"""

from __future__ import annotations

import argparse
import compileall
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

HERE = Path(__file__).parent
CORE = "ID,PH2,PH3,DT,DU"
BASIC = "ID101,PH201,DU"  # what the four basic checks ask, and more
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
LENGTHS = """
import polars as pl, sys
lengths = pl.scan_csv(sys.argv[1], infer_schema=False).select(pl.all().str.len_bytes().sum())
print(lengths.collect(engine="streaming").row(0))
"""
DUCKDB = """
import duckdb, json, pathlib, sys
duckdb.execute("SET enable_progress_bar = false")
result = duckdb.execute(pathlib.Path(sys.argv[2]).read_text(), {"path": sys.argv[1]})
print(json.dumps(dict(zip([column[0] for column in result.description], result.fetchone()))))
"""


@dataclass(frozen=True)
class Spent:
    """Medians: CPU and wall seconds, and the highest peak in MB."""

    cpu: float
    wall: float
    peak: float
    output: str


def measure(command: list[str], repeat: int) -> Spent:
    """This program must stay small: a child's peak counts what it was forked from."""
    runs = []
    for _ in range(repeat):
        with tempfile.TemporaryFile() as out:
            start = time.perf_counter()
            process = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL, env=ENVIRONMENT)
            _, status, used = os.wait4(process.pid, 0)
            wall = time.perf_counter() - start
            process.returncode = os.waitstatus_to_exitcode(status)
            assert process.returncode in {0, 1}, f"{command} ended with {process.returncode}"
            out.seek(0)
            text = out.read().decode()
        runs.append((used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1024, text))
    cpu, wall = (median(run[i] for run in runs) for i in (0, 1))
    return Spent(cpu, wall, max(run[2] for run in runs), runs[-1][3])


def python(*arguments: str) -> list[str]:
    return [sys.executable, *arguments]


def score(path: Path, *options: str) -> list[str]:
    return python("-m", "leakcheck", "score", "-f", "json", *options, str(path))


def made(folder: Path, kind: str, rows: int) -> Path:
    """A sample, made where it is not there yet."""
    path = folder / f"{rows}.{kind}"
    if not path.exists():
        subprocess.run(python(str(HERE / "samples.py"), kind, str(rows), f"{path}.part"), check=True)
        Path(f"{path}.part").rename(path)
    return path


def first(path: Path, rows: int) -> Path:
    """The first `rows` records of a CSV sample."""
    cut = path.with_name(f"first-{rows}.csv")
    with path.open("rb") as source, cut.open("wb") as target:
        for _ in range(rows + 1):
            target.write(source.readline())
    return cut


def ours(report: str) -> dict[str, int]:
    """The counts of a report under the names that the loop gives them."""
    document = json.loads(report)
    rates = {ran["id"]: {rate["name"]: rate for rate in ran["rates"]} for ran in document["evidence"]}
    return {
        "records": document["input"]["records"],
        "check digits hold": rates["ID101"]["check digits hold"]["hits"],
        "birth dates possible": rates["DT301"]["possible birth dates"]["hits"],
        "phones valid": rates["PH201"]["valid"]["hits"],
        "phones mobile": rates["PH201"]["mobile"]["hits"],
        "surplus records": rates["DU601"]["surplus records"]["hits"],
        "surplus numbers": rates["DU601"]["surplus records by number"]["hits"],
        "surplus phones": rates["DU601"]["surplus records by phone"]["hits"],
    }


class Table:
    """Lines of the table, and what the ratios are taken from."""

    def __init__(self, repeat: int) -> None:
        self.repeat = repeat
        self.spent: dict[str, Spent] = {}

    def add(self, name: str, command: list[str]) -> Spent:
        found = self.spent[name] = measure(command, self.repeat)
        print(f"{name:44} {found.cpu:9.2f} {found.wall:9.2f} {found.peak:9.0f}", flush=True)
        return found

    def ratio(self, title: str, one: str, other: str, times: float = 1.0, target: str = "") -> None:
        if one in self.spent and other in self.spent:
            a, b = self.spent[one], self.spent[other]
            print(f"{title:60} {times * a.cpu / b.cpu:8.2f} {times * a.wall / b.wall:8.2f}  {target}")


def compare(loop: str, report: str) -> None:
    """Both answers, count by count."""
    theirs, mine = json.loads(loop), ours(report)
    print(f"\n{'count':30} {'loop':>12} {'leakcheck':>12}")
    for name, count in theirs.items():
        print(f"{name:30} {count:12,} {mine[name]:12,} {'' if count == mine[name] else '  DIFFERENT'}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--loop-rows", type=int, default=100_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "leakcheck-benchmarks")
    told = parser.parse_args()
    told.folder.mkdir(parents=True, exist_ok=True)
    compileall.compile_dir(HERE.parents[1] / "leakcheck", quiet=2)
    large, small = made(told.folder, "csv", told.rows), made(told.folder, "csv", 1_000)
    lines = made(told.folder, "ndjson", told.records)
    loop = first(large, min(told.loop_rows, told.rows))
    table = Table(told.repeat)
    print(f"{'medians of ' + str(told.repeat):44} {'CPU s':>9} {'wall s':>9} {'peak MB':>9}")
    for module in ("polars", "typer"):
        table.add(f"import {module}", python("-c", f"import {module}"))
    table.add("leakcheck --help", python("-m", "leakcheck", "--help"))
    table.add("1,000 rows", score(small))
    table.add("polars sums lengths", python("-c", LENGTHS, str(large)))
    table.add("core validators", score(large, "--select", CORE))
    table.add("all validators", score(large))
    basic = table.add("ID101, PH201 and DU601", score(large, "--select", BASIC))
    table.add(f"{told.records:,} Elasticsearch records", score(lines))
    counted = table.add(f"core validators, {told.loop_rows:,} rows", score(loop, "--select", CORE, "--min-cell", "1"))
    row_loop = table.add(f"row loop, {told.loop_rows:,} rows", python(str(HERE / "row_loop.py"), str(loop)))
    answers = {}
    if importlib.util.find_spec("duckdb"):
        answers["DuckDB"] = table.add("DuckDB, four checks", python("-c", DUCKDB, str(large), str(HERE / "basic.sql")))
    else:
        print("DuckDB is not installed: pip install duckdb")
    if mawk := shutil.which("mawk"):
        answers["mawk"] = table.add("mawk, four checks", [mawk, "-f", str(HERE / "basic.awk"), str(large)])
    else:
        print("mawk is not installed")
    print(f"\n{'ratios':60} {'CPU':>8} {'wall':>8}")
    table.ratio("1,000 rows / import polars", "1,000 rows", "import polars", 1, "wanted: at most 2")
    table.ratio("--help / import typer", "leakcheck --help", "import typer", 1, "wanted: at most 1.5")
    table.ratio("core / polars sums lengths", "core validators", "polars sums lengths", 1, "wanted: at most 3.5")
    table.ratio("all / core", "all validators", "core validators", 1, "wanted: near 2.5")
    loops, scale = f"row loop, {told.loop_rows:,} rows", told.rows / min(told.loop_rows, told.rows)
    table.ratio(f"row loop x {scale:g} / core", loops, "core validators", scale, "wanted: at least 100")
    table.ratio("three validators / DuckDB", "ID101, PH201 and DU601", "DuckDB, four checks", 1, "wanted: under 1")
    table.ratio("three validators / mawk", "ID101, PH201 and DU601", "mawk, four checks")
    core = table.spent["core validators"]
    print(f"cores used by the core validators: {core.cpu / core.wall:.2f} (CPU / wall)")
    compare(row_loop.output, counted.output)
    for name, spent in answers.items():
        print(f"{name}: {spent.output.strip()}")
    assert json.loads(basic.output)["input"]["records"] == told.rows


if __name__ == "__main__":
    main()
