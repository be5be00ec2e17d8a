"""Files of a set, observed by the workers of a Dask cluster, and put together here.

One file is one task. A worker that dies gives its tasks back to the scheduler, which hands them to another; what is
seen of a file does not depend on who looks, or how often. A task whose caller is gone ends with the next batch.
"""

from __future__ import annotations

import logging
import queue
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from leakcheck.cluster.places import name_of, opened, size_of, told
from leakcheck.cluster.splits import CUTS, FILE, HASH, PIECE, Cuts, Pieces, Step, cut, hashed, piece_of
from leakcheck.cluster.task import Answer, answered, observed, refuse_unlike
from leakcheck.errors import SourceError, UsageError
from leakcheck.model.columns import Binding
from leakcheck.pipeline.guard import Guard
from leakcheck.pipeline.observed import Observed
from leakcheck.pipeline.questions import Questions
from leakcheck.pipeline.together import Aids, Gathering, columns_of, named
from leakcheck.pipeline.workers import TRIES, Order, threads_for
from leakcheck.sources import Halt
from leakcheck.sources.naming import shown

if TYPE_CHECKING:
    from distributed import Client, Future

LOCAL: Final = "local:"
PATIENCE: Final = 30.0  # seconds for a scheduler to answer
_POLL: Final = 0.2  # seconds between looks at the clock and at Ctrl-C
_MOST_LOCAL: Final = 256  # workers on one machine
_CALLED_OFF: Final[set[str]] = set()  # on a worker, the runs that are
_NO_PAGES: Final[dict[str, list[str]]] = {"distributed.scheduler.http.routes": [], "distributed.worker.http.routes": []}


@contextmanager
def connected(address: str) -> Iterator[Client]:
    """A client of the scheduler at `address`, or of ``local:N`` workers that live as long as the block.

    UsageError LC111 without the extra, LC102 for an address that cannot be meant, LC115 where nobody answers.
    """
    try:
        from distributed import Client  # noqa: PLC0415  (an extra)
    except ImportError:
        what = "--cluster needs the 'cluster' extra, which is not installed"
        raise UsageError("LC111", what, "pip install '.[cluster]'") from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # it would tell what tasks were given
    if address.startswith(LOCAL):
        with _local(address.removeprefix(LOCAL)) as client:
            yield client
        return
    if not address.startswith(("tcp://", "tls://", "ws://", "wss://", "ucx://")):
        raise UsageError("LC102", f"--cluster: {shown(address)} is no address", "tcp://HOST:8786, or local:2")
    try:
        client = Client(address, timeout=PATIENCE, set_as_default=False, name="leakcheck")
    except (OSError, ValueError, RuntimeError, TimeoutError) as error:
        what = f"--cluster: nobody answers at {shown(address)} ({type(error).__name__})"
        raise UsageError("LC115", what, "start one: dask scheduler, then dask worker ADDRESS") from None
    try:
        yield client
    finally:
        client.close()


@contextmanager
def _local(workers: str) -> Iterator[Client]:
    """Workers on this machine, that end with the block and leave nothing behind.

    Certificates are made for this run, and no pages are served: whoever else is on the machine can neither give the
    workers work nor see theirs.
    """
    if not workers.isdecimal() or not 1 <= int(workers) <= _MOST_LOCAL:
        raise UsageError("LC102", f"--cluster: {LOCAL}{shown(workers)}: how many workers?", f"{LOCAL}2")
    import dask  # noqa: PLC0415  (an extra)
    from distributed import Client, LocalCluster  # noqa: PLC0415  (an extra)

    with (
        threads_for(int(workers)),
        TemporaryDirectory(prefix="leakcheck-") as folder,
        dask.config.set({**_NO_PAGES, "temporary-directory": folder}),
        LocalCluster(
            n_workers=int(workers),
            threads_per_worker=1,
            host="127.0.0.1",
            protocol="tls://",
            security=True,
            dashboard_address="127.0.0.1:0",
            scheduler_kwargs={"dashboard": False},
            memory_limit=0,  # beyond a limit it would write states to the disk
            silence_logs=logging.CRITICAL,
        ) as cluster,
        Client(cluster, set_as_default=False, name="leakcheck") as client,
    ):
        yield client


class Crew:
    """A `together.Crew` of the workers that `client` (distributed.Client) reaches."""

    def __init__(self, client: Client, piece: int = PIECE) -> None:
        """Files of twice `piece` bytes and more are cut, where that is exact."""
        self._client, self._piece = client, piece

    @property
    def elsewhere(self) -> bool:
        """May any of them be another machine?"""
        address = str(self._client.scheduler_info().get("address", ""))
        return not address.startswith("inproc://") and "//127.0.0.1:" not in address

    def columns_of(self, path: str, questions: Questions, halt: Halt, guard: Guard | None) -> Binding:
        """The columns of the set, of which this machine reads the first records."""
        with named(told(path), several=True), opened(path) as (name, stream):
            return columns_of(name, questions, halt, guard, stdin=stream)

    def gone_through(self, paths: Sequence[str], gathered: Gathering, halt: Halt, aids: Aids) -> Observed:
        """The files that `gathered` lacks; where reading is to stop, what was read by then.

        SourceError as of any reading, LC214 where a file ended its workers, LC217 for a worker with other libraries.
        """
        return _Round(self._client, self._piece, paths, gathered, aids).through(halt)


