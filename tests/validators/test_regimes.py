"""OR810 finds stretches of filler in a file that has an order; laws, power, false alarms."""

from __future__ import annotations

import random

import polars as pl
import pytest
from stdnum.es import dni

from leakcheck.engine.observe import conclude, observe
from leakcheck.engine.plan import plan
from leakcheck.model.columns import Binding, Column, Role
from leakcheck.model.evidence import Evidence, Hypothesis, Outcome, Skipped
from leakcheck.testing import check_laws
from leakcheck.validators.regimes import Regimes, failing

WIDTH = 5
PLAIN = Binding(tuple(Column(i + 1, f"col{i + 1}") for i in range(WIDTH)))
NUMBERED = Binding((*PLAIN.columns, Column(6, "number", Role.NATIONAL_ID, "ES", "es-dni")))
Row = list[str]


def made(rng: random.Random, n: int, *, valid: float = 0.0) -> list[Row]:
    """Rows made one by one: towns, streets of letters, ranks, years, offices, numbers."""
    rows = []
    for _ in range(n):
        town, digits = rng.randrange(25), f"{rng.randrange(10**8):08}"
        letter = dni.calc_check_digit(digits) if rng.random() < valid else rng.choice("TRWAGMYFPDXBNJZSQVHLCKE")
        name = "".join(rng.choices("abcdefghijklmnoprstuvwz", k=7))
        year, office = 1990 + rng.randrange(30), f"office {rng.randrange(8)}"
        rows.append([f"town {town:02}", name, rng.choice("ABC"), f"{year}", office, digits + letter])
    return rows


def register(rng: random.Random, n: int) -> list[Row]:
    """Sorted by town, with numbers that hold, entered at offices that have a town or two."""
    rows = sorted(made(rng, n, valid=0.99))
    for row in rows:
        if rng.random() < 0.8:
            row[4] = f"office {int(row[0][-2:]) // 3}"
    return rows


def judge(rows: list[Row], binding: Binding = PLAIN) -> Outcome:
    bound = plan([Regimes()], binding)
    frame = pl.DataFrame(rows, schema=[f"c{i + 1}" for i in range(6)], orient="row")
    return conclude(bound, observe(bound, frame))[0]


def llr(rows: list[Row], binding: Binding = PLAIN) -> float:
    seen = judge(rows, binding)
    assert isinstance(seen, Evidence)
    return seen.llr.get(Hypothesis.MIXED, 0.0)


@pytest.mark.parametrize("n", [300, 2000])
def test_registers_and_made_up_files_do_not_stand_out(n: int) -> None:
    for seed in range(3):
        rng = random.Random(seed)
        rows = register(rng, n)
        assert llr(rows, NUMBERED) == 0
        assert llr(made(rng, n, valid=0.99), NUMBERED) == 0
        assert llr(rng.sample(rows, n), NUMBERED) == 0
        batches = [rows[i : i + 60] for i in range(0, n, 60)]
        rng.shuffle(batches)
        assert llr([row for batch in batches for row in batch], NUMBERED) == 0


@pytest.mark.parametrize("where", [0, 1000, 2000])
def test_filler_that_was_put_in_as_a_block_is_seen(where: int) -> None:
    for seed in range(3):
        rng = random.Random(seed)
        rows, filler = register(rng, 2000), made(rng, 1000, valid=0.99)
        mixed = rows[:where] + filler + rows[where:]
        seen = judge(mixed, NUMBERED)
        assert isinstance(seen, Evidence)
        assert seen.llr == {Hypothesis.MIXED: -1.0}
        assert 800 < seen.rates[0].hits < 1200
        slots = seen.message.slots
        assert abs(slots["first"] - where) < 130
        assert abs(slots["last"] - where - 1000) < 130


def test_numbers_that_fail_in_a_stretch_are_seen_whatever_the_order() -> None:
    for seed in range(4):
        rng = random.Random(seed)
        rows = made(rng, 1500, valid=0.99) + made(rng, 500)
        assert llr(rows) == 0
        assert llr(rows, NUMBERED) == -2.0
        strewn = rng.sample(rows, len(rows))
        assert llr(strewn, NUMBERED) == 0


def test_a_column_that_does_not_repeat_in_a_stretch_tells_nothing() -> None:
    """Amounts and dates that are large and all different at the head of a list, small and equal at its end."""
    rng = random.Random(1)
    rows = made(rng, 2000)
    for i, row in enumerate(rows):
        row[0] = f"{max(0, 3000 - 2 * i)}"
        row[3] = f"{max(0, 9000 - 6 * i) // 2}"
        row[2] = "A"
    assert llr(rows) == 0


def test_failing_by_hand() -> None:
    sizes = [50] * 20
    issued, drawn = [(50, 50)] * 14, [(5, 50)] * 6
    (found,) = failing(issued + drawn, sizes, 100)
    assert (found.first, found.last) == (701, 1000)
    assert failing([(30, 50)] * 14 + drawn, sizes, 100) == []  # they hold nowhere: no core is genuine
    assert failing([(50, 50)] * 14 + [(40, 50)] * 6, sizes, 100) == []
    assert failing([(0, 0)] * 20, sizes, 100) == []


def test_too_little() -> None:
    assert isinstance(judge(made(random.Random(1), 199)), Skipped)
    assert isinstance(Regimes().bind(Binding(())), Skipped)


@pytest.mark.parametrize("binding", [PLAIN, NUMBERED])
def test_laws(binding: Binding) -> None:
    rng = random.Random(2)
    rows = register(rng, 180) + made(rng, 100)
    frame = pl.DataFrame(rows, schema=[f"c{i + 1}" for i in range(6)], orient="row")
    assert isinstance(check_laws(Regimes(), frame, binding), Evidence)
