"""Does one stretch of the file follow other rules than the rest?

Why       A genuine core with filler behind it changes where the filler begins: neighbours had much
          in common and now have nothing, check digits held and now do not. Sorting and many offices
          change what the records say, but not whether neighbours resemble each other, nor whether
          numbers hold.
Reads     at most MAX_COLUMNS columns, whatever their role, and identity numbers with check digits;
          in file order.
Counts    in up to 256 blocks of consecutive records: neighbours that are equal or begin alike, and
          numbers that hold. Where these rates change along the file is found by binary
          segmentation.
Evidence  MIXED: a stretch of LEAST records without resemblance, in columns that repeat there as
          elsewhere, beside one with much of it (-1); a stretch where numbers fail beside one where
          they hold (-2). Nothing is said for genuine: filler may be strewn all over the file.
Blind to  filler that is strewn or sorted in, genuine parts in random order, numbers made with check
          digits.
Settings  MAX_COLUMNS, LEAST, PENALTY, SEGMENTS, POWER, FLAT, REPEATS, HOLD, FAIL (in the
          validator's file).
Example   1,000 records sorted by town and 500 made-up ones: in the first 1,000 nine of ten
          neighbours are of one town, in the last 500 one of ten, as many as would be in random
          order.
Raises    UnknownSchemeError at bind, for numbers of a scheme that is not in the table.
Source    Scott and Knott 1974; Rabin 1981 for the blocks. Measured in November 2026: no stretch in
          23 public registers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from typing import ClassVar, Final

import polars as pl

from leakcheck.features.feature import Feature
from leakcheck.features.identity import identity
from leakcheck.features.order import resemblances
from leakcheck.features.record import digest as record_digest
from leakcheck.features.text import present
from leakcheck.kernels.blocks import Blocks
from leakcheck.model.columns import Binding, Column, Role
from leakcheck.model.evidence import Evidence, Family, Hypothesis, Message, Rate, SkipKind, Skipped, Term
from leakcheck.model.series import Series, SeriesKind
from leakcheck.protocols import Probe
from leakcheck.stats.changepoints import Block, segments, totals

MAX_COLUMNS: Final = 16  # what files are sorted by stands in front
LEAST: Final = (100, 0.08)  # records, and share of the file, of a stretch that is told apart
PENALTY: Final = 30.0  # gain of a split, in units of G: blocks of a register scatter more than binomial counts
SEGMENTS: Final = 6  # more stretches are how a register is built, not how one is filled up
TEXTURE: Final = 8.0  # standard deviations above random order from which a column has texture
POWER: Final = 20.0  # ... by which the rest of the file would show in the stretch, in the second best column
FLAT: Final = 0.1  # share of the rest's resemblance that a stretch without any keeps
REPEATS: Final = 0.5  # a column can tell where values repeat at least half as often as in the whole file
FEW: Final = 40  # values sampled of a stretch under which its repeats are not known
HOLD: Final = 0.9  # of the numbers hold in a stretch of issued numbers
FAIL: Final = 0.5  # ... and in one of made-up numbers, where one in two to one in eleven holds by chance
TEXTURE_LLR: Final = -1.0  # two sources may be one in order and one not
NUMBERS_LLR: Final = -2.0  # nobody issues numbers without their check digits, but an office may have left them out
NUMBERS: Final = "numbers"
ALIKE: Final = Term("neighbours that are equal")
HOLDING: Final = Term("numbers that hold")
STRIPS: Final = (60, 100)  # most blocks of the picture, and the fewest records of one


@dataclass(frozen=True, slots=True)
class Texture:
    """One followed value: neighbours that are equal and pairs of neighbours, by block, and samples of values."""

    column: int
    equal: Sequence[int]
    pairs: Sequence[int]
    samples: Sequence[Sequence[int | None]]

    def chance(self, start: int, end: int) -> float | None:
        """The share of records of different blocks that are equal, between two blocks; None for too few samples."""
        inside = [Counter(v for v in sample if v is not None) for sample in self.samples[start:end]]
        together: Counter[int] = Counter()
        for block in inside:
            together.update(block)
        n = together.total()
        same = sum(k * k for k in together.values()) - sum(k * k for block in inside for k in block.values())
        pairs = n * n - sum(block.total() ** 2 for block in inside)
        return same / pairs if n >= FEW and pairs else None

    def seen(self, start: int, end: int) -> tuple[int, int]:
        """Equal neighbours and pairs between two blocks."""
        return sum(self.equal[start:end]), sum(self.pairs[start:end])


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of records, from `first` to `last` counted from 1, that follows other rules than the rest."""

    first: int
    last: int
    reason: str
    llr: float


