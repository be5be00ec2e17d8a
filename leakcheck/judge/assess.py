"""Outcomes to a verdict, a score, and how much confidence they bear.

The verdict follows the worst alternative, not the sum. It abstains where there is too little to go on, and it never
says more than "consistent": every test here can only fail to find fabrication.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from leakcheck.judge.combine import against_all, alternatives, explained, signals, weight
from leakcheck.judge.confidence import AMPLE, MIN_FAMILIES, MIN_RECORDS, NEGLIGIBLE, confidence, families_of
from leakcheck.judge.envelope import LEAST_OUTSIDE, outside
from leakcheck.judge.stability import contested, interval, ratio
from leakcheck.judge.words import likelihood, posterior, score
from leakcheck.model.evidence import Evidence, Family, Hypothesis, Outcome
from leakcheck.model.source import Account
from leakcheck.model.verdict import Alternative, Assessment, Verdict

CONVICT: Final = -2.0  # log10 LR of the worst alternative from which the sample is called fabricated or mixed
SUSPECT: Final = -1.0  # ... from which it is called suspect; nearer to 0 the ratio says too little (ENFSI "weak")
CLEAR: Final = 1.0  # "consistent" needs genuine to be 10 times more probable than machine-made rows
MIXED_MARGIN: Final = 0.5  # by how much "mixed" must fit better than the runner-up to be the name of the verdict
MOST_REASONS: Final = 5
MOST_COLUMNS: Final = 3  # kinds of column that are named as missing


def assess(
    outcomes: Sequence[Outcome],
    account: Account,
    *,
    prior: float = 0.5,
    partial: bool = False,
    halves: Sequence[Sequence[Outcome]] = (),
) -> Assessment:
    """The assessment of one sample. `prior` is the analyst's P(genuine), strictly between 0 and 1.

    `halves` are the outcomes of parts of the sample, which tell how far the score would move with the draw.
    """
    evidence = [outcome for outcome in outcomes if isinstance(outcome, Evidence)]
    weighed = alternatives(evidence)
    log10_lr = against_all({alternative.hypothesis: alternative.llr for alternative in weighed})
    verdict = _verdict(weighed, evidence, account.scored)
    weights = {item.validator: weight(item) for item in evidence}
    probability = posterior(log10_lr, prior)
    told = verdict is not Verdict.INCONCLUSIVE
    halved = halves if account.scored >= 2 * MIN_RECORDS else ()
    ratios = [log10_lr, *map(ratio, halved)]
    return Assessment(
        verdict=verdict,
        score=score(probability) if told else None,
        likelihood=likelihood(probability) if told else None,
        confidence=confidence(outcomes, account, verdict, weighed, partial=partial, contested=contested(ratios)),
        log10_lr=log10_lr,
        prior=prior,
        alternatives=weighed,
        reasons=_reasons(verdict, weights),
        weights=weights,
        notes=_notes(verdict, weighed, evidence, account.scored),
        interval=interval(ratios, prior) if told and halved else None,
    )


def _verdict(weighed: Sequence[Alternative], evidence: Sequence[Evidence], records: int) -> Verdict:
    if not weighed:
        return Verdict.INCONCLUSIVE
    worst = weighed[0]
    enough = records >= MIN_RECORDS and families_of(evidence) >= MIN_FAMILIES
    if worst.llr <= CONVICT and (worst.decisive or enough):
        ratios = {alternative.hypothesis: alternative.llr for alternative in weighed[1:]}
        # Padding with edits leaves half-good rates too: where repetition explains the sample, it is no mixture.
        padded = ratios.get(Hypothesis.PADDED, 0.0) <= CONVICT
        best_by_far = worst.llr + MIXED_MARGIN <= min(ratios.values(), default=0.0)
        mixed = worst.hypothesis is Hypothesis.MIXED and best_by_far and not padded
        return Verdict.MIXED if mixed else Verdict.FABRICATED
    if worst.llr <= SUSPECT and enough:
        return Verdict.SUSPECT
    ratios = {alternative.hypothesis: alternative.llr for alternative in weighed}
    if enough and worst.llr > SUSPECT and ratios.get(Hypothesis.GENERATED, 0.0) >= CLEAR and worst.llr >= 0:
        return Verdict.CONSISTENT
    return Verdict.INCONCLUSIVE


def _reasons(verdict: Verdict, weights: dict[str, float]) -> tuple[str, ...]:
    sign = 1 if verdict is Verdict.CONSISTENT else -1
    speaking = sorted((-sign * w, id_) for id_, w in weights.items() if sign * w >= NEGLIGIBLE)
    return tuple(id_ for _, id_ in speaking[:MOST_REASONS])


def _notes(
    verdict: Verdict, weighed: Sequence[Alternative], evidence: Sequence[Evidence], records: int
) -> tuple[str, ...]:
    """What the verdict rests on, or what would be needed for one."""
    if verdict is Verdict.CONSISTENT:
        return ("This is not proof: recycled or enriched data would pass the same tests.",)
    if verdict is not Verdict.INCONCLUSIVE:
        worst = weighed[0]
        return (f"What was seen fits {_KINDS[worst.hypothesis]} best.",)
    return tuple(_wanting(evidence, records))


def _wanting(evidence: Sequence[Evidence], records: int) -> Iterator[str]:
    """What there was too little of for a verdict, and what would help."""
    families = families_of(evidence)
    if records < MIN_RECORDS:
        yield f"{records} records; at least {MIN_RECORDS} are needed, and most tests come into their own at {AMPLE:,}."
    if families < MIN_FAMILIES:
        yield f"{families} of at least {MIN_FAMILIES} families of evidence could be tested."
    beyond = outside(evidence, explained(signals(evidence)))
    if len(beyond) >= LEAST_OUTSIDE:
        words = ", ".join(family.value for family in beyond)
        yield f"Rates of {len(beyond)} families ({words}) lie outside what genuine samples show, unexplained."
    elif records >= MIN_RECORDS and families >= MIN_FAMILIES:
        yield "No test here tells these records from machine-made ones well enough."
        if records < AMPLE:
            yield f"About {AMPLE:,} records would tell more."
    tested = {item.family for item in evidence}
    if missing := [columns for family, columns in _COLUMNS.items() if family not in tested]:
        named = missing[:MOST_COLUMNS]
        yield f"Columns that would help: {'; '.join(named)}."


# What a family reads, the most telling first; what the others read stands in every sample.
_COLUMNS: Final = {
    Family.IDENTITY: "identity numbers",
    Family.NAMES: "names of persons",
    Family.PLACE: "addresses or postcodes",
    Family.DATES: "birth dates or times of entry",
    Family.PHONE: "phone numbers",
    Family.EMAIL: "e-mail addresses",
}
_KINDS: Final = {
    Hypothesis.JUNK: "values drawn or typed at random",
    Hypothesis.GENERATED: "machine-made rows",
    Hypothesis.PADDED: "a small core that is repeated",
    Hypothesis.SHUFFLED: "columns that were shuffled against each other",
    Hypothesis.MIXED: "a mixture of genuine-looking and made-up rows",
    Hypothesis.RECYCLED: "records taken from an older source",
    Hypothesis.OTHER: "some other process than those that are modelled here",
    Hypothesis.SYNTH: "records made by leakcheck synth",
}
