"""Elasticsearch's automatic document ids: 20 characters in which the clock of the indexing run can be read.

Source: org.elasticsearch.common.TimeBasedUUIDGenerator (Elasticsearch 6-8), whose byte order is followed here.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from typing import Final

from leakcheck.synth.draw import Draw

_STARTED: Final = 1_628_500_000_000  # 9 August 2021, in milliseconds
_A_DAY: Final = 86_400_000


class Flake:
    """Ids of one bulk load, from one node, in order of time; every id carries the synthetic mark."""

    __slots__ = ("_clock", "_draw", "_node", "_sequence")

    def __init__(self, draw: Draw) -> None:
        self._draw = draw
        self._clock = _STARTED + draw.below(_A_DAY)
        self._sequence = draw.bits(24)
        self._node = (draw.bits(48) | 1 << 40).to_bytes(6, "big")  # a made-up node says so: the multicast bit is set

    def next(self) -> str:
        """The next id."""
        return self._draw.marked(self._step)

    def _step(self) -> str:
        self._sequence = (self._sequence + 1) & 0xFFFFFF
        self._clock += 1 + (self._draw.below(40) if self._draw.chance(0.02) else 0)
        clock, sequence = self._clock, self._sequence
        packed = bytes((sequence & 255, sequence >> 16, *(clock >> shift & 255 for shift in (16, 24, 32, 40))))
        packed += self._node + bytes((clock >> 8 & 255, sequence >> 8 & 255, clock & 255))
        return urlsafe_b64encode(packed).decode("ascii")
