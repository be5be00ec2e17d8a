"""XA511 sees a column that was drawn anew; laws, power and false alarms."""

from __future__ import annotations

import random
from dataclasses import replace

import polars as pl
import pytest

from leakcheck.engine.observe import conclude, observe
from leakcheck.engine.plan import plan
from leakcheck.model.columns import Binding, Column, Role
from leakcheck.model.evidence import Evidence, Hypothesis, Outcome, Skipped
from leakcheck.testing import check_laws
from leakcheck.validators.isolated_column import MOST_AGAINST, MOST_FOR, IsolatedColumn

BINDING = Binding(
    (
        Column(1, "born", Role.BIRTH_DATE),
        Column(2, "phone", Role.PHONE, locale="GB"),
        Column(3, "postcode", Role.POSTCODE, locale="GB"),
        Column(4, "rank", Role.CATEGORY),
        Column(5, "town", Role.CITY),
        Column(6, "kind", Role.CATEGORY),
        Column(7, "state", Role.CATEGORY),
        Column(8, "office", Role.CATEGORY),
    ),
    country="GB",
)
AREAS = ("020 7946", "0121 496", "0131 496", "0151 496", "0161 496")  # with 0xxx these are Ofcom's numbers for fiction
TOWNS = ("SW", "BI", "ED", "LI", "MA")
REDRAWN = {"born": 0, "phone": 1, "postcode": 2}


def register(rng: random.Random, n: int, redrawn: tuple[str, ...] = ()) -> pl.DataFrame:
    """Rank goes weakly with the year, area and postcode with the town; `redrawn` columns with nothing."""
    rows = []
    for _ in range(n):
        town, year = rng.randrange(5), rng.randrange(1940, 2000)
        rank = int(rng.random() < 0.3 + 0.4 * (year < 1970))
        area = rng.randrange(5) if "phone" in redrawn else town
        post = rng.randrange(5) if "postcode" in redrawn else town
        born = rng.randrange(1940, 2000) if "born" in redrawn else year
        phone = f"{AREAS[area]} 0{rng.randrange(1000):03}"
        rows.append(
            (
                f"{born}-0{rng.randrange(1, 10)}-1{rng.randrange(10)}",
                phone,
                f"{TOWNS[post]}{rng.randrange(1, 99)} {rng.randrange(1, 9)}AA",
                f"rank {rank}",
                f"town {town}",
                f"kind {rng.randrange(3)}",
                f"state {rng.randrange(4)}",
                f"office {rng.randrange(3)}",
            )
        )
    return pl.DataFrame(rows, schema=[f"c{i}" for i in range(1, 9)], orient="row")


def judge(frame: pl.DataFrame, binding: Binding = BINDING) -> Outcome:
    bound = plan([IsolatedColumn()], binding)
    return conclude(bound, observe(bound, frame))[0]


def evidence(frame: pl.DataFrame) -> Evidence:
    outcome = judge(frame)
    assert isinstance(outcome, Evidence)
    return outcome


@pytest.mark.parametrize("n", [500, 2000])
def test_related_columns_are_not_accused(n: int) -> None:
    for seed in range(10):
        seen = evidence(register(random.Random(seed), n))
        assert seen.rates[0].hits == 0
        assert seen.rates[0].total == 3
        assert all(0 < ratio <= MOST_FOR for ratio in seen.llr.values())


@pytest.mark.parametrize("column", sorted(REDRAWN))
def test_a_redrawn_column_is_named(column: str) -> None:
    for seed in range(10):
        seen = evidence(register(random.Random(seed), 2000, (column,)))
        assert seen.columns == (REDRAWN[column] + 1,)
        assert -MOST_AGAINST <= seen.llr[Hypothesis.SHUFFLED] < -1.7


def test_the_ratio_grows_with_the_sample_and_with_a_second_column() -> None:
    one, two = ("phone",), ("phone", "born")
    by_size = [evidence(register(random.Random(1), n, one)).llr[Hypothesis.JUNK] for n in (400, 1000, 4000)]
    assert by_size == sorted(by_size, reverse=True)
    assert by_size[0] > -1.3
    assert evidence(register(random.Random(1), 400, two)).llr[Hypothesis.JUNK] < by_size[0]


def test_empty_cells_relate_nothing() -> None:
    # the redrawn phone is missing for one kind of the first rank: a relation of the gaps, not of the numbers
    frame = register(random.Random(5), 3000, ("phone",))
    gap = (pl.col("c4") == "rank 1") & (pl.col("c6") == "kind 0")
    frame = frame.with_columns(c2=pl.when(gap).then(None).otherwise("c2"))
    assert evidence(frame).columns == (2,)


def test_mobile_numbers_are_left_aside() -> None:
    rng = random.Random(6)
    frame = register(rng, 1000, ("phone",))
    mobile = pl.Series("c2", [f"07700 900{rng.randrange(1000):03}" for _ in range(1000)])
    seen = evidence(frame.with_columns(mobile))
    assert seen.rates[0].hits == 0
    assert seen.rates[0].total == 2


def test_small_and_narrow_samples_are_not_judged() -> None:
    assert isinstance(judge(register(random.Random(1), 200)), Skipped)
    narrow = Binding(BINDING.columns[:3], country="GB")
    assert isinstance(judge(register(random.Random(1), 1000), narrow), Evidence)  # areas go with areas
    alone = Binding((BINDING.columns[0], *BINDING.columns[3:6]), country="GB")  # too little to expect a relation of
    assert isinstance(judge(register(random.Random(1), 1000), alone), Skipped)
    unrelated = Binding(tuple(replace(c, role=Role.CATEGORY) for c in BINDING.columns), country="GB")
    assert isinstance(plan([IsolatedColumn()], unrelated).settled["XA511"], Skipped)


def test_laws() -> None:
    assert isinstance(check_laws(IsolatedColumn(), register(random.Random(3), 400), BINDING), Evidence)
