"""Every row of id_schemes.toml against an independent implementation, its chances against a simulation."""

from __future__ import annotations

import importlib
import random
import re
import string
from collections.abc import Callable, Iterator
from functools import cache
from re import _constants as ops  # type: ignore[attr-defined]  # a pattern's own syntax tree: the shapes are the source
from re import _parser as parser  # type: ignore[attr-defined]

import polars as pl
import pytest

from leakcheck.errors import UnknownSchemeError
from leakcheck.features.feature import derive, stages
from leakcheck.features.identity import Identity, identity
from leakcheck.kernels.check_digits import KERNELS
from leakcheck.kernels.dates import EDITION, OLDEST
from leakcheck.model.columns import Column
from leakcheck.reference.schemes import Scheme, get, load, of_country

SCHEMES = list(load().values())
ALPHABET = string.digits + string.ascii_uppercase


parsed = cache(parser.parse)


def drawn(pattern: str, rng: random.Random) -> str:
    """A random string that matches `pattern`, every character drawn evenly from what its place allows."""
    return _drawn(parsed(pattern), rng)


def _drawn(tree: parser.SubPattern, rng: random.Random) -> str:
    out = []
    for op, value in tree:
        if op is ops.LITERAL:
            out.append(chr(value))
        elif op is ops.IN:
            choices = []
            for kind, arg in value:
                choices += [chr(arg)] if kind is ops.LITERAL else [chr(c) for c in range(arg[0], arg[1] + 1)]
            out.append(rng.choice(choices))
        elif op is ops.MAX_REPEAT:
            low, high, inner = value
            out += [_drawn(inner, rng) for _ in range(rng.randint(low, high))]
        elif op is ops.SUBPATTERN:
            out.append(_drawn(value[3], rng))
        elif op is ops.BRANCH:
            out.append(_drawn(rng.choice(value[1]), rng))
        else:
            assert op is ops.AT, op
    return "".join(out)


def read(scheme: Scheme, numbers: list[str]) -> pl.DataFrame:
    """Our reading of some cells: shaped, checked, valid, possible, accepted."""
    features: Identity = identity(Column(1, "", scheme=scheme.id))
    wanted = [
        f
        for f in (
            features.shaped,
            features.checked,
            features.valid,
            features.issuable,
            features.plausible_date,
            features.region_state,
            features.birth,
            features.sex,
            features.region,
        )
        if f is not None
    ]
    table = derive(pl.DataFrame({"c1": pl.Series(numbers, dtype=pl.String)}), stages(wanted))
    yes = [f.col.fill_null(value=True) for f in (features.issuable, features.plausible_date) if f is not None]
    if features.region_state:
        yes.append(~features.region_state.col.is_in([1, 2]).fill_null(value=False))
    born = features.birth.col.is_between(EDITION * 10_000 - OLDEST * 10_000, EDITION * 10_000 + 1231) if features.birth else pl.lit(value=True)
    valid = features.valid.col.fill_null(value=True) if features.valid else pl.lit(value=True)
    return table.select(
        shaped=features.shaped.col,
        checked=features.checked.col if features.checked else pl.lit(value=False),
        valid=valid,
        possible=pl.all_horizontal(features.shaped.col, born.fill_null(value=True), *yes),
        accepted=pl.all_horizontal(features.shaped.col, valid, *yes),
    )


def dated(scheme: Scheme, number: str, rng: random.Random) -> str:
    """`number` with a date that the calendar has, where the scheme has one at a known place."""
    birth = scheme.birth
    if birth is None or birth.year is None or birth.month is None or len(number) != scheme.width:
        return number
    cells = list(number)
    year = rng.randint(1930, 2012) if birth.year[1] == 4 else rng.randint(0, 99)
    cells[birth.year[0] : sum(birth.year)] = f"{year:0{birth.year[1]}d}"
    month = rng.randint(1, 12)
    if birth.month_letters:
        cells[birth.month[0]] = birth.month_letters[month - 1]
    else:
        month += rng.choice(birth.months)[0]
        cells[birth.month[0] : sum(birth.month)] = f"{month:02d}"
    if birth.day:
        cells[birth.day[0] : sum(birth.day)] = f"{rng.randint(1, 31) + rng.choice(birth.days):02d}"
    if birth.year[1] == 3:
        cells[birth.year[0] : sum(birth.year)] = rng.choice(["9", "0"]) + f"{rng.randint(0, 99):02d}"
    return "".join(cells)


def numbers(scheme: Scheme, rng: random.Random, bases: int = 12) -> Iterator[str]:
    """Random numbers, dated ones, all check digits for some of them, and single changes."""
    for form in scheme.forms:
        for _ in range(150):
            yield drawn(form.shape, rng)
        for _ in range(bases):
            base = dated(scheme, drawn(form.shape, rng), rng)
            places = {len(base) - 1, *(c.parameters["at"] for c in form.checks if "at" in c.parameters)}
            for place in (p for p in places if p < len(base)):
                yield from (base[:place] + c + base[place + 1 :] for c in (string.digits if base[place].isdigit() else ALPHABET))
            if base[-2:].isdigit():
                yield from (base[:-2] + f"{pair:02d}" for pair in range(100))
            if scheme.id == "iban":
                yield from (base[:2] + f"{pair:02d}" + base[4:] for pair in range(2, 99))


def oracle(scheme: Scheme) -> Callable[[str], bool]:
    if scheme.oracle == "stdnum.cn.ric:calc_check_digit":
        calc = importlib.import_module("stdnum.cn.ric").calc_check_digit
        return lambda n: len(n) == 15 or calc(n) == n[17]
    where, _, name = scheme.oracle.partition(":")
    if where == "idnumbers":
        country, _, kind = name.partition(".")
        return getattr(importlib.import_module(f"idnumbers.nationalid.{country}"), kind).validate
    return getattr(importlib.import_module(where), name)
