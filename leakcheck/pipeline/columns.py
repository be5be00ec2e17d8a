"""One sample from bytes to a table of its columns."""

from __future__ import annotations

from dataclasses import replace
from typing import BinaryIO

from leakcheck.binding import infer
from leakcheck.features.feature import derive, stages
from leakcheck.features.text import digest
from leakcheck.kernels.multiplicity import Multiplicity
from leakcheck.model.columns import Binding
from leakcheck.pipeline.guard import Guard
from leakcheck.pipeline.labels import masked
from leakcheck.pipeline.settings import Settings
from leakcheck.pipeline.vocabulary import known
from leakcheck.render.columns import ColumnsView
from leakcheck.sources import open_sample

CAPACITY = 1 << 16  # distinct values counted exactly a column; beyond, within 1 %


def view_columns(
    path: str, settings: Settings, *, stdin: BinaryIO | None = None, guard: Guard | None = None
) -> tuple[Binding, ColumnsView]:
    """The roles of a sample's columns, how full each is, and how many distinct values it has.

    `guard` learns what must not stand in an output.
    """
    with open_sample(path, settings.read, stdin=stdin) as sample:
        labels, _ = masked(sample.info.labels, sample.prefix)
        binding = infer(labels, sample.prefix, overrides=settings.overrides, as_of=settings.today())
        if guard:
            guard.learn(sample.prefix, known(settings, labels, sample.info.label, path))
        records = 0
        filled = {column.index: 0 for column in binding}
        distinct = {column.index: Multiplicity(CAPACITY) for column in binding}
        levels = stages(digest(column) for column in binding)
        for batch in sample.batches():
            records += batch.height
            derived = derive(batch, levels)
            for column in binding:
                hashed = derived[digest(column).name]
                filled[column.index] += batch.height - hashed.null_count()
                distinct[column.index].merge(Multiplicity.of(hashed, CAPACITY))
        info = replace(sample.info, labels=labels)
    view = ColumnsView(
        info=info,
        records=records,
        columns=binding.columns,
        filled={index: count / records if records else 0.0 for index, count in filled.items()},
        distinct={index: seen.table().height * seen.scale for index, seen in distinct.items()},
    )
    return binding, view
