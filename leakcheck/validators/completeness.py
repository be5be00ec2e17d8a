"""How much of each column is filled?

Why       A reader wants to know what is there before anything is concluded from it. How complete
          cells are tells published fakes from published registers, but only because of what people
          publish: it is no evidence of how the records came about, and is not scored.
Reads     Every column, whatever its role.
Counts    Cells with a value, by column, and of the first 20 columns records in which two of them
          are empty, by pair. Blank cells and words for "no value" (NULL, n/a, 无) are empty.
Evidence  None: the log10 likelihood ratios are empty, whatever the rates.
Blind to  Values that stand for "unknown" in the file's own code (00000000, 1900-01-01, ***).
Settings  None.
Example   Three columns, 200 records, 540 of 600 cells with a value: 90 % filled.
Raises    Nothing.
Source    Measured on published registers and published fakes; no reference data.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import ClassVar, Final

from leakcheck.features.text import present
from leakcheck.model.columns import Binding
from leakcheck.model.evidence import Evidence, Family, Interval, Message, Rate, SkipKind, Skipped
from leakcheck.model.series import Series, SeriesKind
from leakcheck.protocols import Counts, Tally
from leakcheck.stats.proportions import wilson

PAIRED: Final = 20  # columns whose gaps are compared: 190 pairs, one sum of bits each
PICTURED: Final = 12  # columns with the most gaps: a picture has room for so many


class Completeness:
    """MS901: filled cells by column."""

    id: ClassVar[str] = "MS901"
    name: ClassVar[str] = "completeness"
    title: ClassVar[str] = "Filled cells"
    family: ClassVar[Family] = Family.MISSING
    version: ClassVar[int] = 1
    reads_order: ClassVar[bool] = False

    def bind(self, binding: Binding) -> Tally | Skipped:
        """One count a column, and one a pair of columns."""
        if not binding.columns:
            return Skipped(self.id, "the sample has no columns")
        filled = {column.index: present(column) for column in binding}
        counts = {f"{index}": feature.col.sum() for index, feature in filled.items()}
        for one, other in combinations(list(filled)[:PAIRED], 2):
            counts[f"{one} {other}"] = (~(filled[one].col | filled[other].col)).sum()
        first = next(iter(filled.values()))
        return Tally(tuple(filled.values()), counts | {"records": first.col.len()}, self._read)

    def _read(self, counts: Counts) -> Evidence | Skipped:
        records = counts["records"]
        if not records:
            return Skipped(self.id, "no records", SkipKind.RECORDS)
        filled = {int(index): n for index, n in counts.items() if index.isdigit()}
        cells, held = records * len(filled), sum(filled.values())
        message = Message(
            "{share:share} of all cells hold a value; {whole:count} of {columns:count} columns are filled throughout "
            "and {empty:count} empty throughout.",
            {
                "share": held / cells,
                "whole": sum(n == records for n in filled.values()),
                "columns": len(filled),
                "empty": sum(n == 0 for n in filled.values()),
            },
        )
        return Evidence(
            validator=self.id,
            family=self.family,
            message=message,
            columns=tuple(filled),
            tested=records,
            rates=(
                Rate("cells filled", held, cells),
                *(Rate(f"column {index} filled", n, records) for index, n in filled.items()),
            ),
            interval=Interval(*wilson(held, cells)),
            series=_gaps(counts, {index: records - n for index, n in filled.items()}),
        )


def _gaps(counts: Counts, empty: Mapping[int, int]) -> tuple[Series, ...]:
    """Records with no value in one column (the diagonal) and in two, of the columns with the most gaps."""
    gaps = sorted((index for index in list(empty)[:PAIRED] if empty[index]), key=lambda index: -empty[index])
    shown = sorted(gaps[:PICTURED])
    if len(shown) < 2:
        return ()
    pairs = [
        empty[one] if one == other else counts[f"{min(one, other)} {max(one, other)}"]
        for one in shown
        for other in shown
    ]
    return (Series.of(SeriesKind.GAPS, shown, pairs, shown),)