class _Round:
    """The files of one run: what was handed out, and what came back.

    Of a file that may be cut, first its cuts are asked for; then its pieces and its hash, or all of it at once.
    """

    def __init__(self, client: Client, piece: int, paths: Sequence[str], gathered: Gathering, aids: Aids) -> None:
        self._client, self._piece, self._paths, self._gathered, self._aids = client, piece, paths, gathered, aids
        questions = gathered.questions
        self._order = Order(questions.settings, gathered.binding, questions.key)
        self._sizes = [size_of(path) for path in paths]
        self._total = None if None in self._sizes else sum(size for size in self._sizes if size)
        before = gathered.whole.account if gathered.whole else None
        self._records, self._bytes = (before.scored, before.bytes) if before else (0, 0)
        self._run = uuid4().hex
        self._done: queue.SimpleQueue[Future[Answer[Any]]] = queue.SimpleQueue()
        self._given: dict[Future[Answer[Any]], tuple[int, Step]] = {}
        self._pieces: dict[int, Pieces] = {}

    def through(self, halt: Halt) -> Observed:
        until: float | None = None  # once it is called off
        try:
            for place in self._gathered.left(len(self._paths)):
                size = self._sizes[place]
                may_be_cut = size is None or size >= 2 * self._piece
                self._submit(place, CUTS if may_be_cut else FILE, halt)
            while self._given and (until is None or time.monotonic() < until):
                if until is None and halt.due():
                    self._client.run(_call_off, self._run, on_error="ignore")
                    until = time.monotonic() + PATIENCE
                back = _next(self._done)
                if back is not None:
                    place, step = self._given.pop(back)
                    with named(told(self._paths[place]), several=len(self._paths) > 1):
                        answer = self._answered(place, back)
                        self._take(place, step, answer, halt, ended=until is not None)
        finally:
            self._client.cancel(list(self._given), force=True)
        return self._gathered.settled(len(self._paths), halt)

    def _submit(self, place: int, step: Step, halt: Halt) -> None:
        cuts = self._pieces[place].cuts if place in self._pieces else None
        work = _Work(self._run, self._order, self._paths[place], step, self._piece, cuts, halt.left)
        future = self._client.submit(work, key=f"leakcheck-{self._run}-{place}-{step}", pure=False)
        self._given[future] = place, step
        future.add_done_callback(self._done.put)

    def _answered(self, place: int, future: Future[Answer[Any]]) -> Answer[Any]:
        answer = _answer(future, shown(name_of(self._paths[place])))
        refuse_unlike(answer.libraries, plugins=self._order.settings.plugins)
        return answer

    def _take(self, place: int, step: Step, answer: Answer[Any], halt: Halt, *, ended: bool) -> None:
        """Go on with a file by what came back of it; not where an end was asked for."""
        if step == FILE and answer.refusal is not None:
            raise answer.refusal
        seen = answer.seen if step == FILE else None
        if step == CUTS and answer.seen is not None:
            self._pieces[place] = Pieces(answer.seen)
        elif step not in {FILE, CUTS}:
            pieces = self._pieces[place]
            if not pieces.take(step, answer.seen):
                return
            del self._pieces[place]
            seen = pieces.joined(self._gathered.questions)
        if seen is not None:
            self._gather(place, seen)
        elif step != FILE and not ended:
            for following in self._pieces[place].steps if place in self._pieces else (FILE,):
                self._submit(place, following, halt)

    def _gather(self, place: int, seen: Observed) -> None:
        self._records, self._bytes = self._records + seen.account.scored, self._bytes + seen.account.bytes
        self._gathered.add(place, seen)
        keeper, watch = self._aids.keeper, self._aids.watch
        if keeper and keeper.due() and self._gathered.whole:
            keeper.keep(self._gathered, self._gathered.joined, None)
        if watch:
            watch(self._records, self._bytes, self._total or None)


def _next(done: queue.SimpleQueue[Future[Answer[Any]]]) -> Future[Answer[Any]] | None:
    try:
        return done.get(timeout=_POLL)
    except queue.Empty:
        return None


def _answer(future: Future[Answer[Any]], name: str) -> Answer[Any]:
    """What came back. SourceError LC214, UsageError LC115 where nothing did; what Dask says of it is not shown."""
    from distributed import KilledWorker  # noqa: PLC0415  (an extra)

    try:
        return future.result(PATIENCE)
    except KilledWorker:
        raise SourceError("LC214", f"reading {name} ended its worker {TRIES} times", "is memory short there?") from None
    except Exception as error:  # noqa: BLE001  (whatever a cluster can suffer from)
        what = f"the cluster gave nothing back ({type(error).__name__})"
        raise UsageError("LC115", what, "is leakcheck-validator[cluster] on its scheduler and workers?") from None


@dataclass(frozen=True, slots=True)
class _Work:
    """A task of a run, on a worker."""

    run: str
    order: Order
    place: str
    step: Step
    piece: int
    cuts: Cuts | None
    left: float | None

    def __call__(self) -> Answer[Any]:
        from distributed import get_worker  # noqa: PLC0415  (an extra)

        worker: Any = get_worker()
        key = worker.get_current_task()

        def stopped() -> bool:
            """Is an end asked for, or does nobody wait for it any more?"""
            task = worker.state.tasks.get(key)
            return self.run in _CALLED_OFF or task is None or task.state == "cancelled"

        return answered(self.order, lambda: self._found(Halt(self.left, stopped)))

    def _found(self, halt: Halt) -> object:
        if self.step == FILE:
            return observed(self.order, self.place, halt)
        if self.cuts is None:
            return cut(self.order, self.place, self.piece)
        if self.step == HASH:
            return hashed(self.place, self.cuts, halt)
        return piece_of(self.order, self.place, self.cuts, self.step, halt)


def _call_off(run: str) -> None:
    """On every worker: what is in work of this run ends with the next batch, and what was not begun is not."""
    _CALLED_OFF.add(run)
