"""Several files as one set: each is observed by itself, wherever, and all are put together in the order they are given.

What is seen of a file depends on that file, the questions and the columns of the set, which the first file decides; so
it does not matter who looked at which file when, or how often. `Gathering` is the one place that puts files together,
for files read one after the other, by processes of this machine, and by a cluster.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO, Protocol

from leakcheck.binding import infer
from leakcheck.engine.part import Part
from leakcheck.errors import LeakcheckError, SourceError
from leakcheck.model.columns import Binding
from leakcheck.pipeline.guard import Guard
from leakcheck.pipeline.labels import masked
from leakcheck.pipeline.observe import Course, Keep, Watch, observe, opened
from leakcheck.pipeline.observed import Observed
from leakcheck.pipeline.questions import Questions
from leakcheck.pipeline.vocabulary import known
from leakcheck.sources import Halt


@dataclass(slots=True)
class Gathering:
    """Files put together so far: `whole` is the first `joined` of them, `ahead` are later ones, by place."""

    questions: Questions
    binding: Binding
    whole: Observed | None = None
    joined: int = 0
    ahead: dict[int, Observed] = field(default_factory=dict)

    def add(self, place: int, seen: Observed) -> None:
        """Take in the file at `place`, whenever it comes."""
        self.ahead[place] = seen
        while self.joined in self.ahead:
            following = self.ahead.pop(self.joined)
            if self.whole is None:
                self.whole = following
            else:
                asked = self.questions.plan(self.binding)
                self.whole.join(asked, self.questions.halving(asked), following)
            self.joined += 1

    def left(self, files: int) -> list[int]:
        """The places of files that were not taken in yet."""
        return [place for place in range(self.joined, files) if place not in self.ahead]

    def settled(self, files: int, halt: Halt) -> Observed:
        """All that was seen of the first files without a gap; partial where that is not all of them.

        Where `halt` ended the reading before the first file was begun: KeyboardInterrupt, or SourceError LC210.
        """
        if self.whole is None:
            if halt.asked:
                raise KeyboardInterrupt
            raise SourceError("LC210", f"{halt.reason}, before the first record", "give it more time: --timeout")
        if self.joined == files:
            return self.whole
        account = self.whole.account
        note = f"{files - self.joined:,} of {files:,} files were not read"
        account = replace(account, complete=False, notes=(*account.notes, note))
        return replace(self.whole, partial=True, account=account)


class Keeper(Protocol):
    """Whoever keeps what was gathered, so that an interrupted run can go on (`pipeline.checkpoint`)."""

    def due(self) -> bool:
        """Is it time to keep it?"""
        ...

    def keep(self, gathered: Gathering, place: int, part: Part | None) -> None:
        """Keep it, with what was observed so far of the file at `place`."""
        ...


@dataclass(frozen=True, slots=True)
class Aids:
    """What a run over several files is given beside them."""

    guard: Guard | None = None
    watch: Watch | None = None
    keeper: Keeper | None = None
    begun: Part | None = None  # what an earlier run observed of the first file that is not gathered


class Crew(Protocol):
    """Machines that read and observe in place of this one (`leakcheck.cluster`)."""

    @property
    def elsewhere(self) -> bool:
        """Is any of them another machine?"""
        ...

    def columns_of(self, path: str, questions: Questions, halt: Halt, guard: Guard | None) -> Binding:
        """As the function of that name, for a file that may be anywhere."""
        ...

    def gone_through(self, paths: Sequence[str], gathered: Gathering, halt: Halt, aids: Aids) -> Observed:
        """The files that `gathered` lacks. The same as `in_turn` to the last digit."""
        ...


def columns_of(
    path: str, questions: Questions, halt: Halt, guard: Guard | None = None, *, stdin: BinaryIO | None = None
) -> Binding:
    """The columns of the set: those of its first file, or of a stream. `guard` learns that file's first records."""
    settings = questions.settings
    with opened(path, settings, halt, stdin) as sample:
        labels, _ = masked(sample.info.labels, sample.prefix)
        if guard:
            guard.learn(sample.prefix, known(settings, labels, sample.info.label, path))
        return infer(labels, sample.prefix, overrides=settings.overrides, as_of=settings.today())


def in_turn(paths: Sequence[str], gathered: Gathering, halt: Halt, aids: Aids) -> Observed:
    """The files that `gathered` lacks one after the other, in this process."""
    begun = aids.begun
    total = sum(map(_size, paths))
    for place in gathered.left(len(paths)):
        if gathered.joined and halt.due():
            break
        before = gathered.whole.account if gathered.whole else None
        course = Course(
            watch=_shifted(aids.watch, before.scored if before else 0, before.bytes if before else 0, total),
            keep=_kept(aids.keeper, gathered, place),
            start=begun,
        )
        with named(paths[place], several=len(paths) > 1):
            seen = observe(paths[place], gathered.questions, halt, course, binding=gathered.binding, guard=aids.guard)
        begun = None
        gathered.add(place, seen)
        if aids.keeper and aids.keeper.due():
            aids.keeper.keep(gathered, place + 1, None)
        if seen.partial:
            break
    return gathered.settled(len(paths), halt)


@contextmanager
def named(path: str, *, several: bool) -> Iterator[None]:
    """A refusal in the block is about the file at `path`."""
    try:
        yield
    except LeakcheckError as error:
        if several and error.sample is None:
            error.sample = path
        raise


def _kept(keeper: Keeper | None, gathered: Gathering, place: int) -> Keep | None:
    if keeper is None:
        return None

    def keep(part: Part) -> None:
        if keeper.due():
            keeper.keep(gathered, place, part)

    return keep


def _shifted(watch: Watch | None, records: int, octets: int, total: int) -> Watch | None:
    """A watch of one file that tells of all files."""
    if watch is None:
        return None
    return lambda seen, read, _: watch(records + seen, octets + read, total or None)


def _size(path: str) -> int:
    try:
        return Path(path).stat().st_size
    except (OSError, ValueError):
        return 0
