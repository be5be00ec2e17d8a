"""What was observed of consecutive records, wherever that was done, and how it is put together in file order."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Self

from leakcheck.engine.halves import RECORDS, Halves, Halving
from leakcheck.engine.observe import States, merge
from leakcheck.engine.plan import Plan


def _no_halves() -> Halves:
    return {}, {}


@dataclass(slots=True)
class Part:
    """The states of all probes, those of the halves of the first records, and how many records there were."""

    states: States = field(default_factory=dict)
    halves: Halves | None = field(default_factory=_no_halves)
    records: int = 0

    def join(self, plan: Plan, halving: Halving | None, after: Self) -> None:
        """Add what follows; `after` is used up. Without `halving` halves are left as they are."""
        if halving is not None and self.records < RECORDS:
            self.halves = halving.merge(self.halves, after.halves)
        self.states = merge(plan, self.states, after.states)
        self.records += after.records
