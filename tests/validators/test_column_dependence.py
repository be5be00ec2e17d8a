"""XA510 tells a table whose columns hang together from one put together column by column; laws, power, false alarms."""

from __future__ import annotations

import random

import polars as pl
import pytest

from leakcheck.engine.observe import conclude, observe
from leakcheck.engine.plan import plan
from leakcheck.model.columns import Binding, Column
from leakcheck.model.evidence import Evidence, Hypothesis, Outcome, Skipped
from leakcheck.testing import check_laws
from leakcheck.validators.column_dependence import ColumnDependence

WIDTH = 7
BINDING = Binding(tuple(Column(i + 1, f"col{i + 1}") for i in range(WIDTH)))


def register(rng: random.Random, n: int) -> pl.DataFrame:
    """Ids, and six columns of which some lean on a hidden place and a hidden cohort."""
    rows = []
    for i in range(n):
        place, cohort = int(rng.paretovariate(1)) % 12, rng.randrange(6)
        rank = min(5, max(0, cohort + rng.randrange(-2, 3)))
        office = place if rng.random() < 0.4 else rng.randrange(12)
        senior = int(rank + rng.random() > 3)
        rows.append([f"id{i}", place, cohort, rank, office, senior, rng.randrange(9)])
    return pl.DataFrame(rows, schema=[f"c{i + 1}" for i in range(WIDTH)], orient="row").cast(pl.String)


def independent(rng: random.Random, n: int) -> pl.DataFrame:
    return register(rng, n).select(
        pl.Series(name, rng.sample(column.to_list(), n)) for name, column in register(rng, n).to_dict().items()
    )


def judge(frame: pl.DataFrame) -> Outcome:
    bound = plan([ColumnDependence()], BINDING)
    return conclude(bound, observe(bound, frame))[0]


def llr(frame: pl.DataFrame, hypothesis: Hypothesis) -> float:
    outcome = judge(frame)
    assert isinstance(outcome, Evidence)
    return outcome.llr[hypothesis]


@pytest.mark.parametrize("n", [400, 2000])
def test_registers_are_not_accused(n: int) -> None:
    ratios = [llr(register(random.Random(seed), n), Hypothesis.GENERATED) for seed in range(12)]
    assert min(ratios) > 0


@pytest.mark.parametrize("n", [400, 2000])
def test_columns_put_together_are_seen(n: int) -> None:
    for hypothesis in (Hypothesis.GENERATED, Hypothesis.SHUFFLED):
        ratios = [llr(independent(random.Random(seed), n), hypothesis) for seed in range(12)]
        assert max(ratios) < -0.6
        assert min(ratios) >= -2


def test_a_code_and_its_label_are_no_relation() -> None:
    frame = independent(random.Random(1), 1000).with_columns(pl.format("label of {}", "c2").alias("c6"))
    outcome = judge(frame)
    assert isinstance(outcome, Evidence)
    assert outcome.rates[0].hits == 0
    assert outcome.rates[0].total == 14  # fifteen pairs of six columns but for the label's own


def test_too_little_is_not_judged() -> None:
    assert isinstance(judge(register(random.Random(1), 200)), Skipped)
    constant = register(random.Random(1), 500).with_columns(pl.lit("x").alias(f"c{i}") for i in range(3, 8))
    assert isinstance(judge(constant), Skipped)


def test_laws() -> None:
    assert isinstance(check_laws(ColumnDependence(), register(random.Random(2), 350), BINDING), Evidence)
