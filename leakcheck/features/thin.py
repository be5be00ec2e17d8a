"""What need not be worked out any more, because no bottom sample would keep it.

A sample that has grown full keeps only keys whose hash ends in so many zero bits, and from then on never one that does
not. So what is dear is worked out for such keys alone: `floor` stands for the bits that have to be zero. It is 0, which
leaves nothing out, unless the engine knows better from the records before; the answer is the same either way.
"""

from __future__ import annotations

import polars as pl

from leakcheck.features.feature import Feature
from leakcheck.kernels.pairs import PairCounts


def floor(key: Feature) -> Feature:
    """The bits (UInt64) that must be zero in the hash by which a sample keeps `key`; derive's `floors` may set it."""
    return Feature(f"{key.name}.floor", pl.lit(0, pl.UInt64))


def kept(key: Feature) -> Feature:
    """Whether a `PairCounts` with `key` as its first column may still keep the record."""
    bound = floor(key)
    return Feature(f"{key.name}.kept", PairCounts.hashed(key.col) & bound.col == 0, (key, bound))
