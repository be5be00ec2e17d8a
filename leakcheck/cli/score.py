"""`leakcheck score`: judge one or more samples, write reports."""

from __future__ import annotations

import io
import os
import shutil
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Final, Literal

import typer

from leakcheck.cli import options
from leakcheck.cli.output import complain, destination, is_terminal, refuse_overwriting, say, wants_ascii, write_whole
from leakcheck.cli.reading import overrides, read_options, stdin_for
from leakcheck.errors import LeakcheckError, UsageError
from leakcheck.exits import ExitStatus, worst
from leakcheck.model.report import Gate, Handling, Report
from leakcheck.model.verdict import Verdict

if TYPE_CHECKING:
    from leakcheck.pipeline.guard import Guard
    from leakcheck.pipeline.score import Watch
    from leakcheck.pipeline.settings import Settings
    from leakcheck.pipeline.stop import Stop

Glyphs = Literal["unicode", "ascii"]
LEAST_WIDTH: Final = 20
USUAL_WIDTH: Final = 80


class OutputFormat(StrEnum):
    """What goes to stdout."""

    TEXT = "text"
    JSON = "json"
    NONE = "none"


class GlyphChoice(StrEnum):
    """What bars and lines are drawn with; auto takes ascii where stdout is not UTF-8."""

    AUTO = "auto"
    UNICODE = "unicode"
    ASCII = "ascii"


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
class Look:
    """How the terminal report is laid out."""

    width: int
    plain: bool
    glyphs: Glyphs
    color: bool
    verbosity: int
    quiet: bool


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
    output_format: Annotated[
        OutputFormat, typer.Option("-f", "--format", help="What goes to stdout.")
    ] = OutputFormat.TEXT,
    output: Annotated[
        list[str] | None,
        typer.Option(
            "-o", "--output", metavar="PATH", help="Also write a report here; repeatable; json:PATH or by extension."
        ),
    ] = None,
    tlp: Annotated[Tlp, typer.Option(help="How the report may be passed on.")] = Tlp.AMBER,
    case: Annotated[str | None, typer.Option(help="Your case number, printed in the report.")] = None,
    source_reliability: Annotated[Reliability | None, typer.Option(help="Your grading of the source.")] = None,
    min_cell: Annotated[int, typer.Option(min=1, help="Withhold counts under this.")] = 5,
    mask_labels: Annotated[bool, typer.Option("--mask-labels", help="Show col1, col2 ... instead of labels.")] = False,
    fail_under: Annotated[int | None, typer.Option(min=1, max=99, help="Exit 1 when the score is lower.")] = None,
    fail_on: Annotated[str, typer.Option(metavar="VERDICTS", help="Exit 1 on these verdicts, comma-separated.")] = "",
    expect: Annotated[Verdict | None, typer.Option(help="Exit 1 unless this is the verdict.")] = None,
    min_validators: Annotated[int, typer.Option(min=0, help="Exit 4 when fewer could run.")] = 1,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="One line a sample: verdict, score, name.")] = False,
    verbose: Annotated[
        int, typer.Option("-v", "--verbose", count=True, help="More figures; -vv for reader decisions.")
    ] = 0,
    plain: options.Plain = False,
    color: Annotated[options.Color, typer.Option(help="Colour the report; NO_COLOR is honoured.")] = options.Color.AUTO,
    width: options.Width = None,
    glyphs: Annotated[GlyphChoice, typer.Option(help="What to draw bars and lines with.")] = GlyphChoice.AUTO,
    progress: Annotated[ProgressChoice, typer.Option(help="Progress on stderr.")] = ProgressChoice.AUTO,
) -> int:
    """Judge one or more samples, write reports.

    Names that begin with a dash go after --; a single dash reads stdin.
    """
    outputs = [destination(told) for told in output or []]
    refuse_overwriting(samples, [path for _, path in outputs])
    if len(samples) > 1 and outputs:
        raise UsageError("LC102", "-o takes one sample at a time", "run leakcheck once for each sample")
    if samples.count("-") > 1:
        raise UsageError("LC102", "stdin can be read once only", None)
    if not 0 < prior < 1:
        raise UsageError("LC102", f"--prior: {prior:g} is not between 0 and 1", "0.5 says that you do not know")
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
        gate=Gate(fail_under, _verdicts(fail_on), expect.value if expect else None),
        min_validators=min_validators,
        handling=Handling(tlp.value, (source_reliability or Reliability.F).value, _set_by(source_reliability), case),
    )
    look = _look(width=width, plain=plain, color=color, glyphs=glyphs, verbosity=verbose, quiet=quiet)
    return _score_all(samples, settings, look, output_format, outputs, progress)


