"""Do the rates of two reports differ by more than chance, all of them looked at together?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from leakcheck.model.comparison import Drift
from leakcheck.model.evidence import Interval, Rate
from leakcheck.model.report import Report
from leakcheck.stats.drift import difference, holm, two_shares

MINIMUM: Final = 30  # records counted in either report
LEVEL: Final = 0.05  # of one false alarm among all rates
LEAST: Final = 0.02  # records are no independent draws: in a large sample a smaller difference is found anywhere

# Repeats grow with the number of records, and what of a name is told depends on the sample.
UNLIKE: Final = frozenset({"DU601", "NM401", "NM402", "NM410"})

Counted = tuple[int, int]  # hits, total


def drifts(first: Report, second: Report) -> tuple[Drift, ...]:
    """Every rate that both reports have with counts enough, the surest drift first."""
    theirs = dict(_rates(second))
    both = [(key, counts, theirs[key]) for key, counts in _rates(first) if key in theirs]
    adjusted = holm([two_shares(*mine, *other) for _, mine, other in both])
    found = [_drift(key, mine, other, p) for (key, mine, other), p in zip(both, adjusted, strict=True)]
    return tuple(sorted(found, key=lambda d: (not d.drifted, d.adjusted, -abs(d.second - d.first))))


def _rates(report: Report) -> Iterator[tuple[tuple[str, str], Counted]]:
    for item in report.evidence:
        if item.validator in UNLIKE:
            continue
        for rate in item.rates:
            if (counts := _counts(rate, report.parameters.min_cell)) is not None:
                yield (item.validator, rate.name), counts


def _counts(rate: Rate, least: int) -> Counted | None:
    """Hits and total; None where too few were counted, or where the hits are withheld from readers."""
    if rate.total < MINIMUM or rate.share is None or 0 < rate.hits < least:
        return None
    return rate.hits, rate.total


def _drift(key: tuple[str, str], mine: Counted, other: Counted, adjusted: float) -> Drift:
    low, high = difference(*mine, *other)
    first, second = mine[0] / mine[1], other[0] / other[1]
    drifted = adjusted < LEVEL and abs(second - first) >= LEAST
    return Drift(*key, first, second, (mine[1], other[1]), Interval(low, high), adjusted, drifted)
