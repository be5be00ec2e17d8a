"""The engine shares work, keeps file order, and lets no validator take the others down."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

import polars as pl
import pytest

from leakcheck.engine.observe import conclude, merge, observe
from leakcheck.engine.plan import plan
from leakcheck.features.feature import Feature, FeatureConflictError, stages
from leakcheck.model.columns import Binding, Column
from leakcheck.model.evidence import Evidence, Failed, Family, Message, Skipped
from leakcheck.protocols import Tally

BINDING = Binding((Column(1, "a"), Column(2, "b")))
FRAME = pl.DataFrame({"c1": ["x", "yy", "zzz", ""], "c2": ["1", "2", "3", "4"]})
LENGTH = Feature("c1.length", pl.col("c1").str.len_chars())
LONG = Feature("c1.long", LENGTH.col > 1, (LENGTH,))


def evidence(id_: str, n: int) -> Evidence:
    return Evidence(id_, Family.NAMES, Message("{n:count} long", {"n": n}), tested=n)


@dataclass
class CountsLong:
    """Counts cells of more than one character."""

    id: str = "T1"
    name: ClassVar[str] = "long"
    title: ClassVar[str] = "Long cells"
    family: ClassVar[Family] = Family.NAMES
    version: ClassVar[int] = 1
    reads_order: ClassVar[bool] = False

    def bind(self, binding: Binding) -> Tally | Skipped:
        return Tally((LONG,), {"long": LONG.col.sum()}, lambda totals: evidence(self.id, totals["long"]))


class Order:
    """Remembers the lengths in file order."""

    features = (LENGTH,)

    def observe(self, batch: pl.DataFrame) -> list[int]:
        assert batch.columns == ["c1.length"]
        return batch["c1.length"].to_list()

    def merge(self, left: list[int], right: list[int]) -> list[int]:
        left += right
        return left

    def conclude(self, state: list[int]) -> Evidence:
        return evidence("T2", int("".join(map(str, state))))


@dataclass
class ReadsOrder(CountsLong):
    id: str = "T2"
    probe: object = None

    def bind(self, binding: Binding) -> object:
        return self.probe or Order()


class Raises(CountsLong):
    def __init__(self, where: str) -> None:
        super().__init__("T3")
        self.where = where

    def bind(self, binding: Binding) -> object:
        if self.where == "bind":
            raise RuntimeError("secret cell")
        probe = Order()
        if self.where == "feature":
            probe.features = (Feature("c1.bad", pl.col("no such column")),)
        elif self.where == "panic":

            def panic(*_: object) -> None:
                raise pl.exceptions.PanicException("secret cell")

            probe.observe = panic
        elif self.where != "tally":
            setattr(probe, self.where, lambda *_: 1 / 0)
        if self.where == "tally":
            return Tally((LENGTH,), {"bad": pl.col("c1.length").str.len_chars()}, lambda _: evidence("T3", 0))
        return probe


def outcomes(*validators: object, cuts: tuple[int, ...] = (0, 4)) -> tuple[object, ...]:
    bound = plan(validators, BINDING)
    states: dict[str, object] = {}
    for low, high in pairwise(cuts):
        states = merge(bound, states, observe(bound, FRAME.slice(low, high - low)))
    return conclude(bound, states)


def test_counts_and_order_survive_any_cut() -> None:
    for cuts in [(0, 4), (0, 1, 4), (0, 1, 2, 3, 4)]:
        tally, order = outcomes(CountsLong(), ReadsOrder(), cuts=cuts)
        assert tally.tested == 2
        assert order.tested == 1230


@pytest.mark.parametrize("where", ["bind", "feature", "observe", "merge", "conclude", "tally", "panic"])
def test_one_failure_is_named_and_the_others_go_on(where: str) -> None:
    before, failed, after = outcomes(CountsLong(), Raises(where), ReadsOrder(), cuts=(0, 2, 4))
    assert (before.tested, after.tested) == (2, 1230)
    assert isinstance(failed, Failed)
    assert failed.validator == "T3"
    assert "secret" not in failed.error


def test_a_feature_that_a_probe_names_twice_is_one_column() -> None:
    twice = Order()
    twice.features = (LENGTH, LENGTH)
    (order,) = outcomes(ReadsOrder(probe=twice))
    assert order.tested == 1230


def test_no_batch_is_no_record() -> None:
    (outcome,) = outcomes(CountsLong(), cuts=(0,))
    assert isinstance(outcome, Skipped)


def test_a_feature_is_worked_out_once_and_after_its_inputs() -> None:
    levels = stages([LONG, LENGTH, LONG])
    assert [[feature.name for feature in level] for level in levels] == [["c1.length"], ["c1.long"]]


def test_one_name_for_two_expressions_is_refused() -> None:
    with pytest.raises(FeatureConflictError):
        stages([LENGTH, Feature("c1.length", pl.col("c1").str.len_bytes())])
