"""Numbering plans of the world: libphonenumber's metadata, compiled, and what it leaves out.

`phone_plans.json.xz` is written by ``tests/reference/build_phone_plans.py`` from the phonenumbers package (metadata
Apache-2.0, The Libphonenumber Authors); `phone_plans.toml` is by hand, with a source a row.
"""

from __future__ import annotations

import json
import lzma
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from importlib.resources import files
from typing import Any, Final


class PhoneType(IntEnum):
    """What a number is for; the codes are libphonenumber's own."""

    FIXED = 0
    MOBILE = 1
    FIXED_OR_MOBILE = 2
    TOLL_FREE = 3
    PREMIUM = 4
    SHARED_COST = 5
    VOIP = 6
    PERSONAL = 7
    PAGER = 8
    COMPANY = 9
    VOICEMAIL = 10
    UNKNOWN = 99


@dataclass(frozen=True, slots=True)
class NumberSet:
    """Numbers of one type: national significant numbers that match `pattern` whole and have one of `lengths`."""

    kind: PhoneType
    pattern: str
    lengths: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """One region's numbering plan, or that of a calling code without a country.

    Patterns are in the Rust regex dialect, without anchors. `idd` leads abroad, `strip` matches what may precede a
    national number (with `transform` as the replacement where its last group took part), `leading` tells regions of one
    calling code apart. `lengths` and `local` are possible lengths with and without the area code; `zero_led` says that
    fixed or mobile numbers themselves may begin with 0. `types` come in the order in which they are asked. `plain` are
    expressions on the written number without punctuation, each *proved* at build time to give the very answer of the
    full rules; they cover most numbers of most countries. `additions` are numbers in use that the metadata does not
    know, `fictitious` numbers that are kept for fiction.
    """

    region: str
    calling_code: int
    idd: str | None
    strip: str | None
    transform: str | None
    leading: str | None
    general: str
    lengths: tuple[int, ...]
    local: tuple[int, ...]
    zero_led: bool
    types: tuple[NumberSet, ...]
    plain: tuple[NumberSet, ...]
    additions: tuple[NumberSet, ...]
    fictitious: str | None

    @property
    def whole_length(self) -> int:
        """Digits of the shortest mobile number: they have no area code to leave out, fixed ones have."""
        mobile = (PhoneType.MOBILE, PhoneType.FIXED_OR_MOBILE)
        return min((n for numbers in self.types if numbers.kind in mobile for n in numbers.lengths), default=0)


@dataclass(frozen=True, slots=True)
class Plans:
    """Every plan. `regions` maps a calling code to its regions, the main one first."""

    edition: str
    plans: Mapping[str, Plan]
    regions: Mapping[int, tuple[str, ...]]

    def main(self, calling_code: int) -> Plan:
        """The plan by which numbers of a calling code are parsed."""
        return self.plans[self.regions[calling_code][0]]


_PREFIX: Final = {"": "", "+": r"\+{code}", "c": "{code}", "t": "{trunk}"}


@cache
def load() -> Plans:
    """All numbering plans. Raises KeyError or ValueError where the packaged table is damaged."""
    folder = files("leakcheck.reference")
    table: dict[str, Any] = json.loads(lzma.decompress(folder.joinpath("phone_plans.json.xz").read_bytes()))
    notes = _notes()
    return Plans(
        edition=table["source"],
        plans={region: _plan(region, row, notes) for region, row in table["plans"].items()},
        regions={int(code): tuple(regions) for code, regions in table["codes"].items()},
    )


@cache
def cn_mobile_launch() -> Mapping[int, int]:
    """First three digits of a Chinese mobile number -> first year in which a subscriber can have had one."""
    return {int(prefix): year for prefix, year in _notes()["cn_mobile"].items() if prefix != "source"}


@cache
def _notes() -> dict[str, Any]:
    return tomllib.loads(files("leakcheck.reference").joinpath("phone_plans.toml").read_text("utf-8"))


def _plan(region: str, row: dict[str, Any], notes: dict[str, Any]) -> Plan:
    types = tuple(NumberSet(PhoneType(kind), pattern, tuple(lengths)) for kind, pattern, lengths in row["types"])
    reserved = [note["pattern"] for note in notes["fictitious"] if note["region"] == region]
    return Plan(
        region=region,
        calling_code=row["code"],
        idd=row["idd"],
        strip=row["strip"],
        transform=row["transform"],
        leading=row["leading"],
        general=row["general"],
        lengths=tuple(row["lengths"]),
        local=tuple(row["local"]),
        zero_led=row["zero"],
        types=types,
        plain=tuple(_plain(row, PhoneType(kind), prefixes, types) for kind, prefixes in row["plain"]),
        additions=tuple(
            NumberSet(PhoneType[note["kind"]], note["pattern"], tuple(note["lengths"]))
            for note in notes["addition"]
            if note["region"] == region
        ),
        fictitious="|".join(reserved) or None,
    )


def _plain(row: dict[str, Any], kind: PhoneType, prefixes: list[str], types: tuple[NumberSet, ...]) -> NumberSet:
    """A proved type as one expression; the number proper is its only capturing group, and `lengths` are its digits."""
    numbers = next(s for s in types if s.kind is kind)
    heads = [_PREFIX[p].format(code=row["code"], trunk=row["trunk"]) for p in prefixes]
    return NumberSet(kind, f"^(?:{'|'.join(heads)})({numbers.pattern})$", numbers.lengths)
