"""Which schemes do a column's numbers follow, far above chance?

A scheme is a candidate where enough cells have its shape. It is found where check digits, dates and places hold far
more often than in random numbers of that shape, corrected for the number of schemes that were tried. What the best
scheme leaves unexplained is tried again, so that a column of several schemes is told apart.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from math import log10
from typing import Final, NamedTuple

import polars as pl

from leakcheck.features.feature import Feature, derive, stages
from leakcheck.features.identity import Identity, reading
from leakcheck.features.identity_parts import REGION_NO_COUNTY, REGION_UNKNOWN
from leakcheck.features.text import clean
from leakcheck.kernels.dates import EDITION, OLDEST
from leakcheck.kernels.long_tail import verdicts
from leakcheck.model.columns import Column, Role
from leakcheck.reference.schemes import Scheme, load
from leakcheck.stats.likelihood import ANYTHING, Beta, share_llr


class Match(NamedTuple):
    """A scheme that a column's values follow: shares of the present values that are shaped, and that hold."""

    scheme: str
    shaped: float
    valid: float


class Found(NamedTuple):
    """The schemes of one column, the commonest first, and those that explain the first one's numbers just as well."""

    matches: tuple[Match, ...]
    ties: tuple[str, ...]


class _Judged(NamedTuple):
    match: Match
    evidence: float  # log10 likelihood ratio against random numbers of the shape
    right: pl.Series  # by cell: everything holds


_BARE: Final = Column(index=1, label="", role=Role.NATIONAL_ID)
_SHAPED: Final = 0.5  # at least half of the values must look like numbers of the only scheme
_PART: Final = 0.1  # at least a tenth of them like numbers of one of several
_SCREEN: Final = 40  # cells on which shapes are screened before anything is worked out
_FEW: Final = 10  # cells under which a part of a column is no witness
_HALF: Final = 0.4  # share of a further scheme's numbers that must hold: fewer are other numbers that hold by chance
_MOST: Final = 4  # schemes in one column; more are chance
_DECISIVE: Final = 2.0  # log10 likelihood ratio against random numbers of the same shape
_TELLING: Final = 0.05  # parts that fewer random numbers than this would have right are evidence on their own
_COMMON: Final = 0.25  # parts that more than one random number in four has right are no evidence
_HINT: Final = 2.0  # what knowing the country of the file is worth: schemes of two countries share layouts
_WRITTEN_LLR: Final = 3.0  # what a column written in the scheme's own separators is worth
_GROUPED: Final = r"^[0-9]{1,4}(?:(?:[ .,-][0-9]{3})+|(?:[ .-][0-9]{4})+)$"  # as amounts, phones and cards are, too
_TIED: Final = 0.5  # difference in evidence under which two schemes explain the numbers equally well
_TAIL: Final = 60  # distinct cells that the long tail is asked about: 2 ms a scheme


def match_schemes(values: pl.Series, country_hint: str | None = None) -> list[Match]:
    """The schemes that `values` follow far above chance, in order of evidence; `country_hint` (ISO 3166) breaks ties.

    Made for the first few thousand cells of one column. `valid` is the share whose check digits hold and whose date
    and other parts are possible. A shape alone is never enough, unless it is written with the scheme's own separators.
    A column whose check digits fail is still found by its dates and places, and has a low `valid`.
    """
    cells = _present(values)
    return [found.match for found in _ranked(cells, list(load().values()), country_hint, _SHAPED)]


def find_schemes(values: pl.Series, country_hint: str | None = None, named: Sequence[str] = ()) -> Found | None:
    """The schemes of a column, several where one leaves a good part of the cells unexplained; None for none.

    `named` are schemes that the label speaks of: the best shaped of them is taken even where its check digits fail.
    """
    cells = _present(values)
    if not len(cells):
        return None
    first = _first(cells, country_hint, named)
    if first is None:
        return None
    best, ties = first
    matches, rest = [best.match], cells.filter(~best.right)
    while len(rest) >= max(_FEW, _PART * len(cells)) and len(matches) < _MOST:
        others = [s for s in load().values() if s.id not in {m.scheme for m in matches} and not s.adapter]
        found = _ranked(rest, others, country_hint, max(_SHAPED / 2, _PART))
        more = next((f for f in found if f.match.valid >= max(_PART, _HALF * f.match.shaped)), None)
        if more is None:
            break
        part = len(rest) / len(cells)
        matches.append(Match(more.match.scheme, more.match.shaped * part, more.match.valid * part))
        rest = rest.filter(~more.right)
    if best.match.shaped < _SHAPED and not named and sum(match.valid for match in matches) < _SHAPED:
        return None  # crumbs: most numbers follow no scheme that we know
    return Found(tuple(matches), ties)


