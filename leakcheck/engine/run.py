"""All batches of a sample to one set of states, on all cores, in bounded memory, and ended soon when that is asked.

Reading goes on in the caller's thread while batches are observed in two others; states are merged in file order.
Batches are joined or cut to what is observed in about half a second: every feature has a price a batch beside its price
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

from leakcheck.engine import halves as halving
from leakcheck.engine.halves import Halves
from leakcheck.engine.observe import States, features, floors, merge, observe_apart, observed
from leakcheck.engine.plan import Plan

WORKERS: Final = 2  # batches under observation; polars itself spreads the work of each
RECORDS: Final = 1 << 16  # of a batch at most: there a stage costs much more for its records than for itself
CELLS: Final = 1 << 20  # ... or cells, where a record has many: what bounds memory
FIRST: Final = 5_000  # records, until it is known how fast this sample goes
WANTED: Final = 0.5  # seconds of work on a batch
_LEAST: Final = 200  # records: under this, what every batch costs whatever its size outweighs the rest
_GROWTH: Final = 16  # one fast batch may have been an easy one


@dataclass(frozen=True, slots=True)
class Seen:
    """Of one batch: its states, those of its halves, its records, the seconds they took."""

    states: States
    halves: tuple[States, States] | None
    records: int
    seconds: float


def run(
    plan: Plan, batches: Iterable[pl.DataFrame], due: Callable[[], bool] = bool, halves: Halves | None = None
) -> Iterator[tuple[States, int]]:
    """The states so far and the number of their records, after each batch; the last pair is of all that was observed.

    `due` tells whether to end; it is asked where more would be observed, and not before the first batch was. `halves`
    gathers what the halves of the first records say.
    """
    states: States = {}
    records = first = 0
    pace = Pace()
    pending: deque[Future[Seen]] = deque()
    pool = ThreadPoolExecutor(WORKERS, "observe")
    try:
        for batch in paced(batches, pace):
            if (records or pending) and due():
                break
            if len(pending) == (WORKERS if records else 1):  # the first one by itself: it tells the pace
                states, records = _merged(plan, (states, records), pending.popleft(), pace, halves)
                yield states, records
            parts = halves if first < halving.RECORDS else None
            pending.append(pool.submit(_observed, plan, batch, floors(plan, states), parts, first))
            first += batch.height
            del batch
        while pending:
            states, records = _merged(plan, (states, records), pending.popleft(), pace, halves)
            yield states, records
    finally:
        pool.shutdown(cancel_futures=True)


def _observed(plan: Plan, batch: pl.DataFrame, spared: dict[str, int], halves: Halves | None, first: int) -> Seen:
    started, spent = time.perf_counter(), time.process_time()
    derived = features(plan, batch, spared)
    states = observe_apart(plan, batch) if derived is None else observed(plan, derived)
    parts = halves.of(derived, first) if halves else ({}, {})
    # On a busy machine a batch waits more than it works: by the clock alone batches would shrink to nothing.
    seconds = min(time.perf_counter() - started, time.process_time() - spent)
    return Seen(states, parts, batch.height, seconds)


def _merged(
    plan: Plan, before: tuple[States, int], seen: Future[Seen], pace: Pace, halves: Halves | None
) -> tuple[States, int]:
    states, records = before
    found = seen.result()
    pace.learn(found.records, found.seconds)
    if halves:
        halves.add(found.halves)
    return merge(plan, states, found.states), records + found.records


class Pace:
    """How many records the next batch may hold."""

    def __init__(self) -> None:
        self._records = FIRST

    def limit(self, width: int) -> int:
        """Records of so many columns that one batch holds at most."""
        return max(1, min(self._records, CELLS // max(1, width)))

    def learn(self, records: int, seconds: float) -> None:
        """A batch of `records` took `seconds`."""
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
