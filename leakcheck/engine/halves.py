"""What each of two halves of the first records says by itself: how much hangs on which records were drawn.

A record belongs to one half or the other by a hash of its number and the seed, so the halves do not depend on how the
records are cut into batches. Features are worked out once, for the whole batch; only the observing is done again. Past
the first `RECORDS` nothing is: there a share hardly moves with the draw, and a long sample would pay for it. Of a
sample in several files each file counts its own records, and files are halved until the first `RECORDS` are.

Validators that read the order of records, what repeats among them, or a sample of different values (`Thinned`: each is
looked at where a batch has it first) cannot be asked of every other record; what they say of the whole stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import polars as pl

from leakcheck.engine.observe import States, conclude, merge, observed
from leakcheck.engine.plan import Plan
from leakcheck.kernels.splitmix import GOLDEN, splitmix64
from leakcheck.model.evidence import Outcome
from leakcheck.protocols import Thinned

RECORDS: Final = 5_000  # of the sample's beginning that are halved: what the engine observes first, in one go
Halves = tuple[States, States]  # gathered batch by batch in file order


class Halving:
    """Asks the halves of a sample what its probes ask the whole."""

    def __init__(self, plan: Plan, seed: int) -> None:
        probes = {id_: probe for id_, probe in plan.probes.items() if id_ in plan.order and id_ not in plan.whole}
        probes = {id_: probe for id_, probe in probes.items() if not isinstance(probe, Thinned)}
        self._plan = replace(plan, probes=probes, order=tuple(probes), settled={})
        self._seed = seed

    @property
    def probes(self) -> tuple[str, ...]:
        """The validators that are asked of each half."""
        return self._plan.order

    def of(self, derived: pl.DataFrame | None, first: int) -> Halves | None:
        """The halves of one batch whose first record has the number `first`. None without features."""
        if derived is None:
            return None
        frame = derived.head(max(0, RECORDS - first))
        mask = drawn(first, frame.height, self._seed)
        left, right = (frame.filter(chosen) for chosen in (mask, ~mask))
        return self._observed(left), self._observed(right)

    def _observed(self, frame: pl.DataFrame) -> States:
        return observed(self._plan, frame) if frame.height else {}

    def merge(self, before: Halves | None, after: Halves | None) -> Halves | None:
        """The halves of what comes one after the other. None, where there were none to be had, stays so for good."""
        if before is None or after is None:
            return None
        left, right = (merge(self._plan, mine, new) for mine, new in zip(before, after, strict=True))
        return left, right

    def outcomes(self, halves: Halves | None, whole: Sequence[Outcome]) -> tuple[tuple[Outcome, ...], ...]:
        """The outcomes of each half, with what only the `whole` could tell; none where halving failed."""
        if halves is None:
            return ()
        kept = tuple(outcome for outcome in whole if outcome.validator not in self._plan.probes)
        return tuple((*conclude(self._plan, states), *kept) for states in halves)


def drawn(first: int, records: int, seed: int) -> pl.Series:
    """Whether each of the records numbered from `first` on belongs to the first half."""
    numbers = pl.int_range(first + 1, first + records + 1, dtype=pl.UInt64, eager=True)
    return splitmix64(numbers, seed * GOLDEN) % 2 == 1
