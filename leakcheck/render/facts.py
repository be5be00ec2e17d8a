"""What every renderer says of a report, worked out once: nothing here adds to what the report knows."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from leakcheck.model.claims import Finding
from leakcheck.model.columns import Column, DecidedBy, Role
from leakcheck.model.evidence import Evidence, Failed, Quality, SkipKind, Skipped
from leakcheck.model.report import Gate, Report
from leakcheck.model.source import Reject
from leakcheck.model.verdict import Verdict
from leakcheck.reference import codes
from leakcheck.render.safe import inert, safe

SCHEMA_VERSION: Final = "1.0"
LIMITS: Final = (
    "Internal consistency cannot prove a sample genuine; it can only fail to find signs of fabrication.",
    "leakcheck looked nobody up and contacted nobody.",
    "A sample says nothing about the size of the whole set that is offered.",
)
CLAIMS_NOTE: Final = (
    "Claims are about the set that is offered, the verdict is about these records: neither changes the other. A claim "
    "that holds proves nothing of the rest of the set; how each is tested: leakcheck explain claims."
)
REJECT_CODES: Final = {
    Reject.FIELD_COUNT: "Q003",
    Reject.TRUNCATED: "Q013",
    Reject.TOO_LONG: "Q019",
    Reject.NOT_AN_OBJECT: "Q020",
    Reject.UNDECODABLE: "Q021",
    Reject.BROKEN_JSON: "Q022",
    Reject.UNCLOSED_QUOTE: "Q023",
    Reject.BROKEN_RECORD: "Q032",
}


@dataclass(frozen=True, slots=True)
class NotTested:
    """One thing that was not looked at, and why. `id` is ``-`` for a column."""

    id: str
    title: str
    reason: str
    kind: str
    hint: str | None


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark on the state of the data, or of one column; `count` is None where it is withheld as too small."""

    code: str
    severity: str
    title: str
    count: int | None
    share: float | None
    first_record: int | None
    column: int | None


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do next, commands in backticks, and why."""

    do: str
    why: str


def shown(count: int, min_cell: int) -> int | None:
    """`count`, or None where it is so small that it could single a person out."""
    return None if 0 < count < min_cell else count


def label(report: Report, column: Column, limit: int = 80) -> str:
    """A column's own label made safe, or its number where labels are masked."""
    return f"col{column.index}" if report.parameters.mask_labels else safe(column.label, limit)


def claim_title(finding: Finding) -> str:
    """A claim as it was made, and the test of it: ``rows=1e9, volume``."""
    return f"{finding.claim}={safe(finding.stated, 40)}, {finding.test}"


def weight_of(finding: Finding) -> str:
    """The likelihood ratio of a claim in parentheses; nothing where the test has none."""
    return "" if finding.log10_lr is None else f" (log10 LR {finding.log10_lr:+.1f})"


def file_argument(report: Report) -> str:
    """The sample's name as a shell takes it, or FILE where pasting the name could do anything but name the file."""
    name = report.source.label
    plain = name == safe(name, 40) and name.isascii() and not {"`", "\\"} & {*name} and not name.startswith("-")
    return shlex.quote(name) if plain and name else "FILE"


def program(report: Report) -> str:
    """The program that made the report, and the plugins that took part: ``leakcheck 0.1.0 with acme 1.2.0``."""
    tool = report.tool
    plugins = ", ".join(safe(f"{name} {version}", None) for name, version in sorted(tool.plugins.items()))
    return f"leakcheck {tool.version}{' with ' if plugins else ''}{plugins}"


def title_of(report: Report, validator: str) -> str:
    """A validator's title, its id where no card is known."""
    card = report.cards.get(validator)
    return inert(card.title if card else validator)


def not_tested(report: Report) -> list[NotTested]:
    """Validators that could not run, in order, then columns that nobody knows what to do with."""
    return [*_validators_not_run(report), *_columns_unknown(report)]


def _validators_not_run(report: Report) -> Iterator[NotTested]:
    for outcome in report.outcomes:
        match outcome:
            case Skipped(validator, reason, kind, hint):
                told = inert(hint) if hint else None
                yield NotTested(validator, title_of(report, validator), inert(reason), kind.value, told)
            case Failed(validator, error):
                reason = f"stopped with an internal error ({error})"
                yield NotTested(validator, title_of(report, validator), reason, "failed", "leakcheck explain LC602")
            case Evidence():
                pass


def _columns_unknown(report: Report) -> Iterator[NotTested]:
    for column in report.binding:
        if column.role is not Role.UNKNOWN:
            continue
        filled = report.filled.get(column.index)
        reason = "role not recognised" + ("" if filled is None else f"; {1 - filled:.0%} empty".replace("%", " %"))
        hint = f"leakcheck columns {file_argument(report)}, then --map {column.index}=ROLE"
        named = label(report, column, 24)
        title = f"column {column.index}" + ("" if named == f"col{column.index}" else f" ({named})")
        yield NotTested("-", title, reason, SkipKind.ROLE.value, hint)


