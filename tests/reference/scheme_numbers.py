"""Numbers of every identity scheme to compare on, and the independent implementation that judges them."""

from __future__ import annotations

import importlib
import random
import string
from collections.abc import Callable, Iterator
from functools import cache
from re import _constants as ops  # type: ignore[attr-defined]  # the syntax tree of a pattern, to draw from it
from re import _parser as parser  # type: ignore[attr-defined]

import plain_rules
import polars as pl

from leakcheck.features.feature import derive, stages
from leakcheck.features.identity import Identity, identity
from leakcheck.features.identity_parts import REGION_NO_COUNTY, REGION_UNKNOWN
from leakcheck.kernels.dates import EDITION, OLDEST
from leakcheck.model.columns import Column
from leakcheck.reference.schemes import Scheme

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


def flags(scheme: Scheme, cells: list[str]) -> pl.DataFrame:
    """Our reading of some cells: shaped, checked, valid (null: not checked), possible, accepted."""
    found: Identity = identity(Column(1, "", scheme=scheme.id))
    parts = (found.shaped, found.checked, found.valid, found.issuable, found.plausible_date, found.birth)
    issuable = found.issuable.col if found.issuable else pl.lit(value=True)
    wanted = [f for f in (*parts, found.region_state) if f is not None]
    table = derive(pl.DataFrame({"c1": pl.Series(cells, dtype=pl.String)}), stages(wanted))
    yes = [f.col.fill_null(value=True) for f in (found.issuable, found.plausible_date) if f is not None]
    if found.region_state:
        yes.append(~found.region_state.col.is_in([REGION_UNKNOWN, REGION_NO_COUNTY]).fill_null(value=False))
    alive = pl.lit(value=True)
    if found.birth:
        alive = found.birth.col.is_between((EDITION - OLDEST) * 10_000, EDITION * 10_000 + 1231).fill_null(value=True)
    valid = found.valid.col if found.valid else pl.lit(None, pl.Boolean)
    return table.select(
        shaped=found.shaped.col,
        checked=found.checked.col if found.checked else pl.lit(value=False),
        valid=valid,
        issuable=issuable,
        possible=pl.all_horizontal(found.shaped.col, alive, *yes),
        accepted=pl.all_horizontal(found.shaped.col, valid.fill_null(value=True), *yes),
    )


def dated(scheme: Scheme, number: str, rng: random.Random) -> str:
    """`number` with a date that the calendar may have, where the scheme writes one at a known place."""
    birth = scheme.birth
    if birth is None or birth.year is None or birth.month is None or len(number) != scheme.width:
        return number
    cells = list(number)
    year = {1: str(rng.randint(0, 9)), 2: f"{rng.randint(0, 99):02d}", 3: f"{rng.choice('90')}{rng.randint(0, 99):02d}"}
    cells[slice(*span(birth.year))] = year.get(birth.year[1], str(rng.randint(1930, 2012)))
    month = rng.randint(1, 12)
    if birth.month_letters:
        cells[birth.month[0]] = birth.month_letters[month - 1]
    else:
        cells[slice(*span(birth.month))] = f"{month + rng.choice(birth.months)[0]:02d}"
    if birth.day:
        cells[slice(*span(birth.day))] = f"{rng.randint(1, 31) + rng.choice(birth.days):02d}"
    return "".join(cells)


def span(at: tuple[int, int]) -> tuple[int, int]:
    """Offset and length as the ends of a slice."""
    return (at[0], at[0] + at[1])


