from collections import Counter

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from leakcheck.features.feature import derive, stages
from leakcheck.features.record import digest
from leakcheck.model.columns import Column

COLUMNS = tuple(Column(i, f"col{i}") for i in (1, 2, 3))
CELL = st.one_of(st.none(), st.sampled_from(["", "a", "b", " a", "ab", "  "]))


@settings(deadline=None, max_examples=50)  # the machine is shared
@given(st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=60))
def test_equal_records_and_only_those_have_equal_digests(rows: list[tuple[str | None, ...]]) -> None:
    feature = digest(COLUMNS)
    frame = pl.DataFrame(rows, schema={c.name: pl.String for c in COLUMNS}, orient="row")
    seen = derive(frame, stages([feature]))[feature.name]
    plain = [tuple((cell or "").strip() for cell in row) for row in rows]
    assert sorted(Counter(seen.to_list()).values()) == sorted(Counter(plain).values())
    assert len(set(zip(plain, seen.to_list(), strict=True))) == len(set(plain))


def test_the_column_that_a_cell_stands_in_matters() -> None:
    feature = digest(COLUMNS)
    frame = pl.DataFrame({"c1": ["a", "", "x", "y"], "c2": ["", "a", "y", "x"], "c3": ["", "", "", ""]})
    assert derive(frame, stages([feature]))[feature.name].n_unique() == 4


def test_columns_that_were_left_out_do_not_matter() -> None:
    feature = digest(COLUMNS[1:], "content")
    frame = pl.DataFrame({"c1": ["1", "2"], "c2": ["a", "a"], "c3": ["b", "b"]})
    assert derive(frame, stages([feature]))[feature.name].n_unique() == 1
