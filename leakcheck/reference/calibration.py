"""How far the judge's ratios can be trusted, and by what factors they are scaled: the data is `calibration.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Trial:
    """A set of samples of known origin and how the ratios did on them.

    `cllr` is the mean cost in bits (0 for an oracle, 1 for ratios that tell nothing), `cllr_held_out` that of scaled
    ratios on sources which the factors were not fitted on, `cllr_min` what no rescaling could save. `misleading_*` are
    the worst log10 LR of a genuine sample against any alternative, and of another sample against all of them together.
    """

    name: str
    genuine: int
    other: int
    registers: tuple[str, ...]
    generators: tuple[str, ...]
    cllr: float
    cllr_held_out: float
    cllr_min: float
    auc: float
    misleading_against: float
    misleading_for: float


@dataclass(frozen=True, slots=True)
class Confusion:
    """How many samples of one kind and size got each verdict."""

    set: str
    kind: str
    records: str
    verdicts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Point:
    """Samples with much the same log10 LR: its mean, the share of genuine it deserved, and how many there were."""

    set: str
    told: float
    share: float
    genuine: int
    other: int


@dataclass(frozen=True, slots=True)
class Alarms:
    """How often a family spoke 10 to 1 against genuine samples, and of the alternative's own."""

    set: str
    alternative: str
    family: str
    genuine: int
    false_alarms: int
    own: int
    seen: int
    cllr: float
    auc: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """The table. `scale` is what the judge multiplies log10 LR of an alternative by, `fitted` what the fit came to.

    `seeds` is the share of the program's seeds that was used.
    """

    date: str
    seeds: float
    shipped: bool
    scale: Mapping[str, float]
    fitted: Mapping[str, float]
    trials: tuple[Trial, ...]
    confusion: tuple[Confusion, ...]
    points: tuple[Point, ...]
    families: tuple[Alarms, ...]


@cache
def calibration() -> Calibration:
    """The table. Raises KeyError or TypeError where the packaged file is damaged."""
    table = tomllib.loads(files(__package__).joinpath("calibration.toml").read_text("utf-8"))
    return Calibration(
        date=table["date"],
        seeds=table["seeds"],
        shipped=table["shipped"],
        scale=table["scale"],
        fitted=table["fitted"],
        trials=tuple(
            Trial(**{**row, "registers": tuple(row["registers"]), "generators": tuple(row["generators"])})
            for row in table["set"]
        ),
        confusion=tuple(Confusion(**row) for row in table["confusion"]),
        points=tuple(Point(**row) for row in table["point"]),
        families=tuple(Alarms(**row) for row in table["family"]),
    )
