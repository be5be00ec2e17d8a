"""Does a crowd of equally common names stand among names that are not?

Why       In every people names thin out steadily: fewer are borne by two than by one, fewer by four
          than by two. Rows that a generator drew evenly from a list add a crowd of names that are
          all about equally common, and it stands out of a genuine core that it was mixed into.
Reads     family_name and given_name columns, or a person_name column, divided the same way for
          everybody; each different whole name once, so that people who recur do not matter.
Counts    how many names occur once, twice, ... in classes of equal width on a logarithmic scale,
          and the log likelihood that is gained by letting the classes rise where they should fall.
Evidence  half of the gain beyond SLACK, against MIXED, and against GENERATED too where a quarter
          of the people are in the crowd; within -3. Registers gain 0 to 2.5 nats, 4,000 records of
          which half are Faker's (fr_FR, zh_TW, en_GB) 11 to 35. It never speaks for genuine.
Blind to  lists with weights (Faker en_US), lists that are long for the number of rows: a name has
          to come four times for the crowd to be seen.
Settings  PEOPLE, LEAST, FROM, SLACK, MEASURED, ALONE.
Example   2,000 genuine rows and 2,000 out of an even list of 200 given names: 278 names come once,
          46 twice, 33 three times, and then 53, 68 and 49 in the classes around ten.
Raises    nothing; samples without names, or with fewer than 100 of them, are skipped.
Source    Robertson, Wright & Dykstra 1988, Order Restricted Statistical Inference. Measured in
          November 2026 on 18 public registers of 9 countries, 18 mixtures, 31 locales of faker-js.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import log
from typing import ClassVar, Final

import polars as pl

from leakcheck.features.name import Names, names
from leakcheck.features.repeats import Repeats
from leakcheck.kernels.multiplicity import Multiplicity, occurrences
from leakcheck.model.columns import Binding
from leakcheck.model.evidence import Evidence, Family, Hypothesis, Interval, Message, Rate, SkipKind, Skipped, Term
from leakcheck.protocols import Probe
from leakcheck.stats.likelihood import bounded
from leakcheck.stats.monotone import Crowd, crowd
from leakcheck.stats.proportions import wilson
from leakcheck.stats.repeats import records

PEOPLE: Final = 1 << 15  # different whole names kept: enough for every class of names to be well filled
LEAST: Final = 100  # names; fewer leave the classes to chance
# Households make rare family names come in threes, so that only names more common than that can crowd.
FROM: Final = {"family": 4, "given": 1}
SLACK: Final = 3.0  # nats that a register may gain: 2.5 measured, 3.8 in one of twenty simulated
MEASURED: Final = 5_000  # names of the largest register that SLACK was measured on; a gain on more counts as on so many
ALONE: Final = 0.25  # of the people; a crowd of fewer is filler in something else
MOST_AGAINST: Final = 3.0  # one thing seen about names; not surer than 1,000 to 1


class NameCrowd:
    """NM410."""

    id: ClassVar[str] = "NM410"
    name: ClassVar[str] = "name-crowd"
    title: ClassVar[str] = "A crowd of equally common names"
    family: ClassVar[Family] = Family.NAMES
    version: ClassVar[int] = 1
    reads_order: ClassVar[bool] = False

    def bind(self, binding: Binding) -> Probe[Multiplicity] | Skipped:
        """Needs names of persons."""
        found = names(binding)
        if found is None:
            return Skipped(self.id, "no columns hold the names of persons")
        return _Probe(found.whole, {"family": found.family, "given": found.given}, PEOPLE, found)


@dataclass(frozen=True, slots=True)
class _Part:
    """One part of the names: the crowd in it, and how many names were counted."""

    word: str
    seen: Crowd
    drawn: int

    @property
    def llr(self) -> float:
        """log10 P(spectrum | register) / P(spectrum | an even list in it)."""
        gain = self.seen.excess * min(1.0, MEASURED / self.drawn)
        return min(0.0, bounded((SLACK - gain) / 2 / log(10), MOST_AGAINST))

    @property
    def share(self) -> float:
        """The share of the names that stand above a steady decrease."""
        return min(1.0, self.seen.draws / self.drawn)


@dataclass(frozen=True, slots=True)
class _Probe(Repeats):
    parts: Names

    def conclude(self, state: Multiplicity) -> Evidence | Skipped:
        people = state.table()
        parts = list(_parts(people)) if people.height else []
        if not parts:
            return Skipped(NameCrowd.id, f"fewer than {LEAST} names are written", SkipKind.RECORDS)
        part = max(parts, key=lambda one: one.seen.excess)
        held = round(part.share * part.drawn)
        return Evidence(
            validator=NameCrowd.id,
            family=NameCrowd.family,
            message=Message(
                "{kinds:count} {word} names with {share:share} of the people stand out as equally common; in registers "
                "names thin out steadily from the rare to the common.",
                {"kinds": round(part.seen.kinds), "word": Term(part.word), "share": part.share},
            ),
            llr=_ratios(part),
            columns=tuple(column.index for column in self.parts.columns),
            tested=people.height * state.scale,
            rates=(Rate("people in a crowd of equally common names", held, part.drawn, (0.0, 0.05)),),
            interval=Interval(*wilson(held, part.drawn)),
        )


def _parts(people: pl.DataFrame) -> Iterator[_Part]:
    for word, least in FROM.items():
        spectrum = occurrences(people[word])
        if (drawn := records(spectrum)) >= LEAST:
            yield _Part(word, crowd(spectrum, least), drawn)


def _ratios(part: _Part) -> dict[Hypothesis, float]:
    if not part.llr:
        return {}
    filler = {Hypothesis.MIXED: part.llr}
    return {**filler, Hypothesis.GENERATED: part.llr} if part.share >= ALONE else filler
