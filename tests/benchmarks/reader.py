"""What does the reader cost beside polars' own parse of the same file?

Run     .venv/bin/python tests/benchmarks/reader.py [--rows 600000] [--times 5] [--only plain]
Prints  a table: CPU, wall and peak memory of both, medians of some runs in turn, and the ratios.
Ours    `open_sample(path)`, all of `batches()` and the account: hashed, decoded, checked, every record accounted for.
Polars  the file read into memory (unpacked by zlib where it is packed) and `pl.read_csv(bytes, infer_schema=False)`:
        nothing checked, nothing accounted for, all of the file in memory. Chinese is UTF-8 for both.
Goal    at most 1.5 times the CPU of polars on clean CSV.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import random
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import measure

KINDS = ("plain", "quoted", "chinese", "gz")
HEADER = ("name", "sex", "birth_date", "national_id", "mobile", "address", "case_no")


def records(rows: int, *, chinese: bool) -> Iterator[tuple[str, ...]]:
    """Invented records, the same for every run; drawn from blocks, since only their bytes matter."""
    draw = random.Random(7)
    if chinese:
        family, given, sexes = "王李张刘陈杨黄赵", "伟芳娜敏静强磊军洋勇", "男女"
        places = [f"{a}省{b}市{c}区{d}路" for a in "河湖广山" for b in "郑州武汉" for c in "中原江岸" for d in "建人"]
    else:
        family, given, sexes = ("Smith", "Jones", "Meyer", "Rossi"), ("Ann", "Bob", "Eve", "Tom"), "MF"
        places = [f"{word} Street " for word in ("High", "Mill", "Church", "Station", "Park", "Victoria")]
    joint = "" if chinese else " "
    for index in range(rows):
        born = f"{draw.randrange(1940, 2010)}-{draw.randrange(1, 13):02}-{draw.randrange(1, 29):02}"
        name = draw.choice(given) + joint + draw.choice(family)
        address = f"{draw.choice(places)}{draw.randrange(400)}"
        number = draw.randrange(10**18)
        yield name, draw.choice(sexes), born, f"{number:018}", f"1{number % 10**10:010}", address, f"C{index:09}"


def write(place: Path, kind: str, rows: int) -> None:
    """The file of one kind."""
    with io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="") as file:
        quoting = csv.QUOTE_ALL if kind == "quoted" else csv.QUOTE_MINIMAL
        writer = csv.writer(file, quoting=quoting, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows(records(rows, chinese=kind == "chinese"))
        file.flush()
        data = file.buffer.getvalue()
    place.write_bytes(gzip.compress(data, 1) if kind == "gz" else data)


def ours(path: str) -> None:
    """Read all records, and drop each batch."""
    from leakcheck.sources import ReadOptions, open_sample

    start = measure.started()
    with open_sample(path, ReadOptions()) as sample:
        for _ in sample.batches():
            pass
        account = sample.account()
        assert account.complete
        assert account.read == account.scored
        measure.finished(start, account.scored)


def polars(path: str) -> None:
    """Parse the whole file at once."""
    import zlib

    import polars as pl

    start = measure.started()
    data = Path(path).read_bytes()
    if path.endswith("gz"):
        data = zlib.decompress(data, wbits=31)
    frame = pl.read_csv(data, infer_schema=False)
    measure.finished(start, frame.height)


def main() -> None:
    """Make the files, measure both in turn, print the table."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rows", type=int, default=600_000)
    asked.add_argument("--times", type=int, default=5)
    asked.add_argument("--only", choices=KINDS)
    options = asked.parse_args()
    print(f"{'':8} {'MB':>5} {'CPU s':>14} {'wall s':>14} {'peak MB':>14} {'ratio':>12}")
    print(f"{'':14} {'ours polars ' * 3} CPU  wall".replace("ours", "  ours"))
    with tempfile.TemporaryDirectory() as folder:
        for kind in (options.only,) if options.only else KINDS:
            place = Path(folder) / f"{kind}.csv{'.gz' if kind == 'gz' else ''}"
            write(place, kind, options.rows)
            runs = [
                [measure.run(__file__, [who, str(place)]) for who in ("ours", "polars")] for _ in range(options.times)
            ]
            mine, theirs = (measure.median(costs) for costs in zip(*runs, strict=True))
            assert mine.count == theirs.count == options.rows
            pairs = f"{mine.cpu:7.2f} {theirs.cpu:6.2f} {mine.wall:7.2f} {theirs.wall:6.2f}"
            pairs += f" {mine.peak:7.0f} {theirs.peak:6.0f}"
            size = place.stat().st_size / 1e6
            print(f"{kind:8} {size:5.0f} {pairs} {mine.cpu / theirs.cpu:6.2f} {mine.wall / theirs.wall:5.2f}")
            place.unlink()


if __name__ == "__main__":
    if sys.argv[1:2] and sys.argv[1] in {"ours", "polars"}:
        {"ours": ours, "polars": polars}[sys.argv[1]](sys.argv[2])
    else:
        main()
