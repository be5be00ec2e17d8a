"""A derived column of the batch, worked out once however many validators read it.

Polars works a shared inner expression out anew for every reader, so sharing is done here: a feature names its inputs
(`after`), and the engine evaluates features stage by stage, each stage in one `with_columns`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import polars as pl

from leakcheck.features.key import Key


@dataclass(frozen=True, slots=True, eq=False)
class Feature:
    """One derived column: `name`, the polars expression that makes it, and the features it is made from.

    The expression reads raw columns (``c1`` ...) and the columns of `after` only. One name means one expression, so
    names carry the raw column and the question: ``c3.id.shaped``. `keyed` marks the hash (UInt64) of something that one
    person has: a run whose states are kept works it out under a key of its own (`features.key`).
    """

    name: str
    expr: pl.Expr
    after: tuple[Feature, ...] = ()
    keyed: bool = False

    @property
    def col(self) -> pl.Expr:
        """The feature as an input of another expression."""
        return pl.col(self.name)

    @property
    def depth(self) -> int:
        """0 for a feature of raw columns, else one more than its deepest input."""
        return 1 + max((f.depth for f in self.after), default=-1)

    @property
    def depends_on_key(self) -> bool:
        """Whether another key gives other values: it is keyed, or an input of it is."""
        return self.keyed or any(f.depends_on_key for f in self.after)


class FeatureConflictError(ValueError):
    """Two different expressions claim one feature name: a defect of the validators, not of the sample."""


class Known:
    """Features and all their inputs, each name once, inputs first."""

    def __init__(self, features: Iterable[Feature] = ()) -> None:
        self._by_name: dict[str, Feature] = {}
        self.add(features)

    def add(self, features: Iterable[Feature]) -> None:
        """Take in these features too, all or none: FeatureConflictError where one name stands for two expressions."""
        new: dict[str, Feature] = {}
        for feature in features:
            self._visit(feature, new)
        self._by_name |= new

    def _visit(self, feature: Feature, new: dict[str, Feature]) -> None:
        seen = self._by_name.get(feature.name) or new.get(feature.name)
        if seen is not None:
            if seen is not feature and not seen.expr.meta.eq(feature.expr):
                raise FeatureConflictError(feature.name)
            return
        for inner in feature.after:
            self._visit(inner, new)
        new[feature.name] = feature

    def __iter__(self) -> Iterator[Feature]:
        return iter(self._by_name.values())


def stages(features: Iterable[Feature]) -> list[list[Feature]]:
    """All features and their inputs, grouped by depth, each name once, in a stable order.

    Raises FeatureConflictError where one name stands for two expressions.
    """
    levels: list[list[Feature]] = []
    depths: dict[str, int] = {}
    for feature in Known(features):
        depth = 1 + max((depths[f.name] for f in feature.after), default=-1)
        depths[feature.name] = depth
        while len(levels) <= depth:
            levels.append([])
        levels[depth].append(feature)
    return levels


@dataclass(frozen=True, slots=True)
class Stage:
    """Features worked out together, and the columns that are still wanted beside them."""

    made: tuple[Feature, ...]
    kept: tuple[str, ...]


def schedule(features: Sequence[Feature], key: Key | None = None) -> tuple[Stage, ...]:
    """The stages of all `features` and their inputs; a column is let go as soon as nothing reads it any more.

    Keyed ones are worked out under `key`, if there is one. Raises FeatureConflictError as `stages` does.
    """
    levels = stages(features)
    wanted = {feature.name for feature in features}
    plan: list[Stage] = []
    for level in reversed(levels):
        made = {feature.name for feature in level}
        under = level if key is None else [replace(f, expr=key.hashed(f.expr)) if f.keyed else f for f in level]
        plan.append(Stage(tuple(under), tuple(sorted(wanted - made))))
        wanted -= made
        wanted |= {name for feature in level for name in feature.expr.meta.root_names()}
    return tuple(reversed(plan))


def derive(
    batch: pl.DataFrame,
    plan: Sequence[Stage] | Sequence[Sequence[Feature]],
    floors: Mapping[str, int] = MappingProxyType({}),
) -> pl.DataFrame:
    """The features of a plan from `schedule`, or `batch` with all features of `stages` added; stage by stage.

    `floors` are values for features of `features.thin.floor`, by name. The pieces that readers join a batch of are made
    one first: polars does it anew for every stage otherwise.
    """
    batch = batch.rechunk()
    for stage in plan:
        features = stage.made if isinstance(stage, Stage) else stage
        batch = batch.with_columns(
            (pl.lit(floors[feature.name], pl.UInt64) if feature.name in floors else feature.expr).alias(feature.name)
            for feature in features
        )
        if isinstance(stage, Stage):
            batch = batch.select(*stage.kept, *(feature.name for feature in features))
    return batch
