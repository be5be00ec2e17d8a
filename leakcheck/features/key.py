"""The key under which a run hashes what persons are told apart by.

Hashes that stay inside one process need none. Those in a state that is kept or sent (`score --partial`) are hashed once
more under a key, so that whoever finds the state cannot ask it for a number or a name without the key. Hashes made
under one key can be compared wherever they were made; those under two keys never can. The hash is a fast one and no
cipher: it keeps the curious out, and its file is to be kept as closely as the sample.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from typing import Final, Self

import polars as pl

_WORD: Final = 8  # bytes of a seed
_PERSON: Final = b"leakcheck hashes"  # parts the seeds from all else that is derived from a secret
_PROBES: Final = 64  # values that tell whether two machines hash alike


@dataclass(frozen=True, slots=True)
class Key:
    """Two seeds of 64 bits, for two rounds of polars' hash."""

    seeds: tuple[int, int] = field(repr=False)

    @classmethod
    def of(cls, secret: bytes) -> Self:
        """The key that a secret of any length stands for."""
        told = hashlib.blake2b(secret, digest_size=2 * _WORD, person=_PERSON).digest()
        return cls((int.from_bytes(told[:_WORD], "little"), int.from_bytes(told[_WORD:], "little")))

    def hashed(self, hashes: pl.Expr) -> pl.Expr:
        """The same hashes (UInt64) under this key; null stays null."""
        return hashes.map_batches(self._rehashed, return_dtype=pl.UInt64)

    def _rehashed(self, hashes: pl.Series) -> pl.Series:
        again = pl.col("h").hash(self.seeds[0]).hash(self.seeds[1])
        return hashes.to_frame("h").select(pl.when(pl.col("h").is_not_null()).then(again)).to_series()

    def mark(self) -> str:
        """What tells that two states were made under one key, on machines that hash alike; it tells nothing else."""
        told = self._rehashed(pl.Series("h", range(_PROBES), pl.UInt64)).to_list()
        seeds = b"".join(seed.to_bytes(_WORD, "little") for seed in self.seeds)
        return hmac.new(seeds, repr(told).encode(), "sha256").hexdigest()
