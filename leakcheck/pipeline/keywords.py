"""The settings of a run as a caller from Python says them: by the names of the command's options."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, TypedDict, Unpack

from leakcheck.binding import parse_override
from leakcheck.pipeline.settings import Settings
from leakcheck.sources import ReadOptions


class Keywords(TypedDict, total=False):
    """What `leakcheck.score` can be told of any sample; what is left out is as there."""

    map: Mapping[str | int, str] | None
    seed: int
    prior: float
    rows: int | None
    select: Sequence[str]
    ignore: Sequence[str]
    plugins: bool
    label: str | None
    min_cell: int
    mask_labels: bool
    reproducible: bool
    encoding: str | None
    delimiter: str | None
    header: Literal["auto", "yes", "no"]
    table: str | None
    timeout: float | None


def settings_of(**told: Unpack[Keywords]) -> Settings:
    """The settings that the keywords mean. Raises UsageError for a map that cannot be meant."""
    plain, reading = Settings(), ReadOptions()
    return Settings(
        read=ReadOptions(
            rows=told.get("rows"),
            encoding=told.get("encoding"),
            delimiter=told.get("delimiter"),
            header=told.get("header", reading.header),
            table=told.get("table"),
            timeout=told.get("timeout"),
        ),
        overrides=tuple(parse_override(f"{column}={role}") for column, role in (told.get("map") or {}).items()),
        select=tuple(told.get("select", ())),
        ignore=tuple(told.get("ignore", ())),
        prior=told.get("prior", plain.prior),
        seed=told.get("seed", plain.seed),
        min_cell=told.get("min_cell", plain.min_cell),
        mask_labels=told.get("mask_labels", plain.mask_labels),
        reproducible=told.get("reproducible", plain.reproducible),
        label=told.get("label"),
        plugins=told.get("plugins", plain.plugins),
    )
