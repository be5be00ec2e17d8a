"""`check_laws` finds the breach of each law: it is itself tested on validators that break one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import polars as pl
import pytest

from leakcheck.features.feature import Feature
from leakcheck.model.columns import Binding, Column
from leakcheck.model.evidence import Evidence, Family, Hypothesis, Message, Rate, Skipped, Term
from leakcheck.testing import LawError, check_laws

BINDING = Binding((Column(1, "a"),))
FRAME = pl.DataFrame({"c1": [f"cell-{i % 7}" for i in range(40)]})
VALUE = Feature("c1.value", pl.col("c1").str.len_chars() + pl.col("c1").str.slice(5).cast(pl.Int64))


class Probe:
    """A lawful probe: the sum of a number a cell."""

    features = (VALUE,)

    def observe(self, batch: pl.DataFrame) -> object:
        return int(batch["c1.value"].sum())

    def merge(self, left: object, right: object) -> object:
        return left + right

    def conclude(self, state: object) -> Evidence | Skipped:
        return Evidence("T1", Family.NAMES, Message("sum {n:count}", {"n": state}), tested=state)


class DependsOnCuts(Probe):
    def observe(self, batch: pl.DataFrame) -> object:
        return super().observe(batch) + batch.height // 30


class DependsOnGrouping(Probe):
    def merge(self, left: object, right: object) -> object:
        return 2 * left + right if left > right else left + right


class DependsOnOrder(Probe):
    def observe(self, batch: pl.DataFrame) -> object:
        return [int(batch["c1.value"][0])]

    def merge(self, left: object, right: object) -> object:
        return left

    def conclude(self, state: object) -> Evidence:
        return super().conclude(state[0])


class HoldsText(Probe):
    features = (Feature("c1.value", pl.col("c1")),)

    def observe(self, batch: pl.DataFrame) -> object:
        return {"first": batch["c1.value"].max()}

    def merge(self, left: object, right: object) -> object:
        return {"first": max(left["first"], right["first"])}

    def conclude(self, state: object) -> Evidence:
        return super().conclude(1)


class HoldsTextColumn(HoldsText):
    def observe(self, batch: pl.DataFrame) -> object:
        return batch.select("c1.value").unique().sort("c1.value")

    def merge(self, left: object, right: object) -> object:
        return pl.concat([left, right]).unique().sort("c1.value")


class QuotesACell(Probe):
    def conclude(self, state: object) -> Evidence:
        return Evidence("T1", Family.NAMES, Message("{word}", {"word": Term("saw cell-3 there")}))


class Unbounded(Probe):
    def conclude(self, state: object) -> Evidence:
        return Evidence("T1", Family.NAMES, Message("x"), {Hypothesis.JUNK: float("inf")})


class Overcounts(Probe):
    def conclude(self, state: object) -> Evidence:
        return Evidence("T1", Family.NAMES, Message("x"), rates=(Rate("r", 2, 1),))


class ElsewhereColumn(Probe):
    def conclude(self, state: object) -> Evidence:
        return Evidence("T1", Family.NAMES, Message("x"), columns=(9,))


class OtherFamily(Probe):
    def conclude(self, state: object) -> Evidence:
        return Evidence("T1", Family.PHONE, Message("x"))


class Raises(Probe):
    def conclude(self, state: object) -> Evidence:
        raise ValueError("cell-3")


class NoReason(Probe):
    def conclude(self, state: object) -> Skipped:
        return Skipped("T1", "")


@dataclass
class Validator:
    probe: Probe
    id: str = "T1"
    name: ClassVar[str] = "t"
    title: ClassVar[str] = "T"
    family: ClassVar[Family] = Family.NAMES
    version: ClassVar[int] = 1
    reads_order: bool = False

    def bind(self, binding: Binding) -> Probe:
        return self.probe


def test_a_lawful_validator_passes() -> None:
    outcome = check_laws(Validator(Probe()), FRAME, BINDING)
    assert outcome.tested == sum(6 + i % 7 for i in range(40))


@pytest.mark.parametrize(
    ("probe", "law"),
    [
        (DependsOnCuts(), "cut|batch"),
        (DependsOnGrouping(), "merged|batches|cut"),
        (DependsOnOrder(), "order of the batches"),
        (HoldsText(), "holds str"),
        (HoldsTextColumn(), "column of text"),
        (QuotesACell(), "stands in the message"),
        (Unbounded(), "finite"),
        (Overcounts(), "more hits"),
        (ElsewhereColumn(), "does not have"),
        (OtherFamily(), "another id or family"),
        (Raises(), "raised ValueError$"),
        (NoReason(), "without a reason"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_breach_is_found(probe: Probe, law: str) -> None:
    with pytest.raises(LawError, match=law):
        check_laws(Validator(probe), FRAME, BINDING)


def test_an_order_reader_may_depend_on_the_order() -> None:
    assert check_laws(Validator(DependsOnOrder(), reads_order=True), FRAME, BINDING).tested == 6
