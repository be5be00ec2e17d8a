import random

import polars as pl
import pytest

from leakcheck.engine.observe import conclude, observe
from leakcheck.engine.plan import plan
from leakcheck.features.feature import derive, stages
from leakcheck.features.phone_digits import all_different
from leakcheck.model.columns import Binding, Column, Role
from leakcheck.model.evidence import Hypothesis, Skipped
from leakcheck.testing import check_laws
from leakcheck.validators.phone_digits import BOUND, CHANCE, PhoneDigits

COLUMN = Column(1, "phone", Role.PHONE, "CN")
BINDING = Binding((COLUMN,), "CN")


def judged(cells):
    planned = plan([PhoneDigits()], BINDING)
    (outcome,) = conclude(planned, observe(planned, pl.DataFrame({"c1": cells}, schema={"c1": pl.String})))
    return outcome


def random_numbers(count, seed=1):
    draw = random.Random(seed)
    return [f"13{draw.randrange(10**9):09d}" for _ in range(count)]


def thoughtful_numbers(count, seed=2):
    """Made up by somebody who never uses a digit twice."""
    draw = random.Random(seed)
    return ["138" + "".join(draw.sample("0123456789", 8)) for _ in range(count)]


@pytest.mark.parametrize(
    ("cell", "different"),
    [("13812345678", True), ("13812345677", False), ("+86 138-0765-4321", True), ("23812345678", None), (None, None)],
)
def test_the_last_eight_digits(cell, different):
    feature = all_different(COLUMN, "CN")
    frame = derive(pl.DataFrame({"c1": [cell]}, schema={"c1": pl.String}), stages([feature]))
    assert frame[feature.name].to_list() == [different]


def test_chance_is_what_random_numbers_do():
    evidence = judged(random_numbers(20_000))
    assert evidence.rates[0].share == pytest.approx(CHANCE, abs=0.004)
    assert evidence.rates[0].chance == pytest.approx(0.018144)
    assert evidence.llr == {}


@pytest.mark.parametrize("seed", range(5))
def test_no_false_alarm_in_small_files(seed):
    assert judged(random_numbers(60, seed)).llr == {}


def test_numbers_of_a_careful_writer():
    evidence = judged(thoughtful_numbers(50) + random_numbers(10))
    assert evidence.llr[Hypothesis.GENERATED] == -BOUND
    assert evidence.llr[Hypothesis.MIXED] == -BOUND


def test_an_exchange_of_different_digits_is_no_habit():
    draw = random.Random(3)
    assert judged([f"010-6281{draw.randrange(10**4):04d}" for _ in range(300)]).llr == {}


def test_too_few():
    assert isinstance(judged(thoughtful_numbers(19)), Skipped)
    assert isinstance(PhoneDigits().bind(Binding(())), Skipped)


def test_laws():
    cells = [*random_numbers(15), *thoughtful_numbers(10), "none", None, "1"]
    check_laws(PhoneDigits(), pl.DataFrame({"c1": cells}), BINDING)
