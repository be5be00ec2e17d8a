"""Damage by column and kind: counted once, whatever the batches, and rounding only where chance cannot explain it."""

from __future__ import annotations

import polars as pl
import pytest

from leakcheck.engine.damage import DAMAGE, Census, remarks
from leakcheck.model.columns import Binding, Column, Role
from leakcheck.model.damage import Damage
from leakcheck.model.evidence import Failed, Quality

BINDING = Binding((Column(1, "", Role.PHONE, "CN"), Column(2, "", Role.CITY), Column(3, "", Role.AGE)))


def derived(**cells: list[int]) -> pl.DataFrame:
    names = [feature.name for feature in Census(BINDING).features]
    return pl.DataFrame({names[int(c[1:]) - 1]: pl.Series(values, dtype=pl.UInt16) for c, values in cells.items()})


def test_cells_with_two_kinds_are_counted_under_both():
    both = int(Damage.QUOTED | Damage.POINT_ZERO)
    census = Census(BINDING)
    left = census.observe(derived(c1=[0, both, both], c2=[0, 0, 0], c3=[int(Damage.ERROR), 0, 0]))
    right = census.observe(derived(c1=[int(Damage.QUOTED)], c2=[0], c3=[0]))
    assert left == {(1, both): 2, (3, int(Damage.ERROR)): 1}
    found = list(remarks({DAMAGE: census.merge(left, right)}, 4, {1: 4, 2: 4, 3: 3}))
    assert found == [
        Quality("Q025", 2, 0.5, column=1), Quality("Q026", 3, 0.75, column=1), Quality("Q028", 1, 0.25, column=3),
    ]  # fmt: skip


@pytest.mark.parametrize(("seen", "filled", "told"), [(4, 100, 0), (5, 100, 5), (19, 4000, 0), (20, 4000, 20)])
def test_rounding_is_told_where_chance_cannot_explain_it(seen, filled, told):
    state = {(1, int(Damage.PERHAPS_ROUNDED)): seen}
    assert sum(found.count for found in remarks({DAMAGE: state}, filled, {1: filled})) == told


def test_a_failed_count_says_nothing():
    assert not list(remarks({DAMAGE: Failed(DAMAGE, "ComputeError")}, 5, {}))
    assert not list(remarks({}, 0, {}))
