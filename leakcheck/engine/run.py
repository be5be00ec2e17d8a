"""All batches of a sample to one set of states, on all cores, in bounded memory, and ended soon when that is asked.

Reading goes on in the caller's thread while batches are observed in two others; states are merged in file order.
Batches are joined or cut to what is observed in about a second: every feature has a price a batch beside its price
a record, and whoever presses Ctrl-C does not wait. States merge, so the report does not depend on the cuts.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import polars as pl

from leakcheck.engine import halves
from leakcheck.engine.halves import Halving
from leakcheck.engine.observe import features, floors, observe_apart, observed
from leakcheck.engine.part import Part
from leakcheck.engine.plan import Plan

WORKERS: Final = 2  # batches under observation; polars itself spreads the work of each
RECORDS: Final = 1 << 17  # of a batch at most: there a stage costs much more for its records than for itself
CELLS: Final = 1 << 20  # ... or cells, where a record has many: what bounds memory
FIRST: Final = 5_000  # records, until it is known how fast this sample goes
WANTED: Final = 1.0  # seconds of work on a batch
_LEAST: Final = 200  # records: under this, what every batch costs whatever its size outweighs the rest
_GROWTH: Final = 16  # one fast batch may have been an easy one


def run(
    plan: Plan,
    batches: Iterable[pl.DataFrame],
    due: Callable[[], bool] = bool,
    halving: Halving | None = None,
    *,
    start: Part | None = None,
    workers: int | None = None,
) -> Iterator[Part]:
    """What was observed so far, after each batch: one part that grows; it is whole when the iterator ends.

    `due` tells whether to end; it is asked where more would be observed, and not before the first batch was. `start` is
    what was observed of the records before these. `workers` batches are observed at a time.
    """
    whole = start or Part()
    first = whole.records
    at_once = workers or WORKERS
    pace = Pace()
    pending: deque[Future[_Seen]] = deque()
    pool = ThreadPoolExecutor(at_once, "observe")

    def joined() -> Part:
        seen = pending.popleft().result()
        pace.learn(seen.part.records, seen.seconds)
        whole.join(plan, halving, seen.part)
        return whole

    try:
        for batch in paced(batches, pace):
            if (whole.records or pending) and due():
                break
            if len(pending) == (at_once if pace.learned else 1):  # the first one by itself: it tells the pace
                yield joined()
            asked = halving if first < halves.RECORDS else None
            pending.append(pool.submit(_observed, plan, batch, floors(plan, whole.states), asked, first))
            first += batch.height
            del batch
        while pending:
            yield joined()
    finally:
        pool.shutdown(cancel_futures=True)


@dataclass(frozen=True, slots=True)
class _Seen:
    """One batch, and the seconds of work on it."""

    part: Part
    seconds: float


def _observed(plan: Plan, batch: pl.DataFrame, spared: dict[str, int], halving: Halving | None, first: int) -> _Seen:
    started, spent = time.perf_counter(), time.process_time()
    derived = features(plan, batch, spared)
    states = observe_apart(plan, batch) if derived is None else observed(plan, derived)
    part = Part(states, halving.of(derived, first) if halving else ({}, {}), batch.height)
    # On a busy machine a batch waits more than it works: by the clock alone batches would shrink to nothing.
    return _Seen(part, min(time.perf_counter() - started, time.process_time() - spent))


class Pace:
    """How many records the next batch may hold."""

    def __init__(self) -> None:
        self._records = FIRST
        self.learned = False  # has any batch been timed?

    def limit(self, width: int) -> int:
        """Records of so many columns that one batch holds at most."""
        return max(1, min(self._records, CELLS // max(1, width)))

    def learn(self, records: int, seconds: float) -> None:
        """A batch of `records` took `seconds`."""
        self.learned = True
        wanted = int(records / max(seconds, 1e-6) * WANTED)
        self._records = max(_LEAST, min(wanted, _GROWTH * self._records, RECORDS))


def paced(batches: Iterable[pl.DataFrame], pace: Pace) -> Iterator[pl.DataFrame]:
    """The same records, in order, in batches of the size that `pace` has by then."""
    waiting: list[pl.DataFrame] = []
    height = 0
    for batch in batches:
        waiting.append(batch)
        height += batch.height
        while height >= (limit := pace.limit(batch.width)):
            whole = pl.concat(waiting)
            yield whole[:limit]
            height -= limit
            waiting = [whole[limit:]] if height else []
    if height:
        yield pl.concat(waiting)
