"""`leakcheck score`: judge one or more samples, write reports."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from leakcheck.cli import options
from leakcheck.cli.asked import answered
from leakcheck.cli.dump import Dump
from leakcheck.cli.judging import Dossier, Gating, Judging, words
from leakcheck.cli.options import Means
from leakcheck.cli.output import complain, refuse_overwriting, remark
from leakcheck.cli.publish import Appearance, Destination, Look, Outlets, publish
from leakcheck.cli.reading import Reading, stdin_for
from leakcheck.cli.room import check_room
from leakcheck.errors import LeakcheckError, UsageError
from leakcheck.exits import ExitStatus, worst
from leakcheck.render.formats import NONE

if TYPE_CHECKING:
    from leakcheck.model.report import Report
    from leakcheck.pipeline.settings import Settings
    from leakcheck.render.progress import Progress


class ProgressChoice(StrEnum):
    """When to show progress on stderr."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"
    PLAIN = "plain"


def score(
    samples: Annotated[list[str], typer.Argument(metavar="SAMPLE...", help="Files, or - for stdin."), Means.SAMPLE],
    read: Reading,
    judging: Judging,
    destination: Destination,
    dossier: Dossier,
    gating: Gating,
    appearance: Appearance,
    dump: Dump,
    rows: options.Rows = None,
    threads: Annotated[
        int | None, typer.Option(min=1, max=256, help="Threads of a process; else two, and polars one a core.")
    ] = None,
    progress: Annotated[ProgressChoice, typer.Option(help="Progress on stderr.")] = ProgressChoice.AUTO,
) -> int:
    """Judge one or more samples, write reports.

    Names that begin with a dash go after --; a single dash reads stdin.
    """
    inputs = [*samples, *(path for path in (gating.baseline, dump.key_file, dump.like) if path is not None)]
    apart = len(samples) > 1 and not dump.one_set
    asked = destination.outlets(inputs, several=apart)
    refuse_overwriting(inputs, [path for path in (dump.partial, dump.resume) if path is not None])
    dump.check(samples, rows)
    if apart:
        _of_one_sample(samples, gating.baseline, dossier.label)
    check_room()
    if threads is not None:
        os.environ["POLARS_MAX_THREADS"] = str(threads)  # heard once, when polars is loaded, which is after this
    from leakcheck.claims import parse_claims
    from leakcheck.pipeline.settings import Settings

    settings = Settings(
        read=read.options(rows),
        overrides=read.overrides(),
        select=words(judging.select),
        ignore=words(judging.ignore),
        claims=parse_claims(judging.claim or ()),
        prior=judging.prior,
        seed=judging.seed,
        min_cell=dossier.min_cell,
        mask_labels=dossier.mask_labels,
        gate=gating.gate(),
        min_validators=gating.min_validators,
        reproducible=dossier.reproducible,
        label=dossier.label,
        plugins=not judging.no_plugins,
        threads=threads,
        handling=dossier.handling(),
    )
    showing = Showing(appearance.look(), asked, progress, gating.compared())
    return _score_set(samples, settings, dump, showing) if dump.asked else _score_each(samples, settings, showing)


def _of_one_sample(samples: Sequence[str], baseline: str | None, label: str | None) -> None:
    """Raises UsageError (LC102) for what can be said of one sample only."""
    if baseline is not None:
        raise UsageError("LC102", "--baseline is of one sample", "run leakcheck once for each sample")
    if label is not None:
        raise UsageError("LC102", "--label names one sample", "run leakcheck once for each sample")
    if samples.count("-") > 1:
        raise UsageError("LC102", "stdin can be read once only", None)


@dataclass(frozen=True, slots=True)
class Showing:
    """How reports are shown, where they go, whether progress is, and what they are held against."""

    look: Look
    outlets: Outlets
    progress: ProgressChoice
    compared: Callable[[Report], Report]


def _score_each(samples: Sequence[str], settings: Settings, showing: Showing) -> int:
    """Every sample in turn. One sample's refusal is raised; of several each gets its line, and the worst wins."""
    from leakcheck.judge.gate import status
    from leakcheck.pipeline.guard import Guard
    from leakcheck.pipeline.score import score as score_sample
    from leakcheck.pipeline.stop import Stop

    guard = Guard()
    statuses: list[ExitStatus] = []
    reports: list[Report] = []
    for sample in samples:
        stop = Stop()
        try:
            with stop.armed(), _watching(sample, showing) as watch, answered(watch.tell):
                report = score_sample(sample, settings, stdin=stdin_for(sample), watch=watch, stop=stop, guard=guard)
            report = showing.compared(report)
        except LeakcheckError as error:
            told = guard.cleared(error)
            told.sample = sample
            if len(samples) == 1:
                raise told from None
            complain(told)
            statuses.append(told.exit_status)
            continue
        reports.append(report)
        if stop.requested:
            statuses.append(ExitStatus.STOPPED)
            break
        statuses.append(status(report, settings.min_validators))
    publish(reports, showing.outlets, showing.look, guard.check)
    return worst(statuses)


def _score_set(samples: Sequence[str], settings: Settings, dump: Dump, showing: Showing) -> int:
    """All samples as one set. A part goes to its file, and a report where one was asked for."""
    from leakcheck.judge.gate import status
    from leakcheck.pipeline.dump import Company, score_all
    from leakcheck.pipeline.guard import Guard
    from leakcheck.pipeline.stop import Stop

    guard, stop = Guard(), Stop()
    name = samples[0] if len(samples) == 1 else f"{len(samples)} files"
    try:
        with stop.armed(), dump.plans() as plans, _watching(name, showing) as watch, answered(watch.tell):
            company = Company(stop, guard, watch, stdin_for(samples[0]))
            report = showing.compared(score_all(samples, settings, plans, company))
    except LeakcheckError as error:
        told = guard.cleared(error)
        if len(samples) == 1:
            told.sample = samples[0]
        raise told from None
    outlets = showing.outlets
    if dump.partial is not None:
        remark(f"{dump.partial!a} holds {report.account.scored:,} records; TLP:RED, not to be passed on")
        outlets = replace(outlets, stdout=NONE if outlets.stdout == "text" else outlets.stdout)
    publish([report], outlets, showing.look, guard.check)
    if stop.requested:
        return ExitStatus.STOPPED
    unseen = dump.partial is not None and outlets == Outlets(NONE)  # a part is not judged until it is merged
    return ExitStatus.DONE if unseen else status(report, settings.min_validators)


def _watching(sample: str, showing: Showing) -> Progress:
    from leakcheck.render.progress import progress as make

    return make(sample, showing.progress.value, plain=showing.look.plain, stream=sys.stderr or io.StringIO())