# Where even draws from the shape would hardly ever give a number that the oracle takes.
BASES = {
    "cn-ric": "(?:110105|310101|440106)[0-9]{11}[0-9X]",
    "mx-curp": "[A-D]X[A-Z]{2}[0-9]{6}[HM](?:AS|DF|JC)[B-D]{3}[0-9A-Z][0-9]",
    "de-idnr": "(?:1123456789|2203456781|9012345559|8001234567)[0-9]",
    "iban": "(?:DE[0-9]{20}|NL[0-9]{2}ABNA[0-9]{10})",
    "cn-uscc": "9[123][0-9]{6}[0-9A-H]{9}[0-9]",
    "uy-rut": "(?:0[1-9]|1[0-9]|2[12])[0-9]{6}001[0-9]",
    "in-gstin": "27[A-Z]{3}P[A-Z][0-9]{4}[A-Z][1-9]Z[A-Z]",
    "be-vat": "0[4-7][0-9]{8}",
    "no-orgnr": "9[0-9]{8}",
    "mx-rfc-company": "[A-Z]{3}[0-9]{2}0[1-9]1[0-9][A-F][B-Z]A",
    "fr-nif": "(?:07000000(?:0[1-9]|1[1-9])|30000001(?:23|77))000",
    "eu-vat": "(?:DE[1-9][0-9]{8}|PL[0-9]{10}|SE[0-9]{10}01)",
    "ae-eid": "78419[0-9]{10}",
    "mk-edb": "4[0-9]{12}",
    "lk-nic": "19[0-9]{2}[1267][0-9]{7}",
}


def numbers(scheme: Scheme, rng: random.Random) -> Iterator[str]:
    """Random numbers of every layout; dated ones with every check digit; every right one changed at one place."""
    bases = 15 if scheme.chance > 0.01 else 40
    for form in scheme.forms:
        yield from (drawn(form.shape, rng) for _ in range(60))
        for _ in range(bases):
            base = dated(scheme, drawn(BASES.get(scheme.id, form.shape), rng), rng)
            yield from variants(scheme, base, {c.parameters["at"] for c in form.checks if "at" in c.parameters})


def variants(scheme: Scheme, base: str, places: set[int]) -> Iterator[str]:
    """`base` with every character at its check positions and every pair of last digits."""
    for place in places | {len(base) - 1}:
        if place < len(base):
            characters = string.digits if base[place].isdigit() else string.digits + string.ascii_uppercase
            yield from (base[:place] + c + base[place + 1 :] for c in characters)
    if base[-2:].isdigit():
        yield from (base[:-2] + f"{pair:02d}" for pair in range(100))
    if scheme.id == "fr-nif":
        yield from (f"{base[:10]}{rest:03d}" for rest in range(511))
    if scheme.id == "mrz-td3":
        yield plain_rules.mrz_completed(base)
    if scheme.id == "iban":
        yield from (f"{base[:2]}{pair:02d}{base[4:]}" for pair in range(2, 99))


def changed(number: str, rng: random.Random) -> str:
    """`number` with one character replaced by another of its kind."""
    place = rng.randrange(len(number))
    kind = string.digits if number[place].isdigit() else string.ascii_uppercase
    return number[:place] + rng.choice(kind.replace(number[place], "")) + number[place + 1 :]


# How the oracle wants a number to be written, where it does not take all the forms that we do.
WRITTEN: dict[str, Callable[[str], str]] = {
    "kr-frn": lambda n: f"{n[:6]}-{n[6:]}",
    "gb-utr": lambda n: n.rstrip("K"),
    "lk-nic": lambda n: n if len(n) == 12 else f"19{n[:5]}0{n[5:9]}",
    "ch-uid": lambda n: n.removeprefix("CHE")[:9],
    "no-orgnr": lambda n: n.removeprefix("NO")[:9],
    "se-orgnr": lambda n: n.removeprefix("SE")[:10],
    "hu-anum": lambda n: n.removeprefix("HU")[:8],
}


def oracle(scheme: Scheme) -> Callable[[str], bool]:
    """The independent implementation that the row names, or a plain one of ours."""
    if not scheme.oracle:
        return plain_rules.RULES[scheme.id]
    where, _, name = scheme.oracle.partition(":")
    if name == "calc_check_digit":
        calc = importlib.import_module(where).calc_check_digit
        return lambda n: len(n) == 15 or calc(n) == n[17].translate(str.maketrans("*Х×", "XXX"))
    if where == "idnumbers":
        country, _, kind = name.partition(".")
        validate = getattr(importlib.import_module(f"idnumbers.nationalid.{country}"), kind).validate
        written = WRITTEN.get(scheme.id, str)
        return lambda n: validate(written(n))
    if where.endswith("mx.rfc"):
        validate = importlib.import_module(where).is_valid
        return lambda n: validate(n, validate_check_digits=True)
    asked = getattr(importlib.import_module(where), name)
    written = WRITTEN.get(scheme.id, str)
    return lambda n: asked(written(n))
