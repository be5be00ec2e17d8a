"""`leakcheck score`: judge one or more samples, write reports."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from leakcheck.cli import complete, options
from leakcheck.cli.options import Means
from leakcheck.cli.output import complain
from leakcheck.cli.publish import Appearance, Destination, Look, Outlets, publish
from leakcheck.cli.reading import Reading, stdin_for
from leakcheck.cli.room import check_room
from leakcheck.errors import LeakcheckError, UsageError
from leakcheck.exits import ExitStatus, worst
from leakcheck.model.verdict import Verdict

if TYPE_CHECKING:
    from leakcheck.model.report import Gate, Handling, Report
    from leakcheck.pipeline.guard import Guard
    from leakcheck.pipeline.score import Watch
    from leakcheck.pipeline.settings import Settings
    from leakcheck.pipeline.stop import Stop


class Tlp(StrEnum):
    """Traffic Light Protocol 2.0 (FIRST, 2022)."""

    CLEAR = "TLP:CLEAR"
    GREEN = "TLP:GREEN"
    AMBER = "TLP:AMBER"
    AMBER_STRICT = "TLP:AMBER+STRICT"
    RED = "TLP:RED"


class Reliability(StrEnum):
    """Admiralty grading of the source; F until the analyst says otherwise."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"
    F = "F"


