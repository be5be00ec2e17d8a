"""`leakcheck score`: judge one or more samples, write reports."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from leakcheck.cli import options
from leakcheck.cli.output import complain
from leakcheck.cli.publish import (
    ColorChoice,
    Drawn,
    GlyphChoice,
    Look,
    Outlets,
    Output,
    OutputFormat,
    Quiet,
    Verbose,
    outlets,
    publish,
)
from leakcheck.cli.reading import overrides, read_options, stdin_for
from leakcheck.cli.room import check_room
from leakcheck.errors import LeakcheckError, UsageError
from leakcheck.exits import ExitStatus, worst
from leakcheck.model.verdict import Verdict

if TYPE_CHECKING:
    from leakcheck.model.report import Report
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


def score(
    samples: Annotated[list[str], typer.Argument(metavar="SAMPLE...", help="Files, or - for stdin.")],
    input_format: options.Format = None,
    encoding: options.Encoding = None,
    delimiter: options.Delimiter = None,
    header: options.HeaderChoice = options.Header.AUTO,
    record_path: options.RecordPath = None,
    maps: options.Maps = None,
    map_file: options.MapFile = None,
    rows: options.Rows = None,
    allow_truncated: options.AllowTruncated = False,
    max_record: options.MaxRecord = 16,
    table: options.Table = None,
    timeout: options.Timeout = None,
    seed: Annotated[int, typer.Option(min=0, help="Recorded in the report; sampling depends on nothing else.")] = 0,
    select: Annotated[str, typer.Option(help="Run only these validators: ids or prefixes, comma-separated.")] = "",
    ignore: Annotated[str, typer.Option(help="Leave these validators out: ids or prefixes, comma-separated.")] = "",
    prior: Annotated[
        float, typer.Option(help="Your probability that the sample is genuine, before the evidence.")
    ] = 0.5,
    output_format: OutputFormat = "text",
    output: Output = None,
    label: Annotated[str | None, typer.Option(metavar="NAME", help="What reports call the sample.")] = None,
    tlp: Annotated[Tlp, typer.Option(help="How the report may be passed on.")] = Tlp.AMBER,
    case: Annotated[str | None, typer.Option(help="Your case number, printed in the report.")] = None,
    source_reliability: Annotated[Reliability | None, typer.Option(help="Your grading of the source.")] = None,
    min_cell: Annotated[int, typer.Option(min=1, help="Withhold counts under this.")] = 5,
    mask_labels: Annotated[bool, typer.Option("--mask-labels", help="Show col1, col2 ... instead of labels.")] = False,
    fail_under: Annotated[int | None, typer.Option(min=1, max=99, help="Exit 1 when the score is lower.")] = None,
    fail_on: Annotated[str, typer.Option(metavar="VERDICTS", help="Exit 1 on these verdicts, comma-separated.")] = "",
    expect: Annotated[Verdict | None, typer.Option(help="Exit 1 unless this is the verdict.")] = None,
    baseline: Annotated[
        str | None, typer.Option(metavar="REPORT", help="Exit 1 when anything got worse since this JSON report.")
    ] = None,
    tolerance: Annotated[int, typer.Option(min=0, max=98, help="Score points that --baseline lets pass.")] = 5,
    min_validators: Annotated[int, typer.Option(min=0, help="Exit 4 when fewer could run.")] = 1,
    claim: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KEY=VALUE,...", help="What the seller says, to be tested: rows=1e9,country=CN; repeatable."
        ),
    ] = None,
    reproducible: Annotated[
        bool, typer.Option("--reproducible", help="Write no time, no cost and no run id: the same bytes every time.")
    ] = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
    plain: options.Plain = False,
    color: ColorChoice = options.Color.AUTO,
    width: options.Width = None,
    glyphs: Drawn = GlyphChoice.AUTO,
    progress: Annotated[ProgressChoice, typer.Option(help="Progress on stderr.")] = ProgressChoice.AUTO,
) -> int:
    """Judge one or more samples, write reports.

    Names that begin with a dash go after --; a single dash reads stdin.
    """
    asked = outlets(output_format, output, [*samples, *([baseline] if baseline else [])], several=len(samples) > 1)
    if len(samples) > 1 and baseline is not None:
        raise UsageError("LC102", "--baseline is of one sample", "run leakcheck once for each sample")
    if len(samples) > 1 and label is not None:
        raise UsageError("LC102", "--label names one sample", "run leakcheck once for each sample")
    if samples.count("-") > 1:
        raise UsageError("LC102", "stdin can be read once only", None)
    if not 0 < prior < 1:
        raise UsageError("LC102", f"--prior: {prior:g} is not between 0 and 1", "0.5 says that you do not know")
    check_room()
    from leakcheck.claims import parse_claims
    from leakcheck.model.report import Gate, Handling
    from leakcheck.pipeline.settings import Settings

    settings = Settings(
        read=read_options(
            input_format=input_format,
            encoding=encoding,
            delimiter=delimiter,
            header=header,
            record_path=record_path,
            rows=rows,
            allow_truncated=allow_truncated,
            max_record=max_record,
            table=table,
            timeout=timeout,
        ),
        overrides=overrides(maps, map_file),
        select=_words(select),
        ignore=_words(ignore),
        prior=prior,
        seed=seed,
        min_cell=min_cell,
        mask_labels=mask_labels,
        gate=Gate(fail_under, _verdicts(fail_on), (expect.value,) if expect else ()),
        min_validators=min_validators,
        reproducible=reproducible,
        label=label,
        claims=parse_claims(claim or ()),
        handling=Handling(tlp.value, (source_reliability or Reliability.F).value, _set_by(source_reliability), case),
    )
    look = Look.of(width=width, plain=plain, color=color, glyphs=glyphs, verbosity=verbose, quiet=quiet)
    return _score_all(samples, settings, look, asked, progress, _earlier(baseline, tolerance))


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


def _earlier(baseline: str | None, tolerance: int) -> Callable[[Report], Report]:
    """How a report is held against an earlier one; not at all without a baseline."""
    if baseline is None:
        return lambda report: report
    from leakcheck.cli.report import read_reports
    from leakcheck.pipeline.baseline import held_against

    before, *others = read_reports(baseline)
    if others:
        raise UsageError("LC102", f"--baseline: {baseline!a} holds several reports", "give the report of one sample")
    return lambda report: held_against(report, before, tolerance)


def _watching(sample: str, progress: ProgressChoice, look: Look) -> AbstractContextManager[Watch]:
    from leakcheck.render.progress import progress as make

    return make(sample, progress.value, plain=look.plain, stream=sys.stderr or io.StringIO())


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


def _verdicts(text: str) -> tuple[str, ...]:
    known = [verdict.value for verdict in Verdict]
    for word in _words(text):
        if word not in known:
            raise UsageError("LC102", f"--fail-on: {word!a} is not a verdict", f"one of {', '.join(known)}")
    return _words(text)


def _set_by(reliability: Reliability | None) -> str:
    return "analyst" if reliability else "default"
