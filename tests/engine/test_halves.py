"""Halves are drawn by number and seed, do not depend on batches, and say what their records say by themselves."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date

import polars as pl
import pytest

from leakcheck.engine import halves as halving
from leakcheck.engine import run as running
from leakcheck.engine.halves import Halving, drawn
from leakcheck.engine.observe import conclude, observe
from leakcheck.engine.plan import Plan, plan
from leakcheck.model.columns import Binding, Column, Role
from leakcheck.model.evidence import Outcome
from leakcheck.plugins import built_in

ROWS = 600
BINDING = Binding(
    (
        Column(1, "id", Role.RECORD_ID),
        Column(2, "name", Role.PERSON_NAME),
        Column(3, "phone", Role.PHONE, "US"),
        Column(4, "email", Role.EMAIL),
        Column(5, "born", Role.BIRTH_DATE),
    ),
    as_of=date(2026, 1, 1),
)
_WORD = (1 << 64) - 1


def splitmix(number: int, seed: int) -> bool:
    """The same draw in plain integers."""
    word = (number + 1) * 0x9E3779B97F4A7C15 + seed * 0x9E3779B97F4A7C15 & _WORD
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        word = (word ^ word >> shift) * factor & _WORD
    return (word ^ word >> 31) % 2 == 1


def frame() -> pl.DataFrame:
    rng = random.Random(5)
    rows = [
        (
            str(number),
            f"{rng.choice(('Ann', 'Bob', 'Eve', 'Max'))} {rng.choice(('Smith', 'Jones', 'Wu', 'Lee'))}",
            f"212{rng.randrange(10**7):07}",
            f"user{rng.randrange(900)}@example.com",
            f"{rng.randrange(1940, 2000)}-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}",
        )
        for number in range(ROWS)
    ]
    return pl.DataFrame(rows, schema=[column.name for column in BINDING], orient="row")


def batches(whole: pl.DataFrame, height: int) -> Iterator[pl.DataFrame]:
    for start in range(0, whole.height, height):
        yield whole.slice(start, height)


def told(asked: Plan, whole: pl.DataFrame, height: int, seed: int = 0) -> tuple[tuple[Outcome, ...], ...]:
    halving = Halving(asked, seed)
    *_, part = running.run(asked, batches(whole, height), halving=halving)
    return halving.outcomes(part.halves, conclude(asked, part.states))


@pytest.mark.parametrize("seed", [0, 1, 7, 1 << 70])
def test_the_draw_is_that_of_splitmix(seed: int) -> None:
    assert drawn(1000, 500, seed).to_list() == [splitmix(number, seed) for number in range(1000, 1500)]


def test_the_draw_is_even_and_independent_of_where_it_starts() -> None:
    taken = drawn(0, 10_000, 3)
    assert abs(taken.sum() - 5000) < 4 * 50  # four standard deviations
    same = (taken[1:] == taken[:-1]).sum()
    assert abs(same - 5000) < 4 * 50
    assert drawn(400, 600, 3).to_list() == taken[400:1000].to_list()
    assert drawn(0, 1000, 4).to_list() != taken[:1000].to_list()


def test_a_half_says_what_its_records_say_by_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(halving, "RECORDS", 500)
    asked, whole = plan(built_in(), BINDING), frame()
    mask = drawn(0, 500, 0)
    everything = {outcome.validator: outcome for outcome in conclude(asked, observe(asked, whole))}
    differing = set()
    for chosen, outcomes in zip((mask, ~mask), told(asked, whole, ROWS), strict=True):
        alone = {o.validator: o for o in conclude(asked, observe(asked, whole.head(500).filter(chosen)))}
        assert {o.validator for o in outcomes} == set(asked.order)
        for outcome in outcomes:
            kept = outcome.validator not in Halving(asked, 0).probes
            assert outcome == (everything if kept else alone)[outcome.validator]
            if alone[outcome.validator] != everything[outcome.validator]:
                differing.add(kept)
    assert differing == {True, False}  # (that is, the sample tells the two rules apart)


@pytest.mark.parametrize("height", [90, 599])
def test_halves_do_not_depend_on_the_batches(height: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(halving, "RECORDS", 400)
    asked, whole = plan(built_in(), BINDING), frame()
    at_once = told(asked, whole, ROWS)
    for name in ("FIRST", "RECORDS", "_LEAST"):
        monkeypatch.setattr(running, name, height)
    assert told(asked, whole, height) == at_once


def test_a_feature_that_raises_ends_the_halving_and_nothing_else() -> None:
    halving = Halving(plan(built_in(), BINDING), 0)
    assert halving.of(None, 0) is None
    assert halving.merge(None, ({}, {})) is None
    assert halving.outcomes(None, ()) == ()
