"""What is weighed, what a report says of itself, and when it stops a pipeline: options of commands that judge."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from leakcheck.cli import complete
from leakcheck.cli.options import Means
from leakcheck.errors import UsageError
from leakcheck.model.verdict import Verdict

if TYPE_CHECKING:
    from leakcheck.model.report import Gate, Handling, Report


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


Prior = Annotated[float, typer.Option(help="Your probability that the sample is genuine, before the evidence.")]


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
    prior: Prior = 0.5
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
        for word in words(self.fail_on):
            if word not in known:
                raise UsageError("LC102", f"--fail-on: {word!a} is not a verdict", f"one of {', '.join(known)}")
        return Gate(self.fail_under, words(self.fail_on), (self.expect.value,) if self.expect else ())

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


def words(text: str) -> tuple[str, ...]:
    """The words of a comma-separated list."""
    return tuple(word.strip() for word in text.split(",") if word.strip())
