"""One file from bytes to what was seen of it, whoever asks: a report, a comparison, a part of a larger set."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from typing import BinaryIO

import polars as pl

from leakcheck.binding import infer
from leakcheck.engine.part import Part
from leakcheck.engine.run import run
from leakcheck.errors import SourceError
from leakcheck.model.columns import Binding
from leakcheck.model.source import Account
from leakcheck.pipeline.aligned import alignment
from leakcheck.pipeline.guard import Guard
from leakcheck.pipeline.labels import masked
from leakcheck.pipeline.observed import Observed, member
from leakcheck.pipeline.questions import Questions
from leakcheck.pipeline.settings import Settings
from leakcheck.pipeline.vocabulary import known
from leakcheck.sources import Halt, Sample, open_sample

# Told after every batch: records so far, bytes read, bytes in all (None for a stream).
Watch = Callable[[int, int, int | None], None]
# Told after every batch what was observed so far.
Keep = Callable[[Part], None]


@dataclass(frozen=True, slots=True)
class Course:
    """How one reading goes: who is told of it, where it begins, how many batches are observed at a time.

    `start` is what was observed of the first records when an earlier reading was interrupted; those are read again,
    which costs little, and not observed again.
    """

    watch: Watch | None = None
    keep: Keep | None = None
    start: Part | None = None
    workers: int | None = None


@dataclass(frozen=True, slots=True)
class _Reading:
    sample: Sample
    halt: Halt
    course: Course


def observe(
    path: str,
    questions: Questions,
    halt: Halt,
    course: Course = Course(),
    *,
    binding: Binding | None = None,
    stdin: BinaryIO | None = None,
    guard: Guard | None = None,
) -> Observed:
    """What is to be seen of the file at `path`, or of the stream `stdin` of that name.

    `guard` learns what must not stand in an output.
    `binding` has the columns of the set that the file is a part of; without one they are decided here. Raises
    LeakcheckError where the file cannot be read, KeyboardInterrupt where a stop was asked before anything was read.
    """
    settings = questions.settings
    with opened(path, settings, halt, stdin) as sample:
        labels, personal = masked(sample.info.labels, sample.prefix)
        if guard:
            guard.learn(sample.prefix, known(settings, labels, sample.info.label, path))
        aligned = None
        if binding is None:
            binding = infer(labels, sample.prefix, overrides=settings.overrides, as_of=settings.today())
        else:
            aligned = alignment(binding, sample.info, labels)
            labels = tuple(column.label for column in binding)
        with closing(sample.batches()) as batches:
            frames = map(aligned.frame, batches) if aligned else batches
            part = _observed(questions, binding, frames, _Reading(sample, halt, course))
        partial = halt.reason is not None
        account = _settled(sample.account(), part.records, stopped=partial)
        if aligned:
            account = replace(account, notes=(*account.notes, *aligned.notes))
        info = replace(sample.info, labels=labels)
    return Observed(part, binding, info, account, personal, partial, (member(info, account),))


def opened(path: str, settings: Settings, halt: Halt, stdin: BinaryIO | None = None) -> Sample:
    """The sample at `path`, opened. Raises LeakcheckError, or KeyboardInterrupt where a stop was asked."""
    try:
        return open_sample(path, settings.read, stdin=stdin, halt=halt)
    except SourceError:
        if halt.asked:
            raise KeyboardInterrupt from None  # nothing was read, so there is nothing to report on
        raise


def _observed(questions: Questions, binding: Binding, frames: Iterable[pl.DataFrame], reading: _Reading) -> Part:
    """What all batches show, or as many as there was time for."""
    asked, course, sample = questions.plan(binding), reading.course, reading.sample
    whole = course.start or Part()
    rest = _after(frames, whole.records)
    parts = run(
        asked,
        rest,
        reading.halt.due,
        questions.halving(asked),
        start=whole,
        workers=course.workers or questions.settings.threads,
    )
    for whole in parts:  # one part, which grows
        if course.watch:
            course.watch(whole.records, sample.bytes_read, sample.bytes_total)
        if course.keep:
            course.keep(whole)
    return whole


def _after(frames: Iterable[pl.DataFrame], records: int) -> Iterator[pl.DataFrame]:
    """The frames without their first `records`."""
    for frame in frames:
        if records < frame.height:
            yield frame[records:] if records else frame
        records = max(0, records - frame.height)


def _settled(account: Account, records: int, *, stopped: bool) -> Account:
    """The reader's account; after a stop, records that were read but not handed on any more are not claimed."""
    if not stopped:
        return account
    rejected = sum(reject.count for reject in account.rejected.values())
    return replace(account, read=records + rejected, scored=records, complete=False)