def _score_all(
    samples: Sequence[str],
    settings: Settings,
    look: Look,
    output_format: OutputFormat,
    outputs: Sequence[tuple[str, str]],
    progress: ProgressChoice,
) -> int:
    """Every sample in turn. One sample's refusal is raised; of several each gets its line, and the worst wins."""
    from leakcheck.judge.gate import status
    from leakcheck.pipeline.guard import Guard
    from leakcheck.pipeline.stop import Stop

    statuses: list[ExitStatus] = []
    texts: list[str] = []
    stdout = output_format.value
    for sample in samples:
        guard, stop = Guard(), Stop()
        try:
            report = _score_one(sample, settings, progress, look, guard, stop)
            texts.append(guard.check(_rendered(report, stdout, look, for_file=stdout == "json"), stdout))
            for kind, path in outputs:
                write_whole(path, guard.check(_rendered(report, kind, look, for_file=True), kind))
        except LeakcheckError as error:
            told = guard.cleared(error)
            if len(samples) == 1:
                raise told from None
            complain(told)
            statuses.append(told.exit_status)
            continue
        if stop.requested:
            statuses.append(ExitStatus.STOPPED)
            break
        statuses.append(status(report, settings.min_validators))
    _print(texts, output_format, look, many=len(samples) > 1)
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


def _print(texts: Sequence[str], output_format: OutputFormat, look: Look, *, many: bool) -> None:
    """One document on stdout: a JSON array of several reports, or the texts one below the other."""
    if output_format is OutputFormat.JSON and many:
        say("[\n" + ",\n".join(text.rstrip("\n") for text in texts) + "\n]\n")
    else:
        say(("" if look.quiet else "\n").join(texts))


def _rendered(report: Report, kind: str, look: Look, *, for_file: bool) -> str:
    from leakcheck.render import json as as_json
    from leakcheck.render import text as as_text

    if kind == "none":
        return ""
    if kind == "json":
        return as_json.render(report)
    if look.quiet and not for_file:
        return as_text.quiet(report)
    return as_text.render(
        report,
        width=USUAL_WIDTH if for_file else look.width,
        plain=look.plain,
        glyphs="unicode" if for_file else look.glyphs,
        color=look.color and not for_file,
        verbosity=look.verbosity,
    )


def _look(
    *, width: int | None, plain: bool, color: options.Color, glyphs: GlyphChoice, verbosity: int, quiet: bool
) -> Look:
    dumb = os.environ.get("TERM") == "dumb"
    wanted = color is options.Color.ALWAYS or (color is options.Color.AUTO and is_terminal(sys.stdout) and not dumb)
    ascii_only = glyphs is GlyphChoice.ASCII or (glyphs is GlyphChoice.AUTO and wants_ascii())
    return Look(
        width=terminal_width(width),
        plain=plain or dumb,
        glyphs="ascii" if ascii_only else "unicode",
        color=wanted and not os.environ.get("NO_COLOR"),
        verbosity=verbosity,
        quiet=quiet,
    )


def terminal_width(asked: int | None) -> int:
    """The width that was asked for, else the terminal's or COLUMNS, else 80 for a file or a pipe."""
    if asked is None and (is_terminal(sys.stdout) or "COLUMNS" in os.environ):
        asked = shutil.get_terminal_size((USUAL_WIDTH, 24)).columns
    return max(LEAST_WIDTH, asked or USUAL_WIDTH)


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
