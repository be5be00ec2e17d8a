"""Files of a set, observed by several processes of this machine.

A worker gets a path and what every worker has: the questions and the columns of the set. It sends back what it saw; how
far it is stands in memory that all share. Where a worker dies its files are given out again, since what is seen of a
file does not depend on who looks; a file that ends its worker time and again is refused by name. Ctrl-C is the parent's
to hear: workers are told by a flag. A worker whose parent is gone ends by itself.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import wait as wait_for
from pathlib import Path
from typing import Any, BinaryIO, Final

from leakcheck.engine.exact import Exactly
from leakcheck.errors import SourceError
from leakcheck.features.key import Key
from leakcheck.model.columns import Binding
from leakcheck.pipeline.observe import Course, observe
from leakcheck.pipeline.observed import Observed
from leakcheck.pipeline.questions import Questions
from leakcheck.pipeline.settings import Settings
from leakcheck.pipeline.together import Aids, Gathering, named
from leakcheck.sources import Halt
from leakcheck.sources.naming import shown

TRIES: Final = 3  # workers that may die over one file
_POLL: Final = 0.2  # seconds between looks at how far the workers are
_FIGURES: Final = 2  # of a file that a worker tells: records, bytes


@dataclass(frozen=True, slots=True)
class Order:
    """What every worker has: enough to ask the questions of the run, wherever it is. It holds no value of a record."""

    settings: Settings
    binding: Binding
    key: Key | None
    exactly: Exactly | None = None

    def observe(
        self,
        path: str,
        halt: Halt,
        course: Course = Course(),  # noqa: B008 - frozen
        *,
        stdin: BinaryIO | None = None,
    ) -> Observed:
        """What is to be seen of one file, or of a stream of that name."""
        questions = Questions.of(self.settings, key=self.key, exactly=self.exactly)
        return observe(path, questions, halt, course, binding=self.binding, stdin=stdin)


@dataclass(frozen=True, slots=True)
class _Shared:
    """Memory that all processes see: whether to stop, and the figures of each file. Nothing in it is ever locked."""

    stop: Any
    figures: Any


_SHARED: list[_Shared] = []  # a worker's own, set once by `_begin`


def in_parallel(paths: Sequence[str], gathered: Gathering, halt: Halt, aids: Aids, jobs: int) -> Observed:
    """The files that `gathered` lacks by `jobs` processes. The same as `together.in_turn` to the last digit."""
    questions = gathered.questions
    crew = _Crew(
        paths, Order(questions.settings, gathered.binding, questions.key, questions.exactly), halt, aids, gathered
    )
    died: dict[int, int] = {}
    while left := gathered.left(len(paths)):
        alone = [place for place in left if place in died]  # one of these may be what ends a process
        places = alone[:1] or left
        lost = crew.work(places, 1 if alone else jobs)
        if crew.stopped:
            break
        for place in lost:
            died[place] = died.get(place, 0) + 1
            if died[place] >= TRIES:
                what = f"reading {shown(Path(paths[place]).name)} ended its process {TRIES} times"
                raise SourceError("LC214", what, "is memory short? see leakcheck explain LC214")
    return gathered.settled(len(paths), halt)


class _Crew:
    """Processes that are given files, and what comes back."""

    def __init__(self, paths: Sequence[str], order: Order, halt: Halt, aids: Aids, gathered: Gathering) -> None:
        self._paths, self._order, self._halt, self._aids, self._gathered = paths, order, halt, aids, gathered
        self._context = multiprocessing.get_context("spawn")  # a process that runs polars cannot be forked
        figures = self._context.RawArray("Q", _FIGURES * len(paths))
        self._shared = _Shared(self._context.RawValue("b", 0), figures)
        done = [*([gathered.whole] if gathered.whole else ()), *gathered.ahead.values()]
        self._before = sum(seen.account.scored for seen in done), sum(seen.account.bytes for seen in done)
        self._total = sum(Path(path).stat().st_size for path in paths if Path(path).is_file())

    @property
    def stopped(self) -> bool:
        """Was an end asked for?"""
        return bool(self._shared.stop.value)

    def work(self, places: Sequence[int], jobs: int) -> list[int]:
        """Have these files observed; those that were in work when a process died are returned."""
        with threads_for(jobs):
            pool = ProcessPoolExecutor(jobs, self._context, _begin, (self._shared,))
            try:
                given = {pool.submit(_work, self._order, self._paths[p], p, self._halt.left): p for p in places}
                self._gather(given)
            except BrokenProcessPool:
                return [p for p in self._gathered.left(len(self._paths)) if p in places and self._figures(p)[1]]
            finally:
                pool.shutdown(cancel_futures=True)
        return []

    def _gather(self, given: dict[Future[Observed], int]) -> None:
        waiting = set(given)
        while waiting:
            done, waiting = wait(waiting, _POLL, FIRST_COMPLETED)
            if not self.stopped and self._halt.due():
                self._shared.stop.value = 1
                waiting = {future for future in waiting if not future.cancel()}
            for future in sorted(done, key=given.__getitem__):
                with named(self._paths[given[future]], several=len(self._paths) > 1):
                    self._take(given[future], future)
            if self._aids.watch:
                (records, octets), told = self._before, self._shared.figures
                records, octets = records + sum(told[::_FIGURES]), octets + sum(told[1::_FIGURES])
                self._aids.watch(records, octets, self._total or None)

    def _take(self, place: int, future: Future[Observed]) -> None:
        try:
            seen = future.result()
        except KeyboardInterrupt:  # it was stopped before its first record
            return
        self._gathered.add(place, seen)
        if self._aids.keeper and self._aids.keeper.due() and self._gathered.whole:
            self._aids.keeper.keep(self._gathered, self._gathered.joined, None)

    def _figures(self, place: int) -> tuple[int, int]:
        told = self._shared.figures[_FIGURES * place : _FIGURES * (place + 1)]
        return told[0], told[1]


@contextmanager
def threads_for(jobs: int) -> Iterator[None]:
    """While it lasts, processes that begin share the cores: polars would start a thread a core in each of them."""
    name = "POLARS_MAX_THREADS"
    before = os.environ.get(name)
    os.environ[name] = before or str(max(1, (os.cpu_count() or 1) // jobs))
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]


def _begin(shared: _Shared) -> None:
    """What a worker does first: Ctrl-C is not its own to hear, and its parent's end is its own."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _SHARED[:] = [shared]
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait_for([parent.sentinel])
        os._exit(1)


def _work(order: Order, path: str, place: int, left: float | None) -> Observed:
    """Observe one file. Whatever goes wrong is told in words of ours."""
    shared = _SHARED[0]
    first = _FIGURES * place
    shared.figures[first : first + _FIGURES] = [0, 1]  # it is begun

    def watch(records: int, octets: int, _: int | None) -> None:
        shared.figures[first : first + _FIGURES] = [records, max(1, octets)]

    return order.observe(path, Halt(left, lambda: bool(shared.stop.value)), Course(watch=watch, workers=1))