def _present(values: pl.Series) -> pl.Series:
    frame = pl.DataFrame({_BARE.name: values.cast(pl.String)})
    return derive(frame, stages([clean(_BARE)])).get_column(clean(_BARE).name).drop_nulls().alias(_BARE.name)


def _first(cells: pl.Series, hint: str | None, named: Sequence[str]) -> tuple[_Judged, tuple[str, ...]] | None:
    """The scheme that explains most of the column, and its ties."""
    schemes = [load()[name] for name in named]
    if any(scheme.country == hint for scheme in schemes):
        schemes = [scheme for scheme in schemes if scheme.country == hint]
    if schemes:
        shaped = [s for s in schemes if s in _candidates(cells, schemes, _PART)]
        judged = _judge(cells, shaped)
        if judged:
            best = max(judged, key=_fit)
            return best, tuple(j.match.scheme for j in judged if j is not best and _fit(j) == _fit(best))
    kernels = [s for s in load().values() if not s.adapter]
    found = _ranked(cells, kernels, hint, _PART)
    found = [f for f in found if f.match.shaped >= _SHAPED] or found
    found = found or _ranked(cells, [s for s in load().values() if s.adapter], hint, _SHAPED)
    if not found:
        return None
    best = found[0]
    ties = [
        f.match.scheme
        for f in found[1:]
        if best.evidence - f.evidence < _TIED and f.match.valid >= best.match.valid - 0.02
    ]
    return best, tuple(ties)


def _fit(judged: _Judged) -> tuple[bool, float, float]:
    """How well a scheme that the label names fits: most of it holds, its shape, how much of it holds."""
    return judged.match.valid > _SHAPED, judged.match.shaped, judged.match.valid


def _ranked(cells: pl.Series, schemes: Sequence[Scheme], hint: str | None, part: float) -> list[_Judged]:
    """The schemes of at least `part` of the cells that these follow far above chance, the most evident first."""
    judged = [j for j in _judge(cells, _candidates(cells, schemes, part)) if j.evidence >= _DECISIVE]
    fits = [j for j in judged if j.match.shaped >= part and (part >= _SHAPED or j.match.shaped * len(cells) >= _FEW)]
    hinted = [j._replace(evidence=j.evidence + _HINT) if load()[j.match.scheme].country == hint else j for j in fits]
    return sorted(hinted, key=lambda j: -j.evidence)


