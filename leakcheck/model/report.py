"""The one report that every renderer reads: a sample, its evidence, and what it amounts to.

A frozen value with nothing of a record in it. Renderers turn it into text; none of them adds a fact.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from leakcheck.exits import ExitStatus
from leakcheck.model.claims import Finding
from leakcheck.model.columns import Binding
from leakcheck.model.evidence import Evidence, Outcome, Quality
from leakcheck.model.source import Account, Member, SourceInfo
from leakcheck.model.verdict import Assessment, Verdict


@dataclass(frozen=True, slots=True)
class ValidatorCard:
    """What a report says of a validator beside its evidence."""

    id: str
    name: str
    title: str
    version: int
    origin: str = "builtin"  # or the distribution of a plugin and its version


@dataclass(frozen=True, slots=True)
class Reference:
    """A table of published facts that the run used."""

    id: str
    edition: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Tool:
    """Which program wrote the report."""

    version: str
    python: str
    platform: str
    packages: Mapping[str, str]
    reference_data: tuple[Reference, ...] = ()
    plugins: Mapping[str, str] = field(default_factory=dict)  # distributions that brought validators, their versions


@dataclass(frozen=True, slots=True)
class Run:
    """Everything that differs from run to run. Times in seconds, memory in MiB. `elsewhere`: other machines read."""

    id: str
    started_at: str
    duration_s: float
    rows_per_s: float | None
    peak_rss_mib: float
    timings_s: Mapping[str, float] = field(default_factory=dict)
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Parameters:
    """The settings that the assessment depends on."""

    seed: int = 0
    rows_limit: int | None = None
    prior: float = 0.5
    min_cell: int = 5
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    as_of: str = ""
    mask_labels: bool = False  # columns are shown as col1, col2 ... whatever the file calls them


@dataclass(frozen=True, slots=True)
class Gate:
    """What the caller asked for as a pass mark; `passed` is None where no gate was given.

    `expect` are the verdicts that are as expected, `baseline` is the name of the report that this one may not fall
    behind, and `failed` says in our own words what was not met.
    """

    fail_under: int | None = None
    fail_on: tuple[str, ...] = ()
    expect: tuple[str, ...] = ()
    baseline: str | None = None
    passed: bool | None = None
    failed: tuple[str, ...] = ()

    @property
    def comparing(self) -> bool:
        """Whether the sample is held against what is known of it, so that no finding alone is a failure."""
        return bool(self.expect) or self.baseline is not None

    def status(self, verdict: Verdict) -> ExitStatus:
        """The exit status that the gate alone leads to. A pass mark cannot be held against an open verdict."""
        marked = self.fail_under is not None or bool(self.fail_on)
        if verdict is Verdict.INCONCLUSIVE and marked and not self.expect:
            return ExitStatus.UNTESTED
        return ExitStatus.GATE if self.passed is False else ExitStatus.DONE


@dataclass(frozen=True, slots=True)
class Handling:
    """How the report may be passed on (TLP 2.0), and the analyst's grading of the source (F until set)."""

    tlp: str = "TLP:AMBER"
    source_reliability: str = "F"
    source_set_by: str = "default"
    case: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """One sample, judged.

    `filled` is the share of records with a value, by column position. `partial` marks a run that was stopped.
    `outcomes` keep the validators' order; `cards` has one entry a validator.
    `claims` are what the sample shows of the seller's, if any were given. `members` are the files of a sample in
    several, in order; empty where it is one.
    """

    tool: Tool
    run: Run
    parameters: Parameters
    source: SourceInfo
    account: Account
    binding: Binding
    filled: Mapping[int, float]
    cards: Mapping[str, ValidatorCard]
    outcomes: tuple[Outcome, ...]
    assessment: Assessment
    gate: Gate = field(default_factory=Gate)
    handling: Handling = field(default_factory=Handling)
    quality: tuple[Quality, ...] = ()
    partial: bool = False
    claims: tuple[Finding, ...] = ()
    members: tuple[Member, ...] = ()

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The outcomes that are evidence, in order."""
        return tuple(o for o in self.outcomes if isinstance(o, Evidence))
