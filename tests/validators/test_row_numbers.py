"""FP803 sees addresses that count the rows, at any start of a thousand, and no others; laws."""

from __future__ import annotations

import random

import polars as pl
import pytest

from leakcheck.engine.observe import conclude, observe
from leakcheck.engine.plan import plan
from leakcheck.features.row_tail import base36
from leakcheck.model.columns import Binding, Column, Role
from leakcheck.model.evidence import Evidence, Hypothesis, Outcome, Skipped
from leakcheck.testing import check_laws
from leakcheck.validators.row_numbers import RowNumbers

BINDING = Binding((Column(1, "mail", Role.EMAIL),))
NAMES = ("smith", "jones", "khan", "rossi", "lindqvist", "okafor", "li")


def counted(n: int, restart: int = 10**6) -> list[str]:
    rng = random.Random(n)
    return [f"{rng.choice('abcdef')}{rng.choice(NAMES)}{base36(i % restart)}@mail.test.net" for i in range(n)]


def judge(cells: list[str | None]) -> Outcome:
    bound = plan([RowNumbers()], BINDING)
    return conclude(bound, observe(bound, pl.DataFrame({"c1": cells}, schema={"c1": pl.String})))[0]


def llr(outcome: Outcome, hypothesis: Hypothesis = Hypothesis.GENERATED) -> float:
    assert isinstance(outcome, Evidence)
    return outcome.llr.get(hypothesis, 0.0)


@pytest.mark.parametrize("number", [0, 9, 35, 36, 37, 1295, 1296, 46655, 10**9])
def test_base36(number: int) -> None:
    assert int(base36(number), 36) == number
    assert not base36(number).startswith("0") or number == 0


@pytest.mark.parametrize(("n", "restart"), [(60, 10**6), (300, 10**6), (1000, 1000), (2600, 1000), (2600, 10**6)])
def test_addresses_that_count_the_rows(n: int, restart: int) -> None:
    outcome = judge(counted(n, restart))
    assert llr(outcome) == -4.0 if n > 100 else llr(outcome) < -2
    assert outcome.rates[0].share == 1.0
    assert outcome.tested == n - 36 - (2 * 36 if restart == 1000 and n > 1000 else 0)


def test_empty_cells_and_edited_addresses_do_not_hide_it() -> None:
    cells: list[str | None] = list(counted(400))
    for i in range(0, 400, 5):
        cells[i] = "" if i % 2 else "somebody@mail.test.net"
    assert llr(judge(cells)) < -3


@pytest.mark.parametrize("seed", range(5))
def test_other_addresses_are_not_accused(seed: int) -> None:
    rng = random.Random(seed)
    years = [f"{rng.choice(NAMES)}{rng.randrange(50, 99)}@mail.test.net" for _ in range(1500)]
    serial = [f"user{i}@mail.test.net" for i in range(1500)]
    shuffled = counted(1500)
    rng.shuffle(shuffled)
    for cells in (years, serial, shuffled):
        outcome = judge(cells)
        assert isinstance(outcome, Evidence)
        assert min(outcome.llr.values(), default=0.0) > -0.3


def test_few_addresses_are_not_judged() -> None:
    assert isinstance(judge(counted(50)), Skipped)
    assert isinstance(judge([None] * 500), Skipped)
    assert isinstance(plan([RowNumbers()], Binding(())).settled["FP803"], Skipped)


def test_laws() -> None:
    frame = pl.DataFrame({"c1": counted(90)})
    outcome = check_laws(RowNumbers(), frame, BINDING)
    assert isinstance(outcome, Evidence)
    check_laws(RowNumbers(), frame.head(1), BINDING)
    check_laws(RowNumbers(), frame.head(0), BINDING)
