"""OR801 tells a file that was sorted, blocked or batched from records made one by one; laws, power, false alarms."""

from __future__ import annotations

import random

import polars as pl
import pytest

from leakcheck.engine.observe import conclude, observe
from leakcheck.engine.plan import plan
from leakcheck.model.columns import Binding, Column
from leakcheck.model.evidence import Evidence, Hypothesis, Outcome, Skipped
from leakcheck.testing import check_laws
from leakcheck.validators.row_order import KINDS, RowOrder, Run, weigh

WIDTH = 6
BINDING = Binding(tuple(Column(i + 1, f"col{i + 1}") for i in range(WIDTH)))
LETTERS = "abcdefghijklmnoprstuvwz"


def word(rng: random.Random) -> str:
    return "".join(rng.choices(LETTERS, k=7))


def made(seed: int, n: int) -> list[list[str]]:
    """A serial number, towns, names, a code, a number, and mails that end in the serial number in base 23."""
    rng = random.Random(seed)
    towns = [word(rng) for _ in range(12)]
    return [
        [
            f"{i + 1}",
            rng.choice(towns),
            word(rng),
            rng.choice("xyz"),
            f"{rng.randrange(500)}",
            f"{word(rng)}{LETTERS[i // 23 % 23]}{LETTERS[i % 23]}@example.org",
        ]
        for i in range(n)
    ]


def table(rows: list[list[str]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=[column.name for column in BINDING], orient="row")


def judge(rows: list[list[str]], binding: Binding = BINDING) -> Outcome:
    bound = plan([RowOrder()], binding)
    return conclude(bound, observe(bound, table(rows)))[0]


def llr(rows: list[list[str]]) -> float:
    seen = judge(rows)
    assert isinstance(seen, Evidence)
    assert seen.llr[Hypothesis.GENERATED] == seen.llr[Hypothesis.SHUFFLED]
    return seen.llr[Hypothesis.GENERATED]


@pytest.mark.parametrize("n", [100, 1000])
def test_records_made_one_by_one_are_seen_and_never_decided_against(n: int) -> None:
    ratios = [llr(made(seed, n)) for seed in range(25)]
    assert -0.6 <= min(ratios) <= max(ratios) < -0.4


@pytest.mark.parametrize("n", [100, 1000])
@pytest.mark.parametrize("key", [1, 2])
def test_registers_sorted_by_one_column_are_supported_weakly(key: int, n: int) -> None:
    for seed in range(10):
        assert 0.4 < llr(sorted(made(seed, n), key=lambda row: row[key])) < 0.6


def test_registers_entered_in_batches_are_supported() -> None:
    for seed in range(10):
        rng, rows = random.Random(seed), made(seed, 600)
        towns = sorted({row[1] for row in rows})
        for i, row in enumerate(rows):
            if rng.random() < 0.5:  # an office works through its district, town after town, year after year
                row[1], row[4] = towns[i // 60], f"{i // 100}"
        assert llr(rows) == 0.9
        rng.shuffle(rows)
        assert llr(rows) < -0.4


def test_names_that_all_differ_show_the_order_by_their_initials() -> None:
    rows = sorted(made(3, 400), key=lambda row: row[2])
    assert len({row[2] for row in rows}) == 400
    assert judge(rows).rates[0].hits == 1


def test_one_column_says_next_to_nothing() -> None:
    assert weigh(0, 1) == pytest.approx(-0.123, abs=0.001)
    assert weigh(0, 2) > -0.3
    assert weigh(0, 40) == -0.6
    assert weigh(1, 1) == weigh(1, 20) == pytest.approx(0.477, abs=0.001)
    assert weigh(2, 2) == weigh(9, 9) == 0.9


def test_identifiers_and_constants_are_left_aside() -> None:
    rows = [[f"{i}", f"{i:08}", f"k{i}", "DE", "1", ""] for i in range(300)]
    assert isinstance(judge(rows), Skipped)
    assert isinstance(judge(made(1, 99)), Skipped)
    assert isinstance(RowOrder().bind(Binding(())), Skipped)


def test_a_run_of_many_kinds_stays_small() -> None:
    run = Run.of(pl.Series(range(0), dtype=pl.UInt64))
    for start in range(0, 20 * KINDS, KINDS):
        run.merge(Run.of(pl.Series(range(start, start + KINDS)).hash()))
    assert run.n == 20 * KINDS
    assert run.counts.scale > 1
    assert run.counts.pending <= 5 * KINDS


def test_a_run_is_the_same_wherever_it_is_cut() -> None:
    values = pl.Series([7, 7, None, 7, 1, 1, 1, None, None, 2, 7, 7], dtype=pl.UInt64)
    whole = Run.of(values)
    assert (whole.n, whole.first, whole.last, whole.equal) == (9, 7, 7, 5)  # 7 7 7 | 1 1 1 | 2 | 7 7
    for cut in range(values.len() + 1):
        joined = Run.of(values[:cut]).merge(Run.of(values[cut:]))
        assert (joined.n, joined.first, joined.last, joined.equal) == (9, 7, 7, 5)
        assert joined.counts.spectrum() == whole.counts.spectrum() == {1: 1, 3: 1, 5: 1}


def test_laws() -> None:
    rows = sorted(made(2, 150), key=lambda row: row[1])
    rows[70:90] = [["", "", "", "", "", ""]] * 20
    assert isinstance(check_laws(RowOrder(), table(rows), BINDING), Evidence)
    assert isinstance(check_laws(RowOrder(), table(rows[:1]), BINDING), Skipped)
