"""How many records, and how many identity numbers, occur again: exactly, whatever the size of the set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from leakcheck.features.feature import Feature
from leakcheck.features.identity import identity
from leakcheck.features.key import Key
from leakcheck.features.record import digest
from leakcheck.kernels.hash_log import HashLog
from leakcheck.model.columns import Binding, Role
from leakcheck.model.evidence import Failed, Quality, Skipped
from leakcheck.reference.schemes import load as schemes

EXACT: Final = "exact"
_RECORDS: Final = "Q040"
_NUMBERS: Final = "Q041"


@dataclass(frozen=True, slots=True)
class Exactly:
    """Where the hashes of a run may go, how many bytes of them stay in memory, and what they are hashed under."""

    folder: str
    memory: int
    key: Key

    def probe(self, binding: Binding) -> ExactRepeats:
        """What counts them for these columns."""
        asked = {_RECORDS: digest(binding.columns, "exact")}
        number = next((c for c in binding.all(Role.NATIONAL_ID) if c.scheme in schemes()), None)
        if number is not None:
            asked[_NUMBERS] = identity(number).digest
        keyed = {
            code: Feature(f"{feature.name}.exact", self.key.hashed(feature.col), (feature,))
            for code, feature in asked.items()
        }
        return ExactRepeats(keyed, self.folder, self.memory // 8 // len(keyed))


@dataclass(frozen=True, slots=True)
class ExactRepeats:
    """A probe that gives no outcome and stands in no order. `hashes` are what is counted, by Q code."""

    hashes: Mapping[str, Feature]
    folder: str
    limit: int

    @property
    def features(self) -> Sequence[Feature]:
        """Every hash."""
        return tuple(self.hashes.values())

    def observe(self, batch: pl.DataFrame) -> dict[str, HashLog]:
        """The hashes of one batch."""
        logs = {}
        for code, feature in self.hashes.items():
            logs[code] = HashLog(self.folder, self.limit)
            logs[code].add(batch[feature.name])
        return logs

    def merge(self, left: dict[str, HashLog], right: dict[str, HashLog]) -> dict[str, HashLog]:
        """The hashes of both."""
        for code, log in right.items():
            left[code].merge(log)
        return left

    def conclude(self, _: dict[str, HashLog]) -> Skipped:
        """No outcome."""
        return Skipped(EXACT, "counts for the report, no question")


def repeats(states: Mapping[str, Any]) -> Iterator[Quality]:
    """What occurs again, by Q code."""
    logs = states.get(EXACT)
    for code, log in logs.items() if isinstance(logs, dict) else ():
        total, again = log.repeats()
        yield Quality(code, again, again / total if total else None)


def failed(states: Mapping[str, Any]) -> bool:
    """Was counting exactly tried, and not done to the end?"""
    return isinstance(states.get(EXACT), Failed)
