"""Columns to roles: label and shape, then what the user says, the table's country, and each column's habits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

import polars as pl

from leakcheck.binding import dates, numbers, phones, words
from leakcheck.binding.cells import Cells, gather
from leakcheck.binding.country import home, inherit, lean, spoken_by_labels, vote
from leakcheck.binding.habits import learned
from leakcheck.binding.headers import Reading, read
from leakcheck.binding.overrides import Override, apply
from leakcheck.binding.sign import Context, Sign
from leakcheck.binding.weigh import decide
from leakcheck.model.columns import Binding, Role

SHAPES: Final = (*numbers.SHAPES, phones.phone, *dates.SHAPES, *words.SHAPES)
LEANS_ON_COUNTRY: Final = {  # the shapes that read the same cells otherwise once the country is known
    Role.PHONE: phones.phone,
    Role.NATIONAL_ID: numbers.scheme_numbers,
    Role.POSTCODE: numbers.postcode,
}


def infer(labels: Sequence[str], prefix: pl.DataFrame, *, overrides: Sequence[Override] = (), as_of: date) -> Binding:
    """The binding of a sample.

    `labels` name the columns in file order; `prefix` holds the first records as columns ``c1`` ... of text, of which at
    most 5,000 are looked at. `overrides` win over what is inferred. Raises UsageError LC104 for an override of a column
    that is not there, and nothing else, whatever the labels and cells are.
    """
    readings = [read(label) for label in labels]
    cells = gather(prefix, len(labels))
    spoken = spoken_by_labels(readings)
    homes = [home(c) for c in cells]
    named = [words.countries(c) for c, r in zip(cells, readings, strict=True) if _may_name_countries(c, r)]
    hint = lean(spoken, named)
    contexts = [Context(reading, hint, as_of) for reading in readings]
    signs = _signs(contexts, cells)
    columns = [
        decide(index, label, reading, column, found)
        for index, (label, reading, column, found) in enumerate(zip(labels, readings, cells, signs, strict=True), 1)
    ]
    country = vote(columns, spoken, named, homes)
    if country not in (None, hint):
        # Numbers that several countries write alike are read again now that the table's country is known.
        for at, old in enumerate(columns):
            if again := LEANS_ON_COUNTRY.get(old.role) if old.scheme is None or old.locale is None else None:
                found = [*signs[at], *again(cells[at], Context(readings[at], country, as_of))]
                columns[at] = decide(old.index, old.label, readings[at], cells[at], found)
    bound = apply(overrides, columns)
    country = vote(bound, spoken, named, homes)
    return Binding(learned(inherit(bound, country), cells, prefix, country, as_of), country, as_of)


def _signs(contexts: Sequence[Context], cells: Sequence[Cells]) -> list[list[Sign]]:
    """Every shape's signs by column. One shape is tried on all columns in turn: polars keeps 32 patterns compiled."""
    signs: list[list[Sign]] = [[] for _ in cells]
    for shape in SHAPES:
        for found, column, context in zip(signs, cells, contexts, strict=True):
            if column.present:
                found.extend(shape(column, context))
    return signs


def _may_name_countries(cells: Cells, reading: Reading) -> bool:
    """A column labelled as a category of at most 250 values: the world has no more countries."""
    return reading.best is Role.CATEGORY and 0 < cells.distinct <= 250
