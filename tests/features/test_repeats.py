"""Different keys, their counts and what stands beside them, however the records are cut."""

from __future__ import annotations

import polars as pl
import pytest

from leakcheck.features.feature import Feature
from leakcheck.features.relation import compared
from leakcheck.features.repeats import Repeats

KEY, PART = Feature("key", pl.col("k")), Feature("part", pl.col("p"))
BATCH = pl.DataFrame(
    {"key": [5, 7, 5, None, 9, 7, 7], "part": [3, 4, 2, 1, None, 4, 4]}, schema={"key": pl.UInt64, "part": pl.UInt64}
)


@pytest.mark.parametrize("cut", [0, 1, 3, 7])
def test_keys_are_counted_and_keep_the_least_beside_them(cut: int) -> None:
    probe = Repeats(KEY, {"part": PART}, 100)
    assert [feature.name for feature in probe.features] == ["key", "part"]
    state = probe.merge(probe.observe(BATCH[:cut]), probe.observe(BATCH[cut:]))
    assert state.table().select("h", "n", "part").rows() == [(5, 2, 2), (7, 3, 4), (9, 1, None)]


def test_the_agreement_of_a_table_of_pairs() -> None:
    table = pl.DataFrame({"k0": [1, 1, 2, 3], "k1": [1, 2, 2, 1], "n": [6, 2, 1, 1]})
    seen, widest = compared(table)
    assert (seen.hits, seen.total) == (7, 10)
    assert seen.chance == pytest.approx((8 * 7 + 1 * 3) / 100)
    assert widest == pytest.approx(0.8)
    assert compared(table.clear())[1] == 0
