"""NM401 tells an endless, unequal list of names from a list that ends; laws, power and false alarms."""

from __future__ import annotations

import random

import polars as pl
import pytest

from leakcheck.engine.observe import conclude, observe
from leakcheck.engine.plan import plan
from leakcheck.model.columns import Binding, Column, Role
from leakcheck.model.evidence import Evidence, Hypothesis, Outcome, Skipped
from leakcheck.testing import check_laws
from leakcheck.validators.name_frequency import MOST_AGAINST, MOST_FOR, NameFrequency

BINDING = Binding((Column(1, "family", Role.FAMILY_NAME), Column(2, "given", Role.GIVEN_NAME)))


def endless(rng: random.Random, n: int, exponent: float) -> list[str]:
    """Names by a Pareto law: the k-th name about k ** -(1 + exponent) as common."""
    return [f"n{int(rng.paretovariate(exponent))}" for _ in range(n)]


def even(rng: random.Random, n: int, size: int) -> list[str]:
    return [f"n{rng.randrange(size)}" for _ in range(n)]


def judge(family: list[str], given: list[str]) -> Outcome:
    bound = plan([NameFrequency()], BINDING)
    return conclude(bound, observe(bound, pl.DataFrame({"c1": family, "c2": given})))[0]


def llr(outcome: Outcome) -> float:
    assert isinstance(outcome, Evidence)
    return outcome.llr[Hypothesis.GENERATED]


@pytest.mark.parametrize("n", [600, 1000, 3000])
def test_no_false_alarm_on_endless_lists(n: int) -> None:
    ratios = [
        llr(judge(endless(random.Random(s), n, 0.55), endless(random.Random(s + 100), n, 0.8))) for s in range(20)
    ]
    assert min(ratios) > 0
    assert max(ratios) <= MOST_FOR


@pytest.mark.parametrize(("n", "size"), [(300, 150), (1000, 400), (1000, 3000), (3000, 1000)])
def test_even_lists_are_seen(n: int, size: int) -> None:
    ratios = [llr(judge(even(random.Random(s), n, size), even(random.Random(s + 100), n, size))) for s in range(20)]
    assert sorted(ratios)[17] < (-2 if n == 3000 else -0.9)
    assert min(ratios) >= -MOST_AGAINST


def test_people_who_recur_do_not_matter() -> None:
    rng = random.Random(5)
    people = list(zip(endless(rng, 1500, 0.55), endless(rng, 1500, 0.8), strict=True))
    once = llr(judge(*map(list, zip(*people, strict=True))))
    recurring = [person for i, person in enumerate(people) for _ in range(1 + 9 * (i % 50 == 0))]
    assert llr(judge(*map(list, zip(*recurring, strict=True)))) == once


def test_few_names_are_not_judged() -> None:
    assert isinstance(judge(["a", "b"] * 5, ["c"] * 10), Skipped)
    assert isinstance(plan([NameFrequency()], Binding(())).settled["NM401"], Skipped)


def test_laws() -> None:
    rng = random.Random(3)
    frame = pl.DataFrame({"c1": endless(rng, 400, 0.9), "c2": endless(rng, 400, 0.9)})
    assert isinstance(check_laws(NameFrequency(), frame, BINDING), Evidence)