def data_quality(report: Report) -> list[Remark]:
    """Rejected records by reason, what the reader noticed, and what validators noticed beside their evidence.

    Counts of the reader are exact, since read = scored + rejected must add up; small counts of values are withheld.
    """
    account = report.account
    remarks = [
        _remark(Quality(REJECT_CODES[why], lost.count, lost.count / account.read, lost.first_record), 0)
        for why, lost in account.rejected.items()
        if lost.count
    ]
    remarks += [_remark(quality, _least(report, quality)) for quality in _noticed(report)]
    return sorted(remarks, key=lambda remark: (remark.code, remark.column or 0))


def _noticed(report: Report) -> list[Quality]:
    """One remark a code: what the report itself has merged, then what reader and validators add to it."""
    of_reader = [Quality(code, count, None, first) for code, (count, first) in report.account.quality.items()]
    of_values = [quality for item in report.evidence for quality in item.quality]
    found: dict[str, Quality] = {}
    for quality in (*report.quality, *of_reader, *of_values):
        if quality.count:
            found.setdefault(quality.code, quality)
    return list(found.values())


def _least(report: Report, quality: Quality) -> int:
    """From which count on a remark's count is shown: all of a reader's, which speak of the file and not of values."""
    return 0 if quality.code in report.account.quality else report.parameters.min_cell


def _remark(quality: Quality, min_cell: int) -> Remark:
    entry = codes.find(quality.code)
    count = shown(quality.count, min_cell)
    return Remark(
        code=quality.code,
        severity=entry.severity if entry else "notice",
        title=entry.title if entry else "remark of a validator",
        count=count,
        share=None if count is None else quality.share,
        first_record=None if count is None else quality.first_record,
        column=quality.column,
    )


def whereabouts(report: Report) -> str:
    """What left the machine."""
    if report.run.elsewhere:
        return "It was read by other machines; counts and hashes came back."
    return "Nothing left this machine."


def withheld(report: Report) -> int:
    """How many counts the report leaves out as too small, in whatever format."""
    least = report.parameters.min_cell
    counts = [quality.count for quality in _noticed(report) if _least(report, quality)]
    for item in report.evidence:
        counts += (item.tested, item.missing, item.excluded)
        counts += (n for rate in item.rates for n in (rate.hits, rate.total))
    pictured = (series.within(least) for item in report.evidence for series in item.series)
    unseen = sum((*series.counts, *series.totals).count(None) for series in pictured)
    return unseen + sum(shown(count, least) is None for count in counts)


def asked(gate: Gate) -> str:
    """The gate as the options that set it."""
    told = []
    if gate.fail_under is not None:
        told.append(f"--fail-under {gate.fail_under}")
    if gate.fail_on:
        told.append(f"--fail-on {','.join(gate.fail_on)}")
    if gate.expect:
        told.append(f"--expect {','.join(gate.expect)}")
    if gate.baseline is not None:
        told.append(f"--baseline {safe(gate.baseline)}")
    return " ".join(told)


def overridden(report: Report) -> list[Column]:
    """The columns whose role the analyst set."""
    return [column for column in report.binding if column.decided_by is not DecidedBy.INFERRED]


def next_steps(report: Report) -> list[Step]:
    """What to do with this verdict: by hand, or with a command of this program."""
    steps = list(_by_verdict(report))
    if any(column.role is Role.UNKNOWN for column in report.binding):
        steps.append(
            Step(
                f"See what each column was taken for: `leakcheck columns {file_argument(report)}`; "
                "correct a wrong guess with `--map COL=ROLE`.",
                "a column with no role is not tested",
            )
        )
    return steps


def _by_verdict(report: Report) -> Iterator[Step]:
    assessment = report.assessment
    if assessment.reasons:
        yield Step(
            f"Read what the weightiest test measures and cannot see: `leakcheck explain {assessment.reasons[0]}`.",
            "one test can be misled by how a sample was exported",
        )
    match assessment.verdict:
        case Verdict.FABRICATED | Verdict.SUSPECT:
            yield Step(
                "Ask where the sample came from, and judge a larger or less handled extract if there is one.",
                "damage done by exporting can look like fabrication",
            )
        case Verdict.MIXED:
            yield Step(
                "Check by hand, in a safe place, records from different parts of the file.",
                "a genuine part can be a recycled leak, and the people in it are real",
            )
        case Verdict.CONSISTENT:
            yield Step(
                "Check by hand, in a safe place, ten records drawn at random.",
                "an independent look at named records is outside an offline tool",
            )
            yield Step(
                "Compare with earlier leaks of the same kind.",
                "recycled data passes every consistency test",
            )
        case Verdict.INCONCLUSIVE:
            yield Step("Get a larger sample, or one with more columns.", "most tests need 100 records or more")
