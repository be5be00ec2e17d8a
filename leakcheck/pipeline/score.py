"""One sample from bytes to report."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import BinaryIO

from leakcheck.features.key import Key
from leakcheck.model.report import Report
from leakcheck.pipeline.guard import Guard
from leakcheck.pipeline.observe import Course, Watch, observe
from leakcheck.pipeline.questions import Aside, Questions
from leakcheck.pipeline.reported import reported
from leakcheck.pipeline.settings import Settings
from leakcheck.pipeline.stop import Stop
from leakcheck.protocols import Validator
from leakcheck.sources import Halt


def score(
    path: str,
    settings: Settings | None = None,
    *,
    stdin: BinaryIO | None = None,
    validators: Sequence[Validator] | None = None,
    watch: Watch | None = None,
    stop: Stop | None = None,
    guard: Guard | None = None,
    aside: Aside | None = None,
    key: Key | None = None,
) -> Report:
    """Judge the sample at `path` (``-``: `stdin`); `guard` learns what must not stand in an output.

    `aside` is counted in the same reading and gets its state; None where no record was read, Failed where it raised.
    `key` is what persons are hashed under, for a report that is to be the same as one of parts made under it.

    The time limit of `settings` runs from here on, whatever takes the time. Raises LeakcheckError where the sample
    cannot be read or the run cannot be set up, KeyboardInterrupt where `stop` was asked before anything was read.
    """
    settings, stop, started = settings or Settings(), stop or Stop(), time.perf_counter()
    questions = Questions.of(settings, validators, key=key, aside=aside)
    halt = Halt(settings.read.timeout, lambda: stop.requested)
    seen = observe(path, questions, halt, Course(watch=watch), stdin=stdin, guard=guard)
    if aside:
        aside.state = seen.part.states.get(aside.name)
    return reported(seen, questions, started)
