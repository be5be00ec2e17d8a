"""How often do values repeat, and how often would they by themselves?

Input is a spectrum, {times a value occurs: number of such values}, as `kernels.multiplicity` gives it.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import sqrt

Spectrum = Mapping[int, int]


def records(spectrum: Spectrum) -> int:
    """Records with a value."""
    return sum(times * values for times, values in spectrum.items())


def surplus(spectrum: Spectrum) -> int:
    """Records beyond the first of their value: what removing duplicates would remove."""
    return sum((times - 1) * values for times, values in spectrum.items())


def sampling_error(spectrum: Spectrum, scale: int) -> float:
    """The standard error of `surplus` where one value in `scale` was followed and its counts multiplied by `scale`.

    Each value is kept by itself with probability 1 / scale, so the variance (Horvitz and Thompson 1952) is estimated by
    scale * (scale - 1) times the squared surplus of those kept; `spectrum` holds them multiplied already.
    """
    return sqrt((scale - 1) * sum((times - 1) ** 2 * values for times, values in spectrum.items()))


def groups(spectrum: Spectrum) -> int:
    """Values that occur more than once."""
    return sum(values for times, values in spectrum.items() if times > 1)


def pairs(spectrum: Spectrum) -> int:
    """Unordered pairs of records with the same value."""
    return sum(times * (times - 1) // 2 * values for times, values in spectrum.items())


def collision_rate(spectrum: Spectrum) -> float:
    """The probability that two different records have the same value (sum of p squared, unbiased: Simpson 1949)."""
    n = records(spectrum)
    return pairs(spectrum) / (n * (n - 1) / 2) if n > 1 else 0.0


def expected_pairs(total: int, *spectra: Spectrum) -> float:
    """Pairs of `total` records that would agree in every part if the parts were drawn apart, from their frequencies.

    An upper bound of the surplus records too, since k equal records make k (k - 1) / 2 pairs and k - 1 surplus ones.
    """
    rate = 1.0
    for spectrum in spectra:
        rate *= collision_rate(spectrum)
    return total * (total - 1) / 2 * rate
