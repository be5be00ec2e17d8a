"""A whole dump: many files as one set, on all cores, resumable, kept as a part or judged."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import BinaryIO

from leakcheck.engine.exact import Exactly
from leakcheck.errors import SourceError
from leakcheck.model.columns import Binding, Role
from leakcheck.model.report import Report
from leakcheck.pipeline.checkpoint import Checkpoint
from leakcheck.pipeline.files import why
from leakcheck.pipeline.guard import Guard
from leakcheck.pipeline.observe import Course, Watch, observe
from leakcheck.pipeline.observed import Observed
from leakcheck.pipeline.partial import Kept, read_part, write_part
from leakcheck.pipeline.questions import Questions
from leakcheck.pipeline.reported import reported
from leakcheck.pipeline.secret import Secret
from leakcheck.pipeline.settings import Settings
from leakcheck.pipeline.stop import Stop
from leakcheck.pipeline.together import Aids, Crew, Gathering, columns_of, in_turn
from leakcheck.sources import Halt


@dataclass(frozen=True, slots=True)
class Plans:
    """How a dump is gone through; nothing of it changes a digit of the report but `secret` and `like`.

    `jobs` is the number of processes, None for one a core. `secret` is what persons are hashed under; `like` has the
    columns of another part of the set, which this one is to take. `resume` names a file that keeps how far it is.
    `part` names a file that gets what was seen, to be put together with others. `exact` counts what occurs again
    without estimating, with at most `memory` MiB of hashes at a time and the rest in a private folder. `crew` are
    machines that do the work.
    """

    jobs: int | None = None
    secret: Secret | None = None
    like: Binding | None = None
    resume: str | None = None
    part: str | None = None
    exact: bool = False
    memory: int = 128
    crew: Crew | None = None


@dataclass(frozen=True, slots=True)
class Company:
    """Who else has to do with a run: whoever stops it, guards its outputs, or looks on."""

    stop: Stop
    guard: Guard | None = None
    watch: Watch | None = None
    stdin: BinaryIO | None = None


def score_all(paths: Sequence[str], settings: Settings, plans: Plans, company: Company) -> Report:
    """The report of all `paths` as one set, in the order given; `plans.part` gets what was seen, where one is named.

    Raises LeakcheckError where a file cannot be read or is no part of the set, KeyboardInterrupt where a stop was asked
    before anything was read.
    """
    started = time.perf_counter()
    secret = plans.secret or (Secret.drawn() if plans.part else None)
    with _room(plans, len(paths)) as exactly:
        questions = Questions.of(settings, key=secret.key() if secret else None, exactly=exactly)
        seen = _seen(paths, questions, plans, company)
        if plans.part and secret:
            write_part(plans.part, settings, seen, secret)
        report = reported(seen, questions, started)
    return replace(report, run=replace(report.run, elsewhere=plans.crew is not None and plans.crew.elsewhere))


@contextmanager
def _room(plans: Plans, files: int) -> Iterator[Exactly | None]:
    """A private folder for hashes, as long as it is needed. SourceError LC211 where there can be none."""
    if not plans.exact:
        yield None
        return
    try:
        folder = tempfile.mkdtemp(prefix="leakcheck-")  # for its owner alone
    except OSError as error:
        raise SourceError("LC211", f"no folder for hashes: {why(error)}", "set TMPDIR to one with room") from None
    try:
        yield Exactly(folder, (plans.memory << 20) // _jobs(plans, files), Secret.drawn().key())
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _seen(paths: Sequence[str], questions: Questions, plans: Plans, company: Company) -> Observed:
    halt = Halt(questions.settings.read.timeout, lambda: company.stop.requested)
    if len(paths) > 1 or plans.resume is not None or plans.crew is not None:
        return _gone_through(paths, questions, halt, plans, company)
    course = Course(watch=company.watch)
    return observe(paths[0], questions, halt, course, binding=plans.like, stdin=company.stdin, guard=company.guard)


def _gone_through(paths: Sequence[str], questions: Questions, halt: Halt, plans: Plans, company: Company) -> Observed:
    look = plans.crew.columns_of if plans.crew else columns_of
    first = look(paths[0], questions, halt, company.guard)
    binding = plans.like or first
    gathered, aids = Gathering(questions, binding), Aids(company.guard, company.watch)
    checkpoint = None
    if plans.resume is not None and plans.secret is not None:
        checkpoint = Checkpoint(plans.resume, paths, questions, plans.secret)
        gathered, begun = checkpoint.before() or (gathered, None)
        aids = replace(aids, keeper=checkpoint, begun=begun)
    jobs = _jobs(plans, len(paths))
    if plans.crew:
        seen = plans.crew.gone_through(paths, gathered, halt, aids)
    elif jobs > 1:
        from leakcheck.pipeline.workers import in_parallel  # noqa: PLC0415 - most runs are of one file

        seen = in_parallel(paths, gathered, halt, aids, jobs)
    else:
        seen = in_turn(paths, gathered, halt, aids)
    if checkpoint and not seen.partial:
        checkpoint.done()
    return seen


def _jobs(plans: Plans, files: int) -> int:
    return max(1, min(plans.jobs or cores(), files))


def cores() -> int:
    """The processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def columns_like(path: str, secret: Secret | None) -> Binding:
    """The columns of the part at `path`. SourceError LC213 as `read_part`."""
    seen = read_part(path, secret).seen
    if seen is None:
        raise SourceError("LC213", f"{path!a} is a part that is not finished", None)
    return seen.binding


