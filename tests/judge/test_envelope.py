"""Some other process: families outside the genuine range that nothing explains; a mixture's signs are not outvoted."""

from __future__ import annotations

from math import log

import pytest
from scipy.stats import betabinom

from leakcheck.judge import envelope
from leakcheck.judge.assess import assess
from leakcheck.judge.combine import against_all, alternatives, explained, signals
from leakcheck.judge.confidence import NEGLIGIBLE
from leakcheck.model.evidence import Evidence, Family, Hypothesis, Message, Rate
from leakcheck.model.source import Account
from leakcheck.model.verdict import Verdict

RANGE = (0.3, 0.6)
FAMILIES = (Family.IDENTITY, Family.NAMES, Family.PHONE, Family.DATES, Family.PLACE, Family.ORDER)


def saw(family: Family, hits: int, total: int = 1000, **llr: float) -> Evidence:
    told = {Hypothesis[name]: value for name, value in (llr or {"GENERATED": 1.0}).items()}
    return Evidence(f"X{family}", family, Message("x"), told, rates=(Rate("x", hits, total, RANGE),))


def sample(outside: int, **llr: float) -> list[Evidence]:
    """So many families far above their range, the others in the middle of it."""
    return [saw(family, 950 if at < outside else 450, **llr) for at, family in enumerate(FAMILIES)]


def against_other(evidence: list[Evidence]) -> float | None:
    return next((a.llr for a in alternatives(evidence) if a.hypothesis is Hypothesis.OTHER), None)


@pytest.mark.parametrize("outside", range(2, 7))
def test_the_ratio_is_the_beta_binomial_one_within_its_bounds(outside: int) -> None:
    genuine, other = (betabinom(6, beta.a, beta.b).logpmf(outside) for beta in (envelope.GENUINE, envelope.OTHER))
    expected = max(-envelope.MOST_AGAINST, (genuine - other) / log(10))
    assert against_other(sample(outside)) == pytest.approx(expected)


def test_all_inside_speaks_for_genuine_a_little_and_one_outside_says_nothing() -> None:
    inside = against_other(sample(0))
    assert inside is not None
    assert 0 < inside <= envelope.MOST_FOR
    assert against_other(sample(1)) == 0.0


def test_it_makes_a_clean_sample_inconclusive_and_accuses_nobody() -> None:
    clean = {"GENERATED": 1.0, "JUNK": 1.0, "MIXED": 1.0, "SHUFFLED": 1.0, "PADDED": 1.0}
    account = Account(5000, 5000)
    assert assess(sample(0, **clean), account).verdict is Verdict.CONSISTENT
    told = assess(sample(2, **clean), account)
    assert told.verdict is Verdict.INCONCLUSIVE
    assert told.notes[0].startswith("Rates of 2 families (identity, names) lie outside")
    assert assess(sample(6, **clean), account).verdict is Verdict.INCONCLUSIVE


def test_what_a_named_alternative_explains_is_not_counted_again() -> None:
    evidence = [*sample(2)[2:], saw(Family.IDENTITY, 950, JUNK=-2.5), saw(Family.NAMES, 950, GENERATED=-1.0)]
    assert explained(signals(evidence)) == {Family.IDENTITY, Family.NAMES}
    assert envelope.outside(evidence, explained(signals(evidence))) == ()
    assert alternatives(evidence)[0].hypothesis is Hypothesis.JUNK


@pytest.mark.parametrize(
    "evidence",
    [
        saw(Family.NAMES, 700),  # outside, and by less than FAR
        saw(Family.NAMES, 20, 20),  # too few values
        saw(Family.NAMES, 950, GENERATED=NEGLIGIBLE / 2),  # the validator itself weighs nothing here
        saw(Family.NAMES, 950, SYNTH=1.0),
        Evidence("X", Family.NAMES, Message("x"), {Hypothesis.JUNK: 1.0}, rates=(Rate("x", 950, 1000),)),
        Evidence("X", Family.NAMES, Message("x"), {Hypothesis.JUNK: 1.0}, rates=(Rate("x", 0, 0, RANGE),)),
        Evidence(
            "X",
            Family.NAMES,
            Message("x"),
            {Hypothesis.JUNK: 1.0},
            rates=(Rate("x", 450, 1000, RANGE), Rate("y", 999, 1000, RANGE)),  # not the headline
        ),
    ],
)
def test_what_is_not_outside(evidence: Evidence) -> None:
    assert envelope.outside([evidence], frozenset()) == ()


def test_both_sides_of_the_range_are_outside_also_at_its_ends() -> None:
    assert envelope.outside([saw(Family.NAMES, 0), saw(Family.DATES, 1000)], frozenset()) == (
        Family.NAMES,
        Family.DATES,
    )
    whole = Evidence("X", Family.NAMES, Message("x"), {Hypothesis.JUNK: 1.0}, rates=(Rate("x", 500, 1000, (1.0, 1.0)),))
    assert envelope.outside([whole], frozenset()) == (Family.NAMES,)


def test_two_families_are_too_few_to_tell() -> None:
    assert against_other(sample(2)[:2]) is None
    assert against_other(sample(2)[:3]) is not None


def test_untested_it_counts_as_even_and_against_it_holds_the_ratio_down() -> None:
    clean = dict.fromkeys((Hypothesis.GENERATED, Hypothesis.JUNK, Hypothesis.MIXED), 2.0)
    assert against_all({**clean, Hypothesis.OTHER: 0.5}) > against_all(clean)
    assert against_all({**clean, Hypothesis.OTHER: -0.9}) < against_all(clean)


def test_what_the_good_part_of_a_mixture_passes_does_not_outvote_what_the_filler_fails() -> None:
    passes = [saw(family, 450, MIXED=1.5, JUNK=1.5) for family in FAMILIES[:4]]
    fails = saw(Family.ORDER, 450, MIXED=-1.1, JUNK=-1.1)
    ratios = {a.hypothesis: a.llr for a in alternatives([*passes, fails])}
    assert ratios[Hypothesis.MIXED] == pytest.approx(-1.1)
    assert ratios[Hypothesis.JUNK] == 2.0
    assert assess([*passes, fails], Account(5000, 5000)).verdict is Verdict.SUSPECT
    noise = saw(Family.ORDER, 450, MIXED=-0.2, JUNK=1.0)
    assert {a.hypothesis: a.llr for a in alternatives([*passes, noise])}[Hypothesis.MIXED] == 2.0
