"""Initials of cells of words."""

from __future__ import annotations

import polars as pl

from leakcheck.features.feature import derive, stages
from leakcheck.features.order import initial
from leakcheck.model.columns import Column


def test_cells_that_begin_alike() -> None:
    feature = initial(Column(1, "name"))
    frame = pl.DataFrame({"c1": ["Anna", " anders", "Bo", "王芳", "王伟", "A7", "", "n/a", None]})
    seen = derive(frame, stages([feature]))[feature.name].to_list()
    assert seen[0] == seen[1] != seen[2]
    assert seen[3] == seen[4] not in seen[:3]
    assert seen[5:] == [None] * 4