class ProgressChoice(StrEnum):
    """When to show progress on stderr."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Judging:
    """What is weighed, and from where the weighing starts."""

    seed: Annotated[int, typer.Option(min=0, help="Recorded in the report; sampling depends on nothing else.")] = 0
    select: Annotated[
        str,
        typer.Option(
            help="Run only these validators: ids or prefixes, comma-separated.", autocompletion=complete.validator_ids
        ),
        Means.WORDS,
    ] = ""
    ignore: Annotated[
        str,
        typer.Option(
            help="Leave these validators out: ids or prefixes, comma-separated.", autocompletion=complete.validator_ids
        ),
        Means.WORDS,
    ] = ""
    no_plugins: Annotated[bool, typer.Option("--no-plugins", help="Run the built-in validators alone.")] = False
    prior: Annotated[float, typer.Option(help="Your probability that the sample is genuine, before the evidence.")] = (
        0.5
    )
    claim: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KEY=VALUE,...", help="What the seller says, to be tested: rows=1e9,country=CN; repeatable."
        ),
        Means.PAIRS,
    ] = None


@dataclass(frozen=True, slots=True)
class Dossier:
    """What the report says of itself and of the case, and what it withholds."""

    label: Annotated[str | None, typer.Option(metavar="NAME", help="What reports call the sample.")] = None
    tlp: Annotated[Tlp, typer.Option(help="How the report may be passed on.")] = Tlp.AMBER
    case: Annotated[str | None, typer.Option(help="Your case number, printed in the report.")] = None
    source_reliability: Annotated[Reliability | None, typer.Option(help="Your grading of the source.")] = None
    min_cell: Annotated[int, typer.Option(min=1, help="Withhold counts under this.")] = 5
    mask_labels: Annotated[bool, typer.Option("--mask-labels", help="Show col1, col2 ... instead of labels.")] = False
    reproducible: Annotated[
        bool, typer.Option("--reproducible", help="Write no time, no cost and no run id: the same bytes every time.")
    ] = False

    def handling(self) -> Handling:
        """How the report may be passed on."""
        from leakcheck.model.report import Handling

        graded = self.source_reliability
        return Handling(self.tlp.value, (graded or Reliability.F).value, "analyst" if graded else "default", self.case)


@dataclass(frozen=True, slots=True)
class Gating:
    """When the command ends with a status that stops a pipeline."""

    fail_under: Annotated[int | None, typer.Option(min=1, max=99, help="Exit 1 when the score is lower.")] = None
    fail_on: Annotated[
        str,
        typer.Option(
            metavar="VERDICTS",
            help="Exit 1 on these verdicts, comma-separated.",
            autocompletion=complete.verdicts,
        ),
        Means.WORDS,
    ] = ""
    expect: Annotated[Verdict | None, typer.Option(help="Exit 1 unless this is the verdict.")] = None
    baseline: Annotated[
        str | None, typer.Option(metavar="REPORT", help="Exit 1 when anything got worse since this JSON report.")
    ] = None
    tolerance: Annotated[int, typer.Option(min=0, max=98, help="Score points that --baseline lets pass.")] = 5
    min_validators: Annotated[int, typer.Option(min=0, help="Exit 4 when fewer could run.")] = 1

    def gate(self) -> Gate:
        """The gate itself. Raises UsageError (LC102) for a word that is no verdict."""
        from leakcheck.model.report import Gate

        known = [verdict.value for verdict in Verdict]
        for word in _words(self.fail_on):
            if word not in known:
                raise UsageError("LC102", f"--fail-on: {word!a} is not a verdict", f"one of {', '.join(known)}")
        return Gate(self.fail_under, _words(self.fail_on), (self.expect.value,) if self.expect else ())

    def compared(self) -> Callable[[Report], Report]:
        """How a report is held against an earlier one; not at all without a baseline. Raises UsageError (LC102)."""
        if self.baseline is None:
            return lambda report: report
        from leakcheck.cli.report import read_reports
        from leakcheck.pipeline.baseline import held_against

        before, *others = read_reports(self.baseline)
        if others:
            what = f"--baseline: {self.baseline!a} holds several reports"
            raise UsageError("LC102", what, "give the report of one sample")
        return lambda report: held_against(report, before, self.tolerance)


def score(
    samples: Annotated[list[str], typer.Argument(metavar="SAMPLE...", help="Files, or - for stdin."), Means.SAMPLE],
    read: Reading,
    judging: Judging,
    destination: Destination,
    dossier: Dossier,
    gating: Gating,
    appearance: Appearance,
    rows: options.Rows = None,
    progress: Annotated[ProgressChoice, typer.Option(help="Progress on stderr.")] = ProgressChoice.AUTO,
) -> int:
    """Judge one or more samples, write reports.

    Names that begin with a dash go after --; a single dash reads stdin.
    """
    asked = destination.outlets([*samples, *([gating.baseline] if gating.baseline else [])], several=len(samples) > 1)
    _of_one_sample(samples, gating.baseline, dossier.label)
    check_room()
    from leakcheck.claims import parse_claims
    from leakcheck.pipeline.settings import Settings

    settings = Settings(
        read=read.options(rows),
        overrides=read.overrides(),
        select=_words(judging.select),
        ignore=_words(judging.ignore),
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
        handling=dossier.handling(),
    )
    return _score_all(samples, settings, appearance.look(), asked, progress, gating.compared())


def _of_one_sample(samples: Sequence[str], baseline: str | None, label: str | None) -> None:
    """Raises UsageError (LC102) for what can be said of one sample only."""
    if len(samples) > 1 and baseline is not None:
        raise UsageError("LC102", "--baseline is of one sample", "run leakcheck once for each sample")
    if len(samples) > 1 and label is not None:
        raise UsageError("LC102", "--label names one sample", "run leakcheck once for each sample")
    if samples.count("-") > 1:
        raise UsageError("LC102", "stdin can be read once only", None)


def _score_all(
    samples: Sequence[str],
    settings: Settings,
    look: Look,
    asked: Outlets,
    progress: ProgressChoice,
    compared: Callable[[Report], Report],
) -> int:
    """Every sample in turn. One sample's refusal is raised; of several each gets its line, and the worst wins."""
    from leakcheck.judge.gate import status
    from leakcheck.pipeline.guard import Guard
    from leakcheck.pipeline.stop import Stop

    guard = Guard()
    statuses: list[ExitStatus] = []
    reports: list[Report] = []
    for sample in samples:
        stop = Stop()
        try:
            report = compared(_score_one(sample, settings, progress, look, guard, stop))
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
    publish(reports, asked, look, guard.check)
    return worst(statuses)


def _score_one(
    sample: str, settings: Settings, progress: ProgressChoice, look: Look, guard: Guard, stop: Stop
) -> Report:
    from leakcheck.pipeline.score import score as score_sample

    with stop.armed(), _watching(sample, progress, look) as watch:
        return score_sample(sample, settings, stdin=stdin_for(sample), watch=watch, stop=stop, guard=guard)


def _watching(sample: str, progress: ProgressChoice, look: Look) -> AbstractContextManager[Watch]:
    from leakcheck.render.progress import progress as make

    return make(sample, progress.value, plain=look.plain, stream=sys.stderr or io.StringIO())


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())
