"""What happened to the cells of a column: the repair's findings, and what the numbers themselves tell."""

from __future__ import annotations

from functools import cache
from typing import Final

import polars as pl

from leakcheck.features.feature import Feature
from leakcheck.features.identity import identity
from leakcheck.features.phone import phone, plan_region
from leakcheck.features.repair import mended
from leakcheck.model.columns import NUMBERS, Column, Role
from leakcheck.model.damage import Damage
from leakcheck.reference.schemes import load

PERHAPS_ROUNDED: Final = 1e-3  # share of long numbers whose digits past the fifteenth are zeros by chance


@cache
def damage(column: Column, country: str | None) -> Feature:
    """`Damage` bits of each cell (UInt16). `country`: the sample's, by which a phone number without one is read."""
    found = mended(column).damage
    match column.role:
        case role if role in NUMBERS and column.scheme in load():
            number = identity(column)
            told = {Damage.ZEROS: number.unpadded, Damage.PERHAPS_ROUNDED: number.rounded}
        case Role.PHONE:
            told = {Damage.ZEROS: phone(column, plan_region(column, country)).zero_lost}
        case _:
            return found
    bits = found.col
    for kind, feature in told.items():
        bit = pl.when(feature.col).then(pl.lit(int(kind), pl.UInt16)).otherwise(pl.lit(0, pl.UInt16))
        bits = bits | bit
    return Feature(f"{column.name}.damage.all", bits, (found, *told.values()))
