"""All batches of a sample to one set of states, on all cores and in bounded memory.

Reading goes on in the caller's thread while batches are observed in two others; states are merged in file order. Small
batches are joined first, because every feature has a price a batch beside its price a record.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import chain, repeat
from typing import Final

import polars as pl

from leakcheck.engine.observe import States, floors, merge, observe
from leakcheck.engine.plan import Plan

WORKERS: Final = 2  # batches under observation; polars itself spreads the work of each
RECORDS: Final = 1 << 16  # of a joined batch: there a stage costs much more for its records than for itself
CELLS: Final = 1 << 20  # ... or cells, where a record has many: what bounds memory


def run(plan: Plan, batches: Iterable[pl.DataFrame]) -> Iterator[tuple[States, int]]:
    """The states so far and the number of their records, after each batch; the last pair is of all records."""
    states: States = {}
    records = 0
    pending: deque[tuple[int, Future[States]]] = deque()
    with ThreadPoolExecutor(WORKERS, "observe") as pool:
        for batch in chain(joined(batches), repeat(None)):
            if len(pending) == WORKERS or (batch is None and pending):
                height, seen = pending.popleft()
                states, records = merge(plan, states, seen.result()), records + height
                yield states, records
            if batch is not None:
                pending.append((batch.height, pool.submit(observe, plan, batch, floors(plan, states))))
            elif not pending:
                return


def joined(batches: Iterable[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """The same records in fewer batches."""
    waiting: list[pl.DataFrame] = []
    height = 0
    for batch in batches:
        waiting.append(batch)
        height += batch.height
        if height >= RECORDS or height * batch.width >= CELLS:
            yield pl.concat(waiting)
            waiting, height = [], 0
    if waiting:
        yield pl.concat(waiting)
