"""What does the NDJSON reader cost beside polars' own parse of the same file, and beside a loop over json or msgspec?

Run     .venv/bin/python tests/benchmarks/ndjson.py [--rows 60000] [--times 5] [--only elastic]
Prints  a table: CPU seconds, MB a CPU-second and peak memory of each, medians of some runs in turn, and the ratio of
        ours to polars.
Ours    `open_sample(path)`, all of `batches()` and the account: hashed, decoded, checked, numbers as they are written,
        keys that stand twice and records of another shape counted, every record accounted for.
Polars  `pl.read_ndjson(path)`: numbers become numbers, envelopes stay, one broken line ends it, all of it in memory.
Loops   a value at a time from each line, `json.loads` or `msgspec.json.decode`, and nothing kept.
"""

from __future__ import annotations

import argparse
import importlib
import json
import random
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import measure

KINDS = ("flat", "elastic", "odd")  # odd: every 50th record has a key of its own
WAYS = ("ours", "polars", "msgspec", "json")


def records(rows: int, kind: str) -> Iterator[dict[str, object]]:
    """Invented records, the same for every run; drawn from blocks, since only their bytes matter."""
    draw = random.Random(7)
    places = [f"{a}省{b}市{c}区{d}路" for a in "河湖广山" for b in "郑州武汉" for c in "中原江岸" for d in "建人"]
    for index in range(rows):
        name = draw.choice("王李张刘陈杨黄赵") + draw.choice("伟芳娜敏静强磊军洋勇")
        number = f"{draw.randrange(10**18):018}"
        address = f"{draw.choice(places)}{draw.randrange(400)}"
        record: dict[str, object] = {
            "name": name,
            "sex": draw.choice("男女"),
            "age": draw.randrange(1, 99),
            "born": f"{draw.randrange(1940, 2010)}",
            "number": number,
            "mobile": f"1{int(number) % 10**10:010}",
            "address": address,
            "text": f"{name} {number} {address}",
        }
        for key in ("nation", "marriage", "school", "height"):
            if draw.random() < 0.6:
                record[key] = draw.choice(places)
        if draw.random() < 0.6:
            record["photo"] = json.dumps({"type": "RX", "ref": number})
        if kind == "odd" and not index % 50:
            record[f"k{index}"] = 1
        yield (
            record
            if kind != "elastic"
            else {
                "_index": "p",
                "_type": "_doc",
                "_id": f"{index:020}",
                "_score": None,
                "_source": record,
                "sort": [index],
            }
        )


def ours(path: str) -> int:
    """Read all records, and drop each batch."""
    from leakcheck.sources import ReadOptions, open_sample

    with open_sample(path, ReadOptions()) as sample:
        for _ in sample.batches():
            pass
        account = sample.account()
    assert account.complete
    return account.scored


def polars(path: str) -> int:
    """Parse the whole file at once."""
    import polars as pl

    return pl.read_ndjson(path).height


def msgspec(path: str) -> int:
    """Decode each line."""
    from msgspec.json import decode

    with Path(path).open("rb") as file:
        return sum(1 for line in file if decode(line) is not None)


def standard(path: str) -> int:
    """Decode each line."""
    with Path(path).open("rb") as file:
        return sum(1 for line in file if json.loads(line) is not None)


def main() -> None:
    """Make the files, measure all ways in turn, print the table."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rows", type=int, default=60_000)
    asked.add_argument("--times", type=int, default=5)
    asked.add_argument("--only", choices=KINDS)
    options = asked.parse_args()
    print(f"{'':8} {'MB':>4}" + "".join(f"  {way:>7} CPU s  MB/s  peak MB" for way in WAYS) + "  ours/polars")
    with tempfile.TemporaryDirectory() as folder:
        for kind in (options.only,) if options.only else KINDS:
            place = Path(folder) / f"{kind}.ndjson"
            with place.open("w", encoding="utf-8") as file:
                for record in records(options.rows, kind):
                    file.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")
            size = place.stat().st_size / 1e6
            runs = [[measure.run(__file__, [way, str(place)]) for way in WAYS] for _ in range(options.times)]
            costs = [measure.median(column) for column in zip(*runs, strict=True)]
            assert {cost.count for cost in costs} == {options.rows}
            shown = "".join(f"  {cost.cpu:13.2f} {size / cost.cpu:5.0f} {cost.peak:8.0f}" for cost in costs)
            print(f"{kind:8} {size:4.0f}{shown}  {costs[0].cpu / costs[1].cpu:11.2f}")
            place.unlink()


if __name__ == "__main__":
    ways = dict(zip(WAYS, (ours, polars, msgspec, standard), strict=True))
    if sys.argv[1:2] and sys.argv[1] in ways:
        importlib.import_module("leakcheck.sources.sample")  # and polars with it: no work of the reader
        begun = measure.started()
        measure.finished(begun, ways[sys.argv[1]](sys.argv[2]))
    else:
        main()
