"""The laws every validator keeps, for our own tests and for plugin authors.

    from leakcheck.testing import check_laws
    check_laws(MyValidator(), frame, binding)

raises LawError naming the law that was broken; it never prints a cell.
"""

from __future__ import annotations

import pickle
import random
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import polars as pl

from leakcheck.engine.observe import conclude, merge, observe
from leakcheck.engine.pack import UnpackableError, pack, unpack
from leakcheck.engine.plan import Plan, plan
from leakcheck.model.columns import Binding
from leakcheck.model.evidence import Evidence, Failed, Outcome, Skipped
from leakcheck.plugins.contract import fault, unheard
from leakcheck.protocols import Validator

SHORTEST_CELL = 5  # shorter cells occur in ordinary sentences by chance


class LawError(AssertionError):
    """A validator broke a law; the text names the validator and the law."""


def check_laws(validator: Validator, frame: pl.DataFrame, binding: Binding, *, seed: int = 0) -> Outcome:
    """Prove on `frame` (columns c1 ..., text) that `validator` keeps the laws; returns its outcome on the whole frame.

    Laws: it does not raise; the outcome does not depend on where the records are cut, nor on how states are grouped,
    nor (unless `reads_order`) on the order of merging; states pickle, can be kept in a part, and hold no text; the
    evidence is finite, bounded and counts what there is; no cell of the frame stands in its message. Raises LawError.
    """
    bound = plan([validator], binding, counting=False)
    whole = _outcome(bound, [frame])
    if isinstance(whole, Failed):
        raise LawError(f"{validator.id} raised {whole.error}")
    rng = random.Random(seed)
    for law, batches, order in _arrangements(frame, rng, reads_order=validator.reads_order):
        if _outcome(bound, batches, order) != whole:
            raise LawError(f"{validator.id}: the outcome changes with {law}")
    if frame.height and validator.id in bound.probes:
        _check_state(validator.id, observe(bound, frame)[validator.id])
    if isinstance(whole, Evidence):
        _check_evidence(validator, whole, frame)
    elif isinstance(whole, Skipped):
        _check_skipped(validator, whole)
    return whole


def _arrangements(
    frame: pl.DataFrame, rng: random.Random, *, reads_order: bool
) -> Iterator[tuple[str, list[pl.DataFrame], str]]:
    """(the law, the batches, how their states are grouped) for every way of cutting that is tried."""
    if frame.height < 2:
        return
    yield "a cut in the middle", _cut(frame, [frame.height // 2]), "left"
    yield "a first batch of one record", _cut(frame, [1]), "left"
    cuts = sorted(rng.sample(range(1, frame.height), min(7, frame.height - 1)))
    yield "eight batches", _cut(frame, cuts), "left"
    yield "eight batches merged from the right", _cut(frame, cuts), "right"
    yield "batches that have been pickled and packed", _cut(frame, cuts), "pickled"
    if not reads_order:
        yield "the order of the batches", _cut(frame, cuts)[::-1], "left"


def _cut(frame: pl.DataFrame, cuts: Sequence[int]) -> list[pl.DataFrame]:
    edges = [0, *cuts, frame.height]
    return [frame.slice(low, high - low) for low, high in pairwise(edges)]


def _outcome(bound: Plan, batches: Sequence[pl.DataFrame], grouping: str = "left") -> Outcome:
    states = [observe(bound, batch) for batch in batches if batch.height]
    if grouping == "pickled":
        states = [pickle.loads(pickle.dumps(state)) for state in states]  # noqa: S301  (made a line above)
        states = [_packed(state) for state in states]
    total: dict[str, Any] = {}
    if grouping == "right":
        for state in reversed(states):
            total = merge(bound, state, total)
    else:
        for state in states:
            total = merge(bound, total, state)
    return conclude(bound, total)[0]


def _packed(states: dict[str, Any]) -> dict[str, Any]:
    """The states as a part of a set keeps them; classes of a plugin are looked for in its own package."""
    packages = sorted({type(state).__module__.partition(".")[0] for state in states.values()})
    try:
        again: dict[str, Any] = unpack(pack(states), packages)
    except UnpackableError as error:
        raise LawError(f"{', '.join(states)}: a state cannot be kept in a part ({error})") from None
    return again


def _check_state(validator: str, state: object) -> None:
    """Integers, hashes and containers of them; no text but the keys of a mapping."""
    if isinstance(state, str | bytes | float):
        raise LawError(f"{validator}: a state holds {type(state).__name__}")
    if isinstance(state, pl.DataFrame | pl.Series):
        frame = state.to_frame() if isinstance(state, pl.Series) else state
        if any(dtype in (pl.String, pl.Binary, pl.Categorical) for dtype in frame.dtypes):
            raise LawError(f"{validator}: a state holds a column of text")
        return
    if isinstance(state, Mapping):
        for value in state.values():
            _check_state(validator, value)
        return
    if isinstance(state, list | tuple | set | frozenset):
        for value in state:
            _check_state(validator, value)
        return
    for name in _fields(state):
        _check_state(validator, getattr(state, name))


def _fields(state: object) -> list[str]:
    slots = [name for kind in type(state).__mro__ for name in getattr(kind, "__slots__", ())]
    return [name for name in (*slots, *vars(state)) if hasattr(state, name)] if hasattr(state, "__dict__") else slots


def _check_skipped(validator: Validator, skipped: Skipped) -> None:
    if not skipped.reason:
        raise LawError(f"{validator.id}: skipped without a reason")
    says = getattr(validator, "says", None)
    if says is not None and (problem := unheard(skipped, says, 0)) is not None:
        raise LawError(f"{validator.id}: {problem}")


def _check_evidence(validator: Validator, evidence: Evidence, frame: pl.DataFrame) -> None:
    id_ = validator.id
    if evidence.validator != id_:
        raise LawError(f"{id_}: evidence under another id or family")
    if (problem := fault(evidence, validator.family, frame.width)) is not None:
        raise LawError(f"{id_}: {problem}")
    says = getattr(validator, "says", None)  # a plugin's words; the built-in validators' are read by us
    if says is not None and (problem := unheard(evidence, says, frame.width * frame.height)) is not None:
        raise LawError(f"{id_}: {problem}")
    text = evidence.message.text()
    for column in frame.get_columns():
        cells = column.drop_nulls().unique()
        if any(len(cell) >= SHORTEST_CELL and cell in text for cell in cells):
            raise LawError(f"{id_}: a cell stands in the message")
