"""Batches to states, states to outcomes. A validator that fails is named; the others go on.

`States` maps a validator's id to its state, or to `Failed` once it has raised. Merging is associative and keeps file
order, so a file may be cut anywhere, and parts of it may be observed elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any, TypeVar

import polars as pl

from leakcheck.engine.plan import Plan
from leakcheck.features.feature import derive, schedule
from leakcheck.features.key import Key
from leakcheck.model.evidence import Failed, Outcome, SkipKind, Skipped
from leakcheck.protocols import Probe, Thinned

States = dict[str, Any]
T = TypeVar("T")
# A panic inside polars derives from BaseException, so `except Exception` would let it through.
_ANY_ERROR = (Exception, pl.exceptions.PanicException)


def observe(plan: Plan, batch: pl.DataFrame, floors: Mapping[str, int] = MappingProxyType({})) -> States:
    """The state of every probe after one batch of at least one record; `floors` come from those before, if any."""
    derived = features(plan, batch, floors)
    return observe_apart(plan, batch) if derived is None else observed(plan, derived)


def features(plan: Plan, batch: pl.DataFrame, floors: Mapping[str, int] = MappingProxyType({})) -> pl.DataFrame | None:
    """What the probes read of a batch; None where a feature has raised."""
    try:
        return derive(batch, plan.stages, floors)
    except _ANY_ERROR:
        return None


def observed(plan: Plan, derived: pl.DataFrame) -> States:
    """The state of every probe after the records whose features these are, at least one."""
    states = _observe_tallies(plan, derived)
    for id_, probe in plan.probes.items():
        if id_ not in states:
            states[id_] = _guarded(id_, partial(_observe_columns, probe, derived))
    return states


def _observe_tallies(plan: Plan, derived: pl.DataFrame) -> States:
    """All counts of all tallies in one select; none where that raises, so that each is tried by itself."""
    counts = {(id_, name): expr for id_, tally in plan.tallies.items() for name, expr in tally.counts.items()}
    if not counts:
        return {}
    try:
        row = derived.select(expr.cast(pl.Int64).fill_null(0).alias(f"{i}") for i, expr in enumerate(counts.values()))
    except _ANY_ERROR:
        return {}
    states: States = {id_: {} for id_ in plan.tallies}
    for (id_, name), value in zip(counts, row.row(0), strict=True):
        states[id_][name] = int(value)
    return states


def observe_apart(plan: Plan, batch: pl.DataFrame) -> States:
    """Every probe with its own features only: the slow way, taken when a shared feature has raised."""
    states: States = {}
    for id_, probe in plan.probes.items():
        states[id_] = _guarded(id_, partial(_observe_alone, probe, batch, plan.key))
    return states


def _observe_alone(probe: Probe[T], batch: pl.DataFrame, key: Key | None) -> T:
    return _observe_columns(probe, derive(batch, schedule(probe.features, key)))


def _observe_columns(probe: Probe[T], derived: pl.DataFrame) -> T:
    """What the probe sees of its own features; one that it names twice is one column."""
    return probe.observe(derived.select([*dict.fromkeys(feature.name for feature in probe.features)]))


def _guarded(validator: str, work: Callable[[], T]) -> T | Failed:
    try:
        return work()
    except _ANY_ERROR as error:
        return Failed(validator, type(error).__name__)


def floors(plan: Plan, states: States) -> dict[str, int]:
    """What need not be worked out after these states, for `observe`: what all readers of a feature can spare."""
    found: dict[str, int] = {}
    for id_, probe in plan.probes.items():
        state = states.get(id_)
        if isinstance(probe, Thinned) and not isinstance(state, Failed):
            told = {} if state is None else _guarded(id_, partial(probe.floors, state))
            if isinstance(told, Failed):
                return {}
            for name, value in told.items():
                found[name] = min(value, found.get(name, value))
    return found


def merge(plan: Plan, left: States, right: States) -> States:
    """The states of `left`'s records followed by `right`'s; `left` is reused."""
    for id_, probe in plan.probes.items():
        mine, theirs = left.get(id_), right.get(id_)
        if isinstance(mine, Failed) or theirs is None:
            continue
        if mine is None or isinstance(theirs, Failed):
            left[id_] = theirs
        else:
            left[id_] = _guarded(id_, partial(probe.merge, mine, theirs))
    return left


def conclude(plan: Plan, states: States) -> tuple[Outcome, ...]:
    """One outcome a validator, in the validators' order. `states` may be empty where no record was read."""
    outcomes: list[Outcome] = []
    for id_ in plan.order:
        if id_ in plan.settled:
            outcomes.append(plan.settled[id_])
            continue
        state = states.get(id_)
        if isinstance(state, Failed):
            outcomes.append(state)
        elif state is None:
            outcomes.append(_no_records(id_))
        else:
            outcomes.append(_guarded(id_, partial(plan.probes[id_].conclude, state)))
    return tuple(outcomes)


def _no_records(validator: str) -> Outcome:
    return Skipped(validator, "no records were read", SkipKind.RECORDS)
