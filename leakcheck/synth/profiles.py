"""The kinds of sample: one register, and the ways in which samples are made up.

    register    a population with its households, names, places, numbers and clerks
    random      junk: every cell drawn on its own, in the right shape
    generator   Faker, with its own vocabularies
    padded      a register's core, repeated with small edits
    shuffled    a register whose columns were permuted, each on its own
    mixed       a register with runs of junk between

Whatever the profile, every identity number, phone, e-mail address and record number carries the synthetic mark.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import BinaryIO, Final

from leakcheck.errors import UsageError
from leakcheck.model.columns import Role
from leakcheck.synth.america import America
from leakcheck.synth.china import China
from leakcheck.synth.china_persons import ChinaPersons
from leakcheck.synth.draw import Draw
from leakcheck.synth.formats import FORMATS, encode
from leakcheck.synth.generator import generated
from leakcheck.synth.italy import Italy
from leakcheck.synth.junk import junk
from leakcheck.synth.layout import Field, Population, Record
from leakcheck.synth.noise import worn
from leakcheck.synth.padding import padded

WINDOW: Final = 100_000  # records held in memory, at most: to permute within, and as the core of a padded sample
_RUN: Final = 24  # records of one kind in a row in a mixed sample, on average
LOCALES: Final = ("zh_CN", "en_US", "it_IT")
_POPULATIONS: Final[dict[str, Callable[[Draw], Population]]] = {"zh_CN": China, "en_US": America, "it_IT": Italy}


def write(
    profile: str,
    out: BinaryIO,
    *,
    rows: int,
    seed: int,
    locale: str,
    format: str = "csv",  # noqa: A002 - the option's own name
    encoding: str = "utf-8",
    share: float = 0.5,
    header: bool = True,
) -> None:
    """Write `rows` records of a profile, the same bytes for the same arguments on any machine.

    `share` is the made-up part of a mixed sample, and the core of a padded one. At most `WINDOW` records are
    held in memory. Raises UsageError for a profile, locale or format that is not there, and where Faker is missing.
    """
    if profile not in PROFILES:
        raise UsageError("LC101", f"no such profile {profile!r}", f"one of: {', '.join(PROFILES)}")
    if format not in FORMATS:
        raise UsageError("LC101", f"no such format {format!r}", f"one of: {', '.join(FORMATS)}")
    if locale not in LOCALES and profile != "generator":
        raise UsageError("LC101", f"no population for locale {locale!r}", f"one of: {', '.join(LOCALES)}")
    if rows < 0 or not 0 <= share <= 1:
        raise UsageError("LC102", "rows must not be negative, and share must be 0 to 1")
    try:
        codecs.lookup(encoding)
    except LookupError:
        raise UsageError("LC101", f"no such encoding {encoding!r}", "utf-8, gb18030, utf-16 ...") from None
    draw = Draw(seed)
    fields, records = PROFILES[profile](draw, rows, locale, format, share)
    shown = fields if header else [replace(field, label="") for field in fields]
    encode(out, shown, records, kind=format, encoding=encoding, draw=draw)


Made = tuple[Sequence[Field], Iterator[Record]]


def _population(draw: Draw, locale: str, format_: str) -> Population:
    if locale == "zh_CN" and format_ == "elasticsearch":
        return ChinaPersons(draw)
    return _POPULATIONS[locale](draw)


def _register(draw: Draw, rows: int, locale: str, format_: str, _: float) -> Made:
    population = _population(draw, locale, format_)
    return population.fields, worn(draw, population.fields, population.records(draw, rows))


def _random(draw: Draw, rows: int, locale: str, format_: str, _: float) -> Made:
    fields = _population(draw, locale, format_).fields
    return fields, junk(draw, fields, locale, rows)


def _generator(draw: Draw, rows: int, locale: str, _: str, __: float) -> Made:
    return generated(draw, locale, rows)


def _padded(draw: Draw, rows: int, locale: str, format_: str, share: float) -> Made:
    core = max(1, min(round(rows * share), WINDOW))
    fields, records = _register(draw, core, locale, format_, share)
    return fields, padded(draw, fields, list(records), rows)


def _shuffled(draw: Draw, rows: int, locale: str, format_: str, share: float) -> Made:
    fields, records = _register(draw, rows, locale, format_, share)
    return fields, permuted(draw, fields, records)


def permuted(draw: Draw, fields: Sequence[Field], records: Iterator[Record]) -> Iterator[Record]:
    """Each column but the record number permuted on its own, within windows of `WINDOW` records."""
    while window := list(islice(records, WINDOW)):
        columns = zip(*window, strict=True)
        moved = [
            list(column) if field.role is Role.RECORD_ID else draw.shuffled(column)
            for field, column in zip(fields, columns, strict=True)
        ]
        yield from map(list, zip(*moved, strict=True))


def _mixed(draw: Draw, rows: int, locale: str, format_: str, share: float) -> Made:
    population = _population(draw, locale, format_)
    fields = population.fields
    false = round(rows * share)
    real = worn(draw, fields, population.records(draw, rows - false))
    return fields, _in_runs(draw, real, rows - false, junk(draw, fields, locale, false), false)


def _in_runs(draw: Draw, real: Iterator[Record], reals: int, false: Iterator[Record], falses: int) -> Iterator[Record]:
    """Runs of either kind, in proportion to what is left of each."""
    while reals or falses:
        run = 1 + draw.below(2 * _RUN - 1)
        if draw.random() * (reals + falses) < reals:
            taken = min(run, reals)
            reals -= taken
            yield from islice(real, taken)
        else:
            taken = min(run, falses)
            falses -= taken
            yield from islice(false, taken)


PROFILES: Final[dict[str, Callable[[Draw, int, str, str, float], Made]]] = {
    "register": _register,
    "random": _random,
    "generator": _generator,
    "padded": _padded,
    "shuffled": _shuffled,
    "mixed": _mixed,
}
