"""Evidence to one log10 likelihood ratio an alternative: a family counts once, the worst signal of a family stands.

Adding up everything that was measured was tried on 5,400 simulated samples and misleads by ratios of 10^6: validators
of one family read the same property, and an average hides what one of them has plainly seen. So the families are added
up, not the validators; and a decisive sign against genuine is never outvoted by tests that saw nothing wrong. Nor is
any notable sign of a mixture: its genuine part passes every test, and filler that passes one may fail another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import log10
from typing import Final

from leakcheck.judge.envelope import other
from leakcheck.model.evidence import Evidence, Family, Hypothesis
from leakcheck.model.verdict import Alternative
from leakcheck.reference.calibration import calibration

DECISIVE: Final = 2.0  # log10 LR at which one check decides alone: 100 to 1, the cap on support for genuine as well
NOTABLE: Final = 0.3  # a ratio nearer to 0, 2 to 1, is noise and only lessens the support of its family
FAMILY_SUPPORT: Final = 2.0  # most that one family may say for genuine against one alternative
SUPPORT_CAP: Final = 2.0  # a clean sample means only "none of the fabrications we model": never over 100 to 1
AGAINST_CAP: Final = 6.0  # beyond a million to one the model itself is the weaker part

Signal = tuple[float, str]  # a log10 LR and the validator that gives it

# How the share of samples that are not genuine spreads over the ways of making them up, before any evidence. Ours, from
# what is published as fake or recycled; an alternative that could not be tested keeps its share, which is what holds
# the score of a thinly tested sample down.
PRIOR_SHARES: Final[Mapping[Hypothesis, float]] = {
    Hypothesis.GENERATED: 0.40,  # most published fakes come out of a generator or a language model
    Hypothesis.JUNK: 0.10,
    Hypothesis.MIXED: 0.15,
    Hypothesis.RECYCLED: 0.15,  # never tested inside one sample, so it always weighs
    Hypothesis.PADDED: 0.10,
    Hypothesis.SHUFFLED: 0.05,
    Hypothesis.OTHER: 0.05,  # what nobody has thought of
}


def alternatives(evidence: Iterable[Evidence]) -> tuple[Alternative, ...]:
    """Genuine against each alternative that can be told from it here, the worst for genuine first."""
    items = tuple(evidence)
    said = signals(items)
    weighed = [_weigh(hypothesis, families) for hypothesis, families in said.items()]
    if (beyond := other(items, explained(said))) is not None:
        weighed.append(beyond)
    # Our own mark names the maker, which no other sign can do; then the worst for genuine.
    ranks = {hypothesis: rank for rank, hypothesis in enumerate(Hypothesis)}
    return tuple(sorted(weighed, key=lambda a: (a.hypothesis is not Hypothesis.SYNTH, a.llr, ranks[a.hypothesis])))


def signals(evidence: Iterable[Evidence]) -> dict[Hypothesis, dict[Family, Signal]]:
    """What each family says of each alternative, and the validator that says it."""
    by_family: dict[Hypothesis, dict[Family, list[Signal]]] = {}
    for item in evidence:
        for hypothesis, llr in weighable(item).items():
            by_family.setdefault(hypothesis, {}).setdefault(item.family, []).append((llr, item.validator))
    return {
        hypothesis: {family: _family_signal(values) for family, values in families.items()}
        for hypothesis, families in by_family.items()
    }


def explained(said: Mapping[Hypothesis, Mapping[Family, Signal]]) -> frozenset[Family]:
    """The families with a notable sign against genuine, which is one for some alternative."""
    return frozenset(family for families in said.values() for family, (llr, _) in families.items() if llr <= -NOTABLE)


def weighable(evidence: Evidence) -> Mapping[Hypothesis, float]:
    """The ratios that count. A mark of our own `synth` is there or not: short of decisive it is no alternative."""
    return {h: llr for h, llr in evidence.llr.items() if h is not Hypothesis.SYNTH or llr <= -DECISIVE}


def _weigh(hypothesis: Hypothesis, families: Mapping[Family, Signal]) -> Alternative:
    against = [signal for signal in families.values() if signal[0] < 0]
    support = sum(min(llr, FAMILY_SUPPORT) for llr, _ in families.values() if llr > 0)
    worst_llr, worst_validator = min(against, default=(0.0, ""))
    decisive = worst_validator if worst_llr <= -DECISIVE else None
    outvotable = not decisive and not (hypothesis is Hypothesis.MIXED and worst_llr <= -NOTABLE)
    total = sum(llr for llr, _ in against) + (support if outvotable else 0.0)
    bounded = max(-AGAINST_CAP, min(SUPPORT_CAP, total))
    return Alternative(hypothesis, calibration().scale.get(hypothesis.value, 1.0) * bounded, len(families), decisive)


def _family_signal(values: list[Signal]) -> Signal:
    """The family's worst sign against genuine if it is notable, else its best support less what speaks against."""
    worst, best = min(values), max(values)
    if worst[0] <= -NOTABLE or best[0] <= 0:
        return worst
    return (best[0] + min(0.0, worst[0]), best[1])


def against_all(llr: Mapping[Hypothesis, float]) -> float:
    """log10 P(seen | genuine) / P(seen | not genuine), the alternatives weighed by their prior shares.

    An alternative without a ratio counts as 1: what was not tested has not been excluded. A hypothesis outside the
    shares (a synthetic mark) is added with the weight of the smallest share.
    """
    least = min(PRIOR_SHARES.values())
    shares = {**PRIOR_SHARES, **{h: least for h in llr if h not in PRIOR_SHARES and llr[h] < 0}}
    total = sum(share * 10 ** -llr.get(h, 0.0) for h, share in shares.items())
    return max(-AGAINST_CAP, min(SUPPORT_CAP, -log10(total)))


def weight(evidence: Evidence) -> float:
    """log10 LR of one validator by itself, genuine against all alternatives together: what it moves the verdict by."""
    return against_all(weighable(evidence))
