"""Validators bound to one sample, and the features that they need, in stages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from leakcheck.engine.damage import DAMAGE, Census
from leakcheck.features.feature import Feature, Known, Stage, schedule
from leakcheck.features.key import Key
from leakcheck.features.text import present
from leakcheck.model.columns import Binding
from leakcheck.model.evidence import Failed, Family, Skipped
from leakcheck.protocols import Probe, Tally, Validator

COVERAGE: Final = "coverage"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be asked of every batch.

    Beside the probes of validators there are always two more, which count the filled (`COVERAGE`) and the damaged
    (`DAMAGE`) cells of every column; they give no outcome and stand in no order.

    `probes` has one entry a validator that runs, in the validators' order; `settled` has the others, with the outcome
    that binding already gave them. `order` lists all ids, `whole` those that cannot be asked of
    every other record. `stages` are the staged features of all probes, worked out under `key` where there is one.
    """

    order: tuple[str, ...]
    probes: Mapping[str, Probe[Any]]
    settled: Mapping[str, Skipped | Failed]
    stages: tuple[Stage, ...]
    whole: frozenset[str] = frozenset()
    key: Key | None = None

    @property
    def tallies(self) -> Mapping[str, Tally]:
        """The probes that are plain counts, worked out together in one `select`."""
        return {id_: probe for id_, probe in self.probes.items() if isinstance(probe, Tally)}

    @property
    def keyed(self) -> frozenset[str]:
        """The probes whose states mean nothing beside those made under another key."""
        return frozenset(
            id_ for id_, probe in self.probes.items() if any(feature.depends_on_key for feature in probe.features)
        )


def plan(
    validators: Sequence[Validator],
    binding: Binding,
    *,
    counting: bool = True,
    beside: Mapping[str, Probe[Any]] = MappingProxyType({}),
    key: Key | None = None,
) -> Plan:
    """Bind every validator. One that raises is settled as Failed; the others go on.

    Without `counting` nothing is counted but what the validators ask for, and the probes that run `beside` them: these
    give no outcome and stand in no order, and their states are found under their names.
    """
    probes: dict[str, Probe[Any]] = {COVERAGE: _coverage(binding), DAMAGE: Census(binding)} if counting else {}
    probes |= beside
    settled: dict[str, Skipped | Failed] = {}
    known = Known(_features(probes))
    for validator in validators:
        try:
            bound = validator.bind(binding)
            if isinstance(bound, Skipped):
                settled[validator.id] = bound
            else:
                known.add(bound.features)
                probes[validator.id] = bound
        except Exception as error:  # noqa: BLE001  (a plugin may raise anything; it must not stop the others)
            settled[validator.id] = Failed(validator.id, type(error).__name__)
    # What stands next to each other, and what repeats, is parted when every other record is left out.
    whole = frozenset(v.id for v in validators if v.reads_order or v.family is Family.DUPLICATION)
    return Plan(tuple(v.id for v in validators), probes, settled, schedule(_features(probes), key), whole, key)


def _features(probes: Mapping[str, Probe[Any]]) -> list[Feature]:
    return [feature for probe in probes.values() for feature in probe.features]


def _coverage(binding: Binding) -> Tally:
    filled = {column.index: present(column) for column in binding}
    counts = {str(index): feature.col.sum() for index, feature in filled.items()}
    return Tally(tuple(filled.values()), counts, lambda _: Skipped(COVERAGE, "counts for the report, no question"))


def filled(states: Mapping[str, Any], binding: Binding) -> dict[int, int]:
    """How many records have a value in each column, by position."""
    counts = states.get(COVERAGE, {})
    counts = {} if isinstance(counts, Failed) else counts
    return {column.index: counts.get(str(column.index), 0) for column in binding}
