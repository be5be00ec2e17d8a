"""Do the check digits of the identity numbers hold?

Why       Whoever issues numbers with check digits issues them right; whoever types or draws digits
          does not know them, and is right only by chance (1 in 11 for a Chinese number, 1 in 100
          for a CPF).
Reads     Every column of numbers (people, companies, accounts, cards, vehicles, devices) under schemes
          of id_schemes that have check digits. In a column of several schemes each number is judged
          under all whose shape it has. Damaged cells (3.1E+17, lost zeros) are repaired or set aside.
Counts    present >= shaped >= checked >= valid, in records. Numbers that only
          python-stdnum knows are judged on the 400 distinct ones with the smallest digests.
Evidence  junk: the share that holds against the share that random digits reach by chance, which is
          higher where a number may hold under several schemes. mixed: against a share that could be
          anything. Each within 4 powers of ten; of several columns the worst counts.
Blind to  A generator that works check digits out (Faker does so in 18 of 43 cases): generated is
          left out. Copied, repeated or shuffled numbers, whose check digits hold as before.
Settings  MINIMUM 10 numbers; SURE 200, how firmly random digits keep to chance; the share of right
          numbers in real files comes from the scheme's row (about 99 %).
Example   Of 1,000 Chinese numbers 92 hold: random digits give 91, a register 970 or more. Junk,
          decisively.
Raises    UnknownSchemeError at bind, for a scheme that is not in the table. Malformed numbers raise
          nothing.
Source    The source of each row of id_schemes; the priors are ours, argued beside them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import nsmallest
from math import prod
from typing import ClassVar, Final, NamedTuple

import polars as pl

from leakcheck.features.feature import Feature
from leakcheck.features.identity import SAMPLE, Identity, identity, readings
from leakcheck.model.columns import Binding, Column
from leakcheck.model.evidence import (
    Evidence,
    Family,
    Hypothesis,
    Interval,
    Message,
    Rate,
    SkipKind,
    Skipped,
    Term,
)
from leakcheck.protocols import Counts, Tally
from leakcheck.reference.schemes import Scheme, load
from leakcheck.stats.likelihood import ANYTHING, Beta, share_llr
from leakcheck.stats.proportions import wilson

MINIMUM: Final = 10  # below this even a perfect share says little about the file
SURE: Final = 200  # random digits keep to chance as firmly as 200 draws would; typists have habits, so not more
GENUINE: Final = (0.97, 1.0)  # real registers hold 97 to 100 %: clerks mistype, and check digits catch it
Samples = dict[str, dict[int, int]]  # by column and scheme: digest of a number -> whether it is accepted


class IdCheckDigits:
    """ID101: check digits of the numbers of people, companies, accounts, cards, vehicles and devices."""

    id: ClassVar[str] = "ID101"
    name: ClassVar[str] = "id-check-digits"
    title: ClassVar[str] = "Check digits of identity numbers"
    family: ClassVar[Family] = Family.IDENTITY
    version: ClassVar[int] = 2
    reads_order: ClassVar[bool] = False

    def bind(self, binding: Binding) -> _Probe | Tally | Skipped:
        """The counts of every column of numbers whose scheme has check digits."""
        columns = binding.numbers
        if not columns:
            return Skipped(self.id, "no column holds identity numbers")
        known = [c for c in columns if c.scheme in load()]
        if not known:
            return Skipped(self.id, "the identity numbers follow no scheme that is known", SkipKind.REFERENCE)
        parts = [_Part(c) for c in known if any(load()[s].chance < 1 for s in (str(c.scheme), *c.others))]
        if not parts:
            title = load()[str(known[0].scheme)].title
            return Skipped(self.id, f"a {title} has no check digits", SkipKind.REFERENCE)
        tally = Tally(
            features=tuple(feature for part in parts for feature in part.features),
            counts={f"{part.column.name}.{name}": expr for part in parts for name, expr in part.counts().items()},
            reading=lambda counts: _read(parts, counts, {}),
        )
        return _Probe(parts, tally) if any(part.sampled for part in parts) else tally


class _Part:
    """One column: its numbers read under each of its schemes.

    Several schemes of one shape each get a chance at a number, so records are counted by the set of schemes under which
    they could be judged (a mask), and random digits are given the chance of holding under any of them.
    """

    def __init__(self, column: Column) -> None:
        self.column = column
        self.reads = [read for read in readings(column) if read.scheme.chance < 1]
        self.judged = [read for read in self.reads if read.checked is not None and read.valid is not None]
        self.whole = identity(column)
        self.sampled = [read for read in self.reads if read.sampled is not None]

    @property
    def scheme(self) -> Scheme:
        """The first of the schemes with check digits."""
        return self.reads[0].scheme

    @property
    def features(self) -> tuple[Feature, ...]:
        """What is counted and sampled."""
        own = (self.whole.present, self.whole.shaped)
        judged = (f for read in self.judged for f in (read.checked, read.valid) if f is not None)
        return (*own, *judged, *(f for read in self.sampled for f in (read.digest, read.sampled) if f is not None))

    def counts(self) -> dict[str, pl.Expr]:
        """Records present and shaped; and by mask, those that can be judged and those that hold."""
        whole = self.whole
        counts = {
            "present": whole.present.col.sum(),
            "shaped": whole.shaped.col.sum(),
            "records": whole.present.col.len(),
        }
        if self.judged:
            flags = [read.checked.col.cast(pl.Int32) * 2**i for i, read in enumerate(self.judged) if read.checked]
            mask = pl.sum_horizontal(flags)
            held = pl.any_horizontal(read.valid.col.fill_null(value=False) for read in self.judged if read.valid)
            for value in range(1, 2 ** len(self.judged)):
                counts[f"checked.{value}"] = (mask == value).sum()
                counts[f"valid.{value}"] = ((mask == value) & held).sum()
        return counts

    def chance(self, mask: int) -> float:
        """The share of random numbers that hold under at least one of the schemes of a mask."""
        return 1 - prod(1 - read.scheme.chance for i, read in enumerate(self.judged) if mask >> i & 1)

    def seen(self, counts: Counts, samples: Samples) -> _Seen:
        """The totals of this column."""
        mine = {name.partition(".")[2]: n for name, n in counts.items() if name.startswith(f"{self.column.name}.")}
        checked = {mask: mine.get(f"checked.{mask}", 0) for mask in range(1, 2 ** len(self.judged))}
        tested = sum(checked.values())
        valid = sum(mine.get(f"valid.{mask}", 0) for mask in checked)
        expected = sum(n * self.chance(mask) for mask, n in checked.items())
        for read in self.sampled:
            sample = samples.get(_key(self.column, read), {})
            tested, valid = tested + len(sample), valid + sum(sample.values())
            expected += len(sample) * read.scheme.chance
        return _Seen(self, mine, tested, valid, expected / tested if tested else self.scheme.chance)


class _Seen(NamedTuple):
    part: _Part
    counts: Counts
    tested: int
    valid: int
    chance: float

    @property
    def llr(self) -> dict[Hypothesis, float]:
        """What the share of numbers that hold says against random digits and against a mixture."""
        issued = Beta(*min((read.scheme.issued for read in self.part.reads), key=lambda ab: ab[0] / sum(ab)))
        return {
            Hypothesis.JUNK: share_llr(self.valid, self.tested, issued, Beta.around(self.chance, SURE)),
            Hypothesis.MIXED: share_llr(self.valid, self.tested, issued, ANYTHING),
        }


@dataclass(slots=True)
class _State:
    counts: dict[str, int]
    samples: Samples


class _Probe:
    """Counts, and the verdicts on the distinct numbers whose digests are the smallest of the file (a bottom sample)."""

    def __init__(self, parts: Sequence[_Part], tally: Tally) -> None:
        self.parts = parts
        self.tally = tally
        self.features: Sequence[Feature] = tally.features

    def observe(self, batch: pl.DataFrame) -> _State:
        """Counts and samples of one batch."""
        samples: Samples = {}
        for part in self.parts:
            for read in part.sampled:
                assert read.sampled is not None
                pairs = batch.select(read.digest.name, read.sampled.name).drop_nulls().unique().iter_rows()
                samples[_key(part.column, read)] = {int(digest): int(held) for digest, held in pairs}
        return _State(self.tally.observe(batch), samples)

    def merge(self, left: _State, right: _State) -> _State:
        """Counts add up; of the samples the smallest digests stay."""
        self.tally.merge(left.counts, right.counts)
        for key, sample in right.samples.items():
            both = left.samples.get(key, {}) | sample
            left.samples[key] = {digest: both[digest] for digest in nsmallest(SAMPLE, both)}
        return left

    def conclude(self, state: _State) -> Evidence | Skipped:
        """What was seen in all columns."""
        return _read(self.parts, state.counts, state.samples)


def _key(column: Column, read: Identity) -> str:
    return f"{column.name}.{read.scheme.id}"


def _read(parts: Sequence[_Part], counts: Counts, samples: Samples) -> Evidence | Skipped:
    """The evidence of all columns: a column that speaks against the file is not made good by another."""
    every = [part.seen(counts, samples) for part in parts]
    seen = [s for s in every if s.tested >= MINIMUM]
    if not seen:
        reason = f"fewer than {MINIMUM} values look like a {parts[0].scheme.title} with check digits"
        return Skipped(IdCheckDigits.id, reason, SkipKind.RECORDS)
    llr = {h: _worst([s.llr[h] for s in seen]) for h in (Hypothesis.JUNK, Hypothesis.MIXED)}
    lead = min(seen, key=lambda s: s.llr[Hypothesis.JUNK]) if llr[Hypothesis.JUNK] < 0 else seen[0]
    ordered = [lead, *(s for s in seen if s is not lead)]
    present = lead.counts["present"]
    return Evidence(
        validator=IdCheckDigits.id,
        family=IdCheckDigits.family,
        message=_message(lead),
        llr=llr,
        columns=tuple(s.part.column.index for s in ordered),
        tested=lead.tested,
        missing=lead.counts["records"] - present,
        excluded=max(0, present - lead.tested),
        rates=tuple(rate for s in ordered for rate in _rates(s, alone=len(seen) == 1)),
        interval=Interval(*wilson(lead.valid, lead.tested)),
    )


def _worst(values: Sequence[float]) -> float:
    """The strongest word against the file, or the strongest for it where none is against."""
    return min(values) if min(values) < 0 else max(values)


def _rates(seen: _Seen, *, alone: bool) -> tuple[Rate, ...]:
    which = "" if alone else f" in column {seen.part.column.index}"
    return (
        Rate(f"check digits hold{which}", seen.valid, seen.tested, genuine=GENUINE, chance=seen.chance),
        Rate(f"shaped like the scheme{which}", seen.counts["shaped"], seen.counts["present"]),
    )


def _message(seen: _Seen) -> Message:
    titles = Term(", ".join(read.scheme.title for read in seen.part.reads))
    return Message(
        "Check digits agree {share:share} of the time; random digits would agree {chance:share}, "
        "genuine registers {low:number}-{high:number} % ({scheme}).",
        {
            "share": seen.valid / seen.tested,
            "chance": seen.chance,
            "low": 100 * GENUINE[0],
            "high": 100 * GENUINE[1],
            "scheme": titles,
        },
    )
