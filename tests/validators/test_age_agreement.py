"""XA504: age against birth year."""

import random

import polars as pl
import pytest

from leakcheck.engine.observe import conclude, observe
from leakcheck.engine.plan import plan
from leakcheck.model.columns import Binding, Column, Role
from leakcheck.model.evidence import Evidence, Hypothesis, Outcome, SkipKind
from leakcheck.stats.agreement import Agreement
from leakcheck.testing import check_laws
from leakcheck.validators.age_agreement import AgeAgreement, best_window

BINDING = Binding((Column(1, "born", Role.BIRTH_DATE), Column(2, "age", Role.AGE)))


def sample(seed: int, n: int, *, apart: float = 0.0, years: int = 1) -> pl.DataFrame:
    """Births of a population and ages on days of `years` years; a share `apart` has an age of its own."""
    rng = random.Random(seed)
    rows = []
    for _ in range(n):
        born, other = (int(rng.triangular(1935, 2005, 1985)) for _ in range(2))
        day = 2020 + rng.randrange(years)
        age = day - (other if rng.random() < apart else born) - rng.randrange(2)
        rows.append((f"{born}-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}", f"{max(age, 0)}"))
    return pl.DataFrame(rows, schema={"c1": pl.String, "c2": pl.String}, orient="row")


def judge(table: pl.DataFrame, binding: Binding = BINDING) -> Outcome:
    bound = plan([AgeAgreement()], binding)
    return conclude(bound, observe(bound, table))[0]


@pytest.mark.parametrize("apart", [0.0, 0.5, 1.0])
def test_laws(apart: float) -> None:
    assert isinstance(check_laws(AgeAgreement(), sample(1, 90, apart=apart), BINDING), Evidence)


@pytest.mark.parametrize("n", [40, 300, 800])
@pytest.mark.parametrize("years", [1, 3, 6])
def test_registers_and_events_over_years_are_not_convicted(n: int, years: int) -> None:
    for seed in range(3):
        seen = judge(sample(seed, n, years=years))
        assert isinstance(seen, Evidence)
        assert min(seen.llr.values()) > -0.5
        assert Hypothesis.MIXED not in seen.llr
        assert seen.llr[Hypothesis.GENERATED] < 0.2


@pytest.mark.parametrize(("n", "least"), [(100, -1.0), (300, -1.7), (800, -2.0)])
def test_ages_drawn_apart_are_seen(n: int, least: float) -> None:
    ratios = [judge(sample(seed, n, apart=1.0)).llr for seed in range(5)]
    for hypothesis in (Hypothesis.JUNK, Hypothesis.GENERATED, Hypothesis.SHUFFLED):
        assert sorted(llr[hypothesis] for llr in ratios)[3] < least


def test_window_by_hand() -> None:
    table = pl.DataFrame({"k0": [1980, 1981, 1990], "k1": [40, 40, 10], "n": [3, 2, 5]})
    # sums 2020 x3, 2021 x2, 2000 x5; the first best of equals is 2000. Permuted: 1990 with 10: 5 x 5 of 100 pairs,
    # and 1990 with 11: none.
    assert best_window(table) == Agreement(5, 10, 0.25)
    assert best_window(table.head(0)) == Agreement(0, 0, 0.0)


def test_birth_years_of_numbers_serve_as_well() -> None:
    rng = random.Random(1)
    rows = [
        (f"410199{2020 - age}010112{rng.randrange(5)}", f"{age}") for age in (rng.randrange(20, 60) for _ in range(60))
    ]
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    full = [(b + "10X98765432"[sum(int(c) * w for c, w in zip(b, weights, strict=True)) % 11], age) for b, age in rows]
    binding = Binding((Column(1, "n", Role.NATIONAL_ID, scheme="cn-ric"), Column(2, "age", Role.AGE)))
    seen = judge(pl.DataFrame(full, schema={"c1": pl.String, "c2": pl.String}, orient="row"), binding)
    assert isinstance(seen, Evidence)
    assert seen.rates[0].hits == 60


def test_nothing_to_tell() -> None:
    assert judge(sample(1, 20)).kind is SkipKind.RECORDS
    constant = pl.DataFrame({"c1": ["1990-01-01"] * 50, "c2": ["30"] * 50})
    assert judge(constant).kind is SkipKind.RECORDS
    for column in BINDING.columns:
        assert judge(sample(1, 40), Binding((column,))).kind is SkipKind.ROLE
