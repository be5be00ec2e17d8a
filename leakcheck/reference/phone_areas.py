"""Which province a telephone number's area code, or a Chinese mobile number's first seven digits, was given to.

`phone_areas.txt.xz` is written by ``tests/reference/build_phone_areas.py`` from the phonenumbers package (geocoding
data Apache-2.0, The Libphonenumber Authors). Codes are those of `reference/places.toml`.
"""

from __future__ import annotations

import json
import lzma
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

CN_MOBILE_FIRST: Final = 1_300_000  # the first seven digits that `cn_mobile` begins with


@dataclass(frozen=True, slots=True)
class PhoneAreas:
    """`areas` maps a country to {area code: province}; `cn_mobile[n]` is the province of 1300000 + n, 0 unknown."""

    edition: str
    areas: Mapping[str, Mapping[int, int]]
    cn_mobile: bytes


@cache
def load() -> PhoneAreas:
    """The table. Raises KeyError or ValueError where it is damaged."""
    text = lzma.decompress(files("leakcheck.reference").joinpath("phone_areas.txt.xz").read_bytes())
    head, mobile = text.split(b"\n")
    table = json.loads(head)
    return PhoneAreas(
        edition=table["source"],
        areas={country: {int(area): code for area, code in rows.items()} for country, rows in table["areas"].items()},
        cn_mobile=mobile.translate(bytes((byte - 32) % 256 for byte in range(256))),
    )
