"""Arrow batches, as Spark hands them to Python (`mapInArrow`), observed where they are and put together by the driver.

    asked = ask(frame.limit(HEAD).toArrow(), seed=7)
    look = asked.look
    states = frame.mapInArrow(lambda batches: look(batches, TaskContext.get().partitionId()), SCHEMA)
    result = asked.result(states.toLocalIterator())

It knows no engine: whatever gives iterators of batches, and a number to each, will do. A partition is read as a data
frame is, as the CSV text of its columns, and is to the set what a file is; its state is one row of bytes.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, BinaryIO, Final, Unpack, cast

import polars as pl

from leakcheck.cluster.task import answered, refuse_unlike
from leakcheck.engine.pack import UnpackableError, pack, unpack
from leakcheck.errors import SourceError
from leakcheck.pipeline.guard import Guard
from leakcheck.pipeline.keywords import Keywords, settings_of
from leakcheck.pipeline.observe import Course
from leakcheck.pipeline.observed import Observed
from leakcheck.pipeline.partial import packable
from leakcheck.pipeline.questions import Questions
from leakcheck.pipeline.reported import reported
from leakcheck.pipeline.result import Result
from leakcheck.pipeline.secret import Secret
from leakcheck.pipeline.together import Gathering, columns_of
from leakcheck.pipeline.workers import Order
from leakcheck.plugins import available, packages
from leakcheck.sources import FrameText, Halt
from leakcheck.sources.options import PREFIX_RECORDS

if TYPE_CHECKING:
    import pyarrow as pa

HEAD: Final = PREFIX_RECORDS  # records that the columns are decided on
SCHEMA: Final = "partition long, state binary"  # of the rows that `Look` makes, in Spark's words


@dataclass(frozen=True, slots=True)
class Look:
    """What goes to the workers: the questions, the columns, the key, and no value of a record."""

    order: Order

    def __call__(self, batches: Iterable[pa.RecordBatch], partition: int) -> Iterator[pa.RecordBatch]:
        """One row, what was seen of a partition's batches; none of a partition without records.

        Raises LeakcheckError, in words of ours, where the batches cannot be read.
        """
        import pyarrow as pa  # noqa: PLC0415  (whoever has Arrow batches has it)

        frames = (cast("pl.DataFrame", pl.from_arrow(batch)) for batch in batches if batch.num_rows)
        if (first := next(frames, None)) is None:
            return
        text = cast("BinaryIO", FrameText(chain([first], frames)))
        name = f"partition {partition}"
        answer = answered(self.order, lambda: self.order.observe(name, Halt(), Course(workers=1), stdin=text))
        if answer.refusal is not None:
            raise answer.refusal
        assert answer.seen is not None, "nobody calls a partition off"
        state = zlib.compress(pack((packable(answer.seen), answer.libraries)), 1)
        numbers, states = pa.array([partition], pa.int64()), pa.array([state], pa.binary())
        yield pa.RecordBatch.from_arrays([numbers, states], ["partition", "state"])


class Asked:
    """A set in partitions: what is asked of it, and how the states of its partitions become a report."""

    def __init__(self, questions: Questions, look: Look, guard: Guard) -> None:
        self.look = look
        self._questions, self._guard = questions, guard

    def result(self, states: Iterable[tuple[int, bytes]]) -> Result:
        """The report of partitions, in the order of their numbers. Rows of `SCHEMA` are such tuples.

        SourceError LC213 for what is no state, LC217 where a worker had other libraries.
        """
        started = time.perf_counter()
        gathered = Gathering(self._questions, self.look.order.binding)
        for place, (_, state) in enumerate(sorted((int(number), bytes(state)) for number, state in states)):
            gathered.add(place, self._unpacked(state))
        if gathered.whole is None:
            raise SourceError("LC213", "no partition has a record", "is the frame empty?")
        report = reported(gathered.whole, self._questions, started)
        return Result(replace(report, run=replace(report.run, elsewhere=True)), self._guard)

    def _unpacked(self, state: bytes) -> Observed:
        plugins = self._questions.settings.plugins
        available(plugins=plugins)  # their modules hold the classes of states
        try:
            seen, libraries = unpack(zlib.decompress(state), packages())
        except (UnpackableError, zlib.error, ValueError, TypeError):
            raise SourceError("LC213", "a partition's state is damaged", "observe it again") from None
        refuse_unlike(libraries, plugins=plugins)
        if not isinstance(seen, Observed):
            raise SourceError("LC213", "a partition's state is damaged", "observe it again")
        return seen


def ask(first: pa.Table | pl.DataFrame, *, key_file: str | None = None, **settings: Unpack[Keywords]) -> Asked:
    """What is asked of a set whose first records are `first`, which decide its columns; `HEAD` of them are enough.

    `settings` are those of `leakcheck.score`; persons are hashed under the secret in `key_file`. Raises LeakcheckError
    where the records cannot be read.
    """
    settings.setdefault("label", "frame")
    chosen = settings_of(**settings)
    key = Secret.read(key_file).key() if key_file is not None else None
    questions, guard = Questions.of(chosen, key=key), Guard()
    frame = first if isinstance(first, pl.DataFrame) else cast("pl.DataFrame", pl.from_arrow(first))
    binding = columns_of("frame", questions, Halt(), guard, stdin=cast("BinaryIO", FrameText(frame)))
    return Asked(questions, Look(Order(chosen, binding, key)), guard)
