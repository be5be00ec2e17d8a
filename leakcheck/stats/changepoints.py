"""Where along a row of blocks do rates change? Binary segmentation with a penalty.

A block is a sequence of (hits, total), one pair for every rate that is followed; all blocks follow the same rates.
Source: Scott and Knott 1974; the gain is the likelihood-ratio statistic G (Woolf 1957), summed over the rates.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log
from typing import Final

Block = Sequence[tuple[int, int]]
MIN_GAIN: Final = 0.0


def segments(blocks: Sequence[Block], sizes: Sequence[int], *, least: int, penalty: float, most: int) -> list[int]:
    """The starts of the segments, ascending, 0 first; at most `most` segments, each of at least `least` records.

    `sizes` are records by block. A split is made where it gains at least `penalty`, the best one first.
    """
    starts, done = [0], False
    sums = _cumulated(blocks)
    records = [0]
    for size in sizes:
        records.append(records[-1] + size)
    while len(starts) < most and not done:
        ends = [*starts[1:], len(blocks)]
        found = [_best(sums, records, start, end, least) for start, end in zip(starts, ends, strict=True)]
        gain, split = max(found, default=(MIN_GAIN, 0))
        done = gain < penalty or split in starts
        if not done:
            starts = sorted([*starts, split])
    return starts


def totals(blocks: Sequence[Block]) -> list[tuple[int, int]]:
    """The pairs of all blocks together."""
    return [(sum(hits for hits, _ in rate), sum(total for _, total in rate)) for rate in zip(*blocks, strict=True)]


def deviance(hits: int, total: int) -> float:
    """-2 log of the likelihood of a binomial count at its own rate; 0 for no records."""
    return -2 * sum(part * log(part / total) for part in (hits, total - hits) if part)


def _cumulated(blocks: Sequence[Block]) -> list[list[tuple[int, int]]]:
    sums = [[(0, 0)] * (len(blocks[0]) if blocks else 0)]
    for block in blocks:
        sums.append([(a + hits, b + total) for (a, b), (hits, total) in zip(sums[-1], block, strict=True)])
    return sums


def _best(sums: Sequence[Block], records: Sequence[int], start: int, end: int, least: int) -> tuple[float, int]:
    """The gain of the best split of blocks start..end, and the block that it stands before."""
    whole = _between(sums, start, end)
    best = (MIN_GAIN, 0)
    for split in range(start + 1, end):
        if records[split] - records[start] >= least and records[end] - records[split] >= least:
            best = max(best, (whole - _between(sums, start, split) - _between(sums, split, end), split))
    return best


def _between(sums: Sequence[Block], start: int, end: int) -> float:
    return sum(deviance(h1 - h0, t1 - t0) for (h0, t0), (h1, t1) in zip(sums[start], sums[end], strict=True))
