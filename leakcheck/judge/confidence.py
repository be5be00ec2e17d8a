"""How much an assessment can bear, apart from what it says (ICD 203): every cap on it names its reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from leakcheck.judge.combine import PRIOR_SHARES, weighable
from leakcheck.model.evidence import Evidence, Hypothesis, Outcome, SkipKind, Skipped, percent
from leakcheck.model.source import Account
from leakcheck.model.verdict import Alternative, Confidence, Level, Verdict

MIN_RECORDS: Final = 100  # under this a rate's own interval is as wide as what it should tell apart
AMPLE: Final = 1_000  # from here on a rate's interval is a few points wide, and the tests of texture have their numbers
MIN_FAMILIES: Final = 2  # one kind of evidence alone is an artefact of that kind as often as of the sample
NEGLIGIBLE: Final = 0.1  # a log10 ratio nearer to 0 than this says nothing
REJECTED_NOTABLE: Final = 0.01  # share of records not scored from which confidence is at most moderate
REJECTED_GRAVE: Final = 0.10  # ... at most low: what was read may no longer stand for the file
_NOT_WANTED: Final = frozenset({SkipKind.ROLE, SkipKind.IGNORED, SkipKind.PLUGIN})
_TESTABLE: Final = frozenset(PRIOR_SHARES) - {Hypothesis.RECYCLED, Hypothesis.OTHER}
_ORDER: Final = (Level.LOW, Level.MODERATE, Level.HIGH)


def families_of(evidence: Sequence[Evidence]) -> int:
    """How many families could tell genuine from at least one alternative."""
    return len({item.family for item in evidence if any(abs(llr) >= NEGLIGIBLE for llr in weighable(item).values())})


def confidence(
    outcomes: Sequence[Outcome],
    account: Account,
    verdict: Verdict,
    weighed: Sequence[Alternative],
    *,
    partial: bool,
    contested: bool = False,
) -> Confidence:
    """High only on many records, several families and a whole file whose halves do not contradict each other."""
    evidence = [outcome for outcome in outcomes if isinstance(outcome, Evidence)]
    wanted = [o for o in outcomes if not (isinstance(o, Skipped) and o.kind in _NOT_WANTED)]
    families = families_of(evidence)
    caps = [
        *_caps_of_evidence(families, verdict, weighed),
        *_caps_of_reading(account, partial=partial),
        *([(Level.MODERATE, "half of the records points the other way")] if contested else []),
    ]
    level = min((cap for cap, _ in caps), key=_ORDER.index, default=Level.HIGH)
    because = [f"{len(evidence)} of {len(wanted)} applicable validators ran on {account.scored:,} records"]
    if families > MIN_FAMILIES:
        because.append(f"{families} independent families of evidence")
    because += [reason for cap, reason in caps if cap is level]
    return Confidence(level, tuple(because))


def _caps_of_evidence(families: int, verdict: Verdict, weighed: Sequence[Alternative]) -> Iterator[tuple[Level, str]]:
    if verdict is Verdict.INCONCLUSIVE:
        yield Level.LOW, "the evidence does not point either way"
    if families < MIN_FAMILIES:
        yield Level.LOW, "one family of evidence" if families else "no family of evidence"
    elif families == MIN_FAMILIES:
        yield Level.MODERATE, "only two families of evidence"
    untested = _TESTABLE - {alternative.hypothesis for alternative in weighed}
    if verdict is Verdict.CONSISTENT and untested:
        yield Level.MODERATE, "not every way of making records up could be tested"


def _caps_of_reading(account: Account, *, partial: bool) -> Iterator[tuple[Level, str]]:
    if account.scored < MIN_RECORDS:
        yield Level.LOW, f"fewer than {MIN_RECORDS} records"
    elif account.scored < AMPLE:
        yield Level.MODERATE, f"fewer than {AMPLE:,} records"
    lost = (account.read - account.scored) / account.read if account.read else 0.0
    if lost > REJECTED_NOTABLE:
        yield (
            Level.LOW if lost > REJECTED_GRAVE else Level.MODERATE,
            f"{percent(lost)} of the records could not be read",
        )
    if partial or not account.complete:
        yield Level.MODERATE, "the sample was not read to its end"
