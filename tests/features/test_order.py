"""Initials of cells of words."""

from __future__ import annotations

import polars as pl

from leakcheck.features.feature import derive, stages
from leakcheck.features.order import initial, resemblances
from leakcheck.features.text import digest
from leakcheck.model.columns import Column, Role


def test_cells_that_begin_alike() -> None:
    feature = initial(Column(1, "name"))
    frame = pl.DataFrame({"c1": ["Anna", " anders", "Bo", "王芳", "王伟", "A7", "", "n/a", None]})
    seen = derive(frame, stages([feature]))[feature.name].to_list()
    assert seen[0] == seen[1] != seen[2]
    assert seen[3] == seen[4] not in seen[:3]
    assert seen[5:] == [None] * 4


def test_numbers_and_mail_addresses_have_no_initials() -> None:
    assert [len(resemblances(Column(1, "x", role))) for role in (Role.UNKNOWN, Role.CITY, Role.EMAIL, Role.PHONE)] == [
        2,
        2,
        1,
        1,
    ]
    assert resemblances(Column(1, "x", Role.PHONE)) == (digest(Column(1, "x", Role.PHONE)),)
