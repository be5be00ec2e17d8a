"""How much of each column is filled?

Why       A reader wants to know what is there before anything is concluded from it. How complete
          cells are tells published fakes from published registers, but only because of what people
          publish: it is no evidence of how the records came about, and is not scored.
Reads     Every column, whatever its role.
Counts    Cells with a value, by column. Blank cells and words for "no value" (NULL, n/a, 无) are
          empty.
Evidence  None: the log10 likelihood ratios are empty, whatever the rates.
Blind to  Values that stand for "unknown" in the file's own code (00000000, 1900-01-01, ***).
Settings  None.
Example   Three columns, 200 records, 540 of 600 cells with a value: 90 % filled.
Raises    Nothing.
Source    Measured on published registers and published fakes; no reference data.
"""

from __future__ import annotations

from typing import ClassVar

from leakcheck.features.text import present
from leakcheck.model.columns import Binding
from leakcheck.model.evidence import Evidence, Family, Interval, Message, Rate, SkipKind, Skipped
from leakcheck.protocols import Counts, Tally
from leakcheck.stats.proportions import wilson


class Completeness:
    """MS901: filled cells by column."""

    id: ClassVar[str] = "MS901"
    name: ClassVar[str] = "completeness"
    title: ClassVar[str] = "Filled cells"
    family: ClassVar[Family] = Family.MISSING
    version: ClassVar[int] = 1
    reads_order: ClassVar[bool] = False

    def bind(self, binding: Binding) -> Tally | Skipped:
        """One count a column."""
        if not binding.columns:
            return Skipped(self.id, "the sample has no columns")
        filled = {column.index: present(column) for column in binding}
        counts = {f"{index}": feature.col.sum() for index, feature in filled.items()}
        first = next(iter(filled.values()))
        return Tally(tuple(filled.values()), counts | {"records": first.col.len()}, self._read)

    def _read(self, counts: Counts) -> Evidence | Skipped:
        records = counts["records"]
        if not records:
            return Skipped(self.id, "no records", SkipKind.RECORDS)
        filled = {int(index): n for index, n in counts.items() if index != "records"}
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
        )
