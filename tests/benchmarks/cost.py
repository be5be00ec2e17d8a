"""Where does the time of `leakcheck score` go? CPU seconds by feature, by validator, and by step.

``python tests/benchmarks/cost.py SAMPLE [--select ID,PH] [--ignore FP] [--rows N] [--top N]``

Features are worked out one at a time here, not stage by stage, so that each has a price; `features` in the second table
is what they cost together, as in a run.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from typing import TypeVar

import polars as pl

from leakcheck.binding import infer
from leakcheck.engine.observe import States, conclude, floors, merge
from leakcheck.engine.plan import Plan, plan
from leakcheck.engine.run import RECORDS, Pace, paced
from leakcheck.features.feature import derive
from leakcheck.pipeline.settings import Settings, chosen
from leakcheck.plugins import built_in
from leakcheck.sources import ReadOptions, open_sample

T = TypeVar("T")


class Meter:
    """CPU seconds of all threads of this process, by name."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)

    def measure(self, name: str, work: Callable[[], T]) -> T:
        before = time.process_time()
        try:
            return work()
        finally:
            self.spent[name] += time.process_time() - before

    def show(self, title: str, records: int, top: int) -> None:
        total = sum(self.spent.values())
        print(f"\n{title}: {total:.2f} CPU-s, {total / max(1, records) * 1e9:.0f} ns a record")
        for name, seconds in sorted(self.spent.items(), key=lambda item: -item[1])[:top]:
            print(f"  {seconds:8.3f} s {seconds / max(1, records) * 1e9:8.0f} ns  {name}")


def observe(
    asked: Plan, batch: pl.DataFrame, bounds: dict[str, int], *, single: Meter, steps: Meter, probes: Meter
) -> States:
    frame = batch.rechunk()  # pieces of a frame that do not line up cost as much as a feature
    for stage in asked.stages:
        made = []
        for f in stage.made:
            expr = pl.lit(bounds[f.name], pl.UInt64) if f.name in bounds else f.expr
            made.append(single.measure(f.name, partial(frame.with_columns, expr.alias(f.name)))[f.name])
        frame = frame.with_columns(made)
    derived = steps.measure("features", lambda: derive(batch, asked.stages, bounds))
    states: States = {}
    for id_, probe in asked.probes.items():
        columns = derived.select(feature.name for feature in probe.features)
        states[id_] = probes.measure(id_, partial(probe.observe, columns))
    return states


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sample")
    for option in ("select", "ignore"):
        parser.add_argument(f"--{option}", default="")
    parser.add_argument("--rows", type=int)
    parser.add_argument("--top", type=int, default=25)
    told = parser.parse_args(arguments)
    words = {o: tuple(w for w in getattr(told, o).split(",") if w) for o in ("select", "ignore")}
    settings = Settings(read=ReadOptions(rows=told.rows), select=words["select"], ignore=words["ignore"])
    single, steps, probes, joins, ends = Meter(), Meter(), Meter(), Meter(), Meter()
    states: States = {}
    records = count = 0
    with open_sample(told.sample, settings.read) as sample:
        binding = steps.measure("binding", lambda: infer(sample.info.labels, sample.prefix, as_of=settings.today()))
        asked = steps.measure("plan", lambda: plan(chosen(built_in(), settings)[0], binding))
        pace = Pace()
        pace.learn(RECORDS, 0.0)  # batches as long as they get in a run
        batches = paced(sample.batches(), pace)
        while (batch := steps.measure("reading", lambda: next(batches, None))) is not None:
            seen = observe(asked, batch, floors(asked, states), single=single, steps=steps, probes=probes)
            for id_ in seen:  # one validator's states at a time
                alone = {id_: seen[id_]}
                before = {id_: states[id_]} if id_ in states else {}
                states[id_] = joins.measure(id_, partial(merge, asked, before, alone))[id_]
            records, count = records + batch.height, count + 1
        for id_ in asked.probes:
            if id_ in asked.order:
                ends.measure(id_, partial(asked.probes[id_].conclude, states[id_]))
        conclude(asked, states)
    features = sum(len(stage.made) for stage in asked.stages)
    print(f"{records:,} records in {count} batches; {features} features in {len(asked.stages)} stages")
    for name, meter in (("observe", probes), ("merge", joins), ("conclude", ends)):
        steps.spent[name] = sum(meter.spent.values())
    for title, meter in {
        "features, one by one": single, "observe": probes, "merge": joins, "conclude": ends, "steps": steps,
    }.items():  # fmt: skip
        meter.show(title, records, told.top)


if __name__ == "__main__":
    main(sys.argv[1:])