def merged(paths: Sequence[str], settings: Settings, secret: Secret | None) -> Report:
    """The report of parts, in the order given. `settings` say how it is judged and shown; the parts, what was asked.

    SourceError LC213 for what is no part, LC216 where parts were not asked the same.
    """
    started = time.perf_counter()
    kept = [_finished(path, secret) for path in paths]
    first = kept[0][1]
    for path, part, seen in kept:
        if (difference := _difference(kept[0], (path, part, seen))) is not None:
            what = f"{path!a} and {paths[0]!a} were made with {difference}"
            raise SourceError("LC216", what, f"--like {paths[0]!a} takes the columns of one part for the next")
    asked = first.settings
    questions = Questions.of(
        replace(
            settings,
            read=asked.read,
            overrides=asked.overrides,
            select=asked.select,
            ignore=asked.ignore,
            seed=asked.seed,
            as_of=asked.as_of,
            claims=asked.claims,
            plugins=asked.plugins,
        )
    )
    whole = kept[0][2]
    plan = questions.plan(whole.binding)
    unlike = plan.keyed if len({part.key for _, part, _ in kept}) > 1 else frozenset[str]()
    for _, _, seen in kept[1:]:
        for validator in unlike:
            seen.part.states.pop(validator, None)
        whole.join(plan, questions.halving(plan), seen)
    return reported(whole, questions, started, unlike)


def _finished(path: str, secret: Secret | None) -> tuple[str, Kept, Observed]:
    part = read_part(path, secret)
    if part.seen is None or part.extra is not None:
        raise SourceError("LC213", f"{path!a} is a part that is not finished", "let its run go on: --resume")
    return path, part, part.seen


def _difference(one: tuple[str, Kept, Observed], other: tuple[str, Kept, Observed]) -> str | None:
    """In what two parts differ that makes one report of them impossible."""
    if _asked(one[2].binding) != _asked(other[2].binding):
        return "other columns"
    return "other settings" if one[1].settings != other[1].settings else None


def _asked(binding: Binding) -> object:
    """All of the columns that decides what is asked of them; how sure a role is does so by the order it gives."""
    columns = tuple((c.index, c.role, c.locale, c.scheme, c.others, c.habit) for c in binding)
    order = tuple(column.index for role in Role for column in binding.all(role))
    return columns, order, binding.country, binding.as_of