@dataclass(frozen=True, slots=True)
class _Probe:
    columns: tuple[Column, ...]
    everything: tuple[Column, ...]
    number: Column | None

    @property
    def record(self) -> Feature:
        return record_digest(self.everything, "regimes")

    @property
    def followed(self) -> tuple[Feature, ...]:
        return tuple(feature for column in self.columns for feature in resemblances(column))

    @property
    def features(self) -> Sequence[Feature]:
        if self.number is None:
            return (self.record, *self.followed)
        return (self.record, *self.followed, present(self.number), _holds(self.number))

    def observe(self, batch: pl.DataFrame) -> Blocks:
        flags = pl.DataFrame()
        if self.number is not None:
            there, holds = pl.col(present(self.number).name), pl.col(_holds(self.number).name)
            flags = batch.select(pl.when(there).then(holds).alias(NUMBERS))
        return Blocks.of(batch[self.record.name], batch.select(f.name for f in self.followed), flags)

    def merge(self, left: Blocks, right: Blocks) -> Blocks:
        return left.merge(right)

    def conclude(self, state: Blocks) -> Evidence | Skipped:
        table = state.table
        sizes = table["size"].to_list()
        total = sum(sizes)
        least = max(LEAST[0], round(LEAST[1] * total))
        if total < 2 * least:
            return Skipped(Regimes.id, f"fewer than {2 * least} records", SkipKind.RECORDS)
        textures = [
            Texture(column.index, *(table[f"{kind}.{feature.name}"].to_list() for kind in "eps"))
            for column in self.columns
            for feature in resemblances(column)
        ]
        found = [*textureless(textures, sizes, least)]
        equal, pairs = ([sum(block) for block in zip(*rows, strict=True)] for rows in _rows(textures))
        strips = {ALIKE: list(zip(equal, pairs, strict=True))}
        if self.number is not None:
            hits, counted = (table[f"{kind}.{NUMBERS}"].to_list() for kind in "ht")
            strips[HOLDING] = list(zip(hits, counted, strict=True))
            found += failing(strips[HOLDING], sizes, least)
        columns = tuple(column.index for column in self.columns)
        return _evidence(found, total, columns, along(strips, sizes))


def _rows(textures: Sequence[Texture]) -> tuple[list[Sequence[int]], list[Sequence[int]]]:
    return [texture.equal for texture in textures], [texture.pairs for texture in textures]


def _holds(column: Column) -> Feature:
    valid = identity(column).valid
    assert valid is not None
    return valid


def textureless(textures: Sequence[Texture], sizes: Sequence[int], least: int) -> list[Stretch]:
    """Stretches in which neighbours have nothing in common, beside others in which they have much."""
    known = [(texture, chance) for texture in textures if (chance := texture.chance(0, len(sizes))) is not None]
    telling = [
        (texture, chance) for texture, chance in known if _height(*texture.seen(0, len(sizes)), chance) > TEXTURE
    ]
    if not telling:
        return []
    blocks: list[Block] = [
        list(block) for block in zip(*(zip(t.equal, t.pairs, strict=True) for t, _ in telling), strict=True)
    ]
    starts = segments(blocks, sizes, least=least, penalty=PENALTY, most=SEGMENTS)
    found = []
    for start, end in pairwise([*starts, len(sizes)]):
        own: dict[int, float] = {}
        elsewhere: dict[int, float] = {}
        for texture, chance in telling:
            equal, pairs = texture.seen(start, end)
            all_equal, all_pairs = texture.seen(0, len(sizes))
            own[texture.column] = max(own.get(texture.column, 0.0), _height(equal, pairs, chance))
            local = texture.chance(start, end)
            if local is not None and local >= REPEATS * chance and all_pairs > pairs:
                rest = (all_equal - equal) / (all_pairs - pairs)
                height = _height(rest * pairs, pairs, chance)
                elsewhere[texture.column] = max(elsewhere.get(texture.column, 0.0), height)
        power = sorted(elsewhere.values())[-2:]
        if len(power) == 2 and power[0] >= POWER and max(own.values()) <= FLAT * power[0]:
            found.append(_stretch(sizes, start, end, "resemblance", TEXTURE_LLR))
    return found


