"""What many files cost: ``python tests/benchmarks/dump.py``.

``--files`` (8) CSV files of ``--rows`` (100,000) records each, judged as one set in one process, by ``--jobs`` (2) of
them, and as parts that are merged; then the same as NDJSON. Every line is a whole process and those it starts: CPU
seconds, wall seconds, the largest peak of one process in MB; medians of ``--repeat`` runs. Behind the table stand
what a part weighs, what merging one costs, and what ``--terabytes`` (23) would cost at the same speed.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import tempfile
from pathlib import Path

from core import Spent, Table, made, python

LEAKCHECK = ("-m", "leakcheck")


def cut(path: Path, files: int) -> list[Path]:
    """A sample of one record a line in so many files; each has the header, where there is one."""
    lines = path.read_bytes().splitlines(keepends=True)
    head = lines.pop(0) if path.suffix == ".csv" else b""
    size = -(-len(lines) // files)
    parts = [path.with_name(f"{path.stem}-{number:02}{path.suffix}") for number in range(files)]
    for number, part in enumerate(parts):
        part.write_bytes(head + b"".join(lines[number * size : (number + 1) * size]))
    return parts


def told(spent: Spent) -> dict[str, object]:
    """The report, but for what differs from run to run."""
    document: dict[str, object] = json.loads(spent.output)
    del document["run"]
    return document


def measured(table: Table, kind: str, files: list[Path], key: Path, jobs: int) -> None:
    """One set in every way; all must say the same."""
    paths = [str(path) for path in files]
    together = python(*LEAKCHECK, "score", *paths, "--together", "--key-file", str(key), "-f", "json")
    one = table.add(f"{kind}, one process", [*together, "--jobs", "1"])
    several = table.add(f"{kind}, {jobs} processes", [*together, "--jobs", str(jobs)])
    assert told(one) == told(several), "the reports differ"
    parts = [path.with_suffix(".lcpart") for path in files]
    for number, (path, part) in enumerate(zip(paths, parts, strict=True)):
        like = ["--like", str(parts[0])] if number else []
        made_part = python(*LEAKCHECK, "score", path, "--key-file", str(key), "--partial", str(part), *like)
        if number == len(files) - 1:
            table.add(f"{kind}, a part", made_part)
        else:
            subprocess.run(made_part, check=True, capture_output=True)
    merge = python(*LEAKCHECK, "merge", *map(str, parts), "--key-file", str(key), "-f", "json")
    merged = table.add(f"{kind}, merging {len(parts)} parts", merge)
    assert told(merged) == told(one), "the reports differ"
    single = table.add(f"{kind}, merging 1 part", python(*merge[1:4], str(parts[0]), *merge[-4:]))
    size = sum(path.stat().st_size for path in files)
    each = (merged.cpu - single.cpu) / max(1, len(parts) - 1)
    print(
        f"  {size / one.cpu / 1e6:.1f} MB a CPU-second; {several.cpu / one.cpu:.2f} times the CPU in {jobs} processes;"
    )
    print(f"  a part has {parts[0].stat().st_size / 1024:,.0f} KiB; merging one costs {each:.2f} CPU-s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=8)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--terabytes", type=float, default=23.0)
    asked = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="leakcheck-bench-"))
    try:
        key = folder / "key"
        key.write_bytes(bytes(range(32)))
        table = Table(asked.repeat)
        print(f"{'':44} {'CPU s':>9} {'wall s':>9} {'peak MB':>9}")
        for kind in ("csv", "ndjson"):
            whole = made(folder, kind, asked.files * asked.rows)
            files = cut(whole, asked.files)
            size = whole.stat().st_size
            whole.unlink()
            measured(table, kind, files, key, asked.jobs)
            speed = size / table.spent[f"{kind}, one process"].cpu
            hours = asked.terabytes * 1e12 / speed / 3600
            formula = f"{asked.terabytes:g} TB / {speed / 1e6:.1f} MB a CPU-second / 3,600"
            print(f"  {formula} = {hours:,.0f} core-hours; no shuffle\n")
            for path in folder.glob(f"*.{kind}"):
                path.unlink()
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
