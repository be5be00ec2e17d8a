"""Does one column say anything about another? Pearson's chi-square of a contingency table, as a z score and as a share.

Source: Pearson 1900; mean under fixed margins N / (N - 1) times the degrees of freedom (Haldane 1940); Cramer's V 1946.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt


@dataclass(frozen=True, slots=True)
class Association:
    """`z`: how far chi-square lies above what independent columns give; `v2`: Cramer's V squared, 1 for a function."""

    z: float
    v2: float


def association(counts: Mapping[tuple[int, int], int]) -> Association | None:
    """The association of two columns of codes from the counts of their pairs; None where one of them is constant."""
    rows: Counter[int] = Counter()
    columns: Counter[int] = Counter()
    for (row, column), count in counts.items():
        rows[row] += count
        columns[column] += count
    n, smaller = rows.total(), min(len(rows), len(columns)) - 1
    if smaller < 1 or n < 2:
        return None
    squares = sum(count * count / (rows[row] * columns[column]) for (row, column), count in counts.items())
    chi_square, freedom = n * (squares - 1), (len(rows) - 1) * (len(columns) - 1)
    return Association((chi_square - freedom * n / (n - 1)) / sqrt(2 * freedom), max(0.0, chi_square / n / smaller))