def _height(equal: float, pairs: int, chance: float) -> float:
    """Standard deviations by which equal neighbours lie above those of random order."""
    return (equal - pairs * chance) / sqrt(pairs * chance * (1 - chance) + 1)


def failing(rates: Sequence[tuple[int, int]], sizes: Sequence[int], least: int) -> list[Stretch]:
    """Stretches in which numbers fail, beside one in which they hold; `rates` are (hold, present) by block."""
    blocks: list[Block] = [[rate] for rate in rates]
    starts = segments(blocks, sizes, least=least, penalty=PENALTY, most=SEGMENTS)
    shares = []
    for start, end in pairwise([*starts, len(sizes)]):
        ((hold, there),) = totals(blocks[start:end])
        if 2 * there >= least:
            shares.append((hold / there, start, end))
    if not shares or max(shares)[0] < HOLD:
        return []
    return [_stretch(sizes, start, end, NUMBERS, NUMBERS_LLR) for share, start, end in shares if share <= FAIL]


def along(strips: Mapping[Term, Sequence[tuple[int, int]]], sizes: Sequence[int]) -> tuple[Series, ...]:
    """Rates along the file, in stretches of at least so many records that no single one shows."""
    most, least = STRIPS
    wanted = max(least, -(-sum(sizes) // most))
    starts, held = [0], 0
    for index, size in enumerate(sizes):
        if held >= wanted:
            starts.append(index)
            held = 0
        held += size
    if held < wanted and len(starts) > 1:
        starts.pop()
    stretches = list(pairwise([*starts, len(sizes)]))
    if len(stretches) < 2:
        return ()
    joined = [totals([[rate] for rate in rates[start:end]])[0] for rates in strips.values() for start, end in stretches]
    first = [sum(sizes[:start]) + 1 for start, _ in stretches]
    hits, counted = zip(*joined, strict=True)
    return (Series.of(SeriesKind.ALONG_FILE, first, hits, tuple(strips), counted),)


def _stretch(sizes: Sequence[int], start: int, end: int, reason: str, llr: float) -> Stretch:
    return Stretch(sum(sizes[:start]) + 1, sum(sizes[:end]), reason, llr)


def _evidence(
    found: Sequence[Stretch], total: int, columns: tuple[int, ...], series: tuple[Series, ...] = ()
) -> Evidence:
    inside = sum(stretch.last - stretch.first + 1 for stretch in found)
    if found:
        worst = min(found, key=lambda stretch: (stretch.llr, stretch.first))
        text = "Records {first:count} to {last:count} follow other rules than the rest: "
        text += "their numbers fail the check." if worst.reason == NUMBERS else "neighbours have nothing in common."
        message = Message(text, {"first": worst.first, "last": worst.last})
    else:
        message = Message("No stretch of the file stands out against the rest by its order or its numbers.")
    return Evidence(
        validator=Regimes.id,
        family=Regimes.family,
        message=message,
        llr={Hypothesis.MIXED: min(stretch.llr for stretch in found)} if found else {},
        columns=columns,
        tested=total,
        rates=(Rate("records in stretches that stand out", min(inside, total), total, (0.0, 0.0)),),
        series=series,
    )


class Regimes:
    """OR810."""

    id: ClassVar[str] = "OR810"
    name: ClassVar[str] = "regimes"
    title: ClassVar[str] = "Stretches of the file that stand out"
    family: ClassVar[Family] = Family.ORDER
    version: ClassVar[int] = 1
    reads_order: ClassVar[bool] = True

    def bind(self, binding: Binding) -> Probe[Blocks] | Skipped:
        """Needs a column; identity numbers with check digits are read where there are any."""
        if not binding.columns:
            return Skipped(self.id, "the sample has no columns")
        checked = (c for c in binding.all(Role.NATIONAL_ID) if c.scheme and identity(c).valid is not None)
        return _Probe(binding.columns[:MAX_COLUMNS], binding.columns, next(checked, None))
