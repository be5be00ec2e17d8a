"""Do kinds thin out steadily from the rare to the common, or does a crowd of them stand out as equally common?

Input is a frequency-of-frequencies table: `spectrum[k]` is the number of kinds that were seen k times.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log
from typing import Final

# Bounds of the classes of k, each about 1.41 times the one before: as fine as Poisson noise allows to be told apart.
EDGES: Final = (
    1,
    2,
    3,
    4,
    6,
    8,
    11,
    16,
    23,
    32,
    45,
    64,
    91,
    128,
    181,
    256,
    362,
    512,
    724,
    1024,
    1448,
    2048,
    2896,
    4096,
)

FILLED: Final = 5  # kinds in the class of the commonest


@dataclass(frozen=True, slots=True)
class Crowd:
    """`excess`: log likelihood (nats) gained by letting kinds crowd together; `kinds` and `draws` in the crowd.

    `draws` counts what stands above a steady decrease, so it is less than what came out of the crowd's list.
    """

    excess: float
    kinds: float
    draws: float


def crowd(spectrum: Mapping[int, int], least: int = 1) -> Crowd:
    """How far the spectrum is from one that decreases, a kind a unit of log k, from `least` occurrences on.

    The likelihood ratio of Poisson counts free and under the order restriction. Source: Robertson, Wright & Dykstra
    1988, Order Restricted Statistical Inference, ch. 4; isotonic fit by pooling adjacent violators (Ayer et al. 1955).
    """
    most = max(spectrum, default=least)
    edges = [least, *(edge for edge in EDGES if least < edge <= most)]
    end = next((edge for edge in EDGES if edge > max(most, least)), most + 1)
    kinds = [0] * len(edges)
    draws = [0] * len(edges)
    for times, number in spectrum.items():
        if times >= least:
            at = bisect_right(edges, times) - 1
            kinds[at] += number
            draws[at] += times * number
    _pool(edges, kinds, draws)
    widths = [log(high / low) for low, high in pairwise([*edges, end])]
    steady = _decreasing(kinds, widths)
    excess = sum(seen * log(seen / fit) for seen, fit in zip(kinds, steady, strict=True) if seen)  # the sums are equal
    above = [max(0.0, seen - fit) for seen, fit in zip(kinds, steady, strict=True)]
    held = sum(a * d / k for a, d, k in zip(above, draws, kinds, strict=True) if k)
    return Crowd(max(0.0, excess), sum(above), held)


def _pool(edges: list[int], kinds: list[int], draws: list[int]) -> None:
    """The commonest classes put together until they have `FILLED` kinds: single ones far apart would add noise."""
    while len(kinds) > 1 and kinds[-1] < FILLED:
        edges.pop()
        kinds[-2:] = [kinds[-2] + kinds[-1]]
        draws[-2:] = [draws[-2] + draws[-1]]


def _decreasing(counts: Sequence[float], widths: Sequence[float]) -> list[float]:
    """The most likely Poisson means whose densities count / width never rise."""
    blocks: list[tuple[float, float, int]] = []
    for count, width in zip(counts, widths, strict=True):
        block = (float(count), width, 1)
        while blocks and blocks[-1][0] / blocks[-1][1] < block[0] / block[1]:
            before = blocks.pop()
            block = (before[0] + block[0], before[1] + block[1], before[2] + block[2])
        blocks.append(block)
    densities = [count / width for count, width, size in blocks for _ in range(size)]
    return [density * width for density, width in zip(densities, widths, strict=True)]