def _candidates(cells: pl.Series, schemes: Sequence[Scheme], part: float) -> list[Scheme]:
    """The schemes whose shape enough cells may have, screened on a few dozen of them."""
    step = max(1, len(cells) // _SCREEN)
    some = [cell.upper().removeprefix("'") for cell in cells.gather_every(step)]
    bare = {strip: [_stripped(cell, strip) for cell in some] for strip in {s.strip for s in schemes}}
    least = max(1.0, part / 2 * len(some))
    return [s for s in schemes if sum(_pattern(s.id).search(c) is not None for c in bare[s.strip]) >= least]


def _stripped(cell: str, separators: str) -> str:
    return cell.translate(dict.fromkeys(map(ord, separators)))


@cache
def _pattern(scheme: str) -> re.Pattern[str]:
    return re.compile(load()[scheme].shape)


def _judge(cells: pl.Series, schemes: Sequence[Scheme]) -> list[_Judged]:
    """The shares of each scheme and the evidence for it, which is 0 where that is not far above chance.

    Two ways to be far above chance: all of it right, or date, place and issuable part right where few random numbers
    have them so. The second finds numbers that were meant for a scheme and made up without its check digits.
    """
    reads = [reading(_BARE, scheme.id) for scheme in schemes]
    table = derive(cells.to_frame(), stages(feature for read in reads for feature in _wanted(read)))
    return [_weighed(cells, table, read, len(schemes)) for read in reads]


def _weighed(cells: pl.Series, table: pl.DataFrame, read: Identity, tried: int) -> _Judged:
    scheme = read.scheme
    possible = pl.all_horizontal(read.shaped.col, *_parts(read))
    holds = read.valid.col.fill_null(value=True) if read.valid else pl.lit(value=True)
    # A number without its leading zeros is shaped only where it holds: the others are tested, too.
    checked = read.checked.col if read.checked else pl.lit(value=False)
    failed = read.unpadded.col & ~read.shaped.col & (read.checked is not None)
    flags = table.select(
        shaped=read.shaped.col,
        checked=checked,
        failed=failed,
        possible=possible,
        right=possible & holds,
    )
    right = flags["right"]
    if scheme.adapter:
        right, flags = _asked(table.get_column(read.compact.name), flags, scheme.adapter)
    shaped, valid = int(flags["shaped"].sum()), int(flags["right"].sum())
    evidence = _evidence(scheme, flags)
    evidence -= log10(max(1, tried)) if evidence else 0.0
    if scheme.written and int(flags["possible"].sum()) >= _SHAPED * max(1, shaped):
        telling = cells.str.contains(scheme.written) & ~cells.str.contains(_GROUPED)
        if telling.sum() >= _SHAPED * len(cells) and _written_in(cells) == {scheme.country}:
            evidence = max(evidence, 0.0) + _WRITTEN_LLR
    size = max(1, flags.height)
    return _Judged(Match(scheme.id, shaped / size, valid / size), evidence, right)


def _written_in(cells: pl.Series) -> set[str | None]:
    """The countries of all schemes in whose separators some of the cells are written: 123456-7890 may be anything."""
    some = cells.gather_every(max(1, len(cells) // _SCREEN)).to_list()
    patterns = ((s.country, re.compile(s.written)) for s in load().values() if s.written)
    return {who for who, pattern in patterns if sum(map(bool, map(pattern.search, some))) >= _SHAPED * len(some)}


def _wanted(read: Identity) -> list[Feature]:
    optional = (
        read.checked, read.valid, read.birth_year, read.region_state, read.issuable, read.plausible_date,
    )  # fmt: skip
    return [read.shaped, read.compact, read.unpadded, *(f for f in optional if f is not None)]


def _parts(read: Identity) -> list[pl.Expr]:
    """What of date, place and range can be wrong in the number."""
    parts = [f.col.fill_null(value=True) for f in (read.issuable, read.plausible_date) if f is not None]
    if read.birth_year:
        parts.append(read.birth_year.col.is_between(EDITION - OLDEST, EDITION).fill_null(value=True))
    if read.region_state:
        parts.append(~read.region_state.col.is_in([REGION_UNKNOWN, REGION_NO_COUNTY]).fill_null(value=False))
    return parts


def _asked(compact: pl.Series, flags: pl.DataFrame, module: str) -> tuple[pl.Series, pl.DataFrame]:
    """The first distinct cells judged by the library; the shares are theirs, the rest counts as not right."""
    first = compact.is_first_distinct() & compact.is_not_null()
    chosen = first & (first.cum_sum() <= _TAIL)
    judged = verdicts(pl.Series(pl.select(pl.when(chosen).then(compact)).to_series()), module)
    right = judged.fill_null(value=False)
    known = flags.with_columns(right=right, checked=flags["shaped"]).filter(judged.is_not_null() | compact.is_null())
    return right, known


def _evidence(scheme: Scheme, flags: pl.DataFrame) -> float:
    names = ("shaped", "checked", "failed", "possible", "right")
    shaped, checked, failed, possible, valid = (int(flags[name].sum()) for name in names)
    if not shaped:
        return 0.0
    tested = shaped + failed
    judged = checked + failed >= _SHAPED * tested
    evidence = _above_chance(valid, tested, scheme.possible * (scheme.chance if judged else 1.0))
    if scheme.possible <= _TELLING:
        evidence = max(evidence, _above_chance(possible, shaped, scheme.possible))
    maybe = failed + int((flags["checked"] & flags["possible"]).sum())
    held = int((flags["checked"] & flags["right"]).sum())
    if judged and valid < _SHAPED * tested and scheme.chance <= _COMMON and held >= 2 * _PART * maybe:
        # Several schemes of one shape: a good part holds. Given a possible date, only the check digits are by chance.
        part = share_llr(held, maybe, ANYTHING, Beta.around(scheme.chance, 50), bound=300.0)
        evidence = max(evidence, part)
    return evidence


def _above_chance(hits: int, total: int, chance: float) -> float:
    """Log10 likelihood ratio of real numbers against random ones; 0 where most fail, whatever chance would give."""
    if hits < _SHAPED * total or chance > _COMMON:
        return 0.0
    return share_llr(hits, total, Beta(19.0, 1.0), Beta.around(chance, 50), bound=300.0)
