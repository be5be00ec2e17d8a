"""NM410 sees rows drawn from an even list among rows that were not; laws, power and false alarms."""

from __future__ import annotations

import random
from math import log

import polars as pl
import pytest

from leakcheck.engine.observe import conclude, observe
from leakcheck.engine.plan import plan
from leakcheck.model.columns import Binding, Column, Role
from leakcheck.model.evidence import Evidence, Hypothesis, Outcome, Skipped
from leakcheck.stats.monotone import Crowd
from leakcheck.testing import check_laws
from leakcheck.validators.name_crowd import MEASURED, MOST_AGAINST, SLACK, NameCrowd, _Part

BINDING = Binding((Column(1, "family", Role.FAMILY_NAME), Column(2, "given", Role.GIVEN_NAME)))
Person = tuple[str, str]


def people(rng: random.Random, n: int) -> list[Person]:
    return [(f"f{int(rng.paretovariate(0.55))}", f"g{int(rng.paretovariate(0.8))}") for _ in range(n)]


def listed(rng: random.Random, n: int, family: int, given: int) -> list[Person]:
    return [(f"lf{rng.randrange(family)}", f"lg{rng.randrange(given)}") for _ in range(n)]


def judge(rows: list[Person]) -> Outcome:
    bound = plan([NameCrowd()], BINDING)
    frame = pl.DataFrame({"c1": [f for f, _ in rows], "c2": [g for _, g in rows]})
    return conclude(bound, observe(bound, frame))[0]


def ratios(rows: list[Person]) -> dict[Hypothesis, float]:
    outcome = judge(rows)
    assert isinstance(outcome, Evidence)
    return dict(outcome.llr)


@pytest.mark.parametrize("n", [300, 1000, 5000])
def test_peoples_are_not_accused(n: int) -> None:
    worst = [min([0.0, *ratios(people(random.Random(seed), n)).values()]) for seed in range(25)]
    assert sum(ratio < -0.3 for ratio in worst) <= 1
    assert min(worst) > -1


def test_households_are_no_crowd() -> None:
    rng = random.Random(2)
    households = []
    for family, _ in people(rng, 1200):
        households += [(family, given) for _, given in people(rng, rng.choice((1, 2, 3, 3, 4, 4, 5)))]
    assert min([0.0, *ratios(households).values()]) > -0.5


@pytest.mark.parametrize(("genuine", "made"), [(1000, 1000), (2000, 2000), (3000, 1000)])
def test_filler_is_seen_as_filler(genuine: int, made: int) -> None:
    rng = random.Random(genuine + made)
    found = ratios(people(rng, genuine) + listed(rng, made, 400, 120))
    assert -MOST_AGAINST <= found[Hypothesis.MIXED] < -1
    if made < genuine:  # a quarter of the rows is filler in something else
        assert Hypothesis.GENERATED not in found


def test_a_list_alone_is_generated_too() -> None:
    found = ratios(listed(random.Random(4), 2000, 400, 150))
    assert found[Hypothesis.GENERATED] == found[Hypothesis.MIXED] == -MOST_AGAINST


def test_few_names_are_not_judged() -> None:
    assert isinstance(judge(people(random.Random(1), 60)), Skipped)
    assert isinstance(plan([NameCrowd()], Binding(())).settled["NM410"], Skipped)


def test_laws() -> None:
    rng = random.Random(3)
    rows = people(rng, 300) + listed(rng, 300, 60, 30)
    frame = pl.DataFrame({"c1": [f for f, _ in rows], "c2": [g for _, g in rows]})
    assert isinstance(check_laws(NameCrowd(), frame, BINDING), Evidence)


def test_a_gain_does_not_grow_with_the_sample_beyond_what_was_measured() -> None:
    rng = random.Random(6)
    slight = Crowd(excess=9.0, kinds=30.0, draws=400.0)
    assert _Part("given", slight, MEASURED).llr == pytest.approx(-(9.0 - SLACK) / 2 / log(10))
    for scale in (2, 10):
        grown = Crowd(scale * slight.excess, slight.kinds, scale * slight.draws)
        assert _Part("given", grown, scale * MEASURED).llr == pytest.approx(_Part("given", slight, MEASURED).llr)
    assert ratios(people(rng, 30_000)) == {}
